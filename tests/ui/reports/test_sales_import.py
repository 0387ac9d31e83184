"""Sales of another program through the window: mapped, looked over, kept as history or posted, taken back; nothing half."""

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.backups import backups_in
from jxc_desktop.queries.check import check
from jxc_desktop.queries.reports.past_sales import past_sales
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.sales import sales_list
from jxc_desktop.spreadsheets.moments import EARLIEST, LATEST
from jxc_desktop.ui import backup_places, bus, jobs, remembered
from jxc_desktop.ui.reports.page import ReportsPage
from jxc_desktop.ui.reports.sales_import import tasks
from jxc_desktop.ui.reports.sales_import.preview import ORDERS
from tests.builders import stocked
from tests.ui.checks import assert_accessible, assert_not_clipped

HEADS = ("时间", "订单号", "条码", "品名", "数量", "金额")
COLA = ("2025-03-01 10:00", "A1", "06901234", "", 2, 6)
OLD = ("2025-03-02 12:00", "A2", "", "旧货", 1, 5)
WRONG = ("neulich", "A3", "", "茶", 1, 5)


def file_of(path, *rows, heads=HEADS):
    book = openpyxl.Workbook()
    for row in (heads, *rows):
        book.worksheets[0].append(row)
    book.save(path)
    return path


def kept(shop):
    with shop.read() as view:
        assert check(view).ok
        return [row[1:4] for row in past_sales(view, Span(EARLIEST, LATEST))]


@pytest.fixture
def page(qtbot, shop):
    bus.attach(shop)
    stocked(shop, "可乐", 3_0000, barcode="06901234", code="C1")
    made = ReportsPage(shop)
    qtbot.addWidget(made, before_close_func=lambda _page: jobs.stop_all())
    made.resize(1024, 660)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_history()
    assert made.history is not None
    made.history.import_button.click()
    return made


@pytest.fixture
def wizard(page):
    return page.wizard


@pytest.fixture
def at(qtbot, wizard):
    """Wait until a step is shown."""
    return lambda step: qtbot.waitUntil(lambda: wizard.stack.currentWidget() is step, timeout=40_000)


@pytest.fixture
def looked_over(wizard, at):
    """Read a file and go on to the preview."""

    def look(path):
        wizard.read_file(path)
        at(wizard.columns)
        wizard.columns.next.click()
        at(wizard.look)
        return wizard

    return look


@pytest.fixture
def posting(looked_over, at):
    """The same, as orders of a platform."""

    def look(path, channel="美团"):
        wizard = looked_over(path)
        box = wizard.look.become
        box.setCurrentIndex(box.findData(ORDERS))
        box.activated.emit(box.currentIndex())
        at(wizard.look)
        wizard.look.channel.setCurrentText(channel)
        wizard.look.channel.lineEdit().editingFinished.emit()
        at(wizard.look)
        return wizard

    return look


def rows_of(wizard, key):
    model = wizard.look.tables.models[key]
    return [tuple(model.value(row, place) for place in range(len(model.columns))) for row in range(model.rowCount())]


def test_what_it_comes_to_stands_there_before_anything_is_kept(looked_over, shop, tmp_path):
    wizard = looked_over(file_of(tmp_path / "old.xlsx", COLA, OLD))
    assert [row[3:6] for row in rows_of(wizard, "lines")] == [("A1", "06901234", "C1 可乐"), ("A2", "旧货", "")]
    assert [row[1:] for row in rows_of(wizard, "unknown")] == [(3, "旧货", 1, 1_000, 5_0000)]
    assert wizard.look.note.text() == "1 line is of goods that the shop does not have; it is kept under the name in the file."
    assert wizard.look.go.text() == "Import 2 lines"
    assert kept(shop) == []


def test_it_is_kept_and_taken_back_as_a_batch(qtbot, looked_over, at, shop, page, tmp_path):
    wizard = looked_over(file_of(tmp_path / "old.xlsx", COLA, OLD))
    wizard.look.go.click()
    at(wizard.result)
    assert wizard.result.heading.text() == "2 lines of old.xlsx are imported"
    assert kept(shop) == [("C1", "可乐", 2_000), ("", "旧货", 1_000)]
    wizard.result.undo.click()
    qtbot.waitUntil(lambda: not wizard.result.undo.isEnabled() and wizard.stack.currentWidget() is wizard.result)
    assert kept(shop) == []
    wizard.result.done.click()
    assert page.stack.currentWidget() is page.history


