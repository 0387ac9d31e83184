"""Ordering from suppliers: an order is sent, or waits for a yes; it is closed when the rest is no longer expected."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, func, insert, select, update

from jxc_desktop.db.prepared import Prepared, columns_but
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.tables import shop
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import ChangedMeanwhile, NotFound, ShopError
from jxc_desktop.domain.order_json import DraftBody, order_to_json
from jxc_desktop.domain.orders import Hold, OrderLine, PurchaseOrder, expected, holds, left_in_packs, refuse_wrong
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import MAX_LINES
from jxc_desktop.i18n import _
from jxc_desktop.operations import documents
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.drafts import keep_draft
from jxc_desktop.operations.sale_rows import drop_draft
from jxc_desktop.operations.suppliers import supplier_row
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain
from jxc_desktop.queries.alerts import LAST, below_alert
from jxc_desktop.queries.drafts import OPEN
from jxc_desktop.queries.orders import ORDER_DRAFT, bought, find_lines, known_prices, order_draft, stopped

Row = dict[str, Any]
PENDING, RETURNED = "pending", "returned"


class NothingOpen(ShopError):
    """An order that is closed, or of which everything came."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def sentence(self) -> str:
        """Name it."""
        return _("Nothing is open of {number} any more. Nothing was changed.").format(number=self.number)


class NotWaiting(ShopError):
    """An order that waits for no approval: it was sent, sent back or changed meanwhile."""

    def sentence(self) -> str:
        """Say so."""
        return _("This order does not wait for approval any more. Nothing was changed; look at it again.")


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order that stands, or one that `holds` keep waiting: it has no number yet, and no document (0)."""

    document_id: int
    number: str
    total: int
    holds: tuple[Hold, ...] = ()
    is_new: bool = True


_ORDER = Prepared(insert(t.purchase_order), *columns_but(t.purchase_order))
_LINES = Prepared(insert(t.purchase_order_line), *columns_but(t.purchase_order_line, "id"))
_DRAFT_ID = select(d.draft.c.id).where(d.draft.c.key == bindparam("draft_key"), d.draft.c.kind == ORDER_DRAFT)
_SEND_BACK = (
    update(d.draft)
    .where(d.draft.c.key == bindparam("draft_key"))
    .values(state=RETURNED, body=bindparam("new_body"), version=d.draft.c.version + 1)
)
_PEOPLE = select(func.count()).where(shop.user.c.is_active == 1)
_later = d.document.alias("later")
_POSTED = (
    select(t.purchase_order, d.document.c.number, d.document.c.kind, _later.c.id.label("closed_by"))
    .join(d.document, d.document.c.id == t.purchase_order.c.id)
    .outerjoin(_later, _later.c.reverses == d.document.c.id)
    .where(t.purchase_order.c.id == bindparam("document"))
)


def save_order(work: Work, order: PurchaseOrder, *, version: int | None = None) -> int | None:
    """Keep an order that is not sent yet; returns its draft's version, or None when it was posted meanwhile.

    One that waited for approval, or was sent back, is open again. Raises NotAllowed, ChangedMeanwhile.
    """
    work.require(Permission.ORDER_GOODS)
    return keep_draft(work, order.key, (ORDER_DRAFT, OPEN), order_to_json(DraftBody(order)), order.quantities, version=version)


def drop_order(work: Work, key: str) -> None:
    """Throw away an order that is not sent yet. Raises NotAllowed, NotFound."""
    work.require(Permission.ORDER_GOODS)
    order = order_draft(work, key).body.order
    _drop(work, key)
    work.record("drop_order", _supplier_name(work, order.supplier_id), lines=len(order.lines), total=order.total)


def post_order(work: Work, order: PurchaseOrder) -> Ordered:
    """Send an order: straight through, or it waits for approval where a rule holds it. A second sending gets the first order back.

    Who may approve orders is held by no rule, nor is anybody in a shop of one person. Raises NotAllowed, NotFound,
    NothingOrdered, LineWrong.
    """
    work.require(Permission.ORDER_GOODS)
    if before := documents.posted_with_key(work, order.key):
        return Ordered(before.id, before.number, order.total, is_new=False)
    supplier = supplier_row(work, order.supplier_id)
    refuse_wrong(order, stopped(work, order))
    held = _holds(work, order)
    if held:
        keep_draft(work, order.key, (ORDER_DRAFT, PENDING), order_to_json(DraftBody(order, held)), order.quantities)
        rules = [str(hold.rule) for hold in held]
        work.record("ask_approval", supplier.name, total=order.total, lines=len(order.lines), rules=rules)
        return Ordered(0, "", order.total, held)
    posted = _post_order(work, order, supplier.name)
    facts = {"supplier": order.supplier_id, "total": order.total, "lines": len(order.lines)}
    work.record("order_goods", posted.number, **facts)
    return Ordered(posted.id, posted.number, order.total)


def approve_order(work: Work, key: str, version: int) -> Ordered:
    """The owner's yes: an order that waits is sent as it is; `version` is the one that was shown.

    Raises NotAllowed, NotFound, NotWaiting, ChangedMeanwhile, LineWrong.
    """
    work.require(Permission.APPROVE_ORDERS)
    if before := documents.posted_with_key(work, key):
        return Ordered(before.id, before.number, 0, is_new=False)
    draft = _waiting(work, key, version)
    order = draft.body.order
    supplier = supplier_row(work, order.supplier_id)
    refuse_wrong(order, stopped(work, order))
    posted = _post_order(work, order, supplier.name)
    rules = [str(hold.rule) for hold in draft.body.holds]
    work.record("approve_order", posted.number, asked_by=draft.owner, rules=rules, total=order.total)
    return Ordered(posted.id, posted.number, order.total, draft.body.holds)


def return_order(work: Work, key: str, version: int, reason: str) -> None:
    """The owner's no: an order that waits goes back to who asked, with a reason. Raises NotAllowed, NotFound, NotWaiting, ChangedMeanwhile."""
    work.require(Permission.APPROVE_ORDERS)
    draft = _waiting(work, key, version)
    body = replace(draft.body, reason=" ".join(reason.split()))
    work.connection.execute(_SEND_BACK, {"draft_key": key, "new_body": order_to_json(body)})
    name = _supplier_name(work, body.order.supplier_id)
    work.record("return_order", name, asked_by=draft.owner, reason=body.reason, total=body.order.total)


