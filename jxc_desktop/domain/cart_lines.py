"""What a cart is made of: lines, whole-cart discount, totals; and what a cart refuses. Values only; `cart` changes them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from jxc_desktop.domain.customers import Customer
from jxc_desktop.domain.discounts import Discount
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, MAX_LINE, format_money, half_up
from jxc_desktop.domain.payments import Tender
from jxc_desktop.domain.pricing import PriceRule
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import MAX_LINES, MAX_QUANTITY, ONE, format_quantity
from jxc_desktop.domain.scale_codes import ScaleLabel
from jxc_desktop.i18n import N_, _

UNSAID = 0  # the quantity of a line whose weight or count is yet to be said


class CartFull(ShopError):
    """The cart has as many lines as a sale may have."""

    def sentence(self) -> str:
        """Name the limit."""
        return _("A sale has at most {count} lines. The cart is as it was.").format(count=MAX_LINES)


class BadQuantity(ShopError):
    """A quantity of zero or less, or beyond the limit."""

    def __init__(self, quantity: int) -> None:
        super().__init__(quantity)
        self.quantity = quantity

    def sentence(self) -> str:
        """Name the limits."""
        return _("{quantity} can't be sold: a quantity is above zero and at most {limit}. The cart is as it was.").format(
            quantity=format_quantity(self.quantity), limit=format_quantity(MAX_QUANTITY)
        )


class SumTooLarge(ShopError):
    """A line or the sale grew beyond its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit

    def sentence(self) -> str:
        """Name the limit."""
        return _("This sum is too large: at most {limit}. The cart is as it was.").format(limit=format_money(self.limit))


class BadPrice(ShopError):
    """A price below zero or beyond the limit."""

    def sentence(self) -> str:
        """Say what a price may be."""
        return _("This can't be a price. The cart is as it was.")


class SoldWhole(ShopError):
    """A part of goods that are counted, or of a pack that is sold whole."""

    def __init__(self, name: str, unit: str) -> None:
        super().__init__(name, unit)
        self.name, self.unit = name, unit

    def sentence(self) -> str:
        """Name the goods and the unit, and what may be sold in parts."""
        return _(
            "{name} is sold by the whole {unit}. Only weighed goods, units of measure and packs sold by measure have parts. "
            "The cart is as it was."
        ).format(name=self.name, unit=self.unit or _("piece"))


class NotSoldForASum(ShopError):
    """A sum for goods that are counted: only what is weighed is sold for a sum."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Name the goods, and what to do instead."""
        return _("{name} is not weighed and can't be sold for a sum; a discount of = and the sum sets the sum of its line.").format(
            name=self.name
        )


class TakesNoDiscount(ShopError):
    """Goods marked 不打折, or a cart of nothing else."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Name the goods."""
        if not self.name:
            return _("Nothing in this cart takes a discount.")
        return _("{name} takes no discount.").format(name=self.name)