def test_an_earlier_history_is_taken_back_from_the_first_step(qtbot, looked_over, at, shop, tmp_path):
    wizard = looked_over(file_of(tmp_path / "old.xlsx", COLA))
    wizard.look.go.click()
    at(wizard.result)
    wizard.result.other.click()
    qtbot.waitUntil(lambda: wizard.choose.model.rowCount() == 1)
    wizard.choose.past.selectRow(0)
    wizard.choose.undo.click()
    assert wizard.choose.ask.label.text() == "Take “old.xlsx” back? Its line goes."
    wizard.choose.ask.buttons[0].click()
    at(wizard.busy)
    at(wizard.choose)
    assert kept(shop) == []


def test_the_same_file_is_no_second_history(looked_over, at, tmp_path):
    wizard = looked_over(file_of(tmp_path / "old.xlsx", COLA))
    wizard.look.go.click()
    at(wizard.result)
    wizard.result.other.click()
    wizard.read_file(tmp_path / "old.xlsx")  # its heads are known: straight to the preview
    at(wizard.look)
    assert wizard.look.note.text().startswith("This file was imported already on")
    assert not wizard.look.go.isEnabled()


def test_columns_are_said_by_hand_and_remembered_for_the_same_heads(wizard, at, shop, tmp_path):
    strange = ("Wann", "Was", "Wieviel")
    wizard.read_file(file_of(tmp_path / "a.xlsx", ("2025-03-01", "可乐", 2), heads=strange))
    at(wizard.busy)
    at(wizard.choose)
    assert "holds no list of sales that can be read" in wizard.choose.ask.label.text()
    wizard.choose.ask.buttons[0].click()
    columns = wizard.columns
    assert columns.why_not.text().startswith("Say which column is: ")
    assert not columns.next.isEnabled()
    for place, key in enumerate(("day", "name", "quantity")):
        columns.combos[place].setCurrentIndex(columns.combos[place].findData(key))
        columns.combos[place].activated.emit(0)
    columns.next.click()
    at(wizard.look)
    wizard.look.go.click()
    at(wizard.result)
    wizard.result.other.click()
    wizard.read_file(file_of(tmp_path / "b.xlsx", ("2025-03-02", "可乐", 3), heads=strange))
    at(wizard.look)
    wizard.look.go.click()
    at(wizard.result)
    assert kept(shop) == [("C1", "可乐", 5_000)]


