"""A sale put right (修改): its reversal and its new version in one piece of work, linked; only the difference changes hands."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select

from jxc_desktop.db.tables import sales
from jxc_desktop.domain.cart import Cart
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.payments import Tender
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.documents import posted_with_key
from jxc_desktop.operations.exchanges import offsets_of
from jxc_desktop.operations.reversals import Reversed, reverse_sale
from jxc_desktop.operations.sales import Sold, complete_sale
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.returns import returnable
from jxc_desktop.queries.sale_carts import is_whole


class PartCameBack(ShopError):
    """Goods of the sale came back already: a new version would sell them twice."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def sentence(self) -> str:
        """Say what can be done instead."""
        return _("Goods of {number} came back already. Take back what is left of it and sell anew. Nothing was changed.").format(
            number=self.number
        )


@dataclass(frozen=True, slots=True)
class Amended:
    """The reversal (None when the cart was posted before) and the new version. Above zero the customer paid `difference`."""

    reversed: Reversed | None
    sold: Sold
    difference: int


_FORMER = select(sales.amendment.c.version).where(sales.amendment.c.id == bindparam("document"))
_NEW = insert(sales.amendment)


def amend_sale(
    work: Work,
    cart: Cart,
    tenders: Sequence[Tender],
    *,
    print_receipt: bool,
    reason: str = "",
    manual_round_off: int = 0,
    allow_change_from_epayment: bool = False,
) -> Amended:
    """Post a cart made by `cart_to_amend` in the place of its sale: what that one was paid stays, `tenders` pay what is more.

    What was rounded off by hand is off what is more. What is less goes back as it came. Raises NotAllowed, PartCameBack and what `reverse_sale` and `complete_sale` raise.
    """
    work.require(Permission.REVERSE_SALE)
    amends = cart.amends
    assert amends is not None  # other carts are sold
    if posted_with_key(work, cart.key) is not None:
        return Amended(None, complete_sale(work, cart, tenders, print_receipt=False, amends=amends.number), 0)
    former = returnable(work, amends.sale_id)
    if not former.reversed_by and not is_whole(former):
        raise PartCameBack(former.number)
    refund = former.refund(former.left).total
    offsets = offsets_of(former, refund, min(refund, cart.totals.total))
    back = reverse_sale(work, amends.sale_id, reason)
    made = complete_sale(
        work,
        cart,
        tenders,
        print_receipt=print_receipt,
        manual_round_off=manual_round_off,
        allow_change_from_epayment=allow_change_from_epayment,
        offsets=offsets,
        amends=former.number,
    )
    version = (work.connection.execute(_FORMER, {"document": amends.sale_id}).scalar_one_or_none() or 0) + 1
    work.connection.execute(_NEW, {"id": made.document_id, "sale_id": amends.sale_id, "version": version})
    work.record("amend_sale", made.number, former=former.number, old=refund, new=made.total, reason=reason)
    return Amended(back, made, made.total - back.paid_back)
