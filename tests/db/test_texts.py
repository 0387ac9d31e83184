"""Texts that the file can't hold are refused in words, whoever brings them."""

import pytest

from jxc_desktop.db.errors import TextNotStorable
from jxc_desktop.domain.cart import set_remark
from jxc_desktop.operations.drafts import hold_sale, save_draft
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.queries.drafts import held_sales
from tests.builders import CASH, cart_of, product

TORN = "谢谢\ud83d"


@pytest.mark.parametrize(
    "brings",
    [
        lambda work, cart: complete_sale(work, set_remark(cart, TORN), (CASH,), print_receipt=False),
        lambda work, cart: save_draft(work, set_remark(cart, TORN)),
        lambda work, cart: hold_sale(work, cart, TORN),
    ],
)
def test_half_a_character_is_refused_and_nothing_written(shop, brings):
    cart = cart_of(product(shop))
    with pytest.raises(TextNotStorable, match="谢谢") as refused, shop.work() as work:
        brings(work, cart)
    str(refused.value).encode()
    with shop.read() as view:
        assert held_sales(view) == ()


def test_whole_characters_beyond_the_first_plane_are_kept(shop):
    cart = cart_of(product(shop, "辣条🌶️𠮷"))
    with shop.work() as work:
        hold_sale(work, cart, "🙏")
    with shop.read() as view:
        assert [(held.name, held.first_goods) for held in held_sales(view)] == [("🙏", "辣条🌶️𠮷")]
