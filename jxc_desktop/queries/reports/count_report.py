"""盘点汇总: what the counts of a span found, count by count, by reason, by category and by product; how right the books were.

Counts that were taken back count for nothing; what was counted for the first time had no book quantity and is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select

from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import documents as d
from jxc_desktop.domain.count_results import rate_of
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column, tuples
from jxc_desktop.queries.count_results import PAST_COLUMNS, columns_for, counts_of_days
from jxc_desktop.queries.goods_behind import Moves, One
from jxc_desktop.queries.places import shown_name
from jxc_desktop.queries.reports.goods_tables import (
    CATEGORY_COLUMNS,
    PRODUCT_COLUMNS,
    Days,
    Figured,
    Row,
    by_category,
    by_product,
    goods_of,
)
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.view import View

_COUNTED = (Column("lines", N_("Times counted"), "integer", total=True), Column("right", N_("Times right"), "integer", total=True))
_ACCURACY = Column("accuracy", N_("Accuracy"), "percent")
_FOUND = (
    Column("over", N_("Lines over"), "integer", total=True),
    Column("missing", N_("Lines missing"), "integer", total=True),
    Column("gain", N_("Over in money"), "amount", total=True, permission=Permission.SEE_COST),
    Column("loss", N_("Missing in money"), "amount", total=True, permission=Permission.SEE_COST),
    Column("net", N_("Over less missing"), "amount", total=True, permission=Permission.SEE_COST),
)
_GOODS_COLUMNS = (*_COUNTED, _ACCURACY, *_FOUND)
_REASON_COLUMNS = (Column("reason", N_("Reason"), "text"), *_FOUND)
_MOVES = Moves(kinds=(("count", 0),))

_l, _d = c.count_line, d.document
_later = d.document.alias("took_it_back")
_difference = _l.c.quantity + _l.c.at_till - _l.c.book_quantity


def _how_many(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def _money(condition: Any) -> Any:
    return func.sum(case((condition, _l.c.value), else_=0))


_LINES = (
    select(
        *(_l.c.product_id, _l.c.reason, func.count().label("lines"), _how_many(_difference == 0).label("right")),
        *(_how_many(_difference > 0).label("over"), _how_many(_difference < 0).label("missing")),
        *(_money(_difference > 0).label("gain"), _money(_difference < 0).label("loss")),
    )
    .join(_d, _d.c.id == _l.c.document_id)
    .where(
        and_(_d.c.business_date >= bindparam("first_day"), _d.c.business_date <= bindparam("last_day"), _l.c.is_first == 0),
        ~select(_later.c.id).where(_later.c.reverses == _d.c.id).correlate(_d).exists(),
    )
    .group_by(_l.c.product_id, _l.c.reason)
)


def count_report(view: View, by: str, span: Span) -> Figured:
    """By "count", "reason", "category" or "product"; money by right."""
    return _BY[by](view, span)


def _by_count(view: View, span: Span) -> Figured:
    columns = columns_for(view, PAST_COLUMNS)
    found = counts_of_days(view, span.first, span.last)
    rows = [(*row, of.document_id) for row, of in zip(tuples(columns, found), found, strict=True)]
    return Figured(tuple(columns), rows, {"": One()}, {"": Days.EVER})


def _lines(view: View, span: Span) -> Sequence[Any]:
    return view.connection.execute(_LINES, {"first_day": span.first, "last_day": span.last}).all()


def _by_reason(view: View, span: Span) -> Figured:
    found: dict[str, list[int]] = {}
    for row in _lines(view, span):
        if row.over or row.missing:
            sums = found.setdefault(row.reason, [0, 0, 0, 0])
            for place, figure in enumerate((row.over, row.missing, row.gain, row.loss)):
                sums[place] += figure
    ordered = sorted(found.items(), key=lambda item: (not item[0], item[1][2] + item[1][3]))
    rows = [(shown_name(reason) or _("No reason"), *sums, sums[2] + sums[3], None) for reason, sums in ordered]
    return _seen(view, _REASON_COLUMNS, rows)


def _by_product(view: View, span: Span) -> Figured:
    sums = _of_products(view, span)
    rows = [_with_rates(row, len(PRODUCT_COLUMNS)) for row in by_product(goods_of(view, list(sums)), sums)]
    rows.sort(key=lambda row: row[-2])
    return _seen(view, (*PRODUCT_COLUMNS, *_GOODS_COLUMNS), rows)


def _by_category(view: View, span: Span) -> Figured:
    sums = _of_products(view, span)
    rows = [_with_rates(row, len(CATEGORY_COLUMNS)) for row in by_category(goods_of(view, list(sums)), sums)]
    return _seen(view, (*CATEGORY_COLUMNS, *_GOODS_COLUMNS), rows)


def _of_products(view: View, span: Span) -> Mapping[int, Sequence[int]]:
    """Times counted, right, over, missing, gain and loss of each product."""
    found: dict[int, list[int]] = {}
    for row in _lines(view, span):
        sums = found.setdefault(row.product_id, [0] * 6)
        for place, figure in enumerate((row.lines, row.right, row.over, row.missing, row.gain, row.loss)):
            sums[place] += figure
    return found


def _with_rates(row: Row, head: int) -> Row:
    """A row with its accuracy and its net."""
    lines, right, over, missing, gain, loss = row[head:-1]
    return (*row[:head], lines, right, rate_of(right, lines), over, missing, gain, loss, gain + loss, row[-1])


def _seen(view: View, columns: Sequence[Column], rows: Sequence[Row]) -> Figured:
    """Without the columns that this person may not see; goods open to the documents of their counts."""
    places = [place for place, column in enumerate(columns) if column.permission is None or view.may(column.permission)]
    kept = [(*(row[place] for place in places), row[-1]) for row in rows]
    return Figured(tuple(columns[place] for place in places), kept, {"": _MOVES})


_BY: Mapping[str, Callable[[View, Span], Figured]] = {
    "count": _by_count,
    "reason": _by_reason,
    "category": _by_category,
    "product": _by_product,
}
