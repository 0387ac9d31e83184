"""One product as the form shows it: all its fields, its version, its stock, and the history of its prices."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Table, bindparam, func, select

from jxc_desktop.db.tables.products import barcode, brand, category, pack, price_change, product, shelf_position
from jxc_desktop.db.tables.shop import user
from jxc_desktop.db.tables.stock import stock_level, stock_value
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.queries.last_counted import last_counts
from jxc_desktop.queries.product_fields import PRICES, PackFields, ProductFields
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class ProductCard:
    """`on_hand` in 1/1000 of the unit, `last_counted` aware and local: None while 未建库存, never, or when not to be seen.

    `version` goes back with a change.
    """

    id: int
    version: int
    fields: ProductFields
    on_hand: int | None
    is_unopened: bool
    last_counted: datetime | None = None


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A price before and after; `price` is a field's key (`pack_price` too)."""

    at: datetime
    price: str
    old: int | None
    new: int | None
    actor: str


_OF_ID: BindParameter[int] = bindparam("product_id")
_PRODUCT = (
    select(
        product,
        category.c.name.label("category"),
        brand.c.name.label("brand"),
        shelf_position.c.shelf,
        stock_value.c.opened_seq,
    )
    .select_from(
        product.outerjoin(category, category.c.id == product.c.category_id)
        .outerjoin(brand, brand.c.id == product.c.brand_id)
        .outerjoin(stock_value, stock_value.c.product_id == product.c.id)
        .outerjoin(shelf_position, (shelf_position.c.product_id == product.c.id) & (shelf_position.c.place_id == bindparam("place_id")))
    )
    .where(product.c.id == _OF_ID, is_seen())
)
_CODES = select(barcode.c.pack_id, barcode.c.code).where(barcode.c.product_id == _OF_ID).order_by(barcode.c.position, barcode.c.id)
_PACKS = select(pack).where(pack.c.product_id == _OF_ID, pack.c.is_retired == 0).order_by(pack.c.ratio, pack.c.id)
_ON_HAND = select(func.coalesce(func.sum(stock_level.c.quantity), 0)).where(stock_level.c.product_id == _OF_ID)
_HISTORY = (
    select(price_change.c.at, price_change.c.price, price_change.c.old, price_change.c.new, user.c.name)
    .join(user, user.c.id == price_change.c.actor_id)
    .where(price_change.c.product_id == _OF_ID)
    .order_by(price_change.c.id.desc())
    .limit(bindparam("most"))
)
_TWIN = (
    select(product.c.id)
    .where(product.c.name == bindparam("name"), product.c.spec == bindparam("spec"), product.c.id != bindparam("but"), is_seen())
    .limit(1)
)
_TEXTS = ("code", "name", "spec", "unit", "below_zero", "article_number", "remark", "selling_points")


def product_card(view: View, product_id: int) -> ProductCard:
    """A product with all its fields. Raises NotFound."""
    row = view.connection.execute(_PRODUCT, {"product_id": product_id, "place_id": view.place_id}).mappings().one_or_none()
    if row is None:
        raise NotFound(str(product_id))
    codes: dict[int, list[str]] = {}
    for pack_id, code in view.connection.execute(_CODES, {"product_id": product_id}):
        codes.setdefault(pack_id, []).append(code)
    packs = tuple(
        PackFields(each.name, each.ratio, each.price, tuple(codes.get(each.id, ())), each.id, bool(each.is_measured))
        for each in view.connection.execute(_PACKS, {"product_id": product_id})
    )
    fields = ProductFields(
        **{key: row[key] for key in _TEXTS},
        **{key: row[key] for key in PRICES},
        barcodes=tuple(codes.get(0, ())),
        category=row["category"] or "",
        brand=row["brand"] or "",
        shelf=row["shelf"] or "",
        kind=Kind(row["kind"]),
        tax_rate=row["tax_rate"],
        no_discount=bool(row["no_discount"]),
        stop_buying=bool(row["stop_buying"]),
        stop_selling=bool(row["stop_selling"]),
        initials=row["own_initials"],
        order_at=row["order_at"],
        fill_to=row["fill_to"],
        tare=row["tare"],
        packs=packs,
    )
    is_unopened = fields.kind.has_stock and not row["opened_seq"]
    may_see = view.may(Permission.SEE_STOCK) and fields.kind.has_stock and not is_unopened
    on_hand = int(view.connection.execute(_ON_HAND, {"product_id": product_id}).scalar_one()) if may_see else None
    counted = last_counts(view, [product_id]).get(product_id) if may_see else None
    return ProductCard(product_id, row["version"], fields, on_hand, is_unopened, counted)


def price_history(view: View, product_id: int, limit: int = 500) -> tuple[PriceChange, ...]:
    """The changes of a product's prices, newest first; purchase prices only for who may see costs."""
    rows = view.connection.execute(_HISTORY, {"product_id": product_id, "most": limit})
    sees_cost = view.may(Permission.SEE_COST)
    return tuple(PriceChange(*row) for row in rows if sees_cost or row.price != "purchase_price")


def has_twin(view: View, name: str, spec: str, but: int = 0) -> bool:
    """Whether another product has this name and spec."""
    return view.connection.execute(_TWIN, {"name": name, "spec": spec, "but": but}).first() is not None


def categories(view: View) -> tuple[str, ...]:
    """The names of all categories."""
    return _names(view, category)


def brands(view: View) -> tuple[str, ...]:
    """The names of all brands."""
    return _names(view, brand)


def _names(view: View, table: Table) -> tuple[str, ...]:
    return tuple(str(name) for name in view.connection.execute(select(table.c.name).order_by(table.c.name)).scalars())
