"""Why does this cost what it costs: the receipts, returns and true-ups that made the average, in words."""

from dataclasses import replace

import pytest

from jxc_desktop.domain.cart import add_product
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotAllowed, NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations import documents, stock
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock_plan import Later
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.cost_reasons import cost_reasons
from jxc_desktop.queries.stock_moves import stock_card
from tests.builders import CASH, cart_of, product, stocked
from tests.purchases import line, receipt


@pytest.fixture
def supplier(shop):
    with shop.work() as work:
        return add_supplier(work, SupplierFields("老王"))


def receive(shop, supplier, goods, pieces, price):
    with shop.work() as work:
        return receive_goods(work, receipt(supplier, line(goods, pieces, price))).document_id


def sell(shop, goods, pieces):
    with shop.work() as work:
        complete_sale(work, add_product(cart_of(), goods, quantity=pieces * ONE), (CASH,), print_receipt=False)


def why(shop, goods):
    with shop.read() as view:
        return cost_reasons(view, goods.id)


def parts(found):
    return [(row.number, row.what, row.left and row.left / ONE, row.cost, row.worth) for row in found.rows]


def test_an_average_names_the_receipts_that_are_left_in_it(shop, supplier):
    tea = stocked(shop, "茶", quantity=4, cost=2_0000, unit="盒")
    receive(shop, supplier, tea, 6, 3_0000)
    sell(shop, tea, 5)
    found = why(shop, tea)
    assert found.sentence == "5 盒 on hand are worth 13.00: 2.60 each. They are what is left of:"
    assert parts(found) == [
        ("QC20261122-0001", "Opening stock", 2, 2_0000, 4_0000),
        ("JH20261122-0001", "Goods received from 老王", 3, 3_0000, 9_0000),
    ]


def test_what_came_later_is_in_the_cost_of_its_receipt(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, supplier, tea, 4, 2_0000)
    with shop.work() as work:
        planned = stock.plan(work, [], [Later(tea.id, made, 2_0000, 1)])
        stock.append(work, planned, documents.post(work, DocumentKind.CANCELLED_CART, "k", 0, head={}, lines=()))
    (only,) = why(shop, tea).rows
    assert (only.what, only.cost, only.worth) == ("Goods received from 老王, 2.00 came to it later", 2_5000, 10_0000)


def test_all_parts_add_up_to_the_value(shop, supplier):
    tea = stocked(shop, "茶", quantity=3, cost=None)
    receive(shop, supplier, tea, 3, 2_0000)
    found = why(shop, tea)
    assert [row.worth for row in found.rows] == [0, 6_0000, 6_0000]
    assert found.rows[-1].what == "Costs that became known later"


def test_a_rounding_is_in_the_last_part(shop, supplier):
    tea = stocked(shop, "茶", quantity=7, cost=1_3333)
    receive(shop, supplier, tea, 3, 2_7100)
    sell(shop, tea, 3)
    found = why(shop, tea)
    with shop.read() as view:
        assert sum(row.worth for row in found.rows) == stock_card(view, tea.id).value
    assert len(found.rows) == 2


def test_with_none_on_hand_it_is_the_last_average(shop, supplier):
    tea = stocked(shop, "茶", quantity=2, cost=2_0000)
    receive(shop, supplier, tea, 2, 4_0000)
    sell(shop, tea, 4)
    found = why(shop, tea)
    assert found.sentence == "None is on hand. What is sold now is booked at 3.00, the average when there were some; they came from:"
    assert [row.left for row in found.rows] == [2 * ONE, 2 * ONE]


def test_below_zero_it_is_what_came_last(shop, supplier):
    tea = stocked(shop, "茶", quantity=2, cost=2_0000)
    sell(shop, tea, 5)
    receive(shop, supplier, tea, 1, 4_0000)
    found = why(shop, tea)
    assert found.sentence == "None is on hand. What is sold now is booked at 4.00, the cost of what came last:"
    assert parts(found) == [("JH20261122-0001", "Goods received from 老王", 1, 4_0000, 4_0000)]


def test_without_a_receipt_the_price_on_file_or_nothing_is_known(shop):
    milk, salt = product(shop, "奶", purchase_price=1_5000), product(shop, "盐")
    sell(shop, milk, 1)
    assert "purchase price on file, 1.50" in why(shop, milk).sentence
    assert why(shop, salt).sentence.startswith("Nobody knows what this costs")


def test_costs_are_seen_by_right(shop):
    tea = stocked(shop, "茶")
    with shop.read() as view, pytest.raises(NotFound):
        cost_reasons(view, 99)
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_COST})
    with shop.read() as view, pytest.raises(NotAllowed):
        cost_reasons(view, tea.id)


def test_the_pieces_of_the_parts_add_up_to_what_is_on_hand(shop, supplier):
    """Weighed goods sold in odd weights: each part is rounded down, none goes missing."""
    pears = stocked(shop, "梨", quantity=124, cost=1_2200, kind=Kind.WEIGHED)
    for weight in (603, 2007, 1984, 1080, 300):
        with shop.work() as work:
            complete_sale(work, add_product(cart_of(), pears, quantity=weight), (CASH,), print_receipt=False)
        receive(shop, supplier, pears, 1.111, 1_3000)
    found = why(shop, pears)
    with shop.read() as view:
        assert sum(row.left for row in found.rows) == stock_card(view, pears.id).on_hand
    assert all(row.left <= row.came for row in found.rows)
