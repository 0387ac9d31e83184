"""Discounts as people say them: 8 折, 5 yuan off, "make it 10"; 20% off in English."""

import re
from dataclasses import dataclass
from enum import StrEnum

from jxc_desktop import i18n
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, MINUS, format_money, half_up, half_width, parse_decimal, parse_money
from jxc_desktop.i18n import _

WHOLE = 10_000


class DiscountKind(StrEnum):
    """How a discount was said."""

    PERCENT = "percent"
    MONEY_OFF = "money_off"
    SET_SUM = "set_sum"


class NotADiscount(ShopError, ValueError):
    """A text that is no discount, or would have to be guessed at."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def sentence(self) -> str:
        """Quote the text and show what can be typed."""
        return _("“{text}” is not a discount. Examples: 20% off, -5 for 5.00 off, =10 to set the sum.").format(text=self.text[:20])


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount; `value` is 1/100 percent taken off (2000 is 20 %), money taken off, or the sum it sets."""

    kind: DiscountKind
    value: int

    def taken_from(self, amount: int) -> int:
        """How much it takes off a positive amount, to the coin: never below 0, never more than the amount."""
        if self.kind is DiscountKind.PERCENT:
            off = amount - half_up(amount * (WHOLE - self.value), WHOLE * COIN) * COIN
        else:
            off = self.value if self.kind is DiscountKind.MONEY_OFF else amount - self.value
        return max(0, min(off, amount))


_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九点", "00123456789.")
_ZHE = re.compile(r"(\d(?:\.\d{1,3})?|[1-9]\d(?:\.\d{1,2})?)[折z]?", re.ASCII)
_HALF = frozenset({"半价", "对折", "半折"})
_OFF = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)%(?:off)?", re.ASCII)


def parse_discount(text: str, language: str | None = None) -> Discount:
    """A discount from what a person types. Raises NotADiscount.

    In Chinese 8, 8.5, 88, 打8折 are 折 (pay 80, 85, 88 %), 半价 and 对折 half, and 5元 takes 5 off; 88z and 5y are the same where no
    input method is. In English 20% is 20 % off; in both -5 takes 5 off and =10 sets the sum. Less than 1 折 is believed only where
    the word stands with it: nobody means 95 % off by 0.5.
    """
    plain = half_width(text).replace(MINUS, "-").replace(" ", "").lower()
    is_chinese = (language or i18n.language()).startswith("zh")
    if plain.startswith("="):
        return Discount(DiscountKind.SET_SUM, _sum(plain[1:], text, least=0))
    if plain.startswith("-"):
        return Discount(DiscountKind.MONEY_OFF, _sum(plain[1:], text))
    if is_chinese and plain.endswith(("元", "块", "y")):
        return Discount(DiscountKind.MONEY_OFF, _sum(plain[:-1], text))
    if (found := _OFF.fullmatch(plain)) and (not is_chinese or plain.endswith("off")):
        return _percent(parse_decimal(found[1], 2), text)
    if not is_chinese and plain.endswith("off"):
        return Discount(DiscountKind.MONEY_OFF, _sum(plain[:-3], text))
    said = plain.removeprefix("打")
    if is_chinese and said in _HALF:
        return _percent(WHOLE // 2, text)
    if is_chinese and (found := _ZHE.fullmatch(_digits(said))) and (said.endswith(("折", "z")) or not said.startswith("0")):
        return _percent(WHOLE - _paid_part(found[1], text), text)
    raise NotADiscount(text)


def _digits(plain: str) -> str:
    return plain.translate(_CHINESE_DIGITS) if plain.endswith("折") else plain


def _paid_part(number: str, text: str) -> int:
    """What is paid, in 1/100 percent: 8 and 80 are both 80 %; 10 may mean the full price or a tenth of it and is refused."""
    figure = parse_decimal(number, 3)
    if figure == 10_000:
        raise NotADiscount(text)
    return figure if figure < 10_000 else figure // 10


def _percent(off: int, text: str) -> Discount:
    if not 0 < off < WHOLE:
        raise NotADiscount(text)
    return Discount(DiscountKind.PERCENT, off)


def _sum(figures: str, text: str, least: int = 1) -> int:
    if not figures[:1].isdigit() and not figures.startswith(("¥", ".")):
        raise NotADiscount(text)
    value = parse_money(figures, MAX_DOCUMENT)
    if value < least or value % COIN:
        raise NotADiscount(text)
    return value


def rate_text(off: int) -> str:
    """`20% off`, in Chinese `八折`, `9.25 折`, of a discount in 1/100 percent."""
    if not i18n.language().startswith("zh"):
        return _("{percent}% off").format(percent=format_money(off * 100, least=0))
    paid = WHOLE - off
    if paid < 1000 or paid % 100:
        return _("{tenths} tenths to pay").format(tenths=format_money(paid * 10, least=0))
    digits = _("zero one two three four five six seven eight nine").split()
    return _("{figures} out of ten to pay").format(figures="".join(digits[int(digit)] for digit in f"{paid:04d}".rstrip("0")))


def describe(discount: Discount, before: int, after: int) -> str:
    """`八折，省 12.00` / `20% off, saves 12.00`: what a discount made of a sum."""
    saved = format_money(before - after)
    if discount.kind is DiscountKind.PERCENT:
        return _("{rate}, saves {saved}").format(rate=rate_text(discount.value), saved=saved)
    if discount.kind is DiscountKind.SET_SUM:
        return _("sum set to {sum}, saves {saved}").format(sum=format_money(after), saved=saved)
    return _("saves {saved}").format(saved=saved)
