"""Every real file that holds products, read and checked by eye; every one that holds none, refused by name.

What stands here was read in the files with other programs (xlrd, openpyxl, the csv module), not taken from our own output.
"""

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.queries.compare import compare
from jxc_desktop.spreadsheets.mapping import propose_mapping
from jxc_desktop.spreadsheets.no_products import NoProductsHere
from jxc_desktop.spreadsheets.product_sheet import ParsedSheet, parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.refusals import NotAWorkbook


class Truth(NamedTuple):
    """What a person finds in a file: the sheet, the row of heads, new products and wrong rows of an empty shop, and three cells."""

    file: str
    sheet: str
    header_row: int
    new: int
    wrong: int
    cells: tuple[tuple[int, str, object], ...]


TRUTHS = (
    Truth(
        "masters/761336592__BMX车店商品资料.xls",
        "Sheet1",
        1,
        348,
        0,
        ((2, "name", "Colony Castaway车架20.8喷绿"), (6, "retail_price", 2780_0000), (349, "barcodes", ("0405062501020302",))),
    ),
    Truth(
        "masters/Karaliang__書店商品_ISBN.xlsx",
        "恐怖",
        1,
        27,
        0,
        ((2, "retail_price", 260_0000), (2, "barcodes", ("9789863197362",)), (3, "name", "絕筆")),
    ),
    Truth(
        "masters/Yingyi11__银豹商品资料.xlsx",
        "Sheet1",
        1,
        302,
        0,
        ((6, "purchase_price", 9_9000), (287, "barcodes", ("4895235504845CC",)), (303, "name", "TEST3")),
    ),
    Truth(
        "masters/luscio__BASEITEM_first3000_gbk.csv",
        "luscio__BASEITEM_first3000_gbk",
        1,
        2781,
        1,
        ((2, "code", "000001"), (3, "name", "驰星养生锅黑色34cm"), (101, "barcodes", ("6932383702254",))),
    ),
    Truth(
        "masters/papyrussolution__uhtt_gtin69_subset.tsv.csv",
        "papyrussolution__uhtt_gtin69_subset.tsv",
        1,
        10000,
        0,
        ((4, "brand", "Lavelle"), (4, "barcodes", ("6926016900216",)), (10001, "category", "Посуда (folder)/Посуда кухонная")),
    ),
    Truth(
        "migration/7774325__loyverse_export_items.csv",
        "7774325__loyverse_export_items",
        1,
        174,
        0,
        ((2, "code", "10132"), (2, "order_at", 5_000), (120, "barcodes", ("4792024011754",))),
    ),
    Truth(
        "migration/kotorn__loyverse_export_items.csv",
        "kotorn__loyverse_export_items",
        1,
        1120,
        18,
        ((78, "name", "Cozy TRÀ ĐÀO SA"), (1139, "barcodes", ("45217623",)), (1139, "retail_price", 120_0000)),
    ),
    Truth(
        "migration/dolphinfafa__微盟单品.xlsx",
        "Sheet0",
        1,
        239,
        0,
        ((2, "name", "白云边三十而立成长42度500ml"), (3, "unit", "瓶"), (240, "barcodes", ("BJXJA1177",))),
    ),
    Truth(
        "migration/jishenghua__goods_template.xls",
        "商品信息",
        2,
        2,
        0,
        ((3, "name", "可乐test"), (3, "retail_price", 12_0000), (4, "barcodes", ("2011",))),
    ),
    Truth(
        "migration/korajac__odoo_product_purchase.xls",
        "Sheet 1",
        1,
        2,
        0,
        ((2, "name", "Flipover"), (2, "purchase_price", 1720_0000), (4, "purchase_price", 785_0000)),
    ),
    Truth(
        "migration/selldone__products-import-wholesaler.xlsx",
        "Products",
        1,
        19,
        8,
        ((2, "retail_price", 96_2500), (16, "stock", 92_000), (24, "brand", "TUSAN")),
    ),
    Truth(
        "migration/shopifypartners__shopify_apparel.csv",
        "shopifypartners__shopify_apparel",
        1,
        22,
        0,
        ((3, "spec", "Small"), (4, "name", "Classic Varsity Top"), (14, "retail_price", 65_0000)),
    ),
    Truth("migration/zccxyz__商品导入.xlsx", "Sheet1", 2, 0, 0, ()),
    Truth(
        "supplier_sheets/ColdeZhang__装机价格表.xlsx",
        "Sheet1",
        1,
        14,
        0,
        ((2, "name", "机箱定做"), (7, "purchase_price", 2_5500), (15, "name", "1T固态")),
    ),
    Truth(
        "supplier_sheets/RaydeRais__洋酒价格表.xlsx",
        "Sheet1",
        1,
        6181,
        0,
        (
            (2, "brand", "The Macallan"),
            (4, "name", "The Macallan Sherry Oak 25 Year Old Single Malt Scotch Whisky"),
            (6182, "brand", "Glendronach"),
        ),
    ),
    Truth(
        "supplier_sheets/Shwetaprojects__2017PurchasePricesDec.csv",
        "Shwetaprojects__2017PurchasePricesDec",
        1,
        12260,
        1,
        ((2, "code", "58"), (2, "purchase_price", 9_2800), (12262, "name", "Calera Viognier Mt Harlan")),
    ),
    Truth(
        "supplier_sheets/cfytx__文具店价格表.xlsx",
        "Sheet2",
        1,
        237,
        25,
        ((2, "code", "A4-501"), (6, "spec", "长方形"), (168, "shelf", "5-5")),
    ),
    Truth(
        "supplier_sheets/dylansohn__报价单.xls",
        "Sheet1",
        1,
        80,
        0,
        (
            (2, "code", "F1197244GD-RG"),
            (2, "name", "Single Handle Four-function Kitchen Mixer (Electronic Touch)"),
            (81, "code", "F65193CP-A2-RUS"),
        ),
    ),
    Truth(
        "supplier_sheets/haojiehe__报价.xlsx",
        "Sheet1",
        1,
        19,
        0,
        ((2, "purchase_price", 11105_0000), (18, "name", "（超低温）冰箱"), (20, "purchase_price", 1700_0000)),
    ),
    Truth(
        "supplier_sheets/qiang1010__京东商品价.xlsx",
        "商品信息",
        1,
        84,
        90,
        ((2, "code", "100015206478"), (2, "retail_price", 49_0000), (167, "retail_price", 29_9000)),
    ),
    Truth(
        "supplier_sheets/yutuuinm__串珠价格.xlsx",
        "Sheet1",
        1,
        46,
        0,
        ((2, "retail_price", 1850), (3, "stock", 12_000), (48, "name", "包装袋")),
    ),
    Truth(
        "sales/cumcm2023c/Tsing-png__附件1.xlsx",
        "Sheet1",
        1,
        251,
        0,
        ((2, "code", "102900005115168"), (100, "name", "鲜粽叶(袋)(2)"), (100, "category", "花叶类")),
    ),
)

