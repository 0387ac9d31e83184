"""A product's books as a plain list of moves, driven by the pure rules: what tests of cost read like."""

from dataclasses import dataclass, field

from jxc_desktop.domain.costing import Balance, Shortage, UnknownMove, issue, make_known, price_rate, receive
from jxc_desktop.domain.money import UNIT
from jxc_desktop.domain.quantity import ONE


@dataclass
class Book:
    """One product. Quantities and money as people say them; `price` is the purchase price on file."""

    price: float | None = None
    balance: Balance = field(default_factory=Balance)
    moves: list[tuple[int, int]] = field(default_factory=list)
    true_ups: list[tuple[int, int]] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)
    unknown: list[UnknownMove] = field(default_factory=list)

    @property
    def file_rate(self):
        return None if self.price is None else price_rate(round(self.price * UNIT))

    def out(self, quantity):
        """Goods leave; returns what they cost."""
        before = len(self.moves)
        self.balance, rows = issue(self.balance, round(quantity * ONE), self.file_rate)
        for row in rows:
            if row.is_provisional:
                self.shortages.append(Shortage(len(self.moves), -row.quantity, -row.value))
            elif not row.is_cost_known:
                self.unknown.append(UnknownMove(len(self.moves), row.quantity))
            self.moves.append((row.quantity, row.value))
        return -sum(value for _quantity, value in self.moves[before:]) / UNIT

    def take(self, quantity, value):
        """Goods come in for a sum (None: nobody knows); returns the sum of the true-ups."""
        base = round(quantity * ONE)
        money = None if value is None else round(value * UNIT)
        before = len(self.true_ups)
        if self.balance.rate is None and money is not None:
            self.balance, learned = make_known(self.balance, self.unknown, (money, base))
            self.true_ups += [(-1 if row.move_id is None else row.move_id, row.value) for row in learned]
            self.unknown = []
        receipt = receive(self.balance, self.shortages, base, money, self.file_rate)
        self.balance = receipt.balance
        touched = {shortage.move_id: shortage for shortage in receipt.touched}
        self.shortages = [s for old in self.shortages if (s := touched.get(old.move_id, old)).quantity]
        self.moves.append((base, receipt.value))
        self.true_ups += [(-1 if row.move_id is None else row.move_id, row.value) for row in receipt.true_ups]
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
        quantity = sum(quantity for quantity, _value in self.moves)
        return quantity, sum(value for _quantity, value in self.moves) + sum(value for _move, value in self.true_ups)
