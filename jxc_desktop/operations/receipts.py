"""Receiving goods: the stock gets them at what they cost, the supplier's account grows, the catalogue learns the new prices.

What goes back to a supplier (退供应商) and a receipt taken back (作废) stand in the same tables with negative figures: the pieces
still in the average leave at the rate they came with, the rest at the average; what the supplier's credit lacks of that value
is a `price_difference`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from jxc_desktop.db.prepared import Prepared, columns_but
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as goods
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.tables.sales import amendment
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.late_goods import NOW, Moments, moments_of
from jxc_desktop.domain.money import COIN, MAX_LINE, half_up
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind, is_divisible
from jxc_desktop.domain.purchasing import (
    NO_PARTS,
    GoodsReceipt,
    LineWrong,
    NothingReceived,
    ReceiptLine,
    Terms,
    credit_for,
    due_on,
    refuse_wrong,
)
from jxc_desktop.domain.quantity import ONE, format_quantity
from jxc_desktop.i18n import _
from jxc_desktop.operations import documents, stock
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.late_goods import keep_late, late_of, late_rows
from jxc_desktop.operations.learned_prices import forget, learn, relearn
from jxc_desktop.operations.parties import owe, owe_less, use_open_credit
from jxc_desktop.operations.receipt_changes import FormerMoments, receipt_changes
from jxc_desktop.operations.sale_rows import drop_draft
from jxc_desktop.operations.stock_plan import RECEIPT, TRUE_UP
from jxc_desktop.operations.stock_rows import to_take_back
from jxc_desktop.operations.suppliers import NotAnAmount, supplier_row
from jxc_desktop.operations.work import Work
from jxc_desktop.queries import chain
from jxc_desktop.queries.receipt_versions import came

Row = dict[str, Any]


class NotOfThisReceipt(ShopError):
    """A line that is not the receipt's, or more of it than is left."""

    def __init__(self, name: str, left: int) -> None:
        super().__init__(name, left)
        self.name, self.left = name, left

    def sentence(self) -> str:
        """Name it and what is left."""
        text = _("{name}: {left} can still go back of this receipt. Nothing was booked.")
        return text.format(name=self.name, left=format_quantity(self.left))


class PartWentBack(ShopError):
    """Goods of the receipt went back already: a new version would bring them again."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def sentence(self) -> str:
        """Say what can be done instead."""
        text = _("Goods of {number} went back to the supplier already. Take back what is left of it and receive anew. Nothing was changed.")
        return text.format(number=self.number)


class NotOfThisOrder(ShopError):
    """A line of a receipt that the order it is said to be of has not got."""

    def __init__(self, name: str, number: str) -> None:
        super().__init__(name, number)
        self.name, self.number = name, number

    def sentence(self) -> str:
        """Name both."""
        text = _("{name} is no line of the order {number}. Nothing was booked; the draft is as it was.")
        return text.format(name=self.name, number=self.number)


class AlreadyTakenBack(ShopError):
    """A receipt that was taken back, or of which nothing is left."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def sentence(self) -> str:
        """Name it."""
        return _("Nothing is left of {number}: it went back already. Nothing was booked.").format(number=self.number)


@dataclass(frozen=True, slots=True)
class Received:
    """A receipt, or what went back, that stands. `trued_up` is what the cost of goods sold before they came changes by, in money."""

    document_id: int
    number: str
    total: int
    trued_up: int = 0
    difference: int = 0
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class AmendedReceipt:
    """The number of the reversal (empty when this was posted before) and the new version."""

    reversal: str
    received: Received


@dataclass(frozen=True, slots=True)
class GoesBack:
    """So much of a receipt's line goes back, in packs; `credit` is what the supplier gives for it (None: what it cost)."""

    line_id: int
    quantity: int
    credit: int | None = None


