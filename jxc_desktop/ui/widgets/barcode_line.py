"""The line in which one scans or searches."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.bursts import PAY_PAUSE_MS
from jxc_desktop.ui.widgets.scanner import current


class BarcodeLine(QLineEdit):
    """Emits `scanned` for a scan, `typed` at each change by hand, `submitted` on Enter and `stepped` (-1, +1) on Up and Down.

    A scan leaves the text alone (it may be a quantity such as `5*`); the page clears it. Enter on an empty line is
    submitted as "" but not within 400 ms of a scan. The input method is off here, so that scans come as keys.
    """

    scanned = Signal(str)
    typed = Signal(str)
    submitted = Signal(str)
    stepped = Signal(int)

    def __init__(
        self, hint: str = "", *, name: str = "", clock: Callable[[], float] = time.monotonic, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._scanned_at: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setPlaceholderText(hint or _("Scan, or type initials, name or code"))
        self.setAccessibleName(name or _("Scan or search"))
        theme.set_role(self, "scan")
        self.textEdited.connect(self.typed)
        self.returnPressed.connect(self._on_enter)

    def take_scan(self, code: str) -> bool:
        """Take a code from the scanner, whatever had the focus."""
        self._scanned_at = self._clock()
        self.scanned.emit(code)
        return True

    def _on_enter(self) -> None:
        text = self.text().strip()
        if text or not self._is_just_scanned():
            self.submitted.emit(text)

    def _is_just_scanned(self) -> bool:
        if self._scanned_at is not None and (self._clock() - self._scanned_at) * 1000 < PAY_PAUSE_MS:
            return True
        scanner = current()
        return scanner is not None and scanner.since_scan_ms() < PAY_PAUSE_MS

    def showEvent(self, event: QShowEvent) -> None:
        """Dressed by the style sheet, it says again that it covers all of its place: else all it stands in is painted with it."""
        super().showEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def changeEvent(self, event: QEvent) -> None:
        """Dressed anew by another theme."""
        super().changeEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """On the surface of a card, which shows at its round corners."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("surface"))
        painter.end()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk through what was found; the rest edits."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if steps is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.stepped.emit(steps)
            return
        super().keyPressEvent(event)
