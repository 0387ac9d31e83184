"""Past sales, returns and reversals: found, listed, one in detail."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, false, func, or_, select

from jxc_desktop.db.tables import documents, products, sales
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotANumber, TooLarge, TooPrecise
from jxc_desktop.domain.money import MAX_DOCUMENT, parse_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries import payments as paying
from jxc_desktop.queries import people
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.line_costs import line_costs
from jxc_desktop.queries.receipts import Receipt, receipt_of
from jxc_desktop.queries.reports.today import Today, today
from jxc_desktop.queries.sale_lines import KIND_TITLES, SALE_LINE_COLUMNS, SaleLineRow, sale_lines
from jxc_desktop.queries.view import View

__all__ = [
    "SALE_COLUMNS",
    "SALE_LINE_COLUMNS",
    "Receipt",
    "SaleDetail",
    "SaleLineRow",
    "SaleRow",
    "SalesFilter",
    "Today",
    "can_reverse",
    "find_sales",
    "last_sale",
    "receipt_of",
    "sale_detail",
    "sale_lines",
    "sales_count",
    "sales_list",
    "today",
]

PAGE = 200
_FEW = 500

SALE_COLUMNS = (
    Column("number", N_("Number"), "code"),
    Column("time", N_("Time"), "time"),
    Column("kind", N_("Kind"), "text"),
    Column("cashier", N_("Cashier"), "text"),
    Column("lines", N_("Lines"), "integer"),
    Column("discount", N_("Discount"), "money", total=True),
    Column("round_off", N_("Rounding off"), "money", total=True),
    Column("total", N_("Total"), "money", total=True),
    Column("paid_by", N_("Paid by"), "text"),
    Column("linked", N_("Reversed or returned"), "code"),
    Column("remark", N_("Remark"), "text"),
)


@dataclass(frozen=True, slots=True)
class SalesFilter:
    """Which sales: business dates from and to (both counted); `text` is a number, a sum, a code or a product's name.

    `columns` narrows by column key: number, cashier, remark (parts of them), total (the sum).
    """

    first_day: date | None = None
    last_day: date | None = None
    text: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale or reversal in the list; `linked` is the number of its reversal, or of the sale that it takes back."""

    document_id: int
    number: str
    time: datetime
    kind: str
    cashier: str
    lines: int
    discount: int
    round_off: int
    total: int
    paid_by: str
    linked: str
    remark: str
    is_reversal: bool = False


@dataclass(frozen=True, slots=True)
class SaleDetail:
    """One sale with what followed. `cost`, true-ups included, is None without the right to see it.

    `unknown_costs` counts the lines whose cost nobody knows yet; `returns` are the numbers of its returns.
    """

    receipt: Receipt
    reversed_by: str
    cost: int | None
    unknown_costs: int
    returns: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()


_d, _s, _l, _p = documents.document, sales.sale, sales.sale_line, sales.payment
_later = documents.document.alias("later")
_former = documents.document.alias("former")
_sold, _r = documents.document.alias("sold"), sales.sale_return
_LINES = select(func.count()).select_from(_l).where(_l.c.document_id == _d.c.id).scalar_subquery()
_HEADS = (
    select(
        _d.c.id,
        _d.c.number,
        _d.c.posted_at,
        _d.c.kind,
        _d.c.remark,
        _s.c.discount,
        _s.c.round_off,
        _s.c.total,
        _LINES.label("lines"),
        _d.c.operator.label("cashier"),
        func.coalesce(_later.c.number, _former.c.number, _sold.c.number, "").label("linked"),
    )
    .join(_s, _s.c.id == _d.c.id)
    .outerjoin(_later, _later.c.reverses == _d.c.id)
    .outerjoin(_former, _former.c.id == _d.c.reverses)
    .outerjoin(_r, _r.c.id == _d.c.id)
    .outerjoin(_sold, _sold.c.id == _r.c.sale_id)
)
_PAID_BY = (
    select(_p.c.document_id, sales.payment_method.c.name, _p.c.amount)
    .join(sales.payment_method, sales.payment_method.c.id == _p.c.method_id)
    .where(_p.c.document_id.in_(bindparam("documents", expanding=True)))
    .order_by(_p.c.document_id, _p.c.line_no)
)
_CORRECTED = (
    select(sales.tender_correction.c.sale_id, sales.payment_method.c.name, _p.c.amount)
    .join_from(sales.tender_correction, _p, _p.c.document_id == sales.tender_correction.c.id)
    .join(sales.payment_method, sales.payment_method.c.id == _p.c.method_id)
    .where(sales.tender_correction.c.sale_id.in_(bindparam("documents", expanding=True)))
    .order_by(_p.c.id)
)


