"""History from another program: whose products its lines are, what was imported, and what it adds up to.

Only imports that are in force count; they are never mixed with the shop's own takings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select

from jxc_desktop.db.tables import products, sales
from jxc_desktop.db.tables.imports import import_batch
from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.known_products import KnownProducts, known_products
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.view import View

KIND = "sales"

PAST_COLUMNS = (
    Column("source", N_("Source"), "text"),
    Column("code", N_("Product code"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("lines", N_("Lines"), "integer", total=True),
    Column("returned", N_("of it returned"), "quantity"),
    Column("amount", N_("Amount"), "money", total=True),
    Column("first_day", N_("First sold"), "date"),
    Column("last_day", N_("Last sold"), "date"),
)


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import of a history that is in force."""

    id: int
    file_name: str
    at: datetime
    lines: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Whose:
    """The product of a line; `ratio` base units for each piece of the line, of the pack (0: none) that the code stands for."""

    product_id: int
    pack_id: int = 0
    ratio: int = 1


def whose(view: View, rows: Iterable[PastSale], known: KnownProducts | None = None) -> list[Whose | None]:
    """The product of each row: by barcode, else by own code, else by a name that only one product has; None where it is nobody's."""
    known = known or known_products(view, ("name", "spec"))
    names, barcodes = _by_name(known), _by_barcode(view, known)
    found: dict[tuple[str, str, str], Whose | None] = {}
    answers = []
    for row in rows:
        key = (row.barcode, row.code, row.name)
        if key not in found:
            product_id = known.by_code.get(row.code) or names.get(_key(row.name))
            by_code = barcodes.get(normalise(row.barcode)) or barcodes.get(normalise(row.code))
            found[key] = by_code or (Whose(product_id) if product_id else None)
        answers.append(found[key])
    return answers


def _by_barcode(view: View, known: KnownProducts) -> dict[str, Whose | None]:
    """The product and pack of each barcode; None where one code stands for several."""
    found: dict[str, Whose | None] = {}
    for code, product_id, pack_id, ratio in view.connection.execute(_BARCODES):
        if product_id in known.rows:
            found[code] = None if code in found else Whose(product_id, pack_id, ratio)
    return found


def _by_name(known: KnownProducts) -> dict[str, int]:
    names: dict[str, int] = {}
    for product_id in known.rows:
        for text in {str(known.value(product_id, "name")), f"{known.value(product_id, 'name')} {known.value(product_id, 'spec')}".strip()}:
            names[_key(text)] = 0 if _key(text) in names else product_id
    return {name: product_id for name, product_id in names.items() if name and product_id}


def _key(name: str) -> str:
    return "".join(name.split()).casefold()


_b, _pack = products.barcode, products.pack
_BARCODES = select(_b.c.code, _b.c.product_id, _b.c.pack_id, func.coalesce(_pack.c.ratio, 1)).outerjoin(_pack, _pack.c.id == _b.c.pack_id)
_l = sales.past_sale_line
_IN_FORCE = (import_batch.c.id == _l.c.import_id) & (import_batch.c.state == "done")
_IMPORTS = (
    select(
        import_batch.c.id,
        import_batch.c.file_name,
        import_batch.c.at,
        func.count(),
        func.min(_l.c.business_date),
        func.max(_l.c.business_date),
    )
    .join(_l, _l.c.import_id == import_batch.c.id)
    .where(import_batch.c.kind == KIND, import_batch.c.state == "done")
    .group_by(import_batch.c.id)
    .order_by(import_batch.c.id.desc())
)
_SAME = select(import_batch.c.file_name, import_batch.c.at).where(
    import_batch.c.kind == KIND, import_batch.c.state == "done", import_batch.c.file_hash == bindparam("hash")
)
_OF_FILE = select(import_batch.c.id).where(
    import_batch.c.kind == KIND, import_batch.c.state == "done", import_batch.c.file_hash == bindparam("hash")
)
_p = products.product
_UNKNOWN = case((_l.c.product_id.is_(None), _l.c.code + "/" + _l.c.barcode + "/" + _l.c.name), else_="")
_SUMS = (
    select(
        func.coalesce(func.min(_p.c.code), func.min(_l.c.code)),
        func.coalesce(func.min(_p.c.name), func.min(_l.c.name)),
        func.sum(_l.c.quantity).label("sold"),
        func.count(),
        -func.sum(case((_l.c.quantity < 0, _l.c.quantity), else_=0)),
        func.sum(_l.c.amount),
        func.min(_l.c.business_date),
        func.max(_l.c.business_date),
    )
    .join_from(_l, import_batch, _IN_FORCE)
    .outerjoin(_p, _p.c.id == _l.c.product_id)
    .where(_l.c.business_date.between(bindparam("first_day"), bindparam("last_day")))
    .group_by(_l.c.product_id, _UNKNOWN)
    .order_by(func.sum(_l.c.quantity).desc(), func.min(_l.c.id))
)


def past_imports(view: View) -> tuple[PastImport, ...]:
    """The histories that are in force, the latest first. Raises NotAllowed."""
    view.require(Permission.SEE_REPORTS)
    rows: Sequence[Any] = view.connection.execute(_IMPORTS).all()
    return tuple(PastImport(row[0], row[1], row[2].astimezone(view.now.tzinfo), row[3], row[4], row[5]) for row in rows)


def same_file(view: View, file_hash: str) -> tuple[str, datetime] | None:
    """Name and time under which this very file was imported and is in force."""
    row = view.connection.execute(_SAME, {"hash": file_hash}).first()
    return None if row is None else (row[0], row[1].astimezone(view.now.tzinfo))


def import_of(view: View, file_hash: str) -> int:
    """The import of this very file that is in force. Raises NotFound."""
    found = view.connection.execute(_OF_FILE, {"hash": file_hash}).scalar_one_or_none()
    if found is None:
        raise NotFound(_("an import of this file"))
    return int(found)


def past_sales(view: View, span: Span) -> list[tuple[Any, ...]]:
    """What was sold in a span by another program, a row a product, marked as imported. Raises NotAllowed."""
    view.require(Permission.SEE_REPORTS)
    rows = view.connection.execute(_SUMS, {"first_day": span.first, "last_day": span.last})
    return [(_("Imported"), *row) for row in rows]
