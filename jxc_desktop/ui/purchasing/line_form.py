"""The line under the cursor, typed: pack and quantity, price or sum, what was refused, what a crate weighed, the new retail price."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from jxc_desktop.domain.money import MAX_LINE, format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.purchasing import JUMP, REFUSAL_TITLES, ReceiptLine, Refusal
from jxc_desktop.domain.quantity import ONE, format_quantity, plain_quantity
from jxc_desktop.domain.receipt_draft import unit_cost, unit_of, weighed
from jxc_desktop.domain.units import is_measure, packs_text, quantity_in
from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.products.form_fields import Choice, name_box
from jxc_desktop.ui.purchasing.open_receipt import OpenReceipt
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, NumberEdit
from jxc_desktop.ui.widgets.parts import role_label

ACROSS = 6
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineForm(QWidget):
    """Each change goes to the receipt at once. Enter goes from the quantity to the price; from any other field it emits `entered`."""

    entered = Signal()

    def __init__(self, open_receipt: OpenReceipt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open_receipt = open_receipt
        self._is_filling = False
        self.heading = role_label("", "strong", self)
        self.facts = role_label("", "soft", self)
        self.facts.setWordWrap(True)
        self.pack = QComboBox(self)
        name_box(self.pack, _("Unit"))
        self.quantity, self.on_slip, self.refused, self.gross, self.tare = (
            NumberEdit(name, self._quantity_in, plain_quantity, least=0, parent=self)
            for name in (_("Quantity"), _("On the slip"), _("Refused"), _("Gross weight"), _("Tare"))
        )
        self.price = MoneyEdit(_("Purchase price"), least=0, parent=self)
        self.amount = MoneyEdit(_("Amount"), limit=MAX_LINE, least=0, parent=self)
        self.retail = MoneyEdit(_("New retail price"), least=0, parent=self)
        self.retail.setEnabled(Permission.EDIT_PRODUCTS in open_receipt.shop.actor.permissions)
        self.free = QCheckBox(_("Free"), self)
        self.free.setAccessibleName(_("Free goods"))
        self.why = Choice(_("Why refused"), {str(why): _(title) for why, title in REFUSAL_TITLES.items()}, self)
        self.code = QLineEdit(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(theme.GAP))
        grid.setVerticalSpacing(theme.px(2))
        grid.addWidget(self.heading, 0, 0, 1, ACROSS)
        named = (
            (_("Unit"), self.pack),
            (_("Quantity") + "  F2", self.quantity),
            (_("Purchase price") + "  F4", self.price),
            (_("Amount"), self.amount),
            (_("New retail price"), self.retail),
            ("", self.free),
            (_("On the slip"), self.on_slip),
            (_("Refused"), self.refused),
            (_("Why refused"), self.why),
            (_("Gross weight"), self.gross),
            (_("Tare"), self.tare),
            (_("Supplier's code"), self.code),
        )
        for place, (title, field) in enumerate(named):
            row, column = divmod(place, ACROSS)
            label = QLabel(title, self)
            label.setBuddy(field)
            theme.set_role(label, "soft")
            grid.addWidget(label, 1 + 2 * row, column)
            grid.addWidget(field, 2 + 2 * row, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        self.code.setAccessibleName(_("Supplier's code"))
        grid.addWidget(self.facts, 5, 0, 1, ACROSS)

    def _connect(self) -> None:
        self.pack.activated.connect(lambda _index: self._on_pack())
        self.quantity.changed.connect(lambda value: self._put("quantity", quantity=value or 0, on_slip=None, gross=None, tare=None))
        self.price.changed.connect(lambda value: self._put("price", price=value, amount_typed=None))
        self.amount.changed.connect(lambda value: self._put("amount", amount_typed=value))
        self.retail.changed.connect(lambda value: self._put("retail", retail_price=value))
        self.free.toggled.connect(lambda is_free: self._put("free", is_free=is_free))
        self.on_slip.changed.connect(self._on_slip)
        self.refused.changed.connect(self._on_refused)
        self.why.chosen.connect(self._on_why)
        self.gross.changed.connect(lambda _value: self._on_weight())
        self.tare.changed.connect(lambda _value: self._on_weight())
        self.code.textEdited.connect(lambda text: self._put("code", supplier_code=text.strip()))

    # what is typed

    def _quantity_in(self, text: str) -> int:
        """A quantity of the line's unit; weights in any unit of weight (40斤)."""
        line = self.open_receipt.line
        return quantity_in(text, "" if line is None else unit_of(line.goods))

    def _put(self, what: str, **changes: object) -> None:
        """Another line; a field that holds no number changes nothing."""
        line = self.open_receipt.line
        if self._is_filling or line is None or self._is_wrong(what):
            return
        self.open_receipt.put(replace(line, **changes), what)  # type: ignore[arg-type]

    def _is_wrong(self, what: str) -> bool:
        field = getattr(self, what)
        return isinstance(field, NumberEdit) and not field.is_valid()

    def _on_pack(self) -> None:
        self.open_receipt.set_pack(self.pack.currentData())

    def _on_slip(self, value: int | None) -> None:
        line = self.open_receipt.line
        if line is not None and not self._is_filling and not self._is_wrong("on_slip"):
            self._put("on_slip", on_slip=None if value == line.quantity + line.refused else value)

    def _on_refused(self, value: int | None) -> None:
        """What the slip says stays: what is refused is not taken."""
        line = self.open_receipt.line
        if line is None or self._is_filling or self._is_wrong("refused"):
            return
        refused = value or 0
        quantity = max(0, line.quantity + line.refused - refused)
        why = Refusal(self.why.value()) if refused else None
        self._put("refused", refused=refused, refused_why=why, quantity=quantity, gross=None, tare=None)

    def _on_why(self) -> None:
        line = self.open_receipt.line
        if line is not None and line.refused:
            self._put("why", refused_why=Refusal(self.why.value()))

    def _on_weight(self) -> None:
        line = self.open_receipt.line
        if line is not None and not self._is_filling and self.gross.is_valid() and self.tare.is_valid():
            self.open_receipt.put(weighed(line, self.gross.value(), self.tare.value()), "weight")

    # what is shown

    def show_line(self) -> None:
        """Show the line under the cursor; the field that is being typed in stays as it is typed."""
        line = self.open_receipt.line
        if line is None:
            return
        product = self._product(line)
        with self._filling():
            goods = line.goods
            self.heading.setText(f"{self.open_receipt.place + 1}.  {goods.code}  {goods.name}  {goods.spec}".strip())
            self._show_packs(line, product)
            has_price = line.price is not None or line.amount_typed is not None
            values: tuple[tuple[NumberEdit, int | None], ...] = (
                (self.quantity, line.quantity or None),
                (self.price, line.price_per_pack if has_price and not line.is_free else None),
                (self.amount, line.amount if has_price or line.is_free else None),
                (self.retail, line.retail_price),
                (self.on_slip, line.says or None),
                (self.refused, line.refused or None),
                (self.gross, line.gross),
                (self.tare, line.tare),
            )
            for field, value in values:
                self._fill(field, value)
            self.retail.line.setPlaceholderText("" if product is None else cell_text("money", product.retail_price))
            self.free.setChecked(line.is_free)
            if line.refused_why is not None:
                self.why.set_value(str(line.refused_why))
            self.why.setEnabled(line.refused > 0)
            if not self.code.hasFocus():
                self.code.setText(line.supplier_code)
            is_measured = is_measure(goods.unit) and not goods.pack_id
            for weight in (self.gross, self.tare):
                weight.setEnabled(is_measured)
            for cost in (self.price, self.amount):
                cost.setEnabled(not line.is_free)
        self.facts.setText("  ·  ".join(self._facts(line, product)))
        theme.set_role(self.facts, "amber" if self.open_receipt.has_jump(line) else "soft")

    def _product(self, line: ReceiptLine) -> Product | None:
        return self.open_receipt.products.get(line.goods.product_id)

    def _show_packs(self, line: ReceiptLine, product: Product | None) -> None:
        self.pack.clear()
        self.pack.addItem(line.goods.unit or _("piece"), 0)
        for pack in () if product is None else product.packs:
            self.pack.addItem(_("{pack} of {ratio}").format(pack=pack.name, ratio=f"{pack.ratio} {line.goods.unit}".strip()), pack.id)
        self.pack.setCurrentIndex(max(0, self.pack.findData(line.goods.pack_id)))

    def _fill(self, edit: NumberEdit, value: int | None) -> None:
        if not edit.line.hasFocus() or (edit.is_valid() and (edit.value() or None) != (value or None)):
            edit.set_value(value)

    def _facts(self, line: ReceiptLine, product: Product | None) -> Iterator[str]:
        last, change = self.open_receipt.last_of(line), self.open_receipt.change_of(line)
        if last is not None:
            day = f"{last.at.astimezone():%Y-%m-%d}" if last.at is not None else _("on file")
            yield _("Last price {price} ({day})").format(price=format_money(last.price), day=day)
        if change:
            text = cell_text("percent", abs(change))
            if abs(change) > JUMP:
                yield (_("jumped up by {percent}") if change > 0 else _("fell by {percent}, much")).format(percent=text)
            else:
                yield (_("up by {percent}") if change > 0 else _("down by {percent}")).format(percent=text)
        cost = unit_cost(self.open_receipt.receipt, self.open_receipt.place) if line.quantity else None
        if cost is not None and (line.goods.ratio > 1 or self.open_receipt.receipt.freight or self.open_receipt.receipt.fees):
            yield _("cost of one {price}").format(price=format_money(cost))
        gain = self.open_receipt.margin_at(self.open_receipt.place)
        if gain is not None:
            yield _("margin {percent}").format(percent=cell_text("percent", gain))
        if product is not None and product.kind.has_stock:
            packs = [(pack.name, pack.ratio) for pack in product.packs]
            on_hand = _("not counted yet") if product.is_unopened else packs_text(product.on_hand, product.unit, packs)
            yield _("on hand {quantity}").format(quantity=on_hand)
        if line.goods.pack_id and line.quantity:
            pieces = format_quantity(line.base_quantity // ONE * ONE, line.goods.unit)
            yield _("in all {quantity}").format(quantity=pieces)

    @contextmanager
    def _filling(self) -> Iterator[None]:
        self._is_filling = True
        try:
            yield
        finally:
            self._is_filling = False

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
