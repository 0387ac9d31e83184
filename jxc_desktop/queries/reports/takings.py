"""Takings of a span of business dates by hour, day, product, category, way of paying or cashier.

However it is grouped the takings add up to the same sum: goods less rounding off. Where lines are grouped (product, category)
the rounding off of the sales stands in a row of its own. Profit is net sales less the cost frozen on the lines, less rounding
off; lines of unknown cost are left out of it and counted. Reversals and returns carry minus signs of their own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, Text, bindparam, case, cast, func, literal_column, select, type_coerce

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import documents, products, sales
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import COIN, half_up
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries import payments as paying
from jxc_desktop.queries import people
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.view import View


class By(StrEnum):
    """What the takings are grouped by."""

    HOUR = "hour"
    DAY = "day"
    PRODUCT = "product"
    CATEGORY = "category"
    METHOD = "method"
    CASHIER = "cashier"


BY_TITLES = {
    By.HOUR: N_("By hour"),
    By.DAY: N_("By day"),
    By.PRODUCT: N_("By product"),
    By.CATEGORY: N_("By category"),
    By.METHOD: N_("By way of paying"),
    By.CASHIER: N_("By cashier"),
}

Row = tuple[Any, ...]

_SEE_COST = Permission.SEE_COST
_SALES = (Column("sales", N_("Number of sales"), "integer", total=True), Column("back", N_("Returns and reversals"), "integer", total=True))
_MONEY = (
    Column("goods", N_("Goods total"), "amount", total=True),
    Column("given_back", N_("of it given back"), "amount", total=True),
    Column("round_off", N_("Rounding off"), "amount", total=True),
    Column("takings", N_("Takings"), "amount", total=True),
)
_PROFIT = (
    Column("cost", N_("Cost"), "amount", total=True, permission=_SEE_COST),
    Column("profit", N_("Gross profit"), "amount", total=True, permission=_SEE_COST),
    Column("margin", N_("Margin"), "percent", permission=_SEE_COST),
    Column("unknown", N_("Lines without cost"), "integer", total=True, permission=_SEE_COST),
)
_COUNTED = (Column("quantity", N_("Quantity"), "quantity"), Column("lines", N_("Lines"), "integer", total=True))
_HEADS: dict[By, tuple[Column, ...]] = {
    By.HOUR: (Column("hour", N_("Hour"), "text"), *_SALES),
    By.DAY: (Column("day", N_("Business day"), "date"), *_SALES),
    By.CASHIER: (Column("cashier", N_("Cashier"), "text"), *_SALES),
    By.PRODUCT: (
        Column("code", N_("Product code"), "code"),
        Column("barcode", N_("Barcode"), "code"),
        Column("name", N_("Product name"), "text"),
        Column("spec", N_("Spec"), "text"),
        Column("unit", N_("Unit"), "text"),
        Column("category", N_("Category"), "text"),
        *_COUNTED,
    ),
    By.CATEGORY: (Column("category", N_("Category"), "text"), *_COUNTED),
    By.METHOD: (Column("method", N_("Way of paying"), "text"), Column("payments", N_("Payments"), "integer", total=True)),
}
_RECEIVED = (
    Column("received", N_("Received"), "amount", total=True),
    Column("paid_back", N_("Refunded"), "amount", total=True),
    Column("takings", N_("Takings"), "amount", total=True),
)


@dataclass(frozen=True, slots=True)
class Summary:
    """The span as a whole. Money in 1/10000; `cost` and `profit` by right, over the lines whose cost is known.

    `goods` (of it `given_back`, below zero) less `round_off` is `takings`; `unknown_costs` counts the lines left out.
    """

    sales: int
    back: int
    goods: int
    given_back: int
    round_off: int
    takings: int
    average_ticket: int
    cost: int | None
    profit: int | None
    unknown_costs: int


def takings_columns(view: View, by: By) -> tuple[Column, ...]:
    """The columns of `takings` that this person may see."""
    money = _RECEIVED if by is By.METHOD else (*_MONEY, *_PROFIT)
    return tuple(column for column in (*_HEADS[by], *money) if column.permission is None or view.may(column.permission))


def takings(view: View, by: By, span: Span) -> list[Row]:
    """A row a group, in the order of `takings_columns`, behind them what tells its documents (see `documents.of_group`).

    Hours from the change-over, days in their order, other groups by takings. Raises NotAllowed.
    """
    view.require(Permission.SEE_REPORTS)
    days = {"first_day": span.first, "last_day": span.last}
    return _MAKERS[by](view, days, by, may_see=view.may(_SEE_COST))


def takings_summary(view: View, span: Span) -> Summary:
    """The figures of the whole span. Raises NotAllowed."""
    view.require(Permission.SEE_REPORTS)
    days = {"first_day": span.first, "last_day": span.last}
    sold, back, goods, given_back, off, total = view.connection.execute(_WHOLE, days).one()
    net, cost, unknown = view.connection.execute(_WHOLE_COST, days).one()
    may_see = view.may(_SEE_COST)
    return Summary(
        sold,
        back,
        goods,
        given_back,
        off,
        total,
        half_up(total, sold * COIN) * COIN if sold else 0,
        cost if may_see else None,
        net - cost - off if may_see else None,
        unknown if may_see else 0,
    )


# statements

_d, _s, _l, _p = documents.document, sales.sale, sales.sale_line, sales.payment
_product, _category, _method = products.product, products.category, sales.payment_method
_IN_SPAN = _d.c.business_date.between(bindparam("first_day"), bindparam("last_day"))
_IS_SALE = _d.c.kind == DocumentKind.SALE.value
_posted = type_coerce(_d.c.posted_at, Text)
_MINUTES = cast(func.substr(_posted, 12, 2), Integer) * 60 + cast(func.substr(_posted, 15, 2), Integer)


def local_hour(offset: ColumnElement[int] | int) -> ColumnElement[int]:
    """The local hour in which a document was posted; `offset` is local time less UTC in minutes."""
    return ((_MINUTES + offset + 2 * 24 * 60) // 60) % 24


def _sum(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(column), 0)


_SALE_SUMS = (
    _sum(case((_IS_SALE, 1), else_=0)),
    _sum(case((_IS_SALE, 0), else_=1)),
    _sum(_s.c.lines_total),
    _sum(case((_IS_SALE, 0), else_=_s.c.lines_total)),
    _sum(_s.c.round_off),
    _sum(_s.c.total),
)
_LINE_COSTS = (
    _sum(case((_l.c.cost.is_not(None), _l.c.net), else_=0)),
    _sum(_l.c.cost),
    func.count() - func.count(_l.c.cost),
)
_WHOLE = select(*_SALE_SUMS).join_from(_d, _s, _s.c.id == _d.c.id).where(_IN_SPAN)
_WHOLE_COST = select(*_LINE_COSTS).join_from(_d, _l, _l.c.document_id == _d.c.id).where(_IN_SPAN)
_GROUPS: dict[By, ColumnElement[Any]] = {
    By.HOUR: local_hour(bindparam("offset", type_=Integer)),
    By.DAY: _d.c.business_date,
    By.CASHIER: _d.c.operator,
}


def _by_sale(key: ColumnElement[Any]) -> Select[Any]:
    return select(key.label("group"), *_SALE_SUMS).join_from(_d, _s, _s.c.id == _d.c.id).where(_IN_SPAN).group_by("group")


def _costs_by(key: ColumnElement[Any]) -> Select[Any]:
    found = select(key.label("group"), *_LINE_COSTS, func.count()).join_from(_d, _l, _l.c.document_id == _d.c.id)
    return found.where(_IN_SPAN).group_by("group")


_SALES_BY = {by: _by_sale(key) for by, key in _GROUPS.items()}
_COSTS_BY = {by: _costs_by(key) for by, key in _GROUPS.items()}
_LINE_SUMS = (
    _sum(_l.c.base_quantity).label("quantity"),
    func.count().label("lines"),
    _sum(_l.c.amount).label("goods"),
    _sum(case((_IS_SALE, 0), else_=_l.c.amount)).label("given_back"),
    _LINE_COSTS[0].label("net"),
    _LINE_COSTS[1].label("cost"),
    _LINE_COSTS[2].label("unknown"),
)


def _lines_of_span(key: ColumnElement[Any], source: FromClause) -> Select[Any]:
    return select(key.label("key"), *_LINE_SUMS).select_from(source).where(_IN_SPAN).group_by(key)


_lines = _d.join(_l, _l.c.document_id == _d.c.id)
_of_product = _lines_of_span(_l.c.product_id, _lines).subquery("sold")
_FIRST_CODE = (
    select(products.barcode.c.code)
    .where(products.barcode.c.product_id == _product.c.id, products.barcode.c.pack_id == 0)
    .order_by(products.barcode.c.position, products.barcode.c.id)
    .limit(1)
    .scalar_subquery()
)
_CATEGORY_ID = func.coalesce(_product.c.category_id, literal_column("0"))
_of_category = (
    select(_CATEGORY_ID.label("key"), *(_sum(column).label(column.name) for column in _of_product.c if column.name != "key"))
    .join_from(_of_product, _product, _product.c.id == _of_product.c.key)
    .group_by(_CATEGORY_ID)
    .subquery("grouped")
)


def _gained(t: FromClause) -> tuple[ColumnElement[Any], ...]:
    """Cost, profit, margin and lines without cost, as `_profit` forms them: here for tens of thousands of rows at once.

    The margin stays within 64 bits: a profit is below 10**15, and it is scaled by 20,000.
    """
    is_blank = t.c.unknown == t.c.lines
    profit = t.c.net - t.c.cost
    sign = case((profit < 0, -1), else_=1)
    margin = sign * ((func.abs(profit) * 20_000 + t.c.net) // (2 * t.c.net))
    return (
        case((is_blank, None), else_=t.c.cost),
        case((is_blank, None), else_=profit),
        case((is_blank, None), (t.c.net > 0, margin), else_=None),
        t.c.unknown,
    )


def _by_lines(t: FromClause, source: FromClause, *head: ColumnElement[Any], with_costs: bool) -> Prepared:
    """The rows as they are shown, the largest first; `t` holds the sums by key."""
    money = (t.c.quantity, t.c.lines, t.c.goods, t.c.given_back, literal_column("0"), t.c.goods, *(_gained(t) if with_costs else ()))
    return Prepared(select(*head, *money, t.c.key).select_from(source).order_by(t.c.goods.desc(), head[0]))


_WITH_PRODUCTS = _of_product.join(_product, _product.c.id == _of_product.c.key).outerjoin(
    _category, _category.c.id == _product.c.category_id
)
_PRODUCT_HEAD = (
    _product.c.code,
    func.coalesce(_FIRST_CODE, ""),
    _product.c.name,
    _product.c.spec,
    _product.c.unit,
    func.coalesce(_category.c.name, ""),
)
_WITH_CATEGORIES = _of_category.outerjoin(_category, _category.c.id == _of_category.c.key)
_BY_LINES = {
    (By.PRODUCT, may_see): _by_lines(_of_product, _WITH_PRODUCTS, *_PRODUCT_HEAD, with_costs=may_see) for may_see in (True, False)
} | {
    (By.CATEGORY, may_see): _by_lines(_of_category, _WITH_CATEGORIES, func.coalesce(_category.c.name, ""), with_costs=may_see)
    for may_see in (True, False)
}
_ROUND_OFF = select(_sum(_s.c.round_off)).join_from(_d, _s, _s.c.id == _d.c.id).where(_IN_SPAN)
_BY_METHOD = (
    select(
        _method.c.id,
        _method.c.name,
        func.count(),
        _sum(case((_p.c.amount > 0, _p.c.amount), else_=0)),
        _sum(case((_p.c.amount < 0, _p.c.amount), else_=0)),
        _sum(_p.c.amount),
    )
    .join_from(_d, _p, _p.c.document_id == _d.c.id)
    .join(_method, _method.c.id == _p.c.method_id)
    .where(_IN_SPAN)
    .group_by(_method.c.id)
    .order_by(_method.c.position)
)

# rows

Days = Mapping[str, Any]


def offset_minutes(view: View) -> int:
    """Local time less UTC in minutes, as it is now."""
    delta = view.now.utcoffset()
    return 0 if delta is None else int(delta.total_seconds()) // 60


def _profit(net: int, cost: int, unknown: int, lines: int, off: int, *, may_see: bool) -> Row:
    """Cost, profit, margin, lines without cost; blank where no line's cost is known, nothing where it may not be seen."""
    if not may_see:
        return ()
    if unknown and unknown == lines:
        return (None, None, None, unknown)
    profit = net - cost - off
    return (cost, profit, half_up(profit * 10_000, net) if net > 0 else None, unknown)


