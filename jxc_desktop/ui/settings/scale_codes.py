"""The formats of scale labels: their order decides, and a new one is found from two labels of the scale."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.scale_codes import (
    DEFAULT_FORMATS,
    ScaleFormat,
    ScaleLabel,
    ScaleValue,
    formats_from_json,
    formats_to_json,
)
from jxc_desktop.domain.scale_formats import PrintedLabel, find_formats, why_none
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus, theme, trouble
from jxc_desktop.ui.settings.scale_by_hand import ByHand
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, QuantityEdit
from jxc_desktop.ui.widgets.parts import FormRows, role_label, soft_label

MG_PER_THOUSANDTH_KG = 1000
UNIT_NAMES = {"公斤": N_("kg"), "斤": N_("jin"), "两": N_("liang"), "克": N_("g")}


class LabelFields(QWidget):
    """One label: its code, and what a person reads on it."""

    changed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.code, self.item = QLineEdit(), QLineEdit()
        self.weight, self.pieces = QuantityEdit(_("Weight, kg")), QuantityEdit(_("Pieces"))
        self.amount = MoneyEdit(_("Amount"))
        rows = FormRows(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addRow(role_label(title, "strong"))
        rows.add(_("Scan the label"), self.code)
        rows.add(_("Item number"), self.item)
        rows.add(_("Weight, kg"), self.weight)
        rows.add(_("Pieces"), self.pieces)
        rows.add(_("Amount"), self.amount)
        for line in (self.code, self.item, self.weight.line, self.pieces.line, self.amount.line):
            line.textChanged.connect(lambda _text: self.changed.emit())

    def label(self) -> PrintedLabel:
        """What was scanned and typed."""
        weight = self.weight.value()
        mg = None if weight is None else weight * MG_PER_THOUSANDTH_KG
        return PrintedLabel(normalise(self.code.text()), ScaleLabel(self.item.text().strip(), mg, self.pieces.value(), self.amount.value()))

    def is_whole(self) -> bool:
        """Whether there is something to search with."""
        figures = (self.weight.value(), self.pieces.value(), self.amount.value())
        return bool(self.code.text().strip() and self.item.text().strip()) and any(figures)

    def clear(self) -> None:
        """Empty all fields."""
        for line in (self.code, self.item, self.weight.line, self.pieces.line, self.amount.line):
            line.clear()


class ScaleCodesForm(QWidget):
    """The list with its order, and below it the search for a format. Scans fill the codes."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.formats: tuple[ScaleFormat, ...] = ()
        self.found: ScaleFormat | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(_("Scale code formats"))
        self.list.setMinimumHeight(theme.px(110))
        self.buttons: list[QPushButton] = []
        self.labels = LabelFields(_("First label")), LabelFields(_("Second label"))
        self.answer = soft_label("")
        self.answer.setWordWrap(True)
        self.add = QPushButton(_("Add this format"))
        theme.set_role(self.add, "primary")
        self.add.clicked.connect(self.on_add)
        self.by_hand = ByHand()
        self.by_hand.made.connect(self.put_first)
        self._lay_out()
        for fields in self.labels:
            fields.changed.connect(self.search)
        self.fill()
        self.search()
        bus.watch(self, {"setting"}, self.fill)

    def _lay_out(self) -> None:
        note = soft_label(_("The first format that fits a label is taken. The item number is the product's code or barcode."))
        note.setWordWrap(True)
        buttons, sides, below = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for text, slot in (
            (_("Up"), lambda: self.on_move(-1)),
            (_("Down"), lambda: self.on_move(1)),
            (_("Remove the format"), self.on_remove),
            (_("The usual formats"), self.on_usual),
        ):
            button = QPushButton(text)
            button.clicked.connect(lambda _checked, slot=slot: slot())
            buttons.addWidget(button)
            self.buttons.append(button)
        buttons.addStretch(1)
        sides.setSpacing(theme.px(2 * theme.GAP_WIDE))
        for fields in self.labels:
            sides.addWidget(fields, 1)
        below.addWidget(self.add)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addWidget(note)
        column.addWidget(self.list)
        column.addLayout(buttons)
        column.addWidget(role_label(_("Find the format from two labels"), "title"))
        column.addLayout(sides)
        column.addWidget(self.answer)
        column.addLayout(below)
        column.addWidget(role_label(_("Or from the scale's manual"), "title"))
        column.addWidget(self.by_hand)
        column.addStretch(1)
        self.setProperty("place", "form")

    def fill(self) -> None:
        """Show the list as it stands, the same row chosen as before."""
        row = max(0, self.list.currentRow())
        self.formats = formats_from_json(self.shop.settings.scale_formats)
        self.list.clear()
        self.list.addItems([describe(form) for form in self.formats])
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        for button in (*self.buttons, self.by_hand.add):
            button.setEnabled(self._may_change)
        self._offer()

    @property
    def _may_change(self) -> bool:
        return Permission.CHANGE_SETTINGS in self.shop.actor.permissions

    def take_scan(self, code: str) -> bool:
        """A scan goes into the label's code that has the focus, else into the first that is empty, else into the second."""
        at = next((each for each in self.labels if each.code.hasFocus()), None)
        empty = next((each for each in self.labels if not each.code.text()), self.labels[1])
        fields = at or empty
        fields.code.setText(code)
        fields.item.setFocus()
        return True

    # the list

    def on_move(self, step: int) -> None:
        """Move the chosen format up or down."""
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + step < len(self.formats):
            forms = list(self.formats)
            forms[row], forms[row + step] = forms[row + step], forms[row]
            self._save(forms)
            self.list.setCurrentRow(row + step)

    def on_remove(self) -> None:
        """Remove the chosen format; the last one stays, an empty list means the usual ones."""
        row = self.list.currentRow()
        if len(self.formats) > 1 and row >= 0:
            self._save([*self.formats[:row], *self.formats[row + 1 :]])
        else:
            trouble.tell(self, _("One format stays."))

    def on_usual(self) -> None:
        """Back to the formats that most scales come with."""
        self._save(list(DEFAULT_FORMATS))

    def on_add(self) -> None:
        """The format found becomes the first."""
        if self.found is not None:
            self.put_first(self.found)
            for fields in self.labels:
                fields.clear()

    def put_first(self, form: ScaleFormat) -> None:
        """A format becomes the first."""
        self._save([form, *(each for each in self.formats if each != form)])
        self.list.setCurrentRow(0)
        trouble.tell(self, _("Saved."))

    def _save(self, forms: list[ScaleFormat]) -> None:
        with self.shop.work() as work:
            change_settings(work, scale_formats=formats_to_json(forms))
        self.fill()

    # the search

    def search(self) -> None:
        """Look for a format as soon as both labels are there, and say what came of it."""
        self.found = None
        if all(fields.is_whole() for fields in self.labels):
            labels = [fields.label() for fields in self.labels]
            self.found = next(iter(find_formats(labels)), None)
            self.answer.setText(_("Found: {format}").format(format=describe(self.found)) if self.found else why_none(labels))
        else:
            self.answer.setText(_("Scan two labels of different goods, and type what is printed on them."))
        self._offer()

    def _offer(self) -> None:
        self.add.setEnabled(self.found is not None and self._may_change)


