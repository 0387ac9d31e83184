"""单据查询: one list of all posted documents, whatever their kind, and one of them in detail.

A document is never changed: its state is what later documents say of it. Kinds with their own rights are left out for those
who lack them; the total of an opening stock is a value at cost and needs that right too.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, case, func, literal_column, select

from jxc_desktop.db.tables import counts, documents, parties, purchasing, sales, stock, stock_documents
from jxc_desktop.domain.cart_json import cart_from_json
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries import payments as paying
from jxc_desktop.queries import people
from jxc_desktop.queries.accounts import shown_name as account_name
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.document_filters import (
    AT_COST,
    RIGHTS,
    STATE_WORDS,
    TITLES,
    DocumentsFilter,
    kind_of,
    seen,
    share_of,
    sorted_by,
    which,
)
from jxc_desktop.queries.places import places, shown_name
from jxc_desktop.queries.receipts import Receipt, receipt_of
from jxc_desktop.queries.view import View

PAGE = 200

DOCUMENT_COLUMNS = (
    Column("number", N_("Number"), "code"),
    Column("kind", N_("Kind"), "text"),
    Column("time", N_("Time"), "time"),
    Column("day", N_("Business day"), "date"),
    Column("cashier", N_("Cashier"), "text"),
    Column("total", N_("Total"), "money", total=True),
    Column("share", N_("of it"), "money", total=True),
    Column("state", N_("State"), "text", is_whole=True),
    Column("remark", N_("Remark"), "text"),
)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in the list. `total` is None where it may not be seen; `state` is worded; `share`: see `DocumentsFilter.group`."""

    document_id: int
    number: str
    kind: str
    time: datetime
    day: date
    cashier: str
    total: int | None
    state: str
    remark: str
    is_reversed: bool = False
    share: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line of a document that has no receipt. Quantities in 1/1000, 0 where nothing is counted; `amount` None where it may not be seen or is unknown.

    `said` is what else there is to know: a reason, whether it was used or made, the place where there are several.
    """

    name: str
    quantity: int
    unit: str
    amount: int | None
    said: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """One document: a receipt where it has one, else its lines; `route` says of a transfer from where to where."""

    row: DocumentRow
    receipt: Receipt | None
    lines: tuple[DocumentLine, ...]
    route: str = ""


_d, _s, _p = documents.document, sales.sale, sales.payment
_HEADS = (
    _d.c.id,
    _d.c.number,
    _d.c.kind,
    _d.c.posted_at,
    _d.c.business_date,
    _d.c.operator,
    _d.c.total,
    _d.c.remark,
    _d.c.reverses,
    kind_of().label("of_kind"),
    *[number.label(name) for name, number, _words in STATE_WORDS],
)


def document_kinds(view: View) -> dict[str, str]:
    """The kinds this person may look at, with their titles in the user's language."""
    shown = {str(kind): kind for kind in DocumentKind if kind not in RIGHTS or view.may(RIGHTS[kind])}
    return {prefix: _(TITLES.get(kind, prefix)) for prefix, kind in shown.items()}


