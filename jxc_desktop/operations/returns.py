"""Taking goods back (退货) against a receipt, line by line and in parts.

Money goes back as it was really paid, shares of discounts and of rounding included; goods come back at what they cost, or
are scrapped at that. The reversal of a sale (`operations.reversals`) is a return of what is left of its lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products, sales
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.money import COIN, half_up
from jxc_desktop.domain.payments import MethodKind
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.refunds import Part, running_share
from jxc_desktop.domain.returns import MoreThanSold, NothingLeft, NotReturnable, WrongRefund
from jxc_desktop.domain.tax import net_of
from jxc_desktop.i18n import _
from jxc_desktop.operations import documents, sale_rows, stock
from jxc_desktop.operations.sale_rows import Row
from jxc_desktop.operations.stock_plan import KEPT
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.line_costs import line_costs
from jxc_desktop.queries.returns import Returnable, SoldLine, returnable


@dataclass(frozen=True, slots=True)
class Back:
    """So much of a sale's line comes back (base quantity, 1/1000): to the stock, or to scrap, which books its loss."""

    line_id: int
    quantity: int
    is_scrap: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """A return that stands: `paid_back` is above zero, whatever left the drawer and the other ways of paying."""

    document_id: int
    number: str
    paid_back: int
    print_job_id: int | None
    opens_drawer: bool
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """One way a refund goes: money in 1/10000, above zero."""

    method_id: int
    amount: int


def return_goods(
    work: Work,
    sale_id: int,
    lines: Sequence[Back],
    given: Sequence[Given] | None = None,
    *,
    reason: str = "",
    key: str,
    exchange_key: str = "",
) -> Returned:
    """Take lines of a sale back. `given` says which ways the money goes; None: as it came.

    Raises NotAllowed, NotFound, NotReturnable, NothingLeft, MoreThanSold, WrongRefund.
    """
    work.require(Permission.RETURN_GOODS)
    if before := documents.posted_with_key(work, key):
        return returned_before(work, before)
    sold = returnable(work, sale_id)
    if sold.kind != DocumentKind.SALE or sold.reversed_by:
        raise NotReturnable(sold.number)
    quantities = checked(sold, lines)
    total = sold.refund(quantities).total
    ways = [(way.method_id, share) for way, share in sold.proposed(total)] if given is None else chosen_ways(given, total)
    scrap = frozenset(line.line_id for line in lines if line.is_scrap)
    posted = give_back(
        work,
        sold,
        quantities,
        ways,
        kind=DocumentKind.RETURN,
        key=key,
        reason=reason,
        scrap=scrap,
        exchange_key=exchange_key,
        is_other_way=_is_other(sold, ways),
    )
    work.record("return_goods", posted.number, sale=sold.number, total=-total, reason=reason, scrap=len(scrap))
    return returned(work, posted, ways)


def checked(sold: Returnable, lines: Sequence[Back]) -> dict[int, int]:
    """Line id to quantity. Raises NotFound, MoreThanSold, NothingLeft."""
    known = {line.line_id: line for line in sold.lines}
    quantities: dict[int, int] = {}
    for back in lines:
        if back.line_id not in known or back.line_id in quantities:
            raise NotFound(str(back.line_id))
        line = known[back.line_id]
        if not 0 < back.quantity <= line.left:
            raise MoreThanSold(line.name, line.left)
        quantities[back.line_id] = back.quantity
    if not quantities:
        raise NothingLeft
    return quantities


def chosen_ways(given: Sequence[Given], total: int) -> list[tuple[int, int]]:
    """The ways as pairs. Raises WrongRefund unless they are coins that add up to the refund."""
    if sum(way.amount for way in given) != total or any(way.amount <= 0 or way.amount % COIN for way in given):
        raise WrongRefund(total)
    return [(way.method_id, way.amount) for way in given]


def _is_other(sold: Returnable, ways: Sequence[tuple[int, int]]) -> bool:
    """Whether a way gives back more than is left of what it took."""
    left = {way.method_id: way.paid - way.back for way in sold.ways}
    return any(amount > max(0, left.get(method, 0)) for method, amount in ways)


def give_back(
    work: Work,
    sold: Returnable,
    quantities: Mapping[int, int],
    ways: Sequence[tuple[int, int]],
    *,
    kind: DocumentKind,
    key: str,
    reason: str,
    scrap: frozenset[int] = frozenset(),
    exchange_key: str = "",
    is_other_way: bool = False,
) -> documents.Posted:
    """Post a return or reversal of these quantities (line id to base quantity): plan, document, rows, stock."""
    refund = sold.refund(quantities)
    costs = line_costs(work, sold.sale_id)
    chosen = [(line, part) for line, part in zip(sold.lines, refund.parts, strict=True) if line.line_id in quantities]
    shares = {line.line_id: _cost_share(line, part, costs[line.line_no]) for line, part in chosen}
    kept = [(line, part) for line, part in chosen if line.line_id not in scrap]
    plan = stock.plan(
        work,
        [stock.Demand(line.product_id, part.quantity, "sale_return", line.line_no, value=shares[line.line_id]) for line, part in kept],
    )
    for (line, _part), moved in zip(kept, plan.results, strict=True):
        if shares[line.line_id] is None and moved.is_cost_known and plan.accounts[line.product_id].keeps_stock:
            shares[line.line_id] = moved.value  # what the sale never knew is known by now
    for line, part in chosen:
        if line.line_id in scrap:
            scrap_moves(work, plan, line.product_id, quantity=part.quantity, cost=shares[line.line_id], line_no=line.line_no)
    discount = sum(part.line_discount + part.cart_discount for part in refund.parts)
    is_all = quantities == sold.left
    sale = {
        "lines_total": -refund.lines_total,
        "discount": -discount,
        "round_off": -refund.round_off,
        "total": -refund.total,
        "pieces": -(sold.pieces if is_all else sum(pieces(part.quantity, line.row.ratio) for line, part in chosen)),
        "tax_status": sold.tax_status,
        "sold_by": sold.sold_by,
    }
    is_reversal = kind is DocumentKind.REVERSAL
    posted = sale_rows.post(
        work,
        kind,
        key,
        sale=sale,
        lines=[_line_row(line, part, shares[line.line_id]) for line, part in chosen],
        payments=payment_rows(work, ways),
        remark=reason,
        reverses=(sold.sale_id, sold.number) if is_reversal else None,
        returns=sale_rows.Returns(sold.sale_id, sold.number, exchange_key, is_other_way),
    )
    stock.append(work, plan, posted)
    return posted


