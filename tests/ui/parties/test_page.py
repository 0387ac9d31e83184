"""Suppliers at the screen: made, found, changed; what is open; paid in parts, from several accounts, with a cut, in advance."""

from datetime import date

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.purchasing import Terms
from jxc_desktop.domain.suppliers import Licence, SupplierFields
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.supplier_payments import pay_supplier
from jxc_desktop.operations.suppliers import add_supplier, change_supplier
from jxc_desktop.queries.parties import open_moves
from jxc_desktop.queries.suppliers import supplier_card, suppliers
from jxc_desktop.ui import table_export, theme
from jxc_desktop.ui.parties.licences_edit import day_of
from jxc_desktop.ui.parties.open_amounts import OpenAmounts
from jxc_desktop.ui.parties.page import PartiesPage
from jxc_desktop.ui.parties.payment_form import PaymentForm
from jxc_desktop.ui.parties.supplier_form import SupplierForm
from tests.builders import product
from tests.purchases import balance_of, line, receipt
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def supplier(page, shop):
    """老王, who is owed 30 and 20."""
    with shop.work() as work:
        made = add_supplier(work, SupplierFields("老王批发", terms=Terms.DAYS, term_days=30))
    receive(shop, made, 30_0000)
    receive(shop, made, 20_0000)
    page.table.refresh()
    page.table.view.selectRow(0)
    return made


def receive(shop, supplier, amount):
    tea = product(shop, "茶")
    with shop.work() as work:
        return receive_goods(work, receipt(supplier, line(tea, 1, amount)))


def owed(shop, supplier):
    with shop.read() as view:
        return balance_of(view, supplier)


def left(shop, supplier):
    with shop.read() as view:
        return [move.left for move in open_moves(view, supplier)]


def accounts_of(shop):
    with shop.read() as view:
        return view.connection.execute(text("SELECT account_id, amount FROM account_move ORDER BY id")).all()


@pytest.fixture
def form(page, supplier):
    page.pay_current()
    shown = page.stack.currentWidget()
    assert isinstance(shown, PaymentForm)
    return shown


def test_a_supplier_is_made_by_keyboard(page, press, shop):
    press("Ctrl+N")
    form = page.stack.currentWidget()
    assert isinstance(form, SupplierForm)
    press("Wang", Qt.Key.Key_Return, "Li")
    form.terms.setCurrentIndex(form.terms.findData("month"))
    form.days.setValue(10)
    row = form.licences.add_row()
    row.name.setText("食品经营许可证")
    row.until.setText("2027/12/31")
    form.opening.line.setText("120")
    press("Ctrl+S")
    assert page.stack.currentWidget() is page.table
    with shop.read() as view:
        (made,) = suppliers(view)
        fields = supplier_card(view, made.id).fields
    assert (fields.name, fields.contact, fields.terms, fields.term_days) == ("Wang", "Li", Terms.MONTH, 10)
    assert fields.licences == (Licence("食品经营许可证", "", date(2027, 12, 31)),)
    assert made.balance == 120_0000
    assert page.table.current() is not None


def test_a_day_that_can_not_be_read_is_said_and_nothing_is_kept(page, press, shop):
    page.new_supplier()
    form = page.stack.currentWidget()
    form.texts["name"].setText("老王")
    form.licences.add_row().until.setText("nächstes Jahr")
    form.save()
    assert "2027-12-31" in form.ask.label.text()
    with shop.read() as view:
        assert suppliers(view) == ()


@pytest.mark.parametrize("typed", ["2027-12-31", "2027/12/31", "20271231", "2027.12.31", "2027年12月31日", " 2027-12-31 "])
def test_a_day_as_people_write_it(typed):
    assert day_of(typed) == date(2027, 12, 31)


@pytest.mark.parametrize("typed", ["", "2027", "2027-13-01", "2027-02-30", "soon"])
def test_what_is_no_day(typed):
    assert day_of(typed) is None


def test_what_was_owed_is_typed_only_before_the_first_document(page, supplier):
    page.open_current()
    form = page.stack.currentWidget()
    assert not form.opening.isVisible()
    page.open_supplier(0)
    assert page.stack.currentWidget().opening.isVisible()


def test_typed_text_is_asked_about_once(page, press, supplier):
    page.open_current()
    form = page.stack.currentWidget()
    form.texts["contact"].setText("王")
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is form
    press(Qt.Key.Key_Escape)
    assert (page.stack.currentWidget(), form.ask.isVisible()) == (form, False)
    press(Qt.Key.Key_Escape)
    form.ask.buttons[1].click()
    assert page.stack.currentWidget() is page.table


def test_what_someone_else_changed_is_not_overwritten(page, shop, supplier):
    page.open_current()
    form = page.stack.currentWidget()
    with shop.work() as work:
        change_supplier(work, supplier, SupplierFields("老王", phone="138"), 1)
    form.texts["contact"].setText("王")
    form.save()
    assert page.stack.currentWidget() is form
    form.ask.buttons[1].click()
    with shop.read() as view:
        fields = supplier_card(view, supplier).fields
    assert (fields.name, fields.contact, fields.phone) == ("老王批发", "王", "")


def test_without_a_selection_the_earliest_due_is_paid(form, page, press, shop, supplier):
    press("40")
    assert "JH20261122-0001, JH20261122-0002" in form.says.text()
    assert "10.00 stays open" in form.says.text()
    press("Ctrl+S")
    assert (owed(shop, supplier), left(shop, supplier)) == (10_0000, [10_0000])
    assert page.stack.currentWidget() is page.table
    assert "FK20261122-0001" in page.strip.label.text()


