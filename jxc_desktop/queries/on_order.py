"""What was ordered from suppliers and has not come yet."""

from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from jxc_desktop.db.tables import documents, purchasing

_line, _came, _order, _back = (
    purchasing.purchase_order_line.alias("ordered"),
    purchasing.receipt_line.alias("came"),
    documents.document.alias("order_head"),
    documents.document.alias("order_back"),
)
_CAME = func.coalesce(select(func.sum(_came.c.base_quantity)).where(_came.c.order_line_id == _line.c.id).scalar_subquery(), 0)
_LEFT = _line.c.base_quantity - _CAME


def on_order(product_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """How much of a product is still to come, in base units: of orders that stand, what no receipt brought."""
    return func.coalesce(
        select(func.sum(case((_LEFT > 0, _LEFT), else_=0)))
        .join_from(_line, _order, _order.c.id == _line.c.document_id)
        .where(_line.c.product_id == product_id, ~select(_back.c.id).where(_back.c.reverses == _order.c.id).exists())
        .scalar_subquery(),
        0,
    )
