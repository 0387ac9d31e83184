"""What every test may use: the shared data folder and English messages; and which tests run only when asked for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jxc_desktop import i18n
from jxc_desktop.operations.work import Shop
from tests.builders import TestClock, make_shop

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


ONLY_WHEN_ASKED = {"benchmark": "--benchmarks", "release": "--release"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switches for the tests that a plain run leaves out."""
    parser.addoption("--benchmarks", action="store_true", help="measure the figures (tests/benchmarks)")
    parser.addoption("--release", action="store_true", help="run the long tests too")
    parser.addoption("--refresh-golden", action="store_true", help="keep what is made now as the files to compare with")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not asked for."""
    closed = [marker for marker, option in ONLY_WHEN_ASKED.items() if not config.getoption(option)]
    left_out = {item for item in items if any(item.get_closest_marker(marker) for marker in closed)}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


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


@pytest.fixture
def clock() -> TestClock:
    """Ten in the morning of 2026-11-22 in Beijing, moved by hand."""
    return TestClock()


@pytest.fixture
def shop(tmp_path: Path, clock: TestClock) -> Iterator[Shop]:
    """An empty shop, its owner signed in."""
    made = make_shop(tmp_path, clock=clock)
    yield made
    made.close()
