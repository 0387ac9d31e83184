"""What goods cost the last time, and suppliers found while one types."""

import pytest

from jxc_desktop.domain.receipt_draft import goods_of
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.last_prices import last_prices
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.products import products_of
from jxc_desktop.queries.supplier_search import find_suppliers
from tests.purchases import line, receipt


@pytest.fixture
def cola(shop):
    packs = (PackFields("箱", 24),)
    with shop.work() as work:
        made = add_product(work, ProductFields("可乐", unit="瓶", retail_price=3_0000, purchase_price=1_9000, packs=packs))
    with shop.read() as view:
        return products_of(view, [made])[0]


@pytest.fixture
def supplier(shop):
    with shop.work() as work:
        return add_supplier(work, SupplierFields("老王批发", phone="13800001111"))


def prices(shop, supplier, cola):
    """Of a bottle and of a box."""
    pack = cola.packs[0].id
    with shop.read() as view:
        found = last_prices(view, supplier, [goods_of(cola), goods_of(cola, pack)])
    return [found[cola.id, each].price for each in (0, pack)]


def test_the_price_on_file_counts_until_the_supplier_brought_it(shop, supplier, cola):
    assert prices(shop, supplier, cola) == [1_9000, 45_6000]
    with shop.work() as work:
        other = add_supplier(work, SupplierFields("小李"))
        receive_goods(work, receipt(other, line(cola, 1, 2_5000)))
    assert prices(shop, other, cola) == [2_5000, 60_0000]


def test_each_pack_has_its_own_price_once_it_came(shop, supplier, cola, clock):
    with shop.work() as work:
        receive_goods(work, receipt(supplier, line(cola, 1, 48_0000, ratio=24, pack_id=cola.packs[0].id)))
    assert prices(shop, supplier, cola) == [2_0000, 48_0000]
    clock.forward(days=1)
    with shop.work() as work:
        receive_goods(work, receipt(supplier, line(cola, 1, 2_2000)))
    assert prices(shop, supplier, cola) == [2_2000, 48_0000]


@pytest.mark.parametrize("text", ["老王", "lwpf", "laowang", "0111", " LW "])
def test_a_supplier_is_found_by(shop, supplier, text):
    with shop.read() as view:
        assert [each.id for each in find_suppliers(view, text)] == [supplier]


def test_who_delivered_last_comes_first_and_who_is_left_is_not_found(shop, supplier, cola):
    with shop.work() as work:
        other = add_supplier(work, SupplierFields("阿里"))
        add_supplier(work, SupplierFields("旧人", is_active=False))
        receive_goods(work, receipt(supplier, line(cola, 1, 2_0000)))
    with shop.read() as view:
        assert [each.id for each in find_suppliers(view, "")] == [supplier, other]
        assert find_suppliers(view, "%") == ()
