"""What the wizard has done in jobs: reading, comparing, importing, taking back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from jxc_desktop.operations import mappings as kept
from jxc_desktop.operations.import_undo import undo_import
from jxc_desktop.operations.imports import Outdated, apply_import, stage_import
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries import mappings as seen
from jxc_desktop.queries.differences import RowProblem
from jxc_desktop.queries.imports import PRICES, already_imported
from jxc_desktop.queries.price_lists import Answers, PriceList, compare_prices
from jxc_desktop.queries.view import View
from jxc_desktop.spreadsheets.mapping import Mapping, as_before, remembered, to_remember
from jxc_desktop.spreadsheets.price_list_sheet import NoPricesHere, price_mapping_at, price_mapping_by_hand, propose_price_mapping
from jxc_desktop.spreadsheets.product_sheet import ParsedSheet, parse_rows
from jxc_desktop.spreadsheets.row_errors import RowError
from jxc_desktop.spreadsheets.wrong_rows import write_wrong_rows
from jxc_desktop.ui.backup_keeper import back_up_before_import
from jxc_desktop.ui.imports.read_file import APPLYING, ReadFile, workbook_of
from jxc_desktop.ui.jobs import JobControl

STAGING_SHARE = 0.2


@dataclass(frozen=True)
class Choices:
    """What the user decided so far. None is not answered yet: whether unmatched goods are made, whether doubtful rows stay out."""

    cures: frozenset[tuple[str, str]] = frozenset()
    answers: Answers = field(default_factory=Answers)
    makes_unmatched: bool | None = None
    left_out: bool | None = None


@dataclass(frozen=True)
class Preview:
    """What importing would do; `sheets` are those that were read, in their order."""

    parsed: ParsedSheet
    found: PriceList
    sheets: tuple[str, ...] = ()

    def order(self, sheet: str, row_no: int) -> tuple[int, int]:
        """Where a row stands among all."""
        return self.sheets.index(sheet) if sheet in self.sheets else 0, row_no

    def wrong(self) -> list[RowError | RowProblem]:
        """All that is wrong, in the order of the rows."""
        return sorted([*self.parsed.errors, *self.found.wrong], key=lambda error: self.order(error.sheet, error.row_no))

    def wrong_rows(self) -> int:
        """How many rows are wrong."""
        return len({(error.sheet, error.row_no) for error in self.wrong()})

    def taken(self, choices: Choices) -> PriceList:
        """What would be imported, as it was answered."""
        return self.found.without_asked() if choices.left_out else self.found


@dataclass(frozen=True)
class Imported:
    """A price list that was applied; `meanwhile` are (code, name) of products that somebody made or changed while it ran."""

    import_id: int
    file_name: str
    new: int
    changed: int
    wrong_rows: int
    meanwhile: Sequence[tuple[str, str]] = ()
    unread: str = ""


def kind_of(supplier_id: int) -> str:
    """The kind of the supplier's imports, and of the mappings that are remembered for it."""
    return f"{PRICES}{supplier_id}"


def read_file(shop: Shop, supplier_id: int, path: Path, control: JobControl) -> ReadFile:
    """Read a workbook and understand it. Raises a WorkbookRefused child."""
    workbook = workbook_of(path, control)
    refusal = ""
    try:
        proposed = propose_price_mapping(workbook)
    except NoPricesHere as error:
        by_hand = price_mapping_by_hand(workbook)
        if by_hand is None:
            raise
        proposed, refusal = by_hand, error.sentence()
    kind = kind_of(supplier_id)
    with shop.read() as view:
        before = as_before(workbook, proposed, partial(seen.remembered, view, kind), price_mapping_at)
        known_at = already_imported(view, workbook.sha256, kind)
    mapping, refusal = (proposed, refusal) if before is None else (before, "")
    return ReadFile(workbook, mapping, proposed.fingerprint, before is not None, known_at, refusal)


def as_remembered(view: View, supplier_id: int, mapping: Mapping) -> Mapping:
    """A mapping chosen by hand, with the columns that were used last time for its heads."""
    text = seen.remembered(view, kind_of(supplier_id), mapping.fingerprint)
    return mapping if text is None else remembered(mapping, text)


def look_over(shop: Shop, supplier_id: int, read: ReadFile, choices: Choices, control: JobControl) -> Preview:
    """Parse the rows under the mapping and compare them with the shop."""
    control.progress(0.1)
    parsed = parse_rows(read.workbook, read.mapping, cures=choices.cures)
    control.check()
    control.progress(0.4)
    with shop.read() as view:
        found = compare_prices(view, supplier_id, parsed.rows, choices.answers)
    control.check()
    return Preview(parsed, found, (read.mapping.sheet, *read.mapping.also))


def carry_out(shop: Shop, read: ReadFile, preview: Preview, choices: Choices, control: JobControl) -> Imported | Preview:
    """Stage and apply; or the preview anew, when products were changed meanwhile so that something else would happen.

    It can be cancelled until it is being applied; from there on it is taken back instead.
    """
    back_up_before_import(shop, control)
    shown, import_id = preview, 0
    supplier_id = preview.found.supplier_id
    name, kind = read.workbook.path_name, kind_of(supplier_id)
    while not import_id:
        found = shown.taken(choices)
        try:
            import_id = stage_import(
                shop,
                found,
                name,
                read.workbook.sha256,
                kind=kind,
                progress=lambda done, of: control.progress(STAGING_SHARE * done / max(of, 1)),
                cancelled=control.cancelled,
            )
        except Outdated:
            shown = look_over(shop, supplier_id, read, choices, control)
            if not shown.found.says_the_same(preview.found):
                return shown
    with shop.work() as work:
        for fingerprint, body in to_remember(read.mapping, read.proposed).items():
            kept.remember(work, kind, fingerprint, body)
    control.progress(STAGING_SHARE, APPLYING)
    left = apply_import(
        shop,
        import_id,
        progress=lambda done, of: control.progress(STAGING_SHARE + (1 - STAGING_SHARE) * done / max(of, 1), APPLYING),
        cancelled=control.cancelled,
    )
    return Imported(import_id, name, len(found.new), len(found.changed), shown.wrong_rows(), left, read.mapping.unread_sentence())


def take_back(shop: Shop, import_id: int, control: JobControl) -> int:
    """Undo an import. Raises UsedSince naming what has moved on since."""
    undo_import(shop, import_id, progress=lambda done, of: control.progress(done / max(of, 1)))
    return import_id


def save_wrong_rows(path: Path, read: ReadFile, preview: Preview, _control: JobControl) -> int:
    """The wrong rows as a workbook with the reasons; how many there are."""
    return write_wrong_rows(path, read.workbook, read.mapping, preview.wrong(), preview.parsed.names)
