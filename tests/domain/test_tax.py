"""Tax inside a price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.money import COIN, MAX_LINE
from jxc_desktop.domain.tax import net_of
from tests.domain.tries import OF_ROUNDING, tries

coins = st.integers(-MAX_LINE // COIN, MAX_LINE // COIN).map(lambda count: count * COIN)


@pytest.mark.parametrize(
    ("gross", "rate", "net"), [(1_130_000, 1300, 1_000_000), (10_000, 0, 10_000), (10_000, 100, 9_900), (-10_000, 100, -9_900)]
)
def test_net_of_a_gross_sum(gross, rate, net):
    assert net_of(gross, rate) == net


@tries(150, OF_ROUNDING)
@given(coins, st.integers(0, 10_000))
def test_net_and_tax_are_the_gross_sum(gross, rate):
    net = net_of(gross, rate)
    tax = gross - net
    assert net % COIN == 0
    assert abs(tax) <= abs(gross)
    assert tax * gross >= 0
