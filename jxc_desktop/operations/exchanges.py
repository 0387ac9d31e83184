"""Goods exchanged for others (换货): a return and a sale in one piece of work; only the difference changes hands."""

from collections.abc import Sequence
from dataclasses import dataclass

from jxc_desktop.domain.cart import Cart
from jxc_desktop.domain.payments import MethodKind, Payment, Tender
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.refunds import share_refund
from jxc_desktop.operations.documents import posted_with_key
from jxc_desktop.operations.returns import Back, Given, Returned, checked, return_goods
from jxc_desktop.operations.sales import Sold, complete_sale
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.returns import Returnable, returnable


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A return and the sale its goods were exchanged for. `difference`: above zero the customer paid it, below it was paid back."""

    returned: Returned
    sold: Sold
    difference: int


def exchange_goods(
    work: Work,
    sale_id: int,
    lines: Sequence[Back],
    cart: Cart,
    tenders: Sequence[Tender],
    *,
    print_receipt: bool,
    back_by: int | None = None,
    reason: str = "",
    manual_round_off: int = 0,
    allow_change_from_epayment: bool = False,
) -> Exchanged:
    """Take goods of a sale back and sell the cart: what both are worth stays where it was paid, `tenders` pay the rest.

    What was rounded off by hand is off the rest. What is left over goes back by the way `back_by`, or as it came. Raises what `return_goods` and `complete_sale` raise.
    """
    work.require(Permission.RETURN_GOODS)
    key = f"{cart.key}:return"
    sold = returnable(work, sale_id)
    refund = 0 if posted_with_key(work, key) else sold.refund(checked(sold, lines)).total
    offsets = offsets_of(sold, refund, min(refund, cart.totals.total))
    given = _given(offsets, refund - cart.totals.total, back_by)
    back = return_goods(work, sale_id, lines, given, reason=reason, key=key, exchange_key=cart.key)
    made = complete_sale(
        work,
        cart,
        tenders,
        print_receipt=print_receipt,
        manual_round_off=manual_round_off,
        allow_change_from_epayment=allow_change_from_epayment,
        offsets=offsets,
    )
    return Exchanged(back, made, made.total - back.paid_back)


def _given(offsets: Sequence[Payment], over: int, back_by: int | None) -> list[Given] | None:
    """The ways of the refund when what is left over goes another way than it came."""
    if over <= 0 or back_by is None:
        return None
    ways = {payment.method_id: payment.amount for payment in offsets}
    ways[back_by] = ways.get(back_by, 0) + over
    return [Given(method_id, amount) for method_id, amount in ways.items()]


def offsets_of(sold: Returnable, refund: int, kept: int) -> list[Payment]:
    """What of the refund stays in the shop, over the ways it would go back."""
    ways = [(way, share) for way, share in sold.proposed(refund) if share > 0]
    if not kept or not ways:
        return []
    shares = share_refund(kept, [share for _way, share in ways])
    return [
        Payment(way.method_id, MethodKind(way.kind), amount, amount) for (way, _share), amount in zip(ways, shares, strict=True) if amount
    ]
