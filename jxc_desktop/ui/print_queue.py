"""Print jobs on their way to the printer: claimed, laid out and sent on another thread, then printed or failed.

A device never delays a sale: the sale stands before its job is looked at. One job is sent at a time. What fails waits for
补打 by the bar, the key or the status; what waited when the program began is offered, never printed by itself.
"""

from collections import deque
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from jxc_desktop.domain.printer_troubles import NotAPrinter, PrinterTrouble
from jxc_desktop.domain.printers import Target, TargetKind, parse_target
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations import print_jobs
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.print_jobs import PrintJob, pending_jobs
from jxc_desktop.ui import jobs, remembered, trouble

PRINTER = "printer/receipts"


def printer_target() -> Target:
    """The receipt printer of this computer; none when what is kept names no printer."""
    return _target(remembered.text(PRINTER))


@lru_cache(maxsize=1)
def _target(text: str) -> Target:
    """What is kept, read once: each sale asks."""
    try:
        return parse_target(text)
    except NotAPrinter:
        return Target()


def queue_for(shop: Shop, parent: QObject) -> "PrintQueue":
    """The queue of an open shop: that of the counter, wherever it is asked for; one of the parent's own while there is no counter."""
    for window in QApplication.topLevelWidgets():
        for found in window.findChildren(PrintQueue):
            if found.serves(shop):
                return found
    return PrintQueue(shop, parent)


@dataclass(frozen=True, slots=True)
class _Sent:
    """How a job went: what stood against it, and how many are still to be printed."""

    problem: PrinterTrouble | None
    pending: int


class PrintQueue(QObject):
    """`changed` comes when the state that `status` words is another."""

    changed = Signal()

    def __init__(self, shop: Shop, parent: QObject) -> None:
        super().__init__(parent)
        self._shop = shop
        self._waiting: deque[int] = deque()
        self.is_sending = False
        self.pending = 0
        self.problem = ""
        QTimer.singleShot(0, self, self._look_back)

    # what pages call

    def serves(self, shop: Shop) -> bool:
        """Whether it is this shop's."""
        return self._shop is shop

    def submit(self, job_id: int) -> None:
        """Print a job that waits; at once, or after those before it."""
        if printer_target().kind is TargetKind.NONE:
            return
        if job_id not in self._waiting:
            self.pending += 1
            self._waiting.append(job_id)
        self._next()

    def reprint(self, document_id: int) -> bool:
        """The paper of a sale: the original if none ever came out, else one more, marked as a copy (重打).

        False, and said so, when there is no printer to send it to.
        """
        if not _has_printer():
            return False
        self.problem = ""
        with self._shop.work() as work:
            job = print_jobs.request_print(work, document_id)
        self.submit(job)
        return True

    def offer_pending(self) -> None:
        """Say how many receipts were not printed, and offer to print them (补打)."""
        with self._shop.read() as view:
            count = len(pending_jobs(view))
        if printer_target().kind is TargetKind.NONE:
            trouble.tell(None, _("No printer is set up. Choose one in the settings."), kind="amber")
        elif count:
            self._offer(_not_printed(count))

    def print_pending(self) -> None:
        """补打: whatever waits or failed, the oldest first."""
        if not _has_printer():
            return
        self.problem = ""
        with self._shop.work() as work:
            found = pending_jobs(work)
            for job_id, state in found:
                if state == "failed":
                    print_jobs.retry_job(work, job_id)
        known = set(self._waiting)
        self._waiting.extend(job_id for job_id, _state in found if job_id not in known)
        self.pending = len(self._waiting) + int(self.is_sending)
        self._next()

    def forget(self) -> int:
        """不补了: nobody wants what waits or failed; how many papers that were."""
        with self._shop.work() as work:
            count = print_jobs.forget_jobs(work)
        self._waiting.clear()
        self.pending = int(self.is_sending)
        self.problem = ""
        self.changed.emit()
        return count

    def status(self) -> str:
        """“Printer ready”, “waiting to print 3”, or that there is none."""
        if printer_target().kind is TargetKind.NONE:
            return _("No receipt printer")
        if self.pending:
            return _("To print {count}").format(count=self.pending)
        return _("Printer ready")

    # inside

    def _look_back(self) -> None:
        """What an earlier run left: jobs in mid-print may be on paper already; all are offered."""
        if not self._shop.database.writable:
            return
        is_there = printer_target().kind is not TargetKind.NONE
        with self._shop.work() as work:
            print_jobs.requeue_interrupted(work)
            if not is_there:
                print_jobs.drop_without_printer(work)
            found = pending_jobs(work)
        if not is_there:
            self.changed.emit()
            return
        self.pending = len(found)
        self.changed.emit()
        if found:
            self._offer(_not_printed(len(found)))

    def _offer(self, text: str) -> None:
        trouble.tell(None, text, kind="amber", actions=[(_("Print now"), self.print_pending), (_("Forget them"), self.forget)])

    def _next(self) -> None:
        if self.is_sending or not self._waiting:
            self.changed.emit()
            return
        self.is_sending = True
        job_id, target = self._waiting.popleft(), printer_target()
        jobs.run(
            lambda _control: _send(self._shop, job_id, target),
            title=_("Printing"),
            owner=self,
            done=self._on_done,
            failed=self._on_failed,
        )

    def _on_done(self, sent: _Sent) -> None:
        self.is_sending = False
        self.pending = sent.pending
        before, self.problem = self.problem, "" if sent.problem is None else str(sent.problem)
        if sent.problem is None:
            self._next()
            if sent.pending and not self._waiting and not self.is_sending:
                self._offer(_not_printed(sent.pending))
            return
        self._waiting.clear()
        self.changed.emit()
        if self.problem != before:  # said once, not at each sale; the count stays below
            self._offer(_("{problem} The sale stands; the receipt is kept.").format(problem=self.problem))

    def _on_failed(self, error: Exception) -> None:
        self.is_sending = False
        trouble.report(error)
        self._next()


