"""Which price applies: retail, a pack's own, member or wholesale; never above the shelf tag."""

from dataclasses import dataclass
from enum import StrEnum

from jxc_desktop.domain.products import Pack, Product


class PriceLevel(StrEnum):
    """The level a sale is rung up at; wholesale by key or for customers of that level."""

    RETAIL = "retail"
    MEMBER = "member"
    WHOLESALE = "wholesale"


class PriceRule(StrEnum):
    """Why a line has its price."""

    RETAIL = "retail"
    PACK = "pack"
    MEMBER = "member"
    WHOLESALE = "wholesale"
    OVERRIDE = "override"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Price:
    """A price per pack (or base unit); None when it must be asked for. `base` is the tag's price."""

    amount: int | None
    base: int | None
    rule: PriceRule = PriceRule.RETAIL


def price_for(product: Product, pack: Pack | None = None, *, level: PriceLevel = PriceLevel.RETAIL) -> Price:
    """The price at a level. A pack without a price of its own costs ratio x the unit's; 不打折 goods know retail only."""
    ratio = 1 if pack is None else pack.ratio
    if pack is not None and pack.price is not None:
        tag = Price(pack.price, pack.price, PriceRule.PACK)
    else:
        base = None if product.retail_price is None else product.retail_price * ratio
        tag = Price(base, base)
    if level is PriceLevel.RETAIL or product.no_discount:
        return tag
    each = product.member_price if level is PriceLevel.MEMBER else product.wholesale_price
    if each is None or (tag.base is not None and each * ratio >= tag.base):
        return tag
    return Price(each * ratio, tag.base, PriceRule(level.value))
