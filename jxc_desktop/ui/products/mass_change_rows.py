"""The preview of a mass change as rows: what is refused first, then each field from old to new."""

from collections.abc import Sequence
from typing import NamedTuple

from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.differences import Change
from jxc_desktop.queries.price_changes import Proposal
from jxc_desktop.queries.product_fields import PRICES

COLUMNS = (
    Column("product", N_("Product"), "text"),
    Column("field", N_("Field"), "text"),
    Column("old_price", N_("Old price"), "money"),
    Column("new_price", N_("Price after"), "money"),
    Column("old", N_("Old value"), "text"),
    Column("new", N_("New value"), "text"),
    Column("percent", N_("Up or down"), "percent"),
    Column("margin", N_("Margin"), "percent", permission=Permission.SEE_COST),
    Column("reason", N_("Remark"), "text"),
)
OF_PRICES = frozenset({"old_price", "new_price", "percent", "margin"})
OF_OTHERS = frozenset({"old", "new"})


class Line(NamedTuple):
    """A row of the preview; a price stands in columns of its own; `tone` is the token of its text."""

    product: str
    field: str = ""
    old_price: int | None = None
    new_price: int | None = None
    old: str = ""
    new: str = ""
    percent: int | None = None
    margin: int | None = None
    reason: str = ""
    tone: str = ""


def lines_of(proposal: Proposal) -> list[Line]:
    """The rows to show."""
    refused = [Line(row.what, reason=_("Left out: {reason}").format(reason=row.reason), tone="red") for row in proposal.refused]
    changed = []
    for line in proposal.lines:
        change, product = line.change, f"{line.code} {line.name}"
        if change.field not in PRICES:
            changed.append(Line(product, change.title(), None, None, *change.texts()))
            continue
        reason, tone = (_("below the purchase price"), "amber") if line.is_below_cost else ("", "")
        figures = (change.old, change.new, "", "", _percent(change), line.margin)
        changed.append(Line(product, change.title(), *figures, reason, tone))
    return refused + changed


def idle_columns(lines: Sequence[Line]) -> frozenset[str]:
    """The columns that would say nothing: the room is the names'."""
    fields = {line.field for line in lines if line.field}
    has_prices = any(line.new_price is not None for line in lines) or not fields
    has_others = any(line.old or line.new for line in lines)
    idle = set() if len(fields) > 1 or has_others else {"field"}
    idle |= set() if has_prices else OF_PRICES
    idle |= set() if has_others else OF_OTHERS
    return frozenset(idle if any(line.reason for line in lines) else idle | {"reason"})


def _percent(change: Change) -> int | None:
    """By how much a price rises or falls, in 1/100 percent, to a tenth of one."""
    return half_up((change.new - change.old) * 1000, change.old) * 10 if change.old else None
