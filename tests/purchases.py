"""Builders of what a supplier brings."""

import uuid
from typing import Any

from jxc_desktop.domain.orders import OrderLine, PurchaseOrder
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.purchasing import Goods, GoodsReceipt, ReceiptLine
from jxc_desktop.queries.suppliers import supplier_card
from jxc_desktop.queries.view import View


def balance_of(view: View, supplier_id: int) -> int:
    """What the shop owes a supplier; below zero: it paid in advance."""
    return supplier_card(view, supplier_id).balance


def goods_of(product: Product, **more: Any) -> Goods:
    """A product as a line of a slip knows it, in its base unit."""
    return Goods(
        product.id, product.code, product.name, product.spec, product.unit, product.barcode, keeps_stock=product.kind.has_stock, **more
    )


def line(product: Product, pieces: float, price: int | None = None, *, ratio: int = 1, pack_id: int = 0, **more: Any) -> ReceiptLine:
    """So many pieces (or packs of `ratio`) at a price in 1/10000."""
    return ReceiptLine(
        goods_of(product, ratio=ratio, pack_id=pack_id, pack_name="箱" if pack_id else ""), round(pieces * 1000), price, **more
    )


def receipt(supplier_id: int, *lines: ReceiptLine, **more: Any) -> GoodsReceipt:
    """A slip of its own."""
    return GoodsReceipt(uuid.uuid4().hex, supplier_id, lines, **more)


def order(supplier_id: int, *lines: tuple[Product, float, int], key: str = "", **more: Any) -> PurchaseOrder:
    """An order of its own: (product, pieces, price in 1/10000) a line."""
    made = tuple(OrderLine(goods_of(each), round(pieces * 1000), price) for each, pieces, price in lines)
    return PurchaseOrder(key or uuid.uuid4().hex, supplier_id, made, **more)
