"""Which of several products a line means (一码多品): a list over the cart, a digit picks. Until then the line waits in the cart."""

from PySide6.QtCore import QObject, Signal

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.cart import Reason
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.pricing import Price, price_for
from jxc_desktop.i18n import _
from jxc_desktop.ui import sounds
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.finder import price_text, stock_role, stock_text
from jxc_desktop.ui.sales.painted_table import Cell
from jxc_desktop.ui.sales.popup_list import PopupList


class Choices(QObject):
    """`add` puts a line into the cart and asks at once; `ask` asks again. `chosen` carries the line that is a product now."""

    chosen = Signal(int)

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self.counter = counter
        self._line_id = 0
        self._is_new = False
        self.popup = PopupList(_("Which product?"), (34, 0, 96, 110), (2, 3), counter, takes_keys=True, has_title=True)
        self.popup.picked.connect(self._pick)
        self.popup.left.connect(self._leave)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.counter.open_list is self.popup

    def add(self, code: str, found: tuple[Found, ...], quantity: int | None = None, price: Price | None = None) -> None:
        """A line that may be any of these, and the question which."""
        counter = self.counter
        counter.change(carts.add_choice(counter.cart, code, found, quantity, price))
        sounds.taken()
        self.ask(counter.cart.touched)

    def ask_new(self, title: str, found: tuple[Found, ...], quantity: int | None) -> None:
        """The same where nothing was scanned: Esc takes the line back."""
        self.add(title, found, quantity)
        self._is_new = True

    def ask(self, line_id: int) -> None:
        """Which product the line is; Esc leaves it waiting."""
        line = self.counter.cart.line(line_id)
        self._line_id, self._is_new = line_id, False
        habit = self.counter.shop.settings.weight_unit
        rows = [_cells(number, each, line.price, habit) for number, each in enumerate(line.candidates, 1)]
        title = _("{code}: which product? A digit picks").format(code=line.unknown_code)
        self.counter.show_list(self.popup, rows, title)

    def _pick(self, row: int) -> None:
        counter = self.counter
        line = counter.cart.line(self._line_id)
        if 0 <= row < len(line.candidates):
            counter.close_list()
            counter.change(carts.replace_unknown(counter.cart, line.line_id, line.candidates[row]))
            sounds.taken()
            self.chosen.emit(line.line_id)
            self._go_on()

    def _leave(self) -> None:
        counter, line_id = self.counter, self._line_id
        counter.close_list()
        if self._is_new:
            counter.remove(line_id)

    def _go_on(self) -> None:
        """The next line that waits for a choice, if nothing else is asked."""
        line = next((each for each in self.counter.cart if each.waits_for is Reason.WHICH_PRODUCT), None)
        if line is not None and self.counter.cart_view.editor is None:
            self.ask(line.line_id)


def _cells(number: int, found: Found, said: int | None, habit: str) -> tuple[Cell, ...]:
    product = found.product
    pack = product.pack(found.pack_id)
    price = price_for(product, pack).amount if said is None else said
    return (
        Cell(str(number) if number < 10 else "", "accent", is_bold=True),
        Cell(f"{product.name} {product.spec}".strip(), after=product.code, keeps=product.spec),
        Cell(price_text(product, pack, price, habit, has_unit=True) or _("no price")),
        Cell(stock_text(product), stock_role(product)),
    )
