"""Getting to know a scanner: the same printed code three times tells its pace, its end key and its prefix."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import N_, _
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.widgets.bursts import LEAST_LENGTH, Calibration, clean
from jxc_desktop.ui.widgets.parts import FormRows, role_label
from jxc_desktop.ui.widgets.scanner import Scanner

TIMES = 3
QUIET_MS = 400
LEAST_GAP_MS, MOST_GAP_MS = 35, 80
SUFFIX_TITLES = {"enter": N_("Enter"), "tab": N_("Tab"), "none": N_("nothing")}


class ScansDiffer(ShopError):
    """The scans were not of one code."""

    def sentence(self) -> str:
        """Ask for the same code again."""
        return _("The scans are not the same. Scan one and the same code {times} times.").format(times=TIMES)


@dataclass(frozen=True)
class Stroke:
    """One character a scanner sent, and when."""

    text: str
    at_ms: int


def text_of(scan: Sequence[Stroke]) -> str:
    """What a scan says, without its end."""
    return clean("".join(stroke.text for stroke in scan), Calibration())


def derive(scans: Sequence[Sequence[Stroke]], printed: str = "") -> Calibration:
    """The calibration that these scans of one code show; `printed` is what stands under the bars, to find a prefix.

    Raises ScansDiffer when they are not the same or too short.
    """
    texts = {text_of(scan) for scan in scans}
    if len(texts) != 1 or len(min(texts)) < LEAST_LENGTH:
        raise ScansDiffer
    text = min(texts)
    gaps = [late.at_ms - early.at_ms for scan in scans for early, late in zip(_body(scan), _body(scan)[1:], strict=False)]
    gap = min(max(max(gaps) * 3 // 2, LEAST_GAP_MS), MOST_GAP_MS)
    prefix = text[: -len(printed)] if printed and text.endswith(printed) else ""
    return Calibration(gap, _suffix(scans[-1]), prefix)


def _body(scan: Sequence[Stroke]) -> list[Stroke]:
    return [stroke for stroke in scan if stroke.text.isprintable()]


def _suffix(scan: Sequence[Stroke]) -> str:
    ends = {stroke.text for stroke in scan if not stroke.text.isprintable()}
    return "enter" if ends & {"\r", "\n"} else "tab" if "\t" in ends else "none"


class CalibrationDialog(QDialog):
    """Scan three times; what was found is shown and taken over. The scanner's filter hands every key to this dialog."""

    def __init__(self, scanner: Scanner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Get to know the scanner"))
        self._scanner = scanner
        self._strokes: list[Stroke] = []
        self._scans: list[list[Stroke]] = []
        self.found: Calibration | None = None
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet)
        self.steps = [QLabel(self) for _step in range(TIMES)]
        self.verdict = role_label("", "strong", self)
        self.printed = QLineEdit(self)
        self._lay_out()
        self.start()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        margin = theme.px(20)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addWidget(role_label(_("Scan one printed barcode {times} times.").format(times=TIMES), "title"))
        row = QHBoxLayout()
        for label in self.steps:
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMinimumWidth(theme.px(150))
            row.addWidget(label)
        column.addLayout(row)
        self.verdict.setWordWrap(True)
        column.addWidget(self.verdict)
        rows = FormRows()
        rows.add(_("Printed under the bars"), self.printed, _("If the scanner puts something in front, leave here only what is printed."))
        self.printed.textEdited.connect(lambda _text: self._show_found())
        column.addLayout(rows)
        buttons = QDialogButtonBox(self)
        self.again = QPushButton(_("Once more"), self)
        self.again.clicked.connect(lambda _checked: self.start())
        self.use = QPushButton(_("Use this"), self)
        theme.set_role(self.use, "primary")
        self.use.clicked.connect(lambda _checked: self.accept())
        leave = QPushButton(_("Leave as it was"), self)
        leave.clicked.connect(lambda _checked: self.reject())
        for button, role in (
            (self.use, QDialogButtonBox.ButtonRole.AcceptRole),
            (self.again, QDialogButtonBox.ButtonRole.ResetRole),
            (leave, QDialogButtonBox.ButtonRole.RejectRole),
        ):
            button.setAutoDefault(False)
            buttons.addButton(button, role)
        column.addWidget(buttons)

    def start(self) -> None:
        """Listen from the beginning."""
        self._scans, self._strokes, self.found = [], [], None
        self._scanner.recorder = self.on_stroke
        self.printed.clear()
        self.printed.setEnabled(False)
        self.setFocus()
        self._show_steps()
        self.verdict.setText(_("Waiting for the first scan."))

    def on_stroke(self, text: str, at_ms: int) -> None:
        """A key came from the scanner."""
        self._strokes.append(Stroke(text, at_ms))
        self._quiet.start()

    def _on_quiet(self) -> None:
        """A scan is over."""
        scan, self._strokes = self._strokes, []
        if len(text_of(scan)) < LEAST_LENGTH:
            return
        self._scans.append(scan)
        sounds.taken()
        self._show_steps()
        self.verdict.setText(_("Read. Now the same code again."))
        if len(self._scans) == TIMES:
            self._scanner.recorder = None
            self.printed.setEnabled(True)
            self.printed.setText(text_of(scan))
            self._show_found()

    def _show_steps(self) -> None:
        for number, label in enumerate(self.steps):
            is_read = number < len(self._scans)
            label.setText(f"✓ {text_of(self._scans[number])}" if is_read else str(number + 1))
            theme.set_role(label, "accent" if is_read else "soft")
        self.use.setEnabled(self.found is not None)

    def _show_found(self) -> None:
        try:
            self.found = derive(self._scans, self.printed.text().strip())
        except ScansDiffer as differ:
            self.found = None
            self.verdict.setText(str(differ))
        else:
            self.verdict.setText(self._words(self.found))
        self._show_steps()

    def _words(self, found: Calibration) -> str:
        text = _("Keys come at most {gap} ms apart; the scanner ends with: {suffix}.").format(
            gap=found.gap_ms, suffix=_(SUFFIX_TITLES[found.suffix])
        )
        return text + " " + _("In front it puts “{prefix}”.").format(prefix=found.prefix) if found.prefix else text

    def accept(self) -> None:
        """Take over what was found."""
        if self.found is not None:
            self._scanner.calibrate(self.found)
        super().accept()

    def done(self, result: int) -> None:
        """Give the keys back, however the dialog ends."""
        self._scanner.recorder = None
        super().done(result)
