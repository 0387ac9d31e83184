"""A button that is painted once for each of its looks: beside figures that change with each sale it costs next to nothing."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton

_LOOKS = {
    QEvent.Type.StyleChange,
    QEvent.Type.PaletteChange,
    QEvent.Type.FontChange,
    QEvent.Type.LanguageChange,
    QEvent.Type.DynamicPropertyChange,
    QEvent.Type.Polish,
}


class StillButton(QPushButton):
    """A push button whose picture is kept until its size, text, state or style is another."""

    _key: object = None
    _picture: QPixmap

    def event(self, event: QEvent) -> bool:
        """Another style or role is another look."""
        if event.type() in _LOOKS:
            self._key = None
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture of this look, made when it is first needed."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        ratio = self.devicePixelRatioF()
        key = (self.text(), self.width(), self.height(), ratio, option.state.value, option.features.value)
        if key != self._key:
            self._key, self._picture = key, self._painted(option, ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _painted(self, option: QStyleOptionButton, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setFont(self.font())
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.end()
        return picture
