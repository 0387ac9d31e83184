"""Rules for prices: what is typed, what a price becomes, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.money import COIN, MAX_PRICE, UNIT
from jxc_desktop.domain.price_rules import NoPriceYet, NotARule, PriceOutOfRange, ending_in, new_price, parse_rule


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("+5%", 10_0000, 10_5000),
        ("-5 %", 10_0000, 9_5000),
        ("＋5％", 10_0000, 10_5000),
        ("x1.1", 3_3500, 3_6900),  # 3.685 half up
        ("*1.1", 10_0000, 11_0000),
        ("× 1.1", 10_0000, 11_0000),
        ("-0.50", 3_0000, 2_5000),
        ("−0.50", 3_0000, 2_5000),
        ("+1", 3_0000, 4_0000),
        ("12.80", 3_0000, 12_8000),
        ("12.80", None, 12_8000),
        (".9", 12_3500, 11_9000),
        (".9", 12_4000, 12_9000),
        (".9", 3000, 9000),
        (".5", 12_5000, 12_5000),
        (".8", 12_0000, 11_8000),
        (".95", 12_5000, 12_9500),
        ("+5% .9", 10_0000, 10_9000),
        ("x1.1 +0.5 .8", 10_0000, 11_8000),
    ],
)
def test_a_rule_makes_a_price(text, old, new):
    assert new_price(parse_rule(text), old) == new


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("x1.1", 83, 91),
        ("+5%", 40, 42),
        ("-10%", 3_3333, 3_0000),
        ("0.0083", 3_0000, 83),
        ("+0.005", 1_0000, 1_0050),
        ("x1.1 .9", 83, 9000),
    ],
)
def test_a_screw_keeps_its_four_decimals(text, old, new):
    assert new_price(parse_rule(text), old) == new


def test_a_purchase_price_keeps_what_a_rule_makes_of_it():
    assert new_price(parse_rule("x1.05"), 3_3300, is_fine=True) == 3_4965
    assert new_price(parse_rule("x1.05"), 3_3300) == 3_5000


@pytest.mark.parametrize("text", ["", "  ", "abc", "+", "5%", "x", "-101%", "+1e3%", "x1.23456", "1.23456", ".", ".123", "x-1", "x101"])
def test_what_would_have_to_be_guessed_is_no_rule(text):
    with pytest.raises(NotARule) as refused:
        parse_rule(text)
    assert text in refused.value.sentence()


def test_a_price_that_is_not_there_can_only_be_set():
    with pytest.raises(NoPriceYet):
        new_price(parse_rule("+5%"), None)


@pytest.mark.parametrize(("text", "old"), [("-5", 3_0000), ("x100", MAX_PRICE)])
def test_a_price_stays_within_its_bounds(text, old):
    with pytest.raises(PriceOutOfRange):
        new_price(parse_rule(text), old)


@given(st.integers(0, MAX_PRICE - UNIT), st.sampled_from([9000, 5000, 8000, 9500]))
def test_an_ending_is_the_nearest_one(price, ending):
    found = ending_in(price, ending)
    assert found % UNIT == ending
    assert abs(found - price) * 2 <= UNIT or found == ending
    assert new_price(parse_rule("x1.37"), min(price, UNIT * 100) // COIN * COIN) % COIN == 0
