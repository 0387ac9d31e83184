"""Places of the shop and the reasons for writing goods off and up: made and renamed; what a set consists of."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables import stock_documents as t
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.stock_documents import LastReason, NameNeeded, StockLine
from jxc_desktop.i18n import _
from jxc_desktop.operations.stock_rows import goods_rows
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.places import shown_name


def add_place(work: Work, name: str) -> int:
    """A place more: a storeroom, a second floor. Raises NotAllowed, NameNeeded."""
    work.require(Permission.CHANGE_SETTINGS)
    name = _free(work, shop.place, name)
    made = int(work.connection.execute(insert(shop.place).returning(shop.place.c.id), {"name": name}).scalar_one())
    work.record("add_place", name)
    return made


def rename_place(work: Work, place_id: int, name: str) -> None:
    """Another name for a place; documents keep the one it had. Raises NotAllowed, NotFound, NameNeeded."""
    work.require(Permission.CHANGE_SETTINGS)
    _rename(work, shop.place, place_id, name)
    work.record("rename_place", name.strip())


def add_stock_reason(work: Work, name: str) -> int:
    """A reason of the shop's own, last in the list; one that was dropped is proposed again. Raises NotAllowed, NameNeeded."""
    work.require(Permission.ADJUST_STOCK)
    position = work.connection.execute(select(func.coalesce(func.max(t.stock_reason.c.position), 0) + 1)).scalar_one()
    dropped = work.connection.execute(select(t.stock_reason.c.id, t.stock_reason.c.name).where(t.stock_reason.c.is_active == 0)).all()
    for row in dropped:
        if name.strip() in (row.name, shown_name(row.name)):
            again = update(t.stock_reason).where(t.stock_reason.c.id == row.id).values(is_active=1, position=position)
            work.connection.execute(again)
            work.record("add_stock_reason", row.name)
            return int(row.id)
    name = _free(work, t.stock_reason, name)
    made = work.connection.execute(insert(t.stock_reason).returning(t.stock_reason.c.id), {"name": name, "position": position}).scalar_one()
    work.record("add_stock_reason", name)
    return int(made)


def rename_stock_reason(work: Work, reason_id: int, name: str) -> None:
    """Another name for a reason; documents keep the one it had. Raises NotAllowed, NotFound, NameNeeded."""
    work.require(Permission.ADJUST_STOCK)
    _rename(work, t.stock_reason, reason_id, name)
    work.record("rename_stock_reason", name.strip())


def drop_stock_reason(work: Work, reason_id: int) -> None:
    """A reason is not proposed any more; what was booked with it stays. Raises NotAllowed, NotFound, LastReason."""
    work.require(Permission.ADJUST_STOCK)
    if not work.connection.execute(
        select(t.stock_reason.c.id).where(t.stock_reason.c.is_active == 1, t.stock_reason.c.id != reason_id)
    ).all():
        raise LastReason
    statement = update(t.stock_reason).where(t.stock_reason.c.id == bindparam("of")).values(is_active=0)
    name = work.connection.execute(statement.returning(t.stock_reason.c.name), {"of": reason_id}).scalar_one_or_none()
    if name is None:
        raise NotFound(_("this reason"))
    work.record("drop_stock_reason", name)


def set_recipe(work: Work, product_id: int, components: Sequence[StockLine]) -> None:
    """What one piece of a set consists of, proposed when it is assembled; none forgets it. Raises NotAllowed and what lines raise."""
    work.require(Permission.ASSEMBLE_GOODS)
    rows = goods_rows(work, [StockLine(product_id, 1), *components])
    work.connection.execute(delete(t.recipe).where(t.recipe.c.product_id == product_id))
    if components:
        made = [{"product_id": product_id, "component_id": line.product_id, "quantity": line.quantity} for line in components]
        work.connection.execute(insert(t.recipe), made)
    work.record("set_recipe", rows[0].name, components=len(components))


def _free(work: Work, table: Any, name: str, own: int = 0) -> str:
    name = name.strip()
    taken = {row.name for row in work.connection.execute(select(table.c.id, table.c.name)) if row.id != own}
    if not name or name in taken | {shown_name(each) for each in taken}:
        raise NameNeeded
    return name


def _rename(work: Work, table: Any, row_id: int, name: str) -> None:
    name = _free(work, table, name, row_id)
    done = work.connection.execute(
        update(table).where(table.c.id == bindparam("of")).values(name=name).returning(table.c.id), {"of": row_id}
    )
    if done.first() is None:
        raise NotFound(_("this place or reason"))
