"""The cart as a table: texts made once a line, and only what changed is told to the view."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from jxc_desktop.domain.cart import UNSAID, Cart, CartLine
from jxc_desktop.domain.discounts import DiscountKind, rate_text
from jxc_desktop.domain.money import MINUS, format_money
from jxc_desktop.domain.pricing import PriceRule
from jxc_desktop.domain.products import BelowZero, Kind
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.domain.weights import Spoken, spoken_of
from jxc_desktop.i18n import N_, _
from jxc_desktop.ui.sales.painted_table import LEFT, RIGHT, Cell

Index = QModelIndex | QPersistentModelIndex

NUMBER, NAME, PRICE, QUANTITY, DISCOUNT, AMOUNT = range(6)
TITLES = ("", N_("Product"), N_("Unit price"), N_("Quantity"), N_("Saving"), N_("Amount"))


class CartModel(QAbstractTableModel):
    """The lines of a cart. `show` takes the new cart and gives the rows to repaint: one after a scan."""

    right = frozenset({NUMBER, PRICE, QUANTITY, AMOUNT})
    widths = (34, 0, 84, 92, 94, 92)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[CartLine, ...] = ()
        self._cells: dict[int, tuple[CartLine, tuple[Cell, ...]]] = {}
        self.lit = 0
        self.habit = ""

    def speak(self, habit: str) -> None:
        """Show weights and their prices in this unit (a key of HABITS), or in their own."""
        if habit != self.habit:
            self.habit = habit
            self._cells.clear()
            if self._lines:
                self.dataChanged.emit(self.index(0, NAME), self.index(len(self._lines) - 1, AMOUNT))

    def line(self, row: int) -> CartLine | None:
        """The line in a row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, line_id: int) -> int:
        """The row of a line, -1 when it is gone."""
        for row in range(len(self._lines) - 1, -1, -1):
            if self._lines[row].line_id == line_id:
                return row
        return -1

    def show(self, cart: Cart) -> list[int]:
        """Show the cart as it is now; the rows that look different, all of them after a row came or went before the end."""
        old, new = self._lines, cart.lines
        start, end = _same_ends(old, new)
        gone, come = len(old) - end - start, len(new) - end - start
        if gone:
            self.beginRemoveRows(QModelIndex(), start, start + gone - 1)
            self._lines = old[:start] + old[start + gone :]
            for line in old[start : start + gone]:
                self._cells.pop(line.line_id, None)
            self.endRemoveRows()
        if come:
            self.beginInsertRows(QModelIndex(), start, start + come - 1)
            self._lines = new
            self.endInsertRows()
        self._lines = new
        if gone or (come and end):
            return list(range(start, max(len(old), len(new))))
        changed = [row for row, (before, now) in enumerate(zip(old, new, strict=False)) if before is not now]
        for row in changed:
            self.dataChanged.emit(self.index(row, NAME), self.index(row, AMOUNT))
        return changed + list(range(len(old), len(new)))

    # what the painter asks

    def cells(self, row: int) -> Sequence[Cell]:
        """The texts of a row."""
        line = self._lines[row]
        known = self._cells.get(line.line_id)
        if known is None or known[0] is not line:
            known = self._cells[line.line_id] = (line, _cells_of(line, self.habit))
        return (Cell(str(row + 1), "soft"), *known[1])

    def ground(self, row: int) -> str:
        """The ground of a row: red for what is no product yet or no longer sold, lit for the newest."""
        line = self._lines[row]
        if line.product is None or line.needs_yes:
            return "red_ground"
        return "accent_ground" if line.line_id == self.lit else ""

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Lines of the cart."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number, name, price, quantity, saving, amount."""
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, for screen readers and tests; the view paints by `cells`."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cell = self.cells(index.row())[index.column()]
            return f"{cell.text} {cell.after}".strip()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The column's title, on the side of its figures."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(TITLES[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section in self.right else LEFT
        return None


def _same_ends(old: Sequence[CartLine], new: Sequence[CartLine]) -> tuple[int, int]:
    """How many lines at the beginning, and then at the end, are the same by their id."""
    shorter = min(len(old), len(new))
    start = 0
    while start < shorter and (old[start] is new[start] or old[start].line_id == new[start].line_id):
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end].line_id == new[-1 - end].line_id:
        end += 1
    return start, end


def _cells_of(line: CartLine, habit: str) -> tuple[Cell, ...]:
    if line.product is None:
        after = _("choose the product") if line.candidates else _("unknown code")
        name = Cell(line.unknown_code, "red", is_bold=True, after=after, after_role="red", is_whole=True)
        return (name, Cell(""), _quantity(line, Spoken("")), Cell(""), _amount(line) if line.amount else Cell(""))
    spoken = spoken_of(line.product.kind, line.unit, habit)
    return (_name(line), _price(line, spoken), _quantity(line, spoken), Cell(_saving(line), "accent"), _amount(line))


def _name(line: CartLine) -> Cell:
    product = line.product
    assert product is not None  # unknown lines have cells of their own
    named = partial(Cell, f"{product.name} {product.spec}".strip(), keeps=product.spec)
    if line.needs_yes:
        return named(after=_("no longer sold"), after_role="red")
    if line.price is None:
        return named(after=_("no price"), after_role="red")
    if line.pack_quantity == UNSAID:
        return named(after=_("how much?"), after_role="red")
    after = line.stock_after
    if after is not None and after < 0 and product.below_zero is not BelowZero.SELL:
        return named(after=_("on file {count}").format(count=format_quantity(product.on_hand)), after_role="amber")
    if line.label is not None:
        return named(after=_("scale"))
    if line.ratio > 1:
        return named(after=f"{line.ratio} {product.unit}")
    if product.is_unopened and product.kind.has_stock:
        return named(after=_("not counted yet"))
    return named()


def _price(line: CartLine, spoken: Spoken) -> Cell:
    if line.is_free:
        return Cell(_("free"), "accent", is_bold=True)
    if line.price is None:
        return Cell("?", "red", is_bold=True)
    text = format_money(spoken.price(line.price))
    if line.product is not None and line.product.kind is Kind.WEIGHED:
        text = f"{text} /{spoken.unit}"
    return Cell(text, "accent" if line.price_rule is PriceRule.OVERRIDE else "text")


def _quantity(line: CartLine, spoken: Spoken) -> Cell:
    if line.pack_quantity == UNSAID:
        return Cell("?", "red", is_bold=True)
    return Cell(format_quantity(spoken.quantity(line.pack_quantity), spoken.unit))


def _saving(line: CartLine) -> str:
    saved = line.line_discount + line.cart_discount
    if not saved:
        return ""
    text = f"{MINUS}{format_money(saved)}"
    if line.discount is not None and line.discount.kind is DiscountKind.PERCENT and not line.cart_discount:
        return f"{rate_text(line.discount.value)} {text}"
    return text


def _amount(line: CartLine) -> Cell:
    return Cell("" if line.pack_quantity == UNSAID else format_money(line.amount), is_bold=True)
