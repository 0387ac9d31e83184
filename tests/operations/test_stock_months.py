"""The months of the stock book: written in slices when they are over, kept true by every move of an earlier day since."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables import stock_documents as t
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations import documents, stock, stock_months
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock_months import keep_months
from jxc_desktop.operations.stock_plan import Demand, plan
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.check import check
from jxc_desktop.queries.stock_months import unfinished, worth_at
from tests.builders import BEIJING, CASH, cart_of, product, stocked
from tests.purchases import line, receipt

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def tea(shop, clock):
    """Ten of 2.00 came in September; two were sold in October, one in November."""
    clock.now = datetime(2026, 9, 5, 10, tzinfo=BEIJING)
    made = stocked(shop, "茶", quantity=10, cost=2_0000)
    for day, pieces in ((datetime(2026, 10, 7, 10, tzinfo=BEIJING), 2), (datetime(2026, 11, 22, 10, tzinfo=BEIJING), 1)):
        clock.now = day
        with shop.work() as work:
            complete_sale(work, cart_of(*[made] * pieces), (CASH,), print_receipt=False)
    return made


def kept(shop):
    """What is written: month, pieces, value; and the check must be content with it."""
    with shop.read() as view:
        rows = view.connection.execute(select(t.stock_month_value).order_by(t.stock_month_value.c.month, t.stock_month_value.c.product_id))
        found = [(row.month, row.quantity / ONE, row.value) for row in rows]
        assert [finding.sentence() for finding in check(view).findings if finding.code.startswith("month")] == []
    return found


def worth(shop, day):
    """Pieces and value of each product that was there, by id."""
    with shop.read() as view:
        return {product_id: (quantity / ONE, value) for product_id, quantity, value in worth_at(view, day)}


def move(shop, goods, pieces, day, value=None):
    """A document of an earlier day that moves some pieces."""
    with shop.work() as work:
        planned = plan(work, [Demand(goods.id, pieces * ONE, "receipt" if pieces > 0 else "sale", 1, value=value)])
        posted = documents.post(work, DocumentKind.CANCELLED_CART, uuid4().hex, 0, head={}, lines=(), day=day)
        stock.append(work, planned, posted)


def test_months_that_are_over_are_written_once(shop, tea):
    assert keep_months(shop) == 2
    assert kept(shop) == [(SEPTEMBER, 10, 20_0000), (OCTOBER, 8, 16_0000)]
    assert keep_months(shop) == 0


def test_a_new_month_adds_one(shop, tea, clock):
    keep_months(shop)
    clock.now = datetime(2026, 12, 1, 10, tzinfo=BEIJING)
    assert keep_months(shop) == 1
    assert kept(shop)[-1] == (NOVEMBER, 7, 14_0000)


def test_an_empty_shop_has_no_month_to_write(shop):
    with shop.read() as view:
        assert not unfinished(view)
    assert keep_months(shop) == 0


def test_what_is_nothing_has_no_row(shop, tea, clock):
    with shop.work() as work:
        complete_sale(work, cart_of(*[tea] * 7), (CASH,), print_receipt=False)
    clock.now = datetime(2026, 12, 1, 10, tzinfo=BEIJING)
    keep_months(shop)
    assert [month for month, *_worth in kept(shop)] == [SEPTEMBER, OCTOBER]


@pytest.mark.parametrize("is_kept", [False, True])
def test_worth_at_a_day_is_the_same_with_months_and_without(shop, tea, is_kept):
    if is_kept:
        keep_months(shop)
    found = [worth(shop, day).get(tea.id) for day in (date(2026, 9, 4), date(2026, 9, 30), date(2026, 10, 6), date(2026, 10, 7))]
    assert found == [None, (10, 20_0000), (10, 20_0000), (8, 16_0000)]
    assert [worth(shop, day)[tea.id] for day in (date(2026, 10, 31), date(2026, 11, 30))] == [(8, 16_0000), (7, 14_0000)]


def test_a_move_of_an_earlier_day_changes_the_months_since(shop, tea):
    milk = product(shop, "奶")
    keep_months(shop)
    move(shop, tea, 5, date(2026, 10, 3), value=20_0000)
    move(shop, milk, 3, date(2026, 9, 9), value=9_0000)
    assert kept(shop) == [(SEPTEMBER, 10, 20_0000), (SEPTEMBER, 3, 9_0000), (OCTOBER, 13, 36_0000), (OCTOBER, 3, 9_0000)]
    assert worth(shop, date(2026, 10, 31)) == {tea.id: (13, 36_0000), milk.id: (3, 9_0000)}


def test_a_receipt_of_an_earlier_day_changes_the_months_since(shop, tea):
    keep_months(shop)
    with shop.work() as work:
        supplier = add_supplier(work, SupplierFields("老王"))
        receive_goods(work, receipt(supplier, line(tea, 5, 3_0000), day=date(2026, 10, 3)))
    assert kept(shop) == [(SEPTEMBER, 10, 20_0000), (OCTOBER, 13, 31_0000)]
    with shop.read() as view:
        assert check(view).findings == ()


def test_a_move_before_the_first_month_is_in_all_of_them(shop, tea):
    keep_months(shop)
    move(shop, tea, 1, date(2026, 8, 3), value=2_0000)
    assert kept(shop) == [(SEPTEMBER, 11, 22_0000), (OCTOBER, 9, 18_0000)]


def test_value_that_comes_later_is_of_its_own_day(shop, tea):
    milk = product(shop, "奶", purchase_price=1_0000)
    move(shop, milk, -1, date(2026, 10, 8))
    keep_months(shop)
    move(shop, milk, 1, date(2026, 10, 9), value=4_0000)
    assert worth(shop, date(2026, 10, 8))[milk.id] == (-1, -1_0000)
    assert milk.id not in worth(shop, date(2026, 10, 9))
    assert len(kept(shop)) == 3


def test_moves_between_two_slices_are_counted_once(shop, tea, monkeypatch):
    monkeypatch.setattr(stock_months, "MOST_PRODUCTS", 1)
    milk = stocked(shop, "奶", quantity=1, cost=1_0000)

    between = []

    def meanwhile():
        between.append(True)
        if len(between) == 1:
            for goods in (tea, milk):
                move(shop, goods, 1, date(2026, 10, 20), value=1_0000)

    assert keep_months(shop, meanwhile) == 2
    assert worth(shop, date(2026, 10, 31)) == {tea.id: (9, 17_0000), milk.id: (1, 1_0000)}
    kept(shop)


def test_a_job_that_was_stopped_goes_on_where_it_stopped(shop, tea, monkeypatch):
    monkeypatch.setattr(stock_months, "MOST_PRODUCTS", 1)
    stocked(shop, "奶")

    class Stopped(Exception):
        pass

    def stop():
        raise Stopped

    with pytest.raises(Stopped):
        keep_months(shop, stop)
    assert worth(shop, date(2026, 10, 31))[tea.id] == (8, 16_0000)  # a month that is not whole yet answers nothing
    assert keep_months(shop) == 2
    assert kept(shop) == [(SEPTEMBER, 10, 20_0000), (OCTOBER, 8, 16_0000)]


def test_a_clock_set_back_adds_to_what_is_written(shop, tea, clock):
    keep_months(shop)
    clock.now = datetime(2026, 10, 15, 10, tzinfo=BEIJING)
    stocked(shop, "奶", quantity=3, cost=1_0000)
    with shop.work() as work:
        complete_sale(work, cart_of(tea), (CASH,), print_receipt=False)
    clock.now = datetime(2026, 11, 25, 10, tzinfo=BEIJING)
    assert [row for row in kept(shop) if row[0] == OCTOBER] == [(OCTOBER, 7, 14_0000), (OCTOBER, 3, 3_0000)]
