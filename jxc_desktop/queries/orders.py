"""Purchase orders: what is not sent yet, what is open of those that were, what is late, what is on its way of a product.

What came of an order's line is what receipts brought for it, less receipts that were taken back; what went back to the
supplier had come. An order that was closed, by the document that reverses it, has nothing open.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal_column, or_, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as goods
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables.stock import stock_value
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.money import COIN, half_up
from jxc_desktop.domain.order_json import DraftBody, OrderUnreadable, order_from_json
from jxc_desktop.domain.orders import Hold, OrderLine, PurchaseOrder, left_in_packs
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind, is_divisible
from jxc_desktop.domain.purchasing import Goods, GoodsReceipt, ReceiptLine
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.last_prices import last_prices
from jxc_desktop.queries.on_order import came, on_order
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.view import View

ORDER_DRAFT = "order"
PAGE = 200

STATES = {
    "draft": N_("Draft"),
    "pending": N_("Waiting for approval"),
    "returned": N_("Sent back"),
    "open": N_("Ordered"),
    "partly": N_("Partly received"),
    "received": N_("Received"),
    "closed": N_("Closed"),
}
FILTERS = {"expected": N_("Still expected"), "late": N_("Late"), **STATES}
"""What the list may be narrowed to: orders of which something is still to come, those that are late, or one state."""

COLUMNS: tuple[Column, ...] = (
    Column("number", N_("Number"), "code"),
    Column("supplier", N_("Supplier"), "text"),
    Column("day", N_("Ordered on"), "date"),
    Column("expected_on", N_("Expected on"), "date"),
    Column("shown_state", N_("State"), "text", is_whole=True),
    Column("lines", N_("Lines"), "integer"),
    Column("total", N_("Total"), "amount", total=True),
    Column("left", N_("Still to come"), "amount", total=True),
    Column("operator", N_("By"), "text"),
    Column("remark", N_("Remark"), "text"),
    Column("key", N_("Key"), "text"),
)
LINE_COLUMNS: tuple[Column, ...] = (
    Column("code", N_("Product code"), "code"),
    Column("supplier_code", N_("Supplier's code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("price", N_("Price"), "money"),
    Column("amount", N_("Amount"), "amount", total=True),
)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in the list: a posted one by its document, one that is not sent yet by its draft's key.

    `left` is what is still to come, at the order's prices; `is_late` that its day has passed. `holds` are the rules that a
    draft waits for, `reason` why it was sent back.
    """

    document_id: int | None
    key: str
    number: str
    supplier_id: int
    supplier: str
    day: date
    expected_on: date | None
    state: str
    lines: int
    total: int
    left: int
    operator: str
    remark: str
    is_late: bool = False
    version: int = 0
    holds: tuple[Hold, ...] = ()
    reason: str = ""

    @property
    def shown_state(self) -> str:
        """The state in words, late ones said so."""
        state = _(STATES[self.state])
        return _("{state}, late").format(state=state) if self.is_late else state

    @property
    def is_draft(self) -> bool:
        """Whether it is not sent yet."""
        return self.document_id is None


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A line of a posted order. `received` and `left` in base units."""

    line_id: int
    line: OrderLine
    received: int
    left: int


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """A posted order with what came of it: the receipts' ids and numbers."""

    row: OrderRow
    lines: tuple[OrderedLine, ...]
    receipts: tuple[tuple[int, str], ...]

    def sheet_rows(self) -> list[tuple[object, ...]]:
        """The lines as the supplier's workbook has them, in the order of LINE_COLUMNS; a price not agreed yet is left open."""
        rows: list[tuple[object, ...]] = []
        for each in self.lines:
            line, of = each.line, each.line.goods
            unit = f"{of.pack_name} x {of.ratio}" if of.pack_id else of.unit
            names = (of.code, line.supplier_code, of.barcode, of.name, of.spec, unit)
            rows.append((*names, line.quantity, line.price or None, line.amount if line.price else None))
        return rows


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order that is not sent yet, as it is stored."""

    body: DraftBody
    state: str
    version: int
    owner: str
    owner_id: int
    opened_at: datetime


_d, _o, _l, _r = d.document, t.purchase_order, t.purchase_order_line, t.receipt_line
_closing = d.document.alias("closing")
_IS_CLOSED = select(literal_column("1")).where(_closing.c.reverses == _d.c.id).correlate(_d).exists()


_RECEIVED = came(_l)
_LINES = (
    select(_l, _RECEIVED.label("received"), goods.product.c.kind, goods.pack.c.is_measured)
    .join(goods.product, goods.product.c.id == _l.c.product_id)
    .outerjoin(goods.pack, goods.pack.c.id == _l.c.pack_id)
    .where(_l.c.document_id == bindparam("document"))
    .order_by(_l.c.line_no)
)


def _of_lines(what: Any, *conditions: ColumnElement[bool]) -> Any:
    return select(what).where(_l.c.document_id == _d.c.id, *conditions).correlate(_d)


_BROUGHT = (
    select(_r.c.order_line_id, func.sum(_r.c.base_quantity))
    .where(_r.c.document_id == bindparam("document"), _r.c.order_line_id.is_not(None))
    .group_by(_r.c.order_line_id)
)
_HAS_OPEN = _of_lines(literal_column("1"), _l.c.base_quantity > _RECEIVED).exists()
_HAS_CAME = _of_lines(literal_column("1"), _RECEIVED > 0).exists()
_IS_EXPECTED = and_(~_IS_CLOSED, _HAS_OPEN)
_STATE: ColumnElement[str] = case((_IS_CLOSED, "closed"), (~_HAS_OPEN, "received"), (_HAS_CAME, "partly"), else_="open")
_COUNT = _of_lines(func.count()).scalar_subquery()
_POSTED = (
    select(
        _d.c.id,
        _d.c.key,
        _d.c.number,
        _o.c.supplier_id,
        _o.c.supplier_name,
        _d.c.business_date,
        _o.c.expected_on,
        _STATE.label("state"),
        _COUNT.label("lines"),
        _d.c.total,
        _d.c.operator,
        _d.c.remark,
    )
    .join_from(_d, _o, _o.c.id == _d.c.id)
    .where(_d.c.kind == DocumentKind.ORDER.value)
)
_OPEN_LINES = (
    select(_l.c.document_id, _l.c.price, _l.c.ratio, (_l.c.base_quantity - _RECEIVED).label("left"))
    .where(_l.c.document_id.in_(bindparam("ids", expanding=True)))
    .where(_l.c.base_quantity > _RECEIVED)
)
_DRAFTS = (
    select(d.draft, shop.user.c.name.label("owner"))
    .join(shop.user, shop.user.c.id == d.draft.c.owner_id)
    .where(d.draft.c.kind == ORDER_DRAFT)
    .order_by(d.draft.c.opened_at.desc(), d.draft.c.id.desc())
)
_DRAFT = _DRAFTS.where(d.draft.c.key == bindparam("draft_key"))
_SUPPLIERS = select(t.supplier.c.id, t.supplier.c.name)
_RECEIPTS = (
    select(_d.c.id, _d.c.number)
    .join_from(_d, t.goods_receipt, t.goods_receipt.c.id == _d.c.id)
    .where(t.goods_receipt.c.order_id == bindparam("document"))
    .order_by(_d.c.posted_seq)
)


# posted orders


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders: one of FILTERS, a supplier, a text (number, supplier, remark, or a product's code, name or barcode)."""

    state: str = ""
    supplier_id: int = 0
    text: str = ""


