"""The right side while goods are rung up: the total, the ways of paying, the pay button, and the last sale."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.payments import Method
from jxc_desktop.i18n import _
from jxc_desktop.operations.sales import Sold
from jxc_desktop.ui import theme
from jxc_desktop.ui.sales.boards import Note, Sum, SumBoard
from jxc_desktop.ui.sales.key_choices import key_of
from jxc_desktop.ui.sales.quick_board import QuickBoard
from jxc_desktop.ui.sales.ways import Ways
from jxc_desktop.ui.widgets.parts import Card, settle
from jxc_desktop.ui.widgets.still_button import StillButton


class TotalCard(QWidget):
    """What is due; after a sale what was paid and the change, until the next scan."""

    pay_asked = Signal()
    way_chosen = Signal(object)
    reprint_asked = Signal()
    old_sales_asked = Signal()
    customer_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = SumBoard(_("Due"), height=150)
        self.customer = StillButton(parent=self.board)
        self.told = Note(_("Remark, salesperson"), is_long=True)
        self._customer_text = ""
        self.ways = Ways()
        self.pay = StillButton()
        self._keyed: list[tuple[StillButton, str, str]] = [(self.pay, _("Pay"), "pay")]
        self.last = Note(_("Last sale"))
        self.is_showing_sale = False
        self._board: QuickBoard | None = None
        self._short = QWidget()
        self._lay_out()
        self.show_keys()
        self.ways.chosen.connect(self.way_chosen)
        self.pay.clicked.connect(lambda _checked: self.pay_asked.emit())
        self.customer.clicked.connect(lambda _checked: self.customer_asked.emit())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        sums, paying, last = Card(), Card(), Card()
        sums.column.addWidget(self.board)
        sums.column.addWidget(self.told)
        self.told.hide()
        theme.set_role(self.customer, "chip")
        self.customer.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.set_role(self.pay, "pay")
        self.pay.setAccessibleName(_("Pay"))
        self.pay.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        paying.column.addWidget(self.ways)
        paying.column.addWidget(self.pay)
        last.column.addWidget(self.last)
        last.column.addLayout(self._last_buttons("way"))
        self._cards = (sums, paying, last)
        for card in self._cards:
            column.addWidget(card)
        column.addStretch(1)

    def _last_buttons(self, role: str) -> QHBoxLayout:
        row = QHBoxLayout()
        named = ((_("Reprint"), "reprint_last", self.reprint_asked), (_("Past sales"), "show_old_sales", self.old_sales_asked))
        for text, slot, signal in named:
            button = StillButton(f"{text}  {key_of(slot)}")
            self._keyed.append((button, text, slot))
            button.setAccessibleName(text)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            theme.set_role(button, role)
            button.clicked.connect(lambda _checked, signal=signal: signal.emit())
            row.addWidget(button, 1)
        return row

    def show_keys(self) -> None:
        """Write this computer's keys on the buttons."""
        for button, text, slot in self._keyed:
            button.setText(f"{text}   {key_of(slot)}".strip())
        self._show_customer()

    def show_people(self, customer: str, remark: str, seller: str) -> None:
        """Whose sale it is, on the button that asks for it; below the total its remark and who sold it."""
        self._customer_text = customer
        self._show_customer()
        self.told.show_texts(remark, seller)
        self.make_room()

    def _show_customer(self) -> None:
        text, key = self._customer_text or _("Customer"), key_of("customers.ask")
        self.customer.setAccessibleName(f"{_('Customer')} {self._customer_text}".strip())
        self.customer.setToolTip(self._customer_text)
        most = max(self.board.width() * 3 // 5, theme.px(120))
        self.customer.setText(f"{self.customer.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, most)} {key}".strip())
        self.board.put_in_corner(self.customer)

    def put_under_ways(self, board: QuickBoard) -> None:
        """Put the quick keys between the ways of paying and the last sale."""
        self._board = board
        buttons = self._last_buttons("light")
        buttons.setContentsMargins(0, 0, 0, 0)
        self._short.setLayout(buttons)
        board.column.addWidget(self._short)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.indexOf(self._cards[-1]), board)
        board.hide()

    def make_room(self) -> None:
        """Where the window is too low for all, the last sale gives way to the quick keys; its buttons stand small below them.

        Then the ways to pay stand closer, and in a very low window the remark goes. While keys are changed the board needs the
        room of the buttons too, and there that of the ways to pay: no sale ends now.
        """
        board, column = self._board, self.layout()
        if board is None or column is None:
            return
        self._short.hide()
        self.told.setVisible(bool(self.told.left or self.told.right))
        _sums, paying, _last = self._cards
        paying.show()
        self._arrange_ways(is_low=False)
        needed = sum(card.sizeHint().height() + column.spacing() for card in (*self._cards, board))
        has_room = board.isHidden() or needed <= self.height() + column.spacing()
        self._cards[-1].setVisible(has_room)
        self._short.setVisible(not has_room and not board.is_editing)
        if not board.isHidden() and not has_room:
            without_last = needed - self._cards[-1].sizeHint().height() - column.spacing()
            self._arrange_ways(is_low=without_last > self.height() + column.spacing())
        least = sum(card.minimumSizeHint().height() + column.spacing() for card in (*self._cards[:-1], board))
        if not board.isHidden() and least > self.height() + column.spacing():
            self._short.hide()
            self.told.hide()
            paying.setVisible(not board.is_editing)

    def _arrange_ways(self, *, is_low: bool) -> None:
        paying = self._cards[1]
        margins = paying.column.contentsMargins()
        self.ways.arrange(self.width() - margins.left() - margins.right(), is_low=is_low)
        settle((self.ways, paying))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height may have room for more."""
        super().resizeEvent(event)
        self.make_room()

    def show_methods(self, methods: Sequence[Method]) -> None:
        """The ways with a digit."""
        self.ways.show_methods(methods)
        self.make_room()

    def show_total(self, total: int, currency: str, taken: int = 0, round_off: int = 0) -> None:
        """What is due for the cart; what was rounded off by hand and taken already when paying was left in the middle."""
        self.is_showing_sale = False
        if self.customer.isHidden():
            self.customer.show()
        note = _("taken already {sum}").format(sum=format_money(taken)) if taken else ""
        if round_off:
            note = f"{_('rounded off {sum}').format(sum=format_money(round_off))}  {note}".strip()
        self.board.show_sums(Sum(_("Due"), f"{currency}{format_money(total)}", note=note))

    def show_sale(self, sold: Sold, ways: str) -> None:
        """The way and the sum, or the change, in the largest type until the next scan, so that a wrong key is seen."""
        self.is_showing_sale = True
        self.customer.hide()
        note = _("rounded off {sum}").format(sum=format_money(sold.round_off)) if sold.round_off else ""
        if sold.change:
            change = Sum(_("Change"), format_money(sold.change), "accent", share=2)
            self.board.show_sums(Sum(ways, format_money(sold.paid), note=note), change)
        else:
            self.board.show_sums(Sum(_("Paid"), f"{ways} {format_money(sold.paid)}".strip(), "accent", note))
        self.show_last(sold.number, sold.total)

    def show_back(self, ways: str, sum_: int) -> None:
        """Money that goes back to the customer, and by which way, until the next scan."""
        self.is_showing_sale = True
        self.customer.hide()
        self.board.show_sums(Sum(_("Give back"), f"{ways} {format_money(sum_)}".strip(), "red"))

    def show_last(self, number: str, total: int) -> None:
        """Which sale a reprint is of."""
        self.last.show_texts(_("Last sale {number}").format(number=number), format_money(total))
