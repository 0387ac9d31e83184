"""Rows on a grid: nothing passes the paper's edge, nothing drives the printer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jxc_desktop.printing.layout import Align, Cell, Grid, Row, clean, columns_of, wrap


def texts(rows):
    return [row.text for row in rows]


@pytest.mark.parametrize(("text", "columns"), [("Coke 500ml", 10), ("可乐", 4), ("¥3.00", 6), ("é", 2), ("", 0)])
def test_chinese_takes_two_columns(text, columns):
    assert columns_of(text) == columns


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("可口可乐大瓶", 8, ["可口可乐", "大瓶"]),
        ("Coca Cola large", 10, ["Coca Cola", "large"]),
        ("a" * 7, 3, ["aaa", "aaa", "a"]),
        ("可a可", 3, ["可a", "可"]),
        ("", 4, [""]),
        ("宽", 1, ["宽"]),
    ],
)
def test_long_texts_wrap(text, columns, lines):
    assert wrap(text, columns) == lines


@given(st.text(), st.sampled_from([8, 32, 48]))
def test_wrapping_keeps_every_letter_and_the_edge(text, columns):
    lines = wrap(text, columns)
    assert all(columns_of(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("a\x1bp\x00b", "a p b"), ("a\nb", "a b"), ("\u202eabc\u200d", "abc"), ("☕\ufe0f", "☕"), ("\ud800", "\ufffd"), ("e\u0301", "é")],
)
def test_what_is_no_letter_goes_away(text, kept):
    assert clean(text) == kept


def test_a_figure_stands_at_the_right():
    assert texts(Grid(16).pair("应收", "12.00")) == ["应收       12.00"]


def test_a_pair_too_long_takes_two_rows():
    assert texts(Grid(10).pair("农夫山泉饮", "12.00")) == ["农夫山泉饮", "     12.00"]


def test_a_large_row_has_half_the_columns():
    (row,) = Grid(32).pair("应收", "¥9.90", size=2, is_bold=True)
    assert row.text == "应收      ¥9.90"
    assert columns_of(row.text) == 16


def test_figures_too_long_for_their_columns_take_two_rows():
    assert texts(Grid(32).figures(("3 瓶", "2.00", "6.00"))) == ["3 瓶             2.00       6.00"]
    assert texts(Grid(32).figures(("999999.999 公斤", "9999999.99", "99999999.99"))) == [
        "999999.999 公斤 x 9999999.99",
        "                     99999999.99",
    ]


@pytest.mark.parametrize(("align", "offset"), [(Align.LEFT, 2), (Align.CENTER, 5), (Align.RIGHT, 8)])
def test_a_cell_places_its_text(align, offset):
    assert Row((Cell("可乐", 2, 10, align),)).text == " " * offset + "可乐"
