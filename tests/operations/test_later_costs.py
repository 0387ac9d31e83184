"""What comes to a receipt later: freight, fees, rebates; and a receipt put right, of which the ledger takes only the difference."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text

from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.stock_documents import LaterKind, StockLine, SumNeeded
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.later_costs import add_later_cost, plan_later_cost, take_back_later_cost
from jxc_desktop.operations.places import add_place
from jxc_desktop.operations.receipts import GoesBack, PartWentBack, amend_receipt, receive_goods, return_to_supplier, take_back_receipt
from jxc_desktop.operations.reversals import AlreadyReversed
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.supplier_payments import pay_supplier
from jxc_desktop.operations.suppliers import add_supplier
from jxc_desktop.operations.transfers import transfer_goods
from jxc_desktop.queries.check import check
from jxc_desktop.queries.parties import open_moves
from jxc_desktop.queries.receipt_versions import receipt_to_amend
from tests.builders import CASH, cart_of, product, stocked
from tests.purchases import balance_of, line, receipt


@pytest.fixture
def supplier(shop):
    with shop.work() as work:
        return add_supplier(work, SupplierFields("老王批发"))


@pytest.fixture
def carrier(shop):
    with shop.work() as work:
        return add_supplier(work, SupplierFields("物流"))


def do(shop, operation, *given, **more):
    with shop.work() as work:
        return operation(work, *given, **more)


def receive(shop, made):
    return do(shop, receive_goods, made)


def balance(shop, each):
    """(quantity, value) of a product."""
    with shop.read() as view:
        return tuple(
            view.connection.execute(
                select(s.stock_value.c.quantity, s.stock_value.c.value).where(s.stock_value.c.product_id == each.id)
            ).one()
        )


def checked(shop):
    with shop.read() as view:
        report = check(view)
    assert report.ok, [finding.sentence() for finding in report.findings]


def owed(shop, party):
    with shop.read() as view:
        return balance_of(view, party)


def sell(shop, each, pieces):
    cart = cart_of(each)
    cart = replace(cart, lines=tuple(replace(of, pack_quantity=pieces * 1000) for of in cart.lines))
    return do(shop, complete_sale, cart, [CASH], print_receipt=False)


def test_freight_that_comes_later_is_shared_by_value_and_owed_to_the_carrier(shop, supplier, carrier):
    tea, milk = product(shop, "茶"), product(shop, "奶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000), line(milk, 10, 1_0000)))
    later = do(shop, add_later_cost, made.document_id, LaterKind.FREIGHT, 8_0000, key="f", party_id=carrier)
    assert [balance(shop, each) for each in (tea, milk)] == [(10_000, 36_0000), (10_000, 12_0000)]
    assert (owed(shop, supplier), owed(shop, carrier)) == (40_0000, 8_0000)
    assert (later.number, later.of_stock, later.of_issues, later.difference) == ("FY20261122-0001", 8_0000, 0, 0)
    checked(shop)


def test_what_was_sold_since_is_trued_up(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    sell(shop, tea, 4)
    with shop.work() as work:
        shown = plan_later_cost(work, made.document_id, LaterKind.FEE, 10_0000)
    assert [(moved.stock, [value for _move, value in moved.issues]) for moved in shown.later] == [(6_0000, [4_0000])]
    do(shop, add_later_cost, made.document_id, LaterKind.FEE, 10_0000, key="f")
    assert (balance(shop, tea), owed(shop, supplier)) == ((6_000, 24_0000), 40_0000)
    with shop.read() as view:
        rows = view.connection.execute(text("SELECT value FROM stock_move WHERE kind = 'true_up'")).scalars().all()
    assert rows == [-4_0000]
    checked(shop)


def test_a_rebate_takes_value_away_and_pays_what_is_owed_of_the_receipt(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    later = do(shop, add_later_cost, made.document_id, LaterKind.REBATE, 5_0000, key="f")
    assert (balance(shop, tea), owed(shop, supplier), later.amount) == ((10_000, 25_0000), 25_0000, -5_0000)
    with shop.read() as view:
        assert [move.left for move in open_moves(view, supplier)] == [25_0000]
    do(shop, take_back_later_cost, later.document_id, "")
    with shop.read() as view:
        assert sum(move.left for move in open_moves(view, supplier)) == 30_0000
    assert balance(shop, tea) == (10_000, 30_0000)
    checked(shop)


def test_what_went_back_gets_nothing_and_the_rest_finds_no_piece(shop, supplier):
    tea, other = product(shop, "茶"), stocked(shop, "奶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    with shop.read() as view:
        (row,) = view.connection.execute(text("SELECT id FROM receipt_line")).scalars().all()
    do(shop, return_to_supplier, made.document_id, [GoesBack(row, 10_000)], key="back")
    later = do(shop, add_later_cost, made.document_id, LaterKind.FREIGHT, 6_0000, key="f")
    assert (later.of_stock, later.of_issues, later.difference, balance(shop, tea)) == (0, 0, 6_0000, (0, 0))
    assert balance(shop, other) == (10_000, 20_0000)
    checked(shop)


def test_a_later_cost_taken_back_leaves_no_trace(shop, supplier, carrier):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    sell(shop, tea, 5)
    before = balance(shop, tea)
    later = do(shop, add_later_cost, made.document_id, LaterKind.FREIGHT, 7_0000, key="f", party_id=carrier)
    assert balance(shop, tea) != before
    do(shop, take_back_later_cost, later.document_id, "录错了")
    assert (balance(shop, tea), owed(shop, carrier)) == (before, 0)
    with pytest.raises(AlreadyReversed):
        do(shop, take_back_later_cost, later.document_id, "")
    checked(shop)


def test_a_second_finish_gives_the_first_back_and_nonsense_is_refused(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    first = do(shop, add_later_cost, made.document_id, LaterKind.FEE, 1_0000, key="f")
    second = do(shop, add_later_cost, made.document_id, LaterKind.FEE, 1_0000, key="f")
    assert (second.number, second.is_new) == (first.number, False)
    for amount in (0, -1_0000, 50):
        with pytest.raises(SumNeeded):
            do(shop, add_later_cost, made.document_id, LaterKind.FEE, amount, key="g")
    do(shop, take_back_receipt, made.document_id, "")
    with pytest.raises(AlreadyReversed):
        do(shop, add_later_cost, made.document_id, LaterKind.FEE, 1_0000, key="g")


def test_with_freight_that_came_later_all_of_it_goes_back_at_what_it_cost(shop, supplier):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    do(shop, add_later_cost, made.document_id, LaterKind.FREIGHT, 10_0000, key="f")
    with shop.read() as view:
        (row,) = view.connection.execute(text("SELECT id FROM receipt_line")).scalars().all()
    do(shop, return_to_supplier, made.document_id, [GoesBack(row, 4_000)], key="a")
    do(shop, return_to_supplier, made.document_id, [GoesBack(row, 6_000)], key="b")
    assert balance(shop, tea) == (10_000, 20_0000)
    checked(shop)


# a receipt put right


def amended(shop, made, *lines, **more):
    with shop.read() as view:
        draft = receipt_to_amend(view, made.document_id, "new")
    draft = replace(draft, lines=lines or draft.lines, **more)
    return do(shop, amend_receipt, made.document_id, draft, "录错了")


def test_the_draft_is_a_copy_and_posting_it_unchanged_changes_nothing(shop, supplier):
    tea, milk = product(shop, "茶"), product(shop, "奶")
    slip = receipt(
        supplier, line(tea, 10, 3_0000), line(milk, 3, amount_typed=10_0000), line(milk, 1, is_free=True), freight=2_0000, fees=1_0000
    )
    made = receive(shop, slip)
    with shop.read() as view:
        draft = receipt_to_amend(view, made.document_id, "new")
    assert (draft.total, draft.shares, draft.key) == (slip.total, slip.shares, "new")
    before = [balance(shop, each) for each in (tea, milk)]
    done = amended(shop, made)
    assert [balance(shop, each) for each in (tea, milk)] == before
    assert (done.reversal, done.received.number, done.received.trued_up, done.received.difference) == (
        "HC20261122-0001",
        "JH20261122-0002",
        0,
        0,
    )
    assert owed(shop, supplier) == slip.total
    with shop.read() as view:
        assert [move.number for move in open_moves(view, supplier)] == [done.received.number]
        assert view.connection.execute(text("SELECT COUNT(*) FROM stock_move WHERE document_id > 1")).scalar_one() == 0
    checked(shop)


def test_fewer_pieces_leave_at_the_rate_they_came_with(shop, supplier):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = receive(shop, receipt(supplier, line(tea, 100, 5_0000)))
    done = amended(shop, made, line(tea, 10, 5_0000))
    assert (balance(shop, tea), owed(shop, supplier), done.received.difference) == ((20_000, 70_0000), 50_0000, 0)
    checked(shop)


def test_more_pieces_come_in_now(shop, supplier):
    """Case 22: in 10 at 10, in 10 at 15, out 25, the second corrected from 10 to 20 pieces."""
    tea = product(shop, "茶")
    receive(shop, receipt(supplier, line(tea, 10, 10_0000)))
    made = receive(shop, receipt(supplier, line(tea, 10, 15_0000)))
    sell(shop, tea, 15)
    sell(shop, tea, 10)
    amended(shop, made, line(tea, 20, 15_0000))
    assert balance(shop, tea) == (5_000, 75_0000)
    checked(shop)


def test_another_price_comes_to_the_stock_and_to_what_was_sold(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    sell(shop, tea, 4)
    done = amended(shop, made, line(tea, 10, 4_0000))
    assert (balance(shop, tea), owed(shop, supplier), done.received.trued_up) == ((6_000, 24_0000), 40_0000, -4_0000)
    checked(shop)


def test_quantity_and_price_at_once(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 100, 1_0000)))
    sell(shop, tea, 50)
    amended(shop, made, line(tea, 10, 10_0000))
    # 50 were sold: the ten that came cost 100, forty are still to come at the last rate.
    assert balance(shop, tea) == (-40_000, -40_0000)
    checked(shop)


def test_another_product_another_place_and_none_of_a_third(shop, supplier):
    tea, milk, salt = product(shop, "茶"), product(shop, "奶"), product(shop, "盐")
    room = do(shop, add_place, "仓库")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000), line(milk, 5, 2_0000)))
    amended(shop, made, line(tea, 6, 3_0000), line(tea, 8, 3_0000, place_id=room), line(salt, 4, 1_0000))
    assert [balance(shop, each) for each in (tea, milk, salt)] == [(14_000, 42_0000), (0, 0), (4_000, 4_0000)]
    with shop.read() as view:
        rows = view.connection.execute(text(f"SELECT place_id, quantity FROM stock_level WHERE product_id = {tea.id} ORDER BY place_id"))
        assert [tuple(row) for row in rows] == [(1, 6_000), (room, 8_000)]
    checked(shop)


def test_what_was_paid_pays_the_new_version(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    do(shop, pay_supplier, supplier, [(1, 30_0000)], key="p")
    amended(shop, made, line(tea, 10, 4_0000))
    with shop.read() as view:
        assert [(move.number, move.left) for move in open_moves(view, supplier)] == [("JH20261122-0002", 10_0000)]
    checked(shop)


def test_a_version_can_be_put_right_again_sent_back_and_taken_back(shop, supplier):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = receive(shop, receipt(supplier, line(tea, 5, 9_0000)))
    second = amended(shop, made, line(tea, 10, 9_0000)).received
    with shop.read() as view:
        draft = receipt_to_amend(view, second.document_id, "third")
    third = do(shop, amend_receipt, second.document_id, replace(draft, lines=(line(tea, 10, 4_0000),))).received
    assert balance(shop, tea) == (20_000, 60_0000)
    with shop.read() as view:
        (row,) = view.connection.execute(text(f"SELECT id FROM receipt_line WHERE document_id = {third.document_id}")).scalars().all()
    do(shop, return_to_supplier, third.document_id, [GoesBack(row, 4_000)], key="back")
    assert balance(shop, tea) == (16_000, 44_0000)
    with pytest.raises(PartWentBack):
        do(shop, amend_receipt, third.document_id, replace(draft, key="fourth"))
    do(shop, take_back_receipt, third.document_id, "")
    assert (balance(shop, tea), owed(shop, supplier)) == ((10_000, 20_0000), 0)
    with pytest.raises(AlreadyReversed):
        do(shop, amend_receipt, made.document_id, replace(draft, key="fifth"))
    checked(shop)


def test_a_second_finish_of_the_new_version_gives_it_back(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    first = amended(shop, made, line(tea, 9, 3_0000))
    second = do(shop, amend_receipt, made.document_id, replace(receipt(supplier, line(tea, 9, 3_0000)), key="new"))
    assert (second.received.number, second.received.is_new) == (first.received.number, False)


def test_goods_that_were_moved_are_still_the_receipts(shop, supplier):
    tea = product(shop, "茶")
    room = do(shop, add_place, "仓库")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    do(shop, transfer_goods, 1, room, [StockLine(tea.id, 10_000)], key="t")
    do(shop, take_back_receipt, made.document_id, "")
    assert balance(shop, tea) == (0, 0)
    checked(shop)


def test_a_receipt_may_be_dated_back_and_is_put_right_today(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000), day=date(2026, 11, 20)))
    done = amended(shop, made, line(tea, 10, 4_0000))
    assert (made.number, done.received.number) == ("JH20261120-0001", "JH20261122-0001")
    checked(shop)


def test_a_later_cost_taken_back_after_the_receipt_was_put_right_leaves_no_trace(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    later = do(shop, add_later_cost, made.document_id, LaterKind.FREIGHT, 10_0000, key="f")
    amended(shop, made, line(tea, 20, 3_0000))
    sell(shop, tea, 10)
    do(shop, take_back_later_cost, later.document_id, "")
    assert balance(shop, tea) == (10_000, 30_0000)
    checked(shop)
