"""What is done with a receipt that stands: sent back in part, put right, copied, printed, labelled, paid."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import Refusal
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.check import check
from jxc_desktop.queries.goods_receipts import receipt_card, receipts_list, receipts_sums
from jxc_desktop.queries.products import products_of
from jxc_desktop.queries.receipt_drafts import half_typed, return_draft
from jxc_desktop.ui.purchasing.return_form import ReturnForm
from tests.builders import CASH, cart_of, product
from tests.purchases import balance_of, line, receipt
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.purchasing.conftest import shown_page

COLA, WATER = "6901234567892", "6902083881405"
ENTER, ESC, DEL, BACKSPACE, F12 = (getattr(Qt.Key, f"Key_{name}") for name in ("Return", "Escape", "Delete", "Backspace", "F12"))


@pytest.fixture
def cola(shop):
    return product(shop, "可乐", 9_0000, barcode=COLA, unit="瓶")


@pytest.fixture
def received(page, shop, supplier, cola):
    """Ten colas at 2 and three waters for 10 in all, 3 of freight; the cursor on it."""
    water = product(shop, "水", 9_0000, barcode=WATER)
    part = line(water, 3, amount_typed=10_0000, refused=ONE, refused_why=Refusal.BROKEN)
    made = receipt(supplier, line(cola, 10, 2_0000), part, freight=3_0000, slip_number="A-1")
    with shop.work() as work:
        got = receive_goods(work, made)
    page.table.refresh()
    page.table.go_to(got.number)
    return got


def listed(shop, **asked):
    with shop.read() as view:
        return receipts_list(view, 0, 100, **asked)


def owed(shop, supplier):
    with shop.read() as view:
        return balance_of(view, supplier)


def on_hand(shop, each):
    with shop.read() as view:
        return products_of(view, [each.id])[0].on_hand


def test_a_part_goes_back_for_what_it_cost(page, press, shop, supplier, cola, received):
    press("Ctrl+T", "4", ENTER, "1", F12)
    (back, of) = listed(shop)
    # Four colas at 2, one water of three for 10.
    assert (back.number, back.total, back.state) == ("JT20261122-0001", -11_3300, f"out of {received.number}")
    assert of.state == "a part went back"
    assert (owed(shop, supplier), on_hand(shop, cola)) == (33_0000 - 11_3300, 6 * ONE)
    assert page.card.number.text() == back.number
    assert page.part is None


def test_the_supplier_gives_less_than_it_cost(page, press, shop, received):
    press("Ctrl+T", "4")
    page.part.credit.select_all()
    press("6", F12)
    (back, _of) = listed(shop)
    with shop.read() as view:
        assert (back.total, receipt_card(view, back.document_id).difference) == (-6_0000, 2_8000)


def test_what_is_scanned_goes_back(page, press, shop, cola, received):
    press("Ctrl+T")
    for code in (COLA, COLA, WATER, "12345678"):
        page.take_scan(code)
    assert "12345678" in page.part.said.text()
    press(F12)
    assert (listed(shop)[0].total, on_hand(shop, cola)) == (-7_3300, 8 * ONE)


def test_more_than_is_left_does_not_go_back(page, press, shop, received):
    press("Ctrl+T", "11")
    assert "10 瓶" in page.part.quantity.problem_label.text()
    assert not page.part.book_button.isEnabled()
    press(ESC)
    assert len(listed(shop)) == 1


def test_all_of_it_goes_back_to_the_coin(page, press, shop, supplier, received):
    press("Ctrl+T", "Ctrl+G", F12)
    assert (listed(shop)[0].total, listed(shop)[1].state) == (-30_0000, "all went back")
    assert owed(shop, supplier) == 3_0000
    page.table.go_to(received.number)
    assert not page.buttons["return"].isEnabled()


def test_exchanged_goods_come_again_for_the_same_money(page, press, shop, supplier, cola, received):
    press("Ctrl+T", "2")
    page.part.exchange.click()
    press(F12)
    (again, back, _of) = listed(shop)
    assert (again.total, back.total) == (4_0000, -4_0000)
    assert (owed(shop, supplier), on_hand(shop, cola)) == (33_0000, 10 * ONE)
    assert again.number in page.strip.label.text()


def test_a_receipt_is_put_right(page, press, shop, supplier, cola, received):
    press("Ctrl+U")
    assert received.number in page.editor.strip.label.text()
    page.editor.opened.step_to(0)
    press(Qt.Key.Key_F2, "8", ENTER, ENTER, F12)
    (row,) = listed(shop)
    assert (row.total, row.state) == (29_0000, "times changed: 1")
    assert (owed(shop, supplier), on_hand(shop, cola)) == (29_0000, 8 * ONE)
    assert [each.state.split()[0] for each in listed(shop, text="JH")] == ["times", "changed,"]
    assert receipt_count(shop) == 1


def test_what_a_changed_price_does_to_sales_is_shown_before(page, press, shop, cola, received):
    with shop.work() as work:
        cart = cart_of(cola)
        sold = complete_sale(work, cart, [CASH], print_receipt=False)
    page.table.refresh()
    page.table.go_to(received.number)
    press("Ctrl+U")
    page.editor.opened.step_to(0)
    press(Qt.Key.Key_F4, "2.5", ENTER, F12)
    ((number, *_facts, profit, _key),) = page.editor.review.true_ups.rows_model.rows()
    assert (number, profit < 0) == (sold.number, True)
    press(ENTER)
    assert listed(shop)[0].total == 38_0000
    with shop.read() as view:
        assert check(view).ok


@pytest.mark.parametrize("held", [{Permission.SEE_PURCHASES}, {Permission.RECEIVE_GOODS}, set()])
def test_who_may_less_sees_less(qtbot, shop, received, held):
    shop.actor = replace(shop.actor, permissions=frozenset(held))
    page = shown_page(qtbot, shop)
    page.new_receipt()
    assert page.editor is None
    assert page.leave()
    if Permission.SEE_PURCHASES in held:
        assert page.table is not None
        page.table.go_to(received.number)
        assert [name for name, button in page.buttons.items() if button.isEnabled()] == ["print", "orders"]
    else:
        assert page.table is None
        assert not page.take_scan(COLA)
        assert page.key_hints() == ()


def receipt_count(shop):
    with shop.read() as view:
        return receipts_sums(view)[0]


def test_a_change_that_was_not_made_leaves_no_draft(page, press, shop, received):
    press("Ctrl+U", ESC)
    with shop.read() as view:
        assert half_typed(view) == ()


def test_a_copy_is_a_receipt_of_its_own(page, press, shop, received):
    press("Ctrl+M")
    assert page.editor.opened.receipt.slip_number == ""
    press(F12)
    assert [row.total for row in listed(shop)] == [30_0000, 33_0000]


def test_enter_opens_all_lines(page, press, received):
    press(ENTER)
    rows = page.part.model.rows()
    assert [(row[3], row[5], row[7], row[8]) for row in rows] == [("可乐", 10 * ONE, 2_0000, 20_0000), ("水", 3 * ONE, 3_3333, 10_0000)]
    assert page.part.sums.text_of("amount") == "30.00"
    press(ESC)
    assert page.part is None
    assert page.table.view.hasFocus()


def test_a_typed_return_is_kept_over_a_kill_and_gone_on_with(page, press, shop, qtbot, received):
    press("Ctrl+T", "1")
    assert page.leave()
    again = shown_page(qtbot, shop)
    assert again.table is not None
    assert again.table.drafts.rows_model.rows()[0].title == "Purchase return"
    press(ENTER)
    assert isinstance(again.part, ReturnForm)
    assert again.part.wishes[0].quantity == ONE
    press("2")
    page.part.close_part()
    page.table.go_to(received.number)
    page.send_back()
    assert page.part.wishes[0].quantity == 2 * ONE
    page.part.book()
    with shop.read() as view:
        assert half_typed(view) == ()


def test_what_is_typed_and_taken_away_again_leaves_no_draft(page, press, shop, received):
    press("Ctrl+T", "1", BACKSPACE)
    with shop.read() as view:
        assert half_typed(view) == ()


def test_a_half_typed_return_is_put_away_and_had_back(page, press, shop, received):
    press("Ctrl+T", "1")
    page.part.reason.setFocus()
    press("broken", ESC)
    page.table.drafts.setFocus()
    page.table.drafts.selectRow(0)
    press(DEL)
    with shop.read() as view:
        assert half_typed(view) == ()
    page.undo()
    with shop.read() as view:
        (row,) = half_typed(view)
        found = return_draft(view, key=row.key)
        assert found is not None
        assert found.reason == "broken"
        assert (row.lines, row.total) == (1, -2_0000)


def test_a_typed_later_cost_is_asked_about_before_it_goes(page, press, received):
    assert page.leave()
    press("Ctrl+G", "1")
    assert not page.leave()
    assert not page.ask.isHidden()
    page.ask.clear()
    page.part.amount.select_all()
    press(ESC)
    assert not page.part.ask.isHidden()
    press(ESC)
    assert page.part.amount.value() == 1_0000
    press(ESC)
    page.part.ask.buttons[1].click()
    assert page.part is None


def test_it_is_printed(page, press, qtbot, received):
    press("Ctrl+P")
    with qtbot.waitSignal(page.paper.preview.painted):
        pass
    assert received.number in page.paper.windowTitle()
    page.paper.reject()


def test_labels_of_what_came(page, press, received, cola):
    press("Ctrl+L")
    assert len(page.labels._labels()) == 2
    page.labels.as_came.click()
    assert [row.product_id for row in page.labels._labels()].count(cola.id) == 10
    page.labels.reject()


def test_what_is_open_of_it_is_paid_in_the_room_of_suppliers(page, press, received):
    asked = []
    page.go_to.connect(lambda digit, act: asked.append((digit, act)))
    press("Ctrl+Y")
    ((digit, act),) = asked

    class Room:
        def pay(self, supplier, moves):
            self.asked = (supplier, len(moves))

    room = Room()
    act(room)
    assert (digit, room.asked) == (7, (page.shown.row.supplier_id, 1))


def test_the_list_is_narrowed(page, shop, supplier, cola, received):
    with shop.work() as work:
        receive_goods(work, replace(receipt(supplier, line(cola, 1, 2_0000)), slip_number="B-2"))
    for text, count in (("A-1", 1), ("B-", 1), ("老王", 2), ("可乐", 2), (WATER, 1), ("nobody", 0)):
        assert len(listed(shop, text=text)) == count, text
    assert len(listed(shop, columns={"day": "2026-11", "kind": "receipt"})) == 2
    assert len(listed(shop, only="returns")) == 0
    assert len(listed(shop, only="open")) == 2


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_can_be_read_and_heard(page, press, shop, language, qtbot, received):
    i18n.use_language(language)
    again = type(page)(shop)
    qtbot.addWidget(again)
    again.resize(1024, 660)
    again.show()
    again.table.go_to(received.number)
    QApplication.processEvents()  # the texts of the card get their height
    assert_accessible(again)
    assert_not_clipped(again)
    again.open_current()
    QApplication.processEvents()
    assert_accessible(again)
    assert_not_clipped(again)
    again.part.close_part()
    again.send_back()
    again.part.take_all()
    QApplication.processEvents()
    assert_accessible(again)
    assert_not_clipped(again)
