"""What the tests of stock share: goods, moves without a sale around them, what the books say."""

from collections.abc import Sequence
from itertools import count
from uuid import uuid4

from sqlalchemy import insert

from jxc_desktop.db.tables import products as p
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.operations import documents, stock
from jxc_desktop.operations.work import Shop

_codes = count(1)


def add_goods(shop: Shop, **columns: object) -> int:
    """A product, by hand; returns its id."""
    number = next(_codes)
    row = {"code": f"P{number}", "name": f"Goods {number}", "unit": "瓶", **columns}
    with shop.work() as work:
        return int(work.connection.execute(insert(p.product).returning(p.product.c.id), {**row, "changed_at": work.now}).scalar_one())


def move(shop: Shop, demands: Sequence[stock.Demand]) -> stock.Plan:
    """The demands as one document that has nothing but moves."""
    with shop.work() as work:
        planned = stock.plan(work, demands)
        stock.append(work, planned, documents.post(work, DocumentKind.CANCELLED_CART, str(uuid4()), 0, head={}, lines=()))
    return planned


def state(shop: Shop, product_id: int) -> tuple[int, int]:
    """Quantity and value of a product."""
    with shop.read() as view:
        row = view.connection.exec_driver_sql(f"SELECT quantity, value FROM stock_value WHERE product_id = {product_id}").one()
    return int(row.quantity), int(row.value)
