"""Blindness, collected: each thing that a blind count gives out, searched for what the books say and for what was counted first.

The numbers are such that they can't stand anywhere for another reason. Each search is also made where the number must be found.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTableView, QWidget
from sqlalchemy import text

from jxc_desktop import cli
from jxc_desktop.domain.count_rows import CountedRow
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.counts import RECOUNT, make_sheet
from jxc_desktop.operations.users import add_role, add_user
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.count_sheets import count_sheet_pdf
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.count_entry import in_hand, recounts_of
from jxc_desktop.queries.count_export import export_tables
from jxc_desktop.queries.count_files import Answers, compare
from jxc_desktop.queries.count_review import left_rows
from jxc_desktop.queries.count_sheets import SheetPage, sheet_page
from jxc_desktop.queries.counts import count_head, count_heads, count_row, count_rows, sheets_of
from jxc_desktop.queries.products import products_of
from jxc_desktop.spreadsheets.count_sheet_out import write_count_sheets
from jxc_desktop.spreadsheets.writing import TableOut, write_report
from jxc_desktop.ui import jobs, table_export
from jxc_desktop.ui.counts.entry import EntryPart
from tests.builders import TestClock, make_shop, stocked
from tests.counts import counted, sold, started
from tests.printing.test_vouchers import pages

BOOK, SOLD, FIRST = 73_917, 1, 64_823
"""On the books when the count begins; sold while it goes on; what was counted first. The second product is never counted."""
AFTER, OTHER = BOOK - SOLD, 58_349
OFF = AFTER - FIRST
ROLES = (*range(16), *(int(Qt.ItemDataRole.UserRole) + more for more in range(4)))
COLA, TEA = "6901234567892", "6921168509256"


def says(said: object, *numbers: int) -> list[str]:
    """The places where one of these numbers stands: as it is, in thousands, in 1/1000, with another sign, beside other words."""
    whole = said if isinstance(said, str) else repr(said)
    found = []
    for number in numbers:
        digits = f"{number:,}".replace(",", r"[,.  ’']?")
        found += [match[0] for match in re.finditer(rf".{{0,20}}(?<![0-9a-f]){digits}(?:000|[.,]0+)?(?![0-9a-f]).{{0,20}}", whole)]
    return found


BOOKS = (BOOK, AFTER, OTHER, OFF)


@dataclass
class Night:
    """A count that goes on, with a clerk who counts and sees neither stock nor differences, and what is given out of it."""

    shop: Shop
    count: int
    goods: int

    def page(self, **more: Any) -> SheetPage:
        with self.shop.work() as work:
            return sheet_page(work, make_sheet(work, self.count, **more))


def night(shop: Shop, *, is_blind: bool) -> Night:
    cola = stocked(shop, quantity=BOOK, barcode=COLA, code="0001", unit="瓶")
    stocked(shop, "茶", quantity=OTHER, barcode=TEA, code="0002", unit="瓶")
    count = started(shop, is_blind=is_blind)
    sold(shop, cola, SOLD)
    counted(shop, count, cola, FIRST, person="小李")
    return Night(shop, count, cola.id)


@pytest.fixture
def blind(shop):
    return night(shop, is_blind=True)


@pytest.fixture
def openly(tmp_path):
    """The same, not blind: where a search must find something."""
    folder = tmp_path / "open"
    folder.mkdir()
    made = make_shop(folder, clock=TestClock())
    yield night(made, is_blind=False)
    made.close()


def sign_in_clerk(shop, *more):
    with shop.work() as work:
        role = add_role(work, "店员", {Permission.COUNT_STOCK, Permission.EXPORT, *more})
        user = add_user(work, "小王", role)
    shop.sign_in(user)


# the search itself


@pytest.mark.parametrize("said", ["73917", "73,917", "73917000", "-73917", "73 917", "73917.0", "73917.000", '{"a":73917000}', "茶73917瓶"])
def test_the_search_finds_a_number_however_it_is_said(said):
    assert says(said, BOOK)


@pytest.mark.parametrize("said", ["173917", "739171", "a73917", "73 97"])
def test_the_search_is_for_that_number_only(said):
    assert not says(said, BOOK)


# paper


def inside(pdf: bytes) -> bytes:
    """The bytes of a document, and those of its streams as they were before they were packed."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    found = [pdf]
    for each in packed:
        try:
            found.append(zlib.decompress(each))
        except zlib.error:
            found.append(each)
    return b"\n".join(found)


def paper(page: SheetPage) -> str:
    stream = BytesIO()
    count_sheet_pdf(page, stream)
    return "\n".join([*pages(stream.getvalue()), inside(stream.getvalue()).decode("latin-1")])


