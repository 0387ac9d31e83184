"""The reports page: figures, what they open to, export; who may see what."""

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.queries.reports.spans import Preset, Span
from jxc_desktop.queries.reports.takings import By
from jxc_desktop.ui import bus
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.reports.page import ReportsPage
from tests.builders import CASH, WECHAT, cart_of, product, stocked
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def day(shop):
    """Cola sold, tea sold and reversed."""
    cola = stocked(shop, price=3_2700, cost=2_0000, barcode="06901234", code="C1")
    tea = product(shop, "龙井茶", 50_0000, code="C2")
    with shop.work() as work:
        complete_sale(work, cart_of(cola), (CASH,), print_receipt=False)
        sold = complete_sale(work, cart_of(tea), (WECHAT,), print_receipt=False)
        reverse_sale(work, sold.document_id, "")
    return shop


@pytest.fixture
def page(qtbot, day):
    bus.attach(day)
    made = ReportsPage(day)
    qtbot.addWidget(made)
    made.resize(1024, 640)
    assert made.takings is not None
    with qtbot.waitSignal(made.takings.read):
        made.show()
    return made


def show(qtbot, page, by):
    with qtbot.waitSignal(page.takings.read):
        page.takings.show_by(by)
    return page.takings.table


def test_it_opens_with_today_by_hour(page):
    assert page.takings.table.by is By.HOUR
    assert page.takings.span() == Span(date(2026, 11, 22), date(2026, 11, 22))
    assert page.takings.total.text() == "Takings 3.20"
    assert "gross profit 1.20" in page.takings.facts.text()
    assert page.takings.unknown.text() == "2 more lines have no known cost"


def test_totals_of_what_is_shown(qtbot, page):
    table = show(qtbot, page, By.PRODUCT)
    assert table.total_row.text_of("takings") == "3.20"
    table.take_scan("06901234")
    assert table.total_row.text_of("takings") == "3.27"


def test_a_column_is_sorted(qtbot, page):
    table = show(qtbot, page, By.PRODUCT)
    table.model.sort_by("takings", is_descending=True)
    assert [row[2] for row in table.model.rows()] == ["可乐", "龙井茶", "(rounding off)"]


