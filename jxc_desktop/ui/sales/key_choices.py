"""Which keys this computer's counter has: keyboards belong to computers. Read, changed, checked against each other, kept."""

import json
from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _
from jxc_desktop.ui import remembered
from jxc_desktop.ui.sales.keys import KEY_SETS, KEYS

CHOSEN = "keys/counter"
TITLES = {key.slot: key.title for key in KEYS}

_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_MOVING = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
_STEERING = _MOVING | {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Insert}
_ERASING = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})
_OF_TEXTS = frozenset({"Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Y", "Ctrl+Shift+Z", "Ctrl+U"})  # the last empties a field
_FIRST_F, _LAST_F, _MENU_F = Qt.Key.Key_F1, Qt.Key.Key_F35, Qt.Key.Key_F10


class KeyTaken(ShopError):
    """A key that does something else already."""

    def __init__(self, key: str, slot: str) -> None:
        super().__init__(key, slot)
        self.key, self.slot = key, slot

    def sentence(self) -> str:
        """Name what it does."""
        return _("{key} is “{title}” already.").format(key=self.key, title=_(TITLES[self.slot]))


class KeyReserved(ShopError):
    """A key that types, moves or belongs to the window."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def sentence(self) -> str:
        """Say which keys there are."""
        return _("{key} is needed for typing, moving or the window. Take an F key, or a letter with Ctrl. Nothing was changed.").format(
            key=self.key
        )


class Notice(QObject):
    """`changed` when this computer's keys are others."""

    changed = Signal()


def notice() -> Notice:
    """The application's notice."""
    app = QCoreApplication.instance()
    found = app.findChild(Notice) if app is not None else None
    return found if found is not None else Notice(app)


# what the counter asks


def bindings() -> Mapping[str, str]:
    """The key of each slot; none ("") only where what is kept left no room for it."""
    return _read(remembered.text(CHOSEN))


def key_of(slot: str) -> str:
    """The key of a slot, as it is written on buttons."""
    return bindings()[slot]


def slot_of(event: QKeyEvent) -> str:
    """What a pressed key does; nothing ("") for others."""
    key = key_text(event.keyCombination())
    return next((slot for slot, bound in bindings().items() if bound == key), "")


def is_erasing(key: str) -> bool:
    """Whether a text field needs this key itself while something stands in it: then it works on an empty line only."""
    combination = _combination(key)
    return combination is not None and (combination.key() in _ERASING or key == "Ctrl+Z")


# what the settings ask


def key_text(combination: QKeyCombination) -> str:
    """A key as it is written and kept: “Ctrl+Shift+F”."""
    modifiers = combination.keyboardModifiers() & ~_KEYPAD
    return QKeySequence(QKeyCombination(modifiers, combination.key())).toString(QKeySequence.SequenceFormat.PortableText)


def with_key(now: Mapping[str, str], slot: str, key: str) -> dict[str, str]:
    """The keys with another one for a slot. Raises KeyReserved, KeyTaken."""
    if not _is_free_to_choose(key):
        raise KeyReserved(key)
    other = next((name for name, bound in now.items() if bound == key and name != slot), None)
    if other is not None:
        raise KeyTaken(key, other)
    return {**now, slot: key}


def swapped(now: Mapping[str, str], slot: str, other: str) -> dict[str, str]:
    """The keys of two slots exchanged."""
    return {**now, slot: now[other], other: now[slot]}


def keep(keys: Mapping[str, str]) -> None:
    """Use these keys on this computer from now on."""
    remembered.remember(CHOSEN, json.dumps(dict(keys)))
    notice().changed.emit()


def key_set_of(keys: Mapping[str, str]) -> str:
    """Which whole set these are; "" for a set of one's own."""
    return next((name for name, each in KEY_SETS.items() if each.keys() == keys), "")


# inside


@lru_cache(maxsize=4)
def _read(kept: str) -> dict[str, str]:
    """What is kept, as far as it can be; the rest as it is at first, where that key is still free."""
    try:
        chosen = json.loads(kept) if kept else {}
    except ValueError:
        chosen = {}
    read: dict[str, str] = {}
    for key in KEYS:
        wanted = chosen.get(key.slot) if isinstance(chosen, dict) else None
        if isinstance(wanted, str) and wanted not in read.values() and _is_free_to_choose(wanted):
            read[key.slot] = wanted
    for key in KEYS:
        if key.slot not in read:
            read[key.slot] = key.keys if key.keys not in read.values() else ""
    return {key.slot: read[key.slot] for key in KEYS}


def _combination(key: str) -> QKeyCombination | None:
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1 or sequence.toString(QKeySequence.SequenceFormat.PortableText) != key:
        return None
    combination: QKeyCombination = sequence[0]  # type: ignore[index]
    return combination


def _is_free_to_choose(key: str) -> bool:
    """Whether a key neither types nor moves, and does nothing in texts or to the window."""
    combination = _combination(key)
    if combination is None:
        return False
    code, modifiers = combination.key(), combination.keyboardModifiers()
    if code in _STEERING or code == Qt.Key.Key_unknown or modifiers & (_META | _ALT):
        return False
    if code in _ERASING:
        return code == Qt.Key.Key_Delete or bool(modifiers & _CTRL)
    if _FIRST_F <= code <= _LAST_F:
        return code != _MENU_F
    return Qt.Key.Key_A <= code <= Qt.Key.Key_Z and bool(modifiers & _CTRL) and key not in _OF_TEXTS
