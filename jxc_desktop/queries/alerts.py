"""The low-stock alert: what is at its level or below, how much of it to order, in which pack, from whom, at what price.

A product's supplier is the one it was bought from last, or the cheapest of those whose price is known (a base unit's), as
asked. What is on order, or stands in an order that is not sent yet, is on its way already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.tables.stock import stock_value
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.orders import OrderLine, to_order
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.purchasing import Goods
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.orders import in_order_drafts, still_to_come
from jxc_desktop.queries.product_list import STATE, product_count, product_ids
from jxc_desktop.queries.view import View

LAST, CHEAPEST = "last", "cheapest"
PREFER = {LAST: N_("From who brought it last"), CHEAPEST: N_("From the cheapest")}

COLUMNS: tuple[Column, ...] = (
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("category", N_("Category"), "text"),
    Column("on_hand", N_("Stock on hand"), "quantity"),
    Column("order_at", N_("Order when at"), "quantity"),
    Column("fill_to", N_("Fill up to"), "quantity"),
    Column("on_order", N_("On order"), "quantity"),
    Column("in_drafts", N_("In drafts"), "quantity"),
    Column("unit", N_("Unit"), "text"),
    Column("supplier", N_("Supplier"), "text"),
    Column("quantity", N_("To order"), "quantity"),
    Column("pack", N_("Ordered by"), "text"),
    Column("price", N_("Price"), "money", permission=Permission.SEE_COST),
    Column("amount", N_("Amount"), "amount", total=True, permission=Permission.SEE_COST),
)


@dataclass(frozen=True, slots=True)
class Alert:
    """A product that is at its level or below. `line` is what to order of it (quantity 0: enough is on its way)."""

    line: OrderLine
    category: str
    on_hand: int
    order_at: int
    fill_to: int | None
    on_order: int
    in_drafts: int
    supplier_id: int
    supplier: str
    amount: int | None
    price: int | None

    @property
    def product_id(self) -> int:
        """Whose alert it is."""
        return self.line.goods.product_id

    @property
    def quantity(self) -> int:
        """How much to order, in packs."""
        return self.line.quantity

    @property
    def pack(self) -> str:
        """What it is ordered by."""
        of = self.line.goods
        return f"{of.pack_name} x {of.ratio}" if of.pack_id else of.unit

    @property
    def code(self) -> str:
        """The shop's own number of it."""
        return self.line.goods.code

    @property
    def barcode(self) -> str:
        """Its first barcode."""
        return self.line.goods.barcode

    @property
    def name(self) -> str:
        """What it is called."""
        return self.line.goods.name

    @property
    def spec(self) -> str:
        """Its spec."""
        return self.line.goods.spec

    @property
    def unit(self) -> str:
        """Its base unit."""
        return self.line.goods.unit


class _Offer(NamedTuple):
    """Who sells a product by which pack; `bought` is the place in the order of truth of the last receipt (0: none)."""

    supplier_id: int
    supplier: str
    pack_id: int
    pack_name: str
    ratio: int
    code: str
    price: int | None
    minimum: int
    bought: int
    changed_at: Any


_IDS: Any = bindparam("ids", expanding=True)
_code = p.barcode.alias("alert_code")
_FIRST_CODE = (
    select(_code.c.code)
    .where(_code.c.product_id == p.product.c.id, _code.c.pack_id == 0)
    .order_by(_code.c.position, _code.c.id)
    .limit(1)
    .scalar_subquery()
)
_FACTS = (
    select(
        p.product.c.id,
        p.product.c.code,
        p.product.c.name,
        p.product.c.spec,
        p.product.c.unit,
        p.product.c.kind,
        p.product.c.order_at,
        p.product.c.fill_to,
        p.product.c.purchase_price,
        func.coalesce(_FIRST_CODE, "").label("barcode"),
        func.coalesce(p.category.c.name, "").label("category"),
        func.coalesce(stock_value.c.quantity, 0).label("on_hand"),
    )
    .outerjoin(p.category, p.category.c.id == p.product.c.category_id)
    .outerjoin(stock_value, stock_value.c.product_id == p.product.c.id)
    .where(p.product.c.id.in_(_IDS))
)
_of = t.supplier_product
_BOUGHT = (
    select(t.receipt_line.c.product_id, t.goods_receipt.c.supplier_id, t.receipt_line.c.pack_id, func.max(d.document.c.posted_seq))
    .join(d.document, d.document.c.id == t.receipt_line.c.document_id)
    .join(t.goods_receipt, t.goods_receipt.c.id == t.receipt_line.c.document_id)
    .where(t.receipt_line.c.product_id.in_(_IDS), d.document.c.kind == DocumentKind.RECEIPT.value)
    .group_by(t.receipt_line.c.product_id, t.goods_receipt.c.supplier_id, t.receipt_line.c.pack_id)
)
_OFFERS = (
    select(
        _of.c.product_id,
        _of.c.supplier_id,
        t.supplier.c.name,
        _of.c.pack_id,
        func.coalesce(p.pack.c.name, "").label("pack_name"),
        func.coalesce(p.pack.c.ratio, 1).label("ratio"),
        _of.c.code,
        _of.c.price,
        _of.c.minimum,
        _of.c.changed_at,
    )
    .join(t.supplier, t.supplier.c.id == _of.c.supplier_id)
    .outerjoin(p.pack, p.pack.c.id == _of.c.pack_id)
    .where(_of.c.product_id.in_(_IDS), t.supplier.c.is_active == 1, func.coalesce(p.pack.c.is_retired, 0) == 0)
)
_CHUNK = 500


