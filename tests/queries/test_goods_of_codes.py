"""Lists of goods, pasted or from Excel: codes, barcodes and names become products; what is none is named."""

import pytest

from jxc_desktop.domain.products import Kind
from jxc_desktop.queries.goods_of_codes import goods_in_list, rows_of_text
from tests.builders import product, stocked


@pytest.fixture
def goods(shop):
    return {
        "可乐": stocked(shop, "可乐", code="0001", barcode="6901234567892", spec="500ml"),
        "茶": stocked(shop, "绿茶", code="0002"),
        "红": stocked(shop, "红茶", code="1", spec="大"),
        "白": stocked(shop, "红茶", code="0004", spec="小"),
        "送": product(shop, "送货", code="S", kind=Kind.SERVICE),
    }


def read(shop, text):
    with shop.read() as view:
        return goods_in_list(view, rows_of_text(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("0001\n0002", ["可乐", "茶"]),
        ("6901234567892\n绿茶\n", ["可乐", "茶"]),
        ("可乐 500ML", ["可乐"]),
        ("红茶\t小", ["白"]),
        ("1\t6901234567892\t可乐\n2\t0002\t绿茶", ["可乐", "茶"]),
        ("商品编码,商品名称\n0002,绿茶\n0001,可乐\n", ["茶", "可乐"]),
        ("0001；0001\n0001", ["可乐"]),
        ("\n  \n0002\n\n", ["茶"]),
        ("１", ["红"]),
    ],
)
def test_goods_are_found_in_the_order_of_the_list_each_once(shop, goods, text, names):
    found = read(shop, text)
    assert found.product_ids == tuple(goods[name].id for name in names)
    assert found.sentences() == []


def test_what_is_not_found_is_named(shop, goods):
    found = read(shop, "0001\n没有\n没有\n红茶\n送货\n999")
    assert found.product_ids == (goods["可乐"].id,)
    assert found.sentences() == [
        "Not in the shop: 没有、999.",
        "Several products have the same name; say the code: 红茶.",
        "These keep no stock: 送货.",
    ]
