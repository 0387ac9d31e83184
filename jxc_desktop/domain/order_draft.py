"""A purchase order while it is typed: lines scanned in and changed. It may lack anything: a supplier (0), lines, prices."""

from dataclasses import replace

from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.orders import OrderLine, PurchaseOrder
from jxc_desktop.domain.purchasing import Goods


def scanned(order: PurchaseOrder, goods: Goods, quantity: int, price: int, supplier_code: str = "") -> tuple[PurchaseOrder, int]:
    """With a scan more, and the place of its line: that of the same goods takes it."""
    lines = list(order.lines)
    for place, known in enumerate(lines):
        if known.goods == goods:
            lines[place] = replace(known, quantity=known.quantity + quantity)
            return replace(order, lines=tuple(lines)), place
    return replace(order, lines=(*lines, OrderLine(goods, quantity, price, supplier_code))), len(lines)


def in_pack(line: OrderLine, goods: Goods, price: int | None) -> OrderLine:
    """As many of another pack, at its price; without one known, at what the same pieces cost."""
    known = half_up(line.price * goods.ratio, line.goods.ratio) if price is None else price
    return replace(line, goods=goods, price=known)
