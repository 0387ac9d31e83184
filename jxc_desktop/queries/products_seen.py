"""Whether products may have been made, changed or removed since they were looked at.

Every work on a product writes an audit entry in its own transaction; what the counter does all day touches none. An import
writes its entry first and its slices later: while one runs, nothing is sure.
"""

from sqlalchemy import bindparam, func, literal_column, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables.imports import import_batch
from jxc_desktop.db.tables.shop import audit_entry
from jxc_desktop.queries.view import View

AT_THE_COUNTER = (
    "sale",
    "hold_sale",
    "cancel_cart",
    "reverse_sale",
    "return_goods",
    "return_without_receipt",
    "correct_tender",
    "swap_cash",
    "reprint",
)

_LATEST = Prepared(select(func.max(audit_entry.c.id)))
_RUNNING = Prepared(
    select(import_batch.c.id)
    .where(import_batch.c.state.in_([literal_column("'applying'"), literal_column("'undoing'")]))
    .limit(literal_column("1"))
)
_SINCE = (
    select(audit_entry.c.id)
    .where(audit_entry.c.id > bindparam("seen"), audit_entry.c.action.not_in(bindparam("but", expanding=True)))
    .limit(1)
)


def seen_so_far(view: View) -> int | None:
    """A mark of what is known of the products now, for `changed_since`; None while an import runs."""
    if _RUNNING.row(view.connection, {}) is not None:
        return None
    return int(_LATEST.value(view.connection, {}) or 0)


def changed_since(view: View, seen: int | None) -> bool:
    """Whether any product may be another one than when this mark was taken."""
    if seen is None:
        return True
    return view.connection.execute(_SINCE, {"seen": seen, "but": list(AT_THE_COUNTER)}).first() is not None