def test_what_is_selected_is_paid_and_its_sum_proposed(form, shop, supplier):
    form.view.selectRow(1)
    assert form.legs.total() == 20_0000
    form.pay()
    assert left(shop, supplier) == [30_0000]


def test_several_accounts_and_a_cut(form, shop, supplier):
    form.legs.rows[0].amount.set_value(30_0000)
    form.legs.add_row().amount.set_value(19_5000)
    form.cut.set_value(5000)
    form.pay()
    assert owed(shop, supplier) == 0
    assert accounts_of(shop) == [(1, -30_0000), (2, -19_5000)]


def test_all_that_is_open_is_paid_by_a_key(form, page, press, shop, supplier):
    press("Ctrl+G")
    everything = form.legs.total()
    assert everything == sum(move.left for move in form.moves)
    form.cut.set_value(10_0000)
    form.legs.add_button.click()
    form.legs.rows[1].amount.set_value(20_0000)
    press("Ctrl+G")
    assert form.legs.legs()[0][1] == everything - 30_0000
    press("Ctrl+S")
    with shop.read() as view:
        assert balance_of(view, supplier) == 0


def test_a_typed_payment_is_asked_about_before_it_goes(form, page, press):
    form.arrive()
    press("5", Qt.Key.Key_Escape)
    assert not form.ask.isHidden()
    press(Qt.Key.Key_Escape)
    assert form.legs.total() == 5_0000
    press(Qt.Key.Key_Escape)
    form.ask.buttons[1].click()
    assert page.stack.currentWidget() is page.table


def test_in_advance_and_the_credit_used(form, page, shop, supplier):
    form.legs.rows[0].amount.set_value(60_0000)
    assert "10.00 of it is paid in advance" in form.says.text()
    form.pay()
    receive(shop, supplier, 8_0000)
    assert left(shop, supplier) == [-10_0000, 8_0000]
    page.pay(supplier)
    again = page.stack.currentWidget()
    assert again.credit_button.isEnabled()
    again.use()
    assert left(shop, supplier) == [-2_0000]


def test_a_cut_above_what_is_owed_is_refused_in_words_and_stays_typed(form, shop, supplier):
    form.cut.set_value(60_0000)
    form.pay()
    assert "60.00" in form.ask.label.text()
    assert (owed(shop, supplier), form.cut.value()) == (50_0000, 60_0000)


def test_all_that_is_open_leads_to_the_payment(qtbot, page, press, shop, supplier):
    page.show_open()
    shown = page.stack.currentWidget()
    assert isinstance(shown, OpenAmounts)
    shown.view.selectRow(1)
    shown.pay_current()
    form = page.stack.currentWidget()
    assert [row.left for row in form.chosen()] == [20_0000]
    form.pay()
    assert page.stack.currentWidget() is shown
    qtbot.waitUntil(lambda: [row.left for row in shown.model.rows()] == [30_0000])


def test_who_may_only_look_pays_nothing(qtbot, shop, supplier):
    shop.actor = Actor(1, "小王", frozenset({Permission.SEE_PURCHASES}))
    made = PartiesPage(shop)
    qtbot.addWidget(made)
    assert made.table is not None
    made.table.view.selectRow(0)
    assert not made.buttons["new"].isEnabled()
    assert not made.buttons["pay"].isEnabled()
    made.open_current()
    form = made.stack.currentWidget()
    assert isinstance(form, SupplierForm)
    assert not form.save_button.isEnabled()


def test_without_the_right_nothing_is_shown(qtbot, shop):
    shop.actor = Actor(1, "小王", frozenset())
    made = PartiesPage(shop)
    qtbot.addWidget(made)
    assert made.table is None
    assert "See purchases" in made.stack.currentWidget().accessibleName()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_they_can_be_read_and_heard(qtbot, dressed, shop, language, look):
    i18n.use_language(language)
    theme.apply_theme(dressed, look)
    with shop.work() as work:
        made = add_supplier(work, SupplierFields("老王批发", licences=(Licence("营业执照", "91", date(2026, 12, 1)),)))
        pay_supplier(work, made, [(1, 10_0000)], key="k")
    page = PartiesPage(shop)
    qtbot.addWidget(page)
    page.resize(1024, 660)
    page.show()
    assert page.table is not None
    page.table.view.selectRow(0)
    for show in (lambda: None, page.open_current, page.show_open, lambda: page.pay(made)):
        show()
        QApplication.processEvents()  # the rows of a form get their height
        assert_accessible(page.stack.currentWidget())
        assert_not_clipped(page.stack.currentWidget())


def test_the_list_goes_to_excel_as_it_is_shown(qtbot, page, shop, supplier, tmp_path):
    with shop.work() as work:
        add_supplier(work, SupplierFields("鲜丰果蔬"))
    page.table.search.setText("lw")
    page.table.apply_filters()
    with qtbot.waitSignal(table_export.export(shop, page.table.view, tmp_path / "s.xlsx").finished):
        pass
    sheet = openpyxl.load_workbook(tmp_path / "s.xlsx").worksheets[0]
    cells = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "老王批发" in cells
    assert "鲜丰果蔬" not in cells
    assert 50 in cells
