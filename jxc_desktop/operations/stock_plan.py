"""What a document would do to stock and what it costs: the first half of the one door, `operations.stock`.

Levels are read and locked in product order, nothing is written. Inward moves of one document count before its issues; all inward
moves of one product are one move for the cost, each issue is its own, in line order. Services and open-price products have
no moves: their cost is the purchase price on file (a service without one costs nothing, open-price goods are unknown).
Whether a sale below zero is let through is the counter's business; the plan tells what would be left.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import stock as t
from jxc_desktop.db.tables.sales import amendment
from jxc_desktop.db.types import Int64
from jxc_desktop.domain.costing import (
    Balance,
    Move,
    Own,
    Rate,
    Shortage,
    TrueUp,
    UnknownMove,
    at_rate,
    give_back,
    issue,
    make_known,
    price_rate,
    receive,
)
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.whereabouts import LedgerMove, Whereabouts, share_value, whereabouts
from jxc_desktop.operations.work import Work

OPENS = "opening"
RECEIPT = "receipt"
TRANSFER = "transfer"
LATER = "later_value"
TRUE_UP = "true_up"
CLOSES = "opening_undone"
COUNT = "count"
FIRST_COUNT = "first_count"
_OPENS_IF_NEW = frozenset({RECEIPT, FIRST_COUNT})
KEPT = frozenset(str(kind) for kind in Kind if kind.has_stock)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Demand:
    """A wish to move stock: `quantity` signed, in base units; `kind` as in the ledger; the document's line.

    What comes in says its `value` (money for all of it) or its `rate`; with neither its cost is unknown. What goes out is
    valued here; `out_of` is the receipt (its document) that it goes back from. A transfer has two demands, one a place: it
    moves no value. `as_of` is the earlier place in the order of truth that it speaks of (`late_goods`); a first count that is
    taken back `closes`: the product's stock is not set up any more.
    """

    product_id: int
    quantity: int
    kind: str
    line_no: int
    rate: Rate | None = None
    value: int | None = None
    place_id: int | None = None
    lot: int = 0
    out_of: int | None = None
    as_of: int | None = None
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """A value (signed) that comes to the goods of an earlier receipt, by its document: freight, a fee, another price."""

    product_id: int
    out_of: int
    value: int
    line_no: int


@dataclass(frozen=True, slots=True)
class LaterMoved:
    """What a later value does: to the stock, to each issue since (move id, value), and what finds no piece to go to."""

    stock: int
    issues: tuple[tuple[int, int], ...]
    difference: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What a demand does: its signed value, and what is left of the product in the whole shop once it is done."""

    value: int
    is_provisional: bool
    is_cost_known: bool
    on_hand_after: int
    was_unopened: bool


@dataclass(slots=True)
class Account:
    """One product while a plan is made; `below_zero` is its own policy, empty where the shop's counts."""

    balance: Balance
    opened_seq: int
    kind: str
    keeps_stock: bool
    price: Rate | None
    below_zero: str
    no_discount: bool
    opens: bool = False
    closes: bool = False
    is_touched: bool = False


@dataclass(slots=True)
class Plan:
    """What a document will do to stock; `results` in the order of its demands."""

    results: list[Moved]
    later: list[LaterMoved] = field(default_factory=list)
    moves: list[dict[str, Any]] = field(default_factory=list)
    true_ups: list[dict[str, Any]] = field(default_factory=list)
    accounts: dict[int, Account] = field(default_factory=dict)
    touched: list[Shortage] = field(default_factory=list)
    has_shortage: bool = False
    has_as_of: bool = False


_READ = (
    select(
        p.product.c.id,
        p.product.c.kind,
        p.product.c.purchase_price,
        p.product.c.below_zero,
        p.product.c.no_discount,
        t.stock_value.c.quantity,
        t.stock_value.c.value,
        t.stock_value.c.rate_value,
        t.stock_value.c.rate_quantity,
        t.stock_value.c.opened_seq,
    )
    .outerjoin_from(p.product, t.stock_value, t.stock_value.c.product_id == p.product.c.id)
    .order_by(p.product.c.id)
    .with_for_update(of=p.product)
)


@cache
def _read(size: int) -> Prepared:
    """The read of so many products."""
    return Prepared(_READ.where(p.product.c.id.in_([bindparam(f"id_{i}", type_=Int64) for i in range(size)])))


