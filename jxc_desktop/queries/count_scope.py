"""Which goods a count has on its list, where, and in which order one walks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import stock as s
from jxc_desktop.db.tables.purchasing import supplier_product
from jxc_desktop.domain.counts import Areas, Scope, scope_to_json, shelf_area, shelf_key
from jxc_desktop.domain.products import Kind
from jxc_desktop.i18n import _
from jxc_desktop.queries.people import people as people_here
from jxc_desktop.queries.places import places
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.view import View

WHOLE = scope_to_json(Scope())
_STOCKED = [str(kind) for kind in Kind if kind.has_stock]


@dataclass(frozen=True, slots=True)
class CountGoods:
    """One line of a count's list: a product at a place, the area it belongs to."""

    product_id: int
    place_id: int
    area: str = ""


def goods_in(view: View, scope: Scope, areas: Areas = Areas.NONE) -> list[CountGoods]:
    """The list of a count: shelf order, then name; where a place has no shelf positions, the order of its last count.

    A product stands on it once for each place where it has stock or a shelf position, else at the first place. What is no
    longer sold and is nowhere stands on no list unless it is named.
    """
    levels: dict[int, set[int]] = {}
    for product_id, place_id in view.connection.execute(_LEVELS):
        levels.setdefault(product_id, set()).add(place_id)
    shelves = {(row.product_id, row.place_id): row.shelf for row in view.connection.execute(_SHELVES)}
    for product_id, place_id in shelves:
        levels.setdefault(product_id, set()).add(place_id)
    walked = _walked(view)
    wanted = set(scope.place_ids)
    names = {place.id: place.title for place in places(view)}
    found: list[tuple[Any, CountGoods]] = []
    for row in _products(view, scope):
        at = levels.get(row.id, set())
        if row.stop_selling and not at and scope.product_ids is None:
            continue
        for place_id in at or {view.place_id}:
            shelf = shelves.get((row.id, place_id), "")
            if (wanted and place_id not in wanted) or not scope.has_shelf(shelf):
                continue
            area = _area(areas, names[place_id], shelf, row.category)
            step = walked.get((row.id, place_id), len(walked))
            key = (place_id, area if areas is Areas.CATEGORY else "", not shelf, shelf_key(shelf), step, row.name, row.spec, row.id)
            found.append((key, CountGoods(row.id, place_id, area)))
    found.sort(key=lambda pair: pair[0])
    return [goods for _key, goods in found]


def _area(areas: Areas, place: str, shelf: str, category: str | None) -> str:
    match areas:
        case Areas.PLACE:
            return place
        case Areas.SHELF:
            return shelf_area(shelf) or _("No shelf")
        case Areas.CATEGORY:
            return category or _("No category")
    return ""


_LEVELS = select(s.stock_level.c.product_id, s.stock_level.c.place_id).where(s.stock_level.c.quantity != 0).distinct()
_SHELVES = select(p.shelf_position.c.product_id, p.shelf_position.c.place_id, p.shelf_position.c.shelf)
_LAST_WALK = (
    select(c.count_entry.c.product_id, c.count_entry.c.place_id, func.min(c.count_entry.c.id))
    .where(
        c.count_entry.c.round == 1,
        c.count_entry.c.count_id.in_(
            # A count of a few goods says little of the way through the shop.
            select(c.posted_count.c.count_id).order_by((c.posted_count.c.scope == WHOLE).desc(), c.posted_count.c.id.desc()).limit(1)
        ),
    )
    .group_by(c.count_entry.c.product_id, c.count_entry.c.place_id)
    .order_by(func.min(c.count_entry.c.id))
)


def _walked(view: View) -> dict[tuple[int, int], int]:
    """In which order the goods were come by in the last count."""
    return {(row[0], row[1]): step for step, row in enumerate(view.connection.execute(_LAST_WALK))}


def _products(view: View, scope: Scope) -> Sequence[Any]:
    of = p.product
    conditions: list[ColumnElement[bool]] = [of.c.kind.in_(_STOCKED), is_seen()]
    if scope.category_ids:
        conditions.append(of.c.category_id.in_(scope.category_ids))
    if scope.brand_ids:
        conditions.append(of.c.brand_id.in_(scope.brand_ids))
    if scope.supplier_ids:
        sold = select(supplier_product.c.product_id).where(supplier_product.c.supplier_id.in_(scope.supplier_ids))
        conditions.append(of.c.id.in_(sold))
    if scope.not_counted_days:
        conditions.append(_not_counted_since(view, scope.not_counted_days))
    if scope.is_doubtful:
        below = select(s.stock_level.c.product_id).where(s.stock_level.c.quantity < 0)
        conditions.append(or_(of.c.id.in_(below), of.c.id.not_in(select(c.last_count.c.product_id))))
    statement = (
        select(of.c.id, of.c.name, of.c.spec, of.c.stop_selling, p.category.c.name.label("category"))
        .outerjoin(p.category, p.category.c.id == of.c.category_id)
        .where(and_(*conditions))
    )
    rows = view.connection.execute(statement).all()
    if scope.product_ids is None:
        return rows
    wanted = set(scope.product_ids)
    return [row for row in rows if row.id in wanted]


def _not_counted_since(view: View, days: int) -> ColumnElement[bool]:
    since = view.now - timedelta(days=days)
    return p.product.c.id.not_in(select(c.last_count.c.product_id).where(c.last_count.c.counted_at >= since))


BLIND, OPENLY = "blind", "open"


def is_blind_by_choice(view: View, people: Sequence[str] = ()) -> bool:
    """What a new count is where nobody says: the shop's choice, else blind as soon as several people count."""
    if view.settings.count_way:
        return view.settings.count_way == BLIND
    return len(people) > 1 or len(people_here(view)) > 1
