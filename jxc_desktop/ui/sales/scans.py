"""Codes, scanned or typed: a product becomes a line, an unknown code a sticky line, several products a question."""

import re

from PySide6.QtCore import QObject, Signal

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.errors import NotANumber, ShopError, TooLarge, TooPrecise
from jxc_desktop.domain.products import Kind, Product
from jxc_desktop.domain.quantity import ONE, parse_quantity
from jxc_desktop.i18n import _
from jxc_desktop.queries.products import CustomersPaymentCode, Found, find_by_code
from jxc_desktop.queries.reference_lists import look_up
from jxc_desktop.ui import sounds
from jxc_desktop.ui.sales.counter import Counter

_TIMES = re.compile(r"\s*([0-9.]+)\s*[*×xX]\s*")
LEAST_CODE = 4


class Scans(QObject):
    """`choose` asks which of several products a code means, `quantity_wanted` and `price_wanted` ask in the line."""

    choose = Signal(object, int)
    quantity_wanted = Signal(int)
    price_wanted = Signal(int)
    question_changed = Signal()

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self.counter = counter
        self.asked: tuple[Found, int] | None = None
        self._agreed: set[int] = set()

    def take(self, code: str) -> None:
        """A scan: what stands in the line is its quantity (`5*`)."""
        counter = self.counter
        quantity, before = split_quantity(counter.line.text())
        if counter.line.text():
            counter.line.clear()
        found = self._find(code)
        if found is None:
            return
        if not found and before.isalnum():
            # a machine held up in the middle of a scan took its first signs for typing
            whole = self._find(before + code)
            if whole:
                found, code = whole, before + code
        if counter.is_paying:
            counter.show_panel(is_paying=False)
        self._take(found, code, quantity or ONE)

    def _find(self, code: str) -> tuple[Found, ...] | None:
        """What a code stands for; None for a customer's payment code, which is only named."""
        try:
            with self.counter.shop.read() as view:
                return find_by_code(view, code)
        except CustomersPaymentCode as named:
            sounds.refused()
            self.counter.strip.show_text(str(named), kind="amber")
            return None

    def _take(self, found: tuple[Found, ...], code: str, quantity: int) -> None:
        if not found:
            sounds.refused()
            self.counter.change(carts.add_unknown(self.counter.cart, code, quantity))
            self.counter.strip.show_text(self._unknown(code), _("Make the product"), "Ctrl+N", kind="red")
        elif len(found) > 1:
            sounds.taken()
            self.choose.emit(found, quantity)
        else:
            self.add(found[0], quantity)

    def _unknown(self, code: str) -> str:
        """What to say of a code that the shop does not know; a reference list may have a name for it."""
        with self.counter.shop.read() as view:
            listed = look_up(view, code)
        if listed is None:
            return _("{code} is not known.").format(code=code)
        return _("Not a product yet: {name}").format(name=f"{listed.name} {listed.spec}".strip())

    def typed(self, text: str) -> bool:
        """Enter on what was typed: a code that is known, with its quantity; False leaves it to the search."""
        quantity, rest = split_quantity(text)
        found = self._find(rest) if rest else ()
        if found is None:
            return True
        if found:
            self._take(found, rest, quantity or ONE)
        return bool(found)

    def is_code(self, text: str) -> bool:
        """Whether what was typed can only have been meant as a code."""
        return len(text) >= LEAST_CODE and text.isascii() and text.isdigit()

    def take_unknown(self, text: str) -> None:
        """A typed code that nobody knows."""
        quantity, code = split_quantity(text)
        self._take((), code, quantity or ONE)

    def add(self, found: Found, quantity: int = ONE, *, is_agreed: bool = False) -> None:
        """A product becomes a line; 停售 is asked about once."""
        product = found.product
        if product.stop_selling and product.id not in self._agreed and not is_agreed:
            self._ask(found, quantity)
            return
        counter = self.counter
        before = len(counter.cart)
        pack = product.pack(found.pack_id)
        counter.change(carts.add_product(counter.cart, product, pack=pack, quantity=quantity, label=found.label, is_agreed=True))
        sounds.taken()
        if len(counter.cart) > before:
            self._ask_in_line(product, found, quantity)

    def _ask_in_line(self, product: Product, found: Found, quantity: int) -> None:
        line = counter_line = self.counter.cart.lines[-1]
        if line.price is None and counter_line.amount_typed is None:
            self.price_wanted.emit(line.line_id)
        elif product.kind is Kind.WEIGHED and found.label is None and quantity == ONE:
            self.quantity_wanted.emit(line.line_id)

    # 停售

    @property
    def is_asking(self) -> bool:
        """Whether the question still stands: whatever the strip said since has taken its place."""
        strip = self.counter.strip
        return self.asked is not None and not strip.isHidden() and strip.button.text().endswith("Enter")

    def _ask(self, found: Found, quantity: int) -> None:
        sounds.refused()
        self.asked = (found, quantity)
        text = _("{name} is no longer sold.").format(name=found.product.name)
        self.counter.strip.show_text(text, _("Sell it anyway"), "Enter", kind="amber")

    def answer(self, *, sell: bool) -> None:
        """The answer to the question whether to sell 停售 goods."""
        if self.asked is None:
            return
        (found, quantity), self.asked = self.asked, None
        self.counter.strip.clear()
        if sell:
            self._agreed.add(found.product.id)
            self.add(found, quantity)

    def forget(self) -> None:
        """A new sale begins."""
        self.asked = None
        self._agreed.clear()


def split_quantity(text: str) -> tuple[int | None, str]:
    """`5*690…` as quantity and rest; no quantity where none is said, or it is none."""
    found = _TIMES.match(text)
    if found is None:
        return None, text.strip()
    try:
        quantity = parse_quantity(found[1])
    except (NotANumber, TooLarge, TooPrecise, ShopError):
        return None, text.strip()
    return (quantity if quantity > 0 else None), text[found.end() :].strip()
