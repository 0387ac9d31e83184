"""What goods cost the last time: of this supplier, else the purchase price on file; a pack's from its pieces where it has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.purchasing import Goods
from jxc_desktop.queries.view import View

_CHUNK = 500
_OF_SUPPLIER = (
    select(
        t.supplier_product.c.product_id,
        t.supplier_product.c.pack_id,
        t.supplier_product.c.price,
        t.supplier_product.c.code,
        t.supplier_product.c.changed_at,
        func.coalesce(p.pack.c.ratio, 1),
    )
    .outerjoin(p.pack, p.pack.c.id == t.supplier_product.c.pack_id)
    .where(
        t.supplier_product.c.supplier_id == bindparam("supplier"),
        t.supplier_product.c.product_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(t.supplier_product.c.changed_at)
)
_ON_FILE = select(p.product.c.id, p.product.c.purchase_price).where(p.product.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class LastPrice:
    """A price of goods, of a pack as the line counts it; `at` is when it was learned of this supplier, None for the price on file."""

    price: int
    at: datetime | None = None
    code: str = ""


def last_prices(view: View, supplier_id: int, goods: Sequence[Goods]) -> dict[tuple[int, int], LastPrice]:
    """The last price of each of these, by product and pack; nothing for what was never bought."""
    ids = sorted({each.product_id for each in goods if each.product_id})
    known: dict[int, list[tuple[int, int | None, str, datetime, int]]] = {}
    on_file: dict[int, int | None] = {}
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        for product_id, pack_id, price, code, at, ratio in view.connection.execute(_OF_SUPPLIER, {"supplier": supplier_id, "ids": some}):
            known.setdefault(product_id, []).append((pack_id, price, code, at, ratio))
        on_file |= {row.id: row.purchase_price for row in view.connection.execute(_ON_FILE, {"ids": some})}
    found = {}
    for each in goods:
        price = _of_supplier(each, known.get(each.product_id, []))
        filed = on_file.get(each.product_id)
        if price is None and filed is not None:
            price = LastPrice(filed * each.ratio)
        if price is not None:
            found[each.product_id, each.pack_id] = price
    return found


def _of_supplier(goods: Goods, rows: Sequence[tuple[int, int | None, str, datetime, int]]) -> LastPrice | None:
    """Of the same pack, else of what was learned last, brought to this pack."""
    priced = [row for row in rows if row[1] is not None]
    same = [row for row in priced if row[0] == goods.pack_id]
    if not priced:
        return None
    _pack, price, code, at, ratio = (same or priced)[-1]
    return LastPrice(half_up((price or 0) * goods.ratio, ratio), at, code)
