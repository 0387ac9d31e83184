"""Goods come back: in parts, with their share of discount and rounding, at their cost; exchanged."""

import uuid
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from jxc_desktop.db.tables import metadata, printing, sales
from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.cart import add_product, agreed_total, set_quantity
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.products import Kind, Pack
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.returns import MoreThanSold, NothingLeft, NotReturnable, WrongRefund
from jxc_desktop.operations import stock
from jxc_desktop.operations.exchanges import exchange_goods
from jxc_desktop.operations.payment_methods import switch_method
from jxc_desktop.operations.returns import Back, Given, return_goods
from jxc_desktop.operations.reversals import AlreadyReversed, reverse_sale
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.operations.tenders import correct_tender
from jxc_desktop.queries.check import check
from jxc_desktop.queries.receipts import receipt_of
from jxc_desktop.queries.reports.today import today
from jxc_desktop.queries.returns import returnable, sale_with_number, sold_on
from jxc_desktop.queries.sales import can_return, sale_detail, sales_list
from tests.builders import CASH, WECHAT, cart_of, cash, make_shop, product, stocked


def sell(shop, cart, *tenders, **more):
    with shop.work() as work:
        return complete_sale(work, cart, tenders or (CASH,), print_receipt=True, **more)


def lines_of(shop, sold):
    with shop.read() as view:
        return [line.line_id for line in returnable(view, sold.document_id).lines]


def back(shop, sold, *quantities, given=None, key=None, **more):
    """So many pieces of each line, in order; None leaves a line out."""
    lines = [Back(line, quantity, **more) for line, quantity in zip(lines_of(shop, sold), quantities, strict=False) if quantity]
    with shop.work() as work:
        return return_goods(
            work, sold.document_id, lines, given, key=key or f"{sold.document_id}:{quantities}:{len(rows(shop, sales.sale_return))}"
        )


def rows(shop, table, document_id=None):
    with shop.read() as view:
        wanted = select(table)
        if document_id is not None:
            wanted = wanted.where((table.c.id if table is sales.sale else table.c.document_id) == document_id)
        return view.connection.execute(wanted).all()


def balance(shop):
    with shop.read() as view:
        run = view.connection.execute
        return run(select(func.sum(s.stock_level.c.quantity))).scalar_one(), run(select(func.sum(s.stock_value.c.value))).scalar_one()


@pytest.fixture(autouse=True)
def books_agree(shop):
    """Whatever a test does, the books agree at its end."""
    yield
    shop.sign_in(1)
    with shop.read() as view:
        assert [str(finding.sentence()) for finding in check(view).findings] == []


def test_part_of_a_line_comes_back(shop):
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000)
    sold = sell(shop, set_quantity(cart_of(cola), 1, 3 * ONE), WECHAT)
    made = back(shop, sold, 2 * ONE)
    assert (made.number, made.paid_back, made.opens_drawer) == ("TH20261122-0001", 6_0000, False)
    line = rows(shop, sales.sale_line, made.document_id)[0]
    assert (line.base_quantity, line.amount, line.cost) == (-2 * ONE, -6_0000, -4_0000)
    assert balance(shop) == (9 * ONE, 18_0000)


def test_case_44_cash_rounding_goes_back_with_the_whole(shop):
    """in CASES.md number 44, with this shop's rounding to the jiao."""
    sold = sell(shop, cart_of(product(shop, price=15_7200)))
    made = back(shop, sold, ONE)
    head = rows(shop, sales.sale, made.document_id)[0]
    assert (made.paid_back, head.round_off, head.total) == (15_7000, -200, -15_7000)


def test_case_18_what_a_customer_brings_back_leaves_no_trace(shop):
    """in CASES.md number 18."""
    cola = stocked(shop, quantity=2, cost=15_0000)
    back(shop, sell(shop, cart_of(cola)), ONE)
    assert balance(shop) == (2 * ONE, 30_0000)


