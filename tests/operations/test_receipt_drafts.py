"""Half-typed receipts in the file: the latest state of each, gone once booked or put away."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from jxc_desktop.domain.purchasing import ReceiptLine
from jxc_desktop.domain.receipt_draft import unknown_goods
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.receipt_drafts import drop_receipt, save_receipt
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.check import check
from jxc_desktop.queries.receipt_drafts import half_typed, receipt_draft
from tests.builders import product
from tests.purchases import line, receipt


@pytest.fixture
def supplier(shop):
    with shop.work() as work:
        return add_supplier(work, SupplierFields("老王批发"))


def save(shop, made):
    with shop.work() as work:
        return save_receipt(work, made)


def drafts(shop):
    with shop.read() as view:
        return half_typed(view)


def test_each_is_there_as_it_was_last_saved_the_latest_first(shop, supplier, clock):
    tea = product(shop, "茶")
    one, two = receipt(0, line(tea, 1)), receipt(supplier, line(tea, 2, 3_0000))
    for made in (one, two):
        clock.forward(minutes=1)
        assert save(shop, made)
    one = replace(one, slip_number="A")
    clock.forward(minutes=1)
    save(shop, one)
    assert [(row.supplier, row.first_goods, row.total) for row in drafts(shop)] == [("", "茶", 0), ("老王批发", "茶", 6_0000)]
    with shop.read() as view:
        assert receipt_draft(view, one.key) == one


def test_what_is_booked_is_typed_no_more(shop, supplier):
    made = receipt(supplier, line(product(shop), 1, 2_0000))
    save(shop, made)
    with shop.work() as work:
        receive_goods(work, made)
    assert drafts(shop) == ()
    assert not save(shop, made)
    assert drafts(shop) == ()


def test_one_is_put_away_and_the_others_stay(shop, supplier):
    made, other = receipt(supplier), receipt(supplier)
    for each in (made, other):
        save(shop, each)
    with shop.work() as work:
        drop_receipt(work, made)
    assert [row.key for row in drafts(shop)] == [other.key]


def test_goods_of_a_half_typed_receipt_stand_in_its_list(shop, supplier):
    tea = product(shop, "茶")
    made = receipt(supplier, line(tea, 2), line(tea, 1, ratio=12), ReceiptLine(unknown_goods("69"), 1_000))
    save(shop, made)
    with shop.read() as view:
        rows = view.connection.execute(text("SELECT product_id, base_quantity FROM draft_line")).all()
        assert check(view).ok
    assert rows == [(tea.id, 14_000)]


def test_one_that_cannot_be_read_is_left_as_it_is_and_named(shop, supplier):
    made = receipt(supplier)
    save(shop, made)
    with shop.work() as work:
        work.connection.execute(text("UPDATE draft SET body = '?'"))
    with shop.read() as view:
        assert [(each.code, each.facts["key"]) for each in check(view).findings] == [("receipt_draft", made.key)]
    assert drafts(shop) == ()
