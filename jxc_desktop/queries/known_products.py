"""All products at once, as an import needs them: only the columns that it maps, in plain tuples."""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, literal_column, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables.products import barcode, brand, category, pack, product, shelf_position
from jxc_desktop.db.tables.stock import stock_level, stock_value
from jxc_desktop.queries.product_codes import FIRST_CODE, LONGEST_NUMBER
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.view import View

COLUMN_OF = {
    "name": product.c.name,
    "spec": product.c.spec,
    "unit": product.c.unit,
    "category": category.c.name,
    "brand": brand.c.name,
    "retail_price": product.c.retail_price,
    "member_price": product.c.member_price,
    "wholesale_price": product.c.wholesale_price,
    "purchase_price": product.c.purchase_price,
    "kind": product.c.kind,
    "tax_rate": product.c.tax_rate,
    "below_zero": product.c.below_zero,
    "no_discount": product.c.no_discount,
    "stop_buying": product.c.stop_buying,
    "stop_selling": product.c.stop_selling,
    "article_number": product.c.article_number,
    "initials": product.c.own_initials,
    "order_at": product.c.order_at,
    "fill_to": product.c.fill_to,
    "tare": product.c.tare,
    "selling_points": product.c.selling_points,
    "remark": product.c.remark,
}
PACK_KEYS = ("pack_name", "pack_ratio", "pack_barcode", "pack_price", "pack_measured")
_ALWAYS = ("name", "spec", "kind", "unit", "retail_price", "purchase_price")


class KnownPack(NamedTuple):
    """A pack in use, with all its barcodes."""

    id: int
    name: str
    ratio: int
    price: int | None
    barcodes: tuple[str, ...] = ()
    is_measured: int = 0

    def value(self, key: str) -> Any:
        """What it has in a field of PACK_KEYS."""
        return dict(zip(PACK_KEYS, (self.name, self.ratio, self.barcodes, self.price, self.is_measured), strict=True))[key]


@dataclass(slots=True)
class KnownProducts:
    """`rows`: id -> (code, version, values of `keys` ...); the other maps find an id or hold what stands beside a product.

    `packs` are the smallest first.
    """

    keys: dict[str, int] = field(default_factory=dict)
    rows: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    by_barcode: dict[str, Any] = field(default_factory=dict)
    barcodes: dict[int, list[str]] = field(default_factory=dict)
    packs: dict[int, list[KnownPack]] = field(default_factory=dict)
    shelves: dict[int, str] = field(default_factory=dict)
    opened: set[int] = field(default_factory=set)
    on_hand: dict[int, int] = field(default_factory=dict)
    next_number: int = FIRST_CODE

    def value(self, product_id: int, key: str) -> Any:
        """What the shop has in a field of the product row."""
        return self.rows[product_id][self.keys[key]]

    def code(self, product_id: int) -> str:
        """The shop's own code."""
        return str(self.rows[product_id][0])

    def version(self, product_id: int) -> int:
        """Grows with each change of the product, its barcodes and packs."""
        return int(self.rows[product_id][1])

    def ids_of_barcode(self, code: str) -> tuple[int, ...]:
        """The products that a barcode of a unit or pack stands for."""
        found = self.by_barcode.get(code, ())
        return (found,) if isinstance(found, int) else found

    def by_name(self) -> dict[tuple[str, str], int]:
        """(name, spec) -> id; made when asked for."""
        name, spec = self.keys["name"], self.keys["spec"]
        return {(row[name], row[spec]): product_id for product_id, row in self.rows.items()}


def known_products(view: View, mapped: Collection[str]) -> KnownProducts:
    """All products that may be seen, with what an import that maps these fields compares."""
    keys = [key for key in COLUMN_OF if key in mapped or key in _ALWAYS]
    known = KnownProducts({key: place for place, key in enumerate(keys, 2)})
    _read_rows(view, known, keys)
    if not known.rows:
        return known
    _read_barcodes(view, known)
    if any(key in mapped for key in PACK_KEYS):
        _read_packs(view, known)
    if "shelf" in mapped:
        known.shelves = dict(_all(view, select(shelf_position.c.product_id, shelf_position.c.shelf).where(_here(view, shelf_position))))
    if "stock" in mapped:
        _read_stock(view, known)
    return known


def _all(view: View, statement: Select[Any]) -> list[tuple[Any, ...]]:
    """All rows as the driver gives them: there are a hundred thousand."""
    return Prepared(statement).rows(view.connection, {})


def _here(view: View, table: Any) -> Any:
    return table.c.place_id == view.place_id


def _read_rows(view: View, known: KnownProducts, keys: list[str]) -> None:
    source: Any = product
    if "category" in keys:
        source = source.outerjoin(category, category.c.id == product.c.category_id)
    if "brand" in keys:
        source = source.outerjoin(brand, brand.c.id == product.c.brand_id)
    statement = (
        select(product.c.id, product.c.code, product.c.version, *(COLUMN_OF[key] for key in keys)).select_from(source).where(is_seen())
    )
    largest = FIRST_CODE - 1
    for row in _all(view, statement):
        product_id, code = row[0], row[1]
        known.rows[product_id] = row[1:]
        known.by_code[code] = product_id
        if len(code) <= LONGEST_NUMBER and code.isdecimal() and int(code) > largest:
            largest = int(code)
    known.next_number = largest + 1


def _read_barcodes(view: View, known: KnownProducts) -> None:
    statement = select(barcode.c.code, barcode.c.product_id, barcode.c.pack_id).order_by(barcode.c.product_id, barcode.c.position)
    for code, product_id, pack_id in _all(view, statement):
        if product_id not in known.rows:
            continue
        if not pack_id:
            known.barcodes.setdefault(product_id, []).append(code)
        before = known.by_barcode.setdefault(code, product_id)
        if before != product_id:
            several = (before,) if isinstance(before, int) else before
            known.by_barcode[code] = several if product_id in several else (*several, product_id)


def _read_packs(view: View, known: KnownProducts) -> None:
    code = barcode.alias("pack_code")
    statement = (
        select(pack.c.product_id, pack.c.id, pack.c.name, pack.c.ratio, pack.c.price, pack.c.is_measured, code.c.code)
        .outerjoin(code, (code.c.product_id == pack.c.product_id) & (code.c.pack_id == pack.c.id))
        .where(pack.c.is_retired == literal_column("0"))
        .order_by(pack.c.product_id, pack.c.ratio, pack.c.id, code.c.position, code.c.id)
    )
    for (product_id, *facts), rows in groupby(_all(view, statement), key=itemgetter(slice(0, 6))):
        pack_id, name, ratio, price, is_measured = facts
        codes = tuple(row[6] for row in rows if row[6] is not None)
        known.packs.setdefault(product_id, []).append(KnownPack(pack_id, name, ratio, price, codes, is_measured))


def _read_stock(view: View, known: KnownProducts) -> None:
    opened = select(stock_value.c.product_id).where(stock_value.c.opened_seq > literal_column("0"))
    known.opened = {row[0] for row in _all(view, opened)}
    levels = select(stock_level.c.product_id, stock_level.c.quantity).where(_here(view, stock_level))
    for product_id, quantity in _all(view, levels):
        known.on_hand[product_id] = known.on_hand.get(product_id, 0) + quantity
