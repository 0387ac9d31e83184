"""大写金额: cases from the payment rules and what is awkward about zeros; and everything read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.in_words import FIGURES, LIMIT, in_words
from jxc_desktop.domain.money import MAX_DOCUMENT, UNIT, parse_money

CASES = [
    ("0", "零元整"),
    ("0.01", "壹分"),
    ("0.10", "壹角整"),
    ("0.35", "叁角伍分"),
    ("1", "壹元整"),
    ("1.05", "壹元零伍分"),
    ("10", "壹拾元整"),
    ("10.50", "壹拾元伍角整"),
    ("15", "壹拾伍元整"),
    ("100", "壹佰元整"),
    ("101", "壹佰零壹元整"),
    ("110", "壹佰壹拾元整"),
    ("1001", "壹仟零壹元整"),
    ("1010", "壹仟零壹拾元整"),
    ("1000.05", "壹仟元零伍分"),
    ("1234.56", "壹仟贰佰叁拾肆元伍角陆分"),
    ("1409.50", "壹仟肆佰零玖元伍角整"),
    ("6007.14", "陆仟零柒元壹角肆分"),
    ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
    ("325.04", "叁佰贰拾伍元零肆分"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
    ("10000", "壹万元整"),
    ("10001", "壹万零壹元整"),
    ("10100", "壹万零壹佰元整"),
    ("12000", "壹万贰仟元整"),
    ("107000.53", "壹拾万柒仟元伍角叁分"),
    ("100000000", "壹亿元整"),
    ("100000001", "壹亿零壹元整"),
    ("100010000", "壹亿零壹万元整"),
    ("100100000", "壹亿零壹拾万元整"),
    ("110000000", "壹亿壹仟万元整"),
    ("100005000", "壹亿零伍仟元整"),
    ("999999999.99", "玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ("-12.30", "负壹拾贰元叁角整"),
    ("-0.004", "零元整"),
    ("1.005", "壹元零壹分"),
]


@pytest.mark.parametrize(("figures", "words"), CASES)
def test_amounts_in_words(figures, words):
    assert in_words(parse_money(figures, MAX_DOCUMENT)) == words


def read_back(words):
    """Coins from the words, read as a person does: left to right."""
    sign = -1 if words.startswith("负") else 1
    coins = whole = group = figure = 0
    for char in words.lstrip("负"):
        if char in FIGURES:
            figure = FIGURES.index(char)
        elif char in "拾佰仟":
            group, figure = group + figure * 10 ** ("拾佰仟".index(char) + 1), 0
        elif char in "万亿元":
            whole += (group + figure) * {"万": 10**4, "亿": 10**8, "元": 1}[char]
            group = figure = 0
        elif char in "角分":
            coins, figure = coins + figure * {"角": 10, "分": 1}[char], 0
    return sign * (whole * 100 + coins)


@given(st.integers(-MAX_DOCUMENT // 100, MAX_DOCUMENT // 100))
def test_words_read_back_as_the_amount(coins):
    words = in_words(coins * 100)
    assert read_back(words) == coins
    assert "零零" not in words
    assert not any(bad in words for bad in ("零元", "零万", "零亿", "零整")) or coins == 0
    assert words.endswith(("整", "分"))


@given(st.integers(0, 9), st.integers(0, 8), st.integers(0, 9), st.integers(0, 8))
def test_round_amounts_read_back(first, first_zeros, second, second_zeros):
    coins = (first * 10**first_zeros + second * 10**second_zeros) * 10
    assert read_back(in_words(coins * 100)) == coins


def test_what_has_no_name_is_refused():
    with pytest.raises(ValueError):
        in_words(LIMIT * UNIT)
