"""What was half typed of a document that moves stock, and how much is where."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.tables import documents, stock
from jxc_desktop.domain.stock_draft import StockDraft, Way, draft_from_json
from jxc_desktop.queries.view import View

STOCK_DOCUMENT = "stock_document"

_d, _l = documents.draft, stock.stock_level
_OPEN = select(_d.c.body).where(_d.c.kind == STOCK_DOCUMENT, _d.c.owner_id == bindparam("owner")).order_by(_d.c.saved_at.desc(), _d.c.id)
_THERE = (
    select(_l.c.product_id, _l.c.place_id, func.sum(_l.c.quantity))
    .where(_l.c.product_id.in_(bindparam("ids", expanding=True)))
    .group_by(_l.c.product_id, _l.c.place_id)
)


def open_stock_draft(view: View, way: Way) -> StockDraft | None:
    """What this person typed last of this kind and did not book; one that can't be read is left where it is."""
    for body in view.connection.execute(_OPEN, {"owner": view.actor.user_id}).scalars():
        draft = draft_from_json(body)
        if draft is not None and draft.way is way:
            return draft
    return None


def levels_of(view: View, product_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Quantities by product and place."""
    if not product_ids:
        return {}
    return {(row[0], row[1]): row[2] for row in view.connection.execute(_THERE, {"ids": list(product_ids)})}
