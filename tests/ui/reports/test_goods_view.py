"""Reports on goods on screen: read, opened to documents and back, by keyboard alone, written to Excel, nothing there."""

import threading
from datetime import date

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.queries.reports.goods import GROUPINGS, NOW, Report
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.ui import bus, jobs
from jxc_desktop.ui.reports.goods_view import GoodsView
from jxc_desktop.ui.reports.page import ReportsPage
from tests.busy_goods import busy_shop
from tests.ui.checks import assert_accessible, assert_not_clipped

ALL = Span(date(2026, 9, 1), date(2026, 11, 30))
PATIENCE = 30_000  # a busy machine


def opened(qtbot, shop):
    bus.attach(shop)
    page = ReportsPage(shop)
    qtbot.addWidget(page)
    page.resize(1024, 640)
    page.show()
    assert page.takings is not None
    page.takings.goods.emit()
    assert page.goods is not None
    assert page.stack.currentWidget() is page.goods
    with qtbot.waitSignal(page.goods.read, timeout=PATIENCE):
        page.goods.span_bar.choose_span(ALL)
    return page


@pytest.fixture
def page(qtbot, shop, clock):
    busy_shop(shop, clock)
    return opened(qtbot, shop)


def show(qtbot, page, report, by=""):
    with qtbot.waitSignal(page.goods.read, timeout=PATIENCE):
        page.goods.show_report(report, by)
    return page.goods.table


def cursor(table, name, key):
    """Put the cursor on a figure."""
    number = next(number for number, row in enumerate(table.model.rows()) if name in row)
    table.view.setCurrentIndex(table.model.index(number, table.model.column_of(key)))


def test_it_opens_with_the_flow_of_goods(page):
    table = page.goods.table
    assert table.report is Report.FLOW
    assert [row[2] for row in table.model.rows()] == ["茶", "牛奶", "大米", "礼盒"]
    assert table.total_row.text_of("opening_value") == "0.00"
    assert table.total_row.text_of("closing_value") == "255.00"


