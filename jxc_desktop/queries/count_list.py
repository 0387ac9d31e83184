"""The list of counts: those that are open first, then the newest; what each of them takes in, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, case, func, select

from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.tables.counts import count_item
from jxc_desktop.domain.counts import Scope
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.counts import DROPPED, OPEN, PENDING, POSTED, REVERSED, CountHead, count_head, count_heads, sheets_of
from jxc_desktop.queries.places import places
from jxc_desktop.queries.view import View

STATE_TITLES = {
    OPEN: N_("Counting"),
    PENDING: N_("To approve"),
    POSTED: N_("Posted"),
    REVERSED: N_("Taken back"),
    DROPPED: N_("Dropped"),
}
COUNT_COLUMNS: tuple[Column, ...] = (
    Column("number", N_("No."), "integer"),
    Column("name", N_("Name"), "text"),
    Column("scope", N_("What"), "text"),
    Column("is_blind", N_("Blind"), "bool"),
    Column("progress", N_("Counted"), "text", is_whole=True),
    Column("state", N_("State"), "text"),
    Column("document", N_("Document"), "code"),
    Column("started_on", N_("Begun"), "date"),
    Column("started_by", N_("Begun by"), "text"),
)
_NAMED = 3
_i = count_item


@dataclass(frozen=True, slots=True)
class ScopeNames:
    """What the ids of a scope are called."""

    places: Mapping[int, str]
    categories: Mapping[int, str]
    brands: Mapping[int, str]
    suppliers: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class CountListRow:
    """A count as the list shows it; `is_open` as long as it is neither posted nor put away."""

    number: int
    name: str
    scope: str
    is_blind: bool
    progress: str
    state: str
    document: str
    started_on: date
    started_by: str
    id: int
    is_open: bool


def scope_names(view: View) -> ScopeNames:
    """The names of places, categories, brands and suppliers."""
    tables = (p.category, p.brand, t.supplier)
    found = [{row.id: row.name for row in view.connection.execute(select(table.c.id, table.c.name))} for table in tables]
    return ScopeNames({place.id: place.title for place in places(view)}, *found)


def scope_words(scope: Scope, names: ScopeNames) -> str:
    """What a count takes in, as one says it."""
    told = [
        _("place {names}").format(names=_listed(scope.place_ids, names.places)) if scope.place_ids else "",
        _shelves(scope),
        _("category {names}").format(names=_listed(scope.category_ids, names.categories)) if scope.category_ids else "",
        _("brand {names}").format(names=_listed(scope.brand_ids, names.brands)) if scope.brand_ids else "",
        _("supplier {names}").format(names=_listed(scope.supplier_ids, names.suppliers)) if scope.supplier_ids else "",
        _not_counted(scope.not_counted_days) if scope.not_counted_days else "",
        _("below zero or never counted") if scope.is_doubtful else "",
        _list_of(len(scope.product_ids)) if scope.product_ids is not None else "",
    ]
    return _("; ").join(filter(None, told)) or _("the whole shop")


def _listed(ids: tuple[int, ...], names: Mapping[int, str]) -> str:
    shown = _(", ").join(names.get(each, "?") for each in ids[:_NAMED])
    return shown + (" …" if len(ids) > _NAMED else "")


def _shelves(scope: Scope) -> str:
    if scope.shelf_from and scope.shelf_to:
        return _("shelf {first} to {last}").format(first=scope.shelf_from, last=scope.shelf_to)
    if scope.shelf_from:
        return _("from shelf {first} on").format(first=scope.shelf_from)
    return _("up to shelf {last}").format(last=scope.shelf_to) if scope.shelf_to else ""


def _not_counted(days: int) -> str:
    return ngettext("not counted for {count} day", "not counted for {count} days", days).format(count=days)


def _list_of(count: int) -> str:
    return ngettext("a list of {count} product", "a list of {count} products", count).format(count=count)


def count_list(view: View) -> list[CountListRow]:
    """Every count: the open ones first, the newest of each kind on top."""
    names = scope_names(view)
    rows = [_row(head, names) for head in count_heads(view)]
    return sorted(rows, key=lambda row: not row.is_open)


def _row(head: CountHead, names: ScopeNames) -> CountListRow:
    return CountListRow(
        head.number,
        head.name,
        scope_words(head.scope, names),
        head.is_blind,
        f"{head.counted:,} / {head.lines:,}",
        _(STATE_TITLES[head.state]),
        head.document_number,
        head.started_at.date(),
        head.started_by,
        head.id,
        head.state in (OPEN, PENDING),
    )


SHEET_COLUMNS: tuple[Column, ...] = (
    Column("code", N_("Sheet no."), "code"),
    Column("area", N_("Area"), "text"),
    Column("person", N_("Who counts"), "text"),
    Column("lines", N_("Lines"), "integer"),
    Column("is_blind", N_("Blind"), "bool"),
    Column("printed_at", N_("Printed"), "time"),
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A printed sheet as the list shows it."""

    code: str
    area: str
    person: str
    lines: int
    is_blind: bool
    printed_at: datetime
    id: int


def sheet_list(view: View, count_id: int) -> list[SheetRow]:
    """The sheets of a count, the latest first."""
    body = count_head(view, count_id).body
    return [
        SheetRow(sheet.code, sheet.area, body.person_of(sheet.area), sheet.lines, sheet.is_blind, sheet.moment.at, sheet.id)
        for sheet in reversed(sheets_of(view, count_id))
    ]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area of a count: who counts it, how many of its lines are counted."""

    area: str
    person: str
    counted: int
    lines: int


_AREAS = (
    select(_i.c.area, func.count().label("lines"), func.count(case((_i.c.round > 0, 1))).label("counted"))
    .where(_i.c.count_id == bindparam("count"), _i.c.area != "")
    .group_by(_i.c.area)
    .order_by(func.min(_i.c.position))
)


def areas_of(view: View, count_id: int) -> list[AreaRow]:
    """The areas of a count in the order in which one walks; none where it is not split."""
    body = count_head(view, count_id).body
    rows = view.connection.execute(_AREAS, {"count": count_id})
    return [AreaRow(row.area, body.person_of(row.area), row.counted, row.lines) for row in rows]
