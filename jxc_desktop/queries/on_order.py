"""What was ordered from suppliers and has not come yet."""

from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from jxc_desktop.db.tables import documents, purchasing
from jxc_desktop.domain.documents import DocumentKind

_line, _came, _receipt, _order, _back = (
    purchasing.purchase_order_line.alias("ordered"),
    purchasing.receipt_line.alias("came"),
    documents.document.alias("came_by"),
    documents.document.alias("order_head"),
    documents.document.alias("order_back"),
)


def came(line: Any) -> ColumnElement[Any]:
    """What came of an order's line, in base units: less receipts that were taken back; what went back to the supplier had come."""
    brought = select(func.coalesce(func.sum(_came.c.base_quantity), 0)).join(_receipt, _receipt.c.id == _came.c.document_id)
    of_line = (_came.c.order_line_id == line.c.id, _receipt.c.kind != DocumentKind.PURCHASE_RETURN.value)
    return brought.where(*of_line).correlate(line).scalar_subquery()


_LEFT = _line.c.base_quantity - came(_line)


def on_order(product_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """How much of a product is still to come, in base units: of orders that stand, what no receipt brought."""
    return func.coalesce(
        select(func.sum(case((_LEFT > 0, _LEFT), else_=0)))
        .join_from(_line, _order, _order.c.id == _line.c.document_id)
        .where(_line.c.product_id == product_id, ~select(_back.c.id).where(_back.c.reverses == _order.c.id).exists())
        .scalar_subquery(),
        0,
    )
