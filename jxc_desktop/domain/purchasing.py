"""Buying: terms of payment, what a line of a slip comes to, freight shared by value, a typed total that must agree.

Money in 1/10000, quantities in 1/1000; a line's quantity counts packs.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.late_goods import Answer
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, MAX_LINE, MAX_PRICE, format_money, half_up, share_out
from jxc_desktop.domain.quantity import MAX_LINES, MAX_QUANTITY, ONE
from jxc_desktop.i18n import N_, _

JUMP = 3_000
"""A price that differs by more than this (1/100 percent of the last one) is asked about."""


class Terms(StrEnum):
    """When a supplier is to be paid: on delivery; so many days later; on a day of the month after."""

    NOW = "now"
    DAYS = "days"
    MONTH = "month"


TERMS_TITLES = {Terms.NOW: N_("On delivery"), Terms.DAYS: N_("Days after delivery"), Terms.MONTH: N_("Monthly")}


class Refusal(StrEnum):
    """Why pieces on the slip were not taken."""

    BROKEN = "broken"
    NEAR_EXPIRY = "near_expiry"
    WRONG_GOODS = "wrong_goods"
    SHORT = "short"


REFUSAL_TITLES = {
    Refusal.BROKEN: N_("Broken"),
    Refusal.NEAR_EXPIRY: N_("Near expiry"),
    Refusal.WRONG_GOODS: N_("Wrong goods"),
    Refusal.SHORT: N_("Short"),
}


class Why(StrEnum):
    """Why a line is looked at when a slip's total is another one."""

    QUANTITY = "quantity"
    PRICE = "price"
    SUM = "sum"


WHY_TITLES = {
    Why.QUANTITY: N_("the slip says another quantity than was taken"),
    Why.PRICE: N_("another price than last time"),
    Why.SUM: N_("its sum is the difference: twice on the slip, or not at all"),
}


def due_on(terms: Terms, days: int, day: date) -> date:
    """When what was delivered on a day is to be paid. Monthly: on day `days` of the next month, its last day when it has fewer."""
    if terms is Terms.NOW:
        return day
    if terms is Terms.DAYS:
        return day + timedelta(days=days)
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(max(days, 1), last) if days else last)


@dataclass(frozen=True, slots=True)
class Goods:
    """What a line is about, as it is to be kept: the product and, unless its base unit, the pack.

    `is_whole`: it is counted, so a part of it neither comes nor is ordered.
    """

    product_id: int
    code: str
    name: str
    spec: str = ""
    unit: str = ""
    barcode: str = ""
    pack_id: int = 0
    pack_name: str = ""
    ratio: int = 1
    keeps_stock: bool = True
    is_whole: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A line of a supplier's slip. `quantity` is what was taken, `on_slip` what the slip says (None: the same), both in packs.

    Of `price` (a pack) and `amount` (the line) the typed one is the truth: with an amount the price is derived. A free line
    costs nothing. `gross` and `tare` are what a crate weighed; their difference is the quantity. `retail_price` is a new one
    to be set, of the product's base unit.
    """

    goods: Goods
    quantity: int
    price: int | None = None
    amount_typed: int | None = None
    is_free: bool = False
    on_slip: int | None = None
    refused: int = 0
    refused_why: Refusal | None = None
    gross: int | None = None
    tare: int | None = None
    supplier_code: str = ""
    order_line_id: int | None = None
    retail_price: int | None = None
    place_id: int | None = None

    @property
    def amount(self) -> int:
        """What it costs, in whole coins."""
        if self.is_free:
            return 0
        if self.amount_typed is not None:
            return self.amount_typed
        return half_up(self.quantity * (self.price or 0), ONE * COIN) * COIN

    @property
    def price_per_pack(self) -> int:
        """The price a pack, typed or derived."""
        if self.is_free:
            return 0
        if self.amount_typed is not None and self.quantity:
            return half_up(self.amount_typed * ONE, self.quantity)
        return self.price or 0

    @property
    def base_quantity(self) -> int:
        """What comes into the stock, in base units."""
        return self.quantity * self.goods.ratio

    @property
    def says(self) -> int:
        """What the slip says, in packs."""
        return self.quantity + self.refused if self.on_slip is None else self.on_slip


@dataclass(frozen=True, slots=True)
class GoodsReceipt:
    """What a supplier brought. `freight` is on the slip and owed to the supplier, `fees` are paid to others; both are the goods'.

    `slip_total` is what the slip says it comes to; it must agree to the coin. `day`: the business date, today's unless it is given.
    `amends` is the receipt that it shall take the place of (修改). `answers`: what of it was there already when it was counted.
    """

    key: str
    supplier_id: int
    lines: tuple[ReceiptLine, ...] = ()
    order_id: int | None = None
    slip_number: str = ""
    slip_total: int | None = None
    freight: int = 0
    fees: int = 0
    remark: str = ""
    day: date | None = None
    amends: int | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def lines_total(self) -> int:
        """The sum of the lines."""
        return sum(line.amount for line in self.lines)

    @property
    def total(self) -> int:
        """What the supplier gets."""
        return self.lines_total + self.freight

    @property
    def shares(self) -> list[int]:
        """Freight and fees by value, to each line; by quantity where nothing has a value. They sum to it exactly."""
        extra = self.freight + self.fees
        if not extra:
            return [0] * len(self.lines)
        weights = [line.amount if line.goods.keeps_stock else 0 for line in self.lines]
        if not any(weights):
            weights = [line.base_quantity if line.goods.keeps_stock else 0 for line in self.lines]
        return share_out(extra, weights if any(weights) else [1] * len(self.lines))


class NothingReceived(ShopError):
    """A receipt without a line."""

    def sentence(self) -> str:
        """Say so."""
        return _("There is no line yet. Nothing was booked; the draft is as it was.")


class NoSupplier(ShopError):
    """A receipt of nobody."""

    def sentence(self) -> str:
        """Ask who brought it."""
        return _("Who brought this? Choose the supplier. Nothing was booked; the draft is as it was.")


class LineWrong(ShopError):
    """A line that can't be booked, and why."""

    def __init__(self, number: int, name: str, why: str) -> None:
        super().__init__(number, name, why)
        self.number, self.name, self.why = number, name, why

    def sentence(self) -> str:
        """Name the line."""
        text = _("Line {number}, {name}: {why} Nothing was booked; the draft is as it was.")
        return text.format(number=self.number, name=self.name, why=_(self.why))


