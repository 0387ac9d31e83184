"""Transfers, write-offs and write-ups, assemblies at the window: scanned, counted, booked by keys, kept while typed, taken back."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from sqlalchemy import text

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.stock_documents import WouldBeBelowZero
from jxc_desktop.domain.stock_draft import Way
from jxc_desktop.operations.places import add_place, drop_stock_reason
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.places import recipe_of
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.stock import stock_at
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.stock.documents import StockDocument
from tests.builders import CASH, cart_of, product, stocked
from tests.ui.checks import assert_accessible, assert_not_clipped

TEA, MILK, BOX = "6901234567892", "6901234567908", "6901234567915"


@pytest.fixture
def page(shop, shown):
    """Ten tea, five milk, a gift box that was never made; a storeroom."""
    stocked(shop, "茶", quantity=10, cost=2_0000, code="1001", barcode=TEA, unit="盒")
    stocked(shop, "奶", quantity=5, cost=3_0000, code="1002", barcode=MILK, unit="瓶")
    product(shop, "礼盒", code="1003", barcode=BOX)
    with shop.work() as work:
        add_place(work, "仓库")
    return shown(shop)


def _opened(qtbot, page, way):
    page.show_form(way)
    form = page.stack.currentWidget()
    assert isinstance(form, StockDocument)
    return form


def rows(form):
    model = form.model
    return [
        {column.key: cell_text(column.kind, model.value(number, place)) for place, column in enumerate(model.columns)}
        for number in range(model.rowCount())
    ]


def levels(shop):
    with shop.read() as view:
        sql = "SELECT product_id, place_id, quantity FROM stock_level WHERE quantity <> 0 ORDER BY product_id, place_id"
        return [tuple(row) for row in view.connection.execute(text(sql))]


def press(qtbot, form, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(form.focusWidget() or form, key, modifier)


def test_goods_are_scanned_and_go_to_the_storeroom(qtbot, shop, page):
    form = _opened(qtbot, page, Way.TRANSFER)
    for code in (TEA, TEA, MILK):
        assert page.take_scan(code)
    assert [(row["name"], row["there"], row["quantity"]) for row in rows(form)] == [("茶", "10", "2"), ("奶", "5", "1")]
    press(qtbot, form, Qt.Key.Key_F12)
    assert page.stack.currentWidget() is page.table
    assert "DB20261122-0001" in page.strip.label.text()
    assert levels(shop) == [(1, 1, 8_000), (1, 2, 2_000), (2, 1, 4_000), (2, 2, 1_000)]
    page.take_back()
    assert levels(shop) == [(1, 1, 10_000), (2, 1, 5_000)]
    assert "HC20261122-0001" in page.strip.label.text()


def test_a_quantity_is_typed_and_each_line_has_its_reason(qtbot, shop, page):
    form = _opened(qtbot, page, Way.WRITE_OFF)
    page.take_scan(TEA)
    form.reason.set_value("2")
    page.take_scan(MILK)
    form.reason.set_value("3")
    form.quantity.line.setText("1.5")
    assert [(row["reason"], row["quantity"]) for row in rows(form)] == [("Broken", "1"), ("Lost", "1.5")]
    press(qtbot, form, Qt.Key.Key_F12)
    assert levels(shop) == [(1, 1, 9_000), (2, 1, 3_500)]


def test_search_and_five_times(qtbot, page):
    form = _opened(qtbot, page, Way.WRITE_UP)
    form.arrive()
    qtbot.keyClicks(form.line, "5*1001")
    qtbot.keyClick(form.line, Qt.Key.Key_Return)
    assert [(row["name"], row["quantity"]) for row in rows(form)] == [("茶", "5")]


def test_what_is_typed_is_there_again_and_can_be_undone_or_put_away(qtbot, shop, page):
    form = _opened(qtbot, page, Way.WRITE_OFF)
    page.take_scan(TEA)
    page.take_scan(MILK)
    form.remove()
    assert [row["name"] for row in rows(form)] == ["茶"]
    form.undo()
    assert [row["name"] for row in rows(form)] == ["茶", "奶"]
    form.close_part()
    again = _opened(qtbot, page, Way.WRITE_OFF)
    assert [row["name"] for row in rows(again)] == ["茶", "奶"]
    again.drop()
    assert rows(_opened(qtbot, page, Way.WRITE_OFF)) == []
    with shop.read() as view:
        assert view.connection.execute(text("SELECT COUNT(*) FROM draft")).scalar_one() == 0


def test_a_gift_box_is_assembled_and_what_it_consists_of_is_proposed_the_next_time(qtbot, shop, page):
    form = _opened(qtbot, page, Way.ASSEMBLY)
    for code in (TEA, TEA, MILK, BOX):
        page.take_scan(code)
    form.side.set_value("made")
    form.book()
    assert levels(shop) == [(1, 1, 8_000), (2, 1, 4_000), (3, 1, 1_000)]
    again = _opened(qtbot, page, Way.ASSEMBLY)
    page.take_scan(BOX)
    again.side.set_value("made")
    again.quantity.line.setText("2")
    again.side.set_value("made")
    again.take_recipe()
    assert sorted((row["name"], row["quantity"]) for row in rows(again)) == [("奶", "2"), ("礼盒", "2"), ("茶", "4")]


def test_a_refusal_keeps_what_is_typed(qtbot, shop, page):
    with shop.work() as work:
        work.connection.execute(text("UPDATE product SET below_zero = 'refuse'"))
    form = _opened(qtbot, page, Way.WRITE_OFF)
    page.take_scan(TEA)
    form.quantity.line.setText("11")
    with pytest.raises(WouldBeBelowZero):
        form.book()
    assert [row["quantity"] for row in rows(form)] == ["11"]
    assert page.stack.currentWidget() is form


def test_an_unknown_code_is_said_and_nothing_is_added(qtbot, page):
    form = _opened(qtbot, page, Way.TRANSFER)
    page.take_scan("6900000000007")
    assert "6900000000007" in form.strip.label.text()
    assert rows(form) == []
    assert not form.book_button.isEnabled()


def test_without_the_right_the_button_is_grey(shop, shown, page):
    shop.actor = shop.actor.__class__(1, "Owner", frozenset(Permission) - {Permission.ADJUST_STOCK})
    again = shown(shop)
    assert [again.buttons[way].isEnabled() for way in Way] == [True, False, False, True]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("way", list(Way))
def test_every_field_has_a_name_and_nothing_is_cut(qtbot, shop, shown, page, language, way):
    i18n.use_language(language)
    again = shown(shop)
    form = _opened(qtbot, again, way)
    again.take_scan(TEA)
    again.resize(1024, 660)
    assert again.width() == 1024  # else it asks for more than the smallest window has
    assert_accessible(form)
    assert_not_clipped(form)


def ask(form, question, answer):
    question()
    assert form.bar.is_open
    form.bar.fields[0].setText(answer)
    form.bar.enter()
    assert not form.bar.is_open


def test_a_place_is_made_and_renamed_where_it_is_missed(qtbot, shop, page):
    form = _opened(qtbot, page, Way.TRANSFER)
    page.take_scan(TEA)
    ask(form, form.ask_place, "二楼")
    assert form.to_place.currentText() == "二楼"
    ask(form, form.ask_place_name, "三楼")
    assert (form.to_place.currentText(), form.from_place.currentText()) == ("三楼", "Shop floor")
    form.book()
    assert levels(shop) == [(1, 1, 9_000), (1, 3, 1_000), (2, 1, 5_000)]


def test_a_reason_of_the_shops_own_is_made_and_renamed(qtbot, page):
    form = _opened(qtbot, page, Way.WRITE_OFF)
    page.take_scan(TEA)
    ask(form, form.ask_reason, "老鼠咬")
    assert rows(form)[0]["reason"] == "老鼠咬"
    ask(form, form.ask_reason_name, "虫蛀")
    assert rows(form)[0]["reason"] == "虫蛀"


def test_it_is_dated_back_and_says_so_once_it_is_opened_again(qtbot, shop, page):
    form = _opened(qtbot, page, Way.WRITE_OFF)
    page.take_scan(TEA)
    assert form.day.maximumDate() == form.day.date() == QDate(2026, 11, 22)
    form.day.setDate(QDate(2026, 10, 31))
    form.close_part()
    again = _opened(qtbot, page, Way.WRITE_OFF)
    assert again.day.date() == QDate(2026, 10, 31)
    press(qtbot, again, Qt.Key.Key_F12)
    with shop.read() as view:
        assert [row[6] for row in stock_at(view, date(2026, 10, 31))] == [-1_000]


def test_a_form_left_open_over_night_is_for_the_new_day(qtbot, shop, page, clock):
    form = _opened(qtbot, page, Way.WRITE_OFF)
    page.take_scan(TEA)
    clock.forward(days=1)
    form.findChild(DayWatch).look()
    assert form.day.date() == QDate(2026, 11, 23)
    press(qtbot, form, Qt.Key.Key_F12)
    assert "BS20261123-0001" in page.strip.label.text()


def test_what_is_undone_is_what_is_shown_and_a_field_goes_back_at_once(qtbot, shop, page):
    """Remark and quantity: letter after letter is one step, and the field shows what will be booked."""
    form = _opened(qtbot, page, Way.WRITE_UP)
    page.take_scan(TEA)
    form.quantity.line.setText("12")
    form.quantity.line.setText("120")
    qtbot.keyClicks(form.remark, "found")
    form.undo()
    assert (form.remark.text(), form.draft.remark) == ("", "")
    assert rows(form)[0]["quantity"] == "120"
    form.undo()
    assert (rows(form)[0]["quantity"], form.quantity.value()) == ("1", 1_000)


def test_what_a_set_consists_of_is_put_right_and_forgotten(qtbot, shop, page):
    form = _opened(qtbot, page, Way.ASSEMBLY)
    form.keep_recipe()
    assert "One product must be made" in form.strip.label.text()
    for code in (TEA, TEA, MILK):
        page.take_scan(code)
    page.take_scan(BOX)
    form.side.set_value("made")
    form.quantity.line.setText("2")
    press(qtbot, form, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert "礼盒" in form.strip.label.text()
    with shop.read() as view:
        assert {(part.name, part.quantity) for part in recipe_of(view, 3)} == {("茶", 1_000), ("奶", 500)}
    form.opened.step_to(0)
    form.remove()
    form.remove()
    form.keep_recipe()
    with shop.read() as view:
        assert recipe_of(view, 3) == ()


def test_a_reason_is_dropped_but_not_one_that_stands_on_a_line_and_comes_back_by_its_name(qtbot, shop, page):
    form = _opened(qtbot, page, Way.WRITE_OFF)
    page.take_scan(TEA)
    form.drop_reason()
    assert "stands on a line" in form.strip.label.text()
    form.remove()
    form.reason.set_value("1")
    form.drop_reason()
    assert form.reason.findText("Expired") < 0
    ask(form, form.ask_reason, "Expired")
    assert form.reason.currentText() == "Expired"
    assert form.reason.value() == "1"


def test_a_reason_dropped_elsewhere_still_names_its_line(qtbot, shop, page):
    form = _opened(qtbot, page, Way.WRITE_OFF)
    page.take_scan(TEA)
    form.close_part()
    with shop.work() as work:
        drop_stock_reason(work, 1)
    again = _opened(qtbot, page, Way.WRITE_OFF)
    assert (rows(again)[0]["reason"], again.reason.currentText()) == ("Expired", "Expired")


def test_goods_that_nobody_counted_show_no_number(qtbot, shop, page):
    """Three boxes were sold; nobody ever said how many there are."""
    with shop.read() as view:
        (box,) = products_of(view, [3])
    with shop.work() as work:
        complete_sale(work, cart_of(box), (CASH,), print_receipt=False)
    form = _opened(qtbot, page, Way.WRITE_OFF)
    page.take_scan(BOX)
    assert rows(form)[0]["there"] == ""


def test_what_was_begun_and_left_empty_is_not_kept(qtbot, shop, page):
    form = _opened(qtbot, page, Way.TRANSFER)
    page.take_scan(TEA)
    form.remove()
    form.close_part()
    with shop.read() as view:
        assert view.connection.execute(text("SELECT COUNT(*) FROM draft")).scalar_one() == 0


@pytest.mark.parametrize("typed", ["", "0", "abc", "1,5"])
def test_a_quantity_that_is_none_books_nothing_and_is_asked_for(qtbot, shop, page, typed):
    """The field does not show what the line had before: that must not be booked unseen."""
    form = _opened(qtbot, page, Way.WRITE_OFF)
    page.take_scan(TEA)
    form.quantity.line.setText(typed)
    press(qtbot, form, Qt.Key.Key_F12)
    assert page.stack.currentWidget() is form
    assert "How many?" in form.strip.label.text()
    assert form.quantity.line.hasFocus()
    qtbot.keyClicks(form.quantity.line, "2")
    press(qtbot, form, Qt.Key.Key_F12)
    assert levels(shop)[0] == (1, 1, 8_000)
