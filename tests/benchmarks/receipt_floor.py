"""The rows of a goods receipt of fifty lines, written by hand-written statements on the program's own connection.

What the statements need to know (ids, names, balances, the next number) is read beforehand and not measured. The supplier sells
these products for the first time, at the price on file: so both write what a supplier asks, with its history, and no product.
"""

import random
import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from jxc_desktop.db.tables.products import product
from jxc_desktop.db.tables.stock import stock_value
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.shop_file import OpenShop
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_rows import products_of
from tests.benchmarks.sale_floor import MOVE_CHAIN, NEXT_NUMBER, NEXT_SEQ

LINES, PIECES = 50, 2
DOCUMENT = (
    "INSERT INTO document (kind, number, key, posted_seq, till_id, business_date, posted_at, actor_id, operator, party_id, total, remark, "
    "recipe, hash, previous_hash) VALUES ('JH', ?, ?, ?, 1, ?, ?, 1, 'Owner', ?, ?, '', 1, ?, ?)"
)
RECEIPT = (
    "INSERT INTO goods_receipt (id, supplier_id, supplier_name, order_id, receipt_id, slip_number, slip_total, lines_total, freight, fees, "
    "total) VALUES (?, ?, 'Supplier', NULL, NULL, '', NULL, ?, 0, 0, ?)"
)
LINE = (
    "INSERT INTO receipt_line (document_id, line_no, product_id, pack_id, code, barcode, name, spec, unit, pack_name, supplier_code, ratio, "
    "pack_quantity, price, base_quantity, amount, is_amount_typed, is_free, on_slip, refused, refused_why, gross, tare, share, value, "
    "place_id, order_line_id, returns_line_id) "
    "VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, '', '', 1, ?, ?, ?, ?, 0, 0, ?, 0, '', NULL, NULL, 0, ?, 1, NULL, NULL)"
)
MOVE = (
    "INSERT INTO stock_move (product_id, place_id, lot, quantity, value, kind, document_id, line_no, settles, is_provisional, "
    "is_cost_known, posted_seq, business_date) VALUES (?, 1, 0, ?, ?, 'receipt', ?, ?, NULL, 0, 1, ?, ?)"
)
LEVEL = "UPDATE stock_level SET quantity = quantity + ? WHERE product_id = ? AND place_id = 1 AND lot = 0"
VALUE = "UPDATE stock_value SET quantity = ?, value = ?, rate_value = ?, rate_quantity = ?, opened_seq = ? WHERE product_id = ?"
PARTY_MOVE = "INSERT INTO party_move (party_id, amount, document_id, due_on, posted_seq, business_date) VALUES (?, ?, ?, ?, ?, ?)"
PARTY_BALANCE = "UPDATE party_balance SET amount = amount + ? WHERE party_id = ?"
ASKS = "INSERT INTO supplier_product (supplier_id, product_id, pack_id, code, price, changed_at) VALUES (?, ?, 0, '', ?, ?)"
HISTORY = (
    "INSERT INTO supplier_price (supplier_id, product_id, pack_id, old, new, at, actor_id, document_id) VALUES (?, ?, 0, NULL, ?, ?, 1, ?)"
)
AUDIT = "INSERT INTO audit_entry (at, actor_id, action, subject, facts) VALUES (?, 1, 'receive_goods', ?, ?)"
BALANCE = "SELECT quantity, value, opened_seq FROM stock_value WHERE product_id = ?"

Priced = tuple[Product, int]


def deliveries_of(shop: Shop) -> Iterator[Sequence[Priced]]:
    """Fifty products with stock and a purchase price in whole coins; none comes twice."""
    statement = (
        select(product.c.id, product.c.purchase_price)
        .join(stock_value, stock_value.c.product_id == product.c.id)
        .where(stock_value.c.quantity > 0, stock_value.c.value > 0, product.c.purchase_price > 0, product.c.purchase_price % 100 == 0)
    )
    with shop.read() as view:
        prices = {row.id: int(row.purchase_price) for row in view.connection.execute(statement)}
    ids = list(prices)
    random.Random(5).shuffle(ids)
    for start in range(0, len(ids) - LINES, LINES):
        with shop.read() as view:
            found = products_of(view, ids[start : start + LINES])
        yield [(each, prices[each.id]) for each in found]


class ReceiptFloor:
    """Writes receipts by hand. It uses the connection of the shop's writer: the same driver, pragmas and caches."""

    def __init__(self, shop: OpenShop, supplier_id: int) -> None:
        with shop.database.writing() as (connection, _changed):
            self.driver: Any = connection.connection.driver_connection
        self._shop, self._supplier = shop, supplier_id
        self._count = 0
        self._chance = random.Random(3)

    def rows_written(self) -> int:
        """Rows changed on this connection since it was opened."""
        return int(self.driver.total_changes)

    def _one(self, sql: str, *values: Any) -> Any:
        return self.driver.execute(sql, values).fetchone()

    def receive(self, goods: Sequence[Priced]) -> float:
        """Two pieces of each product at its price; the seconds of the writing."""
        self._count += 1
        moment = self._shop.clock()
        day, at = moment.date().isoformat(), moment.isoformat()
        number, key, supplier = f"F{self._count:07d}", uuid.uuid4().hex, self._supplier
        new_hash, old_hash = (f"{self._chance.getrandbits(256):064x}" for _each in range(2))
        seq = self._one("SELECT number FROM head WHERE name = 'seq'")[0] + 1
        series = self._one("SELECT name FROM head WHERE name LIKE 'number:JH%' ORDER BY rowid DESC LIMIT 1")[0]
        chain = self._one("SELECT name FROM head WHERE name LIKE 'chain%'")[0]
        document = self._one("SELECT max(id) FROM document")[0] + 1
        quantity = PIECES * ONE
        lines, moves, values = [], [], []
        for line_no, (each, price) in enumerate(goods, 1):
            amount = price * PIECES
            on_hand, worth, opened = self._one(BALANCE, each.id)
            of = (each.id, each.code, each.barcode, each.name, each.spec, each.unit)
            lines.append((document, line_no, *of, quantity, price, quantity, amount, quantity, amount))
            moves.append((each.id, quantity, amount, document, line_no, seq, day))
            on_hand, worth = on_hand + quantity, worth + amount
            values.append((on_hand, worth, worth, on_hand, opened, each.id))
        total = sum(price * PIECES for _each, price in goods)
        levels = [(quantity, each.id) for each, _price in goods]
        asks = [(supplier, each.id, price, at) for each, price in goods]
        history = [(supplier, each.id, price, at, document) for each, price in goods]
        facts = f'{{"supplier":{supplier},"total":{total},"lines":{LINES},"trued_up":0}}'
        cursor = self.driver.cursor()
        start = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(NEXT_SEQ)
        cursor.execute(NEXT_NUMBER, (series,))
        cursor.execute(DOCUMENT, (number, key, seq, day, at, supplier, total, new_hash, old_hash))
        cursor.execute(MOVE_CHAIN, (new_hash, chain))
        cursor.execute(RECEIPT, (document, supplier, total, total))
        cursor.executemany(LINE, lines)
        cursor.executemany(MOVE, moves)
        cursor.executemany(LEVEL, levels)
        cursor.executemany(VALUE, values)
        cursor.execute(PARTY_MOVE, (supplier, total, document, day, seq, day))
        cursor.execute(PARTY_BALANCE, (total, supplier))
        cursor.executemany(ASKS, asks)
        cursor.executemany(HISTORY, history)
        cursor.execute(AUDIT, (at, number, facts))
        cursor.execute("COMMIT")
        return time.perf_counter() - start
