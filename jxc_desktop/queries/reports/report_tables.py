"""The takings of a span as the tables of a workbook: the span as a whole, then grouped in every way, and what has no cost."""

from collections.abc import Iterator, Sequence

from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import BY_TITLES, By, Row, Summary, has_tax, takings, takings_columns, takings_summary
from jxc_desktop.queries.reports.unknown_costs import UNKNOWN_COLUMNS, lines_without_cost
from jxc_desktop.queries.view import View

_COST = frozenset({"cost", "profit", "unknown_costs", "unknown_net"})
_TAX = frozenset({"tax", "net"})
SUMMARY_COLUMNS = (
    Column("sales", N_("Number of sales"), "integer"),
    Column("back", N_("Returns and reversals"), "integer"),
    Column("reversals", N_("of it reversals"), "integer"),
    Column("goods", N_("Goods total"), "amount"),
    Column("given_back", N_("of it given back"), "amount"),
    Column("round_off", N_("Rounding off"), "amount"),
    Column("takings", N_("Takings"), "amount"),
    Column("average_ticket", N_("Average ticket"), "amount"),
    Column("tax", N_("Tax"), "amount"),
    Column("net", N_("Net sales"), "amount"),
    Column("cost", N_("Cost"), "amount"),
    Column("profit", N_("Gross profit"), "amount"),
    Column("unknown_costs", N_("Lines without cost"), "integer"),
    Column("unknown_net", N_("Net sales without cost"), "amount"),
)

Table = tuple[str, Sequence[Column], Sequence[Row]]


def takings_tables(view: View, span: Span, bys: Sequence[By] = tuple(By)) -> Iterator[Table]:
    """Title, columns and rows of the summary and of each grouping asked for; costs by right. Raises NotAllowed.

    With the summary goes a table of the lines without cost, where there are any.
    """
    found = takings_summary(view, span) if len(bys) > 1 else None
    if found is not None:
        yield _summary(view, found)
    for by in bys:
        columns = takings_columns(view, by)
        yield _(BY_TITLES[by]), columns, [row[: len(columns)] for row in takings(view, by, span)]
    if found is not None and found.unknown_costs:
        yield _("Lines without cost"), UNKNOWN_COLUMNS, lines_without_cost(view, span)


def _summary(view: View, found: Summary) -> Table:
    hidden = (frozenset() if has_tax(view) else _TAX) | (_COST if found.cost is None else frozenset())
    columns = [column for column in SUMMARY_COLUMNS if column.key not in hidden]
    return _("Summary"), columns, [tuple(getattr(found, column.key) for column in columns)]


def above_of(view: View, span: Span) -> tuple[str, ...]:
    """What stands over each table: the shop, the span, when it was made."""
    return (
        view.settings.shop_name or _("My shop"),
        _("Business days {span}").format(span=span.text),
        _("Made {time}").format(time=f"{view.now:%Y-%m-%d %H:%M}"),
    )


def unknown_text(count: int) -> str:
    """另有 n 行成本未知: what totals of profit leave out; nothing when nothing is."""
    if not count:
        return ""
    return ngettext("{count} more line has no known cost", "{count} more lines have no known cost", count).format(count=count)
