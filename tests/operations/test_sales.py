"""Completing a sale: what stands in the books afterwards, and what is refused."""

from dataclasses import replace

import pytest
from sqlalchemy import event, func, select, update

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import metadata, printing, sales
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.cart import (
    add_choice,
    add_product,
    add_unknown,
    agreed_total,
    discount_line,
    override_price,
    set_quantity,
    set_sold_by,
)
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotAllowed, NotFound
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import share_out
from jxc_desktop.domain.payments import ChangeNotAgreed, MethodKind, NotEnoughPaid, Tender
from jxc_desktop.domain.permissions import Actor, Permission
from jxc_desktop.domain.products import BelowZero, Kind, Pack
from jxc_desktop.domain.quantity import MAX_LINES, ONE
from jxc_desktop.domain.scale_codes import ScaleLabel
from jxc_desktop.operations.drafts import save_draft
from jxc_desktop.operations.sales import CartBlocked, DiscountNotTaken, NotEnoughStock, NothingToSell, complete_sale
from jxc_desktop.queries.check import check
from jxc_desktop.queries.receipts import receipt_of
from tests.builders import CASH, WECHAT, cart_of, cash, product, stocked


def sell(shop, cart, *tenders, **more):
    with shop.work() as work:
        return complete_sale(work, cart, tenders or (CASH,), **{"print_receipt": True, **more})


def rows(shop, table):
    with shop.read() as view:
        return view.connection.execute(select(table)).all()


def count(shop, table):
    return len(rows(shop, table))


def test_a_cash_sale_stands_in_every_book(shop):
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000, barcode="6901234567892")
    sold = sell(shop, cart_of(cola, cola), cash(10_0000))
    assert (sold.number, sold.total, sold.paid, sold.change) == ("XS20261122-0001", 6_0000, 10_0000, 4_0000)
    line = rows(shop, sales.sale_line)[0]
    assert (line.name, line.barcode, line.base_quantity, line.amount, line.cost) == ("可乐", "6901234567892", 2 * ONE, 6_0000, 4_0000)
    paid = rows(shop, sales.payment)[0]
    assert (paid.amount, paid.tendered, paid.change) == (6_0000, 10_0000, 4_0000)
    assert rows(shop, s.stock_level)[0].quantity == 8 * ONE
    assert rows(shop, s.stock_value)[0].value == 16_0000


def test_a_receipt_waits_and_only_cash_opens_the_drawer(shop):
    cola = product(shop)
    by_cash, by_wechat = sell(shop, cart_of(cola)), sell(shop, cart_of(cola), WECHAT)
    assert (by_cash.opens_drawer, by_wechat.opens_drawer) == (True, False)
    jobs = rows(shop, printing.print_job)
    assert [(job.kind, job.state, job.opens_drawer) for job in jobs] == [("receipt", "waiting", 1), ("receipt", "waiting", 0)]


def test_without_paper_cash_still_opens_the_drawer(shop):
    cola = product(shop)
    sell(shop, cart_of(cola), print_receipt=False)
    assert sell(shop, cart_of(cola), WECHAT, print_receipt=False).print_job_id is None
    assert [(job.kind, job.opens_drawer) for job in rows(shop, printing.print_job)] == [("drawer", 1)]


def test_the_draft_goes_with_its_sale(shop):
    cart = cart_of(product(shop))
    with shop.work() as work:
        save_draft(work, cart)
    sell(shop, cart)
    assert (count(shop, d.draft), count(shop, d.draft_line)) == (0, 0)


def test_the_same_key_gives_the_first_receipt(shop):
    cart = cart_of(stocked(shop))
    first, again = sell(shop, cart, cash(5_0000)), sell(shop, cart, cash(5_0000))
    assert (again.document_id, again.number, again.change, again.is_new) == (first.document_id, first.number, 2_0000, False)
    assert (count(shop, sales.sale), count(shop, sales.payment), count(shop, printing.print_job)) == (1, 1, 1)


def test_one_commit_a_sale(shop):
    cart, commits = cart_of(product(shop)), []
    event.listen(shop.database._writer, "commit", lambda connection: commits.append(1))
    sell(shop, cart)
    assert len(commits) == 1


