"""Processes beside this one: the bare window that the program is measured against, and the program on another shop."""

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.benchmarks.shops import PACKAGE


class Beside:
    """A process that does what it is asked and tells the seconds (or megabytes) that took there."""

    def __init__(self, module: str, *words: object) -> None:
        command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, words)]
        self._process = subprocess.Popen(command, cwd=PACKAGE.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._answer() == "ready"

    def ask(self, name: str, *words: object) -> float:
        """Let it do something; its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([name, *words]) + "\n")
        self._process.stdin.flush()
        return float(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the process beside ended"
        return line.strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        code = self._process.wait(timeout=30)
        self._process.stdout.close()
        assert code == 0, "the process beside failed"


def bare(path: Path, width: int, height: int) -> Beside:
    """A bare window of this size on a shop file that is only read."""
    return Beside("bare_window", path, width, height)


def counter(path: Path) -> Beside:
    """The program's window on a shop file that is written to."""
    return Beside("counter_process", path)
