"""对账单 and 付款单: what is owed and paid stands on the paper, on every sheet, as many pages as it needs."""

from datetime import date
from io import BytesIO

import pytest

from jxc_desktop import i18n
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.supplier_payments import pay_supplier
from jxc_desktop.operations.suppliers import add_supplier, set_opening_payable
from jxc_desktop.printing.party_papers import payment_pdf, statement_pdf
from jxc_desktop.printing.vouchers import FORMS
from jxc_desktop.queries.party_papers import payment_paper, statement_paper
from tests.builders import product
from tests.printing.test_vouchers import pages
from tests.purchases import line, receipt

DAY = date(2026, 11, 22)


@pytest.fixture
def supplier(shop):
    with shop.work() as work:
        change_settings(work, shop_name="好邻居便利店", shop_phone="010-1")
        made = add_supplier(work, SupplierFields("老王批发", contact="王建国"))
        set_opening_payable(work, made, 100_0000)
    return made


def pay(shop, supplier, amount, **more):
    with shop.work() as work:
        return pay_supplier(work, supplier, [(1, amount - 1_0000), (2, 1_0000)], key=f"{amount}", **more)


def statement(shop, supplier, key="A4", first=DAY, last=DAY):
    stream = BytesIO()
    with shop.read() as view:
        made = statement_paper(view, supplier, first, last)
    statement_pdf(made, stream, form=FORMS[key])
    return pages(stream.getvalue())


def payment(shop, document_id, key="A5"):
    stream = BytesIO()
    with shop.read() as view:
        made = payment_paper(view, document_id)
    payment_pdf(made, stream, form=FORMS[key])
    return pages(stream.getvalue())


def test_a_statement_says_what_was_owed_what_moved_and_what_is_owed(shop, supplier):
    pay(shop, supplier, 60_0000)
    (text,) = statement(shop, supplier)
    for part in (
        "好邻居便利店",
        "Statement",
        "老王批发",
        "王建国",
        "QK20261122-0001",
        "Opening payable",
        "FK20261122-0001",
        "100.00",
        "60.00",
    ):
        assert part in text
    assert "Owed on 2026-11-22: ¥40.00" in text
    assert "010-1" in text


def test_what_was_before_the_span_is_brought_forward(shop, supplier):
    (text,) = statement(shop, supplier, first=date(2026, 12, 1), last=date(2026, 12, 31))
    assert "brought forward" in text
    assert "QK" not in text
    assert "Owed on 2026-12-31: ¥100.00" in text


def test_what_was_paid_in_advance_is_below_zero(shop, supplier):
    pay(shop, supplier, 130_0000)
    (text,) = statement(shop, supplier)
    assert "Owed on 2026-11-22: -¥30.00" in text
    assert "-30.00" in text.replace("-¥30.00", "")


@pytest.mark.parametrize("key", ["A4", "A5"])
def test_a_long_one_has_its_head_on_every_page_and_each_document_once(shop, supplier, key):
    tea = product(shop, "茶")
    for _each in range(60):
        with shop.work() as work:
            receive_goods(work, receipt(supplier, line(tea, 1, 1_0000)))
    found = statement(shop, supplier, key)
    assert len(found) > 1
    for number, text in enumerate(found, 1):
        assert "Balance" in text
        assert f"Page {number} of {len(found)}" in text
    whole = "".join(found)
    assert all(whole.count(f"JH20261122-{number:04d}") == 1 for number in range(1, 61))
    assert [("Owed on" in text) for text in found] == [False] * (len(found) - 1) + [True]


def test_a_payment_says_what_it_paid_and_from_where(shop, supplier):
    made = pay(shop, supplier, 103_0000, cut=5000, remark="月底结清")
    (text,) = payment(shop, made.document_id)
    said = ("老王批发", made.number, "QK20261122-0001", "100.00", "paid in advance", "3.50", "Paid: ¥103.00")
    for part in (*said, "Cash drawer 102.00", "WeChat 1.00", "Cut by the supplier: 0.50", "月底结清"):
        assert part in text


def test_in_chinese_the_sum_stands_in_words(shop, supplier):
    i18n.use_language("zh_CN")
    made = pay(shop, supplier, 60_0000)
    (text,) = payment(shop, made.document_id)
    for part in ("付款单", "陆拾元整", "钱箱"):
        assert part in text
    (text,) = statement(shop, supplier)
    for part in ("对账单", "肆拾元整"):
        assert part in text


def test_what_is_no_payment_has_no_paper(shop):
    with shop.read() as view, pytest.raises(NotFound):
        payment_paper(view, 1)
