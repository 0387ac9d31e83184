"""Reversing a sale: everything turned round, once."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import printing, sales
from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.cart import add_product, agreed_total, set_quantity
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.products import Kind, Pack
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations import documents, stock
from jxc_desktop.operations.reversals import AlreadyReversed, NoSale, reverse_sale
from jxc_desktop.operations.sales import complete_sale
from tests.builders import CASH, WECHAT, cart_of, cash, product, stocked


def sell(shop, cart, *tenders, **more):
    with shop.work() as work:
        return complete_sale(work, cart, tenders or (CASH,), print_receipt=True, **more)


def reverse(shop, sold, reason="按错了"):
    with shop.work() as work:
        return reverse_sale(work, sold.document_id, reason)


def of(shop, table, document_id):
    column = table.c.id if table is sales.sale else table.c.document_id
    with shop.read() as view:
        return view.connection.execute(select(table).where(column == document_id)).all()


def balance(shop):
    with shop.read() as view:
        run = view.connection.execute
        return run(select(func.sum(s.stock_level.c.quantity))).scalar_one(), run(select(func.sum(s.stock_value.c.value))).scalar_one()


def receive(shop, made, quantity, value):
    with shop.work() as work:
        plan = stock.plan(work, [stock.Demand(made.id, quantity, "opening", 1, value=value)])
        stock.append(work, plan, documents.post(work, DocumentKind.OPENING, f"in:{value}", 0, head={}, lines=()))


def test_goods_and_money_come_back_as_they_went(shop):
    cola = stocked(shop, price=3_2700, quantity=10, cost=2_0000)
    before = balance(shop)
    sold = sell(shop, cart_of(cola, cola), cash(10_0000))
    back = reverse(shop, sold)
    assert (back.number, back.total, back.paid_back) == ("HC20261122-0001", -6_5000, 6_5000)
    assert balance(shop) == before
    head = of(shop, sales.sale, back.document_id)[0]
    assert (head.lines_total, head.round_off, head.total, head.pieces) == (-6_5400, -400, -6_5000, -2 * ONE)
    line = of(shop, sales.sale_line, back.document_id)[0]
    assert (line.base_quantity, line.amount, line.cost) == (-2 * ONE, -6_5400, -4_0000)


def test_discounts_are_turned_round_too(shop):
    cart = agreed_total(cart_of(product(shop, price=10_0000), product(shop, "茶", 5_0000)), 12_0000)
    back = reverse(shop, sell(shop, cart))
    assert of(shop, sales.sale, back.document_id)[0].discount == -3_0000
    assert [row.cart_discount for row in of(shop, sales.sale_line, back.document_id)] == [-2_0000, -1_0000]


def test_each_way_of_paying_gets_its_own_back(shop):
    paid = replace(WECHAT, amount=12_0000)
    back = reverse(shop, sell(shop, cart_of(product(shop, price=10_0000)), paid, allow_change_from_epayment=True))
    rows = of(shop, sales.payment, back.document_id)
    assert [(row.method_id, row.amount, row.change) for row in rows] == [(2, -12_0000, 0), (1, 2_0000, 0)]


def test_goods_come_back_at_their_cost_with_true_ups(shop):
    """in CASES.md number 4: one sold at 100 each, what came later cost 120 for the piece that was short."""
    cola = stocked(shop, price=200_0000, quantity=1, cost=100_0000)
    sold = sell(shop, set_quantity(cart_of(cola), 1, 2 * ONE))
    receive(shop, cola, 2 * ONE, 240_0000)
    back = reverse(shop, sold)
    assert of(shop, sales.sale_line, back.document_id)[0].cost == -220_0000
    assert balance(shop) == (3 * ONE, 340_0000)


def test_a_cost_that_became_known_later_is_given_back(shop):
    cola = product(shop)
    sold = sell(shop, cart_of(cola))
    receive(shop, cola, 5 * ONE, 10_0000)
    back = reverse(shop, sold)
    assert of(shop, sales.sale_line, back.document_id)[0].cost == -2_0000
    assert balance(shop) == (5 * ONE, 10_0000)


def test_an_unknown_cost_stays_unknown(shop):
    back = reverse(shop, sell(shop, cart_of(product(shop))))
    assert of(shop, sales.sale_line, back.document_id)[0].cost is None


def test_a_second_reversal_names_the_first(shop):
    sold = sell(shop, cart_of(product(shop)))
    first = reverse(shop, sold)
    with pytest.raises(AlreadyReversed, match=first.number):
        reverse(shop, sold)


def test_only_sales_are_reversed(shop):
    back = reverse(shop, sell(shop, cart_of(product(shop))))
    with pytest.raises(NoSale, match=back.number):
        reverse(shop, back)
    with shop.work() as work, pytest.raises(NotFound):
        reverse_sale(work, 99, "")


def test_the_slip_waits_and_cash_opens_the_drawer(shop):
    in_cash = reverse(shop, sell(shop, cart_of(product(shop))))
    by_wechat = reverse(shop, sell(shop, cart_of(product(shop, "茶")), WECHAT))
    assert (in_cash.opens_drawer, by_wechat.opens_drawer) == (True, False)
    assert of(shop, printing.print_job, in_cash.document_id)[0].kind == "reversal"


def test_the_reversal_is_linked_and_says_why(shop):
    sold = sell(shop, cart_of(product(shop)))
    back = reverse(shop, sold, "拿错了")
    with shop.read() as view:
        row = view.connection.execute(select(d.document).where(d.document.c.id == back.document_id)).one()
    assert (row.kind, row.reverses, row.remark) == ("HC", sold.document_id, "拿错了")


def test_services_and_packs_come_back_too(shop):
    box = Pack(5, "箱", 24, 60_0000)
    beer = replace(stocked(shop, "啤酒", 3_0000, quantity=100), packs=(box,))
    repair = product(shop, "开锁", 30_0000, kind=Kind.SERVICE, purchase_price=5_0000)
    before = balance(shop)
    back = reverse(shop, sell(shop, add_product(cart_of(repair), beer, pack=box)))
    assert [row.base_quantity for row in of(shop, sales.sale_line, back.document_id)] == [-ONE, -24 * ONE]
    assert [row.cost for row in of(shop, sales.sale_line, back.document_id)] == [-5_0000, -48_0000]
    assert balance(shop) == before


def test_a_reversal_belongs_to_the_day_and_shift_it_is_made_in(shop, clock):
    sold = sell(shop, cart_of(product(shop)))
    clock.forward(days=1)
    back = reverse(shop, sold)
    assert (back.number, of(shop, sales.payment, back.document_id)[0].shift_id) == ("HC20261123-0001", 2)
