"""Goods received at the screen: by keyboard alone, kept over a kill, looked at before they are booked."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from sqlalchemy import select

from jxc_desktop import i18n
from jxc_desktop.db.tables import metadata
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.reference_lists import import_list
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.check import check
from jxc_desktop.queries.goods_receipts import receipt_card, receipts_list
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.products import find_by_code, products_of
from jxc_desktop.queries.receipt_drafts import half_typed, receipt_draft
from tests.builders import CASH, cart_of, product, stocked
from tests.purchases import balance_of, line, receipt
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.purchasing.conftest import shown_page

COLA, WATER, TEA, BOX = "6901234567892", "6902083881405", "6999999999994", "16901234567899"
ENTER, ESC, DOWN, F2, F4, F12 = (getattr(Qt.Key, f"Key_{name}") for name in ("Return", "Escape", "Down", "F2", "F4", "F12"))


@pytest.fixture
def editor(page, press):
    """An empty receipt of 老王批发, the cursor in the scan line."""
    press("Ctrl+N", "lw", ENTER)
    assert page.editor.line.hasFocus()
    return page.editor


def posted(shop):
    with shop.read() as view:
        return receipts_list(view, 0, 100)


def lines_of(shop, row):
    with shop.read() as view:
        return receipt_card(view, row.document_id).lines


def drafts(shop):
    with shop.read() as view:
        return half_typed(view)


def sell(shop, each, quantity):
    cart = cart_of(each)
    cart = replace(cart, lines=(replace(cart.lines[0], pack_quantity=quantity * ONE),))
    with shop.work() as work:
        return complete_sale(work, cart, [CASH], print_receipt=False)


def on_hand(shop, each):
    with shop.read() as view:
        return products_of(view, [each.id])[0].on_hand


def test_supplier_three_scans_enter_booked(page, press, shop, supplier):
    cola, water = product(shop, "可乐", barcode=COLA, purchase_price=2_0000), product(shop, "水", barcode=WATER, purchase_price=1_0000)
    press("Ctrl+N", "lw", ENTER)
    for code in (COLA, WATER, COLA):
        assert page.take_scan(code)
    page.editor.line._scanned_at = None  # a moment later
    press(ENTER)
    (row,) = posted(shop)
    assert (row.supplier, row.total, row.left) == ("老王批发", 5_0000, 5_0000)
    assert [(each.name, each.quantity, each.price) for each in lines_of(shop, row)] == [("可乐", 2 * ONE, 2_0000), ("水", ONE, 1_0000)]
    assert (on_hand(shop, cola), on_hand(shop, water)) == (2 * ONE, ONE)
    assert drafts(shop) == ()
    assert page.editor is None
    assert page.card.number.text() == row.number
    assert row.number in page.strip.label.text()


def test_a_bounced_enter_after_the_last_scan_books_nothing(editor, page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    press(ENTER)
    assert posted(shop) == ()


def test_quantity_and_price_are_typed(editor, page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    press(F2, "24", ENTER, "2.5", ENTER)
    assert editor.line.hasFocus()
    assert [(row[3], row[5], row[6], row[7]) for row in editor.model.rows()] == [(24 * ONE, 2_5000, 2_500, 60_0000)]


def test_a_quantity_stands_before_the_code(editor, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    press("12*" + COLA, ENTER)
    assert editor.model.rows()[0][3] == 12 * ONE


def test_goods_are_found_by_initials(editor, press, shop):
    product(shop, "绿茶", purchase_price=2_0000)
    press("6*lc", ENTER)
    assert [(row[1], row[3]) for row in editor.model.rows()] == [("绿茶", 6 * ONE)]


def test_a_typed_sum_is_the_truth_and_the_price_follows(editor, page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    press(F2, "3", ENTER)
    editor.form.amount.select_all()
    press("10", ENTER)
    ((_number, _name, _spec, _quantity, _unit, price, *_rest),) = editor.model.rows()
    assert (price, editor.opened.receipt.total) == (3_3333, 10_0000)


def test_a_pack_is_received_as_its_pieces(editor, page, press, shop):
    with shop.work() as work:
        packs = (PackFields("箱", 24, None, (BOX,)),)
        made = add_product(
            work, ProductFields("可乐", unit="瓶", barcodes=(COLA,), retail_price=3_0000, purchase_price=2_0000, packs=packs)
        )
    page.take_scan(BOX)
    assert [(row[3], row[4], row[5]) for row in editor.model.rows()] == [(ONE, "箱", 48_0000)]
    press(F12)
    with shop.read() as view:
        assert products_of(view, [made])[0].on_hand == 24 * ONE


def test_another_pack_is_chosen_for_the_line(editor, page, press, shop, supplier):
    packs = (PackFields("箱", 24), PackFields("件", 6))
    with shop.work() as work:
        add_product(work, ProductFields("可乐", unit="瓶", barcodes=(COLA,), retail_price=9_0000, purchase_price=2_0000, packs=packs))
    with shop.read() as view:
        cola = find_by_code(view, COLA)[0].product
    box, six = (next(pack.id for pack in cola.packs if pack.name == name) for name in ("箱", "件"))
    with shop.work() as work:
        receive_goods(work, receipt(supplier, line(cola, 1, 45_0000, ratio=24, pack_id=box), line(cola, 1, 1_9000)))
    page.take_scan(COLA)
    choice = editor.form.pack
    for pack, price in ((box, 45_0000), (0, 1_9000)):
        choice.setCurrentIndex(choice.findData(pack))
        choice.activated.emit(choice.currentIndex())
        assert editor.opened.line.price == price
    press(F4, "2.1", ENTER)
    choice.setCurrentIndex(choice.findData(six))
    choice.activated.emit(choice.currentIndex())
    assert (editor.opened.line.price, editor.opened.line.base_quantity) == (12_6000, 6 * ONE)


def test_a_jump_of_the_price_is_asked_about(editor, page, press, shop):
    product(shop, "可乐", 9_0000, barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    press(F4, "2.7", ENTER)
    assert "jumped" in editor.form.facts.text()
    press(F12)
    assert posted(shop) == ()
    assert [row[2:5] for row in editor.review.jumps.rows_model.rows()] == [(2_0000, 2_7000, 3_500)]
    press(ENTER)
    assert posted(shop)[0].total == 2_7000


def test_sales_before_the_goods_came_are_shown_before_it_is_booked(editor, page, press, shop):
    cola = stocked(shop, "可乐", 9_0000, quantity=1, cost=2_0000, barcode=COLA)
    sold = sell(shop, cola, 3)
    page.take_scan(COLA)
    press(F2, "10", ENTER, "2.5", ENTER, F12)
    assert posted(shop) == ()
    ((number, _day, name, quantity, booked, becomes, profit, _key),) = editor.review.true_ups.rows_model.rows()
    assert (number, name, quantity, booked, becomes, profit) == (sold.number, "可乐", 2 * ONE, 4_0000, 5_0000, -1_0000)
    press(ENTER)
    assert posted(shop)[0].total == 25_0000


def test_a_wrong_slip_total_shows_the_lines_that_differ(editor, page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    product(shop, "水", barcode=WATER, purchase_price=1_0000)
    for code in (COLA, WATER):
        page.take_scan(code)
    press(F4, "1.10", ENTER)
    editor.totals.slip_total.select_all()
    press("3")
    assert "−0.10" in editor.totals.difference.text()
    press(F12)
    assert [(row[1], row[3]) for row in editor.review.slip.rows_model.rows()] == [("水", -1000)]
    assert not editor.confirm_button.isEnabled()
    press(ENTER)
    assert posted(shop) == ()
    editor.step_back()
    editor.form.price.select_all()
    press("1", ENTER, F12)
    assert posted(shop)[0].total == 3_0000


@pytest.mark.parametrize("field", ["slip_total", "quantity"])
def test_a_field_without_a_figure_keeps_it_from_being_booked(editor, page, press, shop, field):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    edit = editor.totals.slip_total if field == "slip_total" else editor.form.quantity
    edit.select_all()
    press("12a", F12)
    assert (page.editor, posted(shop)) == (editor, ())
    assert edit.line.hasFocus()
    assert "12a" in edit.problem_label.text()


def test_what_is_put_right_while_it_is_looked_at_is_looked_at_again(editor, page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    editor.totals.slip_total.select_all()
    press("3", F12)
    assert editor.review.is_blocking
    editor.totals.slip_total.select_all()
    press("2x", F12)
    assert posted(shop) == ()
    editor.totals.slip_total.select_all()
    press("2", F12)
    assert posted(shop)[0].total == 2_0000


def test_a_day_long_ago_is_asked_about(editor, page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    editor.totals.day.setDate(QDate(2025, 11, 20))
    press(F12)
    assert "2025-11-20" in editor.review.notes.text()
    press(ESC)
    editor.totals.day.setDate(QDate(2026, 11, 20))
    press(F12)
    assert posted(shop)[0].day == date(2026, 11, 20)


def test_a_slip_that_was_booked_before_is_asked_about(editor, page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    for time in range(2):
        if time:
            page.new_receipt()
            press("lw", ENTER)
        page.editor.slip_number.setFocus()
        press("A-1", ENTER)
        page.take_scan(COLA)
        press(F12)
    (first,) = posted(shop)
    assert first.number in page.editor.review.notes.text()
    press(ENTER)
    assert len(posted(shop)) == 2


def test_refused_pieces_stay_on_the_slip_and_are_not_taken(editor, page, press, shop):
    cola = product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    press(F2, "10", ENTER)
    editor.form.refused.select_all()
    press("2", ENTER, F12)
    (row,) = posted(shop)
    assert [(each.quantity, each.refused, each.refused_why) for each in lines_of(shop, row)] == [(8 * ONE, 2 * ONE, "broken")]
    assert (row.total, on_hand(shop, cola)) == (16_0000, 8 * ONE)


def test_a_line_may_be_refused_whole(editor, page, press, shop):
    cola, water = product(shop, "可乐", barcode=COLA, purchase_price=2_0000), product(shop, "水", barcode=WATER, purchase_price=1_0000)
    for code in (WATER, COLA):
        page.take_scan(code)
    editor.form.refused.select_all()
    press("1", ENTER, F12)
    (row,) = posted(shop)
    assert (row.total, on_hand(shop, cola), on_hand(shop, water)) == (1_0000, 0, ONE)
    with shop.read() as view:
        assert check(view).ok


def test_a_crate_is_weighed_full_and_empty(editor, page, press, shop):
    product(shop, "苹果", unit="公斤", barcode=COLA, purchase_price=5_0000)
    page.take_scan(COLA)
    editor.form.gross.select_all()
    press("21.5")
    editor.form.tare.select_all()
    press("1.5")
    assert editor.model.rows()[0][3] == 20 * ONE


def test_a_weight_may_be_typed_in_another_unit(editor, page, press, shop):
    product(shop, "苹果", unit="公斤", barcode=COLA, purchase_price=5_0000)
    page.take_scan(COLA)
    press(F2, "40j", ENTER)
    assert editor.model.rows()[0][3] == 20 * ONE


def test_a_late_receipt_has_its_own_business_date(editor, page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    editor.totals.day.setDate(QDate(2026, 11, 20))
    assert [row.lines for row in drafts(shop)] == [1]
    editor.finish()
    assert (posted(shop)[0].day, posted(shop)[0].number) == (date(2026, 11, 20), "JH20261120-0001")


def test_the_goods_go_to_the_place_that_is_chosen(page, press, shop):
    cola = product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    with shop.work() as work:
        storeroom = add_place(work, "后仓")
    press("Ctrl+N", "lw", ENTER)
    page.take_scan(COLA)
    page.editor.totals.into.set_value(str(storeroom))
    page.take_scan(COLA)
    press(F12)
    with shop.read() as view:
        level = metadata.tables["stock_level"]
        rows = view.connection.execute(select(level.c.place_id, level.c.quantity).where(level.c.product_id == cola.id)).all()
    assert rows == [(storeroom, 2 * ONE)]


def test_free_goods_and_a_new_retail_price(editor, page, press, shop):
    cola = product(shop, "可乐", 3_0000, barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    editor.form.retail.select_all()
    press("4", ENTER)
    assert editor.model.rows()[0][8:10] == (4_0000, 5_000)
    press(F12)
    with shop.read() as view:
        assert product_card(view, cola.id).fields.retail_price == 4_0000
    page.new_receipt()
    press("lw", ENTER)
    page.take_scan(COLA)
    page.editor.form.free.click()
    press(F12)
    assert posted(shop)[0].total == 0


def test_who_changes_no_products_sets_no_retail_price(qtbot, shop, supplier):
    tea = product(shop, "茶", barcode=TEA)
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.EDIT_PRODUCTS})
    shown = shown_page(qtbot, shop)
    shown.open_receipt(receipt(supplier, line(tea, 1, 1_0000)))
    editor = shown.editor
    assert editor is not None
    assert not editor.form.retail.isEnabled()


def test_an_unknown_code_waits_in_its_line_and_is_made_in_place(editor, page, press, shop):
    product(shop, "水", barcode=WATER, purchase_price=1_0000)
    page.take_scan(TEA)
    page.take_scan(WATER)
    press(F12)
    assert "not known" in editor.strip.label.text()
    press("Tea", ENTER, ENTER, "box", ENTER, ENTER, "8", ENTER)
    with shop.read() as view:
        assert [each.product.name for each in find_by_code(view, TEA)] == ["Tea"]
    press("5", ENTER, F12)
    assert [(each.name, each.price) for each in lines_of(shop, posted(shop)[0])] == [("Tea", 5_0000), ("水", 1_0000)]


def test_a_reference_list_fills_an_unknown_code_in(editor, page, press, shop):
    import_list(shop, "批发商", [SheetRow(2, {"name": "茶", "unit": "盒", "barcodes": (TEA,)})])
    page.take_scan(TEA)
    assert editor.new_goods.name.text() == "茶"


def test_a_scan_does_not_put_a_half_made_product_away(editor, page, press, shop):
    product(shop, "水", barcode=WATER, purchase_price=1_0000)
    page.take_scan(TEA)
    press("Te")
    page.take_scan(WATER)
    assert (editor.new_goods.name.text(), editor.model.rowCount()) == ("Te", 2)
    assert not editor.new_goods.isHidden()


def test_an_unknown_code_may_be_a_known_product(editor, page, press, shop):
    tea = product(shop, "绿茶", purchase_price=2_0000)
    page.take_scan(TEA)
    press(Qt.Key.Key_F3, "lc", ENTER)
    assert [row[1] for row in editor.model.rows()] == ["绿茶"]
    with shop.read() as view:
        assert [each.product.id for each in find_by_code(view, TEA)] == [tea.id]


def test_which_of_several_products_a_code_means(editor, page, press, shop):
    product(shop, "茶", barcode=COLA, purchase_price=1_0000)
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    press("2")
    assert [row[1] for row in editor.model.rows()] == ["可乐"]


def test_a_new_supplier_is_made_in_place(page, press, shop):
    press("Ctrl+N", "Li", ENTER)
    assert page.editor.supplier.text() == "Li"
    assert page.editor.opened.supplier.name == "Li"


def test_the_price_proposed_is_the_chosen_suppliers(page, press, shop, supplier):
    cola = product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    with shop.work() as work:
        other = add_supplier(work, SupplierFields("小李"))
        receive_goods(work, receipt(other, line(cola, 1, 1_5000)))
        receive_goods(work, receipt(supplier, line(cola, 1, 1_8000)))
    page.new_receipt()
    page.take_scan(COLA)
    press(Qt.Key.Key_F8, "xl", ENTER)
    assert page.editor.model.rows()[0][5] == 1_5000


def test_a_kill_keeps_what_was_typed(editor, page, press, shop, qtbot):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    press(F2, "7", ENTER)
    editor.slip_number.setFocus()
    press("A-17")
    editor.totals.freight.select_all()
    press("3")
    page.take_scan(TEA)
    # The window is never asked: another one opens on the file as it is.
    again = shown_page(qtbot, shop)
    (row,) = drafts(shop)
    assert (row.supplier, row.lines, row.total) == ("老王批发", 2, 17_0000)
    assert again.table is not None
    assert not again.table.drafts.isHidden()
    press(ENTER)
    assert again.editor is not None
    kept = again.editor.opened.receipt
    assert (kept.slip_number, kept.freight, kept.lines[0].quantity, kept.lines[1].goods.barcode) == ("A-17", 3_0000, 7 * ONE, TEA)
    assert kept == editor.opened.receipt


def test_several_half_typed_ones_are_listed_and_put_away(editor, page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    press(ESC, "Ctrl+N", "lw", ENTER)
    page.take_scan(COLA)
    press(ESC)
    assert len(drafts(shop)) == 2
    assert page.table.drafts.hasFocus()
    press(Qt.Key.Key_Delete)
    assert len(drafts(shop)) == 1
    page.undo()
    assert len(drafts(shop)) == 2


def test_an_empty_one_leaves_no_draft(page, press, shop):
    press("Ctrl+N", ESC)
    assert drafts(shop) == ()
    assert page.editor is None


def test_a_line_goes_and_comes_back(editor, page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    press(Qt.Key.Key_Delete)
    assert editor.model.rowCount() == 0
    press("Ctrl+Z")
    assert editor.model.rowCount() == 1


def test_without_a_supplier_it_is_asked_for(page, press, shop):
    product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.new_receipt()
    page.take_scan(COLA)
    press(F12)
    assert page.editor.supplier.hasFocus()
    assert posted(shop) == ()


def test_taken_back_from_the_list(editor, page, press, shop, supplier):
    cola = product(shop, "可乐", barcode=COLA, purchase_price=2_0000)
    page.take_scan(COLA)
    press(F12, "Ctrl+D", "wrong", ENTER)
    assert on_hand(shop, cola) == 0
    with shop.read() as view:
        assert balance_of(view, supplier) == 0
    assert [row.state.split()[0] for row in posted(shop)] == ["reverses", "reversed"]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_can_be_read_and_heard(page, press, shop, language, qtbot, supplier):
    i18n.use_language(language)
    cola = stocked(shop, "可乐", 9_0000, quantity=1, cost=2_0000, barcode=COLA)
    sell(shop, cola, 3)
    with shop.work() as work:
        receive_goods(work, receipt(supplier, line(cola, 1, 1_8000)))
    sell(shop, cola, 3)
    with shop.work() as work:
        add_place(work, "后仓")
    shown = shown_page(qtbot, shop)
    assert_accessible(shown)
    assert_not_clipped(shown)
    shown.new_receipt()
    assert_not_clipped(shown)
    press("lw", ENTER)
    for code in (COLA, TEA):
        shown.take_scan(code)
        assert_accessible(shown)
        assert_not_clipped(shown)
    editor = shown.editor
    assert editor is not None
    editor.opened.remove()
    editor.totals.slip_total.select_all()
    press("300")
    editor.finish()
    assert_accessible(shown)
    assert_not_clipped(shown)
    assert receipt_draft.__doc__
