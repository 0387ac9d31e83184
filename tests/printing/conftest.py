"""Big outputs are compared with files, refreshed by `--refresh-golden`."""

from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Compare bytes with a kept file, or keep them as the new one."""

    def compare(name: str, made: bytes) -> None:
        path = FOLDER / name
        if request.config.getoption("--refresh-golden"):
            path.write_bytes(made)
        assert made == path.read_bytes()

    return compare
