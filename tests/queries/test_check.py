"""Every rule of the books is looked at: each is broken once by hand, in a copy without guards, and named."""

import pytest

from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.drafts import cancel_cart, hold_sale
from jxc_desktop.operations.sales import complete_sale, reverse_sale
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.queries.check import check
from tests.builders import CASH, WECHAT, cart_of, product, stocked


def check_of(shop):
    with shop.read() as view:
        return check(view)


@pytest.fixture
def busy(shop):
    """A shop with a bit of everything: opening, sales, a reversal, a shortage, a true-up, a held and a cancelled cart."""
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000)
    bread = product(shop, "面包", price=5_0000, purchase_price=3_0000)
    with shop.work() as work:
        first = complete_sale(work, cart_of(cola, bread), (CASH,), print_receipt=True)
    with shop.work() as work:
        complete_sale(work, cart_of(cola, cola, cola), (WECHAT,), print_receipt=True)
    with shop.work() as work:
        complete_sale(work, cart_of(bread), (CASH,), print_receipt=False)
        reverse_sale(work, first.document_id, "错")
    with shop.work() as work:
        set_opening_stock(work, [OpeningLine(bread.id, 4 * ONE, 2_5000)])
    other = product(shop, "牛奶")
    with shop.work() as work:
        complete_sale(work, cart_of(other), (CASH,), print_receipt=False)
    with shop.work() as work:
        hold_sale(work, cart_of(cola), "老王")
        cancel_cart(work, cart_of(bread))
    return shop


def test_a_sound_shop_is_in_order(busy):
    report = check_of(busy)
    assert [finding.sentence() for finding in report.findings] == []
    assert report.ok
