"""The purchase order that is being typed: every change is stored before it is shown, and can be taken back."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject

from jxc_desktop.domain.found import Found
from jxc_desktop.domain.order_draft import in_pack, scanned
from jxc_desktop.domain.orders import OrderLine, PurchaseOrder, expected, wrong_with
from jxc_desktop.domain.purchasing import JUMP
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.receipt_draft import by_pack, goods_of, unit_of
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.orders import Ordered, drop_order, post_order, save_order
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.last_prices import last_prices
from jxc_desktop.queries.orders import still_to_come, stopped
from jxc_desktop.queries.products import products_of
from jxc_desktop.queries.supplier_search import supplier_named
from jxc_desktop.queries.suppliers import supplier_card
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
    Column("on_hand", N_("Stock on hand"), "quantity"),
    Column("on_order", N_("On order"), "quantity"),
    Column("note", N_("To look at"), "text"),
    Column("code", N_("Product code"), "code"),
    Column("supplier_code", N_("Supplier's code"), "code"),
)
HIDDEN_AT_FIRST = ("spec", "change", "on_order", "code", "supplier_code")


class OpenOrder(OpenPurchase[PurchaseOrder, OrderLine]):
    """`changed` comes when anything is another one; `place` is the line under the cursor, -1 without one."""

    def __init__(self, shop: Shop, order: PurchaseOrder | None = None, parent: QObject | None = None) -> None:
        super().__init__(shop, order or PurchaseOrder(uuid.uuid4().hex, 0), parent)
        self.minimum = 0
        self.coming: dict[int, int] = {}
        self.stopped: frozenset[int] = frozenset()
        self._is_stored = False
        self._read()

    @property
    def order(self) -> PurchaseOrder:
        """As it stands."""
        return self.typed

    def _read(self) -> None:
        """What is known of its supplier and goods now."""
        ids = sorted(self.order.quantities)
        with self.shop.read() as view:
            if self.order.supplier_id:
                self.supplier = supplier_named(view, self.order.supplier_id)
                self.minimum = supplier_card(view, self.order.supplier_id).fields.minimum_order
            self.products = {each.id: each for each in products_of(view, ids)}
            self.last = last_prices(view, self.order.supplier_id, [line.goods for line in self.order.lines])
            self.coming = still_to_come(view, ids)
            self.stopped = stopped(view, self.order)

    # changes

    def _store(self, typed: PurchaseOrder) -> None:
        with self.shop.work() as work:
            save_order(work, typed)
        self._is_stored = True

    def set_supplier(self, supplier_id: int) -> None:
        """Whom it goes to: its day and the prices that nobody typed are those of this supplier."""
        before = self.last
        with self.shop.read() as view:
            now = last_prices(view, supplier_id, [line.goods for line in self.order.lines])
            day = expected(view.business_date, supplier_card(view, supplier_id).fields.lead_days)
        lines = []
        for line in self.order.lines:
            key = key_of(line.goods)
            proposed = before[key].price if key in before else 0
            is_typed = line.price not in (0, proposed)
            lines.append(line if is_typed or key not in now else replace(line, price=now[key].price, supplier_code=now[key].code))
        self.change(replace(self.order, supplier_id=supplier_id, expected_on=self.order.expected_on or day, lines=tuple(lines)))

    def set_day(self, day: date | None) -> None:
        """When it should come."""
        self.change(replace(self.order, expected_on=day), what="day")

    def set_remark(self, text: str) -> None:
        """What else is to be said to the supplier."""
        self.change(replace(self.order, remark=text), what="remark")

    def add(self, found: Found, quantity: int | None = None) -> None:
        """Goods that were scanned or found."""
        goods = goods_of(found.product, found.pack_id)
        with self.shop.read() as view:
            last = last_prices(view, self.order.supplier_id, [goods]).get(key_of(goods))
        price, code = (0, "") if last is None else (last.price, last.code)
        self.change(*scanned(self.order, goods, ONE if quantity is None else quantity, price, code))

    def set_pack(self, pack_id: int) -> None:
        """Ordered by another pack, at what that costs."""
        line = self.line
        product = None if line is None else self.products.get(line.goods.product_id)
        if line is None or product is None:
            return
        goods = by_pack(line.goods, product, pack_id)
        with self.shop.read() as view:
            last = last_prices(view, self.order.supplier_id, [goods]).get(key_of(goods))
        was = self.last_of(line)
        is_typed = line.price not in (0, None if was is None else was.price)
        self.put(in_pack(line, goods, None if last is None or is_typed else last.price))

    # what is shown of it

    @property
    def is_empty(self) -> bool:
        """Whether nothing is lost when it goes."""
        return not self.order.lines and not self.order.remark

    @property
    def lacks(self) -> int:
        """What is missing to the least that the supplier delivers for; 0 when nothing is."""
        return max(0, self.minimum - self.order.total) if self.order.lines else 0

    def price_of(self, line: OrderLine) -> int | None:
        """The price, once it is agreed."""
        return line.price or None

    def rows(self) -> Sequence[tuple[object, ...]]:
        """The lines as the table shows them."""
        return [self._row(place, line) for place, line in enumerate(self.order.lines)]

    def _row(self, place: int, line: OrderLine) -> tuple[object, ...]:
        goods = line.goods
        product = self.products.get(goods.product_id)
        on_hand = None if product is None or product.is_unopened or not goods.keeps_stock else product.on_hand
        return (
            place + 1,
            goods.name,
            goods.spec,
            line.quantity,
            unit_of(goods),
            line.price or None,
            self.change_of(line) or None,
            line.amount,
            on_hand,
            self.coming.get(goods.product_id),
            self.note_of(line),
            goods.code,
            line.supplier_code,
        )

    def note_of(self, line: OrderLine) -> str:
        """What is to be looked at in a line."""
        if why := wrong_with(line, self.stopped):
            return _(why)
        if (self.change_of(line) or 0) > JUMP:
            return _("price jumped up")
        return "" if line.price else _("no price agreed yet")

    # the end

    def post(self) -> Ordered:
        """Send it. Raises what `post_order` refuses; the draft stays then."""
        with self.shop.work() as work:
            return post_order(work, self.order)

    def drop_if_empty(self) -> None:
        """An order that was begun and left without a line is put away."""
        if self.is_empty and self._is_stored:
            with self.shop.work() as work:
                drop_order(work, self.order.key)
