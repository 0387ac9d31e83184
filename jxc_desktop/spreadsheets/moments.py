"""Cells that say when something was: a moment, a day or a time of day, as people, Excel and devices write them."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from jxc_desktop.spreadsheets.row_errors import Wrong
from jxc_desktop.spreadsheets.workbook import Cell

EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?秒?)?)?", re.ASCII
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?|(\d{2})(\d{2})(\d{2})", re.ASCII)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2}):?(\d{2})?)?", re.ASCII)
_SERIAL_0 = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000

Told = datetime | date | time


def moment_of(whole: Cell, day: Cell) -> datetime | date:
    """The moment that a cell says, a time of day on the day in its own column; a day where no time is said. Raises Wrong."""
    said = None if whole is None else read_moment(whole)
    on = None if day is None else read_moment(day)
    moment = on if said is None or isinstance(said, time) else said
    if moment is None or isinstance(moment, time) or not EARLIEST < _day(moment) < LATEST:
        raise Wrong("no_time")
    return datetime.combine(_day(moment), said) if isinstance(said, time) else moment


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def read_moment(cell: Cell) -> Told:
    """A moment, a day or a time of day. Raises Wrong."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _of_number(cell)
    return _of_text(str(cell).strip())


def _of_number(cell: float) -> Told:
    """An Excel serial, 20261122 or 20261122093000."""
    if _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        whole = datetime.combine(_SERIAL_0, time()) + timedelta(seconds=round(cell * 86_400))
        return whole if cell % 1 else whole.date()
    if 0 < cell < 10**15 and cell == int(cell):
        return _of_text(str(int(cell)))
    raise Wrong("no_time")


@lru_cache(maxsize=4096)
def _of_text(text: str) -> Told:
    try:
        clock = _CLOCK.fullmatch(text)
        if clock:
            hour, minute, second = clock.groups()[:3] if clock[1] else clock.groups()[3:]
            return time(int(hour), int(minute), int(second or 0))
        found = _DATE.fullmatch(text) or _PACKED.fullmatch(text)
        if found:
            year, month, day, hour, minute, second = found.groups()
            if hour is None:
                return date(int(year), int(month), int(day))
            return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001  the file's local time
    except ValueError:
        raise Wrong("no_time") from None
    raise Wrong("no_time")
