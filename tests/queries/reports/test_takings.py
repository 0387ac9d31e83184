"""Takings: grouped any way they add up to the same; unknown costs are counted, never taken for nothing."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.returns import Given
from jxc_desktop.operations.returns_without_receipt import GoodsBack, return_without_receipt
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.documents import DocumentsFilter, documents_count
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.products import find_by_code, products_of
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import By, takings, takings_columns, takings_summary
from tests.builders import CASH, WECHAT, TestClock, cart_of, make_shop, product, stocked

DAY = Span(date(2026, 11, 22), date(2026, 11, 22))
WEEK = Span(date(2026, 11, 16), date(2026, 11, 29))


def sell(shop, cart, *tenders, **more):
    with shop.work() as work:
        return complete_sale(work, cart, tenders or (CASH,), print_receipt=False, **more)


def look(shop, query, *args, **more):
    with shop.read() as view:
        return query(view, *args, **more)


def table(shop, by, span=DAY):
    """The rows by their first column, as dicts by column key."""
    columns = [column.key for column in look(shop, takings_columns, by)]
    return [dict(zip(columns, row, strict=False)) for row in look(shop, takings, by, span)]


@pytest.fixture
def morning(shop, clock):
    """Cola twice at ten in cash (0.07 rounded off), tea at eleven by WeChat and reversed at noon."""
    cola = stocked(shop, price=3_2700, cost=2_0000, code="C1", barcode="06901234")
    tea = product(shop, "龙井茶", 50_0000, code="C2")
    sell(shop, cart_of(cola))
    clock.forward(hours=1)
    second = sell(shop, cart_of(tea), WECHAT)
    clock.forward(hours=1)
    with shop.work() as work:
        reverse_sale(work, second.document_id, "")
    sell(shop, cart_of(cola), WECHAT)
    return shop


def test_hours_stand_apart(morning):
    rows = table(morning, By.HOUR)
    assert [(row["hour"], row["sales"], row["back"], row["goods"], row["round_off"], row["takings"]) for row in rows] == [
        ("10:00 – 11:00", 1, 0, 3_2700, 700, 3_2000),
        ("11:00 – 12:00", 1, 0, 50_0000, 0, 50_0000),
        ("12:00 – 13:00", 1, 1, -46_7300, 0, -46_7300),
    ]


def test_products_and_what_was_rounded_off(morning):
    rows = table(morning, By.PRODUCT)
    assert [(row["name"], row["quantity"], row["goods"], row["given_back"], row["round_off"], row["takings"]) for row in rows] == [
        ("可乐", 2000, 6_5400, 0, 0, 6_5400),
        ("龙井茶", 0, 0, -50_0000, 0, 0),
        ("(rounding off)", None, 0, 0, 700, -700),
    ]
    assert rows[0]["barcode"] == "06901234"


def test_an_unknown_cost_is_blank_and_counted(morning):
    cola, tea, _off = table(morning, By.PRODUCT)
    assert (cola["profit"], cola["margin"], cola["unknown"]) == (2_5400, 3884, 0)
    assert (tea["profit"], tea["margin"], tea["unknown"]) == (None, None, 2)
    assert look(morning, takings_summary, DAY).unknown_costs == 2


@pytest.mark.parametrize(
    ("price", "cost", "margin"), [(3_0000, 2_0000, 3333), (2_0000, 3_0000, -5000), (3_0000, 3_2000, -667), (6_0000, 1_0000, 8333)]
)
def test_margins_are_rounded_half_up_whatever_their_sign(shop, price, cost, margin):
    sell(shop, cart_of(stocked(shop, price=price, cost=cost)), WECHAT)
    assert {row["margin"] for by in (By.PRODUCT, By.CATEGORY, By.HOUR, By.CASHIER) for row in table(shop, by)} == {margin}


def test_a_return_counts_like_what_it_takes_back(morning):
    cola = look(morning, find_by_code, "C1")[0].product
    with morning.work() as work:
        return_without_receipt(work, [GoodsBack(cola.id, ONE, 3_0000)], [Given(1, 3_0000)], key="back")
    whole = look(morning, takings_summary, DAY)
    assert (whole.sales, whole.back, whole.given_back, whole.takings) == (3, 2, -53_0000, 3_4700)
    for by in By:
        assert sum(row["takings"] for row in table(morning, by)) == whole.takings
    back = next(row for row in table(morning, By.PRODUCT) if row["code"] == "C1")
    assert (back["quantity"], back["goods"], back["given_back"]) == (1000, 3_5400, -3_0000)


def test_ways_of_paying(morning):
    rows = table(morning, By.METHOD)
    assert [(row["method"], row["received"], row["paid_back"], row["takings"]) for row in rows] == [
        ("Cash", 3_2000, 0, 3_2000),
        ("WeChat", 53_2700, -50_0000, 3_2700),
    ]


def test_the_summary(morning):
    found = look(morning, takings_summary, DAY)
    assert (found.sales, found.back, found.goods, found.round_off, found.takings) == (3, 1, 6_5400, 700, 6_4700)
    assert found.profit == 2_5400 - 700


@pytest.mark.parametrize("by", By)
def test_every_grouping_adds_up_to_the_takings(morning, by):
    assert sum(row["takings"] for row in table(morning, by)) == look(morning, takings_summary, DAY).takings


@pytest.mark.parametrize("by", By)
def test_another_day_is_empty(morning, by):
    assert table(morning, by, Span(date(2026, 11, 23), date(2026, 11, 30))) == []


@pytest.mark.parametrize("by", By)
def test_who_may_not_see_costs_sees_none(morning, by):
    morning.actor = replace(morning.actor, permissions=morning.actor.permissions - {Permission.SEE_COST})
    keys = {column.key for column in look(morning, takings_columns, by)}
    assert not keys & {"cost", "profit", "margin", "unknown"}
    assert all(len(row) == len(keys) + 1 for row in look(morning, takings, by, DAY))
    found = look(morning, takings_summary, DAY)
    assert (found.cost, found.profit, found.unknown_costs) == (None, None, 0)


def test_reports_need_their_right(morning):
    morning.actor = replace(morning.actor, permissions=morning.actor.permissions - {Permission.SEE_REPORTS})
    with pytest.raises(NotAllowed):
        look(morning, takings, By.DAY, DAY)
    with pytest.raises(NotAllowed):
        look(morning, takings_summary, DAY)


def test_products_of_one_category_are_one_row(shop):
    with shop.work() as work:
        drinks = add_product(work, ProductFields("可乐", category="饮料", retail_price=3_0000))
        more = add_product(work, ProductFields("茶", category="饮料", retail_price=4_0000))
    other = product(shop, "伞", 20_0000)
    with shop.read() as view:
        goods = products_of(view, [drinks, more])
    sell(shop, cart_of(*goods, other), WECHAT)
    assert [(row["category"], row["takings"]) for row in table(shop, By.CATEGORY)] == [("No category", 20_0000), ("饮料", 7_0000)]
    drinks_row = look(shop, takings, By.CATEGORY, DAY)[1]
    assert look(shop, documents_count, DocumentsFilter(group=(By.CATEGORY, drinks_row[-1])))[0] == 1


def test_an_hour_after_midnight_comes_last(shop, clock):
    cola = product(shop)
    sell(shop, cart_of(cola))
    clock.forward(hours=15)
    sell(shop, cart_of(cola))
    assert [row["hour"][:2] for row in table(shop, By.HOUR)] == ["10", "01"]


@pytest.mark.parametrize("by", By)
def test_each_row_opens_to_its_documents(morning, by):
    for row in look(morning, takings, by, DAY):
        count, _total = look(morning, documents_count, DocumentsFilter(DAY.first, DAY.last, group=(by, row[-1])))
        assert count >= 1


def test_the_documents_of_an_hour(morning):
    ten = look(morning, takings, By.HOUR, DAY)[0]
    assert look(morning, documents_count, DocumentsFilter(group=(By.HOUR, ten[-1]))) == (1, 3_2000)


SALE = st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 30), st.booleans())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SALE, min_size=1, max_size=6))
def test_whatever_is_sold_all_groupings_agree(tmp_path_factory, day):
    clock = TestClock()
    shop = make_shop(tmp_path_factory.mktemp("shop"), clock=clock)
    goods = (stocked(shop, "可乐", 3_2700, code="C1"), product(shop, "茶", 50_0300, code="C2"))
    for which, way, hours, is_reversed in day:
        clock.forward(hours=hours / 10)
        sold = sell(shop, cart_of(goods[which], goods[0]), (CASH, WECHAT)[way])
        if is_reversed:
            with shop.work() as work:
                reverse_sale(work, sold.document_id, "")
    whole = look(shop, takings_summary, WEEK)
    for by in By:
        rows = table(shop, by, WEEK)
        assert sum(row["takings"] for row in rows) == whole.takings
        if by is not By.METHOD:
            assert sum(row["goods"] for row in rows) == whole.goods
            assert sum(row["profit"] or 0 for row in rows) == whole.profit
    shop.close()
