"""The list of products: pages, orders, filters; what may not be seen is not there."""

from dataclasses import replace

import pytest

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.tables.products import product
from jxc_desktop.db.types import time_text
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_columns import COLUMNS
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.product_list import (
    LIST_COLUMNS,
    all_products,
    product_count,
    product_ids,
    product_list,
    states,
    visible_columns,
)

KEYS = [column.key for column in COLUMNS]
COLA = ProductFields(
    "可口可乐",
    code="7",
    barcodes=("6901234567892", "6901234567908"),
    category="饮料",
    brand="可口",
    retail_price=2_5000,
    purchase_price=1_8000,
    shelf="A-1",
    no_discount=True,
    packs=(PackFields("箱", 24, 55_0000, ("16901234567899",)),),
)


@pytest.fixture
def goods(shop: Shop) -> Shop:
    """A shop of three products, one of them counted."""
    with shop.work() as work:
        counted = add_product(work, COLA)
        add_product(work, ProductFields("面包", code="10", category="食品", retail_price=6_0000, stop_selling=True))
        add_product(work, ProductFields("100%果汁", code="9"))
        set_opening_stock(work, [OpeningLine(counted, 51_000)])
    return shop


def listed(shop: Shop, **asked) -> list[str]:
    """The names of a page."""
    with shop.read() as view:
        return [row[KEYS.index("name")] for row in product_list(view, 0, 100, **asked)]


def test_a_row_holds_all_that_a_sheet_holds(goods):
    with goods.read() as view:
        row = dict(zip(KEYS, product_list(view, 0, 1)[0][:-1], strict=True))
    assert (row["code"], row["barcodes"], row["category"], row["brand"]) == ("7", "6901234567892, 6901234567908", "饮料", "可口")
    assert (row["pack_name"], row["pack_ratio"], row["pack_barcode"], row["pack_price"]) == ("箱", 24, "16901234567899", 55_0000)
    assert (row["stock"], row["shelf"], row["kind"], row["no_discount"]) == (51_000, "A-1", "Goods", 1)


def test_what_is_at_its_alert_level_is_a_list_of_its_own(shop):
    counted = {"cola": (10_000, 5_000), "tea": (5_000, 5_000), "juice": (4_000, 5_000), "stopped": (0, 5_000), "no level": (0, None)}
    with shop.work() as work:
        for name, (quantity, level) in counted.items():
            made = add_product(work, ProductFields(name, order_at=level, stop_buying=name == "stopped"))
            set_opening_stock(work, [OpeningLine(made, quantity)])
        add_product(work, ProductFields("never counted", order_at=5_000))
    assert sorted(listed(shop, filters={"state": "below_alert"})) == ["juice", "tea"]
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SEE_STOCK})
    assert listed(shop, filters={"state": "below_alert"}) == []
    with shop.read() as view:
        assert not {"below_alert", "under_zero"} & states(view).keys()


def test_codes_go_as_numbers_and_pages_follow_each_other(goods):
    assert listed(goods) == ["可口可乐", "100%果汁", "面包"]
    with goods.read() as view:
        assert [row[0] for offset in range(3) for row in product_list(view, offset, 1)] == ["7", "9", "10"]


@pytest.mark.parametrize("key", KEYS)
def test_every_column_sorts_both_ways(goods, key):
    up, down = listed(goods, order=key), listed(goods, order=key, is_descending=True)
    assert sorted(up) == sorted(down) == sorted(["可口可乐", "100%果汁", "面包"])


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"name": "可"}, ["可口可乐"]),
        ({"name": "100%"}, ["100%果汁"]),
        ({"name": "%"}, ["100%果汁"]),
        ({"barcodes": "67908"}, ["可口可乐"]),
        ({"barcodes": "6_9"}, []),
        ({"barcodes": "69%8"}, []),
        ({"barcodes": "%"}, []),
        ({"category": "食"}, ["面包"]),
        ({"of_category": "饮料"}, ["可口可乐"]),
        ({"brand": "可口"}, ["可口可乐"]),
        ({"retail_price": "6"}, ["面包"]),
        ({"retail_price": "<=2.50"}, ["可口可乐"]),
        ({"retail_price": "dear"}, []),
        ({"stock": ">=51"}, ["可口可乐"]),
        ({"no_discount": "是"}, ["可口可乐"]),
        ({"kind": "goods"}, ["可口可乐", "100%果汁", "面包"]),
        ({"state": "no_price"}, ["100%果汁"]),
        ({"state": "unopened"}, ["100%果汁", "面包"]),
        ({"state": "stop_selling"}, ["面包"]),
        ({"quick": "mb"}, ["面包"]),
        ({"quick": "mb", "of_category": "饮料"}, []),
    ],
)
def test_filters_narrow_the_list_and_its_count(goods, filters, names):
    assert listed(goods, filters=filters) == names
    with goods.read() as view:
        assert product_count(view, filters) == len(names)


def test_costs_are_neither_shown_nor_asked_about_without_the_right(goods):
    goods.actor = replace(goods.actor, permissions=goods.actor.permissions - {Permission.SEE_COST})
    with goods.read() as view:
        assert "purchase_price" not in [column.key for column in visible_columns(view)]
        assert product_list(view, 0, 1)[0][KEYS.index("purchase_price")] is None
        assert len(product_list(view, 0, 9, filters={"purchase_price": "1.8"})) == 3
        assert len(next(all_products(view))) == len(LIST_COLUMNS) - 1


MANY = 2_300


@pytest.fixture
def screws(shop: Shop) -> Shop:
    """More screws than a list shows at once; each tenth is no longer sold."""
    with shop.work() as work:
        now = time_text(work.now)
        rows = [(f"{number:05}", f"螺丝{number}", MANY - number, int(number % 10 == 0), "ls", now) for number in range(MANY)]
        insert_rows(work.connection, product, ("code", "name", "retail_price", "stop_selling", "initials", "changed_at"), rows)
    return shop


@pytest.mark.parametrize(
    ("filters", "count"),
    [({"quick": "螺丝"}, MANY), ({"quick": "ls"}, MANY), ({"quick": "螺丝", "state": "stop_selling"}, MANY // 10)],
)
def test_all_that_the_quick_search_finds_is_counted_listed_and_given(screws, filters, count):
    with screws.read() as view:
        assert product_count(view, filters) == len(product_ids(view, filters)) == len(list(all_products(view, filters))) == count
        for order in ("", "retail_price"):
            pages = [product_list(view, offset, 500, order=order, filters=filters) for offset in range(0, count, 500)]
            ids = [row[-1] for page in pages for row in page]
            assert len(ids) == len(set(ids)) == count
        prices = [row[KEYS.index("retail_price")] for page in pages for row in page]
    assert prices == sorted(prices)
