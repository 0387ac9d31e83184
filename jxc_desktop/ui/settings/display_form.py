"""The customer displays of this computer: the second window with its payment code, and the display on a cable."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.line_displays import BAUDS, DisplayKind, DisplayText, Light, LineDisplay, NoDisplayPort, Row
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.pictures import change_payment_code
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.pictures import payment_code_png
from jxc_desktop.queries.pictures import payment_code
from jxc_desktop.ui import bus, jobs, theme, trouble
from jxc_desktop.ui.display import choices
from jxc_desktop.ui.picture_files import ask_picture, read_picture
from jxc_desktop.ui.widgets.number_edits import ProblemLabel
from jxc_desktop.ui.widgets.parts import FormRows

KIND_TITLES = {
    DisplayKind.NONE: N_("No display on a cable"),
    DisplayKind.LED: N_("LED (the amount)"),
    DisplayKind.VFD: N_("VFD (two rows of 20 letters)"),
}
TRIAL_NAME = N_("Test")


class DisplayForm(QWidget):
    """The window takes effect at once; the display on a cable when it is kept. The payment code belongs to the shop's file."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        display = choices.line_display()
        self.window_on = QCheckBox(_("Show the sale to the customer in a second window"))
        self.window_on.setChecked(choices.has_window())
        self.code_state = QLabel()
        self.choose, self.no_code = QPushButton(_("Choose …")), QPushButton(_("None"))
        self.kind, self.baud = QComboBox(), QComboBox()
        for kind, title in KIND_TITLES.items():
            self.kind.addItem(_(title), kind)
        for baud in BAUDS:
            self.baud.addItem(str(baud), baud)
        self.kind.setCurrentIndex(self.kind.findData(display.kind))
        self.baud.setCurrentIndex(max(0, self.baud.findData(display.baud)))
        self.port = QLineEdit(display.port)
        self.chinese = QCheckBox(_("The display has Chinese letters (GB18030)"))
        self.chinese.setChecked(display.is_chinese)
        self.problem = ProblemLabel(self)
        self.save = QPushButton(_("Use this display"))
        self.trial = QPushButton(_("Test the display"))
        self._lay_out()
        self._connect()
        self.on_kind()
        self.show_code()
        self.show_trouble()

    def _lay_out(self) -> None:
        rows = FormRows()
        rows.add(_("Customer display"), self.window_on, _("On the second screen when there is one; else move the window there."))
        code = QWidget()
        row = QHBoxLayout(code)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.choose, self.no_code):
            row.addWidget(part)
        row.addWidget(self.code_state, 1)
        self.choose.setAccessibleName(_("Choose a picture of the payment code"))
        self.no_code.setAccessibleName(_("No payment code"))
        rows.addRow(_("Payment code"), code)
        rows.add(_("Display on a cable"), self.kind)
        rows.add(_("Port"), self.port, "COM3 · /dev/ttyUSB0")
        rows.add(_("Speed"), self.baud)
        rows.addRow("", self.chinese)
        below = QHBoxLayout()
        for button in (self.save, self.trial):
            below.addWidget(button)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.setContentsMargins(0, theme.px(theme.GAP_WIDE), 0, 0)
        column.addLayout(rows)
        column.addWidget(self.problem)
        column.addLayout(below)

    def _connect(self) -> None:
        self.window_on.clicked.connect(lambda is_on: choices.keep_window(is_on=is_on))
        self.kind.currentIndexChanged.connect(self.on_kind)
        self.choose.clicked.connect(self.on_choose)
        self.no_code.clicked.connect(lambda _checked: self.keep_code(b""))
        self.save.clicked.connect(self.on_save)
        self.trial.clicked.connect(self.on_trial)
        choices.notice().changed.connect(self.show_trouble)
        bus.watch(self, {"picture"}, self.show_code)

    def on_kind(self) -> None:
        """What a kind does not have can't be set."""
        kind = DisplayKind(self.kind.currentData())
        for part in (self.port, self.baud, self.trial):
            part.setEnabled(kind is not DisplayKind.NONE)
        self.chinese.setEnabled(kind is DisplayKind.VFD)

    def show_trouble(self) -> None:
        """Say what is wrong with the display on the cable, or nothing."""
        self.problem.show_problem(choices.notice().trouble)

    # the payment code

    def show_code(self) -> None:
        """Say whether the shop has a payment code."""
        with self.shop.read() as view:
            kept = payment_code(view)
        self.code_state.setText(_("{size} kB").format(size=-(-len(kept) // 1000)) if kept else _("No payment code"))
        may_change = Permission.CHANGE_SETTINGS in self.shop.actor.permissions
        self.choose.setEnabled(may_change)
        self.no_code.setEnabled(may_change and bool(kept))

    def on_choose(self) -> None:
        """Ask for a picture file."""
        file = ask_picture(self, _("Choose a picture of the payment code"))
        if file is not None:
            self.read_code(file)

    def read_code(self, file: Path) -> jobs.Job:
        """Read a picture file on another thread, and keep it."""
        return read_picture(file, payment_code_png, title=_("Choose a picture of the payment code"), owner=self, done=self.keep_code)

    def keep_code(self, body: bytes) -> None:
        """Keep this payment code (a PNG file; none when empty)."""
        with self.shop.work() as work:
            change_payment_code(work, body)
        self.show_code()
        trouble.tell(self, _("Saved."))

    # the display on a cable

    def display(self) -> LineDisplay:
        """The display as the form says. Raises NoDisplayPort."""
        kind, port = DisplayKind(self.kind.currentData()), self.port.text().strip()
        if kind is not DisplayKind.NONE and not port:
            raise NoDisplayPort
        return LineDisplay(kind, port, self.baud.currentData(), self.chinese.isChecked())

    def on_save(self) -> None:
        """Keep the display on this computer."""
        display = self.display()
        choices.notice().told.emit("")
        choices.keep_line_display(display)
        trouble.tell(self, _("Saved."))

    def on_trial(self) -> None:
        """Show a test on the display as the form says."""
        display = self.display()
        name = _(TRIAL_NAME) if display.is_chinese else TRIAL_NAME
        text = DisplayText(Row(name, "6.00"), Row("1234567890", "88.88"), "88.88", Light.TOTAL)
        self.trial.setEnabled(False)
        job = jobs.run(
            lambda _control: jobs.show_on_display(display, text),
            title=_("Test the display"),
            owner=self,
            done=lambda _nothing: trouble.tell(self, _("The test was sent: the display should show 88.88.")),
        )
        job.finished.connect(self.on_kind)
