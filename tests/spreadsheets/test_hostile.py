"""Broken and hostile files: refused or read in plain words, within time and memory, and the caller lives."""

import csv
import io
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jxc_desktop.domain.sheet_rows import CLEAR
from jxc_desktop.queries.columns import Column
from jxc_desktop.spreadsheets import refusals, zip_guard
from jxc_desktop.spreadsheets.mapping import propose_mapping
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.readers import READERS
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.reading_process import Outcome, ReadingProcess
from jxc_desktop.spreadsheets.workbook import Sheet, Workbook
from jxc_desktop.spreadsheets.writing import write_table

CORPUS = {
    "Dan-wanna-M__git_lfs_pointer.xlsx": "pointer to a file kept elsewhere",
    "ExcelDataReader__EmptyZipFile.xlsx": "is not a workbook",
    "ExcelDataReader__Test_git_issue_467_empty_continue_leftoverbytes.xls": "damaged",
    "ExcelDataReader__as3xls_BIFF3.xls": "",
    "alibaba__office_bom.csv": "",
    "apache__54764.xlsx": "entity definitions",
    "apache__clusterfuzz-testcase-minimized-XLSX2CSVFuzzer-5636439151607808.xlsx": "damaged",
    "apache__password.xls": "password",
    "exceljs__1904.xlsx": "",
    "exceljs__chart-sheet.xlsx": "",
    "exceljs__google-sheets.xlsx": "",
    "exceljs__many-columns.xlsx": "",
    "exceljs__shared_string_with_escape.xlsx": "",
    "exceljs__test-issue-176.xlsx": "",
    "libxls__texty-dates-xls.xls": "",
    "libxls__unnamed-duplicated-columns.xls": "",
    "libxls__whitespace-xls.xls": "",
    "libxls__xls2csv_ole_ole2_fread_327.xls": "damaged",
    "roo-rb__Pfand_from_windows_phone.xlsx": "",
    "roo-rb__implicit_coordinates.xlsx": "",
    "roo-rb__number_with_zero_prefix.xlsx": "",
    "tafia__any_sheets.xlsx": "",
    "tafia__biff5_write.xls": "",
    "tafia__empty_s_attribute.xlsx": "",
    "tafia__issue_419.xlsx": "",
    "tafia__merged_range.xlsx": "",
    "tafia__pass_protected.xlsx": "password",
    "tealeg__inlineStrings.xlsx": "",
    "tealeg__macExcelTest.xlsx": "",
    "theorchard__null_file.xlsx": "0 bytes",
    "korajac__odoo_product_template_crlf_mangled.xls": "damaged",
}

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


def said(path: Path) -> str:
    """The refusal of a file, or "" when it is read; never slower than twenty seconds."""
    began = time.monotonic()
    try:
        workbook = read_workbook(path)
    except refusals.WorkbookRefused as refused:
        refusal = str(refused)
    else:
        assert workbook.sheets
        return ""
    finally:
        assert time.monotonic() - began < 20
    assert "Nothing was changed" in refusal
    return refusal


def sheet_xml(path: Path, sheet: str, *, extra: dict[str, bytes] | None = None, strings: str = "") -> Path:
    """A workbook whose first sheet holds this XML."""
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                content = sheet
            if name == "xl/sharedStrings.xml" and strings:
                content = strings
            target.writestr(name, content)
        for name, part in (extra or {}).items():
            target.writestr(name, part, zipfile.ZIP_STORED)
    return path


@pytest.mark.parametrize(("name", "words"), CORPUS.items(), ids=CORPUS)
def test_the_corpus(shared_data, name, words):
    [path] = (shared_data / "robustness").glob(f"*/{name}")
    refusal = said(path)
    assert words in refusal
    assert bool(refusal) == bool(words)


def test_no_file_of_the_corpus_is_forgotten(shared_data):
    assert {path.name for path in (shared_data / "robustness").glob("*/*")} == set(CORPUS)


def test_a_zip_bomb_is_refused_within_a_second(tmp_path):
    file = sheet_xml(tmp_path / "bomb.xlsx", "<x>" + " " * (40 << 20) + "</x>")
    began = time.monotonic()
    assert "packed more than 100 times" in said(file)
    assert time.monotonic() - began < 1


