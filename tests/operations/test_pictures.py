"""Pictures of the shop: kept in its file, at most 200 kB, the logo by who may change settings."""

from dataclasses import replace

import pytest

from jxc_desktop.db.tables.pictures import MAX_PICTURE_BYTES
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.pictures import PictureTooLarge, change_logo, drop_picture, keep_picture
from jxc_desktop.queries.pictures import Picture, logo, picture_of
from tests.builders import make_shop


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
