"""A goods receipt as a paper: everything that was booked stands on it, on as many pages as it needs."""

from io import BytesIO

import pytest

from jxc_desktop import i18n
from jxc_desktop.domain.purchasing import Refusal
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.receipts import receive_goods, take_back_receipt
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.printing.paper import page_count
from jxc_desktop.printing.purchase_papers import receipt_paper, receipt_pdf
from jxc_desktop.printing.vouchers import FORMS
from jxc_desktop.queries.goods_receipts import receipt_card
from jxc_desktop.queries.party_papers import shop_head
from tests.builders import product
from tests.purchases import line, receipt


@pytest.fixture
def booked(shop):
    tea = product(shop, "茶", unit="盒")
    with shop.work() as work:
        supplier = add_supplier(work, SupplierFields("老王批发"))
        first = line(tea, 8, 2_0000, refused=2 * ONE, refused_why=Refusal.BROKEN)
        made = receipt(
            supplier, first, *[line(tea, 1, price) for price in range(1_0000, 61_0000, 1_0000)], freight=3_0000, slip_number="A-7"
        )
        return receive_goods(work, made)


def read(shop, document_id):
    with shop.read() as view:
        return receipt_card(view, document_id), shop_head(view)


def test_what_was_booked_stands_on_it(shop, booked):
    i18n.use_language("en")
    paper = receipt_paper(*read(shop, booked.document_id))
    assert paper.facts[0] == ("Supplier: 老王批发", f"No.: {booked.number}")
    assert "A-7" in paper.facts[1][0]
    assert paper.rows[0][2:] == ("茶 (refused 2 盒, Broken)", "", "8 盒", "2.00", "16.00")
    assert "1,846.00" in paper.below[0][0]
    assert "1,849.00" in paper.below[1][0]


@pytest.mark.parametrize("key", ["A4", "A5"])
def test_it_takes_as_many_pages_as_it_needs(shop, booked, key):
    stream = BytesIO()
    card, head = read(shop, booked.document_id)
    receipt_pdf(card, head, stream, form=FORMS[key])
    assert page_count(stream.getvalue()) > 1


def test_a_reversal_names_what_it_takes_back(shop, booked):
    i18n.use_language("en")
    with shop.work() as work:
        back = take_back_receipt(work, booked.document_id, "录错")
    paper = receipt_paper(*read(shop, back.document_id))
    assert paper.facts[2] == ("", f"reverses {booked.number}")
