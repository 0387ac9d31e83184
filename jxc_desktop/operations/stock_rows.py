"""Steps of the documents that move stock only: the goods they name, what may go below zero, what their lines cost by now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, literal, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.products import BelowZero
from jxc_desktop.domain.stock_documents import NoStockKept, OnceOnly, StockLine, WouldBeBelowZero, refuse_wrong_lines
from jxc_desktop.i18n import _
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.reversals import AlreadyReversed
from jxc_desktop.operations.sale_rows import drop_draft
from jxc_desktop.operations.stock_plan import KEPT, Plan, chunks
from jxc_desktop.operations.work import Work

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Booked:
    """A document that moves stock, as it stands. `below_zero` names what is below zero by it, by the shop's own choice."""

    document_id: int
    number: str
    value: int = 0
    below_zero: tuple[str, ...] = ()
    is_new: bool = True


class Head(NamedTuple):
    """A document that is to be taken back."""

    id: int
    number: str
    kind: str
    key: str


_GOODS = select(p.product.c.id, p.product.c.code, p.product.c.name, p.product.c.unit, p.product.c.kind, p.product.c.retail_price).where(
    p.product.c.id.in_(bindparam("ids", expanding=True))
)
_LEVELS = (
    select(s.stock_level.c.product_id, s.stock_level.c.place_id, func.sum(s.stock_level.c.quantity))
    .where(s.stock_level.c.product_id.in_(bindparam("ids", expanding=True)))
    .group_by(s.stock_level.c.product_id, s.stock_level.c.place_id)
)
_later = s.stock_move.alias("later")
_COSTS = (
    select(
        s.stock_move.c.line_no,
        s.stock_move.c.value,
        s.stock_move.c.is_cost_known,
        func.count(s.shortage.c.move_id),
        func.count(_later.c.id),
        func.sum(_later.c.value),
    )
    .outerjoin(s.shortage, s.shortage.c.move_id == s.stock_move.c.id)
    .outerjoin(_later, (_later.c.settles == s.stock_move.c.id) & (_later.c.kind == literal("true_up")))
    .where(s.stock_move.c.document_id == bindparam("document"), s.stock_move.c.quantity != 0)
    .group_by(s.stock_move.c.id)
)
_DRAFT = select(d.draft.c.id).where(d.draft.c.key == bindparam("draft_key"))
_reversal = d.document.alias("reversal")
_HEAD = (
    select(d.document.c.id, d.document.c.number, d.document.c.kind, _reversal.c.number.label("reversal"))
    .outerjoin(_reversal, _reversal.c.reverses == d.document.c.id)
    .where(d.document.c.id == bindparam("document"))
)


def goods_rows(work: Work, lines: Sequence[StockLine], *, once: bool = True) -> list[Any]:
    """The product of each line: id, code, name, unit, retail price. Raises NotFound, NoLines, QuantityWrong, OnceOnly, NoStockKept."""
    ids = [line.product_id for line in lines]
    found = {}
    for some in chunks(ids):
        found.update({row.id: row for row in work.connection.execute(_GOODS, {"ids": some})})
    if missing := [i for i in ids if i not in found]:
        raise NotFound(str(missing[0]))
    rows = [found[i] for i in ids]
    refuse_wrong_lines([(row.name, line.quantity) for row, line in zip(rows, lines, strict=True)])
    if none := [row.name for row in rows if row.kind not in KEPT]:
        raise NoStockKept(none)
    if once and len(found) < len(ids):
        raise OnceOnly([row.name for row in found.values() if ids.count(row.id) > 1])
    return rows


def named(row: Any) -> Row:
    """The product as it is kept on a line."""
    return {"product_id": row.id, "code": row.code, "name": row.name, "unit": row.unit}


def places_of(work: Work, *ids: int) -> list[str]:
    """The names of places. Raises NotFound."""
    names = {row.id: row.name for row in work.connection.execute(select(shop.place.c.id, shop.place.c.name))}
    if any(i not in names for i in ids):
        raise NotFound(_("this place"))
    return [names[i] for i in ids]


def below_zero(work: Work, planned: Plan, goods: Sequence[Any]) -> tuple[str, ...]:
    """What the whole shop, or a place of it, would be short of by this plan. Raises WouldBeBelowZero for what may not be.

    What is 未建库存 is short of nothing.
    """
    names = {product.id: product.name for product in goods if planned.accounts[product.id].opened_seq}
    moved: Counter[tuple[int, int]] = Counter()
    whole: Counter[int] = Counter()
    for move in planned.moves:
        if move["product_id"] in names:
            moved[move["place_id"], move["product_id"]] += move["quantity"]
            whole[move["product_id"]] += move["quantity"]
    levels = _levels(work, list(names))
    here = [at for at, change in sorted(moved.items()) if change < 0 and levels.get(at, 0) + change < 0]
    short = [i for i, change in whole.items() if change < 0 and planned.accounts[i].balance.quantity < 0]
    if refused := [names[i] for i in short if _refuses(work, planned, i)]:
        raise WouldBeBelowZero(refused)
    if refused_at := [at for at in here if _refuses(work, planned, at[1])]:
        place = refused_at[0][0]
        raise WouldBeBelowZero([names[i] for at, i in refused_at if at == place], places_of(work, place)[0])
    return tuple(names[i] for i in dict.fromkeys([*short, *(i for _place, i in here)]))


def _levels(work: Work, product_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """What there is by place and product."""
    found: dict[tuple[int, int], int] = {}
    for some in chunks(product_ids):
        found.update({(row[1], row[0]): row[2] for row in work.connection.execute(_LEVELS, {"ids": some})})
    return found


def _refuses(work: Work, planned: Plan, product_id: int) -> bool:
    return (planned.accounts[product_id].below_zero or work.settings.below_zero) == BelowZero.REFUSE


def costs_of(work: Work, document_id: int) -> dict[int, int | None]:
    """What each line of a document moved in value by now, signed, true-ups included; None while any of it is unknown."""
    costs: dict[int, int | None] = {}
    for line_no, value, is_known, short, true_ups, later in work.connection.execute(_COSTS, {"document": document_id}):
        before = costs.get(line_no, 0)
        is_unknown = before is None or (not is_known and (short or not true_ups))
        costs[line_no] = None if is_unknown else (before or 0) + value + (later or 0)
    return costs


def to_take_back(work: Work, document_id: int, *kinds: DocumentKind) -> Head:
    """A document of these kinds that stands, and the key of its reversal. Raises NotFound, AlreadyReversed."""
    row = work.connection.execute(_HEAD, {"document": document_id}).one_or_none()
    if row is None or row.kind not in kinds:
        raise NotFound(_("this document"))
    if row.reversal is not None:
        raise AlreadyReversed(row.number, row.reversal)
    return Head(row.id, row.number, row.kind, f"reverses:{document_id}")


def drop_kept(work: Work, key: str) -> None:
    """The half-typed document with this key, where there is one, is not kept any more."""
    draft_id = work.connection.execute(_DRAFT, {"draft_key": key}).scalar_one_or_none()
    if draft_id is not None:
        drop_draft(work, draft_id)


def posted_before(posted: Posted) -> Booked:
    """What a second "complete" gets."""
    return Booked(posted.id, posted.number, is_new=False)
