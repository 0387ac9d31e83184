"""What the screen on which a count is entered asks: the line of a product that was scanned, which lines there are, what waits for a word.

The lines of a count are told apart by their position on its list: a screen keeps these numbers and reads the lines in sight.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.counts import Moment, Tally
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind, Product
from jxc_desktop.domain.weights import spoken_of
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.count_differences import lines_of
from jxc_desktop.queries.counts import ADDED, COUNTED, LEFT, CountHead, CountRow, count_row, in_carts, moment_now
from jxc_desktop.queries.people import shown_name as shown_person
from jxc_desktop.queries.places import Named
from jxc_desktop.queries.places import shown_name as shown_place
from jxc_desktop.queries.view import View

BOOK_KEYS = ("book", "difference")
COLUMNS = (
    Column("number", N_("Line no."), "integer"),
    Column("code", N_("Product code"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("place", N_("Place"), "text"),
    Column("shelf", N_("Shelf"), "text", is_whole=True),
    Column("counted", N_("Counted quantity"), "quantity"),
    Column("unit", N_("Unit"), "text", is_whole=True),
    Column("book", N_("Book quantity"), "quantity"),
    Column("difference", N_("Difference"), "quantity"),
    Column("person", N_("Counted by"), "text"),
    Column("mark", N_("Note"), "text"),
)
BLIND_COLUMNS = tuple(column for column in COLUMNS if column.key not in BOOK_KEYS)


def sees_book(view: View, head: CountHead) -> bool:
    """Whether who looks may see the book quantity while this is counted."""
    return not head.is_blind and view.may(Permission.SEE_STOCK)


def cells_of(number: int, row: CountRow, habit: str, *, has_book: bool, hidden_round: int = 0) -> tuple[Any, ...]:
    """A line in the order of COLUMNS, or of BLIND_COLUMNS. Weights are said in the shop's unit.

    What was counted before a recount is not seen: a line stands there as not counted until its round has come.
    """
    tally = Tally() if row.tally.round < hidden_round else row.tally
    spoken = spoken_of(Kind(row.kind), row.unit, habit)
    counted = None if tally.quantity is None else spoken.quantity(tally.quantity)
    book: tuple[Any, ...] = ()
    if has_book:
        known = row.book is not None and tally.is_counted
        book = (spoken.quantity(row.book or 0), spoken.quantity(tally.present - (row.book or 0))) if known else (None, None)
    return (
        *(number, row.code, f"{row.name} {row.spec}".strip(), row.place, row.shelf, counted, spoken.unit, *book),
        *(shown_person(tally.person), mark_of(row, tally)),
    )


def mark_of(row: CountRow, tally: Tally) -> str:
    """What is to be known of a line."""
    marks = [_("not on the list")] if row.is_added else []
    if tally.in_carts and tally.at_till is None:
        marks.append(_("in carts: shelf or till?"))
    return " · ".join(marks)


@dataclass(frozen=True, slots=True)
class InHand:
    """A product that stands before the shelf's eyes: its line as it is, the books' level now (None where it is hidden), this moment.

    `in_carts` is what open and held carts hold of it now.
    """

    product: Product
    row: CountRow
    level: int | None
    moment: Moment
    in_carts: int

    @property
    def key(self) -> tuple[int, int]:
        """What tells the line from the others of its count."""
        return self.row.product_id, self.row.place_id


_LEVEL = Prepared(
    select(func.coalesce(func.sum(s.stock_level.c.quantity), 0)).where(
        s.stock_level.c.product_id == bindparam("product"), s.stock_level.c.place_id == bindparam("place"), s.stock_level.c.lot == 0
    )
)
_SHELF = select(p.shelf_position.c.shelf).where(
    p.shelf_position.c.product_id == bindparam("product"), p.shelf_position.c.place_id == bindparam("place")
)
_PLACE = select(shop.place.c.name).where(shop.place.c.id == bindparam("place"))


def in_hand(view: View, count_id: int, product: Product, place_id: int, *, is_blind: bool) -> InHand:
    """The line of a product at a place; one that is not on the list has position 0."""
    row = count_row(view, count_id, product.id, place_id, is_blind=is_blind) or _new_row(view, product, place_id)
    level = None if is_blind else int(_LEVEL.value(view.connection, {"product": product.id, "place": place_id}))
    return InHand(product, row, level, moment_now(view), in_carts(view, product.id, place_id, view.now))


def _new_row(view: View, product: Product, place_id: int) -> CountRow:
    here = {"product": product.id, "place": place_id}
    shelf = view.connection.execute(_SHELF, here).scalar_one_or_none() or ""
    place = shown_place(view.connection.execute(_PLACE, here).scalar_one())
    named = (product.code, product.barcode, product.name, product.spec, product.unit, str(product.kind))
    return CountRow(product.id, place_id, 0, 0, *named, place, shelf, "", is_added=True, tally=Tally(), book=None)


_i = c.count_item
_POSITIONS = select(_i.c.position).where(_i.c.count_id == bindparam("count")).order_by(_i.c.position)
_WHICH = {LEFT: _i.c.round == 0, COUNTED: _i.c.round > 0, ADDED: _i.c.is_added == 1}
_sl = c.count_sheet_line
_OF_SHEET = (
    select(_i.c.position)
    .join(c.count_sheet, c.count_sheet.c.count_id == _i.c.count_id)
    .join(
        _sl,
        and_(
            *(_sl.c.sheet_id == c.count_sheet.c.id, _sl.c.product_id == _i.c.product_id),
            *(_sl.c.place_id == _i.c.place_id, _sl.c.lot == _i.c.lot),
        ),
    )
    .where(c.count_sheet.c.id == bindparam("sheet"))
    .order_by(_sl.c.line_no)
)
_AREAS = select(_i.c.area).where(_i.c.count_id == bindparam("count"), _i.c.area != "").distinct().order_by(_i.c.area)
_PLACES = (
    select(shop.place.c.id, shop.place.c.name)
    .where(shop.place.c.id.in_(select(_i.c.place_id).where(_i.c.count_id == bindparam("count"))))
    .order_by(shop.place.c.id)
)
_ASKED = (
    select(_i.c.product_id, _i.c.place_id, p.product.c.name, p.product.c.unit, _i.c.in_carts)
    .join(p.product, p.product.c.id == _i.c.product_id)
    .where(_i.c.count_id == bindparam("count"), _i.c.round > 0, _i.c.in_carts > 0, _i.c.at_till.is_(None))
    .order_by(_i.c.position)
)


def _whole(numbers: Iterable[int]) -> Sequence[int]:
    return array("l", numbers)


def positions_of(view: View, count_id: int, *, which: str = "", area: str = "") -> Sequence[int]:
    """The positions of the lines in the order of the list: all, those that are LEFT, COUNTED or ADDED, one area's."""
    statement = _POSITIONS if not which else _POSITIONS.where(_WHICH[which])
    if area:
        statement = statement.where(_i.c.area == area)
    return _whole(view.connection.execute(statement, {"count": count_id}).scalars())


