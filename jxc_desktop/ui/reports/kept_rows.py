"""The rows of a report, kept whole: sorted, narrowed and added up here, shown a page at a time."""

from collections.abc import Callable, Sequence
from typing import Any

from jxc_desktop.queries.columns import Column
from jxc_desktop.ui.cells import cell_text, searched
from jxc_desktop.ui.rows import QUICK, Filters, Order, Totals

Row = tuple[Any, ...]


class KeptRows:
    """A fetch over rows that one query gave; tuples in the order of the columns, more may follow."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self._places = {column.key: place for place, column in enumerate(columns)}
        self._rows: Sequence[Row] = ()
        self._asked: tuple[Order, dict[str, str]] | None = None
        self._found: Sequence[Row] = ()

    def set(self, rows: Sequence[Row]) -> None:
        """Keep other rows; their order is the one shown until a column is asked for."""
        self._rows, self._asked = rows, None

    def __call__(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[Row]:
        """A page of the rows that the filters leave, in that order."""
        return self.all(order, filters)[offset : offset + limit]

    def all(self, order: Order, filters: Filters) -> Sequence[Row]:
        """All rows that the filters leave, in that order."""
        asked = (order, dict(filters))
        if asked != self._asked:
            found = [row for row in self._rows if self._fits(row, filters)] if filters else self._rows
            place = self._places.get(order.key)
            self._found = found if place is None else sorted(found, key=_by(place), reverse=order.is_descending)
            self._asked = asked
        return self._found

    def totals(self, order: Order, filters: Filters) -> Totals:
        """Count and sums of the rows that the filters leave."""
        rows = self.all(order, filters)
        places = [(place, column.key) for place, column in enumerate(self._columns) if column.total]
        return Totals(len(rows), {key: sum([row[place] or 0 for row in rows]) for place, key in places})

    def _fits(self, row: Row, filters: Filters) -> bool:
        texts = [searched(cell_text(column.kind, value)) for column, value in zip(self._columns, row, strict=False)]
        quick = searched(filters.get(QUICK, ""))
        if quick and not any(quick in text for text in texts):
            return False
        return all(searched(part) in texts[self._places[key]] for key, part in filters.items() if key in self._places)


def _by(place: int) -> Callable[[Row], Any]:
    def key(row: Row) -> Any:
        value = row[place]
        return (value is not None, value.casefold() if isinstance(value, str) else value if value is not None else 0)

    return key
