"""How a product is read for the counter: one statement shape for a code, a search and a list of ids."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, func, literal_column, select

from jxc_desktop.db.prepared import PAGE, PLACES, Prepared
from jxc_desktop.db.tables.imports import import_batch
from jxc_desktop.db.tables.products import barcode, pack, product
from jxc_desktop.db.tables.stock import stock_level, stock_value
from jxc_desktop.domain.products import BelowZero, Kind, Pack, Product
from jxc_desktop.queries.planned_prices import is_allowed, prices_in_force
from jxc_desktop.queries.view import View

_UNFINISHED = select(import_batch.c.id).where(
    import_batch.c.state.in_([literal_column("'applying'"), literal_column("'undoing'"), literal_column("'undone'")]),
)
_pack_code = barcode.alias("pack_code")
_first = barcode.alias("first_code")
_ON_HAND = (
    select(func.sum(stock_level.c.quantity))
    .where(stock_level.c.product_id == product.c.id, stock_level.c.place_id == bindparam("place_id"))
    .scalar_subquery()
)
FIRST_CODE = (
    select(_first.c.code)
    .where(_first.c.product_id == product.c.id, _first.c.pack_id == literal_column("0"))
    .order_by(_first.c.position, _first.c.id)
    .limit(literal_column("1"))
    .scalar_subquery()
)
"""The first barcode of a product's unit, in a statement that reads `product`."""
_KINDS = {kind.value: kind for kind in Kind}
_POLICIES = {policy.value: policy for policy in BelowZero}


_HIDING = Prepared(_UNFINISHED.limit(literal_column("1")))


def hides_any(view: View) -> bool:
    """Whether there is anything that `is_seen` leaves out."""
    return _HIDING.row(view.connection, {}) is not None


def is_seen() -> ColumnElement[bool]:
    """Not made by an import that is still being applied, or taken back."""
    return product.c.import_id.not_in(_UNFINISHED)


def columns() -> tuple[ColumnElement[Any], ...]:
    """What `products_in` reads, in its order."""
    return (
        product.c.id,
        product.c.code,
        product.c.name,
        product.c.spec,
        product.c.unit,
        product.c.kind,
        product.c.retail_price,
        product.c.member_price,
        product.c.wholesale_price,
        product.c.purchase_price,
        product.c.tax_rate,
        product.c.below_zero,
        product.c.no_discount,
        product.c.stop_selling,
        product.c.category_id,
        _ON_HAND.label("on_hand"),
        stock_value.c.opened_seq,
        FIRST_CODE.label("first_code"),
        pack.c.id.label("pack_row"),
        pack.c.name.label("pack_name"),
        pack.c.ratio,
        pack.c.price,
        _pack_code.c.code.label("pack_barcode"),
        pack.c.is_measured,
    )


def joined(source: FromClause) -> FromClause:
    """A source that holds `product`, with what `columns` needs beside it."""
    return (
        source.outerjoin(stock_value, stock_value.c.product_id == product.c.id)
        .outerjoin(pack, and_(pack.c.product_id == product.c.id, pack.c.is_retired == literal_column("0")))
        .outerjoin(_pack_code, and_(_pack_code.c.product_id == product.c.id, _pack_code.c.pack_id == pack.c.id))
    )


_BY_IDS = Prepared(
    select(*columns())
    .select_from(joined(product))
    .where(product.c.id.in_([bindparam(place) for place in PLACES]), is_seen())
    .order_by(product.c.id, pack.c.ratio, _pack_code.c.position)
)


def products_in(view: View, rows: Iterable[Sequence[Any]], start: int = 0) -> dict[int, Product]:
    """Rows of `columns` as products by id; a product has a row a pack. `start`: where the columns begin in a row."""
    policy = _POLICIES[view.settings.below_zero]
    made: dict[int, tuple[Sequence[Any], dict[int, Pack]]] = {}
    for whole in rows:
        row = whole[start:] if start else whole
        _known, packs = made.setdefault(row[0], (row, {}))
        if row[18] is not None and row[18] not in packs:
            packs[row[18]] = Pack(row[18], row[19], row[20], row[21], row[22] or "", bool(row[23]))
    found = {product_id: _product(row, packs, policy) for product_id, (row, packs) in made.items()}
    for product_id, planned in prices_in_force(view, list(found)).items():
        found[product_id] = _at_planned(found[product_id], planned)
    return found


def _at_planned(known: Product, planned: Iterable[tuple[str, int, bool]]) -> Product:
    """At the prices that are due, though nobody wrote them into the product yet."""
    for price, new, is_tagged in planned:
        if is_allowed(price, getattr(known, price), new, is_tagged=is_tagged):
            known = replace(known, **{price: new})  # type: ignore[arg-type]
    return known


def _product(row: Sequence[Any], packs: dict[int, Pack], policy: BelowZero) -> Product:
    kind = _KINDS[row[5]]
    return Product(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        kind,
        row[6],
        row[7],
        row[8],
        row[9],
        row[10] or 0,
        _POLICIES.get(row[11], policy),
        bool(row[12]),
        bool(row[13]),
        row[14],
        tuple(packs.values()),
        row[15] or 0,
        kind.has_stock and not row[16],
        row[17] or "",
    )


def products_of(view: View, product_ids: Sequence[int]) -> tuple[Product, ...]:
    """The products of these ids, in their order; what is gone or not to be seen is left out."""
    found: dict[int, Product] = {}
    for start in range(0, len(product_ids), PAGE):
        ids = dict.fromkeys(PLACES, 0) | dict(zip(PLACES, product_ids[start : start + PAGE], strict=False))
        rows = _BY_IDS.rows(view.connection, {**ids, "place_id": view.place_id})
        found |= products_in(view, rows)
    return tuple(found[product_id] for product_id in product_ids if product_id in found)
