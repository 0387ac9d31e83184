"""Price changes of a span: which price, old and new, who, when, and from which receipt or import they came."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import purchasing as t
from jxc_desktop.db.tables.imports import import_batch
from jxc_desktop.db.tables.shop import user
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.goods_behind import One
from jxc_desktop.queries.people import shown_name
from jxc_desktop.queries.product_columns import TITLES
from jxc_desktop.queries.reports.goods_tables import PRODUCT_COLUMNS, Days, Figured, Row, goods_of
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.view import View

_COLUMNS = (
    Column("time", N_("Time"), "time"),
    *PRODUCT_COLUMNS,
    Column("price", N_("Which price"), "text"),
    Column("old", N_("Old value"), "money"),
    Column("new", N_("New value"), "money"),
    Column("change", N_("Change in percent"), "percent"),
    Column("who", N_("Done by"), "text"),
    Column("source", N_("Came from"), "text"),
)
_AT_COST = "purchase_price"
WHICH = {"all": "", "purchase": _AT_COST, "retail": "retail_price"}

_c, _d, _g, _l = p.price_change, d.document, t.goods_receipt, t.receipt_line
_MOMENT = _c.c.at.type
_BETWEEN = (bindparam("since", type_=_MOMENT), bindparam("until", type_=_MOMENT))
_CHANGES = (
    select(
        _c.c.product_id,
        _c.c.pack_id,
        _c.c.price,
        _c.c.old,
        _c.c.new,
        _c.c.at,
        user.c.name.label("who"),
        import_batch.c.file_name,
        p.pack.c.name.label("pack_name"),
    )
    .select_from(_c)
    .join(user, user.c.id == _c.c.actor_id)
    .outerjoin(import_batch, import_batch.c.id == _c.c.import_id)
    .outerjoin(p.pack, p.pack.c.id == _c.c.pack_id)
    .where(_c.c.at >= _BETWEEN[0], _c.c.at < _BETWEEN[1])
    .order_by(_c.c.id.desc())
)
# A receipt sets prices in its own transaction: both carry its moment.
_RECEIPTS = (
    select(_l.c.product_id, _d.c.posted_at, _d.c.id, _d.c.number)
    .select_from(_g)
    .join(_d, _d.c.id == _g.c.id)
    .join(_l, _l.c.document_id == _g.c.id)
    .where(_d.c.kind == DocumentKind.RECEIPT.value, _d.c.posted_at >= _BETWEEN[0], _d.c.posted_at < _BETWEEN[1])
)


def price_changes(view: View, by: str, span: Span) -> Figured:
    """The changes of "all", "purchase" or "retail" prices, the latest first; purchase prices by right."""
    begins = time(hour=view.settings.day_change_hour, tzinfo=view.now.tzinfo)
    moments = {
        "since": datetime.combine(span.first, begins),
        "until": datetime.combine(span.last + timedelta(days=1), begins),
    }
    receipts: dict[tuple[int, datetime], tuple[int, str]] = {}
    if view.may(Permission.SEE_PURCHASES):
        receipts = {(product_id, at): (id_, number) for product_id, at, id_, number in view.connection.execute(_RECEIPTS, moments)}
    hidden = frozenset() if view.may(Permission.SEE_COST) else frozenset({_AT_COST})
    wanted = WHICH[by]
    changes = view.connection.execute(_CHANGES, moments)
    found = [row for row in changes if row.price not in hidden and (not wanted or row.price == wanted)]
    goods = goods_of(view, list({row.product_id for row in found}))
    rows = [_row(view, row, goods[row.product_id].head, receipts.get((row.product_id, row.at))) for row in found]
    return Figured(_COLUMNS, rows, {"": One()}, {"": Days.EVER})


def _row(view: View, row: Any, head: Row, receipt: tuple[int, str] | None) -> Row:
    title = _(TITLES[row.price])
    document_id, source = receipt or (None, row.file_name or "")
    change = half_up((row.new - row.old) * 10_000, row.old) if row.old and row.new is not None else None
    price = f"{title} {row.pack_name}" if row.pack_name else title
    return (row.at.astimezone(view.now.tzinfo), *head, price, row.old, row.new, change, shown_name(row.who), source, document_id)
