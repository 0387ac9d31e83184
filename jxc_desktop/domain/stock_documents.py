"""Documents that move stock and no money: what is asked for, how value is shared, what is refused.

Money in 1/10000, quantities in 1/1000 of the base unit, above zero as people say them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from jxc_desktop.domain.errors import NamesGoods, ShopError
from jxc_desktop.domain.quantity import MAX_LINES, MAX_QUANTITY
from jxc_desktop.i18n import N_, _


class LaterKind(StrEnum):
    """What comes to the goods of a receipt later; a rebate takes value away."""

    FREIGHT = "freight"
    FEE = "fee"
    REBATE = "rebate"


LATER_TITLES = {LaterKind.FREIGHT: N_("Freight"), LaterKind.FEE: N_("Fee"), LaterKind.REBATE: N_("Rebate")}


@dataclass(frozen=True, slots=True)
class StockLine:
    """So much of a product. `reason_id` says why it is written off or up; without a place it is the shop floor."""

    product_id: int
    quantity: int
    reason_id: int = 0
    place_id: int | None = None


class NoLines(ShopError):
    """A document without a line."""

    def sentence(self) -> str:
        """Say so."""
        return _("There is no line yet. Nothing was booked.")


class QuantityWrong(NamesGoods):
    """A quantity of zero, below it, or too large."""

    def sentence(self) -> str:
        """Name them."""
        return _("A quantity above zero, and not too large, is needed for: {names}. Nothing was booked.").format(names=self.listed)


class OnceOnly(NamesGoods):
    """A product on two lines."""

    def sentence(self) -> str:
        """Name them."""
        return _("These stand on more than one line: {names}. Put them together. Nothing was booked.").format(names=self.listed)


class NoStockKept(NamesGoods):
    """Services and open-price products."""

    def sentence(self) -> str:
        """Name them."""
        return _("No stock is kept of: {names}. Nothing was booked.").format(names=self.listed)


class WouldBeBelowZero(NamesGoods):
    """Products that may not go below zero would, here or in the whole shop."""

    def __init__(self, names: Sequence[str], place: str = "") -> None:
        super().__init__(names)
        self.place = place

    def sentence(self) -> str:
        """Name them and the place."""
        if self.place:
            text = _("There is not so much in {place} of: {names}. Nothing was booked.")
            return text.format(place=_(self.place), names=self.listed)
        return _("There is not so much of: {names}. Nothing was booked.").format(names=self.listed)


class SamePlace(ShopError):
    """From a place to itself."""

    def sentence(self) -> str:
        """Say so."""
        return _("Goods are moved from one place to another: choose two. Nothing was booked.")


class ReasonNeeded(ShopError):
    """A write-off or write-up without a reason."""

    def sentence(self) -> str:
        """Say so."""
        return _("Each line needs a reason. Nothing was booked.")


class BothSides(ShopError):
    """An assembly that uses nothing, makes nothing, or makes what it uses."""

    def sentence(self) -> str:
        """Say what is needed."""
        return _("Say what is used and what is made of it; nothing can be both. Nothing was booked.")


class NameNeeded(ShopError):
    """A place or a reason without a name, or with that of another."""

    def sentence(self) -> str:
        """Say so."""
        return _("A name is needed that is not there yet. Nothing was changed.")


class LastReason(ShopError):
    """The only reason that is left can't go."""

    def sentence(self) -> str:
        """Say what to do first."""
        return _("It is the only reason left: make another one first. Nothing was changed.")


class SumNeeded(ShopError):
    """A later cost of nothing, or not in whole coins."""

    def sentence(self) -> str:
        """Say so."""
        return _("A sum in whole coins, above zero, is needed. Nothing was booked.")


def refuse_wrong_lines(lines: Sequence[tuple[str, int]]) -> None:
    """Raise NoLines or QuantityWrong unless these lines (name, quantity) can be booked."""
    if not lines:
        raise NoLines
    if wrong := [name for name, quantity in lines if not 0 < quantity <= MAX_QUANTITY] or [name for name, _of in lines[MAX_LINES:]]:
        raise QuantityWrong(wrong)


def weights_of(made: Sequence[tuple[int, int | None]]) -> list[int]:
    """How several products made, (quantity, retail price or None), share what was used: by retail value, else by quantity."""
    weights = [quantity * (price or 0) for quantity, price in made]
    return weights if all(weights) else [quantity for quantity, _price in made]
