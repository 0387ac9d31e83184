"""The state of the program: versions, file, size, the last check; and the check itself."""

import platform
import time
from pathlib import Path

import PySide6
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from jxc_desktop import __version__
from jxc_desktop.db.engine import SCHEMA_VERSION, versions
from jxc_desktop.i18n import _, language
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.check import CheckReport, check
from jxc_desktop.ui import jobs, remembered, theme, trouble
from jxc_desktop.ui.backup_keeper import keeper_for
from jxc_desktop.ui.jobs import JobControl
from jxc_desktop.ui.settings.support_package import Part, SupportPackage, parts_of
from jxc_desktop.ui.widgets.parts import FormRows

LAST_CHECK = "check/last"


class Diagnostics(QWidget):
    """Facts for whoever helps, and 体检: every rule of the books looked at on demand."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.values: dict[str, QLabel] = {}
        self.rows = FormRows()
        for title in (_("Program"), _("Libraries"), _("Shop file"), _("Size"), _("Log"), _("Last check")):
            label = QLabel()
            label.setWordWrap(True)
            label.setTextInteractionFlags(label.textInteractionFlags() | label.textInteractionFlags().TextSelectableByMouse)
            label.setAccessibleName(title)
            self.values[title] = label
            self.rows.addRow(title, label)
        self.findings = QLabel()
        self.findings.setWordWrap(True)
        theme.set_role(self.findings, "problem")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Progress"))
        self.bar.hide()
        self.check = QPushButton(_("Check the books now"))
        theme.set_role(self.check, "primary")
        self.folder = QPushButton(_("Open the folder of the log"))
        self.package = QPushButton(_("Save a package for support …"))
        self.dialog: SupportPackage | None = None
        self.package.clicked.connect(self.on_package)
        self.check.clicked.connect(self.on_check)
        self.folder.clicked.connect(trouble.show_log_folder)
        below = QHBoxLayout()
        below.addWidget(self.check)
        below.addWidget(self.folder)
        below.addWidget(self.package)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addLayout(self.rows)
        column.addLayout(below)
        column.addWidget(self.bar)
        column.addWidget(self.findings)
        column.addStretch(1)
        self.fill()

    def fill(self) -> None:
        """Show the facts of the moment."""
        for title, value in (*self.facts(), (_("Shop file"), str(self.shop.path)), (_("Log"), str(trouble.log_file()))):
            self.values[title].setText(value)

    def facts(self) -> list[tuple[str, str]]:
        """What is nobody's: versions, the size of the file, when the books were last checked."""
        libraries = ", ".join(f"{name} {version}" for name, version in versions().items())
        return [
            (_("Program"), f"JXC Desktop {__version__} · {_('schema')} {SCHEMA_VERSION}"),
            (_("Libraries"), f"{libraries}, Qt {PySide6.__version__}, Python {platform.python_version()}, {platform.platform()}"),
            (_("Size"), f"{_size(self.shop.path) / 1_000_000:.1f} MB"),
            (_("Last check"), remembered.text(LAST_CHECK) or _("never")),
        ]

    def surroundings(self) -> list[tuple[str, str]]:
        """More for whoever helps: the screen, the language, the backups."""
        screen, keeper = self.screen(), keeper_for(self.shop)
        size = f"{screen.size().width()} x {screen.size().height()}, {screen.devicePixelRatio() * 100:.0f} %"
        failed = "" if keeper.failed is None else f", {keeper.failed.what}"
        return [
            *self.facts(),
            (_("Screen"), f"{size}, {theme.choice()}, {theme.zoom_percent()} %"),
            (_("Language"), language()),
            (_("Backups"), f"{len(keeper.backups)}, {keeper.light().text}{failed}"),
        ]

    def on_package(self) -> None:
        """Gather what whoever helps may know, then show it."""
        self.package.setEnabled(False)
        surroundings = self.surroundings()
        jobs.run(
            lambda _control: parts_of(self.shop, surroundings),
            title=_("A package for support"),
            owner=self,
            done=self.on_gathered,
            failed=self.on_not_gathered,
        )

    def on_gathered(self, parts: tuple[Part, ...]) -> None:
        """Show all of it before anything is saved."""
        self.package.setEnabled(True)
        self.dialog = SupportPackage(self.shop, parts, self)
        self.dialog.open()

    def on_not_gathered(self, error: Exception) -> None:
        """The shop file can't even be counted."""
        self.package.setEnabled(True)
        trouble.report(error)

    def on_check(self) -> None:
        """Look at every rule in a job; the counter stays open."""
        self.check.setEnabled(False)
        self.bar.show()
        self.bar.setRange(0, 100)
        jobs.run(
            self._look, title=_("Check the books now"), owner=self, done=self.on_checked, failed=self.on_failed, progress=self.on_progress
        )

    def _look(self, control: JobControl) -> CheckReport:
        with self.shop.read() as view:
            return check(view, lambda done, everything: control.progress(done / max(1, everything)))

    def on_progress(self, fraction: float, _text: str) -> None:
        """Show how far it is."""
        self.bar.setValue(round(fraction * 100))

    def on_checked(self, report: CheckReport) -> None:
        """Say what was found, and keep when."""
        self._done()
        sentence = _("All is in order.") if report.ok else _("{count} findings").format(count=len(report.findings))
        remembered.remember(LAST_CHECK, f"{time.strftime('%Y-%m-%d %H:%M')} · {sentence}")
        self.findings.setText("\n".join(finding.sentence() for finding in report.findings))
        self.fill()

    def on_failed(self, error: Exception) -> None:
        """The check itself could not be done."""
        self._done()
        trouble.report(error)

    def _done(self) -> None:
        self.bar.hide()
        self.check.setEnabled(True)


def _size(path: Path) -> int:
    beside = (path, path.with_name(path.name + "-wal"))
    return sum(part.stat().st_size for part in beside if part.exists())
