"""What an order comes to, at the right of its lines: when it should come, the remark, the rules that hold it, the button that sends it."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QLineEdit, QPushButton, QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.ui import theme
from jxc_desktop.ui.purchasing.open_order import OpenOrder
from jxc_desktop.ui.widgets.parts import BigTotal, Card, role_label, soft_label

WIDTH = 228


class OrderTotals(Card):
    """`finish_wanted` asks for the order to be sent."""

    finish_wanted = Signal()

    def __init__(self, opened: OpenOrder, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.opened = opened
        self.setFixedWidth(theme.px(WIDTH))
        self._is_filling = False
        self.has_day = QCheckBox(_("Expected on"), self)
        self.day = QDateEdit(self)
        self.day.setAccessibleName(_("Expected on"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.remark = QLineEdit(self)
        self.remark.setAccessibleName(_("Remark"))
        self.remark.setMaxLength(200)
        self.said = role_label("", "amber", self)
        self.said.setWordWrap(True)
        self.lines_label = soft_label("", self)
        self.total = BigTotal(_("Total"), size=34, parent=self)
        self.finish_button = QPushButton(_("Send the order") + "   F12", self)
        self.finish_button.setAccessibleName(_("Send the order"))
        theme.set_role(self.finish_button, "primary")
        label = soft_label(_("Remark"), self)
        label.setBuddy(self.remark)
        above: tuple[QWidget, ...] = (self.has_day, self.day, label, self.remark)
        below: tuple[QWidget, ...] = (self.said, self.lines_label, self.total, self.finish_button)
        for part in above:
            self.column.addWidget(part)
        self.column.addStretch(1)
        for part in below:
            self.column.addWidget(part)
        self.has_day.toggled.connect(self._on_day)
        self.day.dateChanged.connect(lambda _date: self._on_day())
        self.remark.textEdited.connect(self.opened.set_remark)
        self.finish_button.clicked.connect(lambda _checked: self.finish_wanted.emit())

    def _on_day(self) -> None:
        if self._is_filling:
            return
        day = self.day.date()
        self.opened.set_day(date(day.year(), day.month(), day.day()) if self.has_day.isChecked() else None)

    def show_totals(self) -> None:
        """Show the order as it is; what is being typed stays as it is typed."""
        order = self.opened.order
        self._is_filling = True
        self.has_day.setChecked(order.expected_on is not None)
        self.day.setEnabled(order.expected_on is not None)
        day = order.expected_on or self.opened.shop.clock().date()
        self.day.setDate(QDate(day.year, day.month, day.day))
        self._is_filling = False
        if not self.remark.hasFocus():
            self.remark.setText(order.remark)
        count = len(order.lines)
        self.lines_label.setText(ngettext("{count} line", "{count} lines", count).format(count=count))
        self.total.set_text(format_money(order.total))
        lacks = self.opened.lacks
        self.say(_("{amount} short of the supplier's minimum order").format(amount=format_money(lacks)) if lacks else "")

    def say(self, text: str) -> None:
        """What is to be looked at before it is sent."""
        self.said.setText(text)
        self.said.setVisible(bool(text))
