"""What a supplier sells: its code, name, price and minimum of a product or a pack, typed by hand. Each price leaves its history."""

from sqlalchemy import bindparam, insert, select

from jxc_desktop.db.tables import products as goods
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.upsert import insert_for
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.supplier_products import SupplierProduct, checked
from jxc_desktop.i18n import _
from jxc_desktop.operations.suppliers import supplier_row
from jxc_desktop.operations.work import Work

_PRODUCT = select(goods.product.c.code).where(goods.product.c.id == bindparam("product"))
_PACK = select(goods.pack.c.id).where(goods.pack.c.id == bindparam("pack"), goods.pack.c.product_id == bindparam("product"))
_KNOWN = select(t.supplier_product.c.price).where(
    t.supplier_product.c.supplier_id == bindparam("supplier"),
    t.supplier_product.c.product_id == bindparam("product"),
    t.supplier_product.c.pack_id == bindparam("pack"),
)


def set_supplier_product(work: Work, supplier_id: int, product_id: int, pack_id: int, typed: SupplierProduct) -> None:
    """Say how a supplier sells a product (pack 0: its base unit). Raises NotAllowed, NotFound, SupplierProductWrong."""
    work.require(Permission.EDIT_SUPPLIERS)
    made = checked(typed)
    supplier = supplier_row(work, supplier_id)
    wanted = {"supplier": supplier_id, "product": product_id, "pack": pack_id}
    code = work.connection.execute(_PRODUCT, wanted).scalar_one_or_none()
    if code is None:
        raise NotFound(_("this product"))
    if pack_id and work.connection.execute(_PACK, wanted).first() is None:
        raise NotFound(_("this pack"))
    before = work.connection.execute(_KNOWN, wanted).one_or_none()
    row = {
        "supplier_id": supplier_id,
        "product_id": product_id,
        "pack_id": pack_id,
        "code": made.code,
        "name": made.name,
        "price": made.price,
        "minimum": made.minimum,
        "changed_at": work.now,
    }
    statement = insert_for(work.connection, t.supplier_product)
    change = {name: statement.excluded[name] for name in ("code", "name", "price", "minimum", "changed_at")}
    work.connection.execute(statement.on_conflict_do_update(index_elements=["supplier_id", "product_id", "pack_id"], set_=change), row)
    old = None if before is None else before.price
    if old != made.price:
        history = {
            "supplier_id": supplier_id,
            "product_id": product_id,
            "pack_id": pack_id,
            "old": old,
            "new": made.price,
            "at": work.now,
            "actor_id": work.actor.user_id,
        }
        work.connection.execute(insert(t.supplier_price), history)
    work.record("set_supplier_product", code, supplier=supplier.name, pack=pack_id, old=old, price=made.price, minimum=made.minimum)
