"""The documents behind a figure of goods: of what moved, of what was bought, or one alone; and what of each document is in the figure.

A figure of moves is a product's or a category's, of some kinds of move, one way or both, for one reason or any. A figure of
purchases is a supplier's, a product's or a day's, of what came or of what went back.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, literal_column, or_, select, true

from jxc_desktop.db.tables import documents, products, purchasing, sales, stock, stock_documents
from jxc_desktop.domain.documents import DocumentKind

SALE, REASONED = "sale", ("write_off", "write_up")


class Part(StrEnum):
    """What of the purchases: all, what came, what went back, what freight and fees came later."""

    ALL = ""
    CAME = "came"
    BACK = "back"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Moves:
    """Moves of a product, else of a category (0: of none), else of all. `kinds`: each with its sign, 0 for both ways; nothing for any.

    `reason` is why goods were written off or up; `is_free` tells what was given away from what was sold, None for both.
    `is_out`: the figure is what left, so that a share of it is above zero.
    """

    product_id: int | None = None
    category_id: int | None = None
    kinds: tuple[tuple[str, int], ...] = ()
    reason: int | None = None
    is_free: bool | None = None
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Bought:
    """Purchases of a supplier, a product, or a day."""

    supplier_id: int | None = None
    product_id: int | None = None
    day: date | None = None
    part: Part = Part.ALL


@dataclass(frozen=True, slots=True)
class One:
    """One document."""

    document_id: int = 0


Behind = Moves | Bought | One

_d, _m, _product = documents.document, stock.stock_move, products.product
_g, _l = purchasing.goods_receipt, purchasing.receipt_line
_later, _later_line = purchasing.later_cost, purchasing.later_cost_line
_adjusted, _sold = stock_documents.adjustment_line, sales.sale_line
_one: ColumnElement[int] = literal_column("1")
category_key = func.coalesce(_product.c.category_id, literal_column("0"))
free_key = case((_sold.c.price_rule == literal_column("'free'"), 1), else_=0)


def with_reasons(moves: FromClause) -> FromClause:
    """Moves, with the line that says why they were written off or up, or that they were sold."""
    is_reasoned = _m.c.kind.in_(REASONED)
    is_sold = _m.c.kind == SALE
    return moves.outerjoin(
        _adjusted, and_(is_reasoned, _adjusted.c.document_id == _m.c.document_id, _adjusted.c.line_no == _m.c.line_no)
    ).outerjoin(_sold, and_(is_sold, _sold.c.document_id == _m.c.document_id, _sold.c.line_no == _m.c.line_no))


reason_key = func.coalesce(_adjusted.c.reason_id, literal_column("0"))


def _moves_of(wanted: Moves) -> ColumnElement[bool]:
    """The condition on a move."""
    found: list[ColumnElement[bool]] = [true()]
    if wanted.product_id is not None:
        found.append(_m.c.product_id == wanted.product_id)
    elif wanted.category_id is not None:
        found.append(_m.c.product_id.in_(select(_product.c.id).where(category_key == wanted.category_id)))
    if wanted.kinds:
        found.append(or_(*[_of_kind(kind, sign) for kind, sign in wanted.kinds]))
    if wanted.reason is not None:
        found.append(reason_key == wanted.reason)
    if wanted.is_free is not None:
        found.append(free_key == int(wanted.is_free))
    return and_(*found)


def _of_kind(kind: str, sign: int) -> ColumnElement[bool]:
    is_kind = _m.c.kind == kind
    return and_(is_kind, _m.c.quantity > 0 if sign > 0 else _m.c.quantity < 0) if sign else is_kind


def _moved(wanted: Moves, column: ColumnElement[Any]) -> Select[Any]:
    """Of the moves of a `document`."""
    moves = with_reasons(_m) if wanted.reason is not None or wanted.is_free is not None else _m
    return select(column).select_from(moves).where(_m.c.document_id == _d.c.id, _moves_of(wanted)).correlate(_d)


def _line_of(wanted: Bought, column: ColumnElement[Any]) -> Select[Any]:
    """Of the lines of a receipt or return that is a `document`."""
    return select(column).where(_l.c.document_id == _d.c.id, _l.c.product_id == wanted.product_id).correlate(_d)


def _later_of(wanted: Bought, column: ColumnElement[Any]) -> Select[Any]:
    return select(column).where(_later_line.c.document_id == _d.c.id, _later_line.c.product_id == wanted.product_id).correlate(_d)


def _is_bought(wanted: Bought) -> ColumnElement[bool]:
    head, later = select(_one).where(_g.c.id == _d.c.id), select(_one).where(_later.c.id == _d.c.id)
    if wanted.supplier_id is not None:
        head, later = head.where(_g.c.supplier_id == wanted.supplier_id), later.where(_later.c.party_id == wanted.supplier_id)
    if wanted.part is Part.CAME:
        head = head.where(_d.c.kind == DocumentKind.RECEIPT.value)
    elif wanted.part is Part.BACK:
        head = head.where(_d.c.kind != DocumentKind.RECEIPT.value)
    came: ColumnElement[bool] = head.correlate(_d).exists()
    added: ColumnElement[bool] = later.correlate(_d).exists()
    if wanted.product_id is not None:
        came, added = and_(came, _line_of(wanted, _one).exists()), and_(added, _later_of(wanted, _one).exists())
    found = or_(came, added) if wanted.part is Part.ALL else added if wanted.part is Part.LATER else came
    return found if wanted.day is None else and_(_d.c.business_date == wanted.day, found)


def is_behind(wanted: Behind) -> ColumnElement[bool]:
    """The condition on a `document`."""
    if isinstance(wanted, One):
        return _d.c.id == wanted.document_id
    if isinstance(wanted, Bought):
        return _is_bought(wanted)
    if wanted.product_id is not None and wanted.reason is None and wanted.is_free is None:
        # A product's moves are few, and an index knows them.
        return _d.c.id.in_(select(_m.c.document_id).where(_moves_of(wanted)))
    return _moved(wanted, _one).exists()


def has_share(wanted: Behind) -> bool:
    """Whether only a part of each document is in the figure."""
    return isinstance(wanted, Moves) or (isinstance(wanted, Bought) and wanted.product_id is not None)


def behind_share(wanted: Moves | Bought) -> ColumnElement[Any]:
    """What of a `document` is in the figure: the value of its moves, the amount of its lines."""
    if isinstance(wanted, Moves):
        value = func.sum(_m.c.value)
        return _moved(wanted, -value if wanted.is_out else value).scalar_subquery()
    bought = _line_of(wanted, func.coalesce(func.sum(_l.c.amount), 0)).scalar_subquery()
    return bought + _later_of(wanted, func.coalesce(func.sum(_later_line.c.amount), 0)).scalar_subquery()
