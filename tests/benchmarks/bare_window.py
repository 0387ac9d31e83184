"""The floor: a bare table view and the driver, in a process of its own, without the program's style sheet or filters.

Its font is the one that the program ships: both sides draw the same signs, and no boxes where the machine has no Chinese font.

Started by `beside.bare`. It reads one JSON list a line (what to do and with what) and answers with the seconds it took.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QTableView

from jxc_desktop import paths
from jxc_desktop.db.engine import SHARED, _connect

Index = QModelIndex | QPersistentModelIndex
FONT_PIXELS = 15
LOOK_UP = (
    "SELECT product.code, product.name, product.spec, product.unit, product.retail_price, product.id "
    "FROM barcode JOIN product ON product.id = barcode.product_id WHERE barcode.code = ?"
)
LIKE = "SELECT code, name, spec, unit, retail_price, id FROM product WHERE name LIKE ? LIMIT 100"

_BOOKED = "own.document_id = l.document_id AND own.line_no = l.line_no AND own.kind IN ('sale', 'sale_return')"
_FILLED = (
    f"l.cost IS NULL AND NOT EXISTS (SELECT 1 FROM stock_move own WHERE {_BOOKED} AND own.is_cost_known = 0 AND ("
    "EXISTS (SELECT 1 FROM shortage h WHERE h.move_id = own.id) OR NOT EXISTS (SELECT 1 FROM stock_move u WHERE u.settles = own.id)))"
)
_TRUED_UP = (
    f"SELECT l.product_id, sum(CASE WHEN {_FILLED} THEN l.net ELSE 0 END) AS net, sum(CASE WHEN l.cost IS NOT NULL THEN -t.value "
    f"WHEN {_FILLED} THEN -t.value - (SELECT sum(own.value) FROM stock_move own WHERE {_BOOKED}) ELSE 0 END) AS cost, "
    f"sum(CASE WHEN {_FILLED} THEN 1 ELSE 0 END) AS filled FROM ("
    "SELECT m.document_id, m.line_no, sum(u.value) AS value FROM stock_move u JOIN stock_move m ON m.id = u.settles WHERE u.settles BETWEEN "
    "(SELECT id FROM stock_move WHERE document_id >= (SELECT min(id) FROM document WHERE business_date BETWEEN ?1 AND ?2)"
    " ORDER BY document_id, id LIMIT 1) AND "
    "(SELECT id FROM stock_move WHERE document_id <= (SELECT max(id) FROM document WHERE business_date BETWEEN ?1 AND ?2)"
    " ORDER BY document_id DESC, id DESC LIMIT 1) AND m.kind IN ('sale', 'sale_return') GROUP BY m.document_id, m.line_no) t "
    "JOIN document d ON d.id = t.document_id JOIN sale_line l ON l.document_id = t.document_id AND l.line_no = t.line_no "
    "WHERE d.business_date BETWEEN ?1 AND ?2 GROUP BY l.product_id"
)
TAKINGS = (
    "SELECT p.code, (SELECT b.code FROM barcode b WHERE b.product_id = p.id AND b.pack_id = 0 ORDER BY b.position, b.id LIMIT 1), "
    "p.name, p.spec, p.unit, c.name, s.*, x.net, x.cost, x.filled FROM ("
    "SELECT l.product_id, sum(l.base_quantity), count(*), sum(l.amount) AS goods, "
    "sum(CASE WHEN d.kind = 'XS' THEN 0 ELSE l.amount END), sum(CASE WHEN l.cost IS NOT NULL THEN l.net ELSE 0 END), sum(l.cost), "
    "count(*) - count(l.cost), sum(l.net) FROM document d JOIN sale_line l ON l.document_id = d.id "
    f"WHERE d.business_date BETWEEN ?1 AND ?2 GROUP BY l.product_id) s LEFT JOIN ({_TRUED_UP}) x ON x.product_id = s.product_id "
    "JOIN product p ON p.id = s.product_id LEFT JOIN category c ON c.id = p.category_id ORDER BY s.goods DESC, p.code"
)

STOCK_PAGE = (
    "SELECT p.code, p.name, (SELECT min(s.shelf) FROM shelf_position s WHERE s.product_id = p.id), v.quantity, v.quantity - coalesce("
    "(SELECT sum(l.base_quantity) FROM draft_line l JOIN draft d ON d.id = l.draft_id WHERE l.product_id = p.id AND d.kind = 'sale'), 0), "
    "(SELECT sum(o.base_quantity) FROM purchase_order_line o WHERE o.product_id = p.id), v.rate_value, v.value "
    "FROM product p LEFT JOIN stock_value v ON v.product_id = p.id "
    "WHERE p.category_id = (SELECT id FROM category WHERE name = ?) AND p.kind IN ('goods', 'weighed') "
    "ORDER BY v.value DESC, p.id DESC LIMIT 200"
)


class BareRows(QAbstractTableModel):
    """Columns of text: six, or as many as asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Sequence[Any]] = []
        self.asked = -1
        self.columns = 6

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        self.asked = max(self.asked, index.row())
        return str(self.rows[index.row()][index.column()])

    def append(self, row: Sequence[Any]) -> None:
        self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
        self.rows.append(row)
        self.endInsertRows()

    def set_rows(self, rows: list[Sequence[Any]]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.asked = -1
        self.endResetModel()


class Floor:
    """What can be asked of this process."""

    def __init__(self, path: str, width: int, height: int) -> None:
        self.app = QApplication([])
        number = QFontDatabase.addApplicationFont(str(paths.resource("fonts", "NotoSansSC-Regular.ttf")))
        font = QFont(QFontDatabase.applicationFontFamilies(number)[0])
        font.setPixelSize(FONT_PIXELS)
        QApplication.setFont(font)
        self.connection = _connect(Path(path), SHARED)
        self.model = BareRows()
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.resize(width, height)
        self.view.show()
        self.app.processEvents()

    def clear(self) -> float:
        """An empty table."""
        self.model.set_rows([])
        self.app.processEvents()
        return 0.0

    def scan(self, code: str) -> float:
        """One indexed look-up, one row appended, painted."""
        start = time.perf_counter()
        row = self.connection.execute(LOOK_UP, (code,)).fetchone()
        self.model.append(row)
        self.view.scrollToBottom()
        self.app.processEvents()
        took = time.perf_counter() - start
        assert self.model.asked == len(self.model.rows) - 1, "the row was not painted"
        return took

    def takings(self, first: str, last: str) -> float:
        """Takings of a span by product, all rows fetched, the first ones painted."""
        start = time.perf_counter()
        rows = self.connection.execute(TAKINGS, (first, last)).fetchall()
        self.model.set_rows(rows)
        self.app.processEvents()
        took = time.perf_counter() - start
        assert self.model.asked >= 0, "nothing was painted"
        return took

    def stock_page(self, category: str) -> float:
        """A category's stock by value, the first page read and painted."""
        self.model.columns = 8
        self.clear()
        start = time.perf_counter()
        rows = self.connection.execute(STOCK_PAGE, (category,)).fetchall()
        self.model.set_rows(rows)
        self.app.processEvents()
        took = time.perf_counter() - start
        assert self.model.asked >= 0, "nothing was painted"
        return took

    def like(self, text: str) -> float:
        """The rows that hold a text in their name, painted."""
        start = time.perf_counter()
        rows = self.connection.execute(LIKE, (f"%{text}%",)).fetchall()
        self.model.set_rows(rows)
        self.app.processEvents()
        took = time.perf_counter() - start
        assert not rows or self.model.asked >= 0, "nothing was painted"
        return took


def main() -> None:
    """Answer until the end of the input."""
    floor = Floor(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        name, *words = json.loads(line)
        sys.stdout.write(f"{getattr(floor, name)(*words)!r}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
