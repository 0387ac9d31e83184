"""Builders with sensible defaults, so that a test names only what matters."""

import shutil
import tempfile
import uuid
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from jxc_desktop.db import search
from jxc_desktop.db.engine import Database
from jxc_desktop.db.tables import products as goods
from jxc_desktop.domain.cart import Cart, add_product
from jxc_desktop.domain.payments import MethodKind, Tender
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.search_words import fold, initials_from, pinyin_from, readings_of
from jxc_desktop.operations import stock
from jxc_desktop.operations.shop_file import make_shop_file
from jxc_desktop.operations.work import Shop

BEIJING = timezone(timedelta(hours=8))


class TestClock:
    """A clock that tests move by hand."""

    __test__ = False

    def __init__(self, start: datetime | None = None) -> None:
        self.now = start or datetime(2026, 11, 22, 10, 0, tzinfo=BEIJING)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        """Let time pass."""
        self.now += timedelta(**delta)


@cache
def _empty_file() -> tuple[bytes, bytes]:
    """A new shop file, and the id that stands in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "shop.jxc")
        make_shop_file(path)
        made = Shop(Database(path))
        made.close()
        return path.read_bytes(), made.id.encode()


def empty_shop_file(path: Path) -> Path:
    """A new shop file, copied from one made once a run; a shop of its own all the same."""
    content, shop_id = _empty_file()
    path.write_bytes(content.replace(shop_id, uuid.uuid4().hex.encode()))
    return path


def make_shop(folder: Path, *, clock: TestClock | None = None) -> Shop:
    """An open, empty shop with its owner signed in. Close it."""
    return Shop(Database(empty_shop_file(folder / "shop.jxc")), clock=clock or TestClock())


def copy_of(shop: Shop, target: Path) -> Path:
    """A closed shop's file, copied."""
    shutil.copy(shop.path, target)
    return target


def product(shop: Shop, name: str = "可乐", price: int | None = 3_0000, **more: Any) -> Product:
    """A product in the shop, as the counter knows it; `more` are fields of `Product`."""
    made = Product(0, more.pop("code", uuid.uuid4().hex[:8]), name, retail_price=price, **more)
    kept = ("code", "name", "spec", "unit", "kind", "retail_price", "purchase_price", "tax_rate", "below_zero", "no_discount")
    readings = readings_of(name)
    row = {column: getattr(made, column) for column in kept} | {"initials": initials_from(readings), "pinyin": pinyin_from(readings)}
    with shop.work() as work:
        id_ = work.connection.execute(insert(goods.product).returning(goods.product.c.id), row | {"changed_at": work.now}).scalar_one()
        if made.barcode:
            work.connection.execute(insert(goods.barcode), {"code": made.barcode, "product_id": id_})
        search.add_words(work.connection, [(id_, search.words_for((fold(name) + fold(made.spec), ""), readings, ""))])
    return replace(made, id=id_, is_unopened=made.kind.has_stock)


def stocked(
    shop: Shop, name: str = "可乐", price: int | None = 3_0000, *, quantity: int = 10, cost: int | None = 2_0000, **more: Any
) -> Product:
    """A product with opening stock: whole pieces at a unit cost."""
    made = product(shop, name, price, **more)
    with shop.work() as work:
        stock.set_opening_stock(work, [stock.OpeningLine(made.id, quantity * ONE, cost)])
    return replace(made, on_hand=quantity * ONE, is_unopened=False)


def cart_of(*products: Product, key: str = "") -> Cart:
    """A cart with one piece, or one kilogram, of each product, in a sale of its own."""
    cart = Cart(key or uuid.uuid4().hex)
    for each in products:
        cart = add_product(cart, each, quantity=ONE)
    return cart


CASH = Tender(1, MethodKind.CASH)
WECHAT = Tender(2, MethodKind.AT_ONCE)


def cash(amount: int) -> Tender:
    """Cash handed over, in 1/10000."""
    return Tender(1, MethodKind.CASH, amount)