_FORMER_VERSION = select(amendment.c.version).where(amendment.c.id == bindparam("document"))
_RECEIPT = Prepared(insert(t.goods_receipt), *columns_but(t.goods_receipt))
_LINES = Prepared(insert(t.receipt_line), *columns_but(t.receipt_line, "id"))
_DRAFT = Prepared(select(d.draft.c.id).where(d.draft.c.key == bindparam("draft_key")))
_NUMBER = select(d.document.c.number).where(d.document.c.id == bindparam("document"))
_ORDER = (
    select(d.document.c.number)
    .join(t.purchase_order, t.purchase_order.c.id == d.document.c.id)
    .where(d.document.c.id == bindparam("document"), d.document.c.kind == str(DocumentKind.ORDER))
    .where(t.purchase_order.c.supplier_id == bindparam("supplier"))
)
_ORDERED = select(t.purchase_order_line.c.id, t.purchase_order_line.c.product_id).where(
    t.purchase_order_line.c.document_id == bindparam("document")
)
_TOTAL = select(d.document.c.total).where(d.document.c.id == bindparam("document"))
_PARTS = (
    select(goods.product.c.kind, goods.pack.c.is_measured)
    .outerjoin_from(goods.product, goods.pack, goods.pack.c.id == bindparam("pack"))
    .where(goods.product.c.id == bindparam("product"))
)
_BACK = (
    select(t.receipt_line.c.returns_line_id, func.sum(t.receipt_line.c.pack_quantity), func.sum(t.receipt_line.c.amount))
    .where(t.receipt_line.c.returns_line_id.is_not(None))
    .where(t.receipt_line.c.returns_line_id.in_(select(t.receipt_line.c.id).where(t.receipt_line.c.document_id == bindparam("document"))))
    .group_by(t.receipt_line.c.returns_line_id)
)
_LINES_OF = select(t.receipt_line).where(t.receipt_line.c.document_id == bindparam("document")).order_by(t.receipt_line.c.line_no)
_HEAD_OF = (
    select(t.goods_receipt, d.document.c.number, d.document.c.kind, d.document.c.business_date)
    .join(d.document, d.document.c.id == t.goods_receipt.c.id)
    .where(t.goods_receipt.c.id == bindparam("document"))
)


def plan_receipt(work: Work, receipt: GoodsReceipt) -> stock.Plan:
    """What the receipt would do to stock and cost, its true-ups among it: shown before it is posted. Writes nothing."""
    return stock.plan(work, _demands(work, receipt, moments_of(receipt.answers)))


def plan_amendment(work: Work, receipt_id: int, receipt: GoodsReceipt) -> stock.Plan:
    """What putting a receipt right would do to stock and cost. Writes nothing. Raises NotFound."""
    _head_row, known, _gone = _receipt(work, receipt_id)
    changes = receipt_changes(work, list(known.values()), receipt, _former_moments(work, receipt_id))
    return stock.plan(work, changes.demands(receipt_id), changes.later(receipt_id), undoes=receipt_id)


def receive_goods(work: Work, receipt: GoodsReceipt) -> Received:
    """Book what a supplier brought (确认入库). A receipt whose key was posted before gives the first one back.

    Raises NotAllowed, NotFound, NoSupplier, NothingReceived, LineWrong, SlipDiffers, NotOfThisOrder.
    """
    _require(work, receipt)
    if before := documents.posted_with_key(work, receipt.key):
        return _before(work, before)
    refuse_wrong(receipt)
    supplier = supplier_row(work, receipt.supplier_id)
    planned = plan_receipt(work, receipt)
    order = _order_number(work, receipt)
    rows = [
        _row(work, number, line, share, moved.value)
        for number, (line, share, moved) in enumerate(zip(receipt.lines, receipt.shares, planned.results, strict=True), 1)
    ]
    head = _head(receipt, supplier.name)
    late = late_rows(planned.moves)
    sealed = chain.with_late(chain.receipt_head(head, order, ""), late)
    posted = _post(work, (DocumentKind.RECEIPT, receipt.key), head, rows, sealed, remark=receipt.remark, day=receipt.day)
    stock.append(work, planned, posted)
    keep_late(work, posted, late)
    if receipt.total:
        owe(work, receipt.supplier_id, receipt.total, posted, due_on(Terms(supplier.terms), supplier.term_days, posted.business_date))
    learn(work, receipt, posted)
    _drop_draft(work, receipt.key)
    trued_up = sum(row["value"] for row in planned.true_ups)
    work.record("receive_goods", posted.number, supplier=receipt.supplier_id, total=receipt.total, lines=len(rows), trued_up=trued_up)
    return Received(posted.id, posted.number, receipt.total, trued_up)


