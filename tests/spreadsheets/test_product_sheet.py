"""Cells become values: what is read, what is wrong and why, and the click that mends it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jxc_desktop.domain.barcodes import check_digit
from jxc_desktop.domain.money import format_plain
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.domain.sheet_rows import CLEAR, SheetRow
from jxc_desktop.spreadsheets.mapping import mapping_at, propose_mapping
from jxc_desktop.spreadsheets.product_sheet import ParsedSheet, parse_rows
from jxc_desktop.spreadsheets.row_errors import CURES, REASONS, SKIPS
from jxc_desktop.spreadsheets.workbook import Cell, Row, Sheet, Workbook

HEADS = {
    "code": "商品编码",
    "barcodes": "条码",
    "pack_barcode": "箱码",
    "retail_price": "零售价",
    "stock": "库存",
    "order_at": "最低库存",
    "fill_to": "最高库存",
    "tax_rate": "税率",
    "kind": "商品类型",
    "below_zero": "负库存",
    "no_discount": "不打折",
    "pack_ratio": "换算",
    "spec": "规格",
}


def parse(heads: Row, *rows: Row, cures: tuple[tuple[str, str], ...] = ()) -> ParsedSheet:
    workbook = Workbook("list.xlsx", "", (Sheet("s", False, [heads, *rows]),))
    return parse_rows(workbook, propose_mapping(workbook), cures=cures)


def one(field: str, cell: Cell, *cures: str) -> ParsedSheet:
    return parse(
        ("商品名称", "条码", HEADS[field]) if field != "barcodes" else ("商品名称", "规格", "条码"),
        ("可乐", None, cell),
        cures=tuple((field, cure) for cure in cures),
    )


def value(field: str, cell: Cell, *cures: str) -> object:
    [row] = one(field, cell, *cures).rows
    return row.values.get(field)


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        (3.5, 3_5000),
        (12, 12_0000),
        (0.1 + 0.2, 3000),
        (7.6499999999999995, 7_6500),
        (0.185, 1850),
        ("49.00", 49_0000),
        ("260元", 260_0000),
        ("¥12", 12_0000),
        ("１２．５", 12_5000),
        ("1,234.50", 1234_5000),
        (" 3 ", 3_0000),
        (0.0, 0),
        ("variable", None),
        ("  ", None),
        ("清空", CLEAR),
        ("（清空）", CLEAR),
    ],
)
def test_prices(cell, price):
    assert value("retail_price", cell) == price


@pytest.mark.parametrize(
    ("cell", "reason", "cure", "cured"),
    [
        ("自", "not_a_number", "leave_out", None),
        ("2.5/2", "two_prices", "first_of_two", 2_5000),
        ("6 v", "number_with_text", "number_only", 6_0000),
        ("约12块", "number_with_text", "number_only", 12_0000),
        ("-1.00", "negative", "leave_out", None),
        (-1.0, "negative", "leave_out", None),
        (float("nan"), "not_a_number", "leave_out", None),
        (float("inf"), "too_large", "leave_out", None),
        (1e308, "too_large", "leave_out", None),
        ("1e308", "not_a_number", "leave_out", None),
        (1.123456789, "too_precise", "round", 1_1235),
        ("1.123456789", "too_precise", "round", 1_1235),
        (".00005元", "too_precise", "round", 1),
        ("-1.123456789", "negative", "leave_out", None),
        (-1.123456789, "negative", "leave_out", None),
        ("98765432.123456789", "too_large", "leave_out", None),
        (10_000_000.0, "too_large", "leave_out", None),
        (True, "not_a_number", "leave_out", None),
        (date(1900, 1, 1), "not_a_number", "leave_out", None),
        ("#N/A", "not_a_number", "leave_out", None),
    ],
)
def test_wrong_prices_and_their_cures(cell, reason, cure, cured):
    [error] = one("retail_price", cell).errors
    assert (error.row_no, error.column_title, error.reason.code, error.cure) == (2, "零售价", reason, cure)
    assert value("retail_price", cell, cure) == cured


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("6901234567892", ("6901234567892",)),
        (6921168509256.0, ("6921168509256",)),
        (999999999999999.0, ("999999999999999",)),
        ("6921168509256.0", ("6921168509256",)),
        ("'0012345", ("0012345",)),
        ("６９０１２３４５６７８９２", ("6901234567892",)),
        ("690 1234 567892", ("6901234567892",)),
        ("69012345 67890123", ("69012345", "67890123")),
        ("6901234567892,6970239290029、6901234567892", ("6901234567892", "6970239290029")),
        ("69012345；67890123\n11112222", ("69012345", "67890123", "11112222")),
        ("4895235504845CC", ("4895235504845CC",)),
        ("6902083881405/6902083881412", ("6902083881405", "6902083881412")),
        ("69012345 / 67890123", ("69012345", "67890123")),
        ("A-1/2", ("A1/2",)),
        ("无", None),
        (0.0, None),
        ("清空", CLEAR),
    ],
)
@pytest.mark.parametrize("field", ["barcodes", "pack_barcode"])
def test_barcodes(field, cell, codes):
    assert value(field, cell) == codes


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("3.65275E+11", "scientific"),
        ("6.901234567892E+12", "scientific"),
        (6901234567890123.0, "lost_digits"),
        (12.5, "not_a_barcode"),
        (-3.0, "not_a_barcode"),
        ("可乐", "not_a_barcode"),
        ("https://oishi.com.vn", "web_address"),
        ("1" * 41, "too_long"),
        (True, "not_a_barcode"),
        (date(2026, 1, 1), "not_a_barcode"),
    ],
)
@pytest.mark.parametrize("field", ["barcodes", "pack_barcode"])
def test_wrong_barcodes(field, cell, reason):
    [error] = one(field, cell).errors
    assert error.reason.code == reason
    assert value(field, cell, "leave_out") is None


def test_lost_digits_are_said_in_the_users_words():
    assert "Excel has lost the last digits" in one("barcodes", 6901234567890123.0).errors[0].line()


@pytest.mark.parametrize("field", ["barcodes", "pack_barcode"])
def test_a_wrong_check_digit_is_a_doubt(field):
    found = one(field, "6901234567890")
    assert [(warning.field, warning.reason.code) for warning in found.warnings] == [(field, "check_digit")]
    assert found.rows[0].values[field] == ("6901234567890",)


@pytest.mark.parametrize(
    ("field", "unit", "cell", "cure"),
    [
        ("stock", "瓶", "12瓶", "number_only"),
        ("stock", None, "约12个", "number_only"),
        ("stock", "箱", "5箱", "number_only"),
        ("stock", "瓶", "5箱", "leave_out"),
        ("stock", None, "5箱", "leave_out"),
        ("stock", "公斤", "5斤", "leave_out"),
        ("retail_price", "公斤", "12.5元/公斤", "number_only"),
        ("retail_price", "千克", "12.5元/千克", "number_only"),
        ("retail_price", "公斤", "12.5元/斤", "leave_out"),
        ("retail_price", None, "12.5元/斤", "leave_out"),
        ("retail_price", "瓶", "每箱60元", "leave_out"),
        ("retail_price", "瓶", "特价3元", "number_only"),
        ("retail_price", "瓶", "8折", "leave_out"),
        ("retail_price", "瓶", "90%", "leave_out"),
        ("retail_price", "瓶", "5角", "leave_out"),
        ("retail_price", "台", "1.2万", "leave_out"),
        ("tax_rate", "瓶", "13个点", "number_only"),
    ],
)
def test_a_number_is_taken_out_of_a_text_only_where_it_means_the_same(field, unit, cell, cure):
    [error] = parse(("商品名称", "单位", HEADS[field]), ("可乐", unit, cell)).errors
    assert (error.reason.code, error.cure) == ("number_with_text", cure)


def test_the_price_of_a_pack_is_by_the_pack():
    heads: Row = ("商品名称", "单位", "大单位", "大单位价")
    assert [error.cure for error in parse(heads, ("可乐", "瓶", "箱", "60元/箱"), ("茶", "瓶", "箱", "3元/瓶")).errors] == [
        "number_only",
        "leave_out",
    ]


def test_leading_zeros_that_excel_dropped_are_put_back_by_a_click():
    def code(start: str) -> str:
        return start + check_digit(start)

    full = [(f"n{n}", code(f"69012345678{n}")) for n in range(6)]
    lost = ("x", float(code("001234567890")))
    found = parse(("商品名称", "条码"), *full, lost)
    assert [(warning.row_no, warning.cure) for warning in found.warnings] == [(8, "restore_zeros")]
    cured = parse(("商品名称", "条码"), *full, lost, cures=(("barcodes", "restore_zeros"),))
    assert (cured.rows[-1].values["barcodes"], cured.warnings) == ((code("001234567890"),), ())


@pytest.mark.parametrize(
    ("cell", "rate"), [("13%", 1300), (13.0, 1300), (0.13, 1300), ("0.13", 1300), (0.03, 300), ("免税", 0), (0.0, 0), ("清空", CLEAR)]
)
def test_tax_rates(cell, rate):
    assert value("tax_rate", cell) == rate


@pytest.mark.parametrize(
    ("field", "cell", "expected"),
    [
        ("stock", 12.0, 12_000),
        ("stock", "0.350", 350),
        ("kind", "称重", "weighed"),
        ("kind", "Y", "weighed"),
        ("kind", "N", "goods"),
        ("kind", "服务项目", "service"),
        ("kind", "Open-price product", "open_price"),
        ("below_zero", "Warn", "warn"),
        ("below_zero", "禁止", "refuse"),
        ("no_discount", "是", True),
        ("no_discount", 0.0, False),
        ("no_discount", "No", False),
        ("no_discount", "清空", CLEAR),
        ("pack_ratio", "清空", CLEAR),
        ("pack_ratio", 24.0, 24),
        ("pack_ratio", "1*24", 24),
        ("pack_ratio", "1箱=24瓶", 24),
        ("pack_ratio", "24瓶/箱", 24),
        ("pack_ratio", 1.0, None),
        ("stock", -2.0, -2_000),
        ("stock", "-2.000", -2_000),
        ("stock", "\N{MINUS SIGN}0.5", -500),
        ("code", 12.0, "12"),
        ("code", "'0159425", "0159425"),
        ("spec", " 500\n ml\u3000装 ", "500 ml 装"),
    ],
)
def test_other_values(field, cell, expected):
    assert value(field, cell) == expected


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ("order_at", -2.0, "negative"),
        ("order_at", "-2", "negative"),
        ("stock", "-1.2345", "too_precise"),
        ("stock", -1.2345, "too_precise"),
        ("stock", -1e7, "too_large"),
        ("stock", "-10000000", "too_large"),
        ("stock", "5箱", "number_with_text"),
        ("stock", 1e9, "too_large"),
        ("kind", "什么", "unknown_word"),
        ("below_zero", "也许", "unknown_word"),
        ("no_discount", "也许", "unknown_word"),
        ("pack_ratio", "2.5", "not_whole"),
        ("tax_rate", "-3", "negative"),
        ("spec", "长" * 1001, "too_long"),
        ("spec", "#REF!", "excel_error"),
        ("code", "清空", "cannot_clear"),
    ],
)
def test_other_wrong_values(field, cell, reason):
    assert [error.reason.code for error in one(field, cell).errors] == [reason]


def test_a_number_of_any_length_is_told():
    assert [error.reason.code for error in one("retail_price", "9" * 999 + ".123456789").errors] == ["number_with_text"]


@pytest.mark.parametrize("cell", ["-1.2345", -1.2345, "\N{MINUS SIGN}1.2345"])
def test_stock_below_zero_is_rounded_below_zero(cell):
    assert value("stock", cell, "round") in (-1_234, -1_235)


def test_what_excel_made_a_date_is_typed_back_by_a_click():
    [error] = one("spec", date(2026, 5, 10)).errors
    assert (error.reason.code, error.cure) == ("became_a_date", "month_and_day")
    assert value("spec", date(2026, 5, 10), "month_and_day") == "5-10"


def test_a_remark_may_be_a_date():
    assert parse(("商品名称", "条码", "备注"), ("可乐", None, date(2026, 5, 10))).rows[0].values["remark"] == "2026-05-10"


def test_a_blank_cell_is_absent():
    assert parse(("商品名称", "条码", "零售价"), ("可乐", " ", None)).rows == (SheetRow(2, {"name": "可乐"}),)


def test_examples_totals_and_headings_are_skipped_with_the_reason():
    rows: list[Row] = [(f"商品{n}", f"{n}", 1.0) for n in range(30)]
    found = parse(
        ("商品名称", "商品编码", "零售价"),
        ("可乐(样板)", "1", 3.0),
        ("脂肪族月合计", None, 9.0),
        ("饮料类", None, None),
        ("合 计：", None, 5.0),
        *rows,
    )
    assert [(skip.row_no, skip.reason) for skip in found.skipped] == [(2, "sample"), (3, "total"), (4, "heading"), (5, "total")]
    assert len(found.rows) == 30


def test_goods_with_such_words_in_their_names_are_goods():
    names = ("计算器", "合计算尺", "样板漆", "元宝纸", "Total 润滑油")
    assert len(parse(("商品名称", "商品编码"), *[(name, str(n)) for n, name in enumerate(names)]).rows) == len(names)


def test_a_list_of_bare_names_is_no_row_of_headings():
    assert len(parse(("商品名称", "零售价"), *[(f"商品{n}", None) for n in range(5)]).rows) == 5


def test_without_any_column_no_row_is_a_product():
    workbook = Workbook("list.xlsx", "", (Sheet("s", False, [("a",), ("b",)]),))
    assert [skip.reason for skip in parse_rows(workbook, mapping_at(workbook, "s", 1)).skipped] == ["no_values"]


def test_a_nameless_row_may_take_the_name_above():
    rows: tuple[Row, ...] = (("U盘", None, 80.0), (None, None, 100.0))
    found = parse(("名称", "编码", "价格"), *rows)
    assert [(error.row_no, error.reason.code, error.cure) for error in found.errors] == [(3, "no_identity", "name_above")]
    cured = parse(("名称", "编码", "价格"), *rows, cures=(("name", "name_above"),))
    assert [row.values["name"] for row in cured.rows] == ["U盘", "U盘"]


def test_the_name_above_is_that_of_the_row_above_even_when_that_one_is_wrong():
    rows: tuple[Row, ...] = (("U盘", None, 80.0), ("鼠标", None, "自"), (None, None, 100.0))
    cured = parse(("名称", "编码", "价格"), *rows, cures=(("name", "name_above"),))
    assert [row.values["name"] for row in cured.rows] == ["U盘", "鼠标"]


@pytest.mark.parametrize("heads", [("商品编码", "商品名称", "零售价"), ("编码", "品名", "售价")])
@pytest.mark.parametrize("cures", [(), (("name", "name_above"),)])
def test_whether_a_code_does_without_a_name_is_left_to_the_shop(heads, cures):
    rows: tuple[Row, ...] = tuple((f"{n}", None if n == 9 else f"商品{n}", 1.0) for n in range(10))
    found = parse(heads, *rows, cures=cures)
    assert (len(found.rows), found.errors) == (10, ())
    assert found.rows[-1] == SheetRow(11, {"code": "9", "retail_price": 1_0000}, above="商品8")


def test_among_saved_wrong_rows_no_name_is_taken_from_above():
    rows: tuple[Row, ...] = (("U盘", "1", "自", "…"), (None, "2", 9.0, "…"), (None, None, 100.0, "…"))
    for reason in ("原因", "Reason"):
        found = parse(("名称", "编码", "价格", reason), *rows)
        assert [row.above for row in found.rows] == [""]
        assert [(error.row_no, error.cure) for error in found.errors] == [(2, "leave_out"), (4, "")]


def test_variants_take_the_name_of_their_handle():
    heads = ("Handle", "Title", "Option1 Value", "Variant Price")
    found = parse(heads, ("top", "Top", "Small", "60"), ("top", None, "Large", "60"), ("cap", "Cap", "Default Title", "9"))
    assert [(row.values["name"], row.values.get("spec")) for row in found.rows] == [("Top", "Small"), ("Top", "Large"), ("Cap", None)]


def test_stock_that_fills_no_whole_packs_is_told():
    # case 66: 4000 pieces are 8 boxes of 500; 4001 are not
    found = parse(("商品名称", "库存", "装箱数"), ("a", 4000.0, 500.0), ("b", 4001.0, 500.0))
    assert [(warning.row_no, warning.reason.code) for warning in found.warnings] == [(3, "uneven_packs")]
    assert len(found.rows) == 2


def test_errors_are_grouped_by_cure_the_largest_first():
    found = parse(("商品名称", "零售价"), ("a", "自"), ("b", "2/1"), ("c", "自"))
    assert [(group.field, group.code, len(group.errors)) for group in found.groups()] == [
        ("retail_price", "not_a_number", 2),
        ("retail_price", "two_prices", 1),
    ]
    assert found.wrong_rows() == 3
    assert all(group.cure_title() for group in found.groups())


def test_a_row_with_two_wrong_cells_is_one_wrong_row_with_two_errors():
    found = parse(("商品名称", "零售价", "库存"), ("a", "自", "五"))
    assert (len(found.errors), found.wrong_rows(), found.rows) == (2, 1, ())


def test_every_reason_cure_and_skip_is_worded():
    from jxc_desktop.spreadsheets.row_errors import ErrorGroup, Reason, SkippedRow

    parameters = tuple((name, "x") for name in ("limit", "decimals", "words", "ratio"))
    assert all(Reason(code, parameters).sentence() for code in REASONS)
    assert all(ErrorGroup("name", "negative", cure, ()).cure_title() for cure in CURES)
    assert all(SkippedRow(1, reason).sentence() for reason in SKIPS)


@given(st.integers(0, 9_999_999_9900), st.integers(0, 999_999_999))
@settings(max_examples=150, deadline=None)
def test_any_amount_survives_as_text_and_as_a_number(money, quantity):
    heads = ("商品名称", "零售价", "库存")
    rows = ("a", format_plain(money), format_quantity(quantity)), ("b", money / 10_000, quantity / 1_000)
    assert [(row.values["retail_price"], row.values["stock"]) for row in parse(heads, *rows).rows] == [(money, quantity)] * 2
