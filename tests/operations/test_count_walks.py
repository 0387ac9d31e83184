"""The order in which a count was walked, kept as shelf positions where a place has none, and taken back."""

from dataclasses import replace

import pytest

from jxc_desktop.domain.counts import NoWalk, Scope, Source
from jxc_desktop.domain.errors import ChangedMeanwhile
from jxc_desktop.operations.count_walks import keep_walk, take_back_walk
from jxc_desktop.operations.products import change_product
from jxc_desktop.queries.count_scope import goods_in
from jxc_desktop.queries.count_walks import walk_of
from jxc_desktop.queries.product_card import product_card
from tests.builders import stocked
from tests.counts import counted, posted, started, what_is_wrong


@pytest.fixture
def goods(shop):
    return [stocked(shop, name, quantity=5) for name in ("茶", "水", "面", "皂")]


def walked(shop, goods, **more):
    """Soap first, then tea, then water; noodles were not found."""
    count = started(shop)
    for product in (goods[3], goods[0], goods[1], goods[3]):
        counted(shop, count, product, 5, **more)
    posted(shop, count)
    return count


def shelves(shop, goods):
    with shop.read() as view:
        return [product_card(view, product.id).fields.shelf for product in goods]


def set_shelf(shop, product, shelf):
    with shop.work() as work:
        card = product_card(work, product.id)
        change_product(work, product.id, replace(card.fields, shelf=shelf), card.version)


def test_goods_get_positions_in_the_order_of_their_first_scan(shop, goods):
    count = walked(shop, goods)
    with shop.work() as work:
        assert keep_walk(work, count) == 3
    assert shelves(shop, goods) == ["#20", "#30", "", "#10"]
    with shop.read() as view:
        order = [each.product_id for each in goods_in(view, Scope())]
        assert walk_of(view, count).offered == ()
    assert order == [goods[place].id for place in (3, 0, 1, 2)]
    assert what_is_wrong(shop) == []


def test_what_is_taken_back_is_what_nobody_changed_since(shop, goods):
    count = walked(shop, goods)
    with shop.work() as work:
        keep_walk(work, count)
    set_shelf(shop, goods[0], "A-01")
    with shop.work() as work:
        assert take_back_walk(work, count) == 2
    assert shelves(shop, goods) == ["A-01", "", "", ""]
    with shop.work() as work, pytest.raises(NoWalk):
        take_back_walk(work, count)


def test_a_place_that_has_positions_keeps_them(shop, goods):
    count = walked(shop, goods)
    set_shelf(shop, goods[2], "B-1")
    with shop.work() as work, pytest.raises(NoWalk):
        keep_walk(work, count)
    assert shelves(shop, goods) == ["", "", "B-1", ""]


def test_what_was_typed_from_a_sheet_is_no_walk(shop, goods):
    count = walked(shop, goods, source=Source.SHEET)
    with shop.read() as view:
        assert walk_of(view, count).offered == ()


def test_an_open_count_offers_nothing_yet(shop, goods):
    count = started(shop)
    counted(shop, count, goods[0], 5)
    counted(shop, count, goods[1], 5)
    with shop.work() as work, pytest.raises(NoWalk):
        keep_walk(work, count)


def test_a_form_that_was_open_meanwhile_does_not_put_the_shelf_back(shop, goods):
    count = walked(shop, goods)
    with shop.read() as view:
        card = product_card(view, goods[0].id)
    with shop.work() as work:
        keep_walk(work, count)
    with shop.work() as work, pytest.raises(ChangedMeanwhile):
        change_product(work, goods[0].id, card.fields, card.version)
