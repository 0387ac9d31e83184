"""What stands in the place of the list while something is done: a heading, the work, buttons with their keys, Esc back."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import theme
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.parts import role_label


class Part(QWidget):
    """Put the work into `column`, buttons by `add_button`; `closed` leads back to the list."""

    closed = Signal()

    def __init__(self, shop: Shop, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.heading, self.facts = role_label(title, "title", self), role_label("", "soft", self)
        self.heading.setSizePolicy(self.heading.sizePolicy().Policy.Ignored, self.heading.sizePolicy().Policy.Preferred)
        self.above = QHBoxLayout()
        self.column = QVBoxLayout()
        self.foot = QHBoxLayout()
        self._keys: list[Hint] = []
        wide = theme.px(theme.GAP_WIDE)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(wide, wide, wide, wide)
        whole.setSpacing(theme.px(theme.GAP))
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.facts)
        head.addLayout(self.above)
        whole.addLayout(head)
        whole.addLayout(self.column, 1)
        self.ask = AskStrip(self)
        whole.addWidget(self.ask)
        self.foot.addStretch(1)
        whole.addLayout(self.foot)
        self.back_button = self.add_button(_("Back"), "Esc", self.close_part)

    def add_button(self, text: str, key: str, slot: Callable[[], object], *, primary: bool = False) -> QPushButton:
        """A button at the foot, before the way back; its key is written on it and works everywhere in the part."""
        button = QPushButton(f"{text}   {key}" if key else text, self)
        button.setAccessibleName(text)
        if primary:
            theme.set_role(button, "primary")
        button.clicked.connect(lambda _checked: slot())
        if key:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda: slot() if button.isEnabled() else None)
            self._keys.insert(max(0, len(self._keys) - 1), (key, text, lambda: slot() if button.isEnabled() else None))
        self.foot.insertWidget(max(1, self.foot.count() - 1), button)
        return button

    def key_hints(self) -> tuple[Hint, ...]:
        """The keys of the buttons."""
        return tuple(self._keys)

    def arrive(self) -> None:
        """Put the focus where work begins."""
        self.setFocus()

    def is_dirty(self) -> bool:
        """Whether something was typed that leaving would lose."""
        return False

    def title(self) -> str:
        """What the part is about, for a strip."""
        return self.heading.text()

    def close_part(self) -> None:
        """Esc: a question goes first; what was typed is asked about."""
        if self.ask.isVisible():
            self.ask.clear()
            self.arrive()
        elif self.is_dirty():
            self.ask.ask(
                _("“{name}” is not saved yet.").format(name=self.title()),
                [(_("Go on with it"), self.arrive), (_("Close without saving"), self.closed.emit)],
            )
        else:
            self.closed.emit()