def close_order(work: Work, document_id: int, reason: str) -> Ordered:
    """What is still open of an order is no longer expected (作废): a document that takes it back. Raises NotAllowed, NotFound, NothingOpen."""
    work.require(Permission.ORDER_GOODS)
    key = f"reverses:{document_id}"
    head = work.connection.execute(_POSTED, {"document": document_id}).one_or_none()
    if head is None or head.kind != DocumentKind.ORDER:
        raise NotFound(_("this order"))
    if before := documents.posted_with_key(work, key):
        return Ordered(before.id, before.number, 0, is_new=False)
    rows = []
    for number, each in enumerate(find_lines(work, document_id), 1):
        if each.left:
            of, quantity, price = left_in_packs(each.line.goods, each.left, each.line.price)
            rows.append(_row(number, OrderLine(of, -quantity, price, each.line.supplier_code)))
    if not rows:
        raise NothingOpen(head.number)
    made = _head(head.supplier_id, head.supplier_name, sum(row["amount"] for row in rows))
    posted = _post(work, (DocumentKind.REVERSAL, key), made, rows, remark=reason, reverses=(document_id, head.number))
    work.record("close_order", posted.number, order=head.number, total=made["total"], reason=reason)
    return Ordered(posted.id, posted.number, made["total"])


def new_order(work: Work, supplier_id: int, key: str, lines: Sequence[OrderLine] = ()) -> PurchaseOrder:
    """An order begun, expected after the supplier's lead time, and kept as a draft. Raises NotAllowed, NotFound."""
    supplier = supplier_row(work, supplier_id)
    order = PurchaseOrder(key, supplier_id, tuple(lines), expected(work.business_date, supplier.lead_days))
    save_order(work, order)
    return order


