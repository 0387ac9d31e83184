"""A delivery platform's day list becomes sales of that channel, through the same door as the counter's.

An order is a sale of the day it was ordered, and keeps its time, whenever its list is imported. Everything is checked before the
first order is posted, and an order is posted whole or not at all. An order number is one sale of its channel for ever: posting a
list again, or going on after a kill, adds only what is not there yet. The platform pays later: a way of paying of that kind.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, insert, select

from jxc_desktop.db.tables import sales
from jxc_desktop.domain.cart import Cart, add_product, set_remark
from jxc_desktop.domain.documents import business_date
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.payments import MethodKind, Tender
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.pricing import PriceRule, price_for
from jxc_desktop.domain.products import Product
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.import_states import Cancelled, Progress, never, nothing
from jxc_desktop.operations.imports import ImportCancelled
from jxc_desktop.operations.payment_methods import add_method
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.queries.products import products_of
from jxc_desktop.queries.reports.past_sales import Whose, whose
from jxc_desktop.queries.view import View

SLICE = 20

REASONS = {
    "no_number": N_("the row has no order number"),
    "return": N_("is a return: book it at the counter"),
    "unknown": N_("is no product of the shop"),
    "no_price": N_("has no price, here or in the shop"),
    "ahead": N_("lies ahead: nothing can be booked on that day yet"),
    "torn": N_("waits: another row of this order is wrong"),
}

_c, _o, _m = sales.channel, sales.channel_order, sales.payment_method
_CHANNEL = (
    select(_c.c.id, _c.c.method_id, _m.c.kind, _m.c.is_active)
    .join(_m, _m.c.id == _c.c.method_id)
    .where(_c.c.name == bindparam("channel_name"))
)
_KNOWN = select(_o.c.number).where(_o.c.channel_id == bindparam("channel"), _o.c.number.in_(bindparam("numbers", expanding=True)))
_NEW = insert(_o)


class ChannelNeedsName(ShopError):
    """No name was given for the channel."""

    def sentence(self) -> str:
        """Ask for it."""
        return _("Say which channel these orders come from. Nothing was changed.")


class PostingStopped(ShopError):
    """The user stopped after some orders were posted."""

    def __init__(self, posted: int, wanted: int) -> None:
        super().__init__(posted, wanted)
        self.posted, self.wanted = posted, wanted

    def sentence(self) -> str:
        """How far it came, and how it goes on."""
        return _(
            "Stopped: {posted} of {wanted} orders are sales now, none of them half. Post the list again and the others follow."
        ).format(posted=self.posted, wanted=self.wanted)


@dataclass(frozen=True, slots=True)
class WrongOrder:
    """A row that can't be posted: `reason` is a key of REASONS."""

    row_no: int
    sheet: str
    column_title: str
    value: str
    reason: str

    def sentence(self) -> str:
        """The value and what is wrong with it."""
        text = _(REASONS[self.reason])
        return _("“{value}” {reason}").format(value=self.value[:60], reason=text) if self.value else text


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a platform as a cart that may be posted; `number` is the platform's, `at` when it was ordered, `day` its business date."""

    number: str
    cart: Cart
    at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Orders:
    """What a day list comes to: the orders, those that were posted before, and the rows that are wrong."""

    channel: str
    orders: tuple[Order, ...]
    known: int
    wrong: tuple[WrongOrder, ...]


def prepare_orders(view: View, channel: str, rows: Sequence[PastSale], broken: Collection[str] = ()) -> Orders:
    """The rows as orders, in the order of the list; nothing is written. Raises NotAllowed, ChannelNeedsName.

    An order with a wrong row is left out, and its other rows are told too; `broken` are orders of which a row could not be read.
    """
    view.require(Permission.SELL)
    channel = channel.strip()
    if not channel:
        raise ChannelNeedsName
    found = view.connection.execute(_CHANNEL, {"channel_name": channel}).first()
    known = set() if found is None else _known(view, found.id, sorted({row.receipt for row in rows}))
    rows = [row for row in rows if row.receipt not in known]
    owners = whose(view, rows)
    goods = {product.id: product for product in products_of(view, sorted({owner.product_id for owner in owners if owner is not None}))}
    wrong: list[WrongOrder] = []
    torn = set(broken) - known
    orders: dict[str, Order] = {}
    for row, owner in zip(rows, owners, strict=True):
        order = orders.get(row.receipt) or _begun(view, channel, row)
        reason = _refused(row, owner, goods) or ("ahead" if order.day > view.business_date else "")
        if reason:
            wrong.append(_wrong(row, reason))
            torn.add(row.receipt)
            continue
        assert owner is not None  # refused above
        orders[row.receipt] = replace(order, cart=_with_line(order.cart, row, owner, goods[owner.product_id]))
    named = {(error.sheet, error.row_no) for error in wrong}
    wrong += [_wrong(row, "torn") for row in rows if row.receipt in torn and (row.sheet, row.row_no) not in named]
    whole = tuple(order for number, order in orders.items() if number not in torn)
    return Orders(channel, whole, len(known), tuple(wrong))


