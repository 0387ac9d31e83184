"""Takings of a span of business dates by hour, day, product, category, way of paying or cashier.

However it is grouped the takings add up to the same sum: goods less rounding off. Where lines are grouped (product, category)
the rounding off of the sales stands in a row of its own. Net sales are takings less tax; profit is net sales less cost, where
cost is known by now (true-ups included): the other lines are left out of it, counted, and what they sold for is said, so that
net sales - net sales without cost - cost = profit. Reversals and returns carry minus signs of their own. Cash for an
e-payment (换现) is no sale: it stands beside the takings of a way of paying, and both together are what should be there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    bindparam,
    case,
    func,
    literal_column,
    select,
)

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import documents, products, sales
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import half_up, to_coin
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.takings import average_ticket
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries import payments as paying
from jxc_desktop.queries import people
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.line_costs import COST_SUMS, known_costs, trued_up
from jxc_desktop.queries.reports.hours import local_hour
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

_SALES = (Column("sales", N_("Number of sales"), "integer", total=True), Column("back", N_("Returns and reversals"), "integer", total=True))
_MONEY = (
    Column("goods", N_("Goods total"), "amount", total=True),
    Column("given_back", N_("of it given back"), "amount", total=True),
    Column("round_off", N_("Rounding off"), "amount", total=True),
    Column("takings", N_("Takings"), "amount", total=True),
)
_TAX = (
    Column("tax", N_("Tax"), "amount", total=True),
    Column("net", N_("Net sales"), "amount", total=True),
)
_PROFIT = (
    Column("cost", N_("Cost"), "amount", total=True),
    Column("profit", N_("Gross profit"), "amount", total=True),
    Column("margin", N_("Margin"), "percent"),
    Column("unknown", N_("Lines without cost"), "integer", total=True),
    Column("unknown_net", N_("Net sales without cost"), "amount", total=True),
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
    Column("swapped", N_("Cash for an e-payment"), "amount", total=True),
    Column("expected", N_("Should be there"), "amount", total=True),
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Which columns there are: of tax where the shop has to do with it, of costs by right."""

    tax: bool
    costs: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """The span as a whole. Money in 1/10000; `cost` and `profit` by right, over the lines whose cost is known.

    `back` counts returns and reversals, `reversals` the latter alone. `goods` (of it `given_back`, below zero) less `round_off`
    is `takings`, these less `tax` are `net`; `unknown_costs` counts the lines left out of the profit, `unknown_net` adds them up.
    """

    sales: int
    back: int
    reversals: int
    goods: int
    given_back: int
    round_off: int
    takings: int
    average_ticket: int
    tax: int
    net: int
    cost: int | None
    profit: int | None
    unknown_costs: int
    unknown_net: int


def takings_columns(view: View, by: By) -> tuple[Column, ...]:
    """The columns of `takings` that this person may see."""
    seen = _seen(view)
    money = _RECEIVED if by is By.METHOD else (*_MONEY, *(_TAX if seen.tax else ()), *(_PROFIT if seen.costs else ()))
    return (*_HEADS[by], *money)


def has_tax(view: View) -> bool:
    """Whether the shop has to do with tax: where not, no column says so."""
    return view.settings.tax_status != "none"


def _seen(view: View) -> _Seen:
    return _Seen(has_tax(view), view.may(Permission.SEE_COST))


def takings(view: View, by: By, span: Span) -> list[Row]:
    """A row a group, in the order of `takings_columns`, behind them what tells its documents (see `documents.of_group`).

    Hours from the change-over, days in their order, other groups by takings. Costs are rounded to the coin, so that profits are
    sums of money too; the margin is not formed of rounded ones. Raises NotAllowed.
    """
    view.require(Permission.SEE_REPORTS)
    days = {"first_day": span.first, "last_day": span.last}
    seen = _seen(view)
    rows = _MAKERS[by](view, days, by, seen)
    if not seen.costs or by is By.METHOD:
        return rows
    return _in_coins(rows, next(place for place, column in enumerate(takings_columns(view, by)) if column.key == "cost"))


def _in_coins(rows: Sequence[Row], place: int) -> list[Row]:
    """Costs (at a place of the rows, the profit after it) in whole coins, so that they add up to the rounded sum of all."""
    exact = shown = 0
    found = []
    for row in rows:
        cost = row[place]
        if cost is None:
            found.append(row)
            continue
        exact += cost
        part = to_coin(exact) - shown
        shown += part
        found.append(row if part == cost else (*row[:place], part, row[place + 1] + cost - part, *row[place + 2 :]))
    return found