@dataclass(frozen=True, slots=True)
class Drafted:
    """Orders drafted from the alert list: key and supplier's name of each; `left_out` are products that nobody sells."""

    orders: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()


def draft_orders(work: Work, product_ids: Collection[int], prefer: str = LAST) -> Drafted:
    """One draft a supplier, of what the alert list has to order of these products, as it stands now. Raises NotAllowed."""
    work.require(Permission.ORDER_GOODS)
    lines: dict[tuple[int, str], list[OrderLine]] = {}
    left_out = []
    for alert in below_alert(work, prefer):
        if alert.product_id not in product_ids or not alert.quantity:
            continue
        if alert.supplier_id:
            lines.setdefault((alert.supplier_id, alert.supplier), []).append(alert.line)
        else:
            left_out.append(alert.name)
    made = []
    for (supplier_id, name), of_supplier in lines.items():
        for start in range(0, len(of_supplier), MAX_LINES):
            order = new_order(work, supplier_id, uuid4().hex, of_supplier[start : start + MAX_LINES])
            made.append((order.key, name))
    return Drafted(tuple(made), tuple(left_out))


def _holds(work: Work, order: PurchaseOrder) -> tuple[Hold, ...]:
    if work.may(Permission.APPROVE_ORDERS) or work.connection.execute(_PEOPLE).scalar_one() < 2:
        return ()
    return holds(order, work.settings.order_limit, bought(work, list(order.quantities)), known_prices(work, order))


def _waiting(work: Work, key: str, version: int) -> Any:
    draft = order_draft(work, key)
    if draft.version != version:
        raise ChangedMeanwhile
    if draft.state != PENDING:
        raise NotWaiting
    return draft


def _drop(work: Work, key: str) -> None:
    draft_id = work.connection.execute(_DRAFT_ID, {"draft_key": key}).scalar_one_or_none()
    if draft_id is not None:
        drop_draft(work, draft_id)


def _supplier_name(work: Work, supplier_id: int) -> str:
    return str(supplier_row(work, supplier_id).name)


def _post_order(work: Work, order: PurchaseOrder, supplier_name: str) -> Posted:
    rows = [_row(number, line) for number, line in enumerate(order.lines, 1)]
    head = {**_head(order.supplier_id, supplier_name, order.total), "expected_on": order.expected_on}
    posted = _post(work, (DocumentKind.ORDER, order.key), head, rows, remark=order.remark)
    _drop(work, order.key)
    return posted


def _head(supplier_id: int, supplier_name: str, total: int) -> Row:
    return {"supplier_id": supplier_id, "supplier_name": supplier_name, "expected_on": None, "total": total}


def _row(number: int, line: OrderLine) -> Row:
    of = line.goods
    return {
        "line_no": number,
        "product_id": of.product_id,
        "pack_id": of.pack_id,
        "code": of.code,
        "barcode": of.barcode,
        "name": of.name,
        "spec": of.spec,
        "unit": of.unit,
        "pack_name": of.pack_name,
        "supplier_code": line.supplier_code,
        "ratio": of.ratio,
        "pack_quantity": line.quantity,
        "price": line.price,
        "base_quantity": line.base_quantity,
        "amount": line.amount,
    }


def _post(
    work: Work,
    as_: tuple[DocumentKind, str],
    head: Row,
    rows: Sequence[Row],
    *,
    remark: str,
    reverses: tuple[int, str] | None = None,
) -> Posted:
    day = head["expected_on"]
    posted = documents.post(
        work,
        *as_,
        head["total"],
        head=chain.order_head(head, day.isoformat() if day else ""),
        lines=[chain.order_line(row) for row in rows],
        remark=remark,
        reverses=reverses,
        party_id=head["supplier_id"],
    )
    _ORDER.row(work.connection, {"id": posted.id, **head})
    _LINES.run_many(work.connection, [{**row, "document_id": posted.id} for row in rows])
    return posted
