"""What a scale takes off for the bag or box of a product."""

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables.products import product
from jxc_desktop.queries.view import View

_TARE = select(product.c.tare).where(product.c.id == bindparam("product_id"))


def tare_of(view: View, product_id: int) -> int:
    """The tare of a product in 1/1000 of its unit; 0 for none."""
    return view.connection.execute(_TARE, {"product_id": product_id}).scalar_one_or_none() or 0
