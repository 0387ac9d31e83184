"""What a mass change would do: old and new of each product, and the rows that are refused with the reason. Nothing is written."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select

from jxc_desktop.db.tables.products import barcode, brand, category, product
from jxc_desktop.db.tables.sales import sale_line
from jxc_desktop.db.tables.stock import stock_move
from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import half_up, parse_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.price_rules import PriceRule, new_price
from jxc_desktop.domain.products import Kind
from jxc_desktop.i18n import _
from jxc_desktop.queries.differences import Change, ChangedRow, Differences
from jxc_desktop.queries.planned_prices import waiting_rises
from jxc_desktop.queries.product_codes import same_codes
from jxc_desktop.queries.product_fields import own_code
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.products_seen import seen_so_far
from jxc_desktop.queries.view import View

CHANGEABLE = ("category", "brand", "unit", "order_at", "fill_to", "no_discount", "stop_buying", "stop_selling")
_CHUNK = 500
_IDS: Any = bindparam("ids", expanding=True)
_ROWS = (
    select(
        product.c.id,
        product.c.version,
        product.c.code,
        product.c.name,
        product.c.spec,
        product.c.unit,
        product.c.kind,
        product.c.retail_price,
        product.c.member_price,
        product.c.wholesale_price,
        product.c.purchase_price,
        product.c.order_at,
        product.c.fill_to,
        product.c.no_discount,
        product.c.stop_buying,
        product.c.stop_selling,
        category.c.name.label("category"),
        brand.c.name.label("brand"),
    )
    .outerjoin_from(product, category, category.c.id == product.c.category_id)
    .outerjoin(brand, brand.c.id == product.c.brand_id)
    .where(product.c.id.in_(_IDS), is_seen())
)
_BY_CODE = select(product.c.code, product.c.id).where(product.c.code.in_(bindparam("codes", expanding=True)), is_seen())
_BY_BARCODE = (
    select(barcode.c.code, barcode.c.product_id)
    .join(product, product.c.id == barcode.c.product_id)
    .where(barcode.c.code.in_(bindparam("codes", expanding=True)), barcode.c.pack_id == 0, is_seen())
)
_MOVED = (
    select(stock_move.c.product_id)
    .where(stock_move.c.product_id.in_(_IDS))
    .union(select(sale_line.c.product_id).where(sale_line.c.product_id.in_(_IDS)))
)


class Refused(NamedTuple):
    """A product, or a pasted line, that stays as it is, and why."""

    row_no: int
    what: str
    reason: str


class Line(NamedTuple):
    """One field of one product, from old to new. `margin` is that of the new retail price, in 1/100 percent; None unknown.

    `waits`: it rises once its tag is up.
    """

    code: str
    name: str
    change: Change
    margin: int | None
    is_below_cost: bool
    waits: bool


class PastedRow(NamedTuple):
    """A line of a pasted block: a code or barcode and a price, as they stand there."""

    row_no: int
    code: str
    price: str


@dataclass(frozen=True, slots=True)
class MassChange:
    """What shall become of products: `values` by field of CHANGEABLE, and a rule for one of the prices.

    With `rises_wait` a retail price rises once its tag is up, and all else changes at once.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    rule: PriceRule | None = None
    price: str = "retail_price"
    rises_wait: bool = False


@dataclass(slots=True)
class Proposal:
    """What would change, as an import would have it; what is refused; what stays the same is only counted."""

    differences: Differences = field(default_factory=Differences)
    lines: list[Line] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    same: int = 0

    def waiting(self) -> int:
        """How many prices would rise once their tags are up."""
        return sum(line.waits for line in self.lines)


def proposed(view: View, product_ids: Sequence[int], change: MassChange) -> Proposal:
    """What a mass change would do to these products, in their order. Purchase prices need the right to see them."""
    proposal = _proposal(view)
    moved = _moved(view, product_ids) if change.values.get("unit") else frozenset()
    if change.rule is not None and change.price == "purchase_price":
        view.require(Permission.SEE_COST)
    for row_no, row in enumerate(_read(view, product_ids), 1):
        if row.id in moved and row.unit and row.unit != change.values["unit"]:
            proposal.refused.append(Refused(row_no, _named(row), _("it was already sold or counted: the unit can't be changed")))
        else:
            _propose(proposal, view, row_no, row, change)
    return proposal


def _proposal(view: View) -> Proposal:
    return Proposal(Differences(seen=seen_so_far(view)))


def pasted_rows(text: str) -> list[PastedRow]:
    """The lines of a block from a workbook: the first cell is the code, the last that is not empty the price."""
    rows = []
    for row_no, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split())]
        filled = [cell for cell in cells if cell]
        if filled:
            rows.append(PastedRow(row_no, filled[0], filled[-1] if len(filled) > 1 else ""))
    return rows