class SlipDiffers(ShopError):
    """The slip's total is not what its lines come to."""

    def __init__(self, slip: int, total: int) -> None:
        super().__init__(slip, total)
        self.slip, self.total = slip, total

    def sentence(self) -> str:
        """Both sums and the difference."""
        text = _(
            "The slip says {slip}, its lines come to {total}: a difference of {difference}. "
            "Compare them line by line. Nothing was booked; the draft is as it was."
        )
        return text.format(slip=format_money(self.slip), total=format_money(self.total), difference=format_money(self.slip - self.total))


_TOO_LARGE = N_("the quantity, price or sum is too large.")
NO_PARTS = N_("it is counted in whole ones: choose a smaller unit for a part.")


def refuse_wrong(receipt: GoodsReceipt) -> None:
    """Raise NoSupplier, NothingReceived, LineWrong or SlipDiffers unless the receipt can be booked."""
    if not receipt.supplier_id:
        raise NoSupplier
    if not receipt.lines:
        raise NothingReceived
    for number, line in enumerate(receipt.lines, 1):
        if why := wrong_with(line):
            raise LineWrong(number, line.goods.name, why)
    if len(receipt.lines) > MAX_LINES:
        raise LineWrong(MAX_LINES + 1, receipt.lines[MAX_LINES].goods.name, N_("a document has 2,000 lines at most."))
    if receipt.freight < 0 or receipt.fees < 0 or receipt.freight % COIN or receipt.fees % COIN:
        raise LineWrong(0, _("Freight and fees"), N_("a sum in whole coins, not below zero, is needed."))
    if receipt.total > MAX_DOCUMENT:
        raise LineWrong(len(receipt.lines), receipt.lines[-1].goods.name, _TOO_LARGE)
    if receipt.slip_total is not None and receipt.slip_total != receipt.total:
        raise SlipDiffers(receipt.slip_total, receipt.total)


