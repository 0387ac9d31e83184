"""A half-typed receipt: its text, its lines, and which lines may explain a slip that differs."""

from dataclasses import replace
from datetime import date

import pytest

from jxc_desktop.domain import orders
from jxc_desktop.domain.products import Pack, Product
from jxc_desktop.domain.purchasing import NO_PARTS, GoodsReceipt, ReceiptLine, Refusal, Why, suspects, wrong_with
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.receipt_draft import (
    ReceiptUnreadable,
    brought_by,
    by_pack,
    copied,
    goods_of,
    margin,
    receipt_from_json,
    receipt_to_json,
    scanned,
    unit_cost,
    unknown_goods,
    weighed,
)

BOX = Pack(7, "箱", 24)
COLA = goods_of(Product(1, "001", "可乐", unit="瓶", packs=(BOX,)))
COLA_BOX = goods_of(Product(1, "001", "可乐", unit="瓶", packs=(BOX,)), 7)


def receipt(*lines, **more):
    return GoodsReceipt("key", 1, lines, **more)


def test_everything_typed_is_in_the_text():
    full = ReceiptLine(
        COLA_BOX,
        8 * ONE,
        48_0000,
        on_slip=10 * ONE,
        refused=2 * ONE,
        refused_why=Refusal.BROKEN,
        supplier_code="K-1",
        retail_price=3_0000,
        order_line_id=4,
        place_id=2,
    )
    crate = ReceiptLine(COLA, 20_000, gross=21_500, tare=1_500, amount_typed=0)
    made = receipt(full, crate, ReceiptLine(COLA, 0, is_free=True), ReceiptLine(unknown_goods("69"), ONE), slip_total=0, freight=5_0000)
    made = replace(made, order_id=3, slip_number="A", fees=1_0000, remark="快", day=date(2026, 11, 20), amends=9)
    assert receipt_from_json(receipt_to_json(made)) == made


@pytest.mark.parametrize("text", ["", "{}", '{"v":2}', '{"v":1,"key":"a","supplier_id":0,"lines":[{}]}', "[" * 100_000])
def test_what_cannot_be_read_is_said(text):
    with pytest.raises(ReceiptUnreadable):
        receipt_from_json(text)


def test_a_second_scan_is_one_more_whatever_the_price_was_changed_to():
    first, place = scanned(receipt(ReceiptLine(COLA, ONE, 2_5000)), COLA, ONE, 2_0000)
    assert (place, first.lines[0].quantity, first.lines[0].price) == (0, 2 * ONE, 2_5000)


@pytest.mark.parametrize("known", [{"amount_typed": 5_0000}, {"is_free": True}, {"gross": ONE, "tare": 0}])
def test_a_line_whose_sum_is_set_takes_no_more(known):
    more, place = scanned(receipt(replace(ReceiptLine(COLA, ONE), **known)), COLA, ONE, 2_0000)
    assert (place, len(more.lines)) == (1, 2)


def test_a_pack_is_a_line_of_its_own():
    more, _place = scanned(receipt(ReceiptLine(COLA, ONE, 2_0000)), COLA_BOX, ONE, 48_0000)
    assert [each.base_quantity for each in more.lines] == [ONE, 24 * ONE]


def test_counted_goods_come_and_are_ordered_whole():
    cable = Product(2, "002", "电线", unit="米", packs=(Pack(8, "卷", 100),))
    for goods, is_told in ((COLA, True), (COLA_BOX, True), (goods_of(cable), False), (goods_of(cable, 8), True)):
        assert (wrong_with(ReceiptLine(goods, 500, 1_0000)) == NO_PARTS) is is_told
        assert (orders.wrong_with(orders.OrderLine(goods, 500)) == NO_PARTS) is is_told
    assert wrong_with(ReceiptLine(by_pack(goods_of(cable, 8), cable, 0), 500, 1_0000)) == ""
    assert wrong_with(ReceiptLine(goods_of(replace(cable, packs=(Pack(8, "卷", 100, is_measured=True),)), 8), 500, 1_0000)) == ""
    refused = ReceiptLine(COLA, ONE, 1_0000, refused=500, refused_why=Refusal.BROKEN)
    assert wrong_with(refused) == NO_PARTS


def test_a_draft_of_before_says_nothing_of_parts_and_is_read():
    text = receipt_to_json(receipt(ReceiptLine(COLA, ONE, 1_0000)))
    assert receipt_from_json(text.replace(',"is_whole":true', "")).lines[0].goods.is_whole is False


def test_brought_by_another_supplier_it_is_of_no_order():
    made = receipt(ReceiptLine(COLA, ONE, 1_0000, order_line_id=4), order_id=3)
    assert brought_by(made, 1) == made
    assert brought_by(made, 2) == GoodsReceipt("key", 2, (ReceiptLine(COLA, ONE, 1_0000),))


def test_a_copy_has_the_goods_and_no_slip():
    line = ReceiptLine(COLA, 8 * ONE, 2_0000, on_slip=10 * ONE, refused=2 * ONE, refused_why=Refusal.BROKEN, order_line_id=4)
    made = copied(receipt(line, slip_number="A", slip_total=16_0000, freight=1_0000, order_id=3, amends=2), "new")
    assert made == GoodsReceipt("new", 1, (ReceiptLine(COLA, 8 * ONE, 2_0000),))


def test_an_unknown_code_cannot_be_booked():
    assert "not known" in wrong_with(ReceiptLine(unknown_goods("69"), ONE, 1_0000))


def test_gross_less_tare_is_the_quantity():
    line = weighed(ReceiptLine(COLA, ONE, 2_0000), 21_500, 1_500)
    assert (line.quantity, wrong_with(line)) == (20_000, "")
    assert weighed(line, None, None).gross is None


def test_the_cost_of_one_has_its_share_of_the_freight():
    made = receipt(ReceiptLine(COLA_BOX, ONE, 48_0000), freight=24_0000)
    assert unit_cost(made.lines[0], made.shares[0]) == 3_0000
    assert margin(4_0000, 3_0000) == 2_500
    assert margin(None, 3_0000) is None


def test_the_line_that_explains_all_of_the_difference_comes_first():
    taken = ReceiptLine(COLA, 8 * ONE, 2_0000, refused=2 * ONE, refused_why=Refusal.SHORT)
    dearer = ReceiptLine(COLA_BOX, ONE, 50_0000)
    made = receipt(taken, dearer, slip_total=64_0000)
    found = suspects(made, [2_0000, 48_0000])
    assert [(each.number, each.why, each.amount) for each in found] == [(2, Why.PRICE, -2_0000), (1, Why.QUANTITY, 4_0000)]


def test_a_line_that_the_slip_has_twice_is_found_by_its_sum():
    made = receipt(ReceiptLine(COLA, ONE, 2_0000), ReceiptLine(COLA_BOX, ONE, 48_0000), slip_total=98_0000)
    assert [(each.number, each.why, each.amount) for each in suspects(made, [None, None])] == [(2, Why.SUM, 48_0000)]
