"""A scale format typed from the scale's manual: prefix, item, weight or pieces, amount, one after the other."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from jxc_desktop.domain.scale_codes import LENGTHS, MAX_DECIMALS, BadScaleFormat, ScaleFormat, ScaleValue
from jxc_desktop.i18n import N_, _
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.parts import FormRows

TITLES = {
    ScaleValue.AMOUNT: N_("the amount"),
    ScaleValue.WEIGHT: N_("the weight in kg"),
    ScaleValue.PIECES: N_("the pieces"),
    ScaleValue.BOTH: N_("the weight in kg, then the amount"),
}
USUAL_DECIMALS = {ScaleValue.AMOUNT: 2, ScaleValue.WEIGHT: 3, ScaleValue.PIECES: 0, ScaleValue.BOTH: 3}


class ByHand(QWidget):
    """`made` carries the format; what can't be read is said below the prefix."""

    made = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.prefix = QLineEdit()
        self.length, self.value = QComboBox(), QComboBox()
        self.item, self.figures, self.decimals, self.second = _spin(1, 12, 5), _spin(1, 9, 5), _spin(0, MAX_DECIMALS, 2), _spin(1, 9, 5)
        self.check = QCheckBox(_("The last digit is a check digit"))
        self.check.setChecked(True)
        self.add = QPushButton(_("Add this format"))
        for length in LENGTHS:
            self.length.addItem(str(length), length)
        for value, title in TITLES.items():
            self.value.addItem(_(title), value.value)
        self.rows = FormRows()
        for name, field in (
            (_("Prefix"), self.prefix),
            (_("Digits of the code"), self.length),
            (_("Digits of the item number"), self.item),
            (_("After it stands"), self.value),
            (_("Its digits"), self.figures),
            (_("Its decimals"), self.decimals),
            (_("Digits of the amount"), self.second),
        ):
            self.rows.add(name, field)
        below = QHBoxLayout()
        below.addWidget(self.check)
        below.addStretch(1)
        below.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.rows)
        column.addLayout(below)
        self.value.currentIndexChanged.connect(self._on_value)
        self.add.clicked.connect(self.on_add)
        self._on_value()

    def _on_value(self) -> None:
        value = ScaleValue(self.value.currentData())
        self.decimals.setValue(USUAL_DECIMALS[value])
        self.second.setEnabled(value is ScaleValue.BOTH)

    def format(self) -> ScaleFormat:
        """What is typed, as a format. Raises BadScaleFormat."""
        prefix, value = self.prefix.text().strip(), ScaleValue(self.value.currentData())
        figures = len(prefix) + self.item.value()
        second = (figures + self.figures.value(), self.second.value()) if value is ScaleValue.BOTH else (0, 0)
        return ScaleFormat(
            prefix,
            int(self.length.currentData()),
            item_start=len(prefix),
            item_length=self.item.value(),
            value=value,
            value_start=figures,
            value_length=self.figures.value(),
            decimals=self.decimals.value(),
            second_start=second[0],
            second_length=second[1],
            has_check_digit=self.check.isChecked(),
        )

    def on_add(self) -> None:
        """Make the format, or say why not."""
        try:
            made = self.format()
        except BadScaleFormat as wrong:
            self.rows.show_problem(self.prefix, str(wrong))
            return
        self.rows.show_problem(self.prefix, "")
        self.made.emit(made)


def _spin(least: int, most: int, usual: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(usual)
    return box