def test_enter_opens_the_documents_of_the_figure_under_the_cursor_and_esc_comes_back(page):
    table = page.goods.table
    cursor(table, "茶", "write_off_3_value")
    assert page.goods.figure.text() == "Enter opens the documents of 茶 · Written off: Lost, value · 2026-09-01 – 2026-11-30"
    QTest.keyClick(table.view, Qt.Key.Key_Return)
    documents = page.documents
    assert page.stack.currentWidget() is documents
    assert [row.number for row in documents.table.model.rows()] == ["BS20261012-0002"]
    assert documents.strip.label.text().startswith("Only: 茶 · Written off: Lost, value")
    share = documents.table.total_row.text_of("share")
    QTest.keyClick(documents, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.goods
    assert float(share) == table.view.current_row()[table.model.column_of("write_off_3_value")] / 10_000
    QTest.keyClick(page.goods, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.takings


def test_a_new_kind_of_move_gets_its_columns(qtbot, page):
    with qtbot.waitSignal(page.goods.read, timeout=PATIENCE):
        page.goods.span_bar.choose_span(Span(date(2026, 9, 5), date(2026, 9, 5)))
    assert page.goods.table.model.column_of("assembled") < 0
    with qtbot.waitSignal(page.goods.read, timeout=PATIENCE):
        page.goods.span_bar.choose_span(ALL)
    assert page.goods.table.model.column_of("assembled") > 0


def test_a_value_at_a_day_asks_for_one_day(qtbot, page):
    show(qtbot, page, Report.WORTH, "category")
    assert page.goods.span_bar.first.isHidden()
    assert [row[0] for row in page.goods.table.model.rows()] == ["饮品", "No category"]
    show(qtbot, page, Report.FLOW)
    assert not page.goods.span_bar.first.isHidden()


def test_a_supplier_opens_to_what_he_brought_and_took_back(qtbot, page):
    table = show(qtbot, page, Report.PURCHASES)
    assert table.total_row.text_of("net") == "394.10"
    cursor(table, "老王", "back_value")
    QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert [row.number[:2] for row in page.documents.table.model.rows()] == ["HC", "JT"]


def test_a_price_opens_to_the_receipt_that_set_it(qtbot, page):
    table = show(qtbot, page, Report.PRICES, "purchase")
    cursor(table, "牛奶", "new")
    number = table.view.current_row()[table.model.column_of("source")]
    page.goods.open_current()
    assert [row.number for row in page.documents.table.model.rows()] == [number]


def test_slow_goods_ask_for_no_days(qtbot, page, clock):
    clock.forward(days=31)
    table = show(qtbot, page, Report.SLOW)
    assert page.goods.span_bar.isHidden()
    assert [row[2] for row in table.model.rows()] == ["茶", "大米"]
    table.view.selectRow(0)
    assert page.goods.figure.text() == "Enter opens the documents of 茶"


def test_a_scan_looks_for_the_code(page):
    assert page.take_scan("C3")
    assert [row[2] for row in page.goods.table.model.rows()] == ["大米"]


@pytest.mark.parametrize("report", list(Report))
def test_a_workbook_has_all_groupings_with_shop_and_span_on_top(qtbot, page, tmp_path, report):
    show(qtbot, page, report)
    target = tmp_path / "goods.xlsx"
    with qtbot.waitSignal(page.goods.export_to(target).finished, timeout=PATIENCE):
        pass
    book = load_workbook(target)
    assert len(book.sheetnames) == len(GROUPINGS[report])
    sheet = book[book.sheetnames[0]]
    above = [str(sheet.cell(row, 1).value) for row in range(1, 4)]
    assert above[0] == "My shop"
    assert report in NOW or "2026-11-30" in above[1]
    assert above[1 if report in NOW else 2].startswith("Made 2026-11-22")


@pytest.mark.parametrize("report", list(Report))
def test_nothing_there_says_so(qtbot, shop, report):
    page = opened(qtbot, shop)
    table = show(qtbot, page, report)
    assert table.view.empty_state.isVisible()
    assert not table.open_button.isEnabled()


def test_who_may_see_neither_stock_nor_purchases_nor_differences_is_offered_prices_alone(qtbot, shop):
    actor = shop.actor
    hidden = {Permission.SEE_COST, Permission.SEE_PURCHASES, Permission.SEE_STOCK, Permission.SEE_DIFFERENCES}
    shop.actor = type(actor)(actor.user_id, actor.name, actor.permissions - hidden)
    page = opened(qtbot, shop)
    box = page.goods.report_box
    assert [box.itemText(place) for place in range(box.count())] == ["Price changes"]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_has_names_and_room_in_both_languages(qtbot, shop, clock, language):
    i18n.use_language(language)
    busy_shop(shop, clock)
    page = opened(qtbot, shop)
    for report, groupings in GROUPINGS.items():
        for by in groupings:
            show(qtbot, page, report, by)
            assert_accessible(page.goods)
            qtbot.waitUntil(lambda: assert_not_clipped(page.goods), timeout=PATIENCE)


def test_until_the_figures_are_there_it_says_that_it_reads(qtbot, shop, page, monkeypatch):
    """At first, and when another report is asked for that takes a while: not its name over the figures of the one before."""
    goods = GoodsView(shop)
    qtbot.addWidget(goods)
    assert goods.stack.currentWidget() is goods.waiting
    assert goods.waiting.label.text() == "Reading the books …"
    monkeypatch.setattr(jobs, "run", lambda *_work, **_more: None)
    page.goods.show_report(Report.WORTH)
    qtbot.waitUntil(lambda: page.goods.stack.currentWidget() is page.goods.waiting)


def test_a_slow_answer_does_not_come_in_the_place_of_the_one_asked_for_since(qtbot, page, monkeypatch):
    """The flow takes long, the purchases are there at once: the flow must not take their place when it comes at last."""
    goods, may_end = page.goods, threading.Event()
    ask = goods._ask

    def slowly(report, by, span):
        if report is Report.FLOW:
            may_end.wait(10)
        return ask(report, by, span)

    monkeypatch.setattr(goods, "_ask", slowly)
    goods.refresh()
    flow = goods._job
    show(qtbot, page, Report.PURCHASES)
    may_end.set()
    qtbot.waitUntil(lambda: not flow.is_running)
    assert goods.table.report is Report.PURCHASES