def takings_summary(view: View, span: Span) -> Summary:
    """The figures of the whole span. Raises NotAllowed."""
    view.require(Permission.SEE_REPORTS)
    days = {"first_day": span.first, "last_day": span.last}
    sold, back, goods, given_back, off, total, reversals = view.connection.execute(_WHOLE, days).one()
    net, cost, unknown, unknown_net = view.connection.execute(_WHOLE_COST, days).one()
    cost = to_coin(cost)
    may_see = view.may(Permission.SEE_COST)
    return Summary(
        sold,
        back,
        reversals,
        goods,
        given_back,
        off,
        total,
        average_ticket(total, sold, reversals),
        goods - net - unknown_net,
        net + unknown_net - off,
        cost if may_see else None,
        net - cost - off if may_see else None,
        unknown if may_see else 0,
        unknown_net if may_see else 0,
    )


# statements

_d, _s, _l, _p = documents.document, sales.sale, sales.sale_line, sales.payment
_product, _category, _method = products.product, products.category, sales.payment_method
_IN_SPAN = _d.c.business_date.between(bindparam("first_day"), bindparam("last_day"))
_IS_SALE = _d.c.kind == DocumentKind.SALE.value


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
_REVERSALS = _sum(case((_d.c.kind == DocumentKind.REVERSAL.value, 1), else_=0))
_WHOLE = select(*_SALE_SUMS, _REVERSALS).join_from(_d, _s, _s.c.id == _d.c.id).where(_IN_SPAN)
_WHOLE_COST = known_costs(_IN_SPAN)


def _by_sale(key: ColumnElement[Any]) -> Select[Any]:
    return select(key.label("group"), *_SALE_SUMS).join_from(_d, _s, _s.c.id == _d.c.id).where(_IN_SPAN).group_by("group")


def _costs_by(key: ColumnElement[Any]) -> Select[Any]:
    found = select(key.label("group"), *COST_SUMS, func.count()).join_from(_d, _l, _l.c.document_id == _d.c.id)
    return found.where(_IN_SPAN).group_by("group")


_CHANGED = trued_up(_IN_SPAN)


def _changed_sums(changed: Subquery) -> tuple[ColumnElement[Any], ...]:
    """What true-ups change: net and cost of known lines, how many are unknown."""
    return tuple(_sum(changed.c[name]).label(name) for name in ("net", "cost", "unknown"))


def _changes_by(key: ColumnElement[Any]) -> Select[Any]:
    changed = select(key.label("group"), *_changed_sums(_CHANGED)).join_from(_CHANGED, _d, _d.c.id == _CHANGED.c.document_id)
    return changed.group_by("group")


_as_posted = (
    select(
        _l.c.product_id.label("key"),
        _sum(_l.c.base_quantity).label("quantity"),
        func.count().label("lines"),
        _sum(_l.c.amount).label("goods"),
        _sum(case((_IS_SALE, 0), else_=_l.c.amount)).label("given_back"),
        *COST_SUMS,
    )
    .join_from(_d, _l, _l.c.document_id == _d.c.id)
    .where(_IN_SPAN)
    .group_by(_l.c.product_id)
    .subquery("as_posted")
)
_changed = select(_CHANGED.c.product_id.label("key"), *_changed_sums(_CHANGED)).group_by(_CHANGED.c.product_id).subquery("changed")
_of_product = (
    select(
        *[
            (column + func.coalesce(_changed.c[column.name], 0)).label(column.name) if column.name in ("net", "cost", "unknown") else column
            for column in _as_posted.c
        ]
    )
    .outerjoin_from(_as_posted, _changed, _changed.c.key == _as_posted.c.key)
    .subquery("sold")
)
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
        t.c.whole_net - t.c.net,
    )


