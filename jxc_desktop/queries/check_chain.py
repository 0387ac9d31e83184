"""Every posted document looked at once, in the order of truth: numbers, sequence, arithmetic of lines, seal and link.

A changed document is named and the walk goes on from the seal that stands in its row, so that one bad document does not
hide the rest. Rows come as the driver gives them: half of the time went into dressing them up.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Text, bindparam, literal_column, select, type_coerce

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import sales as s
from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables import stock as t
from jxc_desktop.db.types import Int64
from jxc_desktop.domain.documents import GENESIS, RECIPE, Contents, DocumentKind, chain_hash
from jxc_desktop.domain.money import COIN, half_up
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.tax import net_of
from jxc_desktop.queries import chain, check_goods
from jxc_desktop.queries.view import View

_CHUNK = 500
_SALES = (DocumentKind.SALE, DocumentKind.REVERSAL, DocumentKind.RETURN)
_sold = d.document.alias("sold")
_other = d.document.alias("other")
_corrected = d.document.alias("corrected")
_amended = d.document.alias("amended")

_CHUNK_OF_DOCUMENTS = (
    select(
        *[column for column in d.document.c if column.name not in ("business_date", "posted_at")],
        # As stored: a changed text must not stop the walk.
        type_coerce(d.document.c.business_date, Text).label("day"),
        type_coerce(d.document.c.posted_at, Text).label("moment"),
        shop.till.c.code.label("till"),
        _other.c.number.label("reverses_number"),
        s.cancelled_cart.c.body,
        _sold.c.number.label("returns"),
        _corrected.c.number.label("corrects"),
        _amended.c.number.label("amends"),
        s.sale_customer.c.name.label("customer_name"),
        s.sale_customer.c.phone.label("customer_phone"),
        s.sale_return.c.exchange_key,
        s.sale_return.c.is_other_way,
        *[s.sale.c[name].label(f"sale_{name}") for name in chain.SALE_HEAD],
    )
    .outerjoin(shop.till, shop.till.c.id == d.document.c.till_id)
    .outerjoin(_other, _other.c.id == d.document.c.reverses)
    .outerjoin(s.sale, s.sale.c.id == d.document.c.id)
    .outerjoin(s.cancelled_cart, s.cancelled_cart.c.id == d.document.c.id)
    .outerjoin(s.sale_return, s.sale_return.c.id == d.document.c.id)
    .outerjoin(_sold, _sold.c.id == s.sale_return.c.sale_id)
    .outerjoin(s.tender_correction, s.tender_correction.c.id == d.document.c.id)
    .outerjoin(s.sale_customer, s.sale_customer.c.id == d.document.c.id)
    .outerjoin(s.amendment, s.amendment.c.id == d.document.c.id)
    .outerjoin(_amended, _amended.c.id == s.amendment.c.sale_id)
    .outerjoin(_corrected, _corrected.c.id == s.tender_correction.c.sale_id)
    .where(d.document.c.posted_seq > bindparam("after"))
    .order_by(d.document.c.posted_seq)
    .limit(literal_column(str(_CHUNK)))
)
_row_of: Any = namedtuple  # noqa: PYI024  its fields are the statement's
_Document = _row_of("_Document", [column.name for column in _CHUNK_OF_DOCUMENTS.selected_columns])
_DOCUMENTS = Prepared(_CHUNK_OF_DOCUMENTS)


_PLACES = tuple(f"id_{place}" for place in range(_CHUNK))
_NONE = dict.fromkeys(_PLACES, 0)
_IDS = [bindparam(place, type_=Int64) for place in _PLACES]


def _of(table: Any, names: Sequence[str]) -> Prepared:
    """Rows of some documents: the document's id, then the facts in the chain's order."""
    columns: list[Column[Any]] = [table.c[name] for name in names]
    return Prepared(
        select(table.c.document_id, *columns).where(table.c.document_id.in_(_IDS)).order_by(table.c.document_id, table.c.line_no)
    )


_SALE_LINES = _of(s.sale_line, chain.SALE_LINE)
_OPENING_LINES = _of(t.opening_line, chain.OPENING_LINE)
_PAYMENTS = Prepared(
    select(
        s.payment.c.document_id,
        s.payment.c.line_no,
        s.payment_method.c.code,
        s.payment.c.amount,
        s.payment.c.tendered,
        s.payment.c.change,
    )
    .outerjoin(s.payment_method, s.payment_method.c.id == s.payment.c.method_id)
    .where(s.payment.c.document_id.in_(_IDS))
    .order_by(s.payment.c.document_id, s.payment.c.line_no)
)
_HEADS = select(d.head.c.name, d.head.c.number, d.head.c.hash)
_AT = {name: position for position, name in enumerate(chain.SALE_LINE)}
_LINE = itemgetter(
    *[
        _AT[name]
        for name in (
            "line_no",
            "ratio",
            "pack_quantity",
            "price",
            "base_quantity",
            "line_discount",
            "cart_discount",
            "amount",
            "is_amount_typed",
            "tax_rate",
            "net",
        )
    ]
)

Report = Callable[[str, dict[str, Any]], None]
Progress = Callable[[int], None]
Rows = dict[int, list[tuple[Any, ...]]]


class Walk:
    """One pass over the documents; `report` takes what is wrong."""

    def __init__(self, view: View, report: Report) -> None:
        self.view = view
        self.report = report
        self.seq = 0
        self.last_number: dict[str, str] = {}
        self.last_hash: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        self.links: dict[str, int] = {}

    def run(self, progress: Progress | None = None) -> None:
        """Look at every document, then at the heads."""
        done = 0
        for documents in self._chunks():
            ids = [row.id for row in documents]
            lines = self._rows(_SALE_LINES, ids) | self._rows(_OPENING_LINES, ids)
            payments = self._rows(_PAYMENTS, ids)
            others = [row.id for row in documents if row.kind in check_goods.KINDS]
            bodies = check_goods.bodies(self.view, others) if others else {}
            for row in documents:
                body = bodies.get(row.id)
                if body is None:
                    self._look_at(row, lines.get(row.id, []), payments.get(row.id, []))
                else:
                    self._look_at_goods(row, body)
            done += len(documents)
            if progress is not None:
                progress(done)
        self._heads()

    def _chunks(self) -> Iterator[Sequence[Any]]:
        after = -(2**63)
        while rows := [_Document(*row) for row in _DOCUMENTS.rows(self.view.connection, {"after": after})]:
            yield rows
            after = rows[-1].posted_seq

    def _rows(self, statement: Prepared, ids: Sequence[int]) -> Rows:
        rows = statement.rows(self.view.connection, {**_NONE, **dict(zip(_PLACES, ids, strict=False))})
        return {document: [row[1:] for row in group] for document, group in groupby(rows, itemgetter(0))}

    def _look_at(self, row: Any, lines: list[tuple[Any, ...]], payments: list[tuple[Any, ...]]) -> None:
        self._order(row)
        if row.kind in _SALES:
            for line in lines:
                self._line(row.number, line)
        self._seal(row, lines, payments)

    def _look_at_goods(self, row: Any, body: check_goods.Body) -> None:
        self._order(row)
        for line_no in body.wrong_amounts:
            self.report("line_amount", {"number": row.number, "line": line_no})
        self._seal(row, body.lines, body.payments, body.head)

    def _order(self, row: Any) -> None:
        """Sequence and number follow on."""
        if row.posted_seq != self.seq + 1:
            self.report("seq", {"number": row.number, "seq": row.posted_seq, "expected": self.seq + 1})
        self.seq = row.posted_seq
        till, day = row.till or "", row.day.replace("-", "")
        prefix = f"{row.kind}{till}{'-' if till else ''}{day}-"
        series = f"number:{row.kind}{till}:{day}"
        place = self.counts.get(series, 0) + 1
        expected = f"{prefix}{place:04d}"
        if row.number != expected:
            self.report("number", {"number": row.number, "expected": expected})
            tail = row.number.removeprefix(prefix)
            place = int(tail) if tail.isdecimal() and tail.isascii() else place
        self.counts[series] = place

    def _line(self, number: str, line: tuple[Any, ...]) -> None:
        """Products are formed here: SQL would leave 64 bits silently."""
        line_no, ratio, packs, price, quantity, line_off, cart_off, amount, is_typed, rate, net = _LINE(line)
        if quantity != packs * ratio:
            self.report("line_quantity", {"number": number, "line": line_no})
        if not is_typed and amount != half_up(packs * price, ONE * COIN) * COIN - line_off - cart_off:
            self.report("line_amount", {"number": number, "line": line_no})
        if net != (net_of(amount, rate) if rate else amount):
            self.report("line_net", {"number": number, "line": line_no})

    def _seal(self, row: Any, lines: list[tuple[Any, ...]], payments: list[tuple[Any, ...]], head: dict[str, object] | None = None) -> None:
        till = row.till or ""
        before = self.last_hash.get(till, GENESIS)
        if row.previous_hash != before:
            self.report("link", {"number": row.number, "before": self.last_number.get(till, "—")})
        if row.recipe != RECIPE:
            self.report("recipe", {"number": row.number, "recipe": row.recipe})
        elif chain_hash(contents(row, lines, payments, head), row.previous_hash) != row.hash:
            self.report("hash", {"number": row.number})
        self.last_hash[till], self.last_number[till] = row.hash, row.number
        self.links[till] = self.links.get(till, 0) + 1

    def _heads(self) -> None:
        heads = {row.name: row for row in self.view.connection.execute(_HEADS)}
        head = heads.pop("seq", None)
        if head is None or head.number != self.seq:
            self.report("seq_head", {"seq": self.seq, "head": "—" if head is None else head.number})
        for name, row in heads.items():
            if name.startswith("number:") and row.number != self.counts.get(name, 0):
                self.report("series_head", {"series": name.removeprefix("number:")})
        for series in self.counts.keys() - heads.keys():
            self.report("series_head", {"series": series.removeprefix("number:")})
        for till, number in self.last_number.items():
            head = heads.get(f"chain:{till}")
            if head is None or (head.hash, head.number) != (self.last_hash[till], self.links[till]):
                self.report("chain_head", {"till": till, "number": number})


def contents(
    row: Any, lines: Sequence[tuple[Any, ...]], payments: Sequence[tuple[Any, ...]], known_head: dict[str, object] | None = None
) -> Contents:
    """What the chain fixes of a stored document, as it was built when it was posted; `known_head` is that of a document that is no sale."""
    head: dict[str, object] = known_head or {}
    if known_head is not None:
        pass
    elif row.kind in _SALES:
        head = dict(zip(chain.SALE_HEAD, row[-len(chain.SALE_HEAD) :], strict=True))
        head = chain.with_amends(chain.with_customer(head, row.customer_name or "", row.customer_phone or ""), row.amends or "")
        if row.kind == DocumentKind.RETURN:
            head = chain.return_head(head, row.returns or "", is_other_way=bool(row.is_other_way), exchange_key=row.exchange_key or "")
    elif row.kind == DocumentKind.CORRECTION:
        head = chain.correction_head(row.corrects or "")
    elif row.kind == DocumentKind.CANCELLED_CART:
        head = chain.cancelled_cart_head(row.body)
    return Contents(
        seq=row.posted_seq,
        key=row.key,
        kind=row.kind,
        number=row.number,
        business_date=row.day,
        posted_at=row.moment,
        till=row.till or "",
        operator=row.operator,
        reverses=row.reverses_number or "",
        total=row.total,
        head=chain.with_remark(head, row.remark),
        lines=lines,
        payments=payments,
    )


def walk(view: View, report: Report, progress: Progress | None = None) -> None:
    """Look at every posted document."""
    Walk(view, report).run(progress)
