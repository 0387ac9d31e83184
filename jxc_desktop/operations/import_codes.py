"""Barcodes and packs of known products under an import: changed, kept as they were for the undo, given back.

A pack's ratio is never edited: the pack is retired and a new one takes its barcodes over, so that old lines keep their meaning.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.tables import products as t
from jxc_desktop.operations.products import record_prices
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.product_codes import same_codes
from jxc_desktop.queries.view import View

PACK_NAME = "箱"
_FACTS = {"pack_name": "name", "pack_price": "price", "pack_measured": "is_measured"}

_IDS: Any = bindparam("ids", expanding=True)
_HOLDERS = select(t.barcode.c.code, t.barcode.c.product_id).where(t.barcode.c.code.in_(bindparam("codes", expanding=True)))
_CODES = (
    select(t.barcode.c.product_id, t.barcode.c.code, t.barcode.c.pack_id, t.barcode.c.position)
    .where(t.barcode.c.product_id.in_(_IDS))
    .order_by(t.barcode.c.id)
)
_PACKS = (
    select(t.pack.c.product_id, t.pack.c.id, t.pack.c.name, t.pack.c.price, t.pack.c.is_measured)
    .where(t.pack.c.product_id.in_(_IDS), t.pack.c.is_retired == 0)
    .order_by(t.pack.c.id)
)
_ADD_PACK = insert(t.pack).returning(t.pack.c.id)
_PACK = select(t.pack).where(t.pack.c.id == bindparam("pack_id"))
_HAS = select(t.barcode.c.code).where(t.barcode.c.product_id == bindparam("of_product"))

Changes = Mapping[str, Sequence[Any]]
Beside = dict[str, list[Any]]


def holders(view: View, codes: Collection[str]) -> dict[str, set[int]]:
    """The products that have these barcodes by now, in either spelling."""
    spelled = {other: code for code in codes for other in same_codes(code)}
    found: dict[str, set[int]] = {}
    if spelled:
        for code, product_id in view.connection.execute(_HOLDERS, {"codes": list(spelled)}):
            found.setdefault(spelled[code], set()).add(product_id)
    return found


def given_away(view: View, before: Mapping[int, Beside]) -> set[int]:
    """The products whose barcodes of before, gone since, are another product's by now: they can't be given back."""
    codes = {product_id: [code for code, _pack_id, _position in facts["codes"]] for product_id, facts in before.items()}
    held = holders(view, {code for some in codes.values() for code in some})
    return {product_id for product_id, some in codes.items() if any(product_id not in held.get(code, {product_id}) for code in some)}


def insert_codes(work: Work, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add barcodes: (code, product id, pack id or 0, position)."""
    columns = ("code", "product_id", "pack_id", "position", "reversed")
    insert_rows(work.connection, t.barcode, columns, [(*row, row[0][::-1]) for row in rows])


def add_pack(work: Work, product_id: int, values: Mapping[str, Any]) -> int:
    """Make a pack, without its barcodes; its id."""
    facts = {
        "product_id": product_id,
        "name": values.get("pack_name") or PACK_NAME,
        "ratio": values["pack_ratio"],
        "price": values.get("pack_price"),
        "is_measured": values.get("pack_measured", 0),
    }
    return int(work.connection.execute(_ADD_PACK, facts).scalar_one())


def beside(work: Work, product_ids: Sequence[int]) -> dict[int, Beside]:
    """Packs in use (id, name, price, sold by measure) and barcodes (code, pack id, position) of products, as they are now."""
    found: dict[int, Beside] = {product_id: {"packs": [], "codes": []} for product_id in product_ids}
    if found:
        for key, statement in (("packs", _PACKS), ("codes", _CODES)):
            for product_id, *facts in work.connection.execute(statement, {"ids": list(product_ids)}):
                found[product_id][key].append(facts)
    return found


def give_back(work: Work, product_id: int, before: Beside, import_id: int) -> None:
    """Packs and barcodes as they were: what came since is retired, what was retired is in use again."""
    run = work.connection.execute
    now = {pack_id: price for pack_id, _name, price, _measured in beside(work, [product_id])[product_id]["packs"]}
    kept = {pack_id for pack_id, *_facts in before["packs"]}
    came = [pack_id for pack_id in now if pack_id not in kept]
    if came:
        run(update(t.pack).where(t.pack.c.id.in_(came)).values(is_retired=1))
    for pack_id, name, price, is_measured in before["packs"]:
        run(update(t.pack).where(t.pack.c.id == pack_id).values(name=name, price=price, is_measured=is_measured, is_retired=0))
        if now.get(pack_id, price) != price:
            record_prices(work, [(product_id, pack_id, "pack_price", now[pack_id], price)], import_id)
    run(delete(t.barcode).where(t.barcode.c.product_id == product_id))
    insert_codes(work, [(code, product_id, pack_id, position) for code, pack_id, position in before["codes"]])


def change_barcodes(work: Work, product_id: int, old: Iterable[str], new: Iterable[str]) -> None:
    """The unit's barcodes: some come, or all go."""
    _change_codes(work, product_id, 0, list(old), list(new))


def _change_codes(work: Work, product_id: int, pack_id: int, old: Sequence[str], new: Sequence[str]) -> None:
    if not new:
        work.connection.execute(delete(t.barcode).where(t.barcode.c.product_id == product_id, t.barcode.c.pack_id == pack_id))
        return
    has = set(work.connection.execute(_HAS, {"of_product": product_id}).scalars())
    added = [code for code in new if code not in old and code not in has]
    insert_codes(work, [(code, product_id, pack_id, len(has) + place) for place, code in enumerate(added)])


def change_pack(work: Work, product_id: int, pack_id: int, changes: Changes, import_id: int) -> None:
    """A pack gets other facts, is added (`pack_id` 0), or goes when its ratio is emptied. Other packs stay as they are."""
    new = {key: pair[1] for key, pair in changes.items() if key.startswith("pack_")}
    if not new:
        return
    if not pack_id:
        _change_codes(work, product_id, add_pack(work, product_id, new), (), new.get("pack_barcode", ()))
        return
    run = work.connection.execute
    old = run(_PACK, {"pack_id": pack_id}).mappings().one()
    heir = pack_id
    if "pack_ratio" in new:
        run(update(t.pack).where(t.pack.c.id == pack_id).values(is_retired=1))
        if new["pack_ratio"] is None:
            _change_codes(work, product_id, pack_id, (), ())
            return
        heir = add_pack(
            work, product_id, {"pack_name": old["name"], "pack_price": old["price"], "pack_measured": old["is_measured"], **new}
        )
        run(update(t.barcode).where(t.barcode.c.product_id == product_id, t.barcode.c.pack_id == pack_id).values(pack_id=heir))
    else:
        facts = {column: new.get(key, old[column]) for key, column in _FACTS.items()}
        run(update(t.pack).where(t.pack.c.id == pack_id).values(facts))
    if "pack_price" in new:
        record_prices(work, [(product_id, heir, "pack_price", old["price"], new["pack_price"])], import_id)
    if "pack_barcode" in new:
        _change_codes(work, product_id, heir, *changes["pack_barcode"])
