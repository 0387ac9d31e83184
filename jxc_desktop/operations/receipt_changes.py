"""What a receipt put right changes, product by product: the ledger takes only that."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import products as p
from jxc_desktop.domain.late_goods import Moments, moments_of
from jxc_desktop.domain.money import half_up, share_out
from jxc_desktop.domain.purchasing import GoodsReceipt
from jxc_desktop.operations.stock_plan import COUNT, KEPT, RECEIPT, TRANSFER, Demand, Later, Plan, chunks
from jxc_desktop.operations.work import Work

_BACK = "purchase_return"
_KINDS = select(p.product.c.id, p.product.c.kind).where(p.product.c.id.in_(bindparam("ids", expanding=True)))


At = tuple[int, int | None]
"""A place, and the earlier moment that goods came there by (none: now)."""


@dataclass(frozen=True, slots=True)
class FormerMoments:
    """When the goods of the former version came: all with its first one, but for those that were there for a count that was made first."""

    came: int
    late: Moments

    def of(self, product_id: int, place_id: int) -> int:
        """When a product came to a place."""
        return self.late.get((product_id, place_id), self.came)


@dataclass(slots=True)
class Change:
    """One product: (quantity, value) as it was and as it is to be, and by how much each place and moment differs."""

    line_no: int = 0
    was: tuple[int, int] = (0, 0)
    becomes: tuple[int, int] = (0, 0)
    places: dict[At, int] = field(default_factory=dict)

    @property
    def quantity(self) -> int:
        """How many pieces more."""
        return self.becomes[0] - self.was[0]

    @property
    def moved(self) -> int:
        """What the pieces more cost, at the new rate; or those less, below zero, at the old one."""
        (before, old), (after, new) = self.was, self.becomes
        if after > before:
            return new - half_up(new * before, after)
        return -half_up(old * (before - after), before) if before else 0

    @property
    def later(self) -> int:
        """What the other pieces are worth more."""
        return self.becomes[1] - self.was[1] - self.moved


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes by product."""

    by_product: dict[int, Change]

    def demands(self, receipt_id: int) -> list[Demand]:
        """What moves: from one place to another first, then what is more or less."""
        found = []
        for product_id, change in self.by_product.items():
            between, rest = _between(change.places)
            found += [
                Demand(product_id, sign * quantity, TRANSFER, change.line_no, place_id=place, as_of=as_of)
                for source, target, quantity in between
                for sign, (place, as_of) in ((-1, source), (1, target))
            ]
            values = iter(share_out(change.moved, [abs(quantity) for quantity in rest.values()], 1) if change.quantity > 0 else ())
            for (place, as_of), quantity in rest.items():
                said = Demand(product_id, quantity, RECEIPT, change.line_no, place_id=place, as_of=as_of)
                more = quantity > 0
                found.append(replace(said, value=next(values)) if more else replace(said, kind=_BACK, out_of=receipt_id))
        return found

    def later(self, receipt_id: int) -> list[Later]:
        """The values that come later."""
        return [Later(i, receipt_id, change.later, change.line_no) for i, change in self.by_product.items() if change.later]

    def differences(self, planned: Plan) -> list[dict[str, int]]:
        """What the ledger did not take of the change in value, a row a product."""
        done = dict.fromkeys(self.by_product, 0)
        for row in planned.moves:
            if row["kind"] != COUNT:
                done[row["product_id"]] += row["value"]
        for row in planned.true_ups:
            if row["kind"] == "later_value":
                done[row["product_id"]] += row["value"]
        return [
            {"line_no": change.line_no, "product_id": i, "amount": change.becomes[1] - change.was[1] - done[i]}
            for i, change in self.by_product.items()
        ]


def receipt_changes(work: Work, lines: Sequence[Any], receipt: GoodsReceipt, former: FormerMoments) -> Changes:
    """What differs between the lines of a receipt that stands and its new version; of goods that are in the stock.

    What came with the former version came when that did; of anything else `answers` may say that it was counted before.
    """
    ids = sorted({line.product_id for line in lines} | {line.goods.product_id for line in receipt.lines})
    kept = {i for some in chunks(ids) for i, kind in work.connection.execute(_KINDS, {"ids": some}) if kind in KEPT}
    found = {i: Change() for i in ids if i in kept}
    moments: dict[tuple[int, int], int] = moments_of(receipt.answers)
    for line in lines:
        moments.setdefault((line.product_id, line.place_id), former.of(line.product_id, line.place_id))
    for line in lines:
        if change := found.get(line.product_id):
            change.was = (change.was[0] + line.base_quantity, change.was[1] + line.value)
            was = (line.place_id, former.of(line.product_id, line.place_id))
            change.places[was] = change.places.get(was, 0) - line.base_quantity
    for number, (new, share) in enumerate(zip(receipt.lines, receipt.shares, strict=True), 1):
        if change := found.get(new.goods.product_id):
            place = new.place_id or work.place_id
            change.line_no = change.line_no or number
            change.becomes = (change.becomes[0] + new.base_quantity, change.becomes[1] + new.amount + share)
            at = (place, moments.get((new.goods.product_id, place)))
            change.places[at] = change.places.get(at, 0) + new.base_quantity
    return Changes(found)


def _between(places: dict[At, int]) -> tuple[list[tuple[At, At, int]], dict[At, int]]:
    """What only changes its place or its moment, (from, to, quantity), and what is more or less then, all of one sign."""
    rest = dict(places)
    moved = []
    for source in [place for place, quantity in places.items() if quantity < 0]:
        for target in [place for place, quantity in places.items() if quantity > 0]:
            part = min(-rest[source], rest[target])
            if part:
                moved.append((source, target, part))
                rest[source] += part
                rest[target] -= part
    return moved, {place: quantity for place, quantity in rest.items() if quantity}