def orders(
    view: View, wanted: OrderFilter | None = None, *, order: str = "", is_descending: bool = True, limit: int = PAGE, offset: int = 0
) -> tuple[OrderRow, ...]:
    """A page of posted orders, the latest first, or by a column's key. Raises NotAllowed."""
    view.require(Permission.SEE_PURCHASES)
    column = _SORTED.get(order)
    keys = [_d.c.posted_seq] if column is None else [column, _d.c.posted_seq]
    statement = _which(view, _POSTED, wanted or OrderFilter())
    statement = statement.order_by(*[key.desc() if is_descending else key.asc() for key in keys]).limit(limit).offset(offset)
    return _rows(view, statement)


def _counted(view: View, wanted: OrderFilter) -> int:
    statement = select(func.count()).select_from(_d).join(_o, _o.c.id == _d.c.id).where(_d.c.kind == DocumentKind.ORDER.value)
    return int(view.connection.execute(_which(view, statement, wanted)).scalar_one())


_SORTED: dict[str, ColumnElement[Any]] = {
    "number": _d.c.number,
    "supplier": _o.c.supplier_name,
    "day": _d.c.business_date,
    "expected_on": _o.c.expected_on,
    "state": _STATE,
    "lines": _COUNT,
    "total": _d.c.total,
    "operator": _d.c.operator,
    "remark": _d.c.remark,
}


