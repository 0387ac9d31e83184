"""A sale's goods as a new cart: at the prices of today, packs as packs, what has no price at what it was sold for."""

from dataclasses import replace

import pytest

from jxc_desktop.domain.cart import add_product, discount_cart, override_price
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.operations.drafts import cancel_cart
from jxc_desktop.operations.products import add_product as add_goods
from jxc_desktop.operations.products import change_product
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.product_fields import PackFields, ProductFields
from jxc_desktop.queries.products import products_of
from jxc_desktop.queries.sale_carts import copied_cart
from tests.builders import WECHAT, cart_of, product, stocked


def look(shop, query, *args, **more):
    with shop.read() as view:
        return query(view, *args, **more)


def sell(shop, cart):
    with shop.work() as work:
        return complete_sale(work, cart, (WECHAT,), print_receipt=False).document_id


def test_the_goods_at_the_prices_of_today(shop):
    with shop.work() as work:
        made = add_goods(work, ProductFields("可乐", retail_price=3_0000, packs=(PackFields("箱", 24, 60_0000),)))
    cola = look(shop, products_of, [made])[0]
    cart = add_product(add_product(cart_of(), cola, quantity=2 * ONE), cola, pack=cola.packs[0])
    sold = sell(shop, discount_cart(cart, Discount(DiscountKind.MONEY_OFF, 1_0000)))
    card = look(shop, product_card, made)
    with shop.work() as work:
        change_product(work, made, replace(card.fields, retail_price=3_5000), version=card.version)
    copied = look(shop, copied_cart, sold, "new")
    assert [(line.pack_name, line.pack_quantity, line.price) for line in copied.lines] == [("", 2 * ONE, 3_5000), ("箱", ONE, 60_0000)]
    assert (copied.key, copied.totals.discount) == ("new", 0)


def test_what_has_no_price_keeps_that_of_the_sale(shop):
    tea = product(shop, "茶", None)
    cart = cart_of(tea)
    sold = sell(shop, override_price(cart, cart.touched, 5_0000))
    assert [line.price for line in look(shop, copied_cart, sold, "new").lines] == [5_0000]


def test_a_cart_that_was_cancelled_can_be_rung_up_after_all(shop):
    cola = stocked(shop)
    with shop.work() as work:
        cancelled = cancel_cart(work, cart_of(cola))
    assert cancelled is not None
    assert [line.name for line in look(shop, copied_cart, cancelled.id, "new").lines] == ["可乐"]


def test_other_documents_are_no_carts(shop):
    stocked(shop)
    with pytest.raises(NotFound):
        look(shop, copied_cart, 1, "new")
