"""Numbers from a file into an open count: seen before they are entered, two questions at most, by keys alone."""

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from jxc_desktop import i18n
from jxc_desktop.db.tables import counts as t
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.counts import drop_count, make_sheet, set_people
from jxc_desktop.queries.count_sheets import sheet_page
from jxc_desktop.spreadsheets.count_sheet_out import write_count_sheets
from jxc_desktop.ui import bus, jobs
from jxc_desktop.ui.counts.import_dialog import CountImportDialog
from jxc_desktop.ui.counts.import_look import AT, NOW, PRINTING
from tests.builders import stocked
from tests.counts import counted, started
from tests.ui.checks import assert_accessible, assert_not_clipped

COLA, TEA = "6901234567892", "6921168509256"


@pytest.fixture
def cola(shop):
    stocked(shop, "茶", code="0002", barcode=TEA, quantity=5)
    return stocked(shop, quantity=60, barcode=COLA, code="0001", unit="瓶")


@pytest.fixture
def count(shop, cola):
    return started(shop)


@pytest.fixture
def dialog(qtbot, shop, count):
    bus.attach(shop)
    made = CountImportDialog(shop, count)
    qtbot.addWidget(made, before_close_func=lambda _dialog: jobs.stop_all())
    made.resize(1000, 640)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def at(qtbot, dialog):
    """Wait until a step is shown."""
    return lambda step: qtbot.waitUntil(lambda: dialog.frame.stack.currentWidget() is step, timeout=40_000)