def _which(view: View, statement: Select[Any], wanted: OrderFilter) -> Select[Any]:
    if wanted.supplier_id:
        statement = statement.where(_o.c.supplier_id == wanted.supplier_id)
    if wanted.state == "expected":
        statement = statement.where(_IS_EXPECTED)
    elif wanted.state == "late":
        statement = statement.where(_o.c.expected_on < view.business_date, _IS_EXPECTED)
    elif wanted.state:
        statement = statement.where(_STATE.in_([wanted.state]))
    text = wanted.text.strip()
    if not text:
        return statement
    line = _of_lines(
        literal_column("1"),
        or_(_l.c.code == text, _l.c.barcode == text, _l.c.supplier_code == text, _l.c.name.contains(text, autoescape=True)),
    )
    parts = (
        _d.c.number.contains(text.upper(), autoescape=True),
        _o.c.supplier_name.contains(text, autoescape=True),
        _d.c.remark.contains(text, autoescape=True),
    )
    return statement.where(or_(*parts, line.exists()))


def _rows(view: View, statement: Select[Any]) -> tuple[OrderRow, ...]:
    found = view.connection.execute(statement).all()
    left: dict[int, int] = {}
    for document_id, price, ratio, base in view.connection.execute(_OPEN_LINES, {"ids": [row.id for row in found]}):
        left[document_id] = left.get(document_id, 0) + half_up(base * price, ratio * ONE * COIN) * COIN
    return tuple(
        OrderRow(
            row.id,
            row.key,
            row.number,
            row.supplier_id,
            row.supplier_name,
            row.business_date,
            row.expected_on,
            row.state,
            row.lines,
            row.total,
            left.get(row.id, 0) if row.state in _COMING else 0,
            shown_name(row.operator),
            row.remark,
            is_late=row.state in _COMING and row.expected_on is not None and row.expected_on < view.business_date,
        )
        for row in found
    )


_COMING = ("open", "partly")


def order_detail(view: View, document_id: int) -> OrderDetail:
    """A posted order, line by line, with what came. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_PURCHASES)
    rows = _rows(view, _POSTED.where(_d.c.id == document_id))
    if not rows:
        raise NotFound(_("this order"))
    receipts = tuple((row.id, row.number) for row in view.connection.execute(_RECEIPTS, {"document": document_id}))
    return OrderDetail(rows[0], find_lines(view, document_id, is_closed=rows[0].state == "closed"), receipts)


def find_lines(view: View, document_id: int, *, is_closed: bool = False) -> tuple[OrderedLine, ...]:
    """The lines of an order with what came of each; of a closed one nothing is left."""
    found = []
    for row in view.connection.execute(_LINES, {"document": document_id}):
        of = Goods(
            row.product_id,
            row.code,
            row.name,
            row.spec,
            row.unit,
            row.barcode,
            row.pack_id,
            row.pack_name,
            row.ratio,
            keeps_stock=Kind(row.kind).has_stock,
            is_whole=not is_divisible(Kind(row.kind), row.unit, None if row.is_measured is None else bool(row.is_measured)),
        )
        line = OrderLine(of, row.pack_quantity, row.price, row.supplier_code)
        left = 0 if is_closed else max(0, row.base_quantity - row.received)
        found.append(OrderedLine(row.id, line, row.received, left))
    return tuple(found)


def receipt_from_order(view: View, order_id: int) -> GoodsReceipt:
    """A receipt of what is still to come of an order, at its prices, to be put right by what the slip says. Raises NotFound."""
    head = view.connection.execute(_POSTED.where(_d.c.id == order_id)).one_or_none()
    if head is None:
        raise NotFound(_("this order"))
    lines = []
    for each in find_lines(view, order_id, is_closed=head.state == "closed"):
        if each.left:
            of, quantity, price = left_in_packs(each.line.goods, each.left, each.line.price)
            code = each.line.supplier_code
            lines.append(ReceiptLine(of, quantity, price or None, supplier_code=code, order_line_id=each.line_id))
    return GoodsReceipt(uuid.uuid4().hex, head.supplier_id, tuple(lines), order_id)


@dataclass(frozen=True, slots=True)
class MoreThanOpen:
    """What a receipt brings above what is still to come of its order: base quantities by the order's lines."""

    number: str = ""
    by_line: Mapping[int, int] = field(default_factory=dict)


