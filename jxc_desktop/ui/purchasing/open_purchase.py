"""A receipt or an order that is being typed: whose goods, which lines, what they cost the last time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar, cast

from PySide6.QtCore import QObject

from jxc_desktop.domain.found import Found
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.purchasing import Goods, jump
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.last_prices import LastPrice
from jxc_desktop.queries.supplier_search import SupplierFound
from jxc_desktop.ui.purchasing.open_draft import OpenDraft, Typed


class TypedLine(Protocol):
    """A line of it."""

    @property
    def goods(self) -> Goods:
        """What it is about."""


T = TypeVar("T", bound=Typed)
L = TypeVar("L", bound=TypedLine)


class OpenPurchase(OpenDraft[T], Generic[T, L]):
    """What is known of supplier and goods is read anew after each change. Children say what a supplier, goods and a pack are to it."""

    def __init__(self, shop: Shop, typed: T, parent: QObject | None = None) -> None:
        super().__init__(shop, typed, parent)
        self.supplier: SupplierFound | None = None
        self.products: dict[int, Product] = {}
        self.last: Mapping[tuple[int, int], LastPrice] = {}

    def set_supplier(self, supplier_id: int) -> None:
        """Whose goods they are."""
        raise NotImplementedError

    def add(self, found: Found, quantity: int | None = None) -> None:
        """Goods that were scanned or found."""
        raise NotImplementedError

    def set_pack(self, pack_id: int) -> None:
        """The line by another pack."""
        raise NotImplementedError

    def price_of(self, line: L) -> int | None:
        """The price that stands in a line, a pack; None without one."""
        raise NotImplementedError

    def rows(self) -> Sequence[tuple[object, ...]]:
        """The lines as the table shows them."""
        raise NotImplementedError

    # changes

    def put(self, line: L, what: str = "") -> None:
        """Another line in the place of the cursor's."""
        if self.place >= 0:
            lines = [*self._lines]
            lines[self.place] = line
            self.change(self._of(lines), what=what and f"{what} {self.place}")

    def remove(self) -> L | None:
        """Take the line under the cursor away."""
        line = self.line
        if line is not None:
            self.change(self._of([*self._lines[: self.place], *self._lines[self.place + 1 :]]), self.place)
        return line

    def _of(self, lines: Sequence[L]) -> T:
        return cast("T", replace(cast("Any", self.typed), lines=tuple(lines)))

    # what is known

    @property
    def _lines(self) -> Sequence[L]:
        return cast("Sequence[L]", self.typed.lines)

    @property
    def line(self) -> L | None:
        """The line under the cursor."""
        return self._lines[self.place] if 0 <= self.place < len(self._lines) else None

    def last_of(self, line: L) -> LastPrice | None:
        """What its goods cost the last time."""
        return self.last.get(key_of(line.goods))

    def change_of(self, line: L) -> int | None:
        """How the price changed, in 1/100 percent; None without one before or now."""
        last, price = self.last_of(line), self.price_of(line)
        return None if last is None or price is None else jump(last.price, price)


def key_of(goods: Goods) -> tuple[int, int]:
    """By what a price is known."""
    return goods.product_id, goods.pack_id
