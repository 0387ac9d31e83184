"""Where a text has no room: what tells goods apart stays, no word is torn, one row stands in the middle."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from jxc_desktop.ui import theme
from jxc_desktop.ui.sales.painted_table import Cell, PaintedTable, in_two_rows, shortened
from jxc_desktop.ui.sales.popup_list import TextRows


@pytest.fixture
def table(qtbot, dressed):
    made = PaintedTable(TextRows((0,), ()), "Rows")
    qtbot.addWidget(made)
    return made


def drawn(table, cell, width):
    """The texts that are painted for a cell, with where they stand."""
    found = []

    class Listening(QPainter):
        def drawText(self, *args):
            place = args[0].center().y() if isinstance(args[0], QRect) else args[1]
            found.append((args[-1], place))

    image = QImage(width, 44, QImage.Format.Format_ARGB32)
    painter = Listening(image)
    table._paint_cell(painter, cell, QRect(0, 0, width, 43), is_right=False)
    painter.end()
    return found


def test_the_end_that_tells_goods_apart_stays(dressed):
    metrics = QFontMetrics(theme.font(theme.LABEL))
    name = "十字槽沉头自攻螺钉镀锌高强度 4*40"
    assert shortened(metrics, name, "4*40", 2_000) == name
    short = shortened(metrics, name, "4*40", metrics.horizontalAdvance("十字槽沉头… 4*40") + 2)
    assert short.startswith("十字槽")
    assert short.endswith("… 4*40")
    assert shortened(metrics, name, "", 100).endswith("…")
    assert shortened(metrics, "茶 " + "很长的规格" * 9, "很长的规格" * 9, 100).endswith("…")


def test_under_a_name_with_a_mark_the_end_stays_too(table):
    cell = Cell("十字槽沉头自攻螺钉镀锌高强度 4*40", after="24 盒", keeps="4*40")
    above, below = drawn(table, cell, 150)
    assert above[0].endswith("… 4*40")
    assert below[0] == "24 盒"


def test_a_figure_is_not_torn(table):
    width = table.plain_metrics.horizontalAdvance("蒙牛纯牛奶 33")
    assert [text for text, _place in drawn(table, Cell("蒙牛纯牛奶高钙 330ml", keeps="330ml"), width)] == ["蒙牛纯牛奶高钙 ", "330ml"]


def test_what_fits_in_smaller_type_stands_in_the_middle(table):
    cell = Cell("八八折 −0.66", "accent")
    width = QFontMetrics(table.small).horizontalAdvance(cell.text) + 1
    assert width < table.plain_metrics.horizontalAdvance(cell.text)
    assert drawn(table, cell, width) == [(cell.text, 21)]


def test_a_long_name_goes_on_in_a_second_row_where_no_word_is_torn(dressed):
    metrics = QFontMetrics(theme.font(theme.LABEL))
    room = metrics.horizontalAdvance("十字槽沉头自攻螺丝 Phill")
    assert in_two_rows(metrics, "茶", "", room) == ("茶", "")
    assert in_two_rows(metrics, "十字槽沉头自攻螺丝 Phillips 4*40", "", room) == ("十字槽沉头自攻螺丝 ", "Phillips 4*40")
    first, rest = in_two_rows(metrics, "很长的名称" * 20, "", room)
    assert metrics.horizontalAdvance(first) <= room < metrics.horizontalAdvance(first + "称")
    assert rest.endswith("…")
