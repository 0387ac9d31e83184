"""Goods receipts that are half typed: any number of them, each kept at each change."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents, purchasing, shop
from jxc_desktop.domain.purchasing import GoodsReceipt
from jxc_desktop.domain.receipt_draft import ReceiptUnreadable, receipt_from_json
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.view import View

RECEIPT = "receipt"

DRAFT_COLUMNS = (
    Column("supplier", N_("Half typed, from"), "text"),
    Column("first_goods", N_("First product"), "text"),
    Column("lines", N_("Lines"), "integer"),
    Column("total", N_("Total"), "amount"),
    Column("saved_at", N_("Saved"), "time"),
    Column("owner", N_("By"), "text"),
    Column("key", N_("Key"), "code"),
)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A half-typed receipt; `lines` their number, money in 1/10000, the time aware and local."""

    key: str
    supplier: str
    first_goods: str
    lines: int
    total: int
    saved_at: datetime
    owner: str


_d = documents.draft
_ALL = (
    select(_d.c.key, _d.c.body, _d.c.saved_at, shop.user.c.name)
    .join(shop.user, shop.user.c.id == _d.c.owner_id)
    .where(_d.c.kind == RECEIPT)
    .order_by(_d.c.saved_at.desc(), _d.c.id.desc())
)
_ONE = select(_d.c.body).where(_d.c.kind == RECEIPT, _d.c.key == bindparam("draft_key"))
_NAMES = select(purchasing.supplier.c.id, purchasing.supplier.c.name)


def receipt_drafts(view: View) -> tuple[DraftRow, ...]:
    """The half-typed receipts, the latest first; one that can't be read is left out (`check` names it)."""
    found = []
    for row in view.connection.execute(_ALL):
        try:
            found.append((row, receipt_from_json(row.body)))
        except ReceiptUnreadable:
            continue
    ids = {receipt.supplier_id for _row, receipt in found if receipt.supplier_id}
    names = {row.id: row.name for row in view.connection.execute(_NAMES.where(purchasing.supplier.c.id.in_(ids)))}
    return tuple(
        DraftRow(
            row.key,
            names.get(receipt.supplier_id, ""),
            receipt.lines[0].goods.name if receipt.lines else "",
            len(receipt.lines),
            receipt.total,
            row.saved_at.astimezone(view.now.tzinfo),
            shown_name(row.name),
        )
        for row, receipt in found
    )


def receipt_draft(view: View, key: str) -> GoodsReceipt | None:
    """A half-typed receipt; None when it is not there any more. Raises ReceiptUnreadable."""
    body = view.connection.execute(_ONE, {"draft_key": key}).scalar_one_or_none()
    return None if body is None else receipt_from_json(body)
