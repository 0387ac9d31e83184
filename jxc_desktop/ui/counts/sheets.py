"""The sheets of a count: which were printed."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_list import SHEET_COLUMNS, sheet_list
from jxc_desktop.ui.counts.part import CountPart
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.table_page import TablePage


class SheetsPart(CountPart):
    """The sheets that were printed."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.table = TablePage(RowsModel(SHEET_COLUMNS, second_key="code"), "count-sheets", _("Sheets"), parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.table.say_nothing(_("No sheet of this count was printed yet."))

    def refresh(self) -> None:
        """Read the sheets anew."""
        with self.shop.read() as view:
            self.table.model.set_rows(sheet_list(view, self.count_id))

    def arrive(self) -> None:
        """Put the focus on the list."""
        self.table.view.setFocus()

    def key_hints(self) -> Sequence[Hint]:
        """The keys of the list."""
        return (("Ctrl+F", _("Search"), self.table.focus_search),)
