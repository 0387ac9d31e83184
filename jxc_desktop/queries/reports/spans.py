"""The spans a report is asked for: business dates, both ends counted."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from jxc_desktop.db.tables.documents import document
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.view import View


class Preset(StrEnum):
    """The spans that have a name."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    OTHER = "other"


PRESET_TITLES = {
    Preset.TODAY: N_("Today"),
    Preset.YESTERDAY: N_("Yesterday"),
    Preset.THIS_WEEK: N_("This week"),
    Preset.THIS_MONTH: N_("This month"),
    Preset.LAST_MONTH: N_("Last month"),
    Preset.OTHER: N_("From – to"),
}


class SpanTurnedRound(ShopError):
    """The first day asked for is after the last."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(first, last)
        self.first, self.last = first, last

    def sentence(self) -> str:
        """Name both."""
        return _("{first} is after {last}. Nothing was written.").format(first=self.first, last=self.last)


def check_order(first: date | None, last: date | None) -> None:
    """Raise SpanTurnedRound for days typed the wrong way round: what was meant is not guessed."""
    if first and last and first > last:
        raise SpanTurnedRound(first, last)


@dataclass(frozen=True, slots=True)
class Span:
    """Business dates from `first` to `last`, both counted; never the wrong way round."""

    first: date
    last: date

    @classmethod
    def between(cls, one: date, other: date) -> "Span":
        """The span between two dates, whichever comes first."""
        return cls(min(one, other), max(one, other))

    @property
    def text(self) -> str:
        """`2026-11-22`, or `2026-11-01 – 2026-11-22`."""
        return f"{self.first}" if self.first == self.last else f"{self.first} – {self.last}"

    @property
    def days(self) -> int:
        """How many business dates."""
        return (self.last - self.first).days + 1


_day = document.c.business_date
_ENDS = select(*[select(end(_day)).scalar_subquery() for end in (func.min, func.max)])


def span_of_books(view: View) -> Span:
    """From the first document's business date to the last one's; today alone while there is none."""
    first, last = view.connection.execute(_ENDS).one()
    return Span(first or view.business_date, last or view.business_date)


def span_of(preset: Preset, today: date) -> Span:
    """The span of a name, seen from a business date; a week begins on Monday. OTHER is today."""
    match preset:
        case Preset.YESTERDAY:
            day = today - timedelta(days=1)
            return Span(day, day)
        case Preset.THIS_WEEK:
            return Span(today - timedelta(days=today.weekday()), today)
        case Preset.THIS_MONTH:
            return Span(today.replace(day=1), today)
        case Preset.LAST_MONTH:
            last = today.replace(day=1) - timedelta(days=1)
            return Span(last.replace(day=1), last)
    return Span(today, today)
