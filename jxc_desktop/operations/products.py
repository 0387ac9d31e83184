"""Products: made, changed, given codes and packs. Search words and price history are kept in the same transaction."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, insert, select, update

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.search import set_words, words_for
from jxc_desktop.db.tables import products as t
from jxc_desktop.db.types import time_text
from jxc_desktop.db.upsert import id_of, upsert
from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.errors import ChangedMeanwhile, NotFound, ShopError, TooLarge
from jxc_desktop.domain.money import MAX_PRICE, format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind, longest
from jxc_desktop.domain.search_words import fold, initials_from, pinyin_from, readings_of
from jxc_desktop.i18n import _
from jxc_desktop.operations.price_plans import drop_overtaken
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.product_codes import next_free_code, next_own_barcode, whose_barcode
from jxc_desktop.queries.product_columns import TITLES
from jxc_desktop.queries.product_fields import PRICES, TEXTS, PackFields, ProductFields, own_code
from jxc_desktop.queries.product_history import with_history

MAX_RATIO = 999_999


class CodeTaken(ShopError):
    """A code that belongs to another product already."""

    def __init__(self, code: str, other_code: str, other_name: str) -> None:
        super().__init__(code, other_code, other_name)
        self.code, self.other_code, self.other_name = code, other_code, other_name

    def sentence(self) -> str:
        """Name the other product."""
        return _("{code} already belongs to {other_code} {other_name}. Nothing was changed.").format(
            code=self.code, other_code=self.other_code, other_name=self.other_name
        )


class NameMissing(ShopError):
    """A product without a name."""

    def sentence(self) -> str:
        """Ask for the name."""
        return _("A product needs a name. Nothing was changed.")


class TextTooLong(ShopError):
    """A text of a product with more characters than a workbook may bring back; `field` is the field's key."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field

    def sentence(self) -> str:
        """Name the field and the limit."""
        return _("{title}: at most {limit} characters. Nothing was changed.").format(title=_(TITLES[self.field]), limit=longest(self.field))


class BadPack(ShopError):
    """A pack without a name, or one that does not hold a whole number of at least two units."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Name the pack."""
        return _("Pack “{name}” needs a name and a whole number of units, at least 2. Nothing was changed.").format(name=self.name)


class HasHistory(ShopError):
    """Unit or kind of a product that was moved already: the books would mean something else."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Say what to do instead."""
        return _(
            "{name} was already sold or counted: its unit and kind can't be changed. Make a new product and stop selling this one."
        ).format(name=self.name)


_ADD = insert(t.product).returning(t.product.c.id)
_ADD_BARCODE = insert(t.barcode)
_ADD_PACK = insert(t.pack).returning(t.pack.c.id)
_HISTORY_COLUMNS = ("product_id", "pack_id", "price", "old", "new", "at", "actor_id", "import_id")
_OF_ID = select(t.product).where(t.product.c.id == bindparam("product_id"))
_CODES = select(t.barcode.c.code).where(t.barcode.c.product_id == bindparam("product_id"))
_PACKS = select(t.pack).where(t.pack.c.product_id == bindparam("product_id"), t.pack.c.is_retired == 0)


def add_product(work: Work, fields: ProductFields, *, share_codes: bool = False) -> int:
    """Make a product and return its id. An empty code takes the next free number.

    Raises NameMissing, BadPack, TooLarge, TextTooLong, and CodeTaken naming the other product (a barcode may be shared only with
    `share_codes`: 一码多品; an own code is shared with nobody's code or barcode).
    """
    work.require(Permission.EDIT_PRODUCTS)
    fields = checked(fields)
    code = fields.code or next_free_code(work)
    _refuse_taken_code(work, code, 0)
    if not share_codes:
        _refuse_taken_barcodes(work, fields, 0)
    product_id = int(work.connection.execute(_ADD, {"code": code, **_row(work, fields)}).scalar_one())
    _write_codes(work, product_id, fields, {})
    _write_shelf(work, product_id, fields.shelf)
    write_words(work, product_id, fields)
    work.record("add_product", code, product=product_id, name=fields.name)
    return product_id


