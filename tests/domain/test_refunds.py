"""Giving back: never more than there was, and the last part takes the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.money import COIN, MAX_LINE
from jxc_desktop.domain.refunds import Part, part_of, refund_of, running_share, share_refund
from tests.domain.tries import OF_ROUNDING, tries

quick = tries(150, OF_ROUNDING)
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


def test_change_given_in_cash_comes_out_of_the_largest_way():
    """30 by WeChat, 5 by Alipay, 3 of it back in cash: of 16 that go back, WeChat has 27 parts of 32."""
    assert share_refund(160_000, [300_000, 50_000, -30_000]) == [135_000, 25_000, 0]
    assert share_refund(160_000, [50_000, 300_000, -30_000]) == [25_000, 135_000, 0]


def test_more_than_was_paid_is_refused():
    with pytest.raises(ValueError):
        share_refund(100_100, [100_000])


lines = st.lists(st.tuples(st.integers(1, 5000), st.integers(0, 10**6), st.integers(0, 500)), min_size=1, max_size=5)


@quick
@given(lines, st.integers(0, 99), st.data())
def test_partial_returns_in_any_order_give_back_what_was_paid_and_never_more(made, cut, data):
    sold = [Part(quantity, amount * COIN, discount * COIN) for quantity, amount, discount in made]
    whole = sum(part.amount for part in sold)
    round_off = min(cut * COIN, whole)
    back, off_back, paid_back = [Part() for _ in sold], 0, 0
    for last in (False, False, True):
        left = [part.quantity - done.quantity for part, done in zip(sold, back, strict=True)]
        quantities = left if last else [data.draw(st.integers(0, most)) for most in left]
        refund = refund_of(sold, back, quantities, round_off, off_back)
        assert refund.total >= 0
        assert refund.round_off >= 0
        back = [added(*each) for each in zip(back, refund.parts, strict=True)]
        off_back, paid_back = off_back + refund.round_off, paid_back + refund.total
        assert paid_back <= whole - round_off
    assert (back, off_back, paid_back) == (sold, round_off, whole - round_off)


def added(one, other):
    return Part(
        one.quantity + other.quantity,
        one.amount + other.amount,
        one.line_discount + other.line_discount,
        one.cart_discount + other.cart_discount,
    )


def test_a_rest_after_another_way_was_chosen_takes_nothing_from_the_customer():
    assert share_refund(100_000, [200_000, 0], [0, 100_000]) == [100_000, 0]


@quick
@given(st.lists(coins, min_size=1, max_size=5), st.data())
def test_whatever_ways_were_chosen_before_the_rest_is_shared_without_a_negative(paid, data):
    back = [data.draw(st.integers(0, sum(paid) // COIN)) * COIN for _ in paid]
    if 0 < sum(back) <= sum(paid):
        rest = share_refund(sum(paid) - sum(back), paid, back)
        assert sum(rest) == sum(paid) - sum(back)
        assert min(rest) >= 0


@quick
@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
def test_running_shares_sum_to_the_whole_and_none_is_negative(total, parts):
    shares = [running_share(total, sum(parts), sum(parts[:place]), part) for place, part in enumerate(parts)]
    assert sum(shares) == total
    assert min(shares) >= 0
