"""Stock counts: the difference belongs to the moment of counting, whatever the shop does before, during and after."""

import pytest

from jxc_desktop.domain.count_rows import NewEntry
from jxc_desktop.domain.counts import (
    CartsAsked,
    CountClosed,
    CountedSince,
    CountWaits,
    Flag,
    Moment,
    NothingCounted,
    NothingToCount,
    RecountsLeft,
    SameHand,
    Scope,
    Source,
)
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock_documents import NoStockKept
from jxc_desktop.operations.count_entries import enter_many
from jxc_desktop.operations.count_posting import approve_count, post_count, return_count, take_back_count
from jxc_desktop.operations.counts import MOST_UNDOS, answer_carts, drop_count, enter, make_sheet, take_entry_back
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.products import change_product
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.count_differences import differences
from jxc_desktop.queries.count_review import review_of
from jxc_desktop.queries.counts import LEFT, count_by_number, count_head, count_rows, moment_at, moment_now, sheet_by_code, sheet_lines
from jxc_desktop.queries.product_fields import ProductFields
from tests.builders import CASH, cart_of, product, stocked
from tests.counts import bought, counted, found, on_hand, posted, sold, started, what_is_wrong

# the numbers of other programs' tests: (book, what happens before counting, counted, after it, rest), difference, stock
CASES = {
    "34 counted before the receipt": (1, None, 3, 1, False, 2, 4),
    "34 counted after the receipt": (1, 1, 3, None, False, 1, 3),
    "36 not counted, the book is kept": (1, None, None, None, False, 0, 1),
    "36 not counted, set to zero": (1, None, None, None, True, -1, 0),
    "38 book 10, counted 15": (10, None, 15, None, False, 5, 15),
}


@pytest.mark.parametrize("case", CASES)
def test_the_cases_of_other_programs(shop, case):
    book, before, number, after, is_rest_zero, difference, stock = CASES[case]
    cola, other = stocked(shop, quantity=book), stocked(shop, "别的")
    count = started(shop)
    counted(shop, count, other, 10)
    if before:
        bought(shop, cola, before)
    if number is not None:
        counted(shop, count, cola, number)
    if after:
        bought(shop, cola, after)
    made = posted(shop, count, is_rest_zero=is_rest_zero)
    assert (made.gain + made.loss, on_hand(shop, cola)) == (difference * 2_0000, stock)
    assert what_is_wrong(shop) == []


