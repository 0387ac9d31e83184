"""A bar that says something without stopping anyone: over the lower edge of a window, gone with the next action after 6 s."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import theme

LEAST_MS = 6_000
ICONS = {"neutral": "info", "amber": "triangle-alert", "red": "triangle-alert"}
Action = tuple[str, Callable[[], object]]
_ACTIONS = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress)


class NoticeBar(QFrame):
    """Text, what can be done about it, and a way to close it. The text is announced to screen readers."""

    def __init__(self, parent: QWidget, text: str, *, kind: str = "neutral", actions: Sequence[Action] = ()) -> None:
        super().__init__(parent)
        self._window = parent
        self.text = text
        self.kind = kind
        theme.set_role(self, "notice" if kind == "neutral" else f"strip-{kind}")
        self.setAccessibleName(text)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(10), theme.px(8), theme.px(10))
        row.setSpacing(theme.px(theme.GAP))
        icon = theme.icon(ICONS[kind], "soft" if kind == "neutral" else kind)
        if not icon.isNull():
            sign = QLabel(self)
            sign.setPixmap(icon.pixmap(theme.px(18)))
            row.addWidget(sign)
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        row.addWidget(label, 1)
        for action, act in actions:
            row.addWidget(self._button(action, act))
        self._close = QPushButton(theme.icon("x"), "" if not theme.icon("x").isNull() else "×", self)
        self._close.setAccessibleName(_("Close this message"))
        self._close.setToolTip(_("Close this message"))
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.set_role(self._close, "icon")
        self._close.clicked.connect(self.dismiss)
        row.addWidget(self._close)
        self._least = QTimer(self)
        self._least.setSingleShot(True)
        self._least.setInterval(LEAST_MS)
        self._least.timeout.connect(self._listen)
        self._least.start()

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(text)
        theme.set_role(button, "link")
        button.clicked.connect(lambda _checked: act())
        button.clicked.connect(self.dismiss)
        return button

    def _listen(self) -> None:
        """From now on the next key or click takes the bar away."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go with the next action; the action itself goes on to where it was meant."""
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.place()
        elif event.type() in _ACTIONS and not self._least.isActive() and not self._is_within(watched):
            self.dismiss()
        return super().eventFilter(watched, event)

    def _is_within(self, watched: QObject) -> bool:
        return watched is self or (isinstance(watched, QWidget) and self.isAncestorOf(watched)) or watched.isWindowType()

    def dismiss(self) -> None:
        """Take the bar away."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def place(self) -> None:
        """Over the lower edge of a window, where the key hints are; over the upper edge of a dialog, whose buttons are below."""
        window, edge = self._window, theme.px(6)
        self.setFixedWidth(max(min(window.width() - 2 * edge, theme.px(820)), 1))
        height = self._row.heightForWidth(self.width()) if self._row.hasHeightForWidth() else self.sizeHint().height()
        self.setFixedHeight(min(max(height, theme.px(44)), window.height()))
        top = edge if isinstance(window, QDialog) else window.height() - self.height() - edge
        self.move((window.width() - self.width()) // 2, max(0, top))
        self.raise_()


def show_notice(window: QWidget, text: str, *, kind: str = "neutral", actions: Sequence[Action] = ()) -> NoticeBar:
    """Show a bar in a window; a bar that is already there gives way."""
    for old in window.findChildren(NoticeBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
        old.dismiss()
    bar = NoticeBar(window, text, kind=kind, actions=actions)
    window.installEventFilter(bar)
    bar.show()
    bar.place()  # now its buttons are dressed, and it is known how many rows the text takes
    QAccessible.updateAccessibility(QAccessibleEvent(bar, QAccessible.Event.Alert))
    return bar
