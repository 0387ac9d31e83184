"""Ctrl+T: goods come back. A receipt's number or the goods themselves are scanned, quantities are typed, Enter pays back.

With goods in the cart it is an exchange: what comes back pays for them, only the difference changes hands: it is paid in the
panel, as any sale is, or goes back.
"""

import re
import uuid
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from jxc_desktop.domain.cart import UNSAID, Cart
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import format_money, half_width, parse_money
from jxc_desktop.domain.payments import Method, MethodKind, Tender
from jxc_desktop.i18n import _
from jxc_desktop.operations.amendments import Amended, amend_sale
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
from jxc_desktop.ui.sales.finder import Finder
from jxc_desktop.ui.sales.painted_table import PaintedTable
from jxc_desktop.ui.sales.payment_panel import PaymentPanel
from jxc_desktop.ui.sales.popup_list import TextRows
from jxc_desktop.ui.sales.return_rows import rows_of
from jxc_desktop.ui.sales.returning import Returning, step_of
from jxc_desktop.ui.sales.tenders import Paying, ways_text
from jxc_desktop.ui.sales.ways import Ways
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.deck import Deck
from jxc_desktop.ui.widgets.parts import Card, put_side_by_side, role_label, soft_label

_DAY = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})", re.ASCII)
_ALL = "*"
_ASKS = "amber-note"


