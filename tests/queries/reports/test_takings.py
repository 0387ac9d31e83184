"""Takings: grouped any way they add up to the same; unknown costs are counted, never taken for nothing."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from jxc_desktop.db.tables.sales import sale as sale_table
from jxc_desktop.domain.cart import add_product as add_line
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.money import to_coin
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.returns import Back, Given, return_goods
from jxc_desktop.operations.returns_without_receipt import GoodsBack, return_without_receipt
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.queries.check import check
from jxc_desktop.queries.document_filters import DocumentsFilter
from jxc_desktop.queries.documents import Counted, documents_count
from jxc_desktop.queries.line_costs import line_costs
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.products import find_by_code, products_of
from jxc_desktop.queries.reports.report_tables import takings_tables
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.reports.takings import By, takings, takings_columns, takings_summary
from jxc_desktop.queries.reports.today import today
from jxc_desktop.queries.reports.unknown_costs import lines_without_cost
from jxc_desktop.queries.returns import returnable
from jxc_desktop.queries.sale_lines import sale_lines
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


@pytest.fixture
def taxed(shop):
    """A shop with 3 % tax inside its prices: cola at a known cost, tea without one, 0.07 rounded off."""
    with shop.work() as work:
        change_settings(work, tax_status="small", tax_rate=300)
    cola, tea = stocked(shop, price=3_2700, cost=2_0000, code="C1"), product(shop, "龙井茶", 50_0000, code="C2")
    sell(shop, cart_of(cola, tea))
    sell(shop, cart_of(cola), WECHAT)
    return shop


@pytest.mark.parametrize("by", [by for by in By if by is not By.METHOD])
def test_the_profit_can_be_formed_again_from_the_columns(taxed, by):
    found = look(taxed, takings_summary, DAY)
    assert found.net - found.unknown_net - found.cost == found.profit
    rows = table(taxed, by)
    for row in rows:
        assert row["takings"] - row["tax"] == row["net"]
        assert row["profit"] is None or row["net"] - row["unknown_net"] - row["cost"] == row["profit"]
    for key in ("tax", "net", "unknown_net"):
        assert sum(row[key] for row in rows) == getattr(found, key)
    assert found.tax == 1000 + 1_4600 + 1000


@pytest.mark.parametrize("by", [by for by in By if by is not By.METHOD])
def test_cost_and_profit_are_whole_coins_and_still_add_up(shop, clock, by):
    goods = [stocked(shop, name, price=1_0000, cost=3333) for name in ("糖", "笔", "纸")]
    for each in goods:
        sell(shop, cart_of(each), WECHAT)
        clock.forward(hours=26)
    rows, found = table(shop, by, WEEK), look(shop, takings_summary, WEEK)
    assert (found.cost, found.profit) == (1_0000, 2_0000)
    assert all(row[key] % 100 == 0 for row in rows for key in ("cost", "profit"))
    assert (sum(row["cost"] for row in rows), sum(row["profit"] for row in rows)) == (found.cost, found.profit)


def test_a_shop_without_tax_sees_none(morning):
    assert not {"tax", "net"} & {column.key for by in By for column in look(morning, takings_columns, by)}


def test_the_lines_without_cost_are_named(morning):
    rows = look(morning, lines_without_cost, DAY)
    assert [(number[:2], code, amount) for number, _day, code, _name, _spec, _quantity, amount, _net in rows] == [
        ("XS", "C2", 50_0000),
        ("HC", "C2", -50_0000),
    ]
    titles = [title for title, _columns, _rows in look(morning, lambda view: list(takings_tables(view, DAY)))]
    assert titles[-1] == "Lines without cost"


def test_lines_that_got_their_cost_are_named_no_more(filled):
    assert look(filled, lines_without_cost, DAY) == []


def test_a_sale_that_was_reversed_is_no_ticket(morning):
    """6.47 by two sales that stand: the report and home say the same."""
    found, day = look(morning, takings_summary, DAY), look(morning, today, DAY.first)
    assert (found.reversals, found.average_ticket, day.average_ticket) == (1, 3_2400, 3_2400)


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
    assert look(shop, documents_count, DocumentsFilter(group=(By.CATEGORY, drinks_row[-1]))) == Counted(1, 27_0000, 7_0000)


def test_an_hour_after_midnight_comes_last(shop, clock):
    cola = product(shop)
    sell(shop, cart_of(cola))
    clock.forward(hours=15)
    sell(shop, cart_of(cola))
    assert [row["hour"][:2] for row in table(shop, By.HOUR)] == ["10", "01"]


@pytest.mark.parametrize("by", By)
def test_each_row_opens_to_documents_that_add_up_to_it(morning, by):
    takings_at = [column.key for column in look(morning, takings_columns, by)].index("takings")
    for row in look(morning, takings, by, DAY):
        behind = look(morning, documents_count, DocumentsFilter(DAY.first, DAY.last, group=(by, row[-1])))
        assert behind.count >= 1
        assert row[takings_at] == (behind.total if behind.share is None else behind.share)


def test_the_documents_of_an_hour(morning):
    ten = look(morning, takings, By.HOUR, DAY)[0]
    assert look(morning, documents_count, DocumentsFilter(group=(By.HOUR, ten[-1]))) == Counted(1, 3_2000)


def opened_at(shop, goods, cost, counted=10):
    with shop.work() as work:
        set_opening_stock(work, [OpeningLine(goods.id, counted * ONE, cost)])


@pytest.fixture
def filled(shop, clock):
    """Tea without a cost and juice at the 1.00 on file, both sold before they were received; the next day both cost 2.00."""
    tea, juice = product(shop, "茶", 5_0000, code="T"), product(shop, "果汁", 4_0000, purchase_price=1_0000, code="J")
    sell(shop, cart_of(tea, juice), WECHAT)
    clock.forward(days=1)
    for goods in (tea, juice):
        opened_at(shop, goods, 2_0000)
    return shop


@pytest.mark.parametrize("by", [by for by in By if by is not By.METHOD])
def test_a_true_up_fills_the_profit_of_the_day_of_the_sale(filled, by):
    rows = table(filled, by)
    assert [sum(row[key] for row in rows) for key in ("cost", "profit", "unknown", "unknown_net")] == [4_0000, 5_0000, 0, 0]
    assert table(filled, by, Span(date(2026, 11, 23), date(2026, 11, 23))) == []


def test_the_small_figures_and_the_summary_take_true_ups_too(filled):
    found, day = look(filled, takings_summary, DAY), look(filled, today, DAY.first)
    assert (found.cost, found.profit, found.unknown_costs) == (4_0000, 5_0000, 0)
    assert (day.profit, day.unknown_costs) == (5_0000, 0)


def test_a_return_of_unknown_cost_is_filled_with_its_sale(shop):
    tea = product(shop, "茶", 5_0000)
    sold = sell(shop, cart_of(tea), WECHAT)
    with shop.work() as work:
        reverse_sale(work, sold.document_id, "")
    assert look(shop, takings_summary, DAY).unknown_costs == 2
    opened_at(shop, tea, 2_0000)
    found = look(shop, takings_summary, DAY)
    assert (found.cost, found.profit, found.unknown_costs) == (0, 0, 0)


def test_scrap_of_unknown_cost_is_filled_with_its_sale(shop):
    tea = product(shop, "茶", 5_0000)
    sold = sell(shop, cart_of(tea), WECHAT)
    with shop.work() as work:
        line = returnable(work, sold.document_id).lines[0]
        return_goods(work, sold.document_id, [Back(line.line_id, ONE, is_scrap=True)], key="back")
    opened_at(shop, tea, 2_0000)
    found = look(shop, takings_summary, DAY)
    assert (found.cost, found.profit, found.unknown_costs) == (0, 0, 0)
    assert look(shop, check).findings == ()


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


STEP = st.one_of(
    st.tuples(st.just("sell"), st.integers(0, 1), st.integers(1, 4)),
    st.tuples(st.just("back"), st.integers(0, 9), st.booleans()),
    st.tuples(st.just("open"), st.integers(0, 1), st.sampled_from([None, 1_5000, 2_3333])),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEP, min_size=2, max_size=9))
def test_cost_in_the_reports_is_what_the_lines_cost_by_now(tmp_path_factory, steps):
    """Sold before received, taken back, scrapped, received: the sums are those of the lines, one by one."""
    shop = make_shop(tmp_path_factory.mktemp("shop"))
    goods = [product(shop, "可乐", 3_0000, purchase_price=1_0000), product(shop, "茶", 5_0000)]
    sold: list[int] = []
    opened: set[int] = set()
    for what, which, more in steps:
        if what == "sell":
            sold.append(sell(shop, add_line(cart_of(), goods[which], quantity=more * ONE), WECHAT).document_id)
        elif what == "back" and sold:
            sale = look(shop, returnable, sold[which % len(sold)])
            if sale.lines[0].left:
                with shop.work() as work:
                    return_goods(
                        work, sale.sale_id, [Back(sale.lines[0].line_id, ONE, is_scrap=more)], key=f"back{sale.lines[0].left}{which}"
                    )
        elif what == "open" and which not in opened:
            opened.add(which)
            opened_at(shop, goods[which], more)
    whole = look(shop, takings_summary, WEEK)
    with shop.read() as view:
        documents = view.connection.execute(select(sale_table.c.id)).scalars().all()
        costs = [cost for document in documents for cost in line_costs(view, document).values()]
        exported = [line.cost for line in sale_lines(view)]
    assert (whole.cost, whole.unknown_costs) == (to_coin(sum(cost or 0 for cost in costs)), costs.count(None))
    assert (to_coin(sum(cost or 0 for cost in exported)), exported.count(None)) == (whole.cost, whole.unknown_costs)
    for by in (By.PRODUCT, By.DAY):
        assert sum(row["unknown"] for row in table(shop, by, WEEK)) == whole.unknown_costs
        assert sum(row["cost"] or 0 for row in table(shop, by, WEEK)) == whole.cost
    shop.close()
