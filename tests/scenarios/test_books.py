"""F20 to F22: whatever a shop does, in any order, its books agree with a plain model and with themselves."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, precondition, rule
from sqlalchemy import update

from jxc_desktop.db.tables import products as p
from jxc_desktop.domain.cart import Cart, add_product
from jxc_desktop.domain.money import UNIT
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.returns import NothingLeft
from jxc_desktop.operations.returns import Back, return_goods
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock, undo_opening_stock
from jxc_desktop.queries.check import check
from jxc_desktop.queries.returns import returnable
from tests.builders import CASH, WECHAT, make_shop, product
from tests.costing_model import Book, part_of

prices = st.one_of(st.none(), st.integers(0, 40))
costs = st.one_of(st.none(), st.integers(0, 90_000))
pieces = st.integers(1, 12_345)


class Books(RuleBasedStateMachine):
    """A shop and its model: a dict of books by product."""

    goods = Bundle("goods")
    sales = Bundle("sales")
    openings = Bundle("openings")

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.shop = make_shop(Path(self.folder.name))
        self.products = {}
        self.books = {}
        self.opened = {}
        self.costs = {}
        self.documents = 0
        self.sales_seen = 0
        self.back = {}

    def teardown(self):
        self.shop.close()
        self.folder.cleanup()

    @rule(target=goods, price=prices)
    def add_product(self, price):
        made = product(self.shop, unit="斤", purchase_price=None if price is None else price * UNIT)
        self.products[made.id] = made
        self.books[made.id] = Book(price)
        self.costs[made.id] = [price if price is None else price * UNIT]
        return made.id

    @rule(product_id=goods, price=prices)
    def type_purchase_price(self, product_id, price):
        with self.shop.work() as work:
            value = None if price is None else price * UNIT
            work.connection.execute(update(p.product).where(p.product.c.id == product_id).values(purchase_price=value))
        self.books[product_id].price = price
        self.costs[product_id].append(value)

    @rule(target=openings, product_id=goods, counted=st.integers(0, 30_000), cost=costs)
    def set_opening(self, product_id, counted, cost):
        if product_id in self.opened:
            return multiple()
        with self.shop.work() as work:
            posted = set_opening_stock(work, [OpeningLine(product_id, counted, cost)])
        book = self.books[product_id]
        difference = counted - book.quantity
        if cost is None and book.price is not None:
            cost = round(book.price * UNIT)
        self.costs[product_id].append(cost)
        if difference > 0:
            book.receive(difference, None if cost is None else part_of(cost, difference, ONE), is_opening=True)
        elif difference < 0:
            book.issue(-difference)
        self.documents += 1
        self.opened[product_id] = (posted.id, difference)
        return product_id

    @rule(product_id=consumes(openings))
    def take_opening_back(self, product_id):
        document_id, difference = self.opened.pop(product_id)
        with self.shop.work() as work:
            undo_opening_stock(work, document_id)
        book = self.books[product_id]
        if difference > 0:
            book.issue(difference)
        elif difference < 0:
            positions = [i for i, move in enumerate(book.moves) if move.quantity == difference]
            book.receive(-difference, self._value_of_opening(document_id), is_opening=True)
            assert positions
        self.documents += 1

    def _value_of_opening(self, document_id):
        with self.shop.read() as view:
            sql = f"SELECT value, unit_cost FROM opening_line WHERE document_id = {document_id}"
            row = view.connection.exec_driver_sql(sql).one()
        return None if row.unit_cost is None else -row.value

    @rule(target=sales, wanted=st.lists(st.tuples(goods, pieces), min_size=1, max_size=4), by_cash=st.booleans())
    def sell(self, wanted, by_cash):
        cart = Cart(f"cart-{self.sales_seen}")
        self.sales_seen += 1
        for product_id, quantity in wanted:
            cart = add_product(cart, self.products[product_id], quantity=quantity)
        with self.shop.work() as work:
            sold = complete_sale(work, cart, (CASH if by_cash else WECHAT,), print_receipt=False)
        self.documents += 1
        moved = [(line.product.id, line.base_quantity) for line in cart.lines if line.product]
        left = [(product_id, self.books[product_id].issue(quantity), quantity) for product_id, quantity in moved]
        return sold.document_id, tuple(left)

    @rule(sale=sales, data=st.data())
    def give_back(self, sale, data):
        """Some of one line comes back."""
        document_id, lines = sale
        number = data.draw(st.integers(1, len(lines)))
        left = lines[number - 1][2] - self.back.get((document_id, number), 0)
        if not left:
            return
        quantity = data.draw(st.integers(1, left))
        share = self._share(document_id, number, lines[number - 1], quantity)
        with self.shop.work() as work:
            line = returnable(work, document_id).lines[number - 1].line_id
            return_goods(work, document_id, [Back(line, quantity)], key=f"back-{self.documents}")
        self.documents += 1
        self._come_back(self.books[lines[number - 1][0]], [(share, quantity)])

    def _share(self, document_id, number, line, quantity):
        """What so much more of a line cost, by now."""
        product_id, positions, whole = line
        before = self.back.get((document_id, number), 0)
        cost = self.books[product_id].cost_of(positions)
        self.back[document_id, number] = before + quantity
        if cost is None:
            return None
        return part_of(cost, before + quantity, whole) - part_of(cost, before, whole)

    @rule(sale=consumes(sales))
    def reverse(self, sale):
        document_id, lines = sale
        left = [quantity - self.back.get((document_id, number), 0) for number, (_id, _moves, quantity) in enumerate(lines, 1)]
        if not any(left):
            with pytest.raises(NothingLeft), self.shop.work() as work:
                reverse_sale(work, document_id, "")
            return
        with self.shop.work() as work:
            reverse_sale(work, document_id, "")
        self.documents += 1
        back: dict[int, list[tuple[int | None, int]]] = {}
        for number, (line, quantity) in enumerate(zip(lines, left, strict=True), 1):
            if quantity:
                back.setdefault(line[0], []).append((self._share(document_id, number, line, quantity), quantity))
        for product_id, parts in back.items():
            self._come_back(self.books[product_id], parts)

    def _come_back(self, book, parts):
        """All lines of one product are one inward move; a part of unknown cost takes the rate that is known."""
        values = [book.worth(quantity) if cost is None else cost for cost, quantity in parts]
        known = [value for value in values if value is not None]
        total = sum(known) if len(known) == len(values) else None
        book.receive(sum(quantity for _cost, quantity in parts), total)

    @precondition(lambda self: self.documents)
    @invariant()
    def the_books_agree(self):
        with self.shop.read() as view:
            report = check(view)
            rows = view.connection.exec_driver_sql("SELECT product_id, quantity, value FROM stock_value").all()
        assert [finding.sentence() for finding in report.findings] == []
        assert report.looked_at["documents"] == self.documents
        kept = {row.product_id: (row.quantity, row.value) for row in rows}
        for product_id, book in self.books.items():
            assert kept.get(product_id, (0, 0)) == (book.quantity, book.value) == book.ledger
            self._average_is_within_its_costs(book, self.costs[product_id])

    def _average_is_within_its_costs(self, book, costs):
        """Where every cost was known, the average lies between the lowest and the highest, but for the rounding of each move."""
        quantity, value = book.ledger
        if quantity > 0 and None not in costs:
            slack = ONE * (len(book.moves) + len(book.corrections))
            assert min(costs) * quantity - slack <= value * ONE <= max(costs) * quantity + slack


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
