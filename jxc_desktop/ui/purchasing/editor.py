"""进货单: who brought it, scan after scan, prices and sums, looked at once more, booked (确认入库)."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import half_width
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.purchasing import LineWrong, NoSupplier, SlipDiffers, refuse_wrong
from jxc_desktop.domain.quantity import split_quantity
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.products.which_product import WhichProduct
from jxc_desktop.ui.purchasing.line_form import LineForm
from jxc_desktop.ui.purchasing.new_goods import NewGoods
from jxc_desktop.ui.purchasing.open_receipt import COLUMNS, HIDDEN_AT_FIRST, OpenReceipt
from jxc_desktop.ui.purchasing.review import Review
from jxc_desktop.ui.purchasing.supplier_line import SupplierLine
from jxc_desktop.ui.purchasing.totals_card import TotalsCard
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.sales.finder import Finder
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.parts import Card, role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.strips import UndoStrip
from jxc_desktop.ui.widgets.table_foot import with_foot

LEAST_CODE = 4


class ReceiptEditor(QWidget):
    """Emits `booked` with what stands, `closed` on the way back; what is typed is in its draft all the time."""

    booked = Signal(object)
    closed = Signal()
    hints_changed = Signal()

    def __init__(self, open_receipt: OpenReceipt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop: Shop = open_receipt.shop
        self.open_receipt = open_receipt
        self._names: int | None = None  # the line whose unknown code is looked for
        self._asked: tuple[str, int | None] = ("", None)
        self.supplier = SupplierLine(self.shop, self)
        self.slip_number = QLineEdit(self)
        self.line = BarcodeLine(_("Scan, or type initials, name or code; 5* before it for five"), name=_("Scan or search goods"))
        self.finder = Finder(self.shop, self.line, self, self)
        self.which = WhichProduct(self)
        self.model = RowsModel(COLUMNS, second_key="number", tint=self._tint, parent=self)
        self.view = RowsView(self.model, "receipt-lines", _("Lines of the receipt"), self)
        self.form, self.new_goods = LineForm(open_receipt), NewGoods(self.shop)
        self.under = QStackedWidget(self)
        self.review = Review(open_receipt)
        self.review_text = role_label("", "strong")
        self.totals = TotalsCard(open_receipt)
        self.strip = UndoStrip()
        self.pages = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._bind()
        self._show()
        if open_receipt.former:
            self._say(_("Booked, this takes the place of {number}; until then that one stands.").format(number=open_receipt.former))

    # how it looks

    def _lay_out(self) -> None:
        wide, gap = theme.px(theme.GAP_WIDE), theme.px(theme.GAP)
        self.slip_number.setPlaceholderText(_("Slip number"))
        self.slip_number.setAccessibleName(_("Slip number"))
        theme.set_role(self.slip_number, "search")
        self.slip_number.setMaximumWidth(theme.px(190))
        self.view.set_empty(_("Nothing yet: scan what came, or search for it."))
        self.view.columns.hide_at_first(HIDDEN_AT_FIRST)
        for part in (self.form, self.new_goods):
            self.under.addWidget(part)
        typing = Card()
        head = QHBoxLayout()
        head.setSpacing(gap)
        head.addWidget(self.supplier, 1)
        head.addWidget(self.slip_number)
        typing.column.addLayout(head)
        typing.column.addWidget(self.line)
        typing.column.addWidget(self.which)
        typing.column.addWidget(with_foot(self.view), 1)
        typing.column.addWidget(self.strip)
        typing.column.addWidget(self.under)
        self.which.hide()
        self.pages.addWidget(typing)
        self.pages.addWidget(self._review_page())
        row = QHBoxLayout(self)
        row.setContentsMargins(wide, wide, wide, wide)
        row.setSpacing(wide)
        row.addWidget(self.pages, 1)
        row.addWidget(self.totals)

    def _review_page(self) -> QWidget:
        page = Card()
        self.confirm_button = QPushButton(_("Book the receipt") + "   Enter")
        self.confirm_button.setAccessibleName(_("Book the receipt"))
        self.confirm_button.setAutoDefault(True)
        theme.set_role(self.confirm_button, "primary")
        self.back_button = QPushButton(_("Back to the lines") + "   Esc")
        self.back_button.setAccessibleName(_("Back to the lines"))
        foot = QHBoxLayout()
        foot.addWidget(self.review_text, 1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.confirm_button)
        page.column.addWidget(self.review, 1)
        page.column.addLayout(foot)
        return page

    def _tint(self, row: tuple[object, ...], key: str) -> str:
        if key not in ("note", "change", "name"):
            return ""
        line = self.open_receipt.receipt.lines[int(str(row[0])) - 1]
        if not line.goods.product_id:
            return "red" if key == "name" else ""
        if key == "name":
            return ""
        return "amber" if self.open_receipt.has_jump(line) or key == "note" else "soft"

    # wires

    def _connect(self) -> None:
        self.open_receipt.changed.connect(self._show)
        self.supplier.picked.connect(self._on_supplier)
        self.supplier.left.connect(self.line.setFocus)
        self.slip_number.textEdited.connect(lambda text: self.open_receipt.set_head("slip_number", text.strip()))
        self.slip_number.returnPressed.connect(self.line.setFocus)
        self.line.scanned.connect(self._on_scanned)
        self.line.typed.connect(self.finder.look)
        self.line.stepped.connect(self._on_step)
        self.line.submitted.connect(self._on_submitted)
        self.line.installEventFilter(self)
        self.finder.picked.connect(self._on_found)
        self.which.picked.connect(self._on_which)
        self.view.chosen.connect(self._on_chosen)
        self.view.opened.connect(lambda _row: self.edit_quantity())
        self.view.typed.connect(self._on_typed_in_table)
        self.form.entered.connect(self.line.setFocus)
        self.new_goods.made.connect(self._on_made)
        self.new_goods.search_wanted.connect(self.search_for_unknown)
        self.totals.finish_wanted.connect(self.finish)
        self.strip.undone.connect(self.undo)
        self.confirm_button.clicked.connect(lambda _checked: self.book())
        self.back_button.clicked.connect(lambda _checked: self.show_lines())
        self.review.slip.opened.connect(lambda row: self._go_to_line(row[0]))
        self.review.jumps.opened.connect(lambda row: self._go_to_line(row[0]))

    def _bind(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("F2", self.edit_quantity),
            ("F3", self.search_for_unknown),
            ("F4", self.edit_price),
            ("F8", self.supplier.setFocus),
            ("F12", self.finish),
            ("Ctrl+S", self._on_save),
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
        if self.pages.currentIndex() == 1:
            back: Hint = ("Esc", _("Back"), self.show_lines)
            return (back,) if self.review.is_blocking else (("Enter", _("Book the receipt"), self.book), back)
        return (
            ("F2", _("Quantity"), self.edit_quantity),
            ("F4", _("Price"), self.edit_price),
            ("F8", _("Supplier"), self.supplier.setFocus),
            ("Del", _("Remove line"), self.remove),
            ("Ctrl+Z", _("Undo"), self.undo),
            ("F12", _("Book the receipt"), self.finish),
            ("Esc", _("Back; it is kept"), self.step_back),
        )

    def arrive(self) -> None:
        """Put the cursor where work goes on."""
        if self.pages.currentIndex() == 1:
            (self.back_button if self.review.is_blocking else self.confirm_button).setFocus()
        elif not self.which.isHidden():
            self.which.setFocus()
        elif not self.open_receipt.receipt.supplier_id and not self.open_receipt.receipt.lines:
            self.supplier.setFocus()
        else:
            self.line.setFocus()

    # what is shown

    def _show(self) -> None:
        opened = self.open_receipt
        self.supplier.show_supplier(opened.supplier)
        if not self.slip_number.hasFocus():
            self.slip_number.setText(opened.receipt.slip_number)
        self.model.set_rows(opened.rows())
        self.view.columns.look_at(range(self.model.rowCount()))
        if opened.place >= 0:
            self.view.blockSignals(True)
            self.view.selectRow(opened.place)
            self.view.blockSignals(False)
            self.view.scrollTo(self.model.index(opened.place, 0))
        line = opened.line
        is_unknown = line is not None and not line.goods.product_id
        self.under.setVisible(line is not None)
        self.under.setCurrentWidget(self.new_goods if is_unknown else self.form)
        if line is not None and is_unknown:
            self.new_goods.ask(line.goods.barcode)
        else:
            self.form.show_line()
        self.totals.show_totals()

    def _say(self, text: str, kind: str = "neutral") -> None:
        self.strip.show_text(text, kind=kind)

    # goods

    def take_scan(self, code: str) -> bool:
        """A scan from anywhere adds a line, or one more to its line."""
        return self.line.take_scan(code)

    def _on_scanned(self, code: str) -> None:
        self.show_lines()
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
        if len(found) > 1:
            sounds.taken()
            self._asked = (code, quantity)
            self.which.ask(found)
        elif found:
            sounds.taken()
            self._add(found[0], quantity)
        else:
            sounds.refused()
            self._keeping_place(lambda: self.open_receipt.add_unknown(code, quantity))
            self._say(
                _("{code} is not known. It waits in its line; the receipt can be booked once it is made or found.").format(code=code), "red"
            )
            if not self.new_goods.is_begun():
                self.new_goods.begin()

    def _keeping_place(self, add: Callable[[], object]) -> None:
        """A product that is half made stays in hand while more is scanned."""
        place = self.open_receipt.place if self.new_goods.is_begun() else None
        add()
        if place is not None:
            self.open_receipt.step_to(place)

    def _add(self, found: Found, quantity: int | None = None) -> None:
        self.which.hide()
        self.strip.clear()
        self._keeping_place(lambda: self.open_receipt.add(found, quantity))
        if not self.new_goods.is_begun():
            self.line.setFocus()

    def _on_which(self, found: Found) -> None:
        self._add(found, self._asked[1])

    def _on_found(self, product: Product) -> None:
        """A product of the search: a line, or what an unknown code is."""
        quantity, _text = split_quantity(self.line.text())
        self.line.clear()
        self.finder.close()
        place, self._names = self._names, None
        if place is None:
            self._add(Found(product), quantity)
            return
        self.open_receipt.step_to(place)
        self.new_goods.is_this(product.id)

    def _on_submitted(self, text: str) -> None:
        """Enter: what was found, a code, or, on an empty line, the end."""
        if not text:
            self.finish()
            return
        quantity, rest = split_quantity(half_width(text))
        if self._names is None and not self.finder.is_walked:
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
            self.open_receipt.step_to(self.open_receipt.place + by)

    def _on_chosen(self, row: tuple[object, ...] | None) -> None:
        if row is not None:
            self.open_receipt.step_to(int(str(row[0])) - 1)

    def _on_typed_in_table(self, text: str) -> None:
        self.line.setFocus()
        self.line.setText(text)
        self.finder.look(text)

    def _on_supplier(self, supplier_id: int) -> None:
        self.open_receipt.set_supplier(supplier_id)
        self.supplier.show_supplier(self.open_receipt.supplier)
        self.line.setFocus()

    # a code that nobody knows

    def search_for_unknown(self) -> None:
        """F3: the next product found is what the code under the cursor is."""
        line = self.open_receipt.line
        if line is not None and not line.goods.product_id:
            self._names = self.open_receipt.place
            self._say(_("Search for the product that {code} is; Esc leaves it.").format(code=line.goods.barcode))
        self.line.setFocus()

    def _on_made(self, what: tuple[str, Found]) -> None:
        code, found = what
        for place, line in enumerate(self.open_receipt.receipt.lines):
            if not line.goods.product_id and line.goods.barcode == code:
                self.open_receipt.name_line(place, found)
        self.strip.clear()
        if self.open_receipt.line is not None and self.open_receipt.line.price is None:
            self.edit_price()
        else:
            self.line.setFocus()

    def _on_save(self) -> None:
        """Ctrl+S: make the product in hand; the receipt itself is kept all the time."""
        if self.under.currentWidget() is self.new_goods and self.under.isVisible():
            self.new_goods.make()
        else:
            self._say(_("Kept: everything typed is in the draft already."))

    # the line under the cursor

    def edit_quantity(self) -> None:
        """F2."""
        self._edit(self.form.quantity.select_all)

    def edit_price(self) -> None:
        """F4."""
        self._edit(self.form.price.select_all)

    def _edit(self, begin: Callable[[], object]) -> None:
        if self.open_receipt.line is None or self.pages.currentIndex() == 1:
            return
        if self.under.currentWidget() is self.new_goods:
            self.new_goods.begin()
        else:
            begin()

    def remove(self) -> None:
        """Del: the line goes, and can be had back."""
        line = self.open_receipt.remove()
        if line is not None:
            self.strip.show_text(_("Removed: {name}").format(name=line.goods.name), _("Take it back"), "Ctrl+Z")

    def undo(self) -> None:
        """Ctrl+Z: as it was before the last change."""
        if self.pages.currentIndex() == 0 and self.open_receipt.undo():
            self.strip.clear()

    # the end

    def finish(self) -> None:
        """F12, or Enter on the empty line: what is to be looked at is shown first; without it the receipt is booked at once."""
        if self.pages.currentIndex() == 1:
            self.book()
            return
        try:
            refuse_wrong(self.open_receipt.receipt)
        except SlipDiffers:
            pass  # shown with the lines that may explain it
        except NoSupplier as asked:
            self._say(str(asked), "amber")
            self.supplier.setFocus()
            return
        except LineWrong as wrong:
            self._say(str(wrong), "red")
            sounds.refused()
            if wrong.number:
                self._go_to_line(wrong.number)
            return
        except ShopError as refused:
            self._say(str(refused), "amber")
            return
        if not self.review.look():
            self.book()
            return
        self.review_text.setText(self.review.summary())
        self.confirm_button.setEnabled(not self.review.is_blocking)
        self.pages.setCurrentIndex(1)
        self.hints_changed.emit()
        self.arrive()

    def book(self) -> None:
        """确认入库. Raises what the operation refuses; the draft stays then."""
        if not (self.pages.currentIndex() == 1 and self.review.is_blocking):
            self.booked.emit(self.open_receipt.post())

    def show_lines(self) -> None:
        """Back from what was to be looked at."""
        if self.pages.currentIndex() == 1:
            self.pages.setCurrentIndex(0)
            self.hints_changed.emit()
            self.line.setFocus()

    def _go_to_line(self, number: int) -> None:
        self.show_lines()
        self.open_receipt.step_to(number - 1)
        self._edit(self.form.price.select_all)

    def step_back(self) -> None:
        """Esc: one step back, at last to the list; the draft stays."""
        if self.pages.currentIndex() == 1:
            self.show_lines()
        elif not self.supplier.popup.isHidden():
            self.supplier.close_list()
        elif not self.which.isHidden():
            self.which.hide()
            self.line.setFocus()
        elif self._names is not None or self.line.text():
            self._names = None
            self.strip.clear()
            self.line.clear()
        elif self.form.isAncestorOf(self.focusWidget() or self) or self.new_goods.isAncestorOf(self.focusWidget() or self):
            self.line.setFocus()
        else:
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the empty scan line Ctrl+Z and Del mean the receipt."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.line.text():
            if event.matches(QKeySequence.StandardKey.Undo):
                self.undo()
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.remove()
                return True
            if event.key() == Qt.Key.Key_Tab and self.open_receipt.line is not None:
                self.edit_quantity()
                return True
        return super().eventFilter(watched, event)
