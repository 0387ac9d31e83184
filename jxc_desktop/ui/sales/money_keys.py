"""Keys about money that is not the open cart's: the last sale reversed (作废上一单), cash for an e-payment (换现)."""

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.money import format_money, parse_money
from jxc_desktop.domain.payments import Method, MethodKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.ui.print_queue import PrintQueue
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.key_choices import key_of

if TYPE_CHECKING:
    from jxc_desktop.queries.receipts import Receipt


class MoneyKeys(QObject):
    """Asks under the cart; the open cart stays as it is."""

    def __init__(self, counter: Counter, bar: AskBar, printing: PrintQueue, parent: QObject) -> None:
        super().__init__(parent)
        self.counter, self.bar, self.printing = counter, bar, printing

    def reverse_last(self) -> None:
        """Ctrl+D: this till's last sale, with the reason."""
        from jxc_desktop.queries.receipts import receipt_of
        from jxc_desktop.queries.sales import can_reverse, last_sale

        if self.counter.is_paying:
            return
        with self.counter.shop.read() as view:
            view.require(Permission.REVERSE_SALE)
            document = last_sale(view)
            receipt = None if document is None else receipt_of(view, document)
            is_whole = document is not None and can_reverse(view, document)
        if receipt is None:
            self.counter.strip.show_text(_("There is no sale yet."))
            return
        if not is_whole:
            told = _("The last sale, {number}, was reversed or came back before. Older ones are among the past sales ({key}).")
            told = told.format(number=receipt.number, key=key_of("show_old_sales"))
            self.counter.strip.show_text(told, kind="amber")
            return
        title = _("Reverse the last sale, {number} of {sum}?").format(number=receipt.number, sum=format_money(receipt.total))
        self.bar.ask(title, [(_("Reason"), "")], lambda texts: self._reverse(receipt, texts[0]), done=_("Reverse"))

    def _reverse(self, receipt: "Receipt", reason: str) -> None:
        from jxc_desktop.operations.reversals import reverse_sale

        with self.counter.shop.work() as work:
            made = reverse_sale(work, receipt.document_id, reason)
        self.printing.submit(made.print_job_id)
        if self.counter.cart.is_empty:  # the sum that was paid no longer stands there
            ways = " + ".join(dict.fromkeys(payment.name for payment in receipt.payments))
            self.counter.total_card.show_back(ways, made.paid_back)
        told = _("{number}: the last sale is reversed, {sum} goes back.")
        self.counter.strip.show_text(told.format(number=made.number, sum=format_money(made.paid_back)))

    def swap(self) -> None:
        """Ctrl+K: the sum, and the way it was received."""
        if self.counter.is_paying:
            return
        ways = [method for method in self.counter.methods if method.kind is MethodKind.AT_ONCE]
        if not ways:
            self.counter.strip.show_text(_("There is no e-payment among the ways of paying."))
            return
        key = uuid.uuid4().hex
        hint = methods_hint(ways)
        fields = [(_("Amount"), ""), (_("Received by"), str(ways[0].digit or ways[0].name))]
        self.bar.ask(_("Cash for an e-payment"), fields, lambda texts: self._swap(texts, ways, key), hint=hint)

    def _swap(self, texts: list[str], ways: list[Method], key: str) -> None:
        from jxc_desktop.operations.tenders import swap_cash

        method, amount = method_named(texts[1], ways), parse_money(texts[0])
        with self.counter.shop.work() as work:
            made = swap_cash(work, method.id, amount, key=key)
        if made.print_job_id is not None:
            self.printing.submit(made.print_job_id)
        told = _("{number}: {sum} by {way}, {sum} in cash given out.")
        self.counter.strip.show_text(told.format(number=made.number, sum=format_money(amount), way=method.name))


def methods_hint(methods: list[Method]) -> str:
    """“1 Cash   2 WeChat”."""
    return "   ".join(f"{method.digit or ''} {method.name}".strip() for method in methods)


def method_named(text: str, methods: list[Method]) -> Method:
    """The way with this digit, or whose name begins so. Raises NotFound."""
    for method in methods:
        if text and (text == str(method.digit) or method.name.casefold().startswith(text.casefold())):
            return method
    raise NotFound(text or _("this way of paying"))
