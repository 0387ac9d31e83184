"""Money: integers in 1/10000 of the currency unit. Text becomes money here, and money text.

What a customer pays or a document totals is a whole number of `COIN` (0.01). Source of the limits: the shop's rules.
"""

import re
from collections.abc import Sequence

from jxc_desktop.domain.errors import NotANumber, TooLarge, TooPrecise

Money = int

UNIT = 10_000
COIN = 100
JIAO = 1_000
MAX_PRICE = 9_999_999_9900
MAX_LINE = 99_999_999_9900
MAX_DOCUMENT = 999_999_999_9900
MINUS = "\N{MINUS SIGN}"

_NUMBER = re.compile(r"([+-]?)(?:(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?|\.(\d+))", re.ASCII)
_MONEY = re.compile(r"([+-]?)\s*[¥元]?\s*([+-]?)([\d,.]+)\s*元?", re.ASCII)
_MAX_DIGITS = 30
_HALF_WIDTH = {0x3000: " ", 0xA0: " ", 0xFFE5: "¥"} | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def half_up(numerator: int, denominator: int) -> int:
    """The quotient as the nearest integer, halves away from zero."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def to_coin(value: int) -> int:
    """Rounded half up to a whole number of the smallest coin."""
    return half_up(value, COIN) * COIN


def down_to(value: int, step: int) -> int:
    """Cut towards zero to a whole number of steps (money)."""
    return value // step * step if value >= 0 else -(-value // step * step)


def share_out(total: int, weights: Sequence[int], step: int = COIN) -> list[int]:
    """Parts of `total` in proportion to `weights` (none negative) by largest remainder; whole steps, summing to it exactly.

    No part exceeds its weight when those are whole steps and the total does not exceed their sum. Ties go to the earlier one.
    What is less than a step goes where most is left. Raises ValueError when there is something to share and no weight.
    """
    if total < 0:
        return [-part for part in share_out(-total, weights, step)]
    whole = sum(weights)
    if total == 0:
        return [0] * len(weights)
    if whole == 0:
        raise ValueError(total)
    steps, rest = divmod(total, step)
    parts = [steps * weight // whole for weight in weights]
    left = steps - sum(parts)
    if left:
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(steps * weights[i] % whole), i))
        for index in by_remainder[:left]:
            parts[index] += 1
    shares = [part * step for part in parts]
    if rest:
        index = max(range(len(weights)), key=lambda i: (weights[i] - shares[i], -i))
        shares[index] += rest
    return shares


def half_width(text: str) -> str:
    """Full width signs as half width, outer blanks off. Not NFKC: that would read 5² as 52."""
    return text.translate(_HALF_WIDTH).strip()


def parse_decimal(text: str, decimals: int) -> int:
    """A decimal text as an integer in 10**-decimals; full width digits, thousands commas and one sign are read.

    Raises NotANumber for anything that would have to be guessed, TooPrecise for decimals that would be lost.
    """
    plain = half_width(text).replace(MINUS, "-")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise NotANumber(text)
    sign, whole, fraction, bare = found.groups()
    digits = (fraction if bare is None else bare) or ""
    if len(digits.rstrip("0")) > decimals:
        raise TooPrecise(text, decimals)
    if len(whole or "") > _MAX_DIGITS:
        raise NotANumber(text)
    scale: int = 10**decimals
    value = int((whole or "0").replace(",", "")) * scale + int(digits[:decimals].ljust(decimals, "0") or "0")
    return -value if sign == "-" else value


def parse_money(text: str, limit: int = MAX_PRICE) -> int:
    """Money from what a person types: `1,234.50`, `¥12`, `12元`, full width digits. At most four decimals."""
    found = _MONEY.fullmatch(half_width(text).replace(MINUS, "-"))
    if found is None:
        raise NotANumber(text)
    value = parse_decimal(found[1] + found[2] + found[3], 4)
    if abs(value) > limit:
        raise TooLarge(text, format_money(limit))
    return value


def format_money(value: int, *, least: int = 2) -> str:
    """`1,234.50`: two decimals, more only where they are not zero; a minus is a minus sign (U+2212)."""
    whole, rest = divmod(abs(value), UNIT)
    fraction = f"{rest:04d}".rstrip("0").ljust(least, "0")
    return (MINUS if value < 0 else "") + (f"{whole:,}.{fraction}" if fraction else f"{whole:,}")


def format_percent(value: int) -> str:
    """`8.5 %` of a rate in 1/100 percent."""
    return format_money(value * 100, least=0) + " %"


def format_plain(value: int, least: int = 2) -> str:
    """`-1234.50`: without commas, with an ASCII minus: for fields that are typed in, slips, files and machines."""
    return plain(format_money(value, least=least))


def plain(figure: str) -> str:
    """A formatted figure as machines write it: no thousands commas, an ASCII minus."""
    return figure.replace(",", "").replace(MINUS, "-")
