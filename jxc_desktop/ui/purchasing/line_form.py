"""The line of a receipt under the cursor, typed: what was refused, what a crate weighed, the new retail price besides."""

from collections.abc import Iterator

from PySide6.QtWidgets import QCheckBox, QWidget

from jxc_desktop.domain.money import MAX_LINE, format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import REFUSAL_TITLES, ReceiptLine, Refusal
from jxc_desktop.domain.quantity import ONE, format_quantity
from jxc_desktop.domain.receipt_draft import unit_cost, weighed
from jxc_desktop.domain.units import is_measure, packs_text
from jxc_desktop.i18n import _
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.purchasing.line_fields import LineFields
from jxc_desktop.ui.purchasing.open_receipt import OpenReceipt
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, NumberEdit

ACROSS = 6


class LineForm(LineFields[OpenReceipt]):
    """Pack and quantity, price or sum, what the slip says, what was refused and why, gross and tare, the new retail price."""

    def __init__(self, opened: OpenReceipt, parent: QWidget | None = None) -> None:
        super().__init__(opened, parent)
        self.on_slip, self.refused, self.gross, self.tare = (
            self.quantity_edit(name) for name in (_("On the slip"), _("Refused"), _("Gross weight"), _("Tare"))
        )
        self.amount = MoneyEdit(_("Amount"), limit=MAX_LINE, least=0, parent=self)
        self.retail = MoneyEdit(_("New retail price"), least=0, parent=self)
        self.retail.setEnabled(Permission.EDIT_PRODUCTS in opened.shop.actor.permissions)
        self.free = QCheckBox(_("Free"), self)
        self.free.setAccessibleName(_("Free goods"))
        self.why = Choice(_("Why refused"), {str(why): _(title) for why, title in REFUSAL_TITLES.items()}, self)
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
        self.lay_out(named, ACROSS)
        self._connect()

    def _connect(self) -> None:
        self.quantity.changed.connect(lambda value: self.put("quantity", quantity=value or 0, on_slip=None, gross=None, tare=None))
        self.price.changed.connect(lambda value: self.put("price", price=value, amount_typed=None))
        self.amount.changed.connect(lambda value: self.put("amount", amount_typed=value))
        self.retail.changed.connect(lambda value: self.put("retail", retail_price=value))
        self.free.toggled.connect(lambda is_free: self.put("free", is_free=is_free))
        self.on_slip.changed.connect(self._on_slip)
        self.refused.changed.connect(self._on_refused)
        self.why.chosen.connect(self._on_why)
        self.gross.changed.connect(lambda _value: self._on_weight())
        self.tare.changed.connect(lambda _value: self._on_weight())

    # what is typed

    def _on_slip(self, value: int | None) -> None:
        line = self.opened.line
        if line is not None:
            self.put("on_slip", on_slip=None if value == line.quantity + line.refused else value)

    def _on_refused(self, value: int | None) -> None:
        """What the slip says stays: what is refused is not taken."""
        line = self.opened.line
        if line is not None:
            refused = value or 0
            quantity = max(0, line.quantity + line.refused - refused)
            why = Refusal(self.why.value()) if refused else None
            self.put("refused", refused=refused, refused_why=why, quantity=quantity, gross=None, tare=None)

    def _on_why(self) -> None:
        line = self.opened.line
        if line is not None and line.refused:
            self.put("why", refused_why=Refusal(self.why.value()))

    def _on_weight(self) -> None:
        line = self.opened.line
        if line is not None and not self.is_filling and self.gross.is_valid() and self.tare.is_valid():
            self.opened.put(weighed(line, self.gross.value(), self.tare.value()), "weight")

    # what is shown

    def show_rest(self, line: ReceiptLine) -> None:
        """Price and sum, the slip, what was refused, the crate."""
        product = self.product()
        has_price = line.price is not None or line.amount_typed is not None
        values: tuple[tuple[NumberEdit, int | None], ...] = (
            (self.price, line.price_per_pack if has_price and not line.is_free else None),
            (self.amount, line.amount if has_price or line.is_free else None),
            (self.retail, line.retail_price),
            (self.on_slip, line.says or None),
            (self.refused, line.refused or None),
            (self.gross, line.gross),
            (self.tare, line.tare),
        )
        for field, value in values:
            self.fill(field, value)
        self.retail.line.setPlaceholderText("" if product is None else cell_text("money", product.retail_price))
        self.free.setChecked(line.is_free)
        if line.refused_why is not None:
            self.why.set_value(str(line.refused_why))
        self.why.setEnabled(line.refused > 0)
        is_measured = is_measure(line.goods.unit) and not line.goods.pack_id
        for weight in (self.gross, self.tare):
            weight.setEnabled(is_measured)
        for cost in (self.price, self.amount):
            cost.setEnabled(not line.is_free)

    def tell(self, line: ReceiptLine) -> Iterator[str]:
        """The last price, what a piece costs, the margin, what is there."""
        yield from self.last_facts(line)
        opened, product = self.opened, self.product()
        cost = unit_cost(line, opened.receipt.shares[opened.place]) if line.quantity else None
        if cost is not None and (line.goods.ratio > 1 or opened.receipt.freight or opened.receipt.fees):
            yield _("cost of one {price}").format(price=format_money(cost))
        gain = opened.margin_at(opened.place)
        if gain is not None:
            yield _("margin {percent}").format(percent=cell_text("percent", gain))
        if product is not None and product.kind.has_stock:
            packs = [(pack.name, pack.ratio) for pack in product.packs]
            on_hand = _("not counted yet") if product.is_unopened else packs_text(product.on_hand, product.unit, packs)
            yield _("on hand {quantity}").format(quantity=on_hand)
        if line.goods.pack_id and line.quantity:
            pieces = format_quantity(line.base_quantity // ONE * ONE, line.goods.unit)
            yield _("in all {quantity}").format(quantity=pieces)
