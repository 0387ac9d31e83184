"""Where the pieces of a receipt are by now."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.whereabouts import FINE, LedgerMove, share_value, whereabouts


def ledger(*quantities, back=(), transfers=()):
    """Moves 1, 2, ... of these quantities (pieces); `back` maps a move to the one whose own rate it left at."""
    return [
        LedgerMove(number, quantity * ONE, dict(back).get(number), number in transfers)
        for number, quantity in enumerate(quantities, start=1)
    ]


def pieces(share):
    return Fraction(share, FINE * ONE)


def test_what_never_moved_is_all_there():
    assert whereabouts(ledger(10), {1}).whole == 10 * ONE


def test_an_issue_takes_of_each_receipt_its_part():
    where = whereabouts(ledger(10, 30, -20), {1})
    assert (pieces(where.stock), {move: pieces(share) for move, share in where.gone.items()}) == (5, {3: 5})


def test_goods_that_came_later_do_not_change_what_is_left():
    assert whereabouts(ledger(10, -5, 100), {1}).whole == 5 * ONE


def test_nothing_is_left_once_nothing_was_on_hand():
    where = whereabouts(ledger(10, -12, 20), {1})
    assert (where.whole, pieces(where.gone[2])) == (0, 10)


def test_what_covers_a_shortage_belongs_to_the_oldest_issue_that_was_short():
    where = whereabouts(ledger(-2, -3, 4, 6), {3})
    assert {move: pieces(share) for move, share in where.gone.items()} == {1: 2, 2: 2}
    assert pieces(whereabouts(ledger(-2, -3, 4, 6), {4}).gone[2]) == 1
    assert whereabouts(ledger(-2, -3, 4, 6), {4}).whole == 5 * ONE


def test_what_left_at_its_own_rate_took_whole_pieces_of_its_receipt():
    moves = ledger(10, 10, -4, back={3: 1})
    assert (whereabouts(moves, {1}).whole, whereabouts(moves, {2}).whole) == (6 * ONE, 10 * ONE)


def test_a_transfer_takes_nothing():
    assert whereabouts(ledger(10, -4, 4, transfers={2, 3}), {1}).whole == 10 * ONE


def test_a_share_is_rounded_down_to_a_thousandth():
    assert whereabouts(ledger(1, 2, -1), {1}).whole == 666


def test_a_later_value_goes_where_the_pieces_are():
    of_stock, of_issues = share_value(100, whereabouts(ledger(10, -3, -2), {1}))
    assert (of_stock, of_issues) == (50, {2: 30, 3: 20})


def test_a_later_value_without_any_piece_is_the_stocks():
    assert share_value(100, whereabouts(ledger(5, -5, back={2: 1}), {1})) == (100, {})


def test_below_zero_a_value_is_shared_the_same_way():
    of_stock, of_issues = share_value(-101, whereabouts(ledger(3, -1), {1}))
    assert of_stock + sum(of_issues.values()) == -101


QUANTITIES = st.lists(st.integers(-20, 20).filter(bool), min_size=1, max_size=30)


@given(QUANTITIES, st.integers(-10_000, 10_000))
def test_every_piece_of_every_receipt_is_somewhere(quantities, value):
    moves = ledger(*quantities)
    inward = [move for move in moves if move.quantity > 0]
    found = {move.id: whereabouts(moves, {move.id}) for move in inward}
    for move in inward:
        where = found[move.id]
        assert where.stock + sum(where.gone.values()) == move.quantity * FINE
        of_stock, of_issues = share_value(value, where)
        assert of_stock + sum(of_issues.values()) == value
    on_hand = sum(quantities) * ONE
    if on_hand > 0:
        # Rounding down loses less than one step for each receipt and issue.
        assert 0 <= on_hand * FINE - sum(where.stock for where in found.values()) <= len(moves) ** 2
    else:
        assert all(where.stock == 0 for where in found.values())


@given(QUANTITIES)
def test_several_receipts_together_are_the_sum_of_each(quantities):
    moves = ledger(*quantities)
    inward = {move.id for move in moves if move.quantity > 0}
    together = whereabouts(moves, inward)
    assert together.stock == pytest.approx(sum(whereabouts(moves, {each}).stock for each in inward), abs=len(moves) ** 2)
