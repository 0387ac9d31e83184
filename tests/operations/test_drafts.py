"""Carts before they are paid: saved, held, resumed, cancelled; and what a kill leaves."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import sales
from jxc_desktop.domain.cart import add_product, add_unknown, cart_from_json, discount_cart, discount_line, remove_line, set_quantity
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.errors import ChangedMeanwhile, NotFound
from jxc_desktop.domain.products import BelowZero
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.drafts import cancel_cart, drop_empty, hold_sale, resume_sale, save_draft
from jxc_desktop.operations.sales import NothingToSell, complete_sale
from jxc_desktop.operations.shop_file import open_shop
from jxc_desktop.queries.drafts import held_sales, open_draft
from tests.builders import CASH, cart_of, product, stocked


def do(shop, operation, *args, **more):
    with shop.work() as work:
        return operation(work, *args, **more)


def look(shop, query):
    with shop.read() as view:
        return query(view)


def in_carts(shop):
    with shop.read() as view:
        rows = view.connection.execute(select(d.draft_line).order_by(d.draft_line.c.product_id))
        return [(row.product_id, row.base_quantity) for row in rows]


def test_a_cart_comes_back_as_it_was(shop):
    cart = discount_cart(cart_of(product(shop, price=10_0000)), Discount(DiscountKind.PERCENT, 2000))
    do(shop, save_draft, add_unknown(cart, "690"))
    assert look(shop, open_draft) == add_unknown(cart, "690")


def test_a_kill_keeps_the_cart(shop, clock):
    cart = cart_of(product(shop))
    do(shop, save_draft, cart)
    again = open_shop(shop.path, program="again", clock=clock)
    try:
        assert look(again, open_draft) == cart
    finally:
        again.close()


def test_what_is_in_carts_stands_by_product(shop):
    cola, tea = product(shop), product(shop, "茶")
    cart = cart_of(cola, tea)
    do(shop, save_draft, cart)
    cart = set_quantity(cart, 1, 5 * ONE)
    assert do(shop, save_draft, cart) == 2
    assert in_carts(shop) == [(cola.id, 5 * ONE), (tea.id, ONE)]
    do(shop, save_draft, remove_line(cart, 2))
    assert in_carts(shop) == [(cola.id, 5 * ONE)]


def test_an_older_version_overwrites_nothing(shop):
    cart = cart_of(product(shop))
    version = do(shop, save_draft, cart, version=0)
    do(shop, save_draft, cart, version=version)
    with pytest.raises(ChangedMeanwhile):
        do(shop, save_draft, cart, version=version)


def test_a_late_save_of_a_paid_cart_brings_nothing_back(shop):
    cart = cart_of(product(shop))
    do(shop, complete_sale, cart, (CASH,), print_receipt=True)
    assert do(shop, save_draft, cart) is None
    assert look(shop, open_draft) is None


def test_a_held_sale_has_name_age_owner_and_total(shop, clock):
    cart = cart_of(product(shop, price=3_0000), product(shop, "茶", 5_0000))
    do(shop, hold_sale, cart, " 老王 ")
    clock.forward(minutes=5)
    held = look(shop, held_sales)[0]
    assert (held.name, held.owner, held.lines, held.total, held.first_goods) == ("老王", "Owner", 2, 8_0000, "可乐")
    assert held.age.total_seconds() == 300
    assert look(shop, open_draft) is None


def test_an_empty_cart_is_not_held(shop):
    with pytest.raises(NothingToSell):
        do(shop, hold_sale, cart_of())


def test_a_held_sale_is_resumed_once(shop):
    cart = cart_of(product(shop))
    do(shop, hold_sale, cart)
    assert do(shop, resume_sale, cart.key) == cart
    assert look(shop, open_draft) == cart
    with pytest.raises(NotFound):
        do(shop, resume_sale, cart.key)


def test_resuming_holds_the_cart_that_was_open(shop):
    cola = product(shop)
    held, current, empty = cart_of(cola), cart_of(cola), cart_of()
    do(shop, hold_sale, held)
    do(shop, save_draft, current)
    do(shop, save_draft, empty)
    do(shop, resume_sale, held.key)
    assert [row.key for row in look(shop, held_sales)] == [current.key]
    assert look(shop, open_draft) == held


def test_a_cancelled_cart_is_recorded_outside_the_sales(shop):
    cart = cart_of(product(shop))
    do(shop, save_draft, cart)
    posted = do(shop, cancel_cart, cart)
    assert posted.number == "QX20261122-0001"
    with shop.read() as view:
        body = view.connection.execute(select(sales.cancelled_cart.c.body)).scalar_one()
    assert cart_from_json(body) == cart
    assert (look(shop, open_draft), in_carts(shop)) == (None, [])
    assert do(shop, complete_sale, cart_of(product(shop, "茶")), (CASH,), print_receipt=True).number == "XS20261122-0001"


def test_a_cancelled_cart_is_not_sold_any_more(shop):
    cart = cart_of(product(shop))
    do(shop, cancel_cart, cart)
    with pytest.raises(NotFound):
        do(shop, complete_sale, cart, (CASH,), print_receipt=True)


def test_an_empty_cart_leaves_no_trace(shop):
    cart = cart_of()
    do(shop, save_draft, cart)
    assert do(shop, cancel_cart, cart) is None
    do(shop, save_draft, cart)
    do(shop, save_draft, add_product(cart_of(), product(shop)))
    assert do(shop, drop_empty) == 1
    assert look(shop, open_draft) is not None


def test_carts_that_several_kills_left_are_all_in_sight(shop, clock):
    cola = product(shop)
    carts = [cart_of(cola) for _ in range(3)]
    for cart in carts:
        do(shop, save_draft, cart)
        clock.forward(minutes=1)
    do(shop, drop_empty)
    assert look(shop, open_draft) == carts[2]
    assert [row.key for row in look(shop, held_sales)] == [carts[0].key, carts[1].key]


def spoil(shop, cart):
    with shop.work() as work:
        work.connection.execute(update(d.draft).where(d.draft.c.key == cart.key).values(body="{"))


def test_a_cart_that_cannot_be_read_stops_no_start(shop, clock):
    good, torn = cart_of(product(shop)), cart_of(product(shop, "茶"))
    do(shop, save_draft, good)
    clock.forward(minutes=1)
    do(shop, save_draft, torn)
    spoil(shop, torn)
    assert do(shop, drop_empty) == 0
    assert look(shop, open_draft) == good
    assert look(shop, held_sales) == ()


def test_a_held_cart_that_cannot_be_read_hides_no_other(shop):
    good, torn = cart_of(product(shop)), cart_of(product(shop, "茶"))
    do(shop, hold_sale, torn)
    do(shop, hold_sale, good)
    spoil(shop, torn)
    assert [held.key for held in look(shop, held_sales)] == [good.key]


def test_a_resumed_cart_has_its_goods_as_they_are_now(shop):
    """Renamed, 不打折 and refused below zero since; the barcode that was scanned stays."""
    cola = stocked(shop, price=10_0000, barcode="6901234567892")
    cart = cart_of(replace(cola, barcode="6901234567908"))
    do(shop, hold_sale, discount_line(cart, 1, Discount(DiscountKind.PERCENT, 1000)))
    with shop.work() as work:
        now = {"name": "百事可乐", "no_discount": 1, "below_zero": "refuse"}
        work.connection.execute(update(p.product).where(p.product.c.id == cola.id).values(now))
    line = do(shop, resume_sale, cart.key).line(1)
    assert (line.name, line.takes_discount, line.amount) == ("百事可乐", False, 10_0000)
    assert line.product is not None
    assert (line.product.below_zero, line.product.barcode) == (BelowZero.REFUSE, "6901234567908")
    assert look(shop, open_draft).line(1) == line
