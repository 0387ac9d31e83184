"""What was counted goes to the shop file one number after the other, on the writer thread: the window never waits for it.

A number leaves the queue only when it is stored or refused. When the disk or the lock stands in the way it stays, and is tried
again. What waits holds nothing of Qt's.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from jxc_desktop.domain.errors import DataProblem, ShopError
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.ui import jobs, trouble

LOOK_MS = 20
AGAIN_MS = 5_000
_KEY = "counts/entries"

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Save:
    """A number to be stored: of which line (product and place), and the work that does it. `number` tells it from the others."""

    number: int
    key: Key
    work: Callable[[Work], object]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a save ended: stored, or with the error."""

    save: Save
    error: Exception | None = None


class _Queue:
    """What waits, and how what waited ended. Filled by the window, emptied by the writer thread."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._lock = threading.Lock()
        self._waiting: deque[Save] = deque()
        self._ended: list[Ended] = []

    def add(self, save: Save) -> None:
        with self._lock:
            self._waiting.append(save)

    def empty(self) -> None:
        """On the writer thread: store what waits, in order, each in a work of its own."""
        while self._waiting:
            save = self._waiting[0]
            error = trouble.attempt(lambda save=save: _store(self._shop, save)).error  # type: ignore[misc]
            with self._lock:
                self._ended.append(Ended(save, error))
                if isinstance(error, DataProblem):
                    return
                self._waiting.popleft()

    def take_ended(self) -> list[Ended]:
        with self._lock:
            ended, self._ended = self._ended, []
        return ended

    def keys(self) -> set[Key]:
        with self._lock:
            return {save.key for save in self._waiting}

    def __len__(self) -> int:
        return len(self._waiting)


def _store(shop: Shop, save: Save) -> None:
    with shop.work() as work:
        save.work(work)


class Saves(QObject):
    """Takes what is to be stored. `stored` carries a line of which nothing waits any more, `refused` a save and why; `told` that the number waiting changed."""

    stored = Signal(object)
    refused = Signal(object, object)
    told = Signal()

    def __init__(self, shop: Shop, parent: QObject) -> None:
        super().__init__(parent)
        self._queue = _Queue(shop)
        self._last = 0
        self._is_stuck = False
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._submit)

    @property
    def waiting(self) -> int:
        """How many numbers are not stored yet."""
        return len(self._queue)

    @property
    def is_stuck(self) -> bool:
        """Whether the disk or the lock stands in the way."""
        return self._is_stuck

    def add(self, key: Key, work: Callable[[Work], object]) -> int:
        """Store this soon, after what came before it; its number."""
        self._last += 1
        self._queue.add(Save(self._last, key, work))
        self._submit()
        return self._last

    def _submit(self) -> None:
        jobs.writer.submit(_KEY, self._queue.empty)
        if not self._looking.isActive():
            self._looking.start()

    def look(self) -> None:
        """Tell what ended since the last look."""
        ended = self._queue.take_ended()
        if not ended:
            if jobs.writer.is_done(_KEY) and not self._again.isActive():
                self._looking.stop()
            return
        left = self._queue.keys()
        was_stuck, self._is_stuck = self._is_stuck, isinstance(ended[-1].error, DataProblem)
        for each in ended:
            if each.error is None:
                continue
            if isinstance(each.error, DataProblem):
                self._again.start()
                if not was_stuck:
                    trouble.report(each.error)
                was_stuck = True
            else:
                if not isinstance(each.error, ShopError):
                    trouble.report(each.error)
                self.refused.emit(each.save, each.error)
        for key in dict.fromkeys(each.save.key for each in ended):
            if key not in left:
                self.stored.emit(key)
        self.told.emit()