_COUNT = select(func.count(), func.coalesce(func.sum(_s.c.total), 0)).join_from(_d, _s, _s.c.id == _d.c.id)
_SORTED = {"lines": _LINES, "discount": _s.c.discount, "round_off": _s.c.round_off, "total": _s.c.total, "cashier": _d.c.operator}


def sales_list(
    view: View,
    wanted: SalesFilter | None = None,
    *,
    order: str = "",
    is_descending: bool = True,
    limit: int = PAGE,
    offset: int = 0,
) -> tuple[SaleRow, ...]:
    """A page of sales and reversals, the latest first, or in the order of a column (its key); ties go by posting order.

    Raises NotAllowed.
    """
    view.require(Permission.SEE_SALES)
    keys = [_SORTED[order], _d.c.posted_seq] if order in _SORTED else [_d.c.posted_seq]
    ordered = [key.desc() for key in keys] if is_descending else keys
    statement = _where(view, _HEADS, wanted or SalesFilter()).order_by(*ordered).limit(limit).offset(offset)
    rows = view.connection.execute(statement).all()
    paid: dict[int, dict[str, int]] = {}
    wanted_ids = {"documents": [row.id for row in rows]}
    for statement in (_PAID_BY, _CORRECTED):
        for row in view.connection.execute(statement, wanted_ids):
            sums = paid.setdefault(row[0], {})
            sums[row.name] = sums.get(row.name, 0) + row.amount
    return tuple(_sale_row(view, row, _names(paid.get(row.id, {}))) for row in rows)


def _names(sums: Mapping[str, int]) -> str:
    """The ways that paid something, corrections counted; all of them where nothing was paid."""
    return " + ".join(paying.shown_name(name) for name, amount in sums.items() if amount or not any(sums.values()))


def sales_count(view: View, wanted: SalesFilter | None = None) -> tuple[int, int]:
    """How many sales and reversals match, and the sum of their totals. Raises NotAllowed."""
    view.require(Permission.SEE_SALES)
    count, total = view.connection.execute(_where(view, _COUNT, wanted or SalesFilter())).one()
    return count, total


def find_sales(view: View, text: str, *, limit: int = 50) -> tuple[SaleRow, ...]:
    """The latest sales that a number or its end, a sum, a barcode, a code or a product's name points to. Raises NotAllowed."""
    return sales_list(view, SalesFilter(text=text), limit=limit)


def _where(view: View, statement: Select[Any], wanted: SalesFilter) -> Select[Any]:
    if wanted.first_day is not None:
        statement = statement.where(_d.c.business_date >= wanted.first_day)
    if wanted.last_day is not None:
        statement = statement.where(_d.c.business_date <= wanted.last_day)
    for key, part in wanted.columns.items():
        if key in _PARTS and part.strip():
            statement = statement.where(_PARTS[key](part.strip()))
    text = wanted.text.strip()
    return statement.where(_matches(view, text)) if text else statement


def _has_total(text: str) -> ColumnElement[bool]:
    try:
        total = parse_money(text, MAX_DOCUMENT)
    except (NotANumber, TooLarge, TooPrecise):
        return false()
    return _s.c.total.in_((total, -total))


_PARTS: dict[str, Callable[[str], ColumnElement[bool]]] = {
    "number": lambda text: _d.c.number.contains(text.upper(), autoescape=True),
    "cashier": lambda text: _d.c.operator.contains(text, autoescape=True),
    "remark": lambda text: _d.c.remark.contains(text, autoescape=True),
    "total": _has_total,
}


