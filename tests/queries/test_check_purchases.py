"""Every rule of buying is looked at: each is broken once by hand, guards off, and named."""

from dataclasses import replace

import pytest

from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.orders import close_order, post_order, save_order
from jxc_desktop.operations.receipt_drafts import save_receipt
from jxc_desktop.operations.receipts import GoesBack, receive_goods, return_to_supplier, take_back_receipt
from jxc_desktop.operations.supplier_payments import pay_supplier
from jxc_desktop.operations.suppliers import add_supplier, set_opening_payable
from jxc_desktop.queries.check import check
from jxc_desktop.queries.orders import receipt_from_order
from tests.builders import make_shop, product
from tests.damage import check_file, damaged_copy
from tests.purchases import line, order, receipt


@pytest.fixture(scope="module")
def buying(tmp_path_factory):
    """A shop that owes, receives, sends back, takes back, pays with a cut."""
    shop = make_shop(tmp_path_factory.mktemp("buying"))
    tea, milk = product(shop, "茶"), product(shop, "奶")
    with shop.work() as work:
        supplier = add_supplier(work, SupplierFields("老王批发"))
        other = add_supplier(work, SupplierFields("老李"))
        set_opening_payable(work, other, 7_0000)
        made = receive_goods(work, receipt(supplier, line(tea, 10, 2_0000), line(milk, 5, 3_0000), freight=2_0000))
        wrong = receive_goods(work, receipt(supplier, line(tea, 1, 2_0000)))
        take_back_receipt(work, wrong.document_id, "录错了")
        of_made = work.connection.exec_driver_sql(f"SELECT id FROM receipt_line WHERE document_id = {made.document_id} ORDER BY line_no")
        return_to_supplier(work, made.document_id, [GoesBack(of_made.scalars().all()[0], 2_000)], key="back")
        pay_supplier(work, supplier, [(1, 10_0000)], cut=1_0000, key="pay")
        save_receipt(work, receipt(supplier, line(tea, 1)))
        ordered = post_order(work, order(supplier, (tea, 4, 2_0000), (milk, 5, 3_0000)))
        wanted = receipt_from_order(work, ordered.document_id)
        receive_goods(work, replace(wanted, lines=wanted.lines[:1]))
        close_order(work, ordered.document_id, "厂家断货")
        save_order(work, order(supplier, (tea, 1, 2_0000), key="draft"))
    yield shop
    shop.close()


def test_a_sound_shop_is_in_order(buying):
    with buying.read() as view:
        report = check(view)
    assert (report.ok, [finding.sentence() for finding in report.findings]) == (True, [])
    assert (report.looked_at["receipt_lines"], report.looked_at["party_moves"], report.looked_at["suppliers"]) == (6, 7, 2)


def of(number):
    return f"(SELECT id FROM document WHERE number = '{number}')"


