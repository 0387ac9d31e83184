"""Reference lists: read in whole or not at all, removed whole.

Rows are written in short slices under a list that is not in force yet (`loading`); one statement at the end puts it in force
(`done`). What a kill leaves, and what was removed, is swept away a slice at a time.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.tables.reference_lists import reference_list, reference_product
from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.i18n import _
from jxc_desktop.operations.import_states import Cancelled, Progress, never, nothing
from jxc_desktop.operations.imports import ImportCancelled
from jxc_desktop.operations.work import Shop

SLICE = 2_000

_COLUMNS = ("list_id", "code", "name", "spec", "unit", "category", "price")
_NEW = insert(reference_list).returning(reference_list.c.id)
_GONE = select(reference_list.c.id).where(reference_list.c.state != "done")
_SOME = (
    select(reference_product.c.code)
    .where(reference_product.c.list_id == bindparam("of_list"))
    .order_by(reference_product.c.code)
    .limit(1)
    .offset(SLICE)
)
_SWEEP = delete(reference_product).where(reference_product.c.list_id == bindparam("of_list"))


class NothingToLookUp(ShopError):
    """A file without a row that has both a code and a name."""

    def sentence(self) -> str:
        """Say what a reference list needs."""
        return _("No row of this file has both a barcode and a name. Nothing was changed.")


def import_list(shop: Shop, name: str, rows: Iterable[SheetRow], *, progress: Progress = nothing, cancelled: Cancelled = never) -> int:
    """Keep the codes of a product sheet as a reference list and return its id. A list of the same name is replaced.

    A code that stands twice keeps its first row. Raises NotAllowed, NothingToLookUp, ImportCancelled.
    """
    products = list(_distinct(rows))
    with shop.read() as view:
        view.require(Permission.IMPORT_PRODUCTS)
    if not products:
        raise NothingToLookUp
    _sweep(shop)
    with shop.work() as work:
        work.require(Permission.IMPORT_PRODUCTS)
        list_id = int(work.connection.execute(_NEW, {"name": name.strip(), "at": work.now, "count": len(products)}).scalar_one())
    for start in range(0, len(products), SLICE):
        if cancelled():
            _sweep(shop)
            raise ImportCancelled
        with shop.work() as work:
            insert_rows(work.connection, reference_product, _COLUMNS, [(list_id, *row) for row in products[start : start + SLICE]])
        progress(min(start + SLICE, len(products)), len(products))
    _put_in_force(shop, list_id, name.strip(), len(products))
    _sweep(shop)
    return list_id


def _put_in_force(shop: Shop, list_id: int, name: str, count: int) -> None:
    same = (reference_list.c.name == name, reference_list.c.id != list_id)
    with shop.work() as work:
        work.connection.execute(update(reference_list).where(*same).values(state="removed"))
        work.connection.execute(update(reference_list).where(reference_list.c.id == list_id).values(state="done"))
        work.record("import_reference_list", name, list_id=list_id, count=count)


def remove_list(shop: Shop, list_id: int) -> None:
    """Remove a list: at once nothing of it is found any more, then its rows go. Raises NotAllowed, NotFound."""
    with shop.work() as work:
        work.require(Permission.IMPORT_PRODUCTS)
        found = (reference_list.c.id == list_id, reference_list.c.state == "done")
        name = work.connection.execute(select(reference_list.c.name).where(*found)).scalar_one_or_none()
        if name is None:
            raise NotFound(str(list_id))
        work.connection.execute(update(reference_list).where(*found).values(state="removed"))
        work.record("remove_reference_list", name, list_id=list_id)
    _sweep(shop)


def _distinct(rows: Iterable[SheetRow]) -> Iterator[tuple[Any, ...]]:
    """Code, name, spec, unit, category, price of every code, each code once."""
    seen: set[str] = set()
    for row in rows:
        values = {key: value for key, value in row.values.items() if type(value) in (str, int, tuple)}
        name = values.get("name")
        if not name:
            continue
        barcodes, own = values.get("barcodes"), values.get("code")
        codes = barcodes if isinstance(barcodes, tuple) and barcodes else (str(own or ""),)
        about = (name, values.get("spec", ""), values.get("unit", ""), values.get("category", ""), values.get("retail_price"))
        for code in map(normalise, codes):
            if code and code not in seen:
                seen.add(code)
                yield (code, *about)


def _sweep(shop: Shop) -> None:
    """Delete the lists that are not in force, a slice of their rows at a time."""
    while True:
        with shop.work() as work:
            list_id = work.connection.execute(_GONE.limit(1)).scalar()
            if list_id is None:
                return
            end = work.connection.execute(_SOME, {"of_list": list_id}).scalar()
            some = _SWEEP if end is None else _SWEEP.where(reference_product.c.code < bindparam("end"))
            work.connection.execute(some, {"of_list": list_id} | ({} if end is None else {"end": end}))
            if end is None:
                work.connection.execute(delete(reference_list).where(reference_list.c.id == list_id))
