"""The plan of the cycle counts and the monthly count, on real books."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jxc_desktop.domain.count_plan import Abc
from jxc_desktop.domain.counts import Scope
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.counts import drop_count
from jxc_desktop.operations.past_sales import import_past_sales
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.queries.count_plan import count_plan, monthly_count, planned_today
from tests.builders import stocked
from tests.counts import counted, posted, sold, started


def plan(shop):
    with shop.read() as view:
        return count_plan(view)


def today(shop):
    return [(line.name, line.abc, line.reason) for line in plan(shop).today]


def count_all(shop, *goods):
    count = started(shop, Scope(product_ids=tuple(product.id for product in goods)))
    for product in goods:
        counted(shop, count, product, 5)
    posted(shop, count)


@pytest.fixture
def goods(shop):
    """Tea makes nine tenths of the takings, bread the rest, soap nothing."""
    tea, bread, soap = (stocked(shop, name, price, quantity=100) for name, price in (("茶", 9_0000), ("面包", 1_0000), ("皂", 1_0000)))
    sold(shop, tea)
    sold(shop, bread)
    return tea, bread, soap


def test_what_was_never_counted_comes_first_the_best_sold_on_top(shop, goods):
    found = plan(shop)
    assert [(line.name, line.abc, line.takings, line.reason) for line in found.today] == [
        ("茶", Abc.A, 9_0000, "never counted"),
        ("面包", Abc.B, 1_0000, "never counted"),
        ("皂", Abc.C, 0, "never counted"),
    ]
    assert (found.due, dict(found.goods)) == (3, {Abc.A: 1, Abc.B: 1, Abc.C: 1})


def test_each_class_comes_again_after_its_own_interval(shop, goods, clock):
    count_all(shop, *goods)
    assert today(shop) == []
    clock.forward(days=29)
    assert today(shop) == []
    clock.forward(days=1)
    assert today(shop) == [("茶", Abc.A, "to be counted every 30 days; counted 30 days ago")]
    count_all(shop, goods[0])
    clock.forward(days=29)
    sold(shop, goods[0])
    sold(shop, goods[1])
    clock.forward(days=32)
    assert [(line.name, line.overdue) for line in plan(shop).today] == [("茶", 31), ("面包", 0)]


def test_the_list_of_a_day_is_no_longer_than_it_must_be_and_what_is_done_counts(shop):
    soap = [stocked(shop, f"皂 {number}", 1_0000, quantity=100) for number in range(6)]
    with shop.work() as work:
        change_settings(work, cycle_days_c=3)
    assert [line.name for line in plan(shop).today] == ["皂 0", "皂 1"]
    assert plan(shop).due == 6
    count_all(shop, soap[0])
    assert [line.name for line in plan(shop).today] == ["皂 1"]


def test_what_is_on_an_open_count_is_not_proposed_again(shop, goods):
    count = started(shop, Scope(product_ids=(goods[0].id,)))
    assert [line.name for line in plan(shop).today] == ["面包", "皂"]
    with shop.work() as work:
        drop_count(work, count)
    assert [line.name for line in plan(shop).today] == ["茶", "面包", "皂"]


def test_what_another_program_sold_weighs_too(shop, goods):
    soap = goods[2]
    with shop.read() as view:
        now = view.now.replace(tzinfo=None)
    lines = [
        PastSale(number, "销售", at, "", soap.code, "", soap.name, 1 * ONE, amount, amount)
        for number, (at, amount) in enumerate([(now, 800_0000), (now - timedelta(days=91), 9_000_0000)], 2)
    ]
    import_past_sales(shop, lines, "old.xlsx", "old")
    assert next((line.name, line.abc, line.takings) for line in plan(shop).today) == ("皂", Abc.A, 800_0000)


def test_takings_are_for_who_may_see_them_and_the_plan_for_who_counts(shop, goods):
    owner = shop.actor
    shop.actor = replace(owner, permissions=frozenset({Permission.COUNT_STOCK}))
    assert {line.takings for line in plan(shop).today} == {None}
    shop.actor = replace(owner, permissions=frozenset({Permission.SEE_REPORTS}))
    with pytest.raises(NotAllowed):
        plan(shop)


def test_home_hears_of_the_plan_once_the_shop_counts(shop, goods):
    with shop.read() as view:
        assert planned_today(view) == 0
    count_all(shop, goods[0])
    with shop.read() as view:
        assert planned_today(view) == 2


def test_the_monthly_count_waits_from_three_days_before_until_it_is_begun(shop, goods, clock):
    def waiting():
        with shop.read() as view:
            return monthly_count(view)

    assert waiting() is None
    with shop.work() as work:
        change_settings(work, count_day=25)
    assert waiting() == date(2026, 11, 25)
    started(shop, Scope(is_doubtful=True))
    assert waiting() == date(2026, 11, 25)
    begun = started(shop)
    assert waiting() is None
    with shop.work() as work:
        drop_count(work, begun)
    assert waiting() == date(2026, 11, 25)
    shop.actor = replace(shop.actor, permissions=frozenset())
    assert waiting() is None
