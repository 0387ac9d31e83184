"""The one place where errors end: a refusal is a bar, a data problem its own dialog, the rest a crash dialog and the log.

Slots, models and workers simply raise. `install` hooks what rises out of them, on any thread; the program stays alive and
the cart is kept. This is the only place that catches Exception.
"""

import logging
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QtMsgType, QUrl, Signal, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from jxc_desktop import paths
from jxc_desktop.db.errors import DiskFull, FileDamaged
from jxc_desktop.db.reserve import release_reserve, reserve_of
from jxc_desktop.domain.errors import DataProblem, ShopError
from jxc_desktop.domain.masking import masked
from jxc_desktop.i18n import _
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.widgets.backup_light import BackupLight
from jxc_desktop.ui.widgets.notice_bar import Action, NoticeBar, show_notice

if TYPE_CHECKING:  # a start without trouble doesn't pay for it
    from logging.handlers import RotatingFileHandler

    from PySide6.QtWidgets import QMessageBox

T = TypeVar("T")

log = logging.getLogger("jxc_desktop")
LOG_NAME = "jxc-desktop.log"
OLDER_LOGS = 5


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """How a piece of work ended: a value, or the error it raised."""

    value: T | None = None
    error: Exception | None = None


def attempt(work: Callable[[], T]) -> Outcome[T]:
    """Do a piece of work on another thread and bring its error back as a value."""
    try:
        return Outcome(value=work())
    except Exception as error:  # noqa: BLE001
        return Outcome(error=error)


