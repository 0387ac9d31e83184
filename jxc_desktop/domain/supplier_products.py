"""What a supplier calls a product, what it asks for it, and how much must be taken."""

from dataclasses import dataclass

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import MAX_PRICE
from jxc_desktop.domain.quantity import MAX_QUANTITY
from jxc_desktop.i18n import N_, _

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class SupplierProduct:
    """A product, or one of its packs, as a supplier sells it: price of the pack in 1/10000, minimum in packs, 1/1000."""

    code: str = ""
    name: str = ""
    price: int | None = None
    minimum: int = 0


class SupplierProductWrong(ShopError):
    """Something typed that can't be kept, and why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def sentence(self) -> str:
        """Say what."""
        return _("{why} Nothing was changed.").format(why=_(self.why))


def checked(typed: SupplierProduct) -> SupplierProduct:
    """Texts without outer and double blanks. Raises SupplierProductWrong."""
    code, name = (" ".join(text.split()) for text in (typed.code, typed.name))
    if max(len(code), len(name)) > _LONGEST:
        raise SupplierProductWrong(N_("A text has 200 characters at most."))
    if typed.price is not None and not 0 <= typed.price <= MAX_PRICE:
        raise SupplierProductWrong(N_("The price is too large, or below zero."))
    if not 0 <= typed.minimum <= MAX_QUANTITY:
        raise SupplierProductWrong(N_("The minimum is too large, or below zero."))
    return SupplierProduct(code, name, typed.price, typed.minimum)
