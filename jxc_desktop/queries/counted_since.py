"""Which counts a document that is typed now may come too late for: its goods were counted on its day, or after it.

Whether they had moved by then nobody but the person can say (`late_goods`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables.purchasing import receipt_line
from jxc_desktop.db.tables.stock import stock_move
from jxc_desktop.db.types import Moment
from jxc_desktop.domain.late_goods import Answer, Goes
from jxc_desktop.domain.purchasing import GoodsReceipt
from jxc_desktop.queries.places import shown_name as shown_place
from jxc_desktop.queries.receipt_versions import former_versions
from jxc_desktop.queries.view import View

_FEW = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """Goods counted at a place: the time, aware and local, and the place in the order of truth that it stands for."""

    product_id: int
    place_id: int
    name: str
    place: str
    counted_at: datetime
    seq: int
    is_posted: bool

    @property
    def as_yes(self) -> Answer:
        """That it was so already when it was counted."""
        return Answer(self.product_id, self.place_id, self.seq, is_yes=True)


_i, _l = c.count_item, c.count_line
_FORMER = select(receipt_line.c.product_id, receipt_line.c.place_id).where(receipt_line.c.document_id == bindparam("document"))
_HEAD = select(d.document.c.posted_seq, d.document.c.posted_at).where(d.document.c.id == bindparam("document"))
_LATE = select(c.late_goods.c.product_id, c.late_goods.c.place_id).where(c.late_goods.c.document_id == bindparam("document"))
_MOVED = (
    select(stock_move.c.product_id, stock_move.c.place_id)
    .where(stock_move.c.document_id.in_(bindparam("ids", expanding=True)))
    .where(stock_move.c.quantity != 0, stock_move.c.kind.not_in(("count", "first_count")))
    .group_by(stock_move.c.product_id, stock_move.c.place_id)
    .order_by(stock_move.c.product_id, stock_move.c.place_id)
)
_taken = d.document.alias("taken")
_SINCE = bindparam("since", type_=Moment)
_IDS: Any = bindparam("ids", expanding=True)
_POSTED = (
    select(_l.c.product_id, _l.c.place_id, p.product.c.name, shop.place.c.name.label("place"), _l.c.counted_at, _l.c.counted_at_seq)
    .join(p.product, p.product.c.id == _l.c.product_id)
    .join(shop.place, shop.place.c.id == _l.c.place_id)
    .outerjoin(_taken, _taken.c.reverses == _l.c.document_id)
    .where(_taken.c.id.is_(None), _l.c.moved == _l.c.quantity + _l.c.at_till - _l.c.book_quantity)
    .where(_l.c.product_id.in_(_IDS), _l.c.counted_at >= _SINCE)
)
_OPEN = (
    select(_i.c.product_id, _i.c.place_id, p.product.c.name, shop.place.c.name.label("place"), _i.c.counted_at, _i.c.counted_at_seq)
    .join(c.stock_count, c.stock_count.c.id == _i.c.count_id)
    .join(d.draft, d.draft.c.key == c.stock_count.c.key)
    .join(p.product, p.product.c.id == _i.c.product_id)
    .join(shop.place, shop.place.c.id == _i.c.place_id)
    .where(_i.c.round > 0, _i.c.product_id.in_(_IDS), _i.c.counted_at >= _SINCE)
)


def goes_of(view: View, receipt: GoodsReceipt) -> list[Goes]:
    """What a receipt brings, and where; of one that is put right what its former version did not bring: that came when it did."""
    former: set[tuple[int, int]] = set()
    if receipt.amends is not None:
        former = {(row.product_id, row.place_id) for row in view.connection.execute(_FORMER, {"document": receipt.amends})}
    brought = {
        (line.goods.product_id, line.place_id or view.place_id): None
        for line in receipt.lines
        if line.goods.keeps_stock and line.base_quantity
    }
    return [Goes(*pair) for pair in brought if pair not in former]


def counted_after(view: View, document_id: int) -> list[Counted]:
    """The counts, open and posted, of the goods of a document since it was posted: asked before it is taken back.

    What moved before a count and was booked after it speaks of that count already.
    """
    versions = former_versions(view, [document_id])[document_id]
    first = view.connection.execute(_HEAD, {"document": versions[-1]}).one()
    late = {(row.product_id, row.place_id) for row in view.connection.execute(_LATE, {"document": document_id})}
    moved = [(row.product_id, row.place_id) for row in view.connection.execute(_MOVED, {"ids": list(versions)})]
    day = first.posted_at.astimezone(view.now.tzinfo).date() - timedelta(days=1)
    return [each for each in counted_since(view, [pair for pair in moved if pair not in late], day) if each.seq >= first.posted_seq]


def counted_since(view: View, goods: Iterable[tuple[int, int]], day: date | None = None) -> list[Counted]:
    """The counts, open and posted, of goods at places (product, place) on a business day (today's if none is given) or after it.

    In the order of the goods, of each the earliest count first.
    """
    wanted = {pair: number for number, pair in enumerate(dict.fromkeys(goods))}
    begins = datetime.combine(day or view.business_date, time(), view.now.tzinfo) + timedelta(hours=view.settings.day_change_hour)
    ids = sorted({product_id for product_id, _place in wanted})
    found: dict[tuple[int, int, int], Counted] = {}
    for start in range(0, len(ids), _FEW):
        for statement, is_posted in ((_POSTED, True), (_OPEN, False)):
            for row in view.connection.execute(statement, {"ids": ids[start : start + _FEW], "since": begins}):
                key = (row.product_id, row.place_id, row.counted_at_seq)
                at = row.counted_at.astimezone(view.now.tzinfo)
                # Of several counts between the same two documents the last one holds.
                if key[:2] in wanted and (key not in found or found[key].counted_at < at):
                    found[key] = Counted(*key[:2], row.name, shown_place(row.place), at, row.counted_at_seq, is_posted)
    return sorted(found.values(), key=lambda each: (wanted[each.product_id, each.place_id], each.seq))
