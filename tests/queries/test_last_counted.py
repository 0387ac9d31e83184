"""When a product was counted last, wherever a product is: in lists, on cards, in the price check, in what home says."""

from datetime import datetime

import pytest

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.count_posting import take_back_count
from jxc_desktop.operations.counts import enter
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.count_review import difference_rows
from jxc_desktop.queries.home import home
from jxc_desktop.queries.look_up import look_up
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.product_list import LIST_COLUMNS, all_products, product_count, product_list, states, visible_columns
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.stock import COLUMNS, stock_page, stock_totals
from jxc_desktop.queries.stock_moves import stock_card
from tests.builders import product, stocked
from tests.counts import counted, posted, started

KEYS, STOCK_KEYS = [column.key for column in LIST_COLUMNS], [column.key for column in COLUMNS]


@pytest.fixture
def goods(shop, clock):
    """Forty days ago 茶 was counted, 米 ten days ago, 盐 never; 新 has no stock yet, 油 has it since yesterday."""
    tea, rice, salt = stocked(shop, "茶"), stocked(shop, "米"), stocked(shop, "盐")
    for each, days in ((tea, 30), (rice, 9)):
        count = started(shop)
        counted(shop, count, each, 10)
        made = posted(shop, count)
        clock.forward(days=days)
    oil = stocked(shop, "油")
    product(shop, "新")
    clock.forward(days=1)
    return {"茶": tea, "米": rice, "盐": salt, "油": oil, "count": made}


def listed(shop, order="", *, is_descending=False, **filters):
    with shop.read() as view:
        rows = product_list(view, 0, 100, order=order, is_descending=is_descending, filters=filters, columns=LIST_COLUMNS)
        assert product_count(view, filters) == len(rows)
    return [row[KEYS.index("name")] for row in rows]


def in_stock(shop, order="", **filters):
    with shop.read() as view:
        rows = stock_page(view, 0, 100, order=order, filters=filters)
        assert stock_totals(view, filters)[0] == len(rows)
    return [row[STOCK_KEYS.index("name")] for row in rows]


def test_both_lists_say_it_sort_by_it_and_narrow_by_days(shop, goods):
    with shop.read() as view:
        row = product_list(view, 0, 1, filters={"name": "米"}, columns=LIST_COLUMNS)[0]
        of_stock = stock_page(view, 0, 1, filters={"name": "米"})[0]
    day = datetime(2026, 12, 22).date()
    assert row[KEYS.index("last_counted")].date() == of_stock[STOCK_KEYS.index("last_counted")].date() == day
    assert listed(shop, "last_counted", is_descending=True)[:2] == ["米", "茶"]
    assert in_stock(shop, "last_counted")[-2:] == ["茶", "米"]
    for asked in (listed, in_stock):
        assert sorted(asked(shop, last_counted=">30")) == ["新", "油", "盐", "茶"]
        assert sorted(asked(shop, last_counted=">= 10 天")) == ["新", "油", "盐", "米", "茶"]
        assert sorted(asked(shop, last_counted=">10")) == ["新", "油", "盐", "茶"]
        assert asked(shop, last_counted="<=10") == ["米"]
        assert asked(shop, last_counted="<10") == []
        assert asked(shop, last_counted="2026-12") == ["米"]


def test_not_counted_for_thirty_days_is_a_list_of_its_own_that_home_names(shop, goods):
    assert sorted(listed(shop, state="not_counted")) == ["盐", "茶"]
    with shop.read() as view:
        assert {entry.key: entry.count for entry in home(view).todo}["not_counted"] == 2


def test_what_is_no_longer_sold_and_is_nowhere_is_not_counted(shop, clock):
    gone = stocked(shop, "停", quantity=0)
    with shop.work() as work:
        work.connection.exec_driver_sql("UPDATE product SET stop_selling = 1 WHERE id = ?", (gone.id,))
    clock.forward(days=31)
    assert listed(shop, state="not_counted") == []


def test_a_count_that_is_taken_back_counted_nothing(shop, goods):
    with shop.work() as work:
        take_back_count(work, goods["count"].document_id, "")
    assert listed(shop, last_counted="<90") == ["茶"]


def test_cards_and_the_price_check_say_it(shop, clock, goods):
    tea = goods["茶"]
    with shop.read() as view:
        cards = (product_card(view, tea.id), stock_card(view, tea.id))
        assert {card.last_counted and card.last_counted.date() for card in cards} == {datetime(2026, 11, 22).date()}
        assert product_card(view, goods["盐"].id).last_counted is None
    with shop.work() as work:
        store = add_place(work, "仓库")
    count = started(shop)
    with shop.work() as work:
        enter(work, count, tea.id, 2 * ONE, place_id=store)
    posted(shop, count)
    with shop.read() as view:
        places = look_up(view, products_of(view, [tea.id])[0]).places
    assert [at.last_counted and at.last_counted.date() for at in places] == [datetime(2026, 11, 22).date(), clock().date()]
    assert in_stock(shop, of_place=str(store), last_counted="<1") == ["茶"]


def test_the_differences_of_a_count_say_when_it_was_counted_before(shop, goods):
    count = started(shop)
    counted(shop, count, goods["茶"], 9)
    counted(shop, count, goods["盐"], 9)
    with shop.read() as view:
        found = {row.name: row.last_counted for row in difference_rows(view, count)}
    assert (found["茶"] and found["茶"].date(), found["盐"]) == (datetime(2026, 11, 22).date(), None)


def test_it_goes_along_to_excel_by_right(shop, goods):
    with shop.read() as view:
        assert [column.key for column in visible_columns(view)][-1] == "last_counted"
        assert next(all_products(view, {"name": "茶"}))[-1].date() == datetime(2026, 11, 22).date()
    with shop.work() as work:
        person = add_user(work, "小李", add_role(work, "收银", (Permission.SELL,)))
    shop.sign_in(person)
    with shop.read() as view:
        assert "last_counted" not in [column.key for column in visible_columns(view)]
        assert "not_counted" not in states(view)
        assert product_count(view, {"state": "not_counted"}) == 0
