"""Purchase orders at the screen: typed by keyboard alone, sent, approved, received in parts, closed, given to the supplier."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.orders import post_order, save_order
from jxc_desktop.operations.products import change_product
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.queries.orders import OrderFilter, order_drafts, orders, orders_list, orders_sums
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.receipt_drafts import half_typed
from tests.builders import product, stocked
from tests.purchases import order
from tests.ui.checks import assert_accessible, assert_not_clipped

COLA, WATER = "6901234567892", "6902083881405"
ENTER, ESC, DEL, F2, F4, F12 = (getattr(Qt.Key, f"Key_{name}") for name in ("Return", "Escape", "Delete", "F2", "F4", "F12"))


@pytest.fixture
def cola(shop):
    return stocked(shop, "可乐", barcode=COLA, purchase_price=2_0000, unit="罐")


@pytest.fixture
def part(page, press, cola):
    """The list of orders, in the place of the receipts."""
    press("Ctrl+B")
    assert page.stack.currentWidget() is page.orders
    return page.orders


@pytest.fixture
def editor(part, press):
    """An empty order to 老王批发, the cursor in the scan line."""
    press("Ctrl+N", "lw", ENTER)
    assert part.editor.line.hasFocus()
    return part.editor


def posted(shop):
    with shop.read() as view:
        return orders(view)


def drafts(shop):
    with shop.read() as view:
        return order_drafts(view)


def send(shop, made):
    with shop.work() as work:
        return post_order(work, made)


def test_supplier_a_scan_quantity_price_sent(page, part, editor, press, shop):
    page.take_scan(COLA)
    press(F2, "24", ENTER, "1.90", ENTER)
    assert editor.line.hasFocus()
    press(F12)
    (row,) = posted(shop)
    assert (row.number, row.supplier, row.total, row.state) == ("CD20261122-0001", "老王批发", 45_6000, "open")
    assert part.editor is None
    assert "CD20261122-0001" in part.strip.label.text()


def test_what_is_typed_is_kept_and_gone_on_with(page, part, editor, press, shop):
    page.take_scan(COLA)
    page.take_scan(COLA)
    press(ESC)
    (row,) = drafts(shop)
    assert (row.supplier, row.total, row.state) == ("老王批发", 4_0000, "draft")
    assert part.card.number.text() == "Draft"
    part.table.go_to(row.key)
    press(ENTER)
    assert [line.quantity for line in part.editor.opened.order.lines] == [2 * ONE]


def test_an_order_left_without_a_line_is_not_kept(part, editor, press, shop):
    press(ESC)
    assert drafts(shop) == ()


def test_a_line_goes_and_comes_back(page, editor, press):
    page.take_scan(COLA)
    editor.view.setFocus()
    press(DEL)
    assert editor.opened.order.lines == ()
    press("Ctrl+Z")
    assert len(editor.opened.order.lines) == 1


def test_esc_leaves_the_field_first(page, part, editor, press):
    page.take_scan(COLA)
    press(F2, ESC)
    assert editor.line.hasFocus()
    press(ESC)
    assert part.editor is None


def test_what_is_bought_no_more_is_said_in_its_line(page, editor, press, shop, cola):
    with shop.work() as work:
        card = product_card(work, cola.id)
        change_product(work, cola.id, replace(card.fields, stop_buying=True), card.version)
    page.take_scan(COLA)
    assert "stopped" in editor.model.rows()[0][10]
    press(F12)
    assert "stopped" in editor.strip.label.text()
    assert posted(shop) == ()


def test_weights_are_ordered_in_any_unit(page, editor, press, shop):
    product(shop, "苹果", barcode="6911111111111", unit="公斤")
    page.take_scan("6911111111111")
    press(F2, "40j", ENTER)
    assert editor.opened.order.lines[0].quantity == 20 * ONE


def test_without_a_supplier_or_a_line_nothing_is_sent(part, press, shop):
    press("Ctrl+N")
    part.editor.finish()
    assert "who is to deliver" in part.editor.strip.label.text()
    press("lw", ENTER, F12)
    assert "no line yet" in part.editor.strip.label.text()
    assert posted(shop) == ()


def test_an_unknown_code_is_told(page, editor):
    page.take_scan("6999999999994")
    assert "is not known" in editor.strip.label.text()
    assert editor.opened.order.lines == ()


def test_the_day_and_the_minimum_of_the_supplier_are_proposed_and_told(page, part, press, shop):
    with shop.work() as work:
        add_supplier(work, SupplierFields("快送", lead_days=2, minimum_order=50_0000))
    press("Ctrl+N", "ks", ENTER)
    page.take_scan(COLA)
    totals = part.editor.totals
    assert totals.day.date() == QDate(2026, 11, 24)
    assert "48.00" in totals.said.text()
    totals.has_day.setChecked(False)
    assert part.editor.opened.order.expected_on is None


def test_enter_on_an_order_receives_what_is_still_to_come(page, part, press, shop, supplier, cola):
    made = send(shop, order(supplier, (cola, 10, 2_0000)))
    part.table.refresh()
    part.table.view.selectRow(0)
    part.table.view.setFocus()
    press(ENTER)
    receipt = page.editor.opened.receipt
    assert (receipt.order_id, [line.quantity for line in receipt.lines]) == (made.document_id, [10 * ONE])
    page.editor.opened.put(replace(receipt.lines[0], quantity=4 * ONE))
    page.editor.finish()
    if page.editor is not None:  # it looks at what jumped first
        page.editor.book()
    (row,) = posted(shop)
    assert (row.state, row.left) == ("partly", 12_0000)


def test_another_supplier_brought_it_and_the_order_stays_open(page, part, press, shop, supplier, cola):
    with shop.work() as work:
        add_supplier(work, SupplierFields("小李"))
    send(shop, order(supplier, (cola, 10, 2_0000)))
    part.table.refresh()
    part.table.view.selectRow(0)
    part.table.view.setFocus()
    press(ENTER, Qt.Key.Key_F8, "xl", ENTER)
    page.editor.opened.post()
    (row,) = posted(shop)
    assert (row.state, row.left) == ("open", 20_0000)


def test_an_order_that_is_half_received_is_gone_on_with(page, part, press, shop, supplier, cola):
    send(shop, order(supplier, (cola, 10, 2_0000)))
    for _time in range(2):
        page.show_orders()
        page.orders.table.view.selectRow(0)
        page.orders.table.view.setFocus()
        press(ENTER)
        page.editor.opened.set_head("remark", "two boxes are wet")
        key = page.editor.opened.receipt.key
        press(ESC)
    with shop.read() as view:
        assert [row.key for row in half_typed(view)] == [key]


def test_a_delivery_that_is_received_twice_is_asked_about(page, part, press, shop, supplier, cola):
    send(shop, order(supplier, (cola, 10, 2_0000)))
    part.table.refresh()
    part.table.view.selectRow(0)
    part.table.view.setFocus()
    press(ENTER)
    with shop.work() as work:
        receive_goods(work, replace(page.editor.opened.receipt, key="the same, received by somebody else"))
    page.take_scan(COLA)
    assert page.editor.model.rows()[0][10] == "more than was ordered"
    press(F12)
    assert "可乐 11" in page.editor.review.notes.text()
    press(ENTER)
    assert page.editor is None


def test_an_order_waits_is_approved_or_sent_back(page, part, press, shop, supplier):
    new = product(shop, "新品")
    with shop.work() as work:
        user = add_user(work, "小王", add_role(work, "采购", {Permission.ORDER_GOODS}))
    shop.sign_in(user)
    for key in ("one", "two"):
        assert send(shop, order(supplier, (new, 1, 2_0000), key=key)).holds
    shop.sign_in(1)
    page.show_orders("pending")
    assert part.table.model.rowCount() == 2
    assert "never bought before" in part.card.holds.text()
    press("Ctrl+Y")
    assert [row.total for row in posted(shop)] == [2_0000]
    part.show_state("pending")
    press("Ctrl+K", "too much", ENTER)
    (row,) = drafts(shop)
    assert (row.state, row.reason) == ("returned", "too much")


def test_an_order_is_closed_copied_and_a_draft_put_away_can_be_had_back(part, press, shop, supplier, cola):
    send(shop, order(supplier, (cola, 10, 2_0000)))
    part.show_state("")
    press("Ctrl+M")
    assert part.editor.opened.order.lines[0].quantity == 10 * ONE
    press(ESC)
    part.show_state("draft")
    press("Ctrl+D")
    assert drafts(shop) == ()
    part.undo()
    assert len(drafts(shop)) == 1
    part.show_state("open")
    press("Ctrl+D", "gone", ENTER)
    assert [row.state for row in posted(shop)] == ["closed"]


def test_the_supplier_gets_a_workbook(qtbot, part, shop, supplier, cola, tmp_path):
    send(shop, order(supplier, (cola, 10, 2_0000), expected_on=date(2026, 11, 25)))
    part.show_state("")
    job = part.write_sheet(tmp_path / "order.xlsx")
    qtbot.waitUntil(lambda: not job.is_running)
    sheet = openpyxl.load_workbook(tmp_path / "order.xlsx").worksheets[0]
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {"老王批发", "可乐", COLA, "Please deliver by: 2026-11-25", 10, 2, 20} <= set(texts)


def test_what_a_right_lacks_is_grey(page, press, shop, supplier, cola):
    send(shop, order(supplier, (cola, 10, 2_0000)))
    shop.actor = replace(shop.actor, permissions=frozenset({Permission.SEE_PURCHASES}))
    page.show_orders("")
    enabled = {name for name, button in page.orders.buttons.items() if button.isEnabled()}
    assert enabled == {"print", "back"}
    page.orders.new_order()
    assert page.orders.editor is None


def test_the_list_holds_drafts_first_then_pages_of_the_others(shop, supplier, cola):
    for number in range(3):
        send(shop, order(supplier, (cola, number + 1, 2_0000)))
    with shop.work() as work:
        save_order(work, order(supplier, (cola, 9, 2_0000), key="d", remark="急"))
    with shop.read() as view:
        whole = orders_list(view, OrderFilter())
        assert [row.number[-4:] for row in whole] == ["", "0003", "0002", "0001"]
        paged = [row for start in range(0, 5, 2) for row in orders_list(view, OrderFilter(), limit=2, offset=start)]
        assert paged == list(whole)
        assert orders_sums(view, OrderFilter()) == (4, 30_0000)
        assert orders_sums(view, OrderFilter("draft")) == (1, 18_0000)
        assert [row.key for row in orders_list(view, OrderFilter(text="急"))] == ["d"]


def test_esc_goes_back_to_the_receipts(page, part, press):
    press(ESC)
    assert page.orders is None
    assert page.stack.currentWidget() is page.table


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_it_can_be_read_and_heard(qtbot, page, shop, supplier, cola, code):
    i18n.use_language(code)
    send(shop, order(supplier, (cola, 10, 2_0000), expected_on=date(2026, 11, 20), remark="周六上午送"))
    page.show_orders("")
    QApplication.processEvents()  # texts wrap once they are laid out
    assert_accessible(page.orders)
    assert_not_clipped(page.orders)
    page.orders.copy()
    QApplication.processEvents()
    assert_accessible(page.orders.editor)
    assert_not_clipped(page.orders.editor)