def directory(path: Path, count: int, size: int) -> Path:
    """An archive of one small part that its directory names `count` times, each time with another size."""
    part = zipfile.ZipInfo("x")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, b"x" * 1_000)
    data = path.read_bytes()
    local, central, end = data[: data.index(b"PK\x01\x02")], data[data.index(b"PK\x01\x02") : -22], data[-22:]
    central = central[:20] + struct.pack("<II", size // 50, size) + central[28:]
    told = struct.pack("<HHI", min(count, 0xFFFF), min(count, 0xFFFF), len(central) * count)
    path.write_bytes(local + central * count + end[:8] + told + end[16:])
    return path


def test_many_parts_that_add_up_are_refused(tmp_path):
    assert "more than 300 MB" in said(directory(tmp_path / "sum.xlsx", 45, 7 << 20))


def test_a_hundred_thousand_entries_are_refused_within_a_second(tmp_path):
    file = directory(tmp_path / "many.xlsx", 100_000, 10)
    began = time.monotonic()
    assert "too many parts" in said(file)
    assert time.monotonic() - began < 1


def test_a_long_directory_is_not_even_parsed(monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", None)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2_001, 2_001, 100_000, 0, 0)
    with pytest.raises(zip_guard.Unsafe, match="entries"):
        zip_guard.look_over(io.BytesIO(b"PK\x03\x04" + end))


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(tmp_path):
    file = sheet_xml(tmp_path / "liar.xlsx", SHEET.format("<sheetData/>" + " " * 900_000))
    data = bytearray(file.read_bytes())
    name = b"xl/worksheets/sheet1.xml"
    central = data.rindex(name) - 46
    data[central + 24 : central + 28] = struct.pack("<I", 1_000)
    file.write_bytes(data)
    assert "unpacks to more than it says" in said(file)


def test_a_workbook_within_an_archive_is_no_workbook(tmp_path):
    inner = sheet_xml(tmp_path / "inner.xlsx", SHEET.format("<sheetData/>"))
    outer = tmp_path / "outer.xlsx"
    with zipfile.ZipFile(outer, "w") as archive:
        archive.write(inner, "inner.xlsx")
    assert "packed archive" in said(outer)


@pytest.mark.parametrize("padding", [0, 9_000, 131_061, 262_133])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_entities_are_never_expanded(tmp_path, padding, encoding):
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><x>&b;&c;</x>'
    file = sheet_xml(tmp_path / "x.xlsx", SHEET, extra={"xl/extra.xml": (f"<!--{' ' * padding}-->" + laughs).encode(encoding)})
    assert "entity definitions" in said(file)


def test_a_claim_of_a_million_rows_is_only_a_claim(tmp_path):
    row = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c></row></sheetData>'
    file = sheet_xml(tmp_path / "claim.xlsx", SHEET.format('<dimension ref="A1:XFD1048576"/>' + row))
    assert read_workbook(file).sheets[0].rows == [("名称",)]


def test_the_second_reader_reads_past_a_false_dimension(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="B{n}"><v>{n}</v></c></row>' for n in (2, 3))
    file = sheet_xml(tmp_path / "a1.xlsx", SHEET.format(f'<dimension ref="A1"/><sheetData>{rows}</sheetData>'))
    for reader in ("calamine", "openpyxl"):
        assert READERS[reader](str(file), 10)[0][2] == [(), (None, 2), (None, 3)]


def test_two_cells_at_opposite_corners_kill_only_a_child(tmp_path):
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    file = sheet_xml(tmp_path / "corner.xlsx", SHEET.format(f"<sheetData>{cells}</sheetData>"))
    workbook = read_workbook(file)
    assert len(workbook.sheets[0].rows) == 1_048_576
    assert len(workbook.sheets[0].rows[-1]) == 16_384
    assert workbook.notes == ("second_reader",)


def test_more_rows_than_the_limit_are_refused(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 3_001))
    file = sheet_xml(tmp_path / "long.xlsx", SHEET.format(f"<sheetData>{rows}</sheetData>"))
    with pytest.raises(refusals.TooManyRows, match=r"2,000"):
        read_workbook(file, limit=2_000)


@pytest.mark.parametrize("size", [1, 7, 60, 5_000, 300_000])
@pytest.mark.parametrize("start", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x09\x08\x10\x00"])
def test_random_bytes(tmp_path, size, start):
    file = tmp_path / "noise.xlsx"
    file.write_bytes(start + bytes((n * 7919 + n // 3) % 251 for n in range(size)))
    if start or size > 1:
        assert said(file)


@pytest.mark.parametrize("cut", [30, 1_000, 4_000, -30])
def test_a_torn_workbook(tmp_path, cut):
    file = sheet_xml(tmp_path / "torn.xlsx", SHEET.format("<sheetData/>"))
    file.write_bytes(file.read_bytes()[:cut])
    assert "damaged" in said(file)


def test_macros_and_links_are_told_and_left_alone(tmp_path):
    file = sheet_xml(
        tmp_path / "a.xlsm",
        SHEET.format('<sheetData><row r="1"><c r="A1" t="str"><f>1+1</f><v>2</v></c></row></sheetData>'),
        extra={"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"},
    )
    workbook = read_workbook(file)
    assert workbook.sheets[0].rows == [("2",)]
    assert workbook.notes == ("formulas", "links", "macros")
    assert "macros: they were ignored" in " ".join(workbook.note_sentences())


def test_a_child_that_hangs_is_ended_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr("jxc_desktop.spreadsheets.reading_process._START", "import sys; sys.stdin.read()")
    process = ReadingProcess("calamine", 10)
    try:
        assert process.read(tmp_path / "a.xlsx", time.monotonic() + 0.2, lambda: False) == Outcome("time")
    finally:
        process.end()
    assert process._process.returncode is not None


def test_a_child_that_eats_memory_is_stopped(tmp_path, monkeypatch):
    start = "from jxc_desktop.spreadsheets.child import _limit_itself; _limit_itself(); b'x' * (2 << 30); print('Mgot it')"
    monkeypatch.setattr("jxc_desktop.spreadsheets.reading_process._START", start)
    process = ReadingProcess("calamine", 10)
    assert process.read(tmp_path / "a.xlsx", time.monotonic() + 10, lambda: False).refused == "damaged"
    process.end()


def test_the_child_imports_nothing_heavy():
    told = (
        "import sys, jxc_desktop.spreadsheets.child; print([m for m in ('PySide6', 'sqlalchemy', 'openpyxl', 'numpy') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.strip() == "[]"


DANGEROUS = ("=cmd|' /C calc'!A0", "=1+1", "@SUM(A1)", "+1", "-1", "\t=1", "\r=1", "'=1")


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_formula_in_a_name_stays_text_out_and_in(tmp_path, suffix):
    file = tmp_path / f"products{suffix}"
    columns = (
        Column("code", "Product code", "code"),
        Column("name", "Product name", "text"),
        Column("retail_price", "Retail price", "money"),
    )
    write_table(file, columns, [(f"{n:04d}", name, -5_0000) for n, name in enumerate(DANGEROUS)], title="商品")
    if suffix == ".xlsx":
        sheet = openpyxl.load_workbook(file).worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=2) for cell in row} == {"s"}
        assert {cell.data_type for row in sheet.iter_rows(min_row=2, min_col=3) for cell in row} == {"n"}
    else:
        with file.open(encoding="utf-8-sig", newline="") as text:
            cells = [row[1:] for row in csv.reader(text)][1:]
        assert cells == [[name if name.startswith("'") else f"'{name}", "-5.00"] for name in DANGEROUS]
    workbook = read_workbook(file)
    mapping = propose_mapping(workbook)
    del mapping.columns["retail_price"]
    found = parse_rows(workbook, mapping)
    assert [row.values["name"] for row in found.rows][:5] == list(DANGEROUS[:5])
    assert {warning.reason.code for warning in found.warnings} == {"formula_like"}


@given(st.text(max_size=80), st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates()))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_in_any_cell_is_read_or_named(name, value):
    head = ("商品编码", "条码", "商品名称", "零售价", "库存", "税率", "换算", "商品类型", "不打折")
    row = (name, name, name, value, value, value, value, name, value)
    workbook = Workbook("fuzz.xlsx", "", (Sheet("s", False, [head, row]),))
    found = parse_rows(workbook, propose_mapping(workbook))
    for error in (*found.errors, *found.warnings):
        assert error.row_no == 2
        assert error.line()
    for product in found.rows:
        hash(tuple(product.values.items()))
        assert all(type(value) in (str, int, bool, tuple) or value is CLEAR for value in product.values.values())


@given(st.lists(st.text(max_size=20), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_back_without_what_cannot_be_seen(tmp_path, texts):
    from jxc_desktop.spreadsheets.cleaning import clean_text

    file = tmp_path / "fuzz.xlsx"
    texts = ["first", *texts]
    write_table(file, [Column(str(n), "t", "text") for n in range(len(texts))], [texts], title="t")
    rows = [[cell or "" for cell in row] for row in openpyxl.load_workbook(file).worksheets[0].iter_rows(min_row=2, values_only=True)]
    expected = [clean_text(text).replace("\r\n", "\n").replace("\r", "\n") for text in texts]
    assert rows == [expected]


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_the_guard_refuses_any_bytes_in_its_own_words(data):
    with pytest.raises(zip_guard.Unsafe):
        zip_guard.look_over(io.BytesIO(b"PK\x03\x04" + data))
