"""What the wizard does on a job's thread: read, compare, import, take back. Plain values in, plain values out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from jxc_desktop.operations import mappings as kept
from jxc_desktop.operations.import_undo import undo_import
from jxc_desktop.operations.imports import Outdated, apply_import, stage_import
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries import mappings as seen
from jxc_desktop.queries.compare import compare
from jxc_desktop.queries.differences import Differences, RowProblem
from jxc_desktop.queries.imports import PRODUCTS, already_imported
from jxc_desktop.queries.view import View
from jxc_desktop.spreadsheets.mapping import Mapping, as_before, mapping_by_hand, propose_mapping, remembered, to_remember
from jxc_desktop.spreadsheets.no_products import NoProductsHere
from jxc_desktop.spreadsheets.product_sheet import ParsedSheet, parse_rows
from jxc_desktop.spreadsheets.row_errors import RowError
from jxc_desktop.spreadsheets.workbook import Workbook
from jxc_desktop.spreadsheets.wrong_rows import write_wrong_rows
from jxc_desktop.ui.backup_keeper import back_up_before_import
from jxc_desktop.ui.imports.read_file import APPLYING, ReadFile, workbook_of
from jxc_desktop.ui.jobs import JobControl

STAGING_SHARE = 0.2
ASKED = ("price_jump", "price_below_cost", "same_name_and_spec")


@dataclass(frozen=True)
class Choices:
    """What the user decided so far."""

    cures: frozenset[tuple[str, str]] = frozenset()
    match_by_name: bool | None = None
    doubles: str | None = None
    rises_wait: bool | None = None  # higher prices of a shop with tags: None not answered yet, they wait
    left_out: bool | None = None  # what was asked about: None not answered yet, True left out, False imported


@dataclass(frozen=True)
class Preview:
    """What importing would do; `sheets` are those that were read, in their order."""

    parsed: ParsedSheet
    differences: Differences
    sheets: tuple[str, ...] = ()

    def order(self, sheet: str, row_no: int) -> tuple[int, int]:
        """Where a row stands among all."""
        return self.sheets.index(sheet) if sheet in self.sheets else 0, row_no

    def wrong(self) -> list[RowError | RowProblem]:
        """All that is wrong, in the order of the rows."""
        return sorted([*self.parsed.errors, *self.differences.wrong], key=lambda error: self.order(error.sheet, error.row_no))

    def wrong_rows(self) -> int:
        """How many rows are wrong."""
        return len({(error.sheet, error.row_no) for error in self.wrong()})

    def asked(self) -> list[tuple[str, int]]:
        """The rows that are asked about, by sheet and number."""
        asked = {(question.sheet, question.row_no) for question in self.differences.questions if question.kind in ASKED}
        return sorted(asked, key=lambda place: self.order(*place))

    def without_asked(self) -> Differences:
        """The differences without the rows that are asked about."""
        return self.differences.without(set(self.asked()))


@dataclass(frozen=True)
class Imported:
    """An import that was applied; `meanwhile` are (code, name) of products that somebody made or changed while it ran.

    `unread` says which sheets were not read.
    """

    import_id: int
    file_name: str
    new: int
    changed: int
    left_out: Sequence[RowError | RowProblem] = field(default_factory=list)
    meanwhile: Sequence[tuple[str, str]] = ()
    unread: str = ""


def read_file(shop: Shop, path: Path, control: JobControl) -> ReadFile:
    """Read a workbook and understand it. Raises a WorkbookRefused child."""
    workbook = workbook_of(path, control)
    refusal = ""
    try:
        proposed = propose_mapping(workbook)
    except NoProductsHere as error:
        by_hand = mapping_by_hand(workbook)
        if by_hand is None:
            raise
        proposed, refusal = by_hand, error.sentence()
    with shop.read() as view:
        before = used_before(view, workbook, proposed)
        known_at = already_imported(view, workbook.sha256)
    mapping, refusal = (proposed, refusal) if before is None else (before, "")
    return ReadFile(workbook, mapping, proposed.fingerprint, before is not None, known_at, refusal)


def used_before(view: View, workbook: Workbook, proposed: Mapping) -> Mapping | None:
    """The mapping that was used last time where this one was proposed, or None."""
    return as_before(workbook, proposed, partial(seen.remembered, view, PRODUCTS))


def as_remembered(view: View, mapping: Mapping) -> Mapping:
    """A mapping chosen by hand, with the columns that were used last time for its heads."""
    text = seen.remembered(view, PRODUCTS, mapping.fingerprint)
    return mapping if text is None else remembered(mapping, text)


def look_over(shop: Shop, read: ReadFile, choices: Choices, control: JobControl) -> Preview:
    """Parse the rows under the mapping and compare them with the shop."""
    control.progress(0.1)
    parsed = parse_rows(read.workbook, read.mapping, cures=choices.cures)
    control.check()
    control.progress(0.6)
    with shop.read() as view:
        differences = compare(
            view,
            parsed.rows,
            match_by_name=choices.match_by_name,
            doubles=choices.doubles,
            name_above=("name", "name_above") in choices.cures,
            rises_wait=choices.rises_wait,
        )
    control.check()
    return Preview(parsed, differences, (read.mapping.sheet, *read.mapping.also))


def carry_out(shop: Shop, read: ReadFile, preview: Preview, choices: Choices, control: JobControl) -> Imported | Preview:
    """Stage and apply; or the preview anew, when products were changed meanwhile so that something else would happen.

    It can be cancelled until it is being applied; from there on it is taken back instead.
    """
    back_up_before_import(shop, control)
    shown, import_id = preview, 0
    while not import_id:
        differences = shown.without_asked() if choices.left_out else shown.differences
        try:
            import_id = stage_import(
                shop,
                differences,
                read.workbook.path_name,
                read.workbook.sha256,
                progress=lambda done, of: control.progress(STAGING_SHARE * done / max(of, 1)),
                cancelled=control.cancelled,
            )
        except Outdated:
            shown = look_over(shop, read, choices, control)
            if not shown.differences.says_the_same(preview.differences):
                return shown
    with shop.work() as work:
        for fingerprint, body in to_remember(read.mapping, read.proposed).items():
            kept.remember(work, PRODUCTS, fingerprint, body)
    control.progress(STAGING_SHARE, APPLYING)
    left = apply_import(
        shop,
        import_id,
        progress=lambda done, of: control.progress(STAGING_SHARE + (1 - STAGING_SHARE) * done / max(of, 1), APPLYING),
        cancelled=control.cancelled,
    )
    new, changed = len(differences.new), len(differences.changed)
    return Imported(import_id, read.workbook.path_name, new, changed, shown.wrong(), left, read.mapping.unread_sentence())


def take_back(shop: Shop, import_id: int, control: JobControl) -> int:
    """Undo an import. Raises UsedSince naming what was sold, counted or changed since."""
    undo_import(shop, import_id, progress=lambda done, of: control.progress(done / max(of, 1)))
    return import_id


def save_wrong_rows(path: Path, read: ReadFile, preview: Preview, _control: JobControl) -> int:
    """The wrong rows as a workbook with the reasons; how many there are."""
    return write_wrong_rows(path, read.workbook, read.mapping, preview.wrong(), preview.parsed.names)
