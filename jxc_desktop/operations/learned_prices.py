"""What receipts teach: a supplier's price and code of goods, the purchase price on file, new retail prices: with their history.

The latest delivery has the word. A receipt dated before another one that stands teaches nothing which that one has said; one
that is put right teaches only what it changes, and one that is taken back is forgotten, unless somebody named another price
since. When goods came is when the first version of their receipt says.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from jxc_desktop.db.prepared import PAGE, PLACES, Prepared, columns_but
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as goods
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.types import Int64
from jxc_desktop.db.upsert import insert_for
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.purchasing import GoodsReceipt
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.price_plans import drop_overtaken
from jxc_desktop.operations.products import record_prices
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.receipt_versions import When, came, former_versions

Key = tuple[int, int]
K = TypeVar("K")

_IDS = [bindparam(place, type_=Int64) for place in PLACES]
_KNOWN = Prepared(
    select(t.supplier_product.c.product_id, t.supplier_product.c.pack_id, t.supplier_product.c.price, t.supplier_product.c.code).where(
        t.supplier_product.c.supplier_id == bindparam("supplier"), t.supplier_product.c.product_id.in_(_IDS)
    )
)
_ON_FILE = Prepared(
    select(goods.product.c.id, goods.product.c.purchase_price, goods.product.c.retail_price).where(goods.product.c.id.in_(_IDS))
)
_SET_PRICE = Prepared(
    update(goods.product)
    .where(goods.product.c.id == bindparam("of_product"))
    .values(
        purchase_price=bindparam("purchase"),
        retail_price=bindparam("retail"),
        version=goods.product.c.version + 1,
        changed_at=bindparam("now"),
    )
)
_HISTORY = Prepared(insert(t.supplier_price), *columns_but(t.supplier_price, "id", "import_id"))


def _learned(connection: Connection) -> Any:
    """What a supplier asks for a product, made or replaced."""
    statement = insert_for(connection, t.supplier_product)
    change = {name: statement.excluded[name] for name in ("code", "price", "changed_at")}
    return statement.on_conflict_do_update(index_elements=["supplier_id", "product_id", "pack_id"], set_=change)


_LEARNED = Prepared(_learned, "supplier_id", "product_id", "pack_id", "code", "price", "changed_at")
_SOME: Any = bindparam("ids", expanding=True)
_gone = d.document.alias("gone")
_LATER = (
    select(
        t.goods_receipt.c.id,
        t.goods_receipt.c.supplier_id,
        t.receipt_line.c.product_id,
        t.receipt_line.c.pack_id,
    )
    .join_from(t.receipt_line, t.goods_receipt, t.goods_receipt.c.id == t.receipt_line.c.document_id)
    .join(d.document, d.document.c.id == t.goods_receipt.c.id)
    .outerjoin(_gone, _gone.c.reverses == d.document.c.id)
    .where(
        t.receipt_line.c.product_id.in_(_SOME),
        t.receipt_line.c.pack_quantity > 0,
        t.receipt_line.c.is_free == 0,
        d.document.c.kind == str(DocumentKind.RECEIPT),
        d.document.c.id != bindparam("but"),
        _gone.c.id.is_(None),
        or_(
            d.document.c.business_date > bindparam("day"),
            (d.document.c.business_date == bindparam("day")) & (d.document.c.posted_seq > bindparam("seq")),
        ),
    )
)
_POSTED_AT = select(d.document.c.posted_at).where(d.document.c.id.in_(_SOME))
_STEPS = (
    select(t.supplier_price.c.product_id, t.supplier_price.c.pack_id, t.supplier_price.c.old, t.supplier_price.c.document_id)
    .where(t.supplier_price.c.supplier_id == bindparam("supplier"), t.supplier_price.c.product_id.in_(_SOME))
    .order_by(t.supplier_price.c.id.desc())
)
_STEPS_ON_FILE = (
    select(goods.price_change.c.product_id, goods.price_change.c.old, goods.price_change.c.new, goods.price_change.c.at)
    .where(goods.price_change.c.product_id.in_(_SOME), goods.price_change.c.price == "purchase_price")
    .order_by(goods.price_change.c.id.desc())
)


@dataclass(slots=True)
class _Said:
    """The price and code that a supplier's goods have, by product and pack; what a base unit costs; retail prices. None: not known."""

    offers: dict[Key, tuple[int | None, str]] = field(default_factory=dict)
    units: dict[int, int | None] = field(default_factory=dict)
    retail: dict[int, int] = field(default_factory=dict)

    @property
    def products(self) -> list[int]:
        """Whose they are."""
        return sorted({product_id for product_id, _pack in self.offers} | self.units.keys() | self.retail.keys())

    def say(self, product_id: int, pack_id: int, ratio: int, price: int, code: str) -> None:
        """The last line of the same goods counts."""
        self.offers[product_id, pack_id] = (price, code)
        self.units[product_id] = half_up(price, ratio)


