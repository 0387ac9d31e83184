"""Weights in any unit, stock in packs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.units import NotAWeight, convert, is_weight, packs_text, weight_in

PACKS = [("盒", 6), ("箱", 24)]


@pytest.mark.parametrize(
    ("quantity", "unit", "other", "result"),
    [(1236, "公斤", "斤", 2472), (1000, "斤", "两", 10_000), (1, "斤", "kg", 1), (500_000, "克", "KG", 500), (7000, "个", "个", 7000)],
)
def test_weights_convert(quantity, unit, other, result):
    assert convert(quantity, unit, other) == result


def test_a_unit_that_is_no_weight_is_named():
    with pytest.raises(NotAWeight, match="瓶"):
        convert(1000, "公斤", "瓶")
    assert is_weight("千克")
    assert not is_weight("瓶")


def test_a_label_in_kilograms_is_exact_for_goods_sold_by_the_jin():
    assert weight_in(123_500, "斤") == 247
    assert weight_in(123_000, "份") == 123


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (51 * ONE, "2 箱 3 瓶"),
        (-51 * ONE, "\u22122 箱 3 瓶"),
        (30 * ONE, "1 箱 1 盒"),
        (0, "0 瓶"),
        (24 * ONE, "1 箱"),
        (24_500, "1 箱 0.5 瓶"),
    ],
)
def test_stock_is_worded_from_the_largest_pack_down(quantity, text):
    assert packs_text(quantity, "瓶", PACKS) == text


@given(st.integers(0, 10**9))
def test_packs_add_up_to_the_quantity(quantity):
    worth = {"箱": 24, "盒": 6, "瓶": 1}
    words = packs_text(quantity, "瓶", PACKS).split()
    total = sum(round(float(count) * ONE) * worth[unit] for count, unit in zip(words[::2], words[1::2], strict=True))
    assert total == quantity
