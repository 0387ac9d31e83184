"""Posted documents: kinds and prefixes, numbers, business dates, and the chain of hashes (recipe version 1).

Recipe 1: SHA-256 over UTF-8 JSON without blanks, keys in the order given here, Chinese as it is: recipe, seq, key, kind,
number, business date, posted at (UTC, microseconds), till code, operator's name, the number of the document it reverses,
total, head (kind-specific facts), every line, every payment, previous hash. Contents, not ids.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _

RECIPE = 1
GENESIS = "0" * 64
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


class DocumentKind(StrEnum):
    """What was posted; the value is the prefix of its numbers."""

    SALE = "XS"
    REVERSAL = "HC"
    RETURN = "TH"
    CORRECTION = "KZ"
    CASH_SWAP = "QB"
    CANCELLED_CART = "QX"
    OPENING = "QC"
    OPENING_PAYABLE = "QK"
    ORDER = "CD"
    RECEIPT = "JH"
    PURCHASE_RETURN = "JT"
    SUPPLIER_PAYMENT = "FK"
    LATER_COST = "FY"
    WRITE_OFF = "BS"
    WRITE_UP = "BY"
    TRANSFER = "DB"
    ASSEMBLY = "ZC"
    COUNT = "PD"
    COUNT_GAIN = "PY"
    COUNT_LOSS = "PK"


def number(kind: DocumentKind, till_code: str, day: date, sequence: int) -> str:
    """XS20261122-0007; a till other than the first puts its code after the kind. Past 9999 it grows a digit."""
    return f"{kind}{till_code}{'-' if till_code else ''}{day:%Y%m%d}-{sequence:04d}"


def series(kind: DocumentKind, till_code: str, day: date) -> str:
    """The name of a numbers series: one a kind, till and business date."""
    return f"number:{kind}{till_code}:{day:%Y%m%d}"


def business_date(local_time: datetime, change_over_hour: int) -> date:
    """The business day of a moment in local time: before the change-over hour it is still yesterday."""
    return (local_time - timedelta(hours=change_over_hour)).date()


class DayAhead(ShopError):
    """A business date that has not begun."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day

    def sentence(self) -> str:
        """Name it."""
        return _("{day} lies ahead: nothing can be booked on it yet. Nothing was changed.").format(day=self.day)


class Contents(NamedTuple):
    """What the chain fixes of a document. Lines and payments are tuples of plain values in the recipe's order."""

    seq: int
    key: str
    kind: str
    number: str
    business_date: str
    posted_at: str
    till: str
    operator: str
    reverses: str
    total: int
    head: Mapping[str, object]
    lines: Sequence[Sequence[object]]
    payments: Sequence[Sequence[object]]


def canonical_bytes(contents: Contents, previous_hash: str) -> bytes:
    """The bytes that are hashed."""
    c = contents
    facts = [
        RECIPE,
        c.seq,
        c.key,
        c.kind,
        c.number,
        c.business_date,
        c.posted_at,
        c.till,
        c.operator,
        c.reverses,
        c.total,
        sorted(c.head.items()),
        c.lines,
        c.payments,
        previous_hash,
    ]
    return _JSON.encode(facts).encode("utf-8", "surrogatepass")


def chain_hash(contents: Contents, previous_hash: str) -> str:
    """The document's link in the chain: 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(contents, previous_hash)).hexdigest()
