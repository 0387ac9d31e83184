"""F9: the sale's remark, and who sold it where more than one person works."""

from PySide6.QtCore import QObject

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.i18n import _
from jxc_desktop.queries.people import Person, people
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.sales.counter import Counter


class Remark(QObject):
    """Asks under the cart. The salesperson is typed as a number of the list shown, or the beginning of a name."""

    def __init__(self, counter: Counter, bar: AskBar, parent: QObject) -> None:
        super().__init__(parent)
        self.counter, self.bar = counter, bar

    def ask(self) -> None:
        """Ask for remark and salesperson."""
        if self.counter.is_paying:
            return
        with self.counter.shop.read() as view:
            staff = people(view)
        cart = self.counter.cart
        seller = next((person.name for person in staff if person.id == cart.sold_by), "")
        fields = [(_("Remark"), cart.remark)]
        hint = ""
        if len(staff) > 1:
            fields.append((_("Salesperson"), seller))
            hint = "   ".join(f"{number} {person.name}" for number, person in enumerate(staff, 1))
        self.bar.ask(_("Remark"), fields, lambda texts: self._take(texts, staff), hint=hint)

    def _take(self, texts: list[str], staff: tuple[Person, ...]) -> None:
        cart = carts.set_remark(self.counter.cart, texts[0])
        if len(texts) > 1:
            cart = carts.set_sold_by(cart, _person(texts[1], staff))
        self.counter.change(cart)


def _person(text: str, staff: tuple[Person, ...]) -> int | None:
    if not text:
        return None
    if text.isdecimal() and 1 <= int(text) <= len(staff):
        return staff[int(text) - 1].id
    found = [person for person in staff if person.name.casefold().startswith(text.casefold())]
    if not found:
        raise NotFound(text)
    return found[0].id