def describe(form: ScaleFormat) -> str:
    """A format in words, its figures in the order of the code: “21, item 5, amount 5 (2 decimals), 13 digits”."""
    parts = [(form.item_start, _("item {digits}").format(digits=form.item_length))]
    amount = (form.value_start, form.value_length, form.decimals)
    if form.value is ScaleValue.BOTH:
        amount = (form.second_start, form.second_length, form.second_decimals)
    if form.value in (ScaleValue.AMOUNT, ScaleValue.BOTH):
        parts.append((amount[0], _("amount {digits}").format(digits=amount[1]) + _decimals(amount[2])))
    if form.value in (ScaleValue.WEIGHT, ScaleValue.BOTH):
        weight = _("weight in {unit} {digits}").format(unit=_(UNIT_NAMES.get(form.weight_unit, form.weight_unit)), digits=form.value_length)
        parts.append((form.value_start, weight + _decimals(form.decimals)))
    if form.value is ScaleValue.PIECES:
        parts.append((form.value_start, _("pieces {digits}").format(digits=form.value_length) + _decimals(form.decimals)))
    check = [] if form.has_check_digit else [_("no check digit")]
    said = [form.prefix, *(text for _start, text in sorted(parts)), _("{count} digits").format(count=form.length), *check]
    return " · ".join(said)


def _decimals(count: int) -> str:
    return "" if not count else " (" + ngettext("{count} decimal", "{count} decimals", count).format(count=count) + ")"
