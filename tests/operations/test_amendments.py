"""修改 of a sale: reversal and new version in one piece of work, linked; only the difference changes hands."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import sales
from jxc_desktop.domain.cart import (
    add_product,
    cart_from_json,
    cart_to_json,
    discount_cart,
    discount_line,
    give_free,
    override_price,
    remove_line,
    set_customer,
    set_quantity,
    set_remark,
)
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.amendments import PartCameBack, amend_sale
from jxc_desktop.operations.customers import keep_customer
from jxc_desktop.operations.drafts import cancel_cart, save_draft
from jxc_desktop.operations.returns import Back, return_goods
from jxc_desktop.operations.reversals import AlreadyReversed, reverse_sale
from jxc_desktop.operations.sales import AmendsAnother, complete_sale
from jxc_desktop.queries.check import check
from jxc_desktop.queries.document_actions import document_actions
from jxc_desktop.queries.document_filters import DocumentsFilter
from jxc_desktop.queries.documents import documents_list
from jxc_desktop.queries.drafts import open_draft
from jxc_desktop.queries.reports.today import today
from jxc_desktop.queries.returns import returnable
from jxc_desktop.queries.sale_carts import cart_to_amend
from tests.builders import CASH, WECHAT, cart_of, make_shop, product, stocked


def look(shop, query, *args, **more):
    with shop.read() as view:
        return query(view, *args, **more)


def sell(shop, cart, *tenders, **more):
    with shop.work() as work:
        return complete_sale(work, cart, tenders or (WECHAT,), print_receipt=False, **more)


def amend(shop, cart, *tenders, **more):
    with shop.work() as work:
        return amend_sale(work, cart, tenders, print_receipt=False, **more)


def again(shop, sold, key="new"):
    return look(shop, cart_to_amend, sold.document_id, key)


@pytest.fixture
def sold(shop):
    """Three cola at 3.00 by WeChat."""
    cola = stocked(shop, price=3_0000, cost=2_0000)
    return sell(shop, add_product(cart_of(), cola, quantity=3 * ONE))


def test_more_is_paid_only_the_difference(shop, sold):
    made = amend(shop, set_quantity(again(shop, sold), 1, 5 * ONE), CASH)
    assert (made.sold.total, made.difference) == (15_0000, 6_0000)
    day = look(shop, today)
    assert (day.sales, day.reversals, day.takings, dict(day.by_method)) == (2, 1, 15_0000, {"WeChat": 9_0000, "Cash": 6_0000})
    assert look(shop, check).findings == ()


def test_less_goes_back_as_it_came(shop, sold):
    made = amend(shop, set_quantity(again(shop, sold), 1, ONE))
    assert (made.sold.total, made.difference) == (3_0000, -6_0000)
    assert dict(look(shop, today).by_method) == {"WeChat": 3_0000}
    assert look(shop, check).findings == ()


def test_the_same_sum_by_another_customer_costs_nothing(shop, sold):
    with shop.work() as work:
        customer = keep_customer(work, "王姐", "")
    made = amend(shop, set_customer(again(shop, sold), customer))
    assert made.difference == 0
    assert look(shop, check).findings == ()


def test_lists_show_the_last_version_and_how_often_it_was_changed(shop, sold):
    first = amend(shop, set_quantity(again(shop, sold), 1, 2 * ONE)).sold
    second = amend(shop, set_quantity(again(shop, first, "newer"), 1, ONE)).sold
    rows = look(shop, documents_list)
    assert [(row.number, row.state) for row in rows if row.number[:2] != "QC"] == [(second.number, "times changed: 2")]
    former = look(shop, documents_list, DocumentsFilter(state="former"))
    assert [row.state for row in former] == [
        f"reverses {first.number}",
        f"changed, now {second.number}",
        f"reverses {sold.number}",
        f"changed, now {first.number}",
    ]
    assert [row.number for row in look(shop, documents_list, DocumentsFilter(text=sold.number))] == [sold.number]
    assert len(look(shop, documents_list, DocumentsFilter(kind="XS"))) == 3


def test_everything_of_the_sale_stands_in_the_cart_again(shop):
    with shop.work() as work:
        customer = keep_customer(work, "王姐", "13812345678")
    goods = [stocked(shop, name, price=price) for name, price in (("可乐", 3_3300), ("茶", 50_0000), ("糖", 1_0000))]
    cart = set_customer(set_remark(cart_of(*goods), "送货"), customer)
    cart = discount_line(override_price(cart, 2, 45_5500), 2, Discount(DiscountKind.PERCENT, 9000))
    cart = give_free(discount_cart(cart, Discount(DiscountKind.MONEY_OFF, 2_0000)), 3)
    first = sell(shop, cart)
    copy = again(shop, first)
    assert (copy.remark, copy.customer, copy.totals) == ("送货", customer, cart.totals)
    assert [(line.price, line.price_rule, line.amount, line.cart_discount, line.is_free) for line in copy.lines] == [
        (line.price, line.price_rule, line.amount, line.cart_discount, line.is_free) for line in cart.lines
    ]
    made = amend(shop, copy)
    assert (made.difference, made.sold.total) == (0, first.total)


def test_the_cart_survives_a_kill_with_the_prices_of_the_sale(shop, sold):
    cart = again(shop, sold)
    with shop.work() as work:
        save_draft(work, cart)
        work.connection.exec_driver_sql("UPDATE product SET retail_price = 10000")
    kept = look(shop, open_draft)
    assert (kept.amends, kept.lines[0].price) == (cart.amends, 3_0000)
    assert cart_from_json(cart_to_json(cart)) == cart


def test_a_change_of_such_a_cart_keeps_what_it_is_for(shop, sold):
    cart = again(shop, sold)
    assert remove_line(set_quantity(cart, 1, ONE), 1).amends == cart.amends


def test_it_is_never_sold_without_taking_the_other_back(shop, sold):
    with pytest.raises(AmendsAnother, match=sold.number):
        sell(shop, again(shop, sold))
    assert look(shop, today).sales == 1


def test_twice_is_once(shop, sold):
    cart = set_quantity(again(shop, sold), 1, ONE)
    first, second = amend(shop, cart), amend(shop, cart)
    assert (second.sold.number, second.sold.is_new, second.reversed) == (first.sold.number, False, None)
    assert look(shop, today).sales == 2


def test_a_sale_reversed_meanwhile_is_refused_and_nothing_is_posted(shop, sold):
    cart = again(shop, sold)
    with shop.work() as work:
        reverse_sale(work, sold.document_id, "")
    with pytest.raises(AlreadyReversed):
        amend(shop, cart)
    assert look(shop, today).sales == 1


def test_a_sale_of_which_a_part_came_back_is_not_changed(shop, sold):
    cart = again(shop, sold)
    with shop.work() as work:
        line = returnable(work, sold.document_id).lines[0].line_id
        return_goods(work, sold.document_id, [Back(line, ONE)], key="back")
    assert not look(shop, document_actions, sold.document_id).can_amend
    with pytest.raises(PartCameBack, match=sold.number):
        amend(shop, cart)


def test_cancelling_the_change_leaves_the_sale_and_records_no_cancelled_sale(shop, sold):
    cart = again(shop, sold)
    with shop.work() as work:
        save_draft(work, cart)
        assert cancel_cart(work, cart) is None
    with shop.read() as view:
        assert view.connection.execute(select(d.draft.c.id)).all() == []
        assert view.connection.execute(select(sales.cancelled_cart.c.id)).all() == []


def test_it_needs_the_right_to_reverse(shop, sold):
    cart = again(shop, sold)
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.REVERSE_SALE})
    assert not look(shop, document_actions, sold.document_id).can_amend
    with pytest.raises(NotAllowed):
        amend(shop, cart)


PRICES = st.lists(st.tuples(st.integers(1, 9_999), st.integers(1, 4)), min_size=1, max_size=3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PRICES, st.integers(0, 30), st.booleans(), st.integers(1, 5), st.booleans())
def test_whatever_is_changed_the_books_agree(tmp_path_factory, wanted, percent_off, by_cash, pieces, pays_cash):
    """Rounded off or not, dearer or cheaper, by one way or another: the takings are those of the new version."""
    shop = make_shop(tmp_path_factory.mktemp("shop"))
    cart = cart_of()
    for price, count in wanted:
        cart = add_product(cart, product(shop, "物", price * 100), quantity=count * ONE)
    if percent_off:
        cart = discount_cart(cart, Discount(DiscountKind.PERCENT, 10_000 - percent_off * 100))
    first = sell(shop, cart, CASH if by_cash else WECHAT)
    changed = set_quantity(again(shop, first), 1, pieces * ONE)
    due = changed.totals.total - first.total
    made = amend(shop, changed, *([CASH if pays_cash else WECHAT] if due > 0 else []))
    day = look(shop, today)
    assert (day.takings, day.sales - day.reversals) == (made.sold.total, 1)
    assert made.difference == made.sold.total - first.total
    assert look(shop, check).findings == ()
    shop.close()
