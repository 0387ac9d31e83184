"""The rows of a posted count with 5,000 differences, written by hand-written statements on the program's own connection.

What the statements need to know (names, balances, book quantities, the next number) is read beforehand and not measured.
"""

import random
import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from jxc_desktop.db.tables.stock import stock_level, stock_value
from jxc_desktop.db.types import time_text
from jxc_desktop.domain.counts import Scope
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.counts import start_count
from jxc_desktop.operations.shop_file import OpenShop
from jxc_desktop.operations.work import Shop
from tests.benchmarks.sale_floor import MOVE_CHAIN, NEXT_NUMBER, NEXT_SEQ

LINES = 5_000
COUNTED = (
    "UPDATE count_item SET round = 1, quantity = MAX(0, ? + CASE WHEN position % 2 THEN 1000 ELSE -1000 END), first_quantity = 0, "
    "counted_at_seq = ?, since_seq = ?, counted_at = ?, at_till = 0, person = 'Owner', first_person = 'Owner' "
    "WHERE count_id = ? AND product_id = ?"
)
DOCUMENT = (
    "INSERT INTO document (kind, number, key, posted_seq, till_id, business_date, posted_at, actor_id, operator, total, remark, recipe, "
    "hash, previous_hash) VALUES (?, ?, ?, ?, 1, ?, ?, 1, 'Owner', ?, '', 1, ?, ?)"
)
ADJUSTED = (
    "INSERT INTO adjustment_line (document_id, line_no, product_id, code, name, unit, place_id, reason_id, reason, quantity, value, "
    "returns_line_id) VALUES (?, ?, ?, ?, ?, ?, 1, NULL, '', ?, ?, NULL)"
)
MOVE = (
    "INSERT INTO stock_move (product_id, place_id, lot, quantity, value, kind, document_id, line_no, settles, is_provisional, "
    "is_cost_known, posted_seq, business_date, as_of) VALUES (?, 1, 0, ?, ?, 'count', ?, ?, NULL, 0, 1, ?, ?, ?)"
)
LEVEL = "UPDATE stock_level SET quantity = quantity + ? WHERE product_id = ? AND place_id = 1 AND lot = 0"
VALUE = "UPDATE stock_value SET quantity = ?, value = ?, rate_value = ?, rate_quantity = ? WHERE product_id = ?"
POSTED = "INSERT INTO posted_count (id, count_id, count_number, name, scope, is_blind) VALUES (?, ?, ?, '', '{}', 0)"
LINE = (
    "INSERT INTO count_line (document_id, line_no, product_id, code, name, unit, place_id, lot, round, first_quantity, quantity, at_till, "
    "book_quantity, moved, value, is_first, is_flagged, counted_at_seq, counted_at, person, first_person, reason) "
    "VALUES (?, ?, ?, ?, ?, ?, 1, 0, 1, 0, ?, 0, ?, ?, ?, 0, 0, ?, ?, 'Owner', 'Owner', '')"
)
DIFFERENCE = "INSERT INTO count_difference (id, posted_count_id) VALUES (?, ?)"
LAST = (
    "INSERT INTO last_count (product_id, place_id, lot, line_id, counted_at_seq, counted_at) VALUES (?, 1, 0, ?, ?, ?) "
    "ON CONFLICT (product_id, place_id, lot) DO UPDATE SET line_id = excluded.line_id, counted_at_seq = excluded.counted_at_seq, "
    "counted_at = excluded.counted_at"
)
AUDIT = "INSERT INTO audit_entry (at, actor_id, action, subject, facts) VALUES (?, 1, 'post_count', ?, '{}')"
OF_COUNT = (
    "SELECT i.product_id, p.code, p.name, p.unit, i.quantity, v.quantity, v.value FROM count_item i JOIN product p ON p.id = i.product_id "
    "JOIN stock_value v ON v.product_id = p.id WHERE i.count_id = ? ORDER BY i.position"
)


def goods_of(shop: Shop) -> Iterator[Sequence[tuple[int, int]]]:
    """Five thousand products (id, on hand) that stand on the shop floor alone, again and again."""
    statement = (
        select(stock_value.c.product_id, stock_value.c.quantity)
        .join(stock_level, stock_level.c.product_id == stock_value.c.product_id)
        .where(stock_value.c.quantity > ONE, stock_value.c.quantity == stock_level.c.quantity, stock_value.c.opened_seq > 0)
        .where(stock_value.c.value > 0)
    )
    while True:
        with shop.read() as view:
            goods = [tuple(row) for row in view.connection.execute(statement)]
        random.Random(5).shuffle(goods)
        for start in range(0, len(goods) - LINES, LINES):
            yield goods[start : start + LINES]


