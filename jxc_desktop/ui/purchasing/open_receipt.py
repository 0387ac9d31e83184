"""The receipt that is being typed: every change is stored before it is shown, and can be taken back."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from jxc_desktop.domain.found import Found
from jxc_desktop.domain.late_goods import Answer, Goes
from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.purchasing import JUMP, Goods, GoodsReceipt, ReceiptLine, wrong_with
from jxc_desktop.domain.quantity import ONE, format_quantity
from jxc_desktop.domain.receipt_draft import (
    brought_by,
    by_pack,
    goods_of,
    margin,
    scanned,
    unit_cost,
    unit_of,
    unknown_goods,
    with_line,
)
from jxc_desktop.domain.units import weight_in
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.receipt_drafts import drop_receipt, preview_true_ups, save_receipt
from jxc_desktop.operations.receipts import Received, amend_receipt, receive_goods
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.counted_since import goes_of
from jxc_desktop.queries.goods_receipts import receipt_card, same_slip
from jxc_desktop.queries.last_prices import last_prices
from jxc_desktop.queries.orders import MoreThanOpen, more_than_open
from jxc_desktop.queries.products import products_of
from jxc_desktop.queries.receipt_drafts import receipt_draft
from jxc_desktop.queries.supplier_search import supplier_named
from jxc_desktop.queries.true_ups import TrueUpRow
from jxc_desktop.ui.purchasing.open_purchase import OpenPurchase, key_of

COLUMNS = (
    Column("number", N_("Line no."), "integer"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("unit", N_("Unit"), "text"),
    Column("price", N_("Purchase price"), "money"),
    Column("change", N_("Up or down"), "percent"),
    Column("amount", N_("Amount"), "amount", total=True),
    Column("retail", N_("Retail price"), "money"),
    Column("margin", N_("Margin"), "percent"),
    Column("note", N_("To look at"), "text"),
    Column("code", N_("Product code"), "code"),
    Column("last", N_("Last price"), "money"),
    Column("refused", N_("Refused"), "quantity"),
    Column("share", N_("Freight and fees"), "money"),
)
HIDDEN_AT_FIRST = ("spec", "retail", "margin", "code", "last", "refused", "share")


class OpenReceipt(OpenPurchase[GoodsReceipt, ReceiptLine]):
    """`changed` comes when anything is another one; `place` is the line under the cursor, -1 without one.

    `former` is the number of the receipt that this one puts right, if it does.
    """

    def __init__(self, shop: Shop, receipt: GoodsReceipt | None = None, parent: QObject | None = None) -> None:
        super().__init__(shop, receipt or GoodsReceipt(uuid.uuid4().hex, 0), parent)
        self.more = MoreThanOpen()
        self.into = self.receipt.lines[0].place_id if self.receipt.lines else None
        self.former = ""
        if self.receipt.amends is not None:
            with shop.read() as view:
                self.former = receipt_card(view, self.receipt.amends).row.number
        self._read()

    @classmethod
    def of_draft(cls, shop: Shop, key: str, parent: QObject | None = None) -> "OpenReceipt | None":
        """A half-typed one; None when it is gone. Raises ReceiptUnreadable."""
        with shop.read() as view:
            receipt = receipt_draft(view, key)
        return None if receipt is None else cls(shop, receipt, parent)

    @property
    def receipt(self) -> GoodsReceipt:
        """As it stands."""
        return self.typed

    def _read(self) -> None:
        """What is known of its supplier and goods now."""
        goods = [line.goods for line in self.receipt.lines]
        with self.shop.read() as view:
            supplier_id = self.receipt.supplier_id
            self.supplier = supplier_named(view, supplier_id) if supplier_id else None
            self.products = {each.id: each for each in products_of(view, sorted({each.product_id for each in goods if each.product_id}))}
            self.last = last_prices(view, supplier_id, goods)
            self.more = more_than_open(view, self.receipt)

    # changes

    def _store(self, typed: GoodsReceipt) -> None:
        with self.shop.work() as work:
            save_receipt(work, typed)

    def set_supplier(self, supplier_id: int) -> None:
        """Who brought it. What still stands at a proposed price gets that of this supplier."""
        before = self.last
        lines = list(self.receipt.lines)
        with self.shop.read() as view:
            now = last_prices(view, supplier_id, [line.goods for line in lines])
        for place, line in enumerate(lines):
            key = key_of(line.goods)
            proposed = before[key].price if key in before else None
            if line.amount_typed is None and not line.is_free and line.price == proposed and key in now:
                lines[place] = replace(line, price=now[key].price, supplier_code=line.supplier_code or now[key].code)
        self.change(brought_by(replace(self.receipt, lines=tuple(lines)), supplier_id))

    def add(self, found: Found, quantity: int | None = None) -> None:
        """Goods that were scanned or found; a scale's label says how much."""
        goods = goods_of(found.product, found.pack_id)
        if found.label is not None and found.label.weight_mg:
            quantity = weight_in(found.label.weight_mg, found.product.unit)
        self._add(goods, ONE if quantity is None else quantity)

    def add_unknown(self, code: str, quantity: int | None = None) -> None:
        """A code that nobody knows."""
        self._add(unknown_goods(code), ONE if quantity is None else quantity)

    def _add(self, goods: Goods, quantity: int) -> None:
        with self.shop.read() as view:
            price = last_prices(view, self.receipt.supplier_id, [goods]).get(key_of(goods))
        receipt, place = scanned(self.receipt, goods, quantity, None if price is None else price.price)
        if price is not None and price.code and not receipt.lines[place].supplier_code:
            receipt = with_line(receipt, place, replace(receipt.lines[place], supplier_code=price.code))
        if receipt.lines[place].place_id != self.into:
            receipt = with_line(receipt, place, replace(receipt.lines[place], place_id=self.into))
        self.change(receipt, place)

    def set_pack(self, pack_id: int) -> None:
        """Count the line in another pack: at its last price where a proposed one stands, else at the same price a piece."""
        line = self.line
        product = None if line is None else self.products.get(line.goods.product_id)
        if line is None or product is None:
            return
        goods, last = by_pack(line.goods, product, pack_id), self.last_of(line)
        price = None if line.price is None else half_up(line.price * goods.ratio, line.goods.ratio)
        if last is not None and line.price == last.price:
            with self.shop.read() as view:
                price = last_prices(view, self.receipt.supplier_id, [goods])[key_of(goods)].price
        self.put(replace(line, goods=goods, price=price))

    def name_line(self, place: int, found: Found) -> None:
        """An unknown code's line is these goods."""
        line, goods = self.receipt.lines[place], goods_of(found.product, found.pack_id)
        with self.shop.read() as view:
            price = last_prices(view, self.receipt.supplier_id, [goods]).get(key_of(goods))
        self.change(
            with_line(self.receipt, place, replace(line, goods=goods, price=line.price or (None if price is None else price.price)))
        )

    def set_place(self, place_id: int | None) -> None:
        """Where all of it goes; what comes later too."""
        self.into = place_id
        self.change(replace(self.receipt, lines=tuple(replace(line, place_id=place_id) for line in self.receipt.lines)))

    def set_head(self, what: str, value: Any) -> None:
        """Another slip number, slip total, freight, fee or remark."""
        self.change(replace(self.receipt, **{what: value}), what=what)

    # what is shown of it

    @property
    def is_empty(self) -> bool:
        """Whether nothing is lost when it goes."""
        return not self.receipt.lines and not self.receipt.supplier_id and not self.receipt.slip_number

    def price_of(self, line: ReceiptLine) -> int | None:
        """The price of what came and costs something."""
        is_priced = not line.is_free and line.quantity and (line.price is not None or line.amount_typed is not None)
        return line.price_per_pack if is_priced else None

    def has_jump(self, line: ReceiptLine) -> bool:
        """Whether the price differs so much that it is asked about."""
        change = self.change_of(line)
        return change is not None and abs(change) > JUMP

    def retail_of(self, line: ReceiptLine) -> int | None:
        """The retail price that will stand: the one typed here, else the product's."""
        product = self.products.get(line.goods.product_id)
        return line.retail_price if line.retail_price is not None or product is None else product.retail_price

    def margin_at(self, place: int) -> int | None:
        """The margin of a line at its retail price; nothing for goods given free, whose cost is in the other lines."""
        return self._margin(self.receipt.lines[place], self.receipt.shares[place])

    def _margin(self, line: ReceiptLine, share: int) -> int | None:
        return None if line.is_free else margin(self.retail_of(line), unit_cost(line, share) if line.amount else None)

    def rows(self) -> Sequence[tuple[object, ...]]:
        """The lines as the table shows them."""
        return [
            self._row(place, line, share) for place, (line, share) in enumerate(zip(self.receipt.lines, self.receipt.shares, strict=True))
        ]

    def _row(self, place: int, line: ReceiptLine, share: int) -> tuple[object, ...]:
        goods, last = line.goods, self.last_of(line)
        has_price = line.price is not None or line.amount_typed is not None
        return (
            place + 1,
            goods.name,
            goods.spec,
            line.quantity,
            unit_of(goods),
            line.price_per_pack if has_price and not line.is_free else None,
            self.change_of(line) or None,
            line.amount if has_price or line.is_free else None,
            self.retail_of(line),
            self._margin(line, share),
            self.note_of(line),
            goods.code,
            None if last is None else last.price,
            line.refused or None,
            share or None,
        )

    def note_of(self, line: ReceiptLine) -> str:
        """What is to be looked at in a line, the worst first."""
        if not line.goods.product_id:
            return _("not known")
        if why := wrong_with(line):
            return _(why)
        change = self.change_of(line) or 0
        if change > JUMP:
            return _("much dearer")
        if change < -JUMP:
            return _("much cheaper")
        if line.order_line_id in self.more.by_line:
            return _("more than was ordered")
        if line.is_free:
            return _("free")
        retail = self.retail_of(line)
        if retail is not None and line.quantity and line.price_per_pack > retail * line.goods.ratio:
            return _("costs more than it sells for")
        if line.refused:
            return _("a part refused")
        return ""

    def last_of_lines(self) -> list[int | None]:
        """The last price of each line, a pack: for what a slip's difference may come from."""
        return [None if (last := self.last_of(line)) is None else last.price for line in self.receipt.lines]

    # the end

    def same_slip(self) -> str:
        """The number of a receipt of the same slip."""
        with self.shop.read() as view:
            return same_slip(view, self.receipt)

    def beyond_order(self) -> list[str]:
        """The goods of which more comes than the order waits for, and how many."""
        named = {line.order_line_id: line.goods for line in self.receipt.lines}
        return [f"{named[line].name} {format_quantity(more, named[line].unit)}" for line, more in self.more.by_line.items()]

    def true_ups(self) -> Sequence[TrueUpRow]:
        """The sales whose cost this would change, before it is booked."""
        with self.shop.work() as work:
            return preview_true_ups(work, self.receipt)

    def goes(self) -> list[Goes]:
        """What it brings, and where, that may have been counted by now."""
        with self.shop.read() as view:
            return goes_of(view, self.receipt)

    def keep_answers(self, answers: tuple[Answer, ...]) -> None:
        """What of it was there already when it was counted."""
        self.keep(replace(self.receipt, answers=answers))

    def post(self) -> Received:
        """Book it, in the place of the one it puts right if there is one. Raises what the operation refuses; the draft stays then."""
        with self.shop.work() as work:
            if self.receipt.amends is not None:
                return amend_receipt(work, self.receipt.amends, self.receipt).received
            return receive_goods(work, self.receipt)

    def drop(self) -> None:
        """Put it away for good."""
        with self.shop.work() as work:
            drop_receipt(work, self.receipt)
