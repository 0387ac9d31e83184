"""Weights in any unit, stock in packs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.units import NotAWeight, convert, is_weight, packs_text, quantity_in, weight_in

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


@pytest.mark.parametrize(
    ("text", "unit", "quantity"),
    [
        ("3", "瓶", 3000),
        ("3瓶", "瓶", 3000),
        ("１．５", "公斤", 1500),
        ("500克", "公斤", 500),
        ("2斤", "公斤", 1000),
        ("2 JIN", "公斤", 1000),
        ("0.034公斤", "公斤", 34),
        ("1,200", "个", 1_200_000),
    ],
)
def test_how_much_is_typed_in_the_unit_or_another_of_weight(text, unit, quantity):
    assert quantity_in(text, unit) == quantity


@pytest.mark.parametrize(("text", "unit"), [("2斤", "瓶"), ("3箱", "瓶"), ("斤", "公斤"), ("", "公斤"), ("5*", "瓶")])
def test_a_quantity_that_would_have_to_be_guessed_is_refused(text, unit):
    with pytest.raises(ShopError):
        quantity_in(text, unit)


@given(st.integers(0, 10**9))
def test_packs_add_up_to_the_quantity(quantity):
    worth = {"箱": 24, "盒": 6, "瓶": 1}
    words = packs_text(quantity, "瓶", PACKS).split()
    total = sum(round(float(count) * ONE) * worth[unit] for count, unit in zip(words[::2], words[1::2], strict=True))
    assert total == quantity
