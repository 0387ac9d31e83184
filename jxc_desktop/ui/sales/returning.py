"""A return while it is put together: which sale, how much of its lines, to scrap or not, which way the money goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from jxc_desktop.domain.cart import UNSAID
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import COIN, half_up
from jxc_desktop.domain.payments import Method
from jxc_desktop.domain.products import Kind, Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.returns import MoreThanSold
from jxc_desktop.domain.scale_codes import ScaleLabel
from jxc_desktop.domain.units import quantity_in
from jxc_desktop.operations.returns import Back, Given
from jxc_desktop.operations.returns_without_receipt import GoodsBack
from jxc_desktop.queries.returns import Returnable, SoldLine

_SHORT = 3  # so many figures are always a quantity


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


def step_of(found: Found, line: SoldLine | None = None) -> int:
    """How much comes back by one scan (base quantity, 1/1000): a piece, a pack, what a label says; UNSAID of other weighed goods.

    A label that says only a sum is counted at the price of the `line` it was sold in, else at today's.
    """
    product, pack = found.product, found.product.pack(found.pack_id)
    if found.label is not None:
        return found.label.quantity(product.unit, product.retail_price if line is None else line.row.price)
    if pack is not None:
        return pack.ratio * ONE
    return UNSAID if product.kind is Kind.WEIGHED else ONE


def _is_of(line: SoldLine, label: ScaleLabel | None) -> bool:
    """Whether all of the line is what the label says, and none of it came back."""
    if label is None or line.left != line.sold.quantity:
        return False
    if label.amount is not None:
        return line.sold.amount + line.sold.line_discount + line.sold.cart_discount == label.amount
    return line.left == label.quantity(line.unit, None)


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

    def _unit(self, row: int) -> str:
        return self.loose[row].product.unit if self.sold is None else self.sold.lines[row].unit

    def typed(self, row: int, text: str) -> "Returning":
        """As much of the line in this row as is typed. Raises MoreThanSold and what no quantity is."""
        return self.with_quantity(row, quantity_in(text, self._unit(row)))

    def all_of(self, row: int) -> "Returning":
        """All that is left of the line in this row."""
        return self if self.sold is None else self.with_quantity(row, self.sold.lines[row].left)

    def is_quantity(self, row: int, text: str) -> bool:
        """Whether a text (half width) is how much of this row: `12`, `1.234`, `500克`; `1200` where so much is left of it.

        `0012`, and longer figures than so much, are the end of a receipt's number or a code.
        """
        if row < 0 or not (text[:1].isdecimal() or text.startswith(".")):
            return False
        if "." in text and text.replace(".", "", 1).isdecimal():
            return True
        try:
            quantity = quantity_in(text, self._unit(row))
        except ShopError:
            return False
        if not text.isdecimal() or len(text) <= _SHORT:
            return True
        return not text.startswith("0") and self.sold is not None and quantity <= self.sold.lines[row].left

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

    def with_loose(self, found: Found) -> "Returning":
        """So much more without a receipt, at today's price until another is said; of weighed goods it may be UNSAID."""
        product, step = found.product, step_of(found)
        for row, each in enumerate(self.loose):
            if each.product.id == product.id:
                return self.with_quantity(row, each.quantity + step) if step else self
        return replace(self, loose=(*self.loose, Loose(product, step, product.retail_price or 0)))

    def more_of(self, found: Found) -> "tuple[Returning, int] | None":
        """So much more of goods of the sale, and their row; None when none is left. A weight that was not said changes nothing.

        A label is of the line it was sold as, where one is left.
        """
        if self.sold is None:
            return None
        rows = [
            row
            for row, line in enumerate(self.sold.lines)
            if line.product_id == found.product.id and self.quantities.get(line.line_id, 0) < line.left
        ]
        if not rows:
            return None
        row = next((row for row in rows if _is_of(self.sold.lines[row], found.label)), rows[0])
        line = self.sold.lines[row]
        if _is_of(line, found.label):
            return self.with_quantity(row, line.left), row
        step = step_of(found, line)
        if step == UNSAID:
            return self, row
        return self.with_quantity(row, min(line.left, self.quantities.get(line.line_id, 0) + step)), row

    @property
    def unsaid_row(self) -> int | None:
        """The row of goods without a receipt of which nobody said yet how much comes back."""
        return next((row for row, each in enumerate(self.loose) if each.quantity == UNSAID), None)

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
