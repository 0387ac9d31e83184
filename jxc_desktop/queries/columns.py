"""The columns of a list: one declaration for the screen, the workbook, paper and the terminal."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from jxc_desktop.domain.permissions import Permission


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `title` is a msgid; `kind` is text, code, money, amount, quantity, integer, percent, bool, date or time.

    An `amount` is money shown to the coin. `is_whole`: a text that is never shortened, since it holds a number.
    """

    key: str
    title: str
    kind: str
    total: bool = False
    permission: Permission | None = None
    is_whole: bool = False


def tuples(columns: Sequence[Column], rows: Iterable[object]) -> Iterator[tuple[Any, ...]]:
    """Rows with named fields as tuples in the order of the columns."""
    return map(attrgetter(*(column.key for column in columns)), rows)
