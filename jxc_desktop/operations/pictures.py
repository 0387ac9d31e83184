"""Pictures of the shop kept and dropped. What a picture shows is checked by who reads the file; here only its size."""

from collections.abc import Sequence

from sqlalchemy import delete

from jxc_desktop.db.tables.pictures import MAX_PICTURE_BYTES, picture
from jxc_desktop.db.upsert import upsert
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.pictures import LOGO, PAYMENT_CODE, PRODUCT, logo, payment_code, product_picture


class PictureTooLarge(ShopError):
    """A picture over the limit: each backup would carry it."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size

    def sentence(self) -> str:
        """Name both sizes."""
        most, size = MAX_PICTURE_BYTES // 1000, -(-self.size // 1000)
        return _("The picture has {size} kB; at most {most} kB can be kept. Nothing was changed.").format(size=size, most=most)


def keep_picture(work: Work, kind: str, key: str, mime: str, body: bytes) -> None:
    """Keep a picture in the place of the one before. Raises PictureTooLarge. The caller has required the right."""
    if not 0 < len(body) <= MAX_PICTURE_BYTES:
        raise PictureTooLarge(len(body))
    work.connection.execute(
        upsert(work.connection, picture, ("kind", "key"), ("mime", "body")), {"kind": kind, "key": key, "mime": mime, "body": body}
    )


def drop_picture(work: Work, kind: str, key: str) -> None:
    """Keep it no longer."""
    work.connection.execute(delete(picture).where(picture.c.kind == kind, picture.c.key == key))


def change_logo(work: Work, body: bytes) -> None:
    """Another logo (a PNG file), or none when empty. Raises NotAllowed, PictureTooLarge."""
    _change(work, LOGO, "change_logo", logo(work), body)


def change_payment_code(work: Work, body: bytes) -> None:
    """Another payment code to show to customers (a PNG file), or none when empty. Raises NotAllowed, PictureTooLarge."""
    _change(work, PAYMENT_CODE, "change_payment_code", payment_code(work), body)


def change_product_picture(work: Work, product_id: int, body: bytes) -> None:
    """Another picture of a product (a JPEG file), or none when empty. Raises NotAllowed, PictureTooLarge."""
    work.require(Permission.EDIT_PRODUCTS)
    before = product_picture(work, product_id)
    if body == before:
        return
    if body:
        keep_picture(work, PRODUCT, str(product_id), "image/jpeg", body)
    else:
        drop_picture(work, PRODUCT, str(product_id))
    work.record("change_product_picture", "", product=product_id, old=len(before), new=len(body))


def drop_product_pictures(work: Work, product_ids: Sequence[int]) -> None:
    """Keep no pictures of products that are gone: their numbers may come again. The caller has required the right."""
    keys = [str(product_id) for product_id in product_ids]
    work.connection.execute(delete(picture).where(picture.c.kind == PRODUCT, picture.c.key.in_(keys)))


def _change(work: Work, kind: str, action: str, before: bytes, body: bytes) -> None:
    work.require(Permission.CHANGE_SETTINGS)
    if body == before:
        return
    if body:
        keep_picture(work, kind, "", "image/png", body)
    else:
        drop_picture(work, kind, "")
    work.record(action, "", old=len(before), new=len(body))
