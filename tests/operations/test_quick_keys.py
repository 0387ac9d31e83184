"""Quick keys set, moved, removed; pages named; goods that go take their keys along."""

import pytest
from sqlalchemy import delete, insert, select, update

from jxc_desktop.db import search
from jxc_desktop.db.tables import products as goods
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.quick_keys import PLACES, Colour
from jxc_desktop.operations.quick_keys import move_key, name_page, remove_key, set_key
from jxc_desktop.queries.quick_keys import goods_of, quick_pages
from tests.builders import product


def shown(shop):
    with shop.read() as view:
        return {(key.page, key.position): (key.title, key.price) for page in quick_pages(view) for key in page.keys}


@pytest.fixture
def keyed(shop):
    egg, bag = product(shop, "茶叶蛋", 2_0000), product(shop, "购物袋", 5000)
    with shop.work() as work:
        set_key(work, 1, 1, product_id=egg.id)
        set_key(work, 1, 3, product_id=bag.id, title="袋", colour=Colour.AMBER)
    return shop, egg, bag


def test_a_key_shows_its_title_or_the_products_name_and_its_price(keyed):
    shop, _egg, bag = keyed
    assert shown(shop) == {(1, 1): ("茶叶蛋", 2_0000), (1, 3): ("袋", 5000)}
    with shop.work() as work:
        work.connection.execute(update(goods.product).where(goods.product.c.id == bag.id).values(retail_price=6000))
    assert shown(shop)[1, 3] == ("袋", 6000)


def test_two_keys_change_places_and_a_key_goes_to_an_empty_one(keyed):
    shop, _egg, _bag = keyed
    with shop.work() as work:
        move_key(work, 1, 1, 3)
        move_key(work, 1, 1, PLACES)
    assert {place: title for place, (title, _price) in shown(shop).items()} == {(1, 3): "茶叶蛋", (1, PLACES): "袋"}


def test_a_key_is_replaced_and_removed(keyed):
    shop, egg, _bag = keyed
    with shop.work() as work:
        set_key(work, 1, 3, product_id=egg.id)
        remove_key(work, 1, 1)
    assert shown(shop) == {(1, 3): ("茶叶蛋", 2_0000)}


def test_a_category_stands_for_its_goods_that_are_sold(shop):
    cake, pie = product(shop, "蛋糕"), product(shop, "派")
    with shop.work() as work:
        made = work.connection.execute(insert(goods.category).values(name="早餐").returning(goods.category.c.id)).scalar_one()
        work.connection.execute(update(goods.product).values(category_id=made))
        work.connection.execute(update(goods.product).where(goods.product.c.id == pie.id).values(stop_selling=1))
        set_key(work, 2, 1, category_id=made)
    with shop.read() as view:
        (page,) = quick_pages(view)
        assert [each.id for each in goods_of(view, page.keys[0])] == [cake.id]
        assert (page.page, page.keys[0].title) == (2, "早餐")


def test_a_page_has_a_name_or_none(keyed):
    shop, _egg, _bag = keyed
    with shop.work() as work:
        name_page(work, 1, " 水果 ")
        name_page(work, 2, "烟")
        name_page(work, 2, "")
        assert [(page.page, page.name) for page in quick_pages(work)] == [(1, "水果")]


@pytest.mark.parametrize("place", [(0, 1), (10, 1), (1, 0), (1, PLACES + 1)])
def test_there_is_no_other_place(keyed, place):
    shop, egg, _bag = keyed
    with pytest.raises(NotFound), shop.work() as work:
        set_key(work, *place, product_id=egg.id)


def test_what_does_not_exist_gets_no_key(shop):
    with pytest.raises(NotFound), shop.work() as work:
        set_key(work, 1, 1, product_id=99)


def test_a_product_that_goes_takes_its_key_along(keyed):
    shop, egg, _bag = keyed
    with shop.work() as work:
        search.drop_words(work.connection, [egg.id])
        work.connection.execute(delete(goods.product).where(goods.product.c.id == egg.id))
        assert work.connection.execute(select(goods.product.c.id)).all()
    assert list(shown(shop)) == [(1, 3)]
