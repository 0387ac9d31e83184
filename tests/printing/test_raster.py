"""Rows as dots."""

import pytest

from jxc_desktop.printing.layout import RULE, Align, Cell, Row
from jxc_desktop.printing.raster import DOTS_A_COLUMN, ROW_DOTS, draw


def ink(row, columns=32):
    """Left, upper, right and lower edge of what is black."""
    return draw(row, columns).getbbox()


@pytest.mark.parametrize("size", [1, 2])
def test_a_row_is_as_wide_as_the_paper(size):
    picture = draw(Row((Cell("可乐", 0, 8),), size=size), 32)
    assert picture.size == (384, ROW_DOTS * size)
    assert picture.mode == "1"


def test_a_blank_row_has_no_ink():
    assert ink(Row()) is None


def test_a_rule_goes_across():
    left, _top, right, _bottom = ink(RULE)
    assert (left, right) == (0, 384)


def test_wide_letters_stay_in_their_cell():
    assert ink(Row((Cell("W" * 10, 0, 10),)))[2] <= 10 * DOTS_A_COLUMN


@pytest.mark.parametrize("size", [1, 2])
def test_letters_are_not_cut_off_above_or_below(size):
    _left, top, _right, bottom = ink(Row((Cell("鬱鑫Q国(￥", 0, 16),), size=size))
    assert top > 0
    assert bottom < ROW_DOTS * size


def test_a_figure_ends_at_the_edge():
    assert ink(Row((Cell("¥12.00", 20, 12, Align.RIGHT),)))[2] > 384 - 4


def test_bold_has_more_ink():
    plain, bold = (sum(draw(Row((Cell("应收合计", 0, 8),), is_bold=bold), 32).tobytes()) for bold in (False, True))
    assert plain != bold
