"""Imported history on screen: marked as imported, its span, the last import taken back."""

from datetime import datetime

import pytest

from jxc_desktop import i18n
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.operations.past_sales import import_past_sales
from jxc_desktop.queries.reports.spans import Preset
from jxc_desktop.ui import bus
from jxc_desktop.ui.reports.page import ReportsPage
from tests.builders import product
from tests.ui.checks import assert_accessible, assert_not_clipped

COLA = PastSale(2, "", datetime(2025, 3, 1, 10), "", "", "06901234", "", 2_000, 3_0000, 6_0000)
OLD = PastSale(3, "", datetime(2025, 3, 2, 12), "", "", "", "旧货", 1_000, 5_0000, 5_0000)


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


def bring(qtbot, view, *rows):
    import_past_sales(view.shop, rows, "old.xlsx", "hash")
    with qtbot.waitSignal(view.read):
        view.refresh()


def shown(view):
    return [row[:5] for row in view.table.model.rows()]


def test_it_says_what_to_do_while_there_is_none(page):
    assert page.history.table.view.empty_state.button.text() == "Import past sales"
    assert not page.history.undo_button.isEnabled()


def test_it_is_marked_and_the_last_import_is_taken_back(qtbot, page):
    view = page.history
    bring(qtbot, view, COLA, OLD)
    assert shown(view) == [("Imported", "C1", "可乐", 2000, 1), ("Imported", "", "旧货", 1000, 1)]
    view.ask_undo()
    assert view.strip.label.text() == "old.xlsx: 2 lines will be taken back."
    with qtbot.waitSignal(view.undone):
        view.strip.undone.emit()
    with qtbot.waitSignal(view.read):
        view.refresh()
    assert shown(view) == []


def test_an_empty_span_and_a_search_without_a_find_are_told_apart(qtbot, page):
    view = page.history
    bring(qtbot, view, COLA)
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


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_look(page, language):
    i18n.use_language(language)
    page.show_takings()
    page.show_history()
    assert_accessible(page.history)
    assert_not_clipped(page.history)