@pytest.mark.parametrize("fault", ["empty", "unknown", "one of several", "no price", "no weight", "no longer sold"])
def test_a_cart_that_cannot_be_sold(shop, fault):
    refusal = NothingToSell if fault == "empty" else CartBlocked
    carts = {
        "empty": cart_of(),
        "one of several": add_choice(cart_of(product(shop)), "690", (Found(product(shop)), Found(product(shop)))),
        "no weight": add_product(cart_of(), product(shop, "苹果", kind=Kind.WEIGHED, unit="公斤")),
        "no longer sold": cart_of(replace(product(shop), stop_selling=True)),
        "unknown": add_unknown(cart_of(product(shop)), "6900000000000"),
        "no price": cart_of(product(shop, "散装糖", None)),
    }
    with pytest.raises(refusal):
        sell(shop, carts[fault])
    assert count(shop, d.document) == 0


def test_too_little_money_sells_nothing(shop):
    with pytest.raises(NotEnoughPaid):
        sell(shop, cart_of(stocked(shop)), cash(1_0000))
    assert count(shop, sales.sale) == 0


def test_a_way_of_paying_that_is_not_there(shop):
    with pytest.raises(NotFound):
        sell(shop, cart_of(product(shop)), Tender(99, MethodKind.CASH))
    with pytest.raises(NotFound):
        sell(shop, cart_of(product(shop)), Tender(2, MethodKind.CASH))


@pytest.mark.parametrize("policy", BelowZero)
def test_only_the_policy_refuse_refuses(shop, policy):
    cola = stocked(shop, quantity=1, below_zero=policy)
    cart = set_quantity(cart_of(cola), 1, 2 * ONE)
    if policy is BelowZero.REFUSE:
        with pytest.raises(NotEnoughStock, match=r"可乐.*1.*2"):
            sell(shop, cart)
    else:
        sell(shop, cart)
    left = ONE if policy is BelowZero.REFUSE else -ONE
    assert rows(shop, s.stock_level)[0].quantity == left


def test_the_last_piece_may_be_sold_when_below_zero_is_refused(shop):
    sell(shop, cart_of(stocked(shop, quantity=1, below_zero=BelowZero.REFUSE)))
    assert rows(shop, s.stock_level)[0].quantity == 0


def test_goods_without_opening_stock_sell_silently(shop):
    assert sell(shop, cart_of(product(shop, below_zero=BelowZero.REFUSE))).is_new


@pytest.mark.parametrize("kind", [Kind.SERVICE, Kind.OPEN_PRICE])
def test_what_keeps_no_stock_moves_none(shop, kind):
    sell(shop, cart_of(product(shop, "开锁", kind=kind)))
    assert count(shop, s.stock_move) == 0


def test_an_unknown_cost_is_not_zero(shop):
    sell(shop, cart_of(product(shop)))
    assert rows(shop, sales.sale_line)[0].cost is None


def test_a_cost_from_the_price_on_file_is_provisional(shop):
    sell(shop, cart_of(product(shop, purchase_price=2_0000)))
    line = rows(shop, sales.sale_line)[0]
    assert (line.cost, line.is_cost_provisional) == (2_0000, 1)


def test_cash_is_rounded_off_to_the_jiao_and_wechat_is_not(shop):
    gum = product(shop, "口香糖", 1_2700)
    in_cash, by_wechat = sell(shop, cart_of(gum)), sell(shop, cart_of(gum), WECHAT)
    assert (in_cash.total, in_cash.round_off, by_wechat.total, by_wechat.round_off) == (1_2000, 700, 1_2700, 0)


def test_several_ways_of_paying(shop):
    sell(shop, cart_of(product(shop, price=10_0000)), replace(WECHAT, amount=4_0000), cash(10_0000))
    assert [(row.method_id, row.amount, row.change) for row in rows(shop, sales.payment)] == [(2, 4_0000, 0), (1, 6_0000, 4_0000)]


