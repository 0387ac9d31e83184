"""How much was counted, as a person types it and as a scan says it: always in the base unit."""

import re

from jxc_desktop.domain.errors import NotANumber, ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import half_width
from jxc_desktop.domain.products import Kind, Product, is_divisible
from jxc_desktop.domain.quantity import ONE, format_quantity
from jxc_desktop.domain.units import packs_in, packs_text
from jxc_desktop.domain.weights import spoken_of
from jxc_desktop.i18n import _

_BARE = re.compile(r"[\d.,]+(?:\s*/\s*[\d.,]+)+", re.ASCII)
_SHORT = re.compile(r"\d{1,3}(?:\.\d{0,3})?|\.\d{1,3}", re.ASCII)
_WITH_UNITS = re.compile(r"[\d.,]+\s*[^\d\s.,-]", re.ASCII)


class NotWhole(ShopError, ValueError):
    """A part of a piece of goods that are counted whole."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit

    def sentence(self) -> str:
        """Name the unit."""
        return _("These goods are counted in whole pieces ({unit}). Nothing was entered.").format(unit=self.unit or "1")


def counted_in(product: Product, text: str, habit: str) -> int:
    """A base quantity (1/1000) from what is typed: `12`, `2 箱 3 瓶`, and by the figures alone `2/3`, from the largest pack down.

    Weighed goods are said in the shop's unit. Raises NotWhole and what `packs_in` refuses.
    """
    packs = sorted(((pack.name, pack.ratio) for pack in product.packs), key=lambda pack: -pack[1])
    typed = half_width(text).strip()
    if _BARE.fullmatch(typed) and packs:
        figures = [figure.strip() for figure in typed.split("/")]
        units = [*(name for name, _ratio in packs), product.unit]
        if len(figures) == 2:
            units = [units[0], product.unit]
        if len(figures) > len(units):
            raise NotANumber(text)
        typed = " ".join(f"{figure}{unit}" for figure, unit in zip(figures, units, strict=False))
    spoken = spoken_of(product.kind, product.unit, habit)
    if spoken.unit != product.unit and not packs:
        quantity = spoken.kept_quantity(packs_in(typed, spoken.unit))
    else:
        quantity = packs_in(typed, product.unit, packs)
    if quantity % ONE and not is_divisible(product.kind, product.unit):
        raise NotWhole(product.unit)
    return quantity


def looks_counted(text: str) -> bool:
    """Whether what is typed after a scan says how much: a short figure, one with a unit; a longer one is a code."""
    typed = half_width(text).strip()
    return any(form.match(typed) if form is _WITH_UNITS else form.fullmatch(typed) for form in (_SHORT, _BARE, _WITH_UNITS))


def scanned_quantity(found: Found, times: int | None, habit: str) -> int | None:
    """What a scan counts: a piece, a pack, what a scale's label says; `times` as often. None: its weight is still to be said."""
    product, pack = found.product, found.product.pack(found.pack_id)
    if found.label is not None:
        return found.label.quantity(product.unit, product.retail_price)
    if pack is not None:
        return (ONE if times is None else times) * pack.ratio
    if product.kind is Kind.WEIGHED:
        return None if times is None else spoken_of(product.kind, product.unit, habit).kept_quantity(times)
    return ONE if times is None else times


def counted_text(product: Product, quantity: int, habit: str) -> str:
    """A base quantity in packs, or in the shop's unit of weight."""
    spoken = spoken_of(product.kind, product.unit, habit)
    if spoken.unit != product.unit:
        return format_quantity(spoken.quantity(quantity), spoken.unit)
    return packs_text(quantity, product.unit, [(pack.name, pack.ratio) for pack in product.packs])
