"""Count sheets out to Excel and back, other people's tables, and the files of hand-held devices."""

import re
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jxc_desktop import i18n
from jxc_desktop.domain.count_rows import CountedRow
from jxc_desktop.domain.counts import Source
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.count_entries import enter_many
from jxc_desktop.operations.counts import make_sheet
from jxc_desktop.queries.count_files import Answers, compare
from jxc_desktop.queries.count_sheets import sheet_page
from jxc_desktop.spreadsheets.count_fields import guess_columns
from jxc_desktop.spreadsheets.count_sheet_in import (
    NoCountHere,
    count_mapping_at,
    is_our_sheet,
    lacks,
    parse_counts,
    propose_count_mapping,
    read_counts,
    remap_counts,
    shape_sentence,
    understood,
)
from jxc_desktop.spreadsheets.count_sheet_out import write_count_sheets
from jxc_desktop.spreadsheets.workbook import Sheet, Workbook
from jxc_desktop.spreadsheets.writing import WrongEnding
from jxc_desktop.spreadsheets.wrong_rows import WrongRow, write_wrong_rows
from tests.builders import product, stocked
from tests.counts import counted, found, started, what_is_wrong

COLA, TEA = "6901234567892", "6921168509256"
BOOK = 7_391  # a number that stands nowhere else


def parsed(path):
    workbook = read_counts(path)
    mapping = propose_count_mapping(workbook)
    return mapping, parse_counts(workbook, mapping)