JH, JT, FK, QK, HC = "JH20261122-0001", "JT20261122-0001", "FK20261122-0001", "QK20261122-0001", "HC20261122-0001"
CD, CLOSED = "CD20261122-0001", "HC20261122-0002"
PURCHASES_BROKEN = [
    ("receipt_draft", "UPDATE draft SET body = '?'", "half-typed"),
    ("receipt_draft_lines", "UPDATE draft_line SET base_quantity = 5", "does not agree"),
    ("no_body", f"DELETE FROM purchase_order_line WHERE document_id = {of(CD)}", CD),
    ("no_body", f"DELETE FROM purchase_order WHERE id = {of(CLOSED)}", CLOSED),
    ("no_document", f"UPDATE purchase_order SET id = {of(QK)} WHERE id = {of(CLOSED)}", QK),
    ("order_draft", "UPDATE draft SET body = '?' WHERE kind = 'order'", "can't be read (draft)"),
    ("order_draft_lines", "DELETE FROM draft_line WHERE draft_id IN (SELECT id FROM draft WHERE kind = 'order')", "(draft)"),
    ("order_sums", f"UPDATE purchase_order SET total = total + 100 WHERE id = {of(CD)}", CD),
    ("order_sums", f"UPDATE purchase_order SET supplier_id = 2 WHERE id = {of(CLOSED)}", CLOSED),
    ("order_back", f"UPDATE purchase_order_line SET pack_quantity = -4000, base_quantity = -4000 WHERE document_id = {of(CD)}", CD),
    ("order_back", f"UPDATE purchase_order_line SET product_id = 1 WHERE document_id = {of(CLOSED)}", CLOSED),
    ("order_back", f"UPDATE purchase_order_line SET pack_quantity = -6000, base_quantity = -6000 WHERE document_id = {of(CLOSED)}", CLOSED),
    ("receipt_order", "UPDATE receipt_line SET product_id = 2 WHERE order_line_id IS NOT NULL", "JH20261122-0003"),
    ("no_body", f"DELETE FROM goods_receipt WHERE id = {of(JH)}", JH),
    ("no_body", f"DELETE FROM receipt_line WHERE document_id = {of(JT)}", JT),
    ("no_body", f"DELETE FROM supplier_payment WHERE id = {of(FK)}", FK),
    ("no_body", f"DELETE FROM opening_payable WHERE id = {of(QK)}", QK),
    ("no_body", f"UPDATE document SET kind = 'CD' WHERE id = {of(FK)}", FK),
    ("no_document", f"UPDATE document SET kind = 'FK' WHERE id = {of(JH)}", JH),
    ("no_document", f"UPDATE document SET kind = 'QK' WHERE id = {of(FK)}", FK),
    ("no_document", f"UPDATE price_difference SET document_id = {of(JH)}", JH),
    ("receipt_sums", f"UPDATE goods_receipt SET lines_total = lines_total + 100, total = total + 100 WHERE id = {of(JH)}", JH),
    ("receipt_sums", f"UPDATE receipt_line SET share = 0 WHERE document_id = {of(JH)}", JH),
    ("receipt_sums", f"UPDATE goods_receipt SET supplier_id = 2 WHERE id = {of(JT)}", JT),
    ("receipt_moves", f"UPDATE receipt_line SET value = value + 1 WHERE document_id = {of(JH)} AND line_no = 2", JH),
    ("receipt_moves", f"UPDATE stock_move SET quantity = quantity + 1 WHERE document_id = {of(HC)}", HC),
    ("receipt_back", f"UPDATE receipt_line SET pack_quantity = -11000, base_quantity = -11000 WHERE document_id = {of(JT)}", JH),
    ("receipt_back", f"UPDATE receipt_line SET returns_line_id = NULL WHERE document_id = {of(JT)}", JT),
    ("receipt_back", f"UPDATE goods_receipt SET receipt_id = {of('JH20261122-0002')} WHERE id = {of(JT)}", JT),
    ("party_balance", "UPDATE party_balance SET amount = amount + 100 WHERE party_id = 2", "老李"),
    ("party_move", f"UPDATE party_move SET posted_seq = 99 WHERE document_id = {of(FK)}", FK),
    ("party_move", f"UPDATE party_move SET party_id = 2 WHERE document_id = {of(FK)}", FK),
    ("allocation", f"UPDATE allocation SET amount = amount * 100 WHERE document_id = {of(FK)}", FK),
    ("allocation", f"UPDATE allocation SET owed_id = (SELECT id FROM party_move WHERE party_id = 2) WHERE document_id = {of(FK)}", FK),
    ("supplier_payment", f"UPDATE account_move SET amount = amount + 100 WHERE document_id = {of(FK)}", FK),
    ("supplier_payment", f"UPDATE supplier_payment SET cut = 0 WHERE id = {of(FK)}", FK),
    ("line_amount", f"UPDATE receipt_line SET price = price + 100 WHERE document_id = {of(JH)} AND line_no = 1", JH),
    ("hash", f"UPDATE receipt_line SET on_slip = 1 WHERE document_id = {of(JH)} AND line_no = 1", JH),
    ("hash", f"UPDATE goods_receipt SET supplier_name = '别人' WHERE id = {of(HC)}", HC),
    ("hash", f"UPDATE account_move SET account_id = 2 WHERE document_id = {of(FK)}", FK),
    ("hash", f"UPDATE opening_payable SET party_name = '别人' WHERE id = {of(QK)}", QK),
    ("true_up", f"UPDATE stock_move SET settles = (SELECT MIN(id) FROM stock_move WHERE quantity < 0) WHERE document_id = {of(JT)}", JT),
    ("opened", "UPDATE stock_value SET opened_seq = 1 WHERE product_id = 1", "茶"),
]


@pytest.mark.parametrize(("code", "damage", "words"), PURCHASES_BROKEN, ids=lambda value: str(value)[:40])
def test_what_is_broken_is_named(buying, tmp_path, code, damage, words):
    report = check_file(damaged_copy(buying, tmp_path / "x.jxc", [damage]))
    found = [finding.sentence() for finding in report.findings if finding.code == code]
    assert any(words in sentence for sentence in found), [finding.sentence() for finding in report.findings]
