"""Products as the counter knows them, and the checks when one is entered or imported."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxc_desktop.domain.barcodes import has_wrong_check_digit
from jxc_desktop.domain.money import format_money, half_up
from jxc_desktop.domain.quantity import ONE, format_quantity
from jxc_desktop.domain.units import is_measure
from jxc_desktop.i18n import N_, _

MAX_TEXT = 200
MAX_LONG_TEXT = 1_000
MAX_BARCODE = 40
LONG_TEXTS = frozenset({"spec", "remark", "selling_points"})
BARCODES = frozenset({"barcodes", "pack_barcode"})


class Kind(StrEnum):
    """What sort of thing is sold."""

    GOODS = "goods"
    WEIGHED = "weighed"
    SERVICE = "service"
    OPEN_PRICE = "open_price"

    @property
    def has_stock(self) -> bool:
        """Services and open-price products keep no stock, are in no count and no alert."""
        return self in _STOCKED


_STOCKED = frozenset({Kind.GOODS, Kind.WEIGHED})

KIND_TITLES = {
    Kind.GOODS: N_("Goods"),
    Kind.WEIGHED: N_("Weighed goods"),
    Kind.SERVICE: N_("Service"),
    Kind.OPEN_PRICE: N_("Open-price product"),
}


class BelowZero(StrEnum):
    """What happens when more is sold than the books know."""

    SELL = "sell"
    WARN = "warn"
    REFUSE = "refuse"


BELOW_ZERO_TITLES = {
    BelowZero.SELL: N_("Sell anyway"),
    BelowZero.WARN: N_("Sell and mark the line"),
    BelowZero.REFUSE: N_("Refuse to sell"),
}


@dataclass(frozen=True, slots=True)
class Pack:
    """A larger unit of a product: `ratio` whole base units; its own price (per pack) or None, its own barcode or none.

    `is_measured`: parts of it are weighed or measured off.
    """

    id: int
    name: str
    ratio: int
    price: int | None = None
    barcode: str = ""
    is_measured: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """What the counter knows of a product. Prices per base unit, money; `on_hand` a base quantity; tax rate in 1/100 percent.

    `barcode` is the one scanned, else its first. `is_unopened`: no opening stock, receipt or count yet (未建库存).
    """

    id: int
    code: str
    name: str
    spec: str = ""
    unit: str = ""
    kind: Kind = Kind.GOODS
    retail_price: int | None = None
    member_price: int | None = None
    wholesale_price: int | None = None
    purchase_price: int | None = None
    tax_rate: int = 0
    below_zero: BelowZero = BelowZero.WARN
    no_discount: bool = False
    stop_selling: bool = False
    category_id: int | None = None
    packs: tuple[Pack, ...] = ()
    on_hand: int = 0
    is_unopened: bool = False
    barcode: str = ""

    def pack(self, pack_id: int | None) -> Pack | None:
        """The pack of that id, or None (the base unit)."""
        return next((pack for pack in self.packs if pack.id == pack_id), None)


def sells_in_parts(product: Product, pack: Pack | None = None) -> bool:
    """Whether a part of the unit, or of the pack, can be sold: counted goods and packs are sold whole."""
    return is_divisible(product.kind, product.unit, None if pack is None else pack.is_measured)


def is_divisible(kind: Kind, unit: str, is_pack_measured: bool | None = None) -> bool:
    """As `sells_in_parts`, of what is known of the goods; `is_pack_measured` is None for the unit itself."""
    if is_pack_measured is not None:
        return is_pack_measured
    return kind is not Kind.GOODS or is_measure(unit)


class FindingKind(StrEnum):
    """What a check of an entered product found; it asks, it does not refuse."""

    BAD_CHECK_DIGIT = "bad_check_digit"
    CODE_TWICE = "code_twice"
    PRICE_BELOW_COST = "price_below_cost"
    MEMBER_BELOW_COST = "member_below_cost"
    WHOLESALE_BELOW_COST = "wholesale_below_cost"
    PACK_BELOW_COST = "pack_below_cost"
    SAME_NAME_AND_SPEC = "same_name_and_spec"
    NO_UNIT = "no_unit"
    NO_PRICE = "no_price"
    RATIO_NOT_WHOLE = "ratio_not_whole"
    UNEVEN_PACKS = "uneven_packs"
    FILLS_TOO_LITTLE = "fills_too_little"


_SENTENCES = {
    FindingKind.BAD_CHECK_DIGIT: N_("The check digit of barcode {value} is wrong."),
    FindingKind.CODE_TWICE: N_("{value} stands for more than one unit or pack: the counter would ask each time which is meant."),
    FindingKind.PRICE_BELOW_COST: N_("The retail price {value} is below the purchase price {other}."),
    FindingKind.MEMBER_BELOW_COST: N_("The member price {value} is below the purchase price {other}."),
    FindingKind.WHOLESALE_BELOW_COST: N_("The wholesale price {value} is below the purchase price {other}."),
    FindingKind.PACK_BELOW_COST: N_("The price of pack {value} is below what is in it costs: {other}."),
    FindingKind.SAME_NAME_AND_SPEC: N_("There is already a product named {value} with this spec."),
    FindingKind.NO_UNIT: N_("No unit is given."),
    FindingKind.NO_PRICE: N_("No price is given; it will be asked for at the counter."),
    FindingKind.RATIO_NOT_WHOLE: N_("Pack {value} does not hold a whole number of units, at least 2."),
    FindingKind.UNEVEN_PACKS: N_("{value} does not fill whole packs."),
    FindingKind.FILLS_TOO_LITTLE: N_("Filled up to {value} it stays low: it is ordered when at {other}."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, with the value it is about and the one it was compared with; stored as a fact, worded when shown."""

    kind: FindingKind
    value: str = ""
    other: str = ""

    def sentence(self) -> str:
        """The finding in words."""
        return _(_SENTENCES[self.kind]).format(value=self.value, other=self.other)