def learn(work: Work, receipt: GoodsReceipt, posted: Posted) -> None:
    """Take the prices of a receipt that was posted."""
    said = _of(receipt)
    if posted.business_date < work.business_date:
        _leave_out(said, receipt.supplier_id, _said_later(work, said.products, (posted.business_date, posted.seq), posted.id))
    _teach(work, receipt.supplier_id, said, posted.id)


def relearn(work: Work, receipt: GoodsReceipt, posted: Posted, former: Any, lines: Sequence[Any]) -> None:
    """Take what the new version of a receipt says otherwise than the former one, whose lines these were."""
    said, before = _of(receipt), _of_rows(lines)
    later = _said_later(work, sorted({*said.products, *before.products}), came(work, [former.id])[former.id], posted.id)
    if receipt.supplier_id == former.supplier_id:
        dropped = _Said({key: before.offers[key] for key in before.offers.keys() - said.offers.keys()})
        stands = _offers(work, former.supplier_id, said.products)
        for key, offer in before.offers.items():
            if key in said.offers and (said.offers[key] == offer or stands.get(key, (None, ""))[0] != offer[0]):
                del said.offers[key]
    else:
        dropped = _Said(dict(before.offers))
    filed = {product_id: purchase for product_id, purchase, _retail in _of_products(work, _ON_FILE, said.products)}
    for product_id, unit in before.units.items():
        if product_id not in said.units:
            dropped.units[product_id] = unit
        elif said.units[product_id] == unit or filed[product_id] != unit:
            del said.units[product_id]
    _leave_out(said, receipt.supplier_id, later)
    _teach(work, receipt.supplier_id, said, posted.id)
    _forget(work, former, dropped, posted.id, later)


def forget(work: Work, reversal_id: int, former: Any, lines: Sequence[Any]) -> None:
    """What a receipt taught that was taken back is what it was before."""
    said = _of_rows(lines)
    _forget(work, former, said, reversal_id, _said_later(work, said.products, came(work, [former.id])[former.id], reversal_id))


# what a receipt says


def _of(receipt: GoodsReceipt) -> _Said:
    said = _Said()
    for line in receipt.lines:
        if line.quantity and not line.is_free:
            said.say(line.goods.product_id, line.goods.pack_id, line.goods.ratio, line.price_per_pack, line.supplier_code)
        if line.retail_price is not None:
            said.retail[line.goods.product_id] = line.retail_price
    return said


def _of_rows(lines: Iterable[Any]) -> _Said:
    said = _Said()
    for line in lines:
        if line.pack_quantity and not line.is_free:
            said.say(line.product_id, line.pack_id, line.ratio, line.price, line.supplier_code)
    return said


# who has the last word


def _said_later(work: Work, products: Sequence[int], when: When, but: int) -> set[tuple[int, int, int]]:
    """(supplier, product, pack) of what came later with a price, by receipts that stand."""
    day, seq = when
    rows = [
        row
        for start in range(0, len(products), PAGE)
        for row in work.connection.execute(_LATER, {"ids": products[start : start + PAGE], "day": day, "seq": seq, "but": but})
    ]
    days = came(work, sorted({row.id for row in rows}))
    return {(row.supplier_id, row.product_id, row.pack_id) for row in rows if days[row.id] > when}


def _leave_out(said: _Said, supplier_id: int, later: Collection[tuple[int, int, int]]) -> None:
    """What was said later stands."""
    said.offers = {key: offer for key, offer in said.offers.items() if (supplier_id, *key) not in later}
    named = {product_id for _supplier, product_id, _pack in later}
    said.units = {product_id: unit for product_id, unit in said.units.items() if product_id not in named}


# writing


def _teach(work: Work, supplier_id: int, said: _Said, document_id: int) -> None:
    """Write what differs, with its history."""
    known = _offers(work, supplier_id, sorted({product_id for product_id, _pack in said.offers}))
    rows, history = [], []
    for key, (price, code) in said.offers.items():
        old, old_code = known.get(key, (None, ""))
        named = {"supplier_id": supplier_id, "product_id": key[0], "pack_id": key[1]}
        rows.append({**named, "code": code or old_code, "price": price, "changed_at": work.now})
        if key not in known or old != price:
            history.append({**named, "old": old, "new": price, "at": work.now, "actor_id": work.actor.user_id, "document_id": document_id})
    if rows:
        _LEARNED.run_many(work.connection, rows)
    if history:
        _HISTORY.run_many(work.connection, history)
    _set_prices(work, said)


