"""Stock counts: what is counted, how entries add up to a line, what a difference is, when it is counted again.

Quantities in 1/1000 of the base unit, money in 1/10000, rates in 1/100 percent. A place in the order of truth (`seq`) is what a
number speaks of: the book quantity of a line is the ledger up to it, so the shop goes on while it is counted.
"""

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from jxc_desktop.domain.errors import NamesGoods, ShopError
from jxc_desktop.domain.settings import Settings
from jxc_desktop.i18n import N_, _


class Source(StrEnum):
    """Where an entry came from."""

    SCAN = "scan"
    SHEET = "sheet"
    WORKBOOK = "workbook"
    HANDHELD = "handheld"


SOURCE_TITLES = {
    Source.SCAN: N_("Scanned"),
    Source.SHEET: N_("From the sheet"),
    Source.WORKBOOK: N_("From Excel"),
    Source.HANDHELD: N_("From a hand-held"),
}


class Areas(StrEnum):
    """How a count is split among people: not at all, by place, by the first part of the shelf, by category."""

    NONE = ""
    PLACE = "place"
    SHELF = "shelf"
    CATEGORY = "category"


AREA_TITLES = {
    Areas.NONE: N_("Not split"),
    Areas.PLACE: N_("By place"),
    Areas.SHELF: N_("By shelf"),
    Areas.CATEGORY: N_("By category"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which goods: the whole shop when nothing is named; what is named must all hold.

    A shelf range takes in both ends (`A` to `B` has B-12 too); `not_counted_days` is 0 for any; `is_doubtful` means below zero
    or never counted; `product_ids` is a list of goods, as pasted or read, None for any.
    """

    place_ids: tuple[int, ...] = ()
    shelf_from: str = ""
    shelf_to: str = ""
    category_ids: tuple[int, ...] = ()
    brand_ids: tuple[int, ...] = ()
    supplier_ids: tuple[int, ...] = ()
    not_counted_days: int = 0
    is_doubtful: bool = False
    product_ids: tuple[int, ...] | None = None

    @property
    def is_whole(self) -> bool:
        """Full count (全盘)."""
        return self == Scope()

    def has_shelf(self, shelf: str) -> bool:
        """Whether a shelf position is in the range; without a range any is, none too."""
        if not self.shelf_from and not self.shelf_to:
            return True
        if not shelf:
            return False
        key = shelf_key(shelf)
        end = shelf_key(self.shelf_to)
        is_before_end = not end or key[: len(end)] <= end or shelf.casefold().startswith(self.shelf_to.casefold())
        return is_before_end and (not self.shelf_from or key >= shelf_key(self.shelf_from))


def scope_to_json(scope: Scope) -> str:
    """As it is stored: what is named only."""
    return json.dumps({name: value for name, value in asdict(scope).items() if value not in ((), "", 0, False, None)}, ensure_ascii=False)


def scope_from_json(text: str) -> Scope:
    """As it was stored."""
    stored: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()}
    return Scope(**stored)


@dataclass(frozen=True, slots=True)
class CountBody:
    """What of an open count may change: who counts, and, while it waits for approval, how it is to be posted and who asked.

    `area_people` says who counts which area, in pairs. What is not counted is set to zero as of the moment when that was asked for:
    `asked_seq` and `asked_at`; `asked_carts` are the products that carts held then, with how much.
    """

    people: tuple[str, ...] = ()
    area_people: tuple[tuple[str, str], ...] = ()
    is_rest_zero: bool = False
    is_without_recount: bool = False
    asked_by: str = ""
    asked_seq: int = 0
    asked_at: str = ""
    asked_carts: tuple[tuple[int, int], ...] = ()

    def person_of(self, area: str) -> str:
        """Who counts an area; nothing where nobody was named."""
        return dict(self.area_people).get(area, "")


def body_to_json(body: CountBody) -> str:
    """As it is stored."""
    return json.dumps(asdict(body), ensure_ascii=False)


def body_from_json(text: str) -> CountBody:
    """As it was stored."""
    stored = json.loads(text)
    pairs = tuple((area, person) for area, person in stored.get("area_people", ()))
    carts = tuple((product_id, quantity) for product_id, quantity in stored.get("asked_carts", ()))
    return CountBody(**{**stored, "people": tuple(stored["people"]), "area_people": pairs, "asked_carts": carts})


_PIECES = re.compile(r"(\d+)")


def shelf_key(shelf: str) -> tuple[tuple[int, int, str], ...]:
    """The order in which one walks: A-2 before A-10, whatever the case."""
    return tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, piece.casefold()) for piece in _PIECES.split(shelf.strip()) if piece)


def shelf_area(shelf: str) -> str:
    """The first part of a shelf position: A of A-03, 2 of 2/1."""
    found = re.match(r"\s*([^\W\d_]+|\d+)", shelf)
    return found[1].upper() if found else ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the order of truth and the time that is shown for it."""

    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One number somebody counted; a part is added to what is there of the round, else it takes its place. None takes it back."""

    round: int
    quantity: int | None
    moment: Moment
    in_carts: int = 0
    person: str = ""
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of a line so far; `round` 0: nothing (未盘), which is not zero."""

    round: int = 0
    quantity: int | None = None
    first_quantity: int | None = None
    counted_at_seq: int | None = None
    since_seq: int | None = None
    counted_at: datetime | None = None
    in_carts: int = 0
    at_till: int | None = None
    person: str = ""
    first_person: str = ""

    @property
    def is_counted(self) -> bool:
        """Whether there is a number."""
        return self.round > 0

    def round_of(self, wanted: int = 0) -> int:
        """The round that a number is entered in: that of the line, or the one after it. Nothing is counted again before it was counted."""
        return max(1, self.round, min(wanted, self.round + 1))

    @property
    def present(self) -> int:
        """What was on the shelf and, as far as somebody said so, at the till already."""
        return (self.quantity or 0) + (self.at_till or 0)


def after(tally: Tally, entry: Entry) -> Tally:
    """The line once this was entered; the first number stays through recounts."""
    if entry.quantity is None:
        return Tally()
    seq, at = entry.moment.seq, entry.moment.at
    quantity, since = entry.quantity, seq
    if entry.is_part and entry.round == tally.round:
        quantity += tally.quantity or 0
        since = min(seq, tally.since_seq or seq)
        if (tally.counted_at_seq or 0) > seq:
            seq, at = tally.counted_at_seq or 0, tally.counted_at or at
    counted = replace(
        tally,
        round=entry.round,
        quantity=quantity,
        counted_at_seq=seq,
        since_seq=since,
        counted_at=at,
        in_carts=entry.in_carts,
        at_till=None if entry.in_carts else 0,
        person=entry.person,
    )
    return replace(counted, first_quantity=quantity, first_person=entry.person) if entry.round == 1 else counted


def entries_of(tally: Tally) -> list[Entry]:
    """The fewest entries that make this of a line: what stands again once the number after it was taken back."""
    if tally.counted_at_seq is None or tally.since_seq is None or tally.counted_at is None:
        return []
    since, counted = Moment(tally.since_seq, tally.counted_at), Moment(tally.counted_at_seq, tally.counted_at)
    made = [] if tally.round == 1 else [Entry(1, tally.first_quantity, since, 0, tally.first_person)]
    if tally.since_seq < tally.counted_at_seq:
        made.append(Entry(tally.round, 0, since, 0, tally.person))
    made.append(Entry(tally.round, tally.quantity, counted, tally.in_carts, tally.person, tally.since_seq < tally.counted_at_seq))
    return made


class Flag(StrEnum):
    """Why a line should be looked at again."""

    MOVED = "moved"
    PARTS = "parts"
    CARTS = "carts"


FLAG_TITLES = {
    Flag.MOVED: N_("Moved while it was counted"),
    Flag.PARTS: N_("Moved between two parts of it"),
    Flag.CARTS: N_("Some stood in carts"),
}


def is_within(difference: int, value: int | None, book: int, settings: Settings, *, is_weighed: bool) -> bool:
    """Whether a difference is small enough to be taken as it is, in money and in quantity: of weighed goods in percent of the books."""
    few = abs(book) * settings.count_weighed_tolerance // 10_000 if is_weighed else settings.count_tolerance
    return abs(difference) <= few and abs(value or 0) <= settings.count_money_tolerance


class CountClosed(ShopError):
    """The count was posted or put away meanwhile."""

    def sentence(self) -> str:
        """Say so."""
        return _("This count is not open any more: it was posted or put away. What was entered before is kept; nothing was changed now.")


class CountWaits(ShopError):
    """The count waits for approval: nothing is entered any more."""

    def sentence(self) -> str:
        """Say so."""
        return _("This count waits for approval. Nothing was changed. It can be given back to be counted on.")


class NothingToCount(ShopError):
    """No goods are in the scope."""

    def sentence(self) -> str:
        """Say so."""
        return _("There are no goods in what was chosen. No count was started.")


class NothingCounted(ShopError):
    """A count without a number can't be posted."""

    def sentence(self) -> str:
        """Say so."""
        return _("Nothing is counted yet. Nothing was booked.")


class CountTooLarge(ShopError):
    """A number below zero or beyond all measure."""

    def sentence(self) -> str:
        """Say what is possible."""
        return _("A count is zero or more, and not beyond 999,999. Nothing was entered.")


class SameHand(ShopError):
    """A recount is done by someone else where there is someone else."""

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person

    def sentence(self) -> str:
        """Name who counted first."""
        return _("{person} counted this first: someone else counts it again. Nothing was entered.").format(person=self.person)


class RecountsLeft(NamesGoods):
    """Lines that should be counted again are left."""

    def sentence(self) -> str:
        """Name the first of them."""
        text = _("{count} lines are to be counted again: {names}. Count them, or post without. Nothing was booked.")
        return text.format(count=len(self.names), names=self.listed)


class CartsAsked(NamesGoods):
    """Goods stood in carts when they were counted, and nobody said yet where."""

    def sentence(self) -> str:
        """Name the first of them."""
        return _("Say of each whether what stood in carts was on the shelf or at the till: {names}. Nothing was booked.").format(
            names=self.listed
        )


class CountedSince(NamesGoods):
    """A count can't be taken back once another of the same goods was posted after it."""

    def sentence(self) -> str:
        """Name the first of them."""
        text = _("Another count of these was posted since: {names}. Take that one back first. Nothing was changed.")
        return text.format(names=self.listed)


class NoTime(ShopError):
    """Numbers from paper or a file without a time."""

    def sentence(self) -> str:
        """Say what is needed."""
        return _("Say when this was counted: the file carries no time. Nothing was entered.")


class NoWalk(ShopError):
    """A count in whose order nothing can be kept."""

    def sentence(self) -> str:
        """Say when there is one."""
        return _(
            "There is no order to keep: the goods of this count have shelf positions, or none of them was scanned. Nothing was changed."
        )
