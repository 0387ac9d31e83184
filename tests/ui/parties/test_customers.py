"""Customers of the counter in the list: what they bought, the last sale one Enter away."""

import pytest
from PySide6.QtCore import Qt

from jxc_desktop import i18n
from jxc_desktop.domain.cart import set_customer
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.operations.customers import keep_customer
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.customers import customer_list
from jxc_desktop.ui.parties.customers_table import CustomersTable
from jxc_desktop.ui.parties.page import PartiesPage
from tests.builders import CASH, cart_of, product
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def sold(shop):
    """王姐 bought twice for 3; a third sale was reversed. 老张 bought nothing."""
    cola = product(shop)
    with shop.work() as work:
        keep_customer(work, "老张", "139")
        wang = keep_customer(work, "王姐", "138")
    made = []
    for _each in range(3):
        with shop.work() as work:
            made.append(complete_sale(work, set_customer(cart_of(cola), wang), (CASH,), print_receipt=False))
    with shop.work() as work:
        reverse_sale(work, made[-1].document_id, "")
    return made


def test_who_bought_last_stands_first_and_reversed_sales_do_not_count(shop, sold):
    with shop.read() as view:
        rows = customer_list(view)
    assert [(row.name, row.sales, row.total, row.last_number) for row in rows] == [
        ("王姐", 2, 6_0000, sold[1].number),
        ("老张", 0, 0, ""),
    ]


def test_the_last_sale_is_one_key_away(qtbot, page, press, sold):
    press("Ctrl+U")
    shown = page.stack.currentWidget()
    assert isinstance(shown, CustomersTable)
    press("138", Qt.Key.Key_Return)
    with qtbot.waitSignal(page.go_to) as told:
        press(Qt.Key.Key_Return)
    assert told.args[0] == 8
    press(Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.table


def test_who_sees_sales_but_no_purchases_has_the_customers_alone(qtbot, shop, sold):
    shop.actor = Actor(1, "小王", frozenset({Permission.SEE_SALES}))
    made = PartiesPage(shop)
    qtbot.addWidget(made)
    assert made.table is None
    assert isinstance(made.stack.currentWidget(), CustomersTable)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_they_can_be_read_and_heard(page, sold, language):
    i18n.use_language(language)
    page.show_customers()
    assert_accessible(page.stack.currentWidget())
    assert_not_clipped(page.stack.currentWidget())
