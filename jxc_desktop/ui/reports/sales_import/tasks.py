"""What the wizard does on a job's thread: read, look what it comes to, import or post, take back. Plain values in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from jxc_desktop.operations import mappings as kept
from jxc_desktop.operations.channels import Orders, WrongOrder, post_orders, prepare_orders
from jxc_desktop.operations.past_sales import SameHistoryAgain, import_past_sales, undo_past_sales
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries import mappings as seen
from jxc_desktop.queries.reports.past_lines import PastLines, past_lines
from jxc_desktop.queries.reports.past_sales import same_file
from jxc_desktop.queries.view import View
from jxc_desktop.spreadsheets.mapping import Mapping, to_remember
from jxc_desktop.spreadsheets.row_errors import RowError
from jxc_desktop.spreadsheets.sales_sheet import (
    KIND,
    ParsedSales,
    parse_sales,
    remembered_sales_mapping,
    understood,
)
from jxc_desktop.spreadsheets.wrong_rows import write_wrong_rows
from jxc_desktop.ui.backup_keeper import back_up_before_import
from jxc_desktop.ui.imports.read_file import ReadFile, workbook_of
from jxc_desktop.ui.jobs import JobControl


@dataclass(frozen=True)
class Choices:
    """What the user decided so far. `channel`: None keeps a history; else the sales are posted on that channel, "" not named yet."""

    cures: frozenset[tuple[str, str]] = frozenset()
    channel: str | None = None


@dataclass(frozen=True)
class Preview:
    """What importing would do: `lines` as a history, or `orders` as sales. `before` is when this very file became a history."""

    parsed: ParsedSales
    lines: PastLines
    orders: Orders | None = None
    before: tuple[str, datetime] | None = None

    def wrong(self) -> list[RowError | WrongOrder]:
        """All that is wrong, in the order of the rows."""
        found: list[RowError | WrongOrder] = [*self.parsed.errors, *(self.orders.wrong if self.orders else ())]
        return sorted(found, key=lambda error: (error.sheet, error.row_no))

    def wrong_rows(self) -> int:
        """How many rows are wrong."""
        return len({(error.sheet, error.row_no) for error in self.wrong()})

    def again(self) -> str:
        """Why it can't be kept as a history once more; "" when it can."""
        return SameHistoryAgain(*self.before).sentence() if self.before else ""


@dataclass(frozen=True)
class Imported:
    """What was done: a history under its id, or so many orders posted on a channel (id None)."""

    import_id: int | None
    file_name: str
    count: int
    wrong: int
    channel: str = ""


def read_file(shop: Shop, path: Path, control: JobControl) -> ReadFile:
    """Read a workbook and understand it. Raises a WorkbookRefused child."""
    workbook = workbook_of(path, control)
    with shop.read() as view:
        found = understood(workbook, partial(seen.remembered, view, KIND))
    refusal = "" if found.refusal is None else found.refusal.sentence()
    return ReadFile(workbook, found.mapping, found.proposed, found.is_remembered, refusal=refusal)


def as_remembered(view: View, mapping: Mapping) -> Mapping:
    """A mapping chosen by hand, with the columns that were used last time for its heads."""
    text = seen.remembered(view, KIND, mapping.fingerprint)
    return mapping if text is None else remembered_sales_mapping(mapping, text)


def look_over(shop: Shop, read: ReadFile, choices: Choices, control: JobControl) -> Preview:
    """Parse the rows under the mapping, and see whose they are."""
    control.progress(0.1)
    parsed = parse_sales(read.workbook, read.mapping, cures=choices.cures)
    control.check()
    control.progress(0.6)
    with shop.read() as view:
        lines = past_lines(view, parsed.rows)
        orders = prepare_orders(view, choices.channel, parsed.rows, parsed.broken) if choices.channel else None
        before = same_file(view, read.workbook.sha256)
    control.check()
    return Preview(parsed, lines, orders, before)


def carry_out(shop: Shop, read: ReadFile, preview: Preview, control: JobControl) -> Imported:
    """Keep the lines as a history, all of them or none; or post the orders, each whole."""
    back_up_before_import(shop, control)
    with shop.work() as work:
        for fingerprint, body in to_remember(read.mapping, read.proposed).items():
            kept.remember(work, KIND, fingerprint, body)
    name, wrong = read.workbook.path_name, preview.wrong_rows()

    def progress(done: int, of: int) -> None:
        control.progress(done / max(of, 1))

    if preview.orders is not None:
        posted = post_orders(shop, preview.orders, progress=progress, cancelled=control.cancelled)
        return Imported(None, name, posted, wrong, preview.orders.channel)
    skipped = len(preview.parsed.skipped)
    facts = (preview.parsed.rows, name, read.workbook.sha256)
    import_id = import_past_sales(shop, *facts, skipped=skipped, progress=progress, cancelled=control.cancelled)
    return Imported(import_id, name, len(preview.parsed.rows), wrong)


def take_back(shop: Shop, import_id: int, _control: JobControl) -> None:
    """Undo the import of a history."""
    undo_past_sales(shop, import_id)


def save_wrong_rows(path: Path, read: ReadFile, wrong: Sequence[RowError | WrongOrder], _control: JobControl) -> int:
    """The wrong rows as a workbook with the reasons; how many there are."""
    return write_wrong_rows(path, read.workbook, read.mapping, wrong)
