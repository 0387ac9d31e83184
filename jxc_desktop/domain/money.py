"""Money: integers in 1/10000 of the currency unit. Text becomes money here, and money text.

What a customer pays or a document totals is a whole number of `COIN` (0.01). Source of the limits: the shop's rules.
"""

import re
import unicodedata
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
_CURRENCY = "¥￥元"


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
    """Parts of `total` in proportion to `weights` by largest remainder; whole steps, summing to the total exactly.

    No part exceeds its weight when the total does not exceed their sum. Ties go to the earlier weight.
    """
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    steps = total // step
    parts = [steps * weight // whole for weight in weights]
    left = steps - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(steps * weights[i] % whole), i))
    for index in by_remainder[:left]:
        parts[index] += 1
    shares = [part * step for part in parts]
    rest = total - sum(shares)
    if rest:
        index = by_remainder[0]
        shares[index] += rest
    return shares


def parse_decimal(text: str, decimals: int) -> int:
    """A decimal text as an integer in 10**-decimals; full width digits, thousands commas and one sign are read.

    Raises NotANumber for anything that would have to be guessed, TooPrecise for decimals that would be lost.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(MINUS, "-")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise NotANumber(text)
    sign, whole, fraction, bare = found.groups()
    digits = (fraction if bare is None else bare) or ""
    if len(digits.rstrip("0")) > decimals:
        raise TooPrecise(text, decimals)
    scale: int = 10**decimals
    value = int((whole or "0").replace(",", "")) * scale + int(digits[:decimals].ljust(decimals, "0") or "0")
    return -value if sign == "-" else value


def parse_money(text: str, limit: int = MAX_PRICE) -> int:
    """Money from what a person types: `1,234.50`, `¥12`, `12元`, full width digits. At most four decimals."""
    plain = unicodedata.normalize("NFKC", text).strip()
    bare = plain.strip(_CURRENCY + " ") if not plain.startswith(("-", MINUS)) else "-" + plain[1:].strip(_CURRENCY + " ")
    value = parse_decimal(bare, 4)
    if abs(value) > limit:
        raise TooLarge(text, format_money(limit))
    return value


def format_money(value: int, *, grouped: bool = False, least: int = 2) -> str:
    """`1234.50`: two decimals, more only where they are not zero; a minus is a minus sign (U+2212)."""
    whole, rest = divmod(abs(value), UNIT)
    fraction = f"{rest:04d}".rstrip("0").ljust(least, "0")
    head = f"{whole:,}" if grouped else str(whole)
    return (MINUS if value < 0 else "") + (f"{head}.{fraction}" if fraction else head)


def format_plain(value: int, least: int = 2) -> str:
    """As `format_money`, with an ASCII minus: for fields that are typed in, files and machines."""
    return format_money(value, least=least).replace(MINUS, "-")
