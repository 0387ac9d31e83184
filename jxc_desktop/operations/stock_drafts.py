"""Half-typed transfers, write-offs, write-ups and assemblies: kept at each change, booked, put away."""

from jxc_desktop.domain.late_goods import moments_of
from jxc_desktop.domain.stock_draft import RIGHTS, StockDraft, Way, draft_to_json
from jxc_desktop.operations.adjustments import take_back_adjustment, write_off, write_up
from jxc_desktop.operations.assemblies import assemble_goods, take_back_assembly
from jxc_desktop.operations.drafts import keep_draft
from jxc_desktop.operations.places import set_recipe
from jxc_desktop.operations.stock_rows import Booked, drop_kept
from jxc_desktop.operations.transfers import take_back_transfer, transfer_goods
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.drafts import OPEN
from jxc_desktop.queries.places import recipe_of
from jxc_desktop.queries.stock_drafts import STOCK_DOCUMENT, copy_of


def keep_stock_draft(work: Work, draft: StockDraft) -> None:
    """Store it as it is now; one that was booked meanwhile stays as it was booked. Raises NotAllowed."""
    work.require(RIGHTS[draft.way])
    keep_draft(work, draft.key, (STOCK_DOCUMENT, OPEN), draft_to_json(draft), {})


def copy_stock_document(work: Work, document_id: int, key: str) -> Way:
    """A posted document as a new draft (复制), to be looked at and booked; of which kind. Raises NotAllowed, NotFound."""
    draft = copy_of(work, document_id, key)
    keep_stock_draft(work, draft)
    return draft.way


def drop_stock_draft(work: Work, draft: StockDraft) -> None:
    """Put it away. Raises NotAllowed."""
    work.require(RIGHTS[draft.way])
    drop_kept(work, draft.key)
    if draft.lines:
        work.record("drop_stock_draft", str(draft.way), lines=len(draft.lines))


def book_stock_draft(work: Work, draft: StockDraft) -> Booked:
    """Post it as what it is; its draft goes in the same transaction. Raises what the operations raise."""
    work.require(RIGHTS[draft.way])
    lines = [line.as_stock_line for line in draft.lines]
    key, remark, day, moments = draft.key, draft.remark, draft.day, moments_of(draft.answers)
    if draft.way is Way.TRANSFER:
        made = transfer_goods(work, draft.from_place, draft.to_place, lines, key=key, remark=remark, day=day, were_counted=moments)
    elif draft.way is Way.ASSEMBLY:
        made = assemble_goods(work, draft.used, draft.made, key=key, remark=remark, day=day, were_counted=moments)
        _remember(work, draft)
    else:
        book = write_off if draft.way is Way.WRITE_OFF else write_up
        made = book(work, lines, key=key, remark=remark, day=day, were_counted=moments)
    drop_kept(work, draft.key)
    return made


def _remember(work: Work, draft: StockDraft) -> None:
    """Several products that made one are proposed the next time, as long as nothing else is on file for it."""
    one, parts = draft.one_made, draft.parts_of_one
    if one is not None and len(parts) > 1 and all(part.quantity for part in parts) and not recipe_of(work, one.product_id):
        set_recipe(work, one.product_id, parts)


def take_back(work: Work, way: Way, document_id: int, reason: str = "") -> Booked:
    """Take one back, whatever it is. Raises what the operations raise."""
    work.require(RIGHTS[way])
    operation = {Way.TRANSFER: take_back_transfer, Way.ASSEMBLY: take_back_assembly}.get(way, take_back_adjustment)
    return operation(work, document_id, reason)
