"""A form over fields of the shop's settings, made from their declaration: text, number, sum or choice."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from jxc_desktop.domain.payments import ROUNDING_TITLES
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import BELOW_ZERO_TITLES
from jxc_desktop.domain.settings import bounds, choices, titles
from jxc_desktop.domain.weights import HABITS
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.ui import bus, theme, trouble
from jxc_desktop.ui.settings.fields import Field, Fields
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, QuantityEdit
from jxc_desktop.ui.widgets.parts import FormRows

CHOICE_TITLES: dict[str, dict[str, str]] = {
    "cash_rounding": {str(key): title for key, title in ROUNDING_TITLES.items()},
    "weight_unit": {"": N_("the unit of each product"), **HABITS},
    "count_way": {"": N_("Shown to one person, hidden from several"), "open": N_("Always shown"), "blind": N_("Always hidden")},
    "below_zero": {str(key): title for key, title in BELOW_ZERO_TITLES.items()},
    "print_receipts": {"always": N_("Always"), "key": N_("On a key only"), "above": N_("Above a sum")},
    "tax_status": {"none": N_("No tax shown"), "small": N_("Small-scale taxpayer"), "general": N_("General taxpayer")},
}
SUMS = frozenset({"round_off_limit", "return_limit", "order_limit", "print_above", "count_money_tolerance", "count_limit"})
RATES = frozenset({"tax_rate", "count_weighed_tolerance"})


class ShopForm(QWidget):
    """Some of the shop's choices, saved together."""

    def __init__(self, shop: Shop, names: Sequence[str]) -> None:
        super().__init__()
        self.shop = shop
        self.fields = Fields({name: self._field(name) for name in names})
        rows = FormRows()
        for name, field in self.fields.by_name.items():
            rows.add(_(titles()[name]), field.widget)
        self.save = QPushButton(_("Save (Ctrl+S)"))
        theme.set_role(self.save, "primary")
        self.save.clicked.connect(self.on_save)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.on_save)
        below = QHBoxLayout()
        below.addWidget(self.save)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addLayout(rows)
        column.addLayout(below)
        column.addStretch(1)
        self.setProperty("place", "form")
        self.fill()
        bus.watch(self, {"setting", "payment_method"}, self.fill)

    def fill(self) -> None:
        """Show what is chosen now, and leave alone what is typed."""
        self.fields.show({name: getattr(self.shop.settings, name) for name in self.fields.by_name})
        self.save.setEnabled(Permission.CHANGE_SETTINGS in self.shop.actor.permissions)

    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.fields.is_dirty()

    def on_save(self) -> None:
        """Save what was changed; refusals are worded by the operation."""
        chosen = self.fields.read()
        changes = {name: value for name, value in chosen.items() if value is not None and value != getattr(self.shop.settings, name)}
        with self.shop.work() as work:
            change_settings(work, **changes)
        trouble.tell(self, _("Saved."))

    def _field(self, name: str) -> Field:
        if name == "bare_enter_method":
            return self._methods()
        if choices(name):
            return _choice({value: _(CHOICE_TITLES[name][value]) for value in choices(name)})
        if name in SUMS:
            edit = MoneyEdit(_(titles()[name]))
            return Field(edit, edit.value, edit.set_value)
        if name in RATES:
            return _percent(_(titles()[name]))
        if name == "count_tolerance":
            pieces = QuantityEdit(_(titles()[name]), least=0)
            return Field(pieces, pieces.value, pieces.set_value)
        limits = bounds(name)
        if limits:
            return _number(*limits)
        line = QLineEdit()
        return Field(line, lambda: line.text().strip(), line.setText)

    def _methods(self) -> Field:
        with self.shop.read() as view:
            return _choice({method.code: method.name for method in payment_methods(view)})


def _choice(named: dict[str, str]) -> Field:
    box = QComboBox()
    for value, title in named.items():
        box.addItem(title, value)
    return Field(box, box.currentData, lambda value: box.setCurrentIndex(max(0, box.findData(value))))


def _number(least: int, most: int) -> Field:
    box = QSpinBox()
    box.setRange(least, most)
    return Field(box, box.value, box.setValue)


def _percent(title: str) -> Field:
    """Rates are kept in 1/100 percent; whole percents and tenths are what tax offices use."""
    edit = MoneyEdit(title)
    return Field(edit, lambda: None if edit.value() is None else (edit.value() or 0) // 100, lambda rate: edit.set_value(rate * 100))
