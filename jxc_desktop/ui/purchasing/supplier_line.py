"""Who brought it: typed by name, initials or telephone; who is not known yet is made in place."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import TERMS_TITLES
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.i18n import _
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.supplier_search import SupplierFound, find_suppliers
from jxc_desktop.ui import theme
from jxc_desktop.ui.sales.painted_table import Cell
from jxc_desktop.ui.sales.popup_list import PopupList

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SupplierLine(QLineEdit):
    """The list stands over the page while one types; `picked` carries the supplier's id, `left` is Enter on the one that stands."""

    picked = Signal(int)
    left = Signal()

    def __init__(self, shop: Shop, page: QWidget) -> None:
        super().__init__(page)
        self.shop, self.page = shop, page
        self.supplier: SupplierFound | None = None
        self.popup = PopupList(_("Found suppliers"), (0, 150, 150), (), page)
        self._found: tuple[SupplierFound, ...] = ()
        self._may_make = Permission.EDIT_SUPPLIERS in shop.actor.permissions
        self.setAccessibleName(_("Supplier"))
        self.setPlaceholderText(_("Supplier: initials, name or telephone"))
        theme.set_role(self, "search")
        self.textEdited.connect(self.look)
        self.popup.picked.connect(self._pick)
        page.installEventFilter(self)

    def show_supplier(self, supplier: SupplierFound | None) -> None:
        """Who it is now."""
        self.supplier = supplier
        if not (self.hasFocus() and self.popup.isVisible()):
            self.setText("" if supplier is None else supplier.name)

    def look(self, text: str) -> None:
        """Show what the text means."""
        with self.shop.read() as view:
            self._found = find_suppliers(view, text)
        rows = [(Cell(each.name), Cell(each.phone), Cell(_(TERMS_TITLES[each.terms]), "soft")) for each in self._found]
        if self._may_make and text.strip() and all(each.name != text.strip() for each in self._found):
            rows.append((Cell(_("New supplier “{name}”").format(name=text.strip()), "accent"), Cell(""), Cell("")))
        if rows:
            self.popup.show_rows(rows, self._place())
        else:
            self.popup.hide()

    def _place(self) -> QRect:
        top = self.mapTo(self.page, QPoint(0, self.height() + theme.px(4)))
        width = max(self.width(), theme.px(460))
        return QRect(top.x(), top.y(), width, self.page.height() - top.y() - theme.px(theme.GAP_WIDE))

    def _pick(self, row: int) -> None:
        """Take the supplier of a row; the last row makes one."""
        if row < len(self._found):
            supplier_id = self._found[row].id
        else:
            with self.shop.work() as work:
                supplier_id = add_supplier(work, SupplierFields(self.text()))
        self.popup.hide()
        self.picked.emit(supplier_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows walk through what was found, Enter takes it."""
        key, is_open = Qt.Key(event.key()), self.popup.isVisible()
        if is_open and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.popup.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Down:
            self.look("")
        elif key in _ENTERS and not event.isAutoRepeat():
            self._enter()
        else:
            super().keyPressEvent(event)

    def close_list(self) -> None:
        """Nobody was picked: who was chosen stands there again."""
        self.popup.hide()
        self.show_supplier(self.supplier)

    def _enter(self) -> None:
        if self.popup.isVisible():
            self._pick(self.popup.current())
        elif self.supplier is not None and self.text() == self.supplier.name:
            self.left.emit()
        else:
            self.look(self.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What is typed replaces who stands there."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Half a name is nobody: who was chosen stands there again."""
        super().focusOutEvent(event)
        self.close_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list keeps its place when the page is resized."""
        if watched is self.page and event.type() == QEvent.Type.Resize and self.popup.isVisible():
            self.popup.setGeometry(self._place())
        return super().eventFilter(watched, event)
