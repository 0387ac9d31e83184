"""A cart as it changes under a cashier's hands: every kind of change once."""

from collections.abc import Sequence

from jxc_desktop.domain.cart import (
    Cart,
    add_product,
    add_unknown,
    agreed_total,
    discount_cart,
    discount_line,
    override_price,
    remove_line,
    set_quantity,
    set_remark,
    set_round_off,
    set_tenders,
)
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE
from tests.builders import CASH


def changing_carts(goods: Sequence[Product], key: str) -> list[Cart]:
    """The carts after each change, in order. Needs three products."""
    first, second, third = goods[:3]
    steps = [add_product(Cart(key), first)]
    changes = (
        lambda cart: add_product(cart, second, quantity=7 * ONE),
        lambda cart: set_quantity(cart, 1, 12 * ONE),
        lambda cart: discount_line(cart, 2, Discount(DiscountKind.PERCENT, 2000)),
        lambda cart: add_product(cart, third),
        lambda cart: override_price(cart, 3, 9_9000),
        lambda cart: discount_cart(cart, Discount(DiscountKind.MONEY_OFF, 1_0000)),
        lambda cart: add_unknown(cart, "6901234567892"),
        lambda cart: remove_line(cart, 4),
        lambda cart: agreed_total(cart, 20_0000),
        lambda cart: set_remark(cart, "老王 𠮷 🍵"),
        lambda cart: set_round_off(cart, 5_000),
        lambda cart: set_tenders(cart, (CASH,)),
        lambda cart: remove_line(cart, 1),
    )
    for change in changes:
        steps.append(change(steps[-1]))
    return steps
