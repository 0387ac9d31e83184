"""Half-typed goods receipts: saved at each change, so that a kill keeps everything; put away when nobody wants them.

Booking one takes its draft away in the same transaction (`receipts.receive_goods`).
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import GoodsReceipt
from jxc_desktop.domain.receipt_draft import quantities, receipt_to_json
from jxc_desktop.operations.drafts import keep_draft
from jxc_desktop.operations.receipts import plan_amendment, plan_receipt
from jxc_desktop.operations.sale_rows import drop_draft
from jxc_desktop.operations.stock_plan import TRUE_UP
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.drafts import OPEN
from jxc_desktop.queries.receipt_drafts import RECEIPT
from jxc_desktop.queries.true_ups import TrueUpRow, sales_of

_d = d.draft
_ID = select(_d.c.id).where(_d.c.key == bindparam("draft_key"), _d.c.kind == RECEIPT)


def save_receipt(work: Work, receipt: GoodsReceipt) -> bool:
    """Store a half-typed receipt as it is now; False when it was booked meanwhile (nothing is written). Raises NotAllowed."""
    work.require(Permission.RECEIVE_GOODS)
    as_ = (RECEIPT, OPEN)
    return keep_draft(work, receipt.key, as_, receipt_to_json(receipt), quantities(receipt)) is not None


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
