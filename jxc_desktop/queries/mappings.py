"""Remembered mappings of sheets."""

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables.imports import mapping
from jxc_desktop.queries.view import View

_BODY = select(mapping.c.body).where(mapping.c.kind == bindparam("kind"), mapping.c.fingerprint == bindparam("fingerprint"))


def remembered(view: View, kind: str, fingerprint: str) -> str | None:
    """The body that was remembered for these heads, or None."""
    return view.connection.execute(_BODY, {"kind": kind, "fingerprint": fingerprint}).scalar_one_or_none()
