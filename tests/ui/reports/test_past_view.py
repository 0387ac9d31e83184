"""Imported history on screen: in from a file, marked, refused twice, taken back."""

import pytest
from openpyxl import Workbook

from jxc_desktop import i18n
from jxc_desktop.queries.backups import backups_in
from jxc_desktop.queries.reports.spans import Preset
from jxc_desktop.ui import backup_places, bus, remembered
from jxc_desktop.ui.reports.page import ReportsPage
from tests.builders import product
from tests.ui.checks import assert_accessible, assert_not_clipped

HEADS = ("时间", "条码", "品名", "数量", "金额")


def file_of(path, *rows):
    book = Workbook()
    for row in (HEADS, *rows):
        book.worksheets[0].append(row)
    book.save(path)
    return path


@pytest.fixture
def page(qtbot, shop):
    bus.attach(shop)
    product(shop, barcode="06901234", code="C1")
    made = ReportsPage(shop)
    qtbot.addWidget(made)
    made.resize(1024, 640)
    assert made.takings is not None
    with qtbot.waitSignal(made.takings.read):
        made.show()
    made.show_history()
    assert made.history is not None
    with qtbot.waitSignal(made.history.read):
        made.history.refresh()
    return made


def bring(qtbot, view, path):
    with qtbot.waitSignal(view.imported, timeout=20_000):
        view.import_file(path)
    with qtbot.waitSignal(view.read):
        view.refresh()


def shown(view):
    return [row[:5] for row in view.table.model.rows()]


def test_it_says_what_to_do_while_there_is_none(page):
    assert page.history.table.view.empty_state.button.text() == "Import past sales"
    assert not page.history.undo_button.isEnabled()


def test_a_file_comes_in_marked_and_goes_as_a_batch(qtbot, page, tmp_path):
    view = page.history
    path = file_of(tmp_path / "old.xlsx", ("2025-03-01 10:00", "06901234", "", 2, 6), ("2025-03-02", "", "旧货", 1, 5))
    bring(qtbot, view, path)
    assert view.strip.label.text() == "2 lines of old.xlsx are imported"
    assert shown(view) == [("Imported", "C1", "可乐", 2000, 1), ("Imported", "", "旧货", 1000, 1)]
    view.ask_undo()
    assert view.strip.label.text() == "old.xlsx: 2 lines will be taken back."
    with qtbot.waitSignal(view.imported):
        view.strip.undone.emit()
    with qtbot.waitSignal(view.read):
        view.refresh()
    assert shown(view) == []


def test_a_backup_is_made_before_into_the_chosen_folder(qtbot, page, tmp_path):
    remembered.remember(backup_places.FOLDER, str(tmp_path / "stick"))
    bring(qtbot, page.history, file_of(tmp_path / "old.xlsx", ("2025-03-01 10:00", "06901234", "", 2, 6)))
    assert [made.note.reason for made in backups_in(tmp_path / "stick")] == ["import"]
    remembered.remember(backup_places.FOLDER, str(tmp_path / "old.xlsx" / "taken out"))
    bring(qtbot, page.history, file_of(tmp_path / "older.xlsx", ("2024-03-01 10:00", "06901234", "", 2, 6)))
    assert [made.note.reason for made in backups_in(tmp_path / "backups")] == ["import"]


def test_an_empty_span_and_a_search_without_a_find_are_told_apart(qtbot, page, tmp_path):
    view = page.history
    bring(qtbot, view, file_of(tmp_path / "old.xlsx", ("2025-03-01 10:00", "06901234", "", 2, 6)))
    qtbot.keyClicks(view.table.search, "zzzz")
    qtbot.waitUntil(lambda: view.table.model.rowCount() == 0)
    assert view.table.view.empty_state.label.text() == "Nothing fits what is asked."
    view.table.show_all()
    with qtbot.waitSignal(view.read):
        view.span_bar.choose(Preset.TODAY)
    state = view.table.view.empty_state
    assert state.label.text() == "Nothing was sold in this span."
    with qtbot.waitSignal(view.read):
        state.button.click()
    assert len(shown(view)) == 1


def test_wrong_rows_go_beside_the_file_and_nothing_comes_in(qtbot, page, tmp_path):
    view = page.history
    bring(qtbot, view, file_of(tmp_path / "old.xlsx", ("2025-03-01", "06901234", "", 2, 6), ("neulich", "", "旧货", 1, 5)))
    assert view.strip.label.text().startswith("1 row is wrong; nothing was imported.")
    assert (tmp_path / "old-wrong rows.xlsx").exists()
    assert shown(view) == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_look(page, language):
    i18n.use_language(language)
    page.show_takings()
    page.show_history()
    assert_accessible(page.history)
    assert_not_clipped(page.history)
