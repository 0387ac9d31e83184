"""The list of counts and what each takes in, in words; its areas with their people."""

import pytest

from jxc_desktop import i18n
from jxc_desktop.domain.counts import Areas, Scope
from jxc_desktop.operations.counts import drop_count, make_sheet, start_count
from jxc_desktop.queries.count_list import ScopeNames, areas_of, count_list, scope_words, sheet_list
from tests.builders import stocked
from tests.counts import counted, posted, started

NAMES = ScopeNames({1: "店面", 2: "后仓"}, {1: "饮料", 2: "零食", 3: "日用", 4: "烟酒"}, {1: "康师傅"}, {1: "老王批发"})


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(), "the whole shop"),
        (Scope(place_ids=(1, 2)), "place 店面, 后仓"),
        (Scope(shelf_from="A", shelf_to="C"), "shelf A to C"),
        (Scope(shelf_from="A"), "from shelf A on"),
        (Scope(shelf_to="C"), "up to shelf C"),
        (Scope(category_ids=(1, 2, 3, 4)), "category 饮料, 零食, 日用 …"),
        (Scope(brand_ids=(1,), supplier_ids=(1,)), "brand 康师傅; supplier 老王批发"),
        (Scope(not_counted_days=1), "not counted for 1 day"),
        (Scope(not_counted_days=30, is_doubtful=True), "not counted for 30 days; below zero or never counted"),
        (Scope(product_ids=(5, 6)), "a list of 2 products"),
        (Scope(product_ids=()), "a list of 0 products"),
        (Scope(category_ids=(9,)), "category ?"),
    ],
)
def test_a_scope_in_words(scope, words):
    assert scope_words(scope, NAMES) == words


def test_a_scope_in_chinese_words():
    i18n.use_language("zh_CN")
    assert scope_words(Scope(), NAMES) == "全盘"
    assert scope_words(Scope(shelf_from="A", shelf_to="C", not_counted_days=30), NAMES) == "货架 A 至 C；30 天没盘"


def test_open_counts_come_first_and_a_dropped_one_is_still_there(shop):
    cola = stocked(shop, quantity=5)
    first, second, third = started(shop), started(shop), started(shop)
    counted(shop, second, cola, 5)
    posted(shop, second)
    with shop.work() as work:
        drop_count(work, third)
    with shop.read() as view:
        rows = count_list(view)
    assert [(row.id, row.state, row.is_open) for row in rows] == [
        (first, "Counting", True),
        (third, "Dropped", False),
        (second, "Posted", False),
    ]


def test_areas_say_who_counts_them_and_how_far_they_are(shop):
    tea, _water = stocked(shop, "茶", quantity=5), stocked(shop, "水", quantity=5)
    with shop.work() as work:
        count = start_count(work, Scope(), areas=Areas.PLACE, area_people={"Shop floor": " 小王 ", "Cellar": "小李"})
    counted(shop, count.id, tea, 5)
    with shop.work() as work:
        make_sheet(work, count.id, area="Shop floor")
    with shop.read() as view:
        assert [(row.area, row.person, row.counted, row.lines) for row in areas_of(view, count.id)] == [("Shop floor", "小王", 1, 2)]
        assert [(row.code, row.person, row.lines) for row in sheet_list(view, count.id)] == [("PD1-1", "小王", 2)]


def test_a_count_that_is_not_split_has_no_areas(shop):
    stocked(shop, quantity=5)
    count = started(shop)
    with shop.read() as view:
        assert areas_of(view, count) == []
