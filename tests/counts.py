"""Counting in tests: begin, enter, post, in whole pieces; what the shop does meanwhile; what was found."""

from typing import Any

from jxc_desktop.domain.counts import Scope, Tally
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.count_posting import Counted, post_count
from jxc_desktop.operations.counts import enter, start_count
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.check import check
from jxc_desktop.queries.count_differences import differences
from jxc_desktop.queries.stock_drafts import levels_of
from tests.builders import CASH, cart_of
from tests.purchases import line, receipt


def started(shop: Shop, scope: Scope | None = None, **more: Any) -> int:
    """A count begun, of the whole shop unless said otherwise."""
    with shop.work() as work:
        return start_count(work, scope or Scope(), **more).id


def counted(shop: Shop, count: int, goods: Product, quantity: int, **more: Any) -> Tally:
    """So many pieces entered."""
    with shop.work() as work:
        return enter(work, count, goods.id, quantity * ONE, **more)


def sold(shop: Shop, goods: Product, times: int = 1) -> None:
    """Sold piece by piece, for cash."""
    for _time in range(times):
        with shop.work() as work:
            complete_sale(work, cart_of(goods), (CASH,), print_receipt=False)


def bought(shop: Shop, goods: Product, pieces: int) -> None:
    """Received from a supplier, at 2.00 a piece."""
    with shop.work() as work:
        supplier = add_supplier(work, SupplierFields(f"供应商 {work.now} {pieces}"))
        receive_goods(work, receipt(supplier, line(goods, pieces, 2_0000)))


def posted(shop: Shop, count: int, **more: Any) -> Counted:
    """Posted, without a recount unless said otherwise."""
    with shop.work() as work:
        return post_count(work, count, **{"is_without_recount": True, **more})


def on_hand(shop: Shop, goods: Product) -> int:
    """What the books say is on the shop floor."""
    with shop.read() as view:
        return levels_of(view, [goods.id]).get((goods.id, 1), 0) // ONE


def found(shop: Shop, count: int) -> dict[str, tuple[int, int]]:
    """Book quantity and difference of each counted line, by name."""
    with shop.read() as view:
        return {each.name: (each.book // ONE, each.difference // ONE) for each in differences(view, count)}


def what_is_wrong(shop: Shop) -> list[str]:
    """What the check finds."""
    with shop.read() as view:
        return [finding.sentence() for finding in check(view).findings]
