"""Imports of products: staged, applied slice by slice, finished after a kill, taken back as a batch.

A batch is `staged` with all old and new values (a kill drops it), then `applying`: from there it always comes to its end, now
or at the next start, so these functions take the shop and open a short work a slice. New products are unseen until `done`.
An undo goes back the same way; products that posted documents name stay behind, unseen, under a code nobody types.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from time import perf_counter
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from jxc_desktop.db.tables.imports import import_batch, import_slice
from jxc_desktop.db.tables.products import product
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.stock import refuse_too_much
from jxc_desktop.i18n import _
from jxc_desktop.operations.import_ahead import Ahead, Ready
from jxc_desktop.operations.import_slices import Names, openable, write_changes, write_new
from jxc_desktop.operations.import_states import (
    Cancelled,
    Progress,
    batch_in,
    never,
    nothing,
    often_switching,
    refuse_second,
    rights_for,
    rights_of,
    set_state,
)
from jxc_desktop.operations.import_undo import undo_slices
from jxc_desktop.operations.offers import Wish, write_offers
from jxc_desktop.operations.price_plans import Wanted, drop_overtaken, make_plans
from jxc_desktop.operations.stock import OpeningLine, open_stock
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.queries.differences import ChangedRow, Differences, NewRow, Offered
from jxc_desktop.queries.imports import PRICES, PRODUCTS
from jxc_desktop.queries.products_seen import changed_since
from jxc_desktop.queries.resting import collector_resting

SLICE = 500
FEW_TOGETHER, MOST_TOGETHER = 3, 8
HELD_SECONDS = 0.09
STAGED_CHARACTERS = 1_000_000


class Outdated(ShopError):
    """Products were made, changed or removed since it was worked out what would change."""

    def sentence(self) -> str:
        """It is to be looked at again."""
        return _(
            "Products of the shop were changed meanwhile, so something else would happen than was shown. Nothing was changed; look again."
        )


class ImportCancelled(ShopError):
    """The user stopped an import before it began to be applied."""

    def sentence(self) -> str:
        """Nothing happened."""
        return _("The import was cancelled. Nothing was changed.")


_NEW_BATCH = insert(import_batch).returning(import_batch.c.id)
_NEW_SLICE = insert(import_slice)
_NEW_OF = select(import_batch.c.new).where(import_batch.c.id == bindparam("of_import"))
_DONE_SLICES = select(func.count()).where(import_slice.c.import_id == bindparam("of_import"), import_slice.c.is_applied == 1)
_ABOUT = select(product.c.code, product.c.name).where(product.c.id.in_(bindparam("ids", expanding=True)))
_VERSIONS = select(product.c.id, product.c.version).where(product.c.id.in_(bindparam("ids", expanding=True)))
_PRICE = select(product.c.purchase_price).where(product.c.id == bindparam("product_id"))
_MARK = (
    update(import_slice)
    .where(import_slice.c.import_id == bindparam("of_import"), import_slice.c.slice_no == bindparam("of_slice"))
    .values(is_applied=1, made=bindparam("what"))
)


def stage_import(
    shop: Shop,
    differences: Differences,
    file_name: str,
    file_hash: str,
    *,
    kind: str = PRODUCTS,
    progress: Progress = nothing,
    cancelled: Cancelled = never,
) -> int:
    """Store what an import would do, checked and with old and new values; returns its id. Nothing is changed yet.

    Raises NotAllowed, Outdated, OpeningTooLarge, ImportRunning, ImportCancelled.
    """
    with shop.work() as work:
        for right in rights_of(kind):
            work.require(right)
        refuse_second(work)
        if _is_outdated(work, differences):
            raise Outdated
        if _sets_stock(differences):
            work.require(Permission.SET_OPENING_STOCK)
            refuse_too_much(_opening(work, differences))
        _drop_staged(work)
        facts = _facts(work, differences) | {
            "kind": kind,
            "file_name": file_name.encode("utf-8", "replace").decode(),
            "file_hash": file_hash,
        }
        import_id = int(work.connection.execute(_NEW_BATCH, facts).scalar_one())
    bodies = _bodies(differences)
    staged = 0
    while some := list(_some(bodies)):
        if cancelled():
            drop_import(shop, import_id)
            raise ImportCancelled
        rows = [{"import_id": import_id, "slice_no": staged + place, "body": body} for place, body in enumerate(some)]
        with shop.work() as work:
            work.connection.execute(_NEW_SLICE, rows)
        staged += len(some)
        progress(staged, facts["slices"])
    return import_id


def _is_outdated(work: Work, differences: Differences) -> bool:
    """Whether what was compared may no longer be true. Changes of the product row alone concern only the products they are of."""
    if not changed_since(work, differences.seen):
        return False
    if differences.new or any(change.field in _CODED for row in differences.changed for change in row.changes):
        return True
    compared = {row.product_id: row.version for row in differences.changed}
    ids = list(compared)
    found: dict[int, int] = {}
    for start in range(0, len(ids), SLICE):
        found.update((row[0], row[1]) for row in work.connection.execute(_VERSIONS, {"ids": ids[start : start + SLICE]}))
    return found != compared


_CODED = frozenset({"barcodes", "pack_barcode"})


def _facts(work: Work, differences: Differences) -> dict[str, Any]:
    """What is kept of an import that is staged now, but for its file."""
    new, changed = len(differences.new), len(differences.changed)
    return {
        "state": "staged",
        "at": work.now,
        "actor_id": work.actor.user_id,
        "new": new,
        "changed": changed,
        "skipped": len(differences.skipped),
        "slices": -(-(new + changed) // SLICE),
    }


def _some(bodies: Iterator[str]) -> Iterator[str]:
    """As many as one short work takes."""
    characters = 0
    while characters < STAGED_CHARACTERS and (body := next(bodies, "")):
        characters += len(body)
        yield body


def drop_import(shop: Shop, import_id: int) -> None:
    """Forget an import that was staged and not begun: nobody wants it any more. Raises NotAllowed, NotFound."""
    with shop.work() as work:
        batch = batch_in(work, import_id, "staged")
        for right in rights_of(batch.kind):
            work.require(right)
        _drop_staged(work, import_id)
        work.record("drop_import", batch.file_name)


def apply_import(shop: Shop, import_id: int, *, progress: Progress = nothing, cancelled: Cancelled = never) -> list[tuple[str, str]]:
    """Do what was staged, to its end. It can be cancelled until it begins; after that it is taken back by `undo_import`.

    Returns (code, name) of the rows that were left out because somebody made or changed their products since.

    Raises NotAllowed, ImportRunning, ImportCancelled, NotFound.
    """
    if cancelled():
        drop_import(shop, import_id)
        raise ImportCancelled
    with shop.read() as view:
        rights = rights_for(view, import_id, batch_in(view, import_id, "staged").kind)
    with shop.work() as work:
        batch = batch_in(work, import_id, "staged")
        for right in rights:
            work.require(right)
        refuse_second(work)
        set_state(work, import_id, "applying")
        work.record(
            "import_products" if batch.kind == PRODUCTS else "import_price_list" if batch.kind.startswith(PRICES) else "mass_change",
            batch.file_name,
            import_id=import_id,
            new=batch.new,
            changed=batch.changed,
        )
    return _apply_slices(shop, import_id, batch.slices, progress)


def _apply_slices(shop: Shop, import_id: int, slices: int, progress: Progress) -> list[tuple[str, str]]:
    """What is not applied yet; the last slice and the end of the import are one work."""
    with shop.read() as view:
        done = int(view.connection.execute(_DONE_SLICES, {"of_import": import_id}).scalar_one())
        makes_products = bool(view.connection.execute(_NEW_OF, {"of_import": import_id}).scalar_one())
    if done >= slices:
        with shop.work() as work:
            set_state(work, import_id, "done")
        return []
    with often_switching():
        return _apply_rest(shop, import_id, (done, slices, 1 if makes_products else FEW_TOGETHER), progress)


def _apply_rest(shop: Shop, import_id: int, begin: tuple[int, int, int], progress: Progress) -> list[tuple[str, str]]:
    names = Names()
    left: list[tuple[str, str]] = []
    done, slices, together = begin
    with collector_resting(), shop.database.rare_checkpoints(), closing(Ahead(shop, import_id, slices - done)) as ahead:
        while done < slices:
            ready = ahead.take(together)
            done += len(ready)
            begun = perf_counter()
            with shop.work() as work:
                for each in ready:
                    left += _apply_slice(work, import_id, each, names)
                if done >= slices:
                    set_state(work, import_id, "done")
            together = _more_or_less(together, perf_counter() - begun)
            progress(done, slices)
    return left


def _more_or_less(together: int, held: float) -> int:
    """How many slices to apply at once, so that the lock is held for about HELD_SECONDS: fewer commits, nobody waits long."""
    if held > HELD_SECONDS:
        return max(1, together // 2)
    fitting = int(together * HELD_SECONDS / held) if held else MOST_TOGETHER
    return min(MOST_TOGETHER, 2 * together, fitting)


def _apply_slice(work: Work, import_id: int, ready: Ready, names: Names) -> list[tuple[str, str]]:
    """Write a slice and what its undo needs; (code, name) of the products that somebody made or changed meanwhile."""
    made = write_new(work, ready.new, import_id, names, shares=ready.shares)
    changed = write_changes(work, ready.changed, import_id, names, shares=ready.shares)
    written = [row for row in ready.changed if row[0] in changed.versions]
    opening = [OpeningLine(row[0], row[3]["stock"][1]) for row in written if "stock" in row[3]]
    document = _open_stock(work, made.opening + openable(work, opening), f"import:{import_id}:{ready.slice_no}")
    overtaken = drop_overtaken(work, [row[0] for row in written if "retail_price" in row[3]])
    plans = make_plans(work, [Wanted(*each) for each in ready.planned if each[0] not in changed.left], work.now)
    offers = [*made.offers, *(Wish(each[0], Offered(*each[1:])) for each in ready.offers if each[0] not in changed.left)]
    offered = write_offers(work, ready.supplier_id, offers, import_id)
    changed.left += offered.left
    kept = {
        "offers": offered.written,
        "ids": made.ids,
        "versions": changed.versions,
        "document": document,
        "before": changed.before,
        "plans": (plans.made, (*plans.dropped, *overtaken)),
    }
    work.connection.execute(_MARK, {"of_import": import_id, "of_slice": ready.slice_no, "what": json.dumps(kept, ensure_ascii=False)})
    return made.left + [(row[0], row[1]) for row in work.connection.execute(_ABOUT, {"ids": changed.left})] if changed.left else made.left


def _open_stock(work: Work, lines: list[OpeningLine], key: str) -> int:
    return open_stock(work, lines, key).id if lines else 0


def finish_imports(shop: Shop) -> list[int]:
    """What a kill left: staged imports are dropped, begun ones brought to their end. Call it when a shop is opened for writing.

    Returns the ids of those that were finished.
    """
    with shop.read() as view:
        rows = view.connection.execute(
            select(import_batch.c.id, import_batch.c.state, import_batch.c.slices)
            .where(import_batch.c.state.in_(("staged", "applying", "undoing")))
            .order_by(import_batch.c.id)
        ).all()
    for import_id, state, slices in rows:
        if state == "staged":
            with shop.work() as work:
                _drop_staged(work, import_id)
        elif state == "applying":
            _apply_slices(shop, import_id, slices, nothing)
        else:
            undo_slices(shop, import_id, nothing)
    return [row[0] for row in rows if row[1] != "staged"]


def _drop_staged(work: Work, import_id: int | None = None) -> None:
    staged = select(import_batch.c.id).where(import_batch.c.state == "staged")
    if import_id is not None:
        staged = staged.where(import_batch.c.id == import_id)
    ids = list(work.connection.execute(staged).scalars())
    if ids:
        work.connection.execute(delete(import_slice).where(import_slice.c.import_id.in_(ids)))
        work.connection.execute(delete(import_batch).where(import_batch.c.id.in_(ids)))


def _sets_stock(differences: Differences) -> bool:
    return any("stock" in row.values for row in differences.new) or any(
        change.field == "stock" for row in differences.changed for change in row.changes
    )


def _opening(work: Work, differences: Differences) -> Iterator[tuple[str, int, int | None]]:
    """Name, quantity and cost of each opening stock: what can't be booked must be known before an import begins."""
    for made in differences.new:
        if "stock" in made.values:
            yield made.values["name"], made.values["stock"], made.values.get("purchase_price")
    for row in differences.changed:
        new = {change.field: change.new for change in row.changes}
        if "stock" in new:
            on_file = work.connection.execute(_PRICE, {"product_id": row.product_id})
            yield row.name, new["stock"], new["purchase_price"] if "purchase_price" in new else on_file.scalar_one()


