"""What every test may use: the shared data folder and English messages; and which tests run only when asked for.

Watched in every test: the program never opens by hand a file that SQLite holds open.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jxc_desktop import i18n, paths
from jxc_desktop.operations.work import Shop
from tests.builders import TestClock, make_shop

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

PROGRAM = str(Path(paths.__file__).parent)
opened_by_hand: list[str] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """Note who opens a held file with Python's own means: the nearest frame outside the library, when it is the program's."""
    if event != "open" or not paths.is_held_open(Path(os.fsdecode(arguments[0]) if isinstance(arguments[0], (str, bytes)) else "")):
        return
    frame = sys._getframe(1)
    while frame.f_back is not None and not frame.f_code.co_filename.startswith((PROGRAM, str(Path(__file__).parent))):
        frame = frame.f_back
    if frame.f_code.co_filename.startswith(PROGRAM):
        opened_by_hand.append(f"{frame.f_code.co_filename}:{frame.f_lineno}")


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def nothing_opened_by_hand() -> Iterator[None]:
    """Closing a handle of the live file drops SQLite's locks on it."""
    opened_by_hand.clear()
    yield
    assert opened_by_hand == []


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
