"""What of a sale can still come back: its lines less what was given back, the money and the ways it was paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import sales, stock
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.refunds import Part, Refund, refund_of, share_refund
from jxc_desktop.queries import payments as paying
from jxc_desktop.queries.line_costs import line_costs
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a sale and what of it came back. `row` is the stored line; quantities in base units, 1/1000."""

    line_id: int
    line_no: int
    product_id: int
    name: str
    unit: str
    sold: Part
    back: Part
    row: Any

    @property
    def left(self) -> int:
        """The quantity that can still come back."""
        return self.sold.quantity - self.back.quantity


@dataclass(frozen=True, slots=True)
class Way:
    """A way the sale was paid: what it took in all, and what it gave back by now."""

    method_id: int
    code: str
    name: str
    kind: str
    paid: int
    back: int


@dataclass(frozen=True, slots=True)
class Returnable:
    """A sale as a return sees it. Money in 1/10000. `pieces` are those that are left."""

    sale_id: int
    number: str
    posted_at: datetime
    kind: str
    reversed_by: str
    tax_status: str
    sold_by: str
    pieces: int
    round_off: int
    round_off_back: int
    lines: tuple[SoldLine, ...]
    ways: tuple[Way, ...]

    @property
    def left(self) -> dict[int, int]:
        """Line id to what is left of it, for the lines that can still come back."""
        return {line.line_id: line.left for line in self.lines if line.left}

    def refund(self, quantities: Mapping[int, int]) -> Refund:
        """What goes back for these quantities (line id to base quantity); the parts stand for all lines of the sale."""
        return refund_of(
            [line.sold for line in self.lines],
            [line.back for line in self.lines],
            [quantities.get(line.line_id, 0) for line in self.lines],
            self.round_off,
            self.round_off_back,
        )

    def proposed(self, total: int) -> tuple[tuple[Way, int], ...]:
        """The ways the money came, with what each gives back of a refund."""
        shares = share_refund(total, [way.paid for way in self.ways], [way.back for way in self.ways])
        return tuple((way, share) for way, share in zip(self.ways, shares, strict=True) if share)


_d, _s, _l, _p, _r = d.document, sales.sale, sales.sale_line, sales.payment, sales.sale_return
_later = d.document.alias("later")
_HEAD = (
    select(
        _d.c.id,
        _d.c.kind,
        _d.c.number,
        _d.c.posted_at,
        _s.c.pieces,
        _s.c.round_off,
        _s.c.tax_status,
        _s.c.sold_by,
        _later.c.number.label("reversed_by"),
    )
    .join(_s, _s.c.id == _d.c.id)
    .outerjoin(_later, _later.c.reverses == _d.c.id)
)
_BY_ID = Prepared(_HEAD.where(_d.c.id == bindparam("document")))
_BY_NUMBER = Prepared(_HEAD.where(_d.c.number == bindparam("document")))
_LINES = Prepared(select(_l).where(_l.c.document_id == bindparam("document")).order_by(_l.c.line_no))
_of_sale = select(_l.c.id).where(_l.c.document_id == bindparam("document"))
_BACK = Prepared(
    select(
        _l.c.returns_line_id,
        func.sum(-_l.c.base_quantity),
        func.sum(-_l.c.amount),
        func.sum(-_l.c.line_discount),
        func.sum(-_l.c.cart_discount),
    )
    .where(_l.c.returns_line_id.in_(_of_sale))
    .group_by(_l.c.returns_line_id)
)
_OFF_BACK = Prepared(
    select(func.coalesce(func.sum(-_s.c.round_off), 0), func.coalesce(func.sum(-_s.c.pieces), 0))
    .join_from(_r, _s, _s.c.id == _r.c.id)
    .where(_r.c.sale_id == bindparam("document"))
)
_METHOD = (sales.payment_method.c.id, sales.payment_method.c.code, sales.payment_method.c.name, sales.payment_method.c.kind)
_corrections = select(sales.tender_correction.c.id).where(sales.tender_correction.c.sale_id == bindparam("document"))
_PAID = Prepared(
    select(*_METHOD, func.sum(_p.c.amount))
    .join_from(_p, sales.payment_method, sales.payment_method.c.id == _p.c.method_id)
    .where((_p.c.document_id == bindparam("document")) | _p.c.document_id.in_(_corrections))
    .group_by(sales.payment_method.c.id)
    .order_by(func.min(_p.c.id))
)
_PAID_BACK = Prepared(
    select(*_METHOD, func.sum(-_p.c.amount))
    .join_from(_r, _p, _p.c.document_id == _r.c.id)
    .join(sales.payment_method, sales.payment_method.c.id == _p.c.method_id)
    .where(_r.c.sale_id == bindparam("document"))
    .group_by(sales.payment_method.c.id)
)


