"""One quick key: title, price and perhaps a picture on a ground of its colour.

Painted by hand: twelve of them cost less than two styled buttons.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.quick_keys import Colour
from jxc_desktop.i18n import _
from jxc_desktop.queries.quick_keys import QuickKey
from jxc_desktop.ui import theme
from jxc_desktop.ui.sales.painted_table import squeezed

WIDTH, HEIGHT = 80, 56
LEAST_WIDTH = 68
GOODS_SIDE = 26


class QuickButton(QAbstractButton):
    """A place of the grid: with a key, or empty (seen while the keys are changed). It never takes the focus.

    `dropped` carries the place over which the mouse let it go.
    """

    dropped = Signal(int)

    def __init__(self, position: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.position = position
        self.key: QuickKey | None = None
        self.is_chosen = False
        self._look: tuple[object, ...] = ()
        self._picture = QPixmap()
        self._goods = QPixmap()
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

    def show_goods(self, picture: QPixmap) -> None:
        """The picture of the goods, or none."""
        if picture.cacheKey() != self._goods.cacheKey():
            self._goods = picture
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go over another place, the key was dragged there."""
        super().mouseReleaseEvent(event)
        parent = self.parentWidget()
        target = None if parent is None else parent.childAt(self.mapToParent(event.position().toPoint()))
        if isinstance(target, QuickButton) and target is not self and self.key is not None:
            self.dropped.emit(target.position)

    def sizeHint(self) -> QSize:
        """At least what a finger hits."""
        return QSize(theme.px(WIDTH), theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """A window narrower than the smallest screen leaves a little less, at any zoom: four stand side by side, none is cut."""
        return QSize(min(LEAST_WIDTH, theme.px(LEAST_WIDTH)), theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture made when it last looked otherwise: the board comes back after each payment."""
        if self.key is None and not self.isEnabled():
            return
        ratio = self.devicePixelRatioF()
        goods = self._goods.cacheKey()
        look = (self.key, goods, self.is_chosen, self.isDown(), self.underMouse(), self.size(), ratio, theme.tokens(), theme.zoom_percent())
        if look != self._look:
            self._look = look
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            made = QPainter(self._picture)
            self._paint(made)
            made.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _paint(self, painter: QPainter) -> None:
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
        if not self._goods.isNull():
            painter.drawPixmap(room.right() - self._goods.width() + 1, room.bottom() - self._goods.height() + 1, self._goods)
            room.setRight(room.right() - self._goods.width() - theme.px(4))
        price = price_text(self.key)
        if QFontMetrics(painter.font()).horizontalAdvance(price) > room.width():
            price = price_text(self.key, has_unit=False)
        painter.setFont(squeezed(painter.font(), price, room.width()))
        painter.drawText(room, left | below, price)


def price_text(key: QuickKey, *, has_unit: bool = True) -> str:
    """The price, with its unit where that is short, or an ellipsis where the price or the product is asked for."""
    if key.price is None:
        return "…"
    price = format_money(key.price)
    return f"{price}/{key.unit}" if has_unit and key.unit and len(key.unit) <= 1 else price
