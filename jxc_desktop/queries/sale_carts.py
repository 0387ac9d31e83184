"""A sale's lines as a cart: to be sold once more at the prices of today, or exactly as they were, to be put right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import sales, shop
from jxc_desktop.domain.cart import Amends, Cart, CartDiscount, CartLine, add_product, cart_from_json, override_price
from jxc_desktop.domain.customers import Customer
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.pricing import PriceRule, price_for
from jxc_desktop.domain.products import Kind, Product
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.returns import Returnable
from jxc_desktop.queries.view import View

_d, _l, _s, _c = d.document, sales.sale_line, sales.sale, sales.sale_customer
_HEAD = (
    select(
        _d.c.kind,
        _d.c.number,
        _d.c.remark,
        _s.c.sold_by,
        _c.c.customer_id,
        _c.c.name.label("customer_name"),
        _c.c.phone.label("customer_phone"),
    )
    .join(_s, _s.c.id == _d.c.id)
    .outerjoin(_c, _c.c.id == _d.c.id)
    .where(_d.c.id == bindparam("document"))
)
_SELLER = select(shop.user.c.id).where(shop.user.c.name == bindparam("name"), shop.user.c.is_active == 1)
_LINES = select(_l).where(_l.c.document_id == bindparam("document")).order_by(_l.c.line_no)
_BODY = select(sales.cancelled_cart.c.body).where(sales.cancelled_cart.c.id == bindparam("document"))


def copied_cart(view: View, document_id: int, key: str) -> Cart:
    """The goods of a sale, or of a cart that was cancelled, in a new cart at the prices of today. Raises NotFound.

    What has no price now keeps the one it was sold at.
    """
    kind = view.connection.execute(select(_d.c.kind).where(_d.c.id == document_id)).scalar_one_or_none()
    cart = Cart(key)
    if kind == DocumentKind.CANCELLED_CART:
        body = view.connection.execute(_BODY, {"document": document_id}).scalar_one()
        lines = [each for each in cart_from_json(body).lines if each.product is not None]
        wanted = [(each.product.id, each.pack_id, each.ratio, each.pack_quantity, each.price) for each in lines if each.product]
    elif kind == DocumentKind.SALE:
        rows = view.connection.execute(_LINES, {"document": document_id}).all()
        wanted = [(row.product_id, row.pack_id or None, row.ratio, row.pack_quantity, row.price) for row in rows]
    else:
        raise NotFound(str(document_id))
    goods = _goods(view, [product_id for product_id, *_rest in wanted])
    for product_id, pack_id, ratio, quantity, price in wanted:
        pack = goods[product_id].pack(pack_id)
        cart = add_product(cart, goods[product_id], pack=pack, quantity=quantity if pack else quantity * ratio)
        if price is not None and price_for(goods[product_id], pack).amount is None:
            cart = override_price(cart, cart.touched, price)
    return cart


def _goods(view: View, ids: Sequence[int]) -> Mapping[int, Product]:
    return {product.id: product for product in products_of(view, tuple(dict.fromkeys(ids)))}


def cart_to_amend(view: View, sale_id: int, key: str) -> Cart:
    """A sale as it was, in a cart that shall take its place: prices, discounts, customer and all. Raises NotFound."""
    head = view.connection.execute(_HEAD, {"document": sale_id}).one_or_none()
    if head is None or head.kind != DocumentKind.SALE:
        raise NotFound(str(sale_id))
    rows = view.connection.execute(_LINES, {"document": sale_id}).all()
    goods = _goods(view, [row.product_id for row in rows])
    shared = sum(row.cart_discount for row in rows)
    return Cart(
        key,
        tuple(_line_as_it_was(row, goods[row.product_id]) for row in rows),
        head.remark,
        view.connection.execute(_SELLER, {"name": head.sold_by}).scalar_one_or_none(),
        CartDiscount(Discount(DiscountKind.MONEY_OFF, shared), is_agreed=True) if shared else None,
        next_line=rows[-1].line_no + 1,
        touched=rows[-1].line_no,
        customer=None if head.customer_id is None else Customer(head.customer_id, head.customer_name, head.customer_phone),
        amends=Amends(sale_id, head.number),
    )


def _line_as_it_was(row: Any, product: Product) -> CartLine:
    gross = row.amount + row.line_discount + row.cart_discount
    is_free = row.price_rule == PriceRule.FREE
    return CartLine(
        row.line_no,
        replace(product, barcode=row.barcode or product.barcode),
        "",
        row.pack_id or None,
        row.pack_name,
        row.ratio,
        row.pack_quantity,
        row.base_price if is_free else row.price,
        row.base_price,
        PriceRule.RETAIL if is_free else PriceRule(row.price_rule),
        Discount(DiscountKind.MONEY_OFF, row.line_discount) if row.line_discount else None,
        gross if row.is_amount_typed else None,
        is_weighed=product.kind is Kind.WEIGHED,
        is_edited=True,
        cart_discount=row.cart_discount,
        is_free=is_free,
    )


def is_whole(sold: Returnable) -> bool:
    """Whether nothing of a sale came back yet: then it can be put right."""
    return all(line.left == line.sold.quantity for line in sold.lines)
