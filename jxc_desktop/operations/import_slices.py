"""A slice of an import, written: products made and changed, their codes, packs, shelves, search words and price history.

What needs no lock (readings, words) is prepared before the work begins. What somebody made or changed since the import was
staged is later than the import and stays: such rows are left out, and named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, Select, Table, bindparam, delete, select

from jxc_desktop.db.bulk import insert_rows, update_rows
from jxc_desktop.db.search import add_words, set_words
from jxc_desktop.db.tables import products as t
from jxc_desktop.db.tables.stock import stock_value
from jxc_desktop.db.types import time_text
from jxc_desktop.db.upsert import id_of, upsert
from jxc_desktop.operations import import_codes as beside
from jxc_desktop.operations.offers import Wish
from jxc_desktop.operations.product_words import words_of
from jxc_desktop.operations.products import record_prices
from jxc_desktop.operations.stock import OpeningLine
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.differences import Offer, Offered
from jxc_desktop.queries.product_codes import next_free_code
from jxc_desktop.queries.product_fields import PRICES

VERSIONS_APART = 1_000_000
_COLUMNS = (
    "code",
    "name",
    "spec",
    "unit",
    "category_id",
    "brand_id",
    "kind",
    "retail_price",
    "member_price",
    "wholesale_price",
    "purchase_price",
    "tax_rate",
    "below_zero",
    "no_discount",
    "stop_buying",
    "stop_selling",
    "article_number",
    "remark",
    "selling_points",
    "order_at",
    "tare",
    "fill_to",
    "initials",
    "pinyin",
    "own_initials",
    "import_id",
    "changed_at",
)
_STOCKED = frozenset({"goods", "weighed"})
_COLUMN_OF = {"initials": "own_initials", "category": "category_id", "brand": "brand_id"}
_CODED = ("barcodes", "pack_barcode")
CODED_OR_PACKED = frozenset({"barcodes", "pack_name", "pack_ratio", "pack_barcode", "pack_price", "pack_measured"})
_BESIDE = CODED_OR_PACKED | {"shelf", "stock"}

_TAKEN = select(t.product.c.code).where(t.product.c.code.in_(bindparam("codes", expanding=True)))
_MADE = (
    select(t.product.c.id)
    .where(t.product.c.import_id == bindparam("of_import"), t.product.c.id > bindparam("after"))
    .order_by(t.product.c.id)
)
_LAST = select(t.product.c.id).order_by(t.product.c.id.desc()).limit(1)
_OPENED = select(stock_value.c.product_id).where(
    stock_value.c.product_id.in_(bindparam("ids", expanding=True)), stock_value.c.opened_seq > 0
)
_CURRENT = select(t.product).where(t.product.c.id.in_(bindparam("ids", expanding=True)))

Changes = beside.Changes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A new product with what is found out without the lock. `code` is a free number when the sheet gives none."""

    values: Mapping[str, Any]
    code: str
    initials: str
    pinyin: str
    words: str


@dataclass(slots=True)
class Made:
    """New products: their ids, the opening stock and the offers that their rows ask for, and (code, name) of those left out."""

    ids: list[int] = field(default_factory=list)
    opening: list[OpeningLine] = field(default_factory=list)
    offers: list[Wish] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Changed:
    """Known products: the version before and after by id, packs and barcodes before the change, the ids left out."""

    versions: dict[int, tuple[int, int]] = field(default_factory=dict)
    before: dict[int, beside.Beside] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)


class ToChange(NamedTuple):
    """A product as it was compared, {field: (old, new)}, and the pack that is meant (0: a new one)."""

    product_id: int
    version: int
    pack_id: int
    changes: Changes


@dataclass(slots=True)
class Names:
    """Categories and brands by name, made when absent; remembered while an import runs."""

    known: dict[tuple[str, str], int] = field(default_factory=dict)

    def id(self, work: Work, table: Table, name: str | None) -> int | None:
        """The id of a category or brand; None for no name."""
        if not name:
            return None
        key = (table.name, name)
        if key not in self.known:
            self.known[key] = id_of(work.connection, table, name=name)
        return self.known[key]


