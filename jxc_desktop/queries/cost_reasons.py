"""Why does this cost what it costs? What the average of a product is made of, in words, each part with its document.

A receipt's own cost is what it was booked at and what came to it later; how much of it is still on hand tells `made_of`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import purchasing
from jxc_desktop.db.tables import stock as t
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.made_of import made_of
from jxc_desktop.domain.money import COIN, format_money, half_up, to_coin
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE, format_quantity
from jxc_desktop.domain.whereabouts import LedgerMove
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.stock_moves import KIND_TITLES
from jxc_desktop.queries.view import View

REASON_COLUMNS: tuple[Column, ...] = (
    Column("day", N_("Business day"), "date"),
    Column("number", N_("Number"), "code"),
    Column("what", N_("Where it came from"), "text"),
    Column("came", N_("Came in"), "quantity"),
    Column("cost", N_("Cost of one"), "money"),
    Column("left", N_("Still there"), "quantity"),
    Column("worth", N_("Worth"), "amount", total=True),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the average: what came, at what cost of one, how much of it is still there, and what that is worth.

    What became known of goods whose cost nobody knew has no document and only a worth.
    """

    day: date | None
    number: str
    what: str
    came: int | None
    cost: int | None
    left: int | None
    worth: int


@dataclass(frozen=True, slots=True)
class CostReasons:
    """The answer in a sentence, and the parts it is made of, the oldest first."""

    name: str
    sentence: str
    rows: tuple[Reason, ...]


_m, _d, _v = t.stock_move, d.document, t.stock_value
_PRODUCT = (
    select(p.product.c.name, p.product.c.unit, p.product.c.purchase_price, _v.c.quantity, _v.c.value, _v.c.rate_value, _v.c.rate_quantity)
    .outerjoin_from(p.product, _v, _v.c.product_id == p.product.c.id)
    .where(p.product.c.id == bindparam("product"), is_seen())
)
_LEDGER = (
    select(
        _m.c.id,
        _m.c.quantity,
        _m.c.value,
        _m.c.kind,
        _m.c.settles,
        _d.c.business_date,
        _d.c.number,
        purchasing.goods_receipt.c.supplier_name,
    )
    .join_from(_m, _d, _d.c.id == _m.c.document_id)
    .outerjoin(purchasing.goods_receipt, purchasing.goods_receipt.c.id == _d.c.id)
    .where(_m.c.product_id == bindparam("product"))
    .order_by(_m.c.posted_seq, _m.c.id)
)


def cost_reasons(view: View, product_id: int) -> CostReasons:
    """What a product's cost is made of. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_STOCK)
    view.require(Permission.SEE_COST)
    product = view.connection.execute(_PRODUCT, {"product": product_id}).one_or_none()
    if product is None:
        raise NotFound(str(product_id))
    if product.rate_quantity is None:
        return CostReasons(product.name, _unknown_sentence(product), ())
    ledger = view.connection.execute(_LEDGER, {"product": product_id}).all()
    later: dict[int, int] = {}
    for row in ledger:
        if row.quantity == 0 and row.settles is not None:
            later[row.settles] = later.get(row.settles, 0) + row.value
    sources, is_average = _sources(ledger)
    rows = tuple(_reason(row, sources[row.id], later.get(row.id, 0)) for row in ledger if row.id in sources)
    if product.quantity <= 0:
        return CostReasons(product.name, _last_known_sentence(product, is_average=is_average), rows)
    rows = _all_there(rows, product.quantity)
    rest = product.value - sum(row.worth for row in rows)
    if rows and abs(rest) < COIN:
        rows = (*rows[:-1], replace(rows[-1], worth=rows[-1].worth + rest))  # a rounding nobody need read about
    else:
        rows = (*rows, Reason(None, "", _("Costs that became known later"), None, None, None, rest))
    return CostReasons(product.name, _average_sentence(product), rows)


def _all_there(rows: tuple[Reason, ...], on_hand: int) -> tuple[Reason, ...]:
    """Parts are rounded down: the thousandths that none of them has by that are in the one of which most went."""
    missing = on_hand - sum(row.left or 0 for row in rows)
    if not 0 < missing <= 2 * len(rows):
        return rows
    most = max(range(len(rows)), key=lambda place: (rows[place].came or 0) - (rows[place].left or 0))
    return (*rows[:most], replace(rows[most], left=(rows[most].left or 0) + missing), *rows[most + 1 :])


def _sources(ledger: Sequence[Any]) -> tuple[Mapping[int, int], bool]:
    """Inward moves behind the rate, with the pieces of each that count, and whether it is an average.

    With nothing on hand: what was there when goods were last on hand, or the inward move since.
    """
    moves = [LedgerMove(row.id, row.quantity, row.settles, is_transfer=row.kind == "transfer") for row in ledger]
    on_hand, last_average, last_inward = 0, 0, None
    for number, move in enumerate(moves, start=1):
        if move.is_transfer or not move.quantity:
            continue
        on_hand += move.quantity
        if on_hand > 0:
            last_average, last_inward = number, None
        elif move.quantity > 0:
            last_inward = move
    if last_inward is not None:
        return {last_inward.id: last_inward.quantity}, False
    return made_of(moves[:last_average] if on_hand <= 0 else moves), True


def _reason(row: Any, left: int, later: int) -> Reason:
    value = row.value + later
    what = _(KIND_TITLES[row.kind])
    if row.kind == "receipt" and row.supplier_name:
        what = _("Goods received from {name}").format(name=row.supplier_name)
    if later:
        what = _("{what}, {sum} came to it later").format(what=what, sum=format_money(to_coin(later)))
    return Reason(
        row.business_date,
        row.number,
        what,
        row.quantity,
        half_up(value * ONE, row.quantity),
        left,
        half_up(value * left, row.quantity),
    )


def _average_sentence(product: Any) -> str:
    text = _("{quantity} on hand are worth {value}: {cost} each. They are what is left of:")
    cost = half_up(product.value * ONE, product.quantity)
    return text.format(
        quantity=format_quantity(product.quantity, product.unit), value=format_money(to_coin(product.value)), cost=format_money(cost)
    )


def _last_known_sentence(product: Any, *, is_average: bool) -> str:
    cost = format_money(half_up(product.rate_value * ONE, product.rate_quantity))
    if is_average:
        text = _("None is on hand. What is sold now is booked at {cost}, the average when there were some; they came from:")
    else:
        text = _("None is on hand. What is sold now is booked at {cost}, the cost of what came last:")
    return text.format(cost=cost)


def _unknown_sentence(product: Any) -> str:
    if product.purchase_price is not None:
        text = _("Nothing was received yet: what is sold is booked at the purchase price on file, {cost}, until goods come.")
        return text.format(cost=format_money(product.purchase_price))
    return _("Nobody knows what this costs: nothing was received, and no purchase price is on file. Its profit is left blank.")
