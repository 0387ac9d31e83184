"""A button that is painted once for each of its looks: beside figures that change with each sale it costs next to nothing."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton


class StillButton(QPushButton):
    """A push button whose picture is kept until its size, text, state or style is another."""

    _key: object = None
    _picture: QPixmap

    def changeEvent(self, event: QEvent) -> None:
        """Another style, palette or font is another look."""
        self._key = None
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture of this look, made when it is first needed."""
        key = (
            self.text(),
            self.property("role"),
            self.width(),
            self.height(),
            self.devicePixelRatioF(),
            self.isEnabled(),
            self.isDown(),
            self.isChecked(),
            self.hasFocus(),
            self.underMouse(),
            self.isDefault(),
            self.isActiveWindow(),
        )
        if key != self._key:
            self._key, self._picture = key, self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _painted(self) -> QPixmap:
        option, ratio = QStyleOptionButton(), self.devicePixelRatioF()
        self.initStyleOption(option)
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setFont(self.font())
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.end()
        return picture