def test_enter_opens_the_documents_behind_a_figure(qtbot, page):
    table = show(qtbot, page, By.PRODUCT)
    table.take_scan("C2")
    table.view.selectRow(0)
    QTest.keyClick(table.view, Qt.Key.Key_Return)
    documents = page.documents
    assert page.stack.currentWidget() is documents
    assert [row.number[:2] for row in documents.table.model.rows()] == ["HC", "XS"]
    assert documents.strip.label.text() == "Only: 龙井茶 · 2026-11-22"
    assert "Receipt" in documents.card.preview.accessibleName()
    QTest.keyClick(documents, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.takings


def test_what_of_the_documents_is_behind_a_figure_adds_up_to_it(qtbot, page, day):
    cup = product(day, "杯", 8_0000)
    with day.work() as work:
        complete_sale(work, cart_of(cup), (replace(WECHAT, amount=5_0000), CASH), print_receipt=False)
    with qtbot.waitSignal(page.takings.read):
        page.takings.show_by(By.METHOD)
    page.takings.table.view.selectRow(0)
    figure = page.takings.table.view.current_row()[4]
    page.takings.open_current()
    table = page.documents.table
    share = table.model.column_of("share")
    assert not table.view.isColumnHidden(share)
    assert (table.total_row.text_of("total"), table.total_row.text_of("share")) == ("11.20", "6.20")
    assert figure == 6_2000
    page.documents.show_all()
    assert table.view.isColumnHidden(share)


@pytest.mark.parametrize(
    ("key", "total", "share"),
    [
        ("takings", "3.20", ""),
        ("sales", "53.20", ""),
        ("back", "\N{MINUS SIGN}50.00", ""),
        ("round_off", "3.20", "0.07"),
        ("unknown", "0.00", "0.00"),
    ],
)
def test_each_figure_of_the_head_opens_to_its_documents(page, key, total, share):
    page.takings.open_figure(key)
    row = page.documents.table.total_row
    assert (row.text_of("total"), row.text_of("share")) == (total, share)


def test_the_profit_of_the_head_opens_to_the_products(qtbot, page):
    with qtbot.waitSignal(page.takings.read):
        page.takings.open_figure("profit")
    assert page.takings.table.by is By.PRODUCT


def test_left_open_over_the_change_of_day_today_is_the_new_day(qtbot, page, clock):
    clock.forward(hours=18)
    with qtbot.waitSignal(page.takings.read):
        page.takings.findChild(DayWatch).timer.timeout.emit()
    assert page.takings.span() == Span(date(2026, 11, 23), date(2026, 11, 23))


def test_all_documents_again(qtbot, page):
    table = show(qtbot, page, By.PRODUCT)
    table.view.selectRow(0)
    page.takings.open_current()
    page.documents.strip.undone.emit()
    assert [row.number[:2] for row in page.documents.table.model.rows()] == ["HC", "XS", "XS", "QC"]
    assert page.documents.table.span_bar.span() is None


def test_documents_are_narrowed_by_kind(page):
    page.show_all_documents()
    table = page.documents.table
    table.kind.setCurrentIndex(table.kind.findData("XS"))
    table.apply_filters()
    assert [row.state for row in table.model.rows()] == ["reversed by HC20261122-0001", ""]


def test_an_opening_stock_opens_to_its_lines(page):
    page.show_all_documents()
    page.documents.table.view.selectRow(3)
    assert page.documents.card.lines.text() == "可乐  10  20.00"
    assert page.documents.card.preview.isHidden()


def test_another_span_is_empty_and_says_so(qtbot, page):
    with qtbot.waitSignal(page.takings.read):
        page.takings.span_bar.choose(Preset.YESTERDAY)
    assert page.takings.table.model.rowCount() == 0
    assert page.takings.table.view.empty_state.isVisible()


def test_a_search_without_a_find_says_so_and_offers_all(qtbot, page):
    table = page.takings.table
    qtbot.keyClicks(table.search, "zzzz")
    qtbot.waitUntil(lambda: table.model.rowCount() == 0)
    assert table.view.empty_state.label.text() == "Nothing fits what is asked."
    table.view.empty_state.button.click()
    assert table.model.rowCount() == 1
    assert table.search.text() == ""


def test_an_empty_span_offers_all_days(qtbot, page):
    with qtbot.waitSignal(page.takings.read):
        page.takings.span_bar.choose(Preset.YESTERDAY)
    state = page.takings.table.view.empty_state
    assert (state.label.text(), state.button.text()) == ("Nothing was sold in this span.", "Show all days")
    with qtbot.waitSignal(page.takings.read):
        state.button.click()
    assert page.takings.table.model.rowCount() == 1


def test_documents_that_do_not_fit_are_asked_less_of(page):
    page.show_all_documents()
    table = page.documents.table
    table.state.setCurrentIndex(table.state.findData("reversal"))
    table.kind.setCurrentIndex(table.kind.findData("QC"))
    table.apply_filters()
    assert table.view.empty_state.label.text() == "Nothing fits what is asked."
    table.view.empty_state.button.click()
    assert table.model.rowCount() == 4


def test_typed_dates_are_a_span_of_their_own(qtbot, page):
    bar = page.takings.span_bar
    with qtbot.waitSignal(page.takings.read):
        bar.first.setDate(bar.first.date().addDays(-30))
    assert bar.box.currentData() == str(Preset.OTHER)
    assert page.takings.span().days == 31


def test_a_sale_is_seen_at_once(qtbot, page, day):
    tea = product(day, "红茶", 1_0000)
    with qtbot.waitSignal(page.takings.read), day.work() as work:
        complete_sale(work, cart_of(tea), (WECHAT,), print_receipt=False)
    qtbot.waitUntil(lambda: page.takings.total.text() == "Takings 4.20")


def test_export(qtbot, page, tmp_path):
    path = tmp_path / "takings.xlsx"
    job = page.takings.export_to(path)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not job.is_wanted() or path.stat().st_size > 0)
    book = load_workbook(path)
    assert book.sheetnames == [
        "Summary",
        "By hour",
        "By day",
        "By product",
        "By category",
        "By way of paying",
        "By cashier",
        "Lines without cost",
    ]
    heads = [cell.value for cell in book["By product"][5]]
    assert heads[:3] == ["Product code", "Barcode", "Product name"]
    assert [cell.value for cell in book["By product"][6]][1:3] == ["06901234", "可乐"]


def test_without_the_right_the_documents_are_shown(qtbot, day):
    day.actor = replace(day.actor, permissions=day.actor.permissions - {Permission.SEE_REPORTS})
    page = ReportsPage(day)
    qtbot.addWidget(page)
    assert page.takings is None
    assert page.documents is not None


def test_without_any_right_it_is_said(qtbot, day):
    day.actor = replace(day.actor, permissions=day.actor.permissions - {Permission.SEE_REPORTS, Permission.SEE_SALES})
    page = ReportsPage(day)
    qtbot.addWidget(page)
    assert page.takings is None
    assert page.documents is None


def test_no_cost_without_its_right(qtbot, day):
    day.actor = replace(day.actor, permissions=day.actor.permissions - {Permission.SEE_COST})
    page = ReportsPage(day)
    qtbot.addWidget(page)
    assert page.takings is not None
    with qtbot.waitSignal(page.takings.read):
        page.show()
    assert "profit" not in page.takings.facts.text()
    assert page.takings.table.model.column_of("profit") == -1


def test_tax_has_its_columns_as_soon_as_it_is_switched_on(qtbot, page, day):
    assert page.takings.table.model.column_of("tax") == -1
    with qtbot.waitSignal(page.takings.read), day.work() as work:
        change_settings(work, tax_status="small", tax_rate=300)
    assert page.takings.table.model.column_of("tax") > 0
    assert page.takings.stack.count() == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_look(qtbot, day, language):
    i18n.use_language(language)
    page = ReportsPage(day)
    qtbot.addWidget(page)
    page.resize(1024, 640)
    assert page.takings is not None
    with qtbot.waitSignal(page.takings.read):
        page.show()
    for by in By:
        show(qtbot, page, by)
        QApplication.processEvents()
        assert_accessible(page.takings)
        assert_not_clipped(page.takings)
    page.show_all_documents()
    QApplication.processEvents()
    assert page.documents is not None
    assert_accessible(page.documents)
    assert_not_clipped(page.documents)
