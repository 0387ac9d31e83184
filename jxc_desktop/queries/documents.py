"""单据查询: one list of all posted documents, whatever their kind, and one of them in detail.

A document is never changed: its state is what later documents say of it. Kinds with their own rights are left out for those
who lack them; the total of an opening stock is a value at cost and needs that right too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, literal_column, or_, select, true

from jxc_desktop.db.tables import documents, products, sales, stock
from jxc_desktop.domain.cart_json import cart_from_json
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotANumber, NotFound, TooLarge, TooPrecise
from jxc_desktop.domain.money import MAX_DOCUMENT, parse_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries import payments as paying
from jxc_desktop.queries import people
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.receipts import Receipt, receipt_of
from jxc_desktop.queries.reports.hours import local_hour
from jxc_desktop.queries.reports.takings import By
from jxc_desktop.queries.view import View

PAGE = 200
_FEW = 500

TITLES: dict[str, str] = {
    DocumentKind.SALE: N_("Sale"),
    DocumentKind.REVERSAL: N_("Reversal"),
    DocumentKind.RETURN: N_("Sale return"),
    DocumentKind.CORRECTION: N_("Corrected way of paying"),
    DocumentKind.CASH_SWAP: N_("Cash for an e-payment"),
    DocumentKind.CANCELLED_CART: N_("Cancelled sale"),
    DocumentKind.OPENING: N_("Opening stock"),
}
_RIGHTS: dict[str, Permission] = {DocumentKind.OPENING: Permission.SEE_STOCK}
_AT_COST = frozenset({DocumentKind.OPENING})
STATES = {"standing": N_("Standing"), "reversed": N_("Reversed"), "reversal": N_("Reverses another")}

DOCUMENT_COLUMNS = (
    Column("number", N_("Number"), "code"),
    Column("kind", N_("Kind"), "text"),
    Column("time", N_("Time"), "time"),
    Column("day", N_("Business day"), "date"),
    Column("cashier", N_("Cashier"), "text"),
    Column("total", N_("Total"), "money", total=True),
    Column("state", N_("State"), "text", is_whole=True),
    Column("remark", N_("Remark"), "text"),
)


@dataclass(frozen=True, slots=True)
class DocumentsFilter:
    """Which documents. Business dates from and to, both counted; `text` is a number, a sum, a remark, a code or a product's name.

    `kind` is a prefix (XS ...), `state` a key of STATES, `columns` parts by column key. `group` is a row of the takings: what
    it was grouped by and the key behind the row.
    """

    first_day: date | None = None
    last_day: date | None = None
    text: str = ""
    kind: str = ""
    state: str = ""
    group: tuple[By, Any] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in the list. `total` is None where it may not be seen; `state` is worded."""

    document_id: int
    number: str
    kind: str
    time: datetime
    day: date
    cashier: str
    total: int | None
    state: str
    remark: str
    is_reversed: bool = False


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line of a document that has no receipt. Quantities in 1/1000; `amount` None where it may not be seen or is unknown."""

    name: str
    quantity: int
    unit: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """One document: a receipt where it has one, else its lines."""

    row: DocumentRow
    receipt: Receipt | None
    lines: tuple[DocumentLine, ...]


_d, _s, _l, _p = documents.document, sales.sale, sales.sale_line, sales.payment
_later, _former = documents.document.alias("later"), documents.document.alias("former")
_sold, _corrected = documents.document.alias("sold"), documents.document.alias("corrected")
_HEADS = (
    select(
        _d.c.id,
        _d.c.number,
        _d.c.kind,
        _d.c.posted_at,
        _d.c.business_date,
        _d.c.operator,
        _d.c.total,
        _d.c.remark,
        _later.c.number.label("later"),
        _former.c.number.label("former"),
        _sold.c.number.label("returns"),
        _corrected.c.number.label("corrects"),
    )
    .outerjoin(_later, _later.c.reverses == _d.c.id)
    .outerjoin(_former, _former.c.id == _d.c.reverses)
    .outerjoin(sales.sale_return, sales.sale_return.c.id == _d.c.id)
    .outerjoin(_sold, _sold.c.id == sales.sale_return.c.sale_id)
    .outerjoin(sales.tender_correction, sales.tender_correction.c.id == _d.c.id)
    .outerjoin(_corrected, _corrected.c.id == sales.tender_correction.c.sale_id)
)
_COUNT = select(
    func.count(),
    func.coalesce(func.sum(case((_d.c.kind.in_(_AT_COST), 0), else_=_d.c.total)), 0),
    func.coalesce(func.sum(_d.c.total), 0),
).select_from(_d)
_SORTED = {
    "number": _d.c.number,
    "kind": _d.c.kind,
    "day": _d.c.business_date,
    "cashier": _d.c.operator,
    "total": _d.c.total,
    "remark": _d.c.remark,
}


def document_kinds(view: View) -> dict[str, str]:
    """The kinds this person may look at, with their titles in the user's language."""
    seen = {str(kind): kind for kind in DocumentKind if kind not in _RIGHTS or view.may(_RIGHTS[kind])}
    return {prefix: _(TITLES.get(kind, prefix)) for prefix, kind in seen.items()}


