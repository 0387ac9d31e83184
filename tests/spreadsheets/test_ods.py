"""OpenDocument sheets, made by hand as LibreOffice and WPS make them: read like any other workbook."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from jxc_desktop.spreadsheets import refusals
from jxc_desktop.spreadsheets.mapping import propose_mapping
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook

NAMES = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
KIND = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(f'xmlns:{name}="{NAMES.format(name)}"' for name in ("office", "table", "text"))
BLANK_REST = (
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def ods(path: Path, *rows: str, secret: str = "") -> Path:
    table = f'<table:table table:name="商品">{"".join(rows)}</table:table>'
    entry = f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{secret}</manifest:file-entry>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", KIND, zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{NAMES.format("manifest")}">{entry}</manifest:manifest>'
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path


def row(*cells: object) -> str:
    return f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>"


def cell(value: object) -> str:
    if value is None:
        return '<table:table-cell table:number-columns-repeated="2"/>'
    kind = {float: "float", date: "date"}.get(type(value), "string")
    kept = {"float": f'office:value="{value}"', "date": f'office:date-value="{value}"'}.get(kind, "")
    return f'<table:table-cell office:value-type="{kind}" {kept}><text:p>{value}</text:p></table:table-cell>'


def test_texts_numbers_dates_and_repeated_blanks(tmp_path):
    file = ods(tmp_path / "a.ods", row("名称", "条码"), row("可乐", None, 3.5, date(2026, 11, 22)), BLANK_REST)
    [sheet] = read_workbook(file).sheets
    assert sheet.name == "商品"
    assert [tuple(each for each in cells if each is not None) for cells in sheet.rows] == [
        ("名称", "条码"),
        ("可乐", 3.5, date(2026, 11, 22)),
    ]
    assert sheet.rows[1][3] == 3.5


def test_products_come_in(tmp_path):
    file = ods(tmp_path / "a.ods", row("名称", "条码", "售价", "库存"), row("可乐", "0012", 3.5, -6.0), BLANK_REST)
    workbook = read_workbook(file)
    [found] = parse_rows(workbook, propose_mapping(workbook)).rows
    assert (found.row_no, found.values) == (2, {"name": "可乐", "barcodes": ("0012",), "retail_price": 3_5000, "stock": -6_000})


def test_one_row_repeated_without_end_is_refused(tmp_path):
    endless = row("可乐").replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000000">')
    with pytest.raises(refusals.WorkbookRefused, match="filled rows"):
        read_workbook(ods(tmp_path / "a.ods", endless))


def test_a_password_is_named(tmp_path):
    file = ods(tmp_path / "a.ods", row("名称"), secret='<manifest:encryption-data manifest:checksum="x"/>')
    with pytest.raises(refusals.WorkbookRefused, match="password"):
        read_workbook(file)


def test_a_package_that_is_encrypted_whole_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("encrypted-package", b"x" * 100)
    with pytest.raises(refusals.WorkbookRefused, match="password"):
        read_workbook(tmp_path / "a.ods")