def return_to_supplier(
    work: Work, receipt_id: int, lines: Sequence[GoesBack], *, reason: str = "", key: str, were_counted: Moments = NOW
) -> Received:
    """Send goods of a receipt back (退供应商). Without a credit said, the supplier gives what they cost.

    `were_counted` names those that were gone already when they were counted. Raises NotAllowed, NotFound, NothingReceived,
    NotAnAmount, NotOfThisReceipt, LineWrong.
    """
    work.require(Permission.RETURN_TO_SUPPLIER)
    if before := documents.posted_with_key(work, key):
        return _before(work, before)
    if not lines:
        raise NothingReceived
    if any(line.credit is not None and (not 0 <= line.credit <= MAX_LINE or line.credit % COIN) for line in lines):
        raise NotAnAmount
    head, known, back = _receipt(work, receipt_id)
    rows: list[Row] = []
    named: set[int] = set()
    for number, line in enumerate(lines, 1):
        found = known.get(line.line_id)
        left = 0 if found is None or line.line_id in named else _left(found, back)[0]
        if found is None or not 0 < line.quantity <= left:
            raise NotOfThisReceipt("" if found is None else found.name, left)
        if line.quantity % ONE and line.quantity < left and _is_whole(work, found):
            raise LineWrong(number, found.name, NO_PARTS)
        named.add(line.line_id)
        credit = _share(found, back, line.quantity) if line.credit is None else line.credit
        rows.append(_back_row(number, found, line.quantity, credit))
    made = _give_back(work, (DocumentKind.PURCHASE_RETURN, key), head, rows, were_counted, reason=reason)
    _drop_draft(work, key)
    return made


def take_back_receipt(work: Work, receipt_id: int, reason: str, *, were_counted: Moments = NOW) -> Received:
    """Take a receipt back (作废), all that is left of it, as if it had not come.

    `were_counted` names goods that were counted since as if it had never been. Raises NotAllowed, NotFound, AlreadyTakenBack.
    """
    work.require(Permission.RECEIVE_GOODS)
    key = f"reverses:{receipt_id}"
    if before := documents.posted_with_key(work, key):
        return _before(work, before)
    head, known, back = _receipt(work, receipt_id)
    left = [(line, *_left(line, back)) for line in known.values()]
    rows = [
        _back_row(number, line, quantity, amount) for number, (line, quantity, amount) in enumerate([each for each in left if each[1]], 1)
    ]
    if not rows:
        raise AlreadyTakenBack(head.number)
    freight, moments = -head.freight if not back else 0, {**were_counted, **late_of(work, receipt_id)}
    reverses = (head.id, head.number)
    made = _give_back(work, (DocumentKind.REVERSAL, key), head, rows, moments, reason=reason, freight=freight, reverses=reverses)
    forget(work, made.document_id, head, list(known.values()))
    return made


