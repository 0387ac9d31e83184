"""Reversing a sale (作废): a document of its own with every figure turned round; the sale itself is never touched."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.returns import NothingLeft
from jxc_desktop.i18n import _
from jxc_desktop.operations import sale_rows
from jxc_desktop.operations.returns import give_back, moves_cash
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.returns import returnable


class AlreadyReversed(ShopError):
    """A sale that was reversed before."""

    def __init__(self, number: str, reversal: str) -> None:
        super().__init__(number, reversal)
        self.number, self.reversal = number, reversal

    def sentence(self) -> str:
        """Name the reversal."""
        return _("{number} was reversed before, by {reversal}. Nothing was changed.").format(number=self.number, reversal=self.reversal)


class NoSale(ShopError):
    """A document that is not a sale, so it can't be reversed here."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def sentence(self) -> str:
        """Name the document."""
        return _("{number} is not a sale and can't be reversed. Nothing was changed.").format(number=self.number)


@dataclass(frozen=True, slots=True)
class Reversed:
    """A reversal that stands: its total is negative, `paid_back` what leaves the drawer and the other ways of paying."""

    document_id: int
    number: str
    total: int
    paid_back: int
    print_job_id: int
    opens_drawer: bool


_KIND = select(d.document.c.kind, d.document.c.number).where(d.document.c.id == bindparam("document"))


def reverse_sale(work: Work, document_id: int, reason: str) -> Reversed:
    """Take a sale back, all that is left of it: goods to the stock at the cost they left with (true-ups included), money as it was paid.

    Raises NotAllowed, NotFound, NoSale, AlreadyReversed, NothingLeft.
    """
    work.require(Permission.REVERSE_SALE)
    document = work.connection.execute(_KIND, {"document": document_id}).one_or_none()
    if document is None:
        raise NotFound(str(document_id))
    if document.kind != DocumentKind.SALE:
        raise NoSale(document.number)
    sold = returnable(work, document_id)
    if sold.reversed_by:
        raise AlreadyReversed(sold.number, sold.reversed_by)
    quantities = sold.left
    if not quantities:
        raise NothingLeft
    total = sold.refund(quantities).total
    ways = [(way.method_id, share) for way, share in sold.proposed(total)]
    posted = give_back(work, sold, quantities, ways, kind=DocumentKind.REVERSAL, key=f"reverses:{document_id}", reason=reason)
    opens_drawer = moves_cash(work, ways)
    job = sale_rows.queue_job(work, posted.id, sale_rows.REVERSAL_SLIP, opens_drawer=opens_drawer)
    work.record("reverse_sale", posted.number, reverses=sold.number, total=-total, reason=reason)
    return Reversed(posted.id, posted.number, -total, total, job, opens_drawer)