def _sale_groups(view: View, days: Days, by: By, *, may_see: bool) -> list[Row]:
    bound = {**days, "offset": offset_minutes(view)} if by is By.HOUR else days
    costs: dict[Any, Row] = {}
    if may_see:
        costs = {row[0]: tuple(row)[1:] for row in view.connection.execute(_COSTS_BY[by], bound)}
    rows = []
    for group, sold, back, goods, given_back, off, total in view.connection.execute(_SALES_BY[by], bound):
        net, cost, unknown, lines = costs.get(group, (0, 0, 0, 0))
        profit = _profit(net, cost, unknown, lines, off, may_see=may_see)
        rows.append((_group_text(by, group), sold, back, goods, given_back, off, total, *profit, group))
    rows.sort(key=_order(view, by))
    return rows


def _group_text(by: By, group: Any) -> Any:
    if by is By.HOUR:
        return f"{group:02d}:00 – {(group + 1) % 24:02d}:00"
    return people.shown_name(group) if by is By.CASHIER else group


def _order(view: View, by: By) -> Callable[[Row], Any]:
    if by is By.HOUR:
        return lambda row: (row[-1] - view.settings.day_change_hour) % 24
    return (lambda row: row[-1]) if by is By.DAY else (lambda row: (-row[6], row[-1]))


