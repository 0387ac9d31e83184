"""What is not counted (未盘): a list of its own, printed as a sheet of its own."""

from dataclasses import replace

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.queries.counts import sheet_lines, sheets_of
from jxc_desktop.ui import table_export
from tests.builders import stocked
from tests.counts import counted, started
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def tea(shop):
    """Ten pieces at 2.00."""
    return stocked(shop, "茶", unit="瓶")


@pytest.fixture
def count(shop, tea):
    """Cola is counted: none of it is there. Tea is not."""
    cola = stocked(shop, unit="瓶")
    made = started(shop)
    counted(shop, made, cola, 0)
    return made


@pytest.fixture
def open_part(qtbot, shop, shown):
    """Open a count at what is not counted, once it is read."""

    def open_it(count):
        page = shown(shop)
        page.open_count(count, "not_counted")
        part = page.count.part
        qtbot.waitUntil(lambda: part.head is not None)
        part.arrive()
        return part

    return open_it


def test_only_what_has_no_number_not_what_is_zero(open_part, count):
    part = open_part(count)
    assert [(row.name, row.book, row.value) for row in part.table.model.rows()] == [("茶", 10_000, 20_0000)]


def test_it_shrinks_while_one_counts(qtbot, open_part, shop, count, tea):
    part = open_part(count)
    counted(shop, count, tea, 4)
    qtbot.waitUntil(lambda: part.table.model.rowCount() == 0)
    assert part.table.view.empty_state.label.text() == "Everything on the list is counted."
    assert not part.sheet_button.isEnabled()


def test_a_sheet_of_these(open_part, press, shop, count, tea):
    open_part(count)
    press("Ctrl+P")
    with shop.read() as view:
        (sheet,) = sheets_of(view, count)
        assert [line[1] for line in sheet_lines(view, sheet.id)] == [tea.id]


def test_who_may_not_see_differences_sees_no_books(shop, open_part, count):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_DIFFERENCES})
    part = open_part(count)
    assert part.table.model.rowCount() == 1
    assert {part.table.model.column_of(key) for key in ("book", "value")} == {-1}


def test_to_excel(qtbot, open_part, shop, count, tmp_path):
    part = open_part(count)
    path = tmp_path / "left.xlsx"
    job = table_export.export(shop, part.table.view, path)
    qtbot.waitUntil(lambda: not job.is_running)
    cells = [cell.value for row in openpyxl.load_workbook(path)["Not counted"].iter_rows() for cell in row]
    assert "茶" in cells
    assert "可乐" not in cells


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_it_can_be_read_and_heard(open_part, count, code):
    i18n.use_language(code)
    part = open_part(count)
    QApplication.processEvents()
    assert_accessible(part)
    assert_not_clipped(part)


def test_esc_empties_the_search_before_it_goes_back(open_part, press, count):
    part = open_part(count)
    press("Ctrl+F", "x", Qt.Key.Key_Escape)
    assert part.table.search.text() == ""
    assert part.isVisible()
    press(Qt.Key.Key_Escape)
    assert not part.isVisible()
