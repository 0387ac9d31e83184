"""Products: found by a code, shown on a card, with the history of their prices."""

from dataclasses import replace
from functools import lru_cache

from sqlalchemy import bindparam, literal_column, select, union_all

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables.documents import document
from jxc_desktop.db.tables.products import barcode, pack, product
from jxc_desktop.domain.barcodes import is_payment_code, isbn_13, normalise
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.scale_codes import LENGTHS, ScaleFormat, formats_from_json, read_scale_code
from jxc_desktop.i18n import _
from jxc_desktop.queries.product_fields import own_code
from jxc_desktop.queries.product_rows import columns, is_seen, joined, products_in, products_of
from jxc_desktop.queries.product_search import search
from jxc_desktop.queries.view import View

__all__ = ["CustomersPaymentCode", "Found", "find_by_code", "is_in_use", "products_of", "search"]


class CustomersPaymentCode(ShopError):
    """A customer's payment code was scanned; it is named, never stored and never logged."""

    def __init__(self, whose: str) -> None:
        super().__init__(whose)
        self.whose = whose

    def sentence(self) -> str:
        """Say whose it is, and that this program takes no money over the network."""
        return _("This is the customer's payment code ({whose}). This program is offline and can't take money with it.").format(
            whose=_(self.whose)
        )


_own = product.alias("own")
_hit = union_all(
    select(barcode.c.product_id, barcode.c.pack_id, barcode.c.code).where(
        barcode.c.code.in_([bindparam("code"), bindparam("longer"), bindparam("shorter")])
    ),
    select(_own.c.id, literal_column("0"), literal_column("''")).where(_own.c.code.in_([bindparam("code"), bindparam("typed")])),
).subquery("hit")
_BY_CODE = Prepared(
    select(_hit.c.pack_id, _hit.c.code, *columns())
    .select_from(joined(_hit.join(product, product.c.id == _hit.c.product_id)))
    .where(is_seen())
    .order_by(product.c.id, pack.c.ratio)
)


def find_by_code(view: View, text: str) -> tuple[Found, ...]:
    """What a scanned or typed code stands for; several products under one code are several answers (一码多品).

    A barcode of a unit or pack or the shop's own code; EAN-13 and UPC-A are the same but for the leading zero. Else a scale's
    label. 停售 products are found too and carry the flag. Raises CustomersPaymentCode; an unknown code gives nothing.
    """
    code = normalise(text)
    if not code:
        return ()
    found = _with_code(view, code, own_code(text))
    if found:
        return found
    if len(code) in LENGTHS:
        label = read_scale_code(code, scale_formats(view.settings.scale_formats))
        if label is not None:
            return tuple(Found(each.product, None, label) for each in _of_item(view, label.item))
    other = isbn_13(code) if len(code) == 10 else None
    if other is not None:
        return _with_code(view, other)
    whose = is_payment_code(code)
    if whose is not None:
        raise CustomersPaymentCode(whose)
    return ()


def _with_code(view: View, code: str, typed: str = "") -> tuple[Found, ...]:
    length = len(code)
    facts = {
        "code": code,
        "typed": typed or code,
        "longer": "0" + code if length == 12 else code,
        "shorter": code[1:] if length == 13 and code[0] == "0" else code,
        "place_id": view.place_id,
    }
    rows = _BY_CODE.rows(view.connection, facts)
    if not rows:
        return ()
    hits: dict[tuple[int, int], str] = {}
    for row in rows:
        key = (row[2], row[0])
        hits[key] = row[1] or hits.get(key, "")
    products = products_in(view, rows, 2)
    return tuple(
        Found(replace(products[product_id], barcode=scanned) if scanned else products[product_id], pack_id or None)
        for (product_id, pack_id), scanned in hits.items()
        if not pack_id or products[product_id].pack(pack_id) is not None
    )


def _of_item(view: View, item: str) -> tuple[Found, ...]:
    return _with_code(view, item) or (_with_code(view, item.lstrip("0")) if item.startswith("0") and item.strip("0") else ())


@lru_cache(maxsize=8)
def scale_formats(setting: str) -> tuple[ScaleFormat, ...]:
    """The formats of the shop's scales."""
    return formats_from_json(setting)


def is_in_use(view: View) -> bool:
    """Whether the shop has a product or a document."""
    return any(view.connection.execute(select(table.c.id).limit(1)).first() is not None for table in (product, document))


def has_products(view: View) -> bool:
    """Whether there is anything to sell yet."""
    return view.connection.execute(select(product.c.id).limit(1)).first() is not None
