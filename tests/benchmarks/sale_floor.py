"""The rows of a sale of five lines in cash, written by hand-written statements on the program's own connection.

What the statements need to know (ids, names, balances, the next number) is read beforehand and not measured.
"""

import random
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.shop_file import OpenShop

NEXT_SEQ = "UPDATE head SET number = number + 1 WHERE name = 'seq'"
NEXT_NUMBER = "UPDATE head SET number = number + 1 WHERE name = ?"
MOVE_CHAIN = "UPDATE head SET number = number + 1, hash = ? WHERE name = ?"
DOCUMENT = (
    "INSERT INTO document (kind, number, key, posted_seq, till_id, business_date, posted_at, actor_id, operator, total, remark, recipe, "
    "hash, previous_hash) VALUES ('XS', ?, ?, ?, 1, ?, ?, 1, 'Owner', ?, '', 1, ?, ?)"
)
SALE = "INSERT INTO sale (id, lines_total, discount, round_off, total, pieces, tax_status, sold_by) VALUES (?, ?, 0, 0, ?, ?, 'none', '')"
LINE = (
    "INSERT INTO sale_line (document_id, line_no, product_id, pack_id, code, barcode, name, spec, unit, pack_name, ratio, pack_quantity, "
    "price, base_price, price_rule, base_quantity, line_discount, cart_discount, amount, is_amount_typed, tax_rate, net, cost, "
    "is_cost_provisional, returns_line_id) "
    "VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, '', 1, 1000, ?, ?, 'retail', 1000, 0, 0, ?, 0, 0, ?, ?, ?, NULL)"
)
PAYMENT = 'INSERT INTO payment (document_id, line_no, method_id, amount, tendered, "change", shift_id) VALUES (?, 1, 1, ?, ?, 0, ?)'
MOVE = (
    "INSERT INTO stock_move (product_id, place_id, lot, quantity, value, kind, document_id, line_no, settles, is_provisional, "
    "is_cost_known, posted_seq, business_date) VALUES (?, 1, 0, -1000, ?, 'sale', ?, ?, NULL, 0, 1, ?, ?)"
)
LEVEL = "UPDATE stock_level SET quantity = quantity - 1000 WHERE product_id = ? AND place_id = 1 AND lot = 0"
VALUE = "UPDATE stock_value SET quantity = ?, value = ?, rate_value = ?, rate_quantity = ?, opened_seq = ? WHERE product_id = ?"
JOB = "INSERT INTO print_job (document_id, kind, state, is_copy, opens_drawer, made_at) VALUES (?, 'receipt', 'waiting', 0, 1, ?)"
AUDIT = "INSERT INTO audit_entry (at, actor_id, action, subject, facts) VALUES (?, 1, 'sale', ?, ?)"
BALANCE = "SELECT quantity, value, rate_value, rate_quantity, opened_seq FROM stock_value WHERE product_id = ?"


@dataclass(frozen=True)
class Balance:
    """What a product has before the floor sells one of it."""

    quantity: int
    value: int
    rate_value: int
    rate_quantity: int
    opened_seq: int

    @property
    def cost(self) -> int:
        """What one piece costs."""
        return self.value * ONE // self.quantity


class SaleFloor:
    """Writes sales by hand. It uses the connection of the shop's writer: the same driver, pragmas and caches."""

    def __init__(self, shop: OpenShop) -> None:
        with shop.database.writing() as (connection, _changed):
            self.driver: Any = connection.connection.driver_connection
        self._shop = shop
        self._count = 0
        self._chance = random.Random(3)

    def rows_written(self) -> int:
        """Rows changed on this connection since it was opened."""
        return int(self.driver.total_changes)

    def _one(self, sql: str, *values: Any) -> Any:
        return self.driver.execute(sql, values).fetchone()

    def sell(self, products: Sequence[Product]) -> float:
        """One piece of each product, in cash; the seconds of the writing."""
        self._count += 1
        moment = self._shop.clock()
        day, at = moment.date().isoformat(), moment.isoformat()
        number, key = f"F{self._count:07d}", uuid.uuid4().hex
        new_hash, old_hash = (f"{self._chance.getrandbits(256):064x}" for _each in range(2))
        seq = self._one("SELECT number FROM head WHERE name = 'seq'")[0] + 1
        series = self._one("SELECT name FROM head WHERE name NOT IN ('seq') AND name NOT LIKE 'chain%' ORDER BY rowid DESC LIMIT 1")[0]
        chain = self._one("SELECT name FROM head WHERE name LIKE 'chain%'")[0]
        document = self._one("SELECT max(id) FROM document")[0] + 1
        shift = self._one("SELECT max(id) FROM shift")[0]
        balances = [Balance(*self._one(BALANCE, product.id)) for product in products]
        total = sum(product.retail_price or 0 for product in products)
        lines = [
            (
                *(document, line_no, product.id, product.code, product.barcode, product.name, product.spec, product.unit),
                *(product.retail_price,) * 4,
                *(balance.cost, 0),
            )
            for line_no, (product, balance) in enumerate(zip(products, balances, strict=True), 1)
        ]
        moves = [
            (product.id, -balance.cost, document, line_no, seq, day)
            for line_no, (product, balance) in enumerate(zip(products, balances, strict=True), 1)
        ]
        values = [
            (each.quantity - ONE, each.value - each.cost, each.rate_value, each.rate_quantity, each.opened_seq, product.id)
            for product, each in zip(products, balances, strict=True)
        ]
        levels = [(product.id,) for product in products]
        facts = f'{{"total":{total},"discount":0,"round_off":0}}'
        cursor = self.driver.cursor()
        start = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(NEXT_SEQ)
        cursor.execute(NEXT_NUMBER, (series,))
        cursor.execute(DOCUMENT, (number, key, seq, day, at, total, new_hash, old_hash))
        cursor.execute(MOVE_CHAIN, (new_hash, chain))
        cursor.execute(SALE, (document, total, total, len(lines) * ONE))
        cursor.executemany(LINE, lines)
        cursor.execute(PAYMENT, (document, total, total, shift))
        cursor.executemany(MOVE, moves)
        cursor.executemany(LEVEL, levels)
        cursor.executemany(VALUE, values)
        cursor.execute(JOB, (document, at))
        cursor.execute(AUDIT, (at, number, facts))
        cursor.execute("COMMIT")
        return time.perf_counter() - start
