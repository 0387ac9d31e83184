"""The stock page driven by keys: find, narrow, open what is behind a figure, come back; what a right that lacks takes away."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import insert

from jxc_desktop import i18n
from jxc_desktop.db.tables.products import pack, shelf_position
from jxc_desktop.domain.cart import add_product
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.stock_documents import StockLine
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.transfers import transfer_goods
from jxc_desktop.ui import jobs
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.reports.documents_view import DocumentsView
from jxc_desktop.ui.stock.at_table import AtTable
from jxc_desktop.ui.stock.card_table import CardTable
from jxc_desktop.ui.stock.short_table import ShortTable
from jxc_desktop.ui.stock.why_table import WhyTable
from tests.builders import BEIJING, CASH, cart_of, product, stocked
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.figures import assert_figures_whole


def cells(table, number=0):
    """A row as it is read, by column key."""
    model = table.model
    return {column.key: cell_text(column.kind, model.value(number, place)) for place, column in enumerate(model.columns)}


def names(table):
    return [cells(table, number)["name"] for number in range(table.model.rowCount())]


@pytest.fixture
def page(shop, clock, shown):
    """Ten tea at 2.00 came in October, one was sold in November; bread is worth more; milk has no stock yet."""
    clock.now = datetime(2026, 10, 5, 10, tzinfo=BEIJING)
    tea = stocked(shop, "茶", quantity=10, cost=2_0000, code="1001", barcode="6901234567892", unit="盒")
    clock.now = datetime(2026, 11, 22, 10, tzinfo=BEIJING)
    stocked(shop, "面包", quantity=20, cost=4_0000, code="1002")
    product(shop, "牛奶", code="1003")
    with shop.work() as work:
        complete_sale(work, cart_of(tea), (CASH,), print_receipt=False)
    return shown(shop)


def test_the_list_says_what_is_there_and_adds_up_what_it_is_worth(qtbot, page):
    assert names(page.table) == ["茶", "面包", "牛奶"]
    found = cells(page.table)
    assert (found["on_hand"], found["available"], found["cost"], found["value"]) == ("9", "9", "2.00", "18.00")
    qtbot.waitUntil(lambda: page.table.total_row.text_of("value") == "98.00")
    assert "3 rows" in page.table.foot.count_label.text()


def test_a_header_sorts_and_a_box_narrows(page):
    page.table.model.sort_by("value", is_descending=True)
    assert names(page.table) == ["面包", "茶", "牛奶"]
    page.table.show_state("unopened")
    assert names(page.table) == ["牛奶"]
    page.table.show_all()
    page.table.toggle_filters()
    page.table.model.set_filters({"value": ">20"})
    assert names(page.table) == ["面包"]


def test_a_sale_is_seen_at_once(qtbot, page, shop):
    tea = replace(product(shop, "x"), id=page.table.model.row_at(0)[-1])
    with shop.work() as work:
        complete_sale(work, cart_of(tea), (CASH,), print_receipt=False)
    qtbot.waitUntil(lambda: cells(page.table)["on_hand"] == "8")


def test_a_scan_finds_the_product(page):
    assert page.take_scan("1001")
    assert names(page.table) == ["茶"]


def test_enter_opens_the_moves_and_enter_again_the_document(qtbot, page, press):
    press("1001")
    qtbot.waitUntil(lambda: names(page.table) == ["茶"])
    press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    card = page.stack.currentWidget()
    assert isinstance(card, CardTable)
    assert [(cells(card, n)["number"], cells(card, n)["on_hand"]) for n in range(2)] == [
        ("XS20261122-0001", "9"),
        ("QC20261005-0001", "10"),
    ]
    assert card.facts.text() == "on hand 9 盒 · average cost 2.00 · value 18.00"
    press(Qt.Key.Key_Return)
    documents = page.stack.currentWidget()
    assert isinstance(documents, DocumentsView)
    assert [row.number for row in documents.table.model.rows()] == ["XS20261122-0001"]
    assert documents.card.number.text() == "XS20261122-0001"
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is card
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.table
    assert page.table.view.hasFocus()


def test_the_stock_of_a_past_day(qtbot, page, press):
    press("Ctrl+d")
    at = page.stack.currentWidget()
    assert isinstance(at, AtTable)
    assert at.chosen_day() == date(2026, 10, 31)
    qtbot.waitUntil(lambda: names(at) == ["茶"])
    assert (cells(at)["on_hand"], cells(at)["value"], at.total_row.text_of("value")) == ("10", "20.00", "20.00")
    with qtbot.waitSignal(at.read):
        at.day.setDate(QDate(2026, 11, 22))
    assert (names(at), at.total_row.text_of("value")) == (["茶", "面包"], "98.00")
    at.view.selectRow(0)
    at.card_button.click()
    assert isinstance(page.stack.currentWidget(), CardTable)


def test_why_this_cost_leads_to_the_receipt(page, press):
    page.table.view.selectRow(0)
    page.table.view.setFocus()
    press("Ctrl+y")
    why = page.stack.currentWidget()
    assert isinstance(why, WhyTable)
    assert why.sentence.text() == "9 盒 on hand are worth 18.00: 2.00 each. They are what is left of:"
    assert (cells(why)["what"], cells(why)["left"], why.total_row.text_of("worth")) == ("Opening stock", "9", "18.00")
    press(Qt.Key.Key_Return)
    assert page.stack.currentWidget().card.number.text() == "QC20261005-0001"
    press(Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.table


def test_what_was_sold_before_it_came_and_what_is_below_zero(qtbot, page, shop, press):
    tea = replace(product(shop, "x"), id=page.table.model.row_at(0)[-1])
    with shop.work() as work:
        complete_sale(work, add_product(cart_of(), tea, quantity=12_000), (CASH,), print_receipt=False)
    press("Ctrl+l")
    assert names(page.table) == ["茶"]
    press("Ctrl+b")
    short = page.stack.currentWidget()
    assert isinstance(short, ShortTable)
    assert (cells(short)["number"], cells(short)["quantity"], short.total_row.text_of("booked")) == ("XS20261122-0002", "3", "6.00")
    press("Ctrl+m")
    assert isinstance(page.stack.currentWidget(), CardTable)
    press(Qt.Key.Key_Escape, Qt.Key.Key_Return)
    assert page.stack.currentWidget().card.number.text() == "XS20261122-0002"


def test_an_empty_list_says_what_will_stand_here(shop, shown):
    page = shown(shop)
    assert "Alt+6" in page.table.view.empty_state.label.text()


def test_without_the_right_the_page_says_which_one(shop, shown):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_STOCK})
    page = shown(shop)
    assert page.table is None
    assert (page.key_hints(), page.take_scan("1")) == ((), False)


def test_without_costs_there_is_no_money(shop, shown):
    stocked(shop)
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_COST})
    page = shown(shop)
    assert not {"cost", "value"} & {column.key for column in page.table.model.columns}
    page.table.view.selectRow(0)
    assert not page.buttons["at"].isEnabled()
    assert not page.buttons["why"].isEnabled()
    page.show_at()
    assert page.stack.currentWidget() is page.table
    page.show_card(page.table.model.row_at(0)[-1])
    card = page.stack.currentWidget()
    assert card.facts.text() == "on hand 10"
    assert not card.why_button.isEnabled()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_nothing_is_cut_off_or_nameless(qtbot, shop, shown, language):
    i18n.use_language(language)
    tea = stocked(shop, "西岭手工牛轧糖礼盒装奶香花生味", quantity=10, cost=123_456_7891, code="1001", barcode="6901234567892", unit="盒")
    with shop.work() as work:
        complete_sale(work, cart_of(tea), (CASH,), print_receipt=False)
    page = shown(shop)
    qtbot.waitUntil(lambda: page.table.total_row.text_of("value") != "")
    for show in (lambda: None, lambda: page.show_card(tea.id), page.show_at, lambda: page.show_why(tea.id), page.show_short):
        show()
        qtbot.waitUntil(lambda: not jobs.running())
        QApplication.processEvents()
        assert_accessible(page)
        assert_not_clipped(page)
        assert_figures_whole(page)


@pytest.mark.parametrize(
    ("show", "nothing"), [("show_at", "Nothing was in stock"), ("show_alerts", "Nothing is low"), ("show_slow", "Everything in stock")]
)
def test_nothing_is_said_to_be_there_only_once_it_was_looked_for(qtbot, shop, shown, show, nothing):
    page = shown(shop)
    getattr(page, show)()
    table = page.stack.currentWidget()
    assert table.view.empty_state.label.text() == "Reading the books …"
    qtbot.waitUntil(lambda: table.view.empty_state.label.text().startswith(nothing))


def test_packs_and_shelves_have_a_column_where_there_are_any_and_packs_stand_on_the_card(shop, shown):
    def hidden(page):
        return [page.table.view.isColumnHidden(page.table.model.column_of(key)) for key in ("in_packs", "shelf")]

    cola = stocked(shop, "可乐", quantity=51, unit="瓶")
    assert hidden(shown(shop)) == [True, True]
    with shop.work() as work:
        work.connection.execute(insert(pack).values(product_id=cola.id, name="箱", ratio=24))
        work.connection.execute(insert(shelf_position).values(product_id=cola.id, place_id=1, shelf="A-1"))
    page = shown(shop)
    assert hidden(page) == [False, False]
    page.show_card(cola.id)
    assert "2 箱 3 瓶" in page.stack.currentWidget().facts.text()


def test_the_stock_of_a_day_in_one_place(qtbot, shop, shown):
    """With one place there is nothing to choose; a workbook says which place it is of."""
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    page = shown(shop)
    page.show_at()
    assert page.stack.currentWidget().place.isHidden()
    with shop.work() as work:
        storeroom = add_place(work, "仓库")
        transfer_goods(work, 1, storeroom, [StockLine(tea.id, 3_000)], key="there")
    page.show_at()
    at = page.stack.currentWidget()
    at.day.setDate(at.day.maximumDate())
    with qtbot.waitSignal(at.read):
        at.place.set_value(str(storeroom))
    assert (cells(at)["on_hand"], cells(at)["value"]) == ("3", "6.00")
    assert at.asked_beside() == ["Place: 仓库", "At the end of: 2026-11-22"]
