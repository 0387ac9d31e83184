"""What the file itself refuses, whoever writes to it: every CHECK and UNIQUE of the schema, each with rows that break it."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, Table, UniqueConstraint
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from jxc_desktop.db.engine import driver
from jxc_desktop.db.tables import metadata
from jxc_desktop.db.tables.pictures import MAX_PICTURE_BYTES
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, MAX_LINE, MAX_PRICE
from tests.builders import empty_shop_file

TABLES = metadata.sorted_tables
# What a row needs beside texts and zeros to be one that may stand.
MAY_STAND: dict[str, dict[str, Any]] = {
    "payment_method": {"kind": "cash"},
    "quick_page": {"page": 9},
    "quick_key": {"page": 1, "position": 40, "product_id": 1},
    "draft": {"state": "open"},
    "import_batch": {"state": "done"},
    "pack": {"ratio": 2},
    "past_sale_line": {"name": "可乐"},
    "print_job": {"state": "waiting"},
    "stock_move": {"kind": "sale", "quantity": -1, "value": -1},
    "shortage": {"quantity": 1},
    "account": {"kind": "drawer"},
    "party": {"kind": "supplier"},
    "recipe": {"quantity": 1},
    "account_move": {"amount": COIN},
    "party_move": {"amount": COIN},
    "opening_payable": {"amount": COIN},
    "allocation": {"amount": 1},
    "price_difference": {"amount": 1},
    "adjustment_line": {"quantity": 1},
    "assembly_line": {"quantity": 1},
    "later_cost": {"kind": "fee", "amount": COIN},
    "transfer": {"from_place_id": 1, "to_place_id": 2},
    "transfer_line": {"quantity": 1},
    "amendment": {"version": 1},
    "count_entry": {"round": 1, "source": "scan"},
}


def priced(name: str) -> tuple[dict[str, Any], ...]:
    return {name: -1}, {name: MAX_PRICE + 1}


CHECKS: dict[str, tuple[dict[str, Any], ...]] = {
    "ck_amendment_version": ({"version": 0}, {"id": 7, "sale_id": 7}),
    "ck_account_kind": ({"kind": "sock"},),
    "ck_account_move_amount": ({"amount": 0}, {"amount": 1}),
    "ck_adjustment_line_quantity": ({"quantity": 0},),
    "ck_allocation_amount": ({"amount": 0},),
    "ck_assembly_line_quantity": ({"quantity": 0},),
    "ck_goods_receipt_adds_up": ({"lines_total": COIN}, {"freight": COIN}),
    "ck_goods_receipt_in_coins": ({"lines_total": 1, "total": 1}, {"freight": 1, "lines_total": -1}, {"fees": 1}),
    "ck_later_cost_amount": ({"amount": 0}, {"amount": 1}),
    "ck_later_cost_kind": ({"kind": "gift"},),
    "ck_opening_payable_amount": ({"amount": 0}, {"amount": 1}),
    "ck_party_kind": ({"kind": "friend"},),
    "ck_party_move_amount": ({"amount": 0}, {"amount": 1}),
    "ck_price_difference_amount": ({"amount": 0},),
    "ck_purchase_order_line_amount": ({"amount": 1}, {"amount": MAX_LINE + COIN}, {"amount": -MAX_LINE - COIN}),
    "ck_purchase_order_line_base_quantity": ({"pack_quantity": 1000, "ratio": 24, "base_quantity": 1000},),
    "ck_receipt_line_amount": ({"amount": 1}, {"amount": MAX_LINE + COIN}, {"amount": -MAX_LINE - COIN}),
    "ck_receipt_line_base_quantity": ({"pack_quantity": 1000, "ratio": 24, "base_quantity": 1000},),
    "ck_receipt_line_free": ({"is_free": 1, "amount": COIN},),
    "ck_receipt_line_refused": ({"refused": -1}, {"refused": 1}),
    "ck_recipe_quantity": ({"quantity": 0}, {"product_id": 7, "component_id": 7}),
    "ck_stock_reason_named": ({"name": ""},),
    "ck_supplier_days": ({"term_days": -1}, {"lead_days": 1000}, {"review_days": -1}),
    "ck_supplier_minimum_order": ({"minimum_order": -1},),
    "ck_supplier_named": ({"name": ""},),
    "ck_supplier_payment_in_coins": ({"paid": 1}, {"cut": 1}),
    "ck_supplier_product_minimum": ({"minimum": -1},),
    "ck_supplier_product_price": priced("price"),
    "ck_supplier_terms": ({"terms": "someday"},),
    "ck_transfer_line_quantity": ({"quantity": 0}, {"quantity": -1}),
    "ck_transfer_places": ({"to_place_id": 1},),
    "ck_count_entry_round": ({"round": 0},),
    "ck_count_entry_source": ({"source": "guess"},),
    "ck_count_item_counted": ({"round": 1}, {"quantity": 1}, {"counted_at_seq": 1}, {"round": 1, "quantity": 1}),
    "ck_count_item_quantity": (
        {"round": 1, "counted_at_seq": 1, "quantity": -1},
        {"round": 1, "counted_at_seq": 1, "quantity": 1, "first_quantity": -1},
        {"at_till": -1},
    ),
    "ck_count_line_moved": ({"moved": 1}, {"quantity": 2, "at_till": 1, "book_quantity": 1, "moved": 1}),
    "ck_count_line_quantity": ({"quantity": -1}, {"first_quantity": -1}, {"at_till": -1}, {"round": -1}),
    "ck_stock_count_number": ({"number": 0},),
    "ck_channel_order_numbered": ({"number": ""},),
    "ck_customer_named": ({"name": "", "phone": ""},),
    "ck_document_total_in_coins": ({"total": 1}, {"total": COIN + 50}, {"total": -1}),
    "ck_document_total_limit": ({"total": MAX_DOCUMENT + COIN}, {"total": -MAX_DOCUMENT - COIN}),
    "ck_draft_state": ({"state": "lost"},),
    "ck_import_batch_state": ({"state": "begun"},),
    "ck_pack_price": priced("price"),
    "ck_pack_ratio": ({"ratio": 1}, {"ratio": 0}, {"ratio": -12}),
    "ck_past_sale_line_named": ({"code": "", "barcode": "", "name": ""},),
    "ck_payment_change": (
        {"amount": 1_0000, "tendered": 2_0000, "change": 0},
        {"amount": 2_0000, "tendered": 1_0000, "change": -1_0000},
        {"amount": 0, "tendered": 0, "change": 100},
    ),
    "ck_payment_in_coins": ({"amount": 1, "tendered": 1}, {"amount": -1_0050, "tendered": -1_0050}),
    "ck_payment_method_kind": ({"kind": "gold"},),
    "ck_picture_body": ({"body": b""}, {"body": bytes(MAX_PICTURE_BYTES + 1)}),
    "ck_planned_price_new": priced("new"),
    "ck_planned_price_state": ({"state": "lost"},),
    "ck_print_job_state": ({"state": "lost"},),
    "ck_product_below_zero": ({"below_zero": "perhaps"},),
    "ck_product_kind": ({"kind": "thing"},),
    "ck_product_member_price": priced("member_price"),
    "ck_product_named": ({"code": ""}, {"name": ""}),
    "ck_product_purchase_price": priced("purchase_price"),
    "ck_product_retail_price": priced("retail_price"),
    "ck_product_tax_rate": ({"tax_rate": -1}, {"tax_rate": 10_001}),
    "ck_product_wholesale_price": priced("wholesale_price"),
    "ck_quick_key_colour": ({"colour": "pink"},),
    "ck_quick_key_one": ({"product_id": None}, {"category_id": 1}),
    "ck_quick_key_place": ({"page": 0}, {"page": 10}, {"position": 0}),
    "ck_quick_page_page": ({"page": 0}, {"page": 10}),
    "ck_reference_list_state": ({"state": "half"},),
    "ck_reference_product_price": priced("price"),
    "ck_sale_adds_up": ({"lines_total": 1_0000}, {"total": 1_0000}, {"lines_total": 1_0000, "round_off": 100, "total": 9_800}),
    "ck_sale_in_coins": (
        {"lines_total": 1_0001, "total": 1_0001},
        {"lines_total": 1_0001, "round_off": 1, "total": 1_0000},
    ),
    "ck_sale_line_amount": ({"amount": 1}, {"amount": MAX_LINE + COIN}, {"amount": -MAX_LINE - COIN}),
    "ck_sale_line_base_quantity": ({"pack_quantity": 1000, "ratio": 24, "base_quantity": 1000},),
    "ck_sale_never_up": (
        {"lines_total": 1_0000, "round_off": -100, "total": 1_0100},
        {"lines_total": 1_0000, "round_off": 1_0100, "total": -100},
        {"lines_total": -1_0000, "round_off": 100, "total": -1_0100},
        {"lines_total": -1_0000, "round_off": -1_0100, "total": 100},
        {"lines_total": 0, "round_off": 100, "total": -100},
    ),
    "ck_shortage_open": ({"quantity": 0}, {"quantity": -1}, {"value": -1}),
    "ck_stock_move_kind": ({"kind": "gift"},),
    "ck_stock_move_moves": ({"quantity": 0},),
    "ck_stock_move_sign": ({"value": 1}, {"quantity": 1, "value": -1}),
    "ck_stock_value_sign": (
        {"quantity": 0, "value": 1},
        {"quantity": 1, "value": -1},
        {"quantity": -1, "value": 1},
    ),
}  # fmt: skip
UNIQUES: dict[str, tuple[str, ...]] = {
    "account": ("code", "name"),
    "adjustment_line": ("document_id, line_no",),
    "assembly_line": ("document_id, line_no",),
    "later_cost_line": ("document_id, line_no",),
    "purchase_order_line": ("document_id, line_no",),
    "receipt_line": ("document_id, line_no",),
    "stock_reason": ("name",),
    "supplier": ("name",),
    "transfer_line": ("document_id, line_no",),
    "amendment": ("sale_id",),
    "barcode": ("code, product_id, pack_id",),
    "brand": ("name",),
    "category": ("name",),
    "channel": ("name",),
    "channel_order": ("channel_id, number", "document_id"),
    "count_line": ("document_id, line_no",),
    "count_sheet": ("count_id, number",),
    "posted_count": ("count_id",),
    "stock_count": ("key", "number"),
    "document": ("key", "number", "posted_seq", "reverses"),
    "draft": ("key",),
    "opening_line": ("document_id, line_no",),
    "payment": ("document_id, line_no",),
    "payment_method": ("code",),
    "place": ("name",),
    "product": ("code",),
    "role": ("name",),
    "sale_line": ("document_id, line_no",),
    "shift": ("till_id, business_date, number",),
    "till": ("code",),
    "user": ("name",),
}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Any]:
    """A real file without its references: what is asked here is what a row may say of itself, and beside its neighbours."""
    made = driver().connect(str(empty_shop_file(tmp_path / "shop.jxc")), isolation_level=None)
    yield made
    made.close()


_NEW = count(1_000)


def row_of(table: Table, **said: Any) -> dict[str, Any]:
    """A row that may stand, unlike every other, but for what is said."""
    keys = {name for columns in UNIQUES.get(table.name, ()) for name in columns.split(", ")}
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.primary_key or column.name in keys:
            row[column.name] = fresh(column)
        elif not column.nullable and column.server_default is None:
            row[column.name] = 0 if isinstance(column.type, Integer) else fresh(column)
    return row | MAY_STAND.get(table.name, {}) | said


def fresh(column: Column[Any]) -> Any:
    """A value that no row has yet."""
    if isinstance(column.type, LargeBinary):
        return b"x"
    return next(_NEW) if isinstance(column.type, Integer) else f"text {next(_NEW)}"


def insert(connection: Any, table: Table, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    connection.execute(f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def table_of(check: str) -> Table:
    return next(table for table in TABLES for each in table.constraints if each.name == check)


def unique_of(table: Table) -> set[str]:
    """The columns of its UNIQUE constraints and indexes."""
    found: list[Any] = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    found += [index for index in table.indexes if index.unique]
    return {", ".join(column.name for column in each.columns) for each in found}


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_row_that_breaks_nothing_may_stand(connection, table):
    insert(connection, table, row_of(table))


@pytest.mark.parametrize(("check", "row"), [(check, row) for check, rows in CHECKS.items() for row in rows])
def test_a_row_that_breaks_a_check_is_refused(connection, check, row):
    table = table_of(check)
    with pytest.raises(driver().IntegrityError, match=f"CHECK constraint failed: {check}$"):
        insert(connection, table, row_of(table, **row))


@pytest.mark.parametrize(("name", "columns"), [(table, columns) for table, all_ in UNIQUES.items() for columns in all_])
def test_a_second_row_with_the_same_key_is_refused(connection, name, columns):
    table, keys = metadata.tables[name], columns.split(", ")
    first = row_of(table)
    insert(connection, table, first)
    same = ", ".join(f"{name}.{key}" for key in keys)
    with pytest.raises(driver().IntegrityError, match=f"UNIQUE constraint failed: {same}$"):
        insert(connection, table, row_of(table, **{key: first[key] for key in keys}))


def test_every_check_and_every_key_of_the_schema_is_tried():
    checks = {str(each.name) for table in TABLES for each in table.constraints if isinstance(each, CheckConstraint)}
    assert checks == set(CHECKS)
    assert {table.name: unique_of(table) for table in TABLES if unique_of(table)} == {name: set(keys) for name, keys in UNIQUES.items()}


def parts(created: str) -> list[str]:
    """Columns and constraints of a CREATE TABLE, blanks apart, in one order; a column that was added later stands in the line of another."""
    body = created[created.index("(") + 1 : created.rindex(")")]
    return sorted(" ".join(part.split()).rstrip(",") for part in re.split(r", ?\n|, (?=[a-z_]+ [A-Z])", body))


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_new_file_holds_every_column_and_rule_of_the_model(connection, table):
    (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table.name,)).fetchone()
    assert parts(made) == parts(str(CreateTable(table).compile(dialect=sqlite.dialect())))


def test_a_new_file_holds_every_index_of_the_model(connection):
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    assert {name for (name,) in found} == {str(index.name) for table in TABLES for index in table.indexes}
