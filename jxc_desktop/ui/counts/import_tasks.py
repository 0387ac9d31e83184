"""What the import of counted numbers does on a job's thread: read, compare with the count, enter. Plain values in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jxc_desktop.operations import mappings as kept
from jxc_desktop.operations.count_entries import enter_many
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries import mappings as seen
from jxc_desktop.queries.count_files import Answers, Compared, CountProblem, compare
from jxc_desktop.queries.view import View
from jxc_desktop.spreadsheets.count_sheet_in import (
    KIND,
    ParsedCounts,
    is_our_sheet,
    parse_counts,
    read_counts,
    remembered_count_mapping,
    source_of,
    understood,
)
from jxc_desktop.spreadsheets.mapping import Mapping, to_remember
from jxc_desktop.spreadsheets.row_errors import RowError
from jxc_desktop.spreadsheets.wrong_rows import write_wrong_rows
from jxc_desktop.ui.imports.read_file import ReadFile
from jxc_desktop.ui.jobs import JobControl


@dataclass(frozen=True)
class Preview:
    """What entering a file would do."""

    parsed: ParsedCounts
    found: Compared

    @property
    def asks_time(self) -> bool:
        """Whether rows say no time of their own."""
        return any(row.at is None for row in self.parsed.rows)

    def wrong(self) -> list[RowError | CountProblem]:
        """All that is wrong, in the order of the rows."""
        found: list[RowError | CountProblem] = [*self.parsed.errors, *self.found.problems]
        return sorted(found, key=lambda error: (error.sheet, error.row_no))

    def wrong_rows(self) -> int:
        """How many rows are wrong."""
        return len({(error.sheet, error.row_no) for error in self.wrong()})


@dataclass(frozen=True)
class Imported:
    """What was entered."""

    file_name: str
    lines: int
    taken_up: int
    wrong: int


def read_file(shop: Shop, path: Path, control: JobControl) -> ReadFile:
    """Read a file and understand it; our own sheets need no questions. Raises a WorkbookRefused child."""
    workbook = read_counts(path, progress=lambda step, steps: control.progress(step / steps), cancelled=control.cancelled)
    with shop.read() as view:
        found = understood(workbook, partial(seen.remembered, view, KIND))
    is_known = found.is_remembered or is_our_sheet(found.mapping)
    return ReadFile(workbook, found.mapping, found.proposed, is_known, refusal="" if found.refusal is None else found.refusal.sentence())


def as_remembered(view: View, mapping: Mapping) -> Mapping:
    """A mapping chosen by hand, with the columns that were used last time for its heads."""
    text = seen.remembered(view, KIND, mapping.fingerprint) if mapping.fingerprint else None
    return mapping if text is None else remembered_count_mapping(mapping, text)


def look_over(shop: Shop, count_id: int, read: ReadFile, answers: Answers, control: JobControl) -> Preview:
    """Parse the rows under the mapping, and compare them with the count."""
    control.progress(0.1)
    parsed = parse_counts(read.workbook, read.mapping)
    control.check()
    control.progress(0.6)
    with shop.read() as view:
        found = compare(view, count_id, parsed.rows, answers)
    control.check()
    return Preview(parsed, found)


def carry_out(shop: Shop, read: ReadFile, preview: Preview, _control: JobControl) -> Imported:
    """Enter what the preview shows, all of it or nothing."""
    found, name = preview.found, read.workbook.path_name
    with shop.work() as work:
        for fingerprint, body in to_remember(read.mapping, read.proposed).items():
            kept.remember(work, KIND, fingerprint, body)
        entered = enter_many(work, found.count_id, found.entries(), source_of(read.mapping), seen=found.seen, file_name=name)
    return Imported(name, entered.lines, entered.taken_up, preview.wrong_rows())


def save_wrong_rows(path: Path, read: ReadFile, wrong: Sequence[RowError | CountProblem], _control: JobControl) -> int:
    """The wrong rows as a workbook with the reasons; how many there are."""
    return write_wrong_rows(path, read.workbook, read.mapping, wrong)
