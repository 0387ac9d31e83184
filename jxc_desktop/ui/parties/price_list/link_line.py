"""Says of which product a row is that the shop seems not to have: a search line, and what it found."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from jxc_desktop.domain.found import Found
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_search import search
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.ui import theme
from jxc_desktop.ui.products.which_product import WhichProduct
from jxc_desktop.ui.widgets.parts import role_label

MOST = 9
TYPING_MS = 80


class LinkLine(QWidget):
    """`linked` carries sheet, row and product id."""

    linked = Signal(str, int, int)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.label = role_label("", "strong", self)
        self.search = QLineEdit(self)
        self.search.setAccessibleName(_("Product of this row"))
        self.search.setPlaceholderText(_("Name, initials, code or barcode"))
        self.list = WhichProduct(self)
        self.list.hide()
        self._row: tuple[str, int] = ("", 0)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        line = QHBoxLayout()
        line.addWidget(self.label)
        line.addWidget(self.search, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(line)
        column.addWidget(self.list)
        self.search.textEdited.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(self._enter)
        self._typing.timeout.connect(self.look)
        self.list.picked.connect(lambda found: self.linked.emit(*self._row, found.product.id))
        self.setFocusProxy(self.search)

    def show_row(self, sheet: str, row_no: int, name: str) -> None:
        """Ask about this row."""
        if (sheet, row_no) != self._row:
            self.search.clear()
            self.list.hide()
        self._row = (sheet, row_no)
        shown = name if len(name) <= 24 else name[:23] + "…"
        self.label.setText(_("“{name}” is this product of the shop:").format(name=shown))
        self.label.setTextFormat(Qt.TextFormat.PlainText)

    def _enter(self) -> None:
        """The first that was found; what was typed since is looked for first."""
        if self._typing.isActive() or self.list.isHidden():
            self.look()
        elif (row := self.list.current_row()) is not None:
            self.list.opened.emit(row)

    def look(self) -> None:
        """What the typed text means."""
        self._typing.stop()
        text = self.search.text().strip()
        with self.shop.read() as view:
            found = find_by_code(view, text) if text else ()
            found = tuple(found) or tuple(Found(product) for product in search(view, text, limit=MOST)) if text else ()
        if found:
            self.list.ask(found[:MOST])
            self.search.setFocus()
        else:
            self.list.hide()
