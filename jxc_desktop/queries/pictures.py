"""Pictures of the shop: its logo, and whatever else is kept by kind and key."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables.pictures import picture
from jxc_desktop.queries.view import View

LOGO = "logo"
PAYMENT_CODE = "payment_code"
PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file as it is kept."""

    mime: str
    body: bytes


_PICTURE = select(picture.c.mime, picture.c.body).where(picture.c.kind == bindparam("kind"), picture.c.key == bindparam("key"))


def picture_of(view: View, kind: str, key: str = "") -> Picture | None:
    """The picture of a kind and key; None when there is none."""
    row = view.connection.execute(_PICTURE, {"kind": kind, "key": key}).one_or_none()
    return None if row is None else Picture(row.mime, row.body)


def product_picture(view: View, product_id: int) -> bytes:
    """The picture of a product; empty when it has none."""
    found = picture_of(view, PRODUCT, str(product_id))
    return b"" if found is None else found.body


def product_pictures(view: View, product_ids: Collection[int]) -> dict[int, bytes]:
    """The pictures of those of these products that have one."""
    statement = select(picture.c.key, picture.c.body).where(
        picture.c.kind == PRODUCT, picture.c.key.in_([str(each) for each in product_ids])
    )
    return {int(key): body for key, body in view.connection.execute(statement)}


def logo(view: View) -> bytes:
    """The shop's logo as a PNG file; empty when it has none."""
    found = picture_of(view, LOGO)
    return b"" if found is None else found.body


def payment_code(view: View) -> bytes:
    """The picture of the shop's payment code, for customers to scan; empty when it has none."""
    found = picture_of(view, PAYMENT_CODE)
    return b"" if found is None else found.body