@pytest.mark.parametrize("which", ["", "left", RECOUNT])
def test_no_sheet_on_paper_says_it(blind, which):
    seen = paper(blind.page(which=which))
    assert "0001" in seen or "0002" in seen
    assert not says(seen, *BOOKS, FIRST)


def test_a_sheet_of_an_open_count_says_it_and_one_for_the_recount_does_not(openly):
    assert says(paper(openly.page()), OTHER)
    assert not says(paper(openly.page(which=RECOUNT)), *BOOKS, FIRST)
    assert not says(paper(openly.page(is_blind=True)), *BOOKS, FIRST)


def test_a_sheet_looked_at_again_is_as_blind_as_it_was(blind):
    blind.page()
    with blind.shop.read() as view:
        seen = [paper(sheet_page(view, sheet)) for sheet in sheets_of(view, blind.count)]
    assert seen
    assert not says(seen, *BOOKS, FIRST)


# workbooks


def cells(path) -> str:
    """Every part of the file, and every cell of every sheet as a program sees it."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    book = openpyxl.load_workbook(path)
    values = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    return "\n".join([*parts, *values])


@pytest.mark.parametrize("which", ["", "left", RECOUNT])
def test_no_sheet_in_excel_says_it(blind, tmp_path, which):
    write_count_sheets(tmp_path / "a.xlsx", [blind.page(which=which)])
    seen = cells(tmp_path / "a.xlsx")
    assert "000" in seen
    assert not says(seen, *BOOKS, FIRST)


def test_a_workbook_of_an_open_count_says_it_and_one_for_the_recount_does_not(openly, tmp_path):
    write_count_sheets(tmp_path / "a.xlsx", [openly.page()])
    assert says(cells(tmp_path / "a.xlsx"), OTHER)
    write_count_sheets(tmp_path / "b.xlsx", [openly.page(which=RECOUNT)])
    assert not says(cells(tmp_path / "b.xlsx"), *BOOKS, FIRST)


def exported(night_: Night, path) -> str:
    with night_.shop.read() as view:
        write_report(path, [TableOut(*each) for each in export_tables(view, night_.count)], title="x", shop_name="", above=[])
    return cells(path) if path.suffix == ".xlsx" else path.read_text("utf-8-sig")


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_lines_of_an_open_count_are_exported_without_it(blind, openly, tmp_path, ending):
    seen = exported(blind, tmp_path / f"a.{ending}")
    assert says(seen, FIRST)
    assert not says(seen, *BOOKS)
    assert says(exported(openly, tmp_path / f"b.{ending}"), AFTER)


def test_who_may_not_see_differences_exports_none_of_an_open_count(openly, tmp_path):
    sign_in_clerk(openly.shop)
    assert not says(exported(openly, tmp_path / "a.xlsx"), *BOOKS)


# the terminal


@pytest.mark.parametrize("words", [[], ["--json"]])
def test_the_terminal_says_nothing_of_it(blind, tmp_path, capsys, words):
    blind.shop.close()
    at = f"{TestClock()() + timedelta(minutes=5):%Y-%m-%d %H:%M}"
    scans = tmp_path / "scans.csv"
    scans.write_text(f"{COLA};12\n{TEA};5\n1;2\n", "utf-8")
    tries = [
        *(["count-sheet", "-o", tmp_path / f"s.{ending}"] for ending in ("pdf", "xlsx")),
        ["export", "count", "1", "-o", tmp_path / "x.xlsx"],
        *(["import", "count", scans, "--counted-at", at, *more] for more in (["--dry-run"], ["--again", "recount", "--dry-run"])),
        ["import", "count", scans, "--counted-at", at, "--leave-wrong-out", "--again", "replace"],
    ]
    said = ""
    for each in tries:
        cli.main([*map(str, each), "--shop", str(tmp_path / "shop.jxc"), *words])
        out = capsys.readouterr()
        said += out.out + out.err
    assert "PD1-1" in said
    assert not says(said, *BOOKS, FIRST)


# what is read


def test_what_screens_and_papers_read_has_no_place_for_it(blind):
    with blind.shop.read() as view:
        head = count_head(view, blind.count)
        (product,) = products_of(view, [blind.goods])
        read = [
            count_heads(view),
            count_rows(view, blind.count, is_blind=head.is_blind),
            count_row(view, blind.count, blind.goods, 1, is_blind=head.is_blind),
            in_hand(view, blind.count, replace(product, on_hand=0), 1, is_blind=head.is_blind),
            compare(view, blind.count, [CountedRow(1, code="0001", quantity="5")], Answers(at=view.now)),
        ]
        assert not says(read, *BOOKS)
        assert not says(recounts_of(view, blind.count), *BOOKS, FIRST)


def test_what_is_not_counted_has_its_books_only_for_who_sees_differences(blind):
    with blind.shop.read() as view:
        assert says(left_rows(view, blind.count), OTHER)
    sign_in_clerk(blind.shop)
    with blind.shop.read() as view:
        assert len(left_rows(view, blind.count)) == 1
        assert not says(left_rows(view, blind.count), *BOOKS)


def test_no_record_of_an_open_count_keeps_it(blind, tmp_path):
    for which in ("", RECOUNT):
        write_count_sheets(tmp_path / "a.xlsx", [blind.page(which=which)])
    tables = ("audit_entry", "stock_count", "count_item", "count_entry", "count_sheet", "count_sheet_line", "print_job")
    with blind.shop.read() as view:
        kept = {name: [tuple(row) for row in view.connection.execute(text("SELECT * FROM " + name))] for name in tables}
        kept["draft"] = [tuple(row) for row in view.connection.execute(text("SELECT * FROM draft WHERE kind = 'count'"))]
    audit = [row for row in kept.pop("audit_entry") if "count" in repr(row)]
    assert audit
    assert not says(json.dumps([audit, kept], default=str), *BOOKS)


# the screen


def copied() -> list[str]:
    """What lies on the clipboard, in each of its forms; where nothing was copied there is none."""
    data = QGuiApplication.clipboard().mimeData()
    return [] if data is None else [bytes(data.data(kind).data()).decode("utf-8", "replace") for kind in data.formats()]


def on_screen(part: QWidget) -> str:
    """All words of the widgets, all cells of the tables under every role, and what copying all rows gives."""
    said = []
    for widget in (part, *part.findChildren(QWidget)):
        said += [widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QLineEdit | QAbstractButton):
            said.append(widget.text())
        if isinstance(widget, QTableView) and (model := widget.model()) is not None:
            indexes = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
            said += [str(index.data(role)) for index in indexes for role in ROLES]
            QGuiApplication.clipboard().clear()
            widget.selectAll()
            if hasattr(widget, "copy"):
                widget.copy()
                said += copied()
    return "\n".join(filter(None, said))


@pytest.fixture
def entered(entry, qtbot) -> Callable[..., EntryPart]:
    """The desk of a count, with a scan of each product."""

    def show(of: Night, *codes: str) -> EntryPart:
        part: EntryPart = entry(of.shop, of.count)
        for code in codes:
            part.take_scan(code)
        assert jobs.writer.flush()
        qtbot.waitUntil(lambda: part.saves.waiting == 0)
        QApplication.processEvents()
        return part

    return show


@pytest.mark.parametrize("codes", [(), (COLA,), (TEA, COLA), (COLA, TEA)])
def test_the_desk_shows_it_nowhere(blind, entered, codes):
    part = entered(blind, *codes)
    assert "可乐" in on_screen(part)
    assert not says(on_screen(part), *BOOKS, OTHER - 1)


def test_the_desk_of_an_open_count_shows_it(openly, entered):
    assert says(on_screen(entered(openly, COLA)), AFTER)


@pytest.mark.parametrize("is_blind", [True, False])
def test_the_recount_shows_neither_the_books_nor_the_first_number(request, entry, press, qtbot, is_blind):
    of = request.getfixturevalue("blind" if is_blind else "openly")
    part = entry(of.shop, of.count)
    press(Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: "Looking" not in part.card.asks.text())
    assert part.way is part.recount
    for code in ("", COLA):
        if code:
            part.take_scan(code)
        seen = on_screen(part)
        assert "可乐" in seen
        assert not says(seen, *BOOKS, FIRST, AFTER - 1)


@pytest.mark.parametrize("name", ["entry", "sheets", "not_counted", "differences", "result"])
def test_who_only_counts_sees_it_in_no_part_of_the_page(blind, shown, qtbot, name):
    sign_in_clerk(blind.shop)
    page = shown(blind.shop)
    page.open_count(blind.count, name)
    assert jobs.writer.flush()
    qtbot.waitUntil(lambda: not jobs.running())
    QApplication.processEvents()
    seen = on_screen(page)
    assert "1" in seen
    assert not says(seen, *BOOKS)


def test_the_table_of_the_desk_goes_to_excel_without_it(blind, entered, qtbot, tmp_path):
    part = entered(blind, COLA)
    job = table_export.export(blind.shop, part.view, tmp_path / "a.xlsx")
    qtbot.waitUntil(lambda: not job.is_running)
    seen = cells(tmp_path / "a.xlsx")
    assert "可乐" in seen
    assert not says(seen, *BOOKS)


def test_no_column_of_a_blind_desk_could_hold_it(blind, entered):
    columns: tuple[Column, ...] = tuple(entered(blind).model.columns)
    assert not {"book", "difference"} & {column.key for column in columns}
