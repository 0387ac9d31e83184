"""Which of several products a code means (一码多品): a list over the cart, a digit picks."""

from collections import deque

from PySide6.QtCore import QObject, QPoint, QRect, Signal

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.pricing import price_for
from jxc_desktop.i18n import _
from jxc_desktop.queries.products import Found
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.finder import stock_role, stock_text
from jxc_desktop.ui.sales.painted_table import Cell
from jxc_desktop.ui.sales.popup_list import PopupList


class Choices(QObject):
    """Asks one after the other: a scan that asks again waits behind the first. `picked` carries what was found, and how many."""

    picked = Signal(object, int)

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self.counter = counter
        self._asked: deque[tuple[tuple[Found, ...], int, str]] = deque()
        self.popup = PopupList(_("Which product?"), (34, 0, 96, 110), (2, 3), counter, takes_keys=True, has_title=True)
        self.popup.picked.connect(self._pick)
        self.popup.left.connect(self._skip)

    @property
    def is_open(self) -> bool:
        """Whether something is being asked."""
        return bool(self._asked)

    def ask(self, found: tuple[Found, ...], quantity: int, *, title: str = "") -> None:
        """Ask which of these it is."""
        self._asked.append((found, quantity, title))
        if len(self._asked) == 1:
            self._show()

    def _show(self) -> None:
        view = self.counter.cart_view
        place = QRect(view.mapTo(self.counter, QPoint(0, 0)), view.size())
        rows = [_cells(number, each) for number, each in enumerate(self._asked[0][0], 1)]
        self.popup.show_rows(rows, place, title=self._asked[0][2] or _("Several products have this code: a digit picks"))
        self.popup.setFocus()

    def _pick(self, row: int) -> None:
        if self._asked and 0 <= row < len(self._asked[0][0]):
            found, quantity, _title = self._asked.popleft()
            self._go_on()
            self.picked.emit(found[row], quantity)

    def _skip(self) -> None:
        if self._asked:
            self._asked.popleft()
        self._go_on()

    def _go_on(self) -> None:
        if self._asked:
            self._show()
        else:
            self.popup.hide()
            self.counter.focus_line()


def _cells(number: int, found: Found) -> tuple[Cell, ...]:
    product = found.product
    pack = product.pack(found.pack_id)
    price = price_for(product, pack).amount
    unit = product.unit if pack is None else pack.name
    return (
        Cell(str(number) if number < 10 else "", "accent", is_bold=True),
        Cell(f"{product.name} {product.spec}".strip(), after=product.code),
        Cell(_("no price") if price is None else f"{format_money(price)} /{unit}".rstrip(" /")),
        Cell(stock_text(product), stock_role(product)),
    )
