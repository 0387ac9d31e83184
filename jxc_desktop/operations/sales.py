"""Completing a sale: the cart is paid, the stock moves, the receipt waits for its printer, all in one transaction.

The order is that of the locks: key, shift, stock levels in id order, then number, sequence and chain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import printing, sales, shop
from jxc_desktop.domain.cart import Block, Cart, CartLine, blocked_by
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound, ShopError
from jxc_desktop.domain.payments import MethodKind, Payment, Rounding, Settlement, Tender, settle
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.pricing import PriceRule
from jxc_desktop.domain.products import BelowZero, Product
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.domain.settings import Settings
from jxc_desktop.domain.tax import net_of
from jxc_desktop.i18n import _
from jxc_desktop.operations import sale_rows, stock
from jxc_desktop.operations.sale_rows import Row
from jxc_desktop.operations.work import Work


class NothingToSell(ShopError):
    """A cart without a line."""

    def sentence(self) -> str:
        """Say so."""
        return _("There is nothing in the cart yet.")


class CartBlocked(ShopError):
    """Lines stand against paying: an unknown code, no price, a weight that was not said."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        super().__init__(blocks)
        self.blocks = blocks

    def sentence(self) -> str:
        """Word the first line that stands against it."""
        return _("{reason} The sale was not made; the cart is as it was.").format(reason=self.blocks[0].sentence())


class NotEnoughStock(ShopError):
    """A product that may not go below zero would."""

    def __init__(self, name: str, on_hand: int, wanted: int, unit: str) -> None:
        super().__init__(name, on_hand, wanted, unit)
        self.name, self.on_hand, self.wanted, self.unit = name, on_hand, wanted, unit

    def sentence(self) -> str:
        """Name the product and both numbers."""
        return _("Not enough stock of {name}: {on_hand} on hand, {wanted} wanted. The sale was not made; the cart is as it was.").format(
            name=self.name, on_hand=format_quantity(self.on_hand, self.unit), wanted=format_quantity(self.wanted, self.unit)
        )


