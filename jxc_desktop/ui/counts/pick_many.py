"""Some of many by name: a button that says which, and a list that it opens, ticked with the blank."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import theme

_HIGH, _NAMED = 10, 3
_CLOSING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape})


class PickMany(QPushButton):
    """None chosen is any. The button and Down open the list, a blank or a click ticks, Enter and Esc close it."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.list = QListWidget(self)
        self.list.setWindowFlag(Qt.WindowType.Popup)
        self.list.setAccessibleName(name)
        self.list.installEventFilter(self)
        self.list.itemChanged.connect(lambda _item: self._on_ticked())
        self.list.hide()
        theme.set_role(self, "pick")
        self.clicked.connect(lambda _checked: self.open_list())
        self._show()

    def set_names(self, names: Sequence[tuple[int, str]]) -> None:
        """Offer these; what was chosen and is offered again stays chosen."""
        chosen = set(self.ids())
        self.list.blockSignals(True)
        self.list.clear()
        for each_id, name in names:
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, each_id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if each_id in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._show()

    def ids(self) -> tuple[int, ...]:
        """What is chosen, in the order of the list."""
        return tuple(int(item.data(Qt.ItemDataRole.UserRole)) for item in self._ticked())

    def open_list(self) -> None:
        """Show the list below the button."""
        if not self.list.count():
            return
        rows = min(self.list.count(), _HIGH)
        self.list.resize(max(self.width(), theme.px(220)), rows * self.list.sizeHintForRow(0) + theme.px(8))
        self.list.move(self.mapToGlobal(QPoint(0, self.height())))
        self.list.show()
        self.list.setFocus()
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list too."""
        if event.key() == Qt.Key.Key_Down:
            self.open_list()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter closes the list."""
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.list
        if is_press and cast("QKeyEvent", event).key() in _CLOSING:
            self.list.hide()
            self.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _ticked(self) -> list[QListWidgetItem]:
        return [item for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def _on_ticked(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        names = [item.text() for item in self._ticked()]
        text = _(", ").join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
        self.setText(text or _("Any"))
        self.setAccessibleName(f"{self._name}: {self.text()}")
        self.setToolTip(_(", ").join(names))
