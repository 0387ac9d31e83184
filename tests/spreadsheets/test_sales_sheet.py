"""Histories of other programs: which columns they keep, what a row says, and real files."""

from datetime import date, datetime, time

import pytest

from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.sales_fields import lacking
from jxc_desktop.spreadsheets.sales_sheet import (
    NoSalesHere,
    parse_sales,
    propose_sales_mapping,
    remap_sales,
    remembered_sales_mapping,
    sales_mapping_at,
    sales_mapping_by_hand,
)
from jxc_desktop.spreadsheets.workbook import Row, Sheet, Workbook

HEADS = ("时间", "条码", "品名", "数量", "单价", "金额", "类型")
TEN = datetime(2026, 11, 22, 10, 5)


def book(*rows, heads=HEADS):
    return Workbook("sales.xlsx", "0", (Sheet("Sheet1", False, [heads, *rows]),))


def parsed(*rows, heads=HEADS):
    workbook = book(*rows, heads=heads)
    return parse_sales(workbook, propose_sales_mapping(workbook))


def only(*rows, heads=HEADS):
    found = parsed(*rows, heads=heads)
    assert not found.errors
    return found.rows[0]


def test_a_row_is_a_sale():
    row = only(("2026-11-22 10:05", "06901234", "可乐", 2, 3.5, 7, "销售"))
    assert (row.at, row.barcode, row.name, row.quantity, row.price, row.amount) == (TEN, "06901234", "可乐", 2000, 3_5000, 7_0000)


@pytest.mark.parametrize(
    ("quantity", "price", "amount", "kind"),
    [(-2, 3.5, -7, None), (2, 3.5, 7, "退货"), (2, 3.5, -7, None), ("-2", "3.5", "-7", ""), (-2, 3.5, 7, "refund")],
)
def test_a_return_is_below_zero_however_it_is_said(quantity, price, amount, kind):
    row = only(("2026-11-22 10:05", "1", "可乐", quantity, price, amount, kind))
    assert (row.quantity, row.price, row.amount) == (-2000, 3_5000, -7_0000)


def test_what_the_file_does_not_say_is_derived_or_left_blank():
    assert only(("2026-11-22", "1", "a", 3, 3.333, None, None)).amount == 10_0000
    assert only(("2026-11-22", "1", "a", 3, None, 10, None)).price == 3_3333
    nothing = only(("2026-11-22", "1", "a", 3, None, None, None))
    assert (nothing.price, nothing.amount) == (None, None)


def test_without_a_column_of_quantities_a_row_is_one_piece():
    row = only((date(2026, 11, 22), "Bread", 7), heads=("Date", "Item", "Transaction"))
    assert (row.quantity, row.receipt, row.at.time()) == (1000, "7", time(12))


@pytest.mark.parametrize(
    "cell",
    ["2026/11/22 10:05", "2026-11-22 10:05:00", "2026年11月22日 10:05", "2026.11.22 10:05", TEN, 46348.42013888889],
)
def test_times_as_they_are_written(cell):
    assert only((cell, "1", "a", 1, 1, 1, None)).at == TEN


@pytest.mark.parametrize("cell", ["12/1/2010 8:26", "昨天", "2026-13-01", None, "2026-11-31", 3.5, "0202-11-22", "9999-12-31"])
def test_a_time_that_would_have_to_be_guessed_is_wrong(cell):
    found = parsed((cell, "1", "a", 1, 1, 1, None))
    assert (found.rows, found.wrong_rows()) == ((), 1)
    assert found.errors[0].reason.code == "no_time"


def test_day_and_time_of_day_in_two_columns():
    row = only(("2026-11-22", "10:05:00", 1, "Bread"), heads=("Date", "Time", "Transaction", "Item"))
    assert row.at == TEN


@pytest.mark.parametrize(
    "row",
    [
        ("2026-11-22", "1", "a", 0, 1, 0, None),
        ("合计", None, None, 12, None, 99, None),
        ("2026-11-22", None, "NONE", 1, 1, 1, None),
        (None, None, None, None, None, None, None),
    ],
)
def test_what_is_no_sale_is_skipped(row):
    found = parsed(row)
    assert (found.rows, found.errors, len(found.skipped)) == ((), (), 1)


def test_a_cancelled_order_is_skipped_and_not_refunded_is_none():
    heads = ("订单号", "商品", "实际金额", "支付时间", "状态")
    found = parsed(
        ("1", "可乐", 3, "2026-11-22 10:05", "已取消"),
        ("2", "可乐", 3, "2026-11-22 10:05", "已出货未退款"),
        ("3", "可乐", 3, "2026-11-22 10:05", "已退款"),
        heads=heads,
    )
    assert [(row.receipt, row.quantity) for row in found.rows] == [("2", 1000), ("3", -1000)]


def test_a_list_of_products_is_refused():
    with pytest.raises(NoSalesHere, match="no list of sales"):
        propose_sales_mapping(book(("1", "可乐"), heads=("条码", "品名")))


