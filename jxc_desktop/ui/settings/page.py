"""The settings page: sections on the left, one form on the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QScrollArea, QStackedWidget, QWidget

from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import theme
from jxc_desktop.ui.page import Page
from jxc_desktop.ui.settings.backup import BackupForm
from jxc_desktop.ui.settings.computer import ComputerForm
from jxc_desktop.ui.settings.diagnostics import Diagnostics
from jxc_desktop.ui.settings.methods import MethodsForm
from jxc_desktop.ui.settings.receipt_form import ReceiptForm
from jxc_desktop.ui.settings.scale_codes import ScaleCodesForm
from jxc_desktop.ui.settings.shop_form import ShopForm
from jxc_desktop.ui.widgets.parts import Card

SHOP = ("shop_name", "shop_address", "shop_phone", "currency")
SELLING = (
    "cash_rounding",
    "round_off_limit",
    "return_limit",
    "bare_enter_method",
    "print_receipts",
    "print_above",
    "below_zero",
    "day_change_hour",
    "tax_status",
    "tax_rate",
    "own_barcode_prefix",
)

SECTIONS: tuple[tuple[str, Callable[[Shop], QWidget]], ...] = (
    (N_("The shop"), lambda shop: ShopForm(shop, SHOP)),
    (N_("Selling"), lambda shop: ShopForm(shop, SELLING)),
    (N_("Receipt"), ReceiptForm),
    (N_("Ways of paying"), MethodsForm),
    (N_("This computer"), ComputerForm),
    (N_("Backup"), BackupForm),
    (N_("Scale codes"), ScaleCodesForm),
    (N_("Diagnostics"), Diagnostics),
)
BACKUP = 5


class SettingsPage(Page):
    """What the shop chose, and what this computer is told."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Settings"))
        self.list.setFixedWidth(theme.px(200))
        theme.set_role(self.list, "menu")
        self.stack = QStackedWidget()
        self._made: dict[int, QWidget] = {}
        self._areas: dict[int, QScrollArea] = {}
        for title, _make in SECTIONS:
            self.list.addItem(_(title))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(14), theme.px(14), theme.px(14))
        row.setSpacing(theme.px(theme.GAP_WIDE))
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)
        self.list.currentRowChanged.connect(self.show_section)
        self.list.setCurrentRow(0)

    def show_section(self, index: int) -> None:
        """Show a section, made when it is first shown."""
        if index not in self._made:
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made = SECTIONS[index][1](self.shop)
            card = Card()
            card.column.addWidget(made)
            area.setWidget(card)
            self._made[index] = made
            self.stack.addWidget(area)
            self._areas[index] = area
        self.stack.setCurrentWidget(self._areas[index])

    def section(self, index: int) -> QWidget:
        """The widget of a section."""
        self.list.setCurrentRow(index)
        return self._made[index]

    def take_scan(self, code: str) -> bool:
        """A scan is for the section shown, if it reads codes."""
        shown = self._made[self.list.currentRow()]
        return shown.take_scan(code) if isinstance(shown, ScaleCodesForm) else False

    def arrive(self) -> None:
        """The list of sections has the focus."""
        self.list.setFocus()