def longest(field: str) -> int:
    """How many characters a text of a product may have: entry, import and export agree on it."""
    return MAX_LONG_TEXT if field in LONG_TEXTS else MAX_BARCODE if field in BARCODES else MAX_TEXT


@dataclass(frozen=True, slots=True)
class EnteredPack:
    """A pack as it was typed: units in it in 1/1000, price per pack."""

    name: str
    ratio: int
    price: int | None = None
    barcodes: Sequence[str] = ()


def findings(
    *,
    name: str,
    spec: str = "",
    unit: str = "",
    kind: Kind = Kind.GOODS,
    barcodes: Sequence[str] = (),
    retail_price: int | None = None,
    member_price: int | None = None,
    wholesale_price: int | None = None,
    purchase_price: int | None = None,
    packs: Sequence[EnteredPack] = (),
    order_at: int | None = None,
    fill_to: int | None = None,
    known: Collection[tuple[str, str]] | Callable[[str, str], bool] = (),
) -> list[Finding]:
    """What to ask about before a product is saved; `known` holds the (name, spec) of the other products, or tells of one."""
    codes = Counter((*barcodes, *(code for pack in packs for code in pack.barcodes)))
    found = [Finding(FindingKind.BAD_CHECK_DIGIT, code) for code in codes if has_wrong_check_digit(code)]
    found += [Finding(FindingKind.CODE_TWICE, code) for code, times in codes.items() if times > 1]
    if purchase_price is not None:
        prices = (
            (FindingKind.PRICE_BELOW_COST, retail_price),
            (FindingKind.MEMBER_BELOW_COST, member_price),
            (FindingKind.WHOLESALE_BELOW_COST, wholesale_price),
        )
        found += [_below(kind, price, purchase_price) for kind, price in prices if price is not None and price < purchase_price]
        found += [each for pack in packs for each in _pack_below(pack, purchase_price)]
    if known(name, spec) if callable(known) else (name, spec) in known:
        found.append(Finding(FindingKind.SAME_NAME_AND_SPEC, name))
    if not unit and kind.has_stock:
        found.append(Finding(FindingKind.NO_UNIT))
    if retail_price is None and kind is not Kind.OPEN_PRICE:
        found.append(Finding(FindingKind.NO_PRICE))
    found += [Finding(FindingKind.RATIO_NOT_WHOLE, pack.name) for pack in packs if pack.ratio % ONE or pack.ratio < 2 * ONE]
    if order_at is not None and fill_to is not None and fill_to < order_at:
        found.append(Finding(FindingKind.FILLS_TOO_LITTLE, format_quantity(fill_to), format_quantity(order_at)))
    return found


def _below(kind: FindingKind, price: int, cost: int, name: str = "") -> Finding:
    return Finding(kind, f"{name} {format_money(price)}".strip(), format_money(cost))


def _pack_below(pack: EnteredPack, purchase_price: int) -> Iterator[Finding]:
    cost = half_up(purchase_price * pack.ratio, ONE)
    if pack.price is not None and pack.price < cost:
        yield _below(FindingKind.PACK_BELOW_COST, pack.price, cost, pack.name)


def uneven_packs(quantity: int, ratio: int) -> Finding | None:
    """The finding when a base quantity does not fill whole packs of `ratio`, else None."""
    return Finding(FindingKind.UNEVEN_PACKS, format_quantity(quantity)) if quantity % (ratio * ONE) else None
