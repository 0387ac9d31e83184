"""A platform's day list: its orders are sales of the channel, each once, paid later by the platform."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from jxc_desktop.db.tables import products, sales
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations import channels as op
from jxc_desktop.operations.imports import ImportCancelled
from jxc_desktop.queries.channels import channel_names
from jxc_desktop.queries.check import check
from jxc_desktop.queries.document_filters import DocumentsFilter
from jxc_desktop.queries.documents import Counted, documents_count
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import By, takings
from jxc_desktop.queries.reports.today import today
from jxc_desktop.queries.sales import sales_list
from tests.builders import BEIJING, stocked


def line(order="MT1", **more):
    facts = {"code": "", "barcode": "", "name": "可乐", "quantity": 1000, "price": 3_0000, "amount": 3_0000}
    return PastSale(2, "", datetime(2026, 11, 22, 9), order, **{**facts, **more})


def look(shop, query, *args):
    with shop.read() as view:
        return query(view, *args)


def post(shop, *rows, channel="美团"):
    prepared = look(shop, op.prepare_orders, channel, rows)
    assert not prepared.wrong
    return op.post_orders(shop, prepared)


@pytest.fixture
def cola(shop):
    return stocked(shop, quantity=10, barcode="06901234")


def test_an_order_becomes_a_sale_paid_later(shop, cola):
    assert post(shop, line(), line(amount=2_5000, price=2_5000)) == 1
    row = look(shop, sales_list)[0]
    receipt = look(shop, receipt_of, row.document_id)
    assert (row.total, row.remark) == (5_5000, "美团 MT1 11-22 09:00")
    assert [(line.quantity, line.price, line.amount) for line in receipt.lines] == [(1000, 3_0000, 3_0000), (1000, 2_5000, 2_5000)]
    assert [(payment.name, payment.kind, payment.amount) for payment in receipt.payments] == [("美团", "later", 5_5000)]
    assert [(method.name, method.digit) for method in look(shop, payment_methods)][-1] == ("美团", 0)
    assert look(shop, check).ok


def test_goods_no_longer_sold_were_sold_by_the_platform_already(shop, cola):
    with shop.work() as work:
        work.connection.execute(update(products.product).values(stop_selling=1))
    assert post(shop, line(), line("MT2", amount=2_5000)) == 2


def test_an_order_of_yesterday_is_a_sale_of_yesterday_at_its_own_time(shop, cola, clock):
    post(shop, line("MT0"))
    clock.forward(days=1, hours=5)
    at = datetime(2026, 11, 22, 18, 20)
    assert post(shop, replace(line(), at=at), replace(line(order="MT2"), at=datetime(2026, 11, 23, 3, 59))) == 2
    rows = look(shop, sales_list)
    assert [row.number for row in rows] == ["XS20261122-0003", "XS20261122-0002", "XS20261122-0001"]
    assert look(shop, today, date(2026, 11, 22)).takings == 9_0000
    assert look(shop, today).sales == 0
    day = Span(date(2026, 11, 22), date(2026, 11, 22))
    assert [row[0][:2] for row in look(shop, takings, By.HOUR, day)] == ["09", "18", "03"]
    assert look(shop, documents_count, DocumentsFilter(day.first, day.last, group=(By.HOUR, 18))) == Counted(1, 3_0000)
    assert look(shop, check).ok
    with shop.read() as view:
        assert view.connection.execute(select(sales.channel_order.c.ordered_at)).scalars().all()[1] == at.replace(tzinfo=BEIJING)


def test_an_order_of_tomorrow_is_wrong(shop, cola):
    prepared = look(shop, op.prepare_orders, "美团", [replace(line(), at=datetime(2026, 11, 23, 4))])
    assert [wrong.sentence() for wrong in prepared.wrong] == ["“2026-11-23 04:00” lies ahead: nothing can be booked on that day yet"]


def test_the_same_order_twice_is_one_sale(shop, cola):
    assert post(shop, line("MT1"), line("MT2")) == 2
    assert post(shop, line("MT2"), line("MT3")) == 1
    assert len(look(shop, sales_list)) == 3
    assert look(shop, op.prepare_orders, "美团", [line("MT1")]).known == 1


def test_prepared_twice_and_posted_twice_is_one_sale(shop, cola):
    prepared = look(shop, op.prepare_orders, "美团", [line()])
    assert [op.post_orders(shop, prepared), op.post_orders(shop, prepared)] == [1, 0]


def test_another_channel_may_use_the_same_number(shop, cola):
    post(shop, line())
    assert post(shop, line(), channel="饿了么") == 1
    assert [method.name for method in look(shop, payment_methods)][-2:] == ["美团", "饿了么"]


def test_the_stock_leaves(shop, cola):
    post(shop, line(quantity=3000, amount=9_0000))
    with shop.read() as view:
        from jxc_desktop.queries.products import find_by_code

        assert find_by_code(view, "06901234")[0].product.on_hand == 7000


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (line(""), "no_number"),
        (line(quantity=-1000, amount=-3_0000), "return"),
        (line(name="雪碧"), "unknown"),
    ],
)
def test_wrong_rows_are_named_and_nothing_is_posted(shop, cola, row, reason):
    prepared = look(shop, op.prepare_orders, "美团", [row])
    assert [wrong.reason for wrong in prepared.wrong] == [reason]
    assert prepared.orders == ()
    assert prepared.wrong[0].sentence()


def test_an_order_with_a_wrong_row_waits_as_a_whole(shop, cola):
    rows = [replace(line("MT1"), row_no=2), replace(line("MT1", name="没有的"), row_no=3), replace(line("MT2"), row_no=4)]
    prepared = look(shop, op.prepare_orders, "美团", rows)
    assert [order.number for order in prepared.orders] == ["MT2"]
    assert [(wrong.row_no, wrong.reason) for wrong in prepared.wrong] == [(3, "unknown"), (2, "torn")]


def test_an_order_of_which_a_row_cannot_be_read_waits_too(shop, cola):
    prepared = look(shop, op.prepare_orders, "美团", [line("MT1"), line("MT2")], {"MT1"})
    assert ([order.number for order in prepared.orders], [wrong.reason for wrong in prepared.wrong]) == (["MT2"], ["torn"])


def test_nothing_of_an_order_that_is_a_sale_already_is_wrong(shop, cola):
    post(shop, line("MT1"))
    prepared = look(shop, op.prepare_orders, "美团", [line("MT1", name="没有的")], {"MT1"})
    assert (prepared.known, prepared.orders, prepared.wrong) == (1, (), ())


def test_stopped_half_way_it_says_how_far_it_came(shop, cola, monkeypatch):
    monkeypatch.setattr(op, "SLICE", 1)
    prepared = look(shop, op.prepare_orders, "美团", [line(f"MT{n}") for n in range(3)])
    with pytest.raises(ImportCancelled):
        op.post_orders(shop, prepared, cancelled=lambda: True)
    asked = iter((False, True))
    with pytest.raises(op.PostingStopped, match="1 of 3 orders are sales now"):
        op.post_orders(shop, prepared, cancelled=lambda: next(asked))
    assert op.post_orders(shop, prepared) == 2
    assert look(shop, channel_names) == ("美团",)


def test_the_shops_price_where_the_list_has_none(shop, cola):
    post(shop, line(price=None, amount=None, quantity=2000))
    assert look(shop, sales_list)[0].total == 6_0000


def test_a_kill_half_way_goes_on_with_the_rest(shop, cola, monkeypatch):
    monkeypatch.setattr(op, "SLICE", 1)
    prepared = look(shop, op.prepare_orders, "美团", [line(f"MT{n}") for n in range(4)])

    def die(done, _all):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        op.post_orders(shop, prepared, progress=die)
    assert op.post_orders(shop, prepared) == 2
    with shop.read() as view:
        numbers = view.connection.execute(select(sales.channel_order.c.number)).scalars().all()
    assert numbers == ["MT0", "MT1", "MT2", "MT3"]


def test_a_channel_needs_a_name_and_the_actor_a_right(shop, cola):
    with pytest.raises(op.ChannelNeedsName):
        look(shop, op.prepare_orders, " ", [line()])
    prepared = look(shop, op.prepare_orders, "美团", [line()])
    shop.actor = replace(shop.actor, permissions=frozenset({Permission.SEE_SALES}))
    with pytest.raises(NotAllowed):
        op.post_orders(shop, prepared)
