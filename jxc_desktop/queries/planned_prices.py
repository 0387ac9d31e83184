"""Prices that shall apply from a moment on: which wait for what, and which apply already though nobody wrote them yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, bindparam, literal_column, or_, select

from jxc_desktop.db.prepared import PAGE, PLACES, Prepared
from jxc_desktop.db.tables.products import planned_price, product, shelf_tag
from jxc_desktop.db.tables.shop import user
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.view import View

if TYPE_CHECKING:
    from jxc_desktop.queries.differences import Change

COLUMNS = (
    Column("code", N_("Product code"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("price", N_("Which price"), "text"),
    Column("old", N_("Old value"), "money"),
    Column("new", N_("New value"), "money"),
    Column("at", N_("Applies from"), "time"),
    Column("waits", N_("Waits for"), "text"),
    Column("who", N_("Done by"), "text"),
)
ITS_TIME, ITS_TAG = N_("its time"), N_("its price tag")


@dataclass(frozen=True, slots=True)
class PlannedPrice:
    """A price that is planned. `price` is a field key, `waits` a msgid."""

    id: int
    product_id: int
    code: str
    name: str
    price: str
    old: int | None
    new: int
    at: datetime
    is_tagged: bool
    waits: str
    who: str


def may_apply() -> ColumnElement[bool]:
    """Its tag is up, or it is no rise: only retail prices stand on tags."""
    p = planned_price.c
    return or_(p.is_tagged == literal_column("1"), p.old.is_(None), p.new <= p.old, p.price != literal_column("'retail_price'"))


_WAITING = (
    select(planned_price, product.c.code, product.c.name, product.c.spec, user.c.name.label("who"))
    .join(product, product.c.id == planned_price.c.product_id)
    .join(user, user.c.id == planned_price.c.actor_id)
    .where(planned_price.c.state == "waiting")
    .order_by(planned_price.c.at, product.c.code, planned_price.c.id)
)


def _in_force(*places: str) -> Prepared:
    """What is due of some products.

    A state that is no plain column leaves the planner the products' index: thousands may wait for their tags, and each scan asks.
    """
    return Prepared(
        select(planned_price.c.product_id, planned_price.c.price, planned_price.c.new, planned_price.c.is_tagged)
        .where(planned_price.c.product_id.in_([bindparam(place) for place in places]))
        .where(planned_price.c.state.concat(literal_column("''")) == literal_column("'waiting'"))
        .where(planned_price.c.at <= bindparam("now", type_=planned_price.c.at.type), may_apply())
        .order_by(planned_price.c.at, planned_price.c.id)
    )


_OF_ONE, _OF_PAGE = _in_force("id_0"), _in_force(*PLACES)
_NEXT = select(planned_price.c.id).where(planned_price.c.state == "waiting", planned_price.c.at <= bindparam("now"), may_apply()).limit(1)
_TAGGED = select(shelf_tag.c.product_id).limit(1)


def planned_prices(view: View) -> tuple[PlannedPrice, ...]:
    """What waits, the next first."""
    rows: Any = view.connection.execute(_WAITING).mappings()
    return tuple(
        PlannedPrice(
            row["id"],
            row["product_id"],
            row["code"],
            f"{row['name']} {row['spec']}".strip(),
            row["price"],
            row["old"],
            row["new"],
            row["at"],
            bool(row["is_tagged"]),
            ITS_TIME if row["at"] > view.now else ITS_TAG,
            row["who"],
        )
        for row in rows
    )


def is_due(view: View) -> bool:
    """Whether there is a planned price to be written into the products."""
    return view.connection.execute(_NEXT, {"now": view.now}).first() is not None


def has_tags(view: View) -> bool:
    """Whether a shelf tag was ever confirmed: a shop with tags raises no price above them."""
    return view.connection.execute(_TAGGED).first() is not None


def prices_in_force(view: View, product_ids: Sequence[int]) -> dict[int, list[tuple[str, int, bool]]]:
    """By product: (which price, new, whether its tag is up) of what is due and not written yet; nearly always empty."""
    found: dict[int, list[tuple[str, int, bool]]] = {}
    for start in range(0, len(product_ids), PAGE):
        ids = dict(zip(PLACES, product_ids[start : start + PAGE], strict=False))
        statement, facts = (_OF_ONE, ids) if len(ids) == 1 else (_OF_PAGE, dict.fromkeys(PLACES, 0) | ids)
        for product_id, price, new, is_tagged in statement.rows(view.connection, {"now": view.now, **facts}):
            found.setdefault(product_id, []).append((price, new, bool(is_tagged)))
    return found


def is_allowed(price: str, old: int | None, new: int, *, is_tagged: bool) -> bool:
    """Whether a price that is due may take the place of the one on file: a retail price rises with its tag only."""
    return is_tagged or price != "retail_price" or old is None or new <= old


def waiting_rises(changes: "Iterable[Change]") -> "tuple[Change, ...]":
    """The rises that wait until their tags are up."""
    return tuple(change for change in changes if not is_allowed(*change, is_tagged=False))
