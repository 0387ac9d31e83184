"""Carts that are not paid yet: saved at each change, held, resumed, cancelled. A kill keeps everything.

The lines of a draft stand in `draft_line` too (base quantity by product), so that others see what is in open carts.
"""

from sqlalchemy import bindparam, delete, insert, select, update

from jxc_desktop.db.prepared import Prepared, columns_but
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import sales
from jxc_desktop.db.upsert import upsert
from jxc_desktop.domain.cart import Cart, CartUnreadable, cart_from_json, cart_to_json
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import ChangedMeanwhile, NotFound, ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations import documents
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.sale_rows import drop_draft
from jxc_desktop.operations.sales import NothingToSell
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.chain import cancelled_cart_head
from jxc_desktop.queries.drafts import HELD, OPEN, SALE, with_goods_of_now

_d, _l = d.draft, d.draft_line
_STORED = Prepared(
    select(_d.c.id, _d.c.version, _l.c.product_id, _l.c.base_quantity)
    .outerjoin(_l, _l.c.draft_id == _d.c.id)
    .where(_d.c.key == bindparam("cart_key"))
)
_ADD = Prepared(insert(_d).returning(_d.c.id), "key", "kind", "owner_id", "till_id", "state", "body", "opened_at", "saved_at")
_CHANGE = Prepared(
    update(_d)
    .where(_d.c.id == bindparam("draft"))
    .values(
        body=bindparam("new_body"),
        state=bindparam("new_state"),
        saved_at=bindparam("now", type_=_d.c.saved_at.type),
        version=_d.c.version + 1,
    )
)
_PUT_LINE = Prepared(lambda connection: upsert(connection, _l, ("draft_id", "product_id"), ("base_quantity",)), *columns_but(_l))
_NAME = update(_d).where(_d.c.key == bindparam("cart_key")).values(name=bindparam("name"))
_TAKE_LINE = Prepared(delete(_l).where(_l.c.draft_id == bindparam("draft"), _l.c.product_id == bindparam("product")))
_HELD = select(_d.c.id, _d.c.name, _d.c.body).where(_d.c.key == bindparam("cart_key"), _d.c.kind == SALE, _d.c.state == HELD)
_OPEN = (
    select(_d.c.id, _d.c.body)
    .where(_d.c.till_id == bindparam("till"), _d.c.kind == SALE, _d.c.state == OPEN)
    .order_by(_d.c.saved_at, _d.c.id)
)
_STATE = update(_d).where(_d.c.id == bindparam("draft")).values(state=bindparam("state"), version=_d.c.version + 1)
_CANCELLED = insert(sales.cancelled_cart)
_SOLD = select(d.document.c.number).where(d.document.c.key == bindparam("cart_key"), d.document.c.kind == str(DocumentKind.SALE))
_ID = select(_d.c.id).where(_d.c.key == bindparam("cart_key"))


