"""The card of a product: every move with its document and what was there after it; and all moves of a span."""

from dataclasses import replace
from datetime import date

import pytest

from jxc_desktop.domain.errors import NotAllowed, NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.receipts import receive_goods
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.queries.stock_moves import CARD_COLUMNS, MOVEMENT_COLUMNS, CardRow, card_count, card_rows, movements, stock_card
from tests.builders import CASH, cart_of, product, stocked
from tests.purchases import line, receipt


@pytest.fixture
def tea(shop, clock):
    """Four at 2.00 from the opening, one sold, the next day six more at 3.00 came."""
    made = stocked(shop, "茶", quantity=4, cost=2_0000)
    with shop.work() as work:
        complete_sale(work, cart_of(made), (CASH,), print_receipt=False)
    clock.forward(days=1)
    with shop.work() as work:
        receive_goods(work, receipt(add_supplier(work, SupplierFields("老王")), line(made, 6, 3_0000)))
    return made


def rows(shop, goods, **asked):
    with shop.read() as view:
        found = card_rows(view, goods.id, **asked)
        assert card_count(view, goods.id, asked.get("filters")) >= len(found)
    return found


def without(shop, *rights):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - set(rights))


def test_each_move_has_its_document_and_what_was_there_after_it(shop, tea):
    assert [(row.number, row.kind, row.quantity, row.value, row.on_hand, row.worth) for row in rows(shop, tea)] == [
        ("JH20261123-0001", "Goods received", 6 * ONE, 18_0000, 9 * ONE, 24_0000),
        ("XS20261122-0001", "Sold", -ONE, -2_0000, 3 * ONE, 6_0000),
        ("QC20261122-0001", "Opening stock", 4 * ONE, 8_0000, 4 * ONE, 8_0000),
    ]


def test_a_page_and_an_order_keep_what_was_there_after(shop, tea):
    (first,) = rows(shop, tea, limit=1, offset=1)
    assert (first.number, first.on_hand) == ("XS20261122-0001", 3 * ONE)
    assert [row.on_hand for row in rows(shop, tea, order="quantity", is_descending=False)] == [3 * ONE, 4 * ONE, 9 * ONE]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"kind": "sold"}, 1),
        ({"number": "jh"}, 1),
        ({"quantity": ">5"}, 1),
        ({"value": "<0"}, 1),
        ({"quick": "XS"}, 1),
        ({"quick": "open"}, 1),
    ],
)
def test_the_filter_row_narrows_it(shop, tea, filters, count):
    assert len(rows(shop, tea, filters=filters)) == count
    with shop.read() as view:
        assert card_count(view, tea.id, filters) == count


def test_every_column_sorts(shop, tea):
    for column in CARD_COLUMNS:
        assert len(rows(shop, tea, order=column.key, is_descending=False)) == 3


def test_the_head_says_what_is_there_and_what_it_costs(shop, tea):
    fresh = product(shop, "奶")
    with shop.read() as view:
        card = stock_card(view, tea.id)
        assert (card.name, card.on_hand, card.value, card.cost) == ("茶", 9 * ONE, 24_0000, 26_667)
        milk = stock_card(view, fresh.id)
        assert (milk.on_hand, milk.cost, milk.value) == (None, None, None)
        with pytest.raises(NotFound):
            stock_card(view, 999)


def test_money_and_the_card_itself_by_right(shop, tea):
    without(shop, Permission.SEE_COST)
    first = rows(shop, tea)[0]
    assert (first.quantity, first.value, first.worth) == (6 * ONE, None, None)
    assert len(rows(shop, tea, filters={"value": "<0"})) == 3
    with shop.read() as view:
        assert stock_card(view, tea.id).cost is None
    without(shop, Permission.SEE_STOCK)
    with shop.read() as view, pytest.raises(NotAllowed):
        card_rows(view, tea.id)


def test_a_column_is_a_field_of_the_row():
    assert {column.key for column in CARD_COLUMNS} < set(CardRow.__slots__)


def test_moves_of_a_span_in_posting_order(shop, tea):
    with shop.read() as view:
        everything, second = list(movements(view)), list(movements(view, date(2026, 11, 23)))
        before = list(movements(view, None, date(2026, 11, 22)))
    assert [row[2] for row in everything] == ["QC20261122-0001", "XS20261122-0001", "JH20261123-0001"]
    assert (second + before)[0] == everything[2]
    assert all(len(row) == len(MOVEMENT_COLUMNS) for row in everything)
    assert everything[1][3:5] == ("Sale", "Sold")
