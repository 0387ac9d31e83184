"""The takings of a span as the tables of a workbook: the span as a whole, then grouped in every way."""

from collections.abc import Iterator, Sequence

from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import BY_TITLES, By, Row, Summary, takings, takings_columns, takings_summary
from jxc_desktop.queries.view import View

_COST = frozenset({"cost", "profit", "unknown_costs"})
SUMMARY_COLUMNS = (
    Column("sales", N_("Number of sales"), "integer"),
    Column("back", N_("Returns and reversals"), "integer"),
    Column("goods", N_("Goods total"), "amount"),
    Column("given_back", N_("of it given back"), "amount"),
    Column("round_off", N_("Rounding off"), "amount"),
    Column("takings", N_("Takings"), "amount"),
    Column("average_ticket", N_("Average ticket"), "amount"),
    Column("cost", N_("Cost"), "amount"),
    Column("profit", N_("Gross profit"), "amount"),
    Column("unknown_costs", N_("Lines without cost"), "integer"),
)

Table = tuple[str, Sequence[Column], Sequence[Row]]


def takings_tables(view: View, span: Span, bys: Sequence[By] = tuple(By)) -> Iterator[Table]:
    """Title, columns and rows of the summary and of each grouping asked for; costs by right. Raises NotAllowed."""
    if len(bys) > 1:
        yield _summary(takings_summary(view, span))
    for by in bys:
        columns = takings_columns(view, by)
        yield _(BY_TITLES[by]), columns, [row[: len(columns)] for row in takings(view, by, span)]


def _summary(found: Summary) -> Table:
    columns = [column for column in SUMMARY_COLUMNS if found.cost is not None or column.key not in _COST]
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
