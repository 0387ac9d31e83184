"""A receipt as it comes out of the printer, painted on the rows that paper is made of."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.printing.layout import COLUMNS, Align, Row
from jxc_desktop.printing.receipts import receipt_rows
from jxc_desktop.queries.receipts import Receipt
from jxc_desktop.ui import theme

PAPER_MM = 58
_COLUMN, _LINE, _MARGIN = 7.4, 21, 14
_SIDES = {Align.LEFT: Qt.AlignmentFlag.AlignLeft, Align.CENTER: Qt.AlignmentFlag.AlignHCenter, Align.RIGHT: Qt.AlignmentFlag.AlignRight}


def _height(row: Row) -> int:
    return theme.px(_LINE * row.size) if not row.picture else _size(_picture(row))[1] + theme.px(_LINE / 2)


def _picture(row: Row) -> QImage:
    return QImage.fromData(QByteArray(row.picture))


def _size(picture: QImage) -> tuple[int, int]:
    """A dot of paper is a twelfth of a column."""
    return theme.px(picture.width() * _COLUMN / 12), theme.px(picture.height() * _COLUMN / 12)


class ReceiptPreview(QWidget):
    """White paper with black letters, whatever the theme; as high as the receipt is long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Row] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_receipt(self, receipt: Receipt) -> None:
        """Show this receipt."""
        self.show_rows(receipt_rows(receipt, COLUMNS[PAPER_MM]))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows of paper."""
        self._rows = rows
        self.setAccessibleName(_("Receipt") + ": " + " / ".join(row.text.strip() for row in rows if row.cells))
        self.setFixedSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The paper's width, and a line a row."""
        width = COLUMNS[PAPER_MM] * _COLUMN + 2 * _MARGIN
        return QSize(theme.px(width), sum(map(_height, self._rows)) + 2 * theme.px(_MARGIN))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rows, each cell in its columns."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        painter.setPen(QColor("black"))
        top = theme.px(_MARGIN)
        for row in self._rows:
            height = _height(row)
            self._paint_row(painter, row, top, height)
            top += height
        painter.end()

    def _paint_row(self, painter: QPainter, row: Row, top: int, height: int) -> None:
        left = theme.px(_MARGIN)
        if row.is_rule:
            painter.drawLine(left, top + height // 2, self.width() - left, top + height // 2)
        if row.picture:
            picture = _picture(row)
            paper = QRect(0, 0, *_size(picture))
            paper.moveCenter(QPoint(self.width() // 2, top + height // 2))
            painter.drawImage(paper, picture)
        painter.setFont(theme.font(13 * row.size, bold=row.is_bold))
        column = theme.px(_COLUMN * 100) / 100 * row.size
        for cell in row.cells:
            place = QRectF(left + cell.start * column, top, cell.width * column, height)
            painter.drawText(place, _SIDES[cell.align] | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, cell.text)
