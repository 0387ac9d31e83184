"""Long work off the UI thread, and the one writer thread that saves drafts.

`run` does what may take 200 ms in a thread pool and brings the result back. Python runs one thread at a time and offers
the turn to others only every 5 ms: a busy job would delay each step of a scan by that much. So the interval is 0.1 ms
while jobs run.

Qt's objects die on the thread they live on, or the program dies. What a job holds (its work, its owner, an error with the
frames it came through) is therefore let go on the UI thread: the other thread knows the job by its number only.
`collector` sees to the rest.
"""

import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.printers import Target
from jxc_desktop.i18n import _
from jxc_desktop.ui import trouble

if TYPE_CHECKING:
    from jxc_desktop.domain.line_displays import DisplayText, LineDisplay
    from jxc_desktop.domain.scales import Scale

T = TypeVar("T")

SWITCH_SECONDS = 0.0001
PROGRESS_SECONDS = 0.05


class Cancelled(ShopError):
    """The user stopped a job."""

    def sentence(self) -> str:
        """Say that nothing was changed."""
        return _("Cancelled. Nothing was changed.")


class JobControl:
    """What the work sees of its job: it tells how far it is, and asks whether to stop. Used on the job's thread."""

    def __init__(self, tell: Callable[[float, str], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()
        self._last = 0.0

    def progress(self, fraction: float, text: str = "") -> None:
        """How far the work is, 0 to 1; shown at most 20 times a second."""
        now = time.monotonic()
        if now - self._last >= PROGRESS_SECONDS or fraction >= 1:
            self._last = now
            self._tell(fraction, text)

    def cancelled(self) -> bool:
        """Whether the user wants it to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Raise Cancelled if the user wants it to stop."""
        if self.cancelled():
            raise Cancelled

    def stop(self) -> None:
        """Ask the work to stop at its next check."""
        self._stop.set()


class Job(QObject):
    """A piece of work under way, seen from the UI thread. `finished` comes last, however it ended."""

    progressed = Signal(float, str)
    finished = Signal()

    def __init__(self, title: str, owner: QObject, work: Callable[[JobControl], Any]) -> None:
        super().__init__()
        self.title = title
        self.is_running = True
        self.control = JobControl(self.progressed.emit)
        self._owner = owner
        self._work = work
        self._outcome: trouble.Outcome[Any] = trouble.Outcome()
        self.on_done: Callable[[Any], object] | None = None
        self.on_failed: Callable[[Exception], object] | None = None

    def cancel(self) -> None:
        """Ask the work to stop; what it answers is no longer waited for with interest."""
        self.control.stop()

    def drop(self) -> None:
        """Something else is asked by now: what this one answers, or fails at, is told to nobody, however late it comes."""
        self.cancel()
        self.on_done = None
        self.on_failed = lambda _error: None

    def work(self) -> None:
        """Do the work and keep how it ended; on the job's thread."""
        self._outcome = trouble.attempt(lambda: self._work(self.control))

    def is_wanted(self) -> bool:
        """Whether the owner is still there."""
        return shiboken6.isValid(self._owner)

    def end(self) -> None:
        """Tell how it ended, while the owner is there."""
        self.is_running = False
        try:
            if self.is_wanted():
                self._deliver(self._outcome)
        finally:
            self.finished.emit()

    def _deliver(self, outcome: trouble.Outcome[Any]) -> None:
        if outcome.error is None:
            if self.on_done is not None:
                self.on_done(outcome.value)
        elif self.on_failed is not None:
            self.on_failed(outcome.error)
        elif not isinstance(outcome.error, Cancelled):
            trouble.report(outcome.error)


class _Desk(QObject):
    """The jobs under way by number: keeps them alive, and the switch interval short while there are any. Lives on the UI thread."""

    ended = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[int, Job] = {}
        self._last = 0
        self._usual = sys.getswitchinterval()
        self.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def add(self, job: Job) -> int:
        if not self.jobs:
            self._usual = sys.getswitchinterval()
            sys.setswitchinterval(SWITCH_SECONDS)
        self._last += 1
        self.jobs[self._last] = job
        return self._last

    def do(self, number: int) -> None:
        """On the job's thread: once word of the end is sent, nothing of the job is held here."""
        self.jobs[number].work()
        self.ended.emit(number)

    def _on_ended(self, number: int) -> None:
        job = self.jobs.pop(number)
        if not self.jobs:
            sys.setswitchinterval(self._usual)
        job.end()


@cache
def _desk() -> _Desk:
    return _Desk()


def run(
    work: Callable[[JobControl], T],
    *,
    title: str,
    owner: QObject,
    done: Callable[[T], object] | None = None,
    failed: Callable[[Exception], object] | None = None,
    progress: Callable[[float, str], object] | None = None,
) -> Job:
    """Do `work(control)` on another thread; `done`, `failed` and `progress` are called on the UI thread while the owner lives.

    An error goes to `failed`, else to `trouble`; a cancelled job without `failed` ends silently.
    """
    job = Job(title, owner, work)
    job.on_done, job.on_failed = done, failed
    if progress is not None:
        job.progressed.connect(
            lambda fraction, text: progress(fraction, text) if job.is_wanted() else None, Qt.ConnectionType.QueuedConnection
        )
    owner.destroyed.connect(job.control.stop)
    desk = _desk()
    number = desk.add(job)
    QThreadPool.globalInstance().start(lambda: desk.do(number))
    return job


def running() -> list[Job]:
    """The jobs under way."""
    return list(_desk().jobs.values())


def stop_all(timeout_seconds: float = 10) -> bool:
    """Ask all jobs to stop and wait for them; True when none is left. For the end of the program."""
    for job in running():
        job.cancel()
    return QThreadPool.globalInstance().waitForDone(int(timeout_seconds * 1000))


def open_drawer(target: Target) -> None:
    """Open the cash drawer; for a job's thread. Raises PrinterTrouble."""
    from jxc_desktop.devices import drawer

    drawer.open_drawer(target)


def show_on_display(display: "LineDisplay", text: "DisplayText") -> None:
    """Show a text on the customer display; for a thread of its own. Raises DisplayTrouble."""
    from jxc_desktop.devices.customer_display import bytes_for, send

    send(display, bytes_for(display, text))


def read_scale(scale: "Scale") -> int:
    """The weight on the scale in milligrams; for a job's thread. Raises ScaleTrouble."""
    from jxc_desktop.devices.scale import read

    return read(scale)


def drawer_pulse() -> bytes:
    """What opens the drawer when it stands before a receipt."""
    from jxc_desktop.devices.drawer import PULSE

    return PULSE


class Latest:
    """One thread that does submitted work in order; of one key only the latest version is done. Work here holds nothing of Qt's.

    The page paints first, then submits the saving of its draft. Paying waits for that save.
    """

    def __init__(self, name: str = "writer") -> None:
        self._changed = threading.Condition()
        self._waiting: dict[str, tuple[int, Callable[[], object]]] = {}
        self._asked: dict[str, int] = {}
        self._done: dict[str, int] = {}
        self._errors: dict[str, Exception | None] = {}
        self._name = name
        self._thread: threading.Thread | None = None
        self._is_closing = False

    def submit(self, key: str, work: Callable[[], object]) -> None:
        """Do the work soon; takes the place of an older version of this key that was not begun."""
        with self._changed:
            version = self._asked.get(key, 0) + 1
            self._asked[key] = version
            self._waiting[key] = (version, work)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait(self, key: str, timeout_seconds: float = 5) -> bool:
        """Wait until the latest version of a key is done; False when the time is over. Raises the error of that version."""
        with self._changed:
            in_time = self._changed.wait_for(lambda: self._is_done(key), timeout_seconds)
            error = self._errors.get(key)
        if in_time and error is not None:
            raise error
        return in_time

    def is_done(self, key: str) -> bool:
        """Whether nothing of this key is waiting or under way."""
        with self._changed:
            return self._is_done(key)

    def flush(self, timeout_seconds: float = 10) -> bool:
        """Wait until all is done; False when the time is over."""
        with self._changed:
            return self._changed.wait_for(lambda: all(self._is_done(key) for key in self._asked), timeout_seconds)

    def close(self, timeout_seconds: float = 10) -> bool:
        """Do what waits, then end the thread; a later `submit` starts it again."""
        flushed = self.flush(timeout_seconds)
        with self._changed:
            thread, self._thread = self._thread, None
            self._is_closing = True
            self._changed.notify_all()
        if thread is not None:
            thread.join(timeout_seconds)
        self._is_closing = False
        return flushed

    def _is_done(self, key: str) -> bool:
        return self._done.get(key, 0) >= self._asked.get(key, 0)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_closing)
                if not self._waiting:
                    return
                key = next(iter(self._waiting))
                version, work = self._waiting.pop(key)
            error = trouble.attempt(work).error
            with self._changed:
                self._done[key] = version
                self._errors[key] = error
                self._changed.notify_all()
            if error is not None:
                trouble.report(error)


writer = Latest()


def send_to_printer(target: Target, data: bytes) -> None:
    """Bring bytes to a printer; for jobs. Devices are seen from here only. Raises PrinterTrouble."""
    from jxc_desktop.devices.printer import send

    send(target, data)
