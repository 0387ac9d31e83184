"""Refusals of returns: what can't come back, and money that can't go back so."""

from jxc_desktop.domain.errors import NotAllowed, ShopError
from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _


class NothingLeft(ShopError):
    """Nothing to give back: no line was chosen, or all of the sale came back before."""

    def sentence(self) -> str:
        """Say so."""
        return _("Nothing is left that could come back. Nothing was changed.")


class MoreThanSold(ShopError):
    """More of a line than was sold and did not come back yet."""

    def __init__(self, name: str, left: int) -> None:
        super().__init__(name, left)
        self.name, self.left = name, left

    def sentence(self) -> str:
        """Name the goods and what is left of them."""
        return _("Of {name} only {left} can still come back. Nothing was changed.").format(name=self.name, left=format_quantity(self.left))


class WrongRefund(ShopError):
    """Ways of paying that do not add up to the refund."""

    def __init__(self, total: int) -> None:
        super().__init__(total)
        self.total = total

    def sentence(self) -> str:
        """Name the refund."""
        return _("The ways of paying must add up to {sum}. Nothing was changed.").format(sum=format_money(self.total))


class AboveReturnLimit(NotAllowed):
    """A return without a receipt beyond what one person may give back in a day."""

    def __init__(self, left: int) -> None:
        super().__init__(TITLES[Permission.RETURN_ABOVE_LIMIT])
        self.left = left

    def sentence(self) -> str:
        """Say what is left of the limit, and what helps."""
        return _("Without a receipt only {sum} more can be given back today. Find the receipt, or ask the owner.").format(
            sum=format_money(max(0, self.left))
        )


class NotReturnable(ShopError):
    """A document that is not a sale, or a sale that was reversed."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def sentence(self) -> str:
        """Name the document."""
        return _("{number} is no sale that goods can come back from. Nothing was changed.").format(number=self.number)
