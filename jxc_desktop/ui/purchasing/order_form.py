"""The line of an order under the cursor, typed: pack, quantity, price, the supplier's code."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.orders import OrderLine
from jxc_desktop.domain.purchasing import JUMP
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.products.form_fields import name_box
from jxc_desktop.ui.purchasing.open_order import OpenOrder
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, NumberEdit, QuantityEdit
from jxc_desktop.ui.widgets.parts import role_label

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OrderForm(QWidget):
    """Each change goes to the order at once. Enter goes from the quantity to the price; from any other field it emits `entered`."""

    entered = Signal()

    def __init__(self, opened: OpenOrder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opened = opened
        self._is_filling = False
        self.heading, self.facts = role_label("", "strong", self), role_label("", "soft", self)
        self.facts.setWordWrap(True)
        self.pack = QComboBox(self)
        name_box(self.pack, _("Unit"))
        self.quantity = QuantityEdit(_("Quantity"), least=0, parent=self)
        self.price = MoneyEdit(_("Purchase price"), least=0, parent=self)
        self.code = QLineEdit(self)
        self.code.setAccessibleName(_("Supplier's code"))
        self._lay_out()
        self.pack.activated.connect(lambda _index: self.opened.set_pack(self.pack.currentData()))
        self.quantity.changed.connect(lambda value: self._put(self.quantity, "quantity", value))
        self.price.changed.connect(lambda value: self._put(self.price, "price", value))
        self.code.textEdited.connect(self._on_code)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(theme.GAP))
        grid.setVerticalSpacing(theme.px(2))
        named = (
            (_("Unit"), self.pack),
            (_("Quantity") + "  F2", self.quantity),
            (_("Purchase price") + "  F4", self.price),
            (_("Supplier's code"), self.code),
        )
        grid.addWidget(self.heading, 0, 0, 1, len(named))
        for place, (title, field) in enumerate(named):
            label = QLabel(title, self)
            label.setBuddy(field)
            theme.set_role(label, "soft")
            grid.addWidget(label, 1, place)
            grid.addWidget(field, 2, place, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place, 1)
        grid.addWidget(self.facts, 3, 0, 1, len(named))

    def _put(self, edit: NumberEdit, what: str, value: int | None) -> None:
        """Another line; a field that holds no number changes nothing."""
        line = self.opened.line
        if not self._is_filling and line is not None and edit.is_valid():
            self.opened.put(replace(line, quantity=value or 0) if what == "quantity" else replace(line, price=value or 0), what)

    def _on_code(self, text: str) -> None:
        line = self.opened.line
        if line is not None:
            self.opened.put(replace(line, supplier_code=text.strip()), "code")

    def show_line(self) -> None:
        """Show the line under the cursor; the field that is being typed in stays as it is typed."""
        line = self.opened.line
        if line is None:
            return
        with self._filling():
            goods = line.goods
            self.heading.setText(f"{self.opened.place + 1}.  {goods.code}  {goods.name}  {goods.spec}".strip())
            self._show_packs(line)
            for edit, value in ((self.quantity, line.quantity or None), (self.price, line.price or None)):
                if not edit.line.hasFocus() or (edit.is_valid() and (edit.value() or None) != value):
                    edit.set_value(value)
            if not self.code.hasFocus():
                self.code.setText(line.supplier_code)
        self.facts.setText("  ·  ".join(self._facts(line)))
        theme.set_role(self.facts, "amber" if (self.opened.change_of(line) or 0) > JUMP else "soft")

    def _show_packs(self, line: OrderLine) -> None:
        product = self.opened.products.get(line.goods.product_id)
        self.pack.clear()
        self.pack.addItem(line.goods.unit or _("piece"), 0)
        for pack in () if product is None else product.packs:
            self.pack.addItem(_("{pack} of {ratio}").format(pack=pack.name, ratio=f"{pack.ratio} {line.goods.unit}".strip()), pack.id)
        self.pack.setCurrentIndex(max(0, self.pack.findData(line.goods.pack_id)))

    def _facts(self, line: OrderLine) -> Iterator[str]:
        last, change = self.opened.last_of(line), self.opened.change_of(line)
        if last is not None:
            day = f"{last.at.astimezone():%Y-%m-%d}" if last.at is not None else _("on file")
            yield _("Last price {price} ({day})").format(price=format_money(last.price), day=day)
        if change:
            text = _("up by {percent}") if change > 0 else _("down by {percent}")
            yield text.format(percent=cell_text("percent", abs(change)))
        if line.goods.pack_id and line.quantity:
            yield _("in all {quantity}").format(quantity=format_quantity(line.base_quantity, line.goods.unit))
        coming = self.opened.coming.get(line.goods.product_id)
        if coming:
            yield _("on order already {quantity}").format(quantity=format_quantity(coming, line.goods.unit))

    @contextmanager
    def _filling(self) -> Iterator[None]:
        self._is_filling = True
        try:
            yield
        finally:
            self._is_filling = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter: from the quantity to the price, from there and from the rest back to the scan line."""
        if event.key() not in _ENTERS:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            if self.quantity.line.hasFocus():
                self.price.select_all()
            else:
                self.entered.emit()
