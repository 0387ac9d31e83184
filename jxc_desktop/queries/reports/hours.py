"""The local hour of a sale: each with the offset of its own moment, so that summer's sales are not an hour off in winter.

A sale happened when it was posted; an order of a delivery platform when it was ordered, whenever its list was imported.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from sqlalchemy import ColumnElement, Integer, Text, case, cast, func, literal, select, type_coerce

from jxc_desktop.db.tables import documents, sales
from jxc_desktop.db.types import time_text
from jxc_desktop.queries.reports.spans import span_of_books
from jxc_desktop.queries.view import View

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)

_d, _o = documents.document, sales.channel_order
_ORDERED = select(type_coerce(_o.c.ordered_at, Text)).where(_o.c.document_id == _d.c.id).correlate(_d).scalar_subquery()
happened_at: ColumnElement[str] = func.coalesce(_ORDERED, type_coerce(_d.c.posted_at, Text))
"""When a document's sale happened, as stored: UTC text."""
_MINUTES = cast(func.substr(happened_at, 12, 2), Integer) * 60 + cast(func.substr(happened_at, 15, 2), Integer)


def offsets(zone: tzinfo | None, first: date, last: date) -> Iterator[tuple[datetime, int]]:
    """From which moment (UTC) on which offset counts in a zone, in minutes: the first of these days, then each change."""
    at, end = datetime.combine(first, time(), UTC), datetime.combine(last, time(), UTC)
    known = _offset(at, zone)
    yield at, known
    while at < end:
        then = min(at + _DAY, end)
        if _offset(then, zone) != known:
            before, after = at, then
            while after - before > _MINUTE:
                middle = before + (after - before) // 2
                before, after = (middle, after) if _offset(middle, zone) == known else (before, middle)
            then = after.replace(second=0, microsecond=0)
            known = _offset(then, zone)
            yield then, known
        at = then


def _offset(moment: datetime, zone: tzinfo | None) -> int:
    delta = moment.astimezone(zone).utcoffset()
    return 0 if delta is None else int(delta.total_seconds()) // 60


def minutes_ahead(view: View, moment: ColumnElement[str], first: date | None = None, last: date | None = None) -> ColumnElement[int]:
    """What local time is ahead of UTC at a stored moment, in minutes; for documents of these business dates (None: any)."""
    books = span_of_books(view)
    begin, end = max(first or books.first, books.first), min(last or books.last, books.last)
    changes = list(offsets(view.now.tzinfo, begin - 2 * _DAY, end + 2 * _DAY))
    _at, offset = changes[-1]
    later = [(moment < time_text(at), before) for (_from, before), (at, _offset) in pairwise(changes)]
    return case(*later, else_=offset) if later else literal(offset)


def local_hour(view: View, first: date | None, last: date | None) -> ColumnElement[int]:
    """The local hour in which the sale of a `document` happened; for documents of these business dates (None: any)."""
    return ((_MINUTES + minutes_ahead(view, happened_at, first, last) + 2 * 24 * 60) // 60) % 24
