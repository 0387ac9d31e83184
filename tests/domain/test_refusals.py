"""Every refusal words itself, in both languages, and a Chinese sentence has no English left in it."""

import re
from collections.abc import Iterator

import pytest

from jxc_desktop import i18n
from jxc_desktop.domain import barcodes, cart, discounts, payments, scale_codes, units
from jxc_desktop.domain.errors import ShopError

REFUSALS = [
    barcodes.NoNumberLeft(),
    cart.BadPrice(),
    cart.BadQuantity(0),
    cart.CartFull(),
    cart.CartUnreadable(),
    cart.DiscountTooLarge(12_300),
    cart.LineGone(),
    cart.NotSoldForASum("可乐"),
    cart.SoldWhole("可乐", "瓶"),
    cart.SumTooLarge(12_300),
    cart.TakesNoDiscount("香烟"),
    cart.TakesNoDiscount(),
    discounts.NotADiscount("十折"),
    payments.ChangeNotAgreed(12_300),
    payments.NotEnoughPaid(12_300),
    payments.NotWholeCoins(12_345),
    payments.PaidTooMuch(12_300),
    payments.RoundOffAboveLimit(9_900),
    payments.RoundingUp(),
    scale_codes.BadScaleFormat("at most three decimals."),
    units.NotAWeight("瓶"),
    units.UnknownUnit("袋", ["箱", "瓶"]),
]


def children(kind: type[ShopError]) -> Iterator[type[ShopError]]:
    for child in kind.__subclasses__():
        yield child
        yield from children(child)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_a_refusal_words_itself(refusal, language):
    i18n.use_language(language)
    assert str(refusal)
    assert "{" not in str(refusal)
    assert language == "en" or not re.search("[a-z]", str(refusal))


def test_no_refusal_of_these_rules_is_forgotten():
    here = {barcodes, discounts, payments, scale_codes, units}
    named = {module.__name__ for module in here} | {"jxc_desktop.domain.cart_lines", "jxc_desktop.domain.cart_json"}
    known = {type(refusal) for refusal in REFUSALS}
    assert {child.__name__ for child in children(ShopError) if child.__module__ in named and child not in known} == set()