def documents_list(
    view: View,
    wanted: DocumentsFilter | None = None,
    *,
    order: str = "",
    is_descending: bool = True,
    limit: int = PAGE,
    offset: int = 0,
) -> tuple[DocumentRow, ...]:
    """A page of documents, the latest first, or in the order of a column (its key); ties go by posting order. Raises NotAllowed."""
    view.require(Permission.SEE_SALES)
    wanted = wanted or DocumentsFilter()
    column = sorted_by(view, order, wanted)
    keys = [_d.c.posted_seq] if column is None else [column, _d.c.posted_seq]
    statement = which(view, select(*_HEADS, share_of(view, wanted).label("share")), wanted)
    statement = statement.order_by(*[key.desc() if is_descending else key.asc() for key in keys]).limit(limit).offset(offset)
    return tuple(_row(view, row) for row in view.connection.execute(statement))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many documents, and the sum of their totals: values at cost are added up only among themselves, and by right.

    `share` adds up what of them is behind the figure asked for: the figure itself; None where it is all of them.
    """

    count: int
    total: int | None
    share: int | None = None


_SUMS = (
    func.count(),
    func.coalesce(func.sum(case((kind_of().in_(AT_COST), 0), else_=1)), 0),
    func.coalesce(func.sum(case((kind_of().in_(AT_COST), 0), else_=_d.c.total)), 0),
    func.coalesce(func.sum(_d.c.total), 0),
    # What a count found stands in its gain and its loss; beside them it would weigh twice.
    func.coalesce(func.sum(case((kind_of() == DocumentKind.COUNT.value, 0), else_=_d.c.total)), 0),
)


def documents_count(view: View, wanted: DocumentsFilter | None = None) -> Counted:
    """How many documents match, and what they add up to. Raises NotAllowed."""
    view.require(Permission.SEE_SALES)
    wanted = wanted or DocumentsFilter()
    statement = which(view, select(*_SUMS, func.sum(share_of(view, wanted))).select_from(_d), wanted)
    count, of_money, total, at_cost, moved, share = view.connection.execute(statement).one()
    if wanted.kind in AT_COST or (count and not of_money):
        total = (at_cost if wanted.kind == DocumentKind.COUNT else moved) if view.may(Permission.SEE_COST) else None
    return Counted(count, total, (share or 0) if wanted.has_shares else None)


def document_detail(view: View, document: int | str) -> DocumentDetail:
    """A document by id or number. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_SALES)
    column = _d.c.id if isinstance(document, int) else _d.c.number
    statement = select(*_HEADS, literal_column("NULL").label("share")).where(column == document, seen(view))
    found = view.connection.execute(statement).one_or_none()
    if found is None:
        raise NotFound(str(document))
    row = _row(view, found)
    if view.connection.execute(select(_s.c.id).where(_s.c.id == row.document_id)).first() is not None:
        return DocumentDetail(row, receipt_of(view, row.document_id), ())
    lines = (
        *_lines_at_cost(view, row.document_id, is_first=found.reverses is None),
        *_counted_lines(view, row.document_id),
        *_transferred(view, row.document_id),
        *_later_costs(view, row.document_id),
        *_bought(view, row.document_id),
        *_paid_to_supplier(view, row.document_id),
        *_cancelled_lines(view, row.document_id),
        *_moved_money(view, row.document_id),
    )
    return DocumentDetail(row, None, lines, _route(view, row.document_id))


def _lines_at_cost(view: View, document_id: int, *, is_first: bool) -> tuple[DocumentLine, ...]:
    """Of opening stock, write-offs, write-ups and assemblies; what takes one back (not `is_first`) goes the other way."""
    may_see, known, late = view.may(Permission.SEE_COST), places(view), _counted_before(view, document_id)
    names = {place.id: place.title for place in known} if len(known) > 1 else {}
    sides = {True: _("Made of it"), False: _("Used up")} if is_first else {}
    found = []
    for table in (stock.opening_line, stock_documents.adjustment_line, stock_documents.assembly_line):
        for row in view.connection.execute(select(table).where(table.c.document_id == document_id).order_by(table.c.line_no)):
            why = ""
            if table is stock_documents.adjustment_line:
                why = shown_name(row.reason)
            elif table is stock_documents.assembly_line:
                why = sides.get(row.quantity > 0, "")
            said = " · ".join(filter(None, (why, names.get(row.place_id, ""), late.get(row.line_no, ""))))
            found.append(DocumentLine(row.name, row.quantity, row.unit, row.value if may_see else None, said, row.code))
    return tuple(found)


def _counted_before(view: View, document_id: int) -> dict[int, str]:
    """Which lines are of goods that moved before a count and were booked after it: the count had them already."""
    lines = select(counts.late_goods.c.line_no).where(counts.late_goods.c.document_id == document_id)
    return dict.fromkeys(view.connection.execute(lines).scalars(), _("Counted already"))


def _counted_lines(view: View, document_id: int) -> tuple[DocumentLine, ...]:
    """Of a stock count: what was there, against what the books said, who counted it, why it differs."""
    may_see, known = view.may(Permission.SEE_COST), places(view)
    names = {place.id: place.title for place in known} if len(known) > 1 else {}
    line, found = counts.count_line, []
    for row in view.connection.execute(select(line).where(line.c.document_id == document_id).order_by(line.c.line_no)):
        there = row.quantity + row.at_till
        book = _("in the books {quantity}").format(quantity=format_quantity(row.book_quantity))
        said = " · ".join(filter(None, (book, names.get(row.place_id, ""), people.shown_name(row.person), shown_name(row.reason))))
        found.append(DocumentLine(row.name, there, row.unit, row.value if may_see else None, said, row.code))
    return tuple(found)


