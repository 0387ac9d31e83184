"""Carts that are not paid yet: the open one, and the held ones with age and owner."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents, shop
from jxc_desktop.domain.cart import Cart, CartUnreadable, cart_from_json, refreshed
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.view import View

SALE = "sale"
OPEN, HELD = "open", "held"


@dataclass(frozen=True, slots=True)
class HeldSale:
    """A held sale: `total` before rounding off, `lines` their number, `pieces` in 1/1000; times aware and local."""

    key: str
    name: str
    owner: str
    held_at: datetime
    age: timedelta
    lines: int
    pieces: int
    total: int
    first_goods: str


_d = documents.draft
_OPEN = (
    select(_d.c.body)
    .where(_d.c.till_id == bindparam("till"), _d.c.kind == SALE, _d.c.state == OPEN)
    .order_by(_d.c.saved_at.desc(), _d.c.id.desc())
    .limit(1)
)
_HELD = (
    select(_d.c.key, _d.c.name, _d.c.body, _d.c.saved_at, shop.user.c.name.label("owner"))
    .join(shop.user, shop.user.c.id == _d.c.owner_id)
    .where(_d.c.kind == SALE, _d.c.state == HELD)
    .order_by(_d.c.saved_at, _d.c.id)
)


def open_draft(view: View) -> Cart | None:
    """The cart that was open at this till when it was last saved, its goods as they are now; or None. Raises CartUnreadable."""
    body = view.connection.execute(_OPEN, {"till": view.till.id}).scalar_one_or_none()
    return None if body is None else with_goods_of_now(view, cart_from_json(body))


def with_goods_of_now(view: View, cart: Cart) -> Cart:
    """A stored cart with its products read anew: they may have changed since they were scanned."""
    ids = dict.fromkeys(line.product.id for line in cart.lines if line.product is not None)
    ids |= dict.fromkeys(each.product.id for line in cart.lines for each in line.candidates)
    return refreshed(cart, {product.id: product for product in products_of(view, tuple(ids))})


def held_sales(view: View) -> tuple[HeldSale, ...]:
    """挂单列表: every held sale, the oldest first; one that can't be read is left out (`check` names it)."""
    found = []
    for row in view.connection.execute(_HELD):
        try:
            cart = cart_from_json(row.body)
        except CartUnreadable:
            continue
        totals = cart.totals
        held_at = row.saved_at.astimezone(view.now.tzinfo)
        goods = cart.lines[0].name if cart.lines else ""
        found.append(
            HeldSale(row.key, row.name, shown_name(row.owner), held_at, view.now - held_at, len(cart), totals.pieces, totals.total, goods)
        )
    return tuple(found)
