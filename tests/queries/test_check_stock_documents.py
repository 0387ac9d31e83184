"""Every rule of documents that move stock only, of later costs and of receipts put right: each is broken once by hand and named."""

from dataclasses import replace

import pytest

from jxc_desktop.domain.stock_documents import LaterKind, StockLine
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.adjustments import take_back_adjustment, write_off, write_up
from jxc_desktop.operations.assemblies import assemble_goods, take_back_assembly
from jxc_desktop.operations.later_costs import add_later_cost, take_back_later_cost
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.receipts import amend_receipt, receive_goods
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.transfers import take_back_transfer, transfer_goods
from jxc_desktop.queries.check import check
from tests.builders import make_shop, product, stocked
from tests.damage import check_file, damaged_copy
from tests.purchases import line, receipt


@pytest.fixture(scope="module")
def moving(tmp_path_factory):
    """A shop that moves, writes off and up, assembles, gets freight later, puts a receipt right; some of each taken back."""
    shop = make_shop(tmp_path_factory.mktemp("moving"))
    tea, box = stocked(shop, "茶"), product(shop, "礼盒")
    parts, made = [StockLine(tea.id, 2_000, 3)], [StockLine(box.id, 1_000)]
    with shop.work() as work:
        room = add_place(work, "仓库")
        transfer_goods(work, 1, room, parts, key="DB1")
        take_back_transfer(work, transfer_goods(work, 1, room, parts, key="DB2").document_id, "")
        write_off(work, parts, key="BS1")
        write_up(work, parts, key="BY1")
        take_back_adjustment(work, write_off(work, parts, key="BS2").document_id, "")
        assemble_goods(work, parts, made, key="ZC1")
        take_back_assembly(work, assemble_goods(work, parts, made, key="ZC2").document_id, "")
        supplier = add_supplier(work, SupplierFields("老王批发"))
        first = receipt(supplier, line(tea, 10, 2_0000))
        came = receive_goods(work, first)
        later = add_later_cost(work, came.document_id, LaterKind.FREIGHT, 3_0000, key="FY1")
        take_back_later_cost(work, later.document_id, "")
        amend_receipt(work, came.document_id, replace(first, key="JH2", lines=(line(tea, 8, 3_0000),)))
    yield shop
    shop.close()


def test_a_sound_shop_is_in_order(moving):
    with moving.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []


def of(number):
    return f"(SELECT id FROM document WHERE number = '{number}')"


DB, BS, BY, ZC, FY, JH = (f"{kind}20261122-0001" for kind in ("DB", "BS", "BY", "ZC", "FY", "JH"))
DB_BACK, BS_BACK, ZC_BACK, FY_BACK, JH_BACK = (f"HC20261122-000{number}" for number in range(1, 6))
JH2 = "JH20261122-0002"
STOCK_DOCUMENTS_BROKEN = [
    ("no_body", f"DELETE FROM adjustment_line WHERE document_id = {of(BS)}", BS),
    ("no_body", f"DELETE FROM adjustment_line WHERE document_id = {of(BS_BACK)}", BS_BACK),
    ("no_body", f"DELETE FROM transfer WHERE id = {of(DB)}", DB),
    ("no_body", f"DELETE FROM transfer_line WHERE document_id = {of(DB_BACK)}", DB_BACK),
    ("no_body", f"DELETE FROM assembly_line WHERE document_id = {of(ZC)}", ZC),
    ("no_body", f"DELETE FROM later_cost WHERE id = {of(FY)}", FY),
    ("no_body", f"DELETE FROM later_cost_line WHERE document_id = {of(FY_BACK)}", FY_BACK),
    ("no_body", f"DELETE FROM goods_receipt WHERE id = {of(JH_BACK)}", JH_BACK),
    ("no_document", f"UPDATE document SET kind = 'DB' WHERE id = {of(BS)}", BS),
    ("no_document", f"UPDATE document SET kind = 'ZC' WHERE id = {of(DB)}", DB),
    ("no_document", f"UPDATE document SET kind = 'BY' WHERE id = {of(ZC)}", ZC),
    ("no_document", f"UPDATE document SET kind = 'JH' WHERE id = {of(FY)}", FY),
    ("adjustment_moves", f"UPDATE adjustment_line SET value = value - 1 WHERE document_id = {of(BS)}", BS),
    ("adjustment_moves", f"UPDATE document SET kind = 'BY' WHERE id = {of(BS)}", BS),
    ("adjustment_moves", f"UPDATE stock_move SET place_id = 2 WHERE document_id = {of(BY)}", BY),
    ("transfer_moves", f"UPDATE transfer_line SET quantity = quantity + 1 WHERE document_id = {of(DB)}", DB),
    ("transfer_moves", f"UPDATE stock_move SET product_id = 2 WHERE document_id = {of(DB)} AND quantity > 0", DB),
    ("assembly_moves", f"UPDATE assembly_line SET quantity = quantity + 1 WHERE document_id = {of(ZC)} AND line_no = 2", ZC),
    ("assembly_value", f"UPDATE assembly_line SET value = value + 1 WHERE document_id = {of(ZC)} AND line_no = 2", ZC),
    ("assembly_value", f"DELETE FROM assembly_line WHERE document_id = {of(ZC)} AND line_no = 2", ZC),
    ("taken_back", f"UPDATE stock_move SET quantity = quantity + 1 WHERE document_id = {of(DB_BACK)}", DB_BACK),
    ("taken_back", f"UPDATE stock_move SET quantity = quantity + 1 WHERE document_id = {of(ZC_BACK)}", ZC_BACK),
    ("later_cost", f"UPDATE later_cost_line SET amount = amount + 100 WHERE document_id = {of(FY)}", FY),
    ("later_cost", f"UPDATE stock_move SET value = value + 1 WHERE document_id = {of(FY)} AND kind = 'later_value'", FY),
    ("later_cost", f"UPDATE later_cost SET amount = -100 WHERE id = {of(FY_BACK)}", FY_BACK),
    ("receipt_amended", f"UPDATE receipt_line SET value = value + 1 WHERE document_id = {of(JH2)}", JH2),
    ("receipt_amended", f"UPDATE stock_move SET quantity = quantity - 1 WHERE document_id = {of(JH2)} AND quantity < 0", JH2),
    ("amendment", f"UPDATE amendment SET sale_id = {of(BS)}", JH2),
]  # fmt: skip


@pytest.mark.parametrize(("code", "damage", "words"), STOCK_DOCUMENTS_BROKEN, ids=lambda value: str(value)[:60])
def test_what_is_broken_is_named(moving, tmp_path, code, damage, words):
    report = check_file(damaged_copy(moving, tmp_path / "x.jxc", [damage]))
    found = [finding.sentence() for finding in report.findings if finding.code == code]
    assert any(words in sentence for sentence in found), [finding.sentence() for finding in report.findings]


@pytest.mark.parametrize("table", ["adjustment_line", "transfer_line", "assembly_line", "later_cost_line"])
def test_a_name_that_was_changed_breaks_the_seal(moving, tmp_path, table):
    report = check_file(damaged_copy(moving, tmp_path / "x.jxc", [f"UPDATE {table} SET name = '别的'"]))
    assert "hash" in {finding.code for finding in report.findings}
