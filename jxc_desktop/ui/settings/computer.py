"""What this computer is told: language, look, size, receipt printer, scanner, customer displays, scale."""

from dataclasses import replace

from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop import i18n
from jxc_desktop.domain.printers import Target, TargetKind, format_target, parse_target
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.print_jobs import drop_without_printer
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.receipts import trial_page
from jxc_desktop.ui import jobs, remembered, theme, trouble
from jxc_desktop.ui.print_queue import PRINTER, printer_target
from jxc_desktop.ui.settings.display_form import DisplayForm
from jxc_desktop.ui.settings.scale_form import ScaleForm
from jxc_desktop.ui.widgets import scanner as scanners
from jxc_desktop.ui.widgets.calibration import CalibrationDialog
from jxc_desktop.ui.widgets.parts import FormRows

KIND_TITLES = {
    TargetKind.NONE: N_("No printer"),
    TargetKind.NETWORK: N_("Network (address:port)"),
    TargetKind.USB: N_("USB (vendor:product)"),
    TargetKind.SERIAL: N_("Serial port (port:baud)"),
    TargetKind.FILE: N_("File or device"),
    TargetKind.WINDOWS: N_("Windows printer"),
}


class ComputerForm(QWidget):
    """The choices of this computer. They take effect at once and are kept outside the shop file."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.language = _combo({"": _("As the system"), **i18n.LANGUAGES}, remembered.text("window/language"))
        self.look = _combo({key: _(title) for key, title in theme.CHOICES.items()}, remembered.text("window/theme", "system"))
        room = self.screen().availableSize()
        self._zooms = theme.fitting_zooms(room)
        zoom = theme.fitting(remembered.number("window/zoom", 100), room)
        self.zoom = _combo({str(each): f"{each} %" for each in self._zooms}, str(zoom))
        target = parse_target(remembered.text(PRINTER))
        self.kind = _combo({kind.value: _(title) for kind, title in KIND_TITLES.items()}, target.kind.value)
        self.place = QLineEdit(_place_text(target))
        self.paper = _combo({"80": "80 mm", "58": "58 mm"}, str(target.width_mm))
        self.drawn = _check(_("The printer has no Chinese letters: draw everything"), is_on=target.is_bitmap)
        self.cuts = _check(_("Cut the paper"), is_on=target.cuts)
        self.drawer = _check(_("A cash drawer hangs on the printer"), is_on=target.has_drawer)
        self.asks = _check(_("Ask the printer before each job"), is_on=target.asks_first)
        self.displays = DisplayForm(shop)
        self.scale = ScaleForm()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        rows = FormRows()
        rows.add(_("Language"), self.language, _("Takes effect at the next start."))
        rows.add(_("Look"), self.look)
        most = _("This screen has room for {percent} % at most.").format(percent=self._zooms[-1])
        rows.add(_("Size"), self.zoom, most if self._zooms != theme.ZOOMS else "")
        rows.add(_("Receipt printer"), self.kind)
        rows.add(_("Where it is"), self.place, "192.168.1.50:9100 · 04b8:0e15 · COM3:9600 · /dev/usb/lp0 · POS-58")
        rows.add(_("Paper"), self.paper)
        for box in (self.drawn, self.cuts, self.drawer, self.asks):
            rows.addRow("", box)
        self.save = QPushButton(_("Use this printer"))
        self.trial = QPushButton(_("Print a test page"))
        self.calibrate = QPushButton(_("Get to know the scanner"))
        theme.set_role(self.save, "primary")
        below = QHBoxLayout()
        for button in (self.save, self.trial, self.calibrate):
            below.addWidget(button)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addLayout(rows)
        column.addLayout(below)
        column.addWidget(self.displays)
        column.addWidget(self.scale)
        column.addStretch(1)
        self.setProperty("place", "form")

    def _connect(self) -> None:
        self.language.activated.connect(self.on_language)
        self.look.activated.connect(self.on_look)
        self.zoom.activated.connect(self.on_look)
        self.save.clicked.connect(self.on_save_printer)
        self.trial.clicked.connect(self.on_trial)
        self.calibrate.clicked.connect(self.on_calibrate)

    def on_language(self) -> None:
        """Keep the language for the next start."""
        remembered.remember("window/language", self.language.currentData())
        trouble.tell(self, _("The language changes at the next start of the program."))

    def on_look(self) -> None:
        """Show the look at once, and keep it."""
        remembered.remember("window/theme", self.look.currentData())
        zoom, before = int(self.zoom.currentData()), theme.zoom_percent()
        remembered.remember("window/zoom", zoom)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply_theme(app, self.look.currentData(), zoom)
        if zoom != before:
            trouble.tell(self, _("Some parts take the new size at the next start of the program."))

    def target(self) -> Target:
        """The printer as the form says. Raises NotAPrinter."""
        kind = TargetKind(self.kind.currentData())
        place = "" if kind is TargetKind.NONE else f"{kind.value}:{self.place.text().strip()}"
        return replace(
            parse_target(place),
            width_mm=int(self.paper.currentData()),
            is_bitmap=self.drawn.isChecked(),
            cuts=self.cuts.isChecked(),
            has_drawer=self.drawer.isChecked(),
            asks_first=self.asks.isChecked(),
        )

    def on_save_printer(self) -> None:
        """Keep the printer on this computer. The first one is not sent what was sold before it."""
        target, before = self.target(), printer_target()
        if before.kind is TargetKind.NONE:
            with self.shop.work() as work:
                drop_without_printer(work)
        remembered.remember(PRINTER, format_target(target))
        trouble.tell(self, _("Saved."))

    def on_trial(self) -> None:
        """Print a test page on the printer as the form says."""
        target = self.target()
        page = trial_page(width_mm=target.width_mm, is_bitmap=target.is_bitmap, cut=target.cuts)
        jobs.run(
            lambda _control: jobs.send_to_printer(target, page),
            title=_("Print a test page"),
            owner=self,
            done=lambda _nothing: trouble.tell(self, _("The test page was sent.")),
        )

    def on_calibrate(self) -> None:
        """Scan three times and take over what was found."""
        found = scanners.current()
        if found is not None:
            dialog = CalibrationDialog(found, self)
            dialog.open()


def _combo(named: dict[str, str], chosen: str) -> QComboBox:
    box = QComboBox()
    for value, title in named.items():
        box.addItem(title, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box


def _check(text: str, *, is_on: bool) -> QCheckBox:
    box = QCheckBox(text)
    box.setChecked(is_on)
    return box


def _place_text(target: Target) -> str:
    text = format_target(replace(target, width_mm=80, is_bitmap=False, cuts=True, has_drawer=True, asks_first=True))
    return text.partition(":")[2]
