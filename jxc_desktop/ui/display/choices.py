"""Which customer displays this computer has, and the notice that carries changes and troubles between settings and counter."""

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from jxc_desktop.domain.line_displays import DisplayKind, LineDisplay
from jxc_desktop.ui import remembered

WINDOW = "display/window"
KIND, PORT, BAUD, CHINESE = "display/kind", "display/port", "display/baud", "display/chinese"


class Notice(QObject):
    """`kept` when a choice was kept; `told` carries what is wrong with the line display (nothing: it works), from any thread."""

    kept = Signal()
    told = Signal(str)
    changed = Signal()

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self.trouble = ""
        self.told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)

    def _on_told(self, text: str) -> None:
        if text != self.trouble:
            self.trouble = text
            self.changed.emit()


def notice() -> Notice:
    """The application's notice."""
    app = QCoreApplication.instance()
    found = app.findChild(Notice) if app is not None else None
    return found if found is not None else Notice(app)


def has_window() -> bool:
    """Whether the second window is switched on."""
    return remembered.number(WINDOW) == 1


def keep_window(*, is_on: bool) -> None:
    """Switch the second window on or off."""
    remembered.remember(WINDOW, int(is_on))
    notice().kept.emit()


def line_display() -> LineDisplay:
    """The display on a cable; none when what is kept is none."""
    kind = remembered.text(KIND)
    if kind not in set(DisplayKind):
        return LineDisplay()
    return LineDisplay(DisplayKind(kind), remembered.text(PORT), remembered.number(BAUD, 2400), remembered.number(CHINESE) == 1)


def keep_line_display(display: LineDisplay) -> None:
    """Keep the display on a cable."""
    for key, value in ((KIND, display.kind.value), (PORT, display.port), (BAUD, display.baud), (CHINESE, int(display.is_chinese))):
        remembered.remember(key, value)
    notice().kept.emit()
