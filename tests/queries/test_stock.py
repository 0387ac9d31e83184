"""The stock list: what is there, what it is worth, what was never set up; sorted and narrowed by the query."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import insert

from jxc_desktop.db.tables.products import category, pack, shelf_position
from jxc_desktop.db.tables.products import product as goods
from jxc_desktop.db.tables.shop import place
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations import documents
from jxc_desktop.operations import stock as door
from jxc_desktop.operations.drafts import hold_sale
from jxc_desktop.operations.orders import post_order
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.stock_months import keep_months
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.orders import receipt_from_order
from jxc_desktop.queries.stock import AT_COLUMNS, COLUMNS, all_stock, stock_at, stock_page, stock_totals
from jxc_desktop.queries.stock_moves import stock_card
from tests.builders import BEIJING, CASH, cart_of, product, stocked
from tests.purchases import order

KEYS = [column.key for column in COLUMNS]


def page(shop, **asked):
    with shop.read() as view:
        return stock_page(view, 0, 200, **asked)


def facts(shop, name):
    """One row by column key."""
    row = next(row for row in page(shop) if row[KEYS.index("name")] == name)
    return dict(zip(KEYS, row, strict=False))


def names(shop, order="", *, is_descending=False, **filters):
    return [row[KEYS.index("name")] for row in page(shop, order=order, is_descending=is_descending, filters=filters)]


def totals(shop, **filters):
    with shop.read() as view:
        return stock_totals(view, filters)


def without(shop, *rights):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - set(rights))


def in_category(shop, made, name):
    with shop.work() as work:
        row = work.connection.execute(insert(category).values(name=name).returning(category.c.id)).scalar_one()
        work.connection.execute(goods.update().where(goods.c.id == made.id).values(category_id=row))


@pytest.fixture
def shelf(shop):
    """Ten cola at 2.00, three bread at 4.00, milk sold before it was set up, salt without a cost."""
    stocked(shop, "可乐", quantity=10, cost=2_0000, code="2", barcode="6901234567892", spec="500ml", unit="瓶")
    stocked(shop, "面包", quantity=3, cost=4_0000, code="1")
    stocked(shop, "盐", quantity=1, cost=None, code="30")
    milk = product(shop, "牛奶", code="4", purchase_price=1_0000)
    with shop.work() as work:
        complete_sale(work, cart_of(milk), (CASH,), print_receipt=False)
    return shop


def test_a_row_tells_what_is_there_and_what_it_is_worth(shelf):
    assert facts(shelf, "可乐") == {
        "code": "2", "barcode": "6901234567892", "name": "可乐", "spec": "500ml", "unit": "瓶", "category": "", "shelf": "",
        "on_hand": 10 * ONE, "in_packs": "", "available": 10 * ONE, "on_order": 0, "cost": 2_0000, "value": 20_0000, "is_unopened": 0,
        "last_counted": None,
    }  # fmt: skip


def test_without_an_order_by_own_code_as_numbers(shelf):
    assert names(shelf) == ["面包", "可乐", "牛奶", "盐"]


def test_what_was_never_set_up_shows_no_negative_number(shelf):
    found = facts(shelf, "牛奶")
    assert (found["on_hand"], found["available"], found["value"], found["is_unopened"]) == (None, None, None, 1)


def test_unknown_cost_is_not_zero(shelf):
    assert (facts(shelf, "盐")["value"], facts(shelf, "盐")["cost"]) == (None, None)


def test_services_are_not_listed(shop):
    product(shop, "修表", kind=Kind.SERVICE)
    assert page(shop) == []


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("value", ["盐", "牛奶", "面包", "可乐"]),
        ("cost", ["盐", "牛奶", "可乐", "面包"]),
        ("on_hand", ["牛奶", "盐", "面包", "可乐"]),
        ("name", ["可乐", "牛奶", "盐", "面包"]),
    ],
)
def test_each_column_sorts(shelf, order, found):
    assert sorted(names(shelf, order)) == sorted(found)
    assert names(shelf, order)[-2:] == found[-2:]
    assert names(shelf, order, is_descending=True)[:2] == found[:-3:-1]


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("value", ">15", ["可乐"]),
        ("cost", ">=4", ["面包"]),
        ("cost", "x", []),
        ("on_hand", "<5", ["面包", "盐"]),
        ("barcode", "456", ["可乐"]),
        ("name", "奶", ["牛奶"]),
        ("is_unopened", "yes", ["牛奶"]),
        ("state", "unopened", ["牛奶"]),
        ("state", "unknown_cost", ["盐"]),
        ("state", "there", ["面包", "可乐", "盐"]),
        ("quick", "面包", ["面包"]),
    ],
)
def test_each_filter_narrows_page_and_totals(shelf, key, text, found):
    assert names(shelf, **{key: text}) == found
    assert totals(shelf, **{key: text})[0] == len(found)


def test_every_column_can_be_asked_for(shelf):
    for column in COLUMNS:
        names(shelf, column.key)
        names(shelf, **{column.key: "1"})


def test_totals_are_of_all_and_of_what_is_left(shelf):
    assert (totals(shelf), totals(shelf, name="可乐"), totals(shelf, quick="可乐")) == ((4, 32_0000), (1, 20_0000), (1, 20_0000))


def test_a_page_begins_where_it_is_asked_to(shelf):
    with shelf.read() as view:
        assert [row[KEYS.index("name")] for row in stock_page(view, 1, 2)] == ["可乐", "牛奶"]


def test_held_carts_leave_less_available(shelf):
    cola = replace(product(shelf, "茶"), id=facts_id(shelf, "可乐"))
    with shelf.work() as work:
        hold_sale(work, cart_of(cola, cola), "老王")
    assert (facts(shelf, "可乐")["on_hand"], facts(shelf, "可乐")["available"]) == (10 * ONE, 8 * ONE)
    assert names(shelf, available="8") == ["可乐"]


def facts_id(shop, name):
    return next(row[-1] for row in page(shop) if row[KEYS.index("name")] == name)


def test_what_was_ordered_and_has_not_come_is_on_order(shelf):
    cola = facts_id(shelf, "可乐")
    with shelf.work() as work:
        supplier = add_supplier(work, SupplierFields("老王"))
    bread = replace(product(shelf, "水"), id=cola)
    with shelf.work() as work:
        ordered = post_order(work, order(supplier, (bread, 12, 2_0000)))
    assert facts(shelf, "可乐")["on_order"] == 12 * ONE
    with shelf.work() as work:
        wanted = receipt_from_order(work, ordered.document_id)
        receive_goods(work, replace(wanted, lines=(replace(wanted.lines[0], quantity=5 * ONE),)))
    assert facts(shelf, "可乐")["on_order"] == 7 * ONE
    assert names(shelf, on_order=">0") == ["可乐"]


def test_a_category_is_asked_for_by_its_name(shelf):
    cola = next(row for row in page(shelf) if row[2] == "可乐")
    in_category(shelf, replace(product(shelf, "水"), id=cola[-1]), "饮料")
    assert (names(shelf, of_category="饮料"), facts(shelf, "可乐")["category"]) == (["可乐"], "饮料")
    assert totals(shelf, of_category="饮料") == (1, 20_0000)


@pytest.fixture
def storeroom(shelf):
    """Four of the ten cola stand in the storeroom."""
    with shelf.work() as work:
        there = work.connection.execute(insert(place).values(name="仓库").returning(place.c.id)).scalar_one()
        cola = facts_id(shelf, "可乐")
        moves = [door.Demand(cola, -4 * ONE, "transfer", 1, place_id=1), door.Demand(cola, 4 * ONE, "transfer", 1, place_id=there)]
        planned = door.plan(work, moves)
        door.append(work, planned, documents.post(work, DocumentKind.CANCELLED_CART, "move", 0, head={}, lines=()))
        work.connection.execute(insert(shelf_position).values(product_id=cola, place_id=there, shelf="B-3"))
    return shelf, str(there)


def test_a_place_has_its_share_of_the_value(storeroom):
    shop, there = storeroom
    (row,) = page(shop, filters={"of_place": there})
    found = dict(zip(KEYS, row, strict=False))
    assert (found["on_hand"], found["value"], found["cost"], found["shelf"]) == (4 * ONE, 8_0000, 2_0000, "B-3")
    assert totals(shop, of_place=there) == (1, 8_0000)
    assert names(shop, "value", is_descending=True, of_place="1") == ["面包", "可乐", "牛奶", "盐"]
    assert names(shop, of_place="1", value=">12") == []
    assert facts(shop, "可乐")["on_hand"] == 10 * ONE


def test_a_place_at_a_day_has_its_share_too(storeroom):
    shop, there = storeroom
    with shop.read() as view:
        (row,) = stock_at(view, date(2026, 11, 22), int(there))
    assert row[6:9] == (4 * ONE, 2_0000, 8_0000)


def test_value_and_number_by_right(shelf):
    without(shelf, Permission.SEE_COST)
    assert (facts(shelf, "可乐")["on_hand"], facts(shelf, "可乐")["value"]) == (10 * ONE, None)
    assert totals(shelf) == (4, None)
    without(shelf, Permission.SEE_STOCK)
    assert facts(shelf, "可乐")["on_hand"] is None
    assert names(shelf, state="there") == []
    with shelf.read() as view, pytest.raises(NotAllowed):
        stock_at(view, date(2026, 11, 22))


def test_the_export_holds_every_row(shelf):
    with shelf.read() as view:
        rows = list(all_stock(view))
    assert [len(row) for row in rows] == [len(COLUMNS)] * 4


@pytest.mark.parametrize("is_kept", [False, True])
def test_what_was_there_at_a_day(shop, clock, is_kept):
    clock.now = datetime(2026, 9, 5, 10, tzinfo=BEIJING)
    tea = stocked(shop, "茶", quantity=4, cost=2_0000)
    clock.now = datetime(2026, 11, 5, 10, tzinfo=BEIJING)
    with shop.work() as work:
        complete_sale(work, cart_of(tea), (CASH,), print_receipt=False)
    if is_kept:
        keep_months(shop)
    at = AT_COLUMNS.index(next(column for column in AT_COLUMNS if column.key == "on_hand"))
    with shop.read() as view:
        assert [row[at : at + 3] for row in stock_at(view, date(2026, 10, 10))] == [(4 * ONE, 2_0000, 8_0000)]
        assert [row[at : at + 3] for row in stock_at(view, date(2026, 11, 5))] == [(3 * ONE, 2_0000, 6_0000)]
        assert stock_at(view, date(2026, 9, 4)) == []


def test_what_comes_in_packs_is_shown_from_the_largest_pack_down(shop):
    """A pack that is used no more is left out; goods without one say nothing twice; found by the pack's name, sorted by quantity."""
    cola, tea = stocked(shop, "可乐", quantity=51, unit="瓶"), stocked(shop, "茶", quantity=2)
    beer = stocked(shop, "啤酒", quantity=100, unit="瓶")
    rows = [(cola.id, "箱", 24, 0), (cola.id, "提", 6, 0), (cola.id, "大箱", 48, 1), (beer.id, "箱", 12, 0)]
    with shop.work() as work:
        for product_id, name, ratio, is_retired in rows:
            work.connection.execute(insert(pack).values(product_id=product_id, name=name, ratio=ratio, is_retired=is_retired))
    assert [facts(shop, each.name)["in_packs"] for each in (cola, tea, beer)] == ["2 箱 3 瓶", "", "8 箱 4 瓶"]
    assert sorted(names(shop, in_packs="箱")) == ["可乐", "啤酒"]
    assert names(shop, in_packs="大箱") == []
    assert names(shop, "in_packs", is_descending=True) == ["啤酒", "可乐", "茶"]
    with shop.read() as view:
        assert stock_card(view, cola.id).packs == (("箱", 24), ("提", 6))