def _line_groups(view: View, days: Days, by: By, *, may_see: bool) -> list[Row]:
    rows: list[Row] = _BY_LINES[by, may_see].rows(view.connection, days)
    if by is By.CATEGORY:
        rows = [row if row[-1] else (_("No category"), *row[1:]) for row in rows]
    off = int(view.connection.execute(_ROUND_OFF, days).scalar_one())
    if off:
        rows.append(_round_off_row(by, off, may_see=may_see))
    return rows


def _round_off_row(by: By, off: int, *, may_see: bool) -> Row:
    """What was rounded off the sales belongs to no product: a row of its own, so that takings add up."""
    title = _("(rounding off)")
    head = ("", "", title, "", "", "") if by is By.PRODUCT else (title,)
    profit = (0, -off, None, 0) if may_see else ()
    return (*head, None, 0, 0, 0, off, -off, *profit, None)


def _methods(view: View, days: Days, _by: By, *, may_see: bool) -> list[Row]:
    del may_see
    return [
        (paying.shown_name(name), count, received, back, total, method_id)
        for method_id, name, count, received, back, total in view.connection.execute(_BY_METHOD, days)
    ]


_MAKERS: dict[By, Callable[..., list[Row]]] = {
    By.HOUR: _sale_groups,
    By.DAY: _sale_groups,
    By.CASHIER: _sale_groups,
    By.PRODUCT: _line_groups,
    By.CATEGORY: _line_groups,
    By.METHOD: _methods,
}


def totals_of(columns: Sequence[Column], rows: Sequence[Row]) -> dict[str, int]:
    """The sums of the columns that have a total."""
    return {column.key: sum([row[place] or 0 for row in rows]) for place, column in enumerate(columns) if column.total}
