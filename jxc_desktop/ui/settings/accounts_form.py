"""The accounts in which the shop's money lies, and to which of them each way of paying brings its money."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.accounts import KIND_TITLES, Account, AccountKind
from jxc_desktop.i18n import _
from jxc_desktop.operations.accounts import add_account, name_account, rename_account, switch_account
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.accounts import accounts, accounts_of_methods
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.widgets.parts import FormRows, soft_label


class AccountsForm(QWidget):
    """The list with names, kinds and switches; below it a box for each way of paying."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.accounts: tuple[Account, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Accounts"))
        self.list.setMinimumHeight(theme.px(210))
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Kind of a new account"))
        self.kind.view().setAccessibleName(_("Kind of a new account"))
        for kind, title in KIND_TITLES.items():
            self.kind.addItem(_(title), str(kind))
        self.kind.setCurrentIndex(self.kind.findData(str(AccountKind.WALLET)))
        self.boxes: dict[int, QComboBox] = {}
        self.form = FormRows()
        note = soft_label(_("Suppliers are paid from these; each way of paying brings its money to one of them."))
        note.setWordWrap(True)
        buttons = QHBoxLayout()
        for text, slot in ((_("Rename"), self.on_rename), (_("On / off"), self.on_switch), (_("Add"), self.on_add)):
            button = QPushButton(text)
            button.clicked.connect(lambda _checked, slot=slot: slot())
            buttons.addWidget(button)
        buttons.addWidget(self.kind)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addWidget(note)
        column.addWidget(self.list)
        column.addLayout(buttons)
        column.addWidget(soft_label(_("Ways of paying")))
        column.addLayout(self.form)
        column.addStretch(1)
        self.setProperty("place", "form")
        self.fill()
        bus.watch(self, {"account", "payment_method"}, self.fill)

    def fill(self) -> None:
        """Show the lists as they stand, the same account chosen as before."""
        row = max(0, self.list.currentRow())
        with self.shop.read() as view:
            self.accounts = accounts(view, with_inactive=True)
            methods, named = payment_methods(view), accounts_of_methods(view)
        self.list.clear()
        for each in self.accounts:
            kind = _(KIND_TITLES[each.kind])
            said = [kind] if kind != each.name else []
            said += [] if each.is_active else [_("off")]
            item = QListWidgetItem(each.name + (f"  ({', '.join(said)})" if said else ""))
            item.setData(Qt.ItemDataRole.UserRole, each.id)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        if set(self.boxes) != {method.id for method in methods}:
            while self.form.rowCount():
                self.form.removeRow(0)
            self.boxes = {method.id: self._box(method.id, method.name) for method in methods}
        for method_id, box in self.boxes.items():
            box.blockSignals(True)
            box.clear()
            box.addItem(_("none"), None)
            for each in self.accounts:
                if each.is_active:
                    box.addItem(each.name, each.id)
            box.setCurrentIndex(max(0, box.findData(named.get(method_id))))
            box.blockSignals(False)

    def _box(self, method_id: int, name: str) -> QComboBox:
        box = QComboBox()
        box.view().setAccessibleName(name)
        box.activated.connect(partial(self._on_named, method_id))
        self.form.add(name, box)
        return box

    def _on_named(self, method_id: int, index: int) -> None:
        self.name_account(method_id, self.boxes[method_id].itemData(index))

    def name_account(self, method_id: int, account_id: int | None) -> None:
        """Say where a way of paying brings its money."""
        with self.shop.work() as work:
            name_account(work, method_id, account_id)

    @property
    def chosen(self) -> Account:
        """The account under the cursor."""
        return self.accounts[max(0, self.list.currentRow())]

    def on_rename(self) -> None:
        """Give the chosen account another name."""
        name, agreed = QInputDialog.getText(self, _("Rename"), _("Name of the account"), text=self.chosen.name)
        if agreed:
            self.rename(name)

    def rename(self, name: str) -> None:
        """Give the chosen account this name."""
        with self.shop.work() as work:
            rename_account(work, self.chosen.id, name)
        self.fill()

    def on_switch(self) -> None:
        """Switch the chosen account on or off."""
        with self.shop.work() as work:
            switch_account(work, self.chosen.id, is_active=not self.chosen.is_active)
        self.fill()

    def on_add(self) -> None:
        """Add an account of the kind in the box."""
        name, agreed = QInputDialog.getText(self, _("Add"), _("Name of the account"))
        if agreed:
            self.add(name)

    def add(self, name: str) -> None:
        """Add an account of this name."""
        with self.shop.work() as work:
            add_account(work, name, AccountKind(self.kind.currentData()))
        self.fill()
        self.list.setCurrentRow(self.list.count() - 1)
