"""Goods receipts: the stock, the cost, what is owed, the prices that the catalogue learns; what goes back; payments."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text

from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.money import COIN, MAX_LINE
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import LineWrong, NothingReceived, Refusal, SlipDiffers, Terms
from jxc_desktop.domain.suppliers import SupplierFields
from jxc_desktop.operations.receipts import (
    AlreadyTakenBack,
    GoesBack,
    NotOfThisReceipt,
    amend_receipt,
    receive_goods,
    return_to_supplier,
    take_back_receipt,
)
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.supplier_exchanges import exchange_with_supplier
from jxc_desktop.operations.supplier_payments import CutTooLarge, pay_supplier
from jxc_desktop.operations.suppliers import NotAnAmount, PayableSet, add_supplier, set_opening_payable
from jxc_desktop.queries.check import check
from jxc_desktop.queries.parties import balances, open_moves, statement
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.receipt_versions import receipt_to_amend
from tests.builders import CASH, cart_of, product, stocked
from tests.purchases import balance_of, line, receipt


@pytest.fixture
def supplier(shop):
    with shop.work() as work:
        return add_supplier(work, SupplierFields("老王批发", terms=Terms.DAYS, term_days=30))


def receive(shop, made):
    with shop.work() as work:
        return receive_goods(work, made)


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


def owed(shop, supplier):
    with shop.read() as view:
        return balance_of(view, supplier)


def lines_of(shop, document_id):
    with shop.read() as view:
        return view.connection.execute(
            text("SELECT * FROM receipt_line WHERE document_id = :id ORDER BY line_no"), {"id": document_id}
        ).all()


def sell(shop, *products, quantity=1):
    cart = cart_of(*products)
    cart = replace(cart, lines=tuple(replace(each, pack_quantity=quantity * 1000) for each in cart.lines))
    with shop.work() as work:
        return complete_sale(work, cart, [CASH], print_receipt=False)


def test_what_comes_is_in_the_stock_at_what_it_cost_and_is_owed(shop, supplier):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    assert balance(shop, tea) == (20_000, 50_0000)
    assert owed(shop, supplier) == 30_0000
    with shop.read() as view:
        (move,) = open_moves(view, supplier)
        assert (move.number, move.left, move.due) == (made.number, 30_0000, date(2026, 12, 22))
        assert product_card(view, tea.id).fields.purchase_price == 3_0000
    checked(shop)


def test_free_goods_freight_and_fees_are_one_inward_move(shop, supplier):
    tea, milk = product(shop, "茶"), product(shop, "奶")
    made = receipt(supplier, line(tea, 10, 3_0000), line(tea, 2, is_free=True), line(milk, 10, 1_0000), freight=4_0000, fees=4_0000)
    got = receive(shop, made)
    assert balance(shop, tea) == (12_000, 36_0000)
    assert balance(shop, milk) == (10_000, 12_0000)
    assert (got.total, owed(shop, supplier)) == (44_0000, 44_0000)
    assert [row.share for row in lines_of(shop, got.document_id)] == [6_0000, 0, 2_0000]
    checked(shop)


def test_a_second_finish_gives_the_first_receipt_back(shop, supplier):
    tea = product(shop, "茶")
    made = receipt(supplier, line(tea, 10, 3_0000))
    first, second = receive(shop, made), receive(shop, made)
    assert (second.number, second.is_new) == (first.number, False)
    assert balance(shop, tea) == (10_000, 30_0000)


def test_the_slip_must_agree_to_the_coin(shop, supplier):
    tea = product(shop, "茶")
    with pytest.raises(SlipDiffers) as refused:
        receive(shop, receipt(supplier, line(tea, 10, 3_0000), slip_total=30_0100))
    assert "0.01" in refused.value.sentence()
    receive(shop, receipt(supplier, line(tea, 10, 3_0000), slip_total=30_0000))


@pytest.mark.parametrize(
    "wrong",
    [{"quantity": 0}, {"price": None}, {"price": -1}, {"refused": 1_000}, {"amount_typed": 50}, {"gross": 5_000, "tare": 1_000}],
)
def test_a_line_that_makes_no_sense_is_refused_by_name(shop, supplier, wrong):
    tea = product(shop, "茶")
    with pytest.raises(LineWrong) as refused:
        receive(shop, receipt(supplier, replace(line(tea, 10, 3_0000), **wrong)))
    assert "茶" in refused.value.sentence()
    assert owed(shop, supplier) == 0


def test_an_empty_receipt_uses_no_number(shop, supplier):
    with pytest.raises(NothingReceived):
        receive(shop, receipt(supplier))


def test_sold_before_received_is_trued_up_and_shown_before(shop, supplier):
    tea = stocked(shop, "茶", quantity=1, cost=2_0000)
    sell(shop, tea, quantity=3)
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    assert made.trued_up == -2_0000
    assert balance(shop, tea) == (8_000, 24_0000)
    checked(shop)


def test_a_receipt_taken_back_at_once_leaves_no_trace(shop, supplier):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = receive(shop, receipt(supplier, line(tea, 5, 9_0000), freight=3_0000))
    with shop.work() as work:
        back = take_back_receipt(work, made.document_id, "录错了")
    assert balance(shop, tea) == (10_000, 20_0000)
    assert (back.total, back.difference, owed(shop, supplier)) == (-48_0000, 0, 0)
    with shop.read() as view:
        assert open_moves(view, supplier) == ()
    checked(shop)


def test_what_went_back_whole_cannot_be_taken_back_again(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 5, 2_0000)))
    (row,) = lines_of(shop, made.document_id)
    with shop.work() as work:
        return_to_supplier(work, made.document_id, [GoesBack(row.id, 5_000)], key="all")
    with shop.work() as work, pytest.raises(AlreadyTakenBack):
        take_back_receipt(work, made.document_id, "")


def test_after_sales_the_rest_goes_back_at_the_average(shop, supplier):
    tea = stocked(shop, "茶", quantity=10, cost=2_0000)
    made = receive(shop, receipt(supplier, line(tea, 10, 4_0000)))
    sell(shop, tea, quantity=10)
    (row,) = lines_of(shop, made.document_id)
    with shop.work() as work:
        back = return_to_supplier(work, made.document_id, [GoesBack(row.id, 10_000)], reason="近效期", key="back")
    # Of its ten pieces five are still in the average: 5 x 4 + what the other five are worth by then, 5 x 2.
    assert (balance(shop, tea), back.total, back.difference) == ((0, 0), -40_0000, -10_0000)
    checked(shop)


def test_more_than_came_does_not_go_back(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 5, 2_0000)))
    (row,) = lines_of(shop, made.document_id)
    with shop.work() as work:
        return_to_supplier(work, made.document_id, [GoesBack(row.id, 3_000)], key="first")
    with shop.work() as work, pytest.raises(NotOfThisReceipt) as refused:
        return_to_supplier(work, made.document_id, [GoesBack(row.id, 3_000)], key="second")
    assert "2" in refused.value.sentence()
    checked(shop)


def test_what_is_put_right_is_due_from_the_day_the_goods_came(shop, supplier, clock):
    made = receive(shop, receipt(supplier, line(product(shop, "茶"), 10, 3_0000)))
    for day, due in ((None, date(2026, 12, 22)), (None, date(2026, 12, 22)), (date(2026, 11, 20), date(2026, 12, 20))):
        clock.forward(days=1)
        with shop.work() as work:
            again = replace(receipt_to_amend(work, made.document_id, f"again {clock.now}"), day=day)
            made = amend_receipt(work, made.document_id, again).received
            (move,) = open_moves(work, supplier)
        assert move.due == due


def test_a_line_named_twice_goes_back_once(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000)))
    of_line = lines_of(shop, made.document_id)[0].id
    with shop.work() as work, pytest.raises(NotOfThisReceipt):
        return_to_supplier(work, made.document_id, [GoesBack(of_line, 6_000), GoesBack(of_line, 6_000)], key="k")
    with shop.work() as work, pytest.raises(NotAnAmount):
        return_to_supplier(work, made.document_id, [GoesBack(of_line, 6_000, MAX_LINE + COIN)], key="k")
    checked(shop)


def test_counted_goods_go_back_whole(shop, supplier):
    tea, apple = product(shop, "茶", unit="罐"), product(shop, "苹果", unit="公斤")
    made = receive(shop, receipt(supplier, line(tea, 10, 3_0000), line(apple, 10, 3_0000)))
    tins, kilos = (row.id for row in lines_of(shop, made.document_id))
    with shop.work() as work, pytest.raises(LineWrong):
        return_to_supplier(work, made.document_id, [GoesBack(tins, 1_500)], key="k")
    with shop.work() as work:
        return_to_supplier(work, made.document_id, [GoesBack(tins, 2_000), GoesBack(kilos, 1_500)], key="k")
    checked(shop)


def test_a_new_retail_price_needs_the_right_to_change_products(shop, supplier):
    tea = product(shop, "茶")
    came = receipt(supplier, line(tea, 10, 3_0000))
    priced = receipt(supplier, line(tea, 10, 3_0000, retail_price=5_0000))
    shop.actor = replace(shop.actor, permissions=frozenset({Permission.RECEIVE_GOODS}))
    with shop.work() as work, pytest.raises(NotAllowed):
        receive_goods(work, priced)
    made = receive(shop, came)
    with shop.work() as work, pytest.raises(NotAllowed):
        amend_receipt(work, made.document_id, priced)


def test_the_last_partial_return_takes_the_rest_of_the_money(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 3, amount_typed=10_0000)))
    (row,) = lines_of(shop, made.document_id)
    totals = []
    for part in range(3):
        with shop.work() as work:
            totals.append(return_to_supplier(work, made.document_id, [GoesBack(row.id, 1_000)], key=f"part {part}").total)
    assert sum(totals) == -10_0000
    assert (balance(shop, tea), owed(shop, supplier)) == ((0, 0), 0)
    checked(shop)


def test_exchanged_goods_leave_quantity_money_and_price_as_they_were(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 3, amount_typed=10_0000)))
    (row,) = lines_of(shop, made.document_id)
    for _time in range(2):
        with shop.work() as work:
            done = exchange_with_supplier(work, made.document_id, [GoesBack(row.id, 1_000)], reason="破损", key="x")
    assert done.came is not None
    assert (done.back.total, done.came.total, done.came.is_new) == (-3_3300, 3_3300, False)
    assert (balance(shop, tea)[0], owed(shop, supplier)) == (3_000, 10_0000)
    with shop.read() as view:
        assert product_card(view, tea.id).fields.purchase_price == 3_3333
    checked(shop)


def test_a_return_of_nothing_or_for_part_of_a_coin_is_refused(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 3, 2_0000)))
    (row,) = lines_of(shop, made.document_id)
    with shop.work() as work, pytest.raises(NothingReceived):
        return_to_supplier(work, made.document_id, [], key="none")
    for credit in (-1_0000, 50):
        with shop.work() as work, pytest.raises(NotAnAmount):
            return_to_supplier(work, made.document_id, [GoesBack(row.id, 1_000, credit)], key="odd")
    checked(shop)


def test_a_pack_comes_in_as_its_pieces(shop, supplier):
    tea = product(shop, "茶")
    with shop.work() as work:
        work.connection.execute(text("INSERT INTO pack (id, product_id, name, ratio) VALUES (9, :p, '箱', 12)"), {"p": tea.id})
    receive(shop, receipt(supplier, line(tea, 2, 24_0000, ratio=12, pack_id=9)))
    assert balance(shop, tea) == (24_000, 48_0000)
    with shop.read() as view:
        assert product_card(view, tea.id).fields.purchase_price == 2_0000
    checked(shop)


def test_refused_pieces_are_remembered_and_not_paid(shop, supplier):
    tea = product(shop, "茶")
    made = receive(shop, receipt(supplier, line(tea, 8, 2_0000, refused=2_000, refused_why=Refusal.BROKEN)))
    (row,) = lines_of(shop, made.document_id)
    assert (row.on_slip, row.refused, row.refused_why, made.total) == (10_000, 2_000, "broken", 16_0000)


def test_a_payment_takes_the_earliest_first_and_the_rest_is_in_advance(shop, supplier, clock):
    tea = product(shop, "茶")
    first = receive(shop, receipt(supplier, line(tea, 1, 10_0000)))
    clock.forward(days=1)
    receive(shop, receipt(supplier, line(tea, 1, 20_0000)))
    with shop.work() as work:
        paid = pay_supplier(work, supplier, [(1, 10_0000), (2, 4_0000)], cut=1_0000, key="p1")
    with shop.read() as view:
        (left,) = open_moves(view, supplier)
    assert (left.left, paid.in_advance, owed(shop, supplier)) == (15_0000, 0, 15_0000)
    assert left.document_id != first.document_id
    with shop.work() as work:
        more = pay_supplier(work, supplier, [(5, 20_0000)], key="p2")
    assert (more.in_advance, owed(shop, supplier)) == (5_0000, -5_0000)
    with shop.read() as view:
        assert [(each.supplier, each.balance) for each in balances(view)] == [("老王批发", -5_0000)]
        lines = statement(view, supplier, date(2026, 11, 23), date(2026, 11, 30))
    assert [each.balance for each in lines] == [10_0000, 30_0000, 15_0000, -5_0000]
    checked(shop)


def test_nobody_lets_off_more_than_is_owed(shop, supplier):
    tea = product(shop, "茶")
    receive(shop, receipt(supplier, line(tea, 1, 10_0000)))
    with shop.work() as work, pytest.raises(CutTooLarge):
        pay_supplier(work, supplier, [(1, 1_0000)], cut=11_0000, key="p1")
    assert owed(shop, supplier) == 10_0000


def test_what_was_owed_before_the_program_came(shop, supplier):
    with shop.work() as work:
        set_opening_payable(work, supplier, 500_0000)
    assert owed(shop, supplier) == 500_0000
    with shop.work() as work, pytest.raises(PayableSet):
        set_opening_payable(work, supplier, 1_0000)
    checked(shop)


def test_a_changed_receipt_is_found_by_the_check(shop, supplier):
    tea = product(shop, "茶")
    receive(shop, receipt(supplier, line(tea, 5, 2_0000)))
    with shop.work() as work:
        work.connection.exec_driver_sql("DROP TRIGGER receipt_line_no_update")
        work.connection.exec_driver_sql("UPDATE receipt_line SET name = '别的'")
    with shop.read() as view:
        assert "hash" in {finding.code for finding in check(view).findings}
