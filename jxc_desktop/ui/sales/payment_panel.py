"""The payment panel, in place of the right side: due, tendered and change, and one digit that ends the sale."""

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, MINUS, UNIT, format_money
from jxc_desktop.domain.payments import ChangeNotAgreed, Method, PaidTooMuch, quick_cash
from jxc_desktop.i18n import _
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.sales.boards import Sum, SumBoard
from jxc_desktop.ui.sales.tenders import Paying
from jxc_desktop.ui.sales.ways import Ways
from jxc_desktop.ui.widgets.bursts import SWALLOW_MS
from jxc_desktop.ui.widgets.number_edits import MoneyEdit
from jxc_desktop.ui.widgets.parts import Card, settle, soft_label

ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PaymentPanel(Card):
    """Opens on the ways to pay. `paid` carries the `Paying` that covers the sum; `changed` each state before; `left` Esc."""

    paid = Signal(object)
    changed = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(_("Ways of paying"))
        self._paying: Paying | None = None
        self._way: Method | None = None
        self.clock: Callable[[], float] = time.monotonic
        self._opened_at = 0.0
        self.board = SumBoard(_("Payment"), height=150)
        self.ways = Ways()
        self.given = soft_label("")
        self.given.setWordWrap(True)
        self.tendered = MoneyEdit(_("Tendered"), limit=MAX_DOCUMENT, least=COIN)
        self.quick = QHBoxLayout()
        self.round_off = QPushButton()
        self.done = QPushButton()
        self.hint = soft_label("")
        self.hint.setWordWrap(True)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.column.addWidget(self.board)
        self.column.addWidget(self.given)
        self.column.addWidget(self.ways)
        row = QHBoxLayout()
        label = QLabel(_("Tendered"))
        label.setBuddy(self.tendered.line)
        key = soft_label("Tab")
        row.addWidget(label)
        row.addWidget(key)
        row.addWidget(self.tendered, 1)
        self.column.addLayout(row)
        self.quick.setSpacing(theme.px(theme.GAP))
        self.column.addLayout(self.quick)
        self.column.addWidget(self.hint)
        self.column.addStretch(1)
        self.round_off.setText(_("{key}  Round off").format(key="0"))
        self.round_off.setAccessibleName(_("Round off by hand"))
        self.round_off.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.set_role(self.done, "pay")
        self.done.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addWidget(self.round_off)
        self.column.addWidget(self.done)

    def _connect(self) -> None:
        self.ways.chosen.connect(self.pay_by)
        self.tendered.changed.connect(lambda _value: self._show())
        self.tendered.line.installEventFilter(self)
        self.round_off.clicked.connect(lambda _checked: self.round_off_more())
        self.done.clicked.connect(lambda _checked: self.enter())

    # what the page calls

    def open(self, paying: Paying, way: Method | None = None) -> None:
        """Show what is to be paid and stand on the ways to pay; Enter takes this way, else the usual one."""
        self._way = way or paying.usual
        if self.ways.show_methods(paying.methods):
            self.make_room()
        self._quick(paying)
        self._opened_at = self.clock()
        self.tendered.set_value(None)
        self._take(paying)
        self.setFocus()

    def make_room(self) -> None:
        """In a low window a button that a key stands for gives way, never a way to pay."""
        self.round_off.show()
        settle((self.ways, self))
        self.round_off.setVisible(self.column.minimumSize().height() <= self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height may have room for more."""
        super().resizeEvent(event)
        self.make_room()

    def is_just_open(self) -> bool:
        """Whether it was opened a moment ago: a bounced Enter is not a second one."""
        return (self.clock() - self._opened_at) * 1000 < SWALLOW_MS

    @property
    def paying(self) -> Paying:
        """The state shown."""
        assert self._paying is not None  # shown only after `open`
        return self._paying

    def pay_by(self, method: Method) -> None:
        """End the sale with the rest, exactly, by this way."""
        self._way = method
        if self.paying.remaining() > 0 or not self.paying.tenders:
            self._finish(self.paying.with_tender(method))
        else:
            self.enter()

    def enter(self) -> None:
        """Enter on the ways to pay: the usual way, or one more Enter that agrees to give change for an e-payment."""
        paying = self.paying
        if paying.tenders and paying.remaining() <= 0:
            self._finish(replace(paying, agreed=True))
        elif self.tendered.value() is not None:
            self._on_tendered(self.tendered.value())
        elif self._way is not None:
            self._finish(paying.with_tender(self._way))

    def round_off_more(self) -> None:
        """Round off by hand: to the jiao, to the yuan, back to nothing."""
        self._take(self.paying.next_round_off())
        self.changed.emit(self.paying)

    # inside

    def _quick(self, paying: Paying) -> None:
        while (item := self.quick.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        cash = paying.cash
        for amount in quick_cash(paying.remaining()) if cash is not None else ():
            button = QPushButton(format_money(amount, least=0) if amount % UNIT == 0 else format_money(amount))
            button.setAccessibleName(_("{sum} in cash").format(sum=format_money(amount)))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            theme.set_role(button, "way")
            button.clicked.connect(lambda _checked, amount=amount: self._give_cash(amount))
            self.quick.addWidget(button, 1)

    def _give_cash(self, amount: int) -> None:
        cash = self.paying.cash
        if cash is not None:
            self._way = cash
            self._on_tendered(amount)

    def _on_tendered(self, amount: int | None) -> None:
        """A figure was entered: it ends the sale if it covers the rest, else the next way pays what is left."""
        if self._way is None:
            return
        if amount is None:
            self.enter()
            return
        if self.paying.tenders and self.paying.remaining() <= 0:
            self.tendered.show_problem(_("Nothing is left to pay. Backspace takes the last sum back."))
            return
        self._finish(self.paying.with_tender(self._way, amount))

    def _finish(self, paying: Paying) -> None:
        try:
            settlement = paying.settled()
        except ChangeNotAgreed:
            sounds.refused()
            self.tendered.set_value(None)
            self._take(paying)
            self.changed.emit(paying)
            self.setFocus()
            return
        except ShopError as refused:
            self.tendered.show_problem(str(refused))
            return
        if settlement.remaining > 0:
            self._way = paying.usual
            self.tendered.set_value(None)
            self._take(paying)
            self._quick(paying)
            self.changed.emit(paying)
            self.setFocus()
            return
        self.paid.emit(paying)

    def _take(self, paying: Paying) -> None:
        self._paying = paying
        self._show()

    def _show(self) -> None:
        if self._paying is None:
            return
        paying, over = self._paying, self._over()
        rest, in_cash = paying.remaining(), paying.cash_due
        self.board.show_sums(*self._sums(paying, rest, over))
        self.ways.say({} if paying.cash is None or in_cash == rest else {paying.cash.id: format_money(in_cash)})
        names = [f"{self._name(tender.method_id)} {format_money(tender.amount or 0)}" for tender in paying.tenders]
        self.given.setText("   ".join(names))
        self.given.setVisible(bool(names))
        self.ways.mark(self._way)
        off_text = f"   {MINUS}{format_money(paying.round_off)}" if paying.round_off else ""
        self.round_off.setText(_("{key}  Round off").format(key="0") + off_text)
        way = "" if self._way is None or over else self._way.name
        sum_ = f" {format_money(in_cash)}" if way and self._way == paying.cash and in_cash != rest else ""
        due = 0 if self._way is None else max(0, paying.due_by(self._way))
        self.tendered.line.setPlaceholderText(format_money(due) if due else "")
        self.done.setText(f"{way or _('Give the change')}{sum_}   Enter")
        self.done.setAccessibleName(way or _("Give the change"))
        self._show_hint()

    def _sums(self, paying: Paying, rest: int, over: int) -> tuple[Sum, ...]:
        """What is due, whichever way is taken; once a sum is typed, what is due by its way, and the change."""
        note = _("rounded off {sum}").format(sum=format_money(paying.round_off)) if paying.round_off else ""
        caption = _("Still due") if paying.tenders else _("Due")
        due = Sum(caption, format_money(rest), note=note)
        if over:
            return due, Sum(_("Change"), format_money(over), "accent", share=2)
        typed, way = self.tendered.value(), self._way
        if typed is None or way is None:
            return (due,)
        by_way = paying.due_by(way)
        if by_way != rest:
            due = Sum(_("{way} due").format(way=way.name), format_money(by_way), note=note)
        if typed >= by_way:
            return due, Sum(_("Change"), format_money(typed - by_way), "accent", share=2)
        return due, Sum(_("Still due"), format_money(by_way - typed), "amber", share=2)

    def _show_hint(self) -> None:
        theme.set_role(self.hint, "amber-note" if self._over() else "soft")
        self.hint.setText(self._hint())

    def _hint(self) -> str:
        over = self._over()
        if over:
            return self._too_much(over)
        if self.tendered.line.hasFocus():
            return _("Enter ends it. Up and Down choose the way. Esc goes back.")
        if self.paying.tenders:
            return _("A digit pays the rest. Backspace takes the last sum back.")
        return _("A digit pays at once. Tab for a sum; Esc goes back.")

    def _too_much(self, over: int) -> str:
        try:
            self.paying.settled()
        except PaidTooMuch as refused:
            return str(refused)
        return str(ChangeNotAgreed(over))

    def _over(self) -> int:
        """What was paid too much."""
        try:
            return self.paying.settled().change
        except PaidTooMuch as over:
            return over.change

    def _name(self, method_id: int) -> str:
        method = self.paying.method(method_id)
        return "" if method is None else method.name

    def _choose_way(self, by: int) -> None:
        ways = [method for method in self.paying.methods if method.digit]
        place = ways.index(self._way) if self._way in ways else 0
        self._way = ways[(place + by) % len(ways)]
        self._show()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """On the ways to pay: a digit ends the sale, 0 rounds off, Enter takes the usual way."""
        key = Qt.Key(event.key())
        if event.isAutoRepeat() or self._paying is None:
            return
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        if key in ENTERS:
            if not self.is_just_open():
                self.enter()
        elif event.text().isdecimal() and event.text().isascii():
            self._on_digit(int(event.text()))
        elif key in steps:
            self._choose_way(steps[key])
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._take(self.paying.without_last())
            self.changed.emit(self.paying)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _on_digit(self, digit: int) -> None:
        method = self.paying.by_digit(digit) if digit else None
        if method is not None:
            self.pay_by(method)
        elif digit == 0:
            self.round_off_more()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the field: Up and Down choose the way, Esc goes back to the ways."""
        if watched is self.tendered.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            key = Qt.Key(event.key())
            if key in steps:
                self._choose_way(steps[key])
                return True
            if key == Qt.Key.Key_Escape:
                self.tendered.set_value(None)
                self.setFocus()
                return True
            if key in ENTERS:
                # taken here: let through, the same key would be an Enter on the ways to pay as well
                if not event.isAutoRepeat() and not self.tendered.problem():
                    self._on_tendered(self.tendered.value())
                return True
        is_focus = event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut)
        if watched is self.tendered.line and is_focus and self._paying is not None:
            self._show_hint()
        return super().eventFilter(watched, event)