def test_change_from_an_e_payment_is_agreed_to_first(shop):
    cart = cart_of(product(shop, price=10_0000))
    paid = replace(WECHAT, amount=12_0000)
    with pytest.raises(ChangeNotAgreed):
        sell(shop, cart, paid)
    sold = sell(shop, cart, paid, allow_change_from_epayment=True)
    assert (sold.change, sold.opens_drawer) == (2_0000, True)
    assert [(row.amount, row.tendered, row.change) for row in rows(shop, sales.payment)] == [(12_0000, 12_0000, 0), (-2_0000, 0, 2_0000)]


def test_an_agreed_total_is_shared_over_the_lines(shop):
    cart = agreed_total(cart_of(product(shop, price=10_0000), product(shop, "茶", 5_0000)), 12_0000)
    assert sell(shop, cart).total == 12_0000
    head = rows(shop, sales.sale)[0]
    assert (head.lines_total, head.discount) == (12_0000, 3_0000)
    assert [row.cart_discount for row in rows(shop, sales.sale_line)] == share_out(3_0000, [10_0000, 5_0000])


def test_tax_is_inside_the_price_by_the_shop_s_status(shop):
    shop.settings = replace(shop.settings, tax_status="general")
    sell(shop, cart_of(product(shop, price=113_0000, tax_rate=1300)))
    shop.settings = replace(shop.settings, tax_status="small", tax_rate=100)
    sell(shop, cart_of(product(shop, price=101_0000, tax_rate=1300)))
    assert [(row.tax_rate, row.net) for row in rows(shop, sales.sale_line)] == [(1300, 100_0000), (100, 100_0000)]


def test_a_till_has_one_shift_a_business_date(shop, clock):
    cola = product(shop)
    sell(shop, cart_of(cola))
    sell(shop, cart_of(cola))
    clock.forward(days=1)
    sell(shop, cart_of(cola))
    assert [row.shift_id for row in rows(shop, sales.payment)] == [1, 1, 2]


def test_two_sales_in_the_same_moment_keep_their_order(shop):
    cola = product(shop)
    first, second = sell(shop, cart_of(cola)), sell(shop, cart_of(cola))
    assert (first.number, second.number) == ("XS20261122-0001", "XS20261122-0002")
    assert [row.posted_seq for row in rows(shop, d.document)] == [1, 2]


@pytest.mark.parametrize(
    ("right", "change", "more"),
    [
        (Permission.SELL, lambda cart: cart, {}),
        (Permission.OVERRIDE_PRICE, lambda cart: override_price(cart, 1, 1_0000), {}),
        (Permission.DISCOUNT, lambda cart: discount_line(cart, 1, Discount(DiscountKind.PERCENT, 2000)), {}),
        (Permission.ROUND_OFF, lambda cart: cart, {"manual_round_off": 5000}),
    ],
)
def test_each_right_is_asked_for_when_it_is_used(shop, right, change, more):
    cart = change(cart_of(product(shop)))
    holder = shop.actor
    shop.actor = Actor(1, "小王", holder.permissions - {right})
    with pytest.raises(NotAllowed):
        sell(shop, cart, **more)
    assert sum(count(shop, table) for table in (d.document, s.stock_move, sales.sale)) == 0
    shop.actor = holder
    assert sell(shop, cart, **more).is_new


def test_a_price_for_what_has_none_is_no_change_of_a_price(shop):
    cart = override_price(cart_of(product(shop, "散装糖", None)), 1, 2_5000)
    shop.actor = Actor(1, "小王", frozenset({Permission.SELL}))
    assert sell(shop, cart).total == 2_5000


def test_who_sold_it_is_kept_by_name(shop):
    cart = replace(cart_of(product(shop)), sold_by=1)
    sell(shop, cart)
    assert rows(shop, sales.sale)[0].sold_by == "Owner"


