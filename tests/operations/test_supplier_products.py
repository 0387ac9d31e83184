"""What a supplier sells: typed by hand, learned from receipts; its history; suppliers of a product compared."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import insert

from jxc_desktop.db.tables import products as goods
from jxc_desktop.domain.errors import NotAllowed, NotFound
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.purchasing import Refusal, Terms
from jxc_desktop.domain.supplier_products import SupplierProduct, SupplierProductWrong
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.orders import post_order
from jxc_desktop.operations.receipts import amend_receipt, receive_goods, take_back_receipt
from jxc_desktop.operations.supplier_products import set_supplier_product
from jxc_desktop.operations.suppliers import add_supplier, change_supplier
from jxc_desktop.queries.orders import receipt_from_order
from jxc_desktop.queries.receipt_versions import receipt_to_amend
from jxc_desktop.queries.supplier_goods import compare_suppliers, supplier_goods, supplier_prices
from tests.builders import product
from tests.purchases import line, order, receipt


@pytest.fixture
def tea(shop):
    return product(shop, "茶", code="1001", unit="罐")


def add(shop, name, **more):
    with shop.work() as work:
        return add_supplier(work, SupplierFields(name, **more))


def keep(shop, supplier, product_id, pack_id=0, **typed):
    with shop.work() as work:
        set_supplier_product(work, supplier, product_id, pack_id, SupplierProduct(**typed))


def receive(shop, supplier, *lines):
    with shop.work() as work:
        return receive_goods(work, receipt(supplier, *lines))


def sold_by(shop, supplier):
    with shop.read() as view:
        return supplier_goods(view, supplier)


def compared(shop, tea):
    with shop.read() as view:
        return compare_suppliers(view, tea.id)


def pack_of(shop, tea, ratio=12):
    with shop.work() as work:
        row = {"product_id": tea.id, "name": "箱", "ratio": ratio}
        return work.connection.execute(insert(goods.pack).returning(goods.pack.c.id), row).scalar_one()


def test_what_is_typed_is_kept_and_its_price_leaves_a_history(shop, clock, tea):
    supplier = add(shop, "老王批发")
    keep(shop, supplier, tea.id, code=" A-1 ", name="绿 茶", price=10_0000, minimum=5_000)
    clock.forward(days=1)
    keep(shop, supplier, tea.id, code="A-1", price=11_0000)
    (row,) = sold_by(shop, supplier)
    assert (row.product_code, row.pack, row.code, row.name, row.minimum) == ("1001", "罐", "A-1", "", 0)
    assert (row.price, row.before, row.change) == (11_0000, 10_0000, 1_000)
    with shop.read() as view:
        steps = supplier_prices(view, supplier, tea.id)
    assert [(step.old, step.new, step.change, step.who) for step in steps] == [
        (10_0000, 11_0000, 1_000, "Owner"),
        (None, 10_0000, None, "Owner"),
    ]


def test_the_same_price_again_is_no_step(shop, tea):
    supplier = add(shop, "老王批发")
    keep(shop, supplier, tea.id, price=10_0000)
    keep(shop, supplier, tea.id, price=10_0000, code="A")
    with shop.read() as view:
        assert len(supplier_prices(view, supplier, tea.id)) == 1


def test_a_receipt_keeps_the_minimum_and_is_named_in_the_history(shop, tea):
    supplier = add(shop, "老王批发")
    keep(shop, supplier, tea.id, price=10_0000, minimum=5_000)
    made = receive(shop, supplier, line(tea, 1, 12_0000))
    (row,) = sold_by(shop, supplier)
    assert (row.price, row.minimum) == (12_0000, 5_000)
    with shop.read() as view:
        assert supplier_prices(view, supplier, tea.id)[0].number == made.number


@pytest.mark.parametrize("typed", [{"price": -1}, {"price": 10**13}, {"minimum": -1}, {"code": "x" * 201}])
def test_what_can_not_be_kept_is_refused(shop, tea, typed):
    supplier = add(shop, "老王批发")
    with pytest.raises(SupplierProductWrong):
        keep(shop, supplier, tea.id, **typed)
    assert sold_by(shop, supplier) == ()


def test_product_pack_and_supplier_must_be_there(shop, tea):
    supplier = add(shop, "老王批发")
    other = pack_of(shop, product(shop, "奶"))
    for of_supplier, of_product, pack in ((supplier, 99, 0), (supplier, tea.id, other), (99, tea.id, 0)):
        with pytest.raises(NotFound):
            keep(shop, of_supplier, of_product, pack, price=1_0000)


def test_the_lowest_price_of_a_unit_is_best_whatever_the_pack(shop, tea):
    wang, li = add(shop, "老王批发"), add(shop, "老李")
    box = pack_of(shop, tea)
    keep(shop, wang, tea.id, price=10_0000)
    keep(shop, li, tea.id, price=11_0000)
    keep(shop, li, tea.id, box, price=96_0000)
    found = compared(shop, tea)
    assert [(row.supplier, row.pack, row.each, row.is_best) for row in found.rows] == [
        ("老李", "箱", 8_0000, True),
        ("老王批发", "罐", 10_0000, False),
    ]
    assert found.reason == "老李: The lowest price, 20 % below the next."


def test_short_and_faulty_deliveries_are_counted_and_decide_between_like_prices(shop, tea):
    wang, li = add(shop, "老王批发"), add(shop, "老李")
    receive(shop, wang, line(tea, 9, 10_0000, refused=1_000, refused_why=Refusal.BROKEN))
    receive(shop, wang, line(tea, 9, 10_0000, refused=1_000, refused_why=Refusal.SHORT))
    receive(shop, wang, line(tea, 9, 10_0000, on_slip=10_000))
    receive(shop, li, line(tea, 10, 10_1000))
    back = receive(shop, li, line(tea, 9, 10_1000, refused=1_000, refused_why=Refusal.BROKEN))
    with shop.work() as work:
        take_back_receipt(work, back.document_id, "")
    found = compared(shop, tea)
    counts = {row.supplier: (row.deliveries, row.short, row.faulty) for row in found.rows}
    assert counts == {"老王批发": (3, 2, 1), "老李": (1, 0, 0)}
    assert found.reason == "老李: Prices are within 2 %: fewer short and faulty deliveries (0 %)."


@pytest.fixture
def deliver(shop, clock, tea):
    """An order of a supplier, and its delivery so many days later."""

    def deliver(supplier, after, **more):
        with shop.work() as work:
            ordered = post_order(work, order(supplier, (tea, 1, 10_0000), **more))
        clock.forward(days=after)
        with shop.work() as work:
            return receive_goods(work, receipt_from_order(work, ordered.document_id)).document_id

    return deliver


def test_deliveries_keep_their_day_or_not(shop, tea, deliver):
    wang = add(shop, "老王批发", lead_days=2)
    deliver(wang, 2)
    deliver(wang, 3)
    deliver(wang, 1, expected_on=date(2026, 11, 27))
    (row,) = compared(shop, tea).rows
    assert (row.in_time, row.lead_days) == ("1 of 3", 2)


def test_who_said_no_day_is_never_late(shop, tea, deliver):
    wang = add(shop, "老王批发")
    keep(shop, wang, tea.id, price=10_0000)
    assert compared(shop, tea).rows[0].lead_days is None
    deliver(wang, 3)
    (row,) = compared(shop, tea).rows
    assert (row.in_time, row.lead_days) == ("", 3)


def test_a_receipt_put_right_later_came_when_it_came(shop, tea, deliver, clock):
    wang = add(shop, "老王批发", lead_days=2)
    came = deliver(wang, 2)
    clock.forward(days=5)
    with shop.work() as work:
        amend_receipt(work, came, replace(receipt_to_amend(work, came, "again"), remark="by lorry"))
    (row,) = compared(shop, tea).rows
    assert (row.in_time, row.lead_days) == ("1 of 1", 2)


def test_who_is_to_be_paid_later_is_better_at_the_same_price(shop, tea):
    wang, li = add(shop, "老王批发"), add(shop, "老李", terms=Terms.DAYS, term_days=30)
    for supplier in (wang, li):
        keep(shop, supplier, tea.id, price=10_0000)
    assert [(row.supplier, row.terms) for row in compared(shop, tea).rows] == [("老李", "30 days"), ("老王批发", "on delivery")]


def test_who_is_switched_off_is_compared_no_more(shop, tea):
    wang = add(shop, "老王批发")
    keep(shop, wang, tea.id, price=10_0000)
    with shop.work() as work:
        change_supplier(work, wang, SupplierFields("老王批发", is_active=False), 1)
    assert compared(shop, tea).rows == ()


def test_nobody_sees_them_without_the_right(shop, tea):
    shop.actor = Actor(1, "小王", frozenset(Permission) - {Permission.SEE_PURCHASES})
    for query in (supplier_goods, compare_suppliers, lambda view, each: supplier_prices(view, each, each)):
        with shop.read() as view, pytest.raises(NotAllowed):
            query(view, 1)
