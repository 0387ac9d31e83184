"""Giving back: never more than there was, and the last part takes the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.money import COIN, MAX_LINE
from jxc_desktop.domain.refunds import part_of, share_refund
from tests.domain.tries import tries

quick = tries(150)
coins = st.integers(0, MAX_LINE // COIN).map(lambda count: count * COIN)


@quick
@given(coins, st.lists(st.integers(1, 10**6), min_size=1, max_size=12), st.sampled_from([1, -1]))
def test_parts_never_exceed_and_the_last_takes_the_rest(total, parts, sign):
    whole, before, taken = sum(parts), 0, 0
    for part in parts:
        share = part_of(sign * total, whole, before, part, taken)
        assert share * sign >= 0
        before, taken = before + part, taken + share
        assert taken * sign <= total
    assert taken == sign * total


def test_thirds_of_ten_yuan():
    parts = [part_of(100_000, 3, before, 1, taken) for before, taken in [(0, 0), (1, 33_300), (2, 66_700)]]
    assert parts == [33_300, 33_400, 33_300]


@quick
@given(coins, coins, st.integers(1, 1000), st.data())
def test_parts_given_back_by_hand_leave_no_more_than_the_rest(total, taken, whole, data):
    before = data.draw(st.integers(0, whole - 1))
    part = data.draw(st.integers(1, whole - before))
    taken = min(total, taken)
    assert 0 <= part_of(total, whole, before, part, taken) <= total - taken
    assert taken - total <= part_of(-total, whole, before, part, -taken) <= 0


def test_the_last_part_takes_what_is_less_than_a_coin_too():
    assert part_of(12_345, 3, 2, 1, 8_200) == 4_145


@quick
@given(st.lists(coins, min_size=1, max_size=6), st.data())
def test_no_way_of_paying_gives_back_more_than_it_took(paid, data):
    back = [0] * len(paid)
    for _round in range(3):
        left = sum(paid) - sum(back)
        refund = data.draw(st.integers(0, left // COIN)) * COIN
        back = [a + b for a, b in zip(back, share_refund(refund, paid, back), strict=True)]
        assert all(b <= p for b, p in zip(back, paid, strict=True))
    rest = share_refund(sum(paid) - sum(back), paid, back)
    assert [a + b for a, b in zip(back, rest, strict=True)] == paid


def test_a_whole_reversal_mirrors_change_given_for_an_epayment():
    assert share_refund(800_000, [1_000_000, -200_000]) == [1_000_000, -200_000]


def test_part_of_an_epayment_with_change_comes_out_of_the_epayment():
    assert share_refund(300_000, [1_000_000, -200_000]) == [300_000, 0]


def test_more_than_was_paid_is_refused():
    with pytest.raises(ValueError):
        share_refund(100_100, [100_000])
