"""Half a figure is a wrong one: no number, date or code on the screen is cut, wherever it stands in a table."""

from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import WHOLE
from jxc_desktop.ui.sales.painted_table import PaintedTable, squeezed
from jxc_desktop.ui.widgets.columns import DOTS
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_parts import TotalRow


def assert_figures_whole(widget: QWidget) -> None:
    """Every figure in sight is whole, or dots in its place. The widget must be shown at the size in question."""
    cut = [f"{view.name}: {text}" for view in widget.findChildren(RowsView) if view.isVisible() for text in _cut_cells(view)]
    cut += [
        f"{table.accessibleName()}: {text}"
        for table in widget.findChildren(PaintedTable)
        if table.isVisible()
        for text in _cut_paint(table)
    ]
    cut += [f"total: {text}" for row in widget.findChildren(TotalRow) if row.isVisible() for text in _cut_sums(row)]
    assert not cut, f"cut figures: {cut}"


def _cut_cells(view: RowsView) -> list[str]:
    columns = view.rows_model.columns
    places = [place for place in view.shown_places() if columns[place].kind in WHOLE or columns[place].is_whole]
    shown = range(max(view.rowAt(0), 0), (view.rowAt(view.viewport().height() - 1) + 1) or view.rows_model.rowCount())
    return [text for place in places for row in shown for text in _cut_cell(view, row, place)]


def _cut_cell(view: RowsView, row: int, place: int) -> list[str]:
    """The text of a cell that the view would shorten, or that its edge cuts off."""
    index, option = view.rows_model.index(row, place), QStyleOptionViewItem()
    view.initViewItemOption(option)
    option.rect = view.visualRect(index)
    cast("QStyledItemDelegate", view.itemDelegateForIndex(index)).initStyleOption(option, index)
    style = view.style()
    room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, view)
    margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, view) + 1
    room.adjust(margin, 0, -margin, 0)
    wanted = option.fontMetrics.horizontalAdvance(option.text)
    if view.columns.is_text(place) and view.columns.cut_at(place):  # ends in dots where the view does
        return []
    if option.text in ("", DOTS) or room.left() > view.viewport().width() or room.right() < 0:
        return []
    if option.displayAlignment & Qt.AlignmentFlag.AlignRight:
        room.setLeft(min(room.left(), room.right()) if wanted > room.width() else room.right() - wanted + 1)
    else:
        room.setRight(room.left() + min(wanted, room.width()) - 1)
    is_in_sight = (room.left() >= 0 and room.right() <= view.viewport().width()) or room.width() > view.viewport().width()
    return [] if is_in_sight and wanted <= room.width() else [option.text]


def _cut_paint(table: PaintedTable) -> list[str]:
    """What does not fit its column even in the smallest type, and columns that the edge cuts."""
    model: Any = table.model()
    header, room = table.horizontalHeader(), table.viewport().width()
    cut = [f"column {place}" for place in range(header.count()) if header.sectionViewportPosition(place) + header.sectionSize(place) > room]
    for row in range(model.rowCount()):
        for place, cell in enumerate(model.cells(row)):
            width = header.sectionSize(place) - 2 * theme.px(8)
            font = table.bold if cell.is_bold else table.plain
            if place in model.right and QFontMetrics(squeezed(font, cell.text, width)).horizontalAdvance(cell.text) > width:
                cut.append(cell.text)
    return cut


def _cut_sums(row: TotalRow) -> list[str]:
    view, metrics = row._view, QFontMetrics(theme.font(bold=True))
    cut = []
    for place in view.shown_places():
        text = row.text_of(view.rows_model.columns[place].key)
        if text and metrics.horizontalAdvance(text) > view.columnWidth(place) - 2 * theme.px(11):
            cut.append(text)
    return cut
