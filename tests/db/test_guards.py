"""What is posted can't be changed or deleted, by whatever statement (F41)."""

import pytest
from sqlalchemy import CheckConstraint
from sqlalchemy.exc import DBAPIError

from jxc_desktop.db.tables import MUTABLE, POSTED, metadata
from jxc_desktop.domain.cart import set_customer
from jxc_desktop.domain.counts import Scope
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.count_posting import post_count
from jxc_desktop.operations.counts import enter, make_sheet, start_count
from jxc_desktop.operations.customers import keep_customer
from jxc_desktop.operations.drafts import cancel_cart
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.operations.supplier_payments import pay_supplier
from jxc_desktop.operations.suppliers import add_supplier, set_opening_payable
from jxc_desktop.operations.tenders import correct_tender
from tests.builders import CASH, cart_of, make_shop, product
from tests.purchases import line, receipt


@pytest.fixture(scope="module")
def posted(tmp_path_factory):
    """A shop with a row in every posted table."""
    shop = make_shop(tmp_path_factory.mktemp("posted"))
    cola = product(shop)
    with shop.work() as work:
        set_opening_stock(work, [OpeningLine(cola.id, 5 * ONE, 2_0000)])
        sold = complete_sale(work, cart_of(cola), (CASH,), print_receipt=True)
        cancel_cart(work, cart_of(cola))
        complete_sale(work, set_customer(cart_of(cola), keep_customer(work, "王姐", "")), (CASH,), print_receipt=True)
        correct_tender(work, sold.document_id, 1, 2, key="k")
        back = reverse_sale(work, complete_sale(work, cart_of(cola), (CASH,), print_receipt=True).document_id, "")
        change = metadata.tables["price_change"].insert()
        work.connection.execute(change, {"product_id": cola.id, "price": "retail", "new": 1, "at": work.now, "actor_id": 1})
        work.connection.execute(metadata.tables["amendment"].insert(), {"id": back.document_id, "sale_id": sold.document_id, "version": 1})
        work.connection.execute(metadata.tables["channel"].insert(), {"id": 1, "name": "外卖", "method_id": 1})
        order = {"channel_id": 1, "number": "MT1", "ordered_at": work.now, "document_id": sold.document_id}
        work.connection.execute(metadata.tables["channel_order"].insert(), order)
        buy(work, cola, sold.document_id)
        count(work, cola)
    yield shop
    shop.close()


def buy(work, cola, document_id):
    """What a supplier brings, gets and takes back; rows of documents that move stock only."""
    supplier = add_supplier(work, SupplierFields("老王"))
    set_opening_payable(work, supplier, 1_0000)
    made = receive_goods(work, receipt(supplier, line(cola, 2, 2_0000)))
    pay_supplier(work, supplier, [(1, 1_0000)], key="pay")
    named = {"document_id": document_id, "line_no": 1, "product_id": cola.id, "code": cola.code, "name": cola.name}
    rows = {
        "purchase_order": {"id": document_id, "supplier_id": supplier, "supplier_name": "老王", "total": 0},
        "purchase_order_line": {**named, "pack_quantity": 0, "price": 0, "base_quantity": 0, "amount": 0},
        "price_difference": {"document_id": made.document_id, "line_no": 1, "product_id": cola.id, "amount": 1},
        "adjustment_line": {**named, "place_id": 1, "reason_id": 1, "reason": "Lost", "quantity": -1, "value": 0},
        "transfer": {"id": document_id, "from_place_id": 1, "to_place_id": 2, "from_name": "店面", "to_name": "仓库"},
        "later_cost": {
            "id": document_id,
            "receipt_id": made.document_id,
            "party_id": supplier,
            "party_name": "老王",
            "kind": "fee",
            "amount": 100,
        },
        "later_cost_line": {**named, "amount": 100},
        "transfer_line": {**named, "quantity": 1},
        "assembly_line": {**named, "place_id": 1, "quantity": 1, "value": 0},
    }
    work.connection.execute(metadata.tables["place"].insert(), {"id": 2, "name": "仓库"})
    for table, row in rows.items():
        work.connection.execute(metadata.tables[table].insert(), row)


def count(work, cola):
    """A count that found one missing, from a printed sheet."""
    begun = start_count(work, Scope())
    make_sheet(work, begun.id)
    enter(work, begun.id, cola.id, ONE)
    made = post_count(work, begun.id, is_without_recount=True)
    late = {"document_id": made.document_id, "line_no": 1, "is_out": 0, "product_id": cola.id, "place_id": 1, "as_of": 1}
    work.connection.execute(metadata.tables["late_goods"].insert(), late)


@pytest.mark.parametrize("table", POSTED)
@pytest.mark.parametrize("verb", ["update", "delete", "replace"])
def test_a_posted_row_stays(posted, table, verb):
    rows = metadata.tables[table]
    first = next(iter(rows.primary_key.columns))
    statement = {
        "update": rows.update().values({first: first}),
        "delete": rows.delete(),
        "replace": rows.insert().prefix_with("OR REPLACE").from_select([c.name for c in rows.c], rows.select()),
    }[verb]
    with pytest.raises(DBAPIError, match="posted rows are never changed"), posted.work() as work:
        work.connection.execute(statement)
    with posted.read() as view:
        assert view.connection.execute(rows.select()).all()


@pytest.mark.parametrize(
    ("lines_total", "round_off", "may_stand"),
    [
        (1_0000, 0, 1), (1_0000, 500, 1), (1_0000, 1_0000, 1), (1_0000, 1_0100, 0), (1_0000, -500, 0), (0, 0, 1), (0, 100, 0), (0, -100, 0),
        (-1_0000, 0, 1), (-1_0000, -500, 1), (-1_0000, -1_0000, 1), (-1_0000, -1_0100, 0), (-1_0000, 500, 0),
    ],
)  # fmt: skip
def test_a_sum_is_never_rounded_up(shop, lines_total, round_off, may_stand):
    checks = (each for each in metadata.tables["sale"].constraints if isinstance(each, CheckConstraint))
    rule = next(str(check.sqltext) for check in checks if check.name == "ck_sale_never_up")
    assert "*" not in rule  # the largest sums multiplied would leave 64 bits
    row = f"SELECT {lines_total} AS lines_total, {round_off} AS round_off, {lines_total - round_off} AS total"
    with shop.read() as view:
        assert view.connection.exec_driver_sql(f"SELECT {rule} FROM ({row})").scalar_one() == may_stand


def test_every_table_is_either_posted_or_mutable_by_design():
    assert set(POSTED) | set(MUTABLE) == set(metadata.tables)
    assert set(MUTABLE) == {
        "account", "party", "party_balance", "recipe", "stock_month", "stock_month_kept", "stock_month_value", "stock_reason",
        "supplier", "supplier_licence", "supplier_product", "count_item", "last_count",
        "barcode", "brand", "category", "channel", "customer", "delivery_note", "draft", "draft_line", "head", "import_batch", "import_slice", "mapping", "pack",
        "past_sale_line", "payment_method", "picture", "place", "planned_price", "print_job", "product", "quick_key", "quick_page",
        "reference_list", "reference_product", "role", "role_permission", "setting", "shelf_position", "shelf_tag", "shift", "shortage", "stock_level", "stock_value", "till", "user",
    }  # fmt: skip
