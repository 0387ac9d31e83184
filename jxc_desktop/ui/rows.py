"""The one table: a model over the rows that a query gives, in the columns declared beside that query.

Rows are fetched in pages; sorting and filtering are asked of the query, never done by a proxy. A row is a plain tuple in
the order of the columns (more may follow, an id for instance) or a frozen dataclass with the columns' keys.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from jxc_desktop.i18n import _
from jxc_desktop.queries.columns import Column
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import NUMBERS, cell_text, searched, spoken_text
from jxc_desktop.ui.widgets.column_widths import in_two_lines

PAGE = 200
QUICK = "quick"  # the filters' key of the quick search line
Index = QModelIndex | QPersistentModelIndex
Filters = Mapping[str, str]


@dataclass(frozen=True)
class Order:
    """The wanted order: a column's key, then the stable second key."""

    key: str = ""
    is_descending: bool = False
    second: str = ""


class Fetch(Protocol):
    """Asks a query for one page. `filters` are texts by column key, and by `QUICK` what stands in the quick search."""

    def __call__(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[Any]:
        """Rows `offset` to `offset + limit` in that order."""
        ...


@dataclass(frozen=True)
class Totals:
    """What a list adds up to: the number of rows, and sums by column key. A sum of None isn't shown."""

    count: int = 0
    sums: Mapping[str, int | None] = field(default_factory=dict)


class RowsModel(QAbstractTableModel):
    """Rows and columns for a view. `tint(row, key)` may name a token (soft, amber, accent, red) for a cell's text; `strong` rows are bold."""

    loaded = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Fetch | None = None,
        *,
        second_key: str = "",
        tint: Callable[[Any, str], str] | None = None,
        strong: Callable[[Any], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.order = Order(second=second_key)
        self.filters: Filters = {}
        self._fetch = fetch
        self._tint = tint
        self._strong = strong
        self._rows: list[Any] = []
        self._has_more = False
        self._getters = [attrgetter(column.key) for column in self.columns]
        self._kinds = [column.kind for column in self.columns]
        self.broken: frozenset[int] = frozenset()

    # what pages call

    @property
    def has_strong(self) -> bool:
        """Whether some rows may be bold, and so need more room."""
        return self._strong is not None

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows, all at once, in the order asked for."""
        self._fetch = KeptRows(self.columns, list(rows))
        self._show(self._fetch(0, len(rows), self.order, self.filters), has_more=False)

    def refresh(self) -> None:
        """Ask the query again; as many rows as were loaded, at least a page."""
        if self._fetch is None:
            return
        wanted = max(PAGE, len(self._rows))
        rows = self._fetch(0, wanted, self.order, self.filters)
        self._show(rows, has_more=len(rows) >= wanted)

    def _show(self, rows: Sequence[Any], *, has_more: bool) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self._has_more = has_more
        self.endResetModel()
        self.loaded.emit()

    def all_of(self, order: Order, filters: Filters, limit: int) -> Sequence[Any]:
        """What the query has, up to a limit; may be called on another thread."""
        return () if self._fetch is None else self._fetch(0, limit, order, filters)

    def load_more(self, limit: int) -> None:
        """Load the next rows, so many at most."""
        if self._fetch is not None and self._has_more:
            self.take(self._fetch(len(self._rows), limit, self.order, self.filters), wanted=limit)

    def take(self, rows: Sequence[Any], *, wanted: int) -> None:
        """Show rows that follow those loaded so far; `wanted` is how many were asked for."""
        start = len(self._rows)
        self._has_more = len(rows) >= wanted
        if rows:
            self.beginInsertRows(QModelIndex(), start, start + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
            self.loaded.emit()

    def sort_by(self, key: str, *, is_descending: bool = False) -> None:
        """Ask the query for another order."""
        self.order = Order(key, is_descending, self.order.second)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self._start_over()

    def set_filters(self, filters: Filters) -> None:
        """Ask the query for other rows."""
        wanted = {key: text for key, text in filters.items() if text.strip()}
        if wanted != self.filters:
            self.filters = wanted
            self._start_over()

    def _start_over(self) -> None:
        self._rows = self._rows[:PAGE]
        self.refresh()

    def break_heads(self, places: frozenset[int]) -> None:
        """The titles of these columns stand in two lines."""
        self.broken = places
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def row_at(self, number: int) -> Any:
        """The row as the query gave it."""
        return self._rows[number]

    def rows(self) -> Sequence[Any]:
        """The rows loaded so far."""
        return self._rows

    def value(self, number: int, column: int) -> Any:
        """The value of a cell."""
        return self.value_of(self._rows[number], column)

    def value_of(self, row: Any, column: int) -> Any:
        """The value of a row in a column."""
        return row[column] if type(row) is tuple else self._getters[column](row)

    def column_of(self, key: str) -> int:
        """The place of a column by its key; -1 when there is none."""
        return next((place for place, column in enumerate(self.columns) if column.key == key), -1)

    def identity(self, number: int) -> Any:
        """What tells a row from all others: its value of the second key; its number where there is none."""
        place = self.column_of(self.order.second)
        return self.value(number, place) if place >= 0 else number

    def number_of(self, identity: Any) -> int:
        """The number of the row with this identity; -1 when it is not (or no longer) loaded."""
        return next((number for number in range(len(self._rows)) if self.identity(number) == identity), -1)

    def is_complete(self) -> bool:
        """Whether all rows of the query are loaded."""
        return not self._has_more

    def sums(self) -> Totals:
        """The totals of the loaded rows."""
        places = [place for place, column in enumerate(self.columns) if column.total]
        return Totals(len(self._rows), {self.columns[p].key: sum(self.value(n, p) or 0 for n in range(len(self._rows))) for p in places})

    # what Qt calls

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows loaded so far."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns declared."""
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether the query has more."""
        return self._has_more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Load one page more."""
        if not parent.isValid():
            self.load_more(PAGE)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell as text, its side, its colour, its spoken text."""
        place = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(self._kinds[place], self.value(index.row(), place))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self._kinds[place] in NUMBERS else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(index.row(), place)
        if role == Qt.ItemDataRole.FontRole and self._strong is not None and self._strong(self._rows[index.row()]):
            return theme.font(bold=True)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_(self.columns[place].title)}: {spoken_text(self._kinds[place], self.value(index.row(), place))}"
        if role == Qt.ItemDataRole.ToolTipRole and self._kinds[place] == "text":
            return self.value(index.row(), place)
        if role == Qt.ItemDataRole.UserRole:
            return self.value(index.row(), place)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The column's title, on the side of its figures."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        is_sorted = column.key == self.order.key
        if role == Qt.ItemDataRole.DisplayRole:
            title = in_two_lines(_(column.title)) if section in self.broken else _(column.title)
            return title + ((" ↓" if self.order.is_descending else " ↑") if is_sorted else "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            way = _("descending") if self.order.is_descending else _("ascending")
            return f"{_(column.title)}, {way}" if is_sorted else _(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self._kinds[section] in NUMBERS else _LEFT
        return None

    def _colour(self, number: int, place: int) -> QColor | None:
        value = self.value(number, place)
        if self._kinds[place] in NUMBERS and value is not None and value < 0:
            return theme.colour("red")
        named = self._tint(self._rows[number], self.columns[place].key) if self._tint else ""
        return theme.colour(named) if named else None


_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class KeptRows:
    """A fetch over rows that are at hand as a whole: sorted, narrowed and added up here, given a page at a time.

    It may be asked on another thread too: what it found last is kept in one piece.
    """

    def __init__(self, columns: Sequence[Column], rows: Sequence[Any] = ()) -> None:
        self._columns = tuple(columns)
        self._places = {column.key: place for place, column in enumerate(columns)}
        self._getters = [attrgetter(column.key) for column in columns]
        self._rows = rows
        self._kept: tuple[Order, dict[str, str], Sequence[Any]] | None = None

    def set(self, rows: Sequence[Any]) -> None:
        """Keep other rows; their order is the one shown until a column is asked for."""
        self._rows, self._kept = rows, None

    def __call__(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[Any]:
        """A page of the rows that the filters leave, in that order."""
        return self.all(order, filters)[offset : offset + limit]

    def all(self, order: Order, filters: Filters) -> Sequence[Any]:
        """All rows that the filters leave, in that order; equal ones by the second key."""
        kept = self._kept
        if kept is not None and kept[:2] == (order, filters):
            return kept[2]
        found = [row for row in self._rows if self._fits(row, filters)] if filters else self._rows
        for key, is_descending in ((order.second, False), (order.key, order.is_descending)) if order.key in self._places else ():
            if key in self._places:
                place = self._places[key]
                found = sorted(found, key=lambda row: _sortable(self._value(row, place)), reverse=is_descending)
        self._kept = (order, dict(filters), found)
        return found

    def totals(self, order: Order, filters: Filters) -> Totals:
        """Count and sums of the rows that the filters leave."""
        rows = self.all(order, filters)
        places = [(place, column.key) for place, column in enumerate(self._columns) if column.total]
        return Totals(len(rows), {key: sum([self._value(row, place) or 0 for row in rows]) for place, key in places})

    def _value(self, row: Any, place: int) -> Any:
        return row[place] if type(row) is tuple else self._getters[place](row)

    def _fits(self, row: Any, filters: Filters) -> bool:
        texts = [searched(cell_text(column.kind, self._value(row, place))) for place, column in enumerate(self._columns)]
        quick = searched(filters.get(QUICK, ""))
        if quick and not any(quick in text for text in texts):
            return False
        return all(searched(part) in texts[self._places[key]] for key, part in filters.items() if key in self._places)


def _sortable(value: Any) -> tuple[bool, Any]:
    if value is None:
        return False, 0
    text = ", ".join(value) if isinstance(value, tuple) else value
    return True, text.casefold() if isinstance(text, str) else text
