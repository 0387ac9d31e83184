"""Customers as the counter knows them: a name, a telephone, found again by either."""

from dataclasses import dataclass

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _

_LONGEST = 60
_SIGNS = "+0123456789"


class CustomerUnnamed(ShopError):
    """Neither a name nor a telephone."""

    def sentence(self) -> str:
        """Ask for one of them."""
        return _("A customer needs a name or a telephone.")


class CustomerTooLong(ShopError):
    """A name or a telephone too long to be one."""

    def sentence(self) -> str:
        """Name the limit."""
        return _("A name or a telephone has at most {limit} characters. Nothing was kept; shorten it.").format(limit=_LONGEST)


@dataclass(frozen=True, slots=True)
class Customer:
    """Who buys. `id` 0: not kept yet."""

    id: int
    name: str
    phone: str = ""

    @property
    def text(self) -> str:
        """“王姐 13812345678”."""
        return f"{self.name} {self.phone}".strip()


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who gets the goods, as it is typed when a delivery note is made."""

    name: str = ""
    telephone: str = ""
    address: str = ""

    def tidy(self) -> "Buyer":
        """Without outer and double blanks."""
        return Buyer(*(" ".join(text.split()) for text in (self.name, self.telephone, self.address)))


def plain_phone(text: str) -> str:
    """A telephone without blanks, dashes and brackets, in plain figures."""
    figures = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    return "".join(sign for sign in figures if sign in _SIGNS)


def checked(name: str, phone: str) -> Customer:
    """A customer to be kept: name without outer blanks, plain telephone. Raises CustomerUnnamed, CustomerTooLong."""
    made = Customer(0, " ".join(name.split()), plain_phone(phone))
    if not made.text:
        raise CustomerUnnamed
    if max(len(made.name), len(made.phone)) > _LONGEST:
        raise CustomerTooLong
    return made
