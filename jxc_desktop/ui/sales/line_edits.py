"""What keys change in the cart: quantity, price, discount, pack; a line removed, the whole sale cancelled."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.cart import UNSAID, Cart, CartLine, LineGone, Reason
from jxc_desktop.domain.discounts import Discount, describe, parse_discount
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import format_money, format_plain, half_width, parse_money
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import plain_quantity
from jxc_desktop.domain.units import KILOGRAM, is_weight, quantity_in
from jxc_desktop.domain.weights import Spoken
from jxc_desktop.i18n import _
from jxc_desktop.operations.drafts import cancel_cart
from jxc_desktop.ui import sounds
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.sales.cart_model import DISCOUNT, PRICE, QUANTITY
from jxc_desktop.ui.sales.cart_view import CellEdit, Ending
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.key_choices import key_of
from jxc_desktop.ui.sales.open_cart import SaveWait


class LineEdits(QObject):
    """Edits of the line under the cursor, in its own cells; what concerns the whole cart is asked under it."""

    def __init__(self, counter: Counter, bar: AskBar, wait: SaveWait, parent: QObject) -> None:
        super().__init__(parent)
        self.counter, self.bar, self.wait = counter, bar, wait
        self._asked_line = 0
        self._asks: deque[tuple[Callable[[int], object], int]] = deque()
        counter.cart_view.edit_ended.connect(self._on_ended)
        counter.cart_view.edit_refused.connect(self._on_refused)

    def _line(self) -> CartLine | None:
        return None if self.counter.is_paying else self.counter.current_line()

    def _change(self, cart: Cart) -> None:
        self.counter.change(cart)

    def _on_ended(self, ending: Ending) -> None:
        """The field is gone. Esc takes a line along that just came and whose weight was not given.

        Where something else took the place, what is yet to be said waits in its lines.
        """
        asked, self._asked_line = self._asked_line, 0
        self.counter.strip.clear()  # examples and refusals were about the field
        if ending is Ending.AWAY:
            self._asks.clear()
            return
        if ending is Ending.LEFT and asked and self._is_there(asked):
            self.counter.remove(asked)
        while self._asks:
            ask, line_id = self._asks.popleft()
            if self._is_there(line_id):
                ask(line_id)
                return
        self.counter.focus_line()

    def _on_refused(self, why: str) -> None:
        sounds.refused()
        self.counter.strip.show_text(why, kind="red")

    def _is_there(self, line_id: int) -> bool:
        return self.counter.cart_view.cart_model.row_of(line_id) >= 0

    def ask_in_line(self, ask: Callable[[int], object], line_id: int) -> None:
        """Ask for a weight or a price in the line; what asks while another field is open waits for it."""
        if self.counter.cart_view.editor is None:
            ask(line_id)
        else:
            self._asks.append((ask, line_id))

    def _edit(
        self,
        line: CartLine,
        column: int,
        name: str,
        text: str,
        accept: Callable[[str], object],
        *,
        changed: Callable[[str], object] | None = None,
    ) -> CellEdit:
        """A field over a cell of the line; what is typed is for this cart and for no other."""
        key = self.counter.cart.key

        def take(typed: str) -> None:
            if self.counter.cart.key != key:
                raise LineGone
            accept(typed)

        return self.counter.cart_view.edit_cell(line.line_id, column, name, text, take, changed=changed)

    # quantity

    def quantity(self) -> None:
        """F2: the quantity of the line."""
        line = self._line()
        if line is not None:
            self._edit_quantity(line)

    def ask_new(self, line_id: int) -> None:
        """How much of goods that just came; Esc takes a weighed line back."""
        self.ask_quantity(line_id)
        line = self.counter.cart.line(line_id)
        self._asked_line = line_id if line.is_weighed else 0
        if is_weight(line.unit):
            self.counter.strip.show_text(weight_examples(self.counter.spoken(line).unit))

    def ask_quantity(self, line_id: int) -> None:
        """The weight, or how many, in the line itself."""
        self._edit_quantity(self.counter.cart.line(line_id))

    def _edit_quantity(self, line: CartLine) -> None:
        def accept(typed: str) -> None:
            plain = half_width(typed)
            if plain.startswith("="):
                cart = carts.sell_for(self.counter.cart, line.line_id, parse_money(plain[1:]))
            else:
                is_same = is_said and plain in {"", text}
                quantity = line.pack_quantity if is_same else quantity_of(plain, line, spoken)
                cart = carts.set_quantity(self.counter.cart, line.line_id, quantity)
            self._change(cart)

        spoken, is_said = self.counter.spoken(line), line.pack_quantity != UNSAID
        text = plain_quantity(spoken.quantity(line.pack_quantity)) if is_said else ""
        editor = self._edit(line, QUANTITY, _("Quantity"), text, accept)
        if not is_said:
            editor.setPlaceholderText(spoken.unit)

    def take_weight(self, line_id: int, quantity: int) -> None:
        """A weight that was read, not typed: the field that asked for it is answered."""
        view = self.counter.cart_view
        is_asked = view.editor is not None and view.edited_line == line_id
        self._asked_line = 0
        self._change(carts.set_quantity(self.counter.cart, line_id, quantity))
        if is_asked:
            view.end_edit()

    # price and discount

    def price(self) -> None:
        """F4: another price for the line."""
        line = self._line()
        if line is not None and line.product is not None:
            self.ask_price(line.line_id)

    def ask_price(self, line_id: int) -> None:
        """The price, in the line itself."""
        line = self.counter.cart.line(line_id)

        def accept(typed: str) -> None:
            price = line.price if typed.strip() == text and line.price is not None else spoken.kept_price(parse_money(typed))
            self._change(carts.override_price(self.counter.cart, line_id, price))
            if self.counter.cart.line(line_id).waits_for is Reason.NO_QUANTITY:
                self._asks.appendleft((self.ask_quantity, line_id))

        spoken = self.counter.spoken(line)
        text = "" if line.price is None else format_plain(spoken.price(line.price))
        self._edit(line, PRICE, _("Unit price"), text, accept)

    def discount(self) -> None:
        """F5: a discount on the line, as people say it; what it makes is shown before Enter."""
        line = self._line()
        if line is None or line.product is None:
            return

        def accept(typed: str) -> None:
            self._change(carts.discount_line(self.counter.cart, line.line_id, _discount(typed)))

        def look(typed: str) -> None:
            self._preview(typed, lambda wanted: carts.discount_line(self.counter.cart, line.line_id, wanted), line.line_id)

        self._edit(line, DISCOUNT, _("Discount"), "", accept, changed=look)
        look("")

    def free(self) -> None:
        """Ctrl+G: the line is given free (赠品), or sold again."""
        line = self._line()
        if line is not None and line.product is not None:
            self._change(carts.give_free(self.counter.cart, line.line_id))

    def _preview(self, typed: str, changed: Callable[[Discount | None], Cart], line_id: int) -> None:
        strip = self.counter.strip
        try:
            wanted = _discount(typed)
            line = changed(wanted).line(line_id)
        except ShopError as wrong:
            strip.show_text(discount_examples() if isinstance(wrong, ValueError) else str(wrong))
            return
        if wanted is None:
            strip.show_text(discount_examples())
            return
        after = line.gross - line.line_discount
        strip.show_text(f"{line.name}  {format_money(after)}   {describe(wanted, line.gross, after)}")

    def cart_discount(self) -> None:
        """Shift+F5: a discount on the whole cart, or the total both agreed on (=100)."""
        counter = self.counter
        if counter.cart.is_empty or counter.is_paying:
            return

        def changed(typed: str) -> Cart:
            return carts.discount_cart(counter.cart, _discount(typed))

        def look(texts: list[str]) -> str:
            if not texts[0]:
                return discount_examples()
            wanted, cart = _discount(texts[0]), changed(texts[0])
            before = carts.discount_cart(counter.cart, None).totals.total
            after = cart.totals.total
            return "" if wanted is None else f"{format_money(after)}   {describe(wanted, before, after)}"

        def accept(texts: list[str]) -> None:
            counter.change(changed(texts[0]))

        self.bar.ask(_("Discount on the whole cart"), [(_("Discount"), "")], accept, look=look)

    # packs

    def pack(self) -> None:
        """Shift+F2: the next pack of the line's product, then the single unit again."""
        line = self._line()
        if line is None or line.product is None or not line.product.packs or line.label is not None:
            return
        ids = [None, *(pack.id for pack in line.product.packs)]
        following = ids[(ids.index(line.pack_id) + 1) % len(ids)] if line.pack_id in ids else None
        self._change(carts.set_pack(self.counter.cart, line.line_id, line.product.pack(following)))

    # taking away

    def remove(self) -> None:
        """Del: the line goes; the strip offers it back."""
        line = self._line()
        if line is not None:
            self.counter.remove(line.line_id)

    def cancel(self) -> None:
        """Ctrl+Del: the whole sale is cancelled and recorded; undo brings the goods back as a new sale."""
        if not self.counter.cart.is_empty and not self.counter.is_paying:
            self.wait.when_saved(self._cancel, shown=lambda: None, given_up=lambda: None)

    def _cancel(self) -> None:
        counter = self.counter
        cart = counter.cart
        with counter.shop.work() as work:
            cancel_cart(work, cart)
        counter.start()
        counter.open.start_after_cancel(cart)
        told = _("The whole sale was cancelled")
        counter.strip.show_text(told, _("Undo"), key_of("undo"))
        counter.give_back(cart.tenders, told)


def quantity_of(typed: str, line: CartLine, spoken: Spoken) -> int:
    """The quantity typed; of weighed goods in any unit of weight (`500克`, `2j`), else in the one they are spoken of.

    Raises what the parser refuses.
    """
    product = line.product
    is_loose_weight = product is not None and product.kind is Kind.WEIGHED and line.pack_id is None
    quantity = quantity_in(typed, KILOGRAM if is_loose_weight and not is_weight(line.unit) else line.unit)
    return quantity if half_width(typed)[-1:].isalpha() else spoken.kept_quantity(quantity)


def _discount(typed: str) -> Discount | None:
    return parse_discount(typed) if typed.strip() else None


def weight_examples(unit: str) -> str:
    """What can be typed as a weight."""
    told = _("Weight in {unit}, or 2j jin, 3l liang, 300g, 1.2k kg, =10; {key}: scale")
    return told.format(unit=unit, key=key_of("weighing.read"))


def discount_examples() -> str:
    """What can be typed as a discount."""
    return _("Examples: 20% off, -5 for 5.00 off, =10 to set the sum; empty takes it back.")
