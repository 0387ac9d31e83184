"""What the window asks of a page."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.work import Shop

if TYPE_CHECKING:
    from jxc_desktop.ui.widgets.rows_view import RowsView

Hint = tuple[str, str, Callable[[], object]]


class Page(QWidget):
    """A tab's page. It reads and works through its shop and lets errors rise.

    `hints_changed` asks the window to show the key chips anew; `status_changed` carries what stands beside them (the
    printer), and what a click on it does, if anything. A page that sells has `take_scan(code) -> bool`. `go_to` asks the window
    for the tab with a digit, and then to call something with that tab's page.
    """

    hints_changed = Signal()
    status_changed = Signal(str, object)
    go_to = Signal(int, object)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop

    def key_hints(self) -> Sequence[Hint]:
        """The chips at the bottom of the window while this page is shown: key, text, what a click does."""
        return ()

    def arrive(self) -> None:
        """The page is shown: put the focus where work begins."""
        self.setFocus()

    def leave(self) -> bool:
        """The window wants to close; False keeps it open."""
        return True

    def may_export(self) -> bool:
        """Whether tables may leave the program: what greys the button."""
        return Permission.EXPORT in self.shop.actor.permissions

    def export_table(self, view: "RowsView") -> None:
        """A table of this page wants to become a workbook. Raises NotAllowed."""
        from jxc_desktop.ui import table_export  # the counter has no table to export

        table_export.ask_and_export(self.shop, view)

    def take_scan(self, _code: str) -> bool:
        """Whether the page took a scanned code."""
        return False