def _forget(work: Work, former: Any, said: _Said, document_id: int, later: Collection[tuple[int, int, int]]) -> None:
    """Set back what the versions of a receipt taught, where that is still the last word."""
    _leave_out(said, former.supplier_id, later)
    versions = former_versions(work, [former.id])[former.id]
    back = _Said()
    known = _offers(work, former.supplier_id, said.products)
    before = _before_offers(work, former.supplier_id, said.products, versions)
    for key, (price, code) in said.offers.items():
        if key in before and key in known and known[key][0] == price:
            back.offers[key] = (before[key], code)
    filed = {product_id: purchase for product_id, purchase, _retail in _of_products(work, _ON_FILE, said.products)}
    for product_id, old in _before_on_file(work, said.products, versions).items():
        if product_id in said.units and filed[product_id] == said.units[product_id]:
            back.units[product_id] = old
    _teach(work, former.supplier_id, back, document_id)


def _before_offers(work: Work, supplier_id: int, products: Sequence[int], versions: Sequence[int]) -> dict[Key, int | None]:
    """A supplier's price before these versions of a receipt changed it, of goods whose price nobody changed since."""
    steps: dict[Key, list[tuple[int | None, bool]]] = {}
    for row in _in_pages(work, _STEPS, products, supplier=supplier_id):
        steps.setdefault((row.product_id, row.pack_id), []).append((row.old, row.document_id in versions))
    return _before(steps)


def _before_on_file(work: Work, products: Sequence[int], versions: Sequence[int]) -> dict[int, int | None]:
    """As `_before_offers`, the price on file: its steps know their moment, not their document."""
    moments = set(work.connection.execute(_POSTED_AT, {"ids": list(versions)}).scalars())
    units: dict[int, set[int | None]] = {}
    for row in _in_pages(work, _UNITS, products, versions=list(versions)):
        units.setdefault(row.product_id, set()).add(half_up(row.price, row.ratio))
    steps: dict[int, list[tuple[int | None, bool]]] = {}
    for row in _in_pages(work, _STEPS_ON_FILE, products):
        is_theirs = row.at in moments and row.new in units.get(row.product_id, ())
        steps.setdefault(row.product_id, []).append((row.old, is_theirs))
    return _before(steps)


_UNITS = select(t.receipt_line.c.product_id, t.receipt_line.c.price, t.receipt_line.c.ratio).where(
    t.receipt_line.c.product_id.in_(_SOME), t.receipt_line.c.document_id.in_(bindparam("versions", expanding=True))
)


def _before(steps: Mapping[K, Sequence[tuple[int | None, bool]]]) -> dict[K, int | None]:
    """What stood before the latest steps (old price, whether it is theirs) of these, the latest first."""
    found = {}
    for key, latest in steps.items():
        for old, is_theirs in latest:
            if not is_theirs:
                break
            found[key] = old
    return found


def _in_pages(work: Work, statement: Any, products: Sequence[int], **more: Any) -> list[Any]:
    pages = [products[start : start + PAGE] for start in range(0, len(products), PAGE)]
    return [row for page in pages for row in work.connection.execute(statement, {"ids": page, **more})]


def _offers(work: Work, supplier_id: int, products: Sequence[int]) -> dict[Key, tuple[int | None, str]]:
    """A supplier's price and code, by product and pack."""
    found = _of_products(work, _KNOWN, products, supplier=supplier_id)
    return {(product_id, pack_id): (price, code) for product_id, pack_id, price, code in found}


def _of_products(work: Work, statement: Prepared, ids: Sequence[int], **more: int) -> list[Any]:
    """The rows of these products, a page of them at a time; what is missing of a page names the last one again."""
    pages = [ids[start : start + PAGE] for start in range(0, len(ids), PAGE)]
    return [
        row
        for page in pages
        for row in statement.rows(work.connection, {place: page[min(i, len(page) - 1)] for i, place in enumerate(PLACES)} | more)
    ]


def _set_prices(work: Work, said: _Said) -> None:
    changes, rows = [], []
    for product_id, purchase, selling in _of_products(work, _ON_FILE, sorted({*said.units, *said.retail})):
        new_purchase = said.units.get(product_id, purchase)
        new_retail = said.retail.get(product_id, selling)
        if (new_purchase, new_retail) == (purchase, selling):
            continue
        rows.append({"of_product": product_id, "purchase": new_purchase, "retail": new_retail, "now": work.now})
        changes += [
            (product_id, 0, name, old, new)
            for name, old, new in (("purchase_price", purchase, new_purchase), ("retail_price", selling, new_retail))
            if old != new
        ]
    if changes:
        _SET_PRICE.run_many(work.connection, rows)
        record_prices(work, changes)
        drop_overtaken(work, [change[0] for change in changes if change[2] == "retail_price"])