def proposed_prices(view: View, rows: Sequence[PastedRow], price: str = "retail_price", *, rises_wait: bool = False) -> Proposal:
    """What pasted prices would do, `rises_wait` as in `MassChange`. A first line whose price is no figure is taken for the heads of the columns."""
    proposal = _proposal(view)
    found = _found(view, [row.code for row in rows])
    wanted: dict[int, tuple[int, int]] = {}
    for row in rows:
        try:
            new = _price(row)
        except ShopError as error:
            if row.row_no > 1:
                proposal.refused.append(Refused(row.row_no, row.code, error.sentence()))
            continue
        ids = found.get(row.code, ())
        if len(ids) != 1:
            reason = _("several products have this barcode") if ids else _("no product has this code or barcode")
            proposal.refused.append(Refused(row.row_no, row.code, reason))
        elif ids[0] in wanted:
            other = wanted[ids[0]][0]
            proposal.refused.append(Refused(row.row_no, row.code, _("the same product stands in line {row}").format(row=other)))
        else:
            wanted[ids[0]] = (row.row_no, new)
    for known in _read(view, list(wanted)):
        row_no, new = wanted[known.id]
        _keep(proposal, view, row_no, known, _changed(known, {price: new}), rises_wait=rises_wait)
    return proposal


class NoPriceGiven(ShopError):
    """A pasted line with a code only."""

    def sentence(self) -> str:
        """Say what is missing."""
        return _("there is no price in this line")


class PriceBelowZero(ShopError):
    """A pasted price below zero."""

    def sentence(self) -> str:
        """Say so."""
        return _("the price is below zero")


def _price(row: PastedRow) -> int:
    if not row.price:
        raise NoPriceGiven
    price = parse_money(row.price)
    if price < 0:
        raise PriceBelowZero
    return price


def _propose(proposal: Proposal, view: View, row_no: int, row: Row[Any], change: MassChange) -> None:
    values = dict(change.values)
    if change.rule is not None:
        if row.kind == str(Kind.OPEN_PRICE):
            proposal.refused.append(Refused(row_no, _named(row), _("its price is typed at the sale")))
            return
        try:
            old = getattr(row, change.price)
            values[change.price] = new_price(change.rule, old, is_fine=change.price == "purchase_price")
        except ShopError as error:
            proposal.refused.append(Refused(row_no, _named(row), error.sentence()))
            return
    _keep(proposal, view, row_no, row, _changed(row, values), rises_wait=change.rises_wait)


def _changed(row: Row[Any], values: Mapping[str, Any]) -> tuple[Change, ...]:
    old = {key: getattr(row, key) for key in values}
    for key in ("category", "brand"):
        if key in old:
            old[key] = old[key] or ""
    return tuple(Change(key, old[key], new) for key, new in values.items() if old[key] != new)


def _keep(proposal: Proposal, view: View, row_no: int, row: Row[Any], changes: tuple[Change, ...], *, rises_wait: bool) -> None:
    if not changes:
        proposal.same += 1
        return
    planned = waiting_rises(changes) if rises_wait else ()
    at_once = tuple(change for change in changes if change not in planned)
    changed = ChangedRow(row_no, row.id, row.code, row.name, at_once, planned=planned, version=row.version)
    proposal.differences.changed.append(changed)
    sees_cost = view.may(Permission.SEE_COST)
    for change in changes:
        margin, is_below = _margin(row, change) if sees_cost else (None, False)
        proposal.lines.append(Line(row.code, f"{row.name} {row.spec}".strip(), change, margin, is_below, change in planned))


def _margin(row: Row[Any], change: Change) -> tuple[int | None, bool]:
    retail = change.new if change.field == "retail_price" else row.retail_price
    cost = change.new if change.field == "purchase_price" else row.purchase_price
    if change.field not in ("retail_price", "purchase_price") or cost is None or not retail:
        return None, False
    return half_up((retail - cost) * 10_000, retail), retail < cost


def _named(row: Row[Any]) -> str:
    return f"{row.code} {row.name}"


def _read(view: View, ids: Sequence[int]) -> Iterator[Row[Any]]:
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        rows: Iterable[Row[Any]] = view.connection.execute(_ROWS, {"ids": some})
        found = {row.id: row for row in rows}
        yield from (found[product_id] for product_id in some if product_id in found)


def _moved(view: View, ids: Sequence[int]) -> frozenset[int]:
    moved: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        moved.update(view.connection.execute(_MOVED, {"ids": ids[start : start + _CHUNK]}).scalars())
    return frozenset(moved)


def _found(view: View, codes: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Ids by the code as it was pasted: the shop's own code first, else a barcode of a unit."""
    spelled = {code: (own_code(code), same_codes(normalise(code))) for code in codes}
    own = _ids(view, _BY_CODE, {first for first, _others in spelled.values() if first})
    barcodes = _ids(view, _BY_BARCODE, {each for _first, others in spelled.values() for each in others if each})
    found = {}
    for code, (first, others) in spelled.items():
        found[code] = tuple(own.get(first, ())) or tuple({id_: None for each in others for id_ in barcodes.get(each, ())})
    return found


def _ids(view: View, statement: Any, codes: Collection[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    ordered = sorted(codes)
    for start in range(0, len(ordered), _CHUNK):
        for code, product_id in view.connection.execute(statement, {"codes": ordered[start : start + _CHUNK]}):
            found.setdefault(code, []).append(product_id)
    return found
