"""The cart: each change a new cart, nothing lost and nothing doubled."""

from dataclasses import replace

import pytest

from jxc_desktop.domain import cart as carts
from jxc_desktop.domain.cart import (
    UNSAID,
    Cart,
    Reason,
    add_product,
    add_unknown,
    agreed_total,
    blocked_by,
    discount_cart,
    discount_line,
    override_price,
    refreshed,
    remove_line,
    replace_unknown,
    set_customer,
    set_pack,
    set_quantity,
)
from jxc_desktop.domain.customers import Customer
from jxc_desktop.domain.discounts import Discount, DiscountKind
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import MAX_LINE, MAX_PRICE
from jxc_desktop.domain.payments import NotWholeCoins
from jxc_desktop.domain.pricing import Price, PriceRule
from jxc_desktop.domain.products import Kind, Pack, Product
from jxc_desktop.domain.quantity import MAX_QUANTITY, ONE
from jxc_desktop.domain.scale_codes import ScaleLabel
from tests.builders import cash
from tests.domain.cart_cases import APPLES, BOX, BREAD, COLA, EMPTY, NO_PRICE, OLD, SMOKES, cart_of, off, percent


def quantities(cart: Cart) -> list[int]:
    return [line.pack_quantity // ONE for line in cart]


def test_two_equal_codes_are_two_bottles():
    cart = cart_of(COLA, BREAD, COLA)
    assert quantities(cart) == [2, 1]
    assert cart.touched == 1
    assert cart.totals.total == 115_000


def test_the_old_cart_is_kept_for_undo():
    before = cart_of(COLA)
    add_product(before, COLA)
    assert quantities(before) == [1]


def test_a_quantity_may_come_with_the_scan():
    assert quantities(add_product(cart_of(COLA), COLA, quantity=5 * ONE)) == [6]


@pytest.mark.parametrize(
    "change",
    [
        lambda cart: set_quantity(cart, 1, 3 * ONE),
        lambda cart: override_price(cart, 1, 30_000),
        lambda cart: discount_line(cart, 1, percent(10)),
    ],
    ids=["quantity", "price", "discount"],
)
def test_an_edited_line_takes_no_more_scans(change):
    assert len(add_product(change(cart_of(COLA)), COLA)) == 2


def test_another_price_or_pack_is_another_line():
    cart = add_product(cart_of(COLA), COLA, price=Price(28_000, 30_000, PriceRule.MEMBER))
    cart = add_product(cart, COLA, pack=BOX)
    assert quantities(cart) == [1, 1, 1]
    assert cart.lines[2].base_quantity == 24 * ONE
    assert cart.lines[2].unit == "箱"
    assert cart.totals.total == 30_000 + 28_000 + 720_000


def test_a_line_changes_its_pack_where_it_stands():
    cart = carts.set_pack(cart_of(COLA, BREAD), 1, BOX)
    assert [(line.unit, line.base_quantity, line.amount) for line in cart] == [("箱", 24 * ONE, 720_000), ("个", ONE, 55_000)]
    assert carts.set_pack(cart, 1, None).lines[0].amount == 30_000


def test_a_pack_at_the_price_of_a_piece_is_another_line():
    cart = add_product(cart_of(BREAD), BREAD, pack=Pack(8, "袋", 2, 55_000), price=Price(55_000, 55_000))
    assert [line.base_quantity for line in cart] == [ONE, 2 * ONE]


def test_weighed_goods_stand_alone():
    assert len(cart_of(APPLES, APPLES)) == 2


def test_a_weighed_line_is_one_piece():
    assert add_product(cart_of(COLA), APPLES, label=ScaleLabel("1", weight_mg=617_500)).totals.pieces == 2 * ONE


def test_a_weight_is_charged_once_rounded():
    cart = add_product(EMPTY, APPLES, label=ScaleLabel("1", weight_mg=617_500))
    assert cart.lines[0].pack_quantity == 1235
    assert cart.lines[0].amount == 74_000


def test_an_amount_inside_is_charged_and_the_quantity_derived():
    cart = add_product(EMPTY, APPLES, label=ScaleLabel("1", amount=74_000))
    assert (cart.lines[0].amount, cart.lines[0].pack_quantity) == (74_000, 1235)
    assert cart.lines[0].is_quantity_derived


def test_weight_and_amount_are_both_believed():
    cart = add_product(EMPTY, APPLES, label=ScaleLabel("1", weight_mg=617_500, amount=73_900))
    assert (cart.lines[0].amount, cart.lines[0].pack_quantity) == (73_900, 1235)
    assert not cart.lines[0].is_quantity_derived


def test_pieces_are_counted():
    assert quantities(add_product(EMPTY, BREAD, label=ScaleLabel("1", pieces=6000))) == [6]


def test_a_labelled_amount_waits_for_its_price():
    cart = add_product(EMPTY, NO_PRICE, label=ScaleLabel("1", amount=100_000))
    assert blocked_by(cart)[0].reason is Reason.NO_PRICE
    cart = override_price(cart, 1, 200_000)
    assert (cart.lines[0].amount, cart.lines[0].pack_quantity) == (100_000, 500)
    assert blocked_by(cart) == ()


def test_typing_a_quantity_lets_the_label_go():
    cart = set_quantity(add_product(EMPTY, APPLES, label=ScaleLabel("1", amount=74_000)), 1, 1000)
    assert (cart.lines[0].amount, cart.lines[0].label) == (59_900, None)


def test_an_unknown_code_blocks_paying_until_it_is_made():
    cart = add_unknown(add_unknown(cart_of(COLA), "999"), "999")
    assert quantities(cart) == [1, 2]
    assert [block.sentence() for block in blocked_by(cart)] == ["Code 999 is not known."]
    cart = replace_unknown(cart, 2, Found(BREAD))
    assert blocked_by(cart) == ()
    assert cart.totals.total == 30_000 + 110_000


def test_an_unknown_code_can_be_removed():
    cart = remove_line(add_unknown(cart_of(COLA), "999"), 2)
    assert (blocked_by(cart), cart.touched) == ((), 1)
    assert remove_line(cart, 1).is_empty


def test_a_line_without_a_price_asks_for_one():
    assert [block.reason for block in blocked_by(cart_of(NO_PRICE))] == [Reason.NO_PRICE]


def test_totals_count_pieces_and_kinds():
    totals = discount_line(cart_of(COLA, COLA, BREAD), 2, off(0.5)).totals
    assert (totals.pieces, totals.kinds, totals.lines_total, totals.discount, totals.total) == (3 * ONE, 2, 115_000, 5_000, 110_000)


def test_a_changed_price_keeps_the_tag():
    line = override_price(cart_of(COLA), 1, 25_000).lines[0]
    assert (line.price, line.base_price, line.price_rule) == (25_000, 30_000, PriceRule.OVERRIDE)


def test_a_line_discount_follows_the_quantity():
    cart = discount_line(cart_of(COLA), 1, percent(20))
    assert set_quantity(cart, 1, 10 * ONE).lines[0].amount == 240_000
    assert discount_line(cart, 1, None).lines[0].amount == 30_000


def test_a_set_sum_is_what_is_paid():
    assert discount_line(cart_of(BREAD), 1, Discount(DiscountKind.SET_SUM, 50_000)).lines[0].amount == 50_000


def test_a_whole_discount_goes_round_what_takes_none():
    cart = discount_cart(cart_of(COLA, SMOKES, BREAD), percent(10))
    assert [line.cart_discount for line in cart] == [3_000, 0, 5_500]
    assert cart.totals.total == 326_500


def test_a_whole_discount_in_percent_follows_the_cart():
    cart = discount_cart(cart_of(COLA), percent(10))
    cart = add_product(cart, BREAD)
    assert cart.totals.discount == 8_500
    assert remove_line(cart, 1).totals.discount == 5_500
    assert discount_cart(cart, None).totals.discount == 0


def test_an_agreed_total_is_shared_and_later_goods_come_on_top():
    cart = agreed_total(cart_of(COLA, BREAD), 80_000)
    assert (cart.totals.total, cart.totals.discount) == (80_000, 5_000)
    assert cart.cart_discount is not None
    assert cart.cart_discount.is_agreed
    assert add_product(cart, SMOKES).totals.total == 330_000


def test_a_set_sum_of_the_whole_is_an_agreed_total():
    cart = discount_cart(cart_of(COLA, BREAD), Discount(DiscountKind.SET_SUM, 80_000))
    assert cart == agreed_total(cart_of(COLA, BREAD), 80_000)


def test_agreeing_on_the_full_sum_takes_the_discount_back():
    assert agreed_total(discount_cart(cart_of(COLA), percent(10)), 30_000).cart_discount is None


def test_a_whole_discount_that_outgrows_the_cart_takes_no_more_than_there_is():
    cart = remove_line(discount_cart(cart_of(COLA, BREAD), off(8)), 2)
    assert (cart.totals.total, cart.totals.discount) == (0, 30_000)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda cart: discount_line(cart, 2, percent(10)), carts.TakesNoDiscount),
        (lambda cart: discount_cart(remove_line(cart, 1), percent(10)), carts.TakesNoDiscount),
        (lambda cart: discount_line(cart, 1, off(3.01)), carts.DiscountTooLarge),
        (lambda cart: discount_line(cart, 1, Discount(DiscountKind.SET_SUM, 30_100)), carts.DiscountTooLarge),
        (lambda cart: discount_cart(cart, off(3.01)), carts.DiscountTooLarge),
        (lambda cart: agreed_total(cart, 249_900), carts.DiscountTooLarge),
        (lambda cart: agreed_total(cart, 280_100), carts.DiscountTooLarge),
        (lambda cart: agreed_total(cart, 260_050), NotWholeCoins),
        (lambda cart: set_quantity(cart, 1, 0), carts.BadQuantity),
        (lambda cart: set_quantity(cart, 1, -ONE), carts.BadQuantity),
        (lambda cart: set_quantity(cart, 1, MAX_QUANTITY + 1), carts.BadQuantity),
        (lambda cart: add_product(cart, COLA, pack=BOX, quantity=MAX_QUANTITY // ONE * ONE), carts.BadQuantity),
        (lambda cart: override_price(cart, 1, -1), carts.BadPrice),
        (lambda cart: override_price(cart, 1, MAX_PRICE + 1), carts.BadPrice),
        (lambda cart: set_quantity(override_price(cart, 1, MAX_PRICE), 1, 11 * ONE), carts.SumTooLarge),
        (lambda cart: set_quantity(cart, 1, 500), carts.SoldWhole),
        (lambda cart: add_product(cart, COLA, quantity=1_500), carts.SoldWhole),
        (lambda cart: add_product(cart, COLA, pack=BOX, quantity=500), carts.SoldWhole),
        (lambda cart: set_quantity(add_product(cart, COLA, pack=BOX), 3, 500), carts.SoldWhole),
        (lambda cart: replace_unknown(carts.add_unknown(cart, "690", 1_500), 3, Found(COLA)), carts.SoldWhole),
        (lambda cart: remove_line(cart, 9), carts.LineGone),
    ],
)
def test_what_the_cart_refuses(change, error):
    with pytest.raises(error) as refusal:
        change(cart_of(COLA, SMOKES))
    assert str(refusal.value)


