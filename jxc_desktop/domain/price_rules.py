"""How a price becomes another one: `+5%`, `x1.1`, `-0.50`, `12.80`, and endings such as `.9`, one after the other."""

import re
from dataclasses import dataclass

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import (
    COIN,
    MAX_PRICE,
    MINUS,
    UNIT,
    Money,
    format_money,
    half_up,
    half_width,
    parse_decimal,
    parse_money,
    to_coin,
)
from jxc_desktop.i18n import _

_FULL_PERCENT = 10_000
_PERCENT = re.compile(r"([+-][\d.]+)%", re.ASCII)
_FACTOR = re.compile(r"[x*×]([\d.]+)", re.ASCII)
_ENDING = re.compile(r"\.\d{1,2}", re.ASCII)
_PLUS = re.compile(r"[+-][\d.]+", re.ASCII)
MOST_TIMES = 100


class NotARule(ShopError):
    """A text that is no rule for prices."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def sentence(self) -> str:
        """Show what can be typed."""
        return _("“{text}” is no rule for prices. Type for instance +5%, x1.1, -0.50, 12.80, .9 or +5% .9").format(text=self.text)


class NoPriceYet(ShopError):
    """A rule that starts from the old price, and there is none."""

    def sentence(self) -> str:
        """Say what is missing."""
        return _("has no price yet")


class PriceOutOfRange(ShopError):
    """A new price that would be below zero or too large."""

    def __init__(self, price: Money) -> None:
        super().__init__(price)
        self.price = price

    def sentence(self) -> str:
        """Show the price."""
        return _("the new price would be {price}").format(price=format_money(self.price))


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `percent` to add in 1/100 percent, `times` in 1/10000, `plus`, `to` or `ending` in money."""

    kind: str
    amount: int

    def is_fine(self) -> bool:
        """Whether it is a sum of more decimals than a coin has."""
        return self.kind in ("plus", "to") and self.amount % COIN != 0


@dataclass(frozen=True, slots=True)
class PriceRule:
    """Steps in the order they were typed."""

    steps: tuple[Step, ...]

    def needs_old(self) -> bool:
        """Whether there must be a price to start from."""
        return self.steps[0].kind != "to"


def parse_rule(text: str) -> PriceRule:
    """The rule in a text; steps are parted by blanks. `.9` is an ending, `0.9` a price. Raises NotARule."""
    plain = half_width(text).replace(MINUS, "-").replace("％", "%").lower()
    words = re.sub(r"([+\-x*×])\s+(?=[\d.])", r"\1", plain).replace(" %", "%").split()
    try:
        steps = tuple(map(_step, words))
    except ShopError:
        raise NotARule(text) from None
    if not steps:
        raise NotARule(text)
    return PriceRule(steps)


def _step(word: str) -> Step:
    if found := _PERCENT.fullmatch(word):
        return Step("percent", _within(parse_decimal(found[1], 2), -_FULL_PERCENT))
    if found := _FACTOR.fullmatch(word):
        return Step("times", _within(parse_decimal(found[1], 4), 0))
    if _ENDING.fullmatch(word):
        return Step("ending", parse_decimal(word, 4))
    if _PLUS.fullmatch(word):
        return Step("plus", parse_money(word))
    price = parse_money(word)
    if price < 0 or word.startswith("."):
        raise NotARule(word)
    return Step("to", price)


def _within(amount: int, least: int) -> int:
    if not least <= amount <= MOST_TIMES * _FULL_PERCENT:
        raise NotARule(str(amount))
    return amount


def new_price(rule: PriceRule, old: Money | None, *, is_fine: bool = False) -> Money:
    """What a price becomes. Raises NoPriceYet, PriceOutOfRange.

    It is rounded half up to the coin, but keeps four decimals when `is_fine` (purchase prices), or when the old price or what
    was typed has them: a screw costs 0.0083.
    """
    if old is None and rule.needs_old():
        raise NoPriceYet
    price = old or 0
    for step in rule.steps:
        price = _after(step, price)
    if not (is_fine or (old or 0) % COIN or any(step.is_fine() for step in rule.steps)):
        price = to_coin(price)
    if not 0 <= price <= MAX_PRICE:
        raise PriceOutOfRange(price)
    return price


def _after(step: Step, price: Money) -> Money:
    if step.kind == "percent":
        return half_up(price * (_FULL_PERCENT + step.amount), _FULL_PERCENT)
    if step.kind == "times":
        return half_up(price * step.amount, UNIT)
    if step.kind == "plus":
        return price + step.amount
    return step.amount if step.kind == "to" else ending_in(price, step.amount)


def ending_in(price: Money, ending: Money) -> Money:
    """The nearest price with this ending (.9, .5, .95), the higher one of two as near; never below the ending itself.

    12.35 at .9 becomes 11.90, 12.40 becomes 12.90.
    """
    whole = max(0, (price - ending) // UNIT)
    lower = whole * UNIT + ending
    return lower if price <= lower or price - lower < lower + UNIT - price else lower + UNIT
