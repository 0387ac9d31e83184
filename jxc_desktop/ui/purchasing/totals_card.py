"""What the receipt comes to, at the right of its lines: freight, fees, the slip's own total and the difference."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from jxc_desktop.domain.money import MAX_DOCUMENT, format_money
from jxc_desktop.i18n import _
from jxc_desktop.queries.places import places
from jxc_desktop.ui import theme
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.purchasing.open_receipt import OpenReceipt
from jxc_desktop.ui.widgets.number_edits import MoneyEdit
from jxc_desktop.ui.widgets.parts import BigTotal, Card, role_label, soft_label

WIDTH = 228


class TotalsCard(Card):
    """Fields of the head that are sums, the total, and the button that books it."""

    finish_wanted = Signal()

    def __init__(self, open_receipt: OpenReceipt, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.open_receipt = open_receipt
        self.setFixedWidth(theme.px(WIDTH))
        self._is_filling = False
        self.slip_total = MoneyEdit(_("Total on the slip"), limit=MAX_DOCUMENT, least=0, parent=self)
        self.freight = MoneyEdit(_("Freight on the slip"), limit=MAX_DOCUMENT, least=0, parent=self)
        self.fees = MoneyEdit(_("Fees paid to others"), limit=MAX_DOCUMENT, least=0, parent=self)
        self.remark = QLineEdit(self)
        self.lines_label, self.difference = soft_label("", self), role_label("", "soft", self)
        self.difference.setWordWrap(True)
        self.total = BigTotal(_("Total"), size=34, parent=self)
        for title, field in (
            (_("Total on the slip"), self.slip_total),
            (_("Freight on the slip"), self.freight),
            (_("Fees paid to others"), self.fees),
            (_("Remark"), self.remark),
        ):
            label = QLabel(title, self)
            theme.set_role(label, "soft")
            label.setBuddy(field)
            field.setAccessibleName(title)
            self.column.addWidget(label)
            self.column.addWidget(field)
        self._add_day_and_place()
        self.column.addStretch(1)
        for part in (self.lines_label, self.total, self.difference):
            self.column.addWidget(part)
        self.finish_button = QPushButton(_("Book the receipt") + "   F12", self)
        self.finish_button.setAccessibleName(_("Book the receipt"))
        theme.set_role(self.finish_button, "primary")
        self.column.addWidget(self.finish_button)
        self.finish_button.clicked.connect(lambda _checked: self.finish_wanted.emit())
        for edit, what in ((self.slip_total, "slip_total"), (self.freight, "freight"), (self.fees, "fees")):
            edit.changed.connect(lambda value, edit=edit, what=what: self._put(edit, what, value))
        self.remark.textEdited.connect(lambda text: self.open_receipt.set_head("remark", text))

    def _add_day_and_place(self) -> None:
        """The business date, and where the goods go if there is more than one place."""
        shop = self.open_receipt.shop
        with shop.read() as view:
            self._today, known = view.business_date, places(view)
        self.day = QDateEdit(self)
        self.day.setAccessibleName(_("Business date"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setMinimumWidth(theme.px(118))
        self.day.setMaximumDate(QDate(self._today.year, self._today.month, self._today.day))
        self.into = Choice(_("Goes to"), {str(each.id): each.title for each in known}, self)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for row, (title, field) in enumerate(((_("Dated"), self.day), (_("Goes to"), self.into))):
            label = QLabel(title, self)
            theme.set_role(label, "soft")
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            label.setVisible(field is self.day or len(known) > 1)
        self.into.setVisible(len(known) > 1)
        self.column.addLayout(grid)
        self.day.dateChanged.connect(lambda _date: self._on_day())
        self.into.chosen.connect(self._on_place)

    def _on_day(self) -> None:
        chosen = self.day.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        if not self._is_filling:
            self.open_receipt.set_head("day", None if day == self._today else day)

    def _on_place(self) -> None:
        if not self._is_filling:
            self.open_receipt.set_place(int(self.into.value()))

    def _put(self, edit: MoneyEdit, what: str, value: int | None) -> None:
        if not self._is_filling and edit.is_valid():
            self.open_receipt.set_head(what, value if what == "slip_total" else value or 0)

    def show_totals(self) -> None:
        """Show the receipt as it is; what is being typed stays as it is typed."""
        receipt = self.open_receipt.receipt
        self._is_filling = True
        for edit, value in (
            (self.slip_total, receipt.slip_total),
            (self.freight, receipt.freight or None),
            (self.fees, receipt.fees or None),
        ):
            if not edit.line.hasFocus() or (edit.is_valid() and (edit.value() or None) != value):
                edit.set_value(value)
        day = receipt.day or self._today
        self.day.setDate(QDate(day.year, day.month, day.day))
        if self.open_receipt.into is not None:
            self.into.set_value(str(self.open_receipt.into))
        self._is_filling = False
        if not self.remark.hasFocus():
            self.remark.setText(receipt.remark)
        pieces = [_("Lines {amount}").format(amount=format_money(receipt.lines_total))]
        if receipt.fees:
            pieces.append(_("fees to others {amount}").format(amount=format_money(receipt.fees)))
        self.lines_label.setText("\n".join(pieces))
        self.total.set_text(format_money(receipt.total))
        self._show_difference()

    def _show_difference(self) -> None:
        receipt = self.open_receipt.receipt
        if receipt.slip_total is None:
            self.difference.setText("")
            return
        off = receipt.slip_total - receipt.total
        theme.set_role(self.difference, "problem" if off else "soft")
        if off:
            self.difference.setText(_("The slip differs by {amount}").format(amount=format_money(off)))
        else:
            self.difference.setText(_("Agrees with the slip ✓"))