def write_new(work: Work, rows: Sequence[Prepared], import_id: int, names: Names, *, shares: bool = False) -> Made:
    """Make products, but for those whose code or barcode somebody took; with `shares` barcodes may belong to several."""
    made = Made()
    rows, codes = _free(work, rows, made, shares=shares)
    if not rows:
        return made
    connection = work.connection
    last = connection.execute(_LAST).scalar() or 0
    now = time_text(work.now)
    tuples = [(*_tuple(work, row, code, import_id, names), now) for row, code in zip(rows, codes, strict=True)]
    insert_rows(connection, t.product, _COLUMNS, tuples)
    made.ids = list(connection.execute(_MADE, {"of_import": import_id, "after": last}).scalars())
    add_words(connection, [(product_id, row.words) for product_id, row in zip(made.ids, rows, strict=True)])
    barcodes: list[tuple[Any, ...]] = []
    for product_id, row in zip(made.ids, rows, strict=True):
        values = row.values
        for position, code in enumerate(values.get("barcodes", ())):
            barcodes.append((code, product_id, 0, position))
        stock = values.get("stock")
        if stock is not None and values.get("kind", "goods") in _STOCKED:
            made.opening.append(OpeningLine(product_id, stock))
        if "offer" in values:
            made.offers.append(Wish(product_id, Offered(0, None, Offer(*values["offer"])), is_new=True))
        if "pack_ratio" in values:
            pack_id = beside.add_pack(work, product_id, values)
            barcodes += [(code, product_id, pack_id, position) for position, code in enumerate(values.get("pack_barcode", ()))]
        if values.get("shelf"):
            _write_shelf(work, product_id, values["shelf"])
    beside.insert_codes(work, barcodes)
    return made


def _free(work: Work, rows: Sequence[Prepared], made: Made, *, shares: bool) -> tuple[Sequence[Prepared], list[str]]:
    """The rows that are still nobody's, and their codes: a number that somebody took gives way to the next free one."""
    codes = [row.code for row in rows]
    if not rows:
        return rows, codes
    taken = set(work.connection.execute(_TAKEN, {"codes": codes}).scalars())
    held = {} if shares else beside.holders(work, [code for row in rows for code in _barcodes(row.values)])
    if not taken and not held:
        return rows, codes
    free = []
    for row in rows:
        if ("code" in row.values and row.code in taken) or any(code in held for code in _barcodes(row.values)):
            made.left.append((row.code, row.values["name"]))
        else:
            free.append(row)
    codes = [row.code for row in free]
    number = max(int(next_free_code(work)), max((int(code) for code in codes if code.isdecimal() and len(code) <= 8), default=0) + 1)
    for place, code in enumerate(codes):
        if code in taken:
            codes[place] = str(number)
            number += 1
    return free, codes


def _barcodes(values: Mapping[str, Any]) -> Sequence[str]:
    codes, of_pack = values.get("barcodes", ()), values.get("pack_barcode")
    return (*codes, *of_pack) if of_pack else codes


def _tuple(work: Work, row: Prepared, code: str, import_id: int, names: Names) -> tuple[Any, ...]:
    get = row.values.get
    return (
        code,
        row.values["name"],
        get("spec", ""),
        get("unit", ""),
        names.id(work, t.category, get("category")),
        names.id(work, t.brand, get("brand")),
        get("kind", "goods"),
        get("retail_price"),
        get("member_price"),
        get("wholesale_price"),
        get("purchase_price"),
        get("tax_rate"),
        get("below_zero", ""),
        int(get("no_discount", 0)),
        int(get("stop_buying", 0)),
        int(get("stop_selling", 0)),
        get("article_number", ""),
        get("remark", ""),
        get("selling_points", ""),
        get("order_at"),
        get("tare"),
        get("fill_to"),
        row.initials,
        row.pinyin,
        get("initials", ""),
        import_id,
    )


