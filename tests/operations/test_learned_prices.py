"""What receipts teach about prices: the latest delivery has the word, whenever it is typed, put right or taken back."""

from dataclasses import replace
from datetime import date

import pytest

from jxc_desktop.domain.supplier_products import SupplierProduct
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.products import change_product
from jxc_desktop.operations.receipts import amend_receipt, receive_goods, take_back_receipt
from jxc_desktop.operations.supplier_products import set_supplier_product
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.check import check
from jxc_desktop.queries.last_prices import last_prices
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.receipt_versions import receipt_to_amend
from jxc_desktop.queries.supplier_goods import supplier_prices
from tests.builders import product
from tests.purchases import goods_of, line, receipt


@pytest.fixture
def wang(shop):
    with shop.work() as work:
        return add_supplier(work, SupplierFields("老王批发"))


@pytest.fixture
def li(shop):
    with shop.work() as work:
        return add_supplier(work, SupplierFields("小李批发"))


@pytest.fixture
def tea(shop):
    return product(shop, "茶叶", 9_0000)


@pytest.fixture
def receive(shop, clock):
    def receive(supplier, *lines, **more):
        clock.forward(days=1)
        with shop.work() as work:
            return receive_goods(work, receipt(supplier, *lines, **more)).document_id

    return receive


@pytest.fixture
def amend(shop, clock):
    def amend(receipt_id, **changes):
        clock.forward(days=1)
        with shop.read() as view:
            found = receipt_to_amend(view, receipt_id, f"again {clock.now}")
        with shop.work() as work:
            return amend_receipt(work, receipt_id, replace(found, **changes)).received.document_id

    return amend


@pytest.fixture
def take_back(shop, clock):
    def take_back(receipt_id):
        clock.forward(days=1)
        with shop.work() as work:
            take_back_receipt(work, receipt_id, "")

    return take_back


def known(shop, supplier, each):
    """The purchase price on file, and what the supplier took the last time."""
    with shop.read() as view:
        assert check(view).findings == ()
        found = last_prices(view, supplier, [goods_of(each)]).get((each.id, 0))
        return product_card(view, each.id).fields.purchase_price, None if found is None else found.price


def test_a_late_slip_does_not_overwrite_the_price_of_a_later_delivery(shop, wang, tea, receive):
    receive(wang, line(tea, 10, 5_0000))
    receive(wang, line(tea, 10, 4_0000), day=date(2026, 11, 20))
    assert known(shop, wang, tea) == (5_0000, 5_0000)


def test_late_slips_in_their_order_teach_the_last(shop, wang, tea, receive):
    receive(wang, line(tea, 10, 4_0000), day=date(2026, 11, 10))
    receive(wang, line(tea, 10, 5_0000), day=date(2026, 11, 20))
    assert known(shop, wang, tea) == (5_0000, 5_0000)


def test_the_late_slip_of_another_supplier_teaches_its_own_price_alone(shop, wang, li, tea, receive):
    receive(wang, line(tea, 10, 5_0000))
    receive(li, line(tea, 10, 4_0000), day=date(2026, 11, 20))
    assert known(shop, li, tea) == (5_0000, 4_0000)


def test_a_remark_put_right_changes_no_price(shop, wang, tea, receive, amend):
    old = receive(wang, line(tea, 10, 4_0000))
    receive(wang, line(tea, 10, 5_0000))
    amend(old, remark="by lorry")
    assert known(shop, wang, tea) == (5_0000, 5_0000)


def test_a_price_put_right_counts_only_of_the_latest_delivery(shop, wang, tea, receive, amend):
    old = receive(wang, line(tea, 10, 4_0000))
    new = receive(wang, line(tea, 10, 5_0000))
    amend(old, lines=(line(tea, 10, 4_5000),))
    assert known(shop, wang, tea) == (5_0000, 5_0000)
    amend(new, lines=(line(tea, 10, 5_5000),))
    assert known(shop, wang, tea) == (5_5000, 5_5000)


def test_what_somebody_typed_since_stands(shop, wang, tea, receive, amend):
    made = receive(wang, line(tea, 10, 5_0000))
    with shop.work() as work:
        set_supplier_product(work, wang, tea.id, 0, SupplierProduct("", "", 6_0000, 0))
        card = product_card(work, tea.id)
        change_product(work, tea.id, replace(card.fields, purchase_price=6_2000), card.version)
    amend(made, lines=(line(tea, 10, 5_5000),))
    assert known(shop, wang, tea) == (6_2000, 6_0000)


def test_a_receipt_booked_by_mistake_is_forgotten(shop, wang, tea, receive, take_back):
    receive(wang, line(tea, 10, 5_0000))
    take_back(receive(wang, line(tea, 10, 50_0000)))
    assert known(shop, wang, tea) == (5_0000, 5_0000)
    with shop.read() as view:
        assert [(step.old, step.new) for step in supplier_prices(view, wang, tea.id)] == [
            (50_0000, 5_0000),
            (5_0000, 50_0000),
            (None, 5_0000),
        ]


def test_the_first_price_is_forgotten_too(shop, wang, tea, receive, take_back):
    take_back(receive(wang, line(tea, 10, 5_0000)))
    assert known(shop, wang, tea) == (None, None)


def test_all_versions_of_a_mistake_are_forgotten(shop, wang, tea, receive, amend, take_back):
    receive(wang, line(tea, 10, 5_0000))
    made = receive(wang, line(tea, 10, 50_0000))
    take_back(amend(made, lines=(line(tea, 10, 40_0000),)))
    assert known(shop, wang, tea) == (5_0000, 5_0000)


def test_what_is_taken_back_of_an_earlier_day_leaves_the_latest_price(shop, wang, tea, receive, take_back):
    old = receive(wang, line(tea, 10, 5_0000))
    receive(wang, line(tea, 10, 5_0000))
    take_back(old)
    assert known(shop, wang, tea) == (5_0000, 5_0000)


def test_a_line_that_was_of_another_product_is_forgotten(shop, wang, tea, receive, amend):
    milk = product(shop, "牛奶", 9_0000)
    receive(wang, line(tea, 10, 5_0000))
    made = receive(wang, line(tea, 10, 7_0000))
    amend(made, lines=(line(milk, 10, 7_0000),))
    assert known(shop, wang, tea) == (5_0000, 5_0000)
    assert known(shop, wang, milk) == (7_0000, 7_0000)


def test_a_receipt_of_the_wrong_supplier_teaches_the_right_one(shop, wang, li, tea, receive, amend):
    receive(wang, line(tea, 10, 5_0000))
    made = receive(wang, line(tea, 10, 7_0000))
    amend(made, supplier_id=li)
    assert known(shop, wang, tea) == (7_0000, 5_0000)
    assert known(shop, li, tea) == (7_0000, 7_0000)


def test_goods_came_when_the_first_version_of_their_receipt_says(shop, wang, tea, receive, amend):
    old = receive(wang, line(tea, 10, 4_0000))
    new = receive(wang, line(tea, 10, 5_0000))
    amend(old, remark="by lorry")
    amend(new, lines=(line(tea, 10, 5_5000),))
    assert known(shop, wang, tea) == (5_5000, 5_5000)
