"""Which codes are free and whose a taken one is."""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.tables.products import barcode, product
from jxc_desktop.domain.barcodes import own_barcode
from jxc_desktop.queries.view import View

FIRST_CODE = 1001
LONGEST_NUMBER = 8

_LARGEST = (
    select(func.length(product.c.code), func.max(product.c.code))
    .where(product.c.code >= "0", product.c.code < ":", func.length(product.c.code) <= LONGEST_NUMBER)
    .group_by(func.length(product.c.code))
)
_NUMBERED = select(product.c.code).where(product.c.code >= "0", product.c.code < ":", func.length(product.c.code) <= LONGEST_NUMBER)
_WHOSE_BARCODE = (
    select(product.c.id, product.c.code, product.c.name)
    .join(barcode, barcode.c.product_id == product.c.id)
    .where(barcode.c.code.in_(bindparam("codes", expanding=True)), product.c.id != bindparam("but"))
    .limit(1)
)
_WHOSE_CODE = select(product.c.id, product.c.code, product.c.name).where(
    product.c.code.in_(bindparam("codes", expanding=True)), product.c.id != bindparam("but")
)
_LARGEST_OWN = select(func.max(barcode.c.code)).where(
    barcode.c.code >= bindparam("start"), barcode.c.code < bindparam("end"), func.length(barcode.c.code) == 13
)


def next_free_code(view: View) -> str:
    """The number after the largest own code that is a number of at most eight digits; one that is no barcode either."""
    largest = [text for _length, text in view.connection.execute(_LARGEST)]
    if not all(text.isdigit() for text in largest):
        largest = [text for text in view.connection.execute(_NUMBERED).scalars() if text.isdigit()]
    number = max((int(text) for text in largest), default=FIRST_CODE - 1) + 1
    while whose_barcode(view, [str(number)]) is not None:
        number += 1
    return str(number)


def next_own_barcode(view: View) -> str:
    """The next in-store EAN-13 of the shop's prefix. Raises NoNumberLeft."""
    prefix = view.settings.own_barcode_prefix
    largest = view.connection.execute(_LARGEST_OWN, {"start": prefix, "end": prefix + ":"}).scalar_one()
    return own_barcode(int(largest[len(prefix) : 12]) + 1 if largest and largest.isdigit() else 1, prefix)


def same_codes(code: str) -> tuple[str, ...]:
    """A barcode and its other spelling: EAN-13 and UPC-A differ by a leading zero."""
    if len(code) == 12 and code.isdigit():
        return code, "0" + code
    return (code, code[1:]) if len(code) == 13 and code[0] == "0" else (code,)


def whose_barcode(view: View, codes: Iterable[str], but: int = 0) -> tuple[int, str, str] | None:
    """Id, code and name of a product other than `but` that has one of these as barcode or own code, or None."""
    spelled = [each for code in codes for each in same_codes(code)]
    row = view.connection.execute(_WHOSE_BARCODE, {"codes": spelled, "but": but}).first()
    if row is None:
        row = view.connection.execute(_WHOSE_CODE, {"codes": spelled, "but": but}).first()
    return None if row is None else (row[0], row[1], row[2])