def _write_shelf(work: Work, product_id: int, shelf: str) -> None:
    facts = {"product_id": product_id, "place_id": work.place_id, "shelf": shelf}
    if shelf:
        work.connection.execute(upsert(work.connection, t.shelf_position, ("product_id", "place_id"), ("shelf",)), facts)
    else:
        here = (t.shelf_position.c.product_id == product_id, t.shelf_position.c.place_id == work.place_id)
        work.connection.execute(delete(t.shelf_position).where(*here))


def write_changes(
    work: Work,
    rows: Sequence[ToChange],
    import_id: int,
    names: Names,
    back_to: Mapping[int, int] | None = None,
    *,
    shares: bool = False,
) -> Changed:
    """Change known products, but for those that somebody changed or removed since, or whose new barcodes somebody took.

    `back_to` are the versions that an undo gives back.
    """
    plain: dict[frozenset[str], list[ToChange]] = {}
    rest = []
    for row in rows:
        if _PLAIN.issuperset(row[3]):
            plain.setdefault(frozenset(row[3]), []).append(row)
        else:
            rest.append(row)
    changing = _Changing(work, import_id, names, back_to)
    for some in plain.values():
        _write_plain(changing, some)
    if rest:
        _write_others(changing, rest if shares else _still_free(changing, rest))
    return changing.done


@dataclass(slots=True)
class _Changing:
    """What all rows of known products have in common."""

    work: Work
    import_id: int
    names: Names
    back_to: Mapping[int, int] | None
    done: Changed = field(default_factory=Changed)

    def step(self, product_id: int, before: int) -> int:
        """The next version. Each import has a step of its own: its undo gives the old version back, and nobody who saw one between can save it."""
        after = before + self.import_id * VERSIONS_APART if self.back_to is None else self.back_to[product_id]
        self.done.versions[product_id] = (before, after)
        return after


def _write_plain(changing: _Changing, rows: Sequence[ToChange]) -> None:
    """Changes of the same columns of the product row, which no search word hangs on: a mass change is thousands of these."""
    columns = tuple(column.name for column in t.product.columns if column.name in {_COLUMN_OF.get(key, key) for key in rows[0][3]})
    work, names = changing.work, changing.names
    # Plain texts: SQLAlchemy's names are strings of their own kind, which the driver looks at for long.
    fields = [str(_FIELD_OF.get(column, column)) for column in columns]
    current = {row[0]: row for row in _columns_of(work, columns, [row[0] for row in rows])}
    now = time_text(work.now)
    prices = [(place, field) for place, field in enumerate(fields) if field in PRICES]
    tuples, history = [], []
    for product_id, version, _pack_id, changes in rows:
        old = current.get(product_id)
        if old is None or old[1] != version:
            changing.done.left.append(product_id)
            continue
        new = [_stored(work, field, changes[field][1], names) for field in fields]
        history += [(product_id, 0, field, old[place + 2], new[place]) for place, field in prices if old[place + 2] != new[place]]
        tuples.append((*new, changing.step(product_id, version), now, product_id))
    update_rows(work.connection, t.product, (*columns, "version", "changed_at"), tuples)
    record_prices(work, history, changing.import_id)


def _columns_of(work: Work, columns: tuple[str, ...], ids: Sequence[int]) -> Sequence[Any]:
    """Id, version and these columns of the products; of their neighbours too where the ids lie close together."""
    first, last = min(ids), max(ids)
    if last - first < 2 * len(ids):
        return work.connection.execute(_span(columns), {"first": first, "last": last}).all()
    return work.connection.execute(_listed(columns), {"ids": ids}).all()


@lru_cache(maxsize=64)
def _span(columns: tuple[str, ...]) -> Select[Any]:
    return _narrow(columns).where(t.product.c.id.between(bindparam("first"), bindparam("last")))


@lru_cache(maxsize=64)
def _listed(columns: tuple[str, ...]) -> Select[Any]:
    return _narrow(columns).where(t.product.c.id.in_(bindparam("ids", expanding=True)))


