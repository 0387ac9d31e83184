"""The receipt of a posted sale, return or reversal: what paper, PDF and the window show of it, read from the books alone."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from jxc_desktop.db.tables import documents, sales, shop
from jxc_desktop.db.tables.products import product
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.pricing import PriceRule
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.receipt_layout import ReceiptLayout, layout_of
from jxc_desktop.domain.weights import spoken_of
from jxc_desktop.queries import payments as paying
from jxc_desktop.queries import people
from jxc_desktop.queries.pictures import logo
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line as it was sold. `quantity` counts packs (`unit` is the pack's name), 1/1000; `price` is per pack.

    Weighed goods are in the unit that the shop speaks of. `amount` is after `discount` (the line's own and its share of the whole
    discount). Negative on a reversal. With `is_amount_typed` the amount is the truth and quantity or price was derived from it.
    """

    line_no: int
    code: str
    barcode: str
    name: str
    spec: str
    unit: str
    quantity: int
    price: int
    base_price: int
    discount: int
    amount: int
    is_amount_typed: bool = False
    is_free: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptPayment:
    """One row of what was paid. `name` is the shop's own word for the way of paying; amount = tendered - change."""

    code: str
    name: str
    kind: str
    amount: int
    tendered: int
    change: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that stands on a receipt. Money in 1/10000, quantities in 1/1000, times aware and local.

    `goods_total` - `discount` - `round_off` = `total`. `tendered` is all that was handed over. `is_copy` marks 重打;
    `is_reversal` a 作废 slip, whose figures are negative and whose `reverses` is the number of the sale; `is_return` a 退货 slip,
    negative too, whose `returns` is the number of the sale (none: without receipt); `is_other_way`:
    money went back another way than it came. `logo` is a PNG file.
    """

    document_id: int
    number: str
    is_reversal: bool
    reverses: str
    shop_name: str
    shop_address: str
    shop_phone: str
    head: str
    foot: str
    currency: str
    posted_at: datetime
    business_date: date
    till: str
    cashier: str
    sold_by: str
    lines: tuple[ReceiptLine, ...]
    pieces: int
    goods_total: int
    discount: int
    round_off: int
    total: int
    payments: tuple[ReceiptPayment, ...]
    tendered: int
    change: int
    tax_status: str
    tax: int
    remark: str
    is_copy: bool = False
    is_return: bool = False
    returns: str = ""
    is_other_way: bool = False
    customer: str = ""
    customer_phone: str = ""
    layout: ReceiptLayout = field(default_factory=ReceiptLayout)
    logo: bytes = b""


_d, _s = documents.document, sales.sale
_reversed = documents.document.alias("reversed")
_sold = documents.document.alias("sold")
_HEAD = (
    select(
        _d.c.id,
        _d.c.kind,
        _d.c.number,
        _d.c.posted_at,
        _d.c.business_date,
        _d.c.remark,
        _d.c.total,
        _s.c.discount,
        _s.c.round_off,
        _s.c.lines_total,
        _s.c.pieces,
        _s.c.tax_status,
        _s.c.sold_by,
        _d.c.operator.label("cashier"),
        shop.till.c.code.label("till"),
        _reversed.c.number.label("reverses"),
        _sold.c.number.label("returns"),
        sales.sale_return.c.is_other_way,
        sales.sale_customer.c.name.label("customer"),
        sales.sale_customer.c.phone.label("customer_phone"),
    )
    .join(_s, _s.c.id == _d.c.id)
    .join(shop.till, shop.till.c.id == _d.c.till_id)
    .outerjoin(_reversed, _reversed.c.id == _d.c.reverses)
    .outerjoin(sales.sale_return, sales.sale_return.c.id == _d.c.id)
    .outerjoin(sales.sale_customer, sales.sale_customer.c.id == _d.c.id)
    .outerjoin(_sold, _sold.c.id == sales.sale_return.c.sale_id)
)
_BY_ID = _HEAD.where(_d.c.id == bindparam("document"))
_BY_NUMBER = _HEAD.where(_d.c.number == bindparam("document"))
_LINES = (
    select(sales.sale_line, product.c.kind)
    .join(product, product.c.id == sales.sale_line.c.product_id)
    .where(sales.sale_line.c.document_id == bindparam("document"))
    .order_by(sales.sale_line.c.line_no)
)
_PAYMENTS = (
    select(sales.payment, sales.payment_method.c.code, sales.payment_method.c.name, sales.payment_method.c.kind)
    .join(sales.payment_method, sales.payment_method.c.id == sales.payment.c.method_id)
    .where(sales.payment.c.document_id == bindparam("document"))
    .order_by(sales.payment.c.line_no)
)


def receipt_of(view: View, document: int | str, *, is_copy: bool = False) -> Receipt:
    """The receipt of a sale, return or reversal, by document id or number. Raises NotFound."""
    run = view.connection.execute
    head = run(_BY_ID if isinstance(document, int) else _BY_NUMBER, {"document": document}).one_or_none()
    if head is None:
        raise NotFound(str(document))
    rows = run(_LINES, {"document": head.id}).all()
    payments = tuple(
        ReceiptPayment(row.code, paying.shown_name(row.name), row.kind, row.amount, row.tendered, row.change)
        for row in run(_PAYMENTS, {"document": head.id})
    )
    chosen = view.settings
    return Receipt(
        document_id=head.id,
        number=head.number,
        is_reversal=head.kind == DocumentKind.REVERSAL,
        reverses=head.reverses or "",
        shop_name=chosen.shop_name,
        shop_address=chosen.shop_address,
        shop_phone=chosen.shop_phone,
        head=chosen.receipt_head,
        foot=chosen.receipt_foot,
        currency=chosen.currency,
        posted_at=head.posted_at.astimezone(view.now.tzinfo),
        business_date=head.business_date,
        till=head.till,
        cashier=people.shown_name(head.cashier),
        sold_by=people.shown_name(head.sold_by),
        lines=tuple(_line(row, chosen.weight_unit) for row in rows),
        pieces=head.pieces,
        goods_total=head.lines_total + head.discount,
        discount=head.discount,
        round_off=head.round_off,
        total=head.total,
        payments=payments,
        tendered=sum(payment.tendered for payment in payments),
        change=sum(payment.change for payment in payments),
        tax_status=head.tax_status,
        tax=sum(row.amount - row.net for row in rows),
        remark=head.remark,
        is_copy=is_copy,
        is_return=head.kind == DocumentKind.RETURN,
        returns=head.returns or "",
        is_other_way=bool(head.is_other_way),
        customer=head.customer or "",
        customer_phone=head.customer_phone or "",
        layout=layout_of(chosen),
        logo=logo(view),
    )


def _line(row: Row[Any], habit: str) -> ReceiptLine:
    spoken = spoken_of(Kind(row.kind), row.pack_name or row.unit, habit)
    return ReceiptLine(
        line_no=row.line_no,
        code=row.code,
        barcode=row.barcode,
        name=row.name,
        spec=row.spec,
        unit=spoken.unit,
        quantity=spoken.quantity(row.pack_quantity),
        price=spoken.price(row.price),
        base_price=spoken.price(row.base_price),
        discount=row.line_discount + row.cart_discount,
        amount=row.amount,
        is_amount_typed=bool(row.is_amount_typed),
        is_free=row.price_rule == PriceRule.FREE,
    )
