"""The statement of a span on the screen and as a paper; a payment printed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from jxc_desktop import i18n
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.supplier_payments import pay_supplier
from jxc_desktop.operations.suppliers import add_supplier, set_opening_payable
from jxc_desktop.queries.reports.spans import Preset
from jxc_desktop.ui.parties.statement_view import StatementView
from tests.printing.test_vouchers import pages
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def supplier(page, shop):
    """老王, who was owed 100 and got 60."""
    with shop.work() as work:
        made = add_supplier(work, SupplierFields("老王批发"))
        set_opening_payable(work, made, 100_0000)
        pay_supplier(work, made, [(1, 60_0000)], key="k")
    page.table.refresh()
    page.table.view.selectRow(0)
    return made


@pytest.fixture
def shown(page, supplier):
    page.show_statement()
    found = page.stack.currentWidget()
    assert isinstance(found, StatementView)
    return found


def test_a_span_is_shown_with_what_was_brought_forward(shown):
    assert [(line.number, line.balance) for line in shown.model.rows()] == [
        ("", 0),
        ("QK20261122-0001", 100_0000),
        ("FK20261122-0001", 40_0000),
    ]
    assert [(line.owed, line.paid) for line in shown.model.rows()] == [(None, None), (100_0000, None), (None, 60_0000)]
    shown.span_bar.choose(Preset.LAST_MONTH)
    assert [line.balance for line in shown.model.rows()] == [0]


def test_it_is_printed_as_it_is_shown(qtbot, shown):
    shown.show_paper()
    qtbot.waitUntil(lambda: shown.paper.preview.pages == 1)
    (text,) = pages(shown.paper.document(shown.paper.chosen()))
    assert "Owed on 2026-11-22: ¥40.00" in text
    assert_accessible(shown.paper)


def test_a_payment_on_it_opens_as_its_paper_and_another_document_where_documents_are(qtbot, page, shown):
    shown.view.selectRow(2)
    shown.open_current()
    assert "FK20261122-0001" in shown.paper.windowTitle()
    shown.view.selectRow(1)
    with qtbot.waitSignal(page.go_to) as told:
        shown.open_current()
    assert told.args[0] == 8


def test_what_was_just_paid_is_printed_by_a_key(page, supplier):
    page.pay_current()
    form = page.stack.currentWidget()
    form.legs.rows[0].amount.set_value(5_0000)
    form.pay()
    assert "Ctrl+Shift+P" in page.strip.button.text()
    page.print_paid()
    assert "FK20261122-0002" in page.paper.windowTitle()


def test_the_paper_is_saved_only_by_who_may_export(qtbot, page, shop, shown, tmp_path):
    shown.show_paper()
    qtbot.waitSignal(shown.paper.save_to(tmp_path / "s.pdf").finished).wait()
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    shop.actor = Actor(1, "小王", frozenset(Permission) - {Permission.EXPORT})
    shown.show_paper()
    assert not shown.paper.save_button.isEnabled()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_can_be_read_and_heard(page, press, supplier, language):
    i18n.use_language(language)
    page.show_statement()
    QApplication.processEvents()
    assert_accessible(page.stack.currentWidget())
    assert_not_clipped(page.stack.currentWidget())
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.table


def test_a_payment_is_reversed_where_it_stands(page, press, shop, shown, supplier):
    shown.view.selectRow(1)
    assert not shown.reverse_button.isEnabled()
    shown.view.selectRow(2)
    press("Ctrl+D")
    assert shown.bar.is_open
    press(Qt.Key.Key_Escape)
    assert (page.stack.currentWidget(), shown.bar.is_open) == (shown, False)
    press("Ctrl+D", "wrong sum", Qt.Key.Key_Return)
    assert [line.balance for line in shown.model.rows()] == [0, 100_0000, 40_0000, 100_0000]
    assert "HC20261122-0001" in page.strip.label.text()
    shown.view.selectRow(2)
    assert not shown.reverse_button.isEnabled()
