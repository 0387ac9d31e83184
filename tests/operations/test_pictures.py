"""Pictures of the shop: kept in its file, at most 200 kB, the logo by who may change settings."""

from dataclasses import replace

import pytest

from jxc_desktop.db.tables.pictures import MAX_PICTURE_BYTES
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.import_undo import remove_products
from jxc_desktop.operations.pictures import PictureTooLarge, change_logo, change_product_picture, drop_picture, keep_picture
from jxc_desktop.queries.pictures import Picture, logo, picture_of, product_picture, product_pictures
from tests.builders import make_shop, product


@pytest.fixture
def shop(tmp_path):
    made = make_shop(tmp_path)
    yield made
    made.close()


def test_a_picture_is_kept_replaced_and_dropped(shop):
    with shop.work() as work:
        keep_picture(work, "product", "7", "image/png", b"one")
        keep_picture(work, "product", "7", "image/jpeg", b"two")
        keep_picture(work, "product", "8", "image/png", b"three")
    with shop.work() as work:
        assert picture_of(work, "product", "7") == Picture("image/jpeg", b"two")
        drop_picture(work, "product", "7")
        assert picture_of(work, "product", "7") is None
        assert picture_of(work, "product", "8") is not None


def test_a_picture_has_its_limit(shop):
    with shop.work() as work:
        keep_picture(work, "product", "7", "image/png", b"x" * MAX_PICTURE_BYTES)
    with pytest.raises(PictureTooLarge) as refused, shop.work() as work:
        keep_picture(work, "product", "7", "image/png", b"x" * (MAX_PICTURE_BYTES + 1))
    assert "201 kB" in str(refused.value)


def test_the_logo_comes_and_goes(shop):
    with shop.work() as work:
        change_logo(work, b"png")
        assert logo(work) == b"png"
        change_logo(work, b"")
        assert logo(work) == b""


def test_the_logo_is_for_who_may_change_settings(shop):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.CHANGE_SETTINGS})
    with pytest.raises(NotAllowed), shop.work() as work:
        change_logo(work, b"png")


def test_the_picture_of_a_product_is_for_who_may_edit_products(shop):
    goods = product(shop)
    with shop.work() as work:
        change_product_picture(work, goods.id, b"jpeg")
    with shop.read() as view:
        assert product_pictures(view, [goods.id, 99]) == {goods.id: b"jpeg"}
    with shop.work() as work:
        change_product_picture(work, goods.id, b"")
        assert product_picture(work, goods.id) == b""
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.EDIT_PRODUCTS})
    with pytest.raises(NotAllowed), shop.work() as work:
        change_product_picture(work, goods.id, b"jpeg")


def test_a_product_that_goes_leaves_no_picture_for_the_next_of_its_number(shop):
    goods = product(shop)
    with shop.work() as work:
        change_product_picture(work, goods.id, b"jpeg")
        remove_products(work, [goods.id])
        assert product_picture(work, goods.id) == b""
