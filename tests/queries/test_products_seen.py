"""Whether products may have changed since one looked: sales change none, an import is not sure until its end."""

from dataclasses import replace

from jxc_desktop.domain.sheet_rows import SheetRow
from jxc_desktop.operations.import_states import set_state
from jxc_desktop.operations.imports import stage_import
from jxc_desktop.operations.products import change_product
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.products_seen import changed_since, seen_so_far
from tests.builders import CASH, cart_of, product


def seen(shop: Shop) -> int | None:
    with shop.read() as view:
        return seen_so_far(view)


def is_changed(shop: Shop, mark: int | None) -> bool:
    with shop.read() as view:
        return changed_since(view, mark)


def test_a_sale_changes_no_product(shop):
    tea = product(shop)
    mark = seen(shop)
    with shop.work() as work:
        complete_sale(work, cart_of(tea), [CASH], print_receipt=False)
    assert not is_changed(shop, mark)


def test_a_price_does(shop):
    tea = product(shop)
    mark = seen(shop)
    assert not is_changed(shop, mark)
    with shop.work() as work:
        change_product(work, tea.id, replace(product_card(work, tea.id).fields, retail_price=1), 1)
    assert is_changed(shop, mark)


def test_while_an_import_runs_nothing_is_sure(shop):
    with shop.read() as view:
        found = compare(view, [SheetRow(2, {"name": "茶"})])
    import_id = stage_import(shop, found, "a", "b")
    with shop.work() as work:
        set_state(work, import_id, "applying")
    assert seen(shop) is None
    assert is_changed(shop, None)