def pieces(quantity: int, ratio: int) -> int:
    """How many pieces a quantity counts as: packs where it fills them; what was weighed is one."""
    counted = quantity // ratio if quantity % ratio == 0 else quantity
    return ONE if counted % ONE else counted


def _cost_share(line: SoldLine, part: Part, cost: int | None) -> int | None:
    """By running total at what the line costs by now: a true-up since the last part counts for what is left only."""
    return None if cost is None else running_share(cost, line.sold.quantity, line.back.quantity, part.quantity)


_KIND = Prepared(select(products.product.c.kind).where(products.product.c.id == bindparam("product")))


def _keeps_stock(work: Work, product_id: int) -> bool:
    return _KIND.value(work.connection, {"product": product_id}) in KEPT


def scrap_moves(work: Work, plan: stock.Plan, product_id: int, *, quantity: int, cost: int | None, line_no: int) -> None:
    """In and out again at the same cost: neither quantity nor average of the stock is touched, and the loss stands in the ledger."""
    if not _keeps_stock(work, product_id):
        return
    common = {
        "product_id": product_id,
        "place_id": work.place_id,
        "lot": 0,
        "line_no": line_no,
        "settles": None,
        "is_provisional": 0,
        "is_cost_known": int(cost is not None),
    }
    plan.moves.append({**common, "quantity": quantity, "value": cost or 0, "kind": "sale_return"})
    plan.moves.append({**common, "quantity": -quantity, "value": -(cost or 0), "kind": "scrap"})


_KEPT = ("line_no", "product_id", "code", "barcode", "name", "spec", "unit", "price_rule", "tax_rate", "is_cost_provisional")
_PACK = ("pack_id", "pack_name", "ratio", "price", "base_price")


def _line_row(line: SoldLine, part: Part, cost: int | None) -> Row:
    row = line.row
    made = {name: getattr(row, name) for name in _KEPT}
    if part.quantity % row.ratio == 0:
        made |= {name: getattr(row, name) for name in _PACK}
    else:
        # Single pieces out of a pack: the pack's price, divided.
        made |= {
            "pack_id": 0,
            "pack_name": "",
            "ratio": 1,
            "price": half_up(row.price, row.ratio),
            "base_price": half_up(row.base_price, row.ratio),
        }
    packs = part.quantity // made["ratio"]
    gross = half_up(packs * made["price"], ONE * COIN) * COIN
    is_derived = row.is_amount_typed or gross != part.amount + part.line_discount + part.cart_discount
    return made | {
        "pack_quantity": -packs,
        "base_quantity": -part.quantity,
        "line_discount": -part.line_discount,
        "cart_discount": -part.cart_discount,
        "amount": -part.amount,
        "is_amount_typed": int(is_derived),
        "net": net_of(-part.amount, row.tax_rate) if row.tax_rate else -part.amount,
        "cost": None if cost is None else -cost,
        "returns_line_id": row.id,
    }


_METHODS = Prepared(select(sales.payment_method.c.id, sales.payment_method.c.code, sales.payment_method.c.kind))


def payment_rows(work: Work, ways: Sequence[tuple[int, int]]) -> list[Row]:
    """The rows of money that goes back: (way of paying, amount); a negative amount comes in. Raises NotFound."""
    codes = {method_id: code for method_id, code, _kind in _METHODS.rows(work.connection, {})}
    shift = sale_rows.shift_id(work) if ways else 0
    rows = []
    for number, (method_id, amount) in enumerate(ways, 1):
        if method_id not in codes:
            raise NotFound(_("this way of paying"))
        rows.append(
            {
                "line_no": number,
                "method_id": method_id,
                "method": codes[method_id],
                "amount": -amount,
                "tendered": -amount,
                "change": 0,
                "shift_id": shift,
            }
        )
    return rows


def moves_cash(work: Work, ways: Sequence[tuple[int, int]]) -> bool:
    """Whether cash is among the ways, so that the drawer opens."""
    kinds = {method_id: kind for method_id, _code, kind in _METHODS.rows(work.connection, {})}
    return any(amount and kinds[method_id] == MethodKind.CASH for method_id, amount in ways)


def returned(work: Work, posted: documents.Posted, ways: Sequence[tuple[int, int]]) -> Returned:
    """What was posted; its slip waits for the printer."""
    opens = moves_cash(work, ways)
    job = sale_rows.queue_job(work, posted.id, sale_rows.RETURN_SLIP, opens_drawer=opens)
    return Returned(posted.id, posted.number, sum(amount for _method, amount in ways), job, opens)


_TOTAL = select(d.document.c.total).where(d.document.c.id == bindparam("document"))


def returned_before(work: Work, before: documents.Posted) -> Returned:
    """What was posted with this key before; nothing prints again."""
    total = work.connection.execute(_TOTAL, {"document": before.id}).scalar_one()
    return Returned(before.id, before.number, -total, None, False, is_new=False)
