"""Quantities: integers in 1/1000 of a unit. Text becomes a quantity here, and a quantity text."""

import re

from jxc_desktop.domain.errors import ShopError, TooLarge
from jxc_desktop.domain.money import MINUS, half_up, half_width, parse_decimal, plain

Quantity = int

ONE = 1_000
MAX_QUANTITY = 999_999_999
MAX_LINES = 2_000

_TIMES = re.compile(r"\s*([0-9.,]+)\s*[*×xX乘]\s*")


def parse_quantity(text: str, limit: int = MAX_QUANTITY) -> int:
    """A quantity from what a person types; at most three decimals, at most 999,999.999."""
    value = parse_decimal(text, 3)
    if abs(value) > limit:
        raise TooLarge(text, format_quantity(limit))
    return value


def split_quantity(text: str) -> tuple[int | None, str]:
    """`5*690…` as quantity and rest, full width too; no quantity where none is said, or it is none."""
    typed = half_width(text)
    found = _TIMES.match(typed)
    if found is None:
        return None, typed
    try:
        quantity = parse_quantity(found[1])
    except ShopError:
        return None, typed
    return (quantity, typed[found.end() :].strip()) if quantity > 0 else (None, typed)


def quantity_for(amount: int, price: int | None) -> int:
    """What a sum buys at a price, to the nearest thousandth; one piece where there is no price yet."""
    return max(1, half_up(amount * ONE, price)) if price else ONE


def format_quantity(value: int, unit: str = "") -> str:
    """`1,200 瓶`, `1.236 公斤`: no decimals that are zero."""
    whole, rest = divmod(abs(value), ONE)
    text = f"{whole:,}.{rest:03d}".rstrip("0").rstrip(".") if rest else f"{whole:,}"
    text = (MINUS if value < 0 else "") + text
    return f"{text} {unit}" if unit else text


def plain_quantity(value: int, unit: str = "") -> str:
    """`-1200`: without commas, with an ASCII minus: for fields that are typed in, slips and files."""
    text = plain(format_quantity(value))
    return f"{text} {unit}" if unit else text
