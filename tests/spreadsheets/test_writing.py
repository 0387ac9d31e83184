"""Tables out: real numbers and dates, texts that stay texts, totals, and a file that is whole or not there."""

import csv
import errno
import os
import shutil
import subprocess
import weakref
from collections import UserList
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.product_columns import COLUMNS
from jxc_desktop.spreadsheets.mapping import propose_mapping
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.workbook_out import WorkbookOut
from jxc_desktop.spreadsheets.writing import CannotWriteFile, WrongEnding, replacing, write_table
from jxc_desktop.spreadsheets.wrong_rows import write_wrong_rows

ALL_KINDS = (
    Column("name", "Name", "text"),
    Column("code", "Code", "code"),
    Column("sum", "Sum", "money", total=True),
    Column("pieces", "Pieces", "quantity", total=True),
    Column("day", "Day", "date"),
    Column("at", "At", "time"),
    Column("count", "Count", "integer"),
    Column("rate", "Rate", "percent"),
    Column("free", "Free", "bool"),
)
ROW = ("可乐", ("0012", "690"), 12_5000, 2_500, date(2026, 11, 22), "2026-11-22 10:01:02", 3, 1300, True)
BLANK = (None,) * len(ALL_KINDS)


def written(path: Path, *rows: tuple[object, ...], columns: tuple[Column, ...] = ALL_KINDS) -> list[tuple[object, ...]]:
    write_table(path, columns, rows, title="表", shop_name="小店")
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_numbers_and_dates_are_real(tmp_path):
    row = written(tmp_path / "a.xlsx", ROW)[1]
    assert row == ("可乐", "0012, 690", 12.5, 2.5, datetime(2026, 11, 22), datetime(2026, 11, 22, 10, 1, 2), 3, 0.13, "Yes")


def test_totals_and_blanks(tmp_path):
    rows = written(tmp_path / "a.xlsx", ROW, BLANK, ROW)
    assert rows[2] == BLANK
    assert rows[4] == ("Total", None, 25, 5, None, None, None, None, None)


def test_no_row_of_totals_without_rows(tmp_path):
    assert written(tmp_path / "a.xlsx") == [tuple(column.title for column in ALL_KINDS)]


def test_the_head_is_frozen_and_filtered_and_the_shop_named(tmp_path):
    written(tmp_path / "a.xlsx", ROW)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book.worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.title) == ("A2", "A1:I2", "表")
    assert book.worksheets[1]["A1"].value == "小店"
    assert sheet["C2"].number_format == "#,##0.00##"
    assert sheet["A1"].font.b


def test_rows_that_come_one_by_one_have_room_for_the_largest(tmp_path):
    def rows():
        yield from [ROW] * 300
        yield (*ROW[:2], 9_999_999_9900, *ROW[3:])

    write_table(tmp_path / "a.xlsx", ALL_KINDS, rows(), title="表")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert sheet.column_dimensions["C"].width > len("10,003,749.99") * 1.1
    assert sheet.column_dimensions["D"].width > len("999,999.999")


def test_moments_with_a_zone_keep_their_wall_time(tmp_path):
    assert written(tmp_path / "a.xlsx", (datetime(2026, 1, 2, 3, 4, tzinfo=UTC),), columns=(Column("at", "At", "time"),))[1] == (
        datetime(2026, 1, 2, 3, 4),
    )


def test_a_title_that_excel_refuses_is_made_fit(tmp_path):
    write_table(tmp_path / "a.xlsx", ALL_KINDS, [ROW], title="a/b:c*d?[e]" * 9)
    assert len(openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[0]) <= 31


def test_csv_is_utf_8_with_a_mark_and_plain_numbers(tmp_path):
    file = tmp_path / "a.csv"
    write_table(file, ALL_KINDS, [ROW, (*ROW[:2], -5_0000, -1_500, *ROW[4:])], title="表")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert rows[1] == ["可乐", "0012, 690", "12.50", "2.5", "2026-11-22", "2026-11-22 10:01:02", "3", "13%", "Yes"]
    assert rows[2][2:4] == ["-5.00", "-1.5"]
    assert rows[3][:4] == ["Total", "", "7.50", "1"]


def test_a_round_percentage_has_no_lonely_point(tmp_path):
    """As a spreadsheet shows it: 28.00%, where 0.##% made 28.% of it."""
    written(tmp_path / "a.xlsx", (*ROW[:7], 2_800, True))
    cell = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["H2"]
    assert (cell.value, cell.number_format) == (0.28, "0.00%")


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(WrongEnding, match=r"must end in \.xlsx or \.csv"):
        write_table(tmp_path / "a.pdf", ALL_KINDS, [], title="")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CannotWriteFile, match="no such file or folder"):
        write_table(tmp_path / "nowhere" / "a.xlsx", ALL_KINDS, [], title="")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_what_a_workbook_that_can_not_be_completed_tells_of():
    with pytest.raises(OSError) as told, WorkbookOut(Path("/dev/full"), "表", "小店") as book:
        book.add_sheet("表", ["Name"], [0], [(str(number),) for number in range(5_000)])
    assert told.value.errno == errno.ENOSPC


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, r"\(the disk is full\).*Free some space"),
        (errno.ENOENT, "Make the folder first"),
        (errno.EACCES, "If it is open in Excel"),
        (errno.EROFS, r"\(the disk is read-only\).*Choose another place or name"),
        (errno.EISDIR, r"\(it is a folder\).*Choose another place or name"),
    ],
)
def test_what_can_not_be_written_is_told_with_what_helps(tmp_path, number, cure):
    with pytest.raises(CannotWriteFile, match=cure), replacing(tmp_path / "a.xlsx"):
        raise OSError(number, os.strerror(number))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_failure_half_way_leaves_the_old_file_whole(tmp_path, suffix):
    file = tmp_path / f"a{suffix}"
    file.write_text("old")

    def rows():
        yield ROW
        raise KeyError("half way")

    with pytest.raises(KeyError):
        write_table(file, ALL_KINDS, rows(), title="")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_failure_half_way_leaves_no_draft(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows():
        yield from [ROW] * 500
        raise KeyError("half way")

    with pytest.raises(KeyError):
        write_table(tmp_path / "a.xlsx", ALL_KINDS, rows(), title="")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "#N/A", "\t=1", "\r=1", "_x0041_", " two ", "a\nb", "0012", "TRUE"])
