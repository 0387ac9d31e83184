"""The customer's window: full on the second screen when there is one, else a window that can be moved there."""

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QGuiApplication,
    QHideEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import remembered, theme
from jxc_desktop.ui.display.board import Board, lay_out
from jxc_desktop.ui.display.shown import Shown, spoken

GEOMETRY = "display/geometry"


class CustomerWindow(QWidget):
    """It never takes the focus, a key or a scan, and does not keep the program open."""

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(_("Customer display"))
        self.setMinimumSize(320, 200)
        self.is_put_away = False
        self.shown = Shown()
        self._name, self._currency, self._picture = "", "", QPixmap()
        self._scaled = QPixmap()
        self._is_full = False
        self._speak()

    def dress(self, name: str, currency: str, picture: bytes) -> None:
        """The shop's name, its currency sign, and the picture of its payment code (none when empty)."""
        self._name, self._currency = name or _("My shop"), currency
        self._picture = QPixmap()
        self._picture.loadFromData(picture)
        self._scaled = QPixmap()
        self._speak()
        self.update()

    def show_it(self, shown: Shown) -> None:
        """Show what the customer should see now."""
        if shown != self.shown:
            self.shown = shown
            self._speak()
            self.update()

    def _speak(self) -> None:
        self.setAccessibleName(_("Customer display"))
        self.setAccessibleDescription(spoken(self.shown, self._currency))

    def board(self) -> Board:
        """Everything in its place, for the window as large as it is."""
        return lay_out(self.shown, self.size(), self._name, self._currency, has_picture=not self._picture.isNull())

    # where it stands

    def place(self, till: QScreen | None) -> None:
        """Full on a screen that is not the till's; else where it was moved to last."""
        other = next((screen for screen in QGuiApplication.screens() if screen is not till), None) if till is not None else None
        self.is_put_away = False
        self._is_full = other is not None
        if other is not None:
            self.setGeometry(other.geometry())
            self.showFullScreen()
            return
        kept = remembered.settings().value(GEOMETRY)
        if self.isFullScreen() or not self.isVisible():
            self.resize(800, 480)
            if isinstance(kept, QByteArray):
                self.restoreGeometry(kept)
        self.showNormal()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by hand it stays away until it is switched on again, or the program starts anew."""
        self.is_put_away = True
        super().closeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Where it was moved to is remembered."""
        if not self._is_full:
            remembered.settings().setValue(GEOMETRY, self.saveGeometry())
        super().hideEvent(event)

    def moveEvent(self, event: QMoveEvent) -> None:
        """Painted anew on a screen of another density."""
        super().moveEvent(event)
        self._scaled = QPixmap()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The payment code is scaled once for each size."""
        super().resizeEvent(event)
        self._scaled = QPixmap()

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The board, in the theme's strongest pair of colours."""
        board = self.board()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        if board.lit is not None:
            painter.fillRect(board.lit, theme.colour("accent_ground"))
        for place in board.lines:
            painter.fillRect(place, theme.colour("accent"))
        if board.picture is not None:
            self._paint_code(painter, board.picture)
        for text in board.texts:
            painter.setFont(text.font)
            painter.setPen(theme.colour(text.role))
            painter.drawText(text.place, int(text.align), text.text)
        painter.end()

    def _paint_code(self, painter: QPainter, place: QRect) -> None:
        """The payment code on white with a quiet edge, whatever the theme."""
        ratio = self.devicePixelRatioF()
        if self._scaled.isNull():
            quiet = place.width() // 16
            room = place.adjusted(quiet, quiet, -quiet, -quiet).size() * ratio
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._scaled = self._picture.scaled(room, keep, smooth)
            self._scaled.setDevicePixelRatio(ratio)
        painter.fillRect(place, QColor("white"))
        size = self._scaled.deviceIndependentSize().toSize()
        painter.drawPixmap(place.center().x() - size.width() // 2, place.center().y() - size.height() // 2, self._scaled)
