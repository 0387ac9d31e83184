"""The one door to stock: every change of quantity or value is planned and appended here.

An operation plans first (levels are read and locked in product order, nothing is written), then posts its document, writes
its own rows with the costs it got, and appends the plan. Opening stock, the first number of a product, stands here too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, insert, literal, select, update

from jxc_desktop.db.prepared import Prepared, columns_but
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import stock as t
from jxc_desktop.db.upsert import insert_for
from jxc_desktop.domain.costing import Shortage, at_rate, price_rate
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.money import to_coin
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.stock import AlreadyOpened, KeepsNoStock, NamedTwice, NothingToOpen, NotOpened, OpeningBelowZero, refuse_too_much
from jxc_desktop.operations import documents
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.first_stock import open_fresh
from jxc_desktop.operations.late_goods import counter_moves
from jxc_desktop.operations.stock_months import add_to_months, is_kept
from jxc_desktop.operations.stock_plan import CLOSES, KEPT, OPENS, Account, Demand, Later, Moved, Plan, chunks
from jxc_desktop.operations.stock_plan import plan as plan_moves
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain

__all__ = [
    "Demand",
    "Moved",
    "OpeningLine",
    "Plan",
    "append",
    "close_stock",
    "open_stock",
    "plan",
    "set_opening_stock",
    "undo_opening_stock",
]


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """A product's first number: what is there now, whatever was sold before; its cost per base unit, None when not said."""

    product_id: int
    counted: int
    unit_cost: int | None = None


_INSERT_MOVES = Prepared(insert(t.stock_move), *columns_but(t.stock_move, "id", "piece", "as_of"))
_INSERT_MOVES_AS_OF = Prepared(insert(t.stock_move), *columns_but(t.stock_move, "id", "piece"))


def _add_level(connection: Connection) -> Any:
    """Level row made, or its quantity changed by what moved."""
    statement = insert_for(connection, t.stock_level)
    change = {"quantity": t.stock_level.c.quantity + statement.excluded.quantity}
    return statement.on_conflict_do_update(index_elements=["product_id", "place_id", "lot"], set_=change)


def _set_value(connection: Connection) -> Any:
    """Value row made or replaced."""
    statement = insert_for(connection, t.stock_value)
    names = ("quantity", "value", "rate_value", "rate_quantity", "opened_seq")
    return statement.on_conflict_do_update(index_elements=["product_id"], set_={name: statement.excluded[name] for name in names})


_ADD_LEVEL = Prepared(_add_level, *columns_but(t.stock_level))
_SET_VALUE = Prepared(_set_value, *columns_but(t.stock_value))
_INSERT_SHORTAGES = Prepared(
    insert(t.shortage).from_select(
        ["move_id", "product_id", "quantity", "value"],
        select(t.stock_move.c.id, t.stock_move.c.product_id, -t.stock_move.c.quantity, -t.stock_move.c.value).where(
            t.stock_move.c.document_id == bindparam("of_document"), t.stock_move.c.is_provisional == literal(1)
        ),
    )
)
_CHANGE_SHORTAGE = (
    update(t.shortage).where(t.shortage.c.move_id == bindparam("of_move")).values(quantity=bindparam("left"), value=bindparam("left_value"))
)
_DELETE_SHORTAGE = delete(t.shortage).where(t.shortage.c.move_id == bindparam("of_move"))
_GOODS = (
    select(
        p.product.c.id,
        p.product.c.code,
        p.product.c.name,
        p.product.c.unit,
        p.product.c.kind,
        p.product.c.purchase_price,
        t.stock_value.c.quantity,
        t.stock_value.c.opened_seq,
    )
    .outerjoin_from(p.product, t.stock_value, t.stock_value.c.product_id == p.product.c.id)
    .where(p.product.c.id.in_(bindparam("ids", expanding=True)))
)
_LINES_OF = select(t.opening_line).where(t.opening_line.c.document_id == bindparam("of_document")).order_by(t.opening_line.c.line_no)
_HEAD_OF = select(d.document.c.id, d.document.c.number, d.document.c.posted_seq).where(
    d.document.c.id == bindparam("of_document"), d.document.c.kind == str(DocumentKind.OPENING), d.document.c.reverses.is_(None)
)
_INSERT_LINES = insert(t.opening_line)