def _by_lines(t: FromClause, source: FromClause, *head: ColumnElement[Any], seen: _Seen) -> Prepared:
    """The rows as they are shown, the largest first; `t` holds the sums by key."""
    tax = (t.c.goods - t.c.whole_net, t.c.whole_net) if seen.tax else ()
    costs = _gained(t) if seen.costs else ()
    money = (t.c.quantity, t.c.lines, t.c.goods, t.c.given_back, literal_column("0"), t.c.goods, *tax, *costs)
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
_SEEN = [_Seen(tax, costs) for tax in (True, False) for costs in (True, False)]
_BY_LINES = {(By.PRODUCT, seen): _by_lines(_of_product, _WITH_PRODUCTS, *_PRODUCT_HEAD, seen=seen) for seen in _SEEN} | {
    (By.CATEGORY, seen): _by_lines(_of_category, _WITH_CATEGORIES, func.coalesce(_category.c.name, ""), seen=seen) for seen in _SEEN
}
_ROUND_OFF = select(_sum(_s.c.round_off)).join_from(_d, _s, _s.c.id == _d.c.id).where(_IN_SPAN)
_IS_SWAP = _d.c.kind == DocumentKind.CASH_SWAP.value
_TAKEN = case((_IS_SWAP, 0), else_=_p.c.amount)
_BY_METHOD = (
    select(
        _method.c.id,
        _method.c.name,
        _sum(case((_IS_SWAP, 0), else_=1)),
        _sum(case((_TAKEN > 0, _TAKEN), else_=0)),
        _sum(case((_TAKEN < 0, _TAKEN), else_=0)),
        _sum(_TAKEN),
        _sum(case((_IS_SWAP, _p.c.amount), else_=0)),
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


class _Costs(NamedTuple):
    """Of a group: net and cost of the lines whose cost is known by now, how many others and their net, how many lines in all."""

    net: int = 0
    cost: int = 0
    unknown: int = 0
    unknown_net: int = 0
    lines: int = 0


def _profit(found: _Costs, off: int) -> Row:
    """Cost, profit, margin, lines without cost and what they sold for; blank where no line's cost is known."""
    if found.unknown and found.unknown == found.lines:
        return (None, None, None, found.unknown, found.unknown_net)
    profit = found.net - found.cost - off
    margin = half_up(profit * 10_000, found.net) if found.net > 0 else None
    return (found.cost, profit, margin, found.unknown, found.unknown_net)


def _costs(view: View, days: Days, key: ColumnElement[Any]) -> dict[Any, _Costs]:
    changes = {row[0]: tuple(row)[1:] for row in view.connection.execute(_changes_by(key), days)}
    costs = {}
    for group, net, cost, unknown, whole_net, lines in view.connection.execute(_costs_by(key), days):
        more_net, more_cost, more_unknown = changes.get(group, (0, 0, 0))
        costs[group] = _Costs(net + more_net, cost + more_cost, unknown + more_unknown, whole_net - net - more_net, lines)
    return costs


def _sale_groups(view: View, days: Days, by: By, seen: _Seen) -> list[Row]:
    key = _key_of(view, days, by)
    costs = _costs(view, days, key) if seen.costs or seen.tax else {}
    rows = []
    for group, sold, back, goods, given_back, off, total in view.connection.execute(_by_sale(key), days):
        found = costs.get(group, _Costs())
        net = found.net + found.unknown_net
        tax = (goods - net, net - off) if seen.tax else ()
        profit = _profit(found, off) if seen.costs else ()
        rows.append((_group_text(by, group), sold, back, goods, given_back, off, total, *tax, *profit, group))
    rows.sort(key=_order(view, by))
    return rows


def _key_of(view: View, days: Days, by: By) -> ColumnElement[Any]:
    if by is By.HOUR:
        return local_hour(view, days["first_day"], days["last_day"])
    return _d.c.business_date if by is By.DAY else _d.c.operator


def _group_text(by: By, group: Any) -> Any:
    if by is By.HOUR:
        return f"{group:02d}:00 – {(group + 1) % 24:02d}:00"
    return people.shown_name(group) if by is By.CASHIER else group


def _order(view: View, by: By) -> Callable[[Row], Any]:
    if by is By.HOUR:
        return lambda row: (row[-1] - view.settings.day_change_hour) % 24
    return (lambda row: row[-1]) if by is By.DAY else (lambda row: (-row[6], row[-1]))


def _line_groups(view: View, days: Days, by: By, seen: _Seen) -> list[Row]:
    rows: list[Row] = _BY_LINES[by, seen].rows(view.connection, days)
    if by is By.CATEGORY:
        rows = [row if row[-1] else (_("No category"), *row[1:]) for row in rows]
    off = int(view.connection.execute(_ROUND_OFF, days).scalar_one())
    if off:
        rows.append(_round_off_row(by, off, seen))
    return rows


def _round_off_row(by: By, off: int, seen: _Seen) -> Row:
    """What was rounded off the sales belongs to no product: a row of its own, so that takings add up."""
    title = _("(rounding off)")
    head = ("", "", title, "", "", "") if by is By.PRODUCT else (title,)
    tax = (0, -off) if seen.tax else ()
    profit = (0, -off, None, 0, 0) if seen.costs else ()
    return (*head, None, 0, 0, 0, off, -off, *tax, *profit, None)


def _methods(view: View, days: Days, _by: By, _seen: _Seen) -> list[Row]:
    return [(paying.shown_name(name), *sums, method_id) for method_id, name, *sums in view.connection.execute(_BY_METHOD, days)]


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
