"""The settings page: sections on the left, one form on the right."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.ui import bus, theme, trouble
from jxc_desktop.ui.page import Page
from jxc_desktop.ui.settings.accounts_form import AccountsForm
from jxc_desktop.ui.settings.backup import BackupForm
from jxc_desktop.ui.settings.computer import ComputerForm
from jxc_desktop.ui.settings.diagnostics import Diagnostics
from jxc_desktop.ui.settings.keys_form import KeysForm
from jxc_desktop.ui.settings.methods import MethodsForm
from jxc_desktop.ui.settings.receipt_form import ReceiptForm
from jxc_desktop.ui.settings.scale_codes import ScaleCodesForm
from jxc_desktop.ui.settings.shop_form import ShopForm
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.menu import Menu
from jxc_desktop.ui.widgets.parts import Card

SHOP = ("shop_name", "shop_address", "shop_phone", "currency")
SELLING = (
    "cash_rounding",
    "round_off_limit",
    "return_limit",
    "bare_enter_method",
    "print_receipts",
    "print_above",
    "weight_unit",
    "below_zero",
    "day_change_hour",
    "tax_status",
    "tax_rate",
    "own_barcode_prefix",
)
BUYING = ("order_limit",)
COUNTING = (
    "count_day",
    "count_way",
    "count_tolerance",
    "count_money_tolerance",
    "count_weighed_tolerance",
    "count_minutes",
    "count_limit",
    "cycle_days_a",
    "cycle_days_b",
    "cycle_days_c",
)

SECTIONS: tuple[tuple[str, Callable[[Shop], QWidget]], ...] = (
    (N_("The shop"), lambda shop: ShopForm(shop, SHOP)),
    (N_("Selling"), lambda shop: ShopForm(shop, SELLING)),
    (N_("Receipt"), ReceiptForm),
    (N_("Ways of paying"), MethodsForm),
    (N_("Accounts"), AccountsForm),
    (N_("This computer"), ComputerForm),
    (N_("Backup"), BackupForm),
    (N_("Scale codes"), ScaleCodesForm),
    (N_("Keys of the counter"), KeysForm),
    (N_("Diagnostics"), Diagnostics),
    (N_("Buying"), lambda shop: ShopForm(shop, BUYING)),
    (N_("Counts"), lambda shop: ShopForm(shop, COUNTING)),
)
SECTION_OF_SELLING, RECEIPT, BACKUP, KEYS = 1, 2, 6, 8


class SettingsPage(Page):
    """What the shop chose, and what this computer is told."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.list = Menu(_("Settings"), [said for title, _make in SECTIONS for said in (_(title), _unsaved(title))])
        self.stack = QStackedWidget()
        self._is_left = False
        self._made: dict[int, QWidget] = {}
        self._areas: dict[int, QScrollArea] = {}
        for title, _make in SECTIONS:
            self.list.addItem(_(title))
        self.ask = AskStrip(self)
        wide = theme.px(theme.GAP_WIDE)
        row = QHBoxLayout()
        row.setSpacing(wide)
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(wide, wide, wide, wide)
        column.setSpacing(wide)
        column.addWidget(self.ask)
        column.addLayout(row, 1)
        self.list.currentRowChanged.connect(self.show_section)
        self.list.setCurrentRow(0)
        bus.watch(self, {"setting", "picture"}, self.mark_unsaved)

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
        self.ask.clear()
        self.mark_unsaved()

    def unsaved(self) -> list[int]:
        """The sections in which something is typed that is not saved."""
        return [index for index, made in self._made.items() if isinstance(made, (ShopForm, ReceiptForm)) and made.is_dirty()]

    def mark_unsaved(self) -> None:
        """The list says which sections are not saved, but for the one that is shown."""
        unsaved = set(self.unsaved()) - {self.list.currentRow()}
        for index, (title, _make) in enumerate(SECTIONS):
            self.list.item(index).setText(_unsaved(title) if index in unsaved else _(title))

    def section(self, index: int) -> QWidget:
        """The widget of a section."""
        self.list.setCurrentRow(index)
        return self._made[index]

    def show_setting(self, name: str) -> None:
        """A setting of how the shop sells, the cursor in its field."""
        made = self.section(SECTION_OF_SELLING)
        if isinstance(made, ShopForm):
            made.fields.by_name[name].widget.setFocus()

    def show_keys(self) -> None:
        """Where the keys of the counter are changed."""
        self.section(KEYS)

    def take_scan(self, code: str) -> bool:
        """A scan is for the section shown, if it reads codes."""
        shown = self._made[self.list.currentRow()]
        return shown.take_scan(code) if isinstance(shown, ScaleCodesForm) else False

    def leave(self) -> bool:
        """What is typed and not saved is asked about before the window closes."""
        unsaved = self.unsaved()
        if not unsaved or self._is_left:
            return True
        title = _(SECTIONS[unsaved[0]][0])
        self.section(unsaved[0])
        self.ask.ask(
            _("“{name}” is not saved yet.").format(name=title),
            [(_("Go on with it"), lambda: self._go_on(unsaved[0])), (_("Close without saving"), self._close_anyway)],
        )
        return False

    def _go_on(self, index: int) -> None:
        made = self.section(index)
        if isinstance(made, (ShopForm, ReceiptForm)):
            made.fields.focus_first()

    def _close_anyway(self) -> None:
        self._is_left = True
        self.window().close()
        self._is_left = False

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page is looked at: what is not saved is said."""
        super().hideEvent(event)
        unsaved = self.unsaved()
        if unsaved and self.window().isVisible():
            text = _("“{name}” is not saved yet. What was typed stays here until the program is closed.")
            trouble.tell(self.window(), text.format(name=_(SECTIONS[unsaved[0]][0])), kind="amber")

    def arrive(self) -> None:
        """The list of sections has the focus."""
        self.list.setFocus()


def _unsaved(title: str) -> str:
    return _("{section} (not saved)").format(section=_(title))
