"""The parent's side of the child that reads: how it is started, asked, waited for and ended. The one place that knows both a source tree and a frozen program."""

import io
import marshal
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from jxc_desktop.spreadsheets.child import FLAG
from jxc_desktop.spreadsheets.workbook import Row

MAX_ANSWER = 512 << 20
_GLANCE = 0.05
_START = "import sys; from jxc_desktop.spreadsheets.child import main; main(sys.argv[1:])"


class Stopped(Exception):
    """The user gave up waiting."""


class _OnlyDates(pickle.Unpickler):
    """Takes dates and nothing else that has a name."""

    def find_class(self, module_name: str, global_name: str) -> type:
        if module_name == "datetime" and global_name in ("date", "datetime"):
            return {"date": date, "datetime": datetime}[global_name]
        raise pickle.UnpicklingError(global_name)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a child gave: `content` (a letter and its bytes), or `refused`: rows, encrypted, binary, damaged, memory or time."""

    refused: str = ""
    content: bytes | None = None

    def sheets(self) -> list[tuple[str, bool, list[Row]]]:
        """The sheets sent."""
        content = self.content or b""
        dated = content[:1] == b"P"
        sheets: list[tuple[str, bool, list[Row]]]
        sheets = _OnlyDates(io.BytesIO(content[1:])).load() if dated else marshal.loads(memoryview(content)[1:])  # noqa: S302  # our own child's
        return sheets


def command(reader: str, limit: int) -> list[str]:
    """How the child is started. A frozen program starts itself: its first lines hand `FLAG` to `child.main`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FLAG, reader, str(limit)]
    return [sys.executable, "-c", _START, reader, str(limit)]


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))}


class ReadingProcess:
    """A child, started at once; it waits for its path."""

    def __init__(self, reader: str, limit: int) -> None:
        self.reader = reader
        self._answer = bytearray()
        self._listener: threading.Thread | None = None
        self._process = subprocess.Popen(  # noqa: S603
            command(reader, limit),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def read(self, path: Path, until: float, cancelled: Callable[[], bool]) -> Outcome:
        """What the child makes of the file, until a moment of the monotonic clock. Raises Stopped when `cancelled()`."""
        self._listener = listener = threading.Thread(target=self._listen, daemon=True)
        listener.start()
        self._tell(os.fsencode(path).hex().encode() + b"\n")  # a name may hold a line break
        while listener.is_alive():
            if cancelled():
                raise Stopped
            left = until - time.monotonic()
            if left <= 0:
                return Outcome("time")
            listener.join(min(_GLANCE, left))
        return self._outcome()

    def end(self) -> None:
        """The child is gone, whatever it was doing. May be called twice."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._listener is not None:
            self._listener.join()  # it comes to the end of what the child sent; only then may its pipe go
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue

    def _tell(self, line: bytes) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pipe.write(line)
            pipe.flush()
        except OSError:
            return  # it has died already: its empty answer says so

    def _listen(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        while part := os.read(pipe.fileno(), 1 << 20):
            self._answer += part
            if len(self._answer) > MAX_ANSWER:
                self._process.kill()
                self._answer[:] = b"Ememory"
                return

    def _outcome(self) -> Outcome:
        code = self._process.wait()
        answer = bytes(self._answer)
        if answer[:1] == b"E":
            return Outcome(answer[1:].decode())
        if code == 0 and answer:
            return Outcome(content=answer)
        aborted = sys.platform != "win32" and code in (-signal.SIGABRT, -signal.SIGKILL)
        too_long = sys.platform != "win32" and code == -signal.SIGXCPU
        return Outcome("time" if too_long else "memory" if aborted else "damaged")
