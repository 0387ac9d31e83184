"""F8: whose sale it is, by name and telephone; known customers are found by either while one types."""

from PySide6.QtCore import QObject

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.customers import Customer
from jxc_desktop.i18n import _
from jxc_desktop.operations.customers import keep_customer
from jxc_desktop.queries.customers import find_customers
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.sales.counter import Counter


class Customers(QObject):
    """Asks under the cart. A digit picks one of those that were found; both fields empty: nobody known."""

    def __init__(self, counter: Counter, bar: AskBar, parent: QObject) -> None:
        super().__init__(parent)
        self.counter, self.bar = counter, bar
        self._found: tuple[Customer, ...] = ()

    def ask(self) -> None:
        """Ask for name and telephone."""
        if self.counter.is_paying:
            return
        now = self.counter.cart.customer or Customer(0, "")
        self._found = ()
        fields = [(_("Customer's name"), now.name), (_("Telephone"), now.phone)]
        self.bar.ask(_("Customer"), fields, self._take, look=self._look)

    def _look(self, texts: list[str]) -> str:
        if not any(_picks(text) for text in texts):
            with self.counter.shop.read() as view:
                self._found = next((found for text in texts if text and (found := find_customers(view, text))), ())
        if not self._found:
            return _("Name or telephone; who bought before is found by either. Both empty: nobody known.")
        return "   ".join(f"{number} {customer.text}" for number, customer in enumerate(self._found, 1))

    def _take(self, texts: list[str]) -> None:
        picked = next((int(text) for text in texts if _picks(text)), 0)
        if 0 < picked <= len(self._found):
            customer: Customer | None = self._found[picked - 1]
        elif not any(texts):
            customer = None
        else:
            with self.counter.shop.work() as work:
                customer = keep_customer(work, *texts)
        self.counter.change(carts.set_customer(self.counter.cart, customer))


def _picks(text: str) -> bool:
    return len(text) == 1 and text in "123456789"
