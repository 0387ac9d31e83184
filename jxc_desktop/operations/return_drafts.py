"""Half-typed returns to suppliers: kept at each change, put away when nobody wants them.

Booking one takes its draft away in the same transaction (`receipts.return_to_supplier`).
"""

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.return_draft import ReturnDraft, return_to_json
from jxc_desktop.operations.drafts import keep_draft
from jxc_desktop.operations.stock_rows import drop_kept
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.drafts import OPEN
from jxc_desktop.queries.receipt_drafts import PURCHASE_RETURN


def keep_return(work: Work, draft: ReturnDraft) -> None:
    """Store it as it is now; one that was booked meanwhile stays as it was booked. Raises NotAllowed."""
    work.require(Permission.RETURN_TO_SUPPLIER)
    keep_draft(work, draft.key, (PURCHASE_RETURN, OPEN), return_to_json(draft), {})


def drop_return(work: Work, draft: ReturnDraft) -> None:
    """Put it away. Raises NotAllowed."""
    work.require(Permission.RETURN_TO_SUPPLIER)
    drop_kept(work, draft.key)
    if draft.lines:
        work.record("drop_return", "", receipt=draft.receipt_id, lines=len(draft.lines))
