"""Quantities: integers in 1/1000 of a unit. Text becomes a quantity here, and a quantity text."""

from jxc_desktop.domain.errors import TooLarge
from jxc_desktop.domain.money import MINUS, parse_decimal

Quantity = int

ONE = 1_000
MAX_QUANTITY = 999_999_999
MAX_LINES = 2_000


def parse_quantity(text: str, limit: int = MAX_QUANTITY) -> int:
    """A quantity from what a person types; at most three decimals, at most 999,999.999."""
    value = parse_decimal(text, 3)
    if abs(value) > limit:
        raise TooLarge(text, format_quantity(limit))
    return value


def format_quantity(value: int, unit: str = "") -> str:
    """`3 瓶`, `1.236 公斤`: no decimals that are zero."""
    whole, rest = divmod(abs(value), ONE)
    text = f"{whole}.{rest:03d}".rstrip("0").rstrip(".") if rest else str(whole)
    text = (MINUS if value < 0 else "") + text
    return f"{text} {unit}" if unit else text
