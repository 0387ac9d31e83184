"""Every rule of stock counts: each is broken once by hand and named; and a posted count stays true whatever is booked after it."""

import pytest

from jxc_desktop.domain.counts import Scope
from jxc_desktop.domain.late_goods import Answer
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.count_posting import post_count, take_back_count
from jxc_desktop.operations.counts import enter, start_count
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.check import check
from jxc_desktop.queries.counted_since import counted_since
from tests.builders import CASH, cart_of, make_shop, product, stocked
from tests.damage import check_file, damaged_copy
from tests.purchases import line, receipt


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """A shop that counted: one over, one missing, one right, one for the first time; a second count that was taken back; a third under way."""
    shop = make_shop(tmp_path_factory.mktemp("counted"))
    tea, rice, salt, new = stocked(shop, "茶"), stocked(shop, "米"), stocked(shop, "盐"), product(shop, "新")
    with shop.work() as work:
        first = start_count(work, Scope())
        for goods, quantity in ((tea, 12), (rice, 7), (salt, 10), (new, 0)):
            enter(work, first.id, goods.id, quantity * ONE)
        post_count(work, first.id, is_without_recount=True)
        complete_sale(work, cart_of(tea), (CASH,), print_receipt=False)
        second = start_count(work, Scope())
        enter(work, second.id, tea.id, 5 * ONE)
        enter(work, second.id, rice.id, 9 * ONE)
        take_back_count(work, post_count(work, second.id, is_without_recount=True).document_id, "")
        [*_, last] = counted_since(work, [(tea.id, 1)])
        supplier, said = add_supplier(work, SupplierFields("老王批发")), (Answer(tea.id, 1, last.seq, is_yes=True),)
        receive_goods(work, receipt(supplier, line(tea, 2, 1_0000), answers=said))
        third = start_count(work, Scope())
        enter(work, third.id, salt.id, 2 * ONE, is_part=True)
        enter(work, third.id, salt.id, 3 * ONE, is_part=True)
    yield shop
    shop.close()


def test_a_sound_shop_is_in_order(counted):
    with counted.read() as view:
        report = check(view)
        assert ([finding.sentence() for finding in report.findings], report.looked_at["count_entries"]) == ([], 8)


def of(number):
    return f"(SELECT id FROM document WHERE number = '{number}')"


PD, PY, PK, JH = (f"{kind}20261122-0001" for kind in ("PD", "PY", "PK", "JH"))
COUNTS_BROKEN = [
    ("no_body", f"DELETE FROM posted_count WHERE id = {of(PD)}", PD),
    ("no_body", f"DELETE FROM count_line WHERE document_id = {of(PD)}", PD),
    ("no_body", f"DELETE FROM count_difference WHERE id = {of(PY)}", PY),
    ("no_document", f"UPDATE document SET kind = 'DB' WHERE id = {of(PD)}", PD),
    ("no_document", f"UPDATE document SET kind = 'BY' WHERE id = {of(PY)}", PY),
    ("count_moves", f"UPDATE adjustment_line SET quantity = 3000 WHERE document_id = {of(PY)}", PD),
    ("count_moves", f"UPDATE adjustment_line SET place_id = 2 WHERE document_id = {of(PK)}", PD),
    ("count_moves", f"UPDATE count_line SET value = value + 1 WHERE document_id = {of(PD)} AND line_no = 3", PD),
    ("adjustment_moves", f"UPDATE document SET kind = 'PK' WHERE id = {of(PY)}", PY),
    ("count_stands", f"UPDATE stock_move SET as_of = NULL WHERE document_id = {of(PK)}", PD),
    ("count_stands", f"UPDATE stock_move SET quantity = quantity + 1 WHERE document_id = {of(PY)}", PD),
    ("late_goods", f"UPDATE late_goods SET as_of = 99 WHERE document_id = {of(JH)}", JH),
    ("late_goods", f"UPDATE late_goods SET is_out = 1 WHERE document_id = {of(JH)}", JH),
    ("late_goods", f"DELETE FROM late_goods WHERE document_id = {of(JH)}", JH),
    ("hash", f"DELETE FROM late_goods WHERE document_id = {of(JH)}", JH),
    ("count_stands", f"UPDATE stock_move SET as_of = NULL WHERE document_id = {of(JH)} AND kind = 'count'", PD),
    ("last_count", "UPDATE last_count SET counted_at_seq = counted_at_seq + 1 WHERE product_id = 1", "茶"),
    ("last_count", "DELETE FROM last_count WHERE product_id = 3", "盐"),
    ("count_tally", "UPDATE count_item SET quantity = 4000 WHERE count_id = 3 AND product_id = 3", "3"),
    ("count_tally", "UPDATE count_entry SET person = '别人' WHERE count_id = 3", "3"),
    ("opened", f"UPDATE count_line SET is_first = 0 WHERE document_id = {of(PD)}", "新"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "damage", "words"), COUNTS_BROKEN, ids=lambda value: str(value)[:60])
def test_what_is_broken_is_named(counted, tmp_path, code, damage, words):
    report = check_file(damaged_copy(counted, tmp_path / "x.jxc", [damage]))
    found = [finding.sentence() for finding in report.findings if finding.code == code]
    assert any(words in sentence for sentence in found), [finding.sentence() for finding in report.findings]


def test_a_name_that_was_changed_breaks_the_seal(counted, tmp_path):
    report = check_file(damaged_copy(counted, tmp_path / "x.jxc", ["UPDATE count_line SET name = '别的' WHERE line_no = 3"]))
    assert "hash" in {finding.code for finding in report.findings}
