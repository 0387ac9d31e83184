"""查价: what a customer asks about a product: prices, packs, selling points, its picture, where it stands and how much is there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop, stock
from jxc_desktop.domain.products import Product
from jxc_desktop.queries.last_counted import counted_at_places
from jxc_desktop.queries.pictures import product_picture
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class AtPlace:
    """What of a product is at a place (1/1000 of the unit), on which shelf, and when it was counted there last."""

    place: str
    quantity: int
    shelf: str
    last_counted: datetime | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    """A product with its places; none for what keeps no stock or was never counted (未建库存). `picture` is a file, or empty."""

    product: Product
    places: tuple[AtPlace, ...]
    selling_points: str = ""
    picture: bytes = b""


_PLACES = (
    select(
        shop.place.c.id,
        shop.place.c.name,
        func.coalesce(func.sum(stock.stock_level.c.quantity), 0),
        func.coalesce(func.min(p.shelf_position.c.shelf), ""),
    )
    .select_from(
        shop.place.outerjoin(
            stock.stock_level, (stock.stock_level.c.place_id == shop.place.c.id) & (stock.stock_level.c.product_id == bindparam("product"))
        ).outerjoin(
            p.shelf_position, (p.shelf_position.c.place_id == shop.place.c.id) & (p.shelf_position.c.product_id == bindparam("product"))
        )
    )
    .group_by(shop.place.c.id)
    .order_by(shop.place.c.id)
)


_POINTS = select(p.product.c.selling_points).where(p.product.c.id == bindparam("product"))


def look_up(view: View, product: Product) -> LookUp:
    """The product with what is said of it, and what is at each place."""
    points = view.connection.execute(_POINTS, {"product": product.id}).scalar_one_or_none() or ""
    places: tuple[AtPlace, ...] = ()
    if product.kind.has_stock and not product.is_unopened:
        counted = counted_at_places(view, product.id)
        rows = view.connection.execute(_PLACES, {"product": product.id})
        places = tuple(AtPlace(name, quantity, shelf, counted.get(place)) for place, name, quantity, shelf in rows)
    return LookUp(product, places, points, product_picture(view, product.id))
