"""Builders with sensible defaults, so that a test names only what matters."""

import shutil
import tempfile
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from jxc_desktop.db.engine import Database
from jxc_desktop.operations.shop_file import make_shop_file
from jxc_desktop.operations.work import Shop

BEIJING = timezone(timedelta(hours=8))


class TestClock:
    """A clock that tests move by hand."""

    __test__ = False

    def __init__(self, start: datetime | None = None) -> None:
        self.now = start or datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)


@cache
def _empty_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "shop.jxc")
        make_shop_file(path)
        return path.read_bytes()


def empty_shop_file(path: Path) -> Path:
    """A new shop file, copied from one made once a run."""
    path.write_bytes(_empty_file())
    return path


def make_shop(folder: Path, *, clock: TestClock | None = None) -> Shop:
    """An open, empty shop with its owner signed in. Close it."""
    return Shop(Database(empty_shop_file(folder / "shop.jxc")), clock=clock or TestClock())


def copy_of(shop: Shop, target: Path) -> Path:
    """A closed shop's file, copied."""
    shutil.copy(shop.path, target)
    return target