def _transferred(view: View, document_id: int) -> tuple[DocumentLine, ...]:
    line, late = stock_documents.transfer_line, _counted_before(view, document_id)
    rows = view.connection.execute(select(line).where(line.c.document_id == document_id).order_by(line.c.line_no))
    return tuple(DocumentLine(row.name, row.quantity, row.unit, None, late.get(row.line_no, ""), row.code) for row in rows)


def _route(view: View, document_id: int) -> str:
    """From where to where, as the places were called then."""
    head = view.connection.execute(select(stock_documents.transfer).where(stock_documents.transfer.c.id == document_id)).one_or_none()
    if head is None:
        return ""
    return _("From {here} to {there}").format(here=shown_name(head.from_name), there=shown_name(head.to_name))


def _later_costs(view: View, document_id: int) -> tuple[DocumentLine, ...]:
    line = purchasing.later_cost_line
    rows = view.connection.execute(select(line).where(line.c.document_id == document_id).order_by(line.c.line_no))
    return tuple(DocumentLine(row.name, 0, row.unit, row.amount) for row in rows)


def _bought(view: View, document_id: int) -> tuple[DocumentLine, ...]:
    """Of orders, receipts and what goes back, as the slip counts it."""
    late = _counted_before(view, document_id)
    return tuple(
        DocumentLine(row.name, row.pack_quantity, row.pack_name or row.unit, row.amount, late.get(row.line_no, ""))
        for table in (purchasing.purchase_order_line, purchasing.receipt_line)
        for row in view.connection.execute(select(table).where(table.c.document_id == document_id).order_by(table.c.line_no))
    )


_ACCOUNT_LEGS = (
    select(parties.account.c.name, parties.account_move.c.amount)
    .join(parties.account, parties.account.c.id == parties.account_move.c.account_id)
    .where(parties.account_move.c.document_id == bindparam("document"))
    .order_by(parties.account_move.c.id)
)
_CUT = select(purchasing.supplier_payment.c.cut).where(purchasing.supplier_payment.c.id == bindparam("document"))


def _paid_to_supplier(view: View, document_id: int) -> tuple[DocumentLine, ...]:
    """The accounts that paid, and what the supplier let off."""
    legs = [(account_name(row.name), -row.amount) for row in view.connection.execute(_ACCOUNT_LEGS, {"document": document_id})]
    cut = view.connection.execute(_CUT, {"document": document_id}).scalar_one_or_none()
    legs += [(_("Cut"), cut)] if cut else []
    return tuple(DocumentLine(name, 0, "", amount) for name, amount in legs)


_PAYMENTS = (
    select(sales.payment_method.c.name, _p.c.amount)
    .join_from(_p, sales.payment_method, sales.payment_method.c.id == _p.c.method_id)
    .where(_p.c.document_id == bindparam("document"))
    .order_by(_p.c.line_no)
)


def _moved_money(view: View, document_id: int) -> tuple[DocumentLine, ...]:
    """The ways of paying of a document that has nothing but them."""
    rows = view.connection.execute(_PAYMENTS, {"document": document_id})
    return tuple(DocumentLine(paying.shown_name(row.name), 0, "", row.amount) for row in rows)


def _cancelled_lines(view: View, document_id: int) -> tuple[DocumentLine, ...]:
    body = view.connection.execute(select(sales.cancelled_cart.c.body).where(sales.cancelled_cart.c.id == document_id)).scalar_one_or_none()
    if body is None:
        return ()
    return tuple(DocumentLine(line.name, line.pack_quantity, line.unit, line.amount) for line in cart_from_json(body).lines)


# rows


def _row(view: View, row: Any) -> DocumentRow:
    is_hidden = row.of_kind in AT_COST and not view.may(Permission.SEE_COST)
    return DocumentRow(
        row.id,
        row.number,
        _(TITLES.get(row.kind, row.kind)),
        row.posted_at.astimezone(view.now.tzinfo),
        row.business_date,
        people.shown_name(row.operator),
        None if is_hidden else row.total,
        _state(row),
        row.remark,
        row.later is not None,
        row.share,
    )


def _state(row: Any) -> str:
    for name, _number, words in STATE_WORDS:
        if (number := getattr(row, name)) is not None:
            return _(words).format(number=number)
    return ""
