"""Ctrl+T: goods come back. A receipt's number or the goods themselves are scanned, quantities are typed, Enter pays back.

With goods in the cart it is an exchange: what comes back pays for them, only the difference changes hands.
"""

import re
import uuid
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.cart import Cart
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import format_money, parse_money
from jxc_desktop.domain.payments import Method, MethodKind, Tender
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE, format_quantity, parse_quantity
from jxc_desktop.i18n import _
from jxc_desktop.operations.exchanges import Exchanged, exchange_goods
from jxc_desktop.operations.returns import Returned, return_goods
from jxc_desktop.operations.returns_without_receipt import return_without_receipt
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.queries.print_jobs import prints_by_itself
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.queries.returns import Returnable, returnable, sale_with_number, sold_on
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.sales.boards import Sum, SumBoard
from jxc_desktop.ui.sales.painted_table import Cell, PaintedTable
from jxc_desktop.ui.sales.popup_list import TextRows
from jxc_desktop.ui.sales.returning import Returning
from jxc_desktop.ui.sales.ways import Ways
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label

_DAY = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})", re.ASCII)
_SHORT = 3  # so many figures are a quantity, more are the end of a number
_ALL = "*"


class ReturnsBoard(QWidget):
    """`left` is Esc; `returned` carries a Returned, `exchanged` an Exchanged."""

    left = Signal()
    returned = Signal(object)
    exchanged = Signal(object)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.cart = Cart("")
        self.returning = Returning()
        self.day: date | None = None
        self._key = ""
        self._asked: tuple[Product, int] | None = None
        self.methods: tuple[Method, ...] = ()
        self.title = role_label(_("Take goods back"), "strong")
        self.line = BarcodeLine(_("Receipt number, or scan the goods; a day such as 11-20"), name=_("What comes back"))
        self.rows = TextRows((0, 92, 84, 84, 92), (1, 2, 3, 4))
        self.table = PaintedTable(self.rows, _("Lines of the sale"))
        self.rows.setParent(self.table)
        self.table.horizontalHeader().hide()
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said = soft_label("")
        self.said.setWordWrap(True)
        self.board = SumBoard(_("Return"), height=200)
        self.ways = Ways()
        self.ways_said = soft_label("")
        self.ways_said.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.finish_button = QPushButton()
        self._lay_out()
        self.line.scanned.connect(self.take)
        self.line.submitted.connect(self.on_entered)
        self.line.stepped.connect(self.step)
        self.table.clicked.connect(lambda _index: self.line.setFocus())
        self.ways.chosen.connect(self.choose_way)
        self.reason.returnPressed.connect(self.line.setFocus)
        self.finish_button.clicked.connect(lambda _checked: self.finish())

    def _lay_out(self) -> None:
        left, right = Card(), Card()
        for part in (self.title, self.line):
            left.column.addWidget(part)
        left.column.addWidget(self.table, 1)
        left.column.addWidget(self.said)
        keys = soft_label(
            _("Up, Down: line · figures and Enter: quantity · * all · Ctrl+B scrap · =2.50 price · Ctrl+1 … 9 way · Esc back")
        )
        keys.setWordWrap(True)
        left.column.addWidget(keys)
        right.column.addWidget(self.board)
        right.column.addWidget(self.ways_said)
        right.column.addWidget(self.ways)
        label = QLabel(_("Reason"))
        label.setBuddy(self.reason)
        right.column.addWidget(label)
        right.column.addWidget(self.reason)
        right.column.addStretch(1)
        theme.set_role(self.finish_button, "primary")
        self.finish_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right.column.addWidget(self.finish_button)
        back = QPushButton(f"{_('Back')}   Esc")
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(lambda _checked: self.left.emit())
        right.column.addWidget(back)
        row = QHBoxLayout()
        row.addWidget(left, 62)
        row.addWidget(right, 38)
        column = QVBoxLayout(self)
        column.addLayout(row)

    # what the page calls

    def open(self, cart: Cart, sale_id: int | None = None) -> None:
        """Begin: with goods in the cart it is an exchange; with a sale its lines stand here at once."""
        with self.shop.read() as view:
            self.methods = payment_methods(view)
            sold = None if sale_id is None else returnable(view, sale_id)
        self.ways.show_methods(self.methods)
        self.cart, self.returning, self.day, self._asked = cart, Returning(sold), None, None
        self._key = uuid.uuid4().hex
        self.line.clear()
        self.reason.clear()
        self.title.setText(_("Take goods back") if cart.is_empty else _("Exchange for what is in the cart"))
        if sold is not None:
            self._open_sale(sold)
        else:
            self._say(_("Type the receipt’s number or its end, or scan the goods: the latest sale of today that has them is found."))
            self._show()
        self.line.setFocus()

    def take_scan(self, code: str) -> bool:
        """A scan is a receipt or goods that come back."""
        return self.line.take_scan(code)

    # what is typed and scanned

    def on_entered(self, text: str) -> None:
        """Enter: nothing typed pays back; else a quantity, a price, a day, a receipt or goods."""
        if not text:
            self._on_empty_enter()
            return
        self.line.clear()
        try:
            self._take_text(text)
        except ShopError as refused:
            self._refuse(str(refused))

    def _on_empty_enter(self) -> None:
        if self._asked is not None:
            (product, step), self._asked = self._asked, None
            self.returning = self.returning.with_loose(product, step)
            self._say(_("Without a receipt: {name} at today’s price; = and a sum sets another.").format(name=product.name))
            self._show(len(self.returning.loose) - 1)
        else:
            self.finish()

    def _take_text(self, text: str) -> None:
        row = self.table.current_number()
        if row >= 0 and text == _ALL:
            self._take_quantity(row, None)
        elif row >= 0 and text.startswith("=") and self.returning.sold is None:
            self.returning = self.returning.with_price(row, parse_money(text[1:]))
            self._show(row)
        elif row >= 0 and len(text.replace(".", "")) <= _SHORT and text.replace(".", "").isdecimal():
            self._take_quantity(row, parse_quantity(text))
        elif (day := self._day_of(text)) is not None:
            self.day = day
            self._say(_("Looking among the sales of {day}: scan the goods.").format(day=day.isoformat()))
        else:
            self.take(text)

    def _take_quantity(self, row: int, quantity: int | None) -> None:
        if quantity is None:
            sold = self.returning.sold
            quantity = self.returning.loose[row].quantity if sold is None else sold.lines[row].left
        self.returning = self.returning.with_quantity(row, quantity)
        self._show(row)

    def _day_of(self, text: str) -> date | None:
        found = _DAY.fullmatch(text)
        with self.shop.read() as view:
            today = view.business_date
        try:
            return None if found is None else date(int(found[1] or today.year), int(found[2]), int(found[3]))
        except ValueError:
            return None

    def take(self, code: str) -> None:
        """A receipt's number, or goods."""
        self.line.clear()
        with self.shop.read() as view:
            found = find_by_code(view, code)
            sold = None if found else sale_with_number(view, code)
        if found:
            pack = found[0].product.pack(found[0].pack_id)
            self._take_goods(found[0].product, ONE if pack is None else pack.ratio * ONE)
        elif sold is not None:
            self._open_sale(sold)
        else:
            self._refuse(_("Neither a receipt nor goods: {code}").format(code=code))

    def _open_sale(self, sold: Returnable) -> None:
        self.returning, self._asked = Returning(sold), None
        if not sold.left:
            self._refuse(_("All of {number} came back before.").format(number=sold.number))
        else:
            self._say(_("{number}: scan what comes back, or type quantities; * takes the whole line.").format(number=sold.number))
        self._show(0)

    def _take_goods(self, product: Product, step: int) -> None:
        more = self.returning.more_of(product.id, step)
        if more is None and self.returning.is_empty:
            with self.shop.read() as view:
                sold = sold_on(view, product.id, self.day or view.business_date)
            if sold is not None:
                self.returning = Returning(sold)
                more = self.returning.more_of(product.id, step)
                self._say(_("Found in {number} of {time}.").format(number=sold.number, time=f"{sold.posted_at:%m-%d %H:%M}"))
        if more is not None:
            sounds.taken()
            self.returning, row = more
            self._show(row)
        elif self.returning.sold is not None and not self.returning.is_empty:
            self._refuse(_("{name} does not stand on this receipt, or all of it came back.").format(name=product.name))
        elif not self.cart.is_empty:
            self._refuse(_("No sale of that day has {name}. An exchange needs its receipt.").format(name=product.name))
        else:
            self._ask_loose(product, step)

    def _ask_loose(self, product: Product, step: int) -> None:
        if self.returning.sold is not None:
            self.returning = Returning()
        self._asked = (product, step)
        sounds.refused()
        self._say(
            _("No sale of that day has {name}. Type another day, or Enter takes it back without a receipt.").format(name=product.name),
            "amber",
        )
        self._show()

    # lines, scrap, ways

    def step(self, by: int) -> None:
        """Up and Down."""
        self.table.choose(max(0, min(self.rows.rowCount() - 1, self.table.current_number() + by)))
        self.table.viewport().update()

    def toggle_scrap(self) -> None:
        """Ctrl+B: the line is not fit for sale any more, or it is."""
        row = self.table.current_number()
        if row >= 0:
            self.returning = self.returning.scrapped(row)
            self._show(row)

    def choose_way(self, method: Method) -> None:
        """Another way than the money came; the same once more takes it back."""
        chosen = None if self.returning.method == method else method
        self.returning = Returning(self.returning.sold, self.returning.quantities, self.returning.loose, self.returning.scrap, chosen)
        self._show(self.table.current_number())

    # showing

    def _say(self, text: str, role: str = "soft") -> None:
        theme.set_role(self.said, role)
        self.said.setText(text)

    def _refuse(self, text: str) -> None:
        sounds.refused()
        self._say(text, "problem")

    def _show(self, row: int = 0) -> None:
        self.rows.set_rows(self._cells())
        if self.rows.rowCount():
            self.table.choose(max(0, min(row, self.rows.rowCount() - 1)))
        total = self.returning.total
        due = self.cart.totals.total
        currency = self.shop.settings.currency
        sums = [Sum(_("Goes back"), f"{currency}{format_money(total)}", "red")]
        if not self.cart.is_empty:
            more = due - total
            caption = _("Customer pays") if more >= 0 else _("Pay back")
            sums = [
                Sum(_("Comes back"), format_money(total)),
                Sum(_("In the cart"), format_money(due)),
                Sum(caption, f"{currency}{format_money(abs(more))}", "text" if more >= 0 else "red"),
            ]
        self.board.show_sums(*sums)
        self.ways.mark(self.returning.method)
        self.ways_said.setText(self._ways_text(total))
        is_ready = not self.returning.is_empty
        self.finish_button.setEnabled(is_ready)
        self.finish_button.setText(f"{_('Pay back') if self.cart.is_empty else _('Exchange')}   Enter")

    def _ways_text(self, total: int) -> str:
        chosen, sold = self.returning.method, self.returning.sold
        if not self.cart.is_empty and self.cart.totals.total >= total:
            return _("The difference by {way}").format(way=(chosen or self._cash()).name)
        if chosen is not None:
            return _("Back by {way}").format(way=chosen.name)
        if sold is None:
            return _("Back by {way}").format(way=self._cash().name)
        if not self.cart.is_empty:
            return _("The difference goes back as it was paid")
        parts = [f"{way.name} {format_money(share)}" for way, share in sold.proposed(total)]
        return _("Back as it was paid: {ways}").format(ways=" + ".join(parts)) if parts else ""

    def _cells(self) -> list[tuple[Cell, ...]]:
        returning = self.returning
        if returning.sold is None:
            return [
                (
                    Cell(each.product.name, after=_("to scrap") if row in returning.scrap else "", after_role="amber"),
                    Cell(""),
                    Cell(format_money(each.price)),
                    Cell(format_quantity(each.quantity, each.product.unit), is_bold=True),
                    Cell(format_money(each.amount)),
                )
                for row, each in enumerate(returning.loose)
            ]
        parts = returning.sold.refund(returning.quantities).parts
        return [
            (
                Cell(line.name, after=_("to scrap") if line.line_id in returning.scrap else "", after_role="amber"),
                Cell(_("left {quantity}").format(quantity=format_quantity(line.left, line.unit)), "soft"),
                Cell(f"{format_money(line.row.price)} {'/' + line.row.pack_name if line.row.pack_name else ''}".strip(), "soft"),
                Cell(format_quantity(part.quantity, line.unit) if part.quantity else "", is_bold=True),
                Cell(format_money(part.amount) if part.quantity else ""),
            )
            for line, part in zip(returning.sold.lines, parts, strict=True)
        ]

    # done

    def _cash(self) -> Method:
        return next((method for method in self.methods if method.kind is MethodKind.CASH), self.methods[0])

    def finish(self) -> None:
        """Enter: the goods are back, the money is on its way; refusals are said here."""
        if self.returning.is_empty:
            self._refuse(_("Nothing comes back yet."))
            return
        try:
            if self.cart.is_empty:
                self.returned.emit(self._return())
            else:
                self.exchanged.emit(self._exchange())
        except ShopError as refused:
            self._refuse(str(refused))

    def _return(self) -> Returned:
        returning, reason = self.returning, self.reason.text().strip()
        given = returning.given(self._cash())
        with self.shop.work() as work:
            if returning.sold is not None:
                return return_goods(work, returning.sold.sale_id, returning.lines(), given, reason=reason, key=self._key)
            return return_without_receipt(work, returning.goods(), given or [], reason=reason, key=self._key)

    def _exchange(self) -> Exchanged:
        sold, method = self.returning.sold, self.returning.method or self._cash()
        assert sold is not None  # an exchange is against a receipt only
        more = self.cart.totals.total - self.returning.total
        tenders = [Tender(method.id, method.kind)] if more > 0 else []
        chosen = self.returning.method
        back_by = None if chosen is None else chosen.id
        lines, reason = self.returning.lines(), self.reason.text().strip()
        prints = prints_by_itself(self.shop.settings, self.cart.totals.total)
        with self.shop.work() as work:
            return exchange_goods(work, sold.sale_id, lines, self.cart, tenders, print_receipt=prints, back_by=back_by, reason=reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, Ctrl+B scraps, Ctrl and a digit chooses the way."""
        is_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        digit = event.key() - Qt.Key.Key_0
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif is_ctrl and event.key() == Qt.Key.Key_B:
            self.toggle_scrap()
        elif is_ctrl and 1 <= digit <= 9:
            for method in self.methods:
                if method.digit == digit:
                    self.choose_way(method)
        else:
            super().keyPressEvent(event)