def test_wrong_rows_are_left_out_on_purpose_and_saved_with_their_reasons(qtbot, looked_over, at, shop, tmp_path):
    wizard = looked_over(file_of(tmp_path / "old.xlsx", COLA, WRONG))
    assert wizard.look.tables.tabs["wrong"].isChecked()
    assert wizard.look.go.text() == "Import 1 line · leave 1 wrong row out"
    wizard.save_wrong(tmp_path / "wrong.xlsx")
    qtbot.waitUntil((tmp_path / "wrong.xlsx").exists)
    sheet = openpyxl.load_workbook(tmp_path / "wrong.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[2]] == [*WRONG[:2], None, *WRONG[3:], "时间: “neulich” is no day or time that can be read"]
    wizard.look.go.click()
    at(wizard.result)
    assert kept(shop) == [("C1", "可乐", 2_000)]


def test_one_click_mends_what_is_wrong(looked_over, at, tmp_path):
    wizard = looked_over(file_of(tmp_path / "old.xlsx", COLA, (*OLD[:4], "3件", 5)))
    wizard.look.cures.buttons[0].click()
    at(wizard.busy)
    at(wizard.look)
    assert (wizard.preview.wrong_rows(), wizard.look.go.text()) == (0, "Import 2 lines")


def test_a_platforms_list_becomes_sales_each_once(posting, at, shop, tmp_path):
    day = "2026-11-22 08:00"
    path = file_of(tmp_path / "day.xlsx", (day, "MT1", "06901234", "", 2, 6), (day, "MT2", "06901234", "", 1, 3))
    wizard = posting(path)
    assert [(row[0], row[3], row[4]) for row in rows_of(wizard, "orders")] == [("MT1", "可乐 × 2", 6_0000), ("MT2", "可乐 × 1", 3_0000)]
    assert wizard.look.tables.tabs["lines"].isHidden()
    wizard.look.go.click()
    at(wizard.result)
    assert wizard.result.heading.text() == "2 orders of 美团 are sales now"
    with shop.read() as view:
        assert [(row.total, row.remark[:6]) for row in sales_list(view)] == [(3_0000, "美团 MT2"), (6_0000, "美团 MT1")]
        assert check(view).ok
    assert (kept(shop), wizard.result.undo.isHidden()) == ([], True)
    wizard.result.other.click()
    wizard.read_file(path)
    at(wizard.look)
    assert (wizard.look.note.text(), wizard.look.go.text()) == ("2 orders were posted before.", "Nothing to import")


def test_a_name_that_loses_the_focus_to_the_work_is_looked_at_once(posting, at, tmp_path, monkeypatch):
    wizard = posting(file_of(tmp_path / "day.xlsx", ("2026-11-22 08:00", "MT1", "06901234", "", 2, 6)), channel="")
    looked, look_over = [], tasks.look_over

    def counted(*given):
        looked.append(given)
        return look_over(*given)

    monkeypatch.setattr(tasks, "look_over", counted)
    wizard.look.channel.setFocus()
    QTest.keyClicks(wizard.look.channel.lineEdit(), "mt")
    wizard.look.channel.activated.emit(0)
    at(wizard.look)
    assert (len(looked), jobs.running(), wizard.look.go.text()) == (1, [], "Post 1 order")


def test_an_order_with_a_wrong_row_waits_as_a_whole(posting, at, shop, tmp_path):
    day = "2026-11-22 08:00"
    lines = ((day, "MT1", "06901234", "", 1, 3), (day, "MT1", "", "没有的", 1, 3), (day, "MT2", "06901234", "", 1, 3))
    wizard = posting(file_of(tmp_path / "day.xlsx", *lines))
    assert [row[2:] for row in rows_of(wizard, "wrong")] == [
        ("Receipt number", "MT1", "waits: another row of this order is wrong"),
        ("Product", "没有的", "is no product of the shop"),
    ]
    assert wizard.look.go.text() == "Post 1 order · leave 2 wrong rows out"


def test_orders_need_the_name_of_their_platform(posting, tmp_path):
    wizard = posting(file_of(tmp_path / "day.xlsx", ("2026-11-22 08:00", "MT1", "06901234", "", 2, 6)), channel="")
    assert wizard.look.note.text().startswith("Which platform are these orders from?")
    assert not wizard.look.go.isEnabled()


def test_who_may_not_sell_only_keeps_histories(qtbot, shop):
    with shop.work() as work:
        rights = {Permission.SEE_REPORTS, Permission.IMPORT_PRODUCTS}
        person = add_user(work, "小王", add_role(work, "会计", rights))
    shop.sign_in(person)
    page = ReportsPage(shop)
    qtbot.addWidget(page)
    page.open_wizard()
    assert page.wizard is not None
    assert page.wizard.look.become.findData(ORDERS) < 0


def test_a_backup_is_made_before_into_the_chosen_folder(looked_over, at, tmp_path):
    remembered.remember(backup_places.FOLDER, str(tmp_path / "stick"))
    wizard = looked_over(file_of(tmp_path / "old.xlsx", COLA))
    wizard.look.go.click()
    at(wizard.result)
    assert [made.note.reason for made in backups_in(tmp_path / "stick")] == ["import"]


def test_esc_goes_back_step_by_step(page, looked_over, tmp_path):
    wizard = looked_over(file_of(tmp_path / "old.xlsx", COLA))
    for step in (wizard.columns, wizard.choose):
        wizard.step_back()
        assert wizard.stack.currentWidget() is step
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.history


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_look(shop, page, qtbot, language, tmp_path):
    i18n.use_language(language)
    page.wizard.closed.disconnect()
    page.stack.removeWidget(page.wizard)
    page.wizard = None
    page.open_wizard()
    wizard = page.wizard
    assert_accessible(wizard)
    assert_not_clipped(wizard)
    wizard.read_file(file_of(tmp_path / "day.xlsx", ("2026-11-22 08:00", "MT1", "06901234", "", 2, 6), WRONG))
    qtbot.waitUntil(lambda: wizard.stack.currentWidget() is wizard.columns, timeout=40_000)
    assert_not_clipped(wizard)
    wizard.columns.next.click()
    qtbot.waitUntil(lambda: wizard.stack.currentWidget() is wizard.look, timeout=40_000)
    wizard.look.become.setCurrentIndex(1)
    wizard.look.become.activated.emit(1)
    qtbot.waitUntil(lambda: wizard.stack.currentWidget() is wizard.look and wizard.choices.channel == "", timeout=40_000)
    assert_accessible(wizard)
    assert_not_clipped(wizard)
