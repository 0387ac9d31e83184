"""The key that reads the scale: its weight, less the tare of the goods, becomes the quantity of the weighed line."""

from PySide6.QtCore import QObject

from jxc_desktop.domain.cart import CartLine
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.products import Kind, Product
from jxc_desktop.domain.scales import NoScale, NothingOnScale
from jxc_desktop.domain.units import is_measure, is_weight, weight_in
from jxc_desktop.i18n import _
from jxc_desktop.queries.tares import tare_of
from jxc_desktop.ui import jobs, sounds, trouble
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.line_edits import LineEdits
from jxc_desktop.ui.scale_choice import scale


class Weighing(QObject):
    """Reads on another thread; scans and keys go on meanwhile. Only one reading is under way."""

    def __init__(self, counter: Counter, edits: LineEdits, parent: QObject) -> None:
        super().__init__(parent)
        self.counter, self.edits = counter, edits
        self.is_reading = False

    def read(self) -> None:
        """For the line whose weight is asked, else the cursor's."""
        counter = self.counter
        if self.is_reading or counter.is_paying:
            return
        line = self._line()
        if line is None or line.product is None or not _is_weighed(line.product):
            self._refuse(_("The line under the cursor is not weighed. Choose weighed goods first."))
            return
        chosen, line_id = scale(), line.line_id
        if not chosen.is_on:
            self._refuse(str(NoScale()))
            return
        self.is_reading = True
        counter.strip.show_text(_("Reading the scale …"))
        jobs.run(
            lambda _control: jobs.read_scale(chosen),
            title=_("Read the scale"),
            owner=self,
            done=lambda milligrams: self._on_read(line_id, milligrams),
            failed=self._on_failed,
        )

    def _line(self) -> CartLine | None:
        view = self.counter.cart_view
        return self.counter.current_line() if view.editor is None else self.counter.cart.line(view.edited_line)

    def _on_read(self, line_id: int, milligrams: int) -> None:
        """What lies on the scale; a line that is gone meanwhile needs it no more."""
        self.is_reading = False
        line = next((each for each in self.counter.cart if each.line_id == line_id), None)
        if line is None or line.product is None or self.counter.is_paying:
            return
        with self.counter.shop.read() as view:
            tare = tare_of(view, line.product.id)
        quantity = weight_in(milligrams, line.product.unit) - tare
        if quantity <= 0:
            self._refuse(str(NothingOnScale()))
            return
        self.edits.take_weight(line_id, quantity)
        sounds.taken()

    def _on_failed(self, error: Exception) -> None:
        self.is_reading = False
        if isinstance(error, ShopError):
            self._refuse(str(error))
        else:
            trouble.report(error)

    def _refuse(self, why: str) -> None:
        sounds.refused()
        self.counter.strip.show_text(why, kind="amber")


def _is_weighed(product: Product) -> bool:
    """Whether a scale can tell how much it is: cloth by the metre is measured too, but not on a scale."""
    return product.kind is Kind.WEIGHED and (is_weight(product.unit) or not is_measure(product.unit))