class CountFloor:
    """Counts and posts by hand. It uses the connection of the shop's writer: the same driver, pragmas and caches."""

    def __init__(self, shop: OpenShop) -> None:
        with shop.database.writing() as (connection, _changed):
            self.driver: Any = connection.connection.driver_connection
        self._shop = shop
        self._count = 0
        self._chance = random.Random(3)

    def rows_written(self) -> int:
        """Rows changed on this connection since it was opened."""
        return int(self.driver.total_changes)

    def counted(self, goods: Sequence[tuple[int, int]]) -> int:
        """A count begun with these goods, every line one over or one missing; its id. Nothing of this is measured."""
        with self._shop.work() as work:
            count = start_count(work, Scope(product_ids=tuple(product for product, _on_hand in goods))).id
        seq, at = self._one("SELECT number FROM head WHERE name = 'seq'")[0], time_text(self._shop.clock())
        self.driver.execute("BEGIN IMMEDIATE")
        self.driver.executemany(COUNTED, [(on_hand, seq, seq, at, count, product) for product, on_hand in goods])
        self.driver.execute("COMMIT")
        return count

    def _one(self, sql: str, *values: Any) -> Any:
        return self.driver.execute(sql, values).fetchone()

    def _series(self, kind: str) -> str:
        return str(self._one("SELECT name FROM head WHERE name LIKE ? ORDER BY rowid DESC LIMIT 1", f"number:{kind}%")[0])

    def post(self, count: int) -> float:
        """Its gain, its loss and the count itself; the seconds of the writing."""
        self._count += 1
        moment = self._shop.clock()
        day, at = moment.date().isoformat(), moment.isoformat()
        seq = self._one("SELECT number FROM head WHERE name = 'seq'")[0]
        document = self._one("SELECT max(id) FROM document")[0]
        line_id = self._one("SELECT max(id) FROM count_line")[0] or 0
        number, key = self._one("SELECT number, key FROM stock_count WHERE id = ?", count)
        chain = self._one("SELECT name FROM head WHERE name LIKE 'chain%'")[0]
        found = []
        for line_no, (product, code, name, unit, quantity, on_hand, worth) in enumerate(
            self.driver.execute(OF_COUNT, (count,)).fetchall(), 1
        ):
            moved = quantity - on_hand
            value = round(worth * moved / on_hand)
            found.append((line_no, product, code, name, unit, quantity, on_hand, worth, moved, value))
        hashes = [f"{self._chance.getrandbits(256):064x}" for _each in range(4)]
        sides = [("PY", [row for row in found if row[8] > 0]), ("PK", [row for row in found if row[8] < 0])]
        series = {kind: self._series(kind) for kind in ("PY", "PK", "PD")}
        cursor = self.driver.cursor()
        start = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE")
        for place, (kind, rows) in enumerate(sides, 1):
            total, id_, of = sum(row[9] for row in rows) // 100 * 100, document + place, seq + place
            cursor.execute(NEXT_SEQ)
            cursor.execute(NEXT_NUMBER, (series[kind],))
            cursor.execute(
                DOCUMENT, (kind, f"{kind}F{self._count}", uuid.uuid4().hex, of, day, at, total, hashes[place], hashes[place - 1])
            )
            cursor.execute(MOVE_CHAIN, (hashes[place], chain))
            cursor.executemany(ADJUSTED, [(id_, row[0], row[1], row[2], row[3], row[4], row[8], row[9]) for row in rows])
            cursor.executemany(MOVE, [(row[1], row[8], row[9], id_, row[0], of, day, seq) for row in rows])
            cursor.executemany(LEVEL, [(row[8], row[1]) for row in rows])
            values = [(row[6] + row[8], row[7] + row[9], row[7] + row[9], row[6] + row[8], row[1]) for row in rows]
            cursor.executemany(VALUE, values)
        id_ = document + 3
        cursor.execute(NEXT_SEQ)
        cursor.execute(NEXT_NUMBER, (series["PD"],))
        cursor.execute(DOCUMENT, ("PD", f"PDF{self._count}", key, seq + 3, day, at, 0, hashes[3], hashes[2]))
        cursor.execute(MOVE_CHAIN, (hashes[3], chain))
        cursor.execute(POSTED, (id_, count, number))
        cursor.executemany(LINE, [(id_, *row[:6], row[6], row[8], row[9], seq, at) for row in found])
        cursor.executemany(DIFFERENCE, [(document + place, id_) for place in (1, 2)])
        cursor.executemany(LAST, [(row[1], line_id + row[0], seq, at) for row in found])
        cursor.execute("DELETE FROM draft WHERE key = ?", (key,))
        cursor.execute(AUDIT, (at, f"PDF{self._count}"))
        cursor.execute("COMMIT")
        return time.perf_counter() - start