def test_a_mapping_is_remembered():
    workbook = book(("2026-11-22", "1", "a", 1, 1, 1, None))
    mapping = propose_sales_mapping(workbook)
    assert remembered_sales_mapping(mapping, mapping.as_text()) == mapping
    assert remembered_sales_mapping(mapping, '{"columns": {"name": 99}}') == mapping


REAL = [
    ("vending_gbk/zengchuihua__task1-1A.csv", 10454, 0, 0),
    ("completejourney/store_367_transactions.csv", 11468, 0, 63),
    ("uci_online_retail_by_day/databricks__2010-12-01.csv", 3108, 27, 0),
    ("wwwswkcom__销售退货表.xls", 23856, 2120, 45),
    ("9080098007__meal_order_detail.xlsx", 10037, 0, 0),
    ("prasertcbs__BreadBasket_DMS.csv", 20507, 0, 786),
]


@pytest.mark.parametrize(("name", "rows", "returns", "skipped"), REAL)
def test_real_files(shared_data, name, rows, returns, skipped):
    workbook = read_workbook(shared_data / "sales" / name)
    found = parse_sales(workbook, propose_sales_mapping(workbook))
    assert (len(found.rows), sum(row.quantity < 0 for row in found.rows), len(found.skipped), found.errors) == (rows, returns, skipped, ())


@pytest.mark.parametrize("name", ["wwwswkcom__库存.xls", "completejourney/store_367_products.csv"])
def test_real_files_that_hold_no_sales(shared_data, name):
    with pytest.raises(NoSalesHere):
        propose_sales_mapping(read_workbook(shared_data / "sales" / name))


def test_a_days_totals_of_a_product_are_a_history(tmp_path):
    row = only(("2023-06-30", "102900005115168", 35.243, 7.6), heads=("销售日期", "单品编码", "total_qty", "avg_price"))
    assert (row.at.date(), row.code, row.quantity, row.price, row.amount) == (
        date(2023, 6, 30),
        "102900005115168",
        35_243,
        7_6000,
        267_8500,
    )


def test_what_is_not_found_by_its_heads_is_said_by_the_user():
    workbook = book(("2026-11-22", "可乐", 2), heads=("Wann", "Was", "Wieviel"))
    with pytest.raises(NoSalesHere):
        propose_sales_mapping(workbook)
    guessed = sales_mapping_by_hand(workbook)
    assert guessed is not None
    assert (guessed.header_row, guessed.columns) == (1, {})
    assert lacking(guessed.columns) == (
        "Say which column is: Time / Day; Product code / Barcode / Product name; Quantity / Price / Amount / Receipt number"
    )
    said = remap_sales(guessed, {"day": 0, "name": 1, "quantity": 2})
    assert lacking(said.columns) == ""
    assert [row.name for row in parse_sales(workbook, said).rows] == ["可乐"]


def test_in_a_workbook_without_a_row_nobody_can_begin():
    assert sales_mapping_by_hand(Workbook("empty.xlsx", "0", (Sheet("Sheet1", False, []),))) is None


def test_a_list_without_heads_is_read_from_its_first_row():
    workbook = Workbook("bare.csv", "0", (Sheet("Sheet1", False, [("2026-11-22", "可乐", 2)]),))
    mapping = remap_sales(sales_mapping_at(workbook, "Sheet1", 0), {"day": 0, "name": 1, "quantity": 2})
    assert [(row.row_no, row.name) for row in parse_sales(workbook, mapping).rows] == [(1, "可乐")]


def test_sheets_of_sales_that_are_not_read_are_named():
    sales: list[Row] = [HEADS, ("2026-11-22", "1", "可乐", 2, None, None, "")]
    other: list[Row] = [("日期", "品名", "销量"), ("2026-11-22", "可乐", 2)]
    workbook = Workbook("year.xlsx", "0", (Sheet("1月", False, sales), Sheet("2月", False, sales), Sheet("旧", False, other)))
    mapping = propose_sales_mapping(workbook)
    assert (mapping.also, mapping.others) == (("2月",), ("旧",))


def test_cells_are_cured_by_one_click():
    workbook = book(("2026-11-22", "1", "可乐", "2件", None, "5元整", ""), ("2026-11-22", "1", "可乐", "-3件", None, None, ""))
    mapping = propose_sales_mapping(workbook)
    found = parse_sales(workbook, mapping)
    cures = {(group.field, group.cure) for group in found.groups()}
    assert cures == {("quantity", "number_only"), ("amount", "number_only")}
    rows = parse_sales(workbook, mapping, cures=cures).rows
    assert [(row.quantity, row.amount) for row in rows] == [(2_000, 5_0000), (-3_000, None)]


def test_a_barcode_that_excel_spoiled_may_be_left_out():
    workbook = book(("2026-11-22", 6.90123456789e18, "可乐", 2, None, None, ""), ("2026-11-22", 6.90123456789e18, "", 2, None, None, ""))
    mapping = propose_sales_mapping(workbook)
    cures = {(group.field, group.cure) for group in parse_sales(workbook, mapping).groups()}
    found = parse_sales(workbook, mapping, cures=cures)
    assert [(row.barcode, row.name) for row in found.rows] == [("", "可乐")]
    assert [skip.row_no for skip in found.skipped] == [3]
