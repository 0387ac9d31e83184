"""A workbook with several tables: what stands over them, real figures, totals."""

from datetime import date

import pytest
from openpyxl import load_workbook

from jxc_desktop.queries.columns import Column
from jxc_desktop.spreadsheets.writing import TableOut, WrongEnding, write_report

COLUMNS = (
    Column("day", "Business day", "date"),
    Column("barcode", "Barcode", "code"),
    Column("takings", "Takings", "money", total=True),
    Column("margin", "Margin", "percent"),
)
ROWS = [(date(2026, 11, 22), "0690123", 12_3400, 3884), (date(2026, 11, 23), "0690124", -2_0000, None)]
TABLES = [TableOut("By day", COLUMNS, ROWS), TableOut("By product", COLUMNS[1:3], [("1", 5_0000)])]


def written(folder):
    path = folder / "takings.xlsx"
    assert write_report(path, TABLES, title="Takings", shop_name="好邻居", above=("好邻居", "2026-11-22")) == 3
    return load_workbook(path)


def test_shop_and_span_stand_on_top(tmp_path):
    sheet = written(tmp_path)["By day"]
    assert [sheet.cell(row, 1).value for row in range(1, 5)] == ["好邻居", "2026-11-22", "By day", "Business day"]
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:D6"


def test_figures_are_figures_and_barcodes_are_texts(tmp_path):
    sheet = written(tmp_path)["By day"]
    day, barcode, takings, margin = (cell.value for cell in sheet[5])
    assert (day.date(), barcode, takings, margin) == (date(2026, 11, 22), "0690123", 12.34, 0.3884)
    assert sheet[5][1].number_format == "@"


def test_each_table_has_its_totals(tmp_path):
    book = written(tmp_path)
    assert book["By day"][7][2].value == 10.34
    assert book["By product"][6][1].value == 5


def test_totals_are_bold_and_not_filtered_away(tmp_path):
    sheet = written(tmp_path)["By day"]
    assert [cell.font.b for cell in sheet[7]] == [True, False, True, False]
    assert not any(cell.font.b for cell in sheet[6])
    assert sheet[7][2].number_format == sheet[6][2].number_format
    fonts = {(cell.font.name, cell.font.sz) for row in (5, 6, 7) for cell in sheet[row] if cell.value is not None}
    assert fonts == {("Calibri", 11)}  # one that says nothing is another in each program


def test_figures_and_their_sums_are_as_wide_as_they_are_written(tmp_path):
    """Sums are wider than what they add up, and in bold: half a figure is shown as ####."""
    rows = [(f"{number}", 1_234_567_8900) for number in range(500)] + [("", -9_876_543_2100)]
    path = tmp_path / "wide.xlsx"
    write_report(path, [TableOut("By product", COLUMNS[1:3], rows)], title="", shop_name="", above=())
    sheet = load_workbook(path).worksheets[0]
    total = f"{sheet.cell(sheet.max_row, 2).value:,.2f}"
    assert total == "607,407,401.79"
    assert sheet.column_dimensions["B"].width >= len(total) * 1.1 + 1


def test_a_page_is_a4_across_with_the_heads_on_each(tmp_path):
    sheet = written(tmp_path)["By day"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$4"


def test_a_text_table_is_the_first_one(tmp_path):
    path = tmp_path / "takings.csv"
    assert write_report(path, TABLES, title="Takings", shop_name="", above=("好邻居",)) == 2
    assert path.read_text(encoding="utf-8-sig").splitlines()[0] == "Business day,Barcode,Takings,Margin"


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(WrongEnding):
        write_report(tmp_path / "takings.pdf", TABLES, title="", shop_name="", above=())


def test_of_a_wide_table_the_names_stay_in_sight_and_paper_is_read_without_a_glass(tmp_path):
    """Twenty figures beside code, barcode, name and spec: the first three stay, on screen and on each page across."""
    texts = [Column(key, key, "text") for key in ("code", "barcode", "name", "spec")]
    columns = [*texts, *(Column(f"figure{number}", f"Figure {number}", "money", total=True) for number in range(20))]
    path = tmp_path / "flow.xlsx"
    write_report(path, [TableOut("Flow", columns, [("1", "2", "茶", "", *[1_0000] * 20)])], title="", shop_name="", above=())
    sheet = load_workbook(path).worksheets[0]
    assert (sheet.freeze_panes, sheet.print_title_cols) == ("D3", "$A:$C")
    wide = sum(each.width for each in sheet.column_dimensions.values())
    assert sheet.page_setup.fitToWidth == -(-wide // 220) == 2


def test_an_amount_is_shown_in_coins_and_kept_as_it_is(tmp_path):
    """A value at cost may have parts of a coin; a price shows all its places."""
    columns = [Column("value", "Value", "amount"), Column("price", "Price", "money")]
    path = tmp_path / "worth.xlsx"
    write_report(path, [TableOut("Worth", columns, [(1_7177, 1_7177)])], title="", shop_name="", above=())
    value, price = load_workbook(path).worksheets[0][3]
    assert (value.value, value.number_format) == (1.7177, "#,##0.00")
    assert (price.value, price.number_format) == (1.7177, "#,##0.00##")
