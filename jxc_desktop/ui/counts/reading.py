"""Reading on another thread what changes while it is read: never two at a time, and once more for what changed meanwhile."""

from collections.abc import Callable, Iterable
from time import monotonic
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from jxc_desktop.ui import bus, jobs, trouble

T = TypeVar("T")
SETTLE_MS, AT_REST = 500, 4
"""What is read again rests so many times as long as it took: the counter needs the machine too."""


class Reading(QObject, Generic[T]):
    """`ask` gives, on the UI thread, the work that is done on the other one: it holds plain values; None while there is nothing to ask.

    `show` gets the answer.

    With `tables` it is read again when one of them changed, however often they change: the first change counts, not the last.
    """

    def __init__(
        self,
        owner: QWidget,
        title: str,
        ask: Callable[[], Callable[[], T] | None],
        show: Callable[[T], object],
        tables: Iterable[str] = (),
    ) -> None:
        super().__init__(owner)
        self._owner, self._title, self._ask, self._show = owner, title, ask, show
        self._job: jobs.Job | None = None
        self._is_stale = self._is_due = False
        self._began = 0.0
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self._on_settled)
        if tables:
            bus.watch(owner, tables, self.look_again)

    @property
    def is_running(self) -> bool:
        """Whether an answer is waited for."""
        return self._job is not None

    def look_again(self) -> None:
        """Something may have changed: read soon."""
        if not self._settling.isActive():
            self._settling.start()

    def _on_settled(self) -> None:
        if self._job is None:
            self.read()
        else:
            self._is_due = True

    def read(self) -> None:
        """Read now, or again as soon as what is being read is there."""
        if self._job is not None:
            self._is_stale = True
            return
        work = self._ask()
        if work is None:
            return
        self._began = monotonic()
        self._job = jobs.run(lambda _control: work(), title=self._title, owner=self._owner, done=self._on_read, failed=self._on_failed)

    def start_over(self) -> None:
        """What is asked is another thing: an answer under way is no longer waited for."""
        if self._job is not None:
            self._job.on_done = self._job.on_failed = lambda _answer: None
            self._job = None
        self._is_stale = self._is_due = False
        self.read()

    def _on_read(self, answer: T) -> None:
        self._end()
        self._show(answer)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        trouble.report(error)

    def _end(self) -> None:
        self._job = None
        self._settling.setInterval(max(SETTLE_MS, int(AT_REST * 1000 * (monotonic() - self._began))))
        is_stale, is_due = self._is_stale, self._is_due
        self._is_stale = self._is_due = False
        if is_stale:
            self.read()
        elif is_due:
            self.look_again()