def amend_receipt(work: Work, receipt_id: int, receipt: GoodsReceipt, reason: str = "") -> AmendedReceipt:
    """Put a receipt right (修改): its reversal and its new version in one piece of work, linked; the ledger takes only the difference.

    Fewer pieces leave at the rate they came with, more come in now, another price is a value that comes later. What was paid on
    the former version pays the new one. Raises what `receive_goods` raises, and NotFound, AlreadyReversed, PartWentBack.
    """
    _require(work, receipt)
    if before := documents.posted_with_key(work, receipt.key):
        return AmendedReceipt("", _before(work, before))
    former, known, back = _receipt(work, receipt_id)
    to_take_back(work, receipt_id, DocumentKind.RECEIPT)
    if back:
        raise PartWentBack(former.number)
    supplier = supplier_row(work, receipt.supplier_id)
    refuse_wrong(receipt)
    changes = receipt_changes(work, list(known.values()), receipt, _former_moments(work, receipt_id))
    planned = stock.plan(work, changes.demands(receipt_id), changes.later(receipt_id), undoes=receipt_id)
    order = _order_number(work, receipt)
    rows = [
        _row(work, number, line, share, line.amount + share)
        for number, (line, share) in enumerate(zip(receipt.lines, receipt.shares, strict=True), 1)
    ]
    old_rows = [
        _back_row(number, line, line.pack_quantity, line.amount) | {"value": -line.value}
        for number, line in enumerate([each for each in known.values() if each.pack_quantity], 1)
    ]
    old_head = _back_head(former, old_rows, -former.freight)
    reverses = (former.id, former.number)
    sealed = chain.receipt_head(old_head, _number(work, former.order_id), former.number)
    gone = _post(
        work,
        (DocumentKind.REVERSAL, f"reverses:{receipt_id}"),
        old_head,
        old_rows,
        sealed,
        remark=reason,
        reverses=reverses,
        day=receipt.day,
    )
    head = _head(receipt, supplier.name)
    late = _late_lines(work, receipt, late_of(work, receipt_id) | moments_of(receipt.answers))
    sealed = chain.with_late(chain.with_amends(chain.receipt_head(head, order, ""), former.number), late)
    posted = _post(work, (DocumentKind.RECEIPT, receipt.key), head, rows, sealed, remark=receipt.remark, day=receipt.day)
    stock.append(work, planned, posted)
    keep_late(work, posted, late)
    difference = _write_price_differences(work, changes.differences(planned), posted)
    version = (work.connection.execute(_FORMER_VERSION, {"document": receipt_id}).scalar_one_or_none() or 0) + 1
    work.connection.execute(insert(amendment), {"id": posted.id, "sale_id": receipt_id, "version": version})
    if former.total:
        owe_less(work, former.supplier_id, former.total, gone, [former.id])
    if receipt.total:
        day, _seq = came(work, [receipt_id])[receipt_id]
        due = due_on(Terms(supplier.terms), supplier.term_days, receipt.day or day)
        owed = owe(work, receipt.supplier_id, receipt.total, posted, due)
        use_open_credit(work, receipt.supplier_id, owed, receipt.total, posted, documents=[gone.id])
    relearn(work, receipt, posted, former, list(known.values()))
    _drop_draft(work, receipt.key)
    trued_up = sum(row["value"] for row in planned.true_ups if row["kind"] == TRUE_UP)
    work.record("amend_receipt", posted.number, former=former.number, old=former.total, new=receipt.total, reason=reason)
    return AmendedReceipt(gone.number, Received(posted.id, posted.number, receipt.total, trued_up, difference))


def _require(work: Work, receipt: GoodsReceipt) -> None:
    """Who receives goods with a new retail price changes products."""
    work.require(Permission.RECEIVE_GOODS)
    if any(line.retail_price is not None for line in receipt.lines):
        work.require(Permission.EDIT_PRODUCTS)


def _head(receipt: GoodsReceipt, supplier_name: str) -> Row:
    return {
        "supplier_id": receipt.supplier_id,
        "supplier_name": supplier_name,
        "order_id": receipt.order_id,
        "receipt_id": None,
        "slip_number": receipt.slip_number,
        "slip_total": receipt.slip_total,
        "lines_total": receipt.lines_total,
        "freight": receipt.freight,
        "fees": receipt.fees,
        "total": receipt.total,
    }


def _back_head(of: Any, rows: Sequence[Row], freight: int) -> Row:
    lines_total = sum(row["amount"] for row in rows)
    return {
        "supplier_id": of.supplier_id,
        "supplier_name": of.supplier_name,
        "order_id": of.order_id,
        "receipt_id": of.id,
        "slip_number": "",
        "slip_total": None,
        "lines_total": lines_total,
        "freight": freight,
        "fees": 0,
        "total": lines_total + freight,
    }


def _drop_draft(work: Work, key: str) -> None:
    draft = _DRAFT.value(work.connection, {"draft_key": key})
    if draft is not None:
        drop_draft(work, draft)


def _demands(work: Work, receipt: GoodsReceipt, moments: Moments) -> list[stock.Demand]:
    return [
        stock.Demand(
            *(line.goods.product_id, line.base_quantity, RECEIPT, number),
            value=line.amount + share,
            place_id=line.place_id,
            as_of=moments.get((line.goods.product_id, line.place_id or work.place_id)),
        )
        for number, (line, share) in enumerate(zip(receipt.lines, receipt.shares, strict=True), 1)
    ]