def test_a_failure_in_the_last_step_leaves_nothing(shop, monkeypatch):
    cart = cart_of(stocked(shop))
    before = {table.name: count(shop, table) for table in metadata.sorted_tables}
    monkeypatch.setattr("jxc_desktop.operations.work.Work.record", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sell(shop, cart)
    assert {table.name: count(shop, table) for table in metadata.sorted_tables} == before


def test_lines_less_rounding_off_are_the_total_and_the_payments(shop):
    sell(shop, cart_of(product(shop, price=1_2700), product(shop, "茶", 5_3300)))
    with shop.read() as view:
        run = view.connection.execute
        lines = run(select(func.sum(sales.sale_line.c.amount))).scalar_one()
        paid = run(select(func.sum(sales.payment.c.amount))).scalar_one()
    head = rows(shop, sales.sale)[0]
    assert lines - head.round_off == head.total == paid
    assert rows(shop, d.document)[0].kind == DocumentKind.SALE


def test_a_pack_takes_its_pieces_from_the_stock(shop):
    box = Pack(5, "箱", 24, 60_0000)
    beer = replace(stocked(shop, "啤酒", 3_0000, quantity=100, unit="瓶"), packs=(box,))
    sell(shop, add_product(cart_of(), beer, pack=box))
    line = rows(shop, sales.sale_line)[0]
    assert (line.pack_name, line.ratio, line.pack_quantity, line.base_quantity, line.amount) == ("箱", 24, ONE, 24 * ONE, 60_0000)
    assert rows(shop, s.stock_level)[0].quantity == 76 * ONE


def test_a_scale_label_s_amount_is_charged_and_its_weight_leaves_the_stock(shop):
    apples = stocked(shop, "苹果", 11_9600, quantity=50, kind=Kind.WEIGHED, unit="公斤")
    cart = add_product(cart_of(), apples, label=ScaleLabel("00042", weight_mg=1_236_000, amount=14_7800))
    sell(shop, cart, WECHAT)
    line = rows(shop, sales.sale_line)[0]
    assert (line.amount, line.base_quantity, line.is_amount_typed) == (14_7800, 1236, 1)
    assert rows(shop, s.stock_level)[0].quantity == 48_764


def test_open_price_goods_take_the_price_of_the_moment(shop):
    sold = sell(shop, override_price(cart_of(product(shop, "无码商品", None, kind=Kind.OPEN_PRICE)), 1, 8_8000))
    line = rows(shop, sales.sale_line)[0]
    assert (sold.total, line.price, line.base_price, line.cost) == (8_8000, 8_8000, 8_8000, None)


def test_a_sale_for_nothing_is_a_sale(shop):
    assert sell(shop, agreed_total(cart_of(product(shop)), 0)).total == 0


def test_the_largest_sale(shop):
    """2,000 lines, the limit, go through in one piece."""
    goods = [stocked(shop, f"货{n}", 1_0000) for n in range(3)]
    cart = cart_of()
    lines = tuple(replace(cart_of(goods[n % 3]).lines[0], line_id=n + 1) for n in range(MAX_LINES))
    sold = sell(shop, replace(cart, lines=lines, next_line=MAX_LINES + 1))
    assert (sold.total, count(shop, sales.sale_line)) == (2_000_0000, MAX_LINES)


def test_a_free_sale_in_cash_moves_no_money_and_opens_no_drawer(shop):
    sold = sell(shop, cart_of(stocked(shop, price=0)), print_receipt=False)
    assert (sold.total, sold.opens_drawer, sold.print_job_id, rows(shop, sales.payment)) == (0, False, None, [])
    with shop.read() as view:
        assert check(view).findings == ()
        assert receipt_of(view, sold.document_id).payments == ()


def test_who_sold_it_must_be_somebody(shop):
    with pytest.raises(NotFound):
        sell(shop, set_sold_by(cart_of(product(shop)), 99))
    assert rows(shop, sales.sale) == []


def test_what_goods_allow_is_read_when_they_are_paid(shop):
    cola = stocked(shop, quantity=1)
    discounted = discount_line(cart_of(cola), 1, Discount(DiscountKind.PERCENT, 1000))
    change_product(shop, cola, below_zero="refuse", no_discount=1)
    with pytest.raises(NotEnoughStock):
        sell(shop, cart_of(cola, cola))
    with pytest.raises(DiscountNotTaken, match=cola.name):
        sell(shop, discounted)
    assert sell(shop, cart_of(cola)).total == 3_0000
    change_product(shop, cola, below_zero="")
    assert sell(shop, cart_of(replace(cola, below_zero=BelowZero.REFUSE))).total == 3_0000


def change_product(shop, goods, **values):
    with shop.work() as work:
        work.connection.execute(update(p.product).where(p.product.c.id == goods.id).values(values))