def test_case_20_a_sale_of_15_corrected_to_10(shop):
    """in CASES.md number 20: as a return of 5 at the line's cost."""
    cola = stocked(shop, price=20_0000, quantity=20, cost=15_0000)
    back(shop, sell(shop, set_quantity(cart_of(cola), 1, 15 * ONE)), 5 * ONE)
    assert balance(shop) == (10 * ONE, 150_0000)


def test_the_last_part_takes_what_rounding_left(shop):
    sold = sell(shop, agreed_total(set_quantity(cart_of(product(shop, price=4_0000)), 1, 3 * ONE), 10_0000))
    assert [back(shop, sold, ONE).paid_back for _part in range(3)] == [3_3300, 3_3400, 3_3300]


def test_more_than_is_left_is_refused(shop):
    sold = sell(shop, set_quantity(cart_of(product(shop)), 1, 2 * ONE))
    back(shop, sold, ONE)
    with pytest.raises(MoreThanSold, match="1"):
        back(shop, sold, 2 * ONE)
    with pytest.raises(NothingLeft):
        back(shop, sold)
    with shop.work() as work, pytest.raises(NotFound):
        return_goods(work, sold.document_id, [Back(99, ONE)], key="k")


def test_the_same_key_gives_the_first_return_back(shop):
    sold = sell(shop, set_quantity(cart_of(product(shop)), 1, 2 * ONE))
    first, second = (back(shop, sold, ONE, key="once") for _time in range(2))
    assert (second.document_id, second.paid_back, second.is_new) == (first.document_id, first.paid_back, False)


def test_money_goes_back_the_ways_it_came(shop):
    sold = sell(shop, set_quantity(cart_of(product(shop, price=10_0000)), 1, 2 * ONE), replace(WECHAT, amount=15_0000), CASH)
    made = back(shop, sold, ONE)
    assert [(row.method_id, row.amount) for row in rows(shop, sales.payment, made.document_id)] == [(2, -7_5000), (1, -2_5000)]


def test_another_way_may_be_chosen_and_is_marked(shop):
    sold = sell(shop, set_quantity(cart_of(product(shop, price=10_0000)), 1, 2 * ONE), WECHAT)
    made = back(shop, sold, ONE, given=[Given(1, 10_0000)])
    assert (made.opens_drawer, rows(shop, sales.sale_return)[0].is_other_way) == (True, 1)
    rest = back(shop, sold, ONE)
    assert [(row.method_id, row.amount) for row in rows(shop, sales.payment, rest.document_id)] == [(2, -10_0000)]


def test_ways_that_do_not_add_up_are_refused(shop):
    sold = sell(shop, cart_of(product(shop, price=10_0000)))
    for wrong in ([Given(1, 9_0000)], [Given(1, 12_0000), Given(2, -2_0000)], [], [Given(1, 5_0050), Given(2, 4_9950)]):
        with pytest.raises(WrongRefund, match="10"):
            back(shop, sold, ONE, given=wrong)


def test_scrap_books_its_loss_and_leaves_the_stock_alone(shop):
    cola = stocked(shop, price=3_0000, quantity=10, cost=2_0000)
    sold = sell(shop, cart_of(cola))
    made = back(shop, sold, ONE, is_scrap=True)
    assert balance(shop) == (9 * ONE, 18_0000)
    moved = [(row.kind, row.quantity, row.value) for row in rows(shop, s.stock_move, made.document_id)]
    assert moved == [("sale_return", ONE, 2_0000), ("scrap", -ONE, -2_0000)]


