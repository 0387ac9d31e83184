"""Figures that are painted, not laid out: the sums of the sale in the largest type, and the small ones under the cart.

They stand on a card and paint its ground themselves: else each change would paint every widget beneath them again.
"""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from jxc_desktop.ui import theme

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


LEAST_HEIGHT = 90


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure with what it is; `role` is the token of its colour, `note` stands small beside or under the caption.

    Of several sums each gets its `share` of the height.
    """

    caption: str
    text: str
    role: str = "text"
    note: str = ""
    share: int = 1


class SumBoard(QWidget):
    """One or more sums, the room shared among them; a sum that is too long is set smaller, never cut."""

    def __init__(self, name: str, *, height: int = 124, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._height = height
        self.sums: tuple[Sum, ...] = ()
        self._corner: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(name)

    def show_sums(self, *sums: Sum) -> None:
        """Show other sums."""
        if sums != self.sums:
            self.sums = sums
            self.setAccessibleName(f"{self._name}: " + ", ".join(f"{each.caption} {each.text} {each.note}".strip() for each in sums))
            self.update(self._painted())

    def _painted(self) -> QRegion:
        """All but what stands in the corner: it is not painted again with each sum."""
        corner = self._corner
        taken = QRegion() if corner is None or corner.isHidden() else QRegion(corner.geometry())
        return QRegion(self.rect()).subtracted(taken)

    def put_in_corner(self, widget: QWidget) -> None:
        """A small part at the upper right, beside the caption; call it again when its size is another."""
        self._corner = widget
        size = widget.sizeHint()
        widget.setGeometry(self.width() - size.width(), 0, size.width(), size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is in the corner stays there."""
        super().resizeEvent(event)
        if self._corner is not None:
            self.put_in_corner(self._corner)

    def text(self) -> str:
        """What is shown, for tests and screen readers."""
        return "  ".join(f"{each.caption} {each.text}".strip() for each in self.sums)

    def sizeHint(self) -> QSize:
        """As high as two sums need."""
        return QSize(theme.px(160), theme.px(self._height))

    def minimumSizeHint(self) -> QSize:
        """In a low window its air gives way, not what stands below; one sum keeps the largest type."""
        return QSize(theme.px(160), theme.px(LEAST_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The sums from above to below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        shares, top = sum(each.share for each in self.sums), 0
        for each in self.sums:
            height = self.height() * each.share // shares
            self._paint(painter, each, QRect(0, top, self.width(), height), is_alone=len(self.sums) == 1)
            top += height
        painter.end()

    def _paint(self, painter: QPainter, each: Sum, room: QRect, *, is_alone: bool) -> None:
        label = theme.font(theme.LABEL) if is_alone else theme.font(theme.FIELD)
        metrics = QFontMetrics(label)
        painter.setFont(label)
        painter.setPen(theme.colour("soft"))
        head = metrics.height() if is_alone else 0
        if is_alone:
            painter.drawText(QRect(room.left(), room.top(), room.width(), head), _LEFT, each.caption)
            taken = 0 if self._corner is None or self._corner.isHidden() else self._corner.width() + theme.px(12)
            painter.drawText(QRect(room.left(), room.top(), room.width() - taken, head), _RIGHT, each.note)
            left = room.left()
        else:
            high = metrics.height()
            caption = room.adjusted(0, 0, 0, -high) if each.note else room
            painter.drawText(caption, _LEFT, each.caption)
            left = room.left() + metrics.horizontalAdvance(each.caption) + theme.px(12)
            if each.note:
                small = theme.font(theme.LABEL)
                painter.setFont(small)
                painter.drawText(room.adjusted(0, high, 0, 0), _LEFT, each.note)
                left = max(left, room.left() + QFontMetrics(small).horizontalAdvance(each.note) + theme.px(12))
        figure = QRect(left, room.top() + head, room.right() - left + 1, room.height() - head)
        painter.setFont(theme.font(_fitting(each.text, figure), bold=True))
        painter.setPen(theme.colour(each.role))
        painter.drawText(figure, _RIGHT, each.text)


@cache
def _big(_zoom: int) -> QFontMetrics:
    """The largest type, measured once a zoom."""
    return QFontMetrics(theme.font(theme.BIG, bold=True))


def _fitting(text: str, room: QRect) -> float:
    """The largest size, for 100 %, at which a figure fits its room."""
    metrics = _big(theme.zoom_percent())
    by_width = room.width() / max(1, metrics.horizontalAdvance(text))
    by_height = room.height() / max(1, metrics.height())
    return max(8.0, theme.BIG * min(1.0, by_width, by_height) - (0.5 if min(by_width, by_height) < 1 else 0))


class Note(QWidget):
    """A small line of text, at the left and at the right, that changes often: no layout is asked again.

    `is_long`: the left text may be too long for the line.
    """

    def __init__(self, name: str, parent: QWidget | None = None, *, is_long: bool = False) -> None:
        super().__init__(parent)
        self._name, self._is_long = name, is_long
        self.left, self.right = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_texts(self, left: str, right: str = "") -> None:
        """Show other texts."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.setAccessibleName(f"{self._name}: {left} {right}".strip())
            self.update()

    def sizeHint(self) -> QSize:
        """One small line."""
        return QSize(theme.px(160), QFontMetrics(theme.font(theme.LABEL)).height() + theme.px(4))

    def _fitting(self) -> str:
        """As much of the left text as the right one leaves room for."""
        metrics = QFontMetrics(theme.font(theme.LABEL))
        taken = metrics.horizontalAdvance(self.right) + theme.px(12) if self.right else 0
        return metrics.elidedText(self.left, Qt.TextElideMode.ElideRight, self.width() - taken)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Both texts."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.setFont(theme.font(theme.LABEL))
        painter.setPen(theme.colour("soft"))
        painter.drawText(self.rect(), _LEFT, self._fitting() if self._is_long else self.left)
        painter.setPen(theme.colour("accent"))
        painter.drawText(self.rect(), _RIGHT, self.right)
        painter.end()