def _begun(view: View, channel: str, row: PastSale) -> Order:
    cart = set_remark(Cart(f"channel:{channel}:{row.receipt}"), f"{channel} {row.receipt} {row.at:%m-%d %H:%M}")
    at = row.at.replace(tzinfo=view.now.tzinfo)
    return Order(row.receipt, cart, at, business_date(at, view.settings.day_change_hour))


def post_orders(shop: Shop, prepared: Orders, *, progress: Progress = nothing, cancelled: Cancelled = never) -> int:
    """Post the orders, some at a time; returns how many became sales. Stopped half way, the same list goes on where it ended.

    Raises NotAllowed, ImportCancelled, PostingStopped, what `complete_sale` refuses, NameTaken when another way of paying has the
    channel's name.
    """
    posted = 0
    with shop.work() as work:
        work.require(Permission.SELL)
        channel_id, tender = _channel(work, prepared.channel)
    for start in range(0, len(prepared.orders), SLICE):
        if cancelled():
            raise PostingStopped(posted, len(prepared.orders)) if posted else ImportCancelled
        some = prepared.orders[start : start + SLICE]
        with shop.work() as work:
            known = _known(work, channel_id, [order.number for order in some])
            fresh = [order for order in some if order.number not in known]
            for order in fresh:
                _post(work, channel_id, order, tender)
        posted += len(fresh)
        progress(start + len(some), len(prepared.orders))
    return posted


def _post(work: Work, channel_id: int, order: Order, tender: Tender) -> None:
    sold = complete_sale(work, order.cart, (tender,), print_receipt=False, day=order.day)
    facts = {"channel_id": channel_id, "number": order.number, "ordered_at": order.at, "document_id": sold.document_id}
    work.connection.execute(_NEW, facts)


def _known(view: View, channel_id: int, numbers: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(numbers), 500):
        asked = {"channel": channel_id, "numbers": numbers[start : start + 500]}
        found.update(view.connection.execute(_KNOWN, asked).scalars())
    return found


def _channel(work: Work, name: str) -> tuple[int, Tender]:
    """The channel, made when it is new, with its way of paying; NotFound when that way was switched off."""
    found = work.connection.execute(_CHANNEL, {"channel_name": name}).first()
    if found is not None:
        if not found.is_active:
            raise NotFound(_("this way of paying"))
        return found.id, Tender(found.method_id, MethodKind(found.kind))
    method_id = add_method(work, name, MethodKind.LATER, at_counter=False)
    made = work.connection.execute(insert(_c).returning(_c.c.id), {"name": name, "method_id": method_id}).scalar_one()
    work.record("add_channel", name, method=method_id)
    return int(made), Tender(method_id, MethodKind.LATER)


def _refused(row: PastSale, owner: Whose | None, goods: Mapping[int, Product]) -> str:
    if not row.receipt:
        return "no_number"
    if row.quantity < 0:
        return "return"
    if owner is None or owner.product_id not in goods:
        return "unknown"
    pack = goods[owner.product_id].pack(owner.pack_id) if owner.pack_id else None
    has_price = row.amount is not None or price_for(goods[owner.product_id], pack).amount is not None
    return "" if has_price else "no_price"


def _wrong(row: PastSale, reason: str) -> WrongOrder:
    title, value = _("Product"), row.barcode or row.code or row.name
    if reason == "no_number":
        title, value = _("Receipt number"), ""
    elif reason == "torn":
        title, value = _("Receipt number"), row.receipt
    elif reason == "ahead":
        title, value = _("Time"), f"{row.at:%Y-%m-%d %H:%M}"
    return WrongOrder(row.row_no, row.sheet, title, value, reason)


def _with_line(cart: Cart, row: PastSale, owner: Whose, product: Product) -> Cart:
    """The cart with the row: at the sum the platform says, else at the shop's price."""
    pack = product.pack(owner.pack_id) if owner.pack_id else None
    usual = add_product(Cart(cart.key), product, pack=pack, quantity=row.quantity, is_agreed=True).lines[0]
    if row.amount is None or usual.gross == row.amount:
        return add_product(cart, product, pack=pack, quantity=row.quantity, is_agreed=True)
    typed = replace(
        usual,
        line_id=cart.next_line,
        price=usual.price if row.price is None else row.price,
        amount_typed=row.amount,
        price_rule=PriceRule.OVERRIDE,
        is_edited=True,
    )
    return replace(cart, lines=(*cart.lines, typed), next_line=cart.next_line + 1, touched=typed.line_id)
