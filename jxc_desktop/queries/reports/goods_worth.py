"""What the stock was worth at the end of a day, by product or by category; by business date, as known now."""

from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.goods_behind import Moves
from jxc_desktop.queries.reports.goods_tables import CATEGORY_COLUMNS, Days, Figured, by_category, goods_of
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.stock import AT_COLUMNS, stock_at
from jxc_desktop.queries.stock_months import worth_at
from jxc_desktop.queries.view import View

_COLUMNS = (
    *CATEGORY_COLUMNS,
    Column("products", N_("Products"), "integer", total=True),
    Column("on_hand", N_("Stock on hand"), "quantity"),
    Column("value", N_("Stock value"), "amount", total=True),
)
_BEHIND, _DAYS = {"": Moves()}, {"": Days.UP_TO}


def goods_worth(view: View, by: str, span: Span) -> Figured:
    """The report at the end of the span's last day. Raises NotAllowed."""
    if by == "product":
        return Figured(AT_COLUMNS, stock_at(view, span.last), _BEHIND, _DAYS)
    found = {product_id: (1, quantity, value) for product_id, quantity, value in worth_at(view, span.last)}
    return Figured(_COLUMNS, by_category(goods_of(view, list(found)), found), _BEHIND, _DAYS)
