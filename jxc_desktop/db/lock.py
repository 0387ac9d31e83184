"""The lock on the shop file: one writing program a file. Held by the system, so it goes with the process that dies."""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from jxc_desktop.db.errors import FileReadOnly, ShopInUse


def _try_lock(file: BinaryIO) -> bool:
    if sys.platform == "win32":
        import msvcrt

        file.seek(1 << 20)  # beyond the text, which others may read
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        # flock, not lockf: that one is the process's, and closing any handle of the file would drop it.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class ShopLock:
    """Held while a program may write. The lock file beside the shop file says who; its existence means nothing."""

    def __init__(self, shop_file: Path, program: str) -> None:
        self.path = shop_file.with_name(shop_file.name + ".lock")
        try:
            self._file = self.path.open("ab+", buffering=0)
        except OSError as error:
            raise FileReadOnly from error
        if not _try_lock(self._file):
            program, process = self._holder()
            self._file.close()
            raise ShopInUse(program, process)
        with suppress(OSError):  # a full disk has no room for the name, but the lock is held
            self._file.truncate(0)
            self._file.write(json.dumps({"program": program, "process": os.getpid()}).encode())

    def _holder(self) -> tuple[str, int | None]:
        self._file.seek(0)
        try:
            said = json.loads(self._file.read())
            return str(said["program"]), int(said["process"])
        except (ValueError, TypeError, KeyError):
            return "?", None

    def release(self) -> None:
        """Let others write."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()
