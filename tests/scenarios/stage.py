"""Where the plays of `child` are started, watched and killed; the shop they are played in; what must hold afterwards."""

import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import text

from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.check import check
from tests.builders import TestClock, make_shop, stocked

ROOT = Path(__file__).resolve().parents[2]
KILLED = -signal.SIGKILL
TOO_LONG = 30.0
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="forks, signals and strace are Linux's")

Words = list[str]


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


def strace(*options: str) -> list[str]:
    """strace in front of a program. It is part of what the tests need, so its absence is a failure."""
    found = shutil.which("strace")
    if found is None:
        pytest.fail("strace is missing; installer/test.sh installs it")
    return [found, "-f", "-qq", *options]


PASSING_OVER_RIGHTS = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


@contextmanager
def a_person_without_rights() -> Iterator[None]:
    """What is forbidden to all is forbidden to this thread too, even when the administrator runs the tests."""
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    held = (ctypes.c_uint32 * 6)()
    libc.capget(head, held)
    fewer = (ctypes.c_uint32 * 6)(held[0] & ~PASSING_OVER_RIGHTS, *held[1:])
    assert libc.capset(head, fewer) == 0
    try:
        yield
    finally:
        libc.capset(head, held)


class Players:
    """The process that forks players, and its lines."""

    def __init__(self, before: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            [*before, sys.executable, "-m", "tests.scenarios.child"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=os.environ | {"JXC_LANG": "en"},
        )
        self._left = b""
        self._said: list[Words] = []
        self._playing = 0

    def wait(self) -> None:
        """Until the process takes orders."""
        assert self.line() == ["ready"]

    @property
    def _out(self) -> Any:
        assert self._process.stdout is not None
        return self._process.stdout

    def write(self, line: bytes) -> None:
        """Something for the player to read."""
        assert self._process.stdin is not None
        self._process.stdin.write(line)

    def line(self, seconds: float = TOO_LONG) -> Words | None:
        """The next line in words, or None when none came in that time."""
        until = monotonic() + seconds
        while b"\n" not in self._left:
            if not select.select([self._out], [], [], max(0.0, until - monotonic()))[0]:
                return None
            got = os.read(self._out.fileno(), 1 << 16)
            if not got:
                pytest.fail("the players' process ended")
            self._left += got
        line, _, self._left = self._left.partition(b"\n")
        return line.decode().split(" ")

    def begin(self, play: str, **orders: Any) -> int:
        """Start a play; returns its process id."""
        self.write(json.dumps({"play": play} | orders).encode() + b"\n")
        words = self.line()
        assert words is not None
        self._said = []
        # The player may speak before the one who forked it.
        while words[0] != "pid":
            self._said.append(words)
            words = self.line()
            assert words is not None
        self._playing = int(words[1])
        return self._playing

    def watch(self, seconds: float = TOO_LONG, *, until: str = "") -> Iterator[Words]:
        """The player's lines, until its end, a first word, or the time is over; the end is a line too."""
        limit = monotonic() + seconds
        while True:
            words = self._said.pop(0) if self._said else self.line(max(0.0, limit - monotonic()))
            if words is None:
                return
            if words[0] == "end":
                self._playing = 0
            yield words
            if words[0] in ("end", until):
                return

    def play(self, play: str, **orders: Any) -> list[Words]:
        """A whole play: its lines, the last one `end STATUS`."""
        self.begin(play, **orders)
        said = list(self.watch())
        assert said[-1][0] == "end", said
        return said

    def kill(self) -> list[Words]:
        """Kill -9 who plays, if anybody does; returns what was said until then."""
        if not self._playing:
            return []
        os.kill(self._playing, signal.SIGKILL)
        return list(self.watch())

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(TOO_LONG)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._out.close()


@contextmanager
def players(before: Sequence[str] = ()) -> Iterator[Players]:
    """A process that forks players, for a while."""
    made = Players(before)
    try:
        made.wait()
        yield made
    finally:
        made.close()


def small_shop(folder: Path) -> Path:
    """A shop file with five products in stock, closed."""
    shop = make_shop(folder)
    for number in range(5):
        stocked(shop, f"货{number}", 3_0000 + number * 1000, quantity=100_000, code=str(1001 + number))
    shop.close()
    return shop.path


def copies(path: Path, target: Path) -> Path:
    """A closed shop file as it is, without what a play before left beside it."""
    for leftover in target.parent.glob(target.name + "*"):
        leftover.unlink()
    shutil.copy(path, target)
    return target


@contextmanager
def reopened(path: Path) -> Iterator[Shop]:
    """The next start of the program."""
    shop = open_shop(path, program="next start", create=False, clock=TestClock())
    try:
        yield shop
    finally:
        shop.close()


def findings(shop: Shop) -> list[str]:
    """What the check finds, in words."""
    with shop.read() as view:
        return [finding.sentence() for finding in check(view).findings]


def sold_keys(shop: Shop) -> list[str]:
    """The keys of the sales in their order; numbers and sequence without a gap."""
    with shop.read() as view:
        rows = view.connection.execute(text("SELECT key, number, posted_seq FROM document WHERE kind = 'XS' ORDER BY posted_seq")).all()
    numbers = [int(row.number.rpartition("-")[2]) for row in rows]
    assert numbers == list(range(1, len(rows) + 1))
    return [row.key for row in rows]
