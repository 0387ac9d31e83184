"""What every test may use: the shared data folder and English messages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jxc_desktop import i18n

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def shared_data() -> Path:
    """Real files nobody here wrote; absent outside the developers' machines."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data folder is not here")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read English messages unless they ask for another language."""
    i18n.use_language("en")
    yield
    i18n.use_language("en")