class AlreadySold(ShopError):
    """A cart that was paid can't be cancelled: the sale stands."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def sentence(self) -> str:
        """Name the sale and the way to take it back."""
        return _("This cart was paid: it is sale {number}, which can only be reversed. Nothing was changed.").format(number=self.number)


def save_draft(work: Work, cart: Cart, state: str = OPEN, *, version: int | None = None) -> int | None:
    """Store the cart as it is now; returns the draft's version, or None when its key was posted meanwhile (nothing is written).

    With `version` the stored draft must still have it, else ChangedMeanwhile; without, the latest cart wins.
    """
    work.require(Permission.SELL)
    return keep_draft(work, cart.key, (SALE, state), cart_to_json(cart), _quantities(cart), version=version)


def keep_draft(
    work: Work, key: str, as_: tuple[str, str], body: str, quantities: dict[int, int], *, version: int | None = None
) -> int | None:
    """Store a half-typed document of a kind, in a state, with its goods (base quantities by product); returns its version.

    None, and nothing is written, when its key was posted meanwhile. With `version` the stored one must still have it, else
    ChangedMeanwhile; without, the latest wins.
    """
    kind, state = as_
    rows = _STORED.rows(work.connection, {"cart_key": key})
    if not rows and documents.posted_with_key(work, key) is not None:
        return None
    draft_id, stored = rows[0][:2] if rows else (0, 0)
    if version is not None and version != stored:
        raise ChangedMeanwhile
    if rows:
        _CHANGE.row(work.connection, {"draft": draft_id, "new_body": body, "new_state": state, "now": work.now})
    else:
        row = {
            "key": key,
            "kind": kind,
            "owner_id": work.actor.user_id,
            "till_id": work.till.id,
            "state": state,
            "body": body,
            "opened_at": work.now,
            "saved_at": work.now,
        }
        draft_id = int(_ADD.value(work.connection, row))
    before = {product: quantity for _id, _version, product, quantity in rows if product is not None}
    _save_lines(work, draft_id, before, quantities)
    return int(stored) + 1


def _quantities(cart: Cart) -> dict[int, int]:
    held: dict[int, int] = {}
    for line in cart.lines:
        if line.product is not None:
            held[line.product.id] = held.get(line.product.id, 0) + line.base_quantity
    return held


def _save_lines(work: Work, draft_id: int, before: dict[int, int], now: dict[int, int]) -> None:
    gone = [{"draft": draft_id, "product": product} for product in before if product not in now]
    if gone:
        _TAKE_LINE.run_many(work.connection, gone)
    changed = [
        {"draft_id": draft_id, "product_id": product, "base_quantity": quantity}
        for product, quantity in now.items()
        if before.get(product) != quantity
    ]
    if changed:
        _PUT_LINE.run_many(work.connection, changed)


def hold_sale(work: Work, cart: Cart, name: str = "") -> None:
    """挂单: put the cart aside under a name, with its age and owner; it outlives restarts. Raises NothingToSell."""
    work.require(Permission.SELL)
    if cart.is_empty:
        raise NothingToSell
    if save_draft(work, cart, HELD) is None:
        raise NotFound(_("this cart: it was posted meanwhile"))
    work.connection.execute(_NAME, {"cart_key": cart.key, "name": name.strip()})
    work.record("hold_sale", name.strip(), lines=len(cart), total=cart.totals.total)


def resume_sale(work: Work, key: str) -> Cart:
    """取单: the held cart, open again, with its goods as they are now (`cart.refreshed`). Raises NotFound.

    A cart that was open is held instead, so none is lost sight of.
    """
    work.require(Permission.SELL)
    held = work.connection.execute(_HELD, {"cart_key": key}).one_or_none()
    if held is None:
        raise NotFound(_("the held sale"))
    cart = with_goods_of_now(work, cart_from_json(held.body))
    for other in work.connection.execute(_OPEN, {"till": work.till.id}).all():
        if cart_from_json(other.body).is_empty:
            drop_draft(work, other.id)
        else:
            work.connection.execute(_STATE, {"draft": other.id, "state": HELD})
    work.connection.execute(_STATE, {"draft": held.id, "state": OPEN})
    work.record("resume_sale", held.name, lines=len(cart), total=cart.totals.total)
    return cart


def cancel_cart(work: Work, cart: Cart) -> Posted | None:
    """整单取消: record what was in the cart, outside the sales series, and drop its draft; an empty cart is only dropped.

    So is one that was to put a sale right: that sale stands as it was, and nobody was to pay anything.

    A second cancelling gets the first document back. Raises AlreadySold.
    """
    draft_id = work.connection.execute(_ID, {"cart_key": cart.key}).scalar_one_or_none()
    posted = None
    if cart.is_empty or cart.amends is not None:
        work.require(Permission.SELL)
    else:
        work.require(Permission.CANCEL_CART)
        sold = work.connection.execute(_SOLD, {"cart_key": cart.key}).scalar_one_or_none()
        if sold is not None:
            raise AlreadySold(sold)
        posted = documents.posted_with_key(work, cart.key) or _post_cancelled(work, cart)
    if draft_id is not None:
        drop_draft(work, draft_id)
    return posted


def _post_cancelled(work: Work, cart: Cart) -> Posted:
    body = cart_to_json(cart)
    posted = documents.post(work, DocumentKind.CANCELLED_CART, cart.key, 0, head=cancelled_cart_head(body), lines=())
    work.connection.execute(_CANCELLED, {"id": posted.id, "body": body})
    work.record("cancel_cart", posted.number, lines=len(cart), total=cart.totals.total)
    return posted


def drop_empty(work: Work) -> int:
    """At the start: drop this till's open drafts that hold nothing, and hold all but the latest of the others.

    So no cart is lost sight of. One that can't be read is put aside as it is: `check` names it. Returns how many were dropped.
    """
    work.require(Permission.SELL)
    dropped = 0
    aside, filled = [], []
    for row in work.connection.execute(_OPEN, {"till": work.till.id}).all():
        try:
            is_empty = cart_from_json(row.body).is_empty
        except CartUnreadable:
            aside.append(row.id)
            continue
        if is_empty:
            drop_draft(work, row.id)
            dropped += 1
        else:
            filled.append(row.id)
    for draft_id in (*aside, *filled[:-1]):
        work.connection.execute(_STATE, {"draft": draft_id, "state": HELD})
    return dropped
