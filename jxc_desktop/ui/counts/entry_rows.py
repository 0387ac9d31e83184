"""The lines of a count in a table, however many: their positions are kept, the lines themselves are read a page at a time."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any, cast, overload

from PySide6.QtCore import QObject

from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.counts import CountRow
from jxc_desktop.ui.rows import Filters, Order, RowsModel

PAGE = 32
MOST_PAGES = 12

Read = Callable[[Sequence[int]], Sequence[CountRow]]
Cells = Callable[[int, CountRow], tuple[Any, ...]]


class PagedLines(Sequence[tuple[Any, ...]]):
    """All lines, as the model sees them: a page is read when one of its lines is looked at; the oldest pages are let go."""

    def __init__(self, positions: Sequence[int], read: Read, cells: Cells) -> None:
        self.positions = positions
        self._read, self._cells = read, cells
        self._pages: dict[int, list[tuple[Any, ...]]] = {}

    def __len__(self) -> int:
        return len(self.positions)

    @overload
    def __getitem__(self, number: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, number: slice) -> list[tuple[Any, ...]]: ...
    def __getitem__(self, number: int | slice) -> tuple[Any, ...] | list[tuple[Any, ...]]:
        if isinstance(number, slice):
            start, stop, _step = number.indices(len(self.positions))
            return self.read(start, stop)
        page = self._pages.pop(number // PAGE, None)
        if page is None:
            start = number // PAGE * PAGE
            page = self.read(start, start + PAGE)
        self._pages[number // PAGE] = page
        while len(self._pages) > MOST_PAGES:
            self._pages.pop(next(iter(self._pages)))
        return page[number % PAGE]

    def read(self, start: int, stop: int) -> list[tuple[Any, ...]]:
        """Lines as they are now; may be called on another thread."""
        wanted = self.positions[start:stop]
        found = {row.position: row for row in self._read(wanted)}
        return [self._cells(start + place, found[position]) for place, position in enumerate(wanted) if position in found]

    def again(self) -> "PagedLines":
        """The same lines, to be read anew."""
        return PagedLines(self.positions, self._read, self._cells)

    def number_of(self, position: int) -> int:
        """The number of the line with this position; -1 when it is not among them."""
        number = bisect_left(self.positions, position)
        return number if number < len(self.positions) and self.positions[number] == position else -1

    def put(self, number: int, row: CountRow) -> None:
        """A line is different now."""
        page = self._pages.get(number // PAGE)
        if page is not None:
            page[number % PAGE] = self._cells(number, row)


class EntryModel(RowsModel):
    """The table's model over `PagedLines`. The order is the list's: one walks by it."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(columns, self._fetch_lines, parent=parent)
        self.lines = PagedLines((), lambda _positions: (), lambda _number, _row: ())

    def show_lines(self, positions: Sequence[int], read: Read, cells: Cells) -> None:
        """Show these lines."""
        self._put_lines(PagedLines(positions, read, cells))

    def _put_lines(self, lines: PagedLines) -> None:
        """The same lines, read anew, leave cursor and selection alone."""
        is_same = bool(lines) and lines.positions == self.lines.positions
        if is_same:
            self.lines = lines
        else:
            self.beginResetModel()
            self.lines = lines
        self._rows = cast("list[Any]", self.lines)  # the model only looks into its rows and counts them
        if is_same:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(self.columns) - 1))
        else:
            self.endResetModel()
        self.loaded.emit()

    def refresh(self) -> None:
        """Read the lines in sight again."""
        self._put_lines(self.lines.again())

    def _fetch_lines(self, offset: int, limit: int, _order: Order, _filters: Filters) -> Sequence[Any]:
        return self.lines.read(offset, min(offset + limit, len(self.lines)))

    def put(self, position: int, row: CountRow) -> int:
        """A line is different now; its number, -1 when it is not shown."""
        number = self.lines.number_of(position)
        if number >= 0:
            self.lines.put(number, row)
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(self.columns) - 1))
        return number

    def number_of(self, identity: Any) -> int:
        """The number of the line with this position."""
        return self.lines.number_of(identity)

    def identity(self, number: int) -> Any:
        """Its position."""
        return self.lines.positions[number]
