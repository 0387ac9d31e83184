"""The reference lists of the shop: which there are, one more from a file, one removed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.reference_lists import import_list, remove_list
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.reference_lists import COLUMNS, known_now, reference_lists
from jxc_desktop.spreadsheets.mapping import propose_mapping
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.reference_sheet import parse_reference
from jxc_desktop.ui import bus, jobs, theme
from jxc_desktop.ui.backup_keeper import back_up_before_import
from jxc_desktop.ui.imports.files import ask_file
from jxc_desktop.ui.jobs import JobControl
from jxc_desktop.ui.products.import_wizard.tasks import used_before
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.parts import role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

READING_SHARE = 0.5


class ReferenceLists(QWidget):
    """Emits `closed` on the way back; a list that is being read in goes on meanwhile."""

    closed = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.job: jobs.Job | None = None
        self.model = RowsModel(COLUMNS, parent=self)
        self.view = RowsView(self.model, "reference-lists", _("Reference lists"), self)
        self.ask = AskStrip(self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.hide()
        self.add_button = self._button(_("Add from a file…"), "Ctrl+O", self.ask_file)
        self.remove_button = self._button(_("Remove the list"), "Del", self.ask_remove)
        self.back_button = self._button(_("Back"), "Esc", self.step_back)
        theme.set_role(self.add_button, "primary")
        self._lay_out()
        self.view.chosen.connect(lambda _row: self._show_buttons())
        bus.watch(self, {"reference_list"}, self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        wide = theme.px(theme.GAP_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(wide, wide, wide, wide)
        column.setSpacing(theme.px(theme.GAP))
        note = role_label(
            _("A wholesaler's list, a former program's or a public one: a code that the shop does not know comes with its name from here."),
            "soft",
            self,
        )
        note.setWordWrap(True)
        for part in (note, self.ask, self.said):
            column.addWidget(part)
        column.addWidget(with_foot(self.view), 1)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addWidget(self.remove_button)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        column.addLayout(foot)

    def _button(self, text: str, key: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(f"{text}   {key}", self)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _checked: slot())
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: slot() if button.isEnabled() else None)
        return button

    def refresh(self) -> None:
        """Read the lists again."""
        with self.shop.read() as view:
            self.lists = reference_lists(view)
        self.model.set_rows([(each.name, each.count, each.at, each.id) for each in self.lists])
        self.view.set_empty(_("No reference list yet: any workbook with barcodes and names will do."), _("Add from a file…"), self.ask_file)
        self._show_buttons()

    def arrive(self) -> None:
        """Begin in the list, or at the first thing to do."""
        (self.view if self.lists or not self.add_button.isEnabled() else self.add_button).setFocus()

    def _show_buttons(self) -> None:
        may = Permission.IMPORT_PRODUCTS in self.shop.actor.permissions and self.job is None
        self.add_button.setEnabled(may)
        self.remove_button.setEnabled(may and self.view.current_row() is not None)

    def step_back(self) -> None:
        """Esc: leave a question unanswered, stop what is being read, else go back."""
        if not self.ask.isHidden():
            self.ask.clear()
            self.view.setFocus()
        elif self.job is not None:
            self.job.cancel()
        else:
            self.closed.emit()

    # adding

    def ask_file(self) -> None:
        """Ask the system for a file."""
        if not self.add_button.isEnabled():
            return
        path = ask_file(self, _("Add a reference list"))
        if path is not None:
            self.add_file(path)

    def add_file(self, path: Path) -> None:
        """Read a file in on another thread, as a list with the file's name."""
        self.job = jobs.run(
            lambda control: read_in(self.shop, path, control),
            title=_("Add a reference list"),
            owner=self,
            done=self._on_added,
            failed=lambda error: self._end(str(error), "problem"),
            progress=lambda part, _text: self._say(_("{file}: {percent} %").format(file=path.name, percent=int(part * 100)), "soft"),
        )
        self._say(_("{file} is being read.").format(file=path.name), "soft")
        self._show_buttons()

    def _on_added(self, added: tuple[str, int, int]) -> None:
        self._end(known_now(*added))

    def _end(self, text: str, role: str = "soft") -> None:
        self.job = None
        self._say(text, role)
        self.refresh()
        self.arrive()

    def _say(self, text: str, role: str) -> None:
        theme.set_role(self.said, role)
        self.said.setText(text)
        self.said.show()

    # removing

    def ask_remove(self) -> None:
        """Ask whether the list at the cursor shall go."""
        row = self.view.current_row()
        if row is None or not self.remove_button.isEnabled():
            return
        text = _("Remove “{name}”? Products that were made from it stay.").format(name=row[0])
        self.ask.ask(text, [(_("Remove the list"), lambda: self.remove(row[-1])), (_("Keep it"), self.view.setFocus)])

    def remove(self, list_id: int) -> None:
        """Remove a list; its rows go on another thread."""
        self.job = jobs.run(
            lambda _control: remove_list(self.shop, list_id),
            title=_("Remove the list"),
            owner=self,
            done=lambda _nothing: self._end(_("The list was removed.")),
            failed=lambda error: self._end(str(error), "problem"),
        )
        self._show_buttons()


def read_in(shop: Shop, path: Path, control: JobControl) -> tuple[str, int, int]:
    """Read a workbook and keep it as a reference list: its name, how many codes it knows, how many rows were wrong. For a job's thread.

    Raises a WorkbookRefused child, NoProductsHere, NothingToLookUp, ImportCancelled.
    """
    workbook = read_workbook(path, progress=lambda step, steps: control.progress(READING_SHARE * step / steps), cancelled=control.cancelled)
    proposed = propose_mapping(workbook)
    with shop.read() as view:
        mapping = used_before(view, workbook, proposed) or proposed
    parsed = parse_reference(workbook, mapping)
    back_up_before_import(shop, control)
    control.check()
    list_id = import_list(
        shop,
        path.stem,
        parsed.rows,
        progress=lambda done, of: control.progress(READING_SHARE + (1 - READING_SHARE) * done / max(of, 1)),
        cancelled=control.cancelled,
    )
    with shop.read() as view:
        return next((each.name, each.count, parsed.wrong_rows()) for each in reference_lists(view) if each.id == list_id)
