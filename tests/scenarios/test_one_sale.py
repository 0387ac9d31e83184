"""F24, F02, F08 and F22 for one sale: paid once whatever is pressed or killed, and its sums always agree."""

import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import metadata, sales
from jxc_desktop.domain.cart import agreed_total, cart_from_json, set_quantity
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.drafts import AlreadySold, cancel_cart, hold_sale, resume_sale, save_draft
from jxc_desktop.operations.reversals import reverse_sale
from jxc_desktop.operations.sales import Sold, complete_sale
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.queries.check import check
from jxc_desktop.queries.drafts import open_draft
from tests.builders import CASH, WECHAT, cart_of, make_shop, product, stocked


def sell(shop, cart, *tenders, **more):
    with shop.work() as work:
        return complete_sale(work, cart, tenders or (CASH,), print_receipt=True, **more)


def rows(shop, table):
    with shop.read() as view:
        return view.connection.execute(select(func.count()).select_from(table)).scalar_one()


def findings(shop):
    with shop.read() as view:
        return check(view).findings


def test_two_threads_that_pay_one_cart_make_one_sale(shop):
    cart = cart_of(stocked(shop))
    both = threading.Barrier(4)
    sold: list[Sold] = []

    def pay():
        both.wait(5)
        sold.append(sell(shop, cart))

    threads = [threading.Thread(target=pay) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [each.is_new for each in sold].count(True) == 1
    assert {each.number for each in sold} == {"XS20261122-0001"}
    assert (rows(shop, sales.sale), rows(shop, sales.payment)) == (1, 1)


def test_two_threads_that_pay_two_carts_leave_no_gap(shop):
    cola = stocked(shop, quantity=100)
    sold: list[Sold] = []
    threads = [threading.Thread(target=lambda: sold.extend(sell(shop, cart_of(cola)) for _ in range(5))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(each.number for each in sold) == [f"XS20261122-{n:04d}" for n in range(1, 16)]
    assert findings(shop) == ()


def test_a_sale_that_fails_at_any_statement_leaves_nothing_and_can_be_made_again(shop):
    """F02: whatever breaks before the commit, the cart is there, nothing else is."""
    cart = cart_of(stocked(shop), product(shop, "茶"))
    with shop.work() as work:
        save_draft(work, cart)
    before = {table.name: rows(shop, table) for table in metadata.sorted_tables}
    tables = [name for name in before if name in {"document", "sale", "sale_line", "payment", "stock_move", "print_job", "audit_entry"}]
    for name in tables:
        with shop.work() as work:
            work.connection.exec_driver_sql(f"CREATE TRIGGER pulled BEFORE INSERT ON {name} BEGIN SELECT RAISE(ABORT, 'pulled'); END")
        with pytest.raises(Exception, match="pulled"):
            sell(shop, cart)
        with shop.work() as work:
            work.connection.exec_driver_sql("DROP TRIGGER pulled")
        assert {table.name: rows(shop, table) for table in metadata.sorted_tables} == before
    with shop.read() as view:
        assert open_draft(view) == cart
    assert sell(shop, cart).number == "XS20261122-0001"
    assert findings(shop) == ()


def test_a_commit_that_never_came_back_is_found_by_its_key(shop, clock):
    """F24: the program dies after the commit; after the start the same cart gives the same receipt."""
    cart = cart_of(stocked(shop))
    first = sell(shop, cart)
    again = open_shop(shop.path, program="again", clock=clock)
    second = sell(again, cart)
    assert (second.number, second.is_new, rows(again, sales.sale)) == (first.number, False, 1)
    again.close()


def test_one_commit_a_sale_with_its_draft(shop):
    cart, commits = cart_of(stocked(shop)), []
    with shop.work() as work:
        save_draft(work, cart)
    event.listen(shop.database._writer, "commit", lambda _connection: commits.append(1))
    sell(shop, cart)
    assert len(commits) == 1


def test_a_cart_through_hold_resume_and_pay_is_one_sale(shop):
    cart = agreed_total(set_quantity(cart_of(stocked(shop, quantity=50)), 1, 7 * ONE), 20_0000)
    with shop.work() as work:
        save_draft(work, cart)
        hold_sale(work, cart, "老王")
    with shop.work() as work:
        resumed = resume_sale(work, cart.key)
    assert resumed == cart
    assert sell(shop, resumed).total == 20_0000
    assert (rows(shop, d.draft), rows(shop, d.draft_line)) == (0, 0)
    assert findings(shop) == ()


def test_a_cart_is_sold_or_cancelled_but_never_both(shop):
    sold, cancelled = cart_of(product(shop)), cart_of(product(shop, "茶"))
    first = sell(shop, sold)
    with pytest.raises(AlreadySold, match=first.number), shop.work() as work:
        cancel_cart(work, sold)
    with shop.work() as work:
        cancel_cart(work, cancelled)
    with pytest.raises(NotFound):
        sell(shop, cancelled)
    assert (rows(shop, sales.sale), rows(shop, sales.cancelled_cart)) == (1, 1)
    with shop.read() as view:
        body = view.connection.execute(select(sales.cancelled_cart.c.body)).scalar_one()
    assert cart_from_json(body).key == cancelled.key


@pytest.fixture(scope="module")
def long_shop(tmp_path_factory):
    made = make_shop(tmp_path_factory.mktemp("shop"))
    yield made
    made.close()


prices = st.integers(1, 99_999).map(lambda coins: coins * 100)
lines = st.lists(st.tuples(prices, st.integers(1, 20_000)), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=lines, off=st.integers(0, 100), part=st.integers(0, 100), by_hand=st.sampled_from([0, 100, 9_900]))
def test_the_sums_of_a_sale_always_agree_and_its_reversal_undoes_them(long_shop, lines, off, part, by_hand):
    """F22: sum of lines - rounding off = total = sum of payments, and sale and reversal cancel out to the coin."""
    cart = cart_of(*(product(long_shop, "线", price, unit="米") for price, _quantity in lines))
    for line, (_price, quantity) in zip(cart.lines, lines, strict=True):
        cart = set_quantity(cart, line.line_id, quantity)
    whole = cart.totals.total
    cart = agreed_total(cart, whole - whole * off // 10_000 * 100)
    total = cart.totals.total
    by_wechat = (total - min(by_hand, total)) * part // 10_000 * 100
    tenders = (replace(WECHAT, amount=by_wechat), CASH) if by_wechat else (CASH,)
    sold = sell(long_shop, cart, *tenders, manual_round_off=min(by_hand, total))
    with long_shop.work() as work:
        back = reverse_sale(work, sold.document_id, "")
        run = work.connection.execute
        sums = [
            (
                run(select(func.sum(sales.sale_line.c.amount)).where(sales.sale_line.c.document_id == each.document_id)).scalar_one(),
                run(select(sales.sale.c.round_off).where(sales.sale.c.id == each.document_id)).scalar_one(),
                run(select(sales.sale.c.total).where(sales.sale.c.id == each.document_id)).scalar_one(),
                run(select(func.sum(sales.payment.c.amount)).where(sales.payment.c.document_id == each.document_id)).scalar_one() or 0,
            )
            for each in (sold, back)
        ]
    assert all(amounts - round_off == due == paid for amounts, round_off, due, paid in sums)
    assert [a + b for a, b in zip(*sums, strict=True)] == [0, 0, 0, 0]


def test_the_books_are_right_after_all_that(long_shop):
    assert findings(long_shop) == ()
