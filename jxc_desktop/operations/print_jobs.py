"""Print jobs on their way: claimed by one, printed or failed, printed again as a copy. Never two originals.

Paper is told from ink only by a person, so whatever may have been printed already comes out marked as a copy (重打).
"""

from sqlalchemy import bindparam, select, update

from jxc_desktop.db.tables import documents, printing
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations import sale_rows
from jxc_desktop.operations.work import Work
from jxc_desktop.queries.print_jobs import PrintJob, print_job

_j = printing.print_job
_CLAIM = (
    update(_j).where(_j.c.id == bindparam("job"), _j.c.state == "waiting").values(state="sending", tries=_j.c.tries + 1).returning(_j.c.id)
)
_PRINTED = (
    update(_j).where(_j.c.id == bindparam("job"), _j.c.state == "sending").values(state="printed", problem="", printed_at=bindparam("at"))
)
_FAILED = (
    update(_j)
    .where(_j.c.id == bindparam("job"), _j.c.state == "sending")
    .values(state=bindparam("new_state"), problem=bindparam("reason"), is_copy=bindparam("copy"), opens_drawer=0)
)
# A drawer that did not open is opened by its key; popping it later, by itself, would be worse.
_LEFT = update(_j).where(_j.c.state.in_(("waiting", "sending")), _j.c.kind == sale_rows.DRAWER).values(state="dropped")
_SHUT = update(_j).where(_j.c.state.in_(("waiting", "sending")), _j.c.opens_drawer == 1).values(opens_drawer=0)
_UNSURE = update(_j).where(_j.c.state == "sending").values(state="failed", problem="interrupted", is_copy=1)
_AGAIN = update(_j).where(_j.c.id == bindparam("job"), _j.c.state == "failed").values(state="waiting", problem="")
_FORGET = update(_j).where(_j.c.state.in_(("waiting", "failed"))).values(state="dropped")
_NO_PRINTER = update(_j).where(_j.c.state == "waiting").values(state="dropped")
_PAPERS = select(_j.c.id, _j.c.state, _j.c.is_copy).where(_j.c.document_id == bindparam("document"), _j.c.kind == bindparam("paper"))
_DOCUMENT = select(documents.document.c.kind, documents.document.c.number).where(documents.document.c.id == bindparam("document"))


def claim_job(work: Work, job_id: int) -> PrintJob | None:
    """Take a waiting job for sending; None when another took it, or it waits no more."""
    if work.connection.execute(_CLAIM, {"job": job_id}).one_or_none() is None:
        return None
    return print_job(work, job_id)


def job_printed(work: Work, job_id: int) -> None:
    """The job's paper is out."""
    work.connection.execute(_PRINTED, {"job": job_id, "at": work.now})


def job_failed(work: Work, job_id: int, problem: str, *, may_have_printed: bool = False) -> None:
    """The job did not get through; it stays to be printed later (补打), as a copy when paper may have come out."""
    job = print_job(work, job_id)
    state = "dropped" if job.kind == sale_rows.DRAWER else "failed"
    work.connection.execute(_FAILED, {"job": job_id, "new_state": state, "reason": problem, "copy": int(job.is_copy or may_have_printed)})


def retry_job(work: Work, job_id: int) -> None:
    """Let a failed job wait again (补打)."""
    work.require(Permission.SELL)
    if work.connection.execute(_AGAIN, {"job": job_id}).rowcount:
        work.record("retry_print", print_job(work, job_id).number)


def forget_jobs(work: Work) -> int:
    """Nobody wants the papers any more that wait or failed; returns how many they were. Each can still be asked for by itself."""
    work.require(Permission.SELL)
    count = int(work.connection.execute(_FORGET).rowcount)
    if count:
        work.record("forget_prints", "", count=count)
    return count


def drop_without_printer(work: Work) -> None:
    """Where no printer is set up nothing waits for one: what was queued so far is not printed when there is one some day."""
    work.connection.execute(_NO_PRINTER)


def requeue_interrupted(work: Work) -> None:
    """At the start: jobs that a kill left in sending may have been printed; they are offered again, as copies.

    What still waits stays an original, but opens no drawer any more.
    """
    work.connection.execute(_LEFT)
    work.connection.execute(_SHUT)
    work.connection.execute(_UNSURE)


_SLIPS: dict[str, str] = {
    DocumentKind.SALE: sale_rows.RECEIPT,
    DocumentKind.REVERSAL: sale_rows.REVERSAL_SLIP,
    DocumentKind.RETURN: sale_rows.RETURN_SLIP,
}


def request_print(work: Work, document_id: int) -> int:
    """补打小票: the paper of a sale or reversal, as its original when none ever came out, else a copy; returns the job.

    An original that waits or failed is let go again, so there are never two. Raises NotAllowed, NotFound.
    """
    work.require(Permission.SELL)
    kind, number = _paper(work, document_id)
    jobs = work.connection.execute(_PAPERS, {"document": document_id, "paper": kind}).all()
    pending = next((job.id for job in jobs if job.state in ("waiting", "failed") and not job.is_copy), None)
    if pending is None and not all(job.state == "dropped" and not job.is_copy for job in jobs):
        return request_reprint(work, document_id)
    if pending is None:
        pending = sale_rows.queue_job(work, document_id, kind)
    else:
        work.connection.execute(_AGAIN, {"job": pending})
    work.record("request_print", number)
    return int(pending)


def request_reprint(work: Work, document_id: int) -> int:
    """重打小票: a copy of a sale's or reversal's paper waits; returns the job. Raises NotAllowed, NotFound."""
    work.require(Permission.REPRINT)
    kind, number = _paper(work, document_id)
    job = sale_rows.queue_job(work, document_id, kind, is_copy=True)
    work.record("reprint", number)
    return job


def _paper(work: Work, document_id: int) -> tuple[str, str]:
    """What is printed of a document, and its number."""
    document = work.connection.execute(_DOCUMENT, {"document": document_id}).one_or_none()
    if document is None or document.kind not in _SLIPS:
        raise NotFound(str(document_id))
    return _SLIPS[document.kind], document.number
