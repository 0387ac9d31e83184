"""No figure, date or code is cut in any table of the program: in both languages, at each size of screen and of type."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n, paths
from jxc_desktop.app import TABS
from jxc_desktop.domain.backups import Reason
from jxc_desktop.domain.price_rules import parse_rule
from jxc_desktop.i18n import _
from jxc_desktop.operations import backups
from jxc_desktop.operations.planned_prices import plan_prices
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.queries.price_changes import MassChange, proposed
from jxc_desktop.queries.reports.takings import By
from jxc_desktop.ui import bus, jobs, theme
from jxc_desktop.ui.main_window import MainWindow
from jxc_desktop.ui.settings.page import BACKUP
from tests.builders import CASH, cart_of, empty_shop_file, product, stocked
from tests.ui.figures import assert_figures_whole

LONG = "西岭手工牛轧糖礼盒装奶香花生味大份量"
SCREENS = ((1024, 768), (1920, 1080))


@pytest.fixture
def large(tmp_path, clock):
    """A shop whose figures are as long as they come: a sale of 325,130.94, prices near the limit, a reversal with its number."""
    shop = open_shop(empty_shop_file(tmp_path / "shop.jxc"), program="test", clock=clock)
    dear = stocked(shop, LONG, 325_130_9400, cost=123_456_7891, spec="1000g*12袋", barcode="6950000000097", code="10000001")
    cheap = product(shop, "电容", 83, barcode="69500000000974", code="20000002", purchase_price=77)
    with shop.work() as work:
        complete_sale(work, cart_of(dear), (CASH,), print_receipt=False)
        sold = complete_sale(work, cart_of(replace(dear, retail_price=1_234_5600)), (CASH,), print_receipt=False)
        reverse_sale(work, sold.document_id, "顾客扫错码")
        plan_prices(work, proposed(work, [dear.id, cheap.id], MassChange(rule=parse_rule("+5%"))), work.now + timedelta(days=1))
    backups.back_up(shop, paths.backup_folder(shop.path), Reason.BY_HAND)
    yield shop
    jobs.stop_all()
    shop.close()


@pytest.fixture
def shown(large, qtbot, dressed):
    """Show the window at a size, in a language."""

    def show(language, zoom, size):
        i18n.use_language(language)
        theme.apply_theme(dressed, "light", zoom)
        window = MainWindow(large, TABS)
        window.setMinimumSize(0, 0)
        qtbot.addWidget(window)
        window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        return window

    bus.attach(large)
    return show


def look(window):
    QApplication.processEvents()
    assert_figures_whole(window)


def sales(window, _qtbot):
    page = window.show_digit(2)
    for code in ("6950000000097", "6950000000097", "69500000000974", "6999999999994"):
        page.take_scan(code)
    look(window)
    page.show_old_sales()
    look(window)
    page.show_look_up()
    page.take_scan("6950000000097")
    look(window)
    page.show_counter()


def products(window, qtbot):
    page = window.show_digit(6)
    page.table.view.selectAll()
    look(window)
    page.table.view.columns.forget()
    look(window)
    bar = page.table.view.horizontalScrollBar()
    for value in range(0, bar.maximum() + 1, max(1, bar.maximum() // 4)):
        bar.setValue(value)
        look(window)
    page.open_planned()
    look(window)
    page.stack.currentWidget().closed.emit()
    page.open_mass_change()
    page.mass_change.rule.setText("+5%")
    qtbot.waitUntil(lambda: page.mass_change.model.rowCount() > 0)
    look(window)
    page.mass_change.closed.emit()
    page.change_current()
    page.form.turn_tab()
    look(window)


def reports(window, qtbot):
    page = window.show_digit(8)
    for by in By:
        with qtbot.waitSignal(page.takings.read):
            page.takings.show_by(by)
        look(window)
        page.takings.table.view.columns.forget()
        look(window)
    page.show_all_documents()
    look(window)
    page.documents.table.view.columns.forget()
    look(window)
    page.show_history()
    with qtbot.waitSignal(page.history.read):
        page.history.refresh()
    day = window.shop.clock().date()
    page.history.table.rows.set([(_("Imported"), "10000001", LONG, 999_999_000, 12_345, -1_234_000, 325_130_9400, day, day)])
    page.history.table.refresh()
    look(window)
    page.history.table.view.columns.forget()
    look(window)


def backup_list(window, qtbot):
    form = window.show_digit(9).section(BACKUP)
    qtbot.waitUntil(lambda: form.model.rowCount() > 0)
    look(window)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("zoom", [80, 100, 125, 160])
@pytest.mark.parametrize("size", SCREENS, ids=["small", "large"])
def test_no_figure_is_cut(qtbot, shown, language, zoom, size):
    window = shown(language, zoom, size)
    for scene in (sales, products, reports, backup_list):
        scene(window, qtbot)