def below_alert(view: View, prefer: str = LAST) -> tuple[Alert, ...]:
    """What is at its level or below, by supplier and own code; nothing for who may not see the stock."""
    ids = product_ids(view, {STATE: "below_alert"})
    drafts = in_order_drafts(view)
    found: dict[int, Alert] = {}
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        offers, coming = _offers(view, some), still_to_come(view, some)
        for row in view.connection.execute(_FACTS, {"ids": some}):
            offer = preferred(offers.get(row.id, ()), prefer)
            found[row.id] = _alert(view, row, offer, coming.get(row.id, 0), drafts.get(row.id, 0))
    return tuple(sorted((found[each] for each in ids), key=lambda alert: (not alert.supplier, alert.supplier)))


def alert_count(view: View) -> int:
    """How many products are at their level or below; 0 for who may not see the stock."""
    return product_count(view, {STATE: "below_alert"})


def preferred(offers: Sequence[_Offer], prefer: str) -> _Offer | None:
    """Whom to buy from: the last, or the cheapest of those with a price; the other one breaks a tie."""
    priced = [offer for offer in offers if offer.price is not None]
    if prefer == CHEAPEST and priced:
        return min(priced, key=lambda offer: ((offer.price or 0) / offer.ratio, -offer.bought, offer.supplier))
    return max(offers, key=lambda offer: (offer.bought, offer.changed_at), default=None)


def _offers(view: View, ids: Sequence[int]) -> dict[int, list[_Offer]]:
    bought = {(row[0], row[1], row[2]): int(row[3]) for row in view.connection.execute(_BOUGHT, {"ids": ids})}
    found: dict[int, list[_Offer]] = {}
    for row in view.connection.execute(_OFFERS, {"ids": ids}):
        last = bought.get((row.product_id, row.supplier_id, row.pack_id), 0)
        facts = (row.supplier_id, row.name, row.pack_id, row.pack_name, row.ratio, row.code, row.price, row.minimum)
        found.setdefault(row.product_id, []).append(_Offer(*facts, last, row.changed_at))
    return found


def _alert(view: View, row: Any, offer: _Offer | None, on_order: int, in_drafts: int) -> Alert:
    of = Goods(row.id, row.code, row.name, row.spec, row.unit, row.barcode)
    price, code, minimum = row.purchase_price or 0, "", 0
    if offer is not None:
        of = Goods(row.id, row.code, row.name, row.spec, row.unit, row.barcode, offer.pack_id, offer.pack_name, offer.ratio)
        price = offer.price if offer.price is not None else price * offer.ratio
        code, minimum = offer.code, offer.minimum
    position = row.on_hand + on_order + in_drafts
    is_whole = row.kind != str(Kind.WEIGHED) or of.ratio > 1
    quantity = to_order(position, row.order_at, row.fill_to, ratio=of.ratio, minimum=minimum, is_whole=is_whole)
    line = OrderLine(of, quantity, price, code)
    sees_cost = view.may(Permission.SEE_COST)
    return Alert(
        line,
        row.category,
        row.on_hand,
        row.order_at,
        row.fill_to,
        on_order,
        in_drafts,
        0 if offer is None else offer.supplier_id,
        "" if offer is None else offer.supplier,
        line.amount if sees_cost else None,
        (price or None) if sees_cost else None,
    )
