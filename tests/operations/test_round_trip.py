"""The product list goes out to a workbook and comes back: export, edit in Excel, import is the mass edit."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jxc_desktop import i18n
from jxc_desktop.db.tables import products as tables
from jxc_desktop.domain.products import Kind, longest
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations.import_undo import undo_import
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.products import TextTooLong, add_product
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.differences import Differences
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.product_columns import COLUMNS
from jxc_desktop.queries.product_fields import TEXTS, PackFields, ProductFields
from jxc_desktop.queries.product_list import all_products, visible_columns
from jxc_desktop.spreadsheets.fields import FIELDS
from jxc_desktop.spreadsheets.mapping import propose_mapping
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.writing import write_table
from tests.builders import CASH, cart_of, product

FULL = ProductFields(
    name="=可口可乐 +1",
    code="0001",
    barcodes=("0012345678905", "6901234567892"),
    spec="330ml*24",
    unit="罐",
    category="饮料",
    brand="可口可乐",
    retail_price=2_5000,
    member_price=2_3000,
    wholesale_price=2_1050,
    purchase_price=1_8333,
    tax_rate=1300,
    below_zero="refuse",
    no_discount=True,
    stop_buying=True,
    stop_selling=True,
    article_number="000-88",
    initials="kl",
    order_at=12_500,
    fill_to=40_000,
    tare=15,
    shelf="A-01",
    selling_points="冰镇更好喝",
    remark="一行 备注",
    packs=(PackFields("箱", 24, 55_0000, ("06901234567908",), is_measured=True),),
)


def there_and_back(shop: Shop, path: Path) -> Differences:
    with shop.read() as view:
        write_table(path, visible_columns(view), all_products(view), title="Products", shop_name=shop.settings.shop_name)
    workbook = read_workbook(path)
    sheet = parse_rows(workbook, propose_mapping(workbook))
    assert not sheet.errors
    with shop.read() as view:
        return compare(view, sheet.rows)


@pytest.mark.parametrize("name", ["p.xlsx", "p.csv"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_untouched_export_changes_nothing(shop: Shop, tmp_path: Path, name: str, language: str):
    i18n.use_language(language)
    with shop.work() as work:
        ids = [add_product(work, fields) for fields in (FULL, ProductFields(name="乙"), ProductFields(name="散装", kind=Kind.WEIGHED))]
        add_product(work, ProductFields(name="配送", kind=Kind.SERVICE, retail_price=0))
        for code in ("B1", "B2"):
            shared = ProductFields(name=code, code=code, barcodes=("555555",), packs=(PackFields("提", 6), PackFields("箱", 24)))
            add_product(work, shared, share_codes=True)
        set_opening_stock(work, [OpeningLine(ids[0], 7_500)])
    differences = there_and_back(shop, tmp_path / name)
    assert not differences.changed
    assert differences.counts() == {"new": 0, "changed": 0, "skipped": 6, "wrong": 0}


@pytest.mark.parametrize("name", ["p.xlsx", "p.csv"])
def test_an_export_with_stock_below_zero_changes_nothing(shop: Shop, tmp_path: Path, name: str):
    counted, uncounted = product(shop, "甲"), product(shop, "乙")
    with shop.work() as work:
        set_opening_stock(work, [OpeningLine(counted.id, 0)])
        complete_sale(work, cart_of(*[counted] * 6, uncounted), [CASH], print_receipt=False)
    differences = there_and_back(shop, tmp_path / name)
    assert differences.counts() == {"new": 0, "changed": 0, "skipped": 2, "wrong": 0}


def test_a_shop_is_rebuilt_from_its_export(shop: Shop, tmp_path: Path):
    with shop.work() as work:
        first = add_product(work, FULL)
        with_stock = add_product(work, ProductFields(name="乙", unit="个"))
        set_opening_stock(work, [OpeningLine(with_stock, 7_500)])
        before = dict(work.connection.execute(select(tables.product).where(tables.product.c.id == first)).mappings().one())
    with shop.read() as view:
        write_table(tmp_path / "p.xlsx", visible_columns(view), all_products(view), title="Products")
    workbook = read_workbook(tmp_path / "p.xlsx")
    rows = parse_rows(workbook, propose_mapping(workbook)).rows
    with shop.work() as work:
        work.connection.exec_driver_sql("UPDATE product SET code = 'x' || code, name = 'x'")
        work.connection.exec_driver_sql("DELETE FROM barcode")
    with shop.read() as view:
        differences = compare(view, rows)
    apply_import(shop, stage_import(shop, differences, "p.xlsx", "hash"))
    with shop.read() as view:
        after = dict(view.connection.execute(select(tables.product).where(tables.product.c.code == "0001")).mappings().one())
        assert product_card(view, after["id"]).fields.packs[0].is_measured
    given = {"id", "import_id", "changed_at", "version"}
    assert {key: value for key, value in after.items() if key not in given} == {
        key: value for key, value in before.items() if key not in given
    }


LONGEST: dict[str, str] = {key: "长" * longest(key) for key in TEXTS} | {"code": "9" * longest("code")}


def test_the_longest_texts_come_back_as_they_are(shop: Shop, tmp_path: Path):
    texts: dict[str, Any] = LONGEST
    pack = PackFields("箱" * longest("pack_name"), 24, None, ("8" * longest("pack_barcode"),))
    with shop.work() as work:
        add_product(work, ProductFields(**texts, barcodes=("7" * longest("barcodes"),), packs=(pack,)))
    assert there_and_back(shop, tmp_path / "p.xlsx").counts() == {"new": 0, "changed": 0, "skipped": 1, "wrong": 0}


@pytest.mark.parametrize("key", [*TEXTS, "barcodes", "pack_name", "pack_barcode"])
def test_what_could_not_come_back_is_not_taken(shop: Shop, key: str):
    long = "9" * (longest(key) + 1)
    pack = PackFields(long if key == "pack_name" else "箱", 24, None, (long,) if key == "pack_barcode" else ())
    given: dict[str, Any] = {"packs": (pack,)} if key.startswith("pack_") else {key: (long,) if key == "barcodes" else long}
    fields = replace(ProductFields("茶"), **given)
    with pytest.raises(TextTooLong, match=str(longest(key))), shop.work() as work:
        add_product(work, fields)


def test_list_and_sheet_have_the_same_columns():
    assert [(column.key, column.title) for column in COLUMNS] == [(field.key, field.title) for field in FIELDS]


def test_a_sheet_takes_the_mark_of_a_pack_away_and_the_pack_stays(shop: Shop):
    with shop.work() as work:
        known = add_product(work, FULL)
    with shop.read() as view:
        (before,) = product_card(view, known).fields.packs
        differences = compare(view, [SheetRow(2, {"code": "0001", "pack_measured": False})])
    apply_import(shop, import_id := stage_import(shop, differences, "p.xlsx", "hash"))
    with shop.read() as view:
        (after,) = product_card(view, known).fields.packs
    assert (before.is_measured, after.is_measured, after.id) == (True, False, before.id)
    undo_import(shop, import_id)
    with shop.read() as view:
        assert product_card(view, known).fields.packs == (before,)
