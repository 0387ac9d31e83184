"""Stock refusals: what the one door and the opening stock do not accept."""

from collections.abc import Iterable

from jxc_desktop.domain.errors import NamesGoods, ShopError
from jxc_desktop.domain.money import MAX_DOCUMENT, MAX_LINE, MAX_PRICE, half_up
from jxc_desktop.domain.quantity import MAX_QUANTITY, ONE
from jxc_desktop.i18n import _


class NothingToOpen(ShopError):
    """An opening stock without a line: no number is used up for it."""

    def sentence(self) -> str:
        """Say so."""
        return _("There is no opening stock to set. Nothing was changed.")


class AlreadyOpened(NamesGoods):
    """Opening stock for products that have their stock already."""

    def sentence(self) -> str:
        """Name them."""
        return _("The opening stock of these is set already: {names}. Nothing was changed.").format(names=self.listed)


class KeepsNoStock(NamesGoods):
    """Opening stock for services or open-price products."""

    def sentence(self) -> str:
        """Name them."""
        return _("No stock is kept of: {names}. Nothing was changed.").format(names=self.listed)


class NamedTwice(NamesGoods):
    """One product twice in one opening stock."""

    def sentence(self) -> str:
        """Name them."""
        return _("Named twice in one opening stock: {names}. Nothing was changed.").format(names=self.listed)


class OpeningBelowZero(NamesGoods):
    """A counted quantity or a cost below zero."""

    def sentence(self) -> str:
        """Name them."""
        return _("Opening stock can't be below zero: {names}. Nothing was changed.").format(names=self.listed)


class OpeningTooLarge(NamesGoods):
    """A quantity, a cost or what they come to is beyond what a line or the whole opening may hold."""

    def sentence(self) -> str:
        """Name them."""
        return _("So much opening stock can't be booked: {names}. Check quantity and purchase price. Nothing was changed.").format(
            names=self.listed
        )


def refuse_too_much(lines: Iterable[tuple[str, int, int | None]]) -> None:
    """Raise OpeningTooLarge unless all fit: (name, quantity, unit cost or None) of each product of an opening."""
    worth = [(half_up((cost or 0) * quantity, ONE), quantity, cost or 0, name) for name, quantity, cost in lines]
    beyond = [name for value, quantity, cost, name in worth if value > MAX_LINE or quantity > MAX_QUANTITY or cost > MAX_PRICE]
    if not beyond and sum(line[0] for line in worth) > MAX_DOCUMENT:
        beyond = [line[-1] for line in sorted(worth, reverse=True)]
    if beyond:
        raise OpeningTooLarge(beyond)


class NotOpened(NamesGoods):
    """Taking back an opening stock that is not there any more."""

    def sentence(self) -> str:
        """Name them."""
        return _("The opening stock of these was taken back already: {names}. Nothing was changed.").format(names=self.listed)
