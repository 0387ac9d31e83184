"""What an average is made of: the same answer as following each inward move by itself."""

from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.made_of import made_of
from jxc_desktop.domain.whereabouts import FINE, LedgerMove, whereabouts


def moves(*quantities):
    return [LedgerMove(number, quantity) for number, quantity in enumerate(quantities, start=1)]


def test_an_issue_takes_of_each_what_it_takes_of_all():
    assert made_of(moves(6_000, 4_000, -5_000)) == {1: 3_000, 2: 2_000}


def test_what_was_there_before_nothing_was_left_is_gone():
    assert made_of(moves(6_000, -6_000, 4_000)) == {3: 4_000}
    assert made_of(moves(6_000, -8_000, 5_000)) == {3: 3_000}
    assert made_of(moves(6_000, -8_000)) == {}


def test_what_went_back_at_its_own_rate_is_missing_from_its_own_move():
    ledger = [LedgerMove(1, 6_000), LedgerMove(2, 4_000), LedgerMove(3, -3_000, settles=2), LedgerMove(4, -3_500)]
    assert made_of(ledger) == {1: 3_000, 2: 500}


def test_transfers_and_values_change_nothing():
    ledger = [LedgerMove(1, 6_000), LedgerMove(2, -2_000, is_transfer=True), LedgerMove(3, 2_000, is_transfer=True), LedgerMove(4, 0, 1)]
    assert made_of(ledger) == {1: 6_000}


@given(st.lists(st.integers(-9_000, 9_000).filter(bool), max_size=30))
def test_it_agrees_with_following_each_move(quantities):
    ledger = moves(*quantities)
    found = made_of(ledger)
    for move in ledger:
        if move.quantity > 0:
            alone = whereabouts(ledger, {move.id}).stock / FINE
            assert abs(found.get(move.id, 0) - alone) <= 1
