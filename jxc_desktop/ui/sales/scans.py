"""Codes, scanned or typed: a product becomes a line, an unknown code a sticky line, several products a question."""

import re

from PySide6.QtCore import QObject, Signal

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.cart import UNSAID, Reason
from jxc_desktop.domain.money import half_width
from jxc_desktop.domain.quantity import ONE, split_quantity
from jxc_desktop.domain.scale_codes import UnreadLabel, unread_label
from jxc_desktop.i18n import _
from jxc_desktop.queries.products import CustomersPaymentCode, Found, find_by_code, scale_formats
from jxc_desktop.queries.reference_lists import look_up
from jxc_desktop.ui import sounds
from jxc_desktop.ui.sales.choices import Choices
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.key_choices import key_of

_LIKE_A_QUANTITY = re.compile(r"[-+\N{MINUS SIGN}]?[\d.,\s]*[*×xX乘]?\s*")
LEAST_CODE = 4


class Scans(QObject):
    """`quantity_wanted` and `price_wanted` ask in the line that carries them."""

    quantity_wanted = Signal(int)
    price_wanted = Signal(int)
    product_wanted = Signal()

    def __init__(self, counter: Counter, choices: Choices, parent: QObject) -> None:
        super().__init__(parent)
        self.counter, self.choices = counter, choices
        choices.chosen.connect(self.ask_about)

    def take(self, code: str) -> None:
        """A scan: what stands in the line is its quantity (`5*`).

        What stands there and is no quantity is said. Figures were meant as one, so how many it is must be said before the sale is
        paid: the goods are not lost, and nobody pays for a number that was guessed.
        """
        counter = self.counter
        text = counter.line.text()
        found = self._find(code)
        if text:
            counter.line.clear()
        if found is None:
            return
        if counter.open_list is not None:
            counter.close_list()
        if counter.is_paying:
            counter.show_panel(is_paying=False)
        if not text:
            self._take(found, code)
            return
        quantity, before = split_quantity(text)
        if not found and before.isalnum():
            # a machine held up in the middle of a scan took its first signs for typing
            whole = self._find(before + code)
            if whole:
                self._take(whole, before + code, quantity)
                return
        self.take_with(text, found, code)

    def take_with(self, text: str, found: tuple[Found, ...], code: str) -> None:
        """What was scanned or clicked while this text stood in the line."""
        quantity, before = split_quantity(text)
        if not before:
            self._take(found, code, quantity)
        elif quantity is None and _LIKE_A_QUANTITY.fullmatch(half_width(text)) is None:
            self._take(found, code)
            if self.counter.strip.isHidden():
                self.counter.strip.show_text(_("“{text}” was not looked for: the scan came first.").format(text=text[:40]))
        else:
            self._take(found, code, UNSAID)
            sounds.refused()
            if self.counter.cart.line(self.counter.cart.touched).pack_quantity == UNSAID:
                self.counter.strip.show_text(_("“{text}” is no quantity: say how many.").format(text=text[:40]), kind="red")

    def _find(self, code: str) -> tuple[Found, ...] | None:
        """What a code stands for; None for a customer's payment code, which is only named."""
        try:
            with self.counter.shop.read() as view:
                return find_by_code(view, code)
        except CustomersPaymentCode as named:
            sounds.refused()
            self.counter.strip.show_text(str(named), kind="amber")
            return None

    def _take(self, found: tuple[Found, ...], code: str, quantity: int | None = None) -> None:
        if not found:
            sounds.refused()
            self.counter.change(carts.add_unknown(self.counter.cart, code, ONE if quantity is None else quantity))
            self.say_unknown(code)
        elif len(found) > 1:
            self.choices.add(code, found, quantity)
        else:
            self.add(found[0], quantity)

    def say_unknown(self, code: str) -> None:
        """What the strip says of a code that the shop does not know; a reference list may have a name for it."""
        label = self.unread_label(code)
        if label is not None:
            self.counter.strip.show_text(label.sentence(), kind="red")
            return
        with self.counter.shop.read() as view:
            listed = look_up(view, code)
        if listed is None:
            text = _("{code} is not known.").format(code=code)
        else:
            text = _("Not a product yet: {name}").format(name=f"{listed.name} {listed.spec}".strip())
        key, act = key_of("quick.ask_current"), self.product_wanted.emit
        self.counter.strip.show_text(text, _("Make the product"), key, kind="red", act=act)

    def unread_label(self, code: str) -> UnreadLabel | None:
        """What is wrong with a code that a scale printed: no product is to be made of it."""
        return unread_label(code, scale_formats(self.counter.shop.settings.scale_formats))

    def typed(self, text: str) -> bool:
        """Enter on what was typed: a code that is known, with its quantity; False leaves it to the search."""
        quantity, rest = split_quantity(text)
        found = self._find(rest) if rest else ()
        if found is None:
            return True
        if found:
            self._take(found, rest, quantity)
        return bool(found)

    def is_code(self, text: str) -> bool:
        """Whether what was typed can only have been meant as a code."""
        return len(text) >= LEAST_CODE and text.isascii() and text.isdigit()

    def take_unknown(self, text: str) -> None:
        """A typed code that nobody knows."""
        quantity, code = split_quantity(text)
        self._take((), code, quantity)

    def add(self, found: Found, quantity: int | None = None) -> None:
        """A product becomes a line, which asks for what it lacks."""
        counter, product = self.counter, found.product
        before = len(counter.cart)
        counter.change(carts.add_product(counter.cart, product, pack=product.pack(found.pack_id), quantity=quantity, label=found.label))
        sounds.taken()
        if len(counter.cart) > before or product.stop_selling:
            self.ask_about(counter.cart.touched)

    def ask_about(self, line_id: int) -> None:
        """Ask for what the line waits for: its price, its weight, or whether 停售 goods are sold."""
        reason = self.counter.cart.line(line_id).waits_for
        if reason is Reason.NO_PRICE:
            self.price_wanted.emit(line_id)
        elif reason is Reason.NO_QUANTITY:
            self.quantity_wanted.emit(line_id)
        elif reason is Reason.NO_LONGER_SOLD:
            self.ask_whether_sold(line_id)

    # 停售

    @property
    def is_asking(self) -> bool:
        """Whether the question about the cursor's line stands: whatever the strip said since has taken its place."""
        line, strip = self.counter.current_line(), self.counter.strip
        is_shown = not strip.isHidden() and strip.button.text().endswith("Enter")
        return is_shown and line is not None and line.needs_yes

    def ask_whether_sold(self, line_id: int) -> None:
        """停售 goods wait for a yes."""
        sounds.refused()
        name = self.counter.cart.line(line_id).name
        text = _("{name} is no longer sold. {key} removes it.").format(name=name, key=key_of("edits.remove"))
        self.counter.strip.show_text(text, _("Sell it anyway"), "Enter", kind="amber", act=self.sell_anyway)

    def sell_anyway(self) -> None:
        """Yes: the line of the question is sold, and asks for what else it lacks."""
        line = self.counter.current_line()
        if line is not None and self.is_asking:
            self.counter.change(carts.sell_anyway(self.counter.cart, line.line_id))
            self.ask_about(line.line_id)
