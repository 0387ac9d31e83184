"""The sheets of a count: printed whole, area by area, what is left, what is counted again; seen again, and as a workbook."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import IO

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.counts import RECOUNT, make_sheet
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.count_sheets import PAPER, count_sheet_pdf
from jxc_desktop.printing.vouchers import Form
from jxc_desktop.queries.count_list import SHEET_COLUMNS, AreaRow, SheetRow, areas_of, sheet_list
from jxc_desktop.queries.count_sheets import SheetPage, sheet_page
from jxc_desktop.queries.counts import LEFT, Sheet, count_head, sheets_of
from jxc_desktop.spreadsheets.count_sheet_out import write_count_sheets
from jxc_desktop.ui import jobs, table_export
from jxc_desktop.ui.counts.part import CountPart
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.paper_dialog import Check, PaperDialog
from jxc_desktop.ui.widgets.table_page import TablePage


class SheetsPart(CountPart):
    """Printing freezes a sheet and shows it as it will come out; Enter shows one of the list again."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.table = TablePage(RowsModel(SHEET_COLUMNS, second_key="code"), "count-sheets", _("Sheets"), parent=self)
        self.area = Choice(_("Area"), {"": _("All areas")}, self)
        self.table.above.addWidget(self.area)
        self.paper: PaperDialog | None = None
        self._areas: list[AreaRow] = []
        self._is_open = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.buttons = self._make_buttons()
        self.table.opened.connect(lambda row: self.show_sheet(row.id))
        self.table.chosen.connect(lambda _row: self._show_actions())
        self.table.view.selectionModel().selectionChanged.connect(lambda _selected, _deselected: self._show_actions())

    def _make_buttons(self) -> dict[str, QPushButton]:
        add = self.table.add_action
        return {
            "all": add(_("Print all"), partial(self.print_new, ""), key="Ctrl+P", primary=True),
            LEFT: add(_("Print what is left"), partial(self.print_new, LEFT), key="Ctrl+L"),
            RECOUNT: add(_("Print the recount"), partial(self.print_new, RECOUNT), key="Ctrl+R"),
            "excel": add(_("Excel to fill in"), self.save_sheets, key="Ctrl+B"),
            "again": add(_("Show again"), self.show_current, key="Ctrl+O"),
        }

    def show_count(self, count_id: int) -> None:
        """Show another count."""
        if count_id != self.count_id:
            self.area.set_value("")
        super().show_count(count_id)

    def refresh(self) -> None:
        """Read the sheets anew."""
        with self.shop.read() as view:
            head = count_head(view, self.count_id)
            sheets, areas = sheet_list(view, self.count_id), areas_of(view, self.count_id)
        self._is_open = head.is_open
        self._show_areas(areas)
        self.table.view.columns.leave_out(() if areas else ("area", "person"))
        self.table.model.set_rows(sheets)
        self.table.refresh()
        for key in ("all", LEFT, RECOUNT):
            self.buttons[key].setEnabled(head.is_open)
        if head.is_open:
            text = _(
                "No sheet was printed yet. Walk with the paper, count, and type the numbers in by line; or count with the scanner alone."
            )
            self.table.say_nothing(text, _("Print all"), partial(self.print_new, ""))
        else:
            self.table.say_nothing(_("No sheet of this count was printed."))
        self._show_actions()

    def _show_areas(self, areas: list[AreaRow]) -> None:
        """The areas to choose from, with who counts them and how far they are."""
        self.area.setVisible(bool(areas))
        if areas == self._areas:
            return
        self._areas, chosen = areas, self.area.value()
        self.area.blockSignals(True)
        self.area.clear()
        self.area.addItem(_("All areas"), "")
        for row in areas:
            done = f"{row.counted:,} / {row.lines:,}"
            self.area.addItem(" · ".join(filter(None, (row.area, row.person, done))), row.area)
        self.area.set_value(chosen)
        self.area.blockSignals(False)

    def _show_actions(self) -> None:
        self.buttons["again"].setEnabled(self.table.view.current_row() is not None)
        has_some = self._is_open or bool(self.table.view.selected_numbers())
        self.buttons["excel"].setEnabled(has_some and Permission.EXPORT in self.shop.actor.permissions)

    def arrive(self) -> None:
        """Put the focus on the list."""
        self.table.view.setFocus()

    def key_hints(self) -> Sequence[Hint]:
        """The keys of the list."""
        return (("Ctrl+F", _("Search"), self.table.focus_search), ("Enter", _("Show again"), self.show_current))

    # what is done with them

    def print_new(self, which: str) -> None:
        """Freeze a sheet of the area that is chosen and show it; nothing to print is said. Raises NothingToCount."""
        with self.shop.work() as work:
            sheet = make_sheet(work, self.count_id, which=which, area=self.area.value())
        self.refresh()
        self._show(sheet)

    def show_current(self) -> None:
        """The sheet under the cursor as it was printed."""
        row: SheetRow | None = self.table.view.current_row()
        if row is not None:
            self.show_sheet(row.id)

    def show_sheet(self, sheet_id: int) -> None:
        """A sheet of the list as it was printed."""
        with self.shop.read() as view:
            found = next((sheet for sheet in sheets_of(view, self.count_id) if sheet.id == sheet_id), None)
        if found is not None:
            self._show(found)

    def save_sheets(self) -> None:
        """The marked sheets as a workbook to be filled in, asked where to; without a mark a new one of the area that is chosen."""
        if not self.buttons["excel"].isEnabled():
            return
        path = table_export.ask_path(self.table.view, _("Count sheet"))
        if path is not None:
            self.write_sheets(path)

    def write_sheets(self, path: Path) -> jobs.Job:
        """Write the workbook on another thread. Raises NotAllowed, NothingToCount."""
        shop, marked = self.shop, {row.id for row in self.table.view.selected_rows()}
        self.shop.actor.require(Permission.EXPORT)
        if marked:
            with shop.read() as view:
                sheets = [sheet for sheet in sheets_of(view, self.count_id) if sheet.id in marked]
        else:
            with shop.work() as work:
                sheets = [make_sheet(work, self.count_id, area=self.area.value())]
            self.refresh()
        return jobs.run(
            lambda _control: write_count_sheets(path, [page_of(shop, sheet) for sheet in sheets]),
            title=_("Export to Excel"),
            owner=self,
            done=lambda count: table_export.told(self, path, count),
        )

    def _show(self, sheet: Sheet) -> None:
        shop = self.shop

        def write(stream: IO[bytes], form: Form, check: Check) -> None:
            count_sheet_pdf(page_of(shop, sheet), stream, form=form, progress=lambda _done, _pages: check())

        self.paper = PaperDialog(shop, PAPER, f"{_('Count sheet')} {sheet.code}", write, parent=self)
        self.paper.open()


def page_of(shop: Shop, sheet: Sheet) -> SheetPage:
    """A sheet with its lines; for a job's thread."""
    with shop.read() as view:
        return sheet_page(view, sheet)