@pytest.fixture
def looked_over(dialog, at, tmp_path):
    """A hand-held's file, on to the preview."""

    def look(text):
        (tmp_path / "scan.txt").write_text(text, "utf-8")
        frame = dialog.frame
        frame.read_file(tmp_path / "scan.txt")
        at(frame.columns)
        QTest.keyClick(frame, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        at(frame.look)
        return frame.look

    return look


@pytest.fixture
def say(at, dialog):
    """Choose an answer, and wait for what it comes to then."""

    def choose(box, value):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
        at(dialog.frame.look)

    return choose


def entries(shop):
    with shop.read() as view:
        of = t.count_entry.c
        rows = view.connection.execute(select(of.quantity, of.round, of.is_part, of.source, of.person).order_by(of.id))
        return [(row.quantity / ONE, row.round, row.is_part, row.source, row.person) for row in rows]


def rows_of(look, key):
    model = look.tables.models[key]
    return [tuple(model.value(row, place) for place in range(len(model.columns))) for row in range(model.rowCount())]


def test_the_time_is_asked_once_and_nothing_is_entered_before(looked_over, say, at, dialog, shop, clock):
    look = looked_over(f"{COLA};12\n{TEA};3\n{COLA};5\n")
    assert look.shape.text() == "Barcode: column A; Counted quantity: column B; no heads"
    assert (look.go.text(), look.go.isEnabled(), look.when.hasFocus()) == ("Say when it was counted", False, True)
    assert not look.again.isVisible()
    say(look.when, NOW)
    assert [(row[1], row[6], row[7], row[8], row[9]) for row in rows_of(look, "new")] == [
        ("可乐", 17 * ONE, 17 * ONE, 2, clock()),
        ("茶", 3 * ONE, 3 * ONE, 1, clock()),
    ]
    assert (look.go.text(), look.go.hasFocus()) == ("Enter 2 numbers", True)
    QTest.keyClick(dialog.frame, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    at(dialog.frame.result)
    assert dialog.frame.result.heading.text() == "2 lines of the count have their numbers"
    assert entries(shop) == [(17, 1, 0, "handheld", "Owner"), (3, 1, 0, "handheld", "Owner")]


def test_a_time_can_be_typed(looked_over, say, at, dialog, shop, clock):
    look = looked_over(f"{COLA};12\n")
    clock.forward(hours=3)
    say(look.when, AT)
    assert look.at.isVisible()
    look.at.setDateTime(look.at.dateTime().addSecs(600))
    look.at.editingFinished.emit()
    at(look)
    look.go.click()
    at(dialog.frame.result)
    with shop.read() as view:
        moment = view.connection.execute(select(t.count_entry.c.counted_at)).scalar_one()
    assert (moment - clock()).total_seconds() == 600 - 3 * 3600


def test_what_was_counted_already_is_asked_about_once(looked_over, say, at, dialog, shop, cola, count):
    counted(shop, count, cola, 5)
    look = looked_over(f"{COLA};12\n{TEA};3\n")
    say(look.when, NOW)
    assert (look.go.text(), look.again.hasFocus()) == ("Say what becomes of what was counted already", True)
    say(look.again, "add")
    assert [(row[5], row[6], row[7]) for row in rows_of(look, "again")] == [(5 * ONE, 12 * ONE, 17 * ONE)]
    say(look.again, "recount")
    assert [row[7] for row in rows_of(look, "again")] == [12 * ONE]
    say(look.again, "add")
    look.go.click()
    at(dialog.frame.result)
    assert entries(shop)[1:] == [(3, 1, 0, "handheld", "Owner"), (12, 1, 1, "handheld", "Owner")]


def test_a_sheet_filled_in_goes_straight_to_the_preview_and_knows_when_it_was_printed(dialog, say, at, shop, count, clock, tmp_path):
    with shop.work() as work:
        sheet = make_sheet(work, count)
    with shop.read() as view:
        write_count_sheets(tmp_path / "sheet.xlsx", [sheet_page(view, sheet)])
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    heads = [cell.value for cell in book.worksheets[0][3]]
    book.worksheets[0].cell(4, heads.index("Counted quantity") + 1).value = 7
    book.save(tmp_path / "sheet.xlsx")
    clock.forward(hours=2)
    look = dialog.frame.look
    dialog.frame.read_file(tmp_path / "sheet.xlsx")
    at(look)
    assert [look.when.itemText(index) for index in range(look.when.count())] == [
        "— say when —",
        "When the sheet was printed",
        "Now",
        "At a time …",
    ]
    say(look.when, PRINTING)
    assert [row[9] for row in rows_of(look, "new")] == [sheet.moment.at]
    assert [row[2] for row in rows_of(look, "skipped")] == ["no number: it stays not counted"]
    look.go.click()
    at(dialog.frame.result)
    assert [entry[:4] for entry in entries(shop)] == [(7, 1, 0, "workbook")]


def test_a_file_that_says_its_times_asks_nothing(looked_over, dialog, at, shop, clock):
    look = looked_over(f"{COLA};12;{clock():%Y-%m-%d %H:%M:%S}\n")
    assert not look.when.isVisible()
    assert (look.go.text(), look.go.hasFocus()) == ("Enter 1 number", True)
    look.go.click()
    at(dialog.frame.result)
    dialog.frame.result.other.click()
    look = looked_over(f"{COLA};12;{clock():%Y-%m-%d %H:%M:%S}\n")
    assert (look.go.text(), look.go.isEnabled()) == ("Nothing to enter", False)
    assert len(rows_of(look, "same")) == 1
    assert "1 number was entered before, of the same moment: it is left out." in look.note.text()


def test_wrong_rows_are_listed_left_out_and_saved(qtbot, looked_over, say, at, dialog, shop, tmp_path):
    look = looked_over(f"{COLA};12\n{TEA};viel\n999999999;1\n")
    say(look.when, NOW)
    assert [row[1:] for row in rows_of(look, "wrong")] == [
        (2, "Counted quantity", "viel", "“viel” is not a number."),
        (3, "Barcode", "999999999", "“999999999” no product has this code"),
    ]
    assert look.go.text() == "Enter 1 number · leave 2 wrong rows out"
    dialog.frame.save_wrong(tmp_path / "wrong.xlsx")
    qtbot.waitUntil((tmp_path / "wrong.xlsx").exists)
    look.go.click()
    at(dialog.frame.result)
    assert dialog.frame.result.detail.text() == "2 wrong rows were left out."
    assert [entry[0] for entry in entries(shop)] == [12]


def test_who_counted_can_be_said(qtbot, shop, count, tmp_path):
    with shop.work() as work:
        set_people(work, count, ["小王", "小李"])
    made = CountImportDialog(shop, count)
    qtbot.addWidget(made, before_close_func=lambda _dialog: jobs.stop_all())
    made.show()
    look = made.frame.look
    assert [look.person.itemText(index) for index in range(look.person.count())] == ["", "小王", "小李"]
    (tmp_path / "scan.txt").write_text(f"{COLA};12\n", "utf-8")
    made.frame.read_file(tmp_path / "scan.txt")
    qtbot.waitUntil(lambda: made.frame.stack.currentWidget() is made.frame.columns)
    made.frame.go_on()
    qtbot.waitUntil(lambda: made.frame.stack.currentWidget() is look)
    look.person.setCurrentIndex(2)
    look.when.setCurrentIndex(look.when.findData(NOW))
    look.when.activated.emit(look.when.currentIndex())
    qtbot.waitUntil(lambda: made.frame.stack.currentWidget() is look)
    look.go.click()
    qtbot.waitUntil(lambda: made.frame.stack.currentWidget() is made.frame.result)
    assert entries(shop) == [(12, 1, 0, "handheld", "小李")]


def test_what_is_counted_meanwhile_is_seen_before_it_is_overwritten(qtbot, looked_over, say, dialog, shop, cola, count):
    look = looked_over(f"{COLA};12\n")
    say(look.when, NOW)
    counted(shop, count, cola, 5)
    look.go.click()
    qtbot.waitUntil(lambda: dialog.frame.stack.currentWidget() is look and look.again.isVisible(), timeout=40_000)
    assert [entry[0] for entry in entries(shop)] == [5]
    assert look.go.text() == "Say what becomes of what was counted already"


def test_a_file_that_is_none_is_refused_and_can_be_explained(looked_over, dialog, at, tmp_path):
    (tmp_path / "scan.txt").write_text("谢谢\n", "utf-8")
    dialog.frame.read_file(tmp_path / "scan.txt")
    at(dialog.frame.choose)
    assert dialog.frame.choose.ask.label.text().startswith("“scan.txt” holds no count that can be read")
    dialog.frame.choose.ask.buttons[0].click()
    at(dialog.frame.columns)
    assert dialog.frame.columns.why_not.text() == "Say which column holds the barcode, the product code or the name."


def test_esc_goes_back_step_by_step_and_out(looked_over, dialog, at):
    frame = dialog.frame
    look = looked_over(f"{COLA};12\n")
    for step in (frame.columns, frame.choose):
        QTest.keyClick(look, Qt.Key.Key_Escape)
        at(step)
    QTest.keyClick(look, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_step_speaks_and_nothing_is_cut(qtbot, shop, cola, count, tmp_path, language):
    i18n.use_language(language)
    counted(shop, count, cola, 5)
    made = CountImportDialog(shop, count)
    qtbot.addWidget(made, before_close_func=lambda _dialog: jobs.stop_all())
    made.resize(980, 600)
    made.show()
    frame = made.frame
    assert_accessible(made)
    assert_not_clipped(made)
    assert made.width() == 980
    (tmp_path / "scan.txt").write_text(f"{COLA};12\n{TEA};viel\n{TEA};3\n", "utf-8")
    frame.read_file(tmp_path / "scan.txt")
    qtbot.waitUntil(lambda: frame.stack.currentWidget() is frame.columns)
    assert_not_clipped(made)
    frame.go_on()
    qtbot.waitUntil(lambda: frame.stack.currentWidget() is frame.look)
    frame.look.when.set_value(AT)
    frame.look.when.activated.emit(frame.look.when.currentIndex())
    qtbot.waitUntil(lambda: frame.stack.currentWidget() is frame.look)
    QApplication.processEvents()
    assert_accessible(made)
    assert_not_clipped(made)
    assert made.width() == 980


def test_an_open_count_takes_a_file_by_key_and_shows_what_was_entered(qtbot, shop, cola, count, shown, press, tmp_path, clock):
    page = shown(shop)
    page.open_count(count)
    qtbot.waitUntil(lambda: not jobs.running())
    press("Ctrl+I")
    frame = page.count.from_file.frame
    (tmp_path / "scan.txt").write_text(f"{COLA};12;{clock():%Y-%m-%d %H:%M:%S}\n", "utf-8")
    frame.read_file(tmp_path / "scan.txt")
    qtbot.waitUntil(lambda: frame.stack.currentWidget() is frame.columns)
    frame.go_on()
    qtbot.waitUntil(lambda: frame.stack.currentWidget() is frame.look)
    frame.go_on()
    qtbot.waitUntil(lambda: frame.stack.currentWidget() is frame.result)
    frame.go_on()
    qtbot.waitUntil(lambda: "1 of 2 counted" in page.count.facts.text())
    with shop.work() as work:
        drop_count(work, count)
    qtbot.waitUntil(page.count.file_button.isHidden)
