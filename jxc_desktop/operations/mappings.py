"""How a sheet was understood, remembered under the fingerprint of its heads."""

from jxc_desktop.db.tables.imports import mapping
from jxc_desktop.db.upsert import upsert
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.work import Work


def remember(work: Work, kind: str, fingerprint: str, body: str) -> None:
    """Keep a mapping (its body as text) for sheets of this kind with these heads; the latest one counts."""
    work.require(Permission.IMPORT_PRODUCTS)
    statement = upsert(work.connection, mapping, ("kind", "fingerprint"), ("body", "used_at"))
    work.connection.execute(statement, {"kind": kind, "fingerprint": fingerprint, "body": body, "used_at": work.now})