def test_the_shop_sells_before_while_and_after(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    sold(shop, cola, 2)
    counted(shop, count, cola, 7)
    sold(shop, cola, 3)
    assert found(shop, count) == {"可乐": (8, -1)}
    posted(shop, count)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (4, [])


def test_a_time_that_somebody_names_is_the_last_document_before_it(shop, clock):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    clock.forward(minutes=30)
    noted = clock()
    clock.forward(minutes=30)
    sold(shop, cola, 4)
    with shop.work() as work:
        enter(work, count, cola.id, 9 * ONE, moment=moment_at(work, noted))
    assert found(shop, count) == {"可乐": (10, -1)}
    posted(shop, count)
    assert on_hand(shop, cola) == 5


def test_a_count_older_than_a_posted_one_moves_nothing(shop):
    cola = stocked(shop, quantity=10)
    old, new = started(shop), started(shop)
    counted(shop, old, cola, 9)
    sold(shop, cola)
    counted(shop, new, cola, 8)
    posted(shop, new)
    made = posted(shop, old)
    assert (made.older, made.gain + made.loss, on_hand(shop, cola)) == (("可乐",), 0, 8)
    assert what_is_wrong(shop) == []


def test_a_newer_count_finds_what_an_older_one_booked_later(shop):
    cola = stocked(shop, quantity=10)
    old, new = started(shop), started(shop)
    counted(shop, old, cola, 8)
    sold(shop, cola)
    counted(shop, new, cola, 7)
    posted(shop, old)
    assert found(shop, new) == {"可乐": (7, 0)}
    posted(shop, new)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (7, [])


def test_between_two_documents_the_later_of_two_counts_holds(shop, clock):
    cola = stocked(shop, quantity=10)
    early, late = started(shop), started(shop)
    counted(shop, early, cola, 10)
    clock.forward(minutes=1)
    counted(shop, late, cola, 8)
    posted(shop, late)
    assert (posted(shop, early).older, on_hand(shop, cola), what_is_wrong(shop)) == (("可乐",), 8, [])


def test_between_two_documents_both_counts_are_booked_in_their_order(shop, clock):
    cola = stocked(shop, quantity=10)
    early, late = started(shop), started(shop)
    counted(shop, early, cola, 9)
    clock.forward(minutes=1)
    counted(shop, late, cola, 8)
    posted(shop, early)
    posted(shop, late)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (8, [])


def test_parts_are_added_a_second_number_takes_the_place_of_the_first_and_is_taken_back(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    counted(shop, count, cola, 3, is_part=True)
    assert counted(shop, count, cola, 4, is_part=True).quantity == 7 * ONE
    assert counted(shop, count, cola, 9).quantity == 9 * ONE
    with shop.work() as work:
        assert not enter(work, count, cola.id, None).is_counted
    with shop.work() as work, pytest.raises(NothingCounted):
        post_count(work, count)


def taken_back(shop, count, goods):
    with shop.work() as work:
        return take_entry_back(work, count, goods.id)


def test_the_last_number_is_taken_back_and_what_was_there_before_stands_again(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    counted(shop, count, cola, 3, person="小李")
    sold(shop, cola)
    before = counted(shop, count, cola, 4, person="小王", is_part=True)
    counted(shop, count, cola, 99)
    assert taken_back(shop, count, cola) == before
    assert taken_back(shop, count, cola).quantity == 3 * ONE
    assert not taken_back(shop, count, cola).is_counted
    with pytest.raises(NotFound):
        taken_back(shop, count, cola)
    assert what_is_wrong(shop) == []


def test_a_line_of_many_scans_is_taken_back_number_by_number(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    for _scan in range(MOST_UNDOS + 5):
        counted(shop, count, cola, 1, is_part=True)
    assert [taken_back(shop, count, cola).quantity for _time in range(3)] == [(MOST_UNDOS + left) * ONE for left in (4, 3, 2)]
    assert what_is_wrong(shop) == []


def test_a_recount_that_is_taken_back_leaves_the_first_number(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    first = counted(shop, count, cola, 3, person="小李")
    again = counted(shop, count, cola, 9, person="小王", round_no=2)
    counted(shop, count, cola, 1, person="小王", is_part=True)
    assert taken_back(shop, count, cola) == again
    assert taken_back(shop, count, cola) == first
    assert what_is_wrong(shop) == []


def test_what_moved_between_two_parts_is_marked(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    counted(shop, count, cola, 3, is_part=True)
    sold(shop, cola)
    counted(shop, count, cola, 4, is_part=True)
    with shop.read() as view:
        assert differences(view, count)[0].flags == {Flag.PARTS, Flag.MOVED}


def test_what_moved_within_minutes_is_marked_and_is_to_be_counted_again(shop, clock):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    clock.forward(hours=1)
    sold(shop, cola)
    clock.forward(minutes=11)
    counted(shop, count, cola, 9)
    with shop.read() as view:
        assert [(each.flags, each.needs_recount) for each in differences(view, count)] == [(frozenset(), False)]
    clock.forward(minutes=9)
    sold(shop, cola)
    with shop.read() as view:
        assert [(each.flags, each.needs_recount) for each in differences(view, count)] == [(frozenset({Flag.MOVED}), True)]
    with shop.work() as work, pytest.raises(RecountsLeft):
        post_count(work, count)


def test_pieces_in_open_carts_are_asked_about(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    with shop.work() as work:
        save_draft(work, cart_of(cola))
    assert counted(shop, count, cola, 9).in_carts == ONE
    with shop.work() as work, pytest.raises(CartsAsked):
        post_count(work, count, is_without_recount=True)
    with shop.work() as work:
        answer_carts(work, count, cola.id, ONE)
    assert found(shop, count) == {"可乐": (10, 0)}
    posted(shop, count)
    sold(shop, cola)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (9, [])


def test_a_recount_is_done_by_someone_else_where_there_is_someone(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop, people=("小李", "小王"))
    counted(shop, count, cola, 3, person="小李")
    with pytest.raises(SameHand):
        counted(shop, count, cola, 10, person="小李", round_no=2)
    made = counted(shop, count, cola, 10, person="小王", round_no=2)
    assert (made.first_quantity, made.first_person, made.quantity, made.person) == (3 * ONE, "小李", 10 * ONE, "小王")


def test_a_first_count_sets_up_the_stock_whatever_was_sold_before(shop):
    new = product(shop, "新", purchase_price=1_0000)
    sold(shop, new, 3)
    count = started(shop)
    counted(shop, count, new, 5)
    sold(shop, new)
    made = posted(shop, count)
    assert (on_hand(shop, new), what_is_wrong(shop)) == (4, [])
    with shop.work() as work:
        take_back_count(work, made.document_id, "错了")
    assert (on_hand(shop, new), what_is_wrong(shop)) == (-4, [])


def test_a_posted_count_is_taken_back_in_one_step_and_only_the_newest(shop):
    cola, tea = stocked(shop, quantity=10), stocked(shop, "茶", quantity=10)
    first, second = started(shop), None
    counted(shop, first, cola, 8)
    counted(shop, first, tea, 12)
    old = posted(shop, first)
    second = started(shop)
    counted(shop, second, cola, 7)
    new = posted(shop, second)
    with shop.work() as work, pytest.raises(CountedSince):
        take_back_count(work, old.document_id, "")
    for each in (new, old):
        with shop.work() as work:
            take_back_count(work, each.document_id, "")
    assert (on_hand(shop, cola), on_hand(shop, tea), what_is_wrong(shop)) == (10, 10, [])


def test_what_was_posted_after_it_goes_first_though_its_moment_is_earlier(shop, clock):
    cola = stocked(shop, quantity=10)
    early, late = started(shop), started(shop)
    counted(shop, early, cola, 7)
    clock.forward(minutes=1)
    counted(shop, late, cola, 7)
    first = posted(shop, late)
    after = posted(shop, early)
    with shop.work() as work, pytest.raises(CountedSince):
        take_back_count(work, first.document_id, "")
    for each in (after, first):
        with shop.work() as work:
            take_back_count(work, each.document_id, "")
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (10, [])


def test_a_second_posting_gets_the_first_one(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    counted(shop, count, cola, 8)
    made = posted(shop, count)
    again = posted(shop, count)
    assert (again.document_id, again.is_new, on_hand(shop, cola)) == (made.document_id, False, 8)
    with pytest.raises(CountClosed):
        counted(shop, count, cola, 5)


def test_above_the_limit_somebody_else_says_yes(shop):
    cola = stocked(shop, quantity=1000)
    with shop.work() as work:
        role = add_role(work, "店员", {Permission.COUNT_STOCK, Permission.POST_COUNTS, Permission.SEE_DIFFERENCES})
        clerk = add_user(work, "小王", role)
    count = started(shop)
    shop.sign_in(clerk)
    counted(shop, count, cola, 1)
    assert posted(shop, count).is_waiting
    with pytest.raises(CountWaits):
        counted(shop, count, cola, 2)
    shop.sign_in(1)
    with shop.work() as work:
        return_count(work, count)
    shop.sign_in(clerk)
    assert posted(shop, count).is_waiting
    shop.sign_in(1)
    with shop.work() as work:
        made = approve_count(work, count)
    assert (made.is_waiting, on_hand(shop, cola), what_is_wrong(shop)) == (False, 1, [])


def test_a_product_that_is_not_on_the_list_is_taken_up(shop):
    cola, tea = stocked(shop, quantity=10), stocked(shop, "茶")
    count = started(shop, Scope(product_ids=(cola.id,)))
    counted(shop, count, tea, 9)
    with shop.read() as view:
        assert [(row.name, row.is_added) for row in count_rows(view, count, is_blind=False)] == [("可乐", False), ("茶", True)]
        assert [row.name for row in count_rows(view, count, which=LEFT, is_blind=False)] == ["可乐"]


def test_a_blind_count_has_no_book_quantity(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    counted(shop, count, cola, 9)
    with shop.read() as view:
        assert [row.book for row in count_rows(view, count, is_blind=True)] == [None]
        assert [row.book for row in count_rows(view, count, is_blind=False)] == [10 * ONE]


def test_open_with_one_person_blind_with_several_and_a_choice_sticks(shop):
    stocked(shop)
    counts = [started(shop), started(shop, people=("小李", "小王")), started(shop, is_blind=True), started(shop)]
    with shop.read() as view:
        assert [count_head(view, each).is_blind for each in counts] == [False, True, True, True]


def test_a_sheet_freezes_its_lines(shop):
    cola, tea = stocked(shop), stocked(shop, "茶")
    count = started(shop)
    with shop.work() as work:
        sheet = make_sheet(work, count)
    counted(shop, count, cola, 9)
    with shop.work() as work:
        rest = make_sheet(work, count, which=LEFT)
    with shop.read() as view:
        assert [[each[1] for each in sheet_lines(view, of.id)] for of in (sheet, rest)] == [[cola.id, tea.id], [tea.id]]
    assert (sheet.code, rest.code) == ("PD1-1", "PD1-2")


def test_a_count_that_is_put_away_books_nothing(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    counted(shop, count, cola, 3)
    with shop.work() as work:
        drop_count(work, count)
    with pytest.raises(CountClosed):
        posted(shop, count)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (10, [])


def test_there_must_be_something_to_count(shop):
    with pytest.raises(NothingToCount):
        started(shop)


def test_what_was_counted_lately_is_left_out_when_asked(shop, clock):
    cola, _tea = stocked(shop), stocked(shop, "茶")
    count = started(shop)
    counted(shop, count, cola, 10)
    posted(shop, count)
    clock.forward(days=10)
    names = []
    for scope in (Scope(not_counted_days=30), Scope(not_counted_days=5), Scope(is_doubtful=True)):
        of = started(shop, scope)
        with shop.read() as view:
            names.append([row.name for row in count_rows(view, of, is_blind=True)])
    assert names == [["茶"], ["可乐", "茶"], ["茶"]]


def test_without_shelves_the_next_list_is_in_the_order_of_the_last_whole_count(shop):
    made = [stocked(shop, name) for name in ("甲", "乙", "丙")]
    whole = started(shop)
    for goods in (made[1], made[2], made[0]):
        counted(shop, whole, goods, 10)
    posted(shop, whole)
    few = started(shop, Scope(product_ids=(made[0].id,)))
    counted(shop, few, made[0], 10)
    posted(shop, few)
    following = started(shop)
    with shop.read() as view:
        assert [row.name for row in count_rows(view, following, is_blind=True)] == ["乙", "丙", "甲"]


# what the shop does with goods that nobody counted


def test_what_is_not_counted_is_zero_as_of_when_that_was_asked_for_not_of_the_yes(shop, clock):
    cola, tea = stocked(shop, quantity=10), stocked(shop, "茶")
    with shop.work() as work:
        change_settings(work, count_limit=10_0000)
        role = add_role(work, "店员", {Permission.COUNT_STOCK, Permission.POST_COUNTS, Permission.SEE_DIFFERENCES})
        clerk = add_user(work, "小王", role)
    count = started(shop)
    counted(shop, count, tea, 0)
    shop.sign_in(clerk)
    assert posted(shop, count, is_rest_zero=True).is_waiting
    shop.sign_in(1)
    clock.forward(hours=20)
    bought(shop, cola, 24)
    with shop.read() as view:
        assert review_of(view, count).left_value == -10 * 2_0000
    with shop.work() as work:
        approve_count(work, count)
    assert (on_hand(shop, cola), on_hand(shop, tea), what_is_wrong(shop)) == (24, 0, [])


def test_what_stands_in_carts_is_not_lost_when_the_rest_is_set_to_zero(shop):
    cola, tea = stocked(shop, quantity=10), stocked(shop, "茶")
    count = started(shop)
    counted(shop, count, tea, 10)
    cart = cart_of(cola, cola)
    with shop.work() as work:
        save_draft(work, cart)
    posted(shop, count, is_rest_zero=True)
    with shop.work() as work:
        complete_sale(work, cart, (CASH,), print_receipt=False)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (0, [])


def test_nothing_is_counted_again_before_it_was_counted(shop):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    assert counted(shop, count, cola, 8, round_no=2).round == 1
    assert counted(shop, count, cola, 9, round_no=7).round == 2
    assert counted(shop, count, cola, 9, round_no=1).first_quantity == 8 * ONE
    posted(shop, count)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (9, [])


@pytest.mark.parametrize("code", ["PD99999999999999999999-1", "PD1-99999999999999999999", "PD1-²", "PD１-２"])
def test_what_no_sheet_says_is_no_sheet(shop, code):
    stocked(shop)
    count = started(shop)
    with shop.work() as work:
        make_sheet(work, count)
        assert sheet_by_code(work, code) is None


def test_a_number_that_no_count_can_have_is_not_found(shop):
    with shop.read() as view, pytest.raises(NotFound):
        count_by_number(view, "9" * 25)


def test_what_is_a_service_by_now_is_not_counted_and_not_set_to_zero(shop):
    cola, bag = stocked(shop, quantity=10), product(shop, "袋")
    count = started(shop)
    with shop.work() as work:
        make_sheet(work, count)
        change_product(work, bag.id, ProductFields(name="袋", code=bag.code, kind=Kind.SERVICE), 1)
    with pytest.raises(NoStockKept):
        counted(shop, count, bag, 5)
    seen = NewEntry(bag.id, 1, 5 * ONE, Moment(1, shop.clock()), 1)
    with shop.work() as work, pytest.raises(NoStockKept):
        enter_many(work, count, [seen], Source.SHEET)
    counted(shop, count, cola, 9)
    posted(shop, count, is_rest_zero=True)
    assert (on_hand(shop, cola), what_is_wrong(shop)) == (9, [])


def test_a_cart_that_was_begun_after_the_count_held_nothing_of_it(shop, clock):
    cola = stocked(shop, quantity=10)
    count = started(shop)
    with shop.read() as view:
        noted = moment_now(view)
    clock.forward(minutes=10)
    with shop.work() as work:
        save_draft(work, cart_of(cola))
    assert counted(shop, count, cola, 10, moment=noted).in_carts == 0
    assert counted(shop, count, cola, 10).in_carts == ONE
    seen = NewEntry(cola.id, 1, 10 * ONE, noted, 1)
    with shop.work() as work:
        enter_many(work, count, [seen], Source.SHEET)
    assert (posted(shop, count).gain, what_is_wrong(shop)) == (0, [])
