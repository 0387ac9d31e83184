"""What an import meets that is not of its making: counts, sales, open carts, other imports; and the price history it leaves."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from jxc_desktop.db.tables import products as t
from jxc_desktop.domain.counts import Scope
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations import drafts, import_undo
from jxc_desktop.operations.counts import drop_count, make_sheet, start_count
from jxc_desktop.operations.import_states import ImportRunning, set_state
from jxc_desktop.operations.import_undo import UsedSince, undo_import
from jxc_desktop.operations.imports import apply_import, stage_import
from jxc_desktop.operations.past_sales import import_past_sales
from jxc_desktop.operations.products import add_product
from jxc_desktop.operations.quick_keys import set_key
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.shelf_walks import count_first
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.check import check
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.imports import import_batches
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.products import find_by_code
from tests.builders import CASH, cart_of


def stage(shop: Shop, *rows: dict[str, Any]) -> int:
    with shop.read() as view:
        found = compare(view, [SheetRow(number, values) for number, values in enumerate(rows, 2)])
    return stage_import(shop, found, "a.xlsx", "hash")


def do_import(shop: Shop, *rows: dict[str, Any]) -> int:
    import_id = stage(shop, *rows)
    assert apply_import(shop, import_id) == []
    return import_id


def goods(shop: Shop, code: str) -> Any:
    with shop.read() as view:
        return find_by_code(view, code)[0].product


def states(shop: Shop) -> list[str]:
    with shop.read() as view:
        return [batch.state for batch in import_batches(view)]


@pytest.fixture
def tea(shop: Shop) -> Any:
    """A product that was there before, and was never counted."""
    with shop.work() as work:
        add_product(work, ProductFields("茶", code="T", retail_price=1_0000))
    return goods(shop, "T")


def refused(shop: Shop, import_id: int) -> list[str]:
    """The codes that stand in an undo's way; nothing is done then."""
    with pytest.raises(UsedSince) as used:
        undo_import(shop, import_id)
    assert states(shop)[0] == "done"
    return [code for code, _name in used.value.products]


@pytest.mark.parametrize("counted", [0, 5 * ONE])
def test_what_was_counted_since_stands_in_the_way(shop: Shop, counted: int) -> None:
    import_id = do_import(shop, {"code": "N", "name": "新品", "retail_price": 1_0000}, {"code": "M", "name": "别的"})
    with shop.work() as work:
        count_first(work, find_by_code(work, "N")[0].product.id, counted)
    assert refused(shop, import_id) == ["N"]


def test_a_count_sheet_that_is_out_stands_in_the_way_until_its_count_is_over(shop: Shop) -> None:
    import_id = do_import(shop, {"code": "N", "name": "新品", "retail_price": 1_0000})
    with shop.work() as work:
        count = start_count(work, Scope()).id
        make_sheet(work, count)
    assert refused(shop, import_id) == ["N"]
    with shop.work() as work:
        drop_count(work, count)
    undo_import(shop, import_id)
    assert states(shop)[0] == "undone"


def test_a_known_product_that_the_import_counted_and_somebody_sold_stands_in_the_way(shop: Shop, tea: Any) -> None:
    import_id = do_import(shop, {"code": "T", "stock": 5 * ONE})
    with shop.work() as work:
        complete_sale(work, cart_of(tea), (CASH,), print_receipt=False)
    assert refused(shop, import_id) == ["T"]


def test_what_happened_before_the_import_stands_in_no_undos_way(shop: Shop, tea: Any) -> None:
    with shop.work() as work:
        complete_sale(work, cart_of(tea), (CASH,), print_receipt=False)
    for _time in range(2):
        import_id = do_import(shop, {"code": "T", "stock": 5 * ONE})
        assert (goods(shop, "T").on_hand, goods(shop, "T").is_unopened) == (5 * ONE, False)
        undo_import(shop, import_id)
        assert (goods(shop, "T").on_hand, goods(shop, "T").is_unopened) == (-ONE, True)
    with shop.read() as view:
        assert check(view).ok


def test_a_new_service_that_was_sold_stands_in_the_way_though_nothing_moved(shop: Shop) -> None:
    import_id = do_import(shop, {"code": "S", "name": "打气", "kind": "service", "retail_price": 1_0000})
    with shop.work() as work:
        complete_sale(work, cart_of(find_by_code(work, "S")[0].product), (CASH,), print_receipt=False)
    assert refused(shop, import_id) == ["S"]


