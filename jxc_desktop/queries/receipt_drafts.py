"""Goods receipts and returns to suppliers that are half typed: any number of them, each kept at each change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents, purchasing, shop
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import GoodsReceipt, credit_for
from jxc_desktop.domain.receipt_draft import ReceiptUnreadable, receipt_from_json
from jxc_desktop.domain.return_draft import ReturnDraft, return_from_json
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.document_filters import TITLES
from jxc_desktop.queries.goods_receipts import CardLine, ReceiptCard, receipt_card
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.view import View

RECEIPT, PURCHASE_RETURN = "receipt", "purchase_return"

DRAFT_COLUMNS = (
    Column("title", N_("Kind"), "text", is_whole=True),
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
    """A half-typed receipt or return (`kind`); `lines` their number, money in 1/10000, the time aware and local."""

    kind: str
    title: str
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
_RETURNS = (
    select(_d.c.body, _d.c.saved_at, shop.user.c.name)
    .join(shop.user, shop.user.c.id == _d.c.owner_id)
    .where(_d.c.kind == PURCHASE_RETURN)
    .order_by(_d.c.saved_at.desc(), _d.c.id.desc())
)
_ONE = select(_d.c.body).where(_d.c.kind == RECEIPT, _d.c.key == bindparam("draft_key"))
_NAMES = select(purchasing.supplier.c.id, purchasing.supplier.c.name)


@dataclass(slots=True)
class Wish:
    """So much of a line goes back, in packs; without a credit typed it is what the pieces cost."""

    line: CardLine
    quantity: int = 0
    typed: int | None = None

    @property
    def is_too_much(self) -> bool:
        """Whether more is typed than is left."""
        return self.quantity > self.line.left

    @property
    def credit(self) -> int:
        """What the supplier gives."""
        if self.typed is not None or not self.quantity:
            return self.typed or 0
        return credit_for(self.quantity, self.line.left, self.line.left_amount)


def wishes_of(card: ReceiptCard, draft: ReturnDraft | None = None) -> list[Wish]:
    """The lines of a receipt of which something is left, with what a draft says of them."""
    said = {} if draft is None else {each.line_id: each for each in draft.lines}
    found = []
    for line in card.lines:
        if line.left:
            going = said.get(line.line_id)
            found.append(Wish(line) if going is None else Wish(line, going.quantity, going.credit))
    return found


def half_typed(view: View) -> tuple[DraftRow, ...]:
    """The half-typed receipts and returns of who may book them, the latest first; what can't be read is left out (`check` names receipts)."""
    found = list(_receipts(view)) if view.may(Permission.RECEIVE_GOODS) else []
    if view.may(Permission.RETURN_TO_SUPPLIER) and view.may(Permission.SEE_PURCHASES):
        found += _returns(view)
    return tuple(sorted(found, key=lambda row: row.saved_at, reverse=True))


def _receipts(view: View) -> Iterator[DraftRow]:
    found = []
    for row in view.connection.execute(_ALL):
        try:
            found.append((row, receipt_from_json(row.body)))
        except ReceiptUnreadable:
            continue
    ids = {receipt.supplier_id for _row, receipt in found if receipt.supplier_id}
    names = {row.id: row.name for row in view.connection.execute(_NAMES.where(purchasing.supplier.c.id.in_(ids)))}
    for row, receipt in found:
        supplier = names.get(receipt.supplier_id, "")
        first = receipt.lines[0].goods.name if receipt.lines else ""
        facts = (receipt.key, supplier, first, len(receipt.lines), receipt.total)
        yield DraftRow(RECEIPT, _(TITLES[DocumentKind.RECEIPT]), *facts, row.saved_at.astimezone(view.now.tzinfo), shown_name(row.name))


def _returns(view: View) -> Iterator[DraftRow]:
    for row in view.connection.execute(_RETURNS).all():
        draft = return_from_json(row.body)
        if draft is None:
            continue
        card = receipt_card(view, draft.receipt_id)
        going = [wish for wish in wishes_of(card, draft) if wish.quantity]
        first, total = going[0].line.name if going else "", -sum(wish.credit for wish in going)
        facts = (draft.key, card.row.supplier, first, len(going), total)
        title = _(TITLES[DocumentKind.PURCHASE_RETURN])
        yield DraftRow(PURCHASE_RETURN, title, *facts, row.saved_at.astimezone(view.now.tzinfo), shown_name(row.name))


def return_draft(view: View, *, key: str = "", receipt_id: int = 0) -> ReturnDraft | None:
    """A half-typed return by its key, or the latest of a receipt; None without one that can be read."""
    for row in view.connection.execute(_RETURNS):
        draft = return_from_json(row.body)
        if draft is not None and (draft.key == key if key else draft.receipt_id == receipt_id):
            return draft
    return None


def draft_of_order(view: View, order_id: int) -> str:
    """The key of the half-typed receipt of an order, the latest; empty without one."""
    for row in view.connection.execute(_ALL):
        try:
            receipt = receipt_from_json(row.body)
        except ReceiptUnreadable:
            continue
        if receipt.order_id == order_id and receipt.amends is None:
            return receipt.key
    return ""


def receipt_draft(view: View, key: str) -> GoodsReceipt | None:
    """A half-typed receipt; None when it is not there any more. Raises ReceiptUnreadable."""
    body = view.connection.execute(_ONE, {"draft_key": key}).scalar_one_or_none()
    return None if body is None else receipt_from_json(body)
