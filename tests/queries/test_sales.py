"""Past sales: listed, found, in detail, exported; the figures of today."""

from dataclasses import replace
from datetime import date

import pytest

from jxc_desktop.domain.cart import add_product, set_quantity
from jxc_desktop.domain.errors import NotAllowed, NotFound
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.products import Pack
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.queries import payments, people
from jxc_desktop.queries import sales as q
from tests.builders import CASH, WECHAT, cart_of, cash, product, stocked


def sell(shop, cart, *tenders):
    with shop.work() as work:
        return complete_sale(work, cart, tenders or (CASH,), print_receipt=True)


def reverse(shop, sold):
    with shop.work() as work:
        return reverse_sale(work, sold.document_id, "")


def look(shop, query, *args, **more):
    with shop.read() as view:
        return query(view, *args, **more)


def without_cost(shop):
    shop.actor = Actor(1, "小王", shop.actor.permissions - {Permission.SEE_COST})


@pytest.fixture
def morning(shop, clock):
    """Three sales: cola in cash, tea by WeChat (reversed), both the next day."""
    cola = stocked(shop, price=3_2700, cost=2_0000, barcode="6901234567892")
    tea = product(shop, "龙井茶", 50_0000, code="C7")
    first = sell(shop, cart_of(cola), cash(10_0000))
    second = sell(shop, cart_of(tea), WECHAT)
    back = reverse(shop, second)
    clock.forward(days=1)
    third = sell(shop, cart_of(cola, tea), replace(WECHAT, amount=50_0000), CASH)
    return first, second, back, third


def numbers(rows):
    return [row.number[2:] for row in rows]


def test_the_latest_come_first(shop, morning):
    rows = look(shop, q.sales_list)
    assert [row.number for row in rows] == ["XS20261123-0001", "HC20261122-0001", "XS20261122-0002", "XS20261122-0001"]
    assert [(row.kind, row.total, row.paid_by, row.lines) for row in rows[:2]] == [
        ("Sale", 53_2000, "WeChat + Cash", 2),
        ("Reversal", -50_0000, "WeChat", 1),
    ]
    assert [row.linked for row in rows[1:3]] == ["XS20261122-0002", "HC20261122-0001"]


def test_a_page_at_a_time_in_the_order_of_a_column(shop, morning):
    assert [row.total for row in look(shop, q.sales_list, order="total", is_descending=False, limit=2)] == [-50_0000, 3_2000]
    assert [row.total for row in look(shop, q.sales_list, order="total", is_descending=False, limit=2, offset=2)] == [50_0000, 53_2000]


def test_a_day_is_counted_and_added_up(shop, morning):
    day = q.SalesFilter(date(2026, 11, 22), date(2026, 11, 22))
    assert len(look(shop, q.sales_list, day)) == 3
    assert look(shop, q.sales_count, day) == (3, 3_2000)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0002", ["20261122-0002"]),
        ("xs20261123", ["20261123-0001"]),
        ("53.2", ["20261123-0001"]),
        ("50", ["20261122-0001", "20261122-0002"]),
        ("6901234567892", ["20261123-0001", "20261122-0001"]),
        ("C7", ["20261123-0001", "20261122-0001", "20261122-0002"]),
        ("可乐", ["20261123-0001", "20261122-0001"]),
        ("100%", []),
    ],
)
def test_a_sale_is_found_by_what_one_remembers(shop, morning, text, found):
    assert numbers(look(shop, q.find_sales, text)) == found


def test_columns_narrow_the_list(shop, morning):
    only = q.SalesFilter(columns={"total": "3.20", "cashier": "own"})
    assert numbers(look(shop, q.sales_list, only)) == ["20261122-0001"]
    assert look(shop, q.sales_list, q.SalesFilter(columns={"total": "a"})) == ()


def test_a_sale_in_detail(shop, morning):
    first, second, back, _third = morning
    detail = look(shop, q.sale_detail, first.number)
    assert (detail.receipt.change, detail.reversed_by, detail.cost, detail.unknown_costs) == (6_8000, "", 2_0000, 0)
    detail = look(shop, q.sale_detail, second.document_id)
    assert (detail.reversed_by, detail.unknown_costs) == (back.number, 1)
    with pytest.raises(NotFound):
        look(shop, q.sale_detail, "XS19990101-0001")


