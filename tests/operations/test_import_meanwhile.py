"""What people do while an import is looked at and applied: nothing is overwritten unseen, no barcode shared silently."""

from dataclasses import replace
from typing import Any

import pytest

from jxc_desktop.domain.price_rules import parse_rule
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations.import_undo import undo_import
from jxc_desktop.operations.imports import Outdated, apply_import, stage_import
from jxc_desktop.operations.price_changes import change_products
from jxc_desktop.operations.products import add_product, change_product
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.differences import Differences
from jxc_desktop.queries.imports import import_batches
from jxc_desktop.queries.price_changes import MassChange, proposed
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.products import find_by_code
from tests.builders import product

NEW = {"name": "新品", "barcodes": ("6901234567892",), "retail_price": 1_2000}
KNOWN = {"code": "A1", "retail_price": 1_2000}


@pytest.fixture
def stocked(shop: Shop) -> Shop:
    with shop.work() as work:
        add_product(work, ProductFields("茶", code="A1", barcodes=("111111",), retail_price=1_0000))
    return shop


def differences(shop: Shop, *rows: dict[str, Any], **choices: Any) -> Differences:
    with shop.read() as view:
        return compare(view, [SheetRow(number, values) for number, values in enumerate(rows, 2)], **choices)


def stage(shop: Shop, found: Differences) -> int:
    return stage_import(shop, found, "a.xlsx", "hash")


def make_in_place(shop: Shop, *barcodes: str) -> None:
    with shop.work() as work:
        add_product(work, ProductFields("柜台新建", barcodes=barcodes, retail_price=9_0000))


def edit(shop: Shop, **values: Any) -> None:
    with shop.work() as work:
        card = product_card(work, 1)
        change_product(work, 1, replace(card.fields, **values), card.version)


def price(shop: Shop) -> int | None:
    with shop.read() as view:
        return find_by_code(view, "A1")[0].product.retail_price


def names(shop: Shop, code: str) -> list[str]:
    with shop.read() as view:
        return [found.product.name for found in find_by_code(view, code)]


@pytest.mark.parametrize("row", [NEW, KNOWN, {"code": "A1", "barcodes": ("222222",)}])
def test_what_was_compared_before_its_product_was_changed_is_not_staged(stocked, row):
    found = differences(stocked, row)
    edit(stocked, retail_price=2_0000)
    with pytest.raises(Outdated):
        stage(stocked, found)
    with stocked.read() as view:
        assert import_batches(view) == ()


def test_what_was_compared_before_a_product_was_made_is_staged_only_without_barcodes(stocked):
    found = [differences(stocked, row) for row in (NEW, {"code": "A1", "barcodes": ("222222",)}, KNOWN)]
    make_in_place(stocked, "6901234567892")
    for outdated in found[:2]:
        with pytest.raises(Outdated):
            stage(stocked, outdated)
    stage(stocked, found[2])


def test_a_price_typed_after_staging_stays(stocked):
    import_id = stage(stocked, differences(stocked, KNOWN, NEW))
    edit(stocked, retail_price=2_0000)
    assert apply_import(stocked, import_id) == [("A1", "茶")]
    assert (price(stocked), names(stocked, "6901234567892")) == (2_0000, ["新品"])
    undo_import(stocked, import_id)
    assert (price(stocked), names(stocked, "6901234567892")) == (2_0000, [])


@pytest.mark.parametrize("barcode", ["6901234567892", "012345678905", "0012345678905"])
def test_a_product_made_after_staging_keeps_its_barcode_alone(stocked, barcode):
    import_id = stage(stocked, differences(stocked, {**NEW, "barcodes": ("0012345678905", "6901234567892")}, {"name": "别的"}))
    make_in_place(stocked, barcode)
    assert [name for _code, name in apply_import(stocked, import_id)] == ["新品"]
    assert names(stocked, barcode) == ["柜台新建"]


def test_a_code_of_the_sheet_that_was_taken_after_staging_is_not_given_twice(stocked):
    import_id = stage(stocked, differences(stocked, {"code": "B2", "name": "新品"}))
    with stocked.work() as work:
        add_product(work, ProductFields("柜台新建", code="B2"))
    assert apply_import(stocked, import_id) == [("B2", "新品")]
    assert names(stocked, "B2") == ["柜台新建"]


def test_a_known_product_gets_no_barcode_that_was_taken_after_staging(stocked):
    import_id = stage(stocked, differences(stocked, {"code": "A1", "barcodes": ("222222",)}))
    make_in_place(stocked, "222222")
    assert apply_import(stocked, import_id) == [("A1", "茶")]
    assert names(stocked, "222222") == ["柜台新建"]


def test_shared_barcodes_are_no_matter(stocked):
    found = differences(stocked, {"code": "A1", "barcodes": ("222222",)}, {"name": "新品", "barcodes": ("222222",)}, doubles="share")
    import_id = stage(stocked, found)
    make_in_place(stocked, "222222")
    assert apply_import(stocked, import_id) == []
    assert len(names(stocked, "222222")) == 3


def test_what_was_changed_while_an_undo_runs_stays(stocked, monkeypatch):
    from jxc_desktop.operations import import_undo

    import_id = stage(stocked, differences(stocked, KNOWN))
    apply_import(stocked, import_id)
    undo = import_undo.undo_slices

    def edit_first(*args: Any) -> None:
        edit(stocked, retail_price=5_0000)
        undo(*args)

    monkeypatch.setattr(import_undo, "undo_slices", edit_first)
    undo_import(stocked, import_id)
    assert price(stocked) == 5_0000


def test_a_mass_change_asks_again_when_its_products_changed(shop):
    tea, cola = product(shop, "茶", 1_0000, code="A1"), product(shop, "可乐", 3_0000)

    def proposal():
        with shop.read() as view:
            return proposed(view, [tea.id], MassChange(rule=parse_rule("+10%")))

    shown = proposal()
    with shop.work() as work:
        card = product_card(work, cola.id)
        change_product(work, cola.id, replace(card.fields, retail_price=4_0000), card.version)
    change_products(shop, shown, "+10%")
    assert price(shop) == 1_1000
    shown = proposal()
    edit(shop, retail_price=2_0000)
    with pytest.raises(Outdated):
        change_products(shop, shown, "+10%")
    assert price(shop) == 2_0000
