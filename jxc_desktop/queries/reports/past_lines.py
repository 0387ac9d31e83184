"""The lines of a history that is about to be imported: whose they are, and what the shop does not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jxc_desktop.domain.past_sales import PastSale
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.known_products import known_products
from jxc_desktop.queries.reports.past_sales import whose
from jxc_desktop.queries.view import View

_PLACE = (Column("sheet", N_("Sheet"), "text"), Column("row", N_("Row"), "integer"))
_GIVEN = Column("given", N_("In the file"), "text")
_SUMS = (Column("quantity", N_("Quantity"), "quantity"), Column("amount", N_("Amount"), "amount", total=True))

LINE_COLUMNS = (
    *_PLACE,
    Column("at", N_("Time"), "time"),
    Column("receipt", N_("Receipt number"), "text"),
    _GIVEN,
    Column("product", N_("Product of the shop"), "text"),
    Column("price", N_("Price"), "money"),
    *_SUMS,
)
UNKNOWN_COLUMNS = (
    Column("sheet", N_("Sheet"), "text"),
    Column("row", N_("First in row"), "integer"),
    _GIVEN,
    Column("lines", N_("Lines"), "integer", total=True),
    *_SUMS,
)


@dataclass(frozen=True, slots=True)
class PastLines:
    """`lines` as they would be kept, `unknown` once for each product that the shop does not have."""

    lines: list[tuple[Any, ...]]
    unknown: list[tuple[Any, ...]]

    @property
    def unknown_lines(self) -> int:
        """How many lines are nobody's."""
        return sum(row[3] for row in self.unknown)


def past_lines(view: View, rows: Sequence[PastSale]) -> PastLines:
    """The rows with the products they are of. Raises NotAllowed."""
    view.require(Permission.IMPORT_PRODUCTS)
    known = known_products(view, ("name", "spec"))
    lines, unknown = [], dict[str, tuple[Any, ...]]()
    for row, owner in zip(rows, whose(view, rows, known), strict=True):
        given = " ".join(part for part in (row.barcode or row.code, row.name) if part)
        product = "" if owner is None else f"{known.code(owner.product_id)} {known.value(owner.product_id, 'name')}"
        lines.append((row.sheet, row.row_no, row.at, row.receipt, given, product, row.price, row.quantity, row.amount))
        if owner is None:
            *place, _given, count, quantity, amount = unknown.get(given, (row.sheet, row.row_no, given, 0, 0, None))
            summed = amount if row.amount is None else (amount or 0) + row.amount
            unknown[given] = (*place, given, count + 1, quantity + row.quantity, summed)
    return PastLines(lines, sorted(unknown.values(), key=lambda found: -found[3]))
