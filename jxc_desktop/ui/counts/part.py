"""What the counts page asks of a part of a count."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.operations.work import Shop
from jxc_desktop.ui.page import Hint


class CountPart(QWidget):
    """One part of the count that is open on the page: entering, sheets, differences and so on.

    `count_id` is 0 until `show_count`. `hints_changed` asks for the key chips anew; `part_asked` carries the name of the part
    to turn to (a key of `parts.PARTS`), `work_asked` also what is to be called with it; `closed` leads back to the list, as Esc does where the part leaves it alone.
    """

    hints_changed = Signal()
    part_asked = Signal(str)
    work_asked = Signal(str, object)
    closed = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.count_id = 0

    def show_count(self, count_id: int) -> None:
        """Show another count."""
        self.count_id = count_id
        self.refresh()

    def refresh(self) -> None:
        """Read the count anew."""
        raise NotImplementedError

    def arrive(self) -> None:
        """Put the focus where work begins."""
        self.setFocus()

    def leave(self) -> bool:
        """The window wants to close; False keeps it open."""
        return True

    def key_hints(self) -> Sequence[Hint]:
        """The chips at the bottom of the window while the part is shown."""
        return ()

    def take_scan(self, _code: str) -> bool:
        """Whether the part took a scanned code."""
        return False
