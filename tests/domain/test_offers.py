"""The best of several suppliers, and why."""

import pytest

from jxc_desktop.domain.offers import Offer, best
from jxc_desktop.domain.purchasing import Terms

LATER = Offer("b", 10_0500, terms=Terms.DAYS, term_days=30)


@pytest.mark.parametrize(
    ("offers", "place", "reason"),
    [
        ([], -1, ""),
        ([Offer("a", None)], -1, ""),
        ([Offer("a", None), Offer("b", 9_0000)], 1, "The only one with a price."),
        ([Offer("a", 10_0000), Offer("b", 9_0000)], 1, "The lowest price, 10 % below the next."),
        ([Offer("a", 10_0000, 4, 1, 1), Offer("b", 10_1000, 4)], 1, "Prices are within 2 %: fewer short and faulty deliveries (0 %)."),
        ([Offer("a", 10_0000, 4, 4, 0), Offer("b", 10_2100, 4)], 0, "The lowest price, 2 % below the next."),
        (
            [Offer("a", 10_0000, ordered=4, in_time=3), Offer("b", 10_0000, ordered=4, in_time=4)],
            1,
            "Prices are within 2 %: it comes in time more often (100 %).",
        ),
        ([Offer("a", 10_0000), LATER], 1, "Prices are within 2 %: it is to be paid later."),
        ([Offer("a", 10_0500), Offer("b", 10_0000)], 1, "Prices are within 2 %: the lowest price."),
        ([Offer("b", 10_0000), Offer("a", 10_0000)], 1, "Prices are within 2 %: nothing tells them apart."),
        ([Offer("a", 0), Offer("b", 10_0000)], 0, "The lowest price, 100 % below the next."),
    ],
)
def test_the_best_and_why(offers, place, reason):
    assert best(offers) == (place, reason)


def test_monthly_is_paid_half_a_month_and_its_day_later_on_the_average():
    assert [Offer("a", 1, terms=Terms.MONTH, term_days=days).credit_days for days in (0, 10)] == [45, 25]
