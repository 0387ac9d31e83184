"""先销后进: what was sold before it was received, until it comes."""

from dataclasses import replace

import pytest

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.home import home
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.sold_before import SHORT_COLUMNS, short_totals, sold_before_received
from tests.builders import CASH, cart_of, product, stocked
from tests.purchases import line, receipt

KEYS = [column.key for column in SHORT_COLUMNS]


@pytest.fixture
def tea(shop):
    """One was there, three were sold in two sales; milk was never set up."""
    made = stocked(shop, "茶", quantity=1, cost=2_0000, code="1001")
    milk = product(shop, "奶")
    with shop.work() as work:
        complete_sale(work, cart_of(made, made, milk), (CASH,), print_receipt=False)
        complete_sale(work, cart_of(made), (CASH,), print_receipt=False)
    return made


def short(shop, **asked):
    with shop.read() as view:
        rows = sold_before_received(view, 0, 200, **asked)
    return [(row[KEYS.index("number")], row[KEYS.index("quantity")] / ONE, row[KEYS.index("booked")]) for row in rows]


def test_each_sale_that_is_short_until_the_goods_come(shop, tea):
    assert short(shop) == [("XS20261122-0001", 1, 2_0000), ("XS20261122-0002", 1, 2_0000)]
    with shop.work() as work:
        receive_goods(work, receipt(add_supplier(work, SupplierFields("老王")), line(tea, 1, 2_0000)))
    assert short(shop) == [("XS20261122-0002", 1, 2_0000)]


def test_it_is_sorted_and_narrowed_by_the_query(shop, tea):
    assert [row[0][-1] for row in short(shop, order="number", is_descending=True)] == ["2", "1"]
    assert len(short(shop, filters={"number": "0002"})) == 1
    assert len(short(shop, filters={"quick": "茶"})) == 2
    assert short(shop, filters={"quantity": ">1"}) == []
    with shop.read() as view:
        assert (short_totals(view), short_totals(view, {"number": "0002"})) == ((2, 4_0000), (1, 2_0000))


def test_money_by_right_and_the_list_too(shop, tea):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_COST})
    with shop.read() as view:
        assert short_totals(view) == (2, None)
        assert len(sold_before_received(view, 0, 9)[0]) == len(SHORT_COLUMNS)  # the id is in the place of the money
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_STOCK})
    with shop.read() as view, pytest.raises(NotAllowed):
        sold_before_received(view, 0, 9)


def test_home_counts_what_the_list_names_and_nothing_of_what_nobody_counted_yet(shop, tea):
    """Milk was never set up: a sale of it alone is nothing to do."""
    with shop.read() as view:
        milk = products_of(view, [2])[0]
    with shop.work() as work:
        complete_sale(work, cart_of(milk), (CASH,), print_receipt=False)
    with shop.read() as view:
        assert {each.key: each.count for each in home(view).todo}["sold_before_received"] == 2
