"""What one person enters into a count, from the moment the screen shows it: numbers that are shown before they are stored.

A number becomes a line at once, by the same fold that the shop file keeps, and goes to the writer thread. Until it is stored
the line stands here; then the file's line is the truth again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from jxc_desktop.domain.counts import Entry, Moment, Source, after
from jxc_desktop.domain.products import Product
from jxc_desktop.operations.counts import answer_carts, enter, take_entry_back
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.count_entry import InHand, in_hand
from jxc_desktop.queries.counts import CountRow
from jxc_desktop.queries.view import View

Key = tuple[int, int]


class Twice(StrEnum):
    """What becomes of a number for goods that were counted before: nobody said yet, it is added, it takes the place of that."""

    UNSAID = ""
    ADD = "add"
    REPLACE = "replace"


class TakesSaves(Protocol):
    """What stores the numbers."""

    def add(self, key: Key, work: Callable[[Work], object]) -> int:
        """Store this soon, in order; its number."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is to be entered: base quantity, the moment it speaks of, and where it comes from.

    `round_no` 0 is the round that the line is in.
    """

    quantity: int
    moment: Moment
    is_part: bool = True
    source: Source = Source.SCAN
    sheet_id: int = 0
    round_no: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """Something entered here, that can be taken back: its save, the line before and after, the number.

    `adds` is False where it only says anew what came from here.
    """

    save: int
    before: CountRow
    now: CountRow
    number: Number
    adds: bool = True

    @property
    def key(self) -> Key:
        """Its line."""
        return self.before.product_id, self.before.place_id


class Session:
    """`acts` are what was entered, the last one last; `prior` the lines among them that were counted by somebody before."""

    def __init__(self, saves: TakesSaves) -> None:
        self._saves = saves
        self.begin(0)

    def begin(self, count_id: int) -> None:
        """Another count: nothing was entered here yet."""
        self.count_id = count_id
        self.person = ""
        self.twice = Twice.UNSAID
        self.acts: list[Act] = []
        self.unstored: dict[Key, CountRow] = {}
        self.prior: set[Key] = set()

    # lines

    def look(self, view: View, product: Product, place_id: int, *, is_blind: bool) -> InHand:
        """The line of a product, with what is on its way to the file."""
        hand = in_hand(view, self.count_id, product, place_id, is_blind=is_blind)
        row = self.unstored.get(hand.key)
        return hand if row is None else replace(hand, row=replace(row, position=hand.row.position or row.position))

    def entered_here(self, key: Key) -> int:
        """How much of a line was entered here."""
        return sum(act.number.quantity for act in self.acts if act.key == key and act.adds)

    def is_own(self, key: Key) -> bool:
        """Whether a line has a number from here."""
        return any(act.key == key for act in reversed(self.acts))

    def was_counted(self, hand: InHand) -> bool:
        """Whether somebody counted this line before, other than here."""
        return hand.row.tally.is_counted and not self.is_own(hand.key)

    # numbers

    def adds(self, hand: InHand) -> bool:
        """Whether a further number for this line is added to what is there, as it was said."""
        return not (self.was_counted(hand) and self.twice is Twice.REPLACE)

    def enter(self, hand: InHand, number: Number) -> CountRow:
        """Enter a number; the line as it is now."""
        row = hand.row
        if number.is_part and not number.round_no and self.was_counted(hand):
            self.prior.add(hand.key)
        is_now = number.moment.seq >= hand.moment.seq
        # What carts held at a time gone by the file knows; the line says so once it is stored.
        held = hand.in_carts if number.moment.at >= hand.moment.at else 0
        now = self.unstored[hand.key] = self._with(row, number, held, hand.level if is_now else None)
        save = self._saves.add(hand.key, _entering(self.count_id, hand.key, number, self.person))
        self.acts.append(Act(save, row, now, number))
        return now

    def _with(self, row: CountRow, number: Number, held: int, book: int | None) -> CountRow:
        entry = Entry(row.tally.round_of(number.round_no), number.quantity, number.moment, held, self.person, number.is_part)
        return replace(row, tally=after(row.tally, entry), book=book)

    def take_back(self, key: Key | None = None) -> Act | None:
        """Take the last number back, of all or of a line; None when nothing was entered here."""
        act = next((act for act in reversed(self.acts) if key in (None, act.key)), None)
        if act is None:
            return None
        self.acts.remove(act)
        self.unstored[act.key] = act.before
        self._saves.add(act.key, _taking_back(self.count_id, act.key))
        if not self.is_own(act.key):
            self.prior.discard(act.key)
        return act

    def revise(self, hand: InHand, acts: int, number: Number) -> CountRow:
        """Say another number instead of the last so many of this line."""
        before = hand.row
        for _act in range(acts):
            act = self.take_back(hand.key)
            before = before if act is None else act.before
        return self.enter(replace(hand, row=before), number)

    def correct(self, hand: InHand, number: Number) -> CountRow:
        """Say another number instead of the last of this line; it is a part where that was one."""
        last = next(act for act in reversed(self.acts) if act.key == hand.key)
        return self.revise(hand, 1, replace(number, is_part=last.number.is_part))

    def replace_prior(self) -> list[Key]:
        """What was counted before is counted anew: the numbers from here take its place. The lines."""
        keys = sorted(self.prior)
        for key in keys:
            last = next(act for act in reversed(self.acts) if act.key == key)
            row = self.unstored.get(key, last.now)
            number = Number(self.entered_here(key), last.number.moment, is_part=False)
            self.unstored[key] = self._with(row, number, row.tally.in_carts, None)
            save = self._saves.add(key, _entering(self.count_id, key, number, self.person))
            self.acts.append(Act(save, row, self.unstored[key], number, adds=False))
        self.prior.clear()
        return keys

    def answer_carts(self, key: Key, at_till: int) -> None:
        """Say how much of what carts held had left the shelf."""
        row = self.unstored.get(key)
        if row is not None:
            self.unstored[key] = replace(row, tally=replace(row.tally, at_till=at_till))
        self._saves.add(key, _answering(self.count_id, key, at_till))

    # what became of them

    def on_stored(self, key: Key) -> None:
        """The file's line is the truth again."""
        self.unstored.pop(key, None)

    def on_refused(self, save: int, key: Key) -> None:
        """A number that was refused was never entered."""
        self.acts = [act for act in self.acts if act.save != save]
        self.unstored.pop(key, None)


def _entering(count_id: int, key: Key, number: Number, person: str) -> Callable[[Work], object]:
    product, place = key
    return lambda work: enter(
        work,
        count_id,
        product,
        number.quantity,
        place_id=place,
        moment=number.moment,
        is_part=number.is_part,
        source=number.source,
        person=person,
        sheet_id=number.sheet_id,
        round_no=number.round_no,
    )


def _taking_back(count_id: int, key: Key) -> Callable[[Work], object]:
    return lambda work: take_entry_back(work, count_id, key[0], place_id=key[1])


def _answering(count_id: int, key: Key, at_till: int) -> Callable[[Work], object]:
    return lambda work: answer_carts(work, count_id, key[0], at_till, place_id=key[1])
