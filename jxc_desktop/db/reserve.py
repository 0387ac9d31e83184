"""The reserve: room on the shop file's disk that is kept for the day when it is full, and given up at a key."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

RESERVE_BYTES = 50_000_000
ROOM_BESIDE = 4 * RESERVE_BYTES
_BLOCK = bytes(1_000_000)


def reserve_of(shop_file: Path) -> Path:
    """Where the reserve of a shop file is: beside it, so on the same disk."""
    return shop_file.with_name(shop_file.name + ".reserve")


def keep_reserve(shop_file: Path) -> bool:
    """Make the reserve where it is missing and the disk has room for much more; whether it is there."""
    path = reserve_of(shop_file)
    try:
        if path.is_file() and path.stat().st_size >= RESERVE_BYTES:
            return True
        if shutil.disk_usage(shop_file.parent).free < ROOM_BESIDE:
            return False
        with path.open("wb") as file:
            _fill(file.fileno())
    except OSError:  # a folder that can't be written to, a disk that became full meanwhile: the shop works without
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return False
    return True


def release_reserve(shop_file: Path) -> int:
    """Give the reserve up; the bytes that are free by it, 0 when there was none."""
    path = reserve_of(shop_file)
    try:
        size = path.stat().st_size
        path.unlink()
    except OSError:
        return 0
    return size


def _fill(descriptor: int) -> None:
    """Take the room for certain: a file with a hole in it keeps none."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, RESERVE_BYTES)
        return
    for _part in range(RESERVE_BYTES // len(_BLOCK)):
        os.write(descriptor, _BLOCK)
