"""Classes by takings, how many a day, and which monthly count waits."""

from datetime import date

import pytest

from jxc_desktop.domain.count_plan import Abc, abc_classes, month_day, monthly_count_due, per_day

A, B, C = Abc


def test_the_goods_that_make_80_percent_are_a_the_next_15_are_b():
    assert abc_classes({1: 50, 2: 25, 3: 10, 4: 8, 5: 5, 6: 2}) == {1: A, 2: A, 3: A, 4: B, 5: B, 6: C}


def test_one_product_that_makes_everything_is_a():
    assert abc_classes({1: 100}) == {1: A}


def test_what_brought_nothing_or_came_back_has_no_class_of_its_own():
    assert abc_classes({1: 100, 2: 0, 3: -5}) == {1: A}
    assert abc_classes({}) == {}


def test_equal_takings_are_taken_in_order():
    assert list(abc_classes({2: 10, 1: 10})) == [1, 2]


@pytest.mark.parametrize(
    ("goods", "interval", "open_days", "of_days", "wanted"),
    [(0, 30, 7, 7, 0), (300, 30, 28, 28, 10), (301, 30, 28, 28, 11), (300, 30, 24, 28, 12), (5, 365, 28, 28, 1), (10, 30, 0, 28, 10)],
)
def test_each_class_is_through_in_its_interval(goods, interval, open_days, of_days, wanted):
    assert per_day(goods, interval, open_days, of_days) == wanted


def test_the_31st_is_the_last_day_of_any_month():
    assert [month_day(2026, month, 31).day for month in (1, 2, 11)] == [31, 28, 30]


@pytest.mark.parametrize(
    ("today", "day", "begun", "wanted"),
    [
        # three days before, not four
        (date(2026, 11, 26), 30, [date(2026, 10, 30)], None),
        (date(2026, 11, 27), 30, [date(2026, 10, 30)], date(2026, 11, 30)),
        (date(2026, 11, 30), 30, [], date(2026, 11, 30)),
        # begun early, on the day, late
        (date(2026, 11, 30), 30, [date(2026, 11, 28)], None),
        (date(2026, 12, 2), 30, [date(2026, 12, 2)], None),
        (date(2026, 12, 27), 30, [date(2026, 12, 2)], date(2026, 12, 30)),
        # nobody began it: it waits until the next one is due
        (date(2026, 12, 20), 30, [], date(2026, 11, 30)),
        # over the turn of a month and of a year
        (date(2026, 10, 29), 1, [], date(2026, 11, 1)),
        (date(2026, 12, 30), 1, [date(2026, 12, 1)], date(2027, 1, 1)),
        (date(2027, 1, 2), 1, [date(2026, 12, 30)], None),
        # the last day of February
        (date(2027, 2, 25), 31, [date(2027, 1, 31)], date(2027, 2, 28)),
        # no day is set
        (date(2026, 11, 30), 0, [], None),
    ],
)
def test_which_monthly_count_waits(today, day, begun, wanted):
    assert monthly_count_due(today, day, begun) == wanted
