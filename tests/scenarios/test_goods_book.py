"""A shop that buys, sells, moves, writes off, assembles, takes back, dates back, in any order: goods, value and debts are true.

Each step is reckoned a second time in a plain dictionary (`tests/costing_model`), and the shop's own check finds nothing.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, invariant, multiple, precondition, rule, run_state_machine_as_test
from sqlalchemy import text

from jxc_desktop.domain.stock_documents import LaterKind, StockLine
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.adjustments import take_back_adjustment, write_off, write_up
from jxc_desktop.operations.assemblies import assemble_goods, take_back_assembly
from jxc_desktop.operations.later_costs import add_later_cost, take_back_later_cost
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.receipts import GoesBack, amend_receipt, receive_goods, return_to_supplier, take_back_receipt
from jxc_desktop.operations.stock_months import keep_months
from jxc_desktop.operations.supplier_payments import pay_supplier
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.transfers import take_back_transfer, transfer_goods
from tests.costing_model import Delivery, part_of
from tests.purchases import balance_of, line, receipt
from tests.scenarios.test_books import Books, pieces

# Most steps wait for a document that an earlier one made.
MANY_WAIT = settings(suppress_health_check=[HealthCheck.filter_too_much])
COIN = 100
LOST = 3
days_ago = st.integers(0, 70)
places = st.integers(1, 3)
coins = st.integers(1, 50_000).map(lambda amount: amount * COIN)
bought = st.tuples(pieces, st.integers(0, 90_000), st.booleans(), places)


def shared(amount: int, weights: list[int]) -> list[int]:
    """Coins in proportion: cut down, and what is left to the largest rests, the earlier first."""
    amount, whole = amount // COIN, sum(weights)
    parts = [amount * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i))
    for index in rests[: amount - sum(parts)]:
        parts[index] += 1
    return [part * COIN for part in parts]


@dataclass
class Slip:
    """A receipt that stands: its lines as (product, quantity, amount, place), what went back of each, freight, what it brought."""

    supplier: int
    lines: list[tuple[int, int, int, int]]
    freight: int
    deliveries: dict[int, Delivery]
    back: dict[int, tuple[int, int]] = field(default_factory=dict)
    is_gone: bool = False
    is_put_right: bool = False

    @property
    def worth(self) -> dict[int, tuple[int, int]]:
        """Quantity and value by product, freight included."""
        weights = [amount for _product, _quantity, amount, _place in self.lines]
        if not any(weights):
            weights = [quantity for _product, quantity, _amount, _place in self.lines]
        found: dict[int, tuple[int, int]] = {}
        for (product, quantity, amount, _place), share in zip(self.lines, shared(self.freight, weights), strict=True):
            before = found.get(product, (0, 0))
            found[product] = before[0] + quantity, before[1] + amount + share
        return found

    @property
    def total(self) -> int:
        return self.freight + sum(amount for _product, _quantity, amount, _place in self.lines)


class GoodsBooks(Books):
    """`receipts` and the other bundles hold ids of documents; what they did stands in `done`."""

    receipts = Bundle("receipts")
    later = Bundle("later")
    adjusted = Bundle("adjusted")
    moved = Bundle("moved")
    assembled = Bundle("assembled")

    def __init__(self):
        super().__init__()
        self.levels: dict[tuple[int, int], int] = {}
        self.debts: dict[int, int] = {}
        self.done: dict[int, Any] = {}
        with self.shop.work() as work:
            self.places = {1: 1, 2: add_place(work, "仓库"), 3: add_place(work, "二楼")}
            self.suppliers = [add_supplier(work, SupplierFields(name)) for name in ("老王", "老李")]

    def _day(self, ago):
        with self.shop.read() as view:
            return view.business_date - timedelta(days=ago)

    def _place(self, product_id, place, quantity):
        self.levels[product_id, place] = self.levels.get((product_id, place), 0) + quantity

    def _do(self, operation, *given, **more):
        with self.shop.work() as work:
            made = operation(work, *given, **more)
        self.documents += 1
        return made

    # buying

    def _slip(self, supplier, wanted, freight):
        lines = [
            (self.products[product], quantity, None if is_free else price, self.places[place])
            for product, (quantity, price, is_free, place) in wanted
        ]
        slip = receipt(
            supplier,
            *[line(goods, quantity / 1000, price, is_free=price is None, place_id=place) for goods, quantity, price, place in lines],
            freight=freight,
        )
        told = [
            (goods.id, quantity, 0 if price is None else part_of(quantity, price, 1000 * COIN) * COIN, place)
            for goods, quantity, price, place in lines
        ]
        return slip, Slip(supplier, told, freight, {})

    @rule(
        target=receipts,
        goods=st.lists(st.tuples(Books.goods, bought), min_size=1, max_size=3),
        which=st.integers(0, 1),
        freight=st.one_of(st.just(0), coins),
        ago=days_ago,
    )
    def receive(self, goods, which, freight, ago):
        slip, told = self._slip(self.suppliers[which], goods, freight)
        made = self._do(receive_goods, replace(slip, day=self._day(ago)))
        for product, (quantity, value) in told.worth.items():
            told.deliveries[product] = Delivery()
            self.books[product].receive(quantity, value, delivery=told.deliveries[product])
            self.opened.setdefault(product, None)
        for product, quantity, _amount, place in told.lines:
            self._place(product, place, quantity)
        self._prices(goods)
        self.debts[told.supplier] = self.debts.get(told.supplier, 0) + told.total
        self.done[made.document_id] = told
        return made.document_id

    def _prices(self, goods):
        """The price on file is the last one that was paid."""
        for product, (_quantity, price, is_free, _place) in goods:
            if not is_free:
                self.books[product].price = price / 10_000

    @rule(document=receipts, data=st.data())
    def send_back(self, document, data):
        told = self.done[document]
        open_lines = [(number, row) for number, row in enumerate(told.lines, 1) if row[1] > told.back.get(number, (0, 0))[0]]
        if told.is_gone or not open_lines:
            return
        number, (product, quantity, amount, place) = data.draw(st.sampled_from(open_lines))
        packs, money = told.back.get(number, (0, 0))
        part = data.draw(st.integers(1, quantity - packs))
        left = amount - money
        credit = left if part == quantity - packs else nearest_coin(left, part, quantity - packs)
        with self.shop.read() as view:
            sql = f"SELECT id FROM receipt_line WHERE document_id = {document} AND line_no = {number}"
            line_id = view.connection.exec_driver_sql(sql).scalar_one()
        self._do(return_to_supplier, document, [GoesBack(line_id, part)], key=f"back-{self.documents}")
        self.books[product].send_back(part, told.deliveries[product])
        self._place(product, place, -part)
        told.back[number] = (packs + part, money + credit)
        self.debts[told.supplier] -= credit

    @rule(document=receipts)
    def take_receipt_back(self, document):
        told = self.done[document]
        left = [(number, row) for number, row in enumerate(told.lines, 1) if row[1] > told.back.get(number, (0, 0))[0]]
        if told.is_gone or not left:
            return
        self._do(take_back_receipt, document, "")
        for number, (product, quantity, amount, place) in left:
            packs, money = told.back.get(number, (0, 0))
            self.books[product].send_back(quantity - packs, told.deliveries[product])
            self._place(product, place, packs - quantity)
            self.debts[told.supplier] -= amount - money
        if not told.back:
            self.debts[told.supplier] -= told.freight
        told.is_gone = True

    @rule(
        target=receipts,
        document=receipts,
        changed=st.lists(bought, min_size=3, max_size=3),
        more=st.lists(st.tuples(Books.goods, bought), max_size=1),
        dropped=st.integers(0, 3),
        freight=st.one_of(st.just(0), coins),
    )
    def put_right(self, document, changed, more, dropped, freight):
        old = self.done[document]
        if old.is_gone or old.back:
            return multiple()
        kept = [(row[0], new) for number, (row, new) in enumerate(zip(old.lines, changed, strict=False)) if number != dropped]
        goods = [*kept, *more]
        if not goods:
            return multiple()
        slip, told = self._slip(old.supplier, goods, freight)
        made = self._do(amend_receipt, document, slip)
        self.documents += 1
        told.deliveries = {product: old.deliveries.get(product, Delivery()) for product in old.worth | told.worth}
        self._take_difference(old, told)
        for product, quantity, _amount, place in told.lines:
            self._place(product, place, quantity)
        for product, quantity, _amount, place in old.lines:
            self._place(product, place, -quantity)
        self._prices(goods)
        self.debts[old.supplier] += told.total - old.total
        old.is_gone = old.is_put_right = True
        self.done[made.received.document_id] = told
        return made.received.document_id

    def _take_difference(self, old, told):
        """More comes in at the new rate, less leaves at the old one, and what the other pieces are worth more comes later."""
        for product, delivery in told.deliveries.items():
            (was, old_value), (becomes, new_value) = old.worth.get(product, (0, 0)), told.worth.get(product, (0, 0))
            book = self.books[product]
            until, before = len(book.moves), None
            if becomes > was:
                before = replace(delivery, gone=dict(delivery.gone))
                of_more = new_value - part_of(new_value, was, becomes)
                book.receive(becomes - was, of_more, delivery=delivery)
                self.opened.setdefault(product, None)
            else:
                of_more = -part_of(old_value, was - becomes, was)
                for part in less_by_place(product, old.lines, told.lines) if was > becomes else ():
                    book.send_back(part, delivery)
            if rest := new_value - old_value - of_more:
                book.add_value(rest, delivery, before, until)

    @rule(target=later, document=receipts, kind=st.sampled_from(LaterKind), amount=coins, which=st.integers(0, 1), ago=days_ago)
    def cost_comes_later(self, document, kind, amount, which, ago):
        told = self.done[document]
        if told.is_gone:
            return multiple()
        party = self.suppliers[which]
        made = self._do(add_later_cost, document, kind, amount, key=f"later-{self.documents}", party_id=party, day=self._day(ago))
        worth = told.worth
        weights = [value for _quantity, value in worth.values()]
        if not any(weights):
            weights = [quantity for quantity, _value in worth.values()]
        sign = -1 if kind is LaterKind.REBATE else 1
        shares = {product: sign * share for product, share in zip(worth, shared(amount, weights), strict=True)}
        for product, share in shares.items():
            self._add_value(product, told, share)
        self.debts[party] = self.debts.get(party, 0) + sign * amount
        self.done[made.document_id] = (told, party, sign * amount, shares)
        return made.document_id

    def _add_value(self, product, told, share):
        if share or told.deliveries[product].positions:
            self.books[product].add_value(share, told.deliveries[product])

    @rule(document=consumes(later))
    def take_later_cost_back(self, document):
        told, party, amount, shares = self.done[document]
        if told.is_put_right:
            return  # it concerns the pieces of that version alone, which the plain reckoning does not tell from those that came since
        self._do(take_back_later_cost, document, "")
        for product, share in shares.items():
            self._add_value(product, told, -share)
        self.debts[party] -= amount

    @rule(which=st.integers(0, 1), amount=coins)
    def pay(self, which, amount):
        party = self.suppliers[which]
        self._do(pay_supplier, party, [(1, amount)], key=f"pay-{self.documents}")
        self.debts[party] = self.debts.get(party, 0) - amount

    # stock

    @rule(target=moved, product=Books.goods, quantity=pieces, way=st.permutations([1, 2, 3]), ago=days_ago)
    def transfer(self, product, quantity, way, ago):
        source, target = self.places[way[0]], self.places[way[1]]
        made = self._do(transfer_goods, source, target, [StockLine(product, quantity)], key=f"t-{self.documents}", day=self._day(ago))
        self._place(product, source, -quantity)
        self._place(product, target, quantity)
        self.done[made.document_id] = (product, quantity, source, target)
        return made.document_id

    @rule(document=consumes(moved))
    def take_transfer_back(self, document):
        product, quantity, source, target = self.done[document]
        self._do(take_back_transfer, document, "")
        self._place(product, source, quantity)
        self._place(product, target, -quantity)

    @rule(target=adjusted, wanted=st.lists(st.tuples(Books.goods, pieces, places), min_size=1, max_size=2), ago=days_ago)
    def write_goods_off(self, wanted, ago):
        lines = [StockLine(product, quantity, LOST, self.places[place]) for product, quantity, place in wanted]
        made = self._do(write_off, lines, key=f"w-{self.documents}", day=self._day(ago))
        left = [(each, self.books[each.product_id].issue(each.quantity)) for each in lines]
        for each in lines:
            self._place(each.product_id, each.place_id, -each.quantity)
        self.done[made.document_id] = left
        return made.document_id

    @rule(target=adjusted, product=Books.goods, quantity=pieces, place=places, ago=days_ago)
    def write_goods_up(self, product, quantity, place, ago):
        line_ = StockLine(product, quantity, LOST, self.places[place])
        made = self._do(write_up, [line_], key=f"w-{self.documents}", day=self._day(ago))
        delivery = Delivery()
        self.books[product].receive(quantity, None, delivery=delivery)
        self._place(product, self.places[place], quantity)
        self.done[made.document_id] = (line_, delivery)
        return made.document_id

    @rule(document=consumes(adjusted))
    def take_adjustment_back(self, document):
        done = self.done[document]
        if isinstance(done, tuple):
            self._do(take_back_adjustment, document, "")
            each, delivery = done
            self.books[each.product_id].send_back(each.quantity, delivery)
            self._place(each.product_id, each.place_id, -each.quantity)
            return
        back: dict[int, list[tuple[int | None, int]]] = {}
        for each, positions in done:
            cost = self.books[each.product_id].cost_of(positions)
            back.setdefault(each.product_id, []).append((None if cost is None else max(0, cost), each.quantity))
            self._place(each.product_id, each.place_id, each.quantity)
        self._do(take_back_adjustment, document, "")
        for product, parts in back.items():
            self._come_back(self.books[product], parts)

    @rule(
        target=assembled,
        wanted=st.lists(st.tuples(Books.goods, pieces, places), min_size=2, max_size=4),
        split=st.integers(1, 3),
        ago=days_ago,
    )
    def assemble(self, wanted, split, ago):
        """The first are used, the others made of them: one of one is a case that is broken."""
        named = list({product: (product, quantity, self.places[place]) for product, quantity, place in wanted}.values())
        used, made = named[:split], named[split:]
        if not made:
            return multiple()
        used_lines = [StockLine(product, quantity, place_id=place) for product, quantity, place in used]
        made_lines = [StockLine(product, quantity, place_id=place) for product, quantity, place in made]
        document = self._do(assemble_goods, used_lines, made_lines, key=f"a-{self.documents}", day=self._day(ago)).document_id
        # All have the same retail price.
        self.done[document] = self._make([(each, None) for each in used], made, [quantity for _p, quantity, _place in made])
        return document

    def _make(self, used, made, weights):
        """What is used leaves (of a delivery or of none), what is made shares its value."""
        costs, deliveries = [], {}
        for (product, quantity, place), delivery in used:
            book = self.books[product]
            positions = book.issue(quantity) if delivery is None else book.send_back(quantity, delivery)
            costs.append(None if any(not book.moves[i].is_known for i in positions) else -sum(book.moves[i].value for i in positions))
            self._place(product, place, -quantity)
        known = [cost for cost in costs if cost is not None]
        value = sum(known) if len(known) == len(costs) else None
        shares: list[int | None] = largest_rest(value, weights) if value is not None else [None] * len(made)
        for (product, quantity, place), share in zip(made, shares, strict=True):
            deliveries[product] = Delivery()
            self.books[product].receive(quantity, share, delivery=deliveries[product])
            self._place(product, place, quantity)
        return [each for each, _delivery in used], made, deliveries, [abs(cost or 0) for cost in costs]

    @rule(document=consumes(assembled))
    def take_assembly_back(self, document):
        used, made, deliveries, costs = self.done[document]
        self._do(take_back_assembly, document, "")
        weights = costs if any(costs) else [quantity for _product, quantity, _place in used]
        self._make([(each, deliveries[each[0]]) for each in made], used, weights)

    @rule()
    def keep_the_months(self):
        keep_months(self.shop)

    # what must hold

    @precondition(lambda self: self.documents)
    @invariant()
    def places_and_debts_agree(self):
        with self.shop.read() as view:
            kept = {(row[0], row[1]): row[2] for row in view.connection.execute(_LEVELS)}
            debts = {party: balance_of(view, party) for party in self.suppliers}
        elsewhere = {key: quantity for key, quantity in self.levels.items() if key[1] != 1}
        assert {key: quantity for key, quantity in kept.items() if key[1] != 1 and quantity} == {k: q for k, q in elsewhere.items() if q}
        for product, book in self.books.items():
            assert sum(quantity for key, quantity in kept.items() if key[0] == product) == book.quantity
        assert debts == {party: self.debts.get(party, 0) for party in self.suppliers}

    def _average_is_within_its_costs(self, book, costs):
        """What goes back at its own rate and what comes later leave those bounds; the signs hold."""
        assert (book.quantity > 0 and book.value >= 0) or (book.quantity == 0 == book.value) or (book.quantity < 0 and book.value <= 0)


def less_by_place(product, old, new):
    """What leaves each place, once what comes to another was taken from it: each is a move of its own."""
    less: dict[int, int] = {}
    for lines, sign in ((old, 1), (new, -1)):
        for each, quantity, _amount, place in lines:
            if each == product:
                less[place] = less.get(place, 0) + sign * quantity
    gained = -sum(quantity for quantity in less.values() if quantity < 0)
    parts = []
    for quantity in (quantity for quantity in less.values() if quantity > 0):
        taken = min(quantity, gained)
        gained -= taken
        parts.append(quantity - taken)
    return [part for part in parts if part]


def nearest_coin(value, part, of):
    return part_of(value, part, of * COIN) * COIN


def largest_rest(value, weights):
    whole = sum(weights)
    parts = [value * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda i: (-(value * weights[i] % whole), i))
    for index in rests[: value - sum(parts)]:
        parts[index] += 1
    return parts


_LEVELS = text("SELECT product_id, place_id, SUM(quantity) FROM stock_level GROUP BY product_id, place_id")


TestGoodsBook = GoodsBooks.TestCase
TestGoodsBook.settings = settings(MANY_WAIT, max_examples=12, stateful_step_count=25, deadline=None)


@pytest.mark.release
def test_a_goods_book_at_length():
    run_state_machine_as_test(GoodsBooks, settings=settings(MANY_WAIT, max_examples=400, stateful_step_count=60, deadline=None))
