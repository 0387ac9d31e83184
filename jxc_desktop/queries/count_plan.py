"""The plan of the cycle counts: how much each product weighs in the takings, what is due, what to count today and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, or_, select

from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import sales as s
from jxc_desktop.domain.count_plan import Abc, abc_classes, interval_of, monthly_count_due, per_day
from jxc_desktop.domain.counts import Scope, scope_to_json
from jxc_desktop.domain.documents import business_date
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.count_scope import goods_in
from jxc_desktop.queries.counts import COUNT_DRAFT
from jxc_desktop.queries.view import View

TAKINGS_DAYS, OPEN_DAYS = 90, 28
_CHUNK = 500

PLAN_COLUMNS: tuple[Column, ...] = (
    Column("code", N_("Product code"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("abc", N_("Class"), "text"),
    Column("takings", N_("Takings in 90 days"), "amount", permission=Permission.SEE_REPORTS),
    Column("last", N_("Last counted"), "date"),
    Column("overdue", N_("Days overdue"), "integer"),
    Column("reason", N_("Why"), "text"),
)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A product to be counted. `last` is None when it never was (at one of its places); `takings` by right."""

    product_id: int
    code: str
    name: str
    spec: str
    abc: Abc
    takings: int | None
    last: date | None
    overdue: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class CountPlan:
    """`today` is what to count today, `due` how much is due in all, `goods` how many products there are by class."""

    today: tuple[PlanLine, ...]
    due: int
    goods: Mapping[Abc, int]


_SOLD = (
    select(s.sale_line.c.product_id, func.sum(s.sale_line.c.amount))
    .join(d.document, d.document.c.id == s.sale_line.c.document_id)
    .where(d.document.c.business_date >= bindparam("since"))
    .group_by(s.sale_line.c.product_id)
)
_SOLD_BEFORE = (
    select(s.past_sale_line.c.product_id, func.sum(s.past_sale_line.c.amount))
    .where(s.past_sale_line.c.business_date >= bindparam("since"), s.past_sale_line.c.product_id.is_not(None))
    .group_by(s.past_sale_line.c.product_id)
)
_NAMES = select(p.product.c.id, p.product.c.code, p.product.c.name, p.product.c.spec).where(
    p.product.c.id.in_(bindparam("ids", expanding=True))
)
_LAST = select(c.last_count.c.product_id, c.last_count.c.place_id, func.min(c.last_count.c.counted_at)).group_by(
    c.last_count.c.product_id, c.last_count.c.place_id
)
_BEING_COUNTED = (
    select(c.count_item.c.product_id)
    .join(c.stock_count, c.stock_count.c.id == c.count_item.c.count_id)
    .join(d.draft, d.draft.c.key == c.stock_count.c.key)
    .where(d.draft.c.kind == COUNT_DRAFT)
)
_OPEN_DAYS = select(func.count(d.document.c.business_date.distinct()), func.min(d.document.c.business_date)).where(
    d.document.c.business_date >= bindparam("since"), d.document.c.business_date < bindparam("today")
)
_FULL_COUNTS = (
    select(c.stock_count.c.started_at)
    .outerjoin(d.draft, d.draft.c.key == c.stock_count.c.key)
    .outerjoin(d.document, d.document.c.key == c.stock_count.c.key)
    .where(c.stock_count.c.scope == scope_to_json(Scope()), or_(d.draft.c.id.is_not(None), d.document.c.id.is_not(None)))
)
_ANY_POSTED = select(c.posted_count.c.id).limit(1)


