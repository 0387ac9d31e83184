"""Opening stock written in bulk is what the one door would write."""

from pathlib import Path

import pytest

from jxc_desktop.operations import stock
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.queries.product_fields import ProductFields
from tests.builders import TestClock, make_shop

BOOKS = (
    "SELECT product_id, place_id, lot, piece, quantity, value, kind, line_no, settles, is_provisional, is_cost_known, posted_seq FROM stock_move",
    "SELECT * FROM stock_level ORDER BY product_id",
    "SELECT * FROM stock_value ORDER BY product_id",
    "SELECT document_id, line_no, product_id, name, unit, place_id, quantity, counted, unit_cost, value FROM opening_line",
    "SELECT total, business_date, kind FROM document",
)


@pytest.mark.parametrize("cost", [None, 0, 3_3333])
@pytest.mark.parametrize("price", [None, 1_2345])
def test_both_ways_write_the_same(tmp_path: Path, monkeypatch, cost, price):
    books = []
    for way in ("bulk", "plan"):
        if way == "plan":
            monkeypatch.setattr(stock, "_is_fresh", lambda _goods: False)
        (tmp_path / way).mkdir()
        shop = make_shop(tmp_path / way, clock=TestClock())
        with shop.work() as work:
            ids = [add_product(work, ProductFields(f"Goods {number}", unit="瓶", purchase_price=price)) for number in range(4)]
            counts = (12_500, 0, 1, 7_000)
            set_opening_stock(work, [OpeningLine(i, counted, cost) for i, counted in zip(ids, counts, strict=True)], "key")
        with shop.read() as view:
            books.append([[tuple(row) for row in view.connection.exec_driver_sql(question)] for question in BOOKS])
        shop.close()
    assert books[0] == books[1]
