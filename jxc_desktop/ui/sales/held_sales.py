"""Held sales: put aside with one key, back with one or two."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.drafts import hold_sale, resume_sale
from jxc_desktop.queries.drafts import HeldSale, held_sales
from jxc_desktop.ui import sounds
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.key_choices import key_of
from jxc_desktop.ui.sales.open_cart import SaveWait
from jxc_desktop.ui.sales.painted_table import Cell
from jxc_desktop.ui.sales.popup_list import PopupList


class Holding(QObject):
    """F6 holds, F7 resumes. `counted` comes when the number of held sales is another."""

    counted = Signal()

    def __init__(self, counter: Counter, bar: AskBar, wait: SaveWait, parent: QObject) -> None:
        super().__init__(parent)
        self.counter, self.bar, self.wait = counter, bar, wait
        self.count = 0
        self._held: tuple[HeldSale, ...] = ()
        self.popup = PopupList(_("Held sales"), (34, 0, 90, 104, 120), (2, 3), counter, takes_keys=True, has_title=True)
        self.popup.picked.connect(self._pick)
        self.popup.left.connect(counter.close_list)

    def read(self) -> None:
        """Count them anew."""
        with self.counter.shop.read() as view:
            self._held = held_sales(view)
        if self.count != len(self._held):
            self.count = len(self._held)
            self.counted.emit()

    def hold(self) -> None:
        """F6: put the cart aside."""
        if self._may_hold():
            self._hold_as("")

    def hold_named(self) -> None:
        """Shift+F6: put it aside under a name."""
        if self._may_hold():
            self.bar.ask(_("Hold this sale"), [(_("Name"), "")], lambda texts: self._hold_as(texts[0]), done=_("Hold"))

    def put_aside(self, then: Callable[[], object]) -> None:
        """Do it with the counter free: a cart with goods is held first."""
        if self.counter.cart.is_empty:
            then()
            return

        def hold_first() -> None:
            self._hold("")
            then()

        self.wait.when_saved(hold_first, shown=lambda: None, given_up=sounds.refused)

    def _may_hold(self) -> bool:
        return not self.counter.cart.is_empty and not self.counter.is_paying and not self.counter.asks_first()

    def _hold_as(self, name: str) -> None:
        self.wait.when_saved(lambda: self._hold(name), shown=lambda: None, given_up=sounds.refused)

    def _hold(self, name: str) -> None:
        counter = self.counter
        with counter.shop.work() as work:
            hold_sale(work, counter.cart, name)
        counter.start()
        counter.strip.show_text(_("The sale is held"), _("Resume"), key_of("holding.resume"), act=self.resume)
        self.read()

    def resume(self) -> None:
        """F7: the held sale, or the list of them when there are several."""
        self.read()
        if self.counter.is_paying or self.counter.asks_first():
            return
        if not self._held:
            self.counter.strip.show_text(_("No sale is held."))
        elif len(self._held) == 1:
            self._pick(0)
        else:
            self._show()

    def _show(self) -> None:
        has_owners = any(held.owner != self._held[0].owner for held in self._held)
        rows = [_cells(place_no, held, has_owner=has_owners) for place_no, held in enumerate(self._held, 1)]
        self.counter.show_list(self.popup, rows, _("Held sales: a digit or Enter resumes, Esc goes back"))

    def _pick(self, row: int) -> None:
        if 0 <= row < len(self._held):
            key = self._held[row].key
            self.wait.when_saved(lambda: self._resume(key), shown=lambda: None, given_up=sounds.refused)

    def _resume(self, key: str) -> None:
        counter = self.counter
        with counter.shop.work() as work:
            cart = resume_sale(work, key)
        was_open = not counter.cart.is_empty
        counter.start(cart)
        if was_open:
            counter.strip.show_text(_("The sale before it is held now."))
        counter.focus_line()
        self.read()


def _cells(number: int, held: HeldSale, *, has_owner: bool) -> tuple[Cell, ...]:
    """One held sale; who held it where they were several people."""
    pieces = ngettext("{count} piece", "{count} pieces", held.pieces // 1000).format(count=format_quantity(held.pieces))
    name = Cell(held.name, is_bold=True, after=held.first_goods) if held.name else Cell(held.first_goods)
    age = Cell(age_text(held), "soft", after=held.owner if has_owner else "")
    return (Cell(str(number), "accent", is_bold=True), name, Cell(pieces), Cell(format_money(held.total)), age)


def age_text(held: HeldSale) -> str:
    """How long it has been held."""
    minutes = int(held.age.total_seconds()) // 60
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("{count} min ago").format(count=minutes)
    if minutes < 24 * 60:
        return f"{held.held_at:%H:%M}"
    return f"{held.held_at:%m-%d %H:%M}"
