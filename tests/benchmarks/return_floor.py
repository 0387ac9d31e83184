"""The rows of a return of three lines against its receipt, written by hand-written statements on the program's own connection.

What the statements need to know (the sale's lines, balances, the next number) is read beforehand and not measured.
"""

import random
import time
import uuid
from typing import Any

from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.shop_file import OpenShop
from tests.benchmarks.sale_floor import AUDIT, BALANCE, MOVE_CHAIN, NEXT_NUMBER, NEXT_SEQ, PAYMENT, VALUE

DOCUMENT = (
    "INSERT INTO document (kind, number, key, posted_seq, till_id, business_date, posted_at, actor_id, operator, total, remark, recipe, "
    "hash, previous_hash) VALUES ('TH', ?, ?, ?, 1, ?, ?, 1, 'Owner', ?, '', 1, ?, ?)"
)
SALE = "INSERT INTO sale (id, lines_total, discount, round_off, total, pieces, tax_status, sold_by) VALUES (?, ?, 0, ?, ?, ?, 'none', '')"
RETURN = "INSERT INTO sale_return (id, sale_id, exchange_key, is_other_way) VALUES (?, ?, '', 0)"
LINE = (
    "INSERT INTO sale_line (document_id, line_no, product_id, pack_id, code, barcode, name, spec, unit, pack_name, ratio, pack_quantity, "
    "price, base_price, price_rule, base_quantity, line_discount, cart_discount, amount, is_amount_typed, tax_rate, net, cost, "
    "is_cost_provisional, returns_line_id) "
    "VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, '', 1, -1000, ?, ?, 'retail', -1000, 0, 0, ?, 0, 0, ?, ?, 0, ?)"
)
MOVE = (
    "INSERT INTO stock_move (product_id, place_id, lot, quantity, value, kind, document_id, line_no, settles, is_provisional, "
    "is_cost_known, posted_seq, business_date) VALUES (?, 1, 0, 1000, ?, 'sale_return', ?, ?, NULL, 0, 1, ?, ?)"
)
LEVEL = "UPDATE stock_level SET quantity = quantity + 1000 WHERE product_id = ? AND place_id = 1 AND lot = 0"
JOB = "INSERT INTO print_job (document_id, kind, state, is_copy, opens_drawer, made_at) VALUES (?, 'return', 'waiting', 0, 1, ?)"
LINES = (
    "SELECT id, line_no, product_id, code, barcode, name, spec, unit, price, base_price, amount, net, cost "
    "FROM sale_line WHERE document_id = ? ORDER BY line_no"
)


class ReturnFloor:
    """Writes returns by hand, on the connection of the shop's writer."""

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

    def give_back(self, sale_id: int) -> float:
        """All lines of the sale, one piece each, in cash; the seconds of the writing."""
        self._count += 1
        moment = self._shop.clock()
        day, at = moment.date().isoformat(), moment.isoformat()
        number, key = f"R{self._count:07d}", uuid.uuid4().hex
        new_hash, old_hash = (f"{self._chance.getrandbits(256):064x}" for _each in range(2))
        seq = self._one("SELECT number FROM head WHERE name = 'seq'")[0] + 1
        series = self._one("SELECT name FROM head WHERE name LIKE 'number:TH%' ORDER BY rowid DESC LIMIT 1")[0]
        chain = self._one("SELECT name FROM head WHERE name LIKE 'chain%'")[0]
        document = self._one("SELECT max(id) FROM document")[0] + 1
        shift = self._one("SELECT max(id) FROM shift")[0]
        total, round_off = self._one("SELECT total, round_off FROM sale WHERE id = ?", sale_id)
        lines, moves, values, levels = [], [], [], []
        for line_id, line_no, product, *texts, price, base_price, amount, net, cost in self.driver.execute(LINES, (sale_id,)).fetchall():
            lines.append((document, line_no, product, *texts, price, base_price, -amount, -net, -cost, line_id))
            moves.append((product, cost, document, line_no, seq, day))
            quantity, value, rate_value, rate_quantity, opened = self._one(BALANCE, product)
            values.append((quantity + ONE, value + cost, rate_value, rate_quantity, opened, product))
            levels.append((product,))
        cursor = self.driver.cursor()
        start = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(NEXT_SEQ)
        cursor.execute(NEXT_NUMBER, (series,))
        cursor.execute(DOCUMENT, (number, key, seq, day, at, -total, new_hash, old_hash))
        cursor.execute(MOVE_CHAIN, (new_hash, chain))
        cursor.execute(SALE, (document, -total - round_off, -round_off, -total, -len(lines) * ONE))
        cursor.execute(RETURN, (document, sale_id))
        cursor.executemany(LINE, lines)
        cursor.execute(PAYMENT, (document, -total, -total, shift))
        cursor.executemany(MOVE, moves)
        cursor.executemany(LEVEL, levels)
        cursor.executemany(VALUE, values)
        cursor.execute(JOB, (document, at))
        cursor.execute(AUDIT.replace("'sale'", "'return_goods'"), (at, number, "{}"))
        cursor.execute("COMMIT")
        return time.perf_counter() - start