def _send(shop: Shop, job_id: int, target: Target) -> _Sent:
    """Claim, lay out, send, record; on a job's thread."""
    with shop.work() as work:
        job = print_jobs.claim_job(work, job_id)
    problem = None if job is None else _try(shop, job, target)
    with shop.work() as work:
        if problem is not None:
            print_jobs.job_failed(work, job_id, problem.fact, may_have_printed=problem.had_begun)
        elif job is not None:
            print_jobs.job_printed(work, job_id)
        return _Sent(problem, len(pending_jobs(work)))


def _try(shop: Shop, job: PrintJob, target: Target) -> PrinterTrouble | None:
    try:
        if job.kind == "drawer":
            jobs.open_drawer(target)
        else:
            jobs.send_to_printer(target, _paper(shop, job, target))
    except PrinterTrouble as problem:
        return problem
    return None


def _has_printer() -> bool:
    """Whether there is a printer to send something to; said when there is none."""
    if printer_target().kind is not TargetKind.NONE:
        return True
    trouble.tell(None, _("No printer is set up. Choose one in the settings."), kind="amber")
    return False


def _not_printed(count: int) -> str:
    return ngettext("{count} receipt was not printed.", "{count} receipts were not printed.", count).format(count=count)


def _paper(shop: Shop, job: PrintJob, target: Target) -> bytes:
    from jxc_desktop.printing import receipts
    from jxc_desktop.queries.receipts import receipt_of

    pulse = jobs.drawer_pulse() if job.opens_drawer and target.has_drawer else b""
    with shop.read() as view:
        receipt = receipt_of(view, job.document_id, is_copy=job.is_copy)
    return receipts.escpos_bytes(receipt, width_mm=target.width_mm, is_bitmap=target.is_bitmap, cut=target.cuts, drawer_pulse=pulse)
