"""A half-typed transfer, write-off, write-up or assembly, as a value and as the text that is kept."""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from jxc_desktop.domain.late_goods import Answer, Goes
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock_documents import StockLine


class Way(StrEnum):
    """What kind of document it will be."""

    TRANSFER = "transfer"
    WRITE_OFF = "write_off"
    WRITE_UP = "write_up"
    ASSEMBLY = "assembly"


RIGHTS = {
    Way.TRANSFER: Permission.TRANSFER_STOCK,
    Way.WRITE_OFF: Permission.ADJUST_STOCK,
    Way.WRITE_UP: Permission.ADJUST_STOCK,
    Way.ASSEMBLY: Permission.ASSEMBLE_GOODS,
}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """So much of a product (1/1000); of an assembly it is used, or made."""

    product_id: int
    quantity: int
    reason_id: int = 0
    place_id: int = 1
    is_made: bool = False

    @property
    def as_stock_line(self) -> StockLine:
        """As the operations take it."""
        return StockLine(self.product_id, self.quantity, self.reason_id, self.place_id)


@dataclass(frozen=True, slots=True)
class StockDraft:
    """What is typed so far; without a `day` it is for the business day on which it is booked.

    `answers`: what of it had moved already when it was counted.
    """

    key: str
    way: Way
    from_place: int = 1
    to_place: int = 0
    remark: str = ""
    lines: tuple[DraftLine, ...] = field(default=())
    day: date | None = None
    answers: tuple[Answer, ...] = ()

    def with_line(self, place: int, line: DraftLine | None) -> "StockDraft":
        """With another line in this place, or without the one that is there."""
        return replace(self, lines=(*self.lines[:place], *(() if line is None else (line,)), *self.lines[place + 1 :]))

    def added(self, line: DraftLine) -> tuple["StockDraft", int]:
        """With so much more of a product, on its line where it has one; and where that is. A transfer has one line a product."""
        for place, known in enumerate(self.lines):
            is_same = known.product_id == line.product_id and known.is_made == line.is_made
            if is_same and (self.way in (Way.TRANSFER, Way.ASSEMBLY) or replace(known, quantity=line.quantity) == line):
                return self.with_line(place, replace(known, quantity=known.quantity + line.quantity)), place
        return replace(self, lines=(*self.lines, line)), len(self.lines)

    @property
    def goes(self) -> tuple[Goes, ...]:
        """What it brings to places, and takes from them; each once."""
        if self.way is Way.TRANSFER:
            found = [Goes(line.product_id, *way) for line in self.lines for way in ((self.from_place, True), (self.to_place, False))]
        else:
            found = [Goes(line.product_id, line.place_id, self.takes(line)) for line in self.lines]
        return tuple(dict.fromkeys(found))

    def takes(self, line: DraftLine) -> bool:
        """Whether goods leave by a line."""
        return self.way is not Way.WRITE_UP and not line.is_made

    @property
    def used(self) -> tuple[StockLine, ...]:
        """Of an assembly, what is used up."""
        return tuple(line.as_stock_line for line in self.lines if not line.is_made)

    @property
    def made(self) -> tuple[StockLine, ...]:
        """Of an assembly, what is made of it."""
        return tuple(line.as_stock_line for line in self.lines if line.is_made)

    @property
    def one_made(self) -> StockLine | None:
        """The product that is made, where it is one."""
        return self.made[0] if len(self.made) == 1 and self.made[0].quantity > 0 else None

    @property
    def parts_of_one(self) -> tuple[StockLine, ...]:
        """What one piece of the product made takes of what is used."""
        whole = self.one_made
        return () if whole is None else tuple(StockLine(line.product_id, line.quantity * ONE // whole.quantity) for line in self.used)


def draft_to_json(draft: StockDraft) -> str:
    """The text that is kept."""
    return json.dumps(asdict(draft), ensure_ascii=False, separators=(",", ":"), default=date.isoformat)


def draft_from_json(body: str) -> StockDraft | None:
    """What was kept; None when it can't be read."""
    try:
        kept: dict[str, Any] = json.loads(body)
        lines = tuple(DraftLine(**line) for line in kept.pop("lines"))
        day = date.fromisoformat(kept["day"]) if kept.get("day") else None
        answers = tuple(Answer(**answer) for answer in kept.get("answers", ()))
        return StockDraft(**{**kept, "way": Way(kept["way"]), "lines": lines, "day": day, "answers": answers})
    except (ValueError, TypeError, KeyError):
        return None