def count_plan(view: View) -> CountPlan:
    """What to count today: the most overdue of each class, as many as bring it through in its interval. Raises NotAllowed."""
    view.require(Permission.COUNT_STOCK)
    today, settings = view.business_date, view.settings
    last, takings = _last(view), _takings(view)
    classes = abc_classes({product_id: takings.get(product_id, 0) for product_id in last})
    being_counted = set(view.connection.execute(_BEING_COUNTED).scalars())
    goods, done = Counter[Abc](), Counter[Abc]()
    due: dict[Abc, list[tuple[int, int]]] = {abc: [] for abc in Abc}
    for product_id, day in last.items():
        abc = classes.get(product_id, Abc.C)
        goods[abc] += 1
        if product_id in being_counted or day == today:
            done[abc] += 1
        elif (overdue := _overdue(day, today, interval_of(abc, settings))) >= 0:
            due[abc].append((-overdue, product_id))
    open_days, of_days = _open_days(view)
    chosen = []
    for abc, waiting in due.items():
        room = per_day(goods[abc], interval_of(abc, settings), open_days, of_days) - done[abc]
        chosen += [(overdue, abc, product_id) for overdue, product_id in sorted(waiting)[: max(0, room)]]
    sees_takings = view.may(Permission.SEE_REPORTS)
    names = _names(view, [product_id for _overdue, _abc, product_id in chosen])
    lines = [
        PlanLine(
            *names[product_id],
            abc,
            takings.get(product_id, 0) if sees_takings else None,
            last[product_id],
            None if last[product_id] is None else -overdue,
            _reason(last[product_id], today, interval_of(abc, settings)),
        )
        for overdue, abc, product_id in sorted(chosen)
    ]
    return CountPlan(tuple(lines), sum(map(len, due.values())), goods)


_NEVER = 100_000


def _overdue(last: date | None, today: date, interval: int) -> int:
    """Days past the day it was due; below zero while it is not due yet, more than any when it was never counted."""
    return _NEVER if last is None else (today - last).days - interval


def _reason(last: date | None, today: date, interval: int) -> str:
    if last is None:
        return _("never counted")
    every = ngettext("to be counted every day", "to be counted every {interval} days", interval).format(interval=interval)
    days = (today - last).days
    return every + _("; ") + ngettext("counted {count} day ago", "counted {count} days ago", days).format(count=days)


def _names(view: View, ids: list[int]) -> dict[int, tuple[int, str, str, str]]:
    found: dict[int, tuple[int, str, str, str]] = {}
    for start in range(0, len(ids), _CHUNK):
        for row in view.connection.execute(_NAMES, {"ids": ids[start : start + _CHUNK]}):
            found[row.id] = (row.id, row.code, row.name, row.spec)
    return found


def _takings(view: View) -> dict[int, int]:
    """What each product brought in lately, what another program sold included."""
    since = view.business_date - timedelta(days=TAKINGS_DAYS)
    found: Counter[int] = Counter()
    for statement in (_SOLD, _SOLD_BEFORE):
        for product_id, amount in view.connection.execute(statement, {"since": since}):
            found[product_id] += amount or 0
    return dict(found)


def _last(view: View) -> dict[int, date | None]:
    """When each product was counted at all places where a count would look for it: the longest ago of them, or never."""
    hour, zone = view.settings.day_change_hour, view.now.tzinfo
    at_place = {(row[0], row[1]): row[2] for row in view.connection.execute(_LAST)}
    found: dict[int, datetime | None] = {}
    for each in goods_in(view, Scope()):
        at = at_place.get((each.product_id, each.place_id))
        before = found.get(each.product_id, at)
        found[each.product_id] = None if at is None or before is None else min(at, before)
    return {product_id: None if at is None else business_date(at.astimezone(zone), hour) for product_id, at in found.items()}


def _open_days(view: View) -> tuple[int, int]:
    """On how many of the last days the shop was open; every day where nothing is known yet."""
    today = view.business_date
    count, first = view.connection.execute(_OPEN_DAYS, {"since": today - timedelta(days=OPEN_DAYS), "today": today}).one()
    return (int(count), (today - first).days) if count else (1, 1)


def planned_today(view: View) -> int:
    """How many products the plan proposes today, once the shop has come to count."""
    if not view.may(Permission.COUNT_STOCK) or view.connection.execute(_ANY_POSTED).first() is None:
        return 0
    return len(count_plan(view).today)


def monthly_count(view: View) -> date | None:
    """The day of the monthly count that waits to be begun; None where none does, or for who counts nothing."""
    if not view.settings.count_day or not view.may(Permission.COUNT_STOCK):
        return None
    hour, zone = view.settings.day_change_hour, view.now.tzinfo
    begun = [business_date(at.astimezone(zone), hour) for at in view.connection.execute(_FULL_COUNTS).scalars()]
    return monthly_count_due(view.business_date, view.settings.count_day, begun)