REFUSED = {
    "migration/761336592__入库导入.xls": "movements",
    "migration/761336592__出库导入.xls": "movements",
    "migration/761336592__移库导入.xls": "movements",
    "migration/761336592__盘点导入.xls": "count",
    "migration/761336592__库存导入.xls": "stock_report",
    "migration/761336592__库存导入.txt.csv": "stock_report",
    "migration/jishenghua__buy_sale_item_template.xls": "order_lines",
    "migration/jishenghua__in_out_item_template.xls": "order_lines",
    "migration/jishenghua__order_item_template.xls": "order_lines",
    "migration/jishenghua__vendor_template.xls": "contacts",
    "supplier_sheets/LuJZ1402__成品统计.xlsx": "ledger",
    "supplier_sheets/Shwetaprojects__InvoicePurchases12312016.csv": "invoices",
    "supplier_sheets/cfytx__收入.xls": "cash_notes",
    "supplier_sheets/ohmyskyhigh__20170318产购销表.xlsx": "documents",
    "stock_count/Verten__服装门店库存.xlsx": "stock_report",
    "stock_count/jia175891641__横向出入库台账.xls": "ledger",
    "stock_count/widiantoko__stocktake.xlsx": "count",
    "sales/cumcm2023c/Tsing-png__附件3.xlsx": "price_history",
    "sales/completejourney/store_367_products.csv": "nameless",
    "sales/wwwswkcom__销售退货表.xls": "sales",
    "sales/9080098007__meal_order_detail.xlsx": "sales",
}


