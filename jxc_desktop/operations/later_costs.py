"""What comes to a receipt later: freight, a fee, a rebate; owed to whom it is due, and part of what the goods cost.

It is shared over the receipt's goods by value. What is still in stock is worth it, the issues since are trued up, and what finds
no piece to go to is a `price_difference`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, share_out
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import Terms, due_on
from jxc_desktop.domain.stock_documents import LaterKind, SumNeeded
from jxc_desktop.operations import documents, stock
from jxc_desktop.operations.parties import owe, owe_less, use_open_credit
from jxc_desktop.operations.stock_plan import Later
from jxc_desktop.operations.stock_rows import Row, to_take_back
from jxc_desktop.operations.suppliers import supplier_row
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain


@dataclass(frozen=True, slots=True)
class CameLater:
    """A later cost as it stands: of its sum so much is the stock's, so much the issues', and the rest found no piece."""

    document_id: int
    number: str
    amount: int
    of_stock: int = 0
    of_issues: int = 0
    difference: int = 0
    is_new: bool = True


_RECEIPT_LINES = select(t.receipt_line).where(t.receipt_line.c.document_id == bindparam("document")).order_by(t.receipt_line.c.line_no)
_HEAD = select(t.later_cost).where(t.later_cost.c.id == bindparam("document"))
_LINES = select(t.later_cost_line).where(t.later_cost_line.c.document_id == bindparam("document")).order_by(t.later_cost_line.c.line_no)
_SUPPLIER_OF = select(t.goods_receipt.c.supplier_id).where(t.goods_receipt.c.id == bindparam("document"))
_NUMBER = select(d.document.c.number).where(d.document.c.id == bindparam("document"))
_GIVEN = ("line_no", "product_id", "code", "name", "unit")


def plan_later_cost(work: Work, receipt_id: int, kind: LaterKind, amount: int) -> stock.Plan:
    """What it would do to stock and issues: shown before it is posted. Writes nothing."""
    return stock.plan(work, [], _wishes(receipt_id, _shared(work, receipt_id, -amount if kind is LaterKind.REBATE else amount)))


def add_later_cost(
    work: Work,
    receipt_id: int,
    kind: LaterKind,
    amount: int,
    *,
    key: str,
    party_id: int | None = None,
    remark: str = "",
    day: date | None = None,
) -> CameLater:
    """Book what comes to a receipt's goods later, owed to a party (none given: the receipt's supplier); a rebate is owed to the shop.

    A key that was posted before gives the first one back. Raises NotAllowed, NotFound, SumNeeded, AlreadyReversed, DayAhead.
    """
    work.require(Permission.RECEIVE_GOODS)
    if before := documents.posted_with_key(work, key):
        return CameLater(before.id, before.number, amount, is_new=False)
    if not 0 < amount <= MAX_DOCUMENT or amount % COIN:
        raise SumNeeded
    receipt = to_take_back(work, receipt_id, DocumentKind.RECEIPT)
    if party_id is None:
        party_id = int(work.connection.execute(_SUPPLIER_OF, {"document": receipt_id}).scalar_one())
    party = supplier_row(work, party_id)
    signed = -amount if kind is LaterKind.REBATE else amount
    head = {"receipt_id": receipt_id, "party_id": party_id, "party_name": party.name, "kind": str(kind), "amount": signed}
    rows = _shared(work, receipt_id, signed)
    made, posted = _post(work, (DocumentKind.LATER_COST, key), head, rows, receipt.number, remark=remark, day=day)
    if signed > 0:
        owe(work, party_id, signed, posted, due_on(Terms(party.terms), party.term_days, posted.business_date))
    else:
        owe_less(work, party_id, amount, posted, [receipt_id])
    work.record("add_later_cost", posted.number, receipt=receipt.number, kind=str(kind), amount=signed, party=party_id)
    return made


def take_back_later_cost(work: Work, document_id: int, reason: str) -> CameLater:
    """Take a later cost back (作废): its value leaves the goods again, wherever they are by now. Raises NotAllowed, NotFound, AlreadyReversed."""
    work.require(Permission.RECEIVE_GOODS)
    former = to_take_back(work, document_id, DocumentKind.LATER_COST)
    old: Any = work.connection.execute(_HEAD, {"document": document_id}).mappings().one()
    head = {name: old[name] for name in ("receipt_id", "party_id", "party_name", "kind")} | {"amount": -old["amount"]}
    lines = work.connection.execute(_LINES, {"document": document_id}).mappings()
    rows = [{name: line[name] for name in _GIVEN} | {"amount": -line["amount"]} for line in lines]
    receipt = work.connection.execute(_NUMBER, {"document": old["receipt_id"]}).scalar_one()
    reverses = (former.id, former.number)
    made, posted = _post(work, (DocumentKind.REVERSAL, former.key), head, rows, receipt, remark=reason, reverses=reverses)
    if old["amount"] > 0:
        owe_less(work, old["party_id"], old["amount"], posted, [document_id])
    else:
        owed = owe(work, old["party_id"], -old["amount"], posted, posted.business_date)
        use_open_credit(work, old["party_id"], owed, -old["amount"], posted, documents=[document_id])
    work.record("take_back_later_cost", posted.number, reverses=former.number, reason=reason)
    return made


def _shared(work: Work, receipt_id: int, amount: int) -> list[Row]:
    """A row a product of the receipt that it is shared over: by value, by quantity where nothing has a value."""
    values: dict[int, list[int]] = {}
    names: dict[int, Any] = {}
    for line in work.connection.execute(_RECEIPT_LINES, {"document": receipt_id}):
        of = values.setdefault(line.product_id, [0, 0])
        of[0] += line.value
        of[1] += line.base_quantity
        names.setdefault(line.product_id, line)
    by_value, by_quantity = [each[0] for each in values.values()], [each[1] for each in values.values()]
    weights = by_value if any(by_value) else by_quantity if any(by_quantity) else [1] * len(values)
    shares = share_out(amount, weights)
    return [
        {"line_no": number, "product_id": i, "code": names[i].code, "name": names[i].name, "unit": names[i].unit, "amount": share}
        for number, (i, share) in enumerate(zip(values, shares, strict=True), 1)
    ]


def _wishes(receipt_id: int, rows: list[Row]) -> list[Later]:
    return [Later(row["product_id"], receipt_id, row["amount"], row["line_no"]) for row in rows]


def _post(
    work: Work,
    as_: tuple[DocumentKind, str],
    head: Row,
    rows: list[Row],
    receipt: str,
    *,
    remark: str,
    day: date | None = None,
    reverses: tuple[int, str] | None = None,
) -> tuple[CameLater, documents.Posted]:
    planned = stock.plan(work, [], _wishes(head["receipt_id"], rows))
    sealed = [chain.later_cost_line(row) for row in rows]
    posted = documents.post(
        work,
        *as_,
        head["amount"],
        head=chain.later_cost_head(head, receipt),
        lines=sealed,
        remark=remark,
        day=day,
        reverses=reverses,
        party_id=head["party_id"],
    )
    work.connection.execute(insert(t.later_cost), {"id": posted.id, **head})
    work.connection.execute(insert(t.later_cost_line), [{**row, "document_id": posted.id} for row in rows])
    stock.append(work, planned, posted)
    lost = [
        {"document_id": posted.id, "line_no": row["line_no"], "product_id": row["product_id"], "amount": moved.difference}
        for row, moved in zip(rows, planned.later, strict=True)
        if moved.difference
    ]
    if lost:
        work.connection.execute(insert(t.price_difference), lost)
    kept = sum(moved.stock for moved in planned.later)
    issues = sum(value for moved in planned.later for _move, value in moved.issues)
    return CameLater(posted.id, posted.number, head["amount"], kept, issues, head["amount"] - kept - issues), posted
