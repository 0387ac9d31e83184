"""The rows that sales and reversals share: statements compiled once, the shift of the day, print jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from jxc_desktop.db.prepared import Prepared, columns_but
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import printing, sales, shop
from jxc_desktop.db.upsert import upsert
from jxc_desktop.domain.customers import Customer
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.operations import documents
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain

Row = dict[str, Any]

RECEIPT, REVERSAL_SLIP, RETURN_SLIP, DRAWER = "receipt", "reversal", "return", "drawer"


@dataclass(frozen=True, slots=True)
class Returns:
    """What a return or reversal is against: id and number of the sale (none without receipt); the cart it is exchanged for."""

    sale_id: int | None
    number: str
    exchange_key: str = ""
    is_other_way: bool = False


_SALE = Prepared(insert(sales.sale), *columns_but(sales.sale))
_LINES = Prepared(insert(sales.sale_line), *columns_but(sales.sale_line, "id"))
_PAYMENTS = Prepared(insert(sales.payment), *columns_but(sales.payment, "id"))
_CUSTOMER = Prepared(insert(sales.sale_customer), *columns_but(sales.sale_customer))
_RETURN = Prepared(insert(sales.sale_return), *columns_but(sales.sale_return))
_DROP_LINES = Prepared(delete(d.draft_line).where(d.draft_line.c.draft_id == bindparam("draft")))
_DROP = Prepared(delete(d.draft).where(d.draft.c.id == bindparam("draft")))
_JOB = Prepared(
    insert(printing.print_job).returning(printing.print_job.c.id), "document_id", "kind", "state", "is_copy", "opens_drawer", "made_at"
)

shift_today = (
    select(shop.shift.c.id)
    .where(shop.shift.c.till_id == bindparam("till"), shop.shift.c.business_date == bindparam("day"))
    .order_by(shop.shift.c.number.desc())
    .limit(1)
)


_SHIFT_TODAY = Prepared(shift_today)


def shift_id(work: Work) -> int:
    """The till's shift of the business day; the day's first document makes it, nobody is asked."""
    day = work.business_date
    found = _SHIFT_TODAY.value(work.connection, {"till": work.till.id, "day": day})
    return make_shift(work, day) if found is None else int(found)


def make_shift(work: Work, day: date) -> int:
    """The first shift of a business day, made."""
    keys = ("till_id", "business_date", "number")
    statement = upsert(work.connection, shop.shift, keys, ("number",)).returning(shop.shift.c.id)
    row = {"till_id": work.till.id, "business_date": day, "number": 1, "opened_at": work.now}
    return int(work.connection.execute(statement, row).scalar_one())


def post(
    work: Work,
    kind: DocumentKind,
    key: str,
    *,
    sale: Row,
    lines: Sequence[Row],
    payments: Sequence[Row],
    remark: str = "",
    reverses: tuple[int, str] | None = None,
    returns: Returns | None = None,
    customer: Customer | None = None,
    amends: str = "",
    day: date | None = None,
) -> Posted:
    """Post a sale, return or reversal and write its rows. Each payment brings the code of its way of paying as `method`.

    `amends` is the number of the sale whose place this one takes.
    """
    head = _head(kind, sale, returns)
    if customer is not None:
        head = chain.with_customer(head, customer.name, customer.phone)
    if amends:
        head = chain.with_amends(head, amends)
    posted = documents.post(
        work,
        kind,
        key,
        sale["total"],
        head=head,
        lines=[chain.sale_line(line) for line in lines],
        payments=[chain.payment(payment, payment.pop("method")) for payment in payments],
        remark=remark,
        reverses=reverses,
        day=day,
    )
    connection = work.connection
    sale["id"] = posted.id
    _SALE.row(connection, sale)
    if customer is not None:
        bought = {"id": posted.id, "customer_id": customer.id, "name": customer.name, "phone": customer.phone}
        _CUSTOMER.row(connection, bought)
    if returns is not None:
        facts = {
            "id": posted.id,
            "sale_id": returns.sale_id,
            "exchange_key": returns.exchange_key,
            "is_other_way": int(returns.is_other_way),
        }
        _RETURN.row(connection, facts)
    for row in (*lines, *payments):
        row["document_id"] = posted.id
    if lines:
        _LINES.run_many(connection, lines)
    if payments:
        _PAYMENTS.run_many(connection, payments)
    return posted


def _head(kind: DocumentKind, sale: Row, returns: Returns | None) -> dict[str, object]:
    if kind is not DocumentKind.RETURN or returns is None:
        return chain.sale_head(sale)
    return chain.return_head(sale, returns.number, is_other_way=returns.is_other_way, exchange_key=returns.exchange_key)


def queue_job(work: Work, document_id: int, kind: str, *, opens_drawer: bool = False, is_copy: bool = False) -> int:
    """A print job, waiting. `drawer` prints nothing: it only opens the drawer."""
    row = {
        "document_id": document_id,
        "kind": kind,
        "state": "waiting",
        "is_copy": int(is_copy),
        "opens_drawer": int(opens_drawer),
        "made_at": work.now,
    }
    return int(_JOB.value(work.connection, row))


def drop_draft(work: Work, draft_id: int) -> None:
    """Take a draft away, with its lines."""
    _DROP_LINES.row(work.connection, {"draft": draft_id})
    _DROP.row(work.connection, {"draft": draft_id})
