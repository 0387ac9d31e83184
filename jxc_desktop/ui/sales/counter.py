"""The counter's parts and what all of them do to the cart: change it, show it, save it, take a change back."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.cart import Cart, CartLine, remove_line
from jxc_desktop.domain.money import MINUS, format_money
from jxc_desktop.domain.payments import Method, Tender
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.domain.weights import Spoken, spoken_of
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.payments import payment_methods
from jxc_desktop.queries.people import people
from jxc_desktop.queries.products import has_products
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.sales.boards import Note
from jxc_desktop.ui.sales.cart_view import CartView
from jxc_desktop.ui.sales.key_choices import key_of
from jxc_desktop.ui.sales.open_cart import OpenCart
from jxc_desktop.ui.sales.painted_table import Cell
from jxc_desktop.ui.sales.payment_panel import PaymentPanel
from jxc_desktop.ui.sales.popup_list import PopupList
from jxc_desktop.ui.sales.total_card import TotalCard
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.deck import Deck
from jxc_desktop.ui.widgets.parts import Card, put_side_by_side
from jxc_desktop.ui.widgets.strips import UndoStrip


class Counter(QWidget):
    """Scan line, cart, strip and sums at the left; total or payment panel at the right.

    `cart_shown` comes when the cart was painted or is about to be: for customer displays.
    """

    cart_shown = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.open = OpenCart(shop)
        self.methods: tuple[Method, ...] = ()
        self._has_products = False
        self._people: tuple[object, ...] = (None, "", None)
        self.line = BarcodeLine()
        self.cart_view = CartView()
        self.strip = UndoStrip()
        self.bar = AskBar(subject=lambda: self.cart.key)
        self.open_list: PopupList | None = None
        self.note = Note(_("Pieces and savings"))
        self.total_card = TotalCard()
        self.panel = PaymentPanel()
        self._lay_out()
        self.read_choices()

    def _lay_out(self) -> None:
        left = Card()
        left.column.addWidget(self.line)
        left.column.addWidget(self.cart_view, 1)
        left.column.addWidget(self.bar)
        left.column.addWidget(self.strip)
        self.strip.setFixedHeight(theme.px(38))
        keeps_its_place(self.strip)
        left.column.addWidget(self.note)
        self.right = right = Deck(self.total_card, self.panel)
        put_side_by_side(self, left, right)

    def read_choices(self) -> None:
        """The ways of paying, or the unit in which weights are spoken of, may be others."""
        self.cart_view.cart_model.speak(self.shop.settings.weight_unit)
        with self.shop.read() as view:
            self.methods = payment_methods(view)
        self.total_card.show_methods(self.methods)

    @property
    def cart(self) -> Cart:
        """The cart that is rung up."""
        return self.open.cart

    @property
    def is_paying(self) -> bool:
        """Whether the payment panel is open."""
        return self.right.current is self.panel

    def spoken(self, line: CartLine) -> Spoken:
        """How the goods of a line are spoken of."""
        kind = Kind.GOODS if line.product is None else line.product.kind
        return spoken_of(kind, line.unit, self.shop.settings.weight_unit)

    def current_line(self) -> CartLine | None:
        """The line that keys are about: the cursor's."""
        return self.cart_view.current_line()

    # the cart

    def change(self, cart: Cart, *, told: str = "") -> None:
        """Go on with a changed cart: its line painted first, then saved while the sums are painted.

        `told` is what the strip says, with its undo.
        """
        self.open.change(cart)
        self.cart_view.show_cart(cart)
        self.cart_view.viewport().repaint(self.cart_view.row_rect(self.cart_view.current_number()))
        self.open.save()
        self._show_sums()
        if told:
            self.strip.show_text(told, _("Undo"), key_of("undo"))
        elif not self.strip.isHidden():
            self.strip.clear()
        self.cart_shown.emit()

    def remove(self, line_id: int) -> None:
        """Take a line away; the strip offers it back, and says what of the customer's money goes back with the last one."""
        taken, told = self.cart.tenders, _("Removed {name}").format(name=self.cart.line(line_id).name)
        self.change(remove_line(self.cart, line_id), told=told)
        if self.cart.is_empty:
            self.give_back(taken, told)

    def undo(self) -> None:
        """Back to the former cart."""
        taken = self.cart.tenders
        if self.open.undo():
            self.close_list()
            self.strip.clear()
            self.show_cart()
            self.open.save()
            if self.cart.is_empty:
                self.give_back(taken)

    def give_back(self, taken: Sequence[Tender], told: str = "") -> None:
        """What was taken already goes back to the customer: for a cart that is gone in the largest type, until the next scan."""
        back = [(self._way(tender), tender.amount) for tender in taken if tender.amount]
        if back:
            if self.cart.is_empty:
                ways = " + ".join(dict.fromkeys(way for way, _amount in back))
                self.total_card.show_back(ways, sum(amount for _way, amount in back))
            sums = " + ".join(f"{way} {format_money(amount)}" for way, amount in back)
            text = _("Give back what was taken: {sums}").format(sums=sums)
            undo = (_("Undo"), key_of("undo")) if told else ()
            self.strip.show_text(f"{told} · {text}" if told else text, *undo, kind="amber")

    def _way(self, tender: Tender) -> str:
        return next((method.name for method in self.methods if method.id == tender.method_id), "")

    def show_cart(self, *, lit: bool = True) -> None:
        """Show the cart and what it comes to."""
        self.cart_view.show_cart(self.cart, lit=lit)
        self._show_sums()
        self.cart_shown.emit()

    def _show_sums(self) -> None:
        cart = self.cart
        totals = cart.totals
        taken = sum(tender.amount or 0 for tender in cart.tenders)
        self.total_card.show_total(totals.total - cart.round_off, self.shop.settings.currency, taken, cart.round_off)
        if (cart.customer, cart.remark, cart.sold_by) != self._people:
            self._show_people(cart)
        if cart.is_empty:
            self.note.show_texts("")
            return
        kinds = ngettext("{count} kind", "{count} kinds", totals.kinds).format(count=totals.kinds)
        pieces = ngettext("{count} piece", "{count} pieces", totals.pieces // 1000).format(count=format_quantity(totals.pieces))
        saved = _("Saving {sum}").format(sum=f"{MINUS}{format_money(totals.discount)}") if totals.discount else ""
        changed = _("Change of {number}").format(number=cart.amends.number) + " · " if cart.amends is not None else ""
        self.note.show_texts(f"{changed}{kinds} · {pieces}", saved)

    def _show_people(self, cart: Cart) -> None:
        """Whose sale it is, its remark and who sold it: seldom another."""
        self._people = (cart.customer, cart.remark, cart.sold_by)
        seller = ""
        if cart.sold_by is not None:
            with self.shop.read() as view:
                seller = next((person.name for person in people(view, with_inactive=True) if person.id == cart.sold_by), "")
        customer = cart.customer.text if cart.customer is not None else ""
        remark = _("Remark: {text}").format(text=cart.remark) if cart.remark else ""
        self.total_card.show_people(customer, remark, _("Salesperson: {name}").format(name=seller) if seller else "")

    def show_keys(self) -> None:
        """Other keys were chosen: what the strip says of the old ones goes."""
        self.strip.clear()
        self.total_card.show_keys()

    def start(self, cart: Cart | None = None) -> None:
        """Go on with another cart, empty if none is given; what is still asked was about the former one."""
        if self.cart_view.editor is not None:
            self.cart_view.end_edit()
            self.focus_line()
        self.bar.close_bar()
        self.close_list()
        self.open.start(cart)
        self.strip.clear()
        self.show_cart(lit=False)

    # what is asked

    def asks_first(self) -> bool:
        """Whether a field or a question is open: it must be answered or left before the cart is paid or put away, and gets the focus."""
        editor = self.cart_view.editor
        if editor is None and not self.bar.is_open:
            return False
        sounds.refused()
        if editor is not None:
            editor.setFocus()
        else:
            self.bar.take_focus()
        return True

    def show_list(self, popup: PopupList, rows: Sequence[Sequence[Cell]], title: str) -> None:
        """Show a list over the cart; it has the keys until something is picked, or the next scan or paying closes it."""
        self.close_list()
        view = self.cart_view
        popup.show_rows(rows, QRect(view.mapTo(self, QPoint(0, 0)), view.size()), title=title)
        self.open_list = popup
        popup.setFocus()

    def close_list(self) -> None:
        """Put the list over the cart away."""
        if self.open_list is not None:
            self.open_list.hide()
            self.open_list = None
            self.focus_line()

    # the right side

    def show_panel(self, *, is_paying: bool) -> None:
        """Show the payment panel, or the total again with the focus in the scan line."""
        self.close_list()
        if not is_paying:
            self.line.setFocus()  # before the panel goes: Qt would hand the focus from one part to the next
        self.right.turn_to(self.panel if is_paying else self.total_card)

    def focus_line(self) -> None:
        """Where work begins."""
        if not self._has_products:
            self._look_for_products()
        self.line.setFocus()

    def _look_for_products(self) -> None:
        """A shop without products says what comes first."""
        with self.shop.read() as view:
            self._has_products = has_products(view)
        if self._has_products:
            text = _("Scan the first product, or type to find it.")
        else:
            text = _("There are no products yet. Import your list on the products page (Alt+6), or scan one and make it here.")
        self.cart_view.say_when_empty(text)


def keeps_its_place(widget: QWidget) -> None:
    """Hidden or shown, the cart above it stays as high as it is: nothing is laid out anew for a word."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)
