"""A product made in place for a code nobody knows: name, price, Enter; the line becomes its line.

A code that stands in a reference list comes with name, spec and unit: only the price is left to say.
"""

from PySide6.QtCore import QObject

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.cart import Reason
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import format_plain, parse_money
from jxc_desktop.i18n import _
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.products import products_of
from jxc_desktop.queries.reference_lists import ReferenceProduct, look_up
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.key_choices import key_of


class QuickProduct(QObject):
    """Asks under the cart; scans go on meanwhile."""

    def __init__(self, counter: Counter, bar: AskBar, parent: QObject) -> None:
        super().__init__(parent)
        self.counter, self.bar = counter, bar

    def ask(self, line_id: int) -> None:
        """Ask for name and price of the unknown line's code."""
        code = self.counter.cart.line(line_id).unknown_code
        with self.counter.shop.read() as view:
            listed = look_up(view, code)
        if listed is not None:
            self._ask_listed(line_id, code, listed)
            return
        self.bar.ask(
            _("New product {code}").format(code=code),
            [(_("Name"), ""), (_("Price"), "")],
            lambda texts: self._make(line_id, ProductFields(texts[0], barcodes=(code,), retail_price=parse_money(texts[1]))),
            hint=_("Name, Enter, price, Enter. Esc leaves the line as it is; {key} removes it.").format(key=key_of("edits.remove")),
            done=_("Make it"),
        )

    def _ask_listed(self, line_id: int, code: str, listed: ReferenceProduct) -> None:
        """Only the price is asked for; what the list says can be changed."""
        price = "" if listed.price is None else format_plain(listed.price)

        def make(texts: list[str]) -> None:
            name, spec, unit, amount = texts
            self._make(line_id, ProductFields(name, barcodes=(code,), spec=spec, unit=unit, retail_price=parse_money(amount)))

        self.bar.ask(
            _("New product {code}").format(code=code),
            [(_("Name"), listed.name), (_("Spec"), listed.spec), (_("Unit"), listed.unit), (_("Price"), price)],
            make,
            hint=_("From {list}: the price, Enter. Shift+Tab goes back to the name; Esc leaves the line as it is.").format(
                list=listed.list_name
            ),
            done=_("Make it"),
            first=3,
        )

    def ask_current(self) -> None:
        """Ctrl+N: for the line under the cursor, else the first unknown one."""
        line = self.counter.current_line()
        if line is None or line.waits_for is not Reason.UNKNOWN_CODE:
            line = next((each for each in self.counter.cart if each.waits_for is Reason.UNKNOWN_CODE), None)
        if line is not None:
            self.ask(line.line_id)

    def _make(self, line_id: int, fields: ProductFields) -> None:
        from jxc_desktop.operations.products import add_product  # only who meets an unknown code pays for it

        with self.counter.shop.work() as work:
            product_id = add_product(work, fields)
        with self.counter.shop.read() as view:
            (product,) = products_of(view, [product_id])
        self.counter.change(carts.replace_unknown(self.counter.cart, line_id, Found(product)))
