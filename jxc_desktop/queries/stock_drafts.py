"""What was half typed of a document that moves stock, and how much is where."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.tables import documents, stock, stock_documents
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.stock_draft import DraftLine, StockDraft, Way, draft_from_json
from jxc_desktop.i18n import _
from jxc_desktop.queries.view import View

STOCK_DOCUMENT = "stock_document"

_d, _l = documents.draft, stock.stock_level
_OPEN = select(_d.c.body).where(_d.c.kind == STOCK_DOCUMENT, _d.c.owner_id == bindparam("owner")).order_by(_d.c.saved_at.desc(), _d.c.id)
_WAYS: dict[str, Way] = {
    DocumentKind.TRANSFER: Way.TRANSFER,
    DocumentKind.WRITE_OFF: Way.WRITE_OFF,
    DocumentKind.WRITE_UP: Way.WRITE_UP,
    DocumentKind.ASSEMBLY: Way.ASSEMBLY,
}
_moved, _adjusted, _assembled = stock_documents.transfer_line.c, stock_documents.adjustment_line.c, stock_documents.assembly_line.c
_OF_REASON = stock_documents.adjustment_line, (_adjusted.product_id, _adjusted.quantity, _adjusted.place_id, _adjusted.reason_id)
_LINES = {
    Way.TRANSFER: (stock_documents.transfer_line, (_moved.product_id, _moved.quantity)),
    Way.WRITE_OFF: _OF_REASON,
    Way.WRITE_UP: _OF_REASON,
    Way.ASSEMBLY: (stock_documents.assembly_line, (_assembled.product_id, _assembled.quantity, _assembled.place_id)),
}
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


def copy_of(view: View, document_id: int, key: str) -> StockDraft:
    """A posted transfer, write-off, write-up or assembly as a new one, for the day on which it is booked. Raises NotFound."""
    kind = view.connection.execute(select(documents.document.c.kind).where(documents.document.c.id == document_id)).scalar_one_or_none()
    if kind not in _WAYS:
        raise NotFound(_("this document"))
    way, (table, columns) = _WAYS[kind], _LINES[_WAYS[kind]]
    rows = view.connection.execute(select(*columns).where(table.c.document_id == document_id).order_by(table.c.line_no)).all()
    if way is Way.TRANSFER:
        head = view.connection.execute(select(stock_documents.transfer).where(stock_documents.transfer.c.id == document_id)).one()
        lines = tuple(DraftLine(row.product_id, row.quantity, 0, head.from_place_id) for row in rows)
        return StockDraft(key, way, head.from_place_id, head.to_place_id, lines=lines)
    if way is Way.ASSEMBLY:
        return StockDraft(key, way, lines=tuple(DraftLine(row[0], abs(row[1]), 0, row[2], row[1] > 0) for row in rows))
    return StockDraft(key, way, lines=tuple(DraftLine(row[0], abs(row[1]), row[3], row[2]) for row in rows))


def levels_of(view: View, product_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Quantities by product and place."""
    if not product_ids:
        return {}
    return {(row[0], row[1]): row[2] for row in view.connection.execute(_THERE, {"ids": list(product_ids)})}
