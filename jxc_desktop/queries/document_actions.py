"""What can be done with a document, by whom: what greys the buttons of every list that shows documents."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.queries.returns import returnable
from jxc_desktop.queries.sale_carts import is_whole
from jxc_desktop.queries.sales import can_return, can_reverse, has_left
from jxc_desktop.queries.view import View

_PAPER = frozenset({DocumentKind.SALE.value, DocumentKind.REVERSAL.value, DocumentKind.RETURN.value})
_GOODS = frozenset({DocumentKind.SALE.value, DocumentKind.CANCELLED_CART.value})
_TAKEN_BACK = {
    DocumentKind.TRANSFER.value: Permission.TRANSFER_STOCK,
    DocumentKind.WRITE_OFF.value: Permission.ADJUST_STOCK,
    DocumentKind.WRITE_UP.value: Permission.ADJUST_STOCK,
    DocumentKind.ASSEMBLY.value: Permission.ASSEMBLE_GOODS,
    DocumentKind.LATER_COST.value: Permission.RECEIVE_GOODS,
    # With its gain and its loss, which are not taken back alone.
    DocumentKind.COUNT.value: Permission.POST_COUNTS,
}
_STOCK = frozenset(_TAKEN_BACK) - {DocumentKind.LATER_COST.value, DocumentKind.COUNT.value}
_COUNTED = frozenset({DocumentKind.COUNT_GAIN.value, DocumentKind.COUNT_LOSS.value})
_later, _former = d.document.alias("later"), d.document.alias("former")
_KIND = select(
    d.document.c.kind,
    d.document.c.reverses,
    select(_former.c.kind).where(_former.c.id == d.document.c.reverses).scalar_subquery().label("former"),
    select(_later.c.id).where(_later.c.reverses == d.document.c.id).scalar_subquery().label("reversed_by"),
).where(d.document.c.id == bindparam("document"))


@dataclass(frozen=True, slots=True)
class DocumentActions:
    """Each whether the kind allows it and the person may. `taken_back_as` is the kind of one that moves no money at the counter.

    `is_stock`: it moves stock and no money, and is copied to a new one of its kind; `has_paper`: it is printed as what it is.
    """

    can_print: bool = False
    can_reverse: bool = False
    can_return: bool = False
    has_note: bool = False
    can_correct: bool = False
    can_copy: bool = False
    can_amend: bool = False
    is_opening: bool = False
    taken_back_as: str = ""
    is_stock: bool = False
    has_paper: bool = False


def document_actions(view: View, document_id: int) -> DocumentActions:
    """What can be done with this one; nothing with one that is not there."""
    found = view.connection.execute(_KIND, {"document": document_id}).one_or_none()
    if found is None:
        return DocumentActions()
    kind, may_sell = found.kind, view.may(Permission.SELL)
    is_other = kind in _TAKEN_BACK and found.reversed_by is None and view.may(_TAKEN_BACK[kind])
    of_kind = kind if found.former is None else found.former
    is_stock = of_kind in _STOCK
    is_opening = kind == DocumentKind.OPENING and found.reverses is None and found.reversed_by is None
    return DocumentActions(
        can_print=kind in _PAPER and found.former in (None, DocumentKind.SALE.value) and may_sell,
        can_reverse=is_other or can_reverse(view, document_id) or (is_opening and view.may(Permission.SET_OPENING_STOCK)),
        can_return=can_return(view, document_id),
        has_note=kind == DocumentKind.SALE,
        can_correct=view.may(Permission.CORRECT_TENDER) and has_left(view, document_id),
        can_copy=(kind in _GOODS and may_sell) or (kind in _STOCK and view.may(_TAKEN_BACK[kind])),
        can_amend=may_sell and can_reverse(view, document_id) and is_whole(returnable(view, document_id)),
        is_opening=is_opening,
        taken_back_as=kind if is_other else "",
        is_stock=is_stock,
        has_paper=is_stock or of_kind in _COUNTED or (kind == DocumentKind.COUNT and view.may(Permission.SEE_DIFFERENCES)),
    )
