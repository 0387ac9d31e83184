"""The counter's quick keys with what they cost, and the goods behind one."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from jxc_desktop.db.prepared import PAGE
from jxc_desktop.db.tables.products import category, product
from jxc_desktop.db.tables.quick_keys import quick_key, quick_page
from jxc_desktop.domain.products import Kind, Product
from jxc_desktop.domain.quick_keys import Colour
from jxc_desktop.domain.weights import spoken_of
from jxc_desktop.queries.product_rows import is_seen, products_of
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class QuickKey:
    """A key as it is shown. `price` in 1/10000, for the unit in which the goods are spoken of; None where it is asked for.

    A category has neither a price nor a `product_id`.
    """

    page: int
    position: int
    title: str
    product_id: int | None
    category_id: int | None
    price: int | None
    unit: str
    colour: Colour
    own_title: str = ""


@dataclass(frozen=True, slots=True)
class QuickPage:
    """A page's number, name and keys in their order."""

    page: int
    name: str
    keys: tuple[QuickKey, ...]


_KEYS = (
    select(
        quick_key.c.page,
        quick_key.c.position,
        quick_key.c.product_id,
        quick_key.c.category_id,
        quick_key.c.title,
        quick_key.c.colour,
        product.c.name,
        product.c.retail_price,
        product.c.unit,
        product.c.kind,
        category.c.name.label("category"),
    )
    .outerjoin(product, product.c.id == quick_key.c.product_id)
    .outerjoin(category, category.c.id == quick_key.c.category_id)
    .where(product.c.id.is_(None) | is_seen())
    .order_by(quick_key.c.page, quick_key.c.position)
)
_NAMES = select(quick_page.c.page, quick_page.c.name)
_OF_CATEGORY = (
    select(product.c.id)
    .where(product.c.category_id == bindparam("category_id"), product.c.stop_selling == 0, is_seen())
    .order_by(product.c.name, product.c.id)
    .limit(PAGE)
)
_CATEGORIES = select(category.c.id, category.c.name).order_by(category.c.name)


def quick_pages(view: View) -> tuple[QuickPage, ...]:
    """The pages that have keys or a name, in their order."""
    keys: dict[int, list[QuickKey]] = {}
    for row in view.connection.execute(_KEYS):
        name = row.title or row.name or row.category or ""
        spoken = spoken_of(Kind(row.kind or Kind.GOODS), row.unit or "", view.settings.weight_unit)
        price = None if row.retail_price is None else spoken.price(row.retail_price)
        key = QuickKey(row.page, row.position, name, row.product_id, row.category_id, price, spoken.unit, Colour(row.colour), row.title)
        keys.setdefault(row.page, []).append(key)
    names = {row.page: row.name for row in view.connection.execute(_NAMES)}
    return tuple(QuickPage(page, names.get(page, ""), tuple(keys.get(page, ()))) for page in sorted(keys.keys() | names.keys()))


def goods_of(view: View, key: QuickKey) -> tuple[Product, ...]:
    """What a key stands for: its product, or the products of its category that are sold, by name, at most a page of them."""
    if key.product_id is not None:
        return products_of(view, [key.product_id])
    return products_of(view, view.connection.execute(_OF_CATEGORY, {"category_id": key.category_id}).scalars().all())


def categories(view: View) -> tuple[tuple[int, str], ...]:
    """Every category with its id, by name."""
    return tuple((row.id, row.name) for row in view.connection.execute(_CATEGORIES))