class _Desk(QObject):
    """Carries errors from any thread to the UI thread, and out of a paint or a model's data() into the open."""

    arrived = Signal(object)

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self.shown: Counter[str] = Counter()
        self.box: QMessageBox | None = None
        self.shop_file: Path | None = None
        self.arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def _on_arrived(self, error: BaseException) -> None:
        if isinstance(error, DataProblem):
            self._show_data_problem(error)
        elif isinstance(error, ShopError):
            refuse(str(error))
        else:
            self._show_crash(error)

    def _show_data_problem(self, error: DataProblem) -> None:
        from PySide6.QtWidgets import QMessageBox

        sounds.refused()
        box = self._open_box(QMessageBox.Icon.Warning, _("A problem with the shop file"), str(error))
        if box is None:
            return
        understood = box.addButton(_("Understood"), QMessageBox.ButtonRole.AcceptRole)
        box.setEscapeButton(understood)
        light = the_light()
        if isinstance(error, FileDamaged) and light is not None:
            box.addButton(_("Go to the backups"), QMessageBox.ButtonRole.ActionRole).clicked.connect(light.click)
        if isinstance(error, DiskFull) and self.shop_file is not None and reserve_of(self.shop_file).exists():
            give_up = box.addButton(_("Use the reserve"), QMessageBox.ButtonRole.ActionRole)
            give_up.setToolTip(_("The program keeps 50 MB for this day."))
            give_up.clicked.connect(self._use_reserve)
        box.open()

    def _use_reserve(self) -> None:
        freed = 0 if self.shop_file is None else release_reserve(self.shop_file)
        text = _("{count} MB are free again: go on where you were. Make room on the disk soon; the program then keeps a new reserve.")
        tell(None, text.format(count=freed // 1_000_000), kind="amber")

    def _show_crash(self, error: BaseException) -> None:
        """The first time at a place a dialog; after that a bar, so that a paint that fails can't bury the window."""
        where = place_of(error)
        self.shown[where] += 1
        times = self.shown[where]
        if times > 1:
            if times & (times - 1) == 0:
                refuse(_("The same fault again ({times} times). It is in the log.").format(times=times))
            return
        from PySide6.QtWidgets import QMessageBox

        sounds.refused()
        box = self._open_box(
            QMessageBox.Icon.Critical,
            _("A fault in the program"),
            _("Something went wrong that should not have. What was paid or saved is safe, and your current sale is kept."),
        )
        if box is None:
            return
        box.setInformativeText(
            _("You can go on. If it happens again, close and start the program. The log for whoever helps you is here:\n{file}").format(
                file=log_file()
            )
        )
        go_on = box.addButton(_("Go on"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(_("Show the log's folder"), QMessageBox.ButtonRole.ActionRole).clicked.connect(show_log_folder)
        box.setDefaultButton(go_on)
        box.setEscapeButton(go_on)
        theme.set_role(go_on, "primary")
        box.open()

    def _open_box(self, icon: "QMessageBox.Icon", title: str, text: str) -> "QMessageBox | None":
        """A box over the current window that doesn't stop the event loop; one at a time."""
        from PySide6.QtWidgets import QMessageBox

        if self.box is not None:
            refuse(text)
            return None
        box = QMessageBox(icon, title, text, parent=current_window())
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAccessibleName(title)
        box.setAccessibleDescription(text)
        box.finished.connect(lambda _result: self._on_box_gone())
        self.box = box
        return box

    def _on_box_gone(self) -> None:
        self.box = None


def _desk() -> _Desk:
    app = QCoreApplication.instance()
    found = app.findChild(_Desk) if app is not None else None
    return found if found is not None else _Desk(app)


class LogFile(logging.Handler):
    """The rotating log, opened with its first line."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(message)s"))

    @cached_property
    def rotating(self) -> "RotatingFileHandler":
        """The file that is written."""
        from logging.handlers import RotatingFileHandler

        opened = RotatingFileHandler(self.file, maxBytes=1_000_000, backupCount=OLDER_LOGS, encoding="utf-8")
        opened.setFormatter(self.formatter)
        return opened

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; a full disk must not hide the error that was to be written."""
        try:
            self.rotating.emit(record)
        except OSError:
            self.handleError(record)

    def close(self) -> None:
        """Close the file, if it was opened."""
        if "rotating" in self.__dict__:
            self.rotating.close()
        super().close()


def install() -> None:
    """Open the log and hook everything that rises; called once at the start, on the UI thread."""
    if not any(isinstance(handler, LogFile) for handler in log.handlers):
        log.addHandler(LogFile(log_file()))
    log.setLevel(logging.INFO)
    _desk()
    sys.excepthook = on_exception
    threading.excepthook = _on_thread_exception
    qInstallMessageHandler(_on_qt_message)


def offer_reserve(shop_file: Path | None) -> None:
    """Whose reserve is given up when its disk is full; None when no shop is open."""
    _desk().shop_file = shop_file


def uninstall() -> None:
    """Give the hooks back and close the log."""
    sys.excepthook = sys.__excepthook__
    threading.excepthook = threading.__excepthook__
    qInstallMessageHandler(None)
    for handler in tuple(log.handlers):
        log.removeHandler(handler)
        handler.close()


def log_file() -> Path:
    """Where the log is."""
    return paths.log_folder() / LOG_NAME


def log_text(most: int) -> str:
    """The end of the log, over its older files too: at most so many characters."""
    text = ""
    for name in (LOG_NAME, *(f"{LOG_NAME}.{number}" for number in range(1, OLDER_LOGS + 1))):
        path = paths.log_folder() / name
        if path.exists() and len(text) < most:
            text = path.read_text(encoding="utf-8", errors="replace") + text
    return text[-most:]


def report(error: BaseException) -> None:
    """Show an error as its kind asks for; from any thread. What is no refusal is logged."""
    if not isinstance(error, ShopError) or isinstance(error, DataProblem):
        _write_down(error)
    _desk().arrived.emit(error)


def on_exception(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """`sys.excepthook`: slots, events and models end here."""
    if error is None or isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(kind, error or kind(), trace)
        return
    report(error.with_traceback(trace))


def _on_thread_exception(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        report(args.exc_value.with_traceback(args.exc_traceback))


def _on_qt_message(kind: QtMsgType, _context: object, message: str) -> None:
    level = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}.get(kind, logging.WARNING)
    log.log(level, "Qt: %s", without_names(message))


_written: Counter[str] = Counter()


def _write_down(error: BaseException) -> None:
    """The whole trace for the first time at a place, then only at each power of two: a failing paint can't fill the log."""
    where = place_of(error)
    _written[where] += 1
    times = _written[where]
    if times == 1:
        frames = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s: %s\n%s", type(error).__name__, without_names(_plain_message(error)), frames)
    elif times & (times - 1) == 0:
        log.error("%s again, %d times, at %s", type(error).__name__, times, where)


def _plain_message(error: BaseException) -> str:
    return error.__class__.__name__ if isinstance(error, ShopError) else str(error)


def without_names(message: str) -> str:
    """A message fit for the log: nothing that could be a person's name, telephone or payment code."""
    return masked(message.split("[parameters:", maxsplit=1)[0][:500])


def place_of(error: BaseException) -> str:
    """Kind, file and line of an error: what makes two errors the same."""
    frames = traceback.extract_tb(error.__traceback__)
    last = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} {last}"


def show_log_folder() -> None:
    """Open the folder of the log in the system's file window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_folder())))


def current_window() -> QWidget | None:
    """The window the user looks at."""
    window = QApplication.activeModalWidget() or QApplication.activeWindow()
    if window is not None:
        return window.window()
    shown = [window for window in QApplication.topLevelWidgets() if window.isVisible() and _is_looked_at(window)]
    return shown[-1] if shown else None


def _is_looked_at(window: QWidget) -> bool:
    """Not a popup, nor the customer's window: it takes no focus."""
    is_window = window.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog)
    return is_window and not window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus


def the_light() -> BackupLight | None:
    """The backup light of the window that is open: a click on it leads to the backups."""
    return next((light for window in QApplication.topLevelWidgets() for light in window.findChildren(BackupLight)), None)


def refuse(text: str) -> NoticeBar | None:
    """Say in a red bar what was not done and why."""
    sounds.refused()
    return tell(None, text, kind="red")


def tell(widget: QWidget | None, text: str, *, kind: str = "neutral", actions: Sequence[Action] = ()) -> NoticeBar | None:
    """Say something in a bar of the widget's window (the current one without a widget); `kind` is neutral, amber or red.

    The bar stays at least 6 seconds and goes with the next key or click after that. `actions` are buttons with what they do.
    """
    window = widget.window() if widget is not None else current_window()
    if window is None:
        log.info("no window for: %s", without_names(text))
        return None
    return show_notice(window, text, kind=kind, actions=actions)
