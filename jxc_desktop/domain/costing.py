"""Moving weighted average on quantity and value together: what an issue takes, what an inward move brings and settles.

Pure values in, new values and the rows to write out. Money in 1/10000, quantities in 1/1000; a rate is (value, quantity).
Signs hold always: quantity > 0 has value >= 0, 0 has 0, < 0 has <= 0.

What the rules leave open is decided so:
- Cost is known when there is a rate: a balance above zero without one holds goods whose cost nobody ever said (value 0).
- Pieces sold below zero without any rate are booked at 0 and marked unknown; the move that covers them says their cost.
- An inward move of unknown cost takes the average, else the last known rate, else the price on file. Without any of these
  it covers a shortage at what those issues booked (no true-up) and what is left of it enters at 0, unknown.
- Goods of unknown cost take the first rate that comes along: a `true_up` for each of their moves since, one for the rest.
- Several shortages covered by one move share its cost by running total, so that the parts sum to it exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.quantity import ONE

Rate = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Balance:
    """Quantity and value of a product, and the last known rate (None: no cost was ever known)."""

    quantity: int = 0
    value: int = 0
    rate: Rate | None = None

    @property
    def known_rate(self) -> Rate | None:
        """The average above zero, else the last known rate; None when no cost is known."""
        if self.quantity > 0 and self.rate is not None:
            return self.value, self.quantity
        return self.rate


@dataclass(frozen=True, slots=True)
class Shortage:
    """Pieces of one provisional issue that are still to come, and what it booked for them (neither is negative)."""

    move_id: int
    quantity: int
    value: int


@dataclass(frozen=True, slots=True)
class UnknownMove:
    """A move of goods whose cost nobody knew: its id and its signed quantity."""

    move_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Move:
    """A row for the ledger: signed quantity and value. `settles` is the inward move at whose own rate it left."""

    quantity: int
    value: int
    is_provisional: bool = False
    is_cost_known: bool = True
    settles: int | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """Pieces of one inward move that are still in the average: the move's id, how many (1/1000, rounded down), its own rate."""

    move_id: int
    quantity: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class TrueUp:
    """The difference between what an issue booked and what its goods cost (below zero: they cost more).

    `move_id` is the issue; None stands for goods on hand whose cost becomes known.
    """

    move_id: int | None
    value: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an inward move does: its balance, its value, the true-ups, the shortages it touched (quantity 0: settled)."""

    balance: Balance
    value: int
    is_cost_known: bool
    true_ups: tuple[TrueUp, ...] = ()
    touched: tuple[Shortage, ...] = ()


def price_rate(unit_price: int | None) -> Rate | None:
    """A price per base unit as a rate."""
    return None if unit_price is None else (unit_price, ONE)


def at_rate(rate: Rate, quantity: int) -> int:
    """What a quantity is worth at a rate."""
    return half_up(rate[0] * quantity, rate[1])


def issue(balance: Balance, quantity: int, price_on_file: Rate | None = None) -> tuple[Balance, tuple[Move, ...]]:
    """The goods that leave: one move, or two when the issue crosses zero (the remainder, then the provisional rest)."""
    left = balance.quantity
    if left > quantity:
        value = half_up(balance.value * quantity, left)
        return Balance(left - quantity, balance.value - value, balance.rate), (Move(-quantity, -value, False, balance.rate is not None),)
    if left == quantity:
        return Balance(0, 0, balance.known_rate), (Move(-quantity, -balance.value, False, balance.rate is not None),)
    if left <= 0:
        rate = balance.rate or price_on_file
        value = at_rate(rate, quantity) if rate else 0
        return Balance(left - quantity, balance.value - value, balance.rate), (Move(-quantity, -value, True, rate is not None),)
    after, first = issue(balance, left)
    after, rest = issue(after, quantity - left, price_on_file)
    return after, first + rest


def give_back(balance: Balance, quantity: int, own: Own | None, price_on_file: Rate | None = None) -> tuple[Balance, tuple[Move, ...]]:
    """Goods go back out of the inward move that brought them: its own rate for those still in the average, the rest as any issue.

    So a receipt booked by mistake and taken back at once leaves no trace in the average.
    """
    part = 0 if own is None else min(own.quantity, quantity, max(0, balance.quantity))
    if own is None or not part:
        return issue(balance, quantity, price_on_file)
    # The last piece takes what is left of the value; never more leaves than is there.
    value = balance.value if part == balance.quantity else min(at_rate(own.rate, part), balance.value)
    rate = balance.known_rate if part == balance.quantity else balance.rate
    after = Balance(balance.quantity - part, balance.value - value, rate)
    first = Move(-part, -value, is_cost_known=balance.rate is not None, settles=own.move_id)
    if part == quantity:
        return after, (first,)
    after, rest = issue(after, quantity - part, price_on_file)
    return after, (first, *rest)


def receive(
    balance: Balance, shortages: Sequence[Shortage], quantity: int, value: int | None, price_on_file: Rate | None = None
) -> Receipt:
    """The goods that come in as one move, whatever the kind; `value` None when nobody knows their cost.

    `shortages` are the open ones, oldest first; needed below zero only.
    """
    if value is None:
        rate = balance.known_rate or price_on_file
        value = at_rate(rate, quantity) if rate else None
    covered = min(quantity, max(0, -balance.quantity))
    if value is None:
        touched, booked = _as_booked(shortages, covered)
        return Receipt(Balance(balance.quantity + quantity, balance.value + booked), booked, False, (), touched)
    cost = value if covered == quantity else half_up(value * covered, quantity)
    true_ups, touched = _settle(shortages, covered, cost)
    on_hand = balance.quantity + quantity
    worth = balance.value + value + sum(true_up.value for true_up in true_ups)
    rate = (worth, on_hand) if on_hand > 0 else (value, quantity)
    return Receipt(Balance(on_hand, worth, rate), value, True, true_ups, touched)


def make_known(balance: Balance, unknown: Sequence[UnknownMove], rate: Rate) -> tuple[Balance, tuple[TrueUp, ...]]:
    """A product whose cost nobody knew gets a rate: goods on hand take it, and what left or came back unknown since.

    Nothing is added to a shortage here: the move that brings the rate settles it.
    """
    worth = at_rate(rate, balance.quantity) if balance.quantity > 0 else 0
    parts = [TrueUp(move.move_id, at_rate(rate, move.quantity)) for move in unknown]
    rest = worth - sum(part.value for part in parts)
    true_ups = (*parts, TrueUp(None, rest)) if rest else tuple(parts)
    return Balance(balance.quantity, balance.value + worth, rate), true_ups


def _cover(shortage: Shortage, quantity: int) -> tuple[Shortage, int]:
    """What is left of a shortage once some of it came, and what was booked for that part."""
    booked = shortage.value if quantity == shortage.quantity else half_up(shortage.value * quantity, shortage.quantity)
    return Shortage(shortage.move_id, shortage.quantity - quantity, shortage.value - booked), booked


def _settle(shortages: Sequence[Shortage], covered: int, cost: int) -> tuple[tuple[TrueUp, ...], tuple[Shortage, ...]]:
    """Cover shortages oldest first at one rate, `cost` for all of them; a true-up each, 0 where it cost what was booked."""
    true_ups, touched = [], []
    done = paid = 0
    for shortage in shortages:
        if done == covered:
            break
        part = min(shortage.quantity, covered - done)
        left, booked = _cover(shortage, part)
        done += part
        due = half_up(cost * done, covered)
        true_ups.append(TrueUp(shortage.move_id, booked - (due - paid)))
        touched.append(left)
        paid = due
    return tuple(true_ups), tuple(touched)


def _as_booked(shortages: Sequence[Shortage], covered: int) -> tuple[tuple[Shortage, ...], int]:
    """Cover shortages at what they booked: nothing is learned about their cost."""
    touched = []
    total = 0
    for shortage in shortages:
        if not covered:
            break
        part = min(shortage.quantity, covered)
        left, booked = _cover(shortage, part)
        covered -= part
        total += booked
        touched.append(left)
    return tuple(touched), total
