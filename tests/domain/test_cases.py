"""Numbers from other programs' tests, as our rules give them: 42 to 56, 64 to 68, 72 and 80."""

import pytest

from jxc_desktop.domain.barcodes import has_wrong_check_digit, is_valid_gtin
from jxc_desktop.domain.cart import Cart, add_product, discount_cart, discount_line
from jxc_desktop.domain.money import COIN, UNIT
from jxc_desktop.domain.payments import MethodKind, Tender, settle
from jxc_desktop.domain.pricing import Price
from jxc_desktop.domain.products import Pack, Product, uneven_packs
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.refunds import Part, refund_of, share_refund
from jxc_desktop.domain.scale_codes import ScaleFormat, ScaleLabel, ScaleValue, read_scale_code
from jxc_desktop.domain.tax import net_of
from tests.domain.cart_cases import off, percent

CASH, CARD = MethodKind.CASH, MethodKind.AT_ONCE


def money(text: str) -> int:
    whole, _, coins = text.partition(".")
    return int(whole) * UNIT + int((coins or "0").ljust(2, "0")) * COIN


def cart_of(*rows: tuple[int, str]) -> Cart:
    cart = Cart("k")
    for number, (count, price) in enumerate(rows):
        cart = add_product(cart, Product(number, str(number), "x"), quantity=count * ONE, price=Price(money(price), money(price)))
    return cart


@pytest.mark.parametrize(
    ("total", "card", "cash", "paid", "round_off"),
    [
        pytest.param("42.02", None, "42.00", "42.00", "0.02", id="42"),
        pytest.param("15.72", None, "15.70", "15.70", "0.02", id="44"),
        pytest.param("15.72", "0.68", "15.00", "15.68", "0.04", id="46"),
        pytest.param("15.72", "0.64", "15.00", "15.64", "0.08", id="48"),
    ],
)
def test_cash_rounding(total, card, cash, paid, round_off):
    tenders = ([Tender(4, CARD, money(card))] if card else []) + [Tender(1, CASH)]
    done = settle(money(total), tenders)
    assert (done.payments[-1].amount, done.paid, done.round_off) == (money(cash), money(paid), money(round_off))


def test_44_the_refund_gives_back_what_was_paid():
    paid = settle(money("15.72"), [Tender(1, CASH)])
    sold = Part(ONE, money("15.72"))
    refund = refund_of([sold], [Part()], [ONE], paid.round_off, 0)
    assert (refund.total, refund.round_off) == (money("15.70"), money("0.02"))
    assert share_refund(refund.total, [payment.amount for payment in paid.payments]) == [money("15.70")]


@pytest.mark.parametrize(
    ("rows", "discount", "amounts"),
    [
        pytest.param([(1, "149"), (1, "198")], percent(10), ["134.10", "178.20"], id="50"),
        pytest.param([(10, "10"), (1, "0.02")], off(0.02), ["99.98", "0.02"], id="52"),
    ],
)
def test_discounts_shared_out(rows, discount, amounts):
    assert [line.amount for line in discount_cart(cart_of(*rows), discount)] == [money(amount) for amount in amounts]


def test_56_a_discount_on_the_cart_after_one_on_the_line():
    cart = discount_cart(discount_line(cart_of((1, "50"), (1, "80")), 1, percent(15)), percent(10))
    assert (cart.totals.total, [line.cart_discount for line in cart]) == (money("110.25"), [money("4.25"), money("8.00")])
    assert [line.amount for line in cart] == [money("38.25"), money("72.00")]


def test_54_rounded_once_on_the_line():
    cart = cart_of((10, "0.01"))
    assert discount_line(cart, 1, percent(10)).totals.total == discount_cart(cart, percent(10)).totals.total == money("0.09")


def test_64_a_dozen_is_twelve_pieces():
    dozen = Pack(1, "打", 12)
    cart = add_product(Cart("k"), Product(1, "1", "蛋", packs=(dozen,)), pack=dozen)
    assert cart.lines[0].base_quantity == 12 * ONE


def test_66_what_does_not_fill_its_boxes_is_reported():
    assert uneven_packs(4000 * ONE, 500) is None
    assert uneven_packs(4001 * ONE, 500) is not None


@pytest.mark.parametrize("code", ["12345670", "02003405", "87111125"])
def test_68_valid(code):
    assert is_valid_gtin(code)


def test_68_wrong_check_digit():
    assert has_wrong_check_digit("12345678")


WEIGHT = ScaleFormat("2", 13, 1, 5, ScaleValue.WEIGHT, 6, 5, 3)
AMOUNT = ScaleFormat("2", 13, 1, 5, ScaleValue.AMOUNT, 6, 5, 2)


@pytest.mark.parametrize(
    ("code", "form", "label"),
    [
        ("2123450012349", WEIGHT, None),
        ("2123450123449", AMOUNT, None),
        ("2123450012343", WEIGHT, ScaleLabel("12345", weight_mg=123_000)),
        ("2123450123445", AMOUNT, ScaleLabel("12345", amount=money("12.34"))),
    ],
)
def test_72_scale_codes(code, form, label):
    assert read_scale_code(code, [form]) == label


def test_80_net_from_each_lines_gross():
    nets = [net_of(line.amount, 2100) for line in cart_of((500, "12"), (1, "36"))]
    assert nets == [money("4958.68"), money("29.75")]
    assert money("6036.00") - sum(nets) == money("1047.57")
