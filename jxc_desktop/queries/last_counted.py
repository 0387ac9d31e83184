"""When a product was counted last: the newest posted count of it, at any place or at one.

A filter says `>30` for what was not counted for more than 30 days, or never, `<30` for what was counted since; any other text is a
part of the time.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, exists, func, or_, select, type_coerce

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables.counts import last_count
from jxc_desktop.db.tables.products import product
from jxc_desktop.db.tables.stock import stock_value
from jxc_desktop.db.types import time_text
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.list_filters import column_fits
from jxc_desktop.queries.view import View

KEY = "last_counted"
LAST_COUNTED = Column(KEY, N_("Last counted"), "time", permission=Permission.SEE_STOCK)
DAYS = 30
_BEFORE, _SINCE = "before ", "since "
_OF_DAYS = re.compile(r"(>=|>|<=|<)\s*(\d{1,4})\s*(?:天|d|days?)?", re.IGNORECASE)
_FEW = 500
_LATEST = (
    select(last_count.c.product_id, func.max(last_count.c.counted_at).label("at"))
    .where(last_count.c.product_id.in_(bindparam("ids", expanding=True)))
    .group_by(last_count.c.product_id)
)
_AT = (
    select(last_count.c.place_id, func.max(last_count.c.counted_at))
    .where(last_count.c.product_id == bindparam("product"))
    .group_by(last_count.c.place_id)
)
_POSTED_BEFORE = (
    select(d.document.c.posted_seq)
    .where(d.document.c.posted_at < bindparam("since", type_=d.document.c.posted_at.type))
    .order_by(d.document.c.posted_seq.desc())
    .limit(1)
)


def last_counted(place: int | None = None) -> ColumnElement[Any]:
    """Of a `product`, to sort and to narrow by."""
    return _latest(place).scalar_subquery()


def _latest(place: int | None) -> Select[Any]:
    latest = select(func.max(last_count.c.counted_at)).where(last_count.c.product_id == product.c.id)
    return latest if place is None else latest.where(last_count.c.place_id == place)


def by_days(view: View, filters: Mapping[str, str]) -> Mapping[str, str]:
    """The filters with what they say of days as a moment: the start of the business day so many days ago."""
    found = _OF_DAYS.fullmatch(filters.get(KEY, "").strip().replace("＞", ">").replace("＜", "<"))
    if found is None:
        return filters
    sign, days = found[1], int(found[2])
    # So many days ago, and longer: before the day after it.
    whole = days - 1 if sign in (">=", "<") else days
    return {**filters, KEY: (_BEFORE if sign[0] == ">" else _SINCE) + time_text(_days_ago(view, max(0, whole)))}


def _days_ago(view: View, days: int) -> datetime:
    day = datetime.combine(view.business_date - timedelta(days=days), time(), view.now.tzinfo)
    return day + timedelta(hours=view.settings.day_change_hour)


def last_counted_fits(text: str, place: int | None = None) -> ColumnElement[bool]:
    """Whether a `product` fits a filter that `by_days` has seen."""
    at = type_coerce(last_counted(place), Text)
    if text.startswith(_BEFORE):
        moment = text.removeprefix(_BEFORE)
        return or_(at.is_(None), at < moment)
    if text.startswith(_SINCE):
        return at >= text.removeprefix(_SINCE)
    return column_fits(at, "time", text)


def is_not_counted(view: View) -> ColumnElement[bool]:
    """Whether the stock of a `product` was set up more than DAYS days ago, and it was not counted since."""
    since = view.now - timedelta(days=DAYS)
    before = int(view.connection.execute(_POSTED_BEFORE, {"since": since}).scalar_one_or_none() or 0)
    was_set_up = exists().where(stock_value.c.product_id == product.c.id, stock_value.c.opened_seq.between(1, before))
    counted = select(last_count.c.product_id).where(last_count.c.counted_at >= since)
    return was_set_up & product.c.id.not_in(counted)


def last_counts(view: View, ids: Sequence[int]) -> dict[int, datetime]:
    """When each product was counted last; what never was has none."""
    found: dict[int, datetime] = {}
    for start in range(0, len(ids), _FEW):
        for row in view.connection.execute(_LATEST, {"ids": list(ids[start : start + _FEW])}):
            found[row.product_id] = row.at.astimezone(view.now.tzinfo)
    return found


def counted_at_places(view: View, product_id: int) -> dict[int, datetime]:
    """When a product was counted last, by place."""
    rows = view.connection.execute(_AT, {"product": product_id})
    return {place: at.astimezone(view.now.tzinfo) for place, at in rows}