def _bodies(differences: Differences) -> Iterator[str]:
    """The slices as JSON: new products first, then changes and, beside them, the prices that are only planned."""
    new, changed, offers = differences.new, differences.changed, differences.offers
    for start in range(0, len(new) + len(changed), SLICE):
        made: Sequence[NewRow] = new[start : start + SLICE]
        first = max(0, start - len(new))
        rest: Sequence[ChangedRow] = changed[first : max(0, start + SLICE - len(new))]
        body: dict[str, Any] = {
            "new": [_with_offer(row, differences) for row in made],
            "codes": [row.code for row in made],
            "changed": [
                (row.product_id, row.version, row.pack_id, {change.field: (change.old, change.new) for change in row.changes})
                for row in rest
                if row.changes
            ],
            "planned": [(row.product_id, *change) for row in rest for change in row.planned],
            "shares": differences.shares,
            "supplier": differences.supplier_id,
            "offers": [(row.product_id, *offers[row.sheet, row.row_no]) for row in rest if (row.sheet, row.row_no) in offers],
        }
        yield json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _with_offer(row: NewRow, differences: Differences) -> Mapping[str, Any]:
    """The values of a product to be made, with what the supplier asks for it."""
    offered = differences.offers.get((row.sheet, row.row_no))
    return row.values if offered is None else {**row.values, "offer": offered.new}
