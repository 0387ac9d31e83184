"""The lines whose cost nobody knows yet: what the profit of a span leaves out, by name."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from jxc_desktop.db.tables import documents, sales
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.line_costs import trued_up
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.view import View

UNKNOWN_COLUMNS = (
    Column("number", N_("Number"), "code"),
    Column("day", N_("Business day"), "date"),
    Column("code", N_("Product code"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("quantity", N_("Quantity"), "quantity"),
    Column("amount", N_("Amount"), "amount", total=True),
    Column("net", N_("Net sales"), "amount", total=True),
)

_d, _l = documents.document, sales.sale_line


def is_unknown(in_span: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition on `sale_line`, for lines of the documents in a span: neither posting nor a true-up since said the cost."""
    changed = trued_up(in_span)
    return _l.c.cost.is_(None) & _l.c.id.not_in(select(changed.c.line_id).where(changed.c.unknown < 0))


_IN_SPAN = _d.c.business_date.between(bindparam("first_day"), bindparam("last_day"))
_LINES = (
    select(_d.c.number, _d.c.business_date, _l.c.code, _l.c.name, _l.c.spec, _l.c.base_quantity, _l.c.amount, _l.c.net)
    .join_from(_d, _l, _l.c.document_id == _d.c.id)
    .where(_IN_SPAN, is_unknown(_IN_SPAN))
    .order_by(_d.c.posted_seq, _l.c.line_no)
)


def lines_without_cost(view: View, span: Span) -> list[tuple[Any, ...]]:
    """Those of a span, in posting order; none for who may not see costs. Raises NotAllowed."""
    view.require(Permission.SEE_REPORTS)
    if not view.may(Permission.SEE_COST):
        return []
    return [tuple(row) for row in view.connection.execute(_LINES, {"first_day": span.first, "last_day": span.last})]
