"""Money that changes its way and no goods: a way of paying put right (改支付方式), cash for an e-payment (换现)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select

from jxc_desktop.db.prepared import Prepared, columns_but
from jxc_desktop.db.tables import sales
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, format_money
from jxc_desktop.domain.payments import MethodKind, NotWholeCoins
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.returns import NotReturnable
from jxc_desktop.i18n import _
from jxc_desktop.operations import documents, sale_rows
from jxc_desktop.operations.returns import payment_rows
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain
from jxc_desktop.queries.returns import returnable


class NotSoMuchPaid(ShopError):
    """More is taken from a way of paying than the sale was paid by it."""

    def __init__(self, paid: int) -> None:
        super().__init__(paid)
        self.paid = paid

    def sentence(self) -> str:
        """Name what was paid so."""
        return _("Only {sum} of this sale was paid that way. Nothing was changed.").format(sum=format_money(self.paid))


class NoSwap(ShopError):
    """Money that would stay where it is, or cash for something else than an e-payment."""

    def sentence(self) -> str:
        """Say what is asked for."""
        return _("Choose another way of paying. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class MovedMoney:
    """A document that stands, with the print job that opens the drawer (none: no cash moves)."""

    document_id: int
    number: str
    print_job_id: int | None = None


_CORRECTION = Prepared(insert(sales.tender_correction), *columns_but(sales.tender_correction))
_PAYMENTS = Prepared(insert(sales.payment), *columns_but(sales.payment, "id"))
_METHOD_KIND = select(sales.payment_method.c.kind).where(
    sales.payment_method.c.id == bindparam("method"), sales.payment_method.c.is_active == 1
)


def correct_tender(work: Work, sale_id: int, from_method: int, to_method: int, *, amount: int | None = None, key: str) -> MovedMoney:
    """A sale was paid by another way than was said: `amount` (None: all of it) leaves the one and stands by the other.

    Raises NotAllowed, NotFound, NotReturnable (no sale, or reversed), NotSoMuchPaid, NoSwap, NotWholeCoins.
    """
    work.require(Permission.CORRECT_TENDER)
    if before := documents.posted_with_key(work, key):
        return MovedMoney(before.id, before.number)
    sold = returnable(work, sale_id)
    if sold.kind != DocumentKind.SALE or sold.reversed_by:
        raise NotReturnable(sold.number)
    _kind_of(work, to_method)
    if from_method == to_method:
        raise NoSwap
    left = next((way.paid - way.back for way in sold.ways if way.method_id == from_method), 0)
    wanted = left if amount is None else amount
    if not 0 < wanted <= left:
        raise NotSoMuchPaid(max(0, left))
    posted = _post(
        work, DocumentKind.CORRECTION, key, [(from_method, wanted), (to_method, -wanted)], head=chain.correction_head(sold.number)
    )
    _CORRECTION.row(work.connection, {"id": posted.id, "sale_id": sale_id})
    work.record("correct_tender", posted.number, sale=sold.number, amount=wanted, old=from_method, new=to_method)
    return MovedMoney(posted.id, posted.number)


def swap_cash(work: Work, method_id: int, amount: int, *, remark: str = "", key: str) -> MovedMoney:
    """Give cash out of the drawer for an e-payment of the same sum. Raises NotAllowed, NotFound, NoSwap, NotWholeCoins."""
    work.require(Permission.SWAP_CASH)
    if before := documents.posted_with_key(work, key):
        return MovedMoney(before.id, before.number)
    if _kind_of(work, method_id) != MethodKind.AT_ONCE:
        raise NoSwap
    if not 0 < amount <= MAX_DOCUMENT or amount % COIN:
        raise NotWholeCoins(amount)
    cash = work.connection.execute(_CASH).scalar_one_or_none()
    if cash is None:
        raise NotFound(_("this way of paying"))
    posted = _post(work, DocumentKind.CASH_SWAP, key, [(method_id, -amount), (cash, amount)], head={}, remark=remark)
    work.record("swap_cash", posted.number, amount=amount, method=method_id)
    return MovedMoney(posted.id, posted.number, sale_rows.queue_job(work, posted.id, sale_rows.DRAWER, opens_drawer=True))


_CASH = (
    select(sales.payment_method.c.id)
    .where(sales.payment_method.c.kind == MethodKind.CASH.value, sales.payment_method.c.is_active == 1)
    .order_by(sales.payment_method.c.position)
    .limit(1)
)


def _kind_of(work: Work, method_id: int) -> str:
    kind: str | None = work.connection.execute(_METHOD_KIND, {"method": method_id}).scalar_one_or_none()
    if kind is None:
        raise NotFound(_("this way of paying"))
    return kind


def _post(
    work: Work, kind: DocumentKind, key: str, ways: Sequence[tuple[int, int]], *, head: dict[str, object], remark: str = ""
) -> documents.Posted:
    """A document with payments only; (way, amount) of what leaves it, negative for what it gets."""
    if any(amount % COIN for _way, amount in ways):
        raise NotWholeCoins(ways[0][1])
    rows = payment_rows(work, ways)
    chained = [chain.payment(row, row.pop("method")) for row in rows]
    posted = documents.post(work, kind, key, 0, head=head, lines=(), payments=chained, remark=remark)
    for row in rows:
        row["document_id"] = posted.id
    _PAYMENTS.run_many(work.connection, rows)
    return posted