def more_than_open(view: View, receipt: GoodsReceipt) -> MoreThanOpen:
    """What of a receipt its order does not wait for (any more); of one that is put right, what the former version brought is open again."""
    if receipt.order_id is None:
        return MoreThanOpen()
    head = view.connection.execute(_POSTED.where(_d.c.id == receipt.order_id)).one_or_none()
    if head is None:
        return MoreThanOpen()
    left = {each.line_id: each.line.base_quantity - each.received for each in find_lines(view, receipt.order_id)}
    if head.state == "closed":
        left = dict.fromkeys(left, 0)
    for line_id, quantity in view.connection.execute(_BROUGHT, {"document": receipt.amends or 0}):
        left[line_id] = left.get(line_id, 0) + quantity
    brought: dict[int, int] = {}
    for line in receipt.lines:
        if line.order_line_id is not None:
            brought[line.order_line_id] = brought.get(line.order_line_id, 0) + line.base_quantity
    more = {line_id: quantity - max(0, left.get(line_id, 0)) for line_id, quantity in brought.items()}
    return MoreThanOpen(head.number, {line_id: quantity for line_id, quantity in more.items() if quantity > 0})


def order_to_copy(view: View, document_id: int) -> PurchaseOrder:
    """A new order of the same goods, at what the supplier takes for them now, else at the old price. Raises NotAllowed, NotFound."""
    detail = order_detail(view, document_id)
    lines = tuple(each.line for each in detail.lines)
    made = PurchaseOrder(uuid.uuid4().hex, detail.row.supplier_id, lines, remark=detail.row.remark)
    prices = known_prices(view, made)
    return replace(made, lines=tuple(replace(line, price=prices.get(place, line.price)) for place, line in enumerate(lines)))


_ON_ORDER = select(goods.product.c.id, on_order(goods.product.c.id)).where(goods.product.c.id.in_(bindparam("ids", expanding=True)))
_IN_DRAFTS = (
    select(d.draft_line.c.product_id, func.sum(d.draft_line.c.base_quantity))
    .join(d.draft, d.draft.c.id == d.draft_line.c.draft_id)
    .where(d.draft.c.kind == ORDER_DRAFT)
    .group_by(d.draft_line.c.product_id)
)
_CHUNK = 500


def still_to_come(view: View, product_ids: Sequence[int]) -> dict[int, int]:
    """What is on order of each product, in base units; products of which nothing is are left out."""
    found: dict[int, int] = {}
    for start in range(0, len(product_ids), _CHUNK):
        ids = {"ids": list(product_ids[start : start + _CHUNK])}
        found |= {product_id: int(left) for product_id, left in view.connection.execute(_ON_ORDER, ids) if left}
    return found


def in_order_drafts(view: View) -> dict[int, int]:
    """What stands in orders that are not sent yet, in base units by product."""
    return {product_id: int(quantity) for product_id, quantity in view.connection.execute(_IN_DRAFTS)}


# orders that are not sent yet

_DRAFT_STATES = ("", "draft", "pending", "returned")


def orders_list(
    view: View, wanted: OrderFilter, *, order: str = "", is_descending: bool = True, limit: int = PAGE, offset: int = 0
) -> tuple[OrderRow, ...]:
    """Orders that are not sent yet, then the posted ones by a column. Raises NotAllowed."""
    drafts = _drafts_of(view, wanted)
    here = drafts[offset : offset + limit]
    if wanted.state in _DRAFT_STATES[1:] or len(here) == limit:
        return here
    after = max(0, offset - len(drafts))
    return here + orders(view, wanted, order=order, is_descending=is_descending, limit=limit - len(here), offset=after)


def orders_sums(view: View, wanted: OrderFilter) -> tuple[int, int]:
    """How many the list holds, and what they come to. Raises NotAllowed."""
    drafts = _drafts_of(view, wanted)
    count, total = len(drafts), sum(row.total for row in drafts)
    if wanted.state in _DRAFT_STATES[1:]:
        return count, total
    statement = select(func.count(), func.coalesce(func.sum(_d.c.total), 0)).select_from(_d).join(_o, _o.c.id == _d.c.id)
    posted = view.connection.execute(_which(view, statement.where(_d.c.kind == DocumentKind.ORDER.value), wanted)).one()
    return count + int(posted[0]), total + int(posted[1])


