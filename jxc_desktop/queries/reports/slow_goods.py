"""滞销 as a report: what was not sold for 30, 60 or 90 days, and the money tied up in it; as of now, whatever the span."""

from jxc_desktop.queries.columns import tuples
from jxc_desktop.queries.goods_behind import Moves
from jxc_desktop.queries.reports.goods_tables import Days, Figured
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.slow_stock import COLUMNS, SPANS, slow_stock
from jxc_desktop.queries.view import View

DAYS = {str(days): days for days in SPANS}


def slow_goods(view: View, by: str, _span: Span) -> Figured:
    """What was not sold for so many days; money by right."""
    columns = tuple(column for column in COLUMNS if column.permission is None or view.may(column.permission))
    found = slow_stock(view, DAYS[by])
    rows = [(*row, of.product_id) for row, of in zip(tuples(columns, found), found, strict=True)]
    return Figured(columns, rows, {"": Moves()}, {"": Days.EVER})
