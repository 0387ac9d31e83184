"""A slice of an import, written: products made and changed, their codes, packs, shelves, search words and price history.

What needs no lock (readings, words) is prepared before the work begins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import RowMapping, Select, Table, bindparam, delete, insert, select, update

from jxc_desktop.db.bulk import insert_rows, update_rows
from jxc_desktop.db.search import add_words, set_words
from jxc_desktop.db.tables import products as t
from jxc_desktop.db.tables.stock import stock_value
from jxc_desktop.db.types import time_text
from jxc_desktop.db.upsert import id_of, upsert
from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.operations.product_words import words_of
from jxc_desktop.operations.products import record_prices
from jxc_desktop.operations.stock import OpeningLine
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.product_codes import next_free_code
from jxc_desktop.queries.product_fields import PRICES

PACK_NAME = "箱"
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
    "order_at",
    "initials",
    "pinyin",
    "own_initials",
    "import_id",
    "changed_at",
)
_STOCKED = frozenset({"goods", "weighed"})
_COLUMN_OF = {"initials": "own_initials", "category": "category_id", "brand": "brand_id"}
_BESIDE = frozenset({"barcodes", "shelf", "stock", "pack_name", "pack_ratio", "pack_barcode", "pack_price"})

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
_PACK_OF = (
    select(t.pack)
    .where(t.pack.c.product_id == bindparam("of_product"), t.pack.c.is_retired == 0)
    .order_by(t.pack.c.ratio, t.pack.c.id)
    .limit(1)
)

Changes = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A new product with what is found out without the lock."""

    values: Mapping[str, Any]
    initials: str
    pinyin: str
    words: str


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


def write_new(work: Work, rows: Sequence[Prepared], import_id: int, names: Names) -> tuple[list[int], list[OpeningLine]]:
    """Make products; their ids in the order of the rows, and the opening stock that their rows ask for."""
    if not rows:
        return [], []
    connection = work.connection
    codes = _free_codes(work, [row.values["code"] for row in rows])
    last = connection.execute(_LAST).scalar() or 0
    now = time_text(work.now)
    tuples = [(*_tuple(work, row, code, import_id, names), now) for row, code in zip(rows, codes, strict=True)]
    insert_rows(connection, t.product, _COLUMNS, tuples)
    ids = list(connection.execute(_MADE, {"of_import": import_id, "after": last}).scalars())
    add_words(connection, [(product_id, row.words) for product_id, row in zip(ids, rows, strict=True)])
    barcodes: list[tuple[Any, ...]] = []
    opening = []
    for product_id, row in zip(ids, rows, strict=True):
        values = row.values
        for position, code in enumerate(values.get("barcodes", ())):
            barcodes.append((code, product_id, 0, position, code[::-1]))
        stock = values.get("stock")
        if stock is not None and values.get("kind", "goods") in _STOCKED:
            opening.append(OpeningLine(product_id, stock))
        if "pack_ratio" in values:
            barcodes += _add_pack(work, product_id, values)
        if values.get("shelf"):
            _write_shelf(work, product_id, values["shelf"])
    _insert_barcodes(work, barcodes)
    return ids, opening


def _free_codes(work: Work, codes: list[str]) -> list[str]:
    """The codes, but for those that somebody took since the import was checked: they get the next free number."""
    taken = set(work.connection.execute(_TAKEN, {"codes": codes}).scalars())
    if not taken:
        return codes
    number = max(int(next_free_code(work)), max((int(code) for code in codes if code.isdecimal() and len(code) <= 8), default=0) + 1)
    for place, code in enumerate(codes):
        if code in taken:
            codes[place] = str(number)
            number += 1
    return codes


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
        get("order_at"),
        row.initials,
        row.pinyin,
        get("initials", ""),
        import_id,
    )


def _insert_barcodes(work: Work, rows: Sequence[tuple[Any, ...]]) -> None:
    insert_rows(work.connection, t.barcode, ("code", "product_id", "pack_id", "position", "reversed"), rows)


