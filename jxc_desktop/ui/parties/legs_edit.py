"""From which accounts is paid, and how much from each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.accounts import Account
from jxc_desktop.domain.money import MAX_DOCUMENT
from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.number_edits import MoneyEdit


class LegRow(QWidget):
    """An account and what it pays."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, accounts: Sequence[Account], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.account = QComboBox()
        self.account.setAccessibleName(_("Account"))
        self.account.view().setAccessibleName(_("Account"))
        for each in accounts:
            self.account.addItem(each.name, each.id)
        self.amount = MoneyEdit(_("Amount"), limit=MAX_DOCUMENT, least=0)
        self.amount.line.setPlaceholderText(_("Amount"))
        self.remove_button = QPushButton(theme.icon("x"), "", self)
        self.remove_button.setAccessibleName(_("Remove this account"))
        self.remove_button.setToolTip(_("Remove this account"))
        theme.set_role(self.remove_button, "icon")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        top = Qt.AlignmentFlag.AlignTop
        for part, stretch in ((self.account, 1), (self.amount, 1), (self.remove_button, 0)):
            row.addWidget(part, stretch, top)
        self.account.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.amount.changed.connect(lambda _value: self.changed.emit())
        self.remove_button.clicked.connect(lambda _checked: self.removed.emit(self))


class LegsEdit(QWidget):
    """The accounts that pay; at least one row."""

    changed = Signal()

    def __init__(self, accounts: Sequence[Account], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accounts = accounts
        self.rows: list[LegRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self.add_button = QPushButton(_("Another account"), self)
        self.add_button.setAccessibleName(_("Another account"))
        theme.set_role(self.add_button, "link")
        self.add_button.clicked.connect(lambda _checked: self._add_next())
        line = QHBoxLayout()
        line.addWidget(self.add_button)
        line.addStretch(1)
        self._column.addLayout(line)
        self.add_row()

    def add_row(self) -> LegRow:
        """One more account."""
        row = LegRow(self._accounts, self)
        row.account.setCurrentIndex(min(len(self.rows), row.account.count() - 1))
        row.changed.connect(self.changed)
        row.removed.connect(self._remove)
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        self._show_buttons()
        return row

    def _add_next(self) -> None:
        self.add_row().amount.select_all()
        self.changed.emit()

    def _remove(self, row: LegRow) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self._show_buttons()
        self.rows[0].amount.select_all()
        self.changed.emit()

    def _show_buttons(self) -> None:
        for row in self.rows:
            row.remove_button.setVisible(len(self.rows) > 1)
        self.add_button.setEnabled(len(self.rows) < len(self._accounts))

    def clear(self) -> None:
        """One account, nothing typed."""
        for row in self.rows[1:]:
            self._remove(row)
        self.rows[0].amount.set_value(None)

    def legs(self) -> list[tuple[int, int]]:
        """(account, amount) of each row in which an amount stands."""
        return [(row.account.currentData(), value) for row in self.rows if (value := row.amount.value())]

    def total(self) -> int:
        """What all of them pay."""
        return sum(amount for _account, amount in self.legs())

    def first_wrong(self) -> MoneyEdit | None:
        """The first amount that can't be read."""
        return next((row.amount for row in self.rows if not row.amount.is_valid()), None)
