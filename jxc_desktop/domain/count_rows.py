"""What a file says was counted, row by row, and what is entered of it. Quantities in 1/1000 of the base unit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jxc_desktop.domain.counts import Moment
from jxc_desktop.i18n import N_

TITLES = {
    "barcode": N_("Barcode"),
    "code": N_("Product code"),
    "name": N_("Product name"),
    "spec": N_("Spec"),
    "quantity": N_("Counted quantity"),
    "recount": N_("Recount"),
    "time": N_("Time"),
    "day": N_("Day"),
    "place": N_("Place"),
    "shelf": N_("Shelf"),
    "person": N_("Counted by"),
    "count_sheet": N_("Count sheet"),
    "line_no": N_("Line"),
}
"""The fields of a row, as heads and refusals name them."""


class Again(StrEnum):
    """What becomes of numbers for goods that were counted already: added, in the place of what is there, or a recount."""

    ADD = "add"
    REPLACE = "replace"
    RECOUNT = "recount"


AGAIN_TITLES = {
    Again.ADD: N_("Add to what was counted"),
    Again.REPLACE: N_("Replace what was counted"),
    Again.RECOUNT: N_("They are a recount"),
}


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One row of a file. A number may stand as it was written (`2 箱 3 瓶`): only who knows the packs can read it; None: not counted.

    `at` is local time without a zone, None where the file says none; `count_sheet` and `line_no` are those of our own sheets.
    `sheet` is that of the workbook, filled where several were read.
    """

    row_no: int
    sheet: str = ""
    count_sheet: str = ""
    line_no: int = 0
    barcode: str = ""
    code: str = ""
    name: str = ""
    spec: str = ""
    place: str = ""
    shelf: str = ""
    quantity: int | str | None = None
    recount: int | str | None = None
    at: datetime | None = None
    person: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """What says which goods it is of."""
        return self.count_sheet, str(self.line_no or ""), self.barcode, self.code, self.name, self.spec


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A number to be entered: so much of a product at a place at a moment, in a round, as a part or in the place of what is there."""

    product_id: int
    place_id: int
    quantity: int
    moment: Moment
    round: int
    is_part: bool = False
    person: str = ""
    sheet_id: int = 0
