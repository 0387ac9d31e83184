"""The low-stock list and the slow goods at the screen; the number on the tab moves when a sale crosses the line."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.app import TABS
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.orders import order_drafts
from jxc_desktop.ui import bus, jobs
from jxc_desktop.ui.main_window import MainWindow, Tab
from jxc_desktop.ui.page import Page
from jxc_desktop.ui.stock.alerts_table import AlertsTable
from jxc_desktop.ui.stock.card_table import CardTable
from jxc_desktop.ui.stock.slow_table import SlowTable
from tests.builders import CASH, cart_of, stocked
from tests.purchases import line, receipt
from tests.ui.checks import assert_accessible, assert_not_clipped


def low(shop, name, quantity, order_at=10):
    made = stocked(shop, name, quantity=quantity)
    with shop.work() as work:
        work.connection.exec_driver_sql(f"UPDATE product SET order_at = {order_at}000, fill_to = 30000 WHERE id = {made.id}")
    return made


def sell(shop, each):
    with shop.work() as work:
        complete_sale(work, cart_of(each), (CASH,), print_receipt=False)


@pytest.fixture
def page(shop, shown):
    """Tea from 老王 and salt from nobody are low."""
    tea, _salt = low(shop, "茶", 5), low(shop, "盐", 8)
    with shop.work() as work:
        supplier = add_supplier(work, SupplierFields("老王"))
        receive_goods(work, receipt(supplier, line(tea, 1, 2_0000)))
    return shown(shop)


@pytest.fixture
def alerts(qtbot, page, press):
    with qtbot.waitSignal(page.table.refreshed):
        page.table.refresh()
    press("Ctrl+N")
    shown = page.stack.currentWidget()
    assert isinstance(shown, AlertsTable)
    qtbot.waitUntil(lambda: shown.model.rowCount() == 2)
    return shown


def drafts(shop):
    with shop.read() as view:
        return order_drafts(view)


def test_all_that_is_low_is_ordered_at_one_key(qtbot, alerts, press, shop):
    assert [(row.name, row.supplier, row.quantity) for row in alerts.model.rows()] == [("茶", "老王", 24_000), ("盐", "", 22_000)]
    press("Ctrl+N")
    (row,) = drafts(shop)
    assert (row.supplier, row.total) == ("老王", 48_0000)
    assert "老王" in alerts.strip.label.text()
    assert "盐" in alerts.strip.label.text()
    qtbot.waitUntil(lambda: alerts.model.row_at(0).quantity == 0)


def test_the_orders_are_shown_from_the_strip(qtbot, page, alerts, press):
    press("Ctrl+N")
    with qtbot.waitSignal(page.go_to) as asked:
        alerts.strip.button.click()
    assert asked.args[0] == 3


def test_only_what_is_marked_is_ordered(alerts, press, shop):
    alerts.view.clearSelection()
    alerts.view.selectRow(1)
    press("Ctrl+M")
    assert drafts(shop) == ()
    assert "盐" in alerts.strip.label.text()


def test_enter_opens_the_moves_and_esc_comes_back(page, alerts, press):
    press(Qt.Key.Key_Return)
    assert isinstance(page.stack.currentWidget(), CardTable)
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is alerts
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.table


def test_who_may_not_order_only_looks(qtbot, page, shop):
    shop.actor = replace(shop.actor, permissions=frozenset({Permission.SEE_STOCK}))
    page.show_alerts()
    alerts = page.stack.currentWidget()
    qtbot.waitUntil(lambda: alerts.model.rowCount() == 2)
    assert not alerts.all_button.isEnabled()
    assert not alerts.chosen_button.isEnabled()
    assert alerts.model.column_of("price") < 0


def test_slow_goods_by_their_span(qtbot, page, press, shop, clock):
    clock.forward(days=45)
    press("Ctrl+H")
    slow = page.stack.currentWidget()
    assert isinstance(slow, SlowTable)
    qtbot.waitUntil(lambda: slow.model.rowCount() == 2)
    assert slow.total_row.text_of("value") == "28.00"
    slow.span.set_value("60")
    qtbot.waitUntil(lambda: slow.model.rowCount() == 0)


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_they_can_be_read_and_heard(qtbot, shop, page, code):
    i18n.use_language(code)
    for show in (page.show_alerts, page.show_slow):
        show()
        shown = page.stack.currentWidget()
        with qtbot.waitSignal(shown.read):
            shown.read_again()
        QApplication.processEvents()  # what was counted is laid out
        assert_accessible(shown)
        assert_not_clipped(shown)


# the number on the tab


@pytest.fixture
def window(qtbot, shop):
    bus.attach(shop)
    badge = next(tab.badge for tab in TABS if tab.badge is not None)
    made = MainWindow(shop, (Tab("Sales", 2, Page), Tab("Stock", 4, Page, badge)))
    qtbot.addWidget(made, before_close_func=lambda _window: jobs.stop_all())
    made.show()
    return made


def test_a_sale_that_crosses_the_line_moves_the_number_on_the_tab(qtbot, shop, window):
    tea = low(shop, "茶", 11)
    (counting,) = window.badges
    qtbot.waitUntil(lambda: not counting.is_busy())
    assert window.bar.tabText(1) == "Stock"
    sell(shop, tea)
    qtbot.waitUntil(lambda: window.bar.tabText(1) == "Stock (1)")
    assert "1 product" in window.bar.tabToolTip(1)


def test_a_scan_counts_nothing(qtbot, shop, window):
    tea = low(shop, "茶", 11)
    (counting,) = window.badges
    qtbot.waitUntil(lambda: not counting.is_busy())
    with shop.work() as work:
        save_draft(work, cart_of(tea))
    told: list[frozenset[str]] = []
    bus.current().changed.connect(told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert not counting.is_busy()
