"""Wrong rows that were saved, put right and imported: under the same mapping, in the sheet's order, under their own names."""

from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from jxc_desktop import i18n
from jxc_desktop.spreadsheets.mapping import as_before, mapping_at, propose_mapping, remap, to_remember
from jxc_desktop.spreadsheets.product_sheet import parse_rows
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.workbook import Row, Sheet, Workbook
from jxc_desktop.spreadsheets.wrong_rows import WrongRow, write_wrong_rows


class Problem(NamedTuple):
    """A row that the comparison with the shop found wrong."""

    row_no: int
    sheet: str = ""
    column_title: str = "条码"

    def sentence(self) -> str:
        """Why."""
        return "…"


def book(*rows: Row, **others: list[Row]) -> Workbook:
    return Workbook("list.xlsx", "", (Sheet("一", False, list(rows)), *(Sheet(name, False, rows) for name, rows in others.items())))


def saved_rows(path: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_mapping_made_by_hand_is_found_again(tmp_path, language):
    i18n.use_language(language)
    workbook = book(("甲", "乙", "丙", ""), ("可乐", "1", "自", "x"))
    chosen = remap(mapping_at(workbook, "一", 1), {"name": 0, "barcodes": 1, "retail_price": 2})
    write_wrong_rows(tmp_path / "wrong.xlsx", workbook, chosen, parse_rows(workbook, chosen).errors)
    again = read_workbook(tmp_path / "wrong.xlsx")
    proposed = mapping_at(again, again.sheets[0].name, 1)
    found = as_before(again, proposed, to_remember(chosen, "").get)
    assert found is not None
    assert (found.columns, found.is_of_wrong_rows()) == (chosen.columns, True)


def test_they_stand_in_the_order_of_the_sheets_whoever_found_them(tmp_path):
    heads: Row = ("条码", "名称", "售价")
    workbook = book(
        heads, ("1", "可乐", 3.0), ("2", "雪碧", "自"), 丁=[heads, ("3", "芬达", "自"), ("4", "茶", 3.0)], 丙=[heads, ("5", "水", "自")]
    )
    mapping = propose_mapping(workbook)
    found: list[WrongRow] = [*parse_rows(workbook, mapping).errors, Problem(2, "一"), Problem(3, "丁")]
    write_wrong_rows(tmp_path / "wrong.xlsx", workbook, mapping, found)
    assert [row[0] for row in saved_rows(tmp_path / "wrong.xlsx")[1:]] == ["1", "2", "3", "4", "5"]


def test_variants_keep_the_name_that_only_their_first_row_had(tmp_path):
    heads: Row = ("Handle", "Title", "Option1 Value", "Variant Price")
    workbook = book(heads, ("top", "Top", "Small", "60"), ("top", None, "Large", "dear"))
    mapping = propose_mapping(workbook)
    found = parse_rows(workbook, mapping)
    write_wrong_rows(tmp_path / "wrong.xlsx", workbook, mapping, found.errors, found.names)
    assert saved_rows(tmp_path / "wrong.xlsx")[1][:4] == ("top", "Top", "Large", "dear")
