"""Imports: matched, compared, applied whole or not at all, taken back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from jxc_desktop.db.tables.products import product
from jxc_desktop.db.tables.stock import stock_level
from jxc_desktop.domain.errors import ChangedMeanwhile, NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.domain.stock import OpeningTooLarge
from jxc_desktop.operations import import_slices, import_undo, imports
from jxc_desktop.operations.import_states import ImportRunning, set_state
from jxc_desktop.operations.import_undo import UsedSince, undo_import
from jxc_desktop.operations.imports import ImportCancelled, apply_import, finish_imports, stage_import
from jxc_desktop.operations.products import add_product, change_product
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.queries.check import check
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.differences import Differences
from jxc_desktop.queries.imports import already_imported, import_batches
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.product_codes import next_free_code
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.products import find_by_code, search
from jxc_desktop.queries.view import View
from tests.builders import cart_of, cash


def rows(*values: dict[str, Any]) -> list[SheetRow]:
    return [SheetRow(number, value) for number, value in enumerate(values, 2)]


def differences(shop: Shop, sheet: Sequence[SheetRow], **choices: Any) -> Differences:
    with shop.read() as view:
        return compare(view, sheet, **choices)


def do_import(shop: Shop, sheet: Sequence[SheetRow], **choices: Any) -> int:
    import_id = stage_import(shop, differences(shop, sheet, **choices), "a.xlsx", "hash")
    apply_import(shop, import_id)
    return import_id


def count_products(shop: Shop) -> int:
    with shop.read() as view:
        return int(view.connection.execute(select(func.count()).select_from(product)).scalar_one())


COLA = {
    "barcodes": ("0690123456789",),
    "name": "可口可乐",
    "spec": "330ml",
    "unit": "罐",
    "category": "饮料",
    "brand": "可口可乐",
    "purchase_price": 1_8000,
    "retail_price": 2_5000,
    "stock": 24_000,
    "pack_name": "箱",
    "pack_ratio": 24,
    "pack_barcode": ("6901234567908",),
    "shelf": "A-01",
}


def many(count: int) -> list[SheetRow]:
    return rows(*({"code": f"{number:05d}", "name": f"商品{number}", "retail_price": 1_0000, "stock": 1_000} for number in range(count)))


def test_a_new_product_is_imported_whole(shop: Shop):
    do_import(shop, rows(COLA))
    with shop.read() as view:
        found = find_by_code(view, "0690123456789")[0].product
        assert (found.code, found.name, found.on_hand, found.is_unopened, found.packs[0].ratio) == ("1001", "可口可乐", 24_000, False, 24)
        assert found.barcode == "0690123456789"
        assert [each.name for each in search(view, "kkkl")] == ["可口可乐"]


def test_the_same_sheet_twice_changes_nothing(shop: Shop, clock):
    do_import(shop, rows(COLA))
    again = differences(shop, rows(COLA))
    assert again.counts() == {"new": 0, "changed": 0, "skipped": 1, "wrong": 0}
    with shop.read() as view:
        assert already_imported(view, "hash") == clock.now
        assert already_imported(view, "other") is None


def test_only_what_differs_changes_and_a_blank_leaves(shop: Shop):
    do_import(shop, rows(COLA))
    found = differences(shop, rows({"barcodes": ("0690123456789",), "retail_price": 3_5000, "name": "可口可乐"}))
    (row,) = found.changed
    assert [tuple(change) for change in row.changes] == [("retail_price", 2_5000, 3_5000)]
    assert [question.kind for question in found.questions] == ["price_jump"]


def test_stock_is_never_added_on_top(shop: Shop):
    do_import(shop, rows(COLA))
    found = differences(shop, rows({**COLA, "stock": 50_000}))
    assert not found.changed
    assert [(note.reason, note.old, note.new) for note in found.notes] == [("stock_opened", 24_000, 50_000)]


def test_stock_of_an_unopened_product_is_its_opening_stock(shop: Shop):
    with shop.work() as work:
        add_product(work, ProductFields(name="雪碧", unit="罐", purchase_price=2_0000))
    do_import(shop, rows({"code": "1001", "stock": 12_000}))
    with shop.read() as view:
        found = find_by_code(view, "1001")[0].product
    assert (found.on_hand, found.is_unopened) == (12_000, False)


def test_one_barcode_in_two_rows_is_asked_about(shop: Shop):
    sheet = rows({"barcodes": ("111111",), "name": "甲", "unit": "个"}, {"barcodes": ("111111",), "name": "乙", "brand": "丙"})
    (problem,) = differences(shop, sheet).wrong
    assert (problem.row_no, problem.other_row, problem.reason) == (3, 2, "double_barcode")
    merged = differences(shop, sheet, doubles="merge")
    assert [(row.values["name"], row.values["brand"]) for row in merged.new] == [("甲", "丙")]
    do_import(shop, sheet, doubles="share")
    with shop.read() as view:
        assert [found.product.name for found in find_by_code(view, "111111")] == ["甲", "乙"]


def test_a_product_is_matched_by_name_only_when_asked(shop: Shop):
    do_import(shop, rows(COLA))
    sheet = rows({"name": "可口可乐", "spec": "330ml", "retail_price": 2_6000})
    undecided = differences(shop, sheet)
    assert (len(undecided.new), undecided.same_names) == (1, 1)
    assert [question.kind for question in undecided.questions] == ["same_name_and_spec"]
    assert len(differences(shop, sheet, match_by_name=True).changed) == 1


def test_a_kill_in_any_slice_is_finished_at_the_next_start(shop: Shop, monkeypatch):
    monkeypatch.setattr(imports, "SLICE", 10)
    for dying in range(4):
        import_id = stage_import(
            shop, differences(shop, rows(*({"name": f"批{dying}号{number}", "stock": 1_000} for number in range(35)))), "a", "b"
        )
        with monkeypatch.context() as killed:
            calls = iter(range(10))
            real = import_slices.write_new

            def write_new(*args: Any, real=real, calls=calls, dying=dying, **choices: Any) -> Any:
                if next(calls) == dying:
                    raise KeyboardInterrupt
                return real(*args, **choices)

            killed.setattr(imports, "write_new", write_new)
            with pytest.raises(KeyboardInterrupt):
                apply_import(shop, import_id)
        with shop.read() as view:
            assert search(view, f"批{dying}") == ()
        assert finish_imports(shop) == [import_id]
        assert finish_imports(shop) == []
        assert count_products(shop) == 35 * (dying + 1)
        with shop.read() as view:
            assert len(search(view, f"批{dying}")) == 35


def test_the_lock_is_held_for_a_while_not_for_long():
    held = imports.HELD_SECONDS
    assert imports._more_or_less(1, held / 10) == 2
    assert imports._more_or_less(3, held * 0.9) == 3
    assert imports._more_or_less(4, held * 1.1) == 2
    assert imports._more_or_less(1, held * 9) == 1
    assert imports._more_or_less(imports.MOST_TOGETHER, 0.0) == imports.MOST_TOGETHER


def test_a_staged_import_is_dropped_at_the_next_start(shop: Shop):
    stage_import(shop, differences(shop, many(3)), "a", "b")
    assert finish_imports(shop) == []
    with shop.read() as view:
        assert import_batches(view) == ()
    assert count_products(shop) == 0


def test_cancelling_before_it_begins_leaves_nothing(shop: Shop):
    with pytest.raises(ImportCancelled):
        stage_import(shop, differences(shop, many(3)), "a", "b", cancelled=lambda: True)
    import_id = stage_import(shop, differences(shop, many(3)), "a", "b")
    with pytest.raises(ImportCancelled):
        apply_import(shop, import_id, cancelled=lambda: True)
    assert count_products(shop) == 0


def test_an_import_is_undone_as_a_batch(shop: Shop, monkeypatch):
    monkeypatch.setattr(imports, "SLICE", 10)
    do_import(shop, rows(COLA))
    import_id = do_import(
        shop, [*many(25), SheetRow(99, {"code": "1001", "retail_price": 2_6000, "barcodes": ("777777",), "name": "可乐"})]
    )
    undo_import(shop, import_id)
    with shop.read() as view:
        cola = find_by_code(view, "1001")[0].product
        assert (cola.name, cola.retail_price, find_by_code(view, "777777")) == ("可口可乐", 2_5000, ())
        assert [each.id for each in search(view, "kkkl")] == [cola.id]
        assert (search(view, "商品"), find_by_code(view, "00001")) == ((), ())
        assert view.connection.execute(select(func.sum(stock_level.c.quantity))).scalar_one() == 24_000
        assert check(view).ok
    do_import(shop, many(25))
    with shop.read() as view:
        assert find_by_code(view, "00001")[0].product.on_hand == 1_000


def test_imports_are_undone_one_after_the_other(shop: Shop):
    first = do_import(shop, many(3))
    second = do_import(shop, rows({"code": "00001", "retail_price": 1_1000, "name": "改"}))
    undo_import(shop, second)
    undo_import(shop, first)
    again = differences(shop, rows({"name": "商品1"}), match_by_name=True)
    assert (len(again.new), again.questions) == (1, [])
    assert differences(shop, many(3)).counts()["new"] == 3
    with shop.read() as view:
        assert [batch.state for batch in import_batches(view)] == ["undone", "undone"]


def test_nobody_saves_over_an_undo_what_they_saw_before_it(shop: Shop):
    do_import(shop, many(1))
    second = do_import(shop, rows({"code": "00000", "retail_price": 2_0000}))
    with shop.read() as view:
        seen = product_card(view, 1)
    undo_import(shop, second)
    with shop.work() as work:
        change_product(work, 1, replace(seen.fields, name="别人改的"), product_card(work, 1).version)
    with pytest.raises(ChangedMeanwhile), shop.work() as work:
        change_product(work, 1, seen.fields, seen.version)


def test_an_undo_names_what_moved_since(shop: Shop):
    import_id = do_import(shop, many(3))
    with shop.work() as work:
        sold = find_by_code(work, "00001")[0].product
        complete_sale(work, cart_of(sold), (cash(1_0000),), print_receipt=False)
    with pytest.raises(UsedSince) as refused:
        undo_import(shop, import_id)
    assert refused.value.products == (("00001", "商品1"),)
    with shop.read() as view:
        assert len(search(view, "商品")) == 3
        assert import_batches(view)[0].can_be_undone


@pytest.mark.parametrize("always", [False, True])
def test_a_sale_while_an_undo_looks_is_seen(shop: Shop, monkeypatch, always: bool):
    import_id = do_import(shop, many(3))
    look = import_undo.used_since
    sales = iter(range(99 if always else 1))

    def sell_after_looking(view: View, of_import: int) -> tuple[tuple[str, str], ...]:
        used = look(view, of_import)
        if not isinstance(view, Work) and next(sales, None) is not None:
            with shop.work() as work:
                work.record("something", "else")
                if not always:
                    complete_sale(work, cart_of(find_by_code(work, "00001")[0].product), (cash(1_0000),), print_receipt=False)
        return used

    monkeypatch.setattr(import_undo, "used_since", sell_after_looking)
    if always:
        undo_import(shop, import_id)
        assert count_products(shop) == 3
    else:
        with pytest.raises(UsedSince, match="00001"):
            undo_import(shop, import_id)


def test_a_second_import_waits_for_the_first(shop: Shop):
    first = stage_import(shop, differences(shop, many(3)), "a", "b")
    with shop.work() as work:
        set_state(work, first, "applying")
    with pytest.raises(ImportRunning):
        stage_import(shop, differences(shop, many(3)), "a", "b")


def test_rights_are_asked_for(shop: Shop):
    shop.actor = replace(shop.actor, permissions=frozenset({Permission.IMPORT_PRODUCTS}))
    with pytest.raises(NotAllowed, match="opening stock"):
        stage_import(shop, differences(shop, many(3)), "a", "b")
    shop.actor = replace(shop.actor, permissions=frozenset())
    with pytest.raises(NotAllowed, match="Import"):
        stage_import(shop, Differences(), "a", "b")


def test_what_was_allowed_comes_to_its_end_whoever_is_signed_in_by_then(shop: Shop, monkeypatch):
    monkeypatch.setattr(imports, "SLICE", 1)
    import_id = stage_import(shop, differences(shop, many(4)), "a", "b")
    owner = shop.actor

    def cashier_comes(_done: int, _of: int) -> None:
        shop.actor = replace(owner, permissions=frozenset())

    apply_import(shop, import_id, progress=cashier_comes)
    assert count_products(shop) == 4
    shop.actor = owner
    undo_import(shop, import_id, progress=cashier_comes)
    with shop.read() as view:
        assert [batch.state for batch in import_batches(view)] == ["undone"]


def test_an_undo_names_what_was_changed_since(shop: Shop):
    import_id = do_import(shop, many(3))
    do_import(shop, rows({"code": "00001", "retail_price": 1_1000}))
    with pytest.raises(UsedSince, match="00001 商品1"):
        undo_import(shop, import_id)
    with shop.read() as view:
        assert len(search(view, "商品")) == 3


def test_a_code_taken_meanwhile_does_not_stop_the_import(shop: Shop):
    import_id = stage_import(shop, differences(shop, rows({"name": "甲"}, {"name": "乙"})), "a", "b")
    with shop.work() as work:
        assert next_free_code(work) == "1001"
        add_product(work, ProductFields(name="急", code="1001"))
    apply_import(shop, import_id)
    with shop.read() as view:
        assert {code: find_by_code(view, code)[0].product.name for code in ("1001", "1002", "1003")} == {
            "1001": "急",
            "1002": "乙",
            "1003": "甲",
        }


@pytest.mark.parametrize("known", [False, True])
def test_stock_beyond_the_books_is_refused_before_anything_begins(shop: Shop, known: bool) -> None:
    much = {"code": "1", "name": "金条", "purchase_price": 9_999_999_9900, "stock": 999_999_000}
    if known:
        without = {key: value for key, value in much.items() if key != "stock"}
        apply_import(shop, stage_import(shop, differences(shop, rows(without)), "a.xlsx", "a"))
    with pytest.raises(OpeningTooLarge, match="金条"):
        stage_import(shop, differences(shop, rows(much)), "b.xlsx", "b")
    assert finish_imports(shop) == []
    apply_import(shop, stage_import(shop, differences(shop, rows({**much, "stock": 1000})), "c.xlsx", "c"))
