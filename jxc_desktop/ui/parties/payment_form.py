"""Paying a supplier: what is open at the left, from which accounts at the right; what the sum pays is said before it is booked."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import MAX_DOCUMENT, format_money
from jxc_desktop.domain.purchasing import Owed, allocate
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.supplier_payments import Paid, pay_supplier, use_credit
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.accounts import accounts
from jxc_desktop.queries.parties import OPEN_COLUMNS, OpenMove, open_moves
from jxc_desktop.queries.suppliers import supplier_card
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.parties.legs_edit import LegsEdit
from jxc_desktop.ui.parties.open_amounts import WATCHED
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.number_edits import MoneyEdit
from jxc_desktop.ui.widgets.parts import BigTotal, Card, FormRows, role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

_OF_ONE = tuple(column for column in OPEN_COLUMNS if column.key != "supplier")
LEFT, RIGHT = 58, 42


class PaymentForm(Part):
    """One supplier. Rows that are selected are paid, in their order; without a selection the earliest due first.

    `paid` carries the payment, `credit_used` how much.
    """

    paid = Signal(object)
    credit_used = Signal(int)

    def __init__(self, shop: Shop, supplier_id: int, chosen: Sequence[int] = (), parent: QWidget | None = None) -> None:
        with shop.read() as view:
            card = supplier_card(view, supplier_id)
            self._accounts = accounts(view)
        super().__init__(shop, _("Pay {name}").format(name=card.fields.name), parent)
        self.supplier_id = supplier_id
        self._key = uuid4().hex
        self._today = date.min
        self.moves: tuple[OpenMove, ...] = ()
        self.model = RowsModel(_OF_ONE, tint=self._tint, parent=self)
        self.view = RowsView(self.model, "supplier-open", _("Open amounts"), self)
        self.view.set_empty(_("Nothing is open: what is paid now is paid in advance."))
        self.total = BigTotal(_("To pay"), size=34)
        self.says = role_label("", "soft")
        self.says.setWordWrap(True)
        self.legs = LegsEdit(self._accounts)
        self.cut = MoneyEdit(_("Cut"), limit=MAX_DOCUMENT, least=0)
        self.remark = QLineEdit()
        self.remark.setMaxLength(200)
        self.all_button = self.add_button(_("All of it"), "Ctrl+G", self.take_all)
        self.credit_button = self.add_button(_("Use the credit"), "Ctrl+U", self.use)
        self.pay_button = self.add_button(_("Pay supplier"), "Ctrl+S", self.pay, primary=True)
        self._lay_out()
        self.read_again()
        self._choose(chosen)
        self.propose()
        self.view.selectionModel().selectionChanged.connect(lambda *_parts: self.propose())
        self.legs.changed.connect(self._say)
        self.cut.changed.connect(lambda _value: self._say())
        bus.watch(self, WATCHED, self.read_again)

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), Card()
        note = role_label(_("Select the documents to pay; without a selection the earliest due is paid first."), "soft", self)
        note.setWordWrap(True)
        left.addWidget(note)
        left.addWidget(with_foot(self.view), 1)
        right.column.addWidget(self.total)
        right.column.addWidget(self.says)
        form = FormRows()
        form.add(_("Paid from"), self.legs)
        form.add(_("Cut"), self.cut, _("What the supplier lets off."))
        form.add(_("Remark"), self.remark)
        right.column.addLayout(form)
        right.column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.GAP_WIDE))
        row.addLayout(left, LEFT)
        row.addWidget(right, RIGHT)
        self.column.addLayout(row, 1)

    # what is open

    def read_again(self) -> None:
        """Read what is open now; what was selected stays so."""
        chosen = [row.move_id for row in self.view.selected_rows()]
        with self.shop.read() as view:
            self._today = view.business_date
            self.moves = open_moves(view, self.supplier_id)
            balance = supplier_card(view, self.supplier_id).balance
        self.facts.setText(_("We owe {sum}").format(sum=format_money(balance)))
        self.model.set_rows(self.moves)
        self._choose(chosen)
        self._say()

    def _tint(self, row: OpenMove, key: str) -> str:
        return "red" if key == "due" and row.left > 0 and row.due is not None and row.due < self._today else ""

    def _choose(self, moves: Sequence[int]) -> None:
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for number, row in enumerate(self.model.rows()):
            if row.move_id in moves:
                self.view.selectionModel().select(self.model.index(number, 0), flags)

    def chosen(self) -> list[OpenMove]:
        """The selected amounts that the shop owes."""
        return [row for row in self.view.selected_rows() if row.left > 0]

    def credit(self) -> OpenMove | None:
        """The credit or advance that is selected, else the first there is."""
        selected = [row for row in self.view.selected_rows() if row.left < 0]
        return next(iter(selected or [row for row in self.moves if row.left < 0]), None)

    def _asked(self) -> list[OpenMove]:
        return self.chosen() or [row for row in self.moves if row.left > 0]

    def propose(self) -> None:
        """With rows selected their sum is what is paid, until another is typed."""
        chosen = self.chosen()
        if chosen and len(self.legs.rows) == 1:
            self.legs.rows[0].amount.set_value(max(0, sum(row.left for row in chosen) - (self.cut.value() or 0)))
        self._say()

    def take_all(self) -> None:
        """All that is selected, or all that is open, less the cut and what other accounts pay, from the first one."""
        first, *others = self.legs.rows
        paid = sum(row.amount.value() or 0 for row in others) + (self.cut.value() or 0)
        first.amount.set_value(max(0, sum(row.left for row in self._asked()) - paid))
        first.amount.select_all()

    # what is said

    def _say(self) -> None:
        """What the sum pays, before it is booked."""
        paid, cut = self.legs.total(), self.cut.value() or 0
        asked = self._asked()
        parts, left = allocate(paid + cut, [Owed(row.move_id, row.left, row.due) for row in asked])
        self.total.set_text(format_money(paid))
        still = sum(row.left for row in self.moves if row.left > 0) - sum(amount for _move, amount in parts)
        said = []
        if parts:
            numbers = {row.move_id: row.number for row in asked}
            named = _(", ").join(numbers[move] for move, _amount in parts[:3]) + (" …" if len(parts) > 3 else "")
            said.append(
                ngettext("Pays {count} document: {numbers}.", "Pays {count} documents: {numbers}.", len(parts)).format(
                    count=len(parts), numbers=named
                )
            )
        if left:
            said.append(_("{sum} of it is paid in advance.").format(sum=format_money(left)))
        if still:
            said.append(_("{sum} stays open.").format(sum=format_money(still)))
        self.says.setText("\n".join(said))
        self.credit_button.setEnabled(self.credit() is not None and any(row.left > 0 for row in self.moves))
        self.all_button.setEnabled(bool(asked))
        self.pay_button.setEnabled(paid + cut > 0)

    # what is done

    def pay(self) -> None:
        """Book the payment. A second press books nothing twice: the key is the form's until it was paid."""
        wrong = self.legs.first_wrong() or (None if self.cut.is_valid() else self.cut)
        if wrong is not None:
            wrong.select_all()
            self.ask.ask(wrong.problem(), kind="red")
            wrong.select_all()
            return
        chosen = self.chosen()
        try:
            with self.shop.work() as work:
                made = pay_supplier(
                    work,
                    self.supplier_id,
                    self.legs.legs(),
                    key=self._key,
                    cut=self.cut.value() or 0,
                    moves=[row.move_id for row in chosen] or None,
                    remark=self.remark.text().strip(),
                )
        except ShopError as refused:
            self.ask.ask(str(refused), kind="red")
            return
        self._after(made)

    def _after(self, made: Paid) -> None:
        self._key = uuid4().hex
        self.view.clearSelection()
        self.legs.clear()
        self.cut.set_value(None)
        self.remark.clear()
        self.ask.clear()
        self.paid.emit(made)

    def use(self) -> None:
        """Let a credit or an advance pay what is selected, or the earliest due."""
        credit = self.credit()
        if credit is None:
            return
        chosen = self.chosen()
        with self.shop.work() as work:
            used = use_credit(work, self.supplier_id, credit.move_id, [row.move_id for row in chosen] or None)
        self.view.clearSelection()
        self.credit_used.emit(used)

    def arrive(self) -> None:
        """The amount."""
        self.legs.rows[0].amount.select_all()

    def is_dirty(self) -> bool:
        """A sum was typed."""
        return bool(self.legs.total() or self.cut.value())
