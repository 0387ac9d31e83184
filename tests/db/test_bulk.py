"""Rows in bulk are ordinary rows: noted as changed, in the table's order, guarded by its checks."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from jxc_desktop.db.bulk import insert_rows, update_rows
from jxc_desktop.db.tables.products import brand, product
from jxc_desktop.operations.work import Shop

NAMES = ("code", "name", "retail_price", "changed_at")
NOW = "2026-11-22T02:00:00.000000Z"


def test_rows_are_written_and_announced(shop: Shop):
    heard: list[frozenset[str]] = []
    shop.subscribe(heard.append)
    with shop.work() as work:
        insert_rows(work.connection, product, NAMES, [("1", "甲", 1_0000, NOW), ("2", "乙", None, NOW)])
        update_rows(work.connection, product, ("name", "retail_price"), [("丙", 5, 2)])
    with shop.read() as view:
        assert view.connection.execute(select(product.c.code, product.c.name, product.c.retail_price)).all() == [
            ("1", "甲", 1_0000),
            ("2", "丙", 5),
        ]
    assert heard == [frozenset({"product"})]


def test_columns_out_of_order_are_a_mistake(shop: Shop):
    with pytest.raises(ValueError), shop.work() as work:
        insert_rows(work.connection, product, ("name", "code"), [("甲", "1")])


def test_checks_hold(shop: Shop):
    with pytest.raises(IntegrityError), shop.work() as work:
        insert_rows(work.connection, product, NAMES, [("1", "甲", -1, NOW)])


def test_no_rows_are_no_change(shop: Shop):
    heard: list[frozenset[str]] = []
    shop.subscribe(heard.append)
    with shop.work() as work:
        insert_rows(work.connection, brand, ("name",), [])
    assert heard == []
