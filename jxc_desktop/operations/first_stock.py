"""Opening stock of products that never moved: what the one door would write, known without a plan, written in bulk.

Only `operations.stock` calls this. An import brings tens of thousands of such lines; a test keeps both ways equal.
"""

from collections.abc import Sequence
from typing import Any

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.tables import stock as t
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import half_up, to_coin
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations import documents
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.stock_months import add_to_months, is_kept
from jxc_desktop.operations.stock_plan import OPENS
from jxc_desktop.operations.work import Work

_LINE = ("document_id", "line_no", "product_id", "code", "name", "unit", "place_id", "quantity", "counted", "unit_cost", "value")
_MOVE = ("product_id", "place_id", "quantity", "value", "kind", "document_id", "line_no", "is_cost_known", "posted_seq", "business_date")
_LEVEL = ("product_id", "place_id", "lot", "quantity")
_VALUE = ("product_id", "quantity", "value", "rate_value", "rate_quantity", "opened_seq")

Line = tuple[int, int, int | None, str, str, str]


def open_fresh(work: Work, lines: Sequence[Line], key: str) -> Posted:
    """Post opening stock: lines are (product id, counted, unit cost or None, code, name, unit) of goods without a balance.

    Each is one inward move; without a cost its value is unknown and 0. A count of nothing opens the product without a move.
    """
    values = [0 if cost is None else half_up(cost * counted, ONE) for _id, counted, cost, *_names in lines]
    numbered = [(number, *line, value) for number, (line, value) in enumerate(zip(lines, values, strict=True), start=1)]
    chained = [
        (number, code, name, unit, counted, counted, cost, value) for number, _id, counted, cost, code, name, unit, value in numbered
    ]
    posted = documents.post(work, DocumentKind.OPENING, key, to_coin(sum(values)), head={}, lines=chained)
    _write(work, numbered, posted)
    return posted


def _write(work: Work, numbered: Sequence[tuple[Any, ...]], posted: Posted) -> None:
    place, document, seq, day = work.place_id, posted.id, posted.seq, posted.business_date.isoformat()
    rows = [
        (document, number, product_id, code, name, unit, place, counted, counted, cost, value)
        for number, product_id, counted, cost, code, name, unit, value in numbered
    ]
    moves = [
        (product_id, place, counted, value, OPENS, document, number, int(cost is not None), seq, day)
        for number, product_id, counted, cost, _code, _name, _unit, value in numbered
        if counted
    ]
    levels = [(row[0], place, 0, row[2]) for row in moves]
    values = [
        (product_id, counted, value, value, counted, seq) if counted and cost is not None else (product_id, counted, value, None, None, seq)
        for _number, product_id, counted, cost, _code, _name, _unit, value in numbered
    ]
    insert_rows(work.connection, t.opening_line, _LINE, rows)
    insert_rows(work.connection, t.stock_move, _MOVE, moves)
    insert_rows(work.connection, t.stock_level, _LEVEL, levels)
    insert_rows(work.connection, t.stock_value, _VALUE, values)
    if is_kept(work, posted.business_date):
        add_to_months(work, posted, [(row[0], place, row[2], row[3]) for row in moves])
