"""Discounts as people say them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop import i18n
from jxc_desktop.domain.discounts import Discount, DiscountKind, NotADiscount, describe, parse_discount, rate_text
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import COIN, MAX_LINE
from tests.domain.tries import tries

PERCENT, OFF, SUM = DiscountKind.PERCENT, DiscountKind.MONEY_OFF, DiscountKind.SET_SUM


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("8", PERCENT, 2000),
        ("8.5", PERCENT, 1500),
        ("88", PERCENT, 1200),
        ("80", PERCENT, 2000),
        ("９５", PERCENT, 500),
        ("9.25", PERCENT, 750),
        ("0.5折", PERCENT, 9500),
        ("打8折", PERCENT, 2000),
        ("打八五折", PERCENT, 1500),
        ("打8.5", PERCENT, 1500),
        ("半价", PERCENT, 5000),
        ("对折", PERCENT, 5000),
        ("打对折", PERCENT, 5000),
        ("8折", PERCENT, 2000),
        ("八折", PERCENT, 2000),
        ("八五折", PERCENT, 1500),
        ("-5", OFF, 50_000),
        ("5元", OFF, 50_000),
        ("－５．５", OFF, 55_000),
        ("\u22125", OFF, 50_000),
        ("5块", OFF, 50_000),
        ("5y", OFF, 50_000),
        ("88z", PERCENT, 1200),
        ("8.5Z", PERCENT, 1500),
        ("=10", SUM, 100_000),
        ("＝10.5", SUM, 105_000),
        ("=0", SUM, 0),
        ("20%off", PERCENT, 2000),
    ],
)
def test_what_a_chinese_cashier_types(text, kind, value):
    assert parse_discount(text, "zh_CN") == Discount(kind, value)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [("20%", PERCENT, 2000), ("12.5 % off", PERCENT, 1250), ("5 off", OFF, 50_000), ("-5", OFF, 50_000), ("=10", SUM, 100_000)],
)
def test_what_an_english_cashier_types(text, kind, value):
    assert parse_discount(text, "en") == Discount(kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "10",
        "0.5",
        "打0.5",
        "打",
        "100",
        "20%",
        "888",
        "05",
        "8.",
        "abc",
        "-",
        "-0",
        "--5",
        "=-5",
        "-0.001",
        "0折",
        "零折",
        "十折",
        "10折",
        "10.0折",
        "5 off",
        "NaN",
    ],
)
def test_what_would_have_to_be_guessed_is_refused_in_chinese(text):
    with pytest.raises(ShopError):
        parse_discount(text, "zh_CN")


@pytest.mark.parametrize("text", ["8", "88", "0%", "100%", "120%", "八折", "5元", "off", "% off"])
def test_what_would_have_to_be_guessed_is_refused_in_english(text):
    with pytest.raises(NotADiscount):
        parse_discount(text, "en")


@tries(150)
@given(st.text(max_size=12), st.sampled_from(["en", "zh_CN"]))
def test_no_text_does_worse_than_be_refused(text, language):
    with suppress(ShopError):
        parse_discount(text, language)


@tries(150)
@given(st.sampled_from(DiscountKind), st.integers(0, MAX_LINE // COIN), st.integers(0, MAX_LINE // COIN))
def test_a_discount_never_goes_below_zero_nor_raises_the_sum(kind, value, coins):
    discount = Discount(kind, value % 10_000 if kind is PERCENT else value * COIN)
    taken = discount.taken_from(coins * COIN)
    assert 0 <= taken <= coins * COIN
    assert taken % COIN == 0


def said(off):
    """A rate in Chinese and in English."""
    i18n.use_language("zh_CN")
    chinese = rate_text(off)
    i18n.use_language("en")
    return chinese, rate_text(off)


@pytest.mark.parametrize(
    ("off", "chinese", "english"),
    [
        (2000, "八折", "20% off"),
        (1500, "八五折", "15% off"),
        (750, "9.25 折", "7.5% off"),
        (9500, "0.5 折", "95% off"),
        (9000, "一折", "90% off"),
    ],
)
def test_a_rate_is_said_as_people_say_it(off, chinese, english):
    assert said(off) == (chinese, english)


@pytest.mark.parametrize(
    ("discount", "text"),
    [
        (Discount(PERCENT, 2000), "20% off, saves 12.00"),
        (Discount(OFF, 120_000), "saves 12.00"),
        (Discount(SUM, 480_000), "sum set to 48.00, saves 12.00"),
    ],
)
def test_the_saving_is_shown_before_enter(discount, text):
    assert describe(discount, 600_000, 480_000) == text


@tries(60)
@given(st.integers(1, 9999))
def test_every_rate_said_is_understood_again(off):
    chinese, english = said(off)
    assert parse_discount(chinese, "zh_CN") == Discount(PERCENT, off)
    assert parse_discount(english, "en") == Discount(PERCENT, off)


def test_the_saving_in_chinese():
    i18n.use_language("zh_CN")
    assert describe(Discount(PERCENT, 2000), 600_000, 480_000) == "八折，省 12.00"
