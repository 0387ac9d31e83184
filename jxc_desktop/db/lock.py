"""The lock on the shop file: one writing program a file. Held by the system, so it goes with the process that dies."""

import json
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from jxc_desktop.db.errors import FileReadOnly, ShopInUse


def _try_lock(file: IO[str]) -> bool:
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
            self._file = self.path.open("a+", encoding="utf-8")
        except OSError as error:
            raise FileReadOnly from error
        if not _try_lock(self._file):
            holder = self._holder()
            self._file.close()
            raise ShopInUse(holder)
        self._file.seek(0)
        self._file.truncate()
        json.dump({"program": program, "process": os.getpid()}, self._file)
        self._file.flush()

    def _holder(self) -> str:
        self._file.seek(0)
        try:
            said = json.loads(self._file.read())
        except ValueError:
            return "?"
        if not isinstance(said, dict):
            return "?"
        return f"{said.get('program', '?')}, {said.get('process', '?')}"

    def release(self) -> None:
        """Let others write."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()
