"""The reports on goods: what there is to ask, by what it is grouped, who may, and the documents behind a figure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.document_filters import DocumentsFilter, Figure
from jxc_desktop.queries.goods_behind import Behind, Bought, Moves, One
from jxc_desktop.queries.reports.count_report import count_report
from jxc_desktop.queries.reports.goods_flow import goods_flow
from jxc_desktop.queries.reports.goods_tables import Days, Figured, Row
from jxc_desktop.queries.reports.goods_worth import goods_worth
from jxc_desktop.queries.reports.price_report import price_changes
from jxc_desktop.queries.reports.purchases import purchases
from jxc_desktop.queries.reports.report_tables import Table, above_of
from jxc_desktop.queries.reports.slow_goods import slow_goods
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.view import View


class Report(StrEnum):
    """What can be asked."""

    FLOW = "flow"
    WORTH = "worth"
    PURCHASES = "purchases"
    PRICES = "prices"
    SLOW = "slow"
    COUNTS = "counts"


TITLES = {
    Report.FLOW: N_("In, out and balance"),
    Report.WORTH: N_("Stock value at a day"),
    Report.PURCHASES: N_("Purchases by supplier"),
    Report.PRICES: N_("Price changes"),
    Report.SLOW: N_("Slow goods"),
    Report.COUNTS: N_("Summary of counts"),
}
_PRODUCT, _CATEGORY = N_("By product"), N_("By category")
GROUPINGS: Mapping[Report, Mapping[str, str]] = {
    Report.FLOW: {"product": _PRODUCT, "category": _CATEGORY},
    Report.WORTH: {"product": _PRODUCT, "category": _CATEGORY},
    Report.PURCHASES: {"supplier": N_("By supplier"), "product": _PRODUCT, "day": N_("By day")},
    Report.PRICES: {"all": N_("All prices"), "purchase": N_("Purchase price"), "retail": N_("Retail price")},
    Report.COUNTS: {"count": N_("By count"), "reason": N_("By reason"), "category": _CATEGORY, "product": _PRODUCT},
    Report.SLOW: {"30": N_("30 days without a sale"), "60": N_("60 days without a sale"), "90": N_("90 days without a sale")},
}
_WORTH = (Permission.SEE_REPORTS, Permission.SEE_STOCK, Permission.SEE_COST)
RIGHTS: Mapping[Report, tuple[Permission, ...]] = {
    Report.FLOW: _WORTH,
    Report.WORTH: _WORTH,
    Report.PURCHASES: (Permission.SEE_REPORTS, Permission.SEE_PURCHASES),
    Report.PRICES: (Permission.SEE_REPORTS,),
    Report.COUNTS: (Permission.SEE_REPORTS, Permission.SEE_DIFFERENCES),
    Report.SLOW: (Permission.SEE_REPORTS, Permission.SEE_STOCK),
}
AT_A_DAY = frozenset({Report.WORTH})
"""Reports on the end of a span's last day, whatever its first is."""
NOW = frozenset({Report.SLOW})
"""Reports on what is now, whatever the span."""

_MAKERS: Mapping[Report, Callable[[View, str, Span], Figured]] = {
    Report.FLOW: goods_flow,
    Report.WORTH: goods_worth,
    Report.PURCHASES: purchases,
    Report.PRICES: price_changes,
    Report.SLOW: slow_goods,
    Report.COUNTS: count_report,
}


def reports_for(actor: Actor) -> tuple[Report, ...]:
    """The reports that this person may see."""
    return tuple(report for report in Report if set(RIGHTS[report]) <= actor.permissions)


def goods_report(view: View, report: Report, by: str, span: Span) -> Figured:
    """A report by one of its groupings. Raises NotAllowed."""
    for right in RIGHTS[report]:
        view.require(right)
    return _MAKERS[report](view, by, span)


def goods_tables(view: View, report: Report, span: Span, groupings: Sequence[str] = ()) -> list[Table]:
    """Title, columns and rows of a report in each of its groupings, or in those asked for. Raises NotAllowed."""
    found: list[Table] = []
    for by, title in GROUPINGS[report].items():
        if by in groupings or not groupings:
            figured = goods_report(view, report, by, span)
            found.append((_(title), figured.columns, [row[: len(figured.columns)] for row in figured.rows]))
    return found


def above_goods(view: View, report: Report, span: Span) -> tuple[str, ...]:
    """What stands over each table: the shop, the span or the day, when it was made."""
    shop, days, made = above_of(view, span)
    if report in NOW:
        return (shop, made)
    return (shop, _("At the end of {day}").format(day=span.last) if report in AT_A_DAY else days, made)


@dataclass(frozen=True, slots=True)
class Opened:
    """The documents behind a figure, and what it is called."""

    wanted: DocumentsFilter
    title: str


def documents_behind(figured: Figured, by: str, span: Span, row: Row, column: str = "") -> Opened | None:
    """What a row's figure in a column opens to; in a column without a figure, the row's whole; None where nothing is behind it."""
    at, key = (column if column in figured.behind else ""), row[-1]
    behind = figured.behind.get(at)
    if behind is None or key is None:
        return None
    which = figured.days.get(at, Days.SPAN)
    first = span.first if which is Days.SPAN else None
    last = {Days.BEFORE: span.first - timedelta(days=1), Days.EVER: None}.get(which, span.last)
    days = span.text if first is not None else _("up to {day}").format(day=last) if last is not None else ""
    titles = {each.key: _(each.title) for each in figured.columns}
    named = next((str(value) for value, each in zip(row, figured.columns, strict=False) if each.key in ("name", by)), "")
    words = (named, titles.get(at, ""), days)
    wanted = DocumentsFilter(first, last, group=(Figure.GOODS, _filled(behind, by, key)))
    return Opened(wanted, " · ".join(word for word in words if word))


def _filled(behind: Behind, by: str, key: Any) -> Behind:
    """What a column stands for, of the row's product, category, supplier or day."""
    if isinstance(behind, One):
        return One(key)
    if isinstance(behind, Moves):
        return replace(behind, category_id=key) if by == "category" else replace(behind, product_id=key)
    names = {"supplier": "supplier_id", "day": "day"}
    filled: Bought = replace(behind, **{names.get(by, "product_id"): key})
    return filled