def change_product(work: Work, product_id: int, fields: ProductFields, version: int, *, share_codes: bool = False) -> None:
    """Give a product all these fields. `version` is the one that was shown.

    Raises ChangedMeanwhile, HasHistory (unit and kind once goods moved or are counted), and what `add_product` raises, but of codes that are
    new here. A pack that is left
    out or gets another ratio is retired, never edited: old lines keep their meaning.
    """
    work.require(Permission.EDIT_PRODUCTS)
    fields = checked(fields)
    old = work.connection.execute(_OF_ID, {"product_id": product_id}).mappings().one_or_none()
    if old is None:
        raise NotFound(fields.name)
    if old["version"] != version:
        raise ChangedMeanwhile
    fields = replace(fields, code=fields.code or old["code"])
    if fields.code != old["code"]:
        _refuse_taken_code(work, fields.code, product_id)
    if not share_codes:
        _refuse_taken_barcodes(work, fields, product_id)
    is_other = (old["unit"] and fields.unit != old["unit"]) or Kind(old["kind"]).has_stock != fields.kind.has_stock
    if is_other and with_history(work, [product_id]):
        raise HasHistory(old["name"])
    new = {"code": fields.code, **_row(work, fields)}
    changes = {name: [old[name], value] for name, value in new.items() if name not in _KEPT and old[name] != value}
    statement = update(t.product).where(t.product.c.id == product_id, t.product.c.version == version)
    if not work.connection.execute(statement.values(**new, version=version + 1)).rowcount:
        raise ChangedMeanwhile
    record_prices(work, [(product_id, 0, name, *changes[name]) for name in PRICES if name in changes])
    if "retail_price" in changes:
        drop_overtaken(work, [product_id])
    packs = {pack["id"]: pack for pack in work.connection.execute(_PACKS, {"product_id": product_id}).mappings()}
    work.connection.execute(delete(t.barcode).where(t.barcode.c.product_id == product_id))
    _write_codes(work, product_id, fields, packs)
    _write_shelf(work, product_id, fields.shelf)
    write_words(work, product_id, fields)
    work.record("change_product", fields.code, product=product_id, changes=changes)


_KEPT = frozenset({"changed_at", "pinyin", "initials"})


def make_own_barcode(work: Work) -> str:
    """The next in-store code with the shop's prefix; give it to a product at once. Raises NoNumberLeft."""
    work.require(Permission.EDIT_PRODUCTS)
    return next_own_barcode(work)


def checked(fields: ProductFields) -> ProductFields:
    """The fields as they are stored: codes plain, texts without outer blanks. Raises NameMissing, BadPack, TooLarge, TextTooLong."""
    name = " ".join(fields.name.split())
    if not name:
        raise NameMissing
    for price in (*(getattr(fields, price) for price in PRICES), *(pack.price for pack in fields.packs)):
        if price is not None and not 0 <= price <= MAX_PRICE:
            raise TooLarge(format_money(price), format_money(MAX_PRICE))
    for field in too_long(fields):
        raise TextTooLong(field)
    return replace(
        fields,
        name=name,
        code=own_code(fields.code),
        barcodes=_plain(fields.barcodes),
        spec=fields.spec.strip(),
        unit=fields.unit.strip(),
        category=fields.category.strip(),
        brand=fields.brand.strip(),
        packs=tuple(map(_checked_pack, fields.packs)),
    )


def too_long(fields: ProductFields) -> Iterator[str]:
    """The keys of the texts that have too many characters."""
    yield from (key for key in TEXTS if len(getattr(fields, key).strip()) > longest(key))
    if any(len(code) > longest("barcodes") for code in fields.barcodes):
        yield "barcodes"
    for pack in fields.packs:
        if len(pack.name) > longest("pack_name"):
            yield "pack_name"
        if any(len(code) > longest("pack_barcode") for code in pack.barcodes):
            yield "pack_barcode"


def _checked_pack(pack: PackFields) -> PackFields:
    if not pack.name.strip() or not 2 <= pack.ratio <= MAX_RATIO:
        raise BadPack(pack.name)
    return replace(pack, name=pack.name.strip(), barcodes=_plain(pack.barcodes))


def _plain(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in map(normalise, codes) if code))


def _refuse_taken_code(work: Work, code: str, product_id: int) -> None:
    other = whose_barcode(work, [code], product_id)
    if other is not None:
        raise CodeTaken(code, *other[1:])