def test_single_pieces_out_of_a_pack(shop):
    box = Pack(0, "箱", 24, 60_0000)
    beer = stocked(shop, "啤酒", 3_0000, quantity=100)
    with shop.work() as work:
        from sqlalchemy import insert

        from jxc_desktop.db.tables import products

        pack_id = work.connection.execute(
            insert(products.pack).values(product_id=beer.id, name="箱", ratio=24, price=60_0000).returning(products.pack.c.id)
        ).scalar_one()
    box = replace(box, id=pack_id)
    sold = sell(shop, add_product(cart_of(), replace(beer, packs=(box,)), pack=box))
    parts = [back(shop, sold, 5 * ONE), back(shop, sold, 19 * ONE)]
    assert [part.paid_back for part in parts] == [12_5000, 47_5000]
    line = rows(shop, sales.sale_line, parts[0].document_id)[0]
    assert (line.pack_id, line.ratio, line.price) == (0, 1, 2_5000)
    assert balance(shop) == (100 * ONE, 200_0000)


def test_a_service_comes_back_without_stock(shop):
    repair = product(shop, "开锁", 30_0000, kind=Kind.SERVICE, purchase_price=5_0000)
    for is_scrap in (False, True):
        made = back(shop, sell(shop, cart_of(repair)), ONE, is_scrap=is_scrap)
        assert rows(shop, sales.sale_line, made.document_id)[0].cost == -5_0000


def test_a_reversal_after_a_part_came_back_takes_the_rest(shop):
    cola = stocked(shop, price=3_2700, quantity=10, cost=2_0000)
    sold = sell(shop, set_quantity(cart_of(cola), 1, 3 * ONE))
    made = back(shop, sold, ONE)
    with shop.work() as work:
        rest = reverse_sale(work, sold.document_id, "退")
    assert made.paid_back + rest.paid_back == sold.total
    assert balance(shop) == (10 * ONE, 20_0000)
    with pytest.raises(NotReturnable, match=sold.number):
        back(shop, sold, ONE)
    with pytest.raises(AlreadyReversed), shop.work() as work:
        reverse_sale(work, sold.document_id, "")


def test_a_sale_that_all_came_back_is_not_reversed(shop):
    sold = sell(shop, cart_of(product(shop)))
    back(shop, sold, ONE)
    with pytest.raises(NothingLeft), shop.work() as work:
        reverse_sale(work, sold.document_id, "")


def test_the_slip_waits_and_says_where_it_came_from(shop):
    sold = sell(shop, cart_of(product(shop)))
    made = back(shop, sold, ONE)
    with shop.read() as view:
        receipt = receipt_of(view, made.number)
        job = view.connection.execute(
            select(printing.print_job.c.kind).where(printing.print_job.c.document_id == made.document_id)
        ).scalar_one()
    assert (receipt.is_return, receipt.returns, receipt.is_reversal, job) == (True, sold.number, False, "return")


def test_lists_and_figures_know_of_it(shop):
    sold = sell(shop, set_quantity(cart_of(product(shop, price=10_0000)), 1, 3 * ONE))
    made = back(shop, sold, ONE)
    with shop.read() as view:
        assert (today(view).takings, today(view).sales) == (20_0000, 1)
        listed = sales_list(view)[0]
        assert (listed.number, listed.total, listed.linked) == (made.number, -10_0000, sold.number)
        assert sale_detail(view, sold.document_id).returns == (made.number,)
        assert can_return(view, sold.document_id)
        assert not can_return(view, made.document_id)


# exchange


def exchange(shop, sold, quantity, cart, *tenders, **more):
    with shop.work() as work:
        return exchange_goods(work, sold.document_id, [Back(lines_of(shop, sold)[0], quantity)], cart, tenders, print_receipt=True, **more)


def test_an_exchange_at_the_same_price_moves_no_money(shop):
    red, blue = stocked(shop, "红", 5_0000), stocked(shop, "蓝", 5_0000)
    sold = sell(shop, cart_of(red), WECHAT)
    made = exchange(shop, sold, ONE, cart_of(blue))
    assert (made.difference, made.returned.paid_back, made.sold.total) == (0, 5_0000, 5_0000)
    assert not made.sold.opens_drawer
    with shop.read() as view:
        assert today(view).by_method == (("WeChat", 5_0000),)
    assert rows(shop, sales.sale_return)[0].exchange_key


