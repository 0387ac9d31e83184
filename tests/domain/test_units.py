"""Weights in any unit, stock in packs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.units import NotAWeight, convert, is_weight, pack_sizes_text, packs_in, packs_text, quantity_in, weight_in

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


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("2 箱 3 瓶", 51 * ONE),
        ("2箱3瓶", 51 * ONE),
        ("2箱3", 51 * ONE),
        ("２箱＋３", 51 * ONE),
        ("2箱，1盒，3瓶", 57 * ONE),
        ("1箱零5瓶", 29 * ONE),
        ("1.5箱", 36 * ONE),
        ("12", 12 * ONE),
        ("1.5", 1_500),
        ("1,200", 1_200 * ONE),
        (" 0 ", 0),
    ],
)
def test_what_is_counted_in_packs_is_read_as_people_write_it(text, quantity):
    assert packs_in(text, "瓶", PACKS) == quantity


def test_weighed_goods_are_counted_in_any_unit_of_weight():
    assert packs_in("2斤 3两", "公斤") == 1_150
    assert packs_in("1 Bag 500g", "公斤", [("bag", 25)]) == 25_500


@pytest.mark.parametrize(
    "text",
    [
        "",
        "箱",
        "3 2箱",
        "2袋",
        "2箱 3个",
        "-3",
        "2箱-3",
        "1/2",
        "2kg",
        "1.2.3",
        "5*3",
        "9999999999",
        "箱2",
        "2 boxes",
        "五箱",
        "2箱 3 瓶 ?",
    ],
)
def test_a_count_that_would_have_to_be_guessed_is_refused(text):
    with pytest.raises(ShopError):
        packs_in(text, "瓶", PACKS)


_NAMES = st.lists(st.text("箱盒件条提打Boxcase6连包", min_size=1, max_size=5), max_size=3, unique_by=str.casefold)


@given(st.integers(0, 999_999_999), st.sampled_from(["瓶", "公斤", "kg", "", "bt"]), _NAMES, st.data())
def test_words_of_packs_come_back_as_the_quantity(quantity, unit, names, data):
    packs = [(name, data.draw(st.integers(2, 500))) for name in names if name.casefold() != unit.casefold()]
    assert packs_in(packs_text(quantity, unit, packs), unit, packs) == quantity


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_a_sentence(text):
    try:
        said: object = packs_in(text, "瓶", PACKS) >= 0
    except ShopError as error:
        said = error.sentence()
    assert said


def test_what_packs_hold_is_said_largest_first():
    assert pack_sizes_text("瓶", [("提", 6), ("箱", 24)]) == "箱 = 24 瓶, 提 = 6 瓶"
    assert pack_sizes_text("瓶", []) == ""