def _refuse_taken_barcodes(work: Work, fields: ProductFields, product_id: int) -> None:
    """Barcodes that the product shared before may stay."""
    had = set(work.connection.execute(_CODES, {"product_id": product_id}).scalars())
    for code in (*fields.barcodes, *(code for pack in fields.packs for code in pack.barcodes)):
        if code not in had:
            _refuse_taken_code(work, code, product_id)


def _row(work: Work, fields: ProductFields) -> dict[str, Any]:
    readings = readings_of(fields.name)
    return {
        "name": fields.name,
        "spec": fields.spec,
        "unit": fields.unit,
        "category_id": id_of(work.connection, t.category, name=fields.category) if fields.category else None,
        "brand_id": id_of(work.connection, t.brand, name=fields.brand) if fields.brand else None,
        "kind": str(fields.kind),
        **{price: getattr(fields, price) for price in PRICES},
        "tax_rate": fields.tax_rate,
        "below_zero": str(fields.below_zero),
        "no_discount": int(fields.no_discount),
        "stop_buying": int(fields.stop_buying),
        "stop_selling": int(fields.stop_selling),
        "article_number": fields.article_number.strip(),
        "remark": fields.remark.strip(),
        "selling_points": fields.selling_points.strip(),
        "order_at": fields.order_at,
        "fill_to": fields.fill_to,
        "tare": fields.tare,
        "initials": " ".join(filter(None, (fold(fields.initials), initials_from(readings)))),
        "pinyin": pinyin_from(readings),
        "own_initials": fields.initials.strip(),
        "changed_at": work.now,
    }


def _write_codes(work: Work, product_id: int, fields: ProductFields, packs: Mapping[int, RowMapping]) -> None:
    codes = [(code, 0) for code in fields.barcodes]
    kept = set()
    for pack in fields.packs:
        old = packs.get(pack.id or 0)
        if old is not None and old["ratio"] == pack.ratio:
            pack_id = int(old["id"])
            kept.add(pack_id)
            if old["price"] != pack.price:
                record_prices(work, [(product_id, pack_id, "pack_price", old["price"], pack.price)])
            work.connection.execute(update(t.pack).where(t.pack.c.id == pack_id).values(_pack_facts(pack)))
        else:
            facts = {"product_id": product_id, "ratio": pack.ratio, **_pack_facts(pack)}
            pack_id = int(work.connection.execute(_ADD_PACK, facts).scalar_one())
        codes += [(code, pack_id) for code in pack.barcodes]
    gone = set(packs) - kept
    if gone:
        work.connection.execute(update(t.pack).where(t.pack.c.id.in_(gone)).values(is_retired=1))
    if codes:
        rows = [
            {"code": code, "product_id": product_id, "pack_id": pack_id, "position": position, "reversed": code[::-1]}
            for position, (code, pack_id) in enumerate(codes)
        ]
        work.connection.execute(_ADD_BARCODE, rows)


def _pack_facts(pack: PackFields) -> dict[str, Any]:
    return {"name": pack.name, "price": pack.price, "is_measured": int(pack.is_measured)}


def _write_shelf(work: Work, product_id: int, shelf: str) -> None:
    table = t.shelf_position
    if shelf.strip():
        facts = {"product_id": product_id, "place_id": work.place_id, "shelf": shelf.strip()}
        work.connection.execute(upsert(work.connection, table, ("product_id", "place_id"), ("shelf",)), facts)
    else:
        work.connection.execute(delete(table).where(table.c.product_id == product_id, table.c.place_id == work.place_id))


def write_words(work: Work, product_id: int, fields: ProductFields) -> None:
    """What the search knows of a product."""
    texts = (fold(fields.name) + fold(fields.spec), fold(fields.article_number))
    set_words(work.connection, [(product_id, words_for(texts, readings_of(fields.name), fields.initials))])


def record_prices(
    work: Work, changes: Iterable[tuple[int, int, str, int | None, int | None]], import_id: int = 0, *, actor_id: int | None = None
) -> None:
    """Write the price history: (product id, pack id or 0, which price, old, new). `actor_id`: who planned it, if not who works."""
    now, actor = time_text(work.now), work.actor.user_id if actor_id is None else actor_id
    rows = [(product_id, pack_id, price, old, new, now, actor, import_id) for product_id, pack_id, price, old, new in changes]
    insert_rows(work.connection, t.price_change, _HISTORY_COLUMNS, rows)
