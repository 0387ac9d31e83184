"""后来的费用: freight, a fee or a rebate of a receipt that stands, owed to whom; what it does to stock and sales is shown before."""

import uuid

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.stock_documents import LATER_TITLES, LaterKind
from jxc_desktop.i18n import _
from jxc_desktop.operations.later_costs import add_later_cost, plan_later_cost
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.goods_receipts import ReceiptCard
from jxc_desktop.queries.suppliers import suppliers
from jxc_desktop.ui import theme
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.widgets.number_edits import MoneyEdit
from jxc_desktop.ui.widgets.parts import Card, role_label


class LaterCostForm(Part):
    """Kind, sum, to whom; F12 books it. Emits `came` with what stands."""

    came = Signal(object)

    def __init__(self, shop: Shop, card: ReceiptCard, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Later cost of {number}, {supplier}").format(number=card.row.number, supplier=card.row.supplier), parent)
        self.card = card
        self.key = uuid.uuid4().hex
        with shop.read() as view:
            names = {str(row.id): row.name for row in suppliers(view)}
        self.kind = Choice(_("What it is"), {str(kind): _(title) for kind, title in LATER_TITLES.items()}, self)
        self.amount = MoneyEdit(_("Amount"), limit=MAX_DOCUMENT, least=COIN, parent=self)
        self.party = Choice(_("Owed to"), {str(card.row.supplier_id): card.row.supplier} | names, self)
        self.remark = QLineEdit(self)
        self.remark.setAccessibleName(_("Remark"))
        self.does = role_label("", "soft", self)
        self.does.setWordWrap(True)
        self._lay_out()
        self.book_button = self.add_button(_("Book the later cost"), "F12", self.book, primary=True)
        self.kind.chosen.connect(self._show)
        self.amount.changed.connect(lambda _value: self._show())
        self.amount.submitted.connect(lambda _value: self.party.setFocus())
        self.party.set_value(str(card.row.supplier_id))
        self._show()

    def _lay_out(self) -> None:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(theme.GAP))
        grid.setVerticalSpacing(theme.px(2))
        named = ((_("What it is"), self.kind), (_("Amount"), self.amount), (_("Owed to"), self.party), (_("Remark"), self.remark))
        for column, (title, field) in enumerate(named):
            label = QLabel(title, self)
            label.setBuddy(field)
            theme.set_role(label, "soft")
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        card.column.addLayout(grid)
        card.column.addWidget(self.does)
        card.column.addStretch(1)
        self.column.addWidget(card, 1)

    def _wanted(self) -> int:
        value = self.amount.value()
        return value if value and self.amount.is_valid() and value % COIN == 0 else 0

    def _show(self) -> None:
        amount = self._wanted()
        self.book_button.setEnabled(bool(amount))
        if not amount:
            self.does.setText(_("The sum is shared over the goods of the receipt by their value."))
            return
        if Permission.SEE_COST not in self.shop.actor.permissions:
            self.does.setText("")
            return
        with self.shop.work() as work:
            planned = plan_later_cost(work, self.card.row.document_id, LaterKind(self.kind.value()), amount)
        stock = sum(moved.stock for moved in planned.later)
        sold = sum(value for moved in planned.later for _move, value in moved.issues)
        lost = sum(moved.difference for moved in planned.later)
        text = _("Of it {stock} is the goods' that are still here, {sold} comes to what has left since; {lost} finds no piece.")
        self.does.setText(text.format(stock=format_money(stock), sold=format_money(sold), lost=format_money(lost)))

    def book(self) -> None:
        """F12. Raises what the operation refuses."""
        amount = self._wanted()
        if not amount:
            return
        with self.shop.work() as work:
            made = add_later_cost(
                work,
                self.card.row.document_id,
                LaterKind(self.kind.value()),
                amount,
                key=self.key,
                party_id=int(self.party.value()),
                remark=self.remark.text().strip(),
            )
        self.came.emit(made)

    def arrive(self) -> None:
        """The sum."""
        self.amount.select_all()

    def take_scan(self, _code: str) -> bool:
        """No goods are scanned here."""
        return True

    def is_dirty(self) -> bool:
        """Whether a sum was typed."""
        return self.amount.value() is not None
