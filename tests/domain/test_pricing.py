"""Which price applies."""

import pytest

from jxc_desktop.domain.pricing import Price, PriceLevel, PriceRule, price_for
from jxc_desktop.domain.products import Pack, Product

BOX = Pack(1, "箱", 24)
PRICED_BOX = Pack(2, "箱", 24, 600_000)
COLA = Product(1, "1", "可乐", retail_price=30_000, member_price=28_000, wholesale_price=25_000, packs=(BOX, PRICED_BOX))


@pytest.mark.parametrize(
    ("pack", "level", "price"),
    [
        (None, PriceLevel.RETAIL, Price(30_000, 30_000)),
        (BOX, PriceLevel.RETAIL, Price(720_000, 720_000)),
        (PRICED_BOX, PriceLevel.RETAIL, Price(600_000, 600_000, PriceRule.PACK)),
        (None, PriceLevel.MEMBER, Price(28_000, 30_000, PriceRule.MEMBER)),
        (None, PriceLevel.WHOLESALE, Price(25_000, 30_000, PriceRule.WHOLESALE)),
        (BOX, PriceLevel.WHOLESALE, Price(600_000, 720_000, PriceRule.WHOLESALE)),
        (PRICED_BOX, PriceLevel.MEMBER, Price(600_000, 600_000, PriceRule.PACK)),
    ],
)
def test_price_at_a_level(pack, level, price):
    assert price_for(COLA, pack, level=level) == price


def test_a_product_without_a_price_asks_for_one():
    assert price_for(Product(1, "1", "散装")) == Price(None, None)


def test_no_level_goes_above_the_tag():
    dear = Product(1, "1", "烟", retail_price=100, member_price=120, wholesale_price=100)
    assert [price_for(dear, level=level).amount for level in PriceLevel] == [100, 100, 100]


def test_goods_without_discount_know_one_price():
    smokes = Product(1, "1", "烟", retail_price=100, member_price=90, no_discount=True)
    assert price_for(smokes, level=PriceLevel.MEMBER) == Price(100, 100)
