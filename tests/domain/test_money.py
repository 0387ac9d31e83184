"""Money: parsing refuses what it would have to guess, sharing out loses nothing."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.errors import NotANumber, ShopError, TooLarge, TooPrecise
from jxc_desktop.domain.money import (
    COIN,
    MAX_DOCUMENT,
    MAX_PRICE,
    UNIT,
    down_to,
    format_money,
    format_plain,
    half_up,
    parse_decimal,
    parse_money,
    share_out,
    to_coin,
)
from tests.domain.tries import OF_ROUNDING, tries

quick = tries(150, OF_ROUNDING)
amounts = st.integers(0, MAX_DOCUMENT // COIN).map(lambda coins: coins * COIN)


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("12", 120_000),
        ("1,234.50", 12_345_000),
        ("¥12", 120_000),
        ("￥１２．５", 125_000),
        ("12元", 120_000),
        ("¥ 12 元", 120_000),
        (".5", 5_000),
        ("5.", 50_000),
        ("0.0083", 83),
        ("1.50000", 15_000),
        ("-3.2", -32_000),
        ("-¥3", -30_000),
        ("\u2212¥3", -30_000),
        ("¥-3", -30_000),
        ("9999999.99", MAX_PRICE),
    ],
)
def test_what_people_type_is_read(text, money):
    assert parse_money(text) == money


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "NaN",
        "inf",
        "-Infinity",
        "1e308",
        "1_000",
        "1,23",
        "12,3456",
        "1.2.3",
        "0x10",
        "five",
        "--5",
        "-¥-5",
        "+",
        ".",
        "¥¥5",
        "5 5",
    ],
)
def test_what_would_have_to_be_guessed_is_refused(text):
    with pytest.raises(NotANumber):
        parse_money(text)


@pytest.mark.parametrize("text", ["5²", "①", "½", "１e５", "1\u200b2", "\ud800", "٣", "元5元元"])
def test_signs_that_only_look_like_figures_are_refused(text):
    with pytest.raises(NotANumber):
        parse_money(text)


def test_a_text_of_thousands_of_digits_is_refused():
    with pytest.raises(NotANumber):
        parse_money("9" * 5000)


def test_more_decimals_than_are_kept_are_refused():
    with pytest.raises(TooPrecise):
        parse_money("0.123456789")


def test_a_price_beyond_the_limit_is_refused():
    with pytest.raises(TooLarge):
        parse_money("10000000")


@quick
@given(st.text(max_size=40))
def test_no_text_does_worse_than_be_refused(text):
    with suppress(ShopError):
        assert abs(parse_money(text)) <= MAX_PRICE


@quick
@given(st.integers(-MAX_PRICE, MAX_PRICE))
def test_money_survives_being_written(value):
    assert parse_money(format_money(value)) == parse_money(format_plain(value)) == value


@pytest.mark.parametrize(("value", "text"), [(0, "0.00"), (83, "0.0083"), (-125_000, "\u221212.50"), (12_345_000, "1,234.50")])
def test_money_is_written_with_two_decimals_or_what_it_needs(value, text):
    assert format_money(value) == text


@pytest.mark.parametrize(("over", "under", "result"), [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0)])
def test_halves_go_away_from_zero(over, under, result):
    assert half_up(over, under) == result


@quick
@given(st.integers(-(10**20), 10**20), st.integers(1, 10**10))
def test_half_up_is_off_by_half_at_most(over, under):
    assert abs(2 * (half_up(over, under) * under - over)) <= under
    assert half_up(-over, under) == -half_up(over, under)


def test_cutting_goes_towards_zero():
    assert (down_to(150_899, 1000), down_to(-150_899, 1000)) == (150_000, -150_000)
    assert to_coin(150) == 200


@quick
@given(st.lists(amounts, min_size=1, max_size=30), st.data())
def test_shares_sum_exactly_and_none_exceeds_its_line(weights, data):
    total = data.draw(st.integers(0, sum(weights) // COIN)) * COIN
    shares = share_out(total, weights)
    assert sum(shares) == total
    assert all(0 <= share <= weight and share % COIN == 0 for share, weight in zip(shares, weights, strict=True))
    assert share_out(-total, weights) == [-share for share in shares]


@quick
@given(st.lists(amounts, min_size=1, max_size=30), st.data())
def test_what_is_less_than_a_coin_exceeds_no_line_either(weights, data):
    total = data.draw(st.integers(0, sum(weights)))
    assert all(0 <= share <= weight for share, weight in zip(share_out(total, weights), weights, strict=True))


@quick
@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=20).filter(any), st.integers(-(10**12), 10**12))
def test_any_total_is_shared_out_whole(weights, total):
    assert sum(share_out(total, weights)) == total


def test_nothing_can_be_shared_over_no_weight():
    assert share_out(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError):
        share_out(UNIT, [0, 0])


def test_decimals_are_kept_to_the_place():
    assert parse_decimal("1.25", 2) == 125
