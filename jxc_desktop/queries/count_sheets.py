"""What a count sheet (盘点表) shows, on paper or in Excel: its lines as they were frozen, with what one needs to find and count them.

Nothing that was counted before is read here, so a recount never sees the first number; a blind sheet is read without the stock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, func, literal, select

from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.queries.counts import Sheet, count_head
from jxc_desktop.queries.party_papers import ShopHead, shop_head
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.places import shown_name as shown_place
from jxc_desktop.queries.product_rows import FIRST_CODE
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line to be counted; packs are (name, ratio), the largest first.

    `book` is what the ledger said when the sheet was printed, in 1/1000: None on a blind sheet.
    """

    line_no: int
    product_id: int
    place_id: int
    lot: int
    place: str
    shelf: str
    code: str
    barcode: str
    name: str
    spec: str
    unit: str
    packs: tuple[tuple[str, int], ...]
    book: int | None
    area: str = ""


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet as it is handed out. `is_recount`: all of it had been counted when it was printed; `has_book`: the book quantity is shown.

    `person` is who counts its area, where that is settled.
    """

    shop: ShopHead
    sheet: Sheet
    name: str
    is_recount: bool
    has_book: bool
    printed_by: str
    lines: tuple[SheetLine, ...]
    person: str = ""


@dataclass(frozen=True, slots=True)
class SheetSpot:
    """Where a line of a sheet is: all that its pages are made of."""

    line_no: int
    place: str
    area: str


_sl, _sheet, _item, _entry = c.count_sheet_line, c.count_sheet, c.count_item, c.count_entry
_move, _level = s.stock_move, s.stock_level


def _same(table: FromClause) -> tuple[ColumnElement[bool], ...]:
    """The goods of a line, at its place."""
    return (table.c.product_id == _sl.c.product_id, table.c.place_id == _sl.c.place_id, table.c.lot == _sl.c.lot)


_OF_SHEET = _sl.c.sheet_id == bindparam("sheet")
_MOVED_SINCE = (
    select(func.coalesce(func.sum(_move.c.quantity), 0))
    .where(
        *_same(_move),
        _move.c.posted_seq > bindparam("seq"),
        func.coalesce(_move.c.as_of, _move.c.posted_seq) > bindparam("seq"),
    )
    .correlate(_sl)
    .scalar_subquery()
)


def _lines(*, with_book: bool) -> Select[Any]:
    book = func.coalesce(_level.c.quantity, 0) - _MOVED_SINCE if with_book else literal(None)
    statement = (
        select(
            *(_sl.c.line_no, _sl.c.product_id, _sl.c.place_id, _sl.c.lot, shop.place.c.name.label("place")),
            *(func.coalesce(p.shelf_position.c.shelf, "").label("shelf"), p.product.c.code, FIRST_CODE.label("barcode")),
            *(p.product.c.name, p.product.c.spec, p.product.c.unit, book.label("book"), _item.c.area),
        )
        .join(_item, and_(_item.c.count_id == bindparam("count"), *_same(_item)))
        .join(p.product, p.product.c.id == _sl.c.product_id)
        .join(shop.place, shop.place.c.id == _sl.c.place_id)
        .outerjoin(p.shelf_position, and_(p.shelf_position.c.product_id == _sl.c.product_id, p.shelf_position.c.place_id == _sl.c.place_id))
    )
    if with_book:
        statement = statement.outerjoin(_level, and_(*_same(_level)))
    return statement.where(_OF_SHEET).order_by(_sl.c.line_no)


_OPENLY, _BLINDLY = _lines(with_book=True), _lines(with_book=False)
_SPOTS = (
    select(_sl.c.line_no, shop.place.c.name.label("place"), _item.c.area)
    .join(_item, and_(_item.c.count_id == bindparam("count"), *_same(_item)))
    .join(shop.place, shop.place.c.id == _sl.c.place_id)
    .where(_OF_SHEET)
    .order_by(_sl.c.line_no)
)
_PACKS = (
    select(p.pack.c.product_id, p.pack.c.name, p.pack.c.ratio)
    .where(p.pack.c.is_retired == 0, p.pack.c.product_id.in_(select(_sl.c.product_id).where(_OF_SHEET)))
    .order_by(p.pack.c.product_id, p.pack.c.ratio.desc())
)
_PRINTED_BY = select(shop.user.c.name).join(_sheet, _sheet.c.actor_id == shop.user.c.id).where(_sheet.c.id == bindparam("sheet"))
_NOT_YET_COUNTED = (
    select(_sl.c.line_no)
    .where(
        _OF_SHEET,
        ~select(_entry.c.id)
        .where(
            _entry.c.count_id == bindparam("count"),
            *_same(_entry),
            _entry.c.entered_at <= bindparam("printed_at", type_=_entry.c.entered_at.type),
        )
        .correlate(_sl)
        .exists(),
    )
    .limit(1)
)


def sheet_page(view: View, sheet: Sheet) -> SheetPage:
    """A sheet with all its lines. A blind one has no book quantity, nor has one for who may not see the stock. Raises NotAllowed."""
    view.require(Permission.COUNT_STOCK)
    has_book = not sheet.is_blind and view.may(Permission.SEE_STOCK)
    of = {"sheet": sheet.id, "count": sheet.count_id}
    packs: dict[int, list[tuple[str, int]]] = {}
    for product_id, name, ratio in view.connection.execute(_PACKS, of):
        packs.setdefault(product_id, []).append((name, ratio))
    rows = view.connection.execute(_OPENLY, of | {"seq": sheet.moment.seq}) if has_book else view.connection.execute(_BLINDLY, of)
    lines = tuple(_line(row, packs) for row in rows)
    printed_by = shown_name(view.connection.execute(_PRINTED_BY, of).scalar_one())
    head, is_recount = count_head(view, sheet.count_id), is_recount_sheet(view, sheet)
    person = "" if is_recount else head.body.person_of(sheet.area)
    return SheetPage(shop_head(view), sheet, head.name, is_recount, has_book, printed_by, lines, person)


def is_recount_sheet(view: View, sheet: Sheet) -> bool:
    """Whether all of a sheet had been counted when it was printed: what was counted first is hidden where it is entered."""
    of = {"sheet": sheet.id, "count": sheet.count_id, "printed_at": sheet.moment.at}
    return sheet.is_blind and view.connection.execute(_NOT_YET_COUNTED, of).first() is None


def sheet_spots(view: View, sheet: Sheet) -> list[SheetSpot]:
    """Where the lines of a sheet are, in their order; for who needs to know its pages and no more."""
    rows = view.connection.execute(_SPOTS, {"sheet": sheet.id, "count": sheet.count_id})
    return [SheetSpot(row.line_no, row.place, row.area) for row in rows]


def _line(row: Any, packs: Mapping[int, list[tuple[str, int]]]) -> SheetLine:
    return SheetLine(
        *(row.line_no, row.product_id, row.place_id, row.lot, shown_place(row.place), row.shelf),
        *(row.code, row.barcode or "", row.name, row.spec, row.unit),
        tuple(packs.get(row.product_id, ())),
        row.book,
        row.area,
    )
