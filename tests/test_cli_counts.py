"""Counts from a terminal: a sheet out, numbers in, the lines out."""

import json
from datetime import datetime, timedelta

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import select

from jxc_desktop import cli
from jxc_desktop.db.errors import TERMINAL
from jxc_desktop.db.tables import counts as t
from jxc_desktop.domain.counts import Scope
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.queries.count_choice import scope_of
from jxc_desktop.queries.counts import count_head, count_heads
from tests.builders import empty_shop_file, stocked
from tests.counts import counted, posted, started, what_is_wrong

COLA, TEA = "6901234567892", "6921168509256"
BOOK = 7_391


@pytest.fixture
def file(tmp_path):
    return empty_shop_file(tmp_path / "shop.jxc")


@pytest.fixture
def within(file):
    """Do something in the shop, which is closed again."""

    def do(work):
        shop = open_shop(file, program=TERMINAL)
        try:
            return work(shop)
        finally:
            shop.close()

    return do


@pytest.fixture
def cola(within):
    within(lambda shop: stocked(shop, "茶", code="0002", barcode=TEA, quantity=5))
    return within(lambda shop: stocked(shop, quantity=BOOK, barcode=COLA, code="0001", unit="瓶"))


@pytest.fixture
def run(file, capsys):
    def command(*words):
        code = cli.main([*map(str, words), "--shop", str(file), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


def numbers(within):
    """(pieces, round, source) of each entry."""

    def read(shop):
        with shop.read() as view:
            rows = view.connection.execute(
                select(t.count_entry.c.quantity, t.count_entry.c.round, t.count_entry.c.source).order_by(t.count_entry.c.id)
            )
            return [(row[0] / ONE, row[1], row[2]) for row in rows]

    return within(read)


def heads(within):
    def read(shop):
        with shop.read() as view:
            return {head.number: (head.scope, head.is_blind, head.lines) for head in count_heads(view)}

    return within(read)


def scans(tmp_path, text, name="scan.txt"):
    (tmp_path / name).write_text(text, "utf-8")
    return tmp_path / name


def test_a_sheet_begins_a_count_where_none_is_open_and_then_is_one_more_of_it(run, cola, within, tmp_path):
    code, facts = run("count-sheet", "-o", tmp_path / "a.xlsx")
    assert (code, facts["sheet"], facts["lines"], facts["begun"], facts["blind"]) == (0, "PD1-1", 2, True, False)
    _code, facts = run("count-sheet", "-o", tmp_path / "b.pdf")
    assert (facts["sheet"], facts["begun"]) == ("PD1-2", False)
    assert pypdfium2.PdfDocument(tmp_path / "b.pdf").get_page(0) is not None
    assert list(heads(within)) == [1]


def test_where_begins_a_count_of_those_goods(run, cola, within, tmp_path):
    scans(tmp_path, f"编码,品名\n0001,可乐\n{COLA},\n", "list.csv")
    _code, facts = run("count-sheet", "-o", tmp_path / "a.xlsx", "--where", f"list={tmp_path / 'list.csv'}", "--where", "place=Shop floor")
    assert facts["lines"] == 1
    assert heads(within) == {1: (Scope(place_ids=(1,), product_ids=(cola.id,)), False, 1)}


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("shelf=A-01..B", Scope(shelf_from="A-01", shelf_to="B")),
        ("货架=A", Scope(shelf_from="A", shelf_to="A")),
        ("days=30", Scope(not_counted_days=30)),
        ("doubtful", Scope(is_doubtful=True)),
    ],
)
def test_each_way_to_choose_goods_is_understood(within, said, scope):
    def read(shop):
        with shop.read() as view:
            return scope_of(view, [said], pytest.fail)

    assert within(read) == scope


@pytest.mark.parametrize("said", ["colour=red", "category=没有", "days=viele", "place", "=", "days=0", "days=0009999999999", "shelf=.."])
def test_words_that_choose_nothing_begin_no_count(run, cola, within, tmp_path, said):
    code, facts = run("count-sheet", "-o", tmp_path / "a.xlsx", "--where", said)
    assert (code, facts["error"]) == (1, "NoSuchGoods")
    assert (heads(within), (tmp_path / "a.xlsx").exists()) == ({}, False)


def test_what_a_list_has_and_the_shop_has_not_is_named(run, cola, within, tmp_path):
    scans(tmp_path, "可乐\n没有的\n", "list.csv")
    code, facts = run("count-sheet", "-o", tmp_path / "a.xlsx", "--where", f"list={tmp_path / 'list.csv'}")
    assert (code, facts["message"]) == (1, "Not in the shop: 没有的. No count was begun: mend the list.")
    assert heads(within) == {}