@pytest.mark.parametrize("keep", [drafts.save_draft, drafts.hold_sale])
def test_a_new_product_in_somebodys_cart_stands_in_the_way(shop: Shop, keep: Any) -> None:
    import_id = do_import(shop, {"code": "N", "name": "新品", "retail_price": 1_0000})
    cart = cart_of(goods(shop, "N"))
    with shop.work() as work:
        keep(work, cart)
    assert refused(shop, import_id) == ["N"]
    with shop.work() as work:
        drafts.cancel_cart(work, cart)
    undo_import(shop, import_id)
    assert states(shop) == ["undone"]


def on_a_quick_key(shop: Shop, product_id: int) -> None:
    with shop.work() as work:
        set_key(work, 1, 2, product_id=product_id)


def in_history(shop: Shop, _product_id: int) -> None:
    line = PastSale(2, "N", datetime(2025, 3, 1, 10), "MT1", "", "", "新品", ONE, None, 1_0000)
    import_past_sales(shop, [line], "old.xlsx", "old")


@pytest.mark.parametrize("use", [on_a_quick_key, in_history])
def test_a_new_product_that_is_named_elsewhere_stands_in_the_way(shop: Shop, use: Any) -> None:
    import_id = do_import(shop, {"code": "N", "name": "新品", "retail_price": 1_0000})
    use(shop, goods(shop, "N").id)
    assert refused(shop, import_id) == ["N"]


def test_whatever_names_a_product_by_the_time_it_goes_keeps_its_row(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may still be quicker than the undo that began."""
    import_id = do_import(shop, {"code": "N", "name": "新品", "retail_price": 1_0000})
    product_id, undo = goods(shop, "N").id, import_undo.undo_slices

    def name_it_first(*given: Any) -> None:
        on_a_quick_key(shop, product_id)
        undo(*given)

    monkeypatch.setattr(import_undo, "undo_slices", name_it_first)
    undo_import(shop, import_id)
    with shop.read() as view:
        assert (states(shop), find_by_code(view, "N"), check(view).ok) == (["undone"], (), True)


def test_while_one_is_under_way_no_other_is_taken_back(shop: Shop) -> None:
    done = do_import(shop, {"code": "N", "name": "新品"})
    other = stage(shop, {"code": "M", "name": "别的"})
    with shop.work() as work:
        set_state(work, other, "applying")
    with pytest.raises(ImportRunning):
        undo_import(shop, done)
    assert sorted(states(shop)) == ["applying", "done"]


def test_while_one_is_taken_back_no_other_is_begun(shop: Shop) -> None:
    done = do_import(shop, {"code": "N", "name": "新品"})
    other = stage(shop, {"code": "M", "name": "别的"})
    with shop.work() as work:
        set_state(work, done, "undoing")
    with pytest.raises(ImportRunning):
        apply_import(shop, other)
    with shop.read() as view:
        assert find_by_code(view, "M") == ()


def test_what_was_counted_after_staging_keeps_its_count(shop: Shop, tea: Any) -> None:
    import_id = stage(shop, {"code": "T", "stock": 5 * ONE}, {"code": "N", "name": "新品", "stock": 3 * ONE})
    with shop.work() as work:
        set_opening_stock(work, [OpeningLine(tea.id, 7 * ONE)])
    apply_import(shop, import_id)
    assert (goods(shop, "T").on_hand, goods(shop, "N").on_hand) == (7 * ONE, 3 * ONE)
    with shop.read() as view:
        assert check(view).ok


@pytest.mark.parametrize("more", [{}, {"name": "红茶"}])
def test_each_price_that_an_import_changes_and_gives_back_is_in_the_history(shop: Shop, tea: Any, more: dict[str, str]) -> None:
    import_id = do_import(shop, {"code": "T", "retail_price": 1_2000, "purchase_price": 8000, **more})
    undo_import(shop, import_id)
    with shop.read() as view:
        rows = view.connection.execute(select(t.price_change).where(t.price_change.c.product_id == tea.id)).all()
    history = [(row.price, row.old, row.new) for row in rows]
    assert sorted(history[-4:], key=str) == sorted(
        [
            ("retail_price", 1_0000, 1_2000),
            ("retail_price", 1_2000, 1_0000),
            ("purchase_price", None, 8000),
            ("purchase_price", 8000, None),
        ],
        key=str,
    )