def parsed(path: Path) -> tuple[str, int, ParsedSheet]:
    workbook = read_workbook(path)
    mapping = propose_mapping(workbook)
    return mapping.sheet, mapping.header_row, parse_rows(workbook, mapping)


def cell(rows: tuple[SheetRow, ...], number: int, field: str) -> object:
    return next(row.values[field] for row in rows if row.row_no == number)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.file)
def test_products(shared_data, shop, truth):
    sheet, header_row, found = parsed(shared_data / truth.file)
    with shop.read() as view:
        differences = compare(view, found.rows)
    problems: list[Any] = [*found.errors, *differences.wrong]
    wrong = {(problem.sheet, problem.row_no) for problem in problems}
    assert (sheet, header_row, len(differences.new), len(wrong)) == (truth.sheet, truth.header_row, truth.new, truth.wrong)
    assert [cell(found.rows, number, field) for number, field, _value in truth.cells] == [value for *_place, value in truth.cells]


@pytest.mark.parametrize(("file", "seems"), REFUSED.items(), ids=REFUSED)
def test_no_products(shared_data, file, seems):
    with pytest.raises(NoProductsHere) as refused:
        propose_mapping(read_workbook(shared_data / file))
    assert refused.value.seems == seems
    assert "Nothing was changed" in str(refused.value)


def test_a_json_is_named(shared_data):
    with pytest.raises(NotAWorkbook, match="a JSON file of another program"):
        read_workbook(shared_data / "masters/dongxf__银豹商品图片与条码.json")


@pytest.mark.parametrize("folder", ["masters", "migration", "supplier_sheets", "stock_count"])
def test_no_file_is_forgotten(shared_data, folder):
    known = {truth.file for truth in TRUTHS} | set(REFUSED) | {"masters/dongxf__银豹商品图片与条码.json"}
    assert {f"{folder}/{path.name}" for path in (shared_data / folder).iterdir()} <= known


def test_all_four_shelves_of_the_bookshop_are_read(shared_data):
    found = parsed(shared_data / "masters/Karaliang__書店商品_ISBN.xlsx")[2]
    assert [sum(row.sheet == name for row in found.rows) for name in ("恐怖", "愛情", "懸疑", "科幻")] == [7, 6, 7, 7]


def test_the_stationers_wrong_prices_are_grouped_by_cure(shared_data):
    found = parsed(shared_data / "supplier_sheets/cfytx__文具店价格表.xlsx")[2]
    assert [(group.code, group.cure, len(group.errors)) for group in found.groups()] == [
        ("not_a_number", "leave_out", 13),
        ("two_prices", "first_of_two", 1),
    ]


def test_what_only_an_empty_shop_finds_wrong_is_told(shared_data, shop):
    found = parsed(shared_data / "supplier_sheets/cfytx__文具店价格表.xlsx")[2]
    with shop.read() as view:
        problems = compare(view, found.rows).wrong
    assert Counter((problem.reason, problem.cure) for problem in problems) == {("double_code", "merge"): 7, ("no_name", "name_above"): 4}


def test_web_addresses_are_told_by_row_and_stock_below_zero_is_read(shared_data):
    found = parsed(shared_data / "migration/kotorn__loyverse_export_items.csv")[2]
    lines = {error.row_no: error.line() for error in found.errors}
    assert list(lines) == [147, 191, 214, 1079]
    assert "“https://mama.sahapat.com/pack/shrimptomyum” is a web address" in lines[147]
    assert cell(found.rows, 33, "stock") == -2_000
    assert sum(isinstance(stock := row.values.get("stock"), int) and stock < 0 for row in found.rows) == 66


def test_wrong_check_digits_are_doubts_not_errors(shared_data):
    found = parsed(shared_data / "masters/Yingyi11__银豹商品资料.xlsx")[2]
    assert [warning.reason.code for warning in found.warnings] == ["check_digit"] * 3
