"""A package for whoever helps: shown in full before it is saved, and nothing is sent. It holds no row of the shop."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import DataProblem
from jxc_desktop.domain.masking import masked_log
from jxc_desktop.domain.settings import titles
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.diagnostics import ShopFacts, names_to_hide, shop_facts
from jxc_desktop.spreadsheets.writing import replacing
from jxc_desktop.ui import jobs, theme, trouble
from jxc_desktop.ui.widgets.menu import Menu
from jxc_desktop.ui.widgets.parts import role_label

MOST_LOG = 200_000

Fact = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """A file of the package: its name in it, what it is called on the screen, and all that stands in it."""

    name: str
    title: str
    text: str


def parts_of(shop: Shop, program: Sequence[Fact]) -> tuple[Part, ...]:
    """What the package holds; on a job's thread. `program` are the facts of the diagnostics page that are nobody's.

    A damaged file, for which help is wanted most, has its package too.
    """
    try:
        with shop.read() as view:
            facts, names = shop_facts(view), names_to_hide(view)
        counts, settings = _written([(name, str(count)) for name, count in facts.counts]), _settings(facts)
    except DataProblem as error:
        counts = settings = str(error)
        names = frozenset()
    home = Path.home()
    log = trouble.log_text(MOST_LOG).replace(str(home), "~")
    return (
        Part("program.txt", _("The program and this computer"), _written(program)),
        Part("counts.txt", _("How much there is"), counts),
        Part("settings.txt", _("Settings of the shop"), settings),
        Part("log.txt", _("Log, without names and numbers"), masked_log(log, {*names, home.name})),
    )


def _settings(facts: ShopFacts) -> str:
    choices = [(f"{_(titles()[name])} ({name})", value) for name, value in facts.settings]
    return _written([*choices, (_("Left out"), ", ".join(_(titles()[name]) for name in facts.left_out))])


def _written(facts: Sequence[Fact]) -> str:
    return "\n".join(f"{title}: {value}" for title, value in facts)


def save(parts: Sequence[Part], target: Path) -> None:
    """Write the package. Raises CannotWriteFile."""
    with replacing(target) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as package:
        for part in parts:
            package.writestr(part.name, part.text + "\n")


class SupportPackage(QDialog):
    """The parts at the left, the text of the one at the cursor beside them. Nothing is written before the file was chosen."""

    def __init__(self, shop: Shop, parts: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop, self.parts = shop, parts
        self.setWindowTitle(_("A package for support"))
        self.note = role_label(
            _(
                "This is all that is in the package: no goods, no sales, no customers. What could be a name, a telephone or a"
                " payment code in the log is masked. Nothing is sent: look through it, save it, and hand it on yourself."
            ),
            "soft",
        )
        self.note.setWordWrap(True)
        lines = [part.title for part in parts]
        self.list = Menu(_("Parts of the package"), lines)
        self.list.addItems(lines)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("What stands in it"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.save_button = QPushButton(_("Save …"))
        self.cancel = QPushButton(_("Cancel"))
        self._lay_out()
        self.list.currentRowChanged.connect(lambda row: self.text.setPlainText(parts[row].text))
        self.list.setCurrentRow(0)
        self.save_button.clicked.connect(self.on_save)
        self.cancel.clicked.connect(self.reject)
        self.list.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        margin = theme.px(20)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(theme.GAP_WIDE))
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        column.addLayout(row, 1)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.cancel)
        below.addWidget(self.save_button)
        column.addLayout(below)
        theme.set_role(self.save_button, "primary")
        for button in (self.save_button, self.cancel):
            button.setAutoDefault(False)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        theme.open_at(self, 940, 600)

    def on_save(self) -> None:
        """Ask where, then write it."""
        name = f"jxc-support-{self.shop.clock():%Y%m%d}.zip"
        chosen, _kind = QFileDialog.getSaveFileName(self, self.windowTitle(), str(Path.home() / name), "*.zip")
        if chosen:
            self.save(Path(chosen))

    def save(self, target: Path) -> None:
        """Write it in a job: it may be on a stick."""
        self.save_button.setEnabled(False)
        jobs.run(
            lambda _control: save(self.parts, target),
            title=self.windowTitle(),
            owner=self,
            done=lambda _nothing: self._saved(target),
            failed=self._failed,
        )

    def _saved(self, target: Path) -> None:
        self.accept()
        trouble.tell(self.parentWidget(), _("The package was saved: {path}.").format(path=target))

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        trouble.report(error)
