"""What came of counts: lines, how right books and people were, shrinkage, and what is to be known before one is posted."""

from dataclasses import replace
from datetime import date

import pytest

from jxc_desktop.domain.counts import Scope
from jxc_desktop.domain.errors import NotAllowed, NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.count_posting import take_back_count
from jxc_desktop.operations.counts import give_reason
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.count_results import count_result, counts_of_days
from jxc_desktop.queries.count_review import count_tables, difference_rows, left_rows, pending_counts, review_of
from jxc_desktop.queries.counts import moment_at
from jxc_desktop.queries.home import home
from jxc_desktop.queries.places import stock_reasons
from tests.builders import cart_of, product, stocked
from tests.counts import bought, counted, posted, sold, started


@pytest.fixture
def goods(shop):
    """Cola, tea and salt, ten of each at 2.00."""
    return tuple(stocked(shop, name, unit="瓶") for name in ("可乐", "茶", "盐"))


def result(shop, count):
    with shop.read() as view:
        return count_result(view, count)


def review(shop, count):
    with shop.read() as view:
        return review_of(view, count)


def without(shop, *rights):
    """Who is signed in lacks these rights from now on."""
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - set(rights))


# an open count


def test_differences_by_money_with_what_is_to_be_looked_at(shop, goods, clock):
    cola, tea, salt = goods
    count = started(shop)
    clock.forward(hours=1)
    counted(shop, count, cola, 9)
    counted(shop, count, tea, 3)
    sold(shop, salt)
    counted(shop, count, salt, 9)
    with shop.read() as view:
        rows = difference_rows(view, count)
    assert [(row.name, row.difference // ONE, row.value, row.said) for row in rows] == [
        ("茶", -7, -14_0000, ""),
        ("可乐", -1, -2_0000, ""),
        ("盐", 0, 0, "To recount · Moved while it was counted"),
    ]


def test_who_may_not_see_costs_gets_them_by_pieces(shop, goods):
    dear = stocked(shop, "酒", cost=100_0000)
    count = started(shop)
    for each, quantity in ((goods[0], 3), (dear, 9)):
        counted(shop, count, each, quantity)
    without(shop, Permission.SEE_COST)
    with shop.read() as view:
        assert [(row.name, row.value) for row in difference_rows(view, count)] == [("可乐", None), ("酒", None)]
    assert review(shop, count).gain is None


def test_who_may_not_see_differences_gets_none(shop, goods):
    count = started(shop)
    counted(shop, count, goods[0], 9)
    without(shop, Permission.SEE_DIFFERENCES)
    with shop.read() as view:
        for ask in (difference_rows, count_tables):
            with pytest.raises(NotAllowed):
                ask(view, count)
        assert {row.book for row in left_rows(view, count)} == {None}
        found = review_of(view, count)
    assert (found.lines, found.over, found.missing, found.net, found.left_value) == (1, None, None, None, None)


def test_what_is_not_counted_is_a_list_of_its_own(shop, goods):
    before = started(shop)
    counted(shop, before, goods[1], 10)
    posted(shop, before)
    count = started(shop)
    counted(shop, count, goods[0], 0)
    with shop.read() as view:
        rows = left_rows(view, count)
    assert [(row.name, row.book, row.value, row.last_counted is not None) for row in rows] == [
        ("茶", 10 * ONE, 20_0000, True),
        ("盐", 10 * ONE, 20_0000, False),
    ]


def test_what_is_to_be_known_before_posting(shop, goods, clock):
    cola, tea, _salt = goods
    free = product(shop, "新")
    count = started(shop)
    clock.forward(hours=1)
    with shop.work() as work:
        save_draft(work, cart_of(tea))
    counted(shop, count, cola, 40)
    counted(shop, count, tea, 8)
    found = review(shop, count)
    assert (found.lines, found.over, found.missing, found.gain, found.loss, found.net) == (2, 1, 1, 60_0000, -4_0000, 56_0000)
    assert (found.left, found.left_value, found.left_unknown, found.without_reason) == (2, -20_0000, 0, 2)
    assert (found.again, found.asked, found.older) == (("可乐", "茶"), ("茶",), ())
    counted(shop, count, free, 5)
    assert review(shop, count).unknown == 1


def test_above_the_limit_it_waits_once_there_are_two(shop):
    cola, tea = stocked(shop, quantity=600), stocked(shop, "茶", quantity=600)
    count = started(shop)
    counted(shop, count, cola, 200)
    assert not review(shop, count).waits
    with shop.work() as work:
        role = add_role(work, "店员", {Permission.COUNT_STOCK, Permission.POST_COUNTS, Permission.SEE_DIFFERENCES})
        clerk = add_user(work, "小王", role)
    shop.sign_in(clerk)
    assert (review(shop, count).waits, review(shop, count).waits_with_zero) == (False, True)
    counted(shop, count, tea, 200)
    assert review(shop, count).waits


def test_what_waits_for_approval_is_told_to_who_may_give_it(shop):
    cola = stocked(shop, quantity=1000)
    with shop.work() as work:
        rights = {Permission.COUNT_STOCK, Permission.POST_COUNTS, Permission.SEE_DIFFERENCES}
        clerk = add_user(work, "小王", add_role(work, "店员", rights))
    count = started(shop)
    counted(shop, count, cola, 1)
    shop.sign_in(clerk)
    posted(shop, count)
    with shop.read() as view:
        assert pending_counts(view) == []
    shop.sign_in(1)
    with shop.read() as view:
        assert (pending_counts(view), [each.key for each in home(view).todo if each.key == "pending_counts"]) == (
            [count],
            ["pending_counts"],
        )


# a posted one


def test_the_result_of_a_count(shop, goods):
    cola, tea, salt = goods
    count = started(shop, name="月底")
    for each, quantity in ((cola, 8), (tea, 10), (salt, 11)):
        counted(shop, count, each, quantity)
    with shop.read() as view:
        broken = next(each for each in stock_reasons(view) if each.title == "Broken")
    with shop.work() as work:
        give_reason(work, count, [(cola.id, 1)], broken.id)
    made = posted(shop, count)
    found = result(shop, count)
    assert (found.number, found.name, found.reversed_by, found.scope, found.left) == (made.number, "月底", "", "the whole shop", 0)
    assert (found.gain_number[:2], found.loss_number[:2]) == ("PY", "PK")
    assert [(line.name, line.difference // ONE, line.value, line.reason) for line in found.lines] == [
        ("可乐", -2, -4_0000, "Broken"),
        ("盐", 1, 2_0000, ""),
        ("茶", 0, 0, ""),
    ]
    sums, as_past = found.sums, found.as_past
    assert (sums.lines, sums.right, sums.over, sums.missing, sums.accuracy) == (3, 1, 1, 1, 33_33)
    assert (as_past.gain, as_past.loss, as_past.net, as_past.worth, as_past.net_rate) == (2_0000, -4_0000, -2_0000, 60_0000, -3_33)


def test_who_may_not_see_costs_gets_a_result_without_money(shop, goods):
    count = started(shop)
    counted(shop, count, goods[0], 8)
    posted(shop, count)
    without(shop, Permission.SEE_COST)
    found = result(shop, count)
    assert (found.has_money, found.sums.net, found.worth, [line.value for line in found.lines]) == (False, 0, 0, [0])
    with shop.read() as view:
        keys = {column.key for _title, columns, _rows in count_tables(view, count) for column in columns}
    assert keys.isdisjoint({"value", "gain", "loss", "net", "worth", "net_rate"})


def test_an_open_count_has_no_result(shop, goods):
    count = started(shop)
    with pytest.raises(NotFound):
        result(shop, count)


def test_how_right_books_and_people_were(shop, goods):
    cola, tea, salt = goods
    count = started(shop, people=("小李", "小王"))
    counted(shop, count, cola, 8, person="小李")
    counted(shop, count, tea, 7, person="小李")
    counted(shop, count, salt, 10, person="小王")
    sold(shop, cola)
    counted(shop, count, cola, 7, person="小王", round_no=2)  # one was sold since: the first number was right
    counted(shop, count, tea, 10, person="小王", round_no=2)
    posted(shop, count)
    found = result(shop, count)
    place = found.by_place[0]
    assert (len(found.by_place), place.lines, place.right, place.accuracy, place.recounted, place.held) == (1, 3, 2, 66_67, 2, 1)
    assert [(each.title, each.lines, each.right, each.recounted, each.held, each.held_rate) for each in found.by_person] == [
        ("小李", 2, 1, 2, 1, 50_00),
        ("小王", 1, 1, 0, 0, None),
    ]
    assert found.people == ("小李", "小王")


def test_a_recount_from_paper_that_speaks_of_an_earlier_time(shop, goods, clock):
    cola = goods[0]
    count = started(shop, people=("小李", "小王"))
    clock.forward(minutes=30)
    noted = clock()
    clock.forward(minutes=30)
    sold(shop, cola)
    counted(shop, count, cola, 9, person="小李")
    with shop.read() as view:
        moment = moment_at(view, noted)
    counted(shop, count, cola, 10, person="小王", round_no=2, moment=moment)
    posted(shop, count)
    assert [(each.title, each.held) for each in result(shop, count).by_person] == [("小李", 1)]


def test_what_a_newer_count_had_settled_is_a_finding(shop, goods):
    cola = goods[0]
    old, new = started(shop), started(shop)
    counted(shop, old, cola, 9)
    sold(shop, cola)
    counted(shop, new, cola, 8)
    posted(shop, new)
    posted(shop, old)
    (finding,) = result(shop, old).lines
    assert (finding.is_older, finding.difference, finding.value, "A newer count" in finding.said) == (True, -ONE, 0, True)
    assert result(shop, old).loss_number == ""


def test_what_was_set_to_zero_says_so_and_counts_for_nobody(shop, clock, goods):
    clock.forward(hours=1)
    count = started(shop)
    counted(shop, count, goods[0], 10)
    posted(shop, count, is_rest_zero=True)
    found = result(shop, count)
    assert (found.sums.right, found.sums.missing, found.left) == (1, 2, 0)
    assert [each.lines for each in found.by_person] == [1]
    assert [line.said for line in found.lines][1:] == ["Not counted, set to zero"] * 2


def test_what_is_kept_by_the_book_is_told(shop, goods):
    count = started(shop)
    counted(shop, count, goods[0], 10)
    posted(shop, count)
    assert result(shop, count).left == 2


def test_shrinkage_from_count_to_count(shop, goods, clock):
    cola = goods[0]
    counts = []
    for quantity in (9, 9, 6):
        clock.forward(days=1)
        count = started(shop, Scope(product_ids=(cola.id,)))
        counted(shop, count, cola, quantity)
        counts.append((count, posted(shop, count)))
    found = result(shop, counts[2][0])
    assert [(each.day.day, each.net, each.worth, each.net_rate) for each in (found.as_past, *found.past)] == [
        (25, -6_0000, 18_0000, -33_33),
        (24, 0, 18_0000, 0),
        (23, -2_0000, 20_0000, -10_00),
    ]
    assert result(shop, counts[0][0]).past == ()
    with shop.read() as view:
        assert [each.number for each in counts_of_days(view, date(2026, 11, 24), date(2026, 11, 25))] == [
            made.number for _count, made in reversed(counts[1:])
        ]


def test_what_it_was_worth_stays_whatever_comes_later(shop, goods):
    cola = goods[0]
    count = started(shop, Scope(product_ids=(cola.id,)))
    counted(shop, count, cola, 10)
    posted(shop, count)
    before = result(shop, count).worth
    with shop.work() as work:
        work.connection.exec_driver_sql("UPDATE product SET purchase_price = 90000")
    bought(shop, cola, 30)
    sold(shop, cola, 3)
    assert (result(shop, count).worth, before) == (20_0000, 20_0000)


def test_a_count_that_was_taken_back_says_so_and_is_no_history(shop, goods, clock):
    first, second = started(shop), started(shop)
    counted(shop, first, goods[0], 8)
    counted(shop, second, goods[1], 8)
    made = posted(shop, first)
    with shop.work() as work:
        reversal = take_back_count(work, made.document_id, "错了").number
    posted(shop, second)
    assert result(shop, first).reversed_by == reversal
    assert result(shop, second).past == ()


# as tables


def test_tables_of_an_open_and_a_posted_count(shop, goods):
    count = started(shop)
    counted(shop, count, goods[0], 8)
    with shop.read() as view:
        assert [(title, len(rows)) for title, _columns, rows in count_tables(view, count)] == [("Count differences", 1), ("Not counted", 2)]
    posted(shop, count)
    with shop.read() as view:
        tables = count_tables(view, count)
    assert [(title, len(rows)) for title, _columns, rows in tables] == [
        ("Count result", 1),
        ("By place", 1),
        ("By person", 1),
        ("From count to count", 1),
    ]
    assert all(len(row) == len(columns) for _title, columns, rows in tables for row in rows)