def _drafts_of(view: View, wanted: OrderFilter) -> tuple[OrderRow, ...]:
    if wanted.state not in _DRAFT_STATES:
        return ()
    text = wanted.text.strip().casefold()
    rows = order_drafts(view, wanted.state)
    of_supplier = (row for row in rows if wanted.supplier_id in (0, row.supplier_id))
    return tuple(row for row in of_supplier if not text or text in f"{row.supplier} {row.remark}".casefold())


def order_drafts(view: View, state: str = "") -> tuple[OrderRow, ...]:
    """The latest first; all of them, or of a state (draft, pending, returned). One that can't be read is left out (`check` names it)."""
    view.require(Permission.SEE_PURCHASES)
    names = {row.id: row.name for row in view.connection.execute(_SUPPLIERS)}
    found = []
    for row in view.connection.execute(_DRAFTS):
        try:
            made = _draft_row(view, row, names)
        except OrderUnreadable:
            continue
        if state in ("", made.state):
            found.append(made)
    return tuple(found)


def _draft_row(view: View, row: Any, names: Mapping[int, str]) -> OrderRow:
    body = order_from_json(row.body)
    order = body.order
    return OrderRow(
        None,
        row.key,
        "",
        order.supplier_id,
        names.get(order.supplier_id, ""),
        row.saved_at.astimezone(view.now.tzinfo).date(),
        order.expected_on,
        _STATE_OF.get(row.state, "draft"),
        len(order.lines),
        order.total,
        order.total,
        shown_name(row.owner),
        order.remark,
        version=row.version,
        holds=body.holds,
        reason=body.reason,
    )


_STATE_OF = {"pending": "pending", "returned": "returned"}


def order_draft(view: View, key: str) -> OrderDraft:
    """An order that is not sent yet. Raises NotFound, OrderUnreadable."""
    row = view.connection.execute(_DRAFT, {"draft_key": key}).one_or_none()
    if row is None:
        raise NotFound(_("this order"))
    return OrderDraft(order_from_json(row.body), row.state, row.version, row.owner, row.owner_id, row.opened_at)


# what the rules of approval ask


_BOUGHT = (
    select(_r.c.product_id)
    .distinct()
    .where(_r.c.product_id.in_(bindparam("ids", expanding=True)))
    .union(
        select(stock_value.c.product_id).where(stock_value.c.product_id.in_(bindparam("ids", expanding=True)), stock_value.c.opened_seq > 0)
    )
)


def known_prices(view: View, order: PurchaseOrder) -> dict[int, int]:
    """What each line's goods cost last, a pack, by its place: of this supplier, else the purchase price on file."""
    prices = last_prices(view, order.supplier_id, [line.goods for line in order.lines])
    by_place = ((place, prices.get((line.goods.product_id, line.goods.pack_id))) for place, line in enumerate(order.lines))
    return {place: found.price for place, found in by_place if found is not None}


def bought(view: View, product_ids: Sequence[int]) -> frozenset[int]:
    """Those that came from a supplier before, or were in the shop when its stock was set up."""
    return frozenset(view.connection.execute(_BOUGHT, {"ids": list(product_ids)}).scalars())


_STOPPED = select(goods.product.c.id).where(goods.product.c.id.in_(bindparam("ids", expanding=True)), goods.product.c.stop_buying == 1)


def stopped(view: View, order: PurchaseOrder) -> frozenset[int]:
    """The products of an order that are bought no more (停购)."""
    return frozenset(view.connection.execute(_STOPPED, {"ids": list(order.quantities)}).scalars())


# what waits


def late_orders(view: View) -> int:
    """How many orders should have come by now; 0 for who may not see them."""
    return _counted(view, OrderFilter("late")) if view.may(Permission.SEE_PURCHASES) else 0


_PENDING = select(func.count()).where(d.draft.c.kind == ORDER_DRAFT, d.draft.c.state == "pending")


def pending_orders(view: View) -> int:
    """How many orders wait for approval; 0 for who may not give it."""
    return int(view.connection.execute(_PENDING).scalar_one()) if view.may(Permission.APPROVE_ORDERS) else 0
