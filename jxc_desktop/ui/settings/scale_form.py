"""The scale of this computer: how it speaks and on which port it hangs; a test reads it as the form says."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.domain.scales import BAUDS, NoScalePort, Scale, ScaleKind
from jxc_desktop.domain.units import KILOGRAM, weight_in
from jxc_desktop.i18n import N_, _
from jxc_desktop.ui import jobs, theme, trouble
from jxc_desktop.ui.scale_choice import keep_scale, scale
from jxc_desktop.ui.widgets.parts import FormRows

KIND_TITLES = {
    ScaleKind.NONE: N_("No scale on a cable"),
    ScaleKind.DAHUA: N_("Dahua ACS: sends grams all the time"),
    ScaleKind.TOLEDO: N_("Mettler Toledo 8213 / 8217: is asked"),
    ScaleKind.GENERIC: N_("Others: sends figures with kg or g (Aclas OS2, CAS …)"),
}


class ScaleForm(QWidget):
    """Takes effect when it is kept."""

    def __init__(self) -> None:
        super().__init__()
        now = scale()
        self.kind, self.baud = QComboBox(), QComboBox()
        for kind, title in KIND_TITLES.items():
            self.kind.addItem(_(title), kind)
        for baud in BAUDS:
            self.baud.addItem(str(baud), baud)
        self.kind.setCurrentIndex(self.kind.findData(now.kind))
        self.baud.setCurrentIndex(max(0, self.baud.findData(now.baud)))
        self.port = QLineEdit(now.port)
        self.seven_even = QCheckBox(_("7 bits with even parity, as many Toledo scales have it"))
        self.seven_even.setChecked(now.is_seven_even)
        self.save = QPushButton(_("Use this scale"))
        self.trial = QPushButton(_("Read the scale"))
        self._lay_out()
        self.kind.activated.connect(self.on_kind)
        self.save.clicked.connect(self.on_save)
        self.trial.clicked.connect(self.on_trial)
        self._enable()

    def _lay_out(self) -> None:
        rows = FormRows()
        rows.add(_("Scale on a cable"), self.kind)
        rows.add(_("Port of the scale"), self.port, "COM4 · /dev/ttyUSB1")
        rows.add(_("Speed of the scale"), self.baud)
        rows.addRow("", self.seven_even)
        below = QHBoxLayout()
        for button in (self.save, self.trial):
            below.addWidget(button)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(theme.GAP_WIDE), 0, 0)
        column.addLayout(rows)
        column.addLayout(below)

    def on_kind(self) -> None:
        """Another kind speaks another way."""
        self.seven_even.setChecked(self.kind.currentData() == ScaleKind.TOLEDO)
        self._enable()

    def _enable(self) -> None:
        is_on = self.kind.currentData() != ScaleKind.NONE
        for part in (self.port, self.baud, self.seven_even, self.trial):
            part.setEnabled(is_on)

    def chosen(self) -> Scale:
        """The scale as the form says. Raises NoScalePort."""
        kind, port = ScaleKind(self.kind.currentData()), self.port.text().strip()
        if kind is not ScaleKind.NONE and not port:
            raise NoScalePort
        return Scale(kind, port, self.baud.currentData(), self.seven_even.isChecked())

    def on_save(self) -> None:
        """Keep the scale on this computer."""
        keep_scale(self.chosen())
        trouble.tell(self, _("Saved."))

    def on_trial(self) -> None:
        """Read it as the form says."""
        chosen = self.chosen()
        self.trial.setEnabled(False)
        job = jobs.run(lambda _control: jobs.read_scale(chosen), title=_("Read the scale"), owner=self, done=self._on_read)
        job.finished.connect(self._enable)

    def _on_read(self, milligrams: int) -> None:
        weight = format_quantity(weight_in(milligrams, KILOGRAM), _("kg"))
        trouble.tell(self, _("The scale says {weight}.").format(weight=weight))
