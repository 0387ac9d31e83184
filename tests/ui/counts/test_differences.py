"""What a count finds, at the screen: by money, with its reasons, posted at a key, approved or given back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.counts import Areas
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.counts import give_reason
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.count_review import difference_rows
from jxc_desktop.queries.counts import count_head, sheet_lines, sheets_of
from jxc_desktop.ui import jobs
from tests.builders import cart_of, stocked
from tests.counts import counted, on_hand, posted, sold, started
from tests.ui.checks import assert_accessible, assert_not_clipped

ENTER, ESC, F12 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F12


@pytest.fixture
def goods(shop, clock):
    """Cola, salt and tea, ten of each at 2.00, which have not moved for an hour."""
    made = tuple(stocked(shop, name, unit="瓶") for name in ("可乐", "盐", "茶"))
    clock.forward(hours=1)
    return made


@pytest.fixture
def count(shop, goods):
    """Cola 3 missing, salt 1 over, tea not counted."""
    made = started(shop, name="月底")
    counted(shop, made, goods[0], 7)
    counted(shop, made, goods[1], 11)
    return made


def state(shop, count):
    with shop.read() as view:
        return count_head(view, count).state


def reasons_of(shop, count):
    with shop.read() as view:
        return {row.name: row.reason for row in difference_rows(view, count)}


@pytest.fixture
def open_part(qtbot, shop, shown):
    """Open a count at its differences, once they are read."""

    def open_it(count):
        page = shown(shop)
        page.open_count(count, "differences")
        part = page.count.part
        qtbot.waitUntil(lambda: part.head is not None)
        part.arrive()
        return part

    return open_it


@pytest.fixture
def part(open_part, count):
    return open_part(count)


def names(part):
    return [row.name for row in part.table.model.rows()]


def test_by_money_with_what_it_comes_to(part):
    assert names(part) == ["可乐", "盐"]
    assert (part.table.total_row.text_of("value"), part.table.total_row.text_of("difference")) == ("−4.00", "−2")
    assert part.table.facts.text() == "2 lines counted · 1 over  2.00 · 1 missing  −6.00 · 1 not counted"


def test_places_have_their_column_where_they_tell_lines_apart_and_areas_give_way_to_names(qtbot, shop, open_part, goods):
    count = started(shop, areas=Areas.CATEGORY)
    with shop.work() as work:
        work.connection.exec_driver_sql("UPDATE count_item SET area = 'A' WHERE position = 1")
    for each in goods:
        counted(shop, count, each, 5)
    part = open_part(count)
    assert ["area" in part.table.view.shown_columns(), "place" in part.table.view.shown_columns()] == [False, False]


def test_a_reason_at_a_key_for_what_is_marked_and_back(qtbot, part, press, shop, count):
    part.table.view.selectAll()
    press("Ctrl+R", "2")
    assert reasons_of(shop, count) == {"可乐": "Broken", "盐": "Broken"}
    qtbot.waitUntil(lambda: part.table.model.row_at(0).reason == "Broken")
    assert part.table.view.hasFocus()
    press("Ctrl+Z")
    assert reasons_of(shop, count) == {"可乐": "", "盐": ""}


def test_no_reason_is_a_reason_too_and_esc_leaves(qtbot, part, press, shop, count, goods):
    with shop.work() as work:
        give_reason(work, count, [(goods[0].id, 1)], 1)
    press("Ctrl+R", ESC)
    assert not part.reason_strip.is_open
    press("Ctrl+R", "0")
    assert reasons_of(shop, count)["可乐"] == ""


def test_one_reason_for_all_small_losses(qtbot, part, press, shop, count, goods):
    counted(shop, count, goods[2], 9)
    qtbot.waitUntil(lambda: part.table.model.rowCount() == 3)
    press("Ctrl+L", "5", ENTER, "3")
    assert part.bar.said.text() == "1 line gets the reason Lost"
    press(ENTER)
    assert reasons_of(shop, count) == {"可乐": "", "茶": "Lost", "盐": ""}


def test_a_reason_that_is_not_there_is_refused_in_the_bar(part, press):
    press("Ctrl+L", "5", ENTER, "zz", ENTER)
    assert part.bar.is_open
    assert part.bar.said.text()


def test_who_sees_no_costs_sets_the_limit_in_pieces(qtbot, shop, open_part, count, press):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_COST})
    part = open_part(count)
    assert part.table.model.column_of("value") < 0
    assert "−" not in part.table.facts.text()
    press("Ctrl+L", "3", ENTER, "1", ENTER)
    assert reasons_of(shop, count)["可乐"] == "Expired"


def test_what_is_shown_stays_while_the_shop_sells(qtbot, part, shop, goods, count):
    part.table.view.selectAll()
    shown = list(part.table.model.rows())
    with qtbot.waitSignal(part.read):
        sold(shop, goods[2])
    assert part.table.model.rows() == shown
    assert len(part.table.view.selected_numbers()) == 2
    with qtbot.waitSignal(part.read):
        counted(shop, count, goods[2], 1)
    assert names(part) == ["茶", "可乐", "盐"]
    assert [row.name for row in part.table.view.selected_rows()] == ["可乐", "盐"]


def test_what_is_counted_again_and_looked_at_is_a_list(qtbot, part, shop, count, goods):
    counted(shop, count, goods[2], 100)
    sold(shop, goods[1])
    counted(shop, count, goods[1], 10)
    qtbot.waitUntil(lambda: "2 to be counted again" in part.table.facts.text())
    part.table.show_which("again")
    assert names(part) == ["茶", "盐"]
    part.table.show_which("flagged")
    assert names(part) == ["盐"]
    part.table.show_which("older")
    assert names(part) == []
    part.table.show_all()
    assert len(names(part)) == 3


def test_a_blind_sheet_of_what_is_counted_again(qtbot, part, press, shop, count, goods):
    counted(shop, count, goods[2], 100)
    qtbot.waitUntil(part.buttons["sheet"].isEnabled)
    press("Ctrl+P")
    with shop.read() as view:
        (sheet,) = sheets_of(view, count)
        assert (sheet.is_blind, [line[1] for line in sheet_lines(view, sheet.id)]) == (True, [goods[2].id])


def test_the_recount_is_entered_at_the_desk(qtbot, part, press, shop, count, goods):
    page = part.window()
    counted(shop, count, goods[2], 100)
    qtbot.waitUntil(part.buttons["again"].isEnabled)
    press("Ctrl+T")
    assert (page.count.part_name, page.count.part.way) == ("entry", page.count.part.recount)


def test_carts_are_answered_where_they_are_asked_about(qtbot, shop, open_part, press, goods):
    count = started(shop)
    with shop.work() as work:
        save_draft(work, cart_of(goods[0]))
    counted(shop, count, goods[0], 9)
    part = open_part(count)
    assert "Say where the pieces in carts stood" in part.table.model.row_at(0).said
    press("Ctrl+J", "5", ENTER)
    assert part.bar.is_open  # more than carts held
    part.bar.fields[0].selectAll()
    press("1", ENTER)
    with shop.read() as view:
        assert difference_rows(view, count)[0].difference == 0


def test_enter_opens_the_moves_of_the_product(qtbot, part, press, goods):
    page = part.window()
    with qtbot.waitSignal(page.go_to) as asked:
        press(ENTER)
    assert asked.args[0] == 4


# who may see


def test_a_blind_count_says_who_sees_this(qtbot, shop, open_part, goods):
    count = started(shop, is_blind=True)
    counted(shop, count, goods[0], 7)
    part = open_part(count)
    assert part.told.isVisible()
    assert "Blind count" in part.told.text()


def test_who_may_not_see_differences_sees_none_but_may_post(qtbot, shop, open_part, count, press, goods):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_DIFFERENCES})
    part = open_part(count)
    assert part.stack.currentWidget() is part.blind
    assert part.table.model.rowCount() == 0
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: part.review.review is not None)
    assert part.review.sums.text() == "2 lines are counted."
    press("1", F12)
    qtbot.waitUntil(lambda: state(shop, count) == "posted")


# posting


def test_posting_asks_what_is_not_counted_and_leads_to_the_result(qtbot, part, press, shop, count, goods):
    press(F12)
    review = part.review
    qtbot.waitUntil(lambda: review.review is not None)
    assert review.sums.text() == "2 lines are counted.\n1 over  2.00 · 1 missing  −6.00 · in all −4.00\n2 differences have no reason."
    assert (review.rest_text.text(), review.keep.isChecked(), review.zero.isChecked()) == ("1 line is not counted.", False, False)
    press(F12)
    assert state(shop, count) == "open"
    assert "Say what is to be done" in review.problem.text()
    press("1", F12)
    qtbot.waitUntil(lambda: state(shop, count) == "posted")
    page = part.window()
    qtbot.waitUntil(lambda: page.count.part_name == "result")
    qtbot.waitUntil(lambda: page.count.bar.width() >= page.count.bar.sizeHint().width())
    assert [on_hand(shop, each) for each in goods] == [7, 11, 10]


def test_what_is_not_counted_is_set_to_zero_when_it_is_said(qtbot, part, press, shop, count, goods):
    press(F12)
    qtbot.waitUntil(lambda: part.review.review is not None)
    assert "−20.00" in part.review.zero.text()
    press("2", F12)
    qtbot.waitUntil(lambda: state(shop, count) == "posted")
    assert on_hand(shop, goods[2]) == 0


def test_recounts_are_done_or_left_by_word(qtbot, part, press, shop, count, goods):
    counted(shop, count, goods[2], 100)
    qtbot.waitUntil(lambda: part.table.model.rowCount() == 3)
    press(F12)
    qtbot.waitUntil(lambda: part.review.review is not None)
    assert part.review.again_text.text() == "1 line should be counted again: 茶"
    press(F12)
    assert "Count the lines above again" in part.review.problem.text()
    press(Qt.Key.Key_Space, F12)
    qtbot.waitUntil(lambda: state(shop, count) == "posted")


def test_the_review_leads_to_carts_that_were_not_answered(qtbot, shop, open_part, press, goods):
    count = started(shop)
    with shop.work() as work:
        save_draft(work, cart_of(goods[0]))
    counted(shop, count, goods[0], 10)
    part = open_part(count)
    press(F12)
    qtbot.waitUntil(lambda: part.review.review is not None)
    press("1", F12)
    assert state(shop, count) == "open"
    part.review.lines_asked.emit("carts")
    assert part.stack.currentWidget() is part.table
    assert names(part) == ["可乐"]


def test_carts_that_were_answered_at_the_desk_no_longer_hold_up_the_review(qtbot, shop, open_part, press, goods):
    count = started(shop)
    with shop.work() as work:
        save_draft(work, cart_of(goods[0]))
    counted(shop, count, goods[0], 10)
    part = open_part(count)
    press(F12)
    qtbot.waitUntil(lambda: part.review.review is not None)
    press("Ctrl+1", Qt.Key.Key_F6)
    assert jobs.writer.flush()
    press("Ctrl+3")
    qtbot.waitUntil(lambda: not part.review.review.asked)
    press("1", Qt.Key.Key_Space, F12)
    qtbot.waitUntil(lambda: state(shop, count) == "posted")


def test_what_is_sold_while_one_looks_is_in_the_review_and_the_focus_stays(qtbot, part, press, shop, count, goods):
    press(F12)
    qtbot.waitUntil(lambda: part.review.review is not None)
    press(Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    sold(shop, goods[2], 3)
    qtbot.waitUntil(lambda: "−14.00" in part.review.zero.text())
    assert QApplication.focusWidget() is focus


def test_esc_leaves_the_review_and_nothing_is_booked(qtbot, part, press, shop, count):
    press(F12)
    qtbot.waitUntil(lambda: part.review.review is not None)
    press(ESC)
    assert part.stack.currentWidget() is part.table
    assert part.isVisible()
    assert state(shop, count) == "open"


def test_what_another_counted_meanwhile_is_refused_and_looked_at_again(qtbot, part, press, shop, count, goods):
    press(F12)
    qtbot.waitUntil(lambda: part.review.review is not None)
    with shop.work() as work:
        save_draft(work, cart_of(goods[2]))
    counted(shop, count, goods[2], 9)
    press("1", F12)
    qtbot.waitUntil(lambda: bool(part.review.review.asked))
    assert state(shop, count) == "open"


def test_it_can_be_dated_back(qtbot, part, press, shop, count):
    press(F12)
    qtbot.waitUntil(lambda: part.review.review is not None)
    part.review.day.setDate(part.review.day.date().addDays(-1))
    press("1", F12)
    qtbot.waitUntil(lambda: state(shop, count) == "posted")
    with shop.read() as view:
        assert count_head(view, count).document_number.startswith("PD20261121")


# approval


@pytest.fixture
def big(shop, clock):
    """A count by 小王 that is above the limit, posted by him: it waits."""
    cola = stocked(shop, quantity=1000)
    clock.forward(hours=1)
    with shop.work() as work:
        rights = {Permission.COUNT_STOCK, Permission.POST_COUNTS, Permission.SEE_DIFFERENCES}
        clerk = add_user(work, "小王", add_role(work, "店员", rights))
    count = started(shop)
    counted(shop, count, cola, 1)
    return count, clerk


def test_above_the_limit_it_waits_and_is_approved(qtbot, big, shop, open_part, press):
    count, clerk = big
    shop.sign_in(clerk)
    part = open_part(count)
    press(F12)
    qtbot.waitUntil(lambda: part.review.review is not None)
    assert part.review.waits.isVisible()
    press(Qt.Key.Key_Space, F12)
    qtbot.waitUntil(lambda: part.head.state == "pending")
    assert "小王" in part.waits.text()
    assert part.buttons["post"].isHidden()
    assert not part.buttons["approve"].isEnabled()
    shop.sign_in(1)
    part.refresh()
    qtbot.waitUntil(part.buttons["approve"].isEnabled)
    press("Ctrl+Y")
    qtbot.waitUntil(lambda: state(shop, count) == "posted")


def test_a_count_that_waits_opens_where_it_is_approved(qtbot, big, shop, shown):
    count, clerk = big
    shop.sign_in(clerk)
    posted(shop, count)
    shop.sign_in(1)
    page = shown(shop)
    page.open_count(count)
    assert page.count.part_name == "differences"


def test_home_leads_to_what_waits(qtbot, big, shop, shown):
    count, clerk = big
    shop.sign_in(clerk)
    posted(shop, count)
    shop.sign_in(1)
    page = shown(shop)
    page.show_pending()
    assert (page.count.head.id, page.count.part_name) == (count, "differences")
    page.show_list()
    shop.sign_in(clerk)
    page.show_pending()
    assert page.table.model.rowCount() == 1


def test_it_is_given_back_with_a_reason(qtbot, big, shop, open_part, press):
    count, clerk = big
    part = open_part(count)
    shop.sign_in(clerk)
    posted(shop, count)
    shop.sign_in(1)
    part.refresh()
    qtbot.waitUntil(part.buttons["send_back"].isEnabled)
    press("Ctrl+K", "look", ENTER)
    assert state(shop, count) == "open"


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_it_can_be_read_and_heard(qtbot, shop, open_part, count, press, code):
    i18n.use_language(code)
    part = open_part(count)
    QApplication.processEvents()
    assert_accessible(part)
    assert_not_clipped(part)
    press("Ctrl+R")
    QApplication.processEvents()
    assert_not_clipped(part)
    press(ESC, F12)
    qtbot.waitUntil(lambda: part.review.review is not None)
    press(F12)
    QApplication.processEvents()
    assert_accessible(part.review)
    assert_not_clipped(part.review)