def test_a_dearer_one_is_paid_up(shop):
    sold = sell(shop, cart_of(product(shop, "红", 5_0000)), WECHAT)
    made = exchange(shop, sold, ONE, cart_of(product(shop, "蓝", 8_0000)), CASH)
    assert made.difference == 3_0000
    assert [(row.method_id, row.amount) for row in rows(shop, sales.payment, made.sold.document_id)] == [(2, 5_0000), (1, 3_0000)]


def test_a_cheaper_one_gives_the_difference_back(shop):
    sold = sell(shop, cart_of(product(shop, "红", 5_0000)))
    made = exchange(shop, sold, ONE, cart_of(product(shop, "蓝", 2_0000)))
    assert made.difference == -3_0000
    with shop.read() as view:
        assert today(view).by_method == (("Cash", 2_0000),)


def test_what_is_left_over_goes_back_as_it_came_or_as_is_chosen(shop):
    for back_by, expected in ((None, {"WeChat": 2_0000}), (1, {"WeChat": 7_0000, "Cash": -3_0000})):
        sold = sell(shop, cart_of(product(shop, price=5_0000)), WECHAT)
        exchange(shop, sold, ONE, cart_of(product(shop, price=2_0000)), back_by=back_by)
        with shop.read() as view:
            assert dict(today(view).by_method) == expected


def test_the_difference_of_an_exchange_is_rounded_off_by_hand_and_too_much_goes_back_in_cash(shop):
    sold = sell(shop, cart_of(product(shop, "红", 5_0000)))
    tender = replace(WECHAT, amount=6_0000)
    more = {"manual_round_off": 5000, "allow_change_from_epayment": True}
    made = exchange(shop, sold, ONE, cart_of(product(shop, "蓝", 8_5000)), tender, **more)
    assert (made.difference, made.sold.round_off, made.sold.change) == (3_0000, 5000, 3_0000)
    with shop.read() as view:
        assert check(view).ok


def test_what_was_paid_by_a_way_that_is_off_by_now_is_exchanged_too(shop):
    sold = sell(shop, cart_of(product(shop, "红", 5_0000)), WECHAT)
    blue = product(shop, "蓝", 5_0000)
    with shop.work() as work:
        switch_method(work, 2, is_active=False)
    assert exchange(shop, sold, ONE, cart_of(blue)).difference == 0


def test_an_exchange_with_the_same_key_is_the_first_one(shop):
    """A retry after a crash; by then nothing of the line is left that could come back."""
    sold = sell(shop, cart_of(product(shop, "红", 5_0000)), WECHAT)
    cart = cart_of(product(shop, "蓝", 8_0000))
    first, again = (exchange(shop, sold, ONE, cart, CASH) for _time in range(2))
    assert (again.returned.document_id, again.sold.document_id) == (first.returned.document_id, first.sold.document_id)
    assert (again.difference, again.returned.is_new, again.sold.is_new) == (3_0000, False, False)
    assert (len(rows(shop, sales.sale_return)), len(rows(shop, sales.sale))) == (1, 3)


def test_an_exchange_that_can_not_be_sold_changes_nothing(shop):
    sold = sell(shop, cart_of(product(shop, "红", 5_0000)))
    with pytest.raises(Exception, match="2"):
        exchange(shop, sold, ONE, cart_of(product(shop, "蓝", 8_0000)), cash(1_0000))
    assert not rows(shop, sales.sale_return)


# found without its number


def test_day_and_product_find_the_sale(shop, clock):
    cola = product(shop, price=3_0000)
    sold = sell(shop, cart_of(cola))
    with shop.read() as view:
        found = sold_on(view, cola.id, view.business_date, 3_0000)
        assert found is not None
        assert found.number == sold.number
        assert sold_on(view, cola.id, view.business_date, 2_0000) is None
    back(shop, sold, ONE)
    with shop.read() as view:
        assert sold_on(view, cola.id, view.business_date) is None


