"""The line under the cursor, typed: what every document has of it; pack, quantity, price, the supplier's code, what it cost the last time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.purchasing import JUMP
from jxc_desktop.domain.quantity import plain_quantity
from jxc_desktop.domain.receipt_draft import unit_of
from jxc_desktop.domain.units import quantity_in
from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.products.form_fields import name_box
from jxc_desktop.ui.purchasing.open_purchase import OpenPurchase
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, NumberEdit
from jxc_desktop.ui.widgets.parts import role_label

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

D = TypeVar("D", bound=OpenPurchase[Any, Any])


class LineFields(QWidget, Generic[D]):
    """Each change goes to the document at once. Enter goes from the quantity to the price; from any other field it emits `entered`."""

    entered = Signal()

    def __init__(self, opened: D, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opened = opened
        self.is_filling = False
        self.heading, self.facts = role_label("", "strong", self), role_label("", "soft", self)
        self.facts.setWordWrap(True)
        self.pack = QComboBox(self)
        name_box(self.pack, _("Unit"))
        self.quantity = self.quantity_edit(_("Quantity"))
        self.price = MoneyEdit(_("Purchase price"), least=0, parent=self)
        self.code = QLineEdit(self)
        self.code.setAccessibleName(_("Supplier's code"))
        self.pack.activated.connect(lambda _index: self.opened.set_pack(self.pack.currentData()))
        self.code.textEdited.connect(lambda text: self.put("code", supplier_code=text.strip()))

    def quantity_edit(self, name: str) -> NumberEdit:
        """A field for a quantity of the line's unit; weights in any unit of weight (40斤)."""

        def parse(text: str) -> int:
            line = self.opened.line
            return quantity_in(text, "" if line is None else unit_of(line.goods))

        return NumberEdit(name, parse, plain_quantity, least=0, parent=self)

    def lay_out(self, named: Sequence[tuple[str, QWidget]], across: int) -> None:
        """The heading, the fields with their titles, so many in a row, the facts."""
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(theme.GAP))
        grid.setVerticalSpacing(theme.px(2))
        grid.addWidget(self.heading, 0, 0, 1, across)
        for place, (title, field) in enumerate(named):
            row, column = divmod(place, across)
            label = QLabel(title, self)
            label.setBuddy(field)
            theme.set_role(label, "soft")
            grid.addWidget(label, 1 + 2 * row, column)
            grid.addWidget(field, 2 + 2 * row, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.facts, grid.rowCount(), 0, 1, across)

    # what is typed

    def put(self, what: str, **changes: object) -> None:
        """Another line; a field that holds no number changes nothing."""
        line, edit = self.opened.line, getattr(self, what)
        if not self.is_filling and line is not None and not (isinstance(edit, NumberEdit) and not edit.is_valid()):
            self.opened.put(replace(line, **changes), what)

    # what is shown

    def show_line(self) -> None:
        """Show the line under the cursor; the field that is being typed in stays as it is typed."""
        line = self.opened.line
        if line is None:
            return
        with self.filling():
            goods = line.goods
            self.heading.setText(f"{self.opened.place + 1}.  {goods.code}  {goods.name}  {goods.spec}".strip())
            self._show_packs(line, self.product())
            self.fill(self.quantity, line.quantity or None)
            if not self.code.hasFocus():
                self.code.setText(line.supplier_code)
            self.show_rest(line)
        self.facts.setText("  ·  ".join(self.tell(line)))
        theme.set_role(self.facts, "amber" if abs(self.opened.change_of(line) or 0) > JUMP else "soft")

    def show_rest(self, line: Any) -> None:
        """Show what else the document has of a line."""
        raise NotImplementedError

    def tell(self, line: Any) -> Iterator[str]:
        """What is known of the goods."""
        raise NotImplementedError

    def product(self) -> Product | None:
        """The product of the line under the cursor."""
        line = self.opened.line
        return None if line is None else self.opened.products.get(line.goods.product_id)

    def _show_packs(self, line: Any, product: Product | None) -> None:
        self.pack.clear()
        self.pack.addItem(line.goods.unit or _("piece"), 0)
        for pack in () if product is None else product.packs:
            self.pack.addItem(_("{pack} of {ratio}").format(pack=pack.name, ratio=f"{pack.ratio} {line.goods.unit}".strip()), pack.id)
        self.pack.setCurrentIndex(max(0, self.pack.findData(line.goods.pack_id)))

    def fill(self, edit: NumberEdit, value: int | None) -> None:
        """Show a figure, unless it is being typed."""
        if not edit.line.hasFocus() or (edit.is_valid() and (edit.value() or None) != (value or None)):
            edit.set_value(value)

    def last_facts(self, line: Any) -> Iterator[str]:
        """What the goods cost the last time, and by how much the price changed."""
        last, change = self.opened.last_of(line), self.opened.change_of(line)
        if last is not None:
            day = f"{last.at.astimezone():%Y-%m-%d}" if last.at is not None else _("on file")
            yield _("Last price {price} ({day})").format(price=format_money(last.price), day=day)
        if change:
            text = cell_text("percent", abs(change))
            if abs(change) > JUMP:
                yield (_("jumped up by {percent}") if change > 0 else _("fell by {percent}, much")).format(percent=text)
            else:
                yield (_("up by {percent}") if change > 0 else _("down by {percent}")).format(percent=text)

    @contextmanager
    def filling(self) -> Iterator[None]:
        """What is shown meanwhile is not typed."""
        self.is_filling = True
        try:
            yield
        finally:
            self.is_filling = False

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter: from the quantity to the price, from there and from the rest back to the scan line."""
        if event.key() not in _ENTERS:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            if self.quantity.line.hasFocus() and self.price.isEnabled():
                self.price.select_all()
            else:
                self.entered.emit()
