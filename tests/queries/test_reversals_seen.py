"""A reversal is seen by who may see what it takes back, and its value at cost by who may see costs."""

import pytest

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock_documents import StockLine
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.adjustments import take_back_adjustment, write_off
from jxc_desktop.operations.receipts import receive_goods, take_back_receipt
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.documents import documents_count, documents_list
from tests.builders import stocked
from tests.purchases import line, receipt


@pytest.fixture
def books(shop):
    """A write-off and a receipt, each taken back: HC 1 and HC 2."""
    tea = stocked(shop, "茶")
    with shop.work() as work:
        gone = write_off(work, [StockLine(tea.id, ONE, 3)], key="w")
        take_back_adjustment(work, gone.document_id, "")
        came = receive_goods(work, receipt(add_supplier(work, SupplierFields("老王")), line(tea, 1, 3_0000)))
        take_back_receipt(work, came.document_id, "")
    return shop


def seen(shop, *without):
    shop.actor = shop.actor.__class__(1, "Owner", frozenset(Permission) - set(without))
    with shop.read() as view:
        return {row.number[:2] + row.number[-1]: row.total for row in documents_list(view)}, documents_count(view).total


def test_the_owner_sees_all(books):
    found, total = seen(books)
    assert (found["HC1"], found["HC2"], total) == (2_0000, -3_0000, 0)


@pytest.mark.parametrize(("right", "hidden"), [(Permission.SEE_PURCHASES, {"JH1", "HC2"}), (Permission.SEE_STOCK, {"QC1", "BS1", "HC1"})])
def test_without_the_right_the_reversal_is_hidden_too(books, right, hidden):
    every, _total = seen(books)
    assert set(every) - set(seen(books, right)[0]) == hidden


def test_without_the_right_to_costs_no_value_at_cost_is_shown(books):
    found, total = seen(books, Permission.SEE_COST)
    assert (found["BS1"], found["HC1"], found["HC2"], total) == (None, None, -3_0000, 0)
