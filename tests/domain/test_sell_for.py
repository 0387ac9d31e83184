"""“十块钱的”: the sum is the truth, the weight follows; and a line given free."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.cart import (
    BadPrice,
    Cart,
    NotSoldForASum,
    add_product,
    cart_from_json,
    cart_to_json,
    give_free,
    sell_for,
    set_quantity,
)
from jxc_desktop.domain.products import Kind, Product
from tests.domain.tries import tries

APPLES = Product(1, "1", "苹果", unit="斤", kind=Kind.WEIGHED, retail_price=4_9800)


def cart_of(product=APPLES):
    return add_product(Cart("k"), product)


def test_ten_yuan_of_apples():
    line = sell_for(cart_of(), 1, 10_0000).lines[0]
    assert (line.amount, line.pack_quantity, line.amount_typed) == (10_0000, 2_008, 10_0000)


@tries(100)
@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_sum_is_kept_exactly(price, coins):
    cart = sell_for(cart_of(Product(1, "1", "x", kind=Kind.WEIGHED, retail_price=price * 100)), 1, coins * 100)
    assert cart.totals.total == coins * 100
    assert cart.lines[0].pack_quantity >= 1


def test_a_typed_weight_takes_the_sum_back():
    assert set_quantity(sell_for(cart_of(), 1, 10_0000), 1, 1000).totals.total == 4_9800


def test_counted_goods_are_not_sold_for_a_sum():
    with pytest.raises(NotSoldForASum, match="可乐"):
        sell_for(cart_of(Product(2, "2", "可乐", retail_price=3_0000)), 1, 10_0000)


@pytest.mark.parametrize("amount", [0, -100, 1])
def test_no_sum_is_refused(amount):
    with pytest.raises(BadPrice):
        sell_for(cart_of(), 1, amount)


def test_a_free_line_survives_its_draft():
    cart = give_free(cart_of(), 1)
    assert cart_from_json(cart_to_json(cart)) == cart
    assert cart.totals.total == 0