def test_cost_is_for_those_who_may_see_it(shop, morning):
    without_cost(shop)
    assert look(shop, q.sale_detail, morning[0].document_id).cost is None
    assert look(shop, q.today).profit is None
    with shop.read() as view:
        assert {line.cost for line in q.sale_lines(view)} == {None}


def test_only_a_standing_sale_can_be_reversed(shop, morning):
    first, second, back, _third = morning
    assert [look(shop, q.can_reverse, each.document_id) for each in (first, second, back)] == [True, False, False]
    shop.actor = Actor(1, "小王", frozenset({Permission.SELL}))
    assert not look(shop, q.can_reverse, first.document_id)


def test_the_last_sale_is_no_reversal(shop, clock):
    assert look(shop, q.last_sale) is None
    sold = sell(shop, cart_of(product(shop)))
    reverse(shop, sold)
    assert look(shop, q.last_sale) == sold.document_id


def test_the_export_has_a_row_a_line(shop, morning):
    with shop.read() as view:
        rows = list(q.sale_lines(view, date(2026, 11, 23), date(2026, 11, 23)))
        assert len(list(q.sale_lines(view))) == 5
    assert [(row.number, row.kind, row.barcode, row.name, row.quantity, row.amount, row.cost) for row in rows] == [
        ("XS20261123-0001", "Sale", "6901234567892", "可乐", ONE, 3_2700, 2_0000),
        ("XS20261123-0001", "Sale", "", "龙井茶", ONE, 50_0000, None),
    ]
    assert rows[0].time.hour == 10
    assert {column.key for column in q.SALE_LINE_COLUMNS} == set(type(rows[0]).__slots__)


def test_a_pack_is_exported_as_it_was_priced(shop):
    box = Pack(7, "箱", 24, 60_0000)
    beer = replace(product(shop, "啤酒", 3_0000, unit="瓶"), packs=(box,))
    sell(shop, set_quantity(add_product(cart_of(), beer, pack=box), 1, 2 * ONE))
    with shop.read() as view:
        row = next(q.sale_lines(view))
    assert (row.quantity, row.unit, row.price, row.amount) == (2 * ONE, "箱", 60_0000, 120_0000)


def test_today(shop, morning, clock):
    now = look(shop, q.today)
    assert (now.sales, now.takings, now.average_ticket, now.by_method) == (1, 53_2000, 53_2000, (("Cash", 3_2000), ("WeChat", 50_0000)))
    assert (now.profit, now.unknown_costs) == (1_2000, 1)
    before = look(shop, q.today, date(2026, 11, 22))
    assert (before.sales, before.reversals, before.takings, before.average_ticket) == (2, 1, 3_2000, 3_2000)


def test_nothing_sold_yet(shop):
    now = look(shop, q.today)
    assert (now.sales, now.takings, now.average_ticket, now.by_method) == (0, 0, 0, ())


def test_the_first_names_are_shown_in_the_user_s_language(shop, morning, monkeypatch):
    monkeypatch.setattr(people, "_", {"Owner": "老板"}.get)
    monkeypatch.setattr(payments, "_", {"Cash": "现金", "WeChat": "微信"}.get)
    row = look(shop, q.sales_list)[0]
    assert (row.cashier, row.paid_by) == ("老板", "微信 + 现金")


@pytest.mark.parametrize(
    "query",
    [
        q.sales_list,
        q.sales_count,
        lambda view: q.find_sales(view, "可乐"),
        lambda view: q.sale_detail(view, 1),
        lambda view: list(q.sale_lines(view)),
    ],
)
def test_past_sales_need_the_right_to_see_them(shop, query):
    shop.actor = Actor(1, "小王", shop.actor.permissions - {Permission.SEE_SALES})
    with pytest.raises(NotAllowed):
        look(shop, query)


def test_a_cost_that_became_known_is_filled_in(shop):
    cola = product(shop)
    sold = sell(shop, cart_of(cola))
    assert (look(shop, q.sale_detail, sold.number).cost, look(shop, q.sale_detail, sold.number).unknown_costs) == (0, 1)
    with shop.work() as work:
        set_opening_stock(work, [OpeningLine(cola.id, 5 * ONE, 2_0000)])
    assert (look(shop, q.sale_detail, sold.number).cost, look(shop, q.sale_detail, sold.number).unknown_costs) == (2_0000, 0)
