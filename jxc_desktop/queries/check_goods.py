"""What the chain fixes of documents that are no sales: read for a chunk of them, as it was built when they were posted."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, bindparam, select, type_coerce

from jxc_desktop.db.tables import counts, parties, purchasing, stock_documents
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables.sales import amendment
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import COIN, half_up
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.queries import chain
from jxc_desktop.queries.view import View

KINDS = frozenset(
    {
        DocumentKind.REVERSAL,
        DocumentKind.OPENING_PAYABLE,
        DocumentKind.ORDER,
        DocumentKind.RECEIPT,
        DocumentKind.PURCHASE_RETURN,
        DocumentKind.SUPPLIER_PAYMENT,
        DocumentKind.LATER_COST,
        DocumentKind.WRITE_OFF,
        DocumentKind.WRITE_UP,
        DocumentKind.TRANSFER,
        DocumentKind.ASSEMBLY,
        DocumentKind.COUNT,
        DocumentKind.COUNT_GAIN,
        DocumentKind.COUNT_LOSS,
    }
)
"""Kinds whose documents may have their body here; a reversal has it where what it reverses has."""


class Body(NamedTuple):
    """Head, lines and payments of a document, and the numbers of lines whose figures don't fit together."""

    head: dict[str, object]
    lines: list[tuple[Any, ...]]
    payments: list[tuple[Any, ...]]
    wrong_amounts: list[int]


_IDS: Any = bindparam("ids", expanding=True)
_order = d.document.alias("of_order")
_receipt = d.document.alias("of_receipt")
_amended = d.document.alias("amended")


def _of(table: Any, *more: Any) -> Select[Any]:
    return select(table, *more).where(table.c.id.in_(_IDS))


_RECEIPTS = (
    _of(
        purchasing.goods_receipt,
        _order.c.number.label("order_number"),
        _receipt.c.number.label("receipt_number"),
        _amended.c.number.label("amends"),
    )
    .outerjoin(_order, _order.c.id == purchasing.goods_receipt.c.order_id)
    .outerjoin(_receipt, _receipt.c.id == purchasing.goods_receipt.c.receipt_id)
    .outerjoin(amendment, amendment.c.id == purchasing.goods_receipt.c.id)
    .outerjoin(_amended, _amended.c.id == amendment.c.sale_id)
)
_ORDERS = select(
    purchasing.purchase_order.c.id,
    *[purchasing.purchase_order.c[name] for name in chain.ORDER_HEAD],
    type_coerce(purchasing.purchase_order.c.expected_on, Text).label("expected"),
).where(purchasing.purchase_order.c.id.in_(_IDS))
_PAYMENTS = _of(purchasing.supplier_payment)
_PAYABLES = _of(parties.opening_payable)
_TRANSFERS = _of(stock_documents.transfer)
_COUNTS = _of(counts.posted_count)
_COUNTS_BACK = (
    select(d.document.c.id).join(counts.posted_count, counts.posted_count.c.id == d.document.c.reverses).where(d.document.c.id.in_(_IDS))
)
_LATE = select(counts.late_goods).where(counts.late_goods.c.document_id.in_(_IDS))
_LATER_COSTS = _of(purchasing.later_cost, _receipt.c.number.label("receipt_number")).outerjoin(
    _receipt, _receipt.c.id == purchasing.later_cost.c.receipt_id
)


def _lines_of(table: Any) -> Select[Any]:
    return select(table).where(table.c.document_id.in_(_IDS)).order_by(table.c.document_id, table.c.line_no)


_RECEIPT_LINES, _ORDER_LINES = _lines_of(purchasing.receipt_line), _lines_of(purchasing.purchase_order_line)
_LINES: tuple[tuple[Select[Any], Any], ...] = (
    (_RECEIPT_LINES, chain.receipt_line),
    (_ORDER_LINES, chain.order_line),
    (_lines_of(purchasing.later_cost_line), chain.later_cost_line),
    (_lines_of(stock_documents.transfer_line), chain.transfer_line),
    (_lines_of(counts.count_line), chain.count_line),
)
_HEADLESS: tuple[tuple[Select[Any], Any], ...] = (
    (_lines_of(stock_documents.adjustment_line), chain.adjustment_line),
    (_lines_of(stock_documents.assembly_line), chain.assembly_line),
)
_LEGS = (
    select(parties.account_move.c.document_id, parties.account.c.code, parties.account_move.c.amount)
    .join(parties.account, parties.account.c.id == parties.account_move.c.account_id)
    .where(parties.account_move.c.document_id.in_(_IDS))
    .order_by(parties.account_move.c.document_id, parties.account_move.c.id)
)


def bodies(view: View, ids: Sequence[int]) -> dict[int, Body]:
    """The bodies of those of these documents that have one here."""
    heads = {
        row["id"]: chain.with_amends(chain.receipt_head(row, row["order_number"] or "", row["receipt_number"] or ""), row["amends"] or "")
        for row in _rows(view, _RECEIPTS, ids)
    }
    heads |= {row["id"]: chain.order_head(row, row["expected"] or "") for row in _rows(view, _ORDERS, ids)}
    heads |= {row["id"]: chain.payment_head(row) for row in _rows(view, _PAYMENTS, ids)}
    heads |= {row["id"]: chain.opening_payable_head(row) for row in _rows(view, _PAYABLES, ids)}
    heads |= {row["id"]: chain.transfer_head(row) for row in _rows(view, _TRANSFERS, ids)}
    heads |= {row["id"]: chain.count_head(row) for row in _rows(view, _COUNTS, ids)}
    heads |= {row["id"]: {} for row in _rows(view, _COUNTS_BACK, ids)}
    heads |= {row["id"]: chain.later_cost_head(row, row["receipt_number"] or "") for row in _rows(view, _LATER_COSTS, ids)}
    found = {document_id: Body(head, [], [], []) for document_id, head in heads.items()}
    for statement, line in _LINES:
        for row in _rows(view, statement, list(found)):
            body = found[row["document_id"]]
            body.lines.append(line(row))
            if "pack_quantity" in row and not _fits(row):
                body.wrong_amounts.append(row["line_no"])
    for statement, line in _HEADLESS:
        for row in _rows(view, statement, ids):
            found.setdefault(row["document_id"], Body({}, [], [], [])).lines.append(line(row))
    late: dict[int, list[Mapping[str, Any]]] = {}
    for row in _rows(view, _LATE, list(found)):
        late.setdefault(row["document_id"], []).append(row)
    for document_id, rows in late.items():
        found[document_id] = found[document_id]._replace(head=chain.with_late(found[document_id].head, rows))
    for row in _rows(view, _LEGS, list(found)):
        payments = found[row["document_id"]].payments
        payments.append(chain.account_leg(len(payments) + 1, row["code"], row["amount"]))
    return found


def _rows(view: View, statement: Select[Any], ids: Sequence[int]) -> Iterator[Mapping[str, Any]]:
    yield from (
        {str(name): value for name, value in row.items()} for row in view.connection.execute(statement, {"ids": list(ids)}).mappings()
    )


def _fits(line: Mapping[str, Any]) -> bool:
    """Products are formed in Python: SQL would leave 64 bits silently."""
    if line.get("is_amount_typed") or line.get("is_free"):
        return True
    return bool(line["amount"] == half_up(line["pack_quantity"] * line["price"], ONE * COIN) * COIN)
