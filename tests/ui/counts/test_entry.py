"""Scan after scan into a count: one more, how many instead, packs, weights; what is asked stops nobody; all of it is stored."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.db.engine import Database
from jxc_desktop.db.errors import DiskFull
from jxc_desktop.domain.counts import Areas
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.scale_codes import ScaleFormat, ScaleValue, formats_to_json
from jxc_desktop.operations.counts import make_sheet
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.counts import count_row
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.ui import jobs, trouble
from jxc_desktop.ui.counts import entry_saves
from jxc_desktop.ui.widgets.strips import OneLine
from tests.builders import cart_of, copy_of, product, stocked
from tests.counts import counted, posted, sold, started, what_is_wrong
from tests.ui.checks import assert_accessible, assert_not_clipped

ROOT = Path(__file__).resolve().parents[3]
COLA, WATER, TEA, BOX = "6901234567892", "6902083881405", "6999999999994", "16901234567899"
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
F2, F5, F6, F7, F8, F9 = (getattr(Qt.Key, f"Key_F{number}") for number in (2, 5, 6, 7, 8, 9))


@pytest.fixture
def stored(qtbot):
    """Everything that was entered is in the shop file, and the screen knows."""

    def wait(part):
        assert jobs.writer.flush()
        qtbot.waitUntil(lambda: part.saves.waiting == 0 and not part.session.unstored)

    return wait


def line_of(shop, count, goods, place=1):
    with shop.read() as view:
        return count_row(view, count, goods.id, place, is_blind=False)


def quantity_of(shop, count, goods):
    row = line_of(shop, count, goods)
    return None if row is None or row.tally.quantity is None else row.tally.quantity / ONE


def shown_line(part):
    """The line the cursor is on, by column."""
    row = part.view.current_row()
    return dict(zip((column.key for column in part.model.columns), row, strict=True))


def boxed(shop):
    """Cola by the bottle and the box of 24, each with its code."""
    with shop.work() as work:
        pack = PackFields("箱", 24, None, (BOX,))
        add_product(work, ProductFields("可乐", unit="瓶", barcodes=(COLA,), retail_price=3_0000, packs=(pack,)))
    with shop.read() as view:
        return find_by_code(view, COLA)[0].product


# scanning


def test_a_scan_is_one_more_and_the_line_is_lit_and_large(entry, shop, stored):
    cola = stocked(shop, quantity=10, barcode=COLA, unit="瓶")
    stocked(shop, "水", barcode=WATER)
    count = started(shop)
    part = entry(shop, count)
    for _scan in range(3):
        part.take_scan(COLA)
    assert (part.card.name.text(), part.card.counted.text()) == ("可乐", "3 瓶")
    assert part.card.book.text() == "Book 10 瓶 · difference \N{MINUS SIGN}7 瓶"
    line = shown_line(part)
    assert (line["name"], line["counted"], line["book"], line["difference"]) == ("可乐", 3 * ONE, 10 * ONE, -7 * ONE)
    stored(part)
    assert quantity_of(shop, count, cola) == 3
    assert shown_line(part) == line | {"person": "Owner"}


def test_the_line_is_painted_before_it_is_stored(entry, shop, stored):
    cola = stocked(shop, barcode=COLA)
    count = started(shop)
    part = entry(shop, count)
    with shop.work():
        part.take_scan(COLA)
        part.take_scan(COLA)
        assert shown_line(part)["counted"] == 2 * ONE
        assert quantity_of(shop, count, cola) is None
        assert part.saves.waiting == 2
    stored(part)
    assert quantity_of(shop, count, cola) == 2


def test_a_figure_after_a_scan_says_how_many_instead(entry, press, shop, stored):
    cola = stocked(shop, barcode=COLA)
    part = entry(shop, count := started(shop))
    part.take_scan(COLA)
    part.take_scan(COLA)
    press("12", ENTER)
    assert part.card.counted.text() == "12"
    press("9", ENTER)
    stored(part)
    assert quantity_of(shop, count, cola) == 9
    assert what_is_wrong(shop) == []


def test_zero_is_a_number(entry, press, shop, stored):
    cola = stocked(shop, barcode=COLA)
    part = entry(shop, count := started(shop))
    part.take_scan(COLA)
    press("0", ENTER)
    stored(part)
    assert quantity_of(shop, count, cola) == 0


def test_the_same_goods_at_another_shelf_are_added(entry, press, shop, stored):
    cola, water = stocked(shop, barcode=COLA), stocked(shop, "水", barcode=WATER)
    part = entry(shop, count := started(shop))
    part.take_scan(COLA)
    press("12", ENTER)
    part.take_scan(WATER)
    part.take_scan(COLA)
    press("5", ENTER)
    stored(part)
    assert (quantity_of(shop, count, cola), quantity_of(shop, count, water)) == (17, 1)


@pytest.mark.parametrize(("typed", "there"), [("=20", 20), ("+3", 4), ("2/3", 51), ("1.", 1), ("=0", 0)])
def test_what_may_be_typed_after_a_scan(entry, press, shop, stored, typed, there):
    cola = boxed(shop)
    part = entry(shop, count := started(shop))
    part.take_scan(COLA)
    press(typed, ENTER)
    stored(part)
    assert quantity_of(shop, count, cola) == there


def test_packs_by_name(entry, shop, stored):
    cola = boxed(shop)
    part = entry(shop, count := started(shop))
    part.take_scan(COLA)
    assert part.submit("2 箱 3 瓶")
    assert part.card.counted.text() == "2 箱 3 瓶"
    stored(part)
    assert quantity_of(shop, count, cola) == 51


def test_a_packs_code_counts_a_pack(entry, press, shop, stored):
    cola = boxed(shop)
    part = entry(shop, count := started(shop))
    part.take_scan(BOX)
    press("3*")
    part.take_scan(BOX)
    stored(part)
    assert quantity_of(shop, count, cola) == 4 * 24


def test_weighed_goods_are_said_in_the_shops_unit(entry, press, shop, stored):
    with shop.work() as work:
        change_settings(work, weight_unit="jin")
    apples = stocked(shop, "苹果", code="20001", unit="公斤", kind=Kind.WEIGHED)
    part = entry(shop, count := started(shop))
    press("20001", ENTER)
    assert part.card.asks.text() == "How much is there?"
    press("3.5", ENTER)
    assert part.card.counted.text() == "3.5 jin"
    stored(part)
    assert quantity_of(shop, count, apples) == 1.75


def test_a_scales_label_counts_what_it_weighs(entry, shop, stored):
    with shop.work() as work:
        label = ScaleFormat("22", value=ScaleValue.WEIGHT, decimals=3, has_check_digit=False)
        change_settings(work, scale_formats=formats_to_json([label]))
    apples = stocked(shop, "苹果", code="20001", unit="公斤", kind=Kind.WEIGHED)
    part = entry(shop, count := started(shop))
    part.take_scan("2220001012500")
    part.take_scan("2220001005000")
    stored(part)
    assert quantity_of(shop, count, apples) == 1.75


def test_the_pieces_of_what_is_counted_whole_are_whole(entry, press, shop, stored):
    cola = stocked(shop, barcode=COLA, unit="瓶")
    part = entry(shop, count := started(shop))
    part.take_scan(COLA)
    press("1.5", ENTER)
    assert "whole pieces" in part.card.asks.text()
    assert part.line.text() == "1.5"
    stored(part)
    assert quantity_of(shop, count, cola) == 1


def test_a_figure_left_in_the_line_belongs_to_what_was_scanned_before(entry, press, shop, stored):
    cola, water = stocked(shop, barcode=COLA), stocked(shop, "水", barcode=WATER)
    part = entry(shop, count := started(shop))
    part.take_scan(COLA)
    press("7")
    part.take_scan(WATER)
    stored(part)
    assert (quantity_of(shop, count, cola), quantity_of(shop, count, water)) == (7, 1)


def test_goods_are_found_by_their_initials_too(entry, press, shop, stored):
    cola = stocked(shop, barcode=COLA)
    part = entry(shop, count := started(shop))
    press("kl", ENTER)
    stored(part)
    assert quantity_of(shop, count, cola) == 1


def test_the_last_number_is_taken_back_and_the_one_before_it_stands(entry, press, shop, stored):
    cola = stocked(shop, barcode=COLA)
    part = entry(shop, count := started(shop))
    part.take_scan(COLA)
    press("12", ENTER)
    part.take_scan(COLA)
    press("Ctrl+Z")
    assert shown_line(part)["counted"] == 12 * ONE
    stored(part)
    assert quantity_of(shop, count, cola) == 12
    press("Ctrl+Z", "Ctrl+Z")
    stored(part)
    assert quantity_of(shop, count, cola) is None
    assert what_is_wrong(shop) == []


# what is in the way stops nobody


def test_a_code_that_is_not_known_stays_said_and_scans_go_on(entry, press, shop, stored):
    cola = stocked(shop, barcode=COLA)
    part = entry(shop, count := started(shop))
    part.take_scan(TEA)
    part.take_scan(WATER)
    part.take_scan(COLA)
    assert not part.unknown.isHidden()
    assert WATER in part.unknown.label.text()
    assert "1 more code" in part.unknown.label.text()
    stored(part)
    assert quantity_of(shop, count, cola) == 1
    press(ESC)
    assert part.unknown.isHidden()


def test_a_code_of_several_is_asked_about_and_scans_go_on(entry, press, shop, stored):
    tea, cola = stocked(shop, "茶", barcode=TEA), stocked(shop, barcode=TEA)
    water = stocked(shop, "水", barcode=WATER)
    part = entry(shop, count := started(shop))
    part.take_scan(TEA)
    part.take_scan(TEA)
    part.take_scan(WATER)
    press("2", "1")
    assert part.which.isHidden()
    assert part.line.hasFocus()
    stored(part)
    assert [quantity_of(shop, count, each) for each in (tea, cola, water)] == [1, 1, 1]


def test_what_is_not_on_the_list_is_taken_up_and_shown_so(entry, shop, stored):
    water = stocked(shop, "水", barcode=WATER)
    count = started(shop)
    cola = stocked(shop, barcode=COLA)
    part = entry(shop, count)
    part.take_scan(COLA)
    assert "not on the list" in part.card.about.text()
    stored(part)
    assert (shown_line(part)["name"], shown_line(part)["mark"]) == ("可乐", "not on the list")
    assert (quantity_of(shop, count, cola), quantity_of(shop, count, water)) == (1, None)


def test_services_are_not_counted(entry, shop):
    stocked(shop, barcode=COLA)
    product(shop, "配钥匙", kind=Kind.SERVICE, barcode=TEA)
    part = entry(shop, started(shop))
    part.take_scan(TEA)
    assert "keeps no stock" in part.said.label.text()


def test_a_customers_payment_code_is_named_and_nothing_else(entry, shop):
    stocked(shop, barcode=COLA)
    part = entry(shop, started(shop))
    part.take_scan("134567890123456789")
    assert "payment code" in part.said.label.text()
    assert part.unknown.isHidden()


def test_pieces_in_carts_are_asked_about_by_key(entry, press, shop, stored):
    cola, water = stocked(shop, barcode=COLA, unit="瓶"), stocked(shop, "水", barcode=WATER)
    part = entry(shop, count := started(shop))
    with shop.work() as work:
        save_draft(work, cart_of(cola, water))
    part.take_scan(COLA)
    part.take_scan(WATER)
    assert "水" in part.carts.label.text()
    assert "1 more line" in part.carts.label.text()
    press(F6)
    assert "1 瓶" in part.carts.label.text()
    press(F7)
    assert part.carts.isHidden()
    stored(part)
    assert [line_of(shop, count, each).tally.at_till for each in (water, cola)] == [0, ONE]


def test_carts_nobody_was_asked_about_are_asked_about_later(entry, shop):
    cola = stocked(shop, barcode=COLA)
    count = started(shop)
    with shop.work() as work:
        save_draft(work, cart_of(cola))
    counted(shop, count, cola, 3)
    assert "可乐" in entry(shop, count).carts.label.text()


@pytest.mark.parametrize(("key", "there"), [(F8, 7), (F9, 2), (None, 7)])
def test_counted_before_is_asked_once_and_stops_nobody(entry, press, shop, stored, key, there):
    cola, water = stocked(shop, barcode=COLA), stocked(shop, "水", barcode=WATER)
    count = started(shop)
    counted(shop, count, cola, 5, person="小李")
    counted(shop, count, water, 5, person="小李")
    part = entry(shop, count)
    part.take_scan(COLA)
    assert "可乐 was counted before (5, 小李)" in part.twice.label.text()
    part.take_scan(COLA)
    if key is not None:
        press(key)
        assert part.twice.isHidden()
        part.take_scan(WATER)
        assert part.twice.isHidden()
        assert "counted before" in part.told.text()
    stored(part)
    assert quantity_of(shop, count, cola) == there
    assert what_is_wrong(shop) == []


def test_what_came_in_its_place_is_taken_back_too(entry, press, shop, stored):
    cola = stocked(shop, barcode=COLA)
    count = started(shop)
    counted(shop, count, cola, 5)
    part = entry(shop, count)
    part.take_scan(COLA)
    press(F9, "Ctrl+Z")
    assert shown_line(part)["counted"] == 6 * ONE
    stored(part)
    assert quantity_of(shop, count, cola) == 6


# who, where, which lines


def test_who_counts_is_said_once_and_kept_on_this_computer(entry, press, shop, stored):
    cola = stocked(shop, barcode=COLA)
    count = started(shop, people=("小李", "小王"))
    part = entry(shop, count)
    part.take_scan(COLA)
    assert "who counts" in part.said.label.text()
    press(Qt.Key.Key_End)
    assert part.line.hasFocus()
    part.take_scan(COLA)
    stored(part)
    assert line_of(shop, count, cola).tally.person == "小王"
    assert entry(shop, count).session.person == "小王"


def test_lines_are_chosen_by_key_and_by_area(entry, press, shop, stored):
    stocked(shop, barcode=COLA)
    stocked(shop, "水", barcode=WATER)
    with shop.work() as work:
        add_product(work, ProductFields("茶", category="茶叶", retail_price=1_0000))
    part = entry(shop, started(shop, areas=Areas.CATEGORY))
    assert part.model.rowCount() == 3
    part.take_scan(COLA)
    stored(part)
    press(F5)
    assert {row[2] for row in part.model.lines} == {"水", "茶"}
    press(F5)
    assert {row[2] for row in part.model.lines} == {"可乐"}
    press(F5, F5)
    part.top.area.setCurrentText("茶叶")
    assert [row[2] for row in part.model.lines] == ["茶"]


def test_goods_are_counted_at_the_place_chosen(entry, shop, stored):
    cola = stocked(shop, barcode=COLA)
    with shop.work() as work:
        storeroom = add_place(work, "仓库")
    count = started(shop)
    counted(shop, count, stocked(shop, "水"), 1, place_id=storeroom)
    part = entry(shop, count)
    part.top.place.setCurrentText("仓库")
    part.take_scan(COLA)
    stored(part)
    assert line_of(shop, count, cola, storeroom).tally.quantity == ONE
    assert quantity_of(shop, count, cola) is None


# what must not be seen


def copied(part):
    part.view.selectAll()
    part.view.copy()
    data = QGuiApplication.clipboard().mimeData()
    return data.text() + data.html()


def test_a_blind_count_has_no_book_quantity_on_the_screen_or_the_clipboard(entry, shop, stored):
    stocked(shop, quantity=7654, barcode=COLA, unit="瓶")
    part = entry(shop, started(shop, is_blind=True))
    part.take_scan(COLA)
    for _time in range(2):
        cells = [part.model.index(0, place).data() for place in range(part.model.columnCount())]
        seen = " ".join(filter(None, (*cells, part.card.book.text(), part.card.about.text(), copied(part))))
        assert "可乐" in seen
        assert "7,654" not in seen
        assert "7654" not in seen
        assert "7,653" not in seen
        assert not {"book", "difference"} & {column.key for column in part.model.columns}
        stored(part)


def test_an_open_count_has_it_in_both(entry, shop, stored):
    stocked(shop, quantity=7654, barcode=COLA)
    part = entry(shop, started(shop, is_blind=False))
    part.take_scan(COLA)
    stored(part)
    assert "7654" in copied(part)


def test_who_may_not_see_stock_sees_no_book_quantity(entry, shop):
    stocked(shop, quantity=7654, barcode=COLA)
    count = started(shop, is_blind=False)
    with shop.work() as work:
        role = add_role(work, "店员", frozenset({Permission.COUNT_STOCK}))
        user = add_user(work, "小张", role)
    shop.sign_in(user)
    part = entry(shop, count)
    part.take_scan(COLA)
    assert part.card.book.text() == ""
    assert "7654" not in copied(part)


# nothing is lost


def test_what_the_disk_refuses_waits_and_is_tried_again(entry, shop, stored, monkeypatch):
    cola = stocked(shop, barcode=COLA)
    part = entry(shop, count := started(shop))
    reported: list[BaseException] = []
    monkeypatch.setattr(trouble, "report", reported.append)
    store = entry_saves._store
    monkeypatch.setattr(entry_saves, "_store", lambda _shop, _save: (_ for _ in ()).throw(DiskFull))
    part.take_scan(COLA)
    part.take_scan(COLA)
    assert jobs.writer.flush()
    part.saves.look()
    assert "2 numbers wait" in part.told.text()
    assert [part.leave(), part.leave()] == [False, True]
    assert len(reported) == 1
    monkeypatch.setattr(entry_saves, "_store", store)
    part.take_scan(COLA)
    stored(part)
    assert quantity_of(shop, count, cola) == 3
    assert part.told.text() == "All stored"


def test_a_number_that_is_refused_is_not_shown_as_counted(entry, press, shop, stored):
    cola = stocked(shop, barcode=COLA)
    count = started(shop)
    counted(shop, count, cola, 999_999)
    part = entry(shop, count)
    part.take_scan(COLA)
    stored(part)
    assert "999,999" in part.said.label.text()
    assert shown_line(part)["counted"] == 999_999 * ONE
    press("Ctrl+Z")
    stored(part)
    assert quantity_of(shop, count, cola) == 999_999


def test_all_that_was_scanned_while_the_file_was_held_is_stored_in_order(entry, shop, stored):
    goods = [stocked(shop, f"货{number}", barcode=f"690000000{number:04}") for number in range(20)]
    part = entry(shop, count := started(shop))
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with shop.work():
            held.set()
            let_go.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    for each in goods * 3:
        part.take_scan(each.barcode)
    assert part.saves.waiting == 60
    let_go.set()
    holder.join()
    stored(part)
    assert {quantity_of(shop, count, each) for each in goods} == {3}


@pytest.mark.parametrize("scans", [1, 7, 40])
def test_a_kill_loses_nothing_that_was_said_to_be_stored(shop, tmp_path, scans):
    cola = stocked(shop, barcode=COLA)
    count = started(shop)
    shop.close()
    file = copy_of(shop, tmp_path / "killed.jxc")
    command = [sys.executable, "-m", "tests.ui.counts.counting_until_killed", str(file), str(count), COLA, str(scans)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"JXC_DATA": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    said = [int(line) for line in done.stdout.split()]
    left = Shop(Database(file))
    kept = quantity_of(left, count, cola) or 0
    assert (said[-1] <= kept <= scans, what_is_wrong(left)) == (True, [])
    left.close()


def test_the_moment_is_that_of_the_scan_not_of_the_storing(entry, shop, stored):
    cola = stocked(shop, quantity=10, barcode=COLA)
    part = entry(shop, count := started(shop))
    jobs.writer.submit("test", lambda: sold(shop, cola, 2))
    part.take_scan(COLA)
    scanned_at = part.session.acts[-1].number.moment.seq
    stored(part)
    assert line_of(shop, count, cola).tally.counted_at_seq == scanned_at


# the screen


def test_a_count_that_was_posted_takes_nothing_more(entry, shop):
    cola = stocked(shop, barcode=COLA)
    count = started(shop)
    part = entry(shop, count)
    counted(shop, count, cola, 3)
    posted(shop, count)
    part.refresh()
    part.take_scan(COLA)
    assert "not open" in part.said.label.text()


def test_a_sheets_code_goes_along_the_sheet(entry, shop):
    stocked(shop, barcode=COLA)
    count = started(shop)
    with shop.work() as work:
        sheet = make_sheet(work, count)
    part = entry(shop, count)
    part.take_scan(sheet.code)
    assert part.way is part.by_sheet


def test_50000_lines_are_read_a_page_at_a_time(entry, shop, monkeypatch):
    for number in range(200):
        stocked(shop, f"货{number}", barcode=f"690000000{number:04}")
    part = entry(shop, started(shop))
    read: list[int] = []
    make = part.model.lines._read

    def counting(wanted):
        read.append(len(wanted))
        return make(wanted)

    monkeypatch.setattr(part.model.lines, "_read", counting)
    part.go_to(150)
    assert shown_line(part)["number"] == 150
    assert read == [32]


def test_closing_stores_what_is_on_its_way(shown, shop):
    cola = stocked(shop, barcode=COLA)
    count = started(shop)
    page = shown(shop)
    page.open_count(count, "entry")
    page.take_scan(COLA)
    assert page.leave()
    assert quantity_of(shop, count, cola) == 1


def test_esc_leaves_what_is_asked_first_and_then_the_count(shown, press, shop):
    stocked(shop, barcode=COLA)
    page = shown(shop)
    page.open_count(started(shop), "entry")
    page.take_scan(TEA)
    press("1", ESC)
    assert page.count.part.unknown.isHidden()
    assert page.count.part.line.text() == "1"
    press(ESC)
    assert page.stack.currentWidget() is page.count
    press(ESC)
    assert page.stack.currentWidget() is page.table


def test_the_lit_line_stays_in_sight_when_a_question_comes(entry, shop):
    goods = [stocked(shop, f"货{number}", barcode=f"690000000{number:04}") for number in range(40)]
    with shop.work() as work:
        save_draft(work, cart_of(goods[20]))
    part = entry(shop, started(shop))
    part.take_scan(TEA)
    part.take_scan(goods[20].barcode)
    QApplication.processEvents()
    assert not part.carts.isHidden()
    assert part.view.viewport().rect().contains(part.view.visualRect(part.view.currentIndex()))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_part_has_a_name_and_no_text_is_cut(entry, shop, language):
    i18n.use_language(language)
    cola = boxed(shop)
    stocked(shop, "水", barcode=WATER)
    with shop.work() as work:
        storeroom = add_place(work, "仓库")
        save_draft(work, cart_of(cola))
    count = started(shop, people=("小李", "小王"), areas=Areas.CATEGORY)
    counted(shop, count, cola, 3, person="小李")
    counted(shop, count, cola, 3, person="小李", place_id=storeroom)
    part = entry(shop, count)
    part.top.who.setCurrentText("小王")
    part.take_scan(TEA)
    part.take_scan(COLA)
    QApplication.processEvents()
    assert_accessible(part)
    assert_not_clipped(part)


# what is said


def one_line_texts_that_are_cut(part):
    shown = [label for label in part.findChildren(OneLine) if label.isVisible()]
    return [label.text() for label in shown if label.fontMetrics().horizontalAdvance(label.text()) > label.contentsRect().width()]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_asked_is_read_to_its_end_in_the_smallest_window(entry, press, shop, language):
    i18n.use_language(language)
    for number in range(1, 400):
        stocked(shop, f"货{number}", code=f"C{number}")
    count = started(shop, people=("小李",))
    with shop.work() as work:
        make_sheet(work, count)
    part = entry(shop, count)
    press(Qt.Key.Key_F3, "/399", ENTER)
    assert part.card.asks.text()
    assert one_line_texts_that_are_cut(part) == []


def test_what_just_happened_is_said_until_the_next_number(entry, press, shop):
    stocked(shop, barcode=COLA)
    part = entry(shop, started(shop))
    part.take_scan(COLA)
    press("Ctrl+z")
    assert "Taken back" in part.said.label.text()
    part.take_scan(COLA)
    assert part.said.isHidden()


def test_that_nobody_said_who_counts_is_no_longer_said_once_it_was(entry, shop):
    stocked(shop, barcode=COLA)
    part = entry(shop, started(shop, people=("小李", "小王")))
    part.take_scan(COLA)
    assert not part.said.isHidden()
    part.top.who.setCurrentText("小李")
    assert part.said.isHidden()


def test_the_owner_is_named_in_the_users_language(entry, shop, stored):
    i18n.use_language("zh_CN")
    stocked(shop, barcode=COLA)
    part = entry(shop, started(shop))
    part.take_scan(COLA)
    stored(part)
    names = [column.key for column in part.model.columns]
    assert part.model.value(0, names.index("person")) == "老板"


def test_where_no_sheet_was_printed_it_is_said_where_that_is_done(entry, press, shop):
    stocked(shop, barcode=COLA)
    part = entry(shop, started(shop))
    press(Qt.Key.Key_F3)
    assert "under “Sheets”" in part.card.asks.text()
    assert "once it is chosen" in part.view.empty_state.label.text()


def test_a_number_that_was_refused_stays_said_until_esc(entry, press, shop, stored):
    cola, water = stocked(shop, barcode=COLA), stocked(shop, "水", barcode=WATER)
    count = started(shop)
    counted(shop, count, cola, 999_999)
    part = entry(shop, count)
    part.take_scan(COLA)
    stored(part)
    part.take_scan(WATER)
    stored(part)
    assert "999,999" in part.said.label.text()
    press(ESC)
    assert part.said.isHidden()
    assert quantity_of(shop, count, water) == 1


def test_a_unit_that_goods_do_not_have_is_no_code(entry, press, shop, stored):
    cola = stocked(shop, unit="瓶", barcode=COLA)
    stocked(shop, "7喜", barcode=WATER)
    count = started(shop)
    part = entry(shop, count)
    part.take_scan(COLA)
    part.line.submitted.emit("2箱")
    assert "no unit of these goods" in part.card.asks.text()
    assert part.unknown.isHidden()
    press(ESC)
    part.line.submitted.emit("7喜")
    stored(part)
    assert (quantity_of(shop, count, cola), part.card.name.text()) == (1, "7喜")