def documents_list(
    view: View,
    wanted: DocumentsFilter | None = None,
    *,
    order: str = "",
    is_descending: bool = True,
    limit: int = PAGE,
    offset: int = 0,
) -> tuple[DocumentRow, ...]:
    """A page of documents, the latest first, or in the order of a column (its key); ties go by posting order. Raises NotAllowed."""
    view.require(Permission.SEE_SALES)
    keys = [_SORTED[order], _d.c.posted_seq] if order in _SORTED else [_d.c.posted_seq]
    ordered = [key.desc() for key in keys] if is_descending else keys
    statement = _where(view, _HEADS, wanted or DocumentsFilter()).order_by(*ordered).limit(limit).offset(offset)
    return tuple(_row(view, row) for row in view.connection.execute(statement))


def documents_count(view: View, wanted: DocumentsFilter | None = None) -> tuple[int, int | None]:
    """How many documents match, and the sum of their totals; values at cost are added up only among themselves, and by right.

    Raises NotAllowed.
    """
    view.require(Permission.SEE_SALES)
    wanted = wanted or DocumentsFilter()
    count, total, at_cost = view.connection.execute(_where(view, _COUNT, wanted)).one()
    if wanted.kind not in _AT_COST:
        return count, total
    return count, at_cost if view.may(Permission.SEE_COST) else None


