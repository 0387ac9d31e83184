"""Half-typed transfers, write-offs, write-ups and assemblies: kept at each change, booked, put away."""

from collections.abc import Sequence

from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock_documents import StockLine
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
from jxc_desktop.queries.stock_drafts import STOCK_DOCUMENT


def keep_stock_draft(work: Work, draft: StockDraft) -> None:
    """Store it as it is now; one that was booked meanwhile stays as it was booked. Raises NotAllowed."""
    work.require(RIGHTS[draft.way])
    keep_draft(work, draft.key, (STOCK_DOCUMENT, OPEN), draft_to_json(draft), {})


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
    if draft.way is Way.TRANSFER:
        made = transfer_goods(work, draft.from_place, draft.to_place, lines, key=draft.key, remark=draft.remark)
    elif draft.way is Way.ASSEMBLY:
        used = [line.as_stock_line for line in draft.lines if not line.is_made]
        sets = [line.as_stock_line for line in draft.lines if line.is_made]
        made = assemble_goods(work, used, sets, key=draft.key, remark=draft.remark)
        _remember(work, used, sets)
    else:
        made = (write_off if draft.way is Way.WRITE_OFF else write_up)(work, lines, key=draft.key, remark=draft.remark)
    drop_kept(work, draft.key)
    return made


def _remember(work: Work, used: Sequence[StockLine], sets: Sequence[StockLine]) -> None:
    """Several products that made one are proposed the next time, as long as nothing else is on file for it."""
    if len(sets) != 1 or len(used) < 2 or recipe_of(work, sets[0].product_id):
        return
    parts = [StockLine(line.product_id, line.quantity * ONE // sets[0].quantity) for line in used]
    if all(part.quantity for part in parts):
        set_recipe(work, sets[0].product_id, parts)


def take_back(work: Work, way: Way, document_id: int, reason: str = "") -> Booked:
    """Take one back, whatever it is. Raises what the operations raise."""
    work.require(RIGHTS[way])
    operation = {Way.TRANSFER: take_back_transfer, Way.ASSEMBLY: take_back_assembly}.get(way, take_back_adjustment)
    return operation(work, document_id, reason)
