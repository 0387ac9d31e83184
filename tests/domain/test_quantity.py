"""Quantities: three decimals, read and written without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.errors import TooLarge, TooPrecise
from jxc_desktop.domain.quantity import MAX_QUANTITY, format_quantity, parse_quantity, plain_quantity, split_quantity
from tests.domain.tries import tries


@pytest.mark.parametrize(("text", "quantity"), [("3", 3000), ("1.236", 1236), ("０．５", 500), ("-2", -2000), ("999999.999", MAX_QUANTITY)])
def test_a_quantity_is_read(text, quantity):
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize(("text", "error"), [("1.2345", TooPrecise), ("1000000", TooLarge)])
def test_a_quantity_beyond_what_is_kept_is_refused(text, error):
    with pytest.raises(error):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3000, "3 瓶"),
        (1236, "1.236 瓶"),
        (1200, "1.2 瓶"),
        (-500, "\u22120.5 瓶"),
        (0, "0 瓶"),
        (100_000, "100 瓶"),
        (12_345_600, "12,345.6 瓶"),
    ],
)
def test_a_quantity_is_written_without_decimals_that_are_zero(value, text):
    assert format_quantity(value, "瓶") == text


def test_fields_and_files_take_a_quantity_without_commas():
    assert (plain_quantity(-12_345_600), plain_quantity(1_000_000, "瓶")) == ("-12345.6", "1000 瓶")


@tries(150)
@given(st.integers(-MAX_QUANTITY, MAX_QUANTITY))
def test_a_quantity_survives_being_written(value):
    assert parse_quantity(format_quantity(value)) == value


@pytest.mark.parametrize(
    ("text", "quantity", "rest"),
    [
        ("5*", 5000, ""),
        ("５＊", 5000, ""),
        ("5×690", 5000, "690"),
        ("0.5乘", 500, ""),
        ("5x kele", 5000, "kele"),
        ("0*", None, "0*"),
        ("-1*", None, "-1*"),
        ("99999999*", None, "99999999*"),
        ("1.2345*", None, "1.2345*"),
        ("kele", None, "kele"),
    ],
)
def test_a_quantity_before_a_code(text, quantity, rest):
    assert split_quantity(text) == (quantity, rest)