def document_detail(view: View, document: int | str) -> DocumentDetail:
    """A document by id or number. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_SALES)
    column = _d.c.id if isinstance(document, int) else _d.c.number
    found = view.connection.execute(_HEADS.where(column == document, _seen(view))).one_or_none()
    if found is None:
        raise NotFound(str(document))
    row = _row(view, found)
    if view.connection.execute(select(_s.c.id).where(_s.c.id == row.document_id)).first() is not None:
        return DocumentDetail(row, receipt_of(view, row.document_id), ())
    lines = (*_opening_lines(view, row.document_id), *_cancelled_lines(view, row.document_id), *_moved_money(view, row.document_id))
    return DocumentDetail(row, None, lines)


def _opening_lines(view: View, document_id: int) -> tuple[DocumentLine, ...]:
    o = stock.opening_line
    rows = view.connection.execute(select(o).where(o.c.document_id == document_id).order_by(o.c.line_no))
    may_see = view.may(Permission.SEE_COST)
    return tuple(DocumentLine(row.name, row.quantity, row.unit, row.value if may_see else None) for row in rows)


_PAYMENTS = (
    select(sales.payment_method.c.name, _p.c.amount)
    .join_from(_p, sales.payment_method, sales.payment_method.c.id == _p.c.method_id)
    .where(_p.c.document_id == bindparam("document"))
    .order_by(_p.c.line_no)
)


def _moved_money(view: View, document_id: int) -> tuple[DocumentLine, ...]:
    """The ways of paying of a document that has nothing but them."""
    rows = view.connection.execute(_PAYMENTS, {"document": document_id})
    return tuple(DocumentLine(paying.shown_name(row.name), ONE, "", row.amount) for row in rows)


def _cancelled_lines(view: View, document_id: int) -> tuple[DocumentLine, ...]:
    body = view.connection.execute(select(sales.cancelled_cart.c.body).where(sales.cancelled_cart.c.id == document_id)).scalar_one_or_none()
    if body is None:
        return ()
    return tuple(DocumentLine(line.name, line.pack_quantity, line.unit, line.amount) for line in cart_from_json(body).lines)


# which documents


def _seen(view: View) -> ColumnElement[bool]:
    hidden = [str(kind) for kind, right in _RIGHTS.items() if not view.may(right)]
    return _d.c.kind.not_in(hidden) if hidden else true()


def _where(view: View, statement: Select[Any], wanted: DocumentsFilter) -> Select[Any]:
    statement = statement.where(_seen(view))
    if wanted.first_day is not None:
        statement = statement.where(_d.c.business_date >= wanted.first_day)
    if wanted.last_day is not None:
        statement = statement.where(_d.c.business_date <= wanted.last_day)
    if wanted.kind:
        statement = statement.where(_d.c.kind == wanted.kind)
    if wanted.state in _IN_STATE:
        statement = statement.where(_IN_STATE[wanted.state])
    if wanted.group is not None:
        statement = statement.where(_in_group(view, wanted, *wanted.group))
    for key, part in wanted.columns.items():
        if key in _PARTS and part.strip():
            statement = statement.where(_PARTS[key](part.strip()))
    text = wanted.text.strip()
    return statement.where(_matches(view, text)) if text else statement


_after = documents.document.alias("after")
_IS_REVERSED = select(literal_column("1")).where(_after.c.reverses == _d.c.id).correlate(_d).exists()
_IN_STATE: dict[str, ColumnElement[bool]] = {
    # Not "IS NULL": nearly all are, and an index on it would keep the latest from being found first.
    "standing": and_(~_IS_REVERSED, func.coalesce(_d.c.reverses, 0) == 0),
    "reversed": _IS_REVERSED,
    "reversal": _d.c.reverses.is_not(None),
}


def _in_group(view: View, wanted: DocumentsFilter, by: By, key: Any) -> ColumnElement[bool]:
    """The documents behind a row of the takings; without a key the sales with rounding off."""
    match by:
        case By.DAY:
            return and_(_d.c.business_date == key, _is_sale())
        case By.CASHIER:
            return and_(_d.c.operator == key, _is_sale())
        case By.HOUR:
            return and_(local_hour(view, wanted.first_day, wanted.last_day) == key, _is_sale())
        case By.METHOD:
            paid: Select[Any] = select(literal_column("1")).where(_p.c.document_id == _d.c.id, _p.c.method_id == key)
            return paid.correlate(_d).exists()
        case _ if key is None:
            return _d.c.id.in_(select(_s.c.id).where(_s.c.round_off != 0))
        case By.CATEGORY:
            sold: Select[Any] = select(literal_column("1")).join_from(_l, products.product, products.product.c.id == _l.c.product_id)
            of_category = func.coalesce(products.product.c.category_id, 0) == key
            return sold.where(_l.c.document_id == _d.c.id, of_category).correlate(_d).exists()
    return _d.c.id.in_(select(_l.c.document_id).where(_l.c.product_id == key))


def _is_sale() -> ColumnElement[bool]:
    return select(literal_column("1")).where(_s.c.id == _d.c.id).correlate(_d).exists()


def _has_total(text: str) -> ColumnElement[bool]:
    try:
        total = parse_money(text, MAX_DOCUMENT)
    except (NotANumber, TooLarge, TooPrecise):
        return false()
    return and_(_d.c.total.in_((total, -total)), _d.c.kind.not_in([str(kind) for kind in _AT_COST]))


def _has_title(text: str) -> ColumnElement[bool]:
    return _d.c.kind.in_([kind for kind, title in TITLES.items() if text.casefold() in _(title).casefold()])


_PARTS: dict[str, Callable[[str], ColumnElement[bool]]] = {
    "number": lambda text: _d.c.number.contains(text.upper(), autoescape=True),
    "cashier": lambda text: _d.c.operator.contains(text, autoescape=True),
    "remark": lambda text: _d.c.remark.contains(text, autoescape=True),
    "kind": _has_title,
    "total": _has_total,
    "day": lambda text: literal_column("document.business_date").contains(text, autoescape=True),
}


def _matches(view: View, text: str) -> ColumnElement[bool]:
    product = products.product
    goods = or_(
        product.c.code == text,
        product.c.name.contains(text, autoescape=True),
        product.c.id.in_(select(products.barcode.c.product_id).where(products.barcode.c.code == text)),
    )
    found = view.connection.execute(select(product.c.id).where(goods).limit(_FEW)).scalars().all()
    lines = (_l, stock.opening_line)
    with_goods = [_d.c.id.in_(select(table.c.document_id).where(table.c.product_id.in_(found))) for table in lines] if found else []
    return or_(_PARTS["number"](text), _PARTS["remark"](text), _has_total(text), *with_goods)


# rows


def _row(view: View, row: Any) -> DocumentRow:
    is_hidden = row.kind in _AT_COST and not view.may(Permission.SEE_COST)
    return DocumentRow(
        row.id,
        row.number,
        _(TITLES.get(row.kind, row.kind)),
        row.posted_at.astimezone(view.now.tzinfo),
        row.business_date,
        people.shown_name(row.operator),
        None if is_hidden else row.total,
        _state(row),
        row.remark,
        row.later is not None,
    )


def _state(row: Any) -> str:
    if row.later is not None:
        return _("reversed by {number}").format(number=row.later)
    for number, text in (
        (row.former, _("reverses {number}")),
        (row.returns, _("came back from {number}")),
        (row.corrects, _("corrects {number}")),
    ):
        if number is not None:
            return text.format(number=number)
    return ""