def _late_lines(work: Work, receipt: GoodsReceipt, moments: Moments) -> list[Row]:
    """The lines of a new version whose goods moved before a count, whatever of them moves now."""
    return [
        {
            "line_no": number,
            "is_out": 0,
            "product_id": line.goods.product_id,
            "place_id": place,
            "as_of": moments[line.goods.product_id, place],
        }
        for number, line in enumerate(receipt.lines, 1)
        if (line.goods.product_id, place := line.place_id or work.place_id) in moments
    ]


def _former_moments(work: Work, receipt_id: int) -> FormerMoments:
    """When the goods of a receipt that stands came: with its first version, or before a count that was made first."""
    return FormerMoments(came(work, [receipt_id])[receipt_id][1], late_of(work, receipt_id))


def _row(work: Work, number: int, line: ReceiptLine, share: int, value: int) -> Row:
    of = line.goods
    return {
        "line_no": number,
        "product_id": of.product_id,
        "pack_id": of.pack_id,
        "code": of.code,
        "barcode": of.barcode,
        "name": of.name,
        "spec": of.spec,
        "unit": of.unit,
        "pack_name": of.pack_name,
        "supplier_code": line.supplier_code,
        "ratio": of.ratio,
        "pack_quantity": line.quantity,
        "price": line.price_per_pack,
        "base_quantity": line.base_quantity,
        "amount": line.amount,
        "is_amount_typed": int(line.amount_typed is not None and not line.is_free),
        "is_free": int(line.is_free),
        "on_slip": line.says,
        "refused": line.refused,
        "refused_why": str(line.refused_why or ""),
        "gross": line.gross,
        "tare": line.tare,
        "share": share,
        "value": value,
        "place_id": line.place_id or work.place_id,
        "order_line_id": line.order_line_id,
        "returns_line_id": None,
    }


def _post(
    work: Work,
    as_: tuple[DocumentKind, str],
    head: Row,
    rows: Sequence[Row],
    sealed: dict[str, object],
    *,
    remark: str,
    reverses: tuple[int, str] | None = None,
    day: date | None = None,
) -> Posted:
    posted = documents.post(
        work,
        *as_,
        head["total"],
        head=sealed,
        lines=[chain.receipt_line(row) for row in rows],
        remark=remark,
        reverses=reverses,
        day=day,
        party_id=head["supplier_id"],
    )
    _RECEIPT.row(work.connection, {"id": posted.id, **head})
    _LINES.run_many(work.connection, [{**row, "document_id": posted.id} for row in rows])
    return posted


def _receipt(work: Work, receipt_id: int) -> tuple[Any, dict[int, Any], dict[int, tuple[int, int]]]:
    """A receipt, its lines by id, and what went back of each: (packs, money), above zero."""
    head = work.connection.execute(_HEAD_OF, {"document": receipt_id}).one_or_none()
    if head is None or head.kind != DocumentKind.RECEIPT:
        raise NotFound(_("this receipt"))
    lines = {row.id: row for row in work.connection.execute(_LINES_OF, {"document": receipt_id})}
    back = {line: (-packs, -amount) for line, packs, amount in work.connection.execute(_BACK, {"document": receipt_id})}
    return head, lines, back


def _is_whole(work: Work, line: Any) -> bool:
    """Whether the goods of a line are counted, so that no part of one goes back."""
    kind, is_measured = work.connection.execute(_PARTS, {"product": line.product_id, "pack": line.pack_id}).one()
    return not is_divisible(Kind(kind), line.unit, None if is_measured is None else bool(is_measured))


