"""Imports and mass changes that were made: the batches, and whether a file was imported before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables.imports import import_batch
from jxc_desktop.db.tables.shop import user
from jxc_desktop.i18n import _
from jxc_desktop.queries.view import View

MASS_CHANGE = "mass_change"
SHELF_WALK = "shelf_walk"
PRODUCTS = "products"
PRICES = "prices:"
_OF_PRODUCTS = (PRODUCTS, MASS_CHANGE)  # histories of sales have a list of their own


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """One import; `state` is staged, applying, done, undoing or undone."""

    id: int
    file_name: str
    state: str
    at: datetime
    actor: str
    new: int
    changed: int
    skipped: int

    @property
    def can_be_undone(self) -> bool:
        """Whether it stands and may be taken back."""
        return self.state == "done"


_BATCHES = (
    select(
        import_batch.c.id,
        import_batch.c.kind,
        import_batch.c.file_name,
        import_batch.c.state,
        import_batch.c.at,
        user.c.name,
        import_batch.c.new,
        import_batch.c.changed,
        import_batch.c.skipped,
    )
    .join(user, user.c.id == import_batch.c.actor_id)
    .where(import_batch.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(import_batch.c.id.desc())
    .limit(bindparam("most"))
)
_SAME_FILE = (
    select(import_batch.c.at)
    .where(
        import_batch.c.file_hash == bindparam("file_hash"),
        import_batch.c.state == "done",
        import_batch.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(import_batch.c.id.desc())
    .limit(1)
)


def import_batches(view: View, limit: int = 100, kind: str = "") -> tuple[ImportBatch, ...]:
    """The latest imports, of products or of this kind, newest first."""
    rows: Any = view.connection.execute(_BATCHES, {"most": limit, "kinds": [kind] if kind else _OF_PRODUCTS})
    return tuple(ImportBatch(id_, _titled(kind, name), *rest) for id_, kind, name, *rest in rows)


def _titled(kind: str, name: str) -> str:
    return _("Mass change: {what}").format(what=name) if kind == MASS_CHANGE else name


def imported_before(at: datetime) -> str:
    """Say that a file was imported before."""
    return _("This file was imported at {time}; only what differs from the shop is shown.").format(time=f"{at.astimezone():%Y-%m-%d %H:%M}")


def already_imported(view: View, file_hash: str, kind: str = "") -> datetime | None:
    """When a file with this hash was last imported (as products, or as this kind) and not taken back since, or None."""
    return view.connection.execute(_SAME_FILE, {"file_hash": file_hash, "kinds": [kind] if kind else _OF_PRODUCTS}).scalar_one_or_none()
