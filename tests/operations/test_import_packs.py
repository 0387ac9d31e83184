"""Packs under an import: only the pack that a row means changes, with all its barcodes, and an undo gives all of it back."""

from typing import Any

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables import products as t
from jxc_desktop.domain.sheet_rows import CLEAR, SheetRow
from jxc_desktop.operations.import_undo import UsedSince, undo_import
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.products import add_product, change_product
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.check import check
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.differences import Differences
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.products import find_by_code

WATER = ProductFields(
    name="矿泉水",
    code="W",
    unit="瓶",
    barcodes=("999999",),
    packs=(PackFields("提", 6, 17_0000, ("111111", "222222")), PackFields("箱", 24, 60_0000, ("333333",))),
)
ONE = ProductFields(name="可乐", code="C", unit="罐", packs=(PackFields("箱", 24, 60_0000, ("333333", "444444", "555555")),))


def packs(shop: Shop) -> dict[tuple[str, int, int | None], tuple[str, ...]]:
    """The packs in use (name, ratio, price) and their barcodes."""
    with shop.read() as view:
        rows = view.connection.execute(select(t.pack).where(t.pack.c.is_retired == 0).order_by(t.pack.c.ratio)).all()
        codes = view.connection.execute(select(t.barcode.c.pack_id, t.barcode.c.code).order_by(t.barcode.c.position)).all()
    return {(pack.name, pack.ratio, pack.price): tuple(code for pack_id, code in codes if pack_id == pack.id) for pack in rows}


def everything(shop: Shop) -> list[Any]:
    """The rows of packs in use, barcodes and the product, as they are stored; the barcodes' own ids aside."""
    with shop.read() as view:
        run = view.connection.execute
        return [
            run(select(t.pack).where(t.pack.c.is_retired == 0).order_by(t.pack.c.id)).all(),
            run(
                select(t.barcode.c.code, t.barcode.c.product_id, t.barcode.c.pack_id, t.barcode.c.position).order_by(t.barcode.c.code)
            ).all(),
            run(select(t.product)).all(),
        ]


def differences(shop: Shop, **values: Any) -> Differences:
    with shop.read() as view:
        return compare(view, [SheetRow(2, values)])


def do_import(shop: Shop, **values: Any) -> int:
    import_id = stage_import(shop, differences(shop, **values), "a.xlsx", "hash")
    assert apply_import(shop, import_id) == []
    return import_id


@pytest.fixture
def two(shop: Shop) -> Shop:
    with shop.work() as work:
        add_product(work, WATER)
    return shop


@pytest.fixture
def one(shop: Shop) -> Shop:
    with shop.work() as work:
        add_product(work, ONE)
    return shop


def test_a_sheet_that_says_nothing_new_of_one_of_two_packs_changes_nothing(two):
    assert differences(two, code="W", pack_name="箱", pack_ratio=24, pack_barcode=("333333",)).counts()["skipped"] == 1


@pytest.mark.parametrize(
    ("values", "after"),
    [
        (
            {"pack_name": "箱", "pack_ratio": 24, "pack_barcode": ("666666",), "pack_price": 62_0000},
            {("提", 6, 17_0000): ("111111", "222222"), ("箱", 24, 62_0000): ("333333", "666666")},
        ),
        (
            {"pack_name": "箱", "pack_ratio": 20},
            {("提", 6, 17_0000): ("111111", "222222"), ("箱", 20, 60_0000): ("333333",)},
        ),
        (
            {"pack_name": "盒", "pack_ratio": 12, "pack_barcode": ("777777",)},
            {("提", 6, 17_0000): ("111111", "222222"), ("盒", 12, None): ("777777",), ("箱", 24, 60_0000): ("333333",)},
        ),
    ],
)
def test_the_other_pack_stays_and_an_undo_gives_all_back(two, values, after):
    before = everything(two)
    import_id = do_import(two, code="W", **values)
    assert packs(two) == after
    undo_import(two, import_id)
    assert [rows if place < 2 else rows[0].version for place, rows in enumerate(everything(two))] == [*before[:2], before[2][0].version]


@pytest.mark.parametrize(
    ("values", "after"),
    [
        ({"pack_barcode": ("666666",)}, {("箱", 24, 60_0000): ("333333", "444444", "555555", "666666")}),
        ({"pack_ratio": 12}, {("箱", 12, 60_0000): ("333333", "444444", "555555")}),
        (
            {"pack_ratio": 12, "pack_price": 30_0000, "pack_barcode": ("666666",)},
            {("箱", 12, 30_0000): ("333333", "444444", "555555", "666666")},
        ),
    ],
)
def test_a_pack_keeps_its_other_barcodes(one, values, after):
    before = everything(one)[:2]
    import_id = do_import(one, code="C", **values)
    assert packs(one) == after
    undo_import(one, import_id)
    assert everything(one)[:2] == before


def test_a_barcode_that_is_another_products_by_now_is_not_given_back(two):
    import_id = do_import(two, code="W", barcodes=CLEAR, pack_name=CLEAR, pack_barcode=("333333",))
    assert list(packs(two).values()) == [("111111", "222222")]
    with two.work() as work:
        add_product(work, ProductFields("别的", code="X", barcodes=("333333",)))
    with pytest.raises(UsedSince, match="W 矿泉水"):
        undo_import(two, import_id)
    with two.work() as work:
        change_product(work, 2, ProductFields("别的", code="X"), 1)
    undo_import(two, import_id)
    with two.read() as view:
        assert [found.product.name for found in find_by_code(view, "333333")] == ["矿泉水"]
        assert check(view).ok


def test_a_ratio_is_never_edited(one):
    do_import(one, code="C", pack_ratio=12)
    with one.read() as view:
        rows = view.connection.execute(select(t.pack.c.ratio, t.pack.c.is_retired).order_by(t.pack.c.id)).all()
    assert [tuple(row) for row in rows] == [(24, 1), (12, 0)]


def test_the_price_history_names_the_pack(two):
    import_id = do_import(two, code="W", pack_ratio=24, pack_price=62_0000)
    undo_import(two, import_id)
    with two.read() as view:
        rows = view.connection.execute(select(t.price_change.c.pack_id, t.price_change.c.old, t.price_change.c.new)).all()
    assert [tuple(row) for row in rows] == [(2, 60_0000, 62_0000), (2, 62_0000, 60_0000)]