def wrong_with(line: ReceiptLine) -> str:
    """Why a line can't be booked, as a msgid; empty when it can."""
    if not line.goods.product_id:
        return N_("this code is not known yet: make the product, or look for it.")
    if line.quantity < 0 or line.refused < 0 or (not line.quantity and not line.refused):
        return N_("a quantity above zero is needed.")
    if line.goods.is_whole and (line.quantity % ONE or line.refused % ONE):
        return NO_PARTS
    if line.refused and line.refused_why is None:
        return N_("say why pieces were refused.")
    if not line.is_free and line.quantity and line.price is None and line.amount_typed is None:
        return N_("a price is needed; goods that cost nothing are marked free.")
    if (line.price or 0) < 0 or (line.amount_typed or 0) < 0:
        return N_("a price can't be below zero.")
    if line.amount_typed is not None and line.amount_typed % COIN:
        return N_("a sum in whole coins is needed.")
    if (line.gross is not None or line.tare is not None) and (line.gross or 0) - (line.tare or 0) != line.quantity:
        return N_("gross less tare is not the quantity.")
    if line.base_quantity > MAX_QUANTITY or line.price_per_pack > MAX_PRICE or line.amount > MAX_LINE:
        return _TOO_LARGE
    return ""


@dataclass(frozen=True, slots=True)
class SlipDifference:
    """A line where the slip and what was taken differ: in packs, and in money at the line's price."""

    number: int
    name: str
    quantity: int
    amount: int


def differences(receipt: GoodsReceipt) -> tuple[SlipDifference, ...]:
    """Where the slip says another quantity than was taken."""
    return tuple(
        SlipDifference(
            number,
            line.goods.name,
            line.says - line.quantity,
            half_up((line.says - line.quantity) * line.price_per_pack, ONE * COIN) * COIN,
        )
        for number, line in enumerate(receipt.lines, 1)
        if line.says != line.quantity
    )


@dataclass(frozen=True, slots=True)
class Suspect:
    """A line that may be why a slip's total is another one: `why` it is one, and what of the difference it would explain."""

    number: int
    name: str
    why: Why
    amount: int


def suspects(receipt: GoodsReceipt, last: Sequence[int | None]) -> tuple[Suspect, ...]:
    """The lines that may explain the difference of the slip, those that explain all of it first.

    Another quantity on the slip; another price than last time (`last`, a pack, one a line); a sum that is the difference itself,
    which the slip has twice or not at all.
    """
    off = 0 if receipt.slip_total is None else receipt.slip_total - receipt.total
    found = [Suspect(each.number, each.name, Why.QUANTITY, each.amount) for each in differences(receipt)]
    for number, (line, price) in enumerate(zip(receipt.lines, last, strict=True), 1):
        if price is not None and not line.is_free and line.quantity and price != line.price_per_pack:
            amount = half_up(line.quantity * price, ONE * COIN) * COIN - line.amount
            if amount:
                found.append(Suspect(number, line.goods.name, Why.PRICE, amount))
        if off and abs(off) == line.amount:
            found.append(Suspect(number, line.goods.name, Why.SUM, off))
    return tuple(sorted(found, key=lambda each: (each.amount != off, each.number)))


def credit_for(quantity: int, left: int, amount: int) -> int:
    """What a part of what is left of a line cost (`left` packs at `amount`), in whole coins; the last part takes the rest."""
    return amount if quantity == left else half_up(amount * quantity, left * COIN) * COIN


def jump(old: int | None, new: int) -> int | None:
    """The change of a price in 1/100 percent; None without an old one."""
    return None if not old else half_up((new - old) * 10_000, old)


def add_line(receipt: GoodsReceipt, line: ReceiptLine) -> GoodsReceipt:
    """With one line more; the same goods at the same price, unless weighed in a crate, are one line."""
    for index, known in enumerate(receipt.lines):
        alike = (known.goods, known.price, known.is_free, known.amount_typed, known.order_line_id)
        if alike == (line.goods, line.price, line.is_free, None, line.order_line_id) and known.gross is None and line.gross is None:
            more = replace(known, quantity=known.quantity + line.quantity)
            return replace(receipt, lines=(*receipt.lines[:index], more, *receipt.lines[index + 1 :]))
    return replace(receipt, lines=(*receipt.lines, line))


@dataclass(frozen=True, slots=True)
class Owed:
    """An amount that is open between shop and supplier: its move, what is left of it, when it is due."""

    move_id: int
    left: int
    due: date | None = None


def allocate(paying: int, owed: Sequence[Owed]) -> tuple[list[tuple[int, int]], int]:
    """What a sum pays, in this order: (move, amount) each, and what is left of it (paid in advance)."""
    parts: list[tuple[int, int]] = []
    for each in owed:
        part = min(each.left, paying)
        if part > 0:
            parts.append((each.move_id, part))
            paying -= part
    return parts, paying
