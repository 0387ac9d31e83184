"""采购订单: to whom, scan after scan, quantities and prices, sent (F12). What is typed is in its draft all the time."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import half_width
from jxc_desktop.domain.orders import refuse_wrong
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.purchasing import LineWrong
from jxc_desktop.domain.quantity import split_quantity
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.products.which_product import WhichProduct
from jxc_desktop.ui.purchasing.open_order import COLUMNS, HIDDEN_AT_FIRST, OpenOrder
from jxc_desktop.ui.purchasing.order_form import OrderForm
from jxc_desktop.ui.purchasing.order_totals import OrderTotals
from jxc_desktop.ui.purchasing.supplier_line import SupplierLine
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.sales.finder import Finder
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.parts import Card
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.strips import UndoStrip
from jxc_desktop.ui.widgets.table_foot import with_foot

LEAST_CODE = 4


class OrderEditor(QWidget):
    """Emits `sent` with what became of it, `closed` on the way back."""

    sent = Signal(object)
    closed = Signal()

    def __init__(self, opened: OpenOrder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop: Shop = opened.shop
        self.opened = opened
        self._asked: tuple[str, int | None] = ("", None)
        self.supplier = SupplierLine(self.shop, self)
        self.line = BarcodeLine(_("Scan, or type initials, name or code; 5* before it for five"), name=_("Scan or search goods"))
        self.finder = Finder(self.shop, self.line, self, self)
        self.which = WhichProduct(self)
        self.model = RowsModel(COLUMNS, second_key="number", tint=self._tint, parent=self)
        self.view = RowsView(self.model, "order-lines", _("Lines of the order"), self)
        self.form, self.totals, self.strip = OrderForm(opened), OrderTotals(opened), UndoStrip()
        self._lay_out()
        self._connect()
        self._bind()
        self._show()

    def _lay_out(self) -> None:
        wide = theme.px(theme.GAP_WIDE)
        self.view.set_empty(_("Nothing yet: scan what is to be ordered, or search for it."))
        self.view.columns.hide_at_first(HIDDEN_AT_FIRST)
        typing = Card()
        above: tuple[QWidget, ...] = (self.supplier, self.line, self.which)
        for part in above:
            typing.column.addWidget(part)
        typing.column.addWidget(with_foot(self.view), 1)
        typing.column.addWidget(self.strip)
        typing.column.addWidget(self.form)
        self.which.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(wide, wide, wide, wide)
        row.setSpacing(wide)
        row.addWidget(typing, 1)
        row.addWidget(self.totals)

    def _tint(self, _row: tuple[object, ...], key: str) -> str:
        return "amber" if key in ("note", "change") else ""

    def _connect(self) -> None:
        self.opened.changed.connect(self._show)
        self.supplier.picked.connect(self._on_supplier)
        self.supplier.left.connect(self.line.setFocus)
        self.line.scanned.connect(self._on_scanned)
        self.line.typed.connect(self.finder.look)
        self.line.stepped.connect(self._on_step)
        self.line.submitted.connect(self._on_submitted)
        self.finder.picked.connect(self._on_found)
        self.which.picked.connect(lambda found: self._add(found, self._asked[1]))
        self.view.chosen.connect(self._on_chosen)
        self.view.opened.connect(lambda _row: self.edit_quantity())
        self.view.typed.connect(self._on_typed_in_table)
        self.form.entered.connect(self.line.setFocus)
        self.totals.finish_wanted.connect(self.finish)
        self.strip.undone.connect(self.undo)

    def _bind(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("F2", self.edit_quantity),
            ("F4", self.edit_price),
            ("F8", self.supplier.setFocus),
            ("F12", self.finish),
            ("Ctrl+Z", self.undo),
            ("Esc", self.step_back),
        )
        for key, slot in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        remove = QShortcut(QKeySequence("Del"), self.view)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(self.remove)

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        return (
            ("F2", _("Quantity"), self.edit_quantity),
            ("F4", _("Price"), self.edit_price),
            ("F8", _("Supplier"), self.supplier.setFocus),
            ("Del", _("Remove line"), self.remove),
            ("Ctrl+Z", _("Undo"), self.undo),
            ("F12", _("Send the order"), self.finish),
            ("Esc", _("Back; it is kept"), self.step_back),
        )

    def arrive(self) -> None:
        """Put the cursor where work goes on."""
        if not self.which.isHidden():
            self.which.setFocus()
        elif not self.opened.order.supplier_id:
            self.supplier.setFocus()
        else:
            self.line.setFocus()

    def _show(self) -> None:
        opened = self.opened
        self.supplier.show_supplier(opened.supplier)
        self.model.set_rows(opened.rows())
        self.view.columns.look_at(range(self.model.rowCount()))
        if opened.place >= 0:
            self.view.blockSignals(True)
            self.view.selectRow(opened.place)
            self.view.blockSignals(False)
            self.view.scrollTo(self.model.index(opened.place, 0))
        self.form.setVisible(opened.line is not None)
        self.form.show_line()
        self.totals.show_totals()

    def _say(self, text: str, kind: str = "neutral") -> None:
        self.strip.show_text(text, kind=kind)

    # goods

    def take_scan(self, code: str) -> bool:
        """A scan from anywhere adds a line, or one more to its line."""
        return self.line.take_scan(code)

    def _on_scanned(self, code: str) -> None:
        quantity, before = split_quantity(self.line.text())
        if before or quantity is not None:
            self.line.clear()
        self._take_code(code, None if before else quantity)

    def _take_code(self, code: str, quantity: int | None) -> None:
        try:
            with self.shop.read() as view:
                found = find_by_code(view, code)
        except ShopError as named:  # a customer's payment code
            sounds.refused()
            self._say(str(named), "amber")
            return
        if not found:
            sounds.refused()
            self._say(_("{code} is not known. Make the product first (Alt+6), then order it.").format(code=code), "amber")
            return
        sounds.taken()
        if len(found) > 1:
            self._asked = (code, quantity)
            self.which.ask(found)
        else:
            self._add(found[0], quantity)

    def _add(self, found: Found, quantity: int | None = None) -> None:
        self.which.hide()
        self.strip.clear()
        self.opened.add(found, quantity)
        self.line.setFocus()

    def _on_found(self, product: Product) -> None:
        quantity, _text = split_quantity(self.line.text())
        self.line.clear()
        self.finder.close()
        self._add(Found(product), quantity)

    def _on_submitted(self, text: str) -> None:
        """Enter: what was found, a code, or, on an empty line, the quantity of the line under the cursor."""
        if not text:
            self.edit_quantity()
            return
        quantity, rest = split_quantity(half_width(text))
        if not self.finder.is_walked:
            with self.shop.read() as view:
                known = find_by_code(view, rest)
            is_code = rest.isascii() and rest.isdigit() and len(rest) >= LEAST_CODE
            if known or (is_code and not self.finder.is_open):
                self.line.clear()
                self._take_code(rest, quantity)
                return
        if not self.finder.pick():
            sounds.refused()
            self._say(_("“{text}” was not found.").format(text=rest), "amber")

    def _on_step(self, by: int) -> None:
        if self.finder.is_open:
            self.finder.step(by)
        else:
            self.opened.step_to(self.opened.place + by)

    def _on_chosen(self, row: tuple[object, ...] | None) -> None:
        if row is not None:
            self.opened.step_to(int(str(row[0])) - 1)

    def _on_typed_in_table(self, text: str) -> None:
        self.line.setFocus()
        self.line.setText(text)
        self.finder.look(text)

    def _on_supplier(self, supplier_id: int) -> None:
        self.opened.set_supplier(supplier_id)
        self.supplier.show_supplier(self.opened.supplier)
        self.line.setFocus()

    # the line under the cursor

    def edit_quantity(self) -> None:
        """F2."""
        if self.opened.line is not None:
            self.form.quantity.select_all()

    def edit_price(self) -> None:
        """F4."""
        if self.opened.line is not None:
            self.form.price.select_all()

    def remove(self) -> None:
        """Del: the line goes, and can be had back."""
        line = self.opened.remove()
        if line is not None:
            self.strip.show_text(_("Removed: {name}").format(name=line.goods.name), _("Take it back"), "Ctrl+Z")

    def undo(self) -> None:
        """Ctrl+Z: as it was before the last change."""
        if not self.opened.undo():
            self._say(_("Nothing to undo."))
        else:
            self.strip.clear()

    # the end

    def step_back(self) -> None:
        """Esc: one step back; the order stays as a draft."""
        if self.finder.is_open:
            self.finder.close()
        elif self.supplier.popup.isVisible():
            self.supplier.close_list()
        elif not self.which.isHidden():
            self.which.hide()
            self.line.setFocus()
        elif self.line.text():
            self.line.clear()
        else:
            self.closed.emit()

    def finish(self) -> None:
        """F12: send it; what is wrong is said, and the cursor goes there."""
        wrong = next((edit for edit in (self.form.quantity, self.form.price) if not edit.is_valid()), None)
        if wrong is not None:
            wrong.select_all()
            return
        if not self.opened.order.supplier_id:
            self._say(_("Say who is to deliver it. Nothing was ordered."), "amber")
            self.supplier.setFocus()
            return
        try:
            refuse_wrong(self.opened.order)
        except LineWrong as refused:
            self.opened.step_to(refused.number - 1)
            self._say(refused.sentence(), "red")
            self.form.quantity.select_all()
            return
        except ShopError as refused:
            self._say(refused.sentence(), "red")
            self.line.setFocus()
            return
        self.sent.emit(self.opened.post())
