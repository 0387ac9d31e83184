"""A product's books by plain reckoning, for the stories to compare with: fractions, and nothing of the program's rules.

Money in 1/10000, quantities in 1/1000, as in the books.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

UNIT, PIECE = 10_000, 1_000
FINE = 10**9
"""Pieces of one delivery among the others are followed to a billionth of a thousandth, cut down."""


def nearest(exact: Fraction) -> int:
    """The next whole number; from the middle it goes away from zero."""
    whole = floor(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def part_of(value: int, quantity: int, of: int) -> int:
    """What a quantity is worth when `of` is worth the value."""
    return nearest(Fraction(value * quantity, of))


@dataclass
class Row:
    """A move: signed quantity and value, what was added to it later (None: nothing yet)."""

    quantity: int
    value: int
    is_known: bool = True
    is_opening: bool = False
    later: int | None = None


@dataclass
class Owed:
    """Pieces that were sold below zero by one move and did not come yet, and what was booked for them."""

    position: int
    quantity: int
    booked: int


@dataclass(eq=False)
class Delivery:
    """What one document brought of a product, in all its versions: where its pieces are, and what they cost.

    `here` and `gone` (by the move they left with) count 1/`FINE` of 1/1000; `added` is what came to its cost later and what
    went back at its own rate, (quantity, value).
    """

    positions: list[int] = field(default_factory=list)
    here: int = 0
    gone: dict[int, int] = field(default_factory=dict)
    added: tuple[int, int] = (0, 0)

    def lose(self, share: int, position: int) -> None:
        """So much of it left with a move."""
        self.here -= share
        if share:
            self.gone[position] = self.gone.get(position, 0) + share

    def add(self, quantity: int, value: int) -> None:
        """It costs so much more, or so much of it went back."""
        self.added = self.added[0] + quantity, self.added[1] + value


@dataclass
class Book:
    """One product. `price` is the purchase price on file, as people say it."""

    price: float | None = None
    quantity: int = 0
    value: int = 0
    rate: Fraction | None = None
    moves: list[Row] = field(default_factory=list)
    corrections: list[int] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def best_rate(self) -> Fraction | None:
        """A piece's cost: the average of what lies here, else the last that was known, else the price on file."""
        if self.rate is None:
            return self._price_rate()
        return Fraction(self.value, self.quantity) if self.quantity > 0 else self.rate

    def _price_rate(self) -> Fraction | None:
        return None if self.price is None else Fraction(round(self.price * UNIT), PIECE)

    def worth(self, quantity: int) -> int | None:
        """What so much is worth by now, None when nobody knows."""
        rate = self.best_rate
        return None if rate is None else nearest(rate * quantity)

    def issue(self, quantity: int) -> range:
        """A quantity leaves; returns the positions of its moves: what lies here, and what is only to come."""
        first = len(self.moves)
        price = self._price_rate()
        if self.rate is None and self.quantity > 0 and price is not None:
            self._learn(price)
        here = min(quantity, max(self.quantity, 0))
        if here:
            value = part_of(self.value, here, self.quantity)
            for delivery in self.deliveries:
                all_of_it = here == self.quantity
                delivery.lose(delivery.here if all_of_it else -(-delivery.here * here // self.quantity), len(self.moves))
            if here == self.quantity and self.rate is not None:
                self.rate = self.best_rate
            self._book(Row(-here, -value, self.rate is not None))
        if short := quantity - here:
            booked = self.worth(short)
            self.owed.append(Owed(len(self.moves), short, booked or 0))
            self._book(Row(-short, -(booked or 0), booked is not None))
        return range(first, len(self.moves))

    def receive(self, quantity: int, value: int | None, *, is_opening: bool = False, delivery: Delivery | None = None) -> None:
        """A quantity comes in for a sum (None: nobody knows), of a delivery that is to be followed or of none."""
        if value is None:
            value = self.worth(quantity)
        if value is not None and self.rate is None:
            self._learn(Fraction(value, quantity))
        covered = min(quantity, max(-self.quantity, 0))
        if value is None:
            booked = sum(part for _position, _done, part in self._cover(covered, delivery))
            self._arrive(delivery, quantity - covered)
            self._book(Row(quantity, booked, is_known=False, is_opening=is_opening))
            return
        paid = 0
        cost = part_of(value, covered, quantity)
        for position, done, booked in self._cover(covered, delivery):
            due = part_of(cost, done, covered)
            self._correct(position, booked - (due - paid))
            paid = due
        self._arrive(delivery, quantity - covered)
        self._book(Row(quantity, value, is_opening=is_opening))
        self.rate = Fraction(self.value, self.quantity) if self.quantity > 0 else Fraction(value, quantity)

    def _arrive(self, delivery: Delivery | None, left: int) -> None:
        if delivery is not None:
            if delivery not in self.deliveries:
                self.deliveries.append(delivery)
            delivery.positions.append(len(self.moves))
            delivery.here += left * FINE

    def send_back(self, quantity: int, delivery: Delivery) -> range:
        """Pieces of a delivery leave: those still here at what it cost, the rest like any other."""
        first = len(self.moves)
        price = self._price_rate()
        if self.rate is None and self.quantity > 0 and price is not None:
            self._learn(price)
        own = [self.moves[position] for position in delivery.positions]
        worth = sum(row.value + (row.later or 0) for row in own) + delivery.added[1]
        pieces = sum(row.quantity for row in own) + delivery.added[0]
        part = min(delivery.here // FINE, quantity, max(self.quantity, 0))
        if part and pieces > 0 and worth >= 0:
            is_last = part == self.quantity
            value = self.value if is_last else min(part_of(worth, part, pieces), self.value)
            if is_last and self.rate is not None:
                self.rate = self.best_rate
            self._book(Row(-part, -value, self.rate is not None))
            delivery.here -= part * FINE
            delivery.add(-part, -value)
            if is_last:
                for each in self.deliveries:
                    each.here = 0
        else:
            part = 0
        if quantity > part:
            self.issue(quantity - part)
        return range(first, len(self.moves))

    def add_value(self, value: int, delivery: Delivery, of: Delivery | None = None, until: int | None = None) -> int:
        """A sum comes to a delivery later; returns what of it finds no piece.

        `of` is the delivery as it was, where some came to it in the same step; moves from `until` on are of this step and get nothing.
        """
        whose = of or delivery
        pieces = [(None, whose.here), *sorted(whose.gone.items())]
        whole = sum(share for _position, share in pieces)
        here, done, given, parts = 0, 0, 0, {}
        for position, share in pieces:
            done += share
            due = part_of(value, done, whole) if whole else value
            if position is None:
                here = due - given
            else:
                parts[position] = due - given
            given = due
        kept = max(here, -self.value) if self.quantity > 0 else 0
        parts = {position: part for position, part in parts.items() if part and (until is None or position < until)}
        for position, part in parts.items():
            self._correct(position, -part)
        spread = kept + sum(parts.values())
        delivery.add(0, spread)
        self._correct(None, spread)
        if self.quantity > 0:
            self.rate = Fraction(self.value, self.quantity)
        return value - spread

    def _cover(self, covered: int, delivery: Delivery | None = None) -> Iterable[tuple[int, int, int]]:
        """Of the pieces that were owed the oldest come first: the move, how many came so far, what was booked for this part."""
        done = 0
        parts = []
        while done < covered:
            oldest = self.owed[0]
            part = min(oldest.quantity, covered - done)
            booked = part_of(oldest.booked, part, oldest.quantity)
            oldest.quantity -= part
            oldest.booked -= booked
            if delivery is not None:
                delivery.gone[oldest.position] = delivery.gone.get(oldest.position, 0) + part * FINE
            done += part
            parts.append((oldest.position, done, booked))
            if not oldest.quantity:
                del self.owed[0]
        return parts

    def _learn(self, rate: Fraction) -> None:
        """The first cost that anybody says: what lies here is worth it, and so was what left or came back unknown."""
        owed = {each.position: each.quantity for each in self.owed}
        rest = nearest(rate * max(self.quantity, 0))
        for position, move in enumerate(self.moves):
            # What is still to come of it, the move that says the cost settles.
            part = move.quantity + owed.get(position, 0)
            if part and not move.is_known and not move.is_opening and move.later is None:
                added = nearest(rate * part)
                self._correct(position, added)
                rest -= added
        if rest:
            self._correct(None, rest)
        self.rate = rate

    def _book(self, move: Row) -> None:
        self.moves.append(move)
        self.quantity += move.quantity
        self.value += move.value

    def _correct(self, position: int | None, value: int) -> None:
        """Money that is added later: to one move, or to what lies here."""
        self.corrections.append(value)
        self.value += value
        if position is not None:
            self.moves[position].later = (self.moves[position].later or 0) + value

    def cost_of(self, positions: Iterable[int]) -> int | None:
        """What moves cost by now (positive for what left), or None while any of it is unknown."""
        owed = {each.position for each in self.owed}
        total = 0
        for position in positions:
            move = self.moves[position]
            if not move.is_known and (move.later is None or position in owed):
                return None
            total -= move.value + (move.later or 0)
        return total

    @property
    def ledger(self) -> tuple[int, int]:
        """What the moves and all that was added sum to: must be what lies here."""
        return sum(move.quantity for move in self.moves), sum(move.value for move in self.moves) + sum(self.corrections)
