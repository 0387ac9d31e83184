"""History from another program: imported whole or not at all, taken back as a batch. It moves no stock and makes no document.

Lines are written in short slices under a batch that is not in force yet (`undone`, so that nobody sees them); one statement at
the end puts it in force (`done`). A kill before that leaves lines that the next import or undo sweeps away.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from jxc_desktop.db.tables import sales
from jxc_desktop.db.tables.imports import import_batch
from jxc_desktop.domain.documents import business_date
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.import_states import Cancelled, Progress, batch_in, never, nothing, set_state
from jxc_desktop.operations.imports import ImportCancelled
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.reports.past_sales import KIND, Whose, same_file, whose
from jxc_desktop.queries.view import View

SLICE = 2_000

_NEW_BATCH = insert(import_batch).returning(import_batch.c.id)
_LINE = insert(sales.past_sale_line)
_LEFT = (
    select(sales.past_sale_line.c.id)
    .join(import_batch, import_batch.c.id == sales.past_sale_line.c.import_id)
    .where(import_batch.c.state == "undone")
    .limit(SLICE)
)
_SWEEP = delete(sales.past_sale_line).where(sales.past_sale_line.c.id.in_(bindparam("ids", expanding=True)))


class SameHistoryAgain(ShopError):
    """The very same file is in force already: its sales would count twice."""

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(name, at)
        self.name, self.at = name, at

    def sentence(self) -> str:
        """Name the first import."""
        return _("This file was imported already on {time} as “{name}”. Nothing was changed; take that import back first.").format(
            time=f"{self.at:%Y-%m-%d %H:%M}", name=self.name
        )


class NothingToImport(ShopError):
    """A history without a line."""

    def sentence(self) -> str:
        """Say so."""
        return _("There is no sale in this file. Nothing was changed.")


def import_past_sales(
    shop: Shop,
    rows: Sequence[PastSale],
    file_name: str,
    file_hash: str,
    *,
    skipped: int = 0,
    progress: Progress = nothing,
    cancelled: Cancelled = never,
) -> int:
    """Keep the lines of a history; returns the id of the import. Nothing of it counts until all of it is there.

    Raises NotAllowed, NothingToImport, SameHistoryAgain, ImportCancelled.
    """
    with shop.read() as view:
        _check(view, rows, file_hash)
        owners = whose(view, rows)
        zone, hour = view.now.tzinfo, view.settings.day_change_hour
    _sweep(shop)
    with shop.work() as work:
        work.require(Permission.IMPORT_PRODUCTS)
        facts = {
            "kind": KIND,
            "file_name": file_name,
            "file_hash": file_hash,
            "state": "undone",
            "at": work.now,
            "actor_id": work.actor.user_id,
            "new": len(rows),
            "skipped": skipped,
        }
        import_id = int(work.connection.execute(_NEW_BATCH, facts).scalar_one())
    for start in range(0, len(rows), SLICE):
        if cancelled():
            _sweep(shop)
            raise ImportCancelled
        part = zip(rows[start : start + SLICE], owners[start : start + SLICE], strict=True)
        lines = [_line(import_id, row, found, row.at.replace(tzinfo=zone), hour) for row, found in part]
        with shop.work() as work:
            work.connection.execute(_LINE, lines)
        progress(min(start + SLICE, len(rows)), len(rows))
    with shop.work() as work:
        set_state(work, import_id, "done")
        work.record("import_past_sales", file_name, import_id=import_id, lines=len(rows))
    return import_id


def undo_past_sales(shop: Shop, import_id: int) -> None:
    """Take a history back: at once nothing of it counts any more, then its lines go. Raises NotAllowed, NotFound."""
    with shop.work() as work:
        work.require(Permission.IMPORT_PRODUCTS)
        batch = batch_in(work, import_id, "done")
        set_state(work, import_id, "undone")
        work.record("undo_past_sales", batch.file_name, import_id=import_id)
    _sweep(shop)


def _check(view: View, rows: Sequence[PastSale], file_hash: str) -> None:
    view.require(Permission.IMPORT_PRODUCTS)
    if not rows:
        raise NothingToImport
    before = same_file(view, file_hash)
    if before is not None:
        raise SameHistoryAgain(*before)


def _line(import_id: int, row: PastSale, found: Whose | None, at: datetime, change_hour: int) -> dict[str, object]:
    ratio = 1 if found is None else found.ratio
    return {
        "import_id": import_id,
        "row_no": row.row_no,
        "sold_at": at,
        "business_date": business_date(at, change_hour),
        "receipt": row.receipt,
        "product_id": None if found is None else found.product_id,
        "code": row.code,
        "barcode": row.barcode,
        "name": row.name,
        "quantity": row.quantity * ratio,
        "price": None if row.price is None else half_up(row.price, ratio),
        "amount": row.amount,
    }


def _sweep(shop: Shop) -> None:
    """Delete the lines of imports that are not in force, a slice at a time."""
    while True:
        with shop.work() as work:
            ids = list(work.connection.execute(_LEFT).scalars())
            if not ids:
                return
            work.connection.execute(_SWEEP, {"ids": ids})
