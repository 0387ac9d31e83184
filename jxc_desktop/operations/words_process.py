"""The parent's side of the child that finds search words: asked ahead, and done without as soon as it fails."""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

from jxc_desktop.operations.product_words import FLAG, Texts, Words, receive, send

LONGEST_SECONDS = 5.0
_START = "from jxc_desktop.operations.product_words import main; main()"


def command() -> list[str]:
    """How the child is started. A frozen program starts itself: its first lines know `FLAG`."""
    return [sys.executable, FLAG] if getattr(sys, "frozen", False) else [sys.executable, "-c", _START]


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))}


class WordsProcess:
    """A child, started at once. Answers come in the order in which they were asked for."""

    def __init__(self) -> None:
        self.is_there = False
        self._is_over = False
        self._asked: SimpleQueue[list[Texts] | None] = SimpleQueue()
        self._answers: SimpleQueue[list[Words] | None] = SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._thread = threading.Thread(target=self._talk, name="words", daemon=True)
        self._thread.start()

    def ask(self, texts: list[Texts]) -> bool:
        """Ask for words that will be needed soon. False while the child is not there: nothing is asked then."""
        if self.is_there:
            self._asked.put(texts)
        return self.is_there

    def answer(self) -> Sequence[Words] | None:
        """The next answer; None when the child failed: it is not asked again."""
        if self._is_over:
            return None
        try:
            words = self._answers.get(timeout=LONGEST_SECONDS)
        except Empty:
            words = None
        if words is None:
            self.end()
        return words

    def end(self) -> None:
        """The child is gone, whatever it was doing. May be called twice."""
        self.is_there, self._is_over = False, True
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._asked.put(None)
        self._thread.join(LONGEST_SECONDS)

    def _talk(self) -> None:
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        try:
            self.is_there = receive(back) is True
            while self.is_there and (asked := self._asked.get()) is not None:
                send(to, asked)
                found = receive(back)
                self._answers.put(found)
                if found is None:
                    break
        except (OSError, EOFError, ValueError):
            self._answers.put(None)  # it died in the middle
        finally:
            back.close()
            try:
                to.close()
            except OSError:
                return