class AmendsAnother(ShopError):
    """A cart that puts a sale right was to be sold without taking that one back."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number

    def sentence(self) -> str:
        """Name the sale."""
        return _("This cart puts {number} right, which is taken back with it. The sale was not made; the cart is as it was.").format(
            number=self.number
        )


class DiscountNotTaken(ShopError):
    """A discount on goods that became 不打折 while the cart was open."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self) -> str:
        """Name the product and the way out."""
        return _("{name} takes no discount any more. The sale was not made; hold the cart and resume it to see the new sum.").format(
            name=self.name
        )


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale that stands. Money in 1/10000; `paid` is what was handed over, `change` what goes back.

    `is_new` is False when the cart's key was posted before: then this is the first receipt, and nothing is to be printed.
    """

    document_id: int
    number: str
    total: int
    round_off: int
    paid: int
    change: int
    is_new: bool = True
    print_job_id: int | None = None
    opens_drawer: bool = False


_KNOWN = Prepared(
    select(
        select(d.document.c.id).where(d.document.c.key == bindparam("cart_key")).scalar_subquery().label("document_id"),
        select(d.draft.c.id).where(d.draft.c.key == bindparam("cart_key")).scalar_subquery().label("draft_id"),
        sale_rows.shift_today.scalar_subquery().label("shift_id"),
    )
)
_METHODS = Prepared(
    select(sales.payment_method.c.id, sales.payment_method.c.code, sales.payment_method.c.kind).where(sales.payment_method.c.is_active == 1)
)
_ALL_METHODS = select(sales.payment_method.c.id, sales.payment_method.c.code)
_SELLER = select(shop.user.c.name).where(shop.user.c.id == bindparam("user"))


def complete_sale(
    work: Work,
    cart: Cart,
    tenders: Sequence[Tender],
    *,
    print_receipt: bool,
    manual_round_off: int = 0,
    allow_change_from_epayment: bool = False,
    offsets: Sequence[Payment] = (),
    amends: str = "",
    day: date | None = None,
) -> Sold:
    """Sell the cart against the tenders. Money in 1/10000. `offsets` are paid already: by the goods that come back (换货).

    `amends` is the number of the sale whose place this one takes; a cart that puts one right goes through `amend_sale` alone. `day` is an earlier business date for what was sold then and is booked now (None: today). A cart whose key was posted before gives the first receipt back. Raises NotAllowed, NothingToSell, CartBlocked,
    NotEnoughStock, DiscountNotTaken, DayAhead, AmendsAnother, NotFound (a way of paying that is off, who sold it) and what
    `payments.settle` refuses.
    """
    work.require(Permission.SELL)
    day = day or work.business_date
    before, draft_id, shift_id = _KNOWN.row(work.connection, {"cart_key": cart.key, "till": work.till.id, "day": day})
    if before is not None:
        return _sold_before(work, before)
    if cart.amends is not None and cart.amends.number != amends:
        raise AmendsAnother(cart.amends.number)
    _check(work, cart, manual_round_off)
    codes, cash = _methods(work, tenders)
    if offsets:
        # Goods may come back that were paid by a way that is off by now.
        codes |= {row.id: row.code for row in work.connection.execute(_ALL_METHODS)}
    offset = sum([payment.amount for payment in offsets])
    settlement = settle(
        sum([line.amount for line in cart.lines]) - offset,
        tenders,
        rounding=Rounding(work.settings.cash_rounding),
        manual_round_off=manual_round_off,
        round_off_limit=work.settings.round_off_limit,
        allow_change_from_epayment=allow_change_from_epayment,
        cash_method_id=cash,
    )
    plan = _plan(work, cart)
    shift = sale_rows.make_shift(work, day) if shift_id is None else shift_id
    sale = _sale_row(work, cart, settlement, offset)
    lines = [_line_row(i, line, moved, work.settings) for i, (line, moved) in enumerate(zip(cart.lines, plan.results, strict=True), 1)]
    payments = [_payment_row(number, payment, codes, shift) for number, payment in enumerate((*offsets, *settlement.payments), 1)]
    bought_by, remark = cart.customer, cart.remark
    posted = sale_rows.post(
        work,
        DocumentKind.SALE,
        cart.key,
        sale=sale,
        lines=lines,
        payments=payments,
        remark=remark,
        customer=bought_by,
        amends=amends,
        day=day,
    )
    stock.append(work, plan, posted)
    job = _queue(work, posted.id, print_receipt=print_receipt, opens_drawer=settlement.has_cash)
    if draft_id is not None:
        sale_rows.drop_draft(work, draft_id)
    facts = {"total": sale["total"], "discount": sale["discount"], "round_off": sale["round_off"]}
    work.record("sale", posted.number, **facts)
    tendered = sum([payment.tendered for payment in settlement.payments])
    return Sold(
        posted.id,
        posted.number,
        sale["total"],
        settlement.round_off,
        tendered,
        settlement.change,
        print_job_id=job,
        opens_drawer=settlement.has_cash,
    )


def _check(work: Work, cart: Cart, manual_round_off: int) -> None:
    if cart.is_empty:
        raise NothingToSell
    blocks = blocked_by(cart)
    if blocks:
        raise CartBlocked(blocks)
    # A price for what has none is no change of a price.
    if any(line.price_rule is PriceRule.OVERRIDE and line.base_price is not None and not line.is_free for line in cart.lines):
        work.require(Permission.OVERRIDE_PRICE)
    if any(line.is_free for line in cart.lines):
        work.require(Permission.GIVE_FREE)
    if any(line.line_discount or line.cart_discount for line in cart.lines):
        work.require(Permission.DISCOUNT)
    if manual_round_off:
        work.require(Permission.ROUND_OFF)


def _methods(work: Work, tenders: Sequence[Tender]) -> tuple[dict[int, str], int | None]:
    """The codes of the ways of paying by id, and which is cash. Raises NotFound for a tender by one that is not there."""
    rows = _METHODS.rows(work.connection, {})
    kinds = {method_id: kind for method_id, _code, kind in rows}
    for tender in tenders:
        if kinds.get(tender.method_id) != tender.kind:
            raise NotFound(_("this way of paying"))
    cash = next((method_id for method_id, _code, kind in rows if kind == MethodKind.CASH), None)
    return {method_id: code for method_id, code, _kind in rows}, cash


def _plan(work: Work, cart: Cart) -> stock.Plan:
    """What the sale does to the stock and costs, a result a line; refused for a product that may not go below zero.

    What the products allow is read here anew: the cart may be older than the choice.
    """
    plan = stock.plan(work, [stock.Demand(_product(line).id, -line.base_quantity, "sale", i) for i, line in enumerate(cart.lines, 1)])
    for line, result in zip(cart.lines, plan.results, strict=True):
        product = _product(line)
        account = plan.accounts[product.id]
        if account.no_discount and (line.line_discount or line.cart_discount):
            raise DiscountNotTaken(product.name)
        policy = account.below_zero or work.settings.below_zero
        if result.on_hand_after < 0 and policy == BelowZero.REFUSE and not result.was_unopened:
            raise NotEnoughStock(product.name, result.on_hand_after + line.base_quantity, line.base_quantity, product.unit)
    return plan


def _product(line: CartLine) -> Product:
    assert line.product is not None  # blocked carts were refused
    return line.product


def _sale_row(work: Work, cart: Cart, settlement: Settlement, offset: int) -> Row:
    totals = cart.totals
    return {
        "lines_total": totals.total,
        "discount": totals.discount,
        "round_off": settlement.round_off,
        "total": settlement.total_due + offset,
        "pieces": totals.pieces,
        "tax_status": work.settings.tax_status,
        "sold_by": "" if cart.sold_by is None else _seller(work, cart.sold_by),
    }


def _seller(work: Work, user_id: int) -> str:
    name: str | None = work.connection.execute(_SELLER, {"user": user_id}).scalar_one_or_none()
    if name is None:
        raise NotFound(_("the person who sold it"))
    return name


def _line_row(number: int, line: CartLine, moved: stock.Moved, settings: Settings) -> Row:
    product = _product(line)
    rate = _tax_rate(product, settings)
    return {
        "line_no": number,
        "product_id": product.id,
        "pack_id": line.pack_id or 0,
        "code": product.code,
        "barcode": product.barcode,
        "name": product.name,
        "spec": product.spec,
        "unit": product.unit,
        "pack_name": line.pack_name,
        "ratio": line.ratio,
        "pack_quantity": line.pack_quantity,
        "price": 0 if line.is_free else line.price,
        "base_price": line.price if line.base_price is None else line.base_price,
        "price_rule": str(PriceRule.FREE if line.is_free else line.price_rule),
        "base_quantity": line.base_quantity,
        "line_discount": line.line_discount,
        "cart_discount": line.cart_discount,
        "amount": line.amount,
        "is_amount_typed": int(line.amount_typed is not None and not line.is_free),
        "tax_rate": rate,
        "net": net_of(line.amount, rate) if rate else line.amount,
        "cost": -moved.value if moved.is_cost_known else None,
        "is_cost_provisional": int(moved.is_provisional),
        "returns_line_id": None,
    }


def _tax_rate(product: Product, settings: Settings) -> int:
    """None: no tax is shown anywhere; small-scale: the shop's one rate; general: the product's."""
    if settings.tax_status == "none":
        return 0
    return settings.tax_rate if settings.tax_status == "small" else product.tax_rate


def _payment_row(number: int, payment: Payment, codes: dict[int, str], shift: int) -> Row:
    return {
        "line_no": number,
        "method_id": payment.method_id,
        "method": codes[payment.method_id],
        "amount": payment.amount,
        "tendered": payment.tendered,
        "change": payment.change,
        "shift_id": shift,
    }


def _queue(work: Work, document_id: int, *, print_receipt: bool, opens_drawer: bool) -> int | None:
    if not (print_receipt or opens_drawer):
        return None
    kind = sale_rows.RECEIPT if print_receipt else sale_rows.DRAWER
    return sale_rows.queue_job(work, document_id, kind, opens_drawer=opens_drawer)


_BEFORE = (
    select(d.document.c.number, sales.sale.c.total, sales.sale.c.round_off)
    .join(sales.sale, sales.sale.c.id == d.document.c.id)
    .where(d.document.c.id == bindparam("document"))
)
_PAID_BEFORE = select(sales.payment.c.tendered, sales.payment.c.change).where(sales.payment.c.document_id == bindparam("document"))
_JOB_BEFORE = (
    select(printing.print_job.c.id)
    .where(
        printing.print_job.c.document_id == bindparam("document"),
        printing.print_job.c.state == "waiting",
        printing.print_job.c.is_copy == 0,
    )
    .limit(1)
)


def _sold_before(work: Work, document_id: int) -> Sold:
    run = work.connection.execute
    sale = run(_BEFORE, {"document": document_id}).one_or_none()
    if sale is None:
        raise NotFound(_("this cart: it was cancelled"))
    paid = run(_PAID_BEFORE, {"document": document_id}).all()
    return Sold(
        document_id,
        sale.number,
        sale.total,
        sale.round_off,
        sum(row.tendered for row in paid),
        sum(row.change for row in paid),
        is_new=False,
        print_job_id=run(_JOB_BEFORE, {"document": document_id}).scalar_one_or_none(),
    )
