"""Tables out: .xlsx or .csv by the name's ending, whole or not at all.

Columns are those of `queries.columns`: text and code stay text, money, quantities and percentages are real numbers, dates
real dates. In a .csv a text that a spreadsheet would take for a formula gets an apostrophe in front; numbers do not. A column
of figures is as wide as its widest figure and its sum: what does not fit is shown as #### by a spreadsheet.
"""

import csv
import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import MAX_DOCUMENT, MAX_PRICE, UNIT, format_money, format_plain
from jxc_desktop.domain.quantity import MAX_QUANTITY, ONE, plain_quantity
from jxc_desktop.i18n import N_, _, why_not
from jxc_desktop.paths import refuse_held_open
from jxc_desktop.queries.columns import Column
from jxc_desktop.spreadsheets import workbook_out as out
from jxc_desktop.spreadsheets.workbook_out import MEASURED_ROWS, Value, WorkbookOut, cell_text, fitting_width

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PER_PERCENT = 10_000

Row = Sequence[Any]


_CURES = {
    errno.ENOSPC: N_("Free some space, or choose another disk."),
    errno.ENOENT: N_("Make the folder first, or choose another one."),
    errno.EACCES: N_("If it is open in Excel, close it there, or choose another place or name."),
}


class CannotWriteFile(ShopError):
    """The system does not let us write there."""

    def __init__(self, name: str, error: OSError) -> None:
        super().__init__(name, error)
        self.name, self.error = name, error

    def sentence(self) -> str:
        """Quote the system and say what helps."""
        cure = _CURES.get(self.error.errno or 0, N_("Choose another place or name."))
        return _("“{name}” can't be written ({reason}). A file that was there is as it was. {cure}").format(
            name=self.name, reason=why_not(self.error), cure=_(cure)
        )


class WrongEnding(ShopError):
    """A name whose ending says no kind of file that can be written."""

    def __init__(self, name: str, endings: Sequence[str]) -> None:
        super().__init__(name, endings)
        self.name, self.endings = name, endings

    def sentence(self) -> str:
        """Name the endings."""
        return _("“{name}” must end in {endings}. Nothing was written.").format(name=self.name, endings=_(" or ").join(self.endings))


TABLES = (".xlsx", ".csv")


def ending_of(path: Path, endings: Sequence[str] = TABLES) -> str:
    """The ending of a name, in small letters. Raises WrongEnding when it is none of these."""
    ending = path.suffix.lower()
    if ending not in endings:
        raise WrongEnding(path.name, endings)
    return ending


def write_table(
    path: str | os.PathLike[str],
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    title: str,
    shop_name: str = "",
    notes: Sequence[str] = (),
    sums: Mapping[str, int | None] | None = None,
) -> int:
    """Write the rows, with a row of totals where columns have one; returns how many rows there are.

    Values by kind: money in 1/10000 and quantities in 1/1000 as integers, percent in 1/100 percent, bool, dates as dates or
    ISO texts, tuples of texts joined. Raises CannotWriteFile or WrongEnding; a file of that name stays whole then.
    """
    target = Path(path)
    write = _write_xlsx if ending_of(target) == ".xlsx" else _write_csv
    counted = _Totals(columns, rows, sums)
    with replacing(target) as temporary:
        write(temporary, columns, counted, (title, shop_name, *notes))
    return counted.count