def _narrow(columns: tuple[str, ...]) -> Select[Any]:
    return select(t.product.c.id, t.product.c.version, *(t.product.c[column] for column in columns))


def _still_free(changing: _Changing, rows: Sequence[ToChange]) -> list[ToChange]:
    """The rows whose new barcodes nobody else has by now."""
    added = {row[0]: [code for key in _CODED if key in row[3] for code in row[3][key][1] if code not in row[3][key][0]] for row in rows}
    held = beside.holders(changing.work, [code for codes in added.values() for code in codes])
    taken = {product_id for product_id, codes in added.items() if any(held.get(code, set()) - {product_id} for code in codes)}
    changing.done.left += taken
    return [row for row in rows if row[0] not in taken]


def _write_others(changing: _Changing, rows: Sequence[ToChange]) -> None:
    work, done, now = changing.work, changing.done, time_text(changing.work.now)
    found = work.connection.execute(_CURRENT, {"ids": [row[0] for row in rows]}).mappings()
    current = {row["id"]: row for row in found}
    before = beside.beside(work, [row[0] for row in rows if not CODED_OR_PACKED.isdisjoint(row[3])])
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    words, prices = [], []
    for product_id, version, pack_id, changes in rows:
        old = current.get(product_id)
        if old is None or old["version"] != version:
            done.left.append(product_id)
            continue
        new = {_COLUMN_OF.get(key, key): _stored(work, key, pair[1], changing.names) for key, pair in changes.items() if key not in _BESIDE}
        if not new.keys().isdisjoint(_WORDED):
            words.append(_reworded(product_id, old, new))
        prices += [(product_id, 0, key, old[key], new[key]) for key in PRICES if key in new and old[key] != new[key]]
        new |= {"version": changing.step(product_id, version), "changed_at": now}
        columns = tuple(column.name for column in t.product.columns if column.name in new)
        groups.setdefault(columns, []).append((*(new[column] for column in columns), product_id))
        if product_id in before:
            done.before[product_id] = before[product_id]
        _write_beside(changing, product_id, pack_id, changes)
    for columns, tuples in groups.items():
        update_rows(work.connection, t.product, columns, tuples)
    set_words(work.connection, words)
    record_prices(work, prices, changing.import_id)


_WORDED = frozenset({"name", "spec", "own_initials", "article_number"})
_FIELD_OF = {column: field for field, column in _COLUMN_OF.items()}
_PLAIN = frozenset(_FIELD_OF.get(column, column) for column in _COLUMNS) - _BESIDE - {"name", "spec", "initials", "article_number", "code"}


def _stored(work: Work, key: str, value: Any, names: Names) -> Any:
    if key == "category":
        return names.id(work, t.category, value)
    return names.id(work, t.brand, value) if key == "brand" else value


def _reworded(product_id: int, old: RowMapping, new: dict[str, Any]) -> tuple[int, str]:
    """Search words after a change; initials and pinyin are put into `new`."""
    now = {name: new.get(name, old[name]) for name in _WORDED}
    initials, pinyin, words = words_of(now["name"], now["spec"], now["article_number"], now["own_initials"])
    new |= {"initials": initials, "pinyin": pinyin}
    return product_id, words


def _write_beside(changing: _Changing, product_id: int, pack_id: int, changes: Changes) -> None:
    """What stands in other tables: barcodes, pack, shelf. Stock goes through its own door."""
    work = changing.work
    if "barcodes" in changes:
        beside.change_barcodes(work, product_id, *changes["barcodes"])
    if "shelf" in changes:
        _write_shelf(work, product_id, changes["shelf"][1])
    beside.change_pack(work, product_id, pack_id, changes, changing.import_id)


def openable(work: Work, lines: Sequence[OpeningLine]) -> list[OpeningLine]:
    """The lines whose products nobody has counted or received since the import was checked."""
    if not lines:
        return []
    opened = set(work.connection.execute(_OPENED, {"ids": [line.product_id for line in lines]}).scalars())
    return [line for line in lines if line.product_id not in opened]
