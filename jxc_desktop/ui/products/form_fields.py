"""The fields of the product form that are more than a line: barcodes, packs, and a choice of several."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.i18n import _
from jxc_desktop.queries.product_fields import PackFields
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.number_edits import MoneyEdit

_BETWEEN = re.compile(r"[\s,;，；、|]+")
PACK_NAMES = ("箱", "盒", "条", "卷", "包", "件")


class BarcodesEdit(QLineEdit):
    """Any number of barcodes with blanks between; a scan adds one."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def codes(self) -> tuple[str, ...]:
        """The codes as they are stored, each once."""
        return tuple(dict.fromkeys(code for code in map(normalise, _BETWEEN.split(self.text())) if code))

    def set_codes(self, codes: Sequence[str]) -> None:
        """Show these codes."""
        self.setText(" ".join(codes))

    def add(self, code: str) -> None:
        """Put one code behind the others."""
        self.set_codes((*self.codes(), normalise(code)) if normalise(code) not in self.codes() else self.codes())

    def take_scan(self, code: str) -> bool:
        """A scan belongs here."""
        self.add(code)
        return True


def name_box(box: QComboBox, name: str) -> None:
    """Name a box and the list it opens."""
    box.setAccessibleName(name)
    box.view().setAccessibleName(name)


class Choice(QComboBox):
    """One of several values by their titles."""

    chosen = Signal()

    def __init__(self, name: str, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name_box(self, name)
        for value, title in titles.items():
            self.addItem(title, value)
        self.currentIndexChanged.connect(lambda _index: self.chosen.emit())

    def value(self) -> str:
        """The value chosen."""
        return str(self.currentData() or "")

    def set_value(self, value: str) -> None:
        """Choose a value; the first when it is unknown."""
        self.setCurrentIndex(max(0, self.findData(value)))


def complete_from(line: QLineEdit, words: Sequence[str]) -> None:
    """Offer words while typing."""
    completer = QCompleter(list(words), line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    line.setCompleter(completer)


class PackRow(QWidget):
    """One larger unit: name, units in it, price; its barcodes below."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, pack: PackFields | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pack_id = pack.id if pack else None
        self.name = QLineEdit(pack.name if pack else PACK_NAMES[0])
        self.name.setAccessibleName(_("Pack"))
        self.name.setMaximumWidth(theme.px(64))
        complete_from(self.name, PACK_NAMES)
        self.ratio = QLineEdit(str(pack.ratio) if pack else "")
        self.ratio.setAccessibleName(_("Units in a pack"))
        self.ratio.setPlaceholderText(_("Units"))
        self.ratio.setMaximumWidth(theme.px(72))
        self.ratio.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.barcodes = BarcodesEdit(_("Pack barcode"))
        self.barcodes.setPlaceholderText(_("Pack barcode"))
        self.price = MoneyEdit(_("Pack price"), least=0)
        self.price.line.setPlaceholderText(_("Pack price"))
        self.measured = QCheckBox(_("Parts of it are sold, such as 0.35"))
        self.measured.setAccessibleName(_("Pack sold by measure"))
        remove = self.remove_button = QPushButton(theme.icon("x"), "", self)
        remove.setAccessibleName(_("Remove this pack"))
        remove.setToolTip(_("Remove this pack"))
        theme.set_role(remove, "icon")
        remove.clicked.connect(lambda _checked: self.removed.emit(self))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        top = Qt.AlignmentFlag.AlignTop
        for part, stretch in ((self.name, 0), (self.ratio, 0), (self.price, 1), (remove, 0)):
            row.addWidget(part, stretch, top)
        column.addLayout(row)
        column.addWidget(self.barcodes)
        column.addWidget(self.measured)
        if pack:
            self.barcodes.set_codes(pack.barcodes)
            self.price.set_value(pack.price)
            self.measured.setChecked(pack.is_measured)
        for line in (self.name, self.ratio, self.barcodes, self.price.line):
            line.textChanged.connect(lambda _text: self.changed.emit())
        self.measured.toggled.connect(lambda _is_on: self.changed.emit())

    def parts(self) -> tuple[QWidget, ...]:
        """What takes the focus, in order."""
        return self.name, self.ratio, self.price.line, self.barcodes, self.measured, self.remove_button

    def whole_ratio(self) -> int:
        """Units in the pack; 0 while it is no whole number."""
        text = self.ratio.text().strip()
        return int(text) if text.isdecimal() and len(text) <= 6 else 0

    def fields(self) -> PackFields:
        """The pack as typed."""
        name, price, codes = self.name.text().strip(), self.price.value(), self.barcodes.codes()
        return PackFields(name, self.whole_ratio(), price, codes, self.pack_id, self.measured.isChecked())

    def is_blank(self) -> bool:
        """Whether nothing but the proposed name was typed."""
        return self.pack_id is None and not self.ratio.text().strip() and not self.barcodes.codes() and self.price.value() is None


class PacksEdit(QWidget):
    """The packs of a product, one row each."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[PackRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self.add_button = QPushButton(_("Add a pack"), self)
        self.add_button.setAccessibleName(_("Add a pack"))
        theme.set_role(self.add_button, "link")
        self.add_button.clicked.connect(lambda _checked: self.add_row().name.setFocus())
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add_button)

    def add_row(self, pack: PackFields | None = None) -> PackRow:
        """Add a row, blank or of a pack."""
        row = PackRow(pack, self)
        row.changed.connect(self.changed)
        row.removed.connect(self._remove)
        self._column.insertWidget(len(self.rows), row)
        row.show()
        self.rows.append(row)
        parts = [self.add_button.previousInFocusChain() or self, *row.parts(), self.add_button]
        for one, other in pairwise(parts):
            QWidget.setTabOrder(one, other)
        return row

    def _remove(self, row: PackRow) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self.add_button.setFocus()
        self.changed.emit()

    def fields(self) -> tuple[PackFields, ...]:
        """The packs as typed; rows nobody filled are left out."""
        return tuple(row.fields() for row in self.rows if not row.is_blank())

    def set_fields(self, packs: Sequence[PackFields]) -> None:
        """Show these packs."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for pack in packs:
            self.add_row(pack)

    def row_in_focus(self) -> PackRow | None:
        """The row the cursor is in."""
        focus = self.window().focusWidget()
        return next((row for row in self.rows if focus is not None and row.isAncestorOf(focus)), None)