@dataclass(frozen=True, slots=True)
class TableOut:
    """One table of a workbook with several: its title, its columns and its rows in their order.

    `sums` by column key, where they are known better than by adding up the rows; a column that is not there has none.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    sums: Mapping[str, int | None] | None = None


def write_report(path: str | os.PathLike[str], tables: Sequence[TableOut], *, title: str, shop_name: str, above: Sequence[str]) -> int:
    """Write tables with `above` (shop, span ...) over each: a sheet a table, or in a .csv the first one alone, without `above`.

    Returns how many rows there are, totals not counted. Raises as `write_table` does.
    """
    target = Path(path)
    if ending_of(target) == ".csv":
        return write_table(target, tables[0].columns, tables[0].rows, title=title, sums=tables[0].sums)
    count = 0
    with replacing(target) as temporary, WorkbookOut(temporary, title, shop_name) as workbook:
        for table in tables:
            counted = _Totals(table.columns, table.rows, table.sums)
            _add_sheet(workbook, table.title, table.columns, counted, (*above, table.title))
            count += counted.count
    return count


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary name beside the target, put in its place when it is complete and on the disk."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        refuse_held_open(target)
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError as error:
        raise CannotWriteFile(target.name, error) from error
    finally:
        temporary.unlink(missing_ok=True)


class _Totals:
    """Hands the rows on, adding up the columns that have a total; `total` is the row of the sums, when there were rows."""

    def __init__(self, columns: Sequence[Column], rows: Iterable[Row], known: Mapping[str, int | None] | None = None) -> None:
        self.count = 0
        self._rows = rows
        self._columns = columns
        self._known = {} if known is None else {index: known.get(column.key) for index, column in enumerate(columns)}
        self._sums = {index: 0 for index, column in enumerate(columns) if column.total and known is None}

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            for index in self._sums:
                self._sums[index] += row[index] or 0
            yield row

    def at_hand(self) -> Sequence[Row] | None:
        """All rows, where they need not be kept for it."""
        return self._rows if isinstance(self._rows, (list, tuple)) else None

    def total(self) -> Row | None:
        """The row of the sums; None without rows or sums."""
        total: list[Any] = [self._sums.get(index, self._known.get(index)) for index in range(len(self._columns))]
        if not self.count or all(value is None for value in total):
            return None
        free = next((index for index, value in enumerate(total) if value is None), None)
        if free is not None:
            total[free] = _("Total")
        return total


def _write_xlsx(path: Path, columns: Sequence[Column], rows: _Totals, words: Sequence[str]) -> None:
    title, shop_name, *notes = words
    with WorkbookOut(path, title, shop_name) as workbook:
        _add_sheet(workbook, title, columns, rows)
        if shop_name or notes:
            about: list[tuple[Value]] = [(title,), *((note,) for note in notes)]
            workbook.add_sheet(_("About this workbook"), [shop_name or title], [out.GENERAL], about)


def _add_sheet(workbook: WorkbookOut, title: str, columns: Sequence[Column], rows: _Totals, above: Sequence[str] = ()) -> None:
    forms = [_FORMS.get(column.kind, _TEXT_FORM) for column in columns]

    def written(row: Row) -> list[Value]:
        return [None if value is None else form(value) for (_style, form), value in zip(forms, row, strict=True)]

    def total() -> list[Value] | None:
        last = rows.total()
        return None if last is None else written(last)

    widths, handed_on = _measured(columns, rows)
    heads = [_(column.title) for column in columns]
    workbook.add_sheet(title, heads, [style for style, _form in forms], map(written, handed_on), widths, above=above, total=total)


# What rows that come one by one may still bring: a price, or a sum where there are sums.
_ROOM = {"money": MAX_PRICE, "amount": MAX_DOCUMENT, "quantity": MAX_QUANTITY}
_ROOM_FOR_SUMS = {"money": -MAX_DOCUMENT, "amount": -MAX_DOCUMENT, "quantity": -MAX_QUANTITY, "integer": MAX_QUANTITY}


def _measured(columns: Sequence[Column], rows: _Totals) -> tuple[list[int], Iterable[Row]]:
    """How wide the columns are, and the rows with those that were looked at for it.

    Rows that are at hand tell their largest figures and sums; of those that come one by one the first are measured, and figures
    get the room of the largest that there can be.
    """
    whole = rows.at_hand()
    coming = iter(rows)
    first = list(islice(coming, MEASURED_ROWS))
    widths = []
    for index, column in enumerate(columns):
        text = _WIDTH_TEXTS.get(column.kind) or _CSV_FORMATS.get(column.kind, _csv_text)
        shown = [_csv_cell(text, row[index]) for row in first]
        if column.kind in _FIGURES:
            if whole is None:
                shown.append(text((_ROOM_FOR_SUMS if column.total else _ROOM).get(column.kind, 0)))
            elif figures := [row[index] for row in whole if type(row[index]) is int]:
                shown += [text(figure) for figure in (min(figures), max(figures), sum(figures) if column.total else 0)]
        widths.append(fitting_width(_(column.title), shown, is_figure=column.kind in _FIGURES))
    return widths, chain(first, coming)


def _joined(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def _scaled(scale: int) -> Callable[[Any], Value]:
    def number(value: Any) -> Value:
        if type(value) is not int:
            return str(value)
        whole, rest = divmod(value, scale)
        return value / scale if rest else whole

    return number


def _yes_or_no(value: object) -> str:
    return value if isinstance(value, str) else _("Yes") if value else _("No")


def _as_date(value: Any) -> Value:
    """An ISO text as a date or moment; anything else as it is."""
    if not isinstance(value, str):
        return value  # type: ignore[no-any-return]
    try:
        return datetime.fromisoformat(value) if len(value) > len("2026-11-22") else date.fromisoformat(value)
    except ValueError:
        return value


def _as_integer(value: Any) -> Value:
    return value  # type: ignore[no-any-return]


_TEXT_FORM: tuple[int, Callable[[Any], Value]] = (out.TEXT, _joined)
_FORMS: dict[str, tuple[int, Callable[[Any], Value]]] = {
    "money": (out.MONEY, _scaled(UNIT)),
    "amount": (out.AMOUNT, _scaled(UNIT)),  # shown in coins, as on the screen; kept as it is
    "quantity": (out.GENERAL, _scaled(ONE)),
    "percent": (out.PERCENT, _scaled(_PER_PERCENT)),
    "integer": (out.GENERAL, _as_integer),
    "bool": (out.GENERAL, _yes_or_no),
    "date": (out.DATE, _as_date),
    "time": (out.TIME, _as_date),
}


def _write_csv(path: Path, columns: Sequence[Column], rows: _Totals, _words: Sequence[str]) -> None:
    formats = [_CSV_FORMATS.get(column.kind, _csv_text) for column in columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_csv_text(_(column.title)) for column in columns])
        for row in rows:
            writer.writerow([_csv_cell(form, value) for form, value in zip(formats, row, strict=True)])
        if (total := rows.total()) is not None:
            writer.writerow([_csv_cell(form, value) for form, value in zip(formats, total, strict=True)])


def _csv_cell(form: Callable[[Any], str], value: object) -> str:
    if value is None:
        return ""
    return _csv_text(value) if isinstance(value, str) else form(value)


def _csv_text(value: object) -> str:
    text = cell_text(_joined(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _csv_percent(value: int) -> str:
    return f"{value / 100:.2f}".rstrip("0").rstrip(".") + "%"


def _csv_time(value: date) -> str:
    return value.replace(tzinfo=None).isoformat(" ", "seconds") if isinstance(value, datetime) else value.isoformat()


_CSV_FORMATS: dict[str, Callable[[Any], str]] = {
    "money": format_plain,
    "amount": format_plain,
    "quantity": plain_quantity,
    "percent": _csv_percent,
    "integer": str,
    "bool": _yes_or_no,
    "date": _csv_time,
    "time": _csv_time,
}
_FIGURES = frozenset({"money", "amount", "quantity", "integer", "percent"})
_WIDTH_TEXTS: dict[str, Callable[[Any], str]] = {
    "money": format_money,
    "amount": format_money,
    "percent": lambda value: f"{value / 100:.2f}%",
}
