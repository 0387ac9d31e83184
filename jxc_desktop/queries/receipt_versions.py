"""The versions of a goods receipt (修改): what stands as the draft of its new one, and which came before it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.tables.sales import amendment
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind, is_divisible
from jxc_desktop.domain.purchasing import Goods, GoodsReceipt, ReceiptLine, Refusal
from jxc_desktop.i18n import _
from jxc_desktop.queries.view import View

_HEAD = (
    select(t.goods_receipt, d.document.c.kind, d.document.c.remark)
    .join(d.document, d.document.c.id == t.goods_receipt.c.id)
    .where(t.goods_receipt.c.id == bindparam("document"))
)
_LINES = (
    select(t.receipt_line, p.product.c.kind, p.pack.c.is_measured)
    .join(p.product, p.product.c.id == t.receipt_line.c.product_id)
    .outerjoin(p.pack, p.pack.c.id == t.receipt_line.c.pack_id)
    .where(t.receipt_line.c.document_id == bindparam("document"))
    .order_by(t.receipt_line.c.line_no)
)
_FORMER = select(amendment.c.id, amendment.c.sale_id).where(amendment.c.id.in_(bindparam("ids", expanding=True)))
_POSTED = select(d.document.c.id, d.document.c.business_date, d.document.c.posted_seq).where(
    d.document.c.id.in_(bindparam("ids", expanding=True))
)
_CHUNK = 500
When = tuple[date, int]


def receipt_to_amend(view: View, receipt_id: int, key: str) -> GoodsReceipt:
    """The receipt that stands, as a draft with a key of its own. Raises NotAllowed, NotFound."""
    view.require(Permission.RECEIVE_GOODS)
    head = view.connection.execute(_HEAD, {"document": receipt_id}).one_or_none()
    if head is None or head.kind != DocumentKind.RECEIPT:
        raise NotFound(_("this receipt"))
    return GoodsReceipt(
        key,
        head.supplier_id,
        tuple(_line(row) for row in view.connection.execute(_LINES, {"document": receipt_id})),
        head.order_id,
        head.slip_number,
        head.slip_total,
        head.freight,
        head.fees,
        head.remark,
    )


def former_versions(view: View, receipt_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Each receipt with the versions before it, down to the first: the goods came when that one says."""
    found: dict[int, tuple[int, ...]] = {receipt: (receipt,) for receipt in receipt_ids}
    asked = {receipt: receipt for receipt in receipt_ids}
    while asked:
        ids = sorted(asked)
        rows: list[Any] = []
        for start in range(0, len(ids), _CHUNK):
            rows += view.connection.execute(_FORMER, {"ids": ids[start : start + _CHUNK]}).all()
        asked = {former: asked[version] for version, former in rows}
        for former, receipt in asked.items():
            found[receipt] += (former,)
    return found


def came(view: View, receipt_ids: Sequence[int]) -> dict[int, When]:
    """When the goods of receipts came: the business date and the place in the order of truth of the first version of each."""
    firsts = {receipt: chain[-1] for receipt, chain in former_versions(view, receipt_ids).items()}
    ids, posted = sorted(set(firsts.values())), {}
    for start in range(0, len(ids), _CHUNK):
        for row in view.connection.execute(_POSTED, {"ids": ids[start : start + _CHUNK]}):
            posted[row.id] = (row.business_date, row.posted_seq)
    return {receipt: posted[first] for receipt, first in firsts.items()}


def receipt_for_return(view: View, return_id: int, key: str) -> GoodsReceipt:
    """What a return sent back as a receipt of the same goods at the same money: for an exchange. Raises NotAllowed, NotFound."""
    view.require(Permission.RECEIVE_GOODS)
    head = view.connection.execute(_HEAD, {"document": return_id}).one_or_none()
    if head is None or head.kind != DocumentKind.PURCHASE_RETURN:
        raise NotFound(_("this return"))
    lines = [(_line(row), -row.pack_quantity, -row.amount) for row in view.connection.execute(_LINES, {"document": return_id})]
    again = [
        replace(line, quantity=quantity, on_slip=None, amount_typed=None if line.amount_typed is None else amount, order_line_id=None)
        for line, quantity, amount in lines
    ]
    return GoodsReceipt(key, head.supplier_id, tuple(again), remark=head.remark)


def _line(row: Any) -> ReceiptLine:
    goods = Goods(
        row.product_id,
        row.code,
        row.name,
        row.spec,
        row.unit,
        row.barcode,
        row.pack_id,
        row.pack_name,
        row.ratio,
        keeps_stock=Kind(row.kind).has_stock,
        is_whole=not is_divisible(Kind(row.kind), row.unit, None if row.is_measured is None else bool(row.is_measured)),
    )
    return ReceiptLine(
        goods,
        row.pack_quantity,
        price=None if row.is_free else row.price,
        amount_typed=row.amount if row.is_amount_typed else None,
        is_free=bool(row.is_free),
        on_slip=row.on_slip,
        refused=row.refused,
        refused_why=Refusal(row.refused_why) if row.refused_why else None,
        gross=row.gross,
        tare=row.tare,
        supplier_code=row.supplier_code,
        order_line_id=row.order_line_id,
        place_id=row.place_id,
    )
