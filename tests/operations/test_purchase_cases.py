"""The cost and unit cases of other programs' tests, with real documents: receipts, sales, what comes back and goes back.

`in 10@5` is a receipt of ten at 5, `out 3` a sale; quantities in pieces, money in yuan.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from jxc_desktop.domain.products import Product
from jxc_desktop.domain.stock_documents import LaterKind
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.later_costs import add_later_cost
from jxc_desktop.operations.receipts import GoesBack, amend_receipt, receive_goods, return_to_supplier
from jxc_desktop.operations.returns import Back, return_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.check import check
from jxc_desktop.queries.returns import returnable
from tests.builders import CASH, cart_of, product
from tests.purchases import line, receipt


class Story:
    """One product's documents; `issues` are what sales cost when they were made, `true_ups` what came to them later, in yuan."""

    def __init__(self, shop: Any, on_file: float | None) -> None:
        self.shop = shop
        self.goods: Product = product(shop, "茶", purchase_price=None if on_file is None else round(on_file * 10_000))
        self.receipts: list[int] = []
        self.sales: list[int] = []
        self.slips: list[Any] = []
        with shop.work() as work:
            self.supplier = add_supplier(work, SupplierFields("老王"))

    def come(self, pieces: float, price: float) -> None:
        slip = receipt(self.supplier, line(self.goods, pieces, round(price * 10_000)))
        with self.shop.work() as work:
            self.receipts.append(receive_goods(work, slip).document_id)
        self.slips.append(slip)

    def out(self, pieces: float) -> None:
        cart = cart_of(self.goods)
        cart = replace(cart, lines=tuple(replace(each, pack_quantity=round(pieces * 1000)) for each in cart.lines))
        with self.shop.work() as work:
            self.sales.append(complete_sale(work, cart, [CASH], print_receipt=False).document_id)

    def back(self, sale: int, pieces: float) -> None:
        with self.shop.work() as work:
            (line_id,) = returnable(work, self.sales[sale]).left
            return_goods(work, self.sales[sale], [Back(line_id, round(pieces * 1000))], key=f"back {sale}")

    def send_back(self, number: int, pieces: float) -> None:
        with self.shop.work() as work:
            sql = f"SELECT id FROM receipt_line WHERE document_id = {self.receipts[number]}"
            line_id = work.connection.exec_driver_sql(sql).scalar_one()
            return_to_supplier(work, self.receipts[number], [GoesBack(line_id, round(pieces * 1000))], key="goes back")

    def put_right(self, number: int, pieces: float) -> None:
        old = self.slips[number]
        new = replace(old, key="new", lines=(replace(old.lines[0], quantity=round(pieces * 1000)),))
        with self.shop.work() as work:
            amend_receipt(work, self.receipts[number], new)

    def freight(self, number: int, amount: float) -> None:
        with self.shop.work() as work:
            add_later_cost(work, self.receipts[number], LaterKind.FREIGHT, round(amount * 10_000), key=f"freight {amount}")

    def sums(self, sql: str) -> list[float]:
        with self.shop.read() as view:
            return [value / 10_000 for value in view.connection.execute(text(sql)).scalars()]

    @property
    def state(self) -> tuple[float, float]:
        with self.shop.read() as view:
            quantity, value = view.connection.execute(text("SELECT quantity, value FROM stock_value")).one()
        return quantity / 1000, value / 10_000


Step = Callable[[Story], Any]


def come(pieces: float, price: float) -> Step:
    return lambda story: story.come(pieces, price)


def out(pieces: float) -> Step:
    return lambda story: story.out(pieces)


def back(sale: int, pieces: float) -> Step:
    return lambda story: story.back(sale, pieces)


