"""What suppliers ask for products, as their price lists say: written with an import, taken back with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select

from jxc_desktop.db.tables.imports import import_batch
from jxc_desktop.db.tables.purchasing import supplier_price, supplier_product
from jxc_desktop.db.upsert import upsert
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.differences import Offer, Offered
from jxc_desktop.queries.view import View

_CHUNK = 500
_o = supplier_product.c
_IDS: Any = bindparam("ids", expanding=True)
_CURRENT = select(_o.product_id, _o.pack_id, _o.code, _o.name, _o.price, _o.minimum).where(
    _o.supplier_id == bindparam("supplier"), _o.product_id.in_(_IDS)
)
_PRICED_BY_OTHERS = (
    select(supplier_price.c.product_id)
    .outerjoin(import_batch, import_batch.c.id == supplier_price.c.import_id)
    .where(
        supplier_price.c.product_id.in_(_IDS),
        supplier_price.c.import_id != bindparam("of_import"),
        import_batch.c.state.is_distinct_from("undone"),
    )
)
_DROP = delete(supplier_product).where(
    _o.supplier_id == bindparam("supplier"), _o.product_id == bindparam("product"), _o.pack_id == bindparam("pack")
)
_FIELDS = ("code", "name", "price", "minimum")

Key = tuple[int, int]


class Wish(NamedTuple):
    """An offer to be written for a product; `is_new`: the same import makes the product."""

    product_id: int
    offered: Offered
    is_new: bool = False


@dataclass(slots=True)
class WrittenOffers:
    """(product, pack, old, new) of what was written, and the products whose offers somebody changed meanwhile."""

    written: list[tuple[int, int, Offer | None, Offer]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)


def write_offers(work: Work, supplier_id: int, wishes: Sequence[Wish], import_id: int) -> WrittenOffers:
    """Write the offers of a slice, and the price history; a new product's first price is none that changed."""
    done = WrittenOffers()
    if not wishes:
        return done
    current = _current(work, supplier_id, [wish.product_id for wish in wishes])
    history = []
    for product_id, (pack_id, old, new), is_new in wishes:
        before, after = None if old is None else Offer(*old), Offer(*new)
        if current.get((product_id, pack_id)) != before:
            done.left.append(product_id)
            continue
        done.written.append((product_id, pack_id, before, after))
        if not is_new:
            history.append(((product_id, pack_id), before, after))
    _write(work, supplier_id, [((product_id, pack_id), new) for product_id, pack_id, _old, new in done.written])
    _tell_history(work, supplier_id, history, import_id)
    return done


def take_offers_back(work: Work, supplier_id: int, written: Iterable[Sequence[Any]], import_id: int) -> None:
    """The offers as they were before an import."""
    kept, dropped, history = [], [], []
    for product_id, pack_id, old, new in written:
        if old is None:
            dropped.append({"supplier": supplier_id, "product": product_id, "pack": pack_id})
        else:
            kept.append(((product_id, pack_id), Offer(*old)))
            history.append(((product_id, pack_id), Offer(*new), Offer(*old)))
    _write(work, supplier_id, kept)
    if dropped:
        work.connection.execute(_DROP, dropped)
    _tell_history(work, supplier_id, history, import_id)


def offered_since(view: View, supplier_id: int, ids: Sequence[int], written: Sequence[Sequence[Any]], import_id: int) -> set[int]:
    """The products of an import whose offers are no longer those that it wrote, or that any other list or receipt priced."""
    found: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        facts = {"ids": ids[start : start + _CHUNK], "of_import": import_id}
        found.update(view.connection.execute(_PRICED_BY_OTHERS, facts).scalars())
    current = _current(view, supplier_id, [each[0] for each in written]) if written else {}
    found.update(each[0] for each in written if current.get((each[0], each[1])) != Offer(*each[3]))
    return found


def _current(view: View, supplier_id: int, ids: Sequence[int]) -> dict[Key, Offer]:
    found: dict[Key, Offer] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = view.connection.execute(_CURRENT, {"supplier": supplier_id, "ids": ids[start : start + _CHUNK]})
        found.update(((product_id, pack_id), Offer(*offer)) for product_id, pack_id, *offer in rows)
    return found


def _write(work: Work, supplier_id: int, offers: Sequence[tuple[Key, Offer]]) -> None:
    rows = [
        {"supplier_id": supplier_id, "product_id": key[0], "pack_id": key[1], "changed_at": work.now, **offer._asdict()}
        for key, offer in offers
    ]
    if rows:
        keys = ("supplier_id", "product_id", "pack_id")
        work.connection.execute(upsert(work.connection, supplier_product, keys, (*_FIELDS, "changed_at")), rows)


def _tell_history(work: Work, supplier_id: int, changes: Iterable[tuple[Key, Offer | None, Offer]], import_id: int) -> None:
    rows = [
        {
            "supplier_id": supplier_id,
            "product_id": key[0],
            "pack_id": key[1],
            "old": None if old is None else old.price,
            "new": new.price,
            "at": work.now,
            "actor_id": work.actor.user_id,
            "import_id": import_id,
        }
        for key, old, new in changes
        if old is None or old.price != new.price
    ]
    if rows:
        work.connection.execute(insert(supplier_price), rows)
