"""What a customer is shown: the last lines and the total, or what was paid and the change, or a welcome."""

from dataclasses import dataclass
from itertools import islice

from jxc_desktop.domain.cart import Cart, CartLine, Reason
from jxc_desktop.domain.line_displays import DisplayText, Light, Row
from jxc_desktop.domain.money import format_money, format_plain
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE, format_quantity
from jxc_desktop.domain.weights import spoken_of
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.sales import Sold

MOST_LINES = 8
_SHOWN = frozenset({None, Reason.NO_LONGER_SOLD})
TOTAL, PAID, CHANGE, WELCOME = N_("Total"), N_("Paid"), N_("Change"), N_("Welcome")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as it is read: name, “2 × 3.00” where it is not a single piece, and the amount."""

    name: str
    count: str
    amount: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Money in 1/10000. `paid` is None while goods are rung up; nothing at all is the welcome."""

    lines: tuple[ShownLine, ...] = ()
    total: int = 0
    paid: int | None = None
    change: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether nobody is served."""
        return not self.lines and self.paid is None


def of_cart(cart: Cart, habit: str = "") -> Shown:
    """The last lines of a cart that have a price and a quantity, and what is due for it; weights in the shop's unit."""
    priced = (line for line in reversed(cart.lines) if line.waits_for in _SHOWN)
    lines = tuple(_line(line, habit) for line in islice(priced, MOST_LINES))
    return Shown(lines[::-1], sum(line.amount for line in cart.lines) - cart.round_off)


def _line(line: CartLine, habit: str) -> ShownLine:
    spoken = spoken_of(Kind.GOODS if line.product is None else line.product.kind, line.unit, habit)
    price = format_money(0 if line.is_free else spoken.price(line.price or 0))
    count = f"{format_quantity(spoken.quantity(line.pack_quantity), spoken.unit)} × {price}"
    count = "" if line.pack_quantity == ONE and not line.is_weighed else count
    return ShownLine(line.name, count, format_money(line.amount))


def of_sale(sold: Sold) -> Shown:
    """What was paid for a sale."""
    return Shown(total=sold.total, paid=sold.paid, change=sold.change)


def spoken(shown: Shown, currency: str) -> str:
    """The same for a screen reader."""
    if shown.is_idle:
        return _(WELCOME)
    if shown.paid is not None:
        sums = ((TOTAL, shown.total), (PAID, shown.paid), (CHANGE, shown.change))
        return ", ".join(f"{_(word)} {currency}{format_money(value)}" for word, value in sums)
    last = shown.lines[-1]
    return f"{last.name} {last.count} {last.amount}, {_(TOTAL)} {currency}{format_money(shown.total)}"


def on_a_line(shown: Shown, *, is_chinese: bool) -> DisplayText:
    """What a line display shows of it; its words are English where it has no Chinese letters."""

    def word(text: str) -> str:
        return _(text) if is_chinese else text

    if shown.is_idle:
        return DisplayText(Row(word(WELCOME)))
    if shown.paid is not None:
        paid, change = format_plain(shown.paid), format_plain(shown.change)
        amount, light = (change, Light.CHANGE) if shown.change else (paid, Light.PAID)
        return DisplayText(Row(word(PAID), paid), Row(word(CHANGE), change), amount, light)
    last, total = shown.lines[-1], format_plain(shown.total)
    return DisplayText(Row(last.name, last.amount), Row(word(TOTAL), total), total, Light.TOTAL)
