"""Moving average on quantity and value together: the cases of other programs' tests, and every sign."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from jxc_desktop.domain.costing import Balance, issue
from jxc_desktop.domain.money import UNIT
from tests import costing_model
from tests.domain.cost_book import Book


def test_case_2_a_shortage_is_settled_piece_by_piece():
    book = Book(price=5)
    assert [book.out(1), book.out(1)] == [5, 5]
    assert book.come(1, 3) == 2
    assert book.state == (-1, -5)
    assert book.come(2, 2) == 3
    assert book.state == (1, 2)


def test_case_4_a_posted_cost_is_trued_up_not_rewritten():
    book = Book()
    book.come(1, 100)
    assert book.out(2) == 200
    assert book.come(2, 120) == -20
    assert book.come(3, 100) == 0
    assert book.state == (4, 420)


def test_case_6_the_average_is_never_rounded():
    book = Book()
    book.come(60, 15)
    book.come(140, 15.50)
    first = book.out(190)
    book.come(70, 16)
    assert [first, book.out(30), book.out(50)] == [2916.50, 477.5625, 795.9375]
    assert book.state == (0, 0)


def test_case_8_below_zero_and_back():
    book = Book()
    book.come(10, 10)
    book.come(10, 20)
    assert [book.out(5), book.out(30)] == [75, 450]
    assert book.come(20, 20) == -75
    assert book.state == (5, 100)
    assert book.out(5) == 100
    book.come(10, 10)
    assert book.state == (10, 100)


def test_case_10_the_price_on_file_until_the_goods_come():
    book = Book(price=10)
    book.out(1)
    assert book.come(1, 15) == -5
    assert book.state == (0, 0)


def test_case_12_the_last_known_cost_beats_the_price_on_file():
    book = Book(price=99)
    book.come(10, 10)
    assert [book.out(10), book.out(10)] == [100, 100]


def test_case_14_only_the_piece_that_came_is_settled():
    book = Book(price=100)
    book.out(5)
    assert book.state == (-5, -500)
    assert book.come(1, 10) == 90
    assert book.state == (-4, -400)


def test_case_18_a_return_comes_in_at_what_its_line_cost():
    book = Book()
    book.come(1, 10)
    book.come(1, 20)
    book.take(1, book.out(1))
    assert book.state == (2, 30)


def test_case_20_a_corrected_sale_is_a_return_of_the_rest():
    book = Book()
    book.come(10, 10)
    book.come(10, 20)
    cost = book.out(15)
    book.take(5, cost / 3)
    assert book.state == (10, 150)


def test_case_24_the_whole_remaining_value_goes():
    book = Book()
    for price in (1.00, 1.00, 1.01):
        book.come(1, price)
    assert book.out(3) == 3.01
    assert book.state == (0, 0)


def test_case_26_seventy_small_issues_sum_exactly():
    book = Book()
    book.come(2, 4.63)
    book.come(5, 3.04)
    costs = [round(book.out(0.1) * UNIT) for _ in range(70)]
    assert sum(costs) == 24_4600
    assert set(costs) == {3494, 3495}
    assert book.state == (0, 0)


def test_case_28_what_was_paid_comes_back():
    book = Book()
    book.come(1, 13.13)
    book.come(1, 12.20)
    book.take(2, book.out(2))
    assert book.state == (2, 25.33)


def test_case_30_a_chain_of_receipts_and_issues():
    book = Book()
    for quantity, price in ((4, 100), (8, 200), (3, 300)):
        book.come(quantity, price)
    assert [book.out(quantity) for quantity in (3, 5, 4, 3)] == [580, 966.6667, 773.3333, 580]
    for price in (100, 150, 100):
        book.come(1, price)
    assert [book.out(1), book.out(2)] == [116.6667, 233.3333]


# What no other program says


def test_an_issue_across_zero_is_two_moves():
    balance, rows = issue(Balance(1000, 50_000, (50_000, 1000)), 3000)
    assert [(row.quantity, row.value, row.is_provisional) for row in rows] == [(-1000, -50_000, False), (-2000, -100_000, True)]
    assert (balance.quantity, balance.value) == (-2000, -100_000)


def test_the_oldest_shortage_is_settled_first_and_rates_are_their_own():
    book = Book(price=5)
    book.out(1)
    book.price = 8
    book.out(1)
    assert book.come(1, 6) == -1
    assert book.state == (-1, -8)
    assert book.come(1, 6) == 2
    assert [move for move, _value in book.true_ups] == [0, 1]


def test_free_goods_that_come_late_give_the_whole_cost_back():
    book = Book(price=5)
    book.out(2)
    assert book.take(2, 0) == 10
    assert book.state == (0, 0)


def test_the_rate_of_a_move_that_came_since_beats_the_older_average():
    book = Book()
    book.come(1, 10)
    book.out(3)
    book.come(1, 14)
    assert book.out(1) == 14


def test_the_last_known_rate_is_the_average_that_was_left_not_the_one_that_came():
    balance = Balance(3000, 1, (1, 3000))
    for quantity in (1000, 2000):
        balance, _rows = issue(balance, quantity)
    assert balance == Balance(0, 0, (1, 2000))


# Unknown cost


def test_unknown_is_not_zero_and_the_next_receipt_fills_it():
    book = Book()
    _balance, rows = issue(book.balance, 2000)
    assert [(row.value, row.is_cost_known) for row in rows] == [(0, False)]
    assert book.out(2) == 0
    assert book.come(5, 3) == -6
    assert book.state == (3, 9)


def test_goods_of_unknown_cost_take_the_first_rate_that_comes():
    book = Book()
    book.take(10, None)
    assert book.out(4) == 0
    book.come(2, 5)
    assert book.state == (8, 40)
    assert dict(book.true_ups)[1] == -20 * UNIT


def test_an_unknown_return_takes_the_average():
    book = Book()
    book.come(2, 5)
    book.take(1, None)
    assert book.state == (3, 15)


def test_an_unknown_move_teaches_nothing_about_a_shortage():
    book = Book(price=5)
    book.out(2)
    book.price = None
    assert book.take(3, None) == 0
    assert book.state == (1, 0)
    assert not book.shortages


# Any order of moves

quantities = st.integers(1, 5000)
values = st.one_of(st.none(), st.integers(0, 300_000))
steps = st.lists(st.one_of(st.tuples(st.just("out"), quantities), st.tuples(st.just("in"), quantities, values)), max_size=30)


@settings(max_examples=150, deadline=None)
@given(steps, st.one_of(st.none(), st.integers(0, 20)))
def test_signs_and_conservation_hold_in_any_order(moves, price):
    book = Book(price=price)
    for kind, quantity, *value in moves:
        if kind == "out":
            book.out(quantity / 1000)
        else:
            book.take(quantity / 1000, None if value[0] is None else value[0] / UNIT)
        on_hand, worth = book.balance.quantity, book.balance.value
        assert book.ledger == (on_hand, worth)
        assert worth >= 0 if on_hand > 0 else worth == 0 if on_hand == 0 else worth <= 0
        assert -on_hand == sum(s.quantity for s in book.shortages) or on_hand >= 0
        assert -worth == sum(s.value for s in book.shortages) or on_hand >= 0
        assert book.shortages == [] or on_hand < 0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 50), st.integers(0, 4000)), min_size=1, max_size=20))
def test_the_average_stays_between_the_lowest_and_the_highest_cost(receipts):
    book = Book()
    low, high = min(price for _q, price, _o in receipts), max(price for _q, price, _o in receipts)
    for quantity, price, out in receipts:
        book.take(quantity / 1000, quantity * price / 1000)
        book.out(min(out, book.balance.quantity - 1) / 1000) if out and book.balance.quantity > 1 else None
        average = Fraction(book.balance.value, book.balance.quantity) * 1000 / UNIT
        # One half of 1/10000 may stick to each rounding.
        slack = Fraction(len(receipts) * 1000, UNIT * book.balance.quantity)
        assert low - slack <= average <= high + slack


@settings(max_examples=300, deadline=None)
@given(steps, st.one_of(st.none(), st.integers(0, 20)))
def test_the_rules_reckon_as_a_person_would_with_fractions(moves, price):
    book, model = Book(price=price), costing_model.Book(price)
    for kind, quantity, *value in moves:
        if kind == "out":
            assert book.issue(quantity) == model.issue(quantity)
        else:
            book.receive(quantity, value[0])
            model.receive(quantity, value[0])
        assert (book.balance.quantity, book.balance.value) == (model.quantity, model.value)
    assert [(move.quantity, move.value, move.true_up) for move in book.moves] == [
        (move.quantity, move.value, move.later) for move in model.moves
    ]
