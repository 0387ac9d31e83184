"""The home page: today, what is set up, what waits; each entry opens its place."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import Licence, SupplierFields
from jxc_desktop.operations.returns import Given
from jxc_desktop.operations.returns_without_receipt import GoodsBack, return_without_receipt
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.suppliers import add_supplier, set_opening_payable
from jxc_desktop.operations.tenders import swap_cash
from jxc_desktop.queries.documents import documents_count
from jxc_desktop.queries.home import not_by_enter
from jxc_desktop.queries.reports.takings import By
from jxc_desktop.ui import bus
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.home.cards import compared
from jxc_desktop.ui.home.page import COUNTS, PARTIES, PRODUCTS, PURCHASING, REPORTS, SALES, SETTINGS, STOCK, HomePage
from jxc_desktop.ui.parties.page import PartiesPage
from jxc_desktop.ui.reports.page import ReportsPage
from jxc_desktop.ui.settings.page import SettingsPage
from jxc_desktop.ui.settings.shop_form import ShopForm
from tests.builders import CASH, WECHAT, cart_of, product, stocked
from tests.counts import started
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def week(shop, clock):
    """Two sales a week ago (one of them later in the day), one today; a product without price, one below zero."""
    cola = stocked(shop, price=3_0000, cost=2_0000, quantity=1)
    clock.forward(days=-7)
    for hours in (0, 3):
        clock.forward(hours=hours)
        with shop.work() as work:
            complete_sale(work, cart_of(cola), (CASH,), print_receipt=False)
    clock.forward(days=7, hours=-3)
    with shop.work() as work:
        complete_sale(work, cart_of(cola), (CASH,), print_receipt=False)
    product(shop, "无价", None)
    return shop


def opened(qtbot, shop):
    bus.attach(shop)
    page = HomePage(shop)
    qtbot.addWidget(page)
    page.resize(1024, 640)
    page.show()
    page.arrive()
    qtbot.waitUntil(lambda: page.shown is not None)
    return page


def test_today_against_the_same_weekday(qtbot, week):
    card = opened(qtbot, week).today
    assert card.takings.text() == "3.00"
    assert card.against.text() == "Same weekday a week ago until this time: 3.00  (+0 %)"
    assert card.whole.text() == "that whole day: 6.00"


def test_returns_and_cash_given_for_an_epayment_have_rows_of_their_own(qtbot, week):
    with week.work() as work:
        return_without_receipt(work, [GoodsBack(1, ONE, 2_0000)], [Given(1, 2_0000)], key="back")
        swap_cash(work, 2, 50_0000, key="swap")
    grid = opened(qtbot, week).today.grid
    rows = {grid.itemAtPosition(row, 0).widget().text(): grid.itemAtPosition(row, 1).widget().text() for row in range(grid.rowCount())}
    assert (rows["Returned"], rows["Cash"]) == ("1", "1.00")
    assert (rows["Cash for an e-payment: Cash"], rows["Cash for an e-payment: WeChat"]) == ("−50.00", "50.00")


def test_the_stock_is_set_up_by_scanning(qtbot, week):
    page = opened(qtbot, week)
    assert page.set_up.walk_button.isVisible()
    with qtbot.waitSignal(page.go_to) as gone:
        page.set_up.walk_button.click()
    assert gone.args[0] == PRODUCTS


def test_what_waits(qtbot, week):
    page = opened(qtbot, week)
    texts = {key: button.accessibleName() for key, button in page.todo.buttons.items()}
    assert texts == {
        "no_price": "Products without a price 1",
        "sold_before_received": "Sales of goods before they were received 2",
        "under_zero": "Stock below zero in the books 1",
        "unopened": "Stock not set up yet 1",
    }
    assert page.set_up.text.text() == "1 of 2 products"


@pytest.mark.parametrize(
    ("key", "digit"),
    [
        ("pending_orders", PURCHASING),
        ("late_orders", PURCHASING),
        ("pending_counts", COUNTS),
        ("monthly_count", COUNTS),
        ("cycle_count", COUNTS),
        ("no_price", PRODUCTS),
        ("below_alert", STOCK),
        ("under_zero", PRODUCTS),
        ("sold_before_received", STOCK),
        ("print_jobs", SALES),
        ("bare_enter", SETTINGS),
    ],
)
def test_each_entry_opens_its_place(qtbot, week, key, digit):
    page = opened(qtbot, week)
    with qtbot.waitSignal(page.go_to) as asked:
        page.open_todo(key)
    assert asked.args[0] == digit


def test_another_way_is_proposed_for_a_bare_enter_once_most_sales_are_paid_by_it(qtbot, shop, clock):
    tea = stocked(shop, "茶", 4_0000, quantity=100)
    with shop.work() as work:
        for number in range(20):
            complete_sale(work, cart_of(tea), (WECHAT if number < 11 else CASH,), print_receipt=False)
    with shop.read() as view:
        assert not_by_enter(view) == 11
    page = opened(qtbot, shop)
    assert "bare_enter" in page.todo.buttons
    with qtbot.waitSignal(page.go_to) as asked:
        page.open_todo("bare_enter")
    settings = SettingsPage(shop)
    qtbot.addWidget(settings)
    settings.show()
    asked.args[1](settings)
    form = settings.section(1)
    assert isinstance(form, ShopForm)
    assert settings.focusWidget() is form.fields.by_name["bare_enter_method"].widget
    with shop.work() as work:
        change_settings(work, bare_enter_method="wechat")
    with shop.read() as view:
        assert not_by_enter(view) == 0
    clock.forward(days=15)
    with shop.work() as work:
        change_settings(work, bare_enter_method="cash")
    with shop.read() as view:
        assert not_by_enter(view) == 0


def test_receipts_that_did_not_print_are_offered(qtbot, week, monkeypatch):
    page, offered = opened(qtbot, week), []
    with qtbot.waitSignal(page.go_to) as asked:
        page.open_todo("print_jobs")
    asked.args[1](SimpleNamespace(printing=SimpleNamespace(offer_pending=lambda: offered.append(1))))
    assert offered == [1]


@pytest.mark.parametrize(
    ("key", "figure"),
    [
        ("takings", (3_0000, None)),
        ("sales", (3_0000, None)),
        ("reversed", (0, None)),
        ("before", (6_0000, None)),
        ("unknown", (0, 0)),
        ("method 1", (3_0000, 3_0000)),
    ],
)
def test_each_figure_opens_to_the_documents_that_add_up_to_it(qtbot, week, key, figure):
    page = opened(qtbot, week)
    with qtbot.waitSignal(page.go_to) as asked:
        page.today.opened.emit(key)
    assert asked.args[0] == REPORTS
    reports = ReportsPage(week)
    qtbot.addWidget(reports)
    asked.args[1](reports)
    assert reports.stack.currentWidget() is reports.documents
    with week.read() as view:
        found = documents_count(view, reports.documents.table.wanted)
    assert (found.total, found.share) == figure


def test_a_click_on_the_takings_opens_them(qtbot, week):
    page = opened(qtbot, week)
    with qtbot.waitSignal(page.go_to):
        QTest.mouseClick(page.today.takings, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.go_to):
        QTest.keyClick(page.today.takings, Qt.Key.Key_Return)


def test_the_profit_opens_to_the_products(qtbot, week):
    page = opened(qtbot, week)
    with qtbot.waitSignal(page.go_to) as asked:
        page.today.opened.emit("profit")
    reports = ReportsPage(week)
    qtbot.addWidget(reports)
    asked.args[1](reports)
    assert reports.takings is not None
    assert reports.takings.table.by is By.PRODUCT


def test_the_monthly_count_is_named_with_its_day(qtbot, week):
    with week.work() as work:
        change_settings(work, count_day=25)
    page = opened(qtbot, week)
    assert page.todo.buttons["monthly_count"].text() == "Monthly count    2026-11-25"
    started(week)
    qtbot.waitUntil(lambda: "monthly_count" not in page.todo.buttons)


def test_left_open_over_the_change_of_day_it_shows_the_new_one(qtbot, week, clock):
    page = opened(qtbot, week)
    clock.forward(hours=18)
    page.findChild(DayWatch).timer.timeout.emit()
    qtbot.waitUntil(lambda: page.shown.today.day == date(2026, 11, 23))
    assert page.today.takings.text() == "0.00"


def test_the_picture_works_by_digits(qtbot, week):
    page = opened(qtbot, week)
    with qtbot.waitSignal(page.go_to) as asked:
        QTest.keyClick(page.flow.buttons[0], Qt.Key.Key_5)
    assert asked.args[0] == REPORTS


def test_a_cashier_sees_no_profit_and_no_reports(qtbot, week):
    week.actor = replace(week.actor, permissions=frozenset({Permission.SELL}))
    page = opened(qtbot, week)
    assert page.shown.today.profit is None
    assert len(page.flow.buttons) == 2
    assert page.today.takings.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert "under_zero" not in page.todo.buttons
    assert page.set_up.isHidden()


def test_nothing_to_do(qtbot, shop):
    page = opened(qtbot, shop)
    assert page.todo.nothing.isVisible()
    assert page.set_up.isHidden()


@pytest.mark.parametrize(("now", "before", "text"), [(120, 100, "+20 %"), (50, 100, "−50 %"), (5, 0, ""), (100, 100, "+0 %")])
def test_compared(now, before, text):
    assert compared(now, before) == text


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_look(qtbot, week, language):
    i18n.use_language(language)
    page = opened(qtbot, week)
    assert_accessible(page)
    assert_not_clipped(page)


def test_suppliers_that_wait_for_money_and_papers_that_end(qtbot, shop, clock):
    with shop.work() as work:
        made = add_supplier(work, SupplierFields("老王批发", licences=(Licence("营业执照", "", date(2026, 12, 1)),)))
        set_opening_payable(work, made, 10_0000)
    clock.forward(days=1)
    page = opened(qtbot, shop)
    assert {(entry.key, entry.count) for entry in page.shown.todo} == {("payables", 1), ("licences", 1)}
    suppliers = PartiesPage(shop)
    qtbot.addWidget(suppliers)
    for key in ("payables", "licences"):
        with qtbot.waitSignal(page.go_to) as gone:
            page.open_todo(key)
        assert gone.args[0] == PARTIES
        gone.args[1](suppliers)
        assert suppliers.table is not None
        row = suppliers.table.current()
        assert row is not None
        assert row.name == "老王批发"
    shop.actor = replace(shop.actor, permissions=frozenset(Permission) - {Permission.SEE_PURCHASES})
    assert opened(qtbot, shop).shown.todo == ()
