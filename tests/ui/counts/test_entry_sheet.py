"""A sheet that was filled in: when each page was counted, then line by line without the mouse; once more what was found different."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from jxc_desktop.domain.counts import Source
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.counts import RECOUNT, make_sheet
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.printing.count_sheets import PAPER
from jxc_desktop.printing.vouchers import FORMS
from jxc_desktop.ui import sounds
from jxc_desktop.ui.widgets.paper_size import keep_form
from tests.builders import cart_of, stocked
from tests.counts import counted, found, sold, started, what_is_wrong
from tests.ui.counts.test_entry import COLA, WATER, copied, line_of, quantity_of, stored

__all__ = ["stored"]

ENTER, ESC, UP, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down
F2, F3, F4, F8, F9 = (getattr(Qt.Key, f"Key_F{number}") for number in (2, 3, 4, 8, 9))


def goods_of(shop, count=4):
    return [stocked(shop, f"货{number}", quantity=10, barcode=f"690000000{number:04}", code=f"C{number}") for number in range(1, count + 1)]


def printed(shop, count, **more):
    with shop.work() as work:
        return make_sheet(work, count, **more)


# by sheet


def test_a_sheet_is_typed_in_line_by_line(entry, press, shop, stored):
    goods = goods_of(shop)
    count = started(shop)
    sheet = printed(shop, count)
    part = entry(shop, count)
    press(sheet.code, ENTER)
    assert "1 when it was printed" in part.card.asks.text()
    press("1", ENTER, "8", ENTER, ENTER, "0", ENTER, "12", ENTER)
    assert "last line" in part.card.asks.text()
    stored(part)
    assert [quantity_of(shop, count, each) for each in goods] == [8, None, 0, 12]
    assert line_of(shop, count, goods[0]).tally.counted_at_seq == sheet.moment.seq
    assert what_is_wrong(shop) == []


def test_there_is_no_moment_unless_it_is_said(entry, press, shop, stored):
    cola, *_rest = goods_of(shop)
    count = started(shop)
    printed(shop, count)
    part = entry(shop, count)
    press(F3, ENTER)
    assert "is not a time" in part.card.asks.text()
    press(DOWN, UP, "77", ENTER)
    stored(part)
    assert quantity_of(shop, count, cola) is None


def test_the_moment_printed_now_or_a_time_that_is_typed(entry, press, shop, stored, clock):
    one, two, *_rest = goods_of(shop)
    count = started(shop)
    sheet = printed(shop, count)
    clock.forward(minutes=30)
    sold(shop, one, 2)
    clock.forward(minutes=30)
    sold(shop, one, 1)
    part = entry(shop, count)
    press(F3, f"{clock.now - timedelta(minutes=15):%H%M}", ENTER, "8", ENTER)
    stored(part)
    assert found(shop, count) == {one.name: (8, 0)}
    press(F3, "2", ENTER, "10", ENTER)
    stored(part)
    assert line_of(shop, count, two).tally.counted_at_seq > line_of(shop, count, one).tally.counted_at_seq > sheet.moment.seq


@pytest.mark.parametrize(("typed", "said"), [("9:00", "was printed at"), ("11-29 23:00", "still to come"), ("2561", "not a time")])
def test_a_time_at_which_it_cannot_have_been_counted_is_refused(entry, press, shop, typed, said):
    goods_of(shop)
    count = started(shop)
    printed(shop, count)
    part = entry(shop, count)
    press(F3, typed, ENTER)
    assert said in part.card.asks.text()
    assert part.by_sheet.moments == {}


def test_each_page_as_printed_is_asked_about_once(entry, press, shop):
    goods_of(shop, 30)
    count = started(shop)
    printed(shop, count)
    part = entry(shop, count)
    press(F3)
    (first, second) = part.by_sheet.starts
    press("1", ENTER, "1", ENTER, f"/{second - 1}", ENTER, ENTER)
    assert first == 1
    assert "page 2" in part.card.asks.text()
    press("2", ENTER, "3", ENTER, "/2", ENTER)
    assert "How many" in part.card.asks.text()
    press("/31", ENTER)
    assert "no line of this sheet" in part.card.asks.text()


def test_a_number_typed_wrong_is_typed_again_in_its_line(entry, press, shop, stored):
    cola, *_rest = goods_of(shop)
    count = started(shop)
    printed(shop, count)
    part = entry(shop, count)
    press(F3, "1", ENTER, "80", ENTER, UP, "8", ENTER)
    stored(part)
    assert quantity_of(shop, count, cola) == 8
    press("Ctrl+Z")
    stored(part)
    assert quantity_of(shop, count, cola) is None


@pytest.mark.parametrize(("key", "there"), [(F8, (13, 14)), (F9, (8, 9))])
def test_counted_before_is_asked_once_for_the_session(entry, press, shop, stored, key, there):
    one, two, *_rest = goods_of(shop)
    count = started(shop)
    printed(shop, count)
    counted(shop, count, one, 5)
    counted(shop, count, two, 5)
    part = entry(shop, count)
    press(F3, "/1", ENTER, "2", ENTER, "8", ENTER)
    assert not part.twice.isHidden()
    assert part.by_sheet.walk.at == 0
    press(key, "9", ENTER)
    assert part.twice.isHidden()
    stored(part)
    assert (quantity_of(shop, count, one), quantity_of(shop, count, two)) == there


@pytest.mark.parametrize(("typed", "there"), [("=8", 8), ("+8", 13)])
def test_a_sign_says_it_for_one_line(entry, press, shop, stored, typed, there):
    one, *_rest = goods_of(shop)
    count = started(shop)
    printed(shop, count)
    counted(shop, count, one, 5)
    part = entry(shop, count)
    press(F3, "/1", ENTER, "2", ENTER, typed, ENTER)
    stored(part)
    assert quantity_of(shop, count, one) == there


def test_of_several_sheets_a_digit_picks_the_newest_first(entry, press, shop):
    goods_of(shop)
    count = started(shop)
    first, second = printed(shop, count), printed(shop, count)
    part = entry(shop, count)
    press(F3, "2")
    assert part.by_sheet.sheet == first
    press(F3, "1")
    assert part.by_sheet.sheet == second


def test_a_scan_goes_to_its_line_of_the_sheet(entry, press, shop, stored):
    goods = goods_of(shop)
    count = started(shop)
    printed(shop, count)
    other = stocked(shop, "别的", barcode=WATER)
    part = entry(shop, count)
    press(F3, "1", ENTER)
    part.take_scan(goods[2].barcode)
    press("3", ENTER)
    part.take_scan(WATER)
    assert "not on this sheet" in part.said.label.text()
    stored(part)
    assert (quantity_of(shop, count, goods[2]), quantity_of(shop, count, other)) == (3, None)
    press(ESC)
    assert part.way is part.scanning


def test_the_sheet_of_another_count_is_refused(entry, press, shop):
    goods_of(shop)
    other = started(shop)
    sheet = printed(shop, other)
    part = entry(shop, started(shop))
    part.take_scan(sheet.code)
    assert "another count" in part.said.label.text()


def test_it_is_kept_where_a_number_came_from(entry, press, shop, stored):
    goods_of(shop)
    count = started(shop)
    sheet = printed(shop, count)
    part = entry(shop, count)
    press(F3, "1", ENTER, "8", ENTER)
    assert part.session.acts[-1].number.source is Source.SHEET
    assert part.session.acts[-1].number.sheet_id == sheet.id


def test_carts_of_the_time_that_was_said_are_asked_about_those_begun_later_are_not(entry, press, shop, clock, stored):
    one, two, *_rest = goods_of(shop)
    count = started(shop)
    with shop.work() as work:
        save_draft(work, cart_of(one, key="before"))
    sheet = printed(shop, count)
    clock.forward(minutes=20)
    with shop.work() as work:
        save_draft(work, cart_of(two, two, key="after"))
    part = entry(shop, count)
    press(F3, "1", ENTER, "8", ENTER, "9", ENTER)
    assert part.session.acts[-1].number.moment == sheet.moment
    stored(part)
    assert [line_of(shop, count, each).tally.in_carts for each in (one, two)] == [ONE, 0]
    assert [asked.name for asked in part._asked.values()] == [one.name]
    assert not part.carts.isHidden()


# recount


def test_a_sheet_for_the_recount_is_another_round_and_shows_nothing_of_the_first(entry, press, shop, stored):
    one, two, *_rest = goods_of(shop)
    count = started(shop, is_blind=False, people=("小李", "小王"))
    counted(shop, count, one, 7777, person="小李")
    counted(shop, count, two, 3333, person="小李")
    sheet = printed(shop, count, which=RECOUNT)
    part = entry(shop, count)
    part.top.who.setCurrentText("小王")
    part.take_scan(sheet.code)
    seen = copied(part) + part.card.counted.text() + part.card.book.text()
    assert not any(figure in seen for figure in ("7777", "7,777", "3333", "3,333"))
    press("2", ENTER, "8", ENTER, "9", ENTER, UP, "10", ENTER)
    assert part.twice.isHidden()
    stored(part)
    tallies = [line_of(shop, count, each).tally for each in (one, two)]
    assert [(tally.round, tally.quantity, tally.first_quantity) for tally in tallies] == [
        (2, 8 * ONE, 7777 * ONE),
        (2, 10 * ONE, 3333 * ONE),
    ]
    press(F2)
    assert "difference" in {column.key for column in part.model.columns}
    assert what_is_wrong(shop) == []


def test_the_number_taken_back_is_typed_again_in_its_own_line(entry, press, shop):
    goods_of(shop)
    count = started(shop)
    printed(shop, count)
    part = entry(shop, count)
    press(F3, "1", ENTER, "8", ENTER, DOWN, DOWN, "Ctrl+Z")
    assert part.by_sheet.walk.at == 0


@pytest.fixture
def again(entry, press, shop, qtbot):
    """A count in which some lines are to be counted again, and the screen that goes along them."""

    def show(count, person=""):
        part = entry(shop, count)
        if person:
            part.top.who.setCurrentText(person)
        press(F4)
        qtbot.waitUntil(lambda: "Looking" not in part.card.asks.text())
        return part

    return show


def test_what_is_far_off_is_counted_again_and_nothing_of_before_is_seen(again, press, shop, stored, clock):
    one, two, three, _four = goods_of(shop)
    clock.forward(hours=1)
    count = started(shop, is_blind=False)
    counted(shop, count, one, 7777)
    counted(shop, count, two, 10)
    counted(shop, count, three, 3333)
    part = again(count)
    assert [row[2] for row in part.model.lines] == [one.name, three.name]
    seen = copied(part) + part.card.counted.text() + part.card.about.text() + part.card.book.text()
    assert not any(figure in seen for figure in ("7777", "7,777", "3333", "3,333", "7767"))
    press("10", ENTER, ENTER)
    assert "gone through" in part.card.asks.text()
    stored(part)
    tally = line_of(shop, count, one).tally
    assert (tally.round, tally.quantity, tally.first_quantity) == (2, 10 * ONE, 7777 * ONE)
    assert line_of(shop, count, three).tally.round == 1
    assert what_is_wrong(shop) == []


def test_a_recount_by_scans(again, press, shop, stored):
    goods = goods_of(shop)
    count = started(shop)
    counted(shop, count, goods[1], 50)
    part = again(count)
    part.take_scan(goods[0].barcode)
    assert "not among" in part.said.label.text()
    for _scan in range(3):
        part.take_scan(goods[1].barcode)
    stored(part)
    assert (line_of(shop, count, goods[1]).tally.round, quantity_of(shop, count, goods[1])) == (2, 3)
    press("9", ENTER)
    stored(part)
    assert quantity_of(shop, count, goods[1]) == 9


def test_who_counted_first_is_told_plainly_that_someone_else_counts_again(again, press, shop, stored):
    one, *_rest = goods_of(shop)
    count = started(shop, people=("小李", "小王"))
    counted(shop, count, one, 50, person="小李")
    part = again(count, "小李")
    press("10", ENTER)
    stored(part)
    assert "小李 counted this first" in part.said.label.text()
    assert part.recount.walk.at == 0
    assert quantity_of(shop, count, one) == 50
    part.top.who.setCurrentText("小王")
    press("10", ENTER)
    stored(part)
    assert quantity_of(shop, count, one) == 10


def test_nothing_to_count_again_is_said(again, shop):
    goods_of(shop)
    assert again(started(shop)).card.asks.text() == "Nothing is to be counted again."


def test_keys_lead_from_one_way_to_the_other(entry, press, shop):
    stocked(shop, barcode=COLA)
    count = started(shop)
    printed(shop, count)
    part = entry(shop, count)
    for key, way in ((F3, part.by_sheet), (F4, part.recount), (F2, part.scanning)):
        press(key)
        assert part.way is way
        assert part.line.hasFocus()
    assert part.model.rowCount() == 1


def test_the_pages_are_those_of_the_size_that_it_was_printed_in(entry, press, shop):
    goods_of(shop, 30)
    count = started(shop)
    printed(shop, count)
    keep_form(PAPER, FORMS["A5"])
    part = entry(shop, count)
    press(F3)
    assert part.by_sheet.starts[1] < 12
    assert f"page 1 (lines 1 to {part.by_sheet.starts[1] - 1})" in part.card.asks.text()


def test_the_end_of_a_page_is_heard(entry, press, shop, monkeypatch):
    goods_of(shop, 30)
    count = started(shop)
    printed(shop, count)
    part = entry(shop, count)
    press(F3, "2", ENTER)
    heard = []
    monkeypatch.setattr(sounds, "refused", lambda: heard.append(part.by_sheet.walk.at))
    press("5", ENTER, "5", ENTER)
    assert heard == []
    press(f"/{part.by_sheet.starts[1] - 1}", ENTER, "5", ENTER)
    assert len(heard) == 1


def test_a_time_said_wrong_is_said_again_for_the_page(entry, press, shop, stored):
    cola, *_rest = goods_of(shop)
    count = started(shop)
    sheet = printed(shop, count)
    sold(shop, cola)
    part = entry(shop, count)
    press(F3, "2", ENTER, "@", ENTER)
    assert "When was page 1" in part.card.asks.text()
    press("1", ENTER, "9", ENTER)
    stored(part)
    assert line_of(shop, count, cola).tally.counted_at_seq == sheet.moment.seq
