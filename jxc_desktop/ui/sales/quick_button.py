"""One quick key: title and price on a ground of its colour, painted by hand; twelve of them cost less than two styled buttons."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.quick_keys import Colour
from jxc_desktop.i18n import _
from jxc_desktop.queries.quick_keys import QuickKey
from jxc_desktop.ui import theme

WIDTH, HEIGHT = 80, 56


class QuickButton(QAbstractButton):
    """A place of the grid: with a key, or empty (seen while the keys are changed). It never takes the focus."""

    def __init__(self, position: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.position = position
        self.key: QuickKey | None = None
        self.is_chosen = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_key(self, key: QuickKey | None, *, is_editing: bool, is_chosen: bool = False) -> None:
        """Show a key; an empty place keeps its room, and is to be seen only while keys are changed."""
        if (key, is_chosen) != (self.key, self.is_chosen):
            self.key, self.is_chosen = key, is_chosen
            self.update()
        name = _("Empty place {number}").format(number=self.position) if key is None else f"{key.title} {price_text(key)}".strip()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setEnabled(key is not None or is_editing)

    def sizeHint(self) -> QSize:
        """At least what a finger hits."""
        return QSize(theme.px(WIDTH), theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """At least what a finger hits."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, edge and words."""
        if self.key is None and not self.isEnabled():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge = self._colours()
        painter.setBrush(theme.colour(ground))
        pen = painter.pen()
        pen.setColor(theme.colour(edge))
        pen.setWidthF(2 if self.is_chosen else 1)
        pen.setStyle(Qt.PenStyle.SolidLine if self.key is not None else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(8), theme.px(8))
        self._write(painter)
        painter.end()

    def _colours(self) -> tuple[str, str]:
        colour = Colour.PLAIN if self.key is None else self.key.colour
        ground = f"{colour}_ground" if colour else "surface"
        if self.isDown():
            ground = "accent_ground"
        elif self.underMouse() and not colour:
            ground = "sunken"
        return ground, "accent" if self.is_chosen or self.isDown() else "control" if not colour else str(colour)

    def _write(self, painter: QPainter) -> None:
        room = self.rect().adjusted(theme.px(8), theme.px(6), -theme.px(6), -theme.px(6))
        left, above, below = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font(theme.LABEL))
        if self.key is None:
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "+")
            return
        title = QFontMetrics(painter.font()).elidedText(self.key.title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, left | above, title)
        painter.drawText(room, left | below, price_text(self.key))


def price_text(key: QuickKey) -> str:
    """The price with its unit where that is short, or an ellipsis where the price or the product is asked for."""
    if key.price is None:
        return "…"
    price = format_money(key.price)
    return f"{price}/{key.unit}" if key.unit and len(key.unit) <= 1 else price
