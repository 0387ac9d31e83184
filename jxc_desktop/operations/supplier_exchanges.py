"""Goods exchanged with a supplier (换货): what goes back comes again as a receipt, for the same money, in one piece of work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jxc_desktop.domain.late_goods import NOW, Answer, Moments
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.receipts import GoesBack, Received, receive_goods, return_to_supplier
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.receipt_versions import receipt_for_return


@dataclass(frozen=True, slots=True)
class ExchangedGoods:
    """The return, and the receipt of the same goods; None where they were only sent back."""

    back: Received
    came: Received | None = None


def exchange_with_supplier(
    work: Work,
    receipt_id: int,
    lines: Sequence[GoesBack],
    *,
    reason: str = "",
    key: str,
    were_counted: Moments = NOW,
    answers: tuple[Answer, ...] = (),
) -> ExchangedGoods:
    """Send goods of a receipt back and take the same goods again; nothing more or less is owed.

    `were_counted` names those that were gone already when they were counted, `answers` those that had come by then. Raises what `return_to_supplier` and `receive_goods` raise.
    """
    work.require(Permission.RETURN_TO_SUPPLIER)
    back = return_to_supplier(work, receipt_id, lines, reason=reason, key=key, were_counted=were_counted)
    again = replace(receipt_for_return(work, back.document_id, f"{key}:again"), answers=answers)
    return ExchangedGoods(back, receive_goods(work, again))
