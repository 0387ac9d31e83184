"""A line that another program sold: history for demand and reports, no document, no stock."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PastSale:
    """One row of a history. `at` is local time without a zone; `quantity` in 1/1000, below zero on a return.

    `price` and `amount` in 1/10000, None where the file gave neither; the amount has the sign of the quantity.
    """

    row_no: int
    sheet: str
    at: datetime
    receipt: str
    code: str
    barcode: str
    name: str
    quantity: int
    price: int | None
    amount: int | None