ISSUES = "SELECT -SUM(value) FROM stock_move WHERE kind = 'sale' GROUP BY document_id ORDER BY document_id"
TRUE_UPS = "SELECT value FROM stock_move WHERE kind = 'true_up' AND value <> 0 ORDER BY id"
DIFFERENCES = "SELECT -amount FROM price_difference ORDER BY id"
CASES: list[Any] = [
    pytest.param(5, [out(1), out(1), come(1, 3)], [5, 5], [2], (-1, -5), id="2, one piece still short"),
    pytest.param(5, [out(1), out(1), come(1, 3), come(2, 2)], [5, 5], [2, 3 - 2 + 2], (1, 2), id="2"),
    pytest.param(None, [come(1, 100), out(2), come(2, 120), come(3, 100)], [200], [-20], (4, 420), id="4"),
    pytest.param(
        None, [come(60, 15), come(140, 15.5), out(190), come(70, 16), out(30), out(50)], [2916.5, 477.5625, 795.9375], [], (0, 0), id="6"
    ),
    pytest.param(
        None, [come(10, 10), come(10, 20), out(5), out(30), come(20, 20), out(5), come(10, 10)], [75, 450, 100], [-75], (10, 100), id="8"
    ),
    pytest.param(10, [out(1), come(1, 15)], [10], [-5], (0, 0), id="10"),
    pytest.param(99, [come(10, 10), out(10), out(10)], [100, 100], [], (-10, -100), id="12"),
    pytest.param(100, [out(5), come(1, 10)], [500], [90], (-4, -400), id="14"),
    pytest.param(None, [come(1, 10), come(1, 20), out(1), lambda s: s.send_back(0, 1)], [15], [], (0, 0), id="16"),
    pytest.param(None, [come(1, 10), come(1, 20), out(1), back(0, 1)], [15], [], (2, 30), id="18"),
    pytest.param(None, [come(10, 10), come(10, 20), out(15), back(0, 5)], [225], [], (10, 150), id="20"),
    pytest.param(
        None, [come(10, 10), come(10, 15), out(15), out(10), lambda s: s.put_right(1, 20)], [187.5, 125], [-12.5], (5, 75), id="22"
    ),
    pytest.param(None, [come(1, 1), come(1, 1), come(1, 1.01), out(3)], [3.01], [], (0, 0), id="24"),
    pytest.param(None, [come(1, 13.13), come(1, 12.20), out(2), back(0, 2)], [25.33], [], (2, 25.33), id="28"),
    pytest.param(
        None,
        [come(4, 100), come(8, 200), come(3, 300), out(3), out(5), out(4), out(3), come(1, 100), come(1, 150), come(1, 100), out(1), out(2)],
        [580, 966.6667, 773.3333, 580, 116.6667, 233.3333],
        [],
        (0, 0),
        id="30",
    ),
    pytest.param(
        None, [come(10, 100), lambda s: s.freight(0, 100), lambda s: s.freight(0, 50), out(1)], [115], [], (9, 1035), id="32"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("on_file", "steps", "issues", "true_ups", "state"), CASES)
def test_costs_as_documents(shop, on_file, steps, issues, true_ups, state):
    story = Story(shop, on_file)
    for step in steps:
        step(story)
    assert (story.sums(ISSUES), story.sums(TRUE_UPS), story.state) == (issues, true_ups, state)
    with shop.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []


def test_16_the_credit_is_less_than_what_left(shop):
    story = Story(shop, None)
    for step in (come(1, 10), come(1, 20), out(1)):
        step(story)
    story.send_back(0, 1)
    # Half of the piece left at 10, half with the rest of the value, 15 in all; the credit is 10.
    assert story.sums(DIFFERENCES) == [-5]


def test_26_seventy_small_issues_take_all_there_is(shop):
    story = Story(shop, None)
    for step in (come(2, 4.63), come(5, 3.04)):
        step(story)
    for _time in range(70):
        story.out(0.1)
    issues = story.sums(ISSUES)
    assert (story.state, round(sum(issues), 4), set(issues)) == ((0, 0), 24.46, {0.3494, 0.3495})


def test_64_a_dozen_comes_in_as_twelve(shop):
    story = Story(shop, None)
    with shop.work() as work:
        sql = "INSERT INTO pack (id, product_id, name, ratio) VALUES (9, :product, '打', 12)"
        work.connection.execute(text(sql), {"product": story.goods.id})
        receive_goods(work, receipt(story.supplier, line(story.goods, 1, 24_0000, ratio=12, pack_id=9)))
    assert story.state == (12, 24)
