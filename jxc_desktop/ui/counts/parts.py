"""The parts of a count, in the order of the work: which stands in which state, for whom, and how it is made."""

from collections.abc import Callable
from dataclasses import dataclass

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.counts import DROPPED, OPEN, PENDING, POSTED, REVERSED
from jxc_desktop.ui.counts.part import CountPart

UNBOOKED = frozenset({OPEN, PENDING})
BOOKED = frozenset({POSTED, REVERSED})
ANY = UNBOOKED | BOOKED | {DROPPED}


@dataclass(frozen=True)
class PartKind:
    """A part: its title (a msgid), the states of a count in which it stands, the right it needs, how it is made."""

    title: str
    states: frozenset[str]
    needs: Permission
    make: Callable[[Shop], CountPart]


def _entry(shop: Shop) -> CountPart:
    from jxc_desktop.ui.counts.entry import EntryPart

    return EntryPart(shop)


def _sheets(shop: Shop) -> CountPart:
    from jxc_desktop.ui.counts.sheets import SheetsPart

    return SheetsPart(shop)


def _differences(shop: Shop) -> CountPart:
    from jxc_desktop.ui.counts.differences import DifferencesPart

    return DifferencesPart(shop)


def _not_counted(shop: Shop) -> CountPart:
    from jxc_desktop.ui.counts.not_counted import NotCountedPart

    return NotCountedPart(shop)


def _result(shop: Shop) -> CountPart:
    from jxc_desktop.ui.counts.result import ResultPart

    return ResultPart(shop)


PARTS: dict[str, PartKind] = {
    "result": PartKind(N_("Count result"), BOOKED, Permission.COUNT_STOCK, _result),
    "entry": PartKind(N_("Entry"), frozenset({OPEN}), Permission.COUNT_STOCK, _entry),
    "sheets": PartKind(N_("Sheets"), ANY, Permission.COUNT_STOCK, _sheets),
    "differences": PartKind(N_("Differences"), UNBOOKED, Permission.COUNT_STOCK, _differences),
    "not_counted": PartKind(N_("Not counted"), UNBOOKED, Permission.COUNT_STOCK, _not_counted),
}
"""By name, from left to right: Ctrl+1 turns to the first that the count has, Ctrl+2 to the second."""
