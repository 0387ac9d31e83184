"""Suppliers as the shop keeps them: who they are, their terms, their papers."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.purchasing import Terms
from jxc_desktop.i18n import N_, _

_LONGEST = 200
MAX_DAYS = 999
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Licence:
    """A paper that a supplier must have (营业执照, 食品经营许可证): its number, and until when it holds."""

    title: str
    number: str = ""
    expires_on: date | None = None

    def state(self, today: date) -> "LicenceState":
        """Whether it holds, and for how long still."""
        if self.expires_on is None or self.expires_on > today + SOON:
            return LicenceState.HOLDS
        return LicenceState.SOON if self.expires_on >= today else LicenceState.EXPIRED


class LicenceState(StrEnum):
    """Whether a paper holds: within 30 days of its end it is to be renewed."""

    HOLDS = "holds"
    SOON = "soon"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SupplierFields:
    """A supplier as typed. `term_days`: days after delivery, or the day of the next month (0: its last). Money in 1/10000."""

    name: str
    contact: str = ""
    phone: str = ""
    address: str = ""
    remark: str = ""
    terms: Terms = Terms.NOW
    term_days: int = 0
    lead_days: int = 0
    review_days: int = 0
    minimum_order: int = 0
    is_active: bool = True
    licences: tuple[Licence, ...] = ()

    def tidy(self) -> "SupplierFields":
        """Texts without outer and double blanks; papers without a name left out."""
        name, contact, phone, address, remark = (
            " ".join(text.split()) for text in (self.name, self.contact, self.phone, self.address, self.remark)
        )
        papers = tuple(Licence(" ".join(each.title.split()), each.number.strip(), each.expires_on) for each in self.licences)
        return replace(
            self,
            name=name,
            contact=contact,
            phone=phone,
            address=address,
            remark=remark,
            term_days=0 if self.terms is Terms.NOW else self.term_days,
            licences=tuple(each for each in papers if each.title),
        )


def terms_text(terms: Terms, days: int) -> str:
    """Terms of payment in words."""
    if terms is Terms.NOW:
        return _("on delivery")
    if terms is Terms.DAYS:
        return _("{days} days").format(days=days)
    return _("monthly, day {day}").format(day=days) if days else _("monthly, last day")


class SupplierWrong(ShopError):
    """Something typed of a supplier that can't be kept."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def sentence(self) -> str:
        """Say what."""
        return _("{why} Nothing was changed.").format(why=_(self.why))


class SupplierKnown(ShopError):
    """A name that another supplier has."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Quote the name."""
        return _("There is a supplier “{name}” already. Nothing was changed.").format(name=self.name)


def checked(fields: SupplierFields) -> SupplierFields:
    """Tidy fields. Raises SupplierWrong."""
    found = fields.tidy()
    if not found.name:
        raise SupplierWrong(N_("A supplier needs a name."))
    if max(len(text) for text in (found.name, found.contact, found.phone, found.address, found.remark)) > _LONGEST:
        raise SupplierWrong(N_("A text has 200 characters at most."))
    if not all(0 <= days <= MAX_DAYS for days in (found.term_days, found.lead_days, found.review_days)):
        raise SupplierWrong(N_("Days are from 0 to 999."))
    if found.terms is Terms.MONTH and found.term_days > 31:
        raise SupplierWrong(N_("A day of the month is from 1 to 31; 0 is its last."))
    if found.minimum_order < 0:
        raise SupplierWrong(N_("A minimum order can't be below zero."))
    return found