class ReturnsBoard(QWidget):
    """`left` is Esc, with the tenders taken for an exchange that is none.

    `returned` carries a Returned and the ways the money went, `exchanged` an Exchanged and the ways of the difference, `amended`
    an Amended and those; `passed_on` a code that is for the cart, with the tenders taken.
    """

    left = Signal(object)
    returned = Signal(object, str)
    exchanged = Signal(object, str)
    amended = Signal(object, str)
    passed_on = Signal(str, object)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.cart = Cart("")
        self.returning = Returning()
        self.day: date | None = None
        self._key = ""
        self._asked: Found | None = None
        self._paying: Paying | None = None
        self.methods: tuple[Method, ...] = ()
        self.title = role_label(_("Take goods back"), "strong")
        self.line = BarcodeLine(_("Receipt number, or scan or find the goods; a day such as 11-20"), name=_("What comes back"))
        self.finder = Finder(shop, self.line, self, self)
        self.rows = TextRows((0, 130, 84, 84, 84), (1, 2, 3, 4))
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
        self.panel = PaymentPanel()
        self._lay_out()
        self.line.scanned.connect(self.on_scanned)
        self.line.typed.connect(self.look)
        self.finder.picked.connect(lambda product: self.take_found(Found(product)))
        self.panel.paid.connect(self._exchange)
        self.panel.changed.connect(self._keep)
        self.panel.left.connect(self._close_panel)
        self.line.submitted.connect(self.on_entered)
        self.line.stepped.connect(self.step)
        self.table.clicked.connect(lambda _index: self.line.setFocus())
        self.ways.chosen.connect(self.choose_way)
        self.reason.returnPressed.connect(self.line.setFocus)
        self.finish_button.clicked.connect(lambda _checked: self.finish())

    def _lay_out(self) -> None:
        left, right = Card(), Card()
        self.right = Deck(right, self.panel)
        self._card = right
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
        back.clicked.connect(lambda _checked: self.leave())
        right.column.addWidget(back)
        put_side_by_side(self, left, self.right)

    # what the page calls

    def open(self, cart: Cart, sale_id: int | None = None) -> None:
        """Begin: with goods in the cart it is an exchange; with a sale its lines stand here at once.

        A cart that shall take a sale's place brings that sale: all of it comes back.
        """
        sale_id = sale_id if cart.amends is None else cart.amends.sale_id
        with self.shop.read() as view:
            self.methods = payment_methods(view)
            sold = None if sale_id is None else returnable(view, sale_id)
        self.ways.show_methods(self.methods)
        self.cart, self.returning, self.day, self._asked = cart, Returning(sold), None, None
        self._paying = None
        self.right.turn_to(self._card)
        self._key = uuid.uuid4().hex
        self.line.clear()
        self.reason.clear()
        self.title.setText(_("Take goods back") if cart.is_empty else _("Exchange for what is in the cart"))
        if sold is not None and cart.amends is not None:
            self._open_amended(sold)
        elif sold is not None:
            self._open_sale(sold)
        else:
            self._say(_("Type the receipt's number or its end, or scan the goods: the latest sale of today that has them is found."))
            self._show()
        self.line.setFocus()

    def take_scan(self, code: str) -> bool:
        """A scan is a receipt or goods that come back."""
        return self.line.take_scan(code)

    # what is typed and scanned

    def on_scanned(self, code: str) -> None:
        """A scan while the difference is being paid is of goods, as at the counter."""
        if self.right.current is self.panel:
            self._close_panel()
        self.line.clear()
        try:
            if not self.take(code):
                self._refuse(_("Neither a receipt nor goods: {code}").format(code=code))
        except ShopError as refused:
            self._refuse(str(refused))

    def look(self, text: str) -> None:
        """What is typed may be the name of goods."""
        if self.returning.is_quantity(self.table.current_number(), half_width(text)):
            self.finder.close()
        else:
            self.finder.look(text)

    def on_entered(self, text: str) -> None:
        """Enter: nothing typed pays back; else a quantity, a price, a day, a receipt or goods."""
        if not text:
            self._on_empty_enter()
            return
        if self.cart.amends is not None:
            self.line.clear()
            self._refuse(_("The whole sale comes back. What is wrong is changed in the cart: Esc."))
            return
        try:
            is_taken = (self.finder.is_walked and self.finder.pick()) or self._take_text(half_width(text)) or self.finder.pick()
        except ShopError as refused:
            is_taken = True
            self._refuse(str(refused))
        if is_taken:
            self.line.clear()
        else:
            self._refuse(_("Neither a receipt nor goods: {code}").format(code=text))
            self.line.selectAll()

    def _on_empty_enter(self) -> None:
        if self._asked is not None:
            found, self._asked = self._asked, None
            self.returning = self.returning.with_loose(found)
            name = found.product.name
            if step_of(found) == UNSAID:
                self._ask_how_much(name)
            else:
                self._say(_("Without a receipt: {name} at today's price; = and a sum sets another.").format(name=name))
            self._show(len(self.returning.loose) - 1)
        else:
            self.finish()

    def _take_text(self, text: str) -> bool:
        row = self.table.current_number()
        if row >= 0 and text == _ALL:
            self._go_on(self.returning.all_of(row), row)
        elif row >= 0 and text.startswith("=") and self.returning.sold is None:
            self._go_on(self.returning.with_price(row, parse_money(text[1:])), row)
        elif self.returning.is_quantity(row, text):
            self._go_on(self.returning.typed(row, text), row)
        elif (day := self._day_of(text)) is not None:
            self._take_day(day)
        else:
            return self.take(text)
        return True

    def _go_on(self, returning: Returning, row: int) -> None:
        """With what was typed for a row; what was said before is done with."""
        self.returning = returning
        self._say("")
        self._show(row)

    def _take_day(self, day: date) -> None:
        """Sales of another day are looked at: at once, for goods of which today has none."""
        self.day = day
        if self._asked is not None:
            self.take_found(self._asked)
        else:
            self._say(_("Looking among the sales of {day}: scan the goods.").format(day=day.isoformat()))

    def _day_of(self, text: str) -> date | None:
        found = _DAY.fullmatch(text)
        with self.shop.read() as view:
            today = view.business_date
        try:
            return None if found is None else date(int(found[1] or today.year), int(found[2]), int(found[3]))
        except ValueError:
            return None

    def take(self, code: str) -> bool:
        """A receipt's number, or goods; False when it is neither. While a sale is changed it is one more for the cart."""
        if self.cart.amends is not None:
            self.passed_on.emit(code, self._taken)
            return True
        with self.shop.read() as view:
            found = find_by_code(view, code)
            sold = None if found else sale_with_number(view, code)
        if found:
            self.take_found(next((each for each in found if self.returning.more_of(each) is not None), found[0]))
        elif sold is not None:
            self._open_sale(sold)
        return bool(found) or sold is not None

    def _open_sale(self, sold: Returnable) -> None:
        self.returning, self._asked = Returning(sold), None
        if not sold.left:
            self._refuse(_("All of {number} came back before.").format(number=sold.number))
        else:
            self._say(_("{number}: scan what comes back, or type quantities; * takes the whole line.").format(number=sold.number))
        self._show(0)

    def _open_amended(self, sold: Returnable) -> None:
        self.title.setText(_("Change of {number}").format(number=sold.number))
        self.returning = Returning(sold, dict(sold.left))
        self._say(_("All of it comes back, the cart takes its place: Enter. Esc goes on changing."))
        self._show(0)

    def take_found(self, found: Found) -> None:
        """Goods come back: of the sale that is open, else of the latest that has them."""
        self.line.clear()
        self._asked = None
        name, said = found.product.name, ""
        more = self.returning.more_of(found)
        if more is None and self.returning.is_empty:
            sold = self._sale_of(found)
            if sold is not None:
                self.returning = Returning(sold)
                more = self.returning.more_of(found)
                said = _("Found in {number} of {time}.").format(number=sold.number, time=f"{sold.posted_at:%m-%d %H:%M}")
        if more is not None:
            sounds.taken()
            is_unsaid = more[0] is self.returning
            self.returning, row = more
            self._say(said)
            if is_unsaid:
                self._ask_how_much(name)
            self._show(row)
        elif self.returning.sold is not None and not self.returning.is_empty:
            self._refuse(_("{name} does not stand on this receipt, or all of it came back.").format(name=name))
        elif not self.cart.is_empty:
            self._refuse(
                _("No sale of that day has {name}. An exchange needs the sale: type its number, or another day.").format(name=name)
            )
        else:
            self._ask_loose(found)

    def _sale_of(self, found: Found) -> Returnable | None:
        quantity = None if found.label is None else step_of(found)
        with self.shop.read() as view:
            return sold_on(view, found.product.id, self.day or view.business_date, quantity=quantity)

    def _ask_how_much(self, name: str) -> None:
        self._say(
            _("How much of {name} comes back? Type the weight, such as 1.234 or 500g; * takes the whole line.").format(name=name), _ASKS
        )

    def _ask_loose(self, found: Found) -> None:
        if self.returning.sold is not None:
            self.returning = Returning()
        self._asked = found
        sounds.refused()
        name = found.product.name
        self._say(_("No sale of that day has {name}. Type another day, or Enter takes it back without a receipt.").format(name=name), _ASKS)
        self._show()

    # lines, scrap, ways

    def step(self, by: int) -> None:
        """Up and Down walk through what was found, else through the lines."""
        if self.finder.is_open:
            self.finder.step(by)
            return
        self.table.choose(max(0, min(self.rows.rowCount() - 1, self.table.current_number() + by)))
        self.table.viewport().update()

    def toggle_scrap(self) -> None:
        """Ctrl+B: the line is not fit for sale any more, or it is."""
        row = self.table.current_number()
        if row >= 0:
            self.returning = self.returning.scrapped(row)
            self._show(row)

    def choose_way(self, method: Method) -> None:
        """Another way than the money came; the same once more takes it back. What a changed sale is less goes back as it came."""
        if self.cart.amends is not None and self._difference <= 0:
            return
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
        self.rows.set_rows(rows_of(self.returning))
        if self.rows.rowCount():
            self.table.choose(max(0, min(row, self.rows.rowCount() - 1)))
        total = self.returning.total
        due = self.cart.totals.total
        currency = self.shop.settings.currency
        sums = [Sum(_("Goes back"), f"{currency}{format_money(total)}", "red")]
        if not self.cart.is_empty:
            more = self._difference
            caption = _("Customer pays") if more >= 0 else _("Pay back")
            sums = [
                Sum(_("Comes back"), format_money(total)),
                Sum(_("In the cart"), format_money(due)),
                Sum(caption, f"{currency}{format_money(abs(more))}", "text" if more >= 0 else "red"),
            ]
        self.board.show_sums(*sums)
        self.ways.mark(self.returning.method)
        self.ways_said.setText(self._ways_text(total))
        self.finish_button.setEnabled(not self.returning.is_empty and self.returning.unsaid_row is None)
        ends = _("Exchange") if self.cart.amends is None else _("Change the sale")
        done = _("Pay back") if self.cart.is_empty else _("Pay") if self._difference > 0 else ends
        self.finish_button.setText(f"{done}   Enter")

    @property
    def _difference(self) -> int:
        """What the customer pays for an exchange; below zero it goes back."""
        return self.cart.totals.total - self.returning.total

    def _ways_text(self, total: int) -> str:
        chosen, sold = self.returning.method, self.returning.sold
        if not self.cart.is_empty and self._difference > 0:
            return _("The difference is paid as a sale is.")
        if not self.cart.is_empty and self._difference == 0:
            return ""
        if chosen is not None:
            return _("Back by {way}").format(way=chosen.name)
        if sold is None:
            return _("Back by {way}").format(way=self._cash().name)
        if not self.cart.is_empty:
            return _("The difference goes back as it was paid")
        parts = [f"{way.name} {format_money(share)}" for way, share in sold.proposed(total)]
        return _("Back as it was paid: {ways}").format(ways=" + ".join(parts)) if parts else ""

    # done

    def _cash(self) -> Method:
        return next((method for method in self.methods if method.kind is MethodKind.CASH), self.methods[0])

    def finish(self) -> None:
        """Enter: the goods are back, the money is on its way; refusals are said here."""
        row, taken = self.returning.unsaid_row, self._taken
        if self.returning.is_empty:
            self._refuse(_("Nothing comes back yet."))
        elif row is not None:
            sounds.refused()
            self._ask_how_much(self.returning.loose[row].product.name)
            self._show(row)
        elif self.cart.is_empty:
            self._pay_back()
        elif self._difference > 0:
            self._open_panel()
        elif taken:
            sum_ = format_money(sum(tender.amount or 0 for tender in taken))
            self._refuse(_("{sum} was taken already. Esc leaves the exchange and says what to give back.").format(sum=sum_))
        else:
            self._exchange(None)

    def _pay_back(self) -> None:
        try:
            made = self._return()
        except ShopError as refused:
            self._refuse(str(refused))
            return
        self.returned.emit(made, self._ways_back())

    def _ways_back(self) -> str:
        """The ways by which money goes back."""
        sold, chosen = self.returning.sold, self.returning.method
        if chosen is not None or sold is None:
            return (chosen or self._cash()).name
        return " + ".join(way.name for way, _share in sold.proposed(self.returning.total))

    def _return(self) -> Returned:
        returning, reason = self.returning, self.reason.text().strip()
        given = returning.given(self._cash())
        with self.shop.work() as work:
            if returning.sold is not None:
                return return_goods(work, returning.sold.sale_id, returning.lines(), given, reason=reason, key=self._key)
            return return_without_receipt(work, returning.goods(), given or [], reason=reason, key=self._key)

    # the difference of an exchange

    @property
    def _taken(self) -> tuple[Tender, ...]:
        return () if self._paying is None else self._paying.tenders

    def _open_panel(self) -> None:
        paying = Paying(self._difference, self.shop.settings, self.methods, self._taken)
        self.panel.open(paying, self.returning.method)
        self.right.turn_to(self.panel)
        self.panel.setFocus()

    def _keep(self, paying: Paying) -> None:
        """What was taken so far outlives Esc and a scan."""
        self._paying = paying

    def _close_panel(self) -> None:
        self.line.setFocus()
        self.right.turn_to(self._card)
        self._show(self.table.current_number())
        if self._taken:
            taken = sum(tender.amount or 0 for tender in self._taken)
            self._say(_("taken already {sum}").format(sum=format_money(taken)), _ASKS)

    def pay_by(self, method: Method) -> None:
        """Let this way pay the difference, if the customer owes one: Enter pays it."""
        if self._difference > 0:
            self.choose_way(method)
            self._open_panel()

    def _exchange(self, paying: Paying | None) -> None:
        """All at once; `paying` settles the difference where the customer owes one."""
        try:
            made = self._exchanged(paying) if self.cart.amends is None else self._amended(paying)
        except ShopError as refused:
            self._close_panel()
            self._refuse(str(refused))
            return
        self._paying = None
        ways = self._ways_back() if paying is None else ways_text(paying)
        if isinstance(made, Amended):
            self.amended.emit(made, ways)
        else:
            self.exchanged.emit(made, ways)

    def _exchanged(self, paying: Paying | None) -> Exchanged:
        sold, chosen = self.returning.sold, self.returning.method
        assert sold is not None  # an exchange is against a receipt only
        with self.shop.work() as work:
            return exchange_goods(
                work,
                sold.sale_id,
                self.returning.lines(),
                self.cart,
                () if paying is None else paying.tenders,
                print_receipt=prints_by_itself(self.shop.settings, self.cart.totals.total),
                back_by=None if chosen is None else chosen.id,
                reason=self.reason.text().strip(),
                manual_round_off=0 if paying is None else paying.round_off,
                allow_change_from_epayment=paying is not None and paying.agreed,
            )

    def _amended(self, paying: Paying | None) -> Amended:
        with self.shop.work() as work:
            return amend_sale(
                work,
                self.cart,
                () if paying is None else paying.tenders,
                print_receipt=prints_by_itself(self.shop.settings, self.cart.totals.total),
                reason=self.reason.text().strip(),
                manual_round_off=0 if paying is None else paying.round_off,
                allow_change_from_epayment=paying is not None and paying.agreed,
            )

    def leave(self) -> None:
        """Back to the counter."""
        self.left.emit(self._taken)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes one step back, Ctrl+B scraps, Ctrl and a digit chooses the way."""
        is_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        digit = event.key() - Qt.Key.Key_0
        if event.key() == Qt.Key.Key_Escape and self.line.text():
            self.line.clear()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif is_ctrl and event.key() == Qt.Key.Key_B:
            self.toggle_scrap()
        elif is_ctrl and 1 <= digit <= 9:
            for method in self.methods:
                if method.digit == digit:
                    self.choose_way(method)
        else:
            super().keyPressEvent(event)
