"""What a person says of a sheet that was filled in: when it was counted, at which of its lines one goes on. No time is guessed at."""

import re
from datetime import date, datetime, timedelta

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import half_width
from jxc_desktop.i18n import _

_TIME = re.compile(r"(?:(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})\s+)?(\d{1,2})[:.]?(\d{2})", re.ASCII)
EARLIER, CLOCKS_DIFFER = timedelta(days=7), timedelta(minutes=10)
"""Shelves may be counted before the count is begun here, and the clock of a device may be some minutes ahead."""


class NotATime(ShopError):
    """A text that is no time of the day."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def sentence(self) -> str:
        """Say how a time is written."""
        return _("“{text}” is not a time: write 16:20 or 1620, or with the day 11-29 16:20. Nothing was entered.").format(
            text=self.text[:20]
        )


class NoSuchLine(ShopError):
    """A number that no line of the sheet has."""

    def __init__(self, text: str, lines: int) -> None:
        super().__init__(text, lines)
        self.text, self.lines = text, lines

    def sentence(self) -> str:
        """Say which there are."""
        return _("“{text}” is no line of this sheet: it has {lines} lines. Nothing was entered.").format(
            text=self.text[:20], lines=f"{self.lines:,}"
        )


class NotCountedThen(ShopError):
    """A time at which it can't have been counted: it is still to come, the sheet was not printed yet, or it is long before the count."""

    def __init__(self, at: datetime, *, printed_at: datetime | None = None, begun_at: datetime | None = None) -> None:
        super().__init__(at, printed_at, begun_at)
        self.at, self.printed_at, self.begun_at = at, printed_at, begun_at

    def sentence(self) -> str:
        """Say why not."""
        at = f"{self.at:%m-%d %H:%M}"
        if self.begun_at is not None:
            text = _("The count was begun at {begun}: {time} is long before that. Nothing was entered. Say when it was counted.")
            return text.format(begun=f"{self.begun_at:%Y-%m-%d %H:%M}", time=f"{self.at:%Y-%m-%d %H:%M}")
        if self.printed_at is None:
            return _("{time} is still to come. Nothing was entered.").format(time=f"{self.at:%Y-%m-%d %H:%M}")
        text = _("The sheet was printed at {printed}: at {time} it can't have been counted. Nothing was entered.")
        return text.format(printed=f"{self.printed_at:%m-%d %H:%M}", time=at)


def time_said(text: str, *, now: datetime, printed_at: datetime) -> datetime:
    """When a sheet was counted: `16:20`, `1620`, `11-29 16:20`. A time without a day is the last one that was.

    Raises NotATime, NotCountedThen.
    """
    found = _TIME.fullmatch(half_width(text).strip())
    if found is None:
        raise NotATime(text)
    year, month, day, hour, minute = (None if part is None else int(part) for part in found.groups())
    try:
        on = now.date() if month is None else date(year or now.year, month, day or 0)
        at = now.replace(year=on.year, month=on.month, day=on.day, hour=hour or 0, minute=minute or 0, second=0, microsecond=0)
    except ValueError as wrong:
        raise NotATime(text) from wrong
    if month is None and at > now:
        at -= timedelta(days=1)
    if at > now:
        raise NotCountedThen(at)
    if at < printed_at.replace(second=0, microsecond=0):
        raise NotCountedThen(at, printed_at=printed_at)
    return max(at, printed_at)


def check_time(at: datetime, *, now: datetime, begun_at: datetime) -> None:
    """Raise NotCountedThen for a time that is still to come, or long before the count was begun: a year or a clock is wrong."""
    if at > now + CLOCKS_DIFFER:
        raise NotCountedThen(at)
    if at < begun_at - EARLIER:
        raise NotCountedThen(at, begun_at=begun_at)


def line_said(text: str, lines: int) -> int:
    """The line of a sheet (from 1) that is gone to. Raises NoSuchLine."""
    typed = half_width(text).strip()
    if not (typed.isdecimal() and 1 <= int(typed) <= lines):
        raise NoSuchLine(text, lines)
    return int(typed)
