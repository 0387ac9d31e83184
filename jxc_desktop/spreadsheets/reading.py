"""Any workbook to plain rows. Parsing happens in a child process with a memory and a time limit.

Measured: a workbook of 50,000 rows and 10 columns comes back in about a tenth of the time that openpyxl's read-only mode needs to walk it.
"""

import hashlib
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from jxc_desktop.i18n import _, why_not
from jxc_desktop.paths import refuse_held_open
from jxc_desktop.spreadsheets import refusals, zip_guard
from jxc_desktop.spreadsheets.containers import OLE, SNIFF, Container, container_of, zip_container
from jxc_desktop.spreadsheets.reading_process import Outcome, ReadingProcess, Stopped
from jxc_desktop.spreadsheets.workbook import Sheet, Workbook

PRODUCT_LIMIT = 100_000
ROW_LIMIT = PRODUCT_LIMIT + 50  # with title, heads and totals: the export of a full shop comes back
SECONDS = 20
FIRST_READER_SECONDS = 13
MAX_MEGABYTES = 200
STEPS = 4

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


def read_workbook(
    path: str | os.PathLike[str], *, limit: int = ROW_LIMIT, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Workbook:
    """The sheets of a workbook or text table. `progress(step, steps)`; `cancelled()` is asked every few hundredths of a second.

    Raises a WorkbookRefused child for what is not read; the file is only ever opened for reading.
    """
    return _Reading(Path(path), limit, progress or (lambda _step, _steps: None), cancelled or (lambda: False)).run()


class _Reading:
    """One file being read: what all its steps need."""

    def __init__(self, path: Path, limit: int, progress: Progress, cancelled: Cancelled) -> None:
        self.path, self.limit, self.progress, self.cancelled = path.absolute(), limit, progress, cancelled
        self.name = path.name
        self.deadline = time.monotonic() + SECONDS
        self.notes: list[str] = []

    def run(self) -> Workbook:
        """Look, guard, read in children, and give the workbook."""
        # started before the file is looked over: it loads its parser meanwhile, and is told the path only afterwards
        early = ReadingProcess("calamine", self.limit)
        try:
            container, digest = self._look()
            self.progress(1, STEPS)
            sheets = self._read(container.readers, early)
        finally:
            early.end()
        self.progress(STEPS, STEPS)
        if not sheets:
            raise refusals.NotAWorkbook(self.name, "no_sheets")
        return Workbook(self.name, digest, sheets, tuple(self.notes))

    def _look(self) -> tuple[Container, str]:
        try:
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise refusals.CannotOpenFile(self.name, _("it is no ordinary file"))
            refuse_held_open(self.path)
            with self.path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size > MAX_MEGABYTES << 20:
                    raise refusals.FileTooBig(self.name, size >> 20, MAX_MEGABYTES)
                container = self._container(file)
                file.seek(0)
                return container, hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise refusals.CannotOpenFile(self.name, why_not(error)) from error

    def _container(self, file: BinaryIO) -> Container:
        first = file.read(SNIFF)
        container = container_of(first, first + file.read() if first.startswith(OLE) else b"")
        if container.is_zip:
            container = self._guarded(file)
        if container.refused == "encrypted":
            raise refusals.WorkbookEncrypted(self.name)
        if container.refused:
            raise refusals.NotAWorkbook(self.name, container.refused)
        if container.macros:
            self.notes.append("macros")
        return container

    def _guarded(self, file: BinaryIO) -> Container:
        try:
            names, formulas = zip_guard.look_over(file)
        except zip_guard.Unsafe as unsafe:
            reason = unsafe.args[0]
            if reason == "damaged":
                raise refusals.WorkbookDamaged(self.name) from unsafe
            if reason == "encrypted":
                raise refusals.WorkbookEncrypted(self.name) from unsafe
            raise refusals.PackedBomb(self.name, reason) from unsafe
        if formulas:
            self.notes.append("formulas")
        if any("externallinks/" in name.lower() for name in names):
            self.notes.append("links")
        return zip_container(names)

    def _read(self, readers: tuple[str, ...], early: ReadingProcess) -> tuple[Sheet, ...]:
        outcome = Outcome("damaged")
        for number, reader in enumerate(readers):
            process = early if reader == early.reader else ReadingProcess(reader, self.limit)
            until = self.deadline if number + 1 == len(readers) else min(self.deadline, time.monotonic() + FIRST_READER_SECONDS)
            outcome = self._outcome(process, until)
            if outcome.content is not None:
                if number:
                    self.notes.append("second_reader")
                self.progress(STEPS - 1, STEPS)
                return _sheets(outcome, self.path.stem)
            if outcome.refused in ("rows", "encrypted", "binary"):
                break
        raise self._refusal(outcome.refused)

    def _outcome(self, process: ReadingProcess, until: float) -> Outcome:
        try:
            return process.read(self.path, until, self.cancelled)
        except Stopped as stopped:
            raise refusals.ReadingCancelled from stopped
        finally:
            process.end()

    def _refusal(self, reason: str) -> refusals.WorkbookRefused:
        match reason:
            case "rows":
                return refusals.TooManyRows(self.name, self.limit)
            case "encrypted":
                return refusals.WorkbookEncrypted(self.name)
            case "binary":
                return refusals.NotAWorkbook(self.name, "binary")
            case "memory":
                return refusals.ReadingTookTooMuchMemory(self.name)
            case "time":
                return refusals.ReadingTookTooLong(self.name, SECONDS)
        return refusals.WorkbookDamaged(self.name)


def _sheets(outcome: Outcome, stem: str) -> tuple[Sheet, ...]:
    return tuple(Sheet(name or stem, hidden, rows) for name, hidden, rows in outcome.sheets())
