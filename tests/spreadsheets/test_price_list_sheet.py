"""Price lists of suppliers: what their columns mean, and every real sheet, with cells checked by eye."""

from pathlib import Path
from typing import NamedTuple

import pytest

from jxc_desktop.spreadsheets.mapping import Mapping, as_before, remap, to_remember
from jxc_desktop.spreadsheets.price_list_sheet import NoPricesHere, lacking, price_mapping_at, price_mapping_by_hand, propose_price_mapping
from jxc_desktop.spreadsheets.product_sheet import ParsedSheet, parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.workbook import Row, Sheet, Workbook

FOLDER = "supplier_sheets"


class Truth(NamedTuple):
    """What is known of a file: sheet, row of heads, rows read and rows wrong, and some cells."""

    file: str
    sheet: str
    header_row: int
    rows: int
    wrong: int
    cells: tuple[tuple[int, str, object], ...]


TRUTHS = (
    Truth(
        "ColdeZhang__装机价格表.xlsx",
        "Sheet1",
        1,
        14,
        0,
        ((2, "name", "机箱定做"), (7, "purchase_price", 2_5500), (15, "purchase_price", 849_0000)),
    ),
    Truth(
        "RaydeRais__洋酒价格表.xlsx",
        "Sheet1",
        1,
        6081,
        100,
        ((2, "purchase_price", 337_0000), (4, "spec", "25"), (9, "purchase_price", 164_0000)),
    ),
    Truth(
        "Shwetaprojects__2017PurchasePricesDec.csv",
        "Shwetaprojects__2017PurchasePricesDec",
        1,
        12261,
        0,
        ((2, "code", "58"), (2, "purchase_price", 9_2800), (2, "retail_price", 12_9900)),
    ),
    Truth(
        "cfytx__文具店价格表.xlsx",
        "Sheet2",
        1,
        248,
        14,
        ((2, "code", "A4-501"), (6, "purchase_price", 20_0000), (165, "unit", "支")),
    ),
    Truth(
        "haojiehe__报价.xlsx",
        "Sheet1",
        1,
        19,
        0,
        ((2, "purchase_price", 11105_0000), (3, "spec", "博迅/bxm-50vd"), (8, "purchase_price", 7119_0000)),
    ),
    Truth(
        "qiang1010__京东商品价.xlsx",
        "商品信息",
        1,
        84,
        90,
        ((2, "code", "100015206478"), (2, "purchase_price", 49_0000), (3, "purchase_price", 27_9000)),
    ),
    Truth(
        "yutuuinm__串珠价格.xlsx",
        "Sheet1",
        1,
        46,
        0,
        ((2, "purchase_price", 1850), (3, "purchase_price", 5_8700), (9, "spec", "8")),
    ),
)
REFUSED = {
    "LuJZ1402__成品统计.xlsx": ("ledger", "a ledger of stock or production"),
    "Shwetaprojects__InvoicePurchases12312016.csv": ("invoices", "a list of supplier invoices"),
    "cfytx__收入.xls": ("cash_notes", "notes of income and expenses"),
    "dylansohn__报价单.xls": ("unpriced", "a list of products without prices"),
    "ohmyskyhigh__20170318产购销表.xlsx": ("documents", "a list of purchase or sales documents"),
}


def parsed(path: Path) -> tuple[Mapping, ParsedSheet]:
    workbook = read_workbook(path)
    mapping = propose_price_mapping(workbook)
    return mapping, parse_rows(workbook, mapping)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: truth.file)
def test_real_price_lists(shared_data, truth):
    mapping, found = parsed(shared_data / FOLDER / truth.file)
    assert (mapping.sheet, mapping.header_row, len(found.rows), found.wrong_rows()) == (
        truth.sheet,
        truth.header_row,
        truth.rows,
        truth.wrong,
    )
    rows = {row.row_no: row.values for row in found.rows}
    assert [rows[number].get(key) for number, key, _value in truth.cells] == [value for *_place, value in truth.cells]


@pytest.mark.parametrize("file", REFUSED)
def test_what_is_no_price_list_is_refused_by_its_name(shared_data, file):
    with pytest.raises(NoPricesHere) as refused:
        propose_price_mapping(read_workbook(shared_data / FOLDER / file))
    seems, said = REFUSED[file]
    assert refused.value.seems == seems
    assert file in str(refused.value)
    assert said in str(refused.value)
    assert "Nothing was changed" in str(refused.value)


def test_no_sheet_is_forgotten(shared_data):
    assert {path.name for path in (shared_data / FOLDER).iterdir()} == {truth.file for truth in TRUTHS} | set(REFUSED)


def book(*rows: Row) -> Workbook:
    return Workbook("a.xlsx", "hash", (Sheet("Sheet1", hidden=False, rows=list(rows)),))


def mapped(*heads: str) -> dict[str, str]:
    body = tuple("6901234567892" if head == "条码" else 2.5 if "价" in head else f"X{place}" for place, head in enumerate(heads))
    mapping = propose_price_mapping(book(heads, body))
    return {key: heads[column] for key, column in mapping.columns.items()}


@pytest.mark.parametrize(
    ("heads", "means"),
    [
        (("条码", "品名", "单价"), {"barcodes": "条码", "name": "品名", "purchase_price": "单价"}),
        (("品名", "零售价", "供货价"), {"name": "品名", "retail_price": "零售价", "purchase_price": "供货价"}),
        (("品名", "建议零售价", "批发价"), {"name": "品名", "retail_price": "建议零售价", "purchase_price": "批发价"}),
        (("品名", "售价"), {"name": "品名", "purchase_price": "售价"}),
        (("货号", "品名", "价格"), {"code": "货号", "name": "品名", "purchase_price": "价格"}),
        (("品名", "原价", "新价"), {"name": "品名", "purchase_price": "新价"}),
        (("供应商货号", "供货价"), {"code": "供应商货号", "purchase_price": "供货价"}),
        (("自编码", "商品编码", "品名", "进价"), {"own_code": "自编码", "name": "品名", "purchase_price": "进价"}),
        (("供应商货号", "品名", "单价", "起订量"), {"code": "供应商货号", "name": "品名", "purchase_price": "单价", "minimum": "起订量"}),
    ],
)
def test_columns_by_the_words_of_their_heads(heads, means):
    assert {key: head for key, head in mapped(*heads).items() if key in means} == means


def test_a_retail_price_alone_is_no_price_of_the_supplier():
    with pytest.raises(NoPricesHere) as refused:
        mapped("条码", "品名", "零售价")
    assert refused.value.seems == "unpriced"


def test_a_mapping_is_remembered_and_its_own_fields_too():
    workbook = book(("品名", "起订量", "价格", "其他价格列"), ("可乐", 24.0, 2.5, 2.4))
    proposed = propose_price_mapping(workbook)
    chosen = remap(proposed, {"name": 0, "minimum": 1, "purchase_price": 3})
    kept = to_remember(chosen, proposed.fingerprint)
    before = as_before(workbook, proposed, kept.get, price_mapping_at)
    assert before is not None
    assert before.columns == {"name": 0, "minimum": 1, "purchase_price": 3}


def test_who_maps_by_hand_is_told_what_is_missing():
    by_hand = price_mapping_by_hand(book(("甲", "乙"), ("可乐", 2.5)))
    assert by_hand is not None
    assert lacking(by_hand) == "Say which column holds the price."
    assert lacking(remap(by_hand, {"purchase_price": 1})) == "Say which column holds the name, a code or the barcode."
    assert lacking(remap(by_hand, {"purchase_price": 1, "own_code": 0})) == ""
