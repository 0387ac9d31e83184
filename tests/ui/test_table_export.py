"""Any table goes to Excel as the screen shows it, and "select all" means all."""

from dataclasses import replace

import openpyxl
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDateEdit, QFileDialog, QVBoxLayout

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.queries.columns import Column
from jxc_desktop.ui import jobs
from jxc_desktop.ui.page import Page
from jxc_desktop.ui.rows import KeptRows, Order, RowsModel, Totals
from jxc_desktop.ui.table_export import export
from jxc_desktop.ui.widgets import rows_view
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot
from jxc_desktop.ui.widgets.table_page import TablePage

COLUMNS = (
    Column("code", "Product code", "code"),
    Column("name", "Product name", "text"),
    Column("amount", "Amount", "money", total=True),
)
ROWS = [(f"{number:04d}", "茶" if number % 2 else "可乐", number * 1_0000) for number in range(1, 1001)]


@pytest.fixture
def page(qtbot, shop):
    """A page with a table of 1,000 rows, 200 of them loaded."""
    made = Page(shop)
    kept = KeptRows(COLUMNS, ROWS)
    model = RowsModel(COLUMNS, kept, second_key="code")
    made.table = TablePage(model, "test", "Goods", totals=lambda filters: kept.totals(model.order, filters), parent=made)  # type: ignore[attr-defined]
    QVBoxLayout(made).addWidget(made.table)  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.table.refresh()  # type: ignore[attr-defined]
    return made


def written(qtbot, shop, view, path):
    with qtbot.waitSignal(export(shop, view, path).finished, timeout=10_000):
        pass
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_all_rows_leave_not_only_those_loaded(qtbot, shop, page, tmp_path):
    rows = written(qtbot, shop, page.table.view, tmp_path / "a.xlsx")
    assert page.table.model.rowCount() == 200
    assert [row[0] for row in rows[:3]] == ["My shop", "Made 2026-11-22 10:00", "Goods"]
    assert rows[3] == ("Product code", "Product name", "Amount")
    assert (len(rows), rows[4][0], rows[-1]) == (1005, "0001", ("Total", None, 500_500))


def test_it_is_what_the_screen_shows(qtbot, shop, page, tmp_path):
    """Its filters, its order, its columns in their order."""
    view = page.table.view
    page.table.model.set_filters({"name": "茶"})
    page.table.model.sort_by("amount", is_descending=True)
    view.columns.show(1, is_shown=False)
    view.horizontalHeader().moveSection(2, 0)
    rows = written(qtbot, shop, view, tmp_path / "a.xlsx")
    assert rows[1][0] == "Only: Product name: 茶"
    assert rows[4:6] == [("Amount", "Product code"), (999, "0999")]
    assert rows[-1] == (250_000, "Total")


def test_sums_that_the_page_knows_better_are_taken_from_it(qtbot, shop, page, tmp_path):
    page.table.view.totals = lambda _filters: Totals(1000, {"amount": None})
    rows = written(qtbot, shop, page.table.view, tmp_path / "a.xlsx")
    assert rows[-1][0] == "1000"


def test_ctrl_e_asks_where_to(qtbot, shop, page, tmp_path, monkeypatch):
    path = tmp_path / "goods.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(path), ""))
    QTest.keyClick(page.table.view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not jobs.running())


def test_a_table_by_itself_has_the_same_way_out(qtbot, shop, tmp_path, monkeypatch):
    page = Page(shop)
    view = RowsView(RowsModel(COLUMNS), "alone", "Alone")
    QVBoxLayout(page).addWidget(with_foot(view))
    qtbot.addWidget(page)
    page.show()
    view.rows_model.set_rows(ROWS[:3])
    path = tmp_path / "alone.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(path), ""))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not jobs.running())
    assert path.read_text(encoding="utf-8-sig").splitlines()[1] == "0001,茶,1.00"


def test_without_the_right_nothing_leaves(qtbot, shop, page):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.EXPORT})
    page.hide()
    page.show()
    assert not page.table.foot.export_chip.isEnabled()
    with pytest.raises(NotAllowed):
        page.table.view.export()


def test_select_all_means_all(page):
    view = page.table.view
    view.selectAll()
    assert view.selection_text() == "1000 rows selected   Amount 500,500.00"
    view.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 1001


def test_many_rows_are_loaded_on_another_thread_and_then_copied(qtbot, page, monkeypatch):
    monkeypatch.setattr(rows_view, "AT_ONCE", 100)
    view = page.table.view
    view.selectAll()
    view.copy()
    assert page.table.foot.selection_label.text() == "The rest is being loaded …"
    qtbot.waitUntil(lambda: len(view.selected_numbers()) == 1000)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 1001


def test_of_very_many_the_first_are_selected_and_it_is_said(qtbot, page, monkeypatch):
    monkeypatch.setattr(rows_view, "AT_ONCE", 100)
    monkeypatch.setattr(rows_view, "MOST_SELECTED", 400)
    view = page.table.view
    view.selectAll()
    qtbot.waitUntil(lambda: len(view.selected_numbers()) == 400)
    assert view.selection_text().startswith("the first 400 rows selected")


def test_another_order_asked_for_meanwhile_is_not_mixed_in(qtbot, page, monkeypatch):
    monkeypatch.setattr(rows_view, "AT_ONCE", 100)
    view = page.table.view
    view.selectAll()
    page.table.model.sort_by("amount", is_descending=True)
    qtbot.waitUntil(lambda: not jobs.running())
    assert page.table.model.order == Order("amount", True, "code")
    assert page.table.model.rowCount() == 200


def test_what_is_asked_beside_the_search_is_said_too(qtbot, shop, page, tmp_path):
    """A box that narrows and a day; a box that asks for all says nothing."""
    box, every, day = QComboBox(), QComboBox(), QDateEdit(QDate(2026, 10, 31))
    for part, name in ((box, "Category"), (every, "Place"), (day, "At the end of")):
        part.setAccessibleName(name)
        page.table.above.addWidget(part)
    box.addItem("Drinks", "7")
    every.addItem("All places", "")
    day.setDisplayFormat("yyyy-MM-dd")
    page.table.model.set_filters({"name": "茶"})
    rows = written(qtbot, shop, page.table.view, tmp_path / "a.xlsx")
    assert rows[1][0] == "Only: Product name: 茶, Category: Drinks, At the end of: 2026-10-31"
