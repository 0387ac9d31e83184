"""The keys of the counter on this computer: a whole set, or key by key. Press the new key in the row; what has it is named."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import trouble
from jxc_desktop.ui.sales import key_choices
from jxc_desktop.ui.sales.key_choices import KeyReserved, KeyTaken
from jxc_desktop.ui.sales.keys import KEY_SETS, KEYS
from jxc_desktop.ui.widgets.parts import FormRows, soft_label

_ONLY_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)
_LEAVING = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class KeyField(QLineEdit):
    """Shows a key; `pressed` carries the one that is pressed in it. Tab goes on."""

    pressed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def event(self, event: QEvent) -> bool:
        """A key that is a shortcut somewhere is meant for this field while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key but those that lead on is the new one."""
        if event.key() in _LEAVING:
            event.ignore()
        elif event.key() not in _ONLY_MODIFIERS and not event.isAutoRepeat():
            self.pressed.emit(key_choices.key_text(event.keyCombination()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was asked here is not answered elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()


class KeysForm(QWidget):
    """Takes effect at once and is kept outside the shop file."""

    def __init__(self, _shop: Shop) -> None:
        super().__init__()
        self._asked: tuple[str, str] | None = None
        self.sets = QComboBox()
        self.sets.setAccessibleName(_("Set of keys"))
        for name, each in KEY_SETS.items():
            self.sets.addItem(_(each.title), name)
        self.fields = {key.slot: KeyField() for key in KEYS}
        self.rows = FormRows()
        self.rows.add(_("Set of keys"), self.sets, _("Keys belong to this computer. The card to print is behind the key for help."))
        said = soft_label(_("Click into a row and press the new key."))
        self.rows.addRow("", said)
        for key in KEYS:
            self.rows.add(_(key.title), self.fields[key.slot])
        column = QVBoxLayout(self)
        column.addLayout(self.rows)
        column.addStretch(1)
        self.setProperty("place", "form")
        self.sets.activated.connect(self.on_set)
        for slot, field in self.fields.items():
            field.pressed.connect(lambda key, slot=slot: self.on_pressed(slot, key))
            field.left.connect(lambda slot=slot: self._forget(slot))
        key_choices.notice().changed.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Show this computer's keys."""
        now = key_choices.bindings()
        for slot, field in self.fields.items():
            field.setText(now[slot])
            self.rows.show_problem(field, "")
        name = key_choices.key_set_of(now)
        own = self.sets.findData("")
        if not name and own < 0:
            self.sets.addItem(_("Changed by hand"), "")
        elif name and own >= 0:
            self.sets.removeItem(own)
        self.sets.setCurrentIndex(self.sets.findData(name))

    def on_set(self) -> None:
        """A whole set at once."""
        name = self.sets.currentData()
        if name:
            key_choices.keep(KEY_SETS[name].keys())
            trouble.tell(self, _("Saved."))

    def on_pressed(self, slot: str, key: str) -> None:
        """The new key of a row; one that does something else already is asked about, and swapped when pressed once more."""
        now = key_choices.bindings()
        if self._asked == (slot, key):
            self._asked = None
            key_choices.keep(key_choices.swapped(now, slot, next(name for name, bound in now.items() if bound == key)))
            return
        self._asked = None
        try:
            chosen = key_choices.with_key(now, slot, key)
        except KeyTaken as taken:
            self._asked = (slot, key)
            told = _("{taken} Press it once more to exchange the two; Tab leaves all as it is.").format(taken=taken)
            self.rows.show_problem(self.fields[slot], told)
        except KeyReserved as refused:
            self.rows.show_problem(self.fields[slot], str(refused))
        else:
            key_choices.keep(chosen)

    def _forget(self, slot: str) -> None:
        self._asked = None
        self.rows.show_problem(self.fields[slot], "")