def test_the_end_of_a_number_finds_the_sale_and_a_wildcard_none(shop):
    sell(shop, cart_of(product(shop)))
    with shop.read() as view:
        for typed in ("XS20261122-0001", "1122-0001", "0001", " xs20261122-0001 "):
            found = sale_with_number(view, typed)
            assert found is not None
            assert found.number == "XS20261122-0001"
        for typed in ("%", "_", "%0001", "XS________-0001", "0002"):
            assert sale_with_number(view, typed) is None


# never more than was paid

# money of a sale by way of paying, from its rows alone
PAID = """
    SELECT method_id, amount FROM payment WHERE document_id = :sale
    UNION ALL SELECT method_id, amount FROM payment WHERE document_id IN (SELECT id FROM tender_correction WHERE sale_id = :sale)
    UNION ALL SELECT method_id, amount FROM payment WHERE document_id IN (SELECT id FROM sale_return WHERE sale_id = :sale)
"""
shopping = st.lists(st.tuples(st.integers(1, 99_99), st.integers(1, 4)), min_size=1, max_size=4)
ACTS = ("as it came", "another way", "exchange")


def left_by_way(shop, sold):
    """What each way of paying took for the sale, less what it gave back."""
    left: Counter[int] = Counter()
    with shop.read() as view:
        for method, amount in view.connection.execute(text(PAID), {"sale": sold.document_id}):
            left[method] += amount
    return left