def test_a_sale_may_not_outgrow_a_document():
    dear = Product(9, "9", "房", retail_price=MAX_PRICE)
    cart = EMPTY
    for number in range(10):
        cart = add_product(cart, dear, quantity=10 * ONE, price=Price(MAX_PRICE - number, MAX_PRICE))
    with pytest.raises(carts.SumTooLarge):
        add_product(cart, dear, quantity=10 * ONE, price=Price(1, MAX_PRICE))
        add_product(cart, BREAD, price=Price(MAX_LINE // 10, None))


def test_line_two_thousand_and_one_is_refused():
    cart = EMPTY
    for number in range(2000):
        cart = add_unknown(cart, str(number))
    with pytest.raises(carts.CartFull):
        add_unknown(cart, "x")
    assert len(cart) == 2000


def test_what_the_books_would_hold_is_known():
    assert cart_of(COLA).lines[0].stock_after == 4000
    assert add_unknown(EMPTY, "9").lines[0].stock_after is None
    assert cart_of(replace(COLA, is_unopened=True)).lines[0].stock_after is None


@pytest.mark.parametrize(
    ("was", "now", "price"),
    [(3_0000, 2_5000, 2_5000), (3_0000, 3_5000, 3_0000), (3_0000, None, 3_0000), (None, 4_0000, 4_0000)],
    ids=["fell: never above the tag", "rose: as the customer was told", "taken away", "set since"],
)
def test_a_cart_from_before_keeps_the_price_that_was_told(was, now, price):
    old = cart_of(replace(COLA, retail_price=was))
    line = refreshed(old, {COLA.id: replace(COLA, name="可乐", retail_price=now)}).line(1)
    assert (line.name, line.price) == ("可乐", price)


def test_a_box_follows_its_own_tag():
    old = add_product(EMPTY, COLA, pack=BOX)
    cheaper = replace(COLA, packs=(replace(BOX, price=60_0000),))
    assert refreshed(old, {COLA.id: cheaper}).line(1).price == 60_0000
    assert refreshed(old, {COLA.id: replace(COLA, packs=(), retail_price=1_0000)}).line(1).price == 72_0000


def test_a_member_price_is_never_above_the_tag_of_now():
    old = add_product(EMPTY, COLA, price=Price(2_8000, 3_0000, PriceRule.MEMBER))
    assert refreshed(old, {COLA.id: replace(COLA, retail_price=2_9000)}).line(1).price == 2_8000
    line = refreshed(old, {COLA.id: replace(COLA, retail_price=2_5000)}).line(1)
    assert (line.price, line.base_price, line.price_rule) == (2_5000, 2_5000, PriceRule.RETAIL)


def test_what_was_agreed_or_printed_by_a_scale_stays():
    by_hand = override_price(cart_of(COLA), 1, 2_9000)
    by_label = add_product(EMPTY, APPLES, label=ScaleLabel("4", amount=5_0000))
    assert refreshed(by_hand, {COLA.id: replace(COLA, retail_price=1_0000)}).totals.total == 2_9000
    assert refreshed(by_label, {APPLES.id: replace(APPLES, retail_price=1_0000)}).totals.total == 5_0000


def test_goods_that_take_no_discount_any_more_lose_it_and_the_rest_keeps_its_share():
    cart = discount_cart(discount_line(cart_of(COLA, BREAD), 1, percent(10)), percent(50))
    now = refreshed(cart, {COLA.id: replace(COLA, no_discount=True)})
    assert [line.amount for line in now] == [3_0000, 2_7500]
    assert refreshed(cart, {}) == cart


def test_the_customer_stays_whatever_is_scanned_and_changed():
    cart = set_customer(cart_of(COLA), Customer(1, "老王", "13800000000"))
    for changed in (add_product(cart, BREAD), set_quantity(cart, 1, 2 * ONE), override_price(cart, 1, 1_0000), remove_line(cart, 1)):
        assert changed.customer == cart.customer


def test_weighed_goods_wait_for_their_weight_and_cost_nothing_till_then():
    cart = cart_of(COLA, APPLES)
    assert (cart.totals.total, [block.reason for block in blocked_by(cart)]) == (3_0000, [Reason.NO_QUANTITY])
    assert blocked_by(set_quantity(cart, 2, ONE)) == ()
    assert blocked_by(carts.sell_for(cart, 2, 10_0000)) == ()


def test_a_weight_that_was_said_or_printed_and_a_case_wait_for_nothing():
    said = add_product(EMPTY, APPLES, quantity=ONE)
    printed = add_product(said, APPLES, label=ScaleLabel("4", weight_mg=617_500))
    case = replace(APPLES, packs=(Pack(9, "箱", 20, 100_0000),))
    assert blocked_by(add_product(printed, case, pack=case.packs[0])) == ()


def test_of_goods_that_came_with_no_quantity_one_must_be_said():
    cart = add_product(cart_of(COLA), COLA, quantity=UNSAID)
    assert [line.pack_quantity for line in cart] == [ONE, UNSAID]
    cart = add_product(cart, COLA)
    assert [line.pack_quantity for line in cart] == [2 * ONE, UNSAID]
    assert [block.sentence() for block in blocked_by(cart)] == ["How much of 可口可乐 is not said yet."]


def test_one_of_several_products_is_a_line_that_waits():
    cart = carts.add_choice(cart_of(COLA), "690", (Found(BREAD), Found(COLA, BOX.id)), 3 * ONE)
    assert [block.reason for block in blocked_by(cart)] == [Reason.WHICH_PRODUCT]
    case = replace_unknown(cart, 2, Found(COLA, BOX.id)).line(2)
    assert (case.base_quantity, case.amount) == (72 * ONE, 3 * 72_0000)
    assert blocked_by(replace_unknown(cart, 2, Found(BREAD))) == ()


def test_a_price_that_was_said_counts_whichever_is_chosen():
    cart = carts.add_choice(EMPTY, "3.5+", (Found(BREAD), Found(NO_PRICE)), None, carts.typed_price(3_5000))
    assert cart.totals.total == 3_5000
    assert replace_unknown(cart, 1, Found(BREAD)).totals.total == 3_5000


def test_what_is_chosen_has_the_price_of_now():
    cart = carts.add_choice(EMPTY, "690", (Found(BREAD), Found(COLA)))
    now = refreshed(cart, {BREAD.id: replace(BREAD, retail_price=5_0000)})
    assert replace_unknown(now, 1, now.line(1).candidates[0]).totals.total == 5_0000


def test_goods_no_longer_sold_wait_for_a_yes_that_counts_for_all_of_them():
    cart = cart_of(OLD, OLD, COLA)
    assert [(line.pack_quantity, line.waits_for) for line in cart] == [(2 * ONE, Reason.NO_LONGER_SOLD), (ONE, None)]
    sold = carts.sell_anyway(cart, 1)
    assert blocked_by(add_product(sold, OLD, quantity=3 * ONE)) == ()
    assert blocked_by(refreshed(cart, {OLD.id: replace(OLD, stop_selling=False)})) == ()
    assert blocked_by(add_product(EMPTY, OLD, is_agreed=True)) == ()


def test_goods_that_are_stopped_while_they_are_held_are_not_asked_about():
    assert blocked_by(refreshed(cart_of(COLA), {COLA.id: replace(COLA, stop_selling=True)})) == ()


def test_a_free_line_sold_again_has_its_price_its_sum_and_its_discount():
    cart = discount_line(override_price(cart_of(COLA), 1, 2_0000), 1, percent(50))
    cart = add_product(cart, APPLES, label=ScaleLabel("4", amount=12_3200))
    free = carts.give_free(carts.give_free(cart, 1), 2)
    assert free.totals.total == 0
    again = carts.give_free(carts.give_free(free, 1), 2)
    assert [line.amount for line in again] == [1_0000, 12_3200]
    assert override_price(free, 1, 1_5000).line(1).amount == 7500


@pytest.mark.parametrize("price", [0, -1, MAX_PRICE + 1])
def test_a_price_typed_for_goods_without_a_tag_is_above_zero(price):
    with pytest.raises(carts.BadPrice):
        carts.typed_price(price)


CHANGES = {
    "scan": lambda cart: add_product(cart, BREAD),
    "remove": lambda cart: remove_line(cart, 1),
    "quantity": lambda cart: set_quantity(cart, 1, 2 * ONE),
    "price": lambda cart: override_price(cart, 1, 2_0000),
    "discount": lambda cart: discount_cart(cart, percent(10)),
    "the tag fell": lambda cart: refreshed(cart, {COLA.id: replace(COLA, retail_price=2_0000)}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_what_was_rounded_off_by_hand_is_about_one_sum_only(change):
    assert change(carts.set_round_off(cart_of(COLA, SMOKES), 5000)).round_off == 0


def test_what_was_rounded_off_stays_while_the_lines_do():
    cart = carts.set_round_off(cart_of(COLA), 5000)
    assert [set_customer(cart, None).round_off, refreshed(cart, {COLA.id: replace(COLA, name="可乐")}).round_off] == [5000, 5000]


def test_with_the_last_line_go_the_tenders():
    cart = carts.set_tenders(cart_of(COLA, BREAD), (cash(20_0000),))
    assert remove_line(cart, 1).tenders == cart.tenders
    assert remove_line(remove_line(cart, 1), 2).tenders == ()


ROLL = Pack(6, "卷", 50, 1_000_000, is_measured=True)
WIRE = Product(6, "6", "电线", unit="米", retail_price=26_000, packs=(ROLL,))
BY_THE_HOUR = Product(7, "7", "维修", unit="次", kind=Kind.SERVICE, retail_price=500_000)


@pytest.mark.parametrize(
    ("product", "pack", "base"),
    [(APPLES, None, 1_350), (WIRE, None, 1_350), (WIRE, ROLL, 67_500), (BY_THE_HOUR, None, 1_350)],
)
def test_what_is_measured_is_sold_in_parts(product, pack, base):
    cart = add_product(EMPTY, product, pack=pack, quantity=1_350)
    assert cart.lines[0].base_quantity == base
    assert set_quantity(cart, 1, 350).lines[0].pack_quantity == 350


def test_a_part_does_not_go_over_to_a_pack_that_is_sold_whole():
    by_the_box = replace(WIRE, packs=(replace(ROLL, is_measured=False),))
    with pytest.raises(carts.SoldWhole, match="电线 is sold by the whole 卷"):
        set_pack(add_product(EMPTY, by_the_box, quantity=1_350), 1, by_the_box.packs[0])


def test_a_label_that_says_a_part_is_believed():
    by_weight = add_product(EMPTY, BREAD, label=ScaleLabel("2", weight_mg=350_000))
    assert by_weight.lines[0].pack_quantity == 350