def test_a_file_that_cannot_be_written_begins_no_count(run, cola, within, tmp_path):
    code, _facts = run("count-sheet", "-o", tmp_path / "nowhere" / "a.xlsx")
    assert code == 1
    assert heads(within) == {}


@pytest.mark.parametrize("ending", ["xlsx", "pdf"])
def test_a_blind_sheet_says_nowhere_what_the_books_know(run, cola, tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    _code, facts = run("count-sheet", "-o", path, "--blind")
    assert facts["blind"]
    if ending == "pdf":
        text = pypdfium2.PdfDocument(path).get_page(0).get_textpage().get_text_bounded()
    else:
        rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
        text = " ".join(str(cell) for row in rows for cell in row)
    assert "可乐" in text
    assert "7391" not in text.replace(",", "")


def test_a_sheet_filled_in_is_imported(run, cola, within, tmp_path):
    path = tmp_path / "a.xlsx"
    run("count-sheet", "-o", path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[3]].index("Counted quantity") + 1
    code = [cell.value for cell in sheet[3]].index("Product code")
    for row in sheet.iter_rows(min_row=4):
        row[column - 1].value = 7_390 if row[code].value == "0001" else None
    book.save(path)
    answer, facts = run("import", "count", path, "--at-printing")
    assert (answer, facts["new"], facts["not_counted"], facts["imported"]) == (0, 1, 1, True)
    assert numbers(within) == [(7_390, 1, "workbook")]
    answer, facts = run("import", "count", path, "--at-printing")
    assert (answer, facts["new"], facts["entered_before"], facts["imported"]) == (0, 0, 1, False)
    assert within(what_is_wrong) == []


def test_without_a_time_nothing_is_entered(run, cola, within, tmp_path):
    within(started)
    code, facts = run("import", "count", scans(tmp_path, f"{COLA};12\n"))
    assert (code, facts["error"]) == (1, "NoTime")
    assert facts["message"] == "Say when this was counted: the file carries no time. Nothing was entered."
    assert numbers(within) == []
    now = datetime.now().astimezone()
    code, facts = run("import", "count", scans(tmp_path, f"{COLA};12\n{TEA};3\n"), "--counted-at", f"{now:%Y-%m-%d %H:%M}")
    assert (code, facts["new"], facts["shape"]) == (0, 2, "Barcode: column A; Counted quantity: column B; no heads")
    assert numbers(within) == [(12, 1, "handheld"), (3, 1, "handheld")]


def test_a_file_that_says_its_times_needs_none(run, cola, within, tmp_path):
    within(started)
    now = datetime.now().astimezone()
    code, facts = run("import", "count", scans(tmp_path, f"{COLA};12;{now:%Y-%m-%d %H:%M:%S}\n"))
    assert (code, facts["imported"]) == (0, True)


def test_counted_twice_is_refused_until_somebody_says_what_becomes_of_it(run, cola, within, tmp_path):
    count = within(started)
    within(lambda shop: counted(shop, count, cola, 5))
    words = ("import", "count", scans(tmp_path, f"{COLA};12\n"), "--counted-at", f"{datetime.now().astimezone():%Y-%m-%d %H:%M}")
    code, facts = run(*words)
    assert (code, facts["error"]) == (1, "CountedBefore")
    code, facts = run(*words, "--again", "recount", "--by", "小李")
    assert (code, facts["changed"]) == (0, 1)
    assert numbers(within) == [(5, 1, "scan"), (12, 2, "handheld")]


def test_wrong_rows_stop_it_are_saved_and_can_be_left_out(run, cola, within, tmp_path):
    within(started)
    words = (
        "import",
        "count",
        scans(tmp_path, f"{COLA};12\n{TEA};viel\n999999999;1\n"),
        "--counted-at",
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
    )
    code, facts = run(*words, "--errors", tmp_path / "wrong.xlsx")
    assert (code, facts["wrong"], facts["imported"]) == (1, 2, False)
    assert [(each["row"], each["reason"]) for each in facts["errors"]] == [
        (2, "“viel” is not a number."),
        (3, "“999999999” no product has this code"),
    ]
    assert len(list(openpyxl.load_workbook(tmp_path / "wrong.xlsx").worksheets[0].iter_rows())) == 3
    assert numbers(within) == []
    code, facts = run(*words, "--leave-wrong-out")
    assert (code, facts["imported"]) == (0, True)
    assert numbers(within) == [(12, 1, "handheld")]


def test_a_trial_changes_nothing(run, cola, within, tmp_path):
    within(started)
    now = f"{datetime.now().astimezone():%Y-%m-%d %H:%M}"
    code, facts = run("import", "count", scans(tmp_path, f"{COLA};12\n"), "--counted-at", now, "--dry-run")
    assert (code, facts["new"], facts["imported"]) == (0, 1, False)
    assert numbers(within) == []


def test_which_count_is_said_where_several_are_open_or_none(run, cola, within, tmp_path):
    words = ("import", "count", scans(tmp_path, f"{COLA};12\n"), "--counted-at", f"{datetime.now().astimezone():%Y-%m-%d %H:%M}")
    code, facts = run(*words)
    assert (code, facts["message"]) == (1, "No count is open. Nothing was changed. Begin one first.")
    within(started)
    second = within(started)
    code, facts = run(*words)
    assert facts["message"] == "Several counts are open: 1, 2. Nothing was changed. Say which one is meant, with --count."
    code, facts = run(*words, "--count", "2")
    assert (code, facts["count"]) == (0, second)
    _code, facts = run(*words, "--count", "77")
    assert facts["error"] == "NotFound"
    within(lambda shop: posted(shop, second))
    _code, facts = run(*words, "--count", "2")
    assert facts["error"] == "CountClosed"


@pytest.mark.parametrize(
    "words",
    [
        ("--counted-at", "gestern"),
        ("--counted-at", "2026-11-30"),
        ("--counted-at", "0001-01-01 00:00"),
        ("--counted-at", "2026-11-30 16:20", "--at-printing"),
    ],
)
def test_a_time_that_is_none_is_a_mistake_of_usage(run, cola, tmp_path, words):
    with pytest.raises(SystemExit) as left:
        run("import", "count", scans(tmp_path, f"{COLA};12\n"), *words)
    assert left.value.code == 2


@pytest.mark.parametrize("days", [400, -30])
def test_a_time_to_come_or_long_before_the_count_is_refused(run, cola, within, tmp_path, days):
    within(started)
    said = f"{datetime.now() + timedelta(days=days):%Y-%m-%d %H:%M}"
    code, facts = run("import", "count", scans(tmp_path, f"{COLA};12\n"), "--counted-at", said)
    assert (code, facts["error"], said in facts["message"], numbers(within)) == (1, "NotCountedThen", True, [])


def table(path, sheet=0):
    """A sheet without what stands above its heads, by the titles."""
    rows = list(openpyxl.load_workbook(path).worksheets[sheet].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if "Product code" in row)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def test_an_open_count_is_exported_with_its_lines(run, cola, within, tmp_path):
    count = within(started)
    within(lambda shop: counted(shop, count, cola, 7_390))
    code, facts = run("export", "count", "1", "-o", tmp_path / "count.xlsx")
    assert (code, facts["rows"], facts["state"]) == (0, 2, "open")
    rows = {row["Product code"]: row for row in table(tmp_path / "count.xlsx")}
    assert [rows["0001"][title] for title in ("Book quantity", "Counted quantity", "Over or missing")] == [BOOK, 7_390, -1]
    assert [rows["0002"][title] for title in ("Book quantity", "Counted quantity", "Over or missing")] == [None, None, None]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_open_blind_count_is_exported_without_the_book_quantity(run, cola, within, tmp_path, ending):
    count = within(lambda shop: started(shop, is_blind=True))
    within(lambda shop: counted(shop, count, cola, 7_391 + 9))
    path = tmp_path / f"count.{ending}"
    run("export", "count", "1", "-o", path)
    text = path.read_text("utf-8-sig") if ending == "csv" else str(table(path))
    assert "7400" in text
    assert "7391" not in text
    assert "Over or missing" not in text


def test_a_posted_count_is_exported_with_what_came_of_it(run, cola, within, tmp_path):
    count = within(lambda shop: started(shop, is_blind=True))
    within(lambda shop: counted(shop, count, cola, 7_390))
    within(lambda shop: posted(shop, count))

    def number(shop):
        with shop.read() as view:
            return count_head(view, count).document_number

    code, facts = run("export", "count", within(number), "-o", tmp_path / "count.xlsx")
    assert (code, facts["state"]) == (0, "posted")
    assert [row["Over or missing"] for row in table(tmp_path / "count.xlsx")][:1] == [-1]
