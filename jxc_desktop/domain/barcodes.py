"""Barcodes: text, leading zeros kept. Check digits, in-store codes, and payment codes that are no barcodes at all."""

import re
import unicodedata

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import N_, _

GTIN_LENGTHS = frozenset({8, 12, 13, 14})
OWN_PREFIXES = tuple(str(prefix) for prefix in range(20, 30))
OWN_LIMIT = 10**10

_DIGITS = re.compile(r"\d+", re.ASCII)
_PAYMENT_CODES = (
    (re.compile(r"1[0-5]\d{16}", re.ASCII), N_("WeChat")),
    (re.compile(r"(?:2[5-9]|30)\d{14,22}", re.ASCII), N_("Alipay")),
    (re.compile(r"62\d{17}", re.ASCII), N_("UnionPay")),
)
_ISBN_10 = re.compile(r"\d{9}[\dXx]", re.ASCII)


class NoNumberLeft(ShopError):
    """In-store codes of a prefix are used up."""

    def sentence(self) -> str:
        """Say what ran out."""
        return _("There is no in-store code left with this prefix. Nothing was changed.")


def check_digit(digits: str) -> str:
    """The modulo 10 check digit (weights 3, 1 from the right) of the digits before it."""
    total = 3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def has_valid_check_digit(code: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    if len(code) < 2 or not code.isascii() or not code.isdecimal():
        return False
    digits = code.encode()  # the bytes of digits are 48 and more: their weighted sum is taken at once, 48 a digit off
    weighted = sum(digits[::-2]) + 3 * sum(digits[-2::-2])
    return (weighted - 48 * ((len(code) + 1) // 2 + 3 * (len(code) // 2))) % 10 == 0


def is_valid_gtin(code: str) -> bool:
    """EAN-8, UPC-A, EAN-13 (ISBN-13 too) or GTIN-14 with its check digit right."""
    return len(code) in GTIN_LENGTHS and has_valid_check_digit(code)


def has_wrong_check_digit(code: str) -> bool:
    """A code that looks like a GTIN by its length and digits, but is none: a typing error more likely than not."""
    return len(code) in GTIN_LENGTHS and _DIGITS.fullmatch(code) is not None and not has_valid_check_digit(code)


def isbn_13(code: str) -> str | None:
    """The EAN-13 of a ten-digit ISBN, or None when it is none."""
    if _ISBN_10.fullmatch(code) is None:
        return None
    values = [10 if char in "Xx" else int(char) for char in code]
    if sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11:
        return None
    body = "978" + code[:9]
    return body + check_digit(body)


def normalise(text: str) -> str:
    """A code as it is stored and looked up: half width, without blanks, hyphens and invisible characters."""
    if text.isascii() and text.isalnum():
        return text
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if unicodedata.category(char) not in _DROPPED)


_DROPPED = frozenset({"Zs", "Zl", "Zp", "Pd", "Cc", "Cf", "Cs"})


def is_payment_code(text: str) -> str | None:
    """Whose payment code a customer showed (a msgid), or None. Tried last; never stored and never logged."""
    for pattern, name in _PAYMENT_CODES:
        if pattern.fullmatch(text):
            return name
    return None


def own_barcode(number: int, prefix: str = "29") -> str:
    """The in-store EAN-13 of a running number; the prefix is one of 20 to 29 that no scale format uses."""
    if prefix not in OWN_PREFIXES:
        raise ValueError(prefix)
    if not 0 <= number < OWN_LIMIT:
        raise NoNumberLeft
    body = f"{prefix}{number:010d}"
    return body + check_digit(body)
