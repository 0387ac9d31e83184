"""A return while it is put together: which sale, how much of its lines, to scrap or not, which way the money goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jxc_desktop.domain.money import COIN, half_up
from jxc_desktop.domain.payments import Method
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.returns import MoreThanSold
from jxc_desktop.operations.returns import Back, Given
from jxc_desktop.operations.returns_without_receipt import GoodsBack
from jxc_desktop.queries.returns import Returnable


@dataclass(frozen=True, slots=True)
class Loose:
    """Goods without a receipt: how many, and the price that is given back for each."""

    product: Product
    quantity: int
    price: int

    @property
    def amount(self) -> int:
        """What they come to."""
        return half_up(self.quantity * self.price, ONE * COIN) * COIN


@dataclass(frozen=True, slots=True)
class Returning:
    """Lines of one sale, or goods without a receipt; `method` is another way than the money came."""

    sold: Returnable | None = None
    quantities: Mapping[int, int] = field(default_factory=dict)
    loose: tuple[Loose, ...] = ()
    scrap: frozenset[int] = frozenset()
    method: Method | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing comes back yet."""
        return not self.quantities and not self.loose

    @property
    def total(self) -> int:
        """The money that goes back."""
        if self.sold is not None:
            return self.sold.refund(self.quantities).total
        return sum(each.amount for each in self.loose)

    def line_at(self, row: int) -> int:
        """What `quantities` and `scrap` call the line in this row."""
        return row if self.sold is None else self.sold.lines[row].line_id

    def with_quantity(self, row: int, quantity: int) -> "Returning":
        """So much of the line in this row. Raises MoreThanSold."""
        if self.sold is None:
            if quantity <= 0:
                return replace(self, loose=self.loose[:row] + self.loose[row + 1 :], scrap=frozenset())
            changed = replace(self.loose[row], quantity=quantity)
            return replace(self, loose=(*self.loose[:row], changed, *self.loose[row + 1 :]))
        line = self.sold.lines[row]
        if quantity > line.left:
            raise MoreThanSold(line.name, line.left)
        chosen = {line_id: count for line_id, count in self.quantities.items() if line_id != line.line_id}
        return replace(self, quantities=chosen | ({line.line_id: quantity} if quantity > 0 else {}))

    def with_price(self, row: int, price: int) -> "Returning":
        """Goods without a receipt at another price."""
        changed = replace(self.loose[row], price=price)
        return replace(self, loose=(*self.loose[:row], changed, *self.loose[row + 1 :]))

    def with_loose(self, product: Product, step: int = ONE) -> "Returning":
        """One piece or pack more without a receipt, at today's price until another is said."""
        for row, each in enumerate(self.loose):
            if each.product.id == product.id:
                return self.with_quantity(row, each.quantity + step)
        return replace(self, loose=(*self.loose, Loose(product, step, product.retail_price or 0)))

    def more_of(self, product_id: int, step: int = ONE) -> "tuple[Returning, int] | None":
        """One piece or pack more of a product of the sale, and its row; None when none is left."""
        if self.sold is None:
            return None
        for row, line in enumerate(self.sold.lines):
            chosen = self.quantities.get(line.line_id, 0)
            if line.product_id == product_id and chosen < line.left:
                return self.with_quantity(row, min(line.left, chosen + step)), row
        return None

    def scrapped(self, row: int) -> "Returning":
        """The line goes to scrap, or to the stock again."""
        return replace(self, scrap=self.scrap ^ {self.line_at(row)})

    def lines(self) -> list[Back]:
        """What the operation is asked for."""
        return [Back(line_id, quantity, line_id in self.scrap) for line_id, quantity in self.quantities.items()]

    def goods(self) -> list[GoodsBack]:
        """What the operation is asked for, without a receipt."""
        return [GoodsBack(each.product.id, each.quantity, each.price, row in self.scrap) for row, each in enumerate(self.loose)]

    def given(self, cash: Method) -> list[Given] | None:
        """The ways the money goes; None: as it came."""
        if self.sold is not None and self.method is None:
            return None
        total = self.total
        return [Given((self.method or cash).id, total)] if total else []
