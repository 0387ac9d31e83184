"""Which sales a true-up is about: what they booked as cost and what it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import stock as t
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.view import View

TRUE_UP_COLUMNS = (
    Column("number", N_("Document number"), "text", is_whole=True),
    Column("day", N_("Business date"), "date"),
    Column("name", N_("Product name"), "text"),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("booked", N_("Cost booked"), "amount", total=True),
    Column("becomes", N_("Cost now"), "amount", total=True),
    Column("profit", N_("Profit changes by"), "amount", total=True),
    Column("move_id", N_("Key"), "integer"),
)
_CHUNK = 500
_MOVES = (
    select(
        t.stock_move.c.id,
        t.stock_move.c.document_id,
        t.stock_move.c.quantity,
        t.stock_move.c.value,
        d.document.c.number,
        d.document.c.business_date,
        p.product.c.name,
    )
    .join(d.document, d.document.c.id == t.stock_move.c.document_id)
    .join(p.product, p.product.c.id == t.stock_move.c.product_id)
    .where(t.stock_move.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(t.stock_move.c.id)
)
_EARLIER = select(t.stock_move.c.settles, t.stock_move.c.value).where(
    t.stock_move.c.settles.in_(bindparam("ids", expanding=True)), t.stock_move.c.kind == "true_up"
)


@dataclass(frozen=True, slots=True)
class TrueUpRow:
    """A sale whose cost changes. Quantity in pieces sold, money in 1/10000; `profit` below zero: the sale earns less."""

    move_id: int
    document_id: int
    number: str
    day: date
    name: str
    quantity: int
    booked: int
    becomes: int
    profit: int


def sales_of(view: View, values: Mapping[int, int]) -> tuple[TrueUpRow, ...]:
    """The moves that are trued up, by the value (signed as in the ledger) that each gets."""
    found = []
    ids = sorted(values)
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        earlier: dict[int, int] = {}
        for move_id, value in view.connection.execute(_EARLIER, {"ids": some}):
            earlier[move_id] = earlier.get(move_id, 0) + value
        for row in view.connection.execute(_MOVES, {"ids": some}):
            booked = -(row.value + earlier.get(row.id, 0))
            change = values[row.id]
            facts = (row.id, row.document_id, row.number, row.business_date, row.name)
            found.append(TrueUpRow(*facts, -row.quantity, booked, booked - change, change))
    return tuple(found)
