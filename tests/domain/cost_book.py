"""A product's books driven by the pure rules, as the program drives them: what tests of cost read like."""

from dataclasses import dataclass, field

from jxc_desktop.domain.costing import Balance, Shortage, UnknownMove, at_rate, issue, make_known, price_rate, receive
from jxc_desktop.domain.money import UNIT
from jxc_desktop.domain.quantity import ONE


@dataclass
class Row:
    """A move: signed quantity and value, its true-ups so far."""

    quantity: int
    value: int
    is_known: bool = True
    is_opening: bool = False
    true_up: int | None = None


@dataclass
class Book:
    """One product. Quantities and money as people say them; `price` is the purchase price on file."""

    price: float | None = None
    balance: Balance = field(default_factory=Balance)
    moves: list[Row] = field(default_factory=list)
    true_ups: list[tuple[int | None, int]] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)

    @property
    def file_rate(self):
        return None if self.price is None else price_rate(round(self.price * UNIT))

    def issue(self, quantity):
        """A base quantity leaves; returns the positions of its moves."""
        if self.balance.rate is None and self.balance.quantity > 0 and self.file_rate:
            self._learn(self.file_rate)
        before = len(self.moves)
        self.balance, rows = issue(self.balance, quantity, self.file_rate)
        for row in rows:
            if row.is_provisional:
                self.shortages.append(Shortage(len(self.moves), -row.quantity, -row.value))
            self.moves.append(Row(row.quantity, row.value, row.is_cost_known))
        return range(before, len(self.moves))

    def receive(self, quantity, value, *, is_opening=False):
        """A base quantity comes in for a sum (None: nobody knows)."""
        rate = self.balance.known_rate or self.file_rate
        if value is None and rate:
            value = at_rate(rate, quantity)
        if self.balance.rate is None and value is not None:
            self._learn((value, quantity))
        receipt = receive(self.balance, self.shortages, quantity, value, self.file_rate)
        self.balance = receipt.balance
        touched = {shortage.move_id: shortage for shortage in receipt.touched}
        self.shortages = [s for old in self.shortages if (s := touched.get(old.move_id, old)).quantity]
        self._note(receipt.true_ups)
        self.moves.append(Row(quantity, receipt.value, receipt.is_cost_known, is_opening))

    def _learn(self, rate):
        short = {shortage.move_id: shortage.quantity for shortage in self.shortages}
        # What is still short of a move, the receipt settles; goods of unknown cost may have covered the rest of it.
        parts = [(index, move, move.quantity + short.get(index, 0)) for index, move in enumerate(self.moves)]
        unknown = [
            UnknownMove(index, quantity)
            for index, move, quantity in parts
            if quantity and not (move.is_known or move.is_opening or move.true_up is not None)
        ]
        self.balance, true_ups = make_known(self.balance, unknown, rate)
        self._note(true_ups)

    def _note(self, true_ups):
        for row in true_ups:
            self.true_ups.append((row.move_id, row.value))
            if row.move_id is not None:
                move = self.moves[row.move_id]
                move.true_up = (move.true_up or 0) + row.value

    def cost_of(self, positions):
        """What moves cost by now (positive for what left), or None while any of it is unknown."""
        short = {shortage.move_id for shortage in self.shortages}
        total = 0
        for position in positions:
            move = self.moves[position]
            if not move.is_known and (move.true_up is None or position in short):
                return None
            total -= move.value + (move.true_up or 0)
        return total

    def out(self, quantity):
        """Goods leave; returns what was booked for them."""
        return -sum(self.moves[position].value for position in self.issue(round(quantity * ONE))) / UNIT

    def take(self, quantity, value):
        """Goods come in for a sum; returns the sum of the true-ups."""
        before = len(self.true_ups)
        self.receive(round(quantity * ONE), None if value is None else round(value * UNIT))
        return sum(value for _move, value in self.true_ups[before:]) / UNIT

    def come(self, quantity, each):
        """Goods come in at so much a piece; returns the sum of the true-ups."""
        return self.take(quantity, quantity * each)

    @property
    def state(self):
        """Quantity and value."""
        return self.balance.quantity / ONE, self.balance.value / UNIT

    @property
    def ledger(self):
        """What the moves and true-ups sum to: must be the balance."""
        value = sum(move.value for move in self.moves) + sum(value for _move, value in self.true_ups)
        return sum(move.quantity for move in self.moves), value
