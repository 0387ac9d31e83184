"""The result of a posted count (盘点结果): what was right, over and missing, how exactly places and people count.

Quantities in 1/1000 of the base unit, money in 1/10000, rates in 1/100 percent. Goods that were counted for the first time had
no book quantity: they set up the stock, and are neither right nor wrong.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jxc_desktop.domain.money import half_up
from jxc_desktop.i18n import _

WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A line of a posted count. `present` is what was on the shelf and at the till already; `round` 0: not counted, set to zero.

    `moved` is what the posting booked: 0 too where a newer count had settled it. `value` is what that was worth. `between` is what the
    goods moved from the moment of the first number to that of the one that stands.
    """

    line_no: int
    product_id: int
    code: str
    name: str
    unit: str
    place: str
    round: int
    book: int
    first_quantity: int
    quantity: int
    present: int
    moved: int
    value: int
    is_first: bool
    is_flagged: bool
    counted_at: datetime
    person: str
    first_person: str
    reason: str
    barcode: str = ""
    spec: str = ""
    category: str = ""
    between: int = 0

    @property
    def difference(self) -> int:
        """Over (above zero) or missing (below)."""
        return self.present - self.book

    @property
    def is_corrected(self) -> bool:
        """Whether the recount came to another number than the first count, with what was sold or came between the two."""
        return self.round > 1 and self.first_quantity + self.between not in (self.quantity, self.present)

    @property
    def at_till(self) -> int:
        """What had left the shelf for the till already."""
        return self.present - self.quantity

    @property
    def is_older(self) -> bool:
        """Whether it moved nothing because a newer count had settled it."""
        return bool(self.difference) and not self.moved

    @property
    def said(self) -> str:
        """What else there is to know, in words."""
        words = (
            (not self.round, _("Not counted, set to zero")),
            (self.is_older, _("A newer count had settled it: nothing was booked")),
            (self.is_first, _("Stock was set up by it")),
            (self.is_flagged, _("Was to be looked at")),
        )
        return " · ".join(text for is_so, text in words if is_so)


@dataclass(frozen=True, slots=True)
class Sums:
    """What some lines add up to; `title` is whose: a place, a person. `missing_quantity` and `loss` are below zero.

    `first` are the lines that were counted for the first time, `first_value` what they brought in: no part of the others.
    """

    title: str
    lines: int
    first: int
    first_value: int
    right: int
    over: int
    over_quantity: int
    gain: int
    missing: int
    missing_quantity: int
    loss: int
    recounted: int
    corrected: int

    @property
    def net(self) -> int:
        """What went missing (below zero) or was over in all, in money."""
        return self.gain + self.loss

    @property
    def accuracy(self) -> int | None:
        """Lines that were right, of those that had a book quantity; None without any."""
        return rate_of(self.right, self.lines - self.first)

    @property
    def held(self) -> int:
        """First numbers that the recount proved."""
        return self.recounted - self.corrected

    @property
    def held_rate(self) -> int | None:
        """First numbers that the recount proved, of those counted again; None without any."""
        return rate_of(self.held, self.recounted)


@dataclass(frozen=True, slots=True)
class PastCount:
    """A count of before, or this one among them, to compare: `gain` and `loss` (below zero) in money.

    `worth` is what the counted goods were worth on the books just before it was posted.
    """

    number: str
    name: str
    day: date
    lines: int
    first: int
    right: int
    gain: int
    loss: int
    worth: int = 0
    count_id: int = 0
    document_id: int = 0

    @property
    def net(self) -> int:
        """What went missing (below zero) or was over, in money."""
        return self.gain + self.loss

    @property
    def accuracy(self) -> int | None:
        """Lines that were right, of those that had a book quantity; None without any."""
        return rate_of(self.right, self.lines - self.first)

    @property
    def net_rate(self) -> int | None:
        """The net as a share of what the goods were worth: below zero it is shrinkage; None where they were worth nothing."""
        return rate_of(self.net, self.worth)


@dataclass(frozen=True, slots=True)
class CountResult:
    """A posted count as it is shown, printed and kept. `scope` in words; `left` are the lines of its list that were not counted.

    `lines` in the order of the list; `past` the last counts, the newest first, without this one. Without `has_money` all money is 0:
    who asked may not see costs.
    """

    number: str
    count_number: int
    name: str
    scope: str
    is_blind: bool
    started_at: datetime
    started_by: str
    posted_at: datetime
    posted_by: str
    day: date
    people: tuple[str, ...]
    gain_number: str
    loss_number: str
    reversed_by: str
    remark: str
    left: int
    lines: tuple[CountedLine, ...]
    past: tuple[PastCount, ...]
    worth: int = 0
    count_id: int = 0
    document_id: int = 0
    has_money: bool = True

    @property
    def as_past(self) -> PastCount:
        """This count as one among others."""
        sums = self.sums
        facts = (self.number, self.name, self.day, sums.lines, sums.first, sums.right, sums.gain, sums.loss)
        return PastCount(*facts, self.worth, self.count_id, self.document_id)

    @property
    def sums(self) -> Sums:
        """All of it."""
        return sums_of("", self.lines)

    @property
    def by_place(self) -> tuple[Sums, ...]:
        """Place by place."""
        return grouped(self.lines, lambda line: line.place)

    @property
    def by_person(self) -> tuple[Sums, ...]:
        """By who counted first: their number is the one that a recount proves or corrects. What nobody counted is nobody's."""
        return grouped([line for line in self.lines if line.round], lambda line: line.first_person)

    @property
    def differing(self) -> tuple[CountedLine, ...]:
        """The lines with a difference, the one that weighs most in money first."""
        found = [line for line in self.lines if line.difference and not line.is_first]
        return tuple(sorted(found, key=lambda line: (-abs(line.value), -abs(line.difference), line.line_no)))


def sums_of(title: str, lines: Sequence[CountedLine]) -> Sums:
    """What lines add up to."""
    known = [line for line in lines if not line.is_first]
    over, missing = ([line for line in known if line.difference * sign > 0] for sign in (1, -1))
    return Sums(
        title,
        lines=len(lines),
        first=len(lines) - len(known),
        first_value=sum(line.value for line in lines if line.is_first),
        right=len(known) - len(over) - len(missing),
        over=len(over),
        over_quantity=sum(line.difference for line in over),
        gain=sum(line.value for line in over),
        missing=len(missing),
        missing_quantity=sum(line.difference for line in missing),
        loss=sum(line.value for line in missing),
        recounted=sum(1 for line in lines if line.round > 1),
        corrected=sum(1 for line in lines if line.is_corrected),
    )


def grouped(lines: Iterable[CountedLine], key: Callable[[CountedLine], str]) -> tuple[Sums, ...]:
    """What lines add up to, each group by itself, in the order of their titles."""
    groups: dict[str, list[CountedLine]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return tuple(sums_of(title, groups[title]) for title in sorted(groups))


def rate_of(part: int, whole: int) -> int | None:
    """A share in 1/100 percent, half up; None of nothing."""
    return half_up(part * WHOLE, whole) if whole else None
