"""What can be typed about a product: the values that a form, a sheet and the counter hand over."""

import unicodedata
from dataclasses import dataclass

from jxc_desktop.domain.money import half_width
from jxc_desktop.domain.products import Kind


@dataclass(frozen=True, slots=True)
class PackFields:
    """A larger unit as typed; `id` is None for a new one. `price` per pack, `ratio` in whole base units.

    `is_measured`: parts of it are weighed or measured off, so it is sold in thousandths.
    """

    name: str
    ratio: int
    price: int | None = None
    barcodes: tuple[str, ...] = ()
    id: int | None = None
    is_measured: bool = False


@dataclass(frozen=True, slots=True)
class ProductFields:
    """A product as typed. An empty code takes the next free number; an empty `below_zero` follows the shop's setting.

    Money in 1/10000, `tax_rate` in 1/100 percent, `order_at`, `fill_to` and `tare` base quantities; None is "not given". `initials` are the shop's
    own, beside those found by pinyin.
    """

    name: str
    code: str = ""
    barcodes: tuple[str, ...] = ()
    spec: str = ""
    unit: str = ""
    category: str = ""
    brand: str = ""
    kind: Kind = Kind.GOODS
    retail_price: int | None = None
    member_price: int | None = None
    wholesale_price: int | None = None
    purchase_price: int | None = None
    tax_rate: int | None = None
    below_zero: str = ""
    no_discount: bool = False
    stop_buying: bool = False
    stop_selling: bool = False
    article_number: str = ""
    initials: str = ""
    order_at: int | None = None
    fill_to: int | None = None
    tare: int | None = None
    shelf: str = ""
    remark: str = ""
    selling_points: str = ""
    packs: tuple[PackFields, ...] = ()


TEXTS = ("name", "code", "spec", "unit", "category", "brand", "article_number", "initials", "shelf", "selling_points", "remark")
PRICES = ("retail_price", "member_price", "wholesale_price", "purchase_price")


def own_code(text: str) -> str:
    """The shop's own code as stored: half width, without blanks and invisible signs; hyphens stay."""
    if text.isascii() and text.isalnum():
        return text
    return "".join(char for char in half_width(text) if unicodedata.category(char) not in _DROPPED)


_DROPPED = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs"})
