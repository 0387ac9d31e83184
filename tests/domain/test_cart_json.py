"""The cart as the draft stores it."""

import json

import pytest

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.cart import CartUnreadable, cart_from_json, cart_to_json
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.payments import MethodKind, Tender
from jxc_desktop.domain.scale_codes import ScaleLabel
from tests.domain.cart_cases import APPLES, BOX, BREAD, COLA, EMPTY, OLD, cart_of, percent


def test_everything_comes_back():
    cart = carts.discount_cart(carts.discount_line(carts.add_unknown(cart_of(COLA, BREAD), "999"), 1, percent(5)), percent(10))
    cart = carts.set_sold_by(carts.set_remark(cart, "等人 \u2028\"'𠮷"), 3)
    cart = carts.set_round_off(carts.set_tenders(cart, (Tender(1, MethodKind.CASH, 500_000), Tender(2, MethodKind.AT_ONCE))), 300)
    back = cart_from_json(cart_to_json(cart))
    assert back == cart
    assert back.totals == cart.totals
    assert back.lines[0].product == COLA
    assert cart_to_json(back) == cart_to_json(cart)


def test_a_line_that_did_not_change_keeps_its_text():
    cart = cart_of(COLA)
    cart_to_json(cart)
    assert carts.add_product(cart, BREAD).lines[0].text == cart.lines[0].text != ""


def test_a_changed_line_is_written_anew():
    cart = cart_of(COLA)
    first = cart_to_json(cart)
    assert cart_from_json(cart_to_json(carts.add_product(cart, COLA))).lines[0].pack_quantity == 2000
    assert cart_to_json(cart) == first


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"v":2}', '{"v":1}', '{"v":1,"head":[],"lines":[]}', "[" * 10_000])
def test_a_damaged_text_is_named(text):
    with pytest.raises(CartUnreadable):
        cart_from_json(text)


def test_a_text_of_another_version_is_left_alone():
    with pytest.raises(CartUnreadable):
        cart_from_json(cart_to_json(cart_of(COLA)).replace('"v":1', '"v":2', 1))


def test_what_a_line_waits_for_comes_back():
    cart = carts.add_choice(cart_of(APPLES, OLD), "690", (Found(COLA, BOX.id), Found(APPLES, label=ScaleLabel("4", pieces=2000))), 3000)
    cart = carts.add_product(carts.give_free(cart, 1), COLA)
    assert cart_from_json(cart_to_json(cart)) == cart
    assert carts.blocked_by(cart_from_json(cart_to_json(cart))) == carts.blocked_by(cart)


def test_a_plain_line_is_written_as_before_there_were_waiting_ones():
    lines = json.loads(cart_to_json(carts.give_free(cart_of(COLA, BREAD), 2)))["lines"]
    assert [len(line) for line in lines] == [16, 19]


def test_an_empty_cart_is_a_cart():
    assert cart_from_json(cart_to_json(EMPTY)) == EMPTY
