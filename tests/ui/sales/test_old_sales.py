"""Past sales: found, looked at, printed again, reversed, exported."""

import openpyxl
import pytest
from PySide6.QtCore import Qt

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.print_jobs import waiting_jobs
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.queries.sales import sales_count
from jxc_desktop.ui.table_export import export
from tests.ui.sales.conftest import COLA, WATER

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


@pytest.fixture
def old(page, scan, press):
    """Two sales made, the list open."""
    for code, digit in ((COLA, Qt.Key.Key_1), (WATER, Qt.Key.Key_2)):
        scan(code)
        press(digit, modifier=CTRL)
    page.show_old_sales()
    return page.pages.currentWidget()


def numbers(old):
    return [row.number[-4:] for row in old.model.rows()]


def look_for(old, text):
    old.table.search.setText(text)
    old.table.apply_filters()
    return numbers(old)


def test_the_latest_comes_first_and_its_receipt_stands_beside_it(old):
    assert numbers(old) == ["0002", "0001"]
    assert old.card.number.text().endswith("0002")
    assert old.card.rows.cells(0)[0].text == "水"


@pytest.mark.parametrize(("text", "found"), [("0001", ["0001"]), ("2.00", ["0002"]), ("可乐", ["0001"]), (WATER, ["0002"])])
def test_found_by_number_sum_and_goods(old, text, found):
    assert look_for(old, text) == found


def test_found_by_day(old):
    assert look_for(old, "11-22") == ["0002", "0001"]
    assert look_for(old, "2026-11-21") == []


def test_reversed_with_a_reason_asked_in_place(page, shop, old, press):
    press(Qt.Key.Key_D, modifier=CTRL)
    assert old.sale_actions.bar.is_open
    old.sale_actions.bar.fields[0].setText("退")
    press(ENTER)
    with shop.read() as view:
        assert sales_count(view) == (3, 2_5000)
        assert find_by_code(view, WATER)[0].product.on_hand == 10_000
    assert [row.is_reversal for row in old.model.rows()] == [True, False, False]
    old.table.view.selectRow(1)
    assert not old.sale_actions.reverse_button.isEnabled()


def test_reversing_needs_the_right(page, shop, old):
    with shop.work() as work:
        clerk = add_user(work, "小王", add_role(work, "收银", {Permission.SELL, Permission.SEE_SALES}))
    shop.sign_in(clerk)
    old.refresh()
    old.table.view.selectRow(1)
    assert not old.sale_actions.reverse_button.isEnabled()
    with pytest.raises(NotAllowed):
        old.table.view.export()


def test_paper_that_never_came_out_is_asked_for_again_and_not_doubled(page, shop, old, press):
    press(Qt.Key.Key_R, modifier=CTRL)
    with shop.read() as view:
        assert [(job.number[-4:], job.is_copy) for job in waiting_jobs(view)] == [("0001", False), ("0002", False)]


def test_the_list_goes_to_excel(qtbot, shop, old, tmp_path):
    with qtbot.waitSignal(export(shop, old.table.view, tmp_path / "sales.xlsx").finished, timeout=10_000):
        pass
    sheet = openpyxl.load_workbook(tmp_path / "sales.xlsx").worksheets[0]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any(text.endswith("0001") for text in texts)
    assert any(text.endswith("0002") for text in texts)


def test_a_scan_there_belongs_to_the_next_customer(page, old, scan):
    scan(COLA)
    assert page.pages.currentWidget() is page.counter
    assert len(page.counter.cart) == 1


def test_esc_goes_back(page, old, press):
    press(Qt.Key.Key_Escape)
    assert page.pages.currentWidget() is page.counter
