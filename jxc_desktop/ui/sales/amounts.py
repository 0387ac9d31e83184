"""Sums and weights typed where codes are scanned: `=10` is the sum of the line, `3.5+` goods without a code, `2j` a weight."""

import re

from PySide6.QtCore import QObject

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import half_width, parse_money
from jxc_desktop.domain.pricing import Price
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import split_quantity
from jxc_desktop.domain.units import typed_weight
from jxc_desktop.i18n import _
from jxc_desktop.queries.open_prices import open_price_products
from jxc_desktop.queries.products import Found
from jxc_desktop.ui import sounds
from jxc_desktop.ui.sales.choices import Choices
from jxc_desktop.ui.sales.counter import Counter
from jxc_desktop.ui.sales.line_edits import quantity_of

_SUM = re.compile(r"=\s*([\d.,]+)\s*元?")
_OPEN = re.compile(r"([\d.,]+)\s*[+＋]")
_WEIGHT = re.compile(r"[\d.,]+\s*([^\d\s.,*+=]+)")


class Amounts(QObject):
    """What the page asks before it looks for a code."""

    def __init__(self, counter: Counter, choices: Choices, parent: QObject) -> None:
        super().__init__(parent)
        self.counter, self.choices = counter, choices

    def typed(self, text: str) -> bool:
        """Take the text if it is a sum, goods without a code or a weight; refusals are said in the strip."""
        try:
            return self._take(half_width(text))
        except ShopError as refused:
            sounds.refused()
            self.counter.strip.show_text(str(refused), kind="red")
            return True

    def _take(self, text: str) -> bool:
        counter, line = self.counter, self.counter.current_line()
        quantity, rest = split_quantity(text)
        if (found := _OPEN.fullmatch(rest)) is not None:
            self._open_price(rest, carts.typed_price(parse_money(found[1])), quantity)
        elif line is None:
            return False
        elif (found := _SUM.fullmatch(text)) is not None:
            counter.change(carts.sell_for(counter.cart, line.line_id, parse_money(found[1])))
        elif self._is_weight(text) and line.product is not None and line.product.kind is Kind.WEIGHED:
            counter.change(carts.set_quantity(counter.cart, line.line_id, quantity_of(text, line, counter.spoken(line))))
        else:
            return False
        return True

    def _is_weight(self, text: str) -> bool:
        found = _WEIGHT.fullmatch(text)
        return found is not None and typed_weight(found[1]) is not None

    def _open_price(self, text: str, price: Price, quantity: int | None) -> None:
        counter = self.counter
        with counter.shop.read() as view:
            goods = open_price_products(view)
        if not goods:
            sounds.refused()
            counter.strip.show_text(
                _("There are no goods without a code yet: make a product of the kind “Open-price product”."), kind="amber"
            )
        elif len(goods) == 1:
            counter.change(carts.add_product(counter.cart, goods[0], quantity=quantity, price=price))
            sounds.taken()
        else:
            self.choices.add(text, tuple(Found(product) for product in goods), quantity, price)
