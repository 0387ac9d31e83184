"""The preview of a mass change as rows: what is refused first, then each field from old to new."""

from typing import Any, NamedTuple

from jxc_desktop.domain.money import MINUS, format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.price_changes import Proposal

COLUMNS = (
    Column("product", N_("Product"), "text"),
    Column("field", N_("Field"), "text"),
    Column("old", N_("Old value"), "text"),
    Column("new", N_("New value"), "text"),
    Column("percent", N_("Up or down"), "code"),
    Column("margin", N_("New margin"), "percent", permission=Permission.SEE_COST),
    Column("reason", N_("Remark"), "text"),
)


class Line(NamedTuple):
    """A row of the preview; `tone` is the token of its text."""

    product: str
    field: str
    old: str
    new: str
    percent: str
    margin: int | None
    reason: str
    tone: str


def lines_of(proposal: Proposal) -> list[Line]:
    """The rows to show."""
    refused = [Line(row.what, "", "", "", "", None, _("Left out: {reason}").format(reason=row.reason), "red") for row in proposal.refused]
    changed = []
    for line in proposal.lines:
        old, new = line.change.texts()
        remarks = (_("below the purchase price") if line.is_below_cost else "", _("once its tag is up") if line.waits else "")
        reason = " · ".join(filter(None, remarks))
        tone = "amber" if line.is_below_cost else ""
        changed.append(Line(f"{line.code} {line.name}", line.change.title(), old, new, _percent(line.change), line.margin, reason, tone))
    return refused + changed


def _percent(change: Any) -> str:
    """By how much a price rises or falls, to a tenth of a percent."""
    if not change.field.endswith("_price") or not change.old:
        return ""
    tenths = round((change.new - change.old) * 1000 / change.old)
    sign = MINUS if tenths < 0 else "+"
    return f"{sign}{format_money(abs(tenths) * 1000, least=1)} %"