def pay(shop, cart, data):
    """By cash, some off by hand, in two ways, or too much by WeChat and the change in cash (多付找现)."""
    due = cart.totals.total
    by_hand = data.draw(st.integers(0, min(99, due // 100)), "by hand") * 100
    part = (due - by_hand) // 200 * 100
    how = data.draw(st.sampled_from(("cash", "two", "over", "three")), "paid")
    if how == "two" and part:
        return sell(shop, cart, replace(WECHAT, amount=part), CASH, manual_round_off=by_hand)
    if how == "over":
        paid = replace(WECHAT, amount=due - by_hand + data.draw(st.integers(1, 500), "too much") * 100)
        return sell(shop, cart, paid, manual_round_off=by_hand, allow_change_from_epayment=True)
    if how == "three" and part:
        over = data.draw(st.integers(1, part // 100), "too much") * 100
        ways = (replace(WECHAT, amount=part), replace(WECHAT, method_id=3, amount=due - by_hand - part + over))
        return sell(shop, cart, *ways, manual_round_off=by_hand, allow_change_from_epayment=True)
    return sell(shop, cart, manual_round_off=by_hand)


def correct_something(shop, sold, data):
    """改支付方式: what is left of one of the ways stands by another."""
    took = [method for method, amount in sorted(left_by_way(shop, sold).items()) if amount > 0]
    old, new = data.draw(st.sampled_from(took or [0])), data.draw(st.integers(1, 4))
    if old not in (0, new):
        with shop.work() as work:
            correct_tender(work, sold.document_id, old, new, key=uuid.uuid4().hex)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shopping, st.integers(0, 30), st.data())
def test_no_order_of_returns_gives_back_more_than_was_paid(tmp_path_factory, wanted, percent_off, data):
    shop = make_shop(tmp_path_factory.mktemp("shop"))
    goods = [stocked(shop, f"货{number}", price * 100, quantity=3, cost=1_0083) for number, (price, _count) in enumerate(wanted)]
    cart = cart_of()
    for each, (_price, count) in zip(goods, wanted, strict=True):
        cart = add_product(cart, each, quantity=count * ONE)
    agreed = cart.totals.total * (100 - percent_off) // 100 // 100 * 100
    sold = pay(shop, agreed_total(cart, agreed) if percent_off else cart, data)
    assert sum(left_by_way(shop, sold).values()) == sold.total
    given_back = 0
    while True:
        with shop.read() as view:
            of_sale = returnable(view, sold.document_id)
        if not of_sale.left:
            break
        if data.draw(st.booleans(), "correct"):
            correct_something(shop, sold, data)
        before = left_by_way(shop, sold)
        act = data.draw(st.sampled_from(ACTS))
        line = data.draw(st.sampled_from(sorted(of_sale.left)))
        quantity = data.draw(st.integers(1, of_sale.left[line] // ONE)) * ONE
        lines, total = [Back(line, quantity)], of_sale.refund({line: quantity}).total
        with shop.work() as work:
            if act == "exchange":
                other = data.draw(st.sampled_from(goods))
                made = exchange_goods(work, sold.document_id, lines, cart_of(other), (CASH,), print_receipt=False).returned
            else:
                chosen = [Given(data.draw(st.integers(1, 4)), total)] if act == "another way" and total else None
                made = return_goods(work, sold.document_id, lines, chosen, key=uuid.uuid4().hex)
        given_back += made.paid_back
        after = left_by_way(shop, sold)
        assert sum(before.values()) - sum(after.values()) == made.paid_back == total
        if act != "another way":
            assert all(before[method] - after[method] <= max(0, before[method]) for method in before)
        assert given_back <= sold.total
    assert given_back == sold.total
    assert sum(left_by_way(shop, sold).values()) == 0
    with shop.read() as view:
        assert [finding.sentence() for finding in check(view).findings] == []
    shop.close()


def test_a_part_that_came_back_before_the_true_up_leaves_no_negative_cost(shop):
    """Two sold at a guess of 5.00 each, one comes back, then the goods turn out to cost 1.00."""
    cola = product(shop, price=9_0000, purchase_price=5_0000)
    sold = sell(shop, set_quantity(cart_of(cola), 1, 4 * ONE))
    back(shop, sold, ONE)
    with shop.work() as work:
        stock.set_opening_stock(work, [stock.OpeningLine(cola.id, 6 * ONE, 1_0000)])
    made = back(shop, sold, 3 * ONE)
    assert 0 < -rows(shop, sales.sale_line, made.document_id)[0].cost < 15_0000


def test_the_cost_of_the_parts_sums_to_the_cost_of_the_whole(shop):
    """0.300 of 0.700 that are worth 0.7004 cost 0.3002; three parts of a third each round up alone."""
    pears = product(shop, "梨", price=10_0000, unit="公斤")
    with shop.work() as work:
        stock.set_opening_stock(work, [stock.OpeningLine(pears.id, 700, 1_0005)])
    sold = sell(shop, set_quantity(cart_of(pears), 1, 300))
    costs = [rows(shop, sales.sale_line, back(shop, sold, 100).document_id)[0].cost for _part in range(3)]
    assert costs == [-1001, -1000, -1001]
    assert balance(shop) == (700, 7004)


@pytest.mark.parametrize("table", ["document", "sale", "sale_return", "sale_line", "payment", "stock_move", "print_job", "audit_entry"])
def test_a_return_that_fails_at_any_statement_leaves_nothing(shop, table):
    """F02: whatever breaks before the commit, nothing is written and the return can be made again."""
    sold = sell(shop, cart_of(stocked(shop)), WECHAT)
    blue = stocked(shop, "蓝", 2_0000)
    before = {each.name: rows(shop, each) for each in metadata.sorted_tables}
    with shop.work() as work:
        work.connection.exec_driver_sql(f"CREATE TRIGGER pulled BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'pulled'); END")
    for attempt in (lambda: back(shop, sold, ONE), lambda: exchange(shop, sold, ONE, cart_of(blue))):
        with pytest.raises(Exception, match="pulled"):
            attempt()
        assert {each.name: rows(shop, each) for each in metadata.sorted_tables} == before
    with shop.work() as work:
        work.connection.exec_driver_sql("DROP TRIGGER pulled")
    assert back(shop, sold, ONE).is_new
