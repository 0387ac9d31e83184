"""Paying: what is paid equals what is due."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import COIN, UNIT
from jxc_desktop.domain.payments import (
    ChangeNotAgreed,
    MethodKind,
    NotEnoughPaid,
    NotWholeCoins,
    PaidTooMuch,
    Payment,
    Rounding,
    RoundingUp,
    RoundOffAboveLimit,
    Tender,
    cash_due,
    quick_cash,
    settle,
)
from tests.domain.tries import OF_ROUNDING, tries

CASH, WECHAT, LATER, ACCOUNT = (1, MethodKind.CASH), (2, MethodKind.AT_ONCE), (5, MethodKind.LATER), (9, MethodKind.ON_ACCOUNT)
quick = tries(300, OF_ROUNDING)


def tender(way: tuple[int, MethodKind], amount: float | None = None) -> Tender:
    return Tender(*way, None if amount is None else round(amount * 100) * COIN)


def money(amount: float) -> int:
    return round(amount * 100) * COIN


def test_cash_gives_change():
    done = settle(money(37.5), [tender(CASH, 50)])
    assert done.payments == (Payment(*CASH, money(37.5), money(50), money(12.5)),)
    assert (done.change, done.remaining, done.round_off) == (money(12.5), 0, 0)
    assert done.has_cash


@pytest.mark.parametrize("tenders", [[tender(CASH)], [tender(WECHAT)], [tender(CASH, 10)], []])
def test_nothing_is_paid_for_what_is_free(tenders):
    done = settle(0, tenders)
    assert (done.payments, done.change, done.remaining, done.has_cash) == ((), 0, 0, False)


def test_an_epayment_takes_the_exact_sum_without_rounding():
    done = settle(money(15.72), [tender(WECHAT)])
    assert done.payments == (Payment(*WECHAT, money(15.72), money(15.72)),)
    assert not done.has_cash


@pytest.mark.parametrize(("rounding", "due"), [(Rounding.OFF, 15.72), (Rounding.JIAO, 15.7), (Rounding.YUAN, 15)])
def test_cash_is_rounded_off_as_the_shop_wants(rounding, due):
    done = settle(money(15.72), [tender(CASH)], rounding=rounding)
    assert (done.total_due, done.round_off, done.automatic_round_off) == (money(due), money(15.72) - money(due), money(15.72) - money(due))


def test_cash_that_covers_the_rounded_sum_is_enough():
    assert settle(money(15.72), [tender(CASH, 15.7)]).remaining == 0


def test_cash_that_is_not_last_is_not_rounded():
    done = settle(money(15.72), [tender(CASH, 10), tender(WECHAT)])
    assert [payment.amount for payment in done.payments] == [money(10), money(5.72)]
    assert done.round_off == 0


def test_cash_that_does_not_cover_the_rest_is_not_rounded():
    state = settle(money(15.72), [tender(CASH, 10)], partial=True)
    assert (state.remaining, state.round_off, state.paid) == (money(5.72), 0, money(10))


def test_too_little_is_refused():
    with pytest.raises(NotEnoughPaid, match=r"5\.72"):
        settle(money(15.72), [tender(WECHAT, 10)])


def test_an_epayment_above_the_sum_asks_first_then_gives_cash():
    with pytest.raises(ChangeNotAgreed):
        settle(money(80), [tender(WECHAT, 100)], cash_method_id=1)
    done = settle(money(80), [tender(WECHAT, 100)], allow_change_from_epayment=True, cash_method_id=1)
    assert done.payments == (Payment(*WECHAT, money(100), money(100)), Payment(*CASH, money(-20), 0, money(20)))
    assert (done.paid, done.change) == (money(80), money(20))


def test_change_needs_a_way_of_paying_in_cash():
    with pytest.raises(ChangeNotAgreed):
        settle(money(80), [tender(WECHAT, 100)], allow_change_from_epayment=True)


@pytest.mark.parametrize("way", [LATER, ACCOUNT])
def test_other_ways_give_no_change(way):
    with pytest.raises(PaidTooMuch):
        settle(money(80), [tender(way, 100)], allow_change_from_epayment=True, cash_method_id=1)


def test_on_account_is_one_of_the_rows():
    done = settle(money(80), [tender(WECHAT, 30), tender(ACCOUNT)])
    assert [payment.amount for payment in done.payments] == [money(30), money(50)]


def test_rounding_off_by_hand_goes_with_any_way_of_paying():
    done = settle(money(15.72), [tender(WECHAT)], manual_round_off=money(0.72))
    assert (done.total_due, done.round_off, done.automatic_round_off) == (money(15), money(0.72), 0)


def test_rounding_off_by_hand_and_by_itself_add_up():
    done = settle(money(15.78), [tender(CASH)], manual_round_off=money(0.5))
    assert (done.total_due, done.round_off, done.automatic_round_off) == (money(15.2), money(0.58), money(0.08))


@pytest.mark.parametrize(
    ("sum_", "error"), [(1, RoundOffAboveLimit), (0.991, NotWholeCoins), (-0.01, RoundingUp)], ids=["above the limit", "no coin", "upwards"]
)
def test_rounding_off_by_hand_has_its_limits(sum_, error):
    with pytest.raises(error):
        settle(money(15.72), [tender(WECHAT)], manual_round_off=round(sum_ * UNIT))


def test_more_than_the_total_is_never_rounded_off():
    with pytest.raises(RoundOffAboveLimit):
        settle(money(0.5), [tender(WECHAT)], manual_round_off=money(0.6))


@pytest.mark.parametrize(("total", "amount"), [(-100, 100), (150, 100), (100, 0), (100, -100), (100, 50)])
def test_sums_that_no_coin_makes_are_refused(total, amount):
    with pytest.raises(NotWholeCoins):
        settle(total, [Tender(*WECHAT, amount)])


def test_a_sale_of_nothing_needs_no_payment():
    assert settle(0, []).payments == ()


@pytest.mark.parametrize(
    ("total", "sums"), [(37.5, [40, 50, 100]), (8, [10, 20, 50, 100]), (123, [130, 140, 150, 200]), (100, [100]), (0, [])]
)
def test_likely_sums_are_offered(total, sums):
    assert quick_cash(money(total)) == tuple(money(sum_) for sum_ in sums)


ways = st.sampled_from([CASH, WECHAT, LATER, ACCOUNT])
tenders = st.lists(
    st.builds(lambda way, coins: Tender(way[0], way[1], coins and coins * COIN), ways, st.none() | st.integers(1, 200_000)), max_size=4
)


@quick
@given(
    st.integers(0, 200_000).map(lambda coins: coins * COIN),
    tenders,
    st.sampled_from(Rounding),
    st.integers(-50, 150).map(lambda coins: coins * COIN),
    st.booleans(),
)
def test_what_is_settled_adds_up(total, offered, rounding, manual, agreed):
    try:
        done = settle(
            total, offered, rounding=rounding, manual_round_off=manual, allow_change_from_epayment=agreed, cash_method_id=1, partial=True
        )
    except ShopError:
        assume(False)
    assert sum(payment.amount for payment in done.payments) == done.paid == done.total_due - done.remaining
    assert done.total_due == total - done.round_off
    assert 0 <= done.automatic_round_off < UNIT
    assert done.round_off - done.automatic_round_off == manual
    assert 0 <= manual <= 9_900
    assert done.change == sum(payment.change for payment in done.payments) >= 0
    assert done.remaining >= 0
    for payment in done.payments:
        assert payment.amount == payment.tendered - payment.change
        assert payment.change == 0 or payment.kind is MethodKind.CASH
        assert payment.amount >= 0 or payment.kind is MethodKind.CASH
    if done.automatic_round_off:
        assert not done.total_due or done.payments[-1].kind is MethodKind.CASH
        assert done.remaining == 0


@quick
@given(st.integers(0, 10**9), st.sampled_from(Rounding))
def test_cash_is_only_ever_cut(rest, rounding):
    assert 0 <= rest - cash_due(rest, rounding) < UNIT
