"""When goods are counted: the classes of the cycle counts (循环盘点), how many a day, the day of the monthly count."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from jxc_desktop.domain.settings import Settings

A_SHARE, B_SHARE = 80, 95
NOTICE_DAYS = 3


class Abc(StrEnum):
    """How much a product weighs in the takings: A the goods that make 80 % of them, B the next 15 %, C the rest."""

    A = "A"
    B = "B"
    C = "C"


def abc_classes(takings: Mapping[int, int]) -> dict[int, Abc]:
    """The class of each product that made takings; whatever is not named here is C."""
    earning = sorted(((amount, -product) for product, amount in takings.items() if amount > 0), reverse=True)
    total, before = sum(amount for amount, _product in earning), 0
    found = {}
    for amount, product in earning:
        found[-product] = Abc.A if before * 100 < total * A_SHARE else Abc.B if before * 100 < total * B_SHARE else Abc.C
        before += amount
    return found


def interval_of(abc: Abc, settings: Settings) -> int:
    """How many days may pass between two counts of a product."""
    return {Abc.A: settings.cycle_days_a, Abc.B: settings.cycle_days_b, Abc.C: settings.cycle_days_c}[abc]


def per_day(goods: int, interval: int, open_days: int, of_days: int) -> int:
    """How many of a class are counted on a day that the shop is open, so that all are through in the interval.

    Lately the shop was open on `open_days` of `of_days`.
    """
    return -(-goods * of_days // (interval * max(1, open_days))) if goods else 0


def month_day(year: int, month: int, day: int) -> date:
    """The day of the monthly count; the last of the month where it has fewer days."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def _month_days(around: date, day: int) -> list[date]:
    """The days of the months before, of and after a date."""
    months = (around.year * 12 + around.month - 1 + step for step in (-1, 0, 1))
    return [month_day(month // 12, month % 12 + 1, day) for month in months]


def monthly_count_due(today: date, day: int, begun: Iterable[date]) -> date | None:
    """The monthly count that waits to be begun, from three days before its day on; None where none does.

    `begun` are the days on which full counts were begun: each is that of the count day it is nearest to.
    """
    if not day:
        return None
    due = max(each for each in _month_days(today, day) if each - timedelta(days=NOTICE_DAYS) <= today)
    done = {min(_month_days(each, day), key=lambda near: abs((near - each).days)) for each in begun}
    return None if due in done else due
