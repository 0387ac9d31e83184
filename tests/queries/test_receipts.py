"""The receipt of a posted document, from the books alone."""

from dataclasses import replace

import pytest

from jxc_desktop.domain.cart import discount_line, set_remark
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.receipts import receipt_of
from tests.builders import cart_of, cash, product


def sold_receipt(shop, cart, *tenders):
    with shop.work() as work:
        sold = complete_sale(work, cart, tenders, print_receipt=True)
        return receipt_of(work, sold.document_id)


def test_what_stands_on_a_receipt(shop, clock):
    shop.settings = replace(shop.settings, shop_name="百货店", receipt_foot="谢谢惠顾")
    cart = discount_line(cart_of(product(shop, price=10_0000, barcode="690", unit="瓶"), product(shop, "茶", 1_2700)), 1, OFF)
    paper = sold_receipt(shop, set_remark(cart, "送货"), cash(20_0000))
    assert (paper.shop_name, paper.foot, paper.number, paper.posted_at, paper.cashier) == (
        "百货店",
        "谢谢惠顾",
        "XS20261122-0001",
        clock.now,
        "Owner",
    )
    assert (paper.goods_total, paper.discount, paper.round_off, paper.total) == (11_2700, 2_0000, 700, 9_2000)
    assert (paper.tendered, paper.change, paper.pieces, paper.remark) == (20_0000, 10_8000, 2 * ONE, "送货")
    line = paper.lines[0]
    assert (line.name, line.unit, line.barcode, line.quantity, line.price, line.discount, line.amount) == (
        "可乐",
        "瓶",
        "690",
        ONE,
        10_0000,
        2_0000,
        8_0000,
    )


OFF = Discount(DiscountKind.PERCENT, 2000)


def test_tax_is_the_sum_of_the_lines(shop):
    shop.settings = replace(shop.settings, tax_status="general")
    paper = sold_receipt(shop, cart_of(product(shop, price=113_0000, tax_rate=1300)), cash(113_0000))
    assert (paper.tax_status, paper.tax) == ("general", 13_0000)


def test_a_reversal_slip_names_its_sale(shop):
    sold = sold_receipt(shop, cart_of(product(shop)), cash(3_0000))
    with shop.work() as work:
        slip = receipt_of(work, reverse_sale(work, sold.document_id, "按错").number)
    assert (slip.is_reversal, slip.reverses, slip.total, slip.payments[0].amount) == (True, sold.number, -3_0000, -3_0000)


def test_a_copy_says_so(shop):
    sold = sold_receipt(shop, cart_of(product(shop)), cash(3_0000))
    with shop.read() as view:
        assert receipt_of(view, sold.number, is_copy=True) == replace(sold, is_copy=True)


def test_there_is_no_such_receipt(shop):
    with shop.read() as view, pytest.raises(NotFound):
        receipt_of(view, 1)
