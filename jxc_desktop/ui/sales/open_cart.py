"""The sale being rung up: its cart, the former carts for undo, and its draft, saved at each change by the writer thread."""

import uuid
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from jxc_desktop.domain.cart import Cart
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.drafts import drop_empty, save_draft
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.drafts import open_draft
from jxc_desktop.ui import jobs

MOST_UNDOS = 50
SHOWN_AFTER_MS = 200
GIVEN_UP_AFTER_MS = 5_000
_STEP_MS = 10
AT_ONCE_SECONDS = 0.05
_DRAFT = "sales/draft"


def new_key() -> str:
    """The key of a new sale: a second “complete” with it gives the first receipt."""
    return uuid.uuid4().hex


class OpenCart:
    """The cart of the page. Each change is given a new cart; the former one is kept."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.cart = Cart(new_key())
        self._former: list[Cart] = []

    def load(self) -> None:
        """The cart that was open when the program ended, however it ended; others are put among the held ones."""
        with self._shop.read() as view:
            sells = view.may(Permission.SELL)
        if sells:
            with self._shop.work() as work:
                drop_empty(work)
        with self._shop.read() as view:
            self.cart = open_draft(view) or Cart(new_key())
        self._former.clear()

    def change(self, cart: Cart, *, undoable: bool = True) -> None:
        """Go on with a changed cart. Call `save` when it is painted."""
        if undoable:
            self._former.append(self.cart)
            del self._former[:-MOST_UNDOS]
        self.cart = cart

    def undo(self) -> bool:
        """Back to the former cart; False when there is none."""
        if not self._former:
            return False
        former = self._former.pop()
        # line numbers only grow: a line that comes back must not meet another of its number
        next_line = max(former.next_line, self.cart.next_line)
        # what was paid so far is no change of the cart: the money is in the drawer, until no line is left to pay
        tenders = former.tenders if self.cart.is_empty else self.cart.tenders
        round_off = self.cart.round_off if former.lines == self.cart.lines else 0
        tenders = () if former.is_empty else tenders
        self.cart = replace(former, key=self.cart.key, next_line=next_line, tenders=tenders, round_off=round_off)
        return True

    def start(self, cart: Cart | None = None) -> None:
        """Begin with another cart, an empty one if none is given."""
        self.cart = cart or Cart(new_key())
        self._former.clear()

    def start_after_cancel(self, cancelled: Cart) -> None:
        """Begin with an empty cart from which undo leads back to the cancelled lines, as a sale of its own."""
        self.start()
        self._former.append(replace(cancelled, key=self.cart.key))

    def save(self) -> None:
        """Let the writer thread save the draft; of versions that wait only the latest is written."""
        cart, shop = self.cart, self._shop
        jobs.writer.submit(_DRAFT, lambda: _save(shop, cart))

    def is_saved(self) -> bool:
        """Whether no save is waiting or under way."""
        return jobs.writer.is_done(_DRAFT)


def _save(shop: Shop, cart: Cart) -> None:
    with shop.work() as work:
        save_draft(work, cart)


class SaveWait(QObject):
    """Waits for the pending save without stopping the window: `shown` after 200 ms, given up after 5 s."""

    def __init__(self, open_cart: OpenCart, parent: QObject) -> None:
        super().__init__(parent)
        self._cart = open_cart
        self._waited_ms = 0
        self._then: Callable[[], object] | None = None
        self._shown: Callable[[], object] = lambda: None
        self._given_up: Callable[[], object] = lambda: None
        self._timer = QTimer(self, interval=_STEP_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_waiting(self) -> bool:
        """Whether something waits for the save."""
        return self._then is not None

    def when_saved(self, then: Callable[[], object], *, shown: Callable[[], object], given_up: Callable[[], object]) -> None:
        """Do `then` once nothing waits to be saved: at once, usually. Only one thing waits; a second is not taken."""
        if self.is_waiting:
            return
        if self._cart.is_saved() or jobs.writer.flush(AT_ONCE_SECONDS):
            then()
            return
        self._then, self._shown, self._given_up = then, shown, given_up
        self._waited_ms = 0
        self._timer.start()

    def _look(self) -> None:
        self._waited_ms += _STEP_MS
        then = self._then
        if then is None:
            self._timer.stop()
        elif self._cart.is_saved():
            self._end()
            then()
        elif self._waited_ms >= GIVEN_UP_AFTER_MS:
            self._end()
            self._given_up()
        elif self._waited_ms == SHOWN_AFTER_MS:
            self._shown()

    def _end(self) -> None:
        self._timer.stop()
        self._then = None
