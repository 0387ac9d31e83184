"""Print jobs: what waits for paper, what failed and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from jxc_desktop.db.tables import documents, printing
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.settings import Settings
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A job: `kind` is receipt, reversal or drawer (nothing on paper); `problem` what stood against it; time aware and local."""

    id: int
    document_id: int
    number: str
    kind: str
    state: str
    is_copy: bool
    opens_drawer: bool
    tries: int
    problem: str
    made_at: datetime


_j = printing.print_job
_JOBS = select(_j, documents.document.c.number).join(documents.document, documents.document.c.id == _j.c.document_id)
_BY_ID = _JOBS.where(_j.c.id == bindparam("job"))
_BY_STATE = _JOBS.where(_j.c.state == bindparam("state")).order_by(_j.c.id)


def print_job(view: View, job_id: int) -> PrintJob:
    """One job. Raises NotFound."""
    row = view.connection.execute(_BY_ID, {"job": job_id}).one_or_none()
    if row is None:
        raise NotFound(str(job_id))
    return _job(view, row)


def waiting_jobs(view: View) -> tuple[PrintJob, ...]:
    """Jobs that nobody took yet, the oldest first."""
    return tuple(_job(view, row) for row in view.connection.execute(_BY_STATE, {"state": "waiting"}))


def failed_jobs(view: View) -> tuple[PrintJob, ...]:
    """Jobs whose paper never came: what the bar offers to print (补打), the oldest first."""
    return tuple(_job(view, row) for row in view.connection.execute(_BY_STATE, {"state": "failed"}))


_PENDING = (
    select(_j.c.id, _j.c.state)
    .where(_j.c.state.in_(("waiting", "failed")), _j.c.made_at >= bindparam("since"))
    .order_by(_j.c.id)
    .limit(200)
)


def pending_jobs(view: View) -> tuple[tuple[int, str], ...]:
    """The ids and states of what waits or failed since yesterday, the oldest first: nobody wants older paper by itself."""
    since = view.now - timedelta(days=1)
    return tuple((row.id, row.state) for row in view.connection.execute(_PENDING, {"since": since}))


def _job(view: View, row: Row[Any]) -> PrintJob:
    made_at = row.made_at.astimezone(view.now.tzinfo)
    return PrintJob(
        row.id,
        row.document_id,
        row.number,
        row.kind,
        row.state,
        bool(row.is_copy),
        bool(row.opens_drawer),
        row.tries,
        row.problem,
        made_at,
    )


def prints_by_itself(settings: Settings, total: int) -> bool:
    """Whether a sale of this total prints its receipt without being asked: always, on a key only, or above a sum."""
    return settings.print_receipts == "always" or (settings.print_receipts == "above" and total > settings.print_above)
