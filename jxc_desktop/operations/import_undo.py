"""An import taken back as a batch, unless its products moved or were changed since: those are named and nothing is done."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, exists, func, or_, select, update

from jxc_desktop.db.search import drop_words
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import metadata
from jxc_desktop.db.tables import products as t
from jxc_desktop.db.tables import stock as s
from jxc_desktop.db.tables.counts import count_item, count_sheet, count_sheet_line, stock_count
from jxc_desktop.db.tables.imports import import_slice
from jxc_desktop.db.tables.shop import audit_entry
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _
from jxc_desktop.operations.import_codes import give_back, given_away
from jxc_desktop.operations.import_slices import CODED_OR_PACKED, Names, ToChange, write_changes
from jxc_desktop.operations.import_states import Progress, batch_in, nothing, refuse_second, rights_for, set_state
from jxc_desktop.operations.offers import offered_since, take_offers_back
from jxc_desktop.operations.pictures import drop_product_pictures
from jxc_desktop.operations.price_plans import Plans, applied_products, put_back
from jxc_desktop.operations.stock import close_stock
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.queries.differences import named
from jxc_desktop.queries.view import View

TRIES = 3
_CHUNK = 500


class UsedSince(ShopError):
    """Products of an import moved or were changed since; `products` are (code, name) of all of them."""

    def __init__(self, products: Sequence[tuple[str, str]]) -> None:
        super().__init__(len(products))
        self.products = tuple(products)

    def sentence(self) -> str:
        """Name the first few."""
        return _("This import can't be taken back: {count} of its products were sold, counted, changed or used since ({products}).").format(
            count=len(self.products), products=named(self.products)
        )


_BOOKS = select(
    select(func.max(d.document.c.posted_seq)).scalar_subquery(),
    select(func.max(audit_entry.c.id)).scalar_subquery(),
    select(func.max(d.draft.c.id)).scalar_subquery(),
    select(func.sum(d.draft.c.version)).scalar_subquery(),
)
_SLICES = (
    select(import_slice.c.slice_no, import_slice.c.body, import_slice.c.made)
    .where(import_slice.c.import_id == bindparam("of_import"), import_slice.c.is_applied == 1)
    .order_by(import_slice.c.slice_no.desc())
)
_UNMARK = (
    update(import_slice)
    .where(import_slice.c.import_id == bindparam("of_import"), import_slice.c.slice_no == bindparam("of_slice"))
    .values(is_applied=0)
)
_IDS: Any = bindparam("ids", expanding=True)
_VERSIONS = select(t.product.c.id, t.product.c.version, t.product.c.code, t.product.c.name).where(t.product.c.id.in_(_IDS))
# Every column that names a product, but those of what goes with it; of these, what an import does not write itself.
_GOES_ALONG = {"barcode", "pack", "shelf_position"}
_WRITTEN = {"stock_level", "stock_value", "stock_month", "stock_month_value", "stock_move", "shortage", "opening_line"} | {
    "price_change",
    "planned_price",
    "shelf_tag",
    "supplier_product",
    "supplier_price",
}
_NAMING = [
    column
    for table in metadata.sorted_tables
    for column in table.columns
    if column.references(t.product.c.id) and table.name not in _GOES_ALONG
]
# To stand on the list of a count is no use; to be counted is (`count_entry`).
_LISTED = {"count_item", "count_sheet_line"}
_USING = [column for column in _NAMING if column.table.name not in _WRITTEN | _LISTED]
# But a sheet that somebody carries numbers its lines: none of them goes while its count is open.
_ON_PAPER = (
    select(count_sheet_line.c.product_id)
    .join(count_sheet, count_sheet.c.id == count_sheet_line.c.sheet_id)
    .join(stock_count, stock_count.c.id == count_sheet.c.count_id)
    .join(d.draft, d.draft.c.key == stock_count.c.key)
    .where(count_sheet_line.c.product_id.in_(_IDS))
)
_NAMED = or_(*(exists().where(column == t.product.c.id) for column in _NAMING))


def undo_import(shop: Shop, import_id: int, *, progress: Progress = nothing) -> None:
    """Take an import back: products it made go, changes go back to the old values, opening stock is undone.

    Raises UsedSince naming every product that moved or changed since (nothing is done then), NotAllowed, NotFound.
    """
    with shop.read() as view:
        for right in rights_for(view, import_id, batch_in(view, import_id, "done").kind):
            view.require(right)
    for tries_left in range(TRIES, -1, -1):
        with shop.read() as view:
            books = _state_of_books(view)
            _refuse_used(view, import_id)
        with shop.work() as work:
            batch = batch_in(work, import_id, "done")
            refuse_second(work)
            if _state_of_books(work) != books:
                # Something happened while it was looked at: look again, at last with the lock held.
                if tries_left:
                    continue
                _refuse_used(work, import_id)
            set_state(work, import_id, "undoing")
            work.record("undo_import", batch.file_name, import_id=import_id)
        break
    undo_slices(shop, import_id, progress)


def _refuse_used(view: View, import_id: int) -> None:
    used = used_since(view, import_id)
    if used:
        raise UsedSince(used)


def _state_of_books(view: View) -> tuple[Any, ...]:
    """Differs once a document was posted, something was recorded or a cart was saved."""
    return tuple(view.connection.execute(_BOOKS).one())


def used_since(view: View, import_id: int) -> tuple[tuple[str, str], ...]:
    """(code, name) of the products of an import that moved, stand in a cart or were changed since."""
    used: dict[str, str] = {}
    for _slice_no, body, made in view.connection.execute(_SLICES, {"of_import": import_id}):
        facts = json.loads(made)
        versions = dict.fromkeys(facts["ids"], 1) | {int(key): after for key, (_before, after) in facts["versions"].items()}
        stocked = {row[0] for row in json.loads(body)["changed"] if "stock" in row[3]}
        moved = moved_after(view, [*facts["ids"], *stocked], facts["document"])
        moved |= in_use(view, facts["ids"])
        moved |= given_away(view, {int(key): before for key, before in facts["before"].items()})
        supplier_id, offers = _offers_of(body, made)
        moved |= offered_since(view, supplier_id, facts["ids"], offers, import_id)
        raised = applied_products(view, facts["plans"][0])
        concerned = dict.fromkeys([*versions, *raised, *(each[0] for each in offers)])
        for row in _rows(view, _VERSIONS, list(concerned)):
            if row.id in raised or row.id in moved or row.version != versions.get(row.id, row.version):
                used[row.code] = row.name
    return tuple(used.items())


def _offers_of(body: str, made: str) -> tuple[int, Sequence[Any]]:
    """The supplier of a slice and the offers that it wrote; imports of earlier versions of the program know none."""
    return json.loads(body).get("supplier", 0), json.loads(made).get("offers", ())


def moved_after(view: View, ids: Sequence[int], document_id: int) -> set[int]:
    """The products that a later document than this one moved or counted (a count of none moves nothing); 0: any document."""
    found: set[int] = set()
    for columns in (s.stock_move.c, s.opening_line.c):
        statement = select(columns.product_id).where(columns.product_id.in_(_IDS), columns.document_id > document_id)
        found |= {row[0] for row in _rows(view, statement, ids)}
    return found


def in_use(view: View, ids: Sequence[int]) -> set[int]:
    """The products that were sold, stand in a cart, on a quick key, on a count sheet that is out or in whatever else is entered."""
    statements = [*(select(column).where(column.in_(_IDS)) for column in _USING), _ON_PAPER]
    return {row[0] for statement in statements for row in _rows(view, statement, ids)}


def _rows(view: View, statement: Select[Any], ids: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(ids), _CHUNK):
        yield from view.connection.execute(statement, {"ids": ids[start : start + _CHUNK]})


def undo_slices(shop: Shop, import_id: int, progress: Progress) -> None:
    """Take back what is applied, the last slice first, each in a work of its own; then the batch is undone."""
    with shop.read() as view:
        slices = view.connection.execute(_SLICES, {"of_import": import_id}).all()
    names = Names()
    for place, (slice_no, body, made) in enumerate(slices, 1):
        facts = json.loads(made)
        changed = json.loads(body)["changed"]
        with shop.work() as work:
            if facts["document"]:
                close_stock(work, facts["document"], f"import:{import_id}:{slice_no}:undone")
            versions = {int(key): pair for key, pair in facts["versions"].items()}
            back_to = {product_id: before for product_id, (before, _after) in versions.items()}
            undone = write_changes(work, list(_backwards(changed, versions)), import_id, names, back_to)
            for key, before in facts["before"].items():
                if int(key) in undone.versions:
                    give_back(work, int(key), before, import_id)
            put_back(work, Plans(*facts["plans"]))
            take_offers_back(work, *_offers_of(body, made), import_id)
            remove_products(work, facts["ids"])
            work.connection.execute(_UNMARK, {"of_import": import_id, "of_slice": slice_no})
        progress(place, len(slices))
    with shop.work() as work:
        work.connection.execute(delete(import_slice).where(import_slice.c.import_id == import_id))
        set_state(work, import_id, "undone")


def _backwards(changed: Iterable[Sequence[Any]], versions: Mapping[int, Sequence[int]]) -> Iterator[ToChange]:
    """The changes the other way round; packs and barcodes are given back whole."""
    for product_id, _version, _pack_id, changes in changed:
        if product_id in versions:
            back = {key: (pair[1], pair[0]) for key, pair in changes.items() if key not in CODED_OR_PACKED}
            yield ToChange(product_id, versions[product_id][1], 0, back)


def remove_products(work: Work, ids: Sequence[int]) -> None:
    """Delete products that no document names; the others stay without codes, unseen under the batch that is taken back."""
    if not ids:
        return
    run = work.connection.execute
    facts = {"ids": list(ids)}
    run(delete(t.barcode).where(t.barcode.c.product_id.in_(_IDS)), facts)
    run(delete(t.shelf_position).where(t.shelf_position.c.product_id.in_(_IDS)), facts)
    run(delete(count_item).where(count_item.c.product_id.in_(_IDS), count_item.c.round == 0), facts)
    kept = list(run(select(t.product.c.id).where(t.product.c.id.in_(_IDS), _NAMED), facts).scalars())
    gone = {"ids": sorted(set(ids) - set(kept))}
    if gone["ids"]:
        drop_words(work.connection, gone["ids"])
        drop_product_pictures(work, gone["ids"])
        run(delete(t.pack).where(t.pack.c.product_id.in_(_IDS)), gone)
        run(delete(t.product).where(t.product.c.id.in_(_IDS)), gone)
    if kept:
        run(update(t.product).where(t.product.c.id.in_(_IDS)).values(code="~" + t.product.c.id.cast(t.product.c.code.type)), {"ids": kept})