def plan(work: Work, demands: Sequence[Demand], later: Sequence[Later] = (), *, undoes: int | None = None) -> Plan:
    """What these moves of one document would do and cost; what moved before a count brings its counter-move. Writes nothing.

    `undoes` is the document whose moves are taken back by these.
    """
    planned = plan_moves(work, [*demands, *counter_moves(work, demands, undoes)], later)
    del planned.results[len(demands) :]
    return planned


def append(work: Work, planned: Plan, posted: Posted) -> None:
    """Write a plan: ledger, level, value, shortages, later months. The document's row must be there."""
    connection = work.connection
    rows = planned.moves + planned.true_ups
    common = {"document_id": posted.id, "posted_seq": posted.seq, "business_date": posted.business_date}
    for row in rows:
        row.update(common)
    if rows:
        (_INSERT_MOVES_AS_OF if planned.has_as_of else _INSERT_MOVES).run_many(connection, rows)
    if planned.has_shortage:
        _INSERT_SHORTAGES.row(connection, {"of_document": posted.id})
    _write_touched(work, planned.touched)
    if planned.moves:
        _ADD_LEVEL.run_many(connection, planned.moves)
    if rows and is_kept(work, posted.business_date):
        add_to_months(work, posted, [(row["product_id"], row["place_id"], row["quantity"], row["value"]) for row in rows])
    values = [_value_row(i, account, posted) for i, account in planned.accounts.items() if account.is_touched]
    if values:
        _SET_VALUE.run_many(connection, values)


def _write_touched(work: Work, touched: Sequence[Shortage]) -> None:
    settled = [{"of_move": shortage.move_id} for shortage in touched if shortage.quantity == 0]
    left = [
        {"of_move": shortage.move_id, "left": shortage.quantity, "left_value": shortage.value} for shortage in touched if shortage.quantity
    ]
    if settled:
        work.connection.execute(_DELETE_SHORTAGE, settled)
    if left:
        work.connection.execute(_CHANGE_SHORTAGE, left)


def _value_row(product_id: int, account: Account, posted: Posted) -> dict[str, Any]:
    balance = account.balance
    rate = balance.rate or (None, None)
    opened = posted.seq if account.opens else 0 if account.closes else account.opened_seq
    return {
        "product_id": product_id,
        "quantity": balance.quantity,
        "value": balance.value,
        "rate_value": rate[0],
        "rate_quantity": rate[1],
        "opened_seq": opened,
    }


def set_opening_stock(work: Work, lines: Sequence[OpeningLine], key: str | None = None) -> Posted:
    """Set the number of products that are 未建库存, as of now; one document, one inward move a product.

    Without a cost the purchase price on file counts, else it is unknown. Raises NothingToOpen, AlreadyOpened, KeepsNoStock,
    NamedTwice, OpeningBelowZero, OpeningTooLarge; nothing is written then.
    """
    work.require(Permission.SET_OPENING_STOCK)
    return open_stock(work, lines, key)


def open_stock(work: Work, lines: Sequence[OpeningLine], key: str | None = None) -> Posted:
    """As `set_opening_stock`, in a batch that was allowed as a whole: whoever is signed in by now, it comes to its end."""
    if key is not None and (posted := documents.posted_with_key(work, key)):
        return posted
    if not lines:
        raise NothingToOpen
    goods = _goods(work, [line.product_id for line in lines])
    _check(lines, goods)
    if _is_fresh(goods):
        posted = open_fresh(work, [_fresh_line(line, goods[line.product_id]) for line in lines], key or str(uuid4()))
    else:
        rows = [_opening_row(work, line_no, line, goods[line.product_id]) for line_no, line in enumerate(lines, start=1)]
        posted = _post(work, rows, OPENS, key)
    work.record("set_opening_stock", posted.number, lines=len(lines))
    return posted


def undo_opening_stock(work: Work, document_id: int, key: str | None = None, *, reason: str = "") -> Posted:
    """Take an opening stock back: its quantities leave like an issue and its products are 未建库存 again.

    Raises NotFound when there is no such opening stock, NotOpened when one of its products was opened by another document
    or not at all.
    """
    work.require(Permission.SET_OPENING_STOCK)
    return close_stock(work, document_id, key, reason=reason)


