"""Goods without a code whose price is typed at the sale (无码商品): usually one a category."""

from sqlalchemy import select

from jxc_desktop.db.tables.products import product
from jxc_desktop.domain.products import Kind, Product
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.view import View

_OPEN = (
    select(product.c.id)
    .where(product.c.kind == str(Kind.OPEN_PRICE), product.c.stop_selling == 0)
    .order_by(product.c.category_id, product.c.id)
    .limit(50)
)


def open_price_products(view: View) -> tuple[Product, ...]:
    """The goods without a code that are sold, by category, at most 50."""
    return products_of(view, list(view.connection.execute(_OPEN).scalars()))