class DiscountTooLarge(ShopError):
    """More off than there is to take it from, or a sum above the one it is taken from."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def sentence(self) -> str:
        """Name what can be taken off."""
        return _("At most {sum} can be taken off here, and a discount never raises a sum.").format(sum=format_money(self.most))


class LineGone(ShopError):
    """A line that is not in the cart (any more)."""

    def sentence(self) -> str:
        """Say so."""
        return _("This line is no longer in the cart.")


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line. Quantities in 1/1000, `price` and `base_price` per pack, `cart_discount` its share of the whole discount.

    `product` is None for a code nobody knows, or one of several products: then these are the `candidates`. `amount_typed` (a
    typed sum, a label's amount) is the truth where it is given: the quantity of weighed goods, or the price of others, is
    derived from it. `label` is what the scale printed. `pack_quantity` is UNSAID until it is said; `needs_yes` asks whether
    停售 goods are sold; `is_free` gives the line away (赠品), price and discount kept for when it is sold after all.
    """

    line_id: int
    product: Product | None
    unknown_code: str = ""
    pack_id: int | None = None
    pack_name: str = ""
    ratio: int = 1
    pack_quantity: int = ONE
    price: int | None = None
    base_price: int | None = None
    price_rule: PriceRule = PriceRule.RETAIL
    discount: Discount | None = None
    amount_typed: int | None = None
    is_weighed: bool = False
    is_edited: bool = False
    label: ScaleLabel | None = None
    cart_discount: int = 0
    candidates: tuple[Found, ...] = ()
    needs_yes: bool = False
    is_free: bool = False
    gross: int = field(init=False, compare=False)
    line_discount: int = field(init=False, compare=False)
    amount: int = field(init=False, compare=False)
    text: str = field(default="", init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.amount_typed is not None:
            gross = 0 if self.is_free else self.amount_typed
        elif self.price is None or self.is_free:
            gross = 0
        else:
            gross = half_up(self.pack_quantity * self.price, ONE * COIN) * COIN
        taken = 0 if self.discount is None else self.discount.taken_from(gross)
        object.__setattr__(self, "gross", gross)
        object.__setattr__(self, "line_discount", taken)
        object.__setattr__(self, "amount", gross - taken - self.cart_discount)

    @property
    def base_quantity(self) -> int:
        """Pack quantity x ratio, in 1/1000 of the base unit: what leaves the stock."""
        return self.pack_quantity * self.ratio

    @property
    def name(self) -> str:
        """The product's name, or the code."""
        return self.unknown_code if self.product is None else self.product.name

    @property
    def unit(self) -> str:
        """The pack's name, or the base unit."""
        return self.pack_name or ("" if self.product is None else self.product.unit)

    @property
    def waits_for(self) -> "Reason | None":
        """What must be said or done before it can be paid."""
        if self.product is None:
            return Reason.WHICH_PRODUCT if self.candidates else Reason.UNKNOWN_CODE
        if self.needs_yes:
            return Reason.NO_LONGER_SOLD
        if self.price is None:
            return Reason.NO_PRICE
        return Reason.NO_QUANTITY if self.pack_quantity == UNSAID else None

    @property
    def takes_discount(self) -> bool:
        """Whether discounts may touch it: known, priced and not 不打折."""
        return self.product is not None and not self.product.no_discount

    @property
    def is_quantity_derived(self) -> bool:
        """Whether the quantity was worked out from the label's amount."""
        label = self.label
        return label is not None and label.amount is not None and label.weight_mg is None and label.pieces is None

    @property
    def stock_after(self) -> int | None:
        """What the books would hold after this line alone; None without stock or before the first count or receipt."""
        product = self.product
        if product is None or product.is_unopened or not product.kind.has_stock:
            return None
        return product.on_hand - self.base_quantity


@dataclass(frozen=True, slots=True)
class CartDiscount:
    """A discount on the whole cart; an agreed total (议价) is kept as the money it took off."""

    discount: Discount
    is_agreed: bool = False


class Reason(StrEnum):
    """Why a cart can't be paid yet."""

    UNKNOWN_CODE = "unknown_code"
    WHICH_PRODUCT = "which_product"
    NO_LONGER_SOLD = "no_longer_sold"
    NO_PRICE = "no_price"
    NO_QUANTITY = "no_quantity"


_REASONS = {
    Reason.UNKNOWN_CODE: N_("Code {name} is not known."),
    Reason.WHICH_PRODUCT: N_("{name} stands for several products: choose one, or remove the line."),
    Reason.NO_LONGER_SOLD: N_("{name} is no longer sold: sell it anyway, or remove it."),
    Reason.NO_PRICE: N_("{name} has no price."),
    Reason.NO_QUANTITY: N_("How much of {name} is not said yet."),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A line that stands against paying, and why."""

    line_id: int
    reason: Reason
    name: str

    def sentence(self) -> str:
        """The reason in words."""
        return _(_REASONS[self.reason]).format(name=self.name)


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands under a cart: pieces (1/1000; a weighed line is one), kinds of goods, sums before and after discounts."""

    pieces: int
    kinds: int
    lines_total: int
    discount: int
    total: int


@dataclass(frozen=True, slots=True)
class Amends:
    """The sale that a cart puts right (修改): its document and number. Paying reverses it and posts the cart in its place."""

    sale_id: int
    number: str


@dataclass(frozen=True, slots=True)
class Cart:
    """A sale being rung up. Never changed: each function of `cart` gives a new one, and the old one is kept for undo.

    `key` is the sale's own (a double "complete" finds it); `touched` the line changed last; `round_off` what was rounded off
    by hand of just these lines; `tenders` what was taken in the payment panel so far, none of it without a line; `amends` the
    sale that this one takes the place of.
    """

    key: str
    lines: tuple[CartLine, ...] = ()
    remark: str = ""
    sold_by: int | None = None
    cart_discount: CartDiscount | None = None
    tenders: tuple[Tender, ...] = ()
    round_off: int = 0
    next_line: int = 1
    touched: int = 0
    customer: Customer | None = None
    amends: Amends | None = None

    def __len__(self) -> int:
        return len(self.lines)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[CartLine]:
        return iter(self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether there is no line."""
        return not self.lines

    def line(self, line_id: int) -> CartLine:
        """The line of that id, or LineGone."""
        return self.lines[self.index(line_id)]

    def index(self, line_id: int) -> int:
        """Where the line stands, or LineGone."""
        for index in range(len(self.lines) - 1, -1, -1):
            if self.lines[index].line_id == line_id:
                return index
        raise LineGone

    @property
    def totals(self) -> Totals:
        """Pieces, kinds and sums, before rounding off."""
        pieces = lines_total = total = 0
        kinds: set[int | str] = set()
        for line in self.lines:
            pieces += ONE if line.is_weighed else line.pack_quantity
            lines_total += line.gross
            total += line.amount
            kinds.add(line.unknown_code if line.product is None else line.product.id)
        return Totals(pieces, len(kinds), lines_total, lines_total - total, total)


def check_line(line: CartLine) -> None:
    """Raise what the limits of one line refuse."""
    if line.pack_quantity < UNSAID or line.base_quantity > MAX_QUANTITY:
        raise BadQuantity(line.base_quantity)
    if line.gross > MAX_LINE:
        raise SumTooLarge(MAX_LINE)


def check_total(lines: tuple[CartLine, ...]) -> None:
    """Raise what the limits of the whole refuse."""
    if len(lines) > MAX_LINES:
        raise CartFull
    if sum([line.gross for line in lines]) > MAX_DOCUMENT:
        raise SumTooLarge(MAX_DOCUMENT)
