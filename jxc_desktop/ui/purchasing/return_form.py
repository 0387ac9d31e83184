"""退供应商: what of a receipt goes back, line by line or by scanning it, and what the supplier gives for it."""

import uuid
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QWidget

from jxc_desktop.domain.late_goods import Goes, moments_of
from jxc_desktop.domain.money import MAX_LINE, format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE, format_quantity
from jxc_desktop.domain.return_draft import GoingBack, ReturnDraft
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.receipts import GoesBack, return_to_supplier
from jxc_desktop.operations.return_drafts import drop_return, keep_return
from jxc_desktop.operations.supplier_exchanges import ExchangedGoods, exchange_with_supplier
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.goods_receipts import ReceiptCard
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.queries.receipt_drafts import Wish, wishes_of
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.late_goods import LateGoods
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, NumberEdit, QuantityEdit
from jxc_desktop.ui.widgets.parts import Card, role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

COLUMNS = (
    Column("number", N_("Line no."), "integer"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("left", N_("Can go back"), "quantity"),
    Column("price", N_("Price"), "money"),
    Column("quantity", N_("To send back"), "quantity"),
    Column("credit", N_("Credit"), "amount", total=True),
)
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReturnForm(Part):
    """The lines of the receipt that are still there; Enter goes from line to line, F12 sends them back. Emits `returned`.

    What is typed is in its draft all the time.
    """

    returned = Signal(object)

    def __init__(self, shop: Shop, card: ReceiptCard, draft: ReturnDraft | None = None, parent: QWidget | None = None) -> None:
        super().__init__(
            shop, _("Send goods of {number} back to {supplier}").format(number=card.row.number, supplier=card.row.supplier), parent
        )
        self.card = card
        self.key = uuid.uuid4().hex if draft is None else draft.key
        self._kept = draft
        self.wishes = wishes_of(card, draft)
        self.place = 0
        self._is_filling = False
        self.model = RowsModel(COLUMNS, second_key="number", parent=self)
        self.view = RowsView(self.model, "receipt-return", _("Goods that can go back"), self)
        self.quantity = QuantityEdit(_("To send back"), least=0, parent=self)
        self.credit = MoneyEdit(_("Credit"), limit=MAX_LINE, least=0, parent=self)
        self.reason = QLineEdit("" if draft is None else draft.reason, self)
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setMaxLength(200)
        self.exchange = QCheckBox(_("The same goods come instead (exchange)"), self)
        self.exchange.setChecked(draft is not None and draft.is_exchange)
        self.exchange.setEnabled(Permission.RECEIVE_GOODS in shop.actor.permissions)
        self.said = role_label("", "problem", self)
        self.said.setWordWrap(True)
        self.of_line = role_label("", "strong", self)
        self.late = LateGoods(shop, self)
        self._answers = () if draft is None else draft.answers
        self._lay_out()
        self.all_button = self.add_button(_("All of it"), "Ctrl+G", self.take_all)
        self.book_button = self.add_button(_("Send back"), "F12", self.book, primary=True)
        self.view.columns.hide_at_first(("spec",))
        self.view.chosen.connect(self._on_chosen)
        self.view.opened.connect(lambda _row: self.quantity.select_all())
        self.quantity.changed.connect(self._on_quantity)
        self.credit.changed.connect(self._on_credit)
        self.reason.textEdited.connect(lambda _text: self._keep())
        self.exchange.toggled.connect(lambda _is_on: self._keep())
        self.late.changed.connect(self._on_answered)
        self.late.finished.connect(self.book_button.setFocus)
        self._show()

    def _lay_out(self) -> None:
        card = self.typing = Card()
        card.column.addWidget(with_foot(self.view), 1)
        card.column.addWidget(self.of_line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(theme.GAP))
        grid.setVerticalSpacing(theme.px(2))
        named = ((_("To send back"), self.quantity), (_("Credit"), self.credit), (_("Reason"), self.reason))
        for column, (title, field) in enumerate(named):
            label = QLabel(title, self)
            label.setBuddy(field)
            theme.set_role(label, "soft")
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 2 if field is self.reason else 1)
        card.column.addLayout(grid)
        card.column.addWidget(self.exchange)
        card.column.addWidget(self.said)
        self.column.addWidget(card, 1)
        self.column.addWidget(self.late, 1)

    # what is typed

    def _on_quantity(self, value: int | None) -> None:
        if self._is_filling or not self.quantity.is_valid():
            return
        wish = self.wishes[self.place]
        wish.quantity, wish.typed = value or 0, None
        self._keep()
        self._show()
        if wish.is_too_much:
            self.quantity.show_problem(_("At most {quantity}.").format(quantity=format_quantity(wish.line.left, wish.line.unit)))

    def _on_credit(self, value: int | None) -> None:
        if not self._is_filling and self.credit.is_valid() and self.wishes[self.place].quantity:
            self.wishes[self.place].typed = value
            self._keep()
            self._show()

    def take_all(self) -> None:
        """All that is left of every line."""
        self._ask_late(is_on=False)
        for wish in self.wishes:
            wish.quantity, wish.typed = wish.line.left, None
        self._keep()
        self._show()

    def take_scan(self, code: str) -> bool:
        """One more of what was scanned goes back."""
        self._ask_late(is_on=False)
        with self.shop.read() as view:
            ids = {found.product.id for found in find_by_code(view, code)}
        place = next(
            (place for place, wish in enumerate(self.wishes) if wish.line.product_id in ids and wish.quantity < wish.line.left), None
        )
        if place is None:
            sounds.refused()
            self.said.setText(_("{code} is not of this receipt, or all of it goes back already.").format(code=code))
            return True
        sounds.taken()
        wish = self.wishes[place]
        wish.quantity, wish.typed = min(wish.line.left, wish.quantity + ONE), None
        self.place = place
        self.said.setText("")
        self._keep()
        self._show()
        return True

    def draft(self) -> ReturnDraft:
        """What is typed."""
        going = tuple(GoingBack(wish.line.line_id, wish.quantity, wish.typed) for wish in self.wishes if wish.quantity)
        return ReturnDraft(self.key, self.card.row.document_id, going, self.reason.text().strip(), self.exchange.isChecked(), self._answers)

    def _keep(self) -> None:
        """Store it; what says nothing any more is put away."""
        draft = self.draft()
        if draft == self._kept or not (draft.lines or self._kept):
            return
        with self.shop.work() as work:
            if draft.lines:
                keep_return(work, draft)
            else:
                drop_return(work, draft)
        self._kept = draft if draft.lines else None

    # what is shown

    def _show(self) -> None:
        self.model.set_rows([_row(wish) for wish in self.wishes])
        self.view.blockSignals(True)
        self.view.selectRow(self.place)
        self.view.blockSignals(False)
        wish = self.wishes[self.place]
        self.of_line.setText(f"{wish.line.code}  {wish.line.name}  {wish.line.spec}".strip())
        self._is_filling = True
        self._fill(self.quantity, wish.quantity or None)
        self._fill(self.credit, wish.credit if wish.quantity else None)
        self._is_filling = False
        going = [each for each in self.wishes if each.quantity]
        text = ngettext("{count} line, credit {amount}", "{count} lines, credit {amount}", len(going))
        self.facts.setText(text.format(count=len(going), amount=format_money(sum(each.credit for each in going))))
        self.book_button.setEnabled(bool(going) and not any(each.is_too_much for each in going))

    def _fill(self, edit: NumberEdit, value: int | None) -> None:
        if not edit.line.hasFocus() or (edit.is_valid() and edit.value() != value):
            edit.set_value(value)

    def _on_chosen(self, row: tuple[Any, ...] | None) -> None:
        if row is not None:
            self.place = next(place for place, wish in enumerate(self.wishes) if wish.line.line_no == row[0])
            self._show()

    # the end

    def book(self) -> None:
        """确认退货. Raises what the operation refuses."""
        lines = [GoesBack(wish.line.line_id, wish.quantity, wish.credit) for wish in self.wishes if wish.quantity]
        wrong = next((edit for edit in (self.quantity, self.credit) if not edit.is_valid()), None)
        if wrong is not None:
            sounds.refused()
            wrong.select_all()
        if wrong is not None or not self.book_button.isEnabled():
            return
        if self.late.isHidden() and self.late.look(self._goes(), None, self._answers):
            self._ask_late(is_on=True)
        if not self.late.is_answered:
            self.late.setFocus()
            return
        receipt_id, reason = self.card.row.document_id, self.reason.text().strip()
        gone = moments_of(answer for answer in self.late.answers if answer.is_out)
        came = tuple(answer for answer in self.late.answers if not answer.is_out)
        with self.shop.work() as work:
            if self.exchange.isChecked():
                made = exchange_with_supplier(work, receipt_id, lines, reason=reason, key=self.key, were_counted=gone, answers=came)
            else:
                made = ExchangedGoods(return_to_supplier(work, receipt_id, lines, reason=reason, key=self.key, were_counted=gone))
        self.returned.emit(made)

    def _goes(self) -> list[Goes]:
        """What leaves, and, where the same goods come instead, what comes."""
        ways = (True, False) if self.exchange.isChecked() else (True,)
        going = [wish.line for wish in self.wishes if wish.quantity]
        return list(dict.fromkeys(Goes(line.product_id, line.place_id, way) for line in going for way in ways))

    def _on_answered(self) -> None:
        self._answers = self.late.answers
        self._keep()

    def _ask_late(self, *, is_on: bool) -> None:
        """The question stands in the place of the lines."""
        self.typing.setVisible(not is_on)
        self.late.setVisible(is_on)

    def close_part(self) -> None:
        """Esc: from what is asked back to the lines first."""
        if self.late.isHidden():
            super().close_part()
        else:
            self._ask_late(is_on=False)
            self.arrive()

    def arrive(self) -> None:
        """The first line's quantity, or what is asked."""
        if self.late.isHidden():
            self.quantity.select_all()
        else:
            (self.book_button if self.late.is_answered else self.late).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field: the next line's quantity; up and down walk through the lines."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if not self.late.isHidden():
            super().keyPressEvent(event)
        elif key in _ENTERS and not event.isAutoRepeat():
            self._step(1)
        elif key in steps:
            self._step(steps[key])
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        if self.quantity.is_valid() and self.credit.is_valid():
            self.place = min(max(0, self.place + by), len(self.wishes) - 1)
            self.quantity.select_all()
            self._show()
            self.quantity.select_all()


def _row(wish: Wish) -> tuple[object, ...]:
    line = wish.line
    amounts = (wish.quantity or None, wish.credit if wish.quantity else None)
    return (line.line_no, line.name, line.spec, line.unit, line.left, line.price, *amounts)
