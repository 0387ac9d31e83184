"""A number on a tab, counted beside the window a moment after one of its tables changed: once a commit, nothing per scan."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.view import View
from jxc_desktop.ui import bus, jobs

FIRST_MS = 1_500  # the window is there, and who waits for it scans already
SETTLE_MS = 50  # the commit that told of the change paints first


@dataclass(frozen=True)
class Badge:
    """What is counted (0: nothing is shown), how it is said, and the tables it depends on."""

    count: Callable[[View], int]
    words: Callable[[int], str]
    tables: frozenset[str]


class TabBadge(QObject):
    """Counts and calls `show` with the number; a change while one count runs is counted after it."""

    def __init__(self, shop: Shop, badge: Badge, show: Callable[[int], object], window: QWidget) -> None:
        super().__init__(window)
        self._shop, self._badge, self._show, self._window = shop, badge, show, window
        self._is_counting = False
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self.count)
        # Not `bus.watch`: the number is seen on the bar whatever page is shown.
        bus.current().changed.connect(self._on_changed)
        self._first = QTimer(self, singleShot=True, interval=FIRST_MS)
        self._first.timeout.connect(self.count)
        self._first.start()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if not self._badge.tables.isdisjoint(tables):
            self._timer.start()

    def is_busy(self) -> bool:
        """Whether a count runs, or is about to."""
        return self._is_counting or self._timer.isActive() or self._first.isActive()

    def count(self) -> None:
        """Count on another thread."""
        if self._is_counting:
            self._timer.start()
            return
        self._is_counting = True
        job = jobs.run(lambda _control: self._ask(), title="", owner=self._window, done=self._show)
        job.finished.connect(self._on_finished)

    def _ask(self) -> int:
        with self._shop.read() as view:
            return self._badge.count(view)

    def _on_finished(self) -> None:
        self._is_counting = False