def returnable(view: View, document: int | str) -> Returnable:
    """What can still come back of a sale, by document id or number. Raises NotFound."""
    connection = view.connection
    head = (_BY_ID if isinstance(document, int) else _BY_NUMBER).record(connection, {"document": document})
    if head is None:
        raise NotFound(str(document))
    found = {"document": head.id}
    back = {row[0]: Part(*row[1:]) for row in _BACK.rows(connection, found)}
    off_back, pieces_back = _OFF_BACK.row(connection, found)
    return Returnable(
        head.id,
        head.number,
        head.posted_at.astimezone(view.now.tzinfo),
        head.kind,
        head.reversed_by or "",
        head.tax_status,
        head.sold_by,
        head.pieces - pieces_back,
        head.round_off,
        off_back,
        tuple(_line(row, back.get(row.id, Part())) for row in _LINES.records(connection, found)),
        _ways(view, head.id),
    )


def _line(row: Any, back: Part) -> SoldLine:
    sold = Part(row.base_quantity, row.amount, row.line_discount, row.cart_discount)
    return SoldLine(row.id, row.line_no, row.product_id, f"{row.name} {row.spec}".strip(), row.unit, sold, back, row)


def _ways(view: View, sale_id: int) -> tuple[Way, ...]:
    paid = {row[0]: row for row in _PAID.rows(view.connection, {"document": sale_id})}
    back = {row[0]: row for row in _PAID_BACK.rows(view.connection, {"document": sale_id})}
    return tuple(
        Way(
            method_id, code, paying.shown_name(name), kind, paid[method_id][4] if method_id in paid else 0, back.get(method_id, (0,) * 5)[4]
        )
        for method_id, code, name, kind, _amount in (paid | {key: row for key, row in back.items() if key not in paid}).values()
    )


def sale_with_number(view: View, text: str) -> Returnable | None:
    """The sale of that number, or the latest whose number ends so."""
    found = select(_d.c.id).where(_d.c.kind == DocumentKind.SALE.value, _d.c.number.endswith(text.strip().upper(), autoescape=True))
    document_id = view.connection.execute(found.order_by(_d.c.posted_seq.desc()).limit(1)).scalar_one_or_none()
    return None if document_id is None else returnable(view, document_id)


_SOLD_ON = (
    select(_l.c.document_id)
    .join(_d, _d.c.id == _l.c.document_id)
    .where(
        _l.c.product_id == bindparam("product"),
        _d.c.kind == DocumentKind.SALE.value,
        _d.c.business_date == bindparam("day"),
        (_l.c.price == bindparam("price")) | (bindparam("price").is_(None)),
    )
    .order_by(_d.c.posted_seq.desc())
    .limit(20)
)


def sold_on(view: View, product_id: int, day: date, price: int | None = None, *, quantity: int | None = None) -> Returnable | None:
    """The latest sale of that day with something left of the product (at that price), for a customer without a receipt.

    One with just this quantity left in a line, as a label says it, goes before later ones.
    """
    latest = None
    for document_id in view.connection.execute(_SOLD_ON, {"product": product_id, "day": day, "price": price}).scalars():
        found = returnable(view, document_id)
        left = [line.left for line in found.lines if line.product_id == product_id and line.left]
        if left and (quantity is None or quantity in left):
            return found
        if left and latest is None:
            latest = found
    return latest


_LAST_COST = (
    select(_l.c.document_id, _l.c.line_no, _l.c.base_quantity)
    .join(_d, _d.c.id == _l.c.document_id)
    .where(_l.c.product_id == bindparam("product"), _d.c.kind == DocumentKind.SALE.value)
    .order_by(_d.c.posted_seq.desc())
    .limit(1)
)
_AVERAGE = select(stock.stock_value).where(stock.stock_value.c.product_id == bindparam("product"))


def rate_without_receipt(view: View, product_id: int) -> tuple[int, int] | None:
    """Money and quantity that tell what a piece cost: by the latest sale, else the average, else the last known rate."""
    last = view.connection.execute(_LAST_COST, {"product": product_id}).one_or_none()
    if last is not None and last.base_quantity > 0:
        cost = line_costs(view, last.document_id)[last.line_no]
        if cost is not None:
            return cost, last.base_quantity
    kept = view.connection.execute(_AVERAGE, {"product": product_id}).one_or_none()
    if kept is None:
        return None
    if kept.quantity > 0:
        return kept.value, kept.quantity
    return None if kept.rate_quantity is None else (kept.rate_value, kept.rate_quantity)


_WITHOUT = (
    select(func.coalesce(func.sum(-_s.c.total), 0))
    .join_from(_d, _r, _r.c.id == _d.c.id)
    .join(_s, _s.c.id == _d.c.id)
    .where(_r.c.sale_id.is_(None), _d.c.business_date == bindparam("day"), _d.c.actor_id == bindparam("actor"))
)


def given_back_without_receipt(view: View) -> int:
    """What this person gave back today without a receipt."""
    found = {"day": view.business_date, "actor": view.actor.user_id}
    return int(view.connection.execute(_WITHOUT, found).scalar_one())
