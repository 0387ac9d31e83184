"""The ways of paying: the list is the shop's. Order gives the digits at the counter."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.payments import Method
from jxc_desktop.i18n import _
from jxc_desktop.operations.payment_methods import add_method, order_methods, place_method, rename_method, switch_method
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.ui import bus, theme
from jxc_desktop.ui.widgets.parts import soft_label


class MethodsForm(QWidget):
    """A list with its order, names and switches."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.methods: tuple[Method, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Ways of paying"))
        self.list.setMinimumHeight(theme.px(240))
        note = soft_label(_("The order gives the digits at the counter: the first is 1. One way of paying in cash always stays."))
        note.setWordWrap(True)
        buttons = QHBoxLayout()
        self.place_button = QPushButton()
        self.place_button.clicked.connect(lambda _checked: self.on_place())
        for text, slot in (
            (_("Up"), lambda: self.on_move(-1)),
            (_("Down"), lambda: self.on_move(1)),
            (_("Rename"), self.on_rename),
            (_("On / off"), self.on_switch),
            (_("Add"), self.on_add),
        ):
            button = QPushButton(text)
            button.clicked.connect(lambda _checked, slot=slot: slot())
            buttons.addWidget(button)
        buttons.addWidget(self.place_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addWidget(note)
        column.addWidget(self.list)
        column.addLayout(buttons)
        column.addStretch(1)
        self.setProperty("place", "form")
        self.list.currentRowChanged.connect(lambda _row: self._show_place())
        self.fill()
        bus.watch(self, {"payment_method"}, self.fill)

    def fill(self) -> None:
        """Show the list as it stands, the same way chosen as before."""
        row = max(0, self.list.currentRow())
        with self.shop.read() as view:
            self.methods = payment_methods(view, with_inactive=True)
        self.list.clear()
        for method in self.methods:
            key = str(method.digit) if method.is_active and method.digit else "–"
            where = _("off") if not method.is_active else "" if method.at_counter else _("not at the counter")
            text = f"{key}   {method.name}" + (f"  ({where})" if where else "")
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, method.id)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))

    @property
    def chosen(self) -> Method:
        """The way of paying under the cursor."""
        return self.methods[max(0, self.list.currentRow())]

    def on_move(self, step: int) -> None:
        """Move the chosen way up or down."""
        row = self.list.currentRow()
        ids = [method.id for method in self.methods if method.at_counter]
        if not (0 <= row < len(ids) and 0 <= row + step < len(ids)):
            return
        ids[row], ids[row + step] = ids[row + step], ids[row]
        with self.shop.work() as work:
            order_methods(work, ids)
        self.fill()
        self.list.setCurrentRow(row + step)

    def on_rename(self) -> None:
        """Give the chosen way another name."""
        name, agreed = QInputDialog.getText(self, _("Rename"), _("Name of the way of paying"), text=self.chosen.name)
        if agreed:
            self.rename(name)

    def rename(self, name: str) -> None:
        """Give the chosen way this name."""
        with self.shop.work() as work:
            rename_method(work, self.chosen.id, name)
        self.fill()

    def on_switch(self) -> None:
        """Switch the chosen way on or off."""
        with self.shop.work() as work:
            switch_method(work, self.chosen.id, is_active=not self.chosen.is_active)
        self.fill()

    def _show_place(self) -> None:
        self.place_button.setText(_("Take from the counter") if self.chosen.at_counter else _("Bring to the counter"))

    def on_place(self) -> None:
        """Among the counter's digits, or not."""
        with self.shop.work() as work:
            place_method(work, self.chosen.id, at_counter=not self.chosen.at_counter)
        self.fill()

    def on_add(self) -> None:
        """Add a way of paying."""
        name, agreed = QInputDialog.getText(self, _("Add"), _("Name of the way of paying"))
        if agreed:
            self.add(name)

    def add(self, name: str) -> None:
        """Add a way of paying of this name."""
        with self.shop.work() as work:
            add_method(work, name)
        self.fill()
        self.list.setCurrentRow(sum(method.at_counter for method in self.methods) - 1)
