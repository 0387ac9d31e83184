"""The sheets of a count: printed by key, whole or in part, and seen again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.counts import Areas, NothingToCount, Scope
from jxc_desktop.operations.counts import start_count
from jxc_desktop.printing.paper import page_count
from jxc_desktop.queries.counts import sheet_lines, sheets_of
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.ui import jobs
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.counts.sheets import SheetsPart
from tests.builders import stocked
from tests.counts import counted, posted
from tests.ui.checks import assert_accessible, assert_not_clipped


def listed(part):
    model = part.table.model
    return [
        {column.key: cell_text(column.kind, model.value(number, place)) for place, column in enumerate(model.columns)}
        for number in range(model.rowCount())
    ]


@pytest.fixture
def goods(shop):
    return [stocked(shop, name, quantity=10, cost=2_0000) for name in ("茶", "水", "面")]


@pytest.fixture
def count(shop, goods):
    """Split by shelf (there is none), counted by two."""
    with shop.work() as work:
        return start_count(work, Scope(), areas=Areas.SHELF, area_people={"No shelf": "小王"}, people=("小李",)).id


@pytest.fixture
def part(shop, count, shown):
    page = shown(shop)
    page.open_count(count, "sheets")
    part = page.count.part
    assert isinstance(part, SheetsPart)
    return part


def printed(qtbot, part):
    """The sheet is shown as it will come out; the dialog is closed again."""
    qtbot.waitUntil(lambda: part.paper is not None and bool(part.paper.preview.document))
    pages, title = page_count(part.paper.preview.document), part.paper.title
    qtbot.waitUntil(lambda: not jobs.running())
    part.paper.reject()
    part.paper = None
    part.window().activateWindow()
    qtbot.waitUntil(part.isActiveWindow)
    part.arrive()
    return title, pages


def lines(shop, count, number):
    with shop.read() as view:
        sheet = next(sheet for sheet in sheets_of(view, count) if sheet.number == number)
        return [row[1] for row in sheet_lines(view, sheet.id)]


def test_all_what_is_left_and_the_recount_are_printed_by_keys(qtbot, shop, goods, count, part, press):
    press("Ctrl+p")
    assert printed(qtbot, part) == ("Count sheet PD1-1", 1)
    counted(shop, count, goods[0], 500)
    part.refresh()
    press("Ctrl+l")
    assert printed(qtbot, part)[0] == "Count sheet PD1-2"
    press("Ctrl+r")
    assert printed(qtbot, part)[0] == "Count sheet PD1-3"
    ids = [product.id for product in goods]
    assert [sorted(lines(shop, count, number)) for number in (1, 2, 3)] == [ids, ids[1:], ids[:1]]
    assert [(row["code"], row["lines"], row["is_blind"]) for row in listed(part)] == [
        ("PD1-3", "1", "✓"),
        ("PD1-2", "2", "✓"),
        ("PD1-1", "3", "✓"),
    ]


def test_an_area_says_who_counts_it_and_how_far_it_is(qtbot, shop, goods, count, part, press):
    counted(shop, count, goods[0], 10)
    part.refresh()
    assert [part.area.itemText(place) for place in range(part.area.count())] == ["All areas", "No shelf · 小王 · 1 / 3"]
    part.area.set_value("No shelf")
    press("Ctrl+p")
    printed(qtbot, part)
    assert [(row["area"], row["person"]) for row in listed(part)] == [("No shelf", "小王")]


def test_enter_shows_a_sheet_again_as_it_was(qtbot, shop, goods, count, part, press):
    press("Ctrl+p")
    printed(qtbot, part)
    part.table.view.setFocus()
    part.table.view.selectRow(0)
    press(Qt.Key.Key_Return)
    assert printed(qtbot, part) == ("Count sheet PD1-1", 1)
    assert len(listed(part)) == 1


def test_a_workbook_to_be_filled_in_is_made_of_the_marked_sheets(qtbot, shop, goods, count, part, press, tmp_path):
    first = tmp_path / "盘点表.xlsx"
    with qtbot.waitSignal(part.write_sheets(first).finished):
        pass
    assert [row["code"] for row in listed(part)] == ["PD1-1"]
    assert [sheet.name for sheet in read_workbook(first).sheets] == ["PD1-1"]
    part.print_new("")
    printed(qtbot, part)
    part.table.view.selectAll()
    both = tmp_path / "两张.xlsx"
    with qtbot.waitSignal(part.write_sheets(both).finished):
        pass
    assert [sheet.name for sheet in read_workbook(both).sheets] == ["PD1-1", "PD1-2"]
    assert len(listed(part)) == 2


def test_nothing_to_count_again_is_no_sheet(part):
    with pytest.raises(NothingToCount):
        part.print_new("recount")
    assert listed(part) == []


def test_a_posted_count_prints_no_new_sheet_and_still_shows_the_old_ones(qtbot, shop, goods, count, part, press):
    press("Ctrl+p")
    printed(qtbot, part)
    counted(shop, count, goods[0], 10)
    posted(shop, count)
    part.refresh()
    assert [part.buttons[key].isEnabled() for key in ("all", "left", "recount")] == [False] * 3
    assert len(listed(part)) == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_everything_is_named_and_nothing_is_cut_off(part, language):
    i18n.use_language(language)
    part.refresh()
    QApplication.processEvents()
    assert_accessible(part)
    assert_not_clipped(part)