def test_a_text_stays_a_text(tmp_path, text):
    file = tmp_path / "a.xlsx"
    write_table(file, ALL_KINDS[:2], [(text, text)], title="表", shop_name=text, notes=[text])
    book = openpyxl.load_workbook(file)
    cells = [*book.worksheets[0][2], *[cell for cells in book.worksheets[1].rows for cell in cells if cell.value != "表"]]
    assert {cell.data_type for cell in cells} == {"s"}
    assert len(cells) == 4
    read = text.replace("\r", "\n")
    assert [sheet.rows[-1][0] for sheet in read_workbook(file).sheets] == [read, read]


def test_what_no_cell_can_hold_is_dropped(tmp_path):
    assert written(tmp_path / "a.xlsx", ("a\x00b\ud800c\ufffe", "x" * 40_000), columns=ALL_KINDS[:2])[1] == ("abc", "x" * 32_767)


def test_rows_are_not_kept(tmp_path):
    alive: weakref.WeakSet[Row] = weakref.WeakSet()
    most = 0

    def rows():
        nonlocal most
        for _number in range(1_000):
            row = Row(ROW)
            alive.add(row)
            most = max(most, len(alive))
            yield row

    write_table(tmp_path / "a.xlsx", ALL_KINDS, rows(), title="表")
    assert most < 300


class Row(UserList[object]):
    """A row that can be watched."""

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


def office() -> str:
    """LibreOffice's command; skips where it is not installed."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


def test_libreoffice_reads_what_was_written(tmp_path):
    program = office()
    written(tmp_path / "a.xlsx", ROW, ("=1+1", ("=2", "007"), -5_0000, None, None, None, None, None, None))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [
            program,
            profile,
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
            tmp_path,
            tmp_path / "a.xlsx",
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1] == ["可乐", "0012, 690", "12.50", "2.5", "2026-11-22", "2026-11-22 10:01:02", "3", "13.00%", "Yes"]
    assert rows[2][:3] == ["=1+1", "=2, 007", "-5.00"]


PRODUCT = {
    "code": "0001",
    "barcodes": ("6901234567892", "4895235504845CC"),
    "name": "=可乐",
    "spec": "500ml",
    "unit": "瓶",
    "category": "饮料 / 汽水",
    "brand": "甲",
    "retail_price": 3_5050,
    "member_price": 3_0000,
    "wholesale_price": 2_8000,
    "purchase_price": 1_2345,
    "kind": "goods",
    "tax_rate": 1300,
    "below_zero": "warn",
    "shelf": "1-2",
    "no_discount": True,
    "stop_buying": False,
    "stop_selling": False,
    "article_number": "007",
    "initials": "kl",
    "order_at": 12_000,
    "fill_to": 36_000,
    "tare": 15,
    "pack_name": "箱",
    "pack_ratio": 24,
    "pack_barcode": ("16901234567899",),
    "pack_price": 80_0000,
    "pack_measured": True,
    "stock": 48_000,
    "selling_points": "冰镇更好喝",
    "remark": "冷藏",
}


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_our_own_products_come_back_as_they_left(tmp_path, suffix):
    file = tmp_path / f"products{suffix}"
    write_table(file, COLUMNS, [tuple(PRODUCT[column.key] for column in COLUMNS)], title="商品", shop_name="小店")
    workbook = read_workbook(file)
    [row] = parse_rows(workbook, propose_mapping(workbook)).rows
    assert row.values == PRODUCT


def test_wrong_rows_come_with_their_own_columns_and_the_reason(tmp_path):
    source = tmp_path / "list.csv"
    source.write_text("说明\n条码,名称,售价\n1,可乐,3\n2,雪碧,自\n3,芬达,-1\n4,美年达,2\n", encoding="utf-8")
    workbook = read_workbook(source)
    mapping = propose_mapping(workbook)
    found = parse_rows(workbook, mapping)
    assert write_wrong_rows(tmp_path / "wrong.xlsx", workbook, mapping, found.errors) == 2
    rows = list(openpyxl.load_workbook(tmp_path / "wrong.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows == [
        ("条码", "名称", "售价", "Reason"),
        ("2", "雪碧", "自", "售价: “自” is not a number"),
        ("3", "芬达", "-1", "售价: “-1” is below zero"),
    ]


def test_corrected_wrong_rows_are_imported_as_they_are(tmp_path):
    source = tmp_path / "list.csv"
    source.write_text("条码,名称,售价\n2,雪碧,自\n", encoding="utf-8")
    workbook = read_workbook(source)
    mapping = propose_mapping(workbook)
    write_wrong_rows(tmp_path / "wrong.xlsx", workbook, mapping, parse_rows(workbook, mapping).errors)
    book = openpyxl.load_workbook(tmp_path / "wrong.xlsx")
    book.worksheets[0]["C2"] = 3
    book.save(tmp_path / "right.xlsx")
    again = read_workbook(tmp_path / "right.xlsx")
    assert [row.values for row in parse_rows(again, propose_mapping(again)).rows] == [
        {"barcodes": ("2",), "name": "雪碧", "retail_price": 3_0000}
    ]