def _matches(view: View, text: str) -> ColumnElement[bool]:
    # Goods first, then their lines: names are looked for among products, not among a million lines.
    goods = or_(
        products.product.c.code == text,
        products.product.c.name.contains(text, autoescape=True),
        products.product.c.id.in_(select(products.barcode.c.product_id).where(products.barcode.c.code == text)),
    )
    named = select(products.product.c.id).where(goods)
    found = view.connection.execute(named.limit(_FEW + 1)).scalars().all()
    if len(found) <= _FEW:
        sold: ColumnElement[bool] = _d.c.id.in_(select(_l.c.document_id).where(_l.c.product_id.in_(found)))
    else:
        # So many goods are in nearly every sale: the latest sales are walked instead.
        sold = exists().where(_l.c.document_id == _d.c.id, _l.c.product_id.in_(named))
    customer = sales.sale_customer
    named_so = or_(customer.c.name.contains(text, autoescape=True), customer.c.phone.contains(text, autoescape=True))
    return or_(_PARTS["number"](text), sold, _has_total(text), _d.c.id.in_(select(customer.c.id).where(named_so)))


def _sale_row(view: View, row: Row[Any], paid_by: str) -> SaleRow:
    kind = DocumentKind(row.kind)
    return SaleRow(
        row.id,
        row.number,
        row.posted_at.astimezone(view.now.tzinfo),
        _(KIND_TITLES[kind]),
        people.shown_name(row.cashier),
        row.lines,
        row.discount,
        row.round_off,
        row.total,
        paid_by,
        row.linked,
        row.remark,
        kind is not DocumentKind.SALE,
    )


_REVERSED_BY = select(_later.c.number).where(_later.c.reverses == bindparam("document"))
_KIND = select(_d.c.kind).where(_d.c.id == bindparam("document"))
_RETURNS = (
    select(_d.c.number)
    .join(_r, _r.c.id == _d.c.id)
    .where(_r.c.sale_id == bindparam("document"), _d.c.kind == DocumentKind.RETURN.value)
    .order_by(_d.c.posted_seq)
)
_CORRECTIONS = (
    select(_d.c.number)
    .join(sales.tender_correction, sales.tender_correction.c.id == _d.c.id)
    .where(sales.tender_correction.c.sale_id == bindparam("document"))
    .order_by(_d.c.posted_seq)
)
_back = sales.sale_line.alias("back")
_BACK = select(func.coalesce(func.sum(_back.c.base_quantity), 0)).where(_back.c.returns_line_id == _l.c.id).scalar_subquery()
_LEFT = select(_l.c.id).where(_l.c.document_id == bindparam("document"), _l.c.base_quantity + _BACK > 0).limit(1)
_LAST = (
    select(_d.c.id).where(_d.c.till_id == bindparam("till"), _d.c.kind == DocumentKind.SALE.value).order_by(_d.c.posted_seq.desc()).limit(1)
)


def sale_detail(view: View, document: int | str) -> SaleDetail:
    """A sale or reversal by document id or number. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_SALES)
    receipt = receipt_of(view, document)
    found = {"document": receipt.document_id}
    reversed_by = view.connection.execute(_REVERSED_BY, found).scalar_one_or_none() or ""
    returns = tuple(view.connection.execute(_RETURNS, found).scalars())
    corrections = tuple(view.connection.execute(_CORRECTIONS, found).scalars())
    cost, unknown = None, 0
    if view.may(Permission.SEE_COST):
        costs = list(line_costs(view, receipt.document_id).values())
        cost, unknown = sum(each or 0 for each in costs), costs.count(None)
    return SaleDetail(receipt, reversed_by, cost, unknown, returns, corrections)


def can_reverse(view: View, document_id: int) -> bool:
    """Whether this person may reverse it and it is a sale that stands: what greys the button and guards the operation."""
    return view.may(Permission.REVERSE_SALE) and has_left(view, document_id)


def can_return(view: View, document_id: int) -> bool:
    """Whether this person may take goods of it back and any are left."""
    return view.may(Permission.RETURN_GOODS) and has_left(view, document_id)


def has_left(view: View, document_id: int) -> bool:
    """Whether it is a sale that stands, with goods that did not come back."""
    found = {"document": document_id}
    return (
        view.connection.execute(_KIND, found).scalar_one_or_none() == DocumentKind.SALE
        and view.connection.execute(_REVERSED_BY, found).first() is None
        and view.connection.execute(_LEFT, found).first() is not None
    )


def last_sale(view: View) -> int | None:
    """The document id of this till's latest sale."""
    return view.connection.execute(_LAST, {"till": view.till.id}).scalar_one_or_none()
