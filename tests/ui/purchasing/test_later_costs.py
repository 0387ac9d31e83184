"""Freight, a fee or a rebate of a receipt that stands: what it does is shown, F12 books it, Ctrl+Z takes it back."""

import pytest
from sqlalchemy import text

from jxc_desktop import i18n
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.ui.purchasing.later_cost_form import LaterCostForm
from tests.builders import product
from tests.purchases import line, receipt
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.purchasing.conftest import shown_page


@pytest.fixture
def received(qtbot, shop, supplier):
    """A page on which the receipt of ten tea at 3.00 is chosen."""
    tea = product(shop, "茶")
    with shop.work() as work:
        add_supplier(work, SupplierFields("物流"))
        made = receive_goods(work, receipt(supplier, line(tea, 10, 3_0000)))
    page = shown_page(qtbot, shop)
    assert page.table is not None
    page.table.go_to(made.number)
    return page


def value(shop):
    with shop.read() as view:
        return view.connection.execute(text("SELECT value FROM stock_value")).scalar_one()


def test_freight_is_typed_shown_booked_and_taken_back(shop, received, press):
    press("Ctrl+G")
    form = received.stack.currentWidget()
    assert isinstance(form, LaterCostForm)
    assert not form.book_button.isEnabled()
    form.amount.line.setText("5")
    assert "5.00" in form.does.text()
    form.party.setCurrentText("物流")
    form.book()
    assert (value(shop), "FY20261122-0001" in received.strip.label.text()) == (35_0000, True)
    received.undo()
    assert (value(shop), "HC20261122-0001" in received.strip.label.text()) == (30_0000, True)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_field_has_a_name_and_nothing_is_cut(received, language):
    i18n.use_language(language)
    received.add_later()
    form = received.stack.currentWidget()
    form.amount.line.setText("5")
    assert_accessible(form)
    assert_not_clipped(form)
