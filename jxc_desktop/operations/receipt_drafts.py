"""Half-typed goods receipts: saved at each change, so that a kill keeps everything; put away when nobody wants them.

Booking one takes its draft away in the same transaction (`receipts.receive_goods`).
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update

from jxc_desktop.db.tables import documents as d
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import GoodsReceipt
from jxc_desktop.domain.receipt_draft import receipt_to_json
from jxc_desktop.operations import documents
from jxc_desktop.operations.receipts import plan_amendment, plan_receipt
from jxc_desktop.operations.sale_rows import drop_draft
from jxc_desktop.operations.stock_plan import TRUE_UP
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.drafts import OPEN
from jxc_desktop.queries.receipt_drafts import RECEIPT
from jxc_desktop.queries.true_ups import TrueUpRow, sales_of

_d = d.draft
_ID = select(_d.c.id).where(_d.c.key == bindparam("draft_key"), _d.c.kind == RECEIPT)
_CHANGE = update(_d).where(_d.c.key == bindparam("draft_key"), _d.c.kind == RECEIPT)


def save_receipt(work: Work, receipt: GoodsReceipt) -> bool:
    """Store a half-typed receipt as it is now; False when it was booked meanwhile (nothing is written). Raises NotAllowed."""
    work.require(Permission.RECEIVE_GOODS)
    body = receipt_to_json(receipt)
    changed = work.connection.execute(
        _CHANGE.values(body=body, saved_at=work.now, version=_d.c.version + 1), {"draft_key": receipt.key}
    ).rowcount
    if changed:
        return True
    if documents.posted_with_key(work, receipt.key) is not None:
        return False
    row = {
        "key": receipt.key,
        "kind": RECEIPT,
        "owner_id": work.actor.user_id,
        "till_id": work.till.id,
        "state": OPEN,
        "body": body,
        "opened_at": work.now,
        "saved_at": work.now,
    }
    work.connection.execute(insert(_d), row)
    return True


def drop_receipt(work: Work, receipt: GoodsReceipt) -> None:
    """Put a half-typed receipt away. Raises NotAllowed."""
    work.require(Permission.RECEIVE_GOODS)
    draft_id = work.connection.execute(_ID, {"draft_key": receipt.key}).scalar_one_or_none()
    if draft_id is not None:
        drop_draft(work, draft_id)
        if receipt.lines:
            work.record("drop_receipt", "", supplier=receipt.supplier_id, lines=len(receipt.lines), total=receipt.total)


def preview_true_ups(work: Work, receipt: GoodsReceipt) -> Sequence[TrueUpRow]:
    """The sales whose cost this receipt would change, before it is booked. Writes nothing. Raises NotAllowed."""
    work.require(Permission.RECEIVE_GOODS)
    planned = plan_receipt(work, receipt) if receipt.amends is None else plan_amendment(work, receipt.amends, receipt)
    values: dict[int, int] = {}
    for row in planned.true_ups:
        if row["kind"] == TRUE_UP:
            values[row["settles"]] = values.get(row["settles"], 0) + row["value"]
    return sales_of(work, values)
