"""A return while it is put together: whatever is scanned and typed, never more than was sold and paid."""

from contextlib import suppress
from datetime import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import COIN, half_up
from jxc_desktop.domain.products import Kind, Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.refunds import Part
from jxc_desktop.domain.scale_codes import ScaleLabel
from jxc_desktop.queries.returns import Returnable, SoldLine
from jxc_desktop.ui.sales.returning import Returning
from tests.domain.tries import tries

APPLES = Product(4, "4", "苹果", unit="公斤", kind=Kind.WEIGHED, retail_price=9_9800)
COLA = Product(1, "1", "可乐", unit="瓶", retail_price=3_0000)
PRICES = {APPLES.id: 9_9800, COLA.id: 3_0000}


def sold_line(number, product, quantity, back=0, off=0):
    gross = half_up(quantity * PRICES[product.id], ONE * COIN) * COIN
    amount = max(0, gross - off * COIN)
    given_back = half_up(amount * back, quantity * COIN) * COIN
    row = SimpleNamespace(price=PRICES[product.id], pack_name="")
    sold = Part(quantity, amount, gross - amount)
    return SoldLine(number, number, product.id, product.name, product.unit, sold, Part(back, given_back), row)


def sale(*lines):
    return Returnable(1, "XS1", datetime(2026, 11, 22, 9), "sale", "", "none", "", ONE, 0, 0, lines, ())


def weight(grams):
    return Found(APPLES, label=ScaleLabel("4", weight_mg=grams * 1000))


def worth(coins):
    return Found(APPLES, label=ScaleLabel("4", amount=coins * COIN))


def chosen(returning):
    return [returning.quantities.get(line.line_id, 0) for line in returning.sold.lines]


@pytest.mark.parametrize(
    ("found", "quantities"),
    [
        (weight(500), [0, 500]),
        (weight(1234), [1234, 0]),
        (worth(499), [0, 500]),
        (weight(300), [300, 0]),
        (worth(100), [100, 0]),
        (weight(5000), [1234, 0]),
        (Found(APPLES), [0, 0]),
    ],
    ids=["of the second line", "of the first", "a sum", "of no line", "a sum of no line", "too much", "no weight said"],
)
def test_a_label_is_of_the_line_it_was_sold_as(found, quantities):
    more = Returning(sale(sold_line(1, APPLES, 1234), sold_line(2, APPLES, 500))).more_of(found)
    assert more is not None
    assert chosen(more[0]) == quantities


def test_the_same_label_twice_is_the_next_line_of_its_weight_and_then_none():
    returning = Returning(sale(sold_line(1, APPLES, 500), sold_line(2, APPLES, 500)))
    for expected in ([500, 0], [500, 500]):
        more = returning.more_of(weight(500))
        assert more is not None
        returning = more[0]
        assert chosen(returning) == expected
    assert returning.more_of(weight(500)) is None


LINES = st.lists(
    st.tuples(st.sampled_from([APPLES, COLA]), st.integers(1, 3000), st.integers(0, 3000), st.integers(0, 500)), min_size=1, max_size=4
)
SCANS = st.lists(
    st.integers(1, 4000).map(weight) | st.integers(1, 4000).map(worth) | st.sampled_from([Found(COLA), Found(APPLES)]), max_size=12
)
TYPED = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["1.2", "500克", "2斤", "3", "1200", ".4"])), max_size=6)


@tries(150)
@given(LINES, SCANS, TYPED)
def test_never_more_comes_back_than_was_sold_and_paid(lines, scans, typed):
    sold = sale(*[sold_line(number, product, size, min(back, size), off) for number, (product, size, back, off) in enumerate(lines, 1)])
    returning = Returning(sold)
    for found in scans:
        more = returning.more_of(found)
        returning = returning if more is None else more[0]
    for row, text in typed:
        if row < len(sold.lines) and returning.is_quantity(row, text):
            with suppress(ShopError):
                returning = returning.typed(row, text)
    for line in sold.lines:
        assert 0 <= returning.quantities.get(line.line_id, 0) <= line.left
    assert returning.total <= sum(line.sold.amount - line.back.amount for line in sold.lines)


@pytest.mark.parametrize(
    ("text", "is_quantity"),
    [
        ("1", True),
        ("999", True),
        ("1200", True),
        ("1600", False),
        ("0012", False),
        ("001", True),
        ("1.2345", True),
        ("12公斤", True),
        ("5*", False),
        ("11-20", False),
        ("XS1", False),
        ("", False),
    ],
)
def test_what_is_a_quantity_and_what_a_number(text, is_quantity):
    assert Returning(sale(sold_line(1, APPLES, 1500 * ONE))).is_quantity(0, text) is is_quantity
    assert Returning().is_quantity(-1, text) is False
