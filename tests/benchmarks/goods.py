"""Products of a benchmark shop, in an order of chance: as codes to scan, as baskets to sell."""

import random
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from jxc_desktop.db.tables.products import barcode
from jxc_desktop.db.tables.stock import stock_value
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_rows import products_of

LINES = 5


def codes_of(shop: Shop) -> Iterator[str]:
    """Barcodes, shuffled, without end: no code comes again before all others came."""
    with shop.read() as view:
        codes = list(view.connection.execute(select(barcode.c.code).order_by(barcode.c.id)).scalars())
    random.Random(7).shuffle(codes)
    while True:
        yield from codes


def baskets_of(shop: Shop) -> Iterator[Sequence[Product]]:
    """Five products with stock, read as the page reads them."""
    with shop.read() as view:
        enough = select(stock_value.c.product_id).where(stock_value.c.quantity >= 5 * ONE, stock_value.c.value > 0)
        ids = list(view.connection.execute(enough).scalars())
    chance = random.Random(5)
    while True:
        with shop.read() as view:
            yield products_of(view, chance.sample(ids, LINES))