def _left(line: Any, back: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """What is left of a line: packs, and what they cost."""
    packs, amount = back.get(line.id, (0, 0))
    return line.pack_quantity - packs, line.amount - amount


def _share(line: Any, back: dict[int, tuple[int, int]], quantity: int) -> int:
    """What a part of what is left cost; the last part takes the rest."""
    left, amount = _left(line, back)
    return credit_for(quantity, left, amount)


def _back_row(number: int, line: Any, quantity: int, credit: int) -> Row:
    same = (
        "product_id",
        "pack_id",
        "code",
        "barcode",
        "name",
        "spec",
        "unit",
        "pack_name",
        "supplier_code",
        "ratio",
        "price",
        "is_free",
        "place_id",
    )
    row = {name: getattr(line, name) for name in same}
    return row | {
        "line_no": number,
        "pack_quantity": -quantity,
        "base_quantity": -quantity * line.ratio,
        "amount": -credit,
        "is_amount_typed": int(credit != half_up(quantity * line.price, ONE * COIN) * COIN),
        "on_slip": -quantity,
        "refused": 0,
        "refused_why": "",
        "gross": None,
        "tare": None,
        "share": 0,
        "order_line_id": line.order_line_id,
        "returns_line_id": line.id,
    }


def _give_back(
    work: Work,
    as_: tuple[DocumentKind, str],
    of: Any,
    rows: list[Row],
    moments: Moments,
    *,
    reason: str,
    freight: int = 0,
    reverses: tuple[int, str] | None = None,
) -> Received:
    demands = [
        stock.Demand(
            *(row["product_id"], row["base_quantity"], "purchase_return", row["line_no"]),
            place_id=row["place_id"],
            out_of=of.id,
            as_of=moments.get((row["product_id"], row["place_id"])),
        )
        for row in rows
    ]
    planned = stock.plan(work, demands, undoes=reverses and reverses[0])
    for row, moved in zip(rows, planned.results, strict=True):
        row["value"] = moved.value
    head = _back_head(of, rows, freight)
    late = late_rows(planned.moves)
    sealed = chain.with_late(chain.receipt_head(head, _number(work, of.order_id), of.number), late)
    posted = _post(work, as_, head, rows, sealed, remark=reason, reverses=reverses)
    stock.append(work, planned, posted)
    keep_late(work, posted, late)
    difference = _write_differences(work, rows, freight, posted)
    if head["total"]:
        # The credit pays what it came from first.
        owe_less(work, of.supplier_id, -head["total"], posted, [of.id])
    action = "return_to_supplier" if as_[0] is DocumentKind.PURCHASE_RETURN else "take_back_receipt"
    work.record(action, posted.number, receipt=of.number, total=head["total"], reason=reason)
    return Received(posted.id, posted.number, head["total"], difference=difference)


def _write_differences(work: Work, rows: Sequence[Row], freight: int, posted: Posted) -> int:
    """What the value that left exceeds the credit by, a row a line; returns the sum."""
    extra = -freight
    found = []
    for row in rows:
        found.append({"line_no": row["line_no"], "product_id": row["product_id"], "amount": -row["value"] + row["amount"] - extra})
        extra = 0
    return _write_price_differences(work, found, posted)


def _write_price_differences(work: Work, found: Sequence[Row], posted: Posted) -> int:
    rows = [{**each, "document_id": posted.id} for each in found if each["amount"]]
    if rows:
        work.connection.execute(insert(t.price_difference), rows)
    return sum(each["amount"] for each in rows)


def _number(work: Work, document_id: int | None) -> str:
    """The number of a document; empty when there is none. Raises NotFound."""
    if document_id is None:
        return ""
    number = work.connection.execute(_NUMBER, {"document": document_id}).scalar_one_or_none()
    if number is None:
        raise NotFound(_("this order"))
    return str(number)


def _order_number(work: Work, receipt: GoodsReceipt) -> str:
    """The number of the order that the receipt is of; empty when it is of none. Raises NotFound, NotOfThisOrder."""
    number, ordered = "", {}
    if receipt.order_id is not None:
        found = work.connection.execute(_ORDER, {"document": receipt.order_id, "supplier": receipt.supplier_id}).scalar_one_or_none()
        if found is None:
            raise NotFound(_("this order"))
        number = str(found)
        ordered = {row.id: row.product_id for row in work.connection.execute(_ORDERED, {"document": receipt.order_id})}
    for line in receipt.lines:
        if line.order_line_id is not None and ordered.get(line.order_line_id) != line.goods.product_id:
            raise NotOfThisOrder(line.goods.name, number)
    return number


def _before(work: Work, before: Posted) -> Received:
    total = work.connection.execute(_TOTAL, {"document": before.id}).scalar_one()
    return Received(before.id, before.number, total, is_new=False)
