"""What stands on price tags and labels, and which shelf tags say something old.

A shelf says what was last confirmed; before anything was, the price that the product had before its first change.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select

from jxc_desktop.db.tables.products import barcode, planned_price, price_change, product, shelf_tag
from jxc_desktop.queries.planned_prices import is_allowed
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.view import View

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag to be made: `price` is the new one, `old` what the shelf says (None: not known); `at` when a planned one applies.

    `rises` and `falls` tell of a planned price whose tag is not up yet: a confirmed tag lets it apply.
    """

    product_id: int
    code: str
    barcode: str
    name: str
    spec: str
    unit: str
    price: int | None
    old: int | None = None
    at: datetime | None = None
    rises: bool = False
    falls: bool = False


_OF_RETAIL = and_(price_change.c.price == "retail_price", price_change.c.pack_id == 0)
_FIRST_CHANGE = select(func.min(price_change.c.id)).where(price_change.c.product_id == product.c.id, _OF_RETAIL).scalar_subquery()
_AT_FIRST = (
    select(price_change.c.old)
    .where(price_change.c.product_id == product.c.id, _OF_RETAIL)
    .order_by(price_change.c.id)
    .limit(1)
    .scalar_subquery()
)
_BARCODE = (
    select(barcode.c.code)
    .where(barcode.c.product_id == product.c.id, barcode.c.pack_id == 0)
    .order_by(barcode.c.position, barcode.c.id)
    .limit(1)
    .scalar_subquery()
)
_PLANNED = and_(planned_price.c.product_id == product.c.id, planned_price.c.price == "retail_price", planned_price.c.state == "waiting")
_ROWS = (
    select(
        product.c.id,
        product.c.code,
        _BARCODE.label("barcode"),
        product.c.name,
        product.c.spec,
        product.c.unit,
        product.c.retail_price,
        planned_price.c.new.label("planned"),
        planned_price.c.at,
        planned_price.c.is_tagged,
        shelf_tag.c.product_id.label("tagged"),
        shelf_tag.c.price.label("on_tag"),
        _FIRST_CHANGE.label("first_change"),
        _AT_FIRST.label("at_first"),
    )
    .outerjoin_from(product, planned_price, _PLANNED)
    .outerjoin(shelf_tag, shelf_tag.c.product_id == product.c.id)
    .where(is_seen())
    .order_by(func.length(product.c.code), product.c.code)
)
_CHANGED = select(price_change.c.product_id).where(_OF_RETAIL)
_TO_PRINT = _ROWS.where(
    product.c.stop_selling == 0,
    or_(
        and_(planned_price.c.id.is_not(None), planned_price.c.is_tagged == 0),
        and_(
            planned_price.c.id.is_(None),
            or_(
                and_(shelf_tag.c.product_id.is_(None), product.c.id.in_(_CHANGED), _AT_FIRST.is_distinct_from(product.c.retail_price)),
                and_(shelf_tag.c.product_id.is_not(None), shelf_tag.c.price.is_distinct_from(product.c.retail_price)),
            ),
        ),
    ),
)
_OF_IDS = _ROWS.where(product.c.id.in_(bindparam("ids", expanding=True)))


def tags_to_print(view: View) -> tuple[TagRow, ...]:
    """Products whose price changed, or shall change, since their tags were last up."""
    return _rows(view.connection.execute(_TO_PRINT))


def tags_of(view: View, product_ids: Sequence[int]) -> tuple[TagRow, ...]:
    """The tags of these products, by own code."""
    found: list[TagRow] = []
    for start in range(0, len(product_ids), _CHUNK):
        found += _rows(view.connection.execute(_OF_IDS, {"ids": list(product_ids[start : start + _CHUNK])}))
    return tuple(found)


def tag_state(ids: Sequence[int]) -> Select[Any]:
    """Product id and the price that its tag says from now on: for who writes that tags are up."""
    planned = select(planned_price.c.new).where(_PLANNED).order_by(planned_price.c.id.desc()).limit(1).scalar_subquery()
    return select(product.c.id, func.coalesce(planned, product.c.retail_price)).where(product.c.id.in_(ids))


def _rows(rows: Iterable[Row[Any]]) -> tuple[TagRow, ...]:
    made: dict[int, TagRow] = {}
    for row in rows:
        price = row.retail_price if row.planned is None else row.planned
        facts = (row.id, row.code, row.barcode or "", row.name, row.spec, row.unit, price, _on_shelf(row), row.at)
        rises = row.is_tagged == 0 and not is_allowed("retail_price", row.retail_price, price, is_tagged=False)
        made[row.id] = TagRow(*facts, rises=rises, falls=row.is_tagged == 0 and not rises)
    return tuple(made.values())


def _on_shelf(row: Row[Any]) -> int | None:
    """What the tag on the shelf says, as far as it is known."""
    price: int | None = row.at_first if row.first_change is not None else row.retail_price
    if row.tagged is not None:
        price = row.on_tag
    return price
