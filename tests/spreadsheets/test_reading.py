"""Workbooks and text tables come back as plain rows with Excel's row numbers."""

import os
import sys
import threading
from pathlib import Path

import openpyxl
import pytest

from jxc_desktop.spreadsheets import child, refusals
from jxc_desktop.spreadsheets.reading import PRODUCT_LIMIT, read_workbook


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


def test_a_frozen_program_reads_through_itself(tmp_path, monkeypatch):
    if sys.platform == "win32":
        pytest.skip("the stand-in for a frozen program is a shell script")
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$@" >> "{tmp_path}/started"\nexec "{sys.executable}" -m jxc_desktop "$@"\n', encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    file = workbook(tmp_path / "a.xlsx", [["名称"], ["可乐"]])
    assert read_workbook(file).sheets[0].rows == [("名称",), ("可乐",)]
    assert (tmp_path / "started").read_text().split()[:2] == [child.FLAG, "calamine"]


def test_a_full_shop_comes_back_with_its_heads(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("商品\n名称\n" + "".join(f"商品{number}\n" for number in range(PRODUCT_LIMIT)), encoding="utf-8")
    assert len(read_workbook(file).sheets[0].rows) == PRODUCT_LIMIT + 2


def test_a_text_merged_downwards_is_that_of_all_its_rows(tmp_path):
    file = workbook(
        tmp_path / "a.xlsx",
        [[], ["分类", "名称", "售价"], ["饮料", "可乐", 3], [None, "雪碧", 4], [], [None, "茶", None], [None, "糖", 5], ["饼干", "x", 1]],
    )
    book = openpyxl.load_workbook(file)
    for merged in ("A3:A6", "C4:C7", "A8:B9"):
        book.worksheets[0].merge_cells(merged)
    book.save(file)
    assert read_workbook(file).sheets[0].rows[2:] == [
        ("饮料", "可乐", 3.0),
        ("饮料", "雪碧", 4.0),
        (),
        ("饮料", "茶", None),
        (None, "糖", None),
        ("饼干", None, 1.0),
    ]


def test_leading_blank_rows_keep_their_numbers(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [[], [], ["名称", "售价"], ["可乐", 3.5]])
    assert read_workbook(file).sheets[0].rows == [(), (), ("名称", "售价"), ("可乐", 3.5)]


def test_a_name_that_lies_is_read_by_content(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [["名称"], ["可乐"]])
    assert read_workbook(file.rename(tmp_path / "a.csv")).sheets[0].rows == [("名称",), ("可乐",)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_tables(tmp_path, encoding, separator):
    file = tmp_path / "shop.xls"
    file.write_bytes(f"条码{separator}名称\r\n\r\n0012{separator}可乐\r\n".encode(encoding))
    assert read_workbook(file).sheets[0].rows == [("条码", "名称"), (), ("0012", "可乐")]


def test_invisible_and_control_characters_are_gone(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("na\u200bme\n可\u202e乐\u0007\u2066,1\n", encoding="utf-8")
    assert read_workbook(file).sheets[0].rows == [("name",), ("可乐", "1")]


def test_dates_survive_the_way_back(tmp_path):
    from datetime import date

    file = workbook(tmp_path / "a.xlsx", [["日期"], [date(2026, 11, 22)]])
    assert str(read_workbook(file).sheets[0].rows[1][0]).startswith("2026-11-22")


def test_the_limit_counts_filled_rows(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("名称\n\n\n\n可乐\n雪碧\n", encoding="utf-8")
    assert len(read_workbook(file, limit=3).sheets[0].rows) == 6
    with pytest.raises(refusals.TooManyRows, match="more than 2 filled rows"):
        read_workbook(file, limit=2)


def test_cancelling_ends_the_child(tmp_path):
    file = workbook(tmp_path / "a.xlsx", [["名称"], ["可乐"]])
    with pytest.raises(refusals.ReadingCancelled):
        read_workbook(file, cancelled=lambda: True)
    assert threading.active_count() < 10


def test_progress_ends_at_its_end(tmp_path):
    steps: list[tuple[int, int]] = []
    read_workbook(workbook(tmp_path / "a.xlsx", [["名称"]]), progress=lambda done, of: steps.append((done, of)))
    assert steps[-1][0] == steps[-1][1]
    assert steps == sorted(steps)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(refusals.CannotOpenFile, match=r"nowhere\.xlsx"):
        read_workbook(tmp_path / "nowhere.xlsx")


def test_a_torn_character_does_not_make_utf_8_look_like_gbk(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(("名称,规格\n" + "可口可乐,听装\n" * 20).encode() + "可乐".encode()[:-1] + b",x\n")
    assert read_workbook(file).sheets[0].rows[1] == ("可口可乐", "听装")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_a_folder_or_a_pipe_is_no_ordinary_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path, tmp_path / "pipe.csv"):
        with pytest.raises(refusals.CannotOpenFile, match="no ordinary file"):
            read_workbook(path)


def test_a_name_with_a_line_break_is_only_a_name(tmp_path):
    file = tmp_path / "a\nb 可乐.csv"
    file.write_text("名称\n可乐\n", encoding="utf-8")
    assert len(read_workbook(file).sheets[0].rows) == 2
