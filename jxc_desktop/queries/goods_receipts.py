"""What suppliers brought and what went back to them: one list, and one of them with its lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, func, or_, select, type_coerce

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import parties, products
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.tables.sales import amendment
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import GoodsReceipt
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.document_filters import TITLES
from jxc_desktop.queries.parties import find_open
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.view import View

RECEIPT_COLUMNS = (
    Column("number", N_("Document number"), "text", is_whole=True),
    Column("kind", N_("Kind"), "text"),
    Column("supplier", N_("Supplier"), "text"),
    Column("day", N_("Business date"), "date"),
    Column("slip_number", N_("Slip number"), "text"),
    Column("total", N_("Total"), "amount", total=True),
    Column("left", N_("Still open"), "amount", total=True),
    Column("state", N_("State"), "text"),
    Column("remark", N_("Remark"), "text"),
)


class Only(StrEnum):
    """What of the list is asked for."""

    ALL = ""
    RECEIPTS = "receipts"
    RETURNS = "returns"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A posted receipt, a return, or what took one back. `left` is what is open of it: above zero the shop owes it."""

    document_id: int
    number: str
    kind: str
    supplier: str
    day: date
    slip_number: str
    total: int
    left: int
    state: str
    remark: str
    supplier_id: int
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line as it stands; quantities in its unit (a pack's name, or the base unit). `left` has not gone back, at `left_amount`."""

    line_id: int
    line_no: int
    product_id: int
    code: str
    barcode: str
    name: str
    spec: str
    unit: str
    quantity: int
    price: int
    amount: int
    refused: int
    refused_why: str
    share: int
    is_free: bool
    base_quantity: int
    left: int
    left_amount: int
    place_id: int


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """One of them with its lines. `difference` is what the supplier's credit lacks of the value that left; `open_moves` can be paid."""

    row: ReceiptRow
    posted_at: datetime
    operator: str
    lines: tuple[CardLine, ...]
    lines_total: int
    freight: int
    fees: int
    slip_total: int | None
    difference: int
    can_return: bool
    can_take_back: bool
    can_change: bool
    is_receipt: bool
    open_moves: tuple[int, ...]


_g, _l, _d = t.goods_receipt, t.receipt_line, d.document
_move = parties.party_move
_later, _former, _of = (d.document.alias(name) for name in ("later_on", "former_one", "of_receipt"))
_back = t.receipt_line.alias("back_line")
_version, _next = amendment.alias("of_version"), amendment.alias("next_version")
_next_number = d.document.alias("next_number")
# Versions that were put right, and the reversals that took them back.
_IS_FORMER = _g.c.id.in_(select(amendment.c.sale_id)) | func.coalesce(_d.c.reverses, 0).in_(select(amendment.c.sale_id))
_PAID = select(func.coalesce(func.sum(parties.allocation.c.amount), 0)).where(parties.allocation.c.owed_id == _move.c.id).scalar_subquery()
_USED = (
    select(func.coalesce(func.sum(parties.allocation.c.amount), 0)).where(parties.allocation.c.paying_id == _move.c.id).scalar_subquery()
)
_LEFT: ColumnElement[int] = func.coalesce(
    select(func.sum(_move.c.amount - _PAID + _USED)).where(_move.c.document_id == _g.c.id).correlate(_g).scalar_subquery(), 0
)
_CAME = select(func.sum(_l.c.pack_quantity)).where(_l.c.document_id == _g.c.id).correlate(_g).scalar_subquery()
_WENT = (
    select(func.sum(_back.c.pack_quantity))
    .join(_l, _l.c.id == _back.c.returns_line_id)
    .where(_l.c.document_id == _g.c.id)
    .correlate(_g)
    .scalar_subquery()
)
_LIST = (
    select(
        _g.c.id,
        _d.c.number,
        _d.c.kind,
        _g.c.supplier_name,
        _d.c.business_date,
        _g.c.slip_number,
        _g.c.total,
        _LEFT.label("left"),
        _d.c.remark,
        _g.c.supplier_id,
        _later.c.number.label("reversed_by"),
        _former.c.number.label("reverses"),
        _of.c.number.label("receipt_number"),
        _next_number.c.number.label("next"),
        _version.c.version,
        _CAME.label("came"),
        _WENT.label("went"),
    )
    .select_from(_g)
    .join(_d, _d.c.id == _g.c.id)
    .outerjoin(_later, _later.c.reverses == _g.c.id)
    .outerjoin(_former, _former.c.id == _d.c.reverses)
    .outerjoin(_of, _of.c.id == _g.c.receipt_id)
    .outerjoin(_version, _version.c.id == _g.c.id)
    .outerjoin(_next, _next.c.sale_id == _g.c.id)
    .outerjoin(_next_number, _next_number.c.id == _next.c.id)
)
_SUMMED = _LIST.with_only_columns(_g.c.total, _LEFT.label("left"))
_ORDERS: Mapping[str, Any] = {
    "number": _d.c.number,
    "kind": _d.c.kind,
    "supplier": _g.c.supplier_name,
    "day": _d.c.business_date,
    "slip_number": _g.c.slip_number,
    "total": _g.c.total,
    "left": _LEFT,
    "state": func.coalesce(_later.c.number, _former.c.number, _of.c.number, ""),
    "remark": _d.c.remark,
}
_HEAD = select(_d.c.posted_at, _d.c.operator, _g.c.lines_total, _g.c.freight, _g.c.fees, _g.c.slip_total).join(_g, _g.c.id == _d.c.id)
_GONE = (
    select(_back.c.returns_line_id, func.sum(_back.c.pack_quantity).label("packs"), func.sum(_back.c.amount).label("amount"))
    .where(_back.c.returns_line_id.is_not(None))
    .group_by(_back.c.returns_line_id)
    .subquery("gone")
)
_LINES = (
    select(_l, func.coalesce(_GONE.c.packs, 0).label("gone"), func.coalesce(_GONE.c.amount, 0).label("gone_amount"))
    .outerjoin(_GONE, _GONE.c.returns_line_id == _l.c.id)
    .where(_l.c.document_id == bindparam("document"))
    .order_by(_l.c.line_no)
)
_DIFFERENCE = select(func.coalesce(func.sum(t.price_difference.c.amount), 0)).where(
    t.price_difference.c.document_id == bindparam("document")
)


def receipts_list(
    view: View,
    offset: int,
    limit: int,
    *,
    order: str = "",
    is_descending: bool = True,
    text: str = "",
    columns: Mapping[str, str] | None = None,
    only: str = "",
) -> tuple[ReceiptRow, ...]:
    """A page of them, the latest first unless another order is asked for. Raises NotAllowed.

    Of one that was put right the last version alone, unless something is looked for.
    """
    view.require(Permission.SEE_PURCHASES)
    by = _ORDERS.get(order, _d.c.posted_seq)
    down = is_descending if order in _ORDERS else True
    statement = _narrowed(_LIST, text, columns or {}, only).order_by(by.desc() if down else by, _d.c.posted_seq.desc())
    return tuple(_row(row) for row in view.connection.execute(statement.limit(limit).offset(offset)))


def receipts_sums(view: View, *, text: str = "", columns: Mapping[str, str] | None = None, only: str = "") -> tuple[int, int, int]:
    """How many there are, what they come to and what is open of them. Raises NotAllowed."""
    view.require(Permission.SEE_PURCHASES)
    inner = _narrowed(_SUMMED, text, columns or {}, only).subquery("asked")
    sums = select(func.count(), func.coalesce(func.sum(inner.c.total), 0), func.coalesce(func.sum(inner.c.left), 0))
    count, total, left = view.connection.execute(sums).one()
    return int(count), int(total), int(left)


def same_slip(view: View, receipt: GoodsReceipt) -> str:
    """The number of a receipt that stands and has this supplier's slip number already; empty when there is none."""
    if not receipt.slip_number:
        return ""
    statement = _LIST.where(_g.c.supplier_id == receipt.supplier_id, _g.c.slip_number == receipt.slip_number, ~_IS_FORMER)
    found = view.connection.execute(statement.where(_d.c.kind == DocumentKind.RECEIPT.value, _later.c.id.is_(None)))
    return next((str(row.number) for row in found if row.id != receipt.amends), "")


def receipt_card(view: View, document_id: int) -> ReceiptCard:
    """One of them. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_PURCHASES)
    found = view.connection.execute(_LIST.where(_g.c.id == document_id)).one_or_none()
    if found is None:
        raise NotFound(_("this receipt"))
    head = view.connection.execute(_HEAD.where(_g.c.id == document_id)).one()
    lines = tuple(_line(row) for row in view.connection.execute(_LINES, {"document": document_id}))
    is_left = found.kind == DocumentKind.RECEIPT and any(line.left for line in lines)
    return ReceiptCard(
        _row(found),
        head.posted_at.astimezone(view.now.tzinfo),
        shown_name(head.operator),
        lines,
        head.lines_total,
        head.freight,
        head.fees,
        head.slip_total,
        int(view.connection.execute(_DIFFERENCE, {"document": document_id}).scalar_one()),
        can_return=is_left and view.may(Permission.RETURN_TO_SUPPLIER),
        can_take_back=is_left and view.may(Permission.RECEIVE_GOODS),
        is_receipt=found.kind == DocumentKind.RECEIPT,
        can_change=is_left and not found.went and view.may(Permission.RECEIVE_GOODS),
        open_moves=tuple(move.move_id for move in find_open(view, found.supplier_id, documents=[document_id]) if move.left > 0),
    )


def _row(row: Any) -> ReceiptRow:
    facts = (row.id, row.number, _(TITLES[row.kind]), row.supplier_name, row.business_date, row.slip_number, row.total, row.left)
    return ReceiptRow(*facts, _state(row), row.remark, row.supplier_id, row.reversed_by is not None)


def _state(row: Any) -> str:
    """What other documents say of it."""
    if row.next is not None:
        return _("changed, now {number}").format(number=row.next)
    if row.reversed_by is not None:
        return _("reversed by {number}").format(number=row.reversed_by)
    if row.reverses is not None:
        return _("reverses {number}").format(number=row.reverses)
    if row.receipt_number is not None:
        return _("out of {number}").format(number=row.receipt_number)
    said = []
    if row.version is not None:
        said.append(_("times changed: {number}").format(number=row.version))
    if row.went:
        said.append(_("all went back") if row.came + row.went == 0 else _("a part went back"))
    return _(", ").join(said)


def _line(row: Any) -> CardLine:
    is_receipt = row.returns_line_id is None
    return CardLine(
        row.id,
        row.line_no,
        row.product_id,
        row.code,
        row.barcode,
        row.name,
        row.spec,
        row.pack_name or row.unit,
        row.pack_quantity,
        row.price,
        row.amount,
        row.refused,
        row.refused_why,
        row.share,
        bool(row.is_free),
        row.base_quantity,
        row.pack_quantity + row.gone if is_receipt else 0,
        row.amount + row.gone_amount if is_receipt else 0,
        row.place_id,
    )


def _narrowed(statement: Select[Any], text: str, columns: Mapping[str, str], only: str) -> Select[Any]:
    if not (text.strip() or only or any(part.strip() for part in columns.values())):
        statement = statement.where(~_IS_FORMER)
    if only == Only.RECEIPTS:
        statement = statement.where(_d.c.kind == DocumentKind.RECEIPT.value)
    elif only == Only.RETURNS:
        statement = statement.where(_d.c.kind != DocumentKind.RECEIPT.value)
    elif only == Only.OPEN:
        statement = statement.where(_LEFT != 0)
    for key, part in columns.items():
        if part.strip() and (condition := _part(key, part.strip())) is not None:
            statement = statement.where(condition)
    wanted = text.strip()
    return statement.where(_matches(wanted)) if wanted else statement


def _part(key: str, part: str) -> ColumnElement[bool] | None:
    texts: dict[str, Any] = {
        "supplier": _g.c.supplier_name,
        "slip_number": _g.c.slip_number,
        "remark": _d.c.remark,
        "day": type_coerce(_d.c.business_date, Text),
        "state": func.coalesce(_later.c.number, _former.c.number, _of.c.number, ""),
    }
    if key == "number":
        return _d.c.number.contains(part.upper(), autoescape=True)
    if key == "kind":
        return _d.c.kind.in_([kind for kind, title in TITLES.items() if part.casefold() in _(title).casefold()])
    return texts[key].contains(part, autoescape=True) if key in texts else None


def _matches(text: str) -> ColumnElement[bool]:
    goods = or_(_l.c.name.contains(text, autoescape=True), _l.c.code == text, _l.c.barcode == text)
    by_barcode = _l.c.product_id.in_(select(products.barcode.c.product_id).where(products.barcode.c.code == text))
    with_goods = _d.c.id.in_(select(_l.c.document_id).where(or_(goods, by_barcode)))
    texts = (_g.c.supplier_name, _g.c.slip_number, _d.c.remark)
    return or_(_d.c.number.contains(text.upper(), autoescape=True), *[each.contains(text, autoescape=True) for each in texts], with_goods)


def pieces_of(card: ReceiptCard) -> dict[int, int]:
    """What came by product, in base quantities, in the order of the lines: for labels."""
    found: dict[int, int] = {}
    for line in card.lines:
        found[line.product_id] = found.get(line.product_id, 0) + line.base_quantity
    return found
