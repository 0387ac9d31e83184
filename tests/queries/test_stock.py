"""The stock list: what is there, what it is worth, what was never set up."""

from dataclasses import replace

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.stock import COLUMNS, StockRow, stock_list
from tests.builders import CASH, cart_of, product, stocked


def listed(shop):
    with shop.read() as view:
        return list(stock_list(view))


def without(shop, *rights):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - set(rights))


def test_a_row_a_product_by_code(shop):
    stocked(shop, quantity=3, cost=2_0000, code="2", barcode="6901234567892", spec="500ml", unit="瓶")
    stocked(shop, "面包", quantity=1, cost=1_0000, code="1")
    assert [row.code for row in listed(shop)] == ["1", "2"]
    assert listed(shop)[1] == StockRow("2", "6901234567892", "可乐", "500ml", "瓶", 3 * ONE, 6_0000, False)


def test_what_was_never_set_up_shows_no_negative_number(shop):
    milk = product(shop, "牛奶", purchase_price=1_0000)
    with shop.work() as work:
        complete_sale(work, cart_of(milk), (CASH,), print_receipt=False)
    row = listed(shop)[0]
    assert (row.on_hand, row.value, row.is_unopened) == (None, None, True)


def test_unknown_cost_is_not_zero(shop):
    stocked(shop, cost=None)
    assert listed(shop)[0].value is None


def test_services_are_not_listed(shop):
    product(shop, "修表", kind=Kind.SERVICE)
    assert listed(shop) == []


def test_value_and_number_by_right(shop):
    stocked(shop)
    without(shop, Permission.SEE_COST)
    assert (listed(shop)[0].on_hand, listed(shop)[0].value) == (10 * ONE, None)
    without(shop, Permission.SEE_STOCK)
    assert listed(shop)[0].on_hand is None


def test_a_column_is_a_field_of_the_row():
    assert {column.key for column in COLUMNS} == set(StockRow.__slots__)