_SHORTAGES = (
    select(t.shortage.c.product_id, t.shortage.c.move_id, t.shortage.c.quantity, t.shortage.c.value)
    .where(t.shortage.c.product_id.in_(bindparam("ids", expanding=True)))
    .order_by(t.shortage.c.move_id)
)
_LATER = t.stock_move.alias("later")
# What is still short of a move, the receipt settles; goods of unknown cost that came back may have covered the rest of it.
_NOT_SHORT = t.stock_move.c.quantity + func.coalesce(t.shortage.c.quantity, 0)
_UNKNOWN = (
    select(t.stock_move.c.product_id, t.stock_move.c.id, _NOT_SHORT)
    .outerjoin_from(t.stock_move, t.shortage, t.shortage.c.move_id == t.stock_move.c.id)
    .where(
        t.stock_move.c.product_id.in_(bindparam("ids", expanding=True)),
        t.stock_move.c.is_cost_known == 0,
        t.stock_move.c.kind != OPENS,
        _NOT_SHORT != 0,
        ~select(1).where(_LATER.c.product_id == t.stock_move.c.product_id, _LATER.c.settles == t.stock_move.c.id).exists(),
    )
)


_HISTORY = Prepared(
    select(
        t.stock_move.c.id,
        t.stock_move.c.quantity,
        t.stock_move.c.value,
        t.stock_move.c.kind,
        t.stock_move.c.settles,
        t.stock_move.c.document_id,
    )
    .where(t.stock_move.c.product_id == bindparam("product"))
    .order_by(t.stock_move.c.posted_seq, t.stock_move.c.id)
)


_FORMER = Prepared(select(amendment.c.sale_id).where(amendment.c.id == bindparam("document")))
_PLANNED = 1 << 62
"""Rows of the plan itself have no ids yet: they are numbered from here on."""


def chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Ids in parts that one statement can name."""
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def versions_of(work: Work, document_id: int) -> set[int]:
    """The document and those whose place it took."""
    found: set[int] = set()
    former: int | None = document_id
    while former is not None:
        found.add(former)
        former = _FORMER.value(work.connection, {"document": former})
    return found


def _accounts(work: Work, ids: Sequence[int]) -> dict[int, Account]:
    found = {}
    for some in chunks(ids):
        # Few sizes, few statements: what is missing up to the next power of two names the last product again.
        size = 1 << (len(some) - 1).bit_length()
        wanted = {f"id_{i}": some[min(i, len(some) - 1)] for i in range(size)}
        for row in _read(size).rows(work.connection, wanted):
            product_id, kind, price, below_zero, no_discount, quantity, value, rate_value, rate_quantity, opened = row
            rate = None if rate_quantity is None else (rate_value, rate_quantity)
            balance = Balance() if quantity is None else Balance(quantity, value, rate)
            found[product_id] = Account(balance, opened or 0, kind, kind in KEPT, price_rate(price), below_zero, bool(no_discount))
    return found


def _open_shortages(work: Work, ids: Sequence[int]) -> dict[int, list[Shortage]]:
    found: dict[int, list[Shortage]] = {}
    for some in chunks(ids):
        for product_id, move_id, quantity, value in work.connection.execute(_SHORTAGES, {"ids": some}):
            found.setdefault(product_id, []).append(Shortage(move_id, quantity, value))
    return found


def _unknown_moves(work: Work, ids: Sequence[int]) -> dict[int, list[UnknownMove]]:
    found: dict[int, list[UnknownMove]] = {}
    for some in chunks(ids):
        for product_id, move_id, quantity in work.connection.execute(_UNKNOWN, {"ids": some}):
            found.setdefault(product_id, []).append(UnknownMove(move_id, quantity))
    return found


class _Planner:
    """Walks the demands of one document and collects what they do."""

    def __init__(self, work: Work, demands: Sequence[Demand], later: Sequence[Later] = ()) -> None:
        self.work = work
        self.place_id = work.place_id
        self.demands = demands
        self.accounts = _accounts(work, sorted({demand.product_id for demand in demands} | {wish.product_id for wish in later}))
        self.results: list[Moved | None] = [None] * len(demands)
        self.plan = Plan([], accounts=self.accounts)
        self._history: dict[int, list[Any]] = {}
        inward = self._inward()
        below = [i for i in inward if self.accounts[i].balance.quantity < 0]
        self.shortages = _open_shortages(work, below) if below else {}
        unsaid = self._unsaid(inward)
        self.unknown = _unknown_moves(work, unsaid) if unsaid else {}
        for product_id, indexes in inward.items():
            self._receive(product_id, indexes)
        for index, demand in enumerate(demands):
            if demand.kind == TRANSFER:
                self.results[index] = self._transfer(demand)
            elif demand.quantity <= 0:
                self.results[index] = self._issue(demand)
        for wish in later:
            self.plan.later.append(self._later(wish))

    def _inward(self) -> dict[int, list[int]]:
        """Product to its demands that bring goods."""
        found: dict[int, list[int]] = {}
        for index, demand in enumerate(self.demands):
            if demand.quantity > 0 and demand.kind != TRANSFER:
                found.setdefault(demand.product_id, []).append(index)
        return found

    def _unsaid(self, inward: Mapping[int, Any]) -> list[int]:
        """Products whose cost nobody knew so far and may be learned now."""
        return [
            i
            for i, account in self.accounts.items()
            if account.balance.rate is None and (i in inward or (account.balance.quantity > 0 and account.price))
        ]

    def _receive(self, product_id: int, indexes: Sequence[int]) -> None:
        account = self.accounts[product_id]
        if not account.keeps_stock:
            for index in indexes:
                self.results[index] = self._without_stock(account, self.demands[index])
            return
        demands = [self.demands[index] for index in indexes]
        was_unopened = account.opened_seq == 0
        said = self._values(account, demands)
        quantity = sum(demand.quantity for demand in demands)
        value = None if said is None else sum(said)
        if account.balance.rate is None and value is not None:
            self._learn(product_id, account, (value, quantity), demands[0])
        receipt = receive(account.balance, self.shortages.get(product_id, ()), quantity, value, account.price)
        for row in receipt.true_ups:
            self._true_up(product_id, row, demands[0])
        self.plan.touched += receipt.touched
        account.balance = receipt.balance
        values = said if said is not None else _spread(receipt.value, [demand.quantity for demand in demands])
        for index, demand, part in zip(indexes, demands, values, strict=True):
            self._row(demand, Move(demand.quantity, part, is_cost_known=receipt.is_cost_known), account)
            self.results[index] = Moved(part, False, receipt.is_cost_known, account.balance.quantity, was_unopened)

    def _values(self, account: Account, demands: Sequence[Demand]) -> list[int] | None:
        """What each inward demand is worth; None when any has no cost and none can be found."""
        fallback = account.balance.known_rate or account.price
        found = []
        for demand in demands:
            rate = demand.rate or fallback
            if demand.value is not None:
                found.append(demand.value)
            elif rate is not None:
                found.append(at_rate(rate, demand.quantity))
            else:
                return None
        return found

    def _issue(self, demand: Demand) -> Moved:
        account = self.accounts[demand.product_id]
        was_unopened = account.opened_seq == 0
        if not account.keeps_stock:
            return self._without_stock(account, demand)
        if demand.quantity == 0:
            self._mark(demand, account)
            return Moved(0, False, True, account.balance.quantity, was_unopened)
        if account.balance.rate is None and account.price and account.balance.quantity > 0:
            self._learn(demand.product_id, account, account.price, demand)
        if demand.out_of is None:
            account.balance, rows = issue(account.balance, -demand.quantity, account.price)
        else:
            own = self._own(demand.product_id, demand.out_of)
            account.balance, rows = give_back(account.balance, -demand.quantity, own, account.price)
        for row in rows:
            self._row(demand, row, account)
        first, last = rows[0], rows[-1]
        value = first.value if first is last else sum([row.value for row in rows])
        return Moved(value, last.is_provisional, first.is_cost_known and last.is_cost_known, account.balance.quantity, was_unopened)

    def _transfer(self, demand: Demand) -> Moved:
        account = self.accounts[demand.product_id]
        if account.keeps_stock:
            # What stands at a place has a value row from then on, if only of nothing.
            self._row(demand, Move(demand.quantity, 0), account)
        return Moved(0, False, True, account.balance.quantity, account.opened_seq == 0)

    def _own(self, product_id: int, document_id: int) -> Own | None:
        """What of a receipt's goods is still in the average, at the rate they came with (later values included)."""
        history, sources = self._of_receipt(product_id, document_id)
        if not sources:
            return None
        where = _where(history, sources)
        # What went back at this rate is gone from it, what came later to it is part of it.
        own = [row for row in history if row[0] in sources or row[4] in sources]
        value, quantity = sum(row[2] for row in own), sum(row[1] for row in own)
        return Own(min(sources), where.whole, (value, quantity)) if where.whole and quantity > 0 and value >= 0 else None

    def _of_receipt(self, product_id: int, document_id: int) -> tuple[list[Any], frozenset[int]]:
        """The product's ledger with what is planned so far, and the rows by which this receipt, in all its versions, brought it."""
        if product_id not in self._history:
            self._history[product_id] = _HISTORY.rows(self.work.connection, {"product": product_id})
        planned = [row for row in self.plan.moves + self.plan.true_ups if row["product_id"] == product_id]
        history = self._history[product_id] + [
            (_PLANNED + number, row["quantity"], row["value"], row["kind"], row["settles"], None) for number, row in enumerate(planned)
        ]
        versions = versions_of(self.work, document_id)
        return history, frozenset(row[0] for row in history if row[5] in versions and row[1] > 0 and row[3] != TRANSFER)

    def _later(self, wish: Later) -> LaterMoved:
        account = self.accounts[wish.product_id]
        history, sources = self._of_receipt(wish.product_id, wish.out_of)
        if not sources or not account.keeps_stock:
            return LaterMoved(0, (), wish.value)
        stock, by_issue = share_value(wish.value, _where(history, sources))
        balance = account.balance
        # Where nothing is on hand there is nothing to be worth it; a rebate takes no more than there is.
        kept = 0 if balance.quantity <= 0 else max(stock, -balance.value)
        issues = tuple((move_id, value) for move_id, value in sorted(by_issue.items()) if move_id < _PLANNED)
        spread = kept + sum(value for _move, value in issues)
        demand = Demand(wish.product_id, 0, LATER, wish.line_no)
        self._value_row(demand, LATER, spread, min(sources))
        for move_id, value in issues:
            self._value_row(demand, TRUE_UP, -value, move_id)
        worth = balance.value + kept
        rate = (worth, balance.quantity) if balance.quantity > 0 else balance.rate
        account.balance = Balance(balance.quantity, worth, rate)
        account.is_touched = True
        return LaterMoved(kept, issues, wish.value - spread)

    def _without_stock(self, account: Account, demand: Demand) -> Moved:
        """Services and open-price products: a cost, no move."""
        if demand.value is not None:
            return Moved(demand.value, False, True, 0, False)
        if account.price is None:
            return Moved(0, False, account.kind == "service", 0, False)
        return Moved(at_rate(account.price, demand.quantity), False, True, 0, False)

    def _learn(self, product_id: int, account: Account, rate: Rate, demand: Demand) -> None:
        """Goods of unknown cost get the rate that came along."""
        account.balance, true_ups = make_known(account.balance, self.unknown.get(product_id, ()), rate)
        for row in true_ups:
            self._true_up(product_id, row, demand)

    def _mark(self, demand: Demand, account: Account) -> None:
        account.is_touched = True
        account.opens |= demand.kind == OPENS or (demand.kind in _OPENS_IF_NEW and not account.opened_seq and not demand.closes)
        account.closes |= demand.kind == CLOSES or demand.closes

    def _row(self, demand: Demand, move: Move, account: Account) -> None:
        self._mark(demand, account)
        self.plan.has_shortage |= move.is_provisional
        self.plan.has_as_of |= demand.as_of is not None
        self.plan.moves.append(
            {
                "product_id": demand.product_id,
                "place_id": demand.place_id or self.place_id,
                "lot": demand.lot,
                "quantity": move.quantity,
                "value": move.value,
                "kind": demand.kind,
                "line_no": demand.line_no,
                "settles": move.settles,
                "is_provisional": int(move.is_provisional),
                "is_cost_known": int(move.is_cost_known),
                "as_of": demand.as_of,
            }
        )

    def _true_up(self, product_id: int, row: TrueUp, demand: Demand) -> None:
        self._value_row(demand, TRUE_UP, row.value, row.move_id, product_id)

    def _value_row(self, demand: Demand, kind: str, value: int, settles: int | None, product_id: int | None = None) -> None:
        self.plan.true_ups.append(
            {
                "product_id": product_id or demand.product_id,
                "place_id": demand.place_id or self.place_id,
                "lot": 0,
                "quantity": 0,
                "value": value,
                "kind": kind,
                "line_no": demand.line_no,
                "settles": settles,
                "is_provisional": 0,
                "is_cost_known": 1,
                "as_of": None,
            }
        )

    def finished(self) -> Plan:
        """The plan, with a result for each demand."""
        self.plan.results = [result for result in self.results if result is not None]
        return self.plan


def _where(history: Sequence[Any], sources: frozenset[int]) -> Whereabouts:
    return whereabouts([LedgerMove(row[0], row[1], row[4], is_transfer=row[3] == TRANSFER) for row in history], sources)


def _spread(value: int, quantities: Sequence[int]) -> list[int]:
    """A value over lines by quantity, by running total: the parts sum to it."""
    whole = sum(quantities)
    parts, done, given = [], 0, 0
    for quantity in quantities:
        done += quantity
        due = value * done // whole
        parts.append(due - given)
        given = due
    return parts


def plan(work: Work, demands: Sequence[Demand], later: Sequence[Later] = ()) -> Plan:
    """What these moves of one document would do and cost, then its later values. Reads and locks in product order; writes nothing."""
    return _Planner(work, demands, later).finished()
