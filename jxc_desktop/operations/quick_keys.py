"""The counter's quick keys: set, moved, removed, and the names of their pages."""

from sqlalchemy import delete, select, update

from jxc_desktop.db.tables.products import category, product
from jxc_desktop.db.tables.quick_keys import quick_key, quick_page
from jxc_desktop.db.upsert import upsert
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quick_keys import PAGES, PLACES, Colour
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Work

_LONGEST = 20


def set_key(
    work: Work,
    page: int,
    position: int,
    *,
    product_id: int | None = None,
    category_id: int | None = None,
    title: str = "",
    colour: Colour = Colour.PLAIN,
) -> None:
    """Put a product or a category on a place, in place of what is there; no title shows its name. Raises NotAllowed, NotFound."""
    work.require(Permission.CHANGE_SETTINGS)
    _check_place(page, position)
    found, wanted = (product, product_id) if category_id is None else (category, category_id)
    if work.connection.execute(select(found.c.id).where(found.c.id == wanted)).first() is None:
        raise NotFound(_("this product or category"))
    statement = upsert(work.connection, quick_key, ("page", "position"), ("product_id", "category_id", "title", "colour"))
    what = {"product_id": product_id if category_id is None else None, "category_id": category_id}
    row = {"page": page, "position": position, **what, "title": title.strip()[:_LONGEST], "colour": str(colour)}
    work.connection.execute(statement, row)
    work.record("set_quick_key", title, **row)


def move_key(work: Work, page: int, position: int, to: int) -> None:
    """Move a key to another place of its page; a key that is there takes its place. Raises NotAllowed, NotFound."""
    work.require(Permission.CHANGE_SETTINGS)
    _check_place(page, position)
    _check_place(page, to)
    if position == to:
        return
    for old, new in ((to, PLACES + 1), (position, to), (PLACES + 1, position)):
        here = (quick_key.c.page == page, quick_key.c.position == old)
        work.connection.execute(update(quick_key).where(*here).values(position=new))
    work.record("move_quick_key", "", page=page, position=position, to=to)


def remove_key(work: Work, page: int, position: int) -> None:
    """Empty a place. Raises NotAllowed, NotFound."""
    work.require(Permission.CHANGE_SETTINGS)
    _check_place(page, position)
    work.connection.execute(delete(quick_key).where(quick_key.c.page == page, quick_key.c.position == position))
    work.record("remove_quick_key", "", page=page, position=position)


def name_page(work: Work, page: int, name: str) -> None:
    """Give a page a name; without one it has its number. Raises NotAllowed, NotFound."""
    work.require(Permission.CHANGE_SETTINGS)
    _check_place(page, 1)
    name = name.strip()[:_LONGEST]
    if name:
        work.connection.execute(upsert(work.connection, quick_page, ("page",), ("name",)), {"page": page, "name": name})
    else:
        work.connection.execute(delete(quick_page).where(quick_page.c.page == page))
    work.record("name_quick_page", name, page=page)


def _check_place(page: int, position: int) -> None:
    if not (1 <= page <= PAGES and 1 <= position <= PLACES):
        raise NotFound(_("this place"))
