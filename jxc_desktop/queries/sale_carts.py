"""A sale's lines as a cart: to be sold once more at the prices of today, or exactly as they were, to be put right."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import sales
from jxc_desktop.domain.cart import Cart, add_product, cart_from_json, override_price
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.pricing import price_for
from jxc_desktop.domain.products import Product
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.view import View

_d, _l, _s, _c = d.document, sales.sale_line, sales.sale, sales.sale_customer
_HEAD = select(_d.c.kind, _d.c.number, _d.c.remark).where(_d.c.id == bindparam("document"))
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
