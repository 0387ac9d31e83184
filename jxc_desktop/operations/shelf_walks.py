"""扫码建档: along the shelf, product after product: the file and its first stock in one work, and the last step taken back."""

from dataclasses import dataclass

from sqlalchemy import insert, select, update

from jxc_desktop.db.tables.imports import import_batch
from jxc_desktop.db.tables.products import product
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.import_undo import UsedSince, in_use, moved_after, remove_products
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock, undo_opening_stock
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.imports import SHELF_WALK
from jxc_desktop.queries.product_fields import ProductFields

_TAKEN_BACK = select(import_batch.c.id).where(import_batch.c.kind == SHELF_WALK).limit(1)
_NEW_BATCH = insert(import_batch).returning(import_batch.c.id)
_ABOUT = select(product.c.code, product.c.name, product.c.version)


@dataclass(frozen=True, slots=True)
class Step:
    """What was done for one product. `document_id` is its opening stock, 0 where none was said."""

    product_id: int
    document_id: int
    is_new: bool


def file_product(work: Work, fields: ProductFields, counted: int | None) -> Step:
    """Make a product and, when `counted` (base quantity) was said, set its opening stock: both or neither.

    Raises what `add_product` and `set_opening_stock` raise.
    """
    product_id = add_product(work, fields)
    document_id = 0 if counted is None else set_opening_stock(work, [OpeningLine(product_id, counted)]).id
    return Step(product_id, document_id, is_new=True)


def count_first(work: Work, product_id: int, counted: int) -> Step:
    """Set the opening stock of a known product that is 未建库存. Raises what `set_opening_stock` raises."""
    return Step(product_id, set_opening_stock(work, [OpeningLine(product_id, counted)]).id, is_new=False)


def take_step_back(work: Work, step: Step) -> None:
    """Undo a step: its stock is 未建库存 again, and a product that it made goes, its codes free again.

    Raises UsedSince for a product it made that was changed, sold or counted since; NotOpened as `undo_opening_stock` does.
    """
    if step.is_new:
        work.require(Permission.EDIT_PRODUCTS)
        _refuse_used(work, step)
    if step.document_id:
        undo_opening_stock(work, step.document_id)
    if step.is_new:
        _remove(work, step)


def _refuse_used(work: Work, step: Step) -> None:
    code, name, version = work.connection.execute(_ABOUT.where(product.c.id == step.product_id)).one()
    ids = [step.product_id]
    if version != 1 or moved_after(work, ids, step.document_id) or in_use(work, ids):
        raise UsedSince([(code, name)])


def _remove(work: Work, step: Step) -> None:
    """What the books name stays in the file, hidden as the products of an import that was taken back are."""
    batch = work.connection.execute(_TAKEN_BACK).scalar()
    if batch is None:
        facts = {"kind": SHELF_WALK, "file_name": "", "file_hash": "", "state": "undone", "at": work.now, "actor_id": work.actor.user_id}
        batch = work.connection.execute(_NEW_BATCH, facts).scalar_one()
    work.connection.execute(update(product).where(product.c.id == step.product_id).values(import_id=batch))
    remove_products(work, [step.product_id])
    work.record("take_step_back", "", product=step.product_id)
