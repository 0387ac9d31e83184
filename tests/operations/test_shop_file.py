"""Making and opening the shop file: whole under its own name, or not there at all."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jxc_desktop.db.errors import DiskFailed, DiskFull
from jxc_desktop.operations.shop_file import make_shop_file, open_shop
from tests.scenarios.stage import findings


@contextmanager
def files_may_grow_to(room: int) -> Iterator[None]:
    """What a disk without room does: a write beyond it fails."""
    import resource

    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def whole_size(folder: Path) -> int:
    make_shop_file(folder / "whole.jxc")
    size = (folder / "whole.jxc").stat().st_size
    (folder / "whole.jxc").unlink()
    return size


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_disk_without_room_leaves_no_shop_file_and_no_half_of_one(tmp_path, share):
    room = int(whole_size(tmp_path) * share)
    with files_may_grow_to(room), pytest.raises(DiskFailed):
        make_shop_file(tmp_path / "shop.jxc")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
def test_an_error_of_a_disk_that_is_full_is_named_so(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=12_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    with files_may_grow_to(8192), pytest.raises(DiskFull, match=r"The disk is full \(0\.0 MB free\)"):
        make_shop_file(tmp_path / "shop.jxc")


def test_a_new_file_is_whole_by_itself(tmp_path):
    make_shop_file(tmp_path / "shop.jxc")
    assert [path.name for path in tmp_path.iterdir()] == ["shop.jxc"]
    shop = open_shop(tmp_path / "shop.jxc", program="test")
    assert findings(shop) == []
    shop.close()
