"""Which supplier to buy a product from: prices beside what their deliveries were like, and the best one with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.purchasing import Terms
from jxc_desktop.i18n import _

NEAR = 102
"""Prices up to 2 % above the lowest are taken for equal: then deliveries and terms decide."""
_HUNDRED = 100
_HALF_A_MONTH, _MONTH = 15, 30


@dataclass(frozen=True, slots=True)
class Offer:
    """What a supplier asks for a product, and its record. `price` is of the base unit, in 1/10000, None while unknown.

    Of `deliveries` of the product `short` lacked pieces and `faulty` had some that were refused. Of `ordered` deliveries of the
    supplier whose day was known `in_time` kept it.
    """

    name: str
    price: int | None
    deliveries: int = 0
    short: int = 0
    faulty: int = 0
    ordered: int = 0
    in_time: int = 0
    terms: Terms = Terms.NOW
    term_days: int = 0

    @property
    def trouble(self) -> int:
        """Short and faulty deliveries in percent of all."""
        return half_up((self.short + self.faulty) * _HUNDRED, self.deliveries) if self.deliveries else 0

    @property
    def late(self) -> int:
        """Late deliveries in percent of those whose day was known."""
        return half_up((self.ordered - self.in_time) * _HUNDRED, self.ordered) if self.ordered else 0

    @property
    def credit_days(self) -> int:
        """How many days pass on the average until it is to be paid."""
        if self.terms is Terms.NOW:
            return 0
        return self.term_days if self.terms is Terms.DAYS else _HALF_A_MONTH + (self.term_days or _MONTH)


def best(offers: Sequence[Offer]) -> tuple[int, str]:
    """The place of the best offer and why it is; (-1, "") without a price.

    The lowest price wins, unless others are within 2 % of it: then who delivers with less trouble, who keeps the days, who is
    to be paid later, in this order.
    """
    priced = [(place, offer) for place, offer in enumerate(offers) if offer.price is not None]
    if not priced:
        return -1, ""
    low = min(offer.price or 0 for _place, offer in priced)
    near = [(place, offer) for place, offer in priced if (offer.price or 0) * _HUNDRED <= low * NEAR]
    place, found = min(near, key=lambda each: _rank(each[1]))
    if len(priced) == 1:
        return place, _("The only one with a price.")
    if len(near) == 1:
        dearer = min(offer.price or 0 for other, offer in priced if other != place)
        percent = half_up((dearer - low) * _HUNDRED, dearer)
        return place, _("The lowest price, {percent} % below the next.").format(percent=percent)
    others = [offer for other, offer in near if other != place]
    return place, _("Prices are within 2 %: {reason}").format(reason=_reason(found, others))


def _rank(offer: Offer) -> tuple[int, int, int, int, str]:
    return offer.trouble, offer.late, -offer.credit_days, offer.price or 0, offer.name


def _reason(found: Offer, others: Sequence[Offer]) -> str:
    """The first thing in which it is better than the best of the others."""
    if found.trouble < min(each.trouble for each in others):
        return _("fewer short and faulty deliveries ({percent} %).").format(percent=found.trouble)
    rest = [each for each in others if each.trouble == found.trouble]
    if found.late < min(each.late for each in rest):
        return _("it comes in time more often ({percent} %).").format(percent=_HUNDRED - found.late)
    rest = [each for each in rest if each.late == found.late]
    if found.credit_days > max(each.credit_days for each in rest):
        return _("it is to be paid later.")
    rest = [each for each in rest if each.credit_days == found.credit_days]
    if (found.price or 0) < min(each.price or 0 for each in rest):
        return _("the lowest price.")
    return _("nothing tells them apart.")