def text_file(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def written(shop, count, path, **more):
    with shop.work() as work:
        sheet = make_sheet(work, count, **more)
    with shop.read() as view:
        write_count_sheets(path, [sheet_page(view, sheet)])
    return sheet


@pytest.fixture
def cola(shop):
    return stocked(shop, quantity=BOOK, barcode=COLA, code="0001", unit="瓶", spec="500ml")


# our own sheets


def filled_in(path, entries):
    """The workbook with numbers written under the heads of count and recount, by code."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    for row in sheet.iter_rows(min_row=4):
        said = entries.get(row[heads.index("Product code")].value)
        for title, value in zip(("Counted quantity", "Recount"), said or (), strict=False):
            row[heads.index(title)].value = value
    book.save(path)


def test_a_sheet_filled_in_comes_back_without_a_question(shop, cola, tmp_path):
    product(shop, "茶", code="0002", barcode=TEA)
    product(shop, "盐", code="0003")
    count, path = started(shop), tmp_path / "sheet.xlsx"
    sheet = written(shop, count, path)
    filled_in(path, {"0001": ("2 箱",), "0002": (0, 1.5)})
    mapping, read = parsed(path)
    assert is_our_sheet(mapping)
    assert [(row.count_sheet, row.code, row.barcode, row.quantity, row.recount) for row in read.rows] == [
        (sheet.code, "0001", COLA, "2 箱", None),
        (sheet.code, "0002", TEA, 0, 1_500),
    ]
    assert (read.blank, read.errors) == (1, ())


def test_the_numbers_of_a_sheet_are_entered_line_by_line(shop, cola, tmp_path):
    count, path = started(shop), tmp_path / "sheet.xlsx"
    written(shop, count, path)
    filled_in(path, {"0001": (7_390,)})
    _mapping, read = parsed(path)
    with shop.work() as work:
        seen = compare(work, count, read.rows, Answers(is_at_printing=True))
        enter_many(work, count, seen.entries(), Source.WORKBOOK, seen=seen.seen)
    assert found(shop, count) == {"可乐": (BOOK, -1)}
    assert what_is_wrong(shop) == []


def test_only_count_and_recount_can_be_written_to(shop, cola, tmp_path):
    path = tmp_path / "sheet.xlsx"
    written(shop, started(shop, is_blind=False), path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.protection.sheet
    heads = {str(cell.value): place for place, cell in enumerate(sheet[3], 1)}
    open_to = {title for title, column in heads.items() if not sheet.cell(4, column).protection.locked}
    assert open_to == {"Counted quantity", "Recount"}
    assert sheet.cell(4, heads["Book quantity"]).value == BOOK
    assert (sheet.cell(4, heads["Barcode"]).value, sheet.cell(4, heads["Barcode"]).data_type) == (COLA, "s")
    assert sheet.freeze_panes == "A4"


@pytest.mark.parametrize("way", ["a blind count", "a blind sheet of an open count"])
def test_a_blind_workbook_says_nowhere_what_the_books_know(shop, cola, tmp_path, way):
    path = tmp_path / "sheet.xlsx"
    is_blind = way == "a blind count"
    written(shop, started(shop, is_blind=is_blind), path, is_blind=not is_blind)
    book = openpyxl.load_workbook(path)
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible"]
    sheet = book.worksheets[0]
    assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
    assert "Book quantity" not in [cell.value for row in sheet.iter_rows() for cell in row]
    assert not any(cell.comment for row in sheet.iter_rows() for cell in row)
    assert not list(book.defined_names)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            assert not re.search(rb"(?<!\d)7[,.]?391(?!\d)", archive.read(name)), name


def test_the_open_workbook_would_be_caught_by_the_search_for_it(shop, cola, tmp_path):
    path = tmp_path / "sheet.xlsx"
    written(shop, started(shop, is_blind=False), path)
    with zipfile.ZipFile(path) as archive:
        assert any(re.search(rb"(?<!\d)7[,.]?391(?!\d)", archive.read(name)) for name in archive.namelist())


def test_a_recount_sheet_does_not_say_what_was_counted_first(shop, cola, tmp_path):
    path, count = tmp_path / "sheet.xlsx", started(shop, is_blind=False)
    counted(shop, count, cola, 7_391 - 50)
    written(shop, count, path, which="recount")
    with zipfile.ZipFile(path) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert not re.search(rb"(?<!\d)7[,.]?3[49]1(?!\d)", text)


def test_what_a_recount_sheet_brings_is_a_recount_without_a_question(shop, cola, tmp_path, clock):
    path, count = tmp_path / "sheet.xlsx", started(shop)
    counted(shop, count, cola, 5)
    clock.forward(minutes=30)
    written(shop, count, path, which="recount")
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book.worksheets[0][3]]
    assert "Counted quantity" not in heads
    book.worksheets[0].cell(4, heads.index("Recount") + 1).value = BOOK
    book.save(path)
    _mapping, read = parsed(path)
    with shop.work() as work:
        seen = compare(work, count, read.rows, Answers(is_at_printing=True))
        enter_many(work, count, seen.entries(), Source.WORKBOOK, seen=seen.seen)
    assert (seen.needs_answer, found(shop, count)) == (False, {"可乐": (BOOK, 0)})


def test_a_chinese_sheet_is_known_under_an_english_window_and_the_other_way(shop, cola, tmp_path):
    path = tmp_path / "sheet.xlsx"
    i18n.use_language("zh_CN")
    written(shop, started(shop), path)
    i18n.use_language("en")
    assert is_our_sheet(propose_count_mapping(read_counts(path)))
    written(shop, started(shop), path)
    i18n.use_language("zh_CN")
    assert is_our_sheet(propose_count_mapping(read_counts(path)))


def test_a_sheet_is_written_as_xlsx_only(shop, tmp_path):
    with pytest.raises(WrongEnding):
        write_count_sheets(tmp_path / "sheet.csv", [])


# other people's tables


def test_the_real_tables_are_read_and_the_ledger_is_refused(shared_data):
    folder = shared_data / "stock_count"
    mapping, clothes = parsed(folder / "Verten__服装门店库存.xlsx")
    assert shape_sentence(mapping) == "Place: column B; Product code: column I; Counted quantity: column M; heads in row 1"
    assert (len(clothes.rows), clothes.rows[0].code, clothes.rows[0].quantity) == (12_007, "153B04043", 3 * ONE)
    assert {error.reason.code for error in clothes.errors} == {"negative"}
    _mapping, water = parsed(folder / "widiantoko__stocktake.xlsx")
    assert (len(water.rows), water.rows[0].name, water.rows[0].shelf, water.rows[0].quantity) == (418, "600ML", "AA.01", 280 * ONE)
    with pytest.raises(NoCountHere, match="holds no count that can be read"):
        parsed(folder / "jia175891641__横向出入库台账.xls")


def test_a_counted_quantity_is_preferred_to_any_other_and_the_book_is_not_one(tmp_path):
    path = text_file(tmp_path / "count.csv", f"条码,账面数量,数量,实盘数量,复盘数量\n{COLA},10,9,8,7\n合计,10,9,8,7\n{TEA},1,,-,\n")
    mapping, read = parsed(path)
    assert [(row.barcode, row.quantity, row.recount) for row in read.rows] == [(COLA, "8", "7")]
    assert [skip.reason for skip in read.skipped] == ["total", "not_counted"]
    assert mapping.columns == {"barcode": 0, "quantity": 3, "recount": 4}


def test_the_book_quantity_alone_makes_no_count(tmp_path):
    with pytest.raises(NoCountHere):
        parsed(text_file(tmp_path / "stock.csv", f"条码,账面数量\n{COLA},10\n"))


def test_columns_chosen_by_hand_are_remembered_under_the_heads(tmp_path):
    workbook = read_counts(text_file(tmp_path / "odd.csv", f"Was,Wo,Wieviele Flaschen\n{COLA},A,12\n"))
    first = understood(workbook, lambda _fingerprint: None)
    chosen = remap_counts(first.mapping, {"barcode": 0, "quantity": 2})
    kept = {chosen.fingerprint: chosen.as_text()}
    again = understood(workbook, kept.get)
    assert (again.is_remembered, again.mapping.columns) == (True, {"barcode": 0, "quantity": 2})


def test_wrong_rows_are_named_and_saved_with_the_reason(shop, cola, tmp_path):
    path = text_file(tmp_path / "count.csv", f"条码,数量,时间\n{COLA},3,neulich\n999,4,\n{COLA},5,\n,6,\n")
    workbook = read_counts(path)
    mapping = propose_count_mapping(workbook)
    read = parse_counts(workbook, mapping)
    count = started(shop)
    with shop.read() as view:
        seen = compare(view, count, read.rows, Answers(at=view.now))
    wrong: list[WrongRow] = [*read.errors, *seen.problems]
    assert [error.line() for error in read.errors] == [
        "Row 2, 时间: “neulich” is no day or time that can be read",
        "Row 5, Product name: the row has no name, code or barcode",
    ]
    write_wrong_rows(tmp_path / "wrong.xlsx", workbook, mapping, wrong)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(tmp_path / "wrong.xlsx").worksheets[0].iter_rows()]
    assert rows[0] == ["条码", "数量", "时间", "Reason"]
    assert [row[:2] for row in rows[1:]] == [[COLA, "3"], ["999", "4"], [None, "6"]]
    assert rows[2][3] == "Barcode: “999” no product has this code"


# hand-held devices


AT = datetime(2026, 11, 22, 9, 30, 5)
SHAPES = {
    "semicolon": (f"{COLA};12\n{TEA};3\n", [(COLA, "12"), (TEA, "3")], None),
    "comma": (f"{COLA},12\n{TEA},3\n", [(COLA, "12"), (TEA, "3")], None),
    "tab": (f"{COLA}\t12\n{TEA}\t3\n", [(COLA, "12"), (TEA, "3")], None),
    "space": (f"{COLA} 12\n{TEA} 3\n", [(COLA, "12"), (TEA, "3")], None),
    "padded": (f"{COLA}       00012\r\n{TEA}       00003\r\n", [(COLA, "00012"), (TEA, "00003")], None),
    "quantity first": (f"12;{COLA}\n3;{TEA}\n", [(COLA, "12"), (TEA, "3")], None),
    "one row": (f"{COLA};12\n", [(COLA, "12")], None),
    "heads": (f"barcode;quantity\n{COLA};12\n", [(COLA, "12")], None),
    "Chinese heads": (f"条码,数量\n{COLA},12\n", [(COLA, "12")], None),
    "numbered": (f"1;{COLA};12\n2;{TEA};3\n3;{COLA};4\n", [(COLA, "12"), (TEA, "3"), (COLA, "4")], None),
    "price behind": (f"{COLA};12;3.50\n{TEA};3;4.00\n", [(COLA, "12"), (TEA, "3")], None),
    "time": (f"{COLA};12;2026-11-22 09:30:05\n", [(COLA, "12")], AT),
    "time first": (f"2026/11/22 09:30:05,{COLA},12\n", [(COLA, "12")], AT),
    "packed time": (f"20261122093005;{COLA};12\n", [(COLA, "12")], AT),
    "day and time": (f"{COLA};12;20261122;093005\n", [(COLA, "12")], AT),
    "day and time after blanks": (f"{COLA} 12 2026-11-22 09:30:05\n", [(COLA, "12")], AT),
    "day alone": (f"{COLA};12;2026-11-22\n", [(COLA, "12")], None),
    "shelf": (f"A-01;{COLA};12\nB-12;{TEA};3\n", [(COLA, "12"), (TEA, "3")], None),
    "own codes": ("1001;5\n1002;12\n", [("1001", "5"), ("1002", "12")], None),
    "words": (f"{COLA};2箱3瓶\n{TEA};5\n", [(COLA, "2箱3瓶"), (TEA, "5")], None),
    "decimals": (f"{COLA};1.5\n{TEA};0.236\n", [(COLA, "1.5"), (TEA, "0.236")], None),
    "scans": (f"{COLA}\n{COLA}\n{TEA}\n", [(COLA, ONE), (COLA, ONE), (TEA, ONE)], None),
    "scans with times": (f"{COLA};2026-11-22 09:30:05\n{COLA};2026-11-22 09:30:05\n", [(COLA, ONE), (COLA, ONE)], AT),
    "trailing separator": (f"{COLA};12;\n{TEA};3;\n", [(COLA, "12"), (TEA, "3")], None),
    "quoted": (f'"{COLA}","12"\n', [(COLA, "12")], None),
    "blank lines": (f"\n{COLA};12\n\n{TEA};3\n\n", [(COLA, "12"), (TEA, "3")], None),
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("shape", ["Chinese heads", "words", "semicolon"])
def test_a_device_may_write_in_any_encoding(tmp_path, shape, encoding):
    text, rows, _at = SHAPES[shape]
    _mapping, read = parsed(text_file(tmp_path / "scan.txt", text, encoding))
    assert [(row.barcode, row.quantity) for row in read.rows] == rows


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shape_of_a_devices_file_is_guessed(tmp_path, shape):
    text, rows, at = SHAPES[shape]
    _mapping, read = parsed(text_file(tmp_path / "scan.txt", text))
    assert [(row.barcode, row.quantity) for row in read.rows] == rows
    assert {row.at for row in read.rows} == {at}
    assert read.errors == ()


def test_the_shape_is_said_in_words(tmp_path):
    mapping, _read = parsed(text_file(tmp_path / "scan.txt", SHAPES["time"][0]))
    assert shape_sentence(mapping) == "Barcode: column A; Counted quantity: column B; Time: column C; no heads"
    mapping, _read = parsed(text_file(tmp_path / "scan.txt", SHAPES["scans"][0]))
    assert shape_sentence(mapping) == "Barcode: column A; each row is one piece; no heads"


@pytest.mark.parametrize(
    "text", ["谢谢惠顾\n", "今天 盘点\n明天 也盘点\n", "a\nb\n", f"{COLA};可乐\n{TEA};茶\n", "1;2\n3;4\n", f"Was;Wert\n{COLA};12\n"]
)
def test_what_is_no_list_of_codes_is_refused_in_words(tmp_path, text):
    with pytest.raises(NoCountHere):
        parsed(text_file(tmp_path / "scan.txt", text))


def test_a_person_may_say_what_the_columns_are(tmp_path):
    workbook = read_counts(text_file(tmp_path / "scan.txt", "12;3\n13;4\n"))
    mapping = count_mapping_at(workbook, workbook.sheets[0].name, 0)
    assert lacks(mapping) == "Say which column holds the barcode, the product code or the name."
    chosen = remap_counts(mapping, {"code": 0})
    assert lacks(chosen) == "Say which column holds the counted quantity."
    chosen = remap_counts(mapping, {"code": 0, "quantity": 1})
    assert lacks(chosen) == ""
    assert [(row.code, row.quantity) for row in parse_counts(workbook, chosen).rows] == [("12", "3"), ("13", "4")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    rows=st.lists(
        st.lists(
            st.one_of(
                st.sampled_from(
                    [COLA, TEA, "12", "2箱", "-1", "2026-11-22 09:30", "20261122", "A-01", "合计", "", "1e5", "=1+1", "999999999999"]
                ),
                st.text(max_size=12),
            ),
            max_size=5,
        ),
        max_size=8,
    )
)
def test_any_table_of_texts_is_read_or_refused_in_words(rows):
    cells = [tuple(cell or None for cell in row) for row in rows]
    workbook = Workbook("scan.txt", "", (Sheet("scan", False, cells),))
    assert isinstance(guess_columns(cells), dict)
    try:
        mapping = propose_count_mapping(workbook)
    except NoCountHere as refusal:
        told = [refusal.sentence()]
    else:
        read = parse_counts(workbook, mapping)
        assert all(isinstance(row, CountedRow) for row in read.rows)
        told = [shape_sentence(mapping), *(error.sentence() for error in read.errors), *(skip.sentence() for skip in read.skipped)]
    assert all(told)


def test_bytes_of_any_kind_never_end_in_a_crash(tmp_path):
    for number, data in enumerate(
        (b"\xff\xfe", b";;;\n;;\n", b"\x80\x81;1\n", b"6901234567892;\xff\n", bytes(range(32, 127)) * 20, b"1\n" * 50)
    ):
        path = tmp_path / f"{number}.txt"
        path.write_bytes(data)
        with pytest.raises(ShopError) as refused:
            parsed(path)
        assert refused.value.sentence()