def close_stock(work: Work, document_id: int, key: str | None = None, *, reason: str = "") -> Posted:
    """As `undo_opening_stock`, in a batch that was allowed as a whole."""
    if key is not None and (posted := documents.posted_with_key(work, key)):
        return posted
    head = work.connection.execute(_HEAD_OF, {"of_document": document_id}).one_or_none()
    if head is None:
        raise NotFound(str(document_id))
    lines = work.connection.execute(_LINES_OF, {"of_document": document_id}).mappings().all()
    goods = _goods(work, [line["product_id"] for line in lines])
    if gone := [goods[line["product_id"]].name for line in lines if goods[line["product_id"]].opened_seq != head.posted_seq]:
        raise NotOpened(gone)
    rows = [
        {name: line[name] for name in line if name not in ("id", "document_id")}
        | {"quantity": -line["quantity"], "value": -line["value"], "counted": -line["counted"]}
        for line in lines
    ]
    posted = _post(work, rows, CLOSES, key, (head.id, head.number), remark=reason)
    work.record("undo_opening_stock", posted.number, reverses=head.number, reason=reason)
    return posted


def _goods(work: Work, ids: Sequence[int]) -> dict[int, Any]:
    found = {}
    for some in chunks(ids):
        found.update({row.id: row for row in work.connection.execute(_GOODS, {"ids": some})})
    if len(found) < len(set(ids)):
        raise NotFound(str(next(i for i in ids if i not in found)))
    return found


def _check(lines: Sequence[OpeningLine], goods: dict[int, Any]) -> None:
    seen: set[int] = set()
    twice = [line for line in lines if line.product_id in seen or seen.add(line.product_id)]  # type: ignore[func-returns-value]
    refusals: list[tuple[Callable[[list[str]], ShopError], list[OpeningLine]]] = [
        (NamedTwice, twice),
        (KeepsNoStock, [line for line in lines if goods[line.product_id].kind not in KEPT]),
        (AlreadyOpened, [line for line in lines if goods[line.product_id].opened_seq]),
        (OpeningBelowZero, [line for line in lines if line.counted < 0 or (line.unit_cost or 0) < 0]),
    ]
    for refusal, wrong in refusals:
        if wrong:
            raise refusal([goods[line.product_id].name for line in wrong])
    refuse_too_much((goods[line.product_id].name, line.counted, _cost(line, goods[line.product_id])) for line in lines)


def _cost(line: OpeningLine, product: Any) -> int | None:
    """What was said, else the purchase price on file."""
    return product.purchase_price if line.unit_cost is None else line.unit_cost


def _is_fresh(goods: dict[int, Any]) -> bool:
    """Whether none of these products ever had a balance."""
    return all(product.quantity is None for product in goods.values())


def _fresh_line(line: OpeningLine, product: Any) -> tuple[int, int, int | None, str, str, str]:
    return line.product_id, line.counted, _cost(line, product), product.code, product.name, product.unit


def _opening_row(work: Work, line_no: int, line: OpeningLine, product: Any) -> dict[str, Any]:
    quantity = line.counted - (product.quantity or 0)
    cost = _cost(line, product)
    rate = price_rate(cost)
    return {
        "line_no": line_no,
        "product_id": line.product_id,
        "code": product.code,
        "name": product.name,
        "unit": product.unit,
        "place_id": work.place_id,
        "quantity": quantity,
        "counted": line.counted,
        "unit_cost": cost,
        "value": at_rate(rate, quantity) if rate else 0,
    }


def _post(
    work: Work, rows: list[dict[str, Any]], kind: str, key: str | None, reverses: tuple[int, str] | None = None, *, remark: str = ""
) -> Posted:
    demands = [
        Demand(
            row["product_id"],
            row["quantity"],
            kind,
            row["line_no"],
            value=row["value"] if row["unit_cost"] is not None and row["quantity"] > 0 else None,
            place_id=row["place_id"],
        )
        for row in rows
    ]
    planned = plan(work, demands)
    for row, moved in zip(rows, planned.results, strict=True):
        row["value"] = moved.value
    lines = [chain.opening_line(row) for row in rows]
    total = to_coin(sum(row["value"] for row in rows))
    posted = documents.post(work, DocumentKind.OPENING, key or str(uuid4()), total, head={}, lines=lines, reverses=reverses, remark=remark)
    work.connection.execute(_INSERT_LINES, [{**row, "document_id": posted.id} for row in rows])
    append(work, planned, posted)
    return posted
