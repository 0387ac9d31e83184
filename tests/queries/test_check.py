"""Every rule of the books is looked at: each is broken once by hand, guards off, and named."""

import random

import pytest

from jxc_desktop.db.engine import driver
from jxc_desktop.domain.cart import set_quantity
from jxc_desktop.domain.errors import DataProblem
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.amendments import amend_sale
from jxc_desktop.operations.drafts import cancel_cart, hold_sale
from jxc_desktop.operations.returns import Back, return_goods
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.operations.tenders import correct_tender, swap_cash
from jxc_desktop.queries.check import check
from jxc_desktop.queries.findings import _SENTENCES
from jxc_desktop.queries.returns import returnable
from jxc_desktop.queries.sale_carts import cart_to_amend
from tests.builders import CASH, WECHAT, cart_of, make_shop, product, stocked
from tests.damage import check_file, damaged_copy
from tests.queries.test_check_counts import COUNTS_BROKEN
from tests.queries.test_check_months import MONTHS_BROKEN
from tests.queries.test_check_purchases import PURCHASES_BROKEN
from tests.queries.test_check_stock_documents import STOCK_DOCUMENTS_BROKEN


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A shop with a bit of everything: openings, sales, a reversal, a true-up, a shortage, a held and a cancelled cart."""
    shop = make_shop(tmp_path_factory.mktemp("busy"))
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000)
    bread = product(shop, "面包", price=5_0000, purchase_price=3_0000)
    milk = product(shop, "牛奶")
    with shop.work() as work:
        first = complete_sale(work, cart_of(cola, bread), (CASH,), print_receipt=True)
    with shop.work() as work:
        complete_sale(work, cart_of(cola, cola, cola), (WECHAT,), print_receipt=True)
        complete_sale(work, cart_of(bread), (CASH,), print_receipt=False)
        reverse_sale(work, first.document_id, "错")
        set_opening_stock(work, [OpeningLine(bread.id, 4 * ONE, 25_000)])
        complete_sale(work, cart_of(milk, bread), (CASH,), print_receipt=False)
        hold_sale(work, cart_of(cola), "老王")
        cancel_cart(work, cart_of(bread))
    yield shop
    shop.close()


def test_a_sound_shop_is_in_order(busy):
    with busy.read() as view:
        report = check(view)
    assert (report.ok, [finding.sentence() for finding in report.findings]) == (True, [])
    assert report.looked_at["documents"] == 8
    assert report.looked_at["sale_lines"] == 8


def test_a_search_index_that_others_merged_is_sound(shop):
    for _ in range(20):
        product(shop)
        with shop.read() as view:
            assert check(view).ok


def test_it_tells_how_far_it_is(busy):
    heard = []
    with busy.read() as view:
        check(view, lambda done, everything: heard.append((done, everything)))
    assert heard == [(8, 8)]


FIRST = "(SELECT id FROM document WHERE number = 'XS20261122-0001')"
SECOND = "(SELECT id FROM document WHERE number = 'XS20261122-0002')"
BACK = "(SELECT id FROM document WHERE number = 'HC20261122-0001')"
OPENING = "(SELECT id FROM document WHERE number = 'QC20261122-0002')"
COLA = "(SELECT id FROM product WHERE name = '可乐')"
MILK = "(SELECT id FROM product WHERE name = '牛奶')"

BROKEN = [
    # stock
    (
        "level",
        f"UPDATE stock_level SET quantity = quantity + 1000 WHERE product_id = {COLA}",
        "可乐: the moves sum to 7, the stock says 8.",
    ),
    ("level", f"DELETE FROM stock_level WHERE product_id = {MILK}", "牛奶: the moves sum to −1, the stock says 0."),
    ("value_quantity", f"UPDATE stock_value SET quantity = 9000 WHERE product_id = {COLA}", "可乐"),
    ("value", f"UPDATE stock_value SET value = value + 1 WHERE product_id = {COLA}", "worth 14.00, the stock value says 14.0001"),
    ("value_sign", f"UPDATE stock_value SET value = -1 WHERE product_id = {COLA}", "a stock of 7 can't be worth −0.0001"),
    ("shortage", "UPDATE shortage SET quantity = quantity - 1", "牛奶: 1 are short, but the open shortages hold 0.999"),
    ("shortage", "DELETE FROM shortage", "牛奶"),
    ("shortage_value", "UPDATE shortage SET value = value + 7", "牛奶"),
    ("shortage_move", "UPDATE shortage SET value = value + 7", "XS20261122-0004"),
    ("move", f"UPDATE stock_move SET posted_seq = 99 WHERE document_id = {SECOND}", "XS20261122-0002: a stock move of 可乐"),
    ("move", f"UPDATE stock_move SET value = 5 WHERE document_id = {SECOND}", "XS20261122-0002"),
    ("true_up", "UPDATE stock_move SET settles = (SELECT MIN(id) FROM stock_move) WHERE kind = 'true_up'", "QC20261122-0002"),
    ("opened", "UPDATE stock_value SET opened_seq = 77 WHERE opened_seq <> 0", "可乐"),
    ("not_opened", f"UPDATE stock_value SET opened_seq = 0 WHERE product_id = {COLA}", "可乐"),
    # documents
    ("no_body", f"DELETE FROM sale_line WHERE document_id = {SECOND}", "XS20261122-0002"),
    ("no_body", "DELETE FROM cancelled_cart", "QX20261122-0001"),
    ("no_document", "UPDATE sale_line SET document_id = 999 WHERE id = 1", "A document that is not there: rows of sale_line"),
    ("no_document", f"UPDATE cancelled_cart SET id = {SECOND}", "XS20261122-0002: rows of cancelled_cart"),
    ("sums", f"UPDATE payment SET amount = amount + 100 WHERE document_id = {SECOND}", "XS20261122-0002"),
    ("sums", f"UPDATE sale SET total = 100 WHERE id = {SECOND}", "XS20261122-0002"),
    ("sums", f"DELETE FROM payment WHERE document_id = {SECOND}", "XS20261122-0002"),
    ("line_amount", f"UPDATE sale_line SET price = price + 100 WHERE document_id = {SECOND}", "XS20261122-0002, line 1"),
    ("line_quantity", f"UPDATE sale_line SET ratio = 2 WHERE document_id = {SECOND}", "XS20261122-0002, line 1"),
    ("line_net", f"UPDATE sale_line SET net = 100 WHERE document_id = {SECOND}", "XS20261122-0002, line 1"),
    ("line_moves", f"UPDATE sale_line SET cost = 1 WHERE document_id = {SECOND}", "XS20261122-0002, line 1"),
    ("line_moves", f"UPDATE sale_line SET cost = NULL WHERE document_id = {SECOND}", "XS20261122-0002, line 1"),
    ("line_moves", f"UPDATE sale_line SET is_cost_provisional = 1 WHERE document_id = {SECOND}", "XS20261122-0002, line 1"),
    ("line_moves", f"DELETE FROM stock_move WHERE document_id = {SECOND}", "XS20261122-0002, line 1"),
    ("opening_moves", f"UPDATE opening_line SET value = 1 WHERE document_id = {OPENING}", "QC20261122-0002, line 1"),
    ("payment_shift", "UPDATE shift SET business_date = '2026-11-21'", "XS20261122-0001: a payment stands in the shift of another"),
    ("line_pack", f"UPDATE sale_line SET pack_id = 9 WHERE document_id = {SECOND}", "XS20261122-0002, line 1: its pack"),
    ("reversal", f"UPDATE sale_line SET amount = -100 WHERE document_id = {BACK}", "HC20261122-0001 does not mirror XS20261122-0001"),
    ("reversal", f"UPDATE sale_line SET returns_line_id = NULL WHERE document_id = {BACK}", "HC20261122-0001"),
    (
        "return_line",
        f"UPDATE sale_line SET returns_line_id = id WHERE document_id = {SECOND}",
        "XS20261122-0002: a line does not fit the sale XS20261122-0002",
    ),
    ("reversal", f"UPDATE payment SET method_id = 2 WHERE document_id = {BACK}", "HC20261122-0001"),
    ("number", "UPDATE document SET number = 'XS20261122-0009' WHERE number = 'XS20261122-0003'", "0003 is expected"),
    ("series_head", "UPDATE head SET number = 9 WHERE name = 'number:XS:20261122'", "XS:20261122"),
    ("seq", "UPDATE document SET posted_seq = 50 WHERE kind = 'QX'", "QX20261122-0001 has place 50 in the order of documents, 8"),
    ("seq_head", "UPDATE head SET number = 9 WHERE name = 'seq'", "ends at 8, the head says 9"),
    # the chain
    ("recipe", f"UPDATE document SET recipe = 9 WHERE id = {SECOND}", "XS20261122-0002 was sealed by recipe 9"),
    ("hash", f"UPDATE sale_line SET name = '别的' WHERE document_id = {SECOND}", "XS20261122-0002 was changed after it was posted"),
    ("hash", f"UPDATE payment SET method_id = 3 WHERE document_id = {SECOND}", "XS20261122-0002"),
    ("hash", f"UPDATE document SET operator = 'x' WHERE id = {SECOND}", "XS20261122-0002"),
    ("hash", f"UPDATE document SET posted_at = 'soon' WHERE id = {SECOND}", "XS20261122-0002"),
    ("hash", f"UPDATE sale SET discount = 100 WHERE id = {SECOND}", "XS20261122-0002"),
    ("hash", f"UPDATE opening_line SET counted = 1 WHERE document_id = {OPENING}", "QC20261122-0002"),
    ("hash", "UPDATE cancelled_cart SET body = '{}'", "QX20261122-0001"),
    ("hash", f"UPDATE document SET remark = '' WHERE id = {BACK}", "HC20261122-0001"),
    ("link", f"UPDATE document SET previous_hash = 'x' WHERE id = {SECOND}", "not linked to the document before it, XS20261122-0001"),
    ("chain_head", "UPDATE head SET hash = 'x' WHERE name = 'chain:'", "ends at QX20261122-0001"),
    # the file
    ("rule", f"UPDATE stock_value SET value = -1 WHERE product_id = {COLA}", "CHECK constraint failed in stock_value"),
    ("reference", "UPDATE sale_line SET product_id = 999 WHERE line_no = 2", "of sale_line refers to a row of product"),
    ("schema_missing", "DROP INDEX ix_stock_move_document_id", "ix_stock_move_document_id is missing"),
    ("schema_unexpected", "CREATE TABLE extra (a)", "extra does not belong"),
    ("schema_changed", "ALTER TABLE stock_level ADD COLUMN extra INTEGER", "stock_level is not as"),
    ("not_indexed", f"DELETE FROM product_search WHERE rowid = {COLA}", "可乐"),
    ("indexed_without_product", "INSERT INTO product_search (rowid, words) VALUES (999, 'x')", "(999)"),
    ("setting", "INSERT INTO setting (key, value) VALUES ('cash_rounding', '\"up\"')", "cash_rounding"),
    ("setting", "INSERT INTO setting (key, value) VALUES ('shop_name', '{')", "shop_name"),
    ("draft", "UPDATE draft SET body = '{'", "can't be read"),
    ("draft_lines", "UPDATE draft_line SET base_quantity = 5", "does not agree"),
]


@pytest.mark.parametrize(("code", "damage", "words"), BROKEN, ids=lambda value: str(value)[:40])
def test_what_is_broken_is_named(busy, tmp_path, code, damage, words):
    report = check_file(damaged_copy(busy, tmp_path / "x.jxc", [damage]))
    found = [finding.sentence() for finding in report.findings if finding.code == code]
    assert not report.ok
    assert any(words in sentence for sentence in found), [finding.sentence() for finding in report.findings]


LINE = "(SELECT id FROM sale_line WHERE base_quantity = 3000)"
TH = "(SELECT id FROM document WHERE number = 'TH20261122-0001')"
RETURN_BROKEN = [
    ("return_line", f"UPDATE sale_line SET returns_line_id = NULL WHERE document_id = {TH}", "TH20261122-0001"),
    ("return_line", f"UPDATE sale_return SET sale_id = NULL WHERE id = {TH}", "TH20261122-0001"),
    (
        "returned_too_much",
        "UPDATE sale_line SET pack_quantity = -9000, base_quantity = -9000 WHERE base_quantity < 0",
        "XS20261122-0001, line 1",
    ),
    ("returned_too_much", "UPDATE sale_line SET amount = -990000 WHERE base_quantity < 0", "XS20261122-0001, line 1: more"),
    (
        "paid_back_too_much",
        f"UPDATE sale SET total = -990000, lines_total = -990000 WHERE id = {TH}",
        "XS20261122-0001: more was paid back",
    ),
    ("scrap", "UPDATE stock_move SET value = -1 WHERE kind = 'scrap'", "TH20261122-0001, line 1"),
    ("no_body", f"DELETE FROM sale_return WHERE id = {TH}", "TH20261122-0001"),
    ("no_body", "DELETE FROM tender_correction", "KZ20261122-0001"),
    (
        "no_document",
        "UPDATE payment SET document_id = 1 WHERE line_no = 2 AND document_id = (SELECT id FROM tender_correction)",
        "QC20261122-0001",
    ),
    ("moved_money", "DELETE FROM payment WHERE line_no = 2", "KZ20261122-0001"),
    ("hash", "UPDATE tender_correction SET sale_id = 1", "KZ20261122-0001"),
    ("hash", f"UPDATE sale_return SET is_other_way = 1 WHERE id = {TH}", "TH20261122-0001"),
    ("hash", f"UPDATE sale_return SET exchange_key = 'another' WHERE id = {TH}", "TH20261122-0001"),
]


NEW = "(SELECT id FROM document WHERE number = 'XS20261122-0002')"
AMENDMENT_BROKEN = [
    ("amendment", "UPDATE amendment SET version = 2", "XS20261122-0002 does not take the place of XS20261122-0001"),
    ("amendment", f"UPDATE document SET posted_seq = 90 WHERE id = {NEW}", "XS20261122-0002"),
    ("no_document", "UPDATE amendment SET id = 1, sale_id = 2", "QC20261122-0001"),
    ("hash", "DELETE FROM amendment", "XS20261122-0002"),
]


@pytest.fixture(scope="module")
def amended(tmp_path_factory):
    """A shop with a sale that was put right."""
    shop = make_shop(tmp_path_factory.mktemp("amended"))
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000)
    with shop.work() as work:
        sold = complete_sale(work, cart_of(cola), (CASH,), print_receipt=True)
        cart = cart_to_amend(work, sold.document_id, "new")
        amend_sale(work, set_quantity(cart, 1, 2 * ONE), (CASH,), print_receipt=True)
    yield shop
    shop.close()


@pytest.mark.parametrize(("code", "damage", "words"), AMENDMENT_BROKEN, ids=lambda value: str(value)[:40])
def test_what_is_broken_of_an_amendment_is_named(amended, tmp_path, code, damage, words):
    report = check_file(damaged_copy(amended, tmp_path / "x.jxc", [damage]))
    found = [finding.sentence() for finding in report.findings if finding.code == code]
    assert any(words in sentence for sentence in found), [finding.sentence() for finding in report.findings]


@pytest.fixture(scope="module")
def returned(tmp_path_factory):
    """A shop with a sale of which a part came back to scrap."""
    shop = make_shop(tmp_path_factory.mktemp("returned"))
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000)
    with shop.work() as work:
        sold = complete_sale(work, set_quantity(cart_of(cola), 1, 3 * ONE), (CASH,), print_receipt=True)
        line = returnable(work, sold.document_id).lines[0].line_id
        return_goods(work, sold.document_id, [Back(line, ONE, is_scrap=True)], key="back")
        correct_tender(work, sold.document_id, 1, 2, key="kz")
        swap_cash(work, 2, 5_0000, key="qb")
    yield shop
    shop.close()


@pytest.mark.parametrize(("code", "damage", "words"), RETURN_BROKEN, ids=lambda value: str(value)[:40])
def test_what_is_broken_of_a_return_is_named(returned, tmp_path, code, damage, words):
    report = check_file(damaged_copy(returned, tmp_path / "x.jxc", [damage]))
    found = [finding.sentence() for finding in report.findings if finding.code == code]
    assert any(words in sentence for sentence in found), [finding.sentence() for finding in report.findings]


def test_a_file_that_stops_saying_whose_it_is_is_named(shop):
    connection = driver().connect(str(shop.path))
    connection.execute("PRAGMA application_id = 7")
    connection.close()
    with shop.read() as view:
        assert [finding.code for finding in check(view).findings] == ["not_ours"]


def test_a_missing_guard_is_named(busy, tmp_path):
    path = damaged_copy(busy, tmp_path / "x.jxc", [])
    connection = driver().connect(str(path))
    connection.execute("DROP TRIGGER sale_line_no_update")
    connection.close()
    assert [finding.sentence() for finding in check_file(path).findings] == [
        "The guard sale_line_no_update is missing: what is posted could have been changed."
    ]


def test_a_bad_document_does_not_hide_the_next_one(busy, tmp_path):
    damage = [
        f"UPDATE sale_line SET name = 'x' WHERE document_id = {FIRST}",
        f"UPDATE sale_line SET name = 'y' WHERE document_id = {SECOND}",
    ]
    report = check_file(damaged_copy(busy, tmp_path / "x.jxc", damage))
    assert [finding.facts["number"] for finding in report.findings] == ["XS20261122-0001", "XS20261122-0002"]


def test_a_deleted_document_is_seen_from_every_side(busy, tmp_path):
    gone = [f"DELETE FROM {table} WHERE document_id = {SECOND}" for table in ("sale_line", "payment", "stock_move", "print_job")]
    gone += [f"DELETE FROM sale WHERE id = {SECOND}", "DELETE FROM document WHERE number = 'XS20261122-0002'"]
    report = check_file(damaged_copy(busy, tmp_path / "x.jxc", gone))
    assert {"seq", "number", "link", "level", "value"} <= {finding.code for finding in report.findings}


def test_damaged_pages_stop_the_check(busy, tmp_path):
    path = damaged_copy(busy, tmp_path / "x.jxc", [])
    content = bytearray(path.read_bytes())
    root = driver().connect(str(path)).execute("SELECT rootpage FROM sqlite_master WHERE name = 'sale_line'").fetchone()[0]
    content[(root - 1) * 4096 : (root - 1) * 4096 + 200] = bytes(200)
    path.write_bytes(content)
    assert [finding.code for finding in check_file(path).findings] == ["pages"]


def test_a_number_too_large_to_sum_is_a_finding(busy, tmp_path):
    report = check_file(damaged_copy(busy, tmp_path / "x.jxc", ["UPDATE stock_move SET value = -9223372036854775800"]))
    assert "unreadable" in {finding.code for finding in report.findings}


def test_flipped_bits_are_met_with_words_only(busy, tmp_path):
    good = damaged_copy(busy, tmp_path / "good.jxc", []).read_bytes()
    written = [index for index, byte in enumerate(good) if byte]
    chance = random.Random(14)
    verdicts = set()
    for number in range(60):
        changed = bytearray(good)
        changed[chance.choice(written)] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{number}.jxc"
        path.write_bytes(changed)
        try:
            verdicts |= {bool(finding.sentence()) for finding in check_file(path).findings}
        except DataProblem as problem:
            verdicts.add(bool(problem.sentence()))
    assert verdicts == {True}


def test_every_sentence_can_be_met():
    broken = BROKEN + RETURN_BROKEN + AMENDMENT_BROKEN + PURCHASES_BROKEN + MONTHS_BROKEN + STOCK_DOCUMENTS_BROKEN + COUNTS_BROKEN
    met = {code for code, _damage, _words in broken} | {
        "not_ours",
        "pages",
        "unreadable",
        "trigger_missing",
    }
    assert met == set(_SENTENCES)