def _add_pack(work: Work, product_id: int, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Make a pack; the rows of its barcodes."""
    facts = {
        "product_id": product_id,
        "name": values.get("pack_name") or PACK_NAME,
        "ratio": values["pack_ratio"],
        "price": values.get("pack_price"),
    }
    pack_id = int(work.connection.execute(insert(t.pack).returning(t.pack.c.id), facts).scalar_one())
    code = normalise(values.get("pack_barcode") or "")
    return [(code, product_id, pack_id, 0, code[::-1])] if code else []


def _write_shelf(work: Work, product_id: int, shelf: str) -> None:
    facts = {"product_id": product_id, "place_id": work.place_id, "shelf": shelf}
    if shelf:
        work.connection.execute(upsert(work.connection, t.shelf_position, ("product_id", "place_id"), ("shelf",)), facts)
    else:
        here = (t.shelf_position.c.product_id == product_id, t.shelf_position.c.place_id == work.place_id)
        work.connection.execute(delete(t.shelf_position).where(*here))


def write_changes(
    work: Work, rows: Sequence[tuple[int, Changes]], import_id: int, names: Names, back_to: Mapping[int, int] | None = None
) -> dict[int, tuple[int, int]]:
    """Change known products: (id, {field: (old, new)}). Returns the version before and after by id; who is gone is left out.

    `back_to` are the versions that an undo gives back.
    """
    plain: dict[frozenset[str], list[tuple[int, Changes]]] = {}
    rest = []
    for row in rows:
        if _PLAIN.issuperset(row[1]):
            plain.setdefault(frozenset(row[1]), []).append(row)
        else:
            rest.append(row)
    versions: dict[int, tuple[int, int]] = {}
    for some in plain.values():
        versions |= _write_plain(work, some, import_id, names, back_to)
    return versions | _write_others(work, rest, import_id, names, back_to)


def _write_plain(
    work: Work, rows: Sequence[tuple[int, Changes]], import_id: int, names: Names, back_to: Mapping[int, int] | None
) -> dict[int, tuple[int, int]]:
    """Changes of the same columns of the product row, which no search word hangs on: a mass change is thousands of these."""
    columns = tuple(column.name for column in t.product.columns if column.name in {_COLUMN_OF.get(key, key) for key in rows[0][1]})
    # Plain texts: SQLAlchemy's names are strings of their own kind, which the driver looks at for long.
    fields = [str(_FIELD_OF.get(column, column)) for column in columns]
    current = {row[0]: row for row in _columns_of(work, columns, [product_id for product_id, _changes in rows])}
    now, step = time_text(work.now), import_id * VERSIONS_APART
    prices = [(place, field) for place, field in enumerate(fields) if field in PRICES]
    tuples, history = [], []
    versions = {}
    for product_id, changes in rows:
        old = current.get(product_id)
        if old is None:
            continue
        new = [_stored(work, field, changes[field][1], names) for field in fields]
        history += [(product_id, 0, field, old[place + 2], new[place]) for place, field in prices if old[place + 2] != new[place]]
        before = old[1]
        after = back_to[product_id] if back_to is not None else before + step
        versions[product_id] = (before, after)
        tuples.append((*new, after, now, product_id))
    update_rows(work.connection, t.product, (*columns, "version", "changed_at"), tuples)
    record_prices(work, history, import_id)
    return versions


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


def _write_others(
    work: Work, rows: Sequence[tuple[int, Changes]], import_id: int, names: Names, back_to: Mapping[int, int] | None
) -> dict[int, tuple[int, int]]:
    if not rows:
        return {}
    now = time_text(work.now)
    found = work.connection.execute(_CURRENT, {"ids": [product_id for product_id, _changes in rows]}).mappings()
    current = {row["id"]: row for row in found}
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    words, prices = [], []
    versions: dict[int, tuple[int, int]] = {}
    for product_id, changes in rows:
        old = current.get(product_id)
        if old is None:
            continue
        new = {_COLUMN_OF.get(key, key): _stored(work, key, pair[1], names) for key, pair in changes.items() if key not in _BESIDE}
        if not new.keys().isdisjoint(_WORDED):
            words.append(_reworded(product_id, old, new))
        prices += [(product_id, 0, key, old[key], new[key]) for key in PRICES if key in new and old[key] != new[key]]
        # A step of its own for each import: its undo gives the old version back, and nobody who saw one between can save it.
        version = back_to[product_id] if back_to is not None else old["version"] + import_id * VERSIONS_APART
        versions[product_id] = (old["version"], version)
        new |= {"version": version, "changed_at": now}
        columns = tuple(column.name for column in t.product.columns if column.name in new)
        groups.setdefault(columns, []).append((*(new[column] for column in columns), product_id))
        _write_beside(work, product_id, changes, import_id)
    for columns, tuples in groups.items():
        update_rows(work.connection, t.product, columns, tuples)
    set_words(work.connection, words)
    record_prices(work, prices, import_id)
    return versions


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


def _write_beside(work: Work, product_id: int, changes: Changes, import_id: int) -> None:
    """What stands in other tables: barcodes, pack, shelf. Stock goes through its own door."""
    if "barcodes" in changes:
        _change_barcodes(work, product_id, *changes["barcodes"])
    if "shelf" in changes:
        _write_shelf(work, product_id, changes["shelf"][1])
    new = {key: pair[1] for key, pair in changes.items() if key.startswith("pack_")}
    if new:
        _change_pack(work, product_id, new, import_id)


def _change_barcodes(work: Work, product_id: int, old: Iterable[str], new: Iterable[str]) -> None:
    before, after = dict.fromkeys(old or ()), dict.fromkeys(new or ())
    gone = [code for code in before if code not in after]
    if gone:
        work.connection.execute(
            delete(t.barcode).where(t.barcode.c.product_id == product_id, t.barcode.c.pack_id == 0, t.barcode.c.code.in_(gone))
        )
    has = set(work.connection.execute(select(t.barcode.c.code).where(t.barcode.c.product_id == product_id)).scalars())
    added = [code for code in after if code not in has]
    _insert_barcodes(work, [(code, product_id, 0, len(has) + place, code[::-1]) for place, code in enumerate(added)])


def _change_pack(work: Work, product_id: int, new: dict[str, Any], import_id: int) -> None:
    """The smallest pack gets other facts; another ratio retires it and makes a new one; without a ratio it is retired."""
    connection = work.connection
    old = connection.execute(_PACK_OF, {"of_product": product_id}).mappings().one_or_none()
    if old is None:
        if new.get("pack_ratio"):
            _insert_barcodes(work, _add_pack(work, product_id, new))
        return
    of_pack = (t.barcode.c.product_id == product_id, t.barcode.c.pack_id == old["id"])
    codes = list(connection.execute(select(t.barcode.c.code).where(*of_pack)).scalars())
    facts = {
        "pack_name": new.get("pack_name", old["name"]) or old["name"],
        "pack_ratio": new.get("pack_ratio", old["ratio"]),
        "pack_price": new.get("pack_price", old["price"]),
        "pack_barcode": new.get("pack_barcode", codes[0] if codes else ""),
    }
    if old["price"] != facts["pack_price"]:
        record_prices(work, [(product_id, old["id"], "pack_price", old["price"], facts["pack_price"])], import_id)
    if facts["pack_ratio"] == old["ratio"]:
        connection.execute(update(t.pack).where(t.pack.c.id == old["id"]).values(name=facts["pack_name"], price=facts["pack_price"]))
        if "pack_barcode" in new and new["pack_barcode"] not in codes:
            connection.execute(delete(t.barcode).where(*of_pack))
            code = new["pack_barcode"]
            _insert_barcodes(work, [(code, product_id, old["id"], 0, code[::-1])] if code else [])
        return
    connection.execute(update(t.pack).where(t.pack.c.id == old["id"]).values(is_retired=1))
    connection.execute(delete(t.barcode).where(*of_pack))
    if facts["pack_ratio"]:
        _insert_barcodes(work, _add_pack(work, product_id, facts))


def openable(work: Work, lines: Sequence[OpeningLine]) -> list[OpeningLine]:
    """The lines whose products nobody has counted or received since the import was checked."""
    if not lines:
        return []
    opened = set(work.connection.execute(_OPENED, {"ids": [line.product_id for line in lines]}).scalars())
    return [line for line in lines if line.product_id not in opened]
