"""Ordering: what is asked of a supplier, when an order waits for a yes, and how much fills a shelf up.

Money in 1/10000, quantities in 1/1000; a line's quantity counts packs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, MAX_LINE, MAX_PRICE, format_money, half_up
from jxc_desktop.domain.purchasing import JUMP, NO_PARTS, Goods, LineWrong, jump
from jxc_desktop.domain.quantity import MAX_LINES, MAX_QUANTITY, ONE
from jxc_desktop.i18n import N_, _


@dataclass(frozen=True, slots=True)
class OrderLine:
    """So many packs of goods at a price each; a price of 0 is not agreed yet."""

    goods: Goods
    quantity: int
    price: int = 0
    supplier_code: str = ""

    @property
    def amount(self) -> int:
        """What it comes to, in whole coins."""
        return half_up(self.quantity * self.price, ONE * COIN) * COIN

    @property
    def base_quantity(self) -> int:
        """What will come into the stock, in base units."""
        return self.quantity * self.goods.ratio


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """What a supplier is asked to bring, and when."""

    key: str
    supplier_id: int
    lines: tuple[OrderLine, ...] = ()
    expected_on: date | None = None
    remark: str = ""

    @property
    def total(self) -> int:
        """The sum of the lines."""
        return sum(line.amount for line in self.lines)

    @property
    def quantities(self) -> dict[int, int]:
        """Base quantities by product."""
        found: dict[int, int] = {}
        for line in self.lines:
            found[line.goods.product_id] = found.get(line.goods.product_id, 0) + line.base_quantity
        return found


class NothingOrdered(ShopError):
    """An order without a line."""

    def sentence(self) -> str:
        """Say so."""
        return _("There is no line yet. Nothing was ordered; the draft is as it was.")


def refuse_wrong(order: PurchaseOrder, stopped: Collection[int] = ()) -> None:
    """Raise NothingOrdered or LineWrong unless the order can be sent; `stopped` are products that are bought no more (停购)."""
    if not order.lines:
        raise NothingOrdered
    for number, line in enumerate(order.lines, 1):
        if why := wrong_with(line, stopped):
            raise LineWrong(number, line.goods.name, why)
    if len(order.lines) > MAX_LINES:
        raise LineWrong(MAX_LINES + 1, order.lines[MAX_LINES].goods.name, N_("a document has 2,000 lines at most."))
    if order.total > MAX_DOCUMENT:
        raise LineWrong(len(order.lines), order.lines[-1].goods.name, _TOO_LARGE)


_TOO_LARGE = N_("the quantity, price or sum is too large.")
STOPPED = N_("buying it was stopped.")


def wrong_with(line: OrderLine, stopped: Collection[int] = ()) -> str:
    """Why a line can't be ordered, as a msgid; empty when it can."""
    if line.goods.product_id in stopped:
        return STOPPED
    if line.quantity <= 0:
        return N_("a quantity above zero is needed.")
    if line.goods.is_whole and line.quantity % ONE:
        return NO_PARTS
    if line.price < 0:
        return N_("a price can't be below zero.")
    if line.base_quantity > MAX_QUANTITY or line.price > MAX_PRICE or line.amount > MAX_LINE:
        return _TOO_LARGE
    return ""


def add_line(order: PurchaseOrder, line: OrderLine) -> PurchaseOrder:
    """With one line more; the same goods at the same price are one line."""
    for index, known in enumerate(order.lines):
        if (known.goods, known.price) == (line.goods, line.price):
            more = replace(known, quantity=known.quantity + line.quantity)
            return replace(order, lines=(*order.lines[:index], more, *order.lines[index + 1 :]))
    return replace(order, lines=(*order.lines, line))


def expected(day: date, lead_days: int) -> date | None:
    """When what is ordered on a day should be there; not known where the supplier's lead time is not."""
    return day + timedelta(days=lead_days) if lead_days else None


def left_in_packs(goods: Goods, base_quantity: int, price: int) -> tuple[Goods, int, int]:
    """A part of a line as (goods, quantity, price): in whole packs where it makes some, else in base units."""
    if goods.ratio == 1 or base_quantity % (goods.ratio * ONE) == 0:
        return goods, base_quantity // goods.ratio, price
    return replace(goods, pack_id=0, pack_name="", ratio=1, is_whole=False), base_quantity, half_up(price, goods.ratio)


# what holds an order


class HoldRule(StrEnum):
    """Why an order waits for a yes."""

    SUM = "sum"
    NEVER_BOUGHT = "never_bought"
    PRICE_JUMP = "price_jump"


@dataclass(frozen=True, slots=True)
class Hold:
    """A rule that holds an order: of a line, or of the whole (number 0). `old` is the limit or the last price, `new` what is asked."""

    rule: HoldRule
    number: int = 0
    name: str = ""
    old: int = 0
    new: int = 0

    def sentence(self) -> str:
        """The rule in words."""
        facts = {"number": self.number, "name": self.name, "old": format_money(self.old), "new": format_money(self.new)}
        return _(_HELD[self.rule]).format(**facts)


_HELD = {
    HoldRule.SUM: N_("The order comes to {new}; up to {old} needs no approval."),
    HoldRule.NEVER_BOUGHT: N_("Line {number}, {name}: never bought before."),
    HoldRule.PRICE_JUMP: N_("Line {number}, {name}: the price rose from {old} to {new}."),
}


def holds(order: PurchaseOrder, limit: int, bought: Collection[int], last: Mapping[int, int]) -> tuple[Hold, ...]:
    """The rules that hold an order: its sum above the limit, goods never bought, a price above the last one by more than JUMP.

    `bought` are product ids, `last` the last price of a line by its place (0 for the first).
    """
    found = [Hold(HoldRule.SUM, old=limit, new=order.total)] if order.total > limit else []
    for place, line in enumerate(order.lines):
        here = (place + 1, line.goods.name)
        if line.goods.product_id not in bought:
            found.append(Hold(HoldRule.NEVER_BOUGHT, *here))
        elif (jump(last.get(place), line.price) or 0) > JUMP:
            found.append(Hold(HoldRule.PRICE_JUMP, *here, last[place], line.price))
    return tuple(found)


# filling up


def to_order(position: int, order_at: int, fill_to: int | None, *, ratio: int = 1, minimum: int = 0, is_whole: bool = True) -> int:
    """How many packs fill a shelf up. `position` is what is there and what is on its way, in base units.

    Nothing while that is above `order_at`. Up to whole packs, one at least, and to the supplier's minimum (in packs).
    """
    if position > order_at:
        return 0
    lacks = max((order_at if fill_to is None else fill_to) - position, 0)
    step = ratio * ONE if is_whole else ratio
    packs = -(-lacks // step) * (step // ratio)
    return max(packs, minimum, ONE if is_whole or not packs else 0)
