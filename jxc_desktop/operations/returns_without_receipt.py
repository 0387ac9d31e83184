"""Goods that come back without a receipt and whose sale is not found: limited by person and day, at the latest cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.money import COIN, MAX_PRICE, half_up
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import MAX_QUANTITY, ONE
from jxc_desktop.domain.returns import AboveReturnLimit, MoreThanSold, NothingLeft
from jxc_desktop.domain.tax import net_of
from jxc_desktop.operations import documents, sale_rows, stock
from jxc_desktop.operations.returns import Given, Returned, chosen_ways, payment_rows, pieces, returned, returned_before, scrap_moves
from jxc_desktop.operations.sale_rows import Row
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.returns import given_back_without_receipt, rate_without_receipt


@dataclass(frozen=True, slots=True)
class GoodsBack:
    """Goods without a receipt: base quantity in 1/1000 at the price per base unit that is given back."""

    product_id: int
    quantity: int
    price: int
    is_scrap: bool = False


def return_without_receipt(
    work: Work, goods: Sequence[GoodsBack], given: Sequence[Given], *, reason: str = "", key: str, exchange_key: str = ""
) -> Returned:
    """Take goods back whose sale is not found: at a price that is said, up to the day's limit of the person.

    They come back at what the product's latest sale cost, else the average; the line is marked. Raises NotAllowed,
    AboveReturnLimit, NotFound, NothingLeft, MoreThanSold (a quantity or price that can't be), WrongRefund.
    """
    work.require(Permission.RETURN_GOODS)
    if before := documents.posted_with_key(work, key):
        return returned_before(work, before)
    if not goods:
        raise NothingLeft
    known = {found.id: found for found in products_of(work, [back.product_id for back in goods])}
    for back in goods:
        if back.product_id not in known:
            raise NotFound(str(back.product_id))
        if not 0 < back.quantity <= MAX_QUANTITY or not 0 <= back.price <= MAX_PRICE:
            raise MoreThanSold(known[back.product_id].name, 0)
    total = sum(half_up(back.quantity * back.price, ONE * COIN) * COIN for back in goods)
    _check_limit(work, total)
    ways = chosen_ways(given, total)
    rows, demands = [], []
    for number, back in enumerate(goods, 1):
        rate = rate_without_receipt(work, back.product_id)
        cost = None if rate is None else half_up(rate[0] * back.quantity, rate[1])
        rows.append(_free_row(work, number, back, known[back.product_id], cost))
        if not back.is_scrap:
            demands.append(stock.Demand(back.product_id, back.quantity, "sale_return", number, value=cost))
    plan = stock.plan(work, demands)
    for number, (back, row) in enumerate(zip(goods, rows, strict=True), 1):
        if back.is_scrap:
            cost = None if row["cost"] is None else -row["cost"]
            scrap_moves(work, plan, back.product_id, quantity=back.quantity, cost=cost, line_no=number)
    head = {
        "lines_total": -total,
        "discount": 0,
        "round_off": 0,
        "total": -total,
        "pieces": -sum(pieces(back.quantity, 1) for back in goods),
        "tax_status": work.settings.tax_status,
        "sold_by": "",
    }
    returns = sale_rows.Returns(None, "", exchange_key, False)
    posted = sale_rows.post(
        work, DocumentKind.RETURN, key, sale=head, lines=rows, payments=payment_rows(work, ways), remark=reason, returns=returns
    )
    stock.append(work, plan, posted)
    work.record("return_without_receipt", posted.number, total=-total, reason=reason)
    return returned(work, posted, ways)


def _check_limit(work: Work, total: int) -> None:
    left = work.settings.return_limit - given_back_without_receipt(work)
    if total > left and not work.may(Permission.RETURN_ABOVE_LIMIT):
        raise AboveReturnLimit(left)


def _free_row(work: Work, number: int, back: GoodsBack, product: Product, cost: int | None) -> Row:
    amount = half_up(back.quantity * back.price, ONE * COIN) * COIN
    status = work.settings.tax_status
    rate = 0 if status == "none" else work.settings.tax_rate if status == "small" else product.tax_rate
    return {
        "line_no": number,
        "product_id": product.id,
        "pack_id": 0,
        "code": product.code,
        "barcode": product.barcode,
        "name": product.name,
        "spec": product.spec,
        "unit": product.unit,
        "pack_name": "",
        "ratio": 1,
        "pack_quantity": -back.quantity,
        "price": back.price,
        "base_price": back.price,
        "price_rule": "retail",
        "base_quantity": -back.quantity,
        "line_discount": 0,
        "cart_discount": 0,
        "amount": -amount,
        "is_amount_typed": 0,
        "tax_rate": rate,
        "net": net_of(-amount, rate) if rate else -amount,
        "cost": None if cost is None else -cost,
        "is_cost_provisional": 1,
        "returns_line_id": None,
    }