def positions_on_sheet(view: View, sheet_id: int, *, which: str = "") -> Sequence[int]:
    """The positions of a sheet's lines, in the order of their numbers."""
    statement = _OF_SHEET if not which else _OF_SHEET.where(_WHICH[which])
    return _whole(view.connection.execute(statement, {"sheet": sheet_id}).scalars())


def recounts_of(view: View, count_id: int) -> dict[int, int]:
    """The positions of the lines that are to be counted again, and which round that is; nothing of what was found is told."""
    return {line.position: line.tally.round + 1 for line in lines_of(view, count_id) if line.needs_recount}


def areas_of(view: View, count_id: int) -> list[str]:
    """The areas of a count; none when it is not split."""
    return list(view.connection.execute(_AREAS, {"count": count_id}).scalars())


def places_of(view: View, count_id: int) -> list[Named]:
    """The places that a count has lines at."""
    return [Named(row.id, row.name) for row in view.connection.execute(_PLACES, {"count": count_id})]


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of which carts held something when it was counted, and nobody said yet whether that was on the shelf."""

    product_id: int
    place_id: int
    name: str
    unit: str
    in_carts: int


def asked_of(view: View, count_id: int) -> list[Asked]:
    """What waits for that word, in the order of the list."""
    return [Asked(*row) for row in view.connection.execute(_ASKED, {"count": count_id})]
