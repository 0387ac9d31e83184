"""The preview's tables: what is new, changed, unchanged, wrong and doubtful, as rows in columns; the sheet comes first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.differences import CURES, RowProblem
from jxc_desktop.queries.product_columns import COLUMNS as PRODUCT_COLUMNS
from jxc_desktop.spreadsheets.row_errors import RowError
from jxc_desktop.ui.imports.cures import Cure, cell_cures
from jxc_desktop.ui.products.import_wizard.tasks import Preview

_PLACE = (Column("sheet", N_("Sheet"), "text"), Column("row", N_("Row"), "integer"))
_PRODUCT = Column("product", N_("Product"), "text")
_NEW_KEYS = ("code", "barcodes", "name", "spec", "unit", "retail_price", "purchase_price", "category", "stock")
_OF_PRODUCT = {column.key: column for column in PRODUCT_COLUMNS}

NEW = (*_PLACE, *(Column(key, _OF_PRODUCT[key].title, _OF_PRODUCT[key].kind) for key in _NEW_KEYS))
CHANGED = (
    *_PLACE,
    _PRODUCT,
    Column("field", N_("Field"), "text"),
    Column("old", N_("Old value"), "text"),
    Column("new", N_("New value"), "text"),
)
SKIPPED = (*_PLACE, _PRODUCT, Column("reason", N_("Why"), "text"))
WRONG = (
    *_PLACE,
    Column("column", N_("Column"), "text"),
    Column("value", N_("Value"), "text"),
    Column("reason", N_("What is wrong"), "text"),
)
QUESTIONS = (*_PLACE, _PRODUCT, Column("question", N_("What is doubtful"), "text"))

Lines = list[tuple[Any, ...]]


def new_lines(preview: Preview) -> Lines:
    """A line for each product that would be made."""
    rows = []
    for row in preview.differences.new:
        given = [row.values.get(key) for key in _NEW_KEYS[2:]]
        rows.append((row.sheet, row.row_no, row.code, ", ".join(row.values.get("barcodes", ())), *given))
    return rows


def changed_lines(preview: Preview) -> Lines:
    """A line for each field that would change; a price that waits for its tag says so."""
    found = []
    for row in preview.differences.changed:
        of_row = (row.sheet, row.row_no, f"{row.code} {row.name}")
        found += [(*of_row, change.title(), *change.texts()) for change in row.changes]
        for change in row.planned:
            old, new = change.texts()
            found.append((*of_row, change.title(), old, _("{price}, with its tag").format(price=new)))
    return found


def skipped_lines(preview: Preview) -> Lines:
    """A line for each row or cell that stays as it is."""
    notes = [
        (note.sheet, note.row_no, f"{note.code} {note.name}".strip(), note.sentence())
        for note in (*preview.differences.skipped, *preview.differences.notes)
    ]
    return _in_order(preview, [*notes, *((skip.sheet, skip.row_no, "", skip.sentence()) for skip in preview.parsed.skipped)])


def _in_order(preview: Preview, found: Lines) -> Lines:
    return sorted(found, key=lambda line: preview.order(line[0], line[1]))


def wrong_lines(preview: Preview) -> Lines:
    """A line for each wrong cell."""
    return [(error.sheet, error.row_no, error.column_title, error.value, _reason(error)) for error in preview.wrong()]


def _reason(error: RowError | RowProblem) -> str:
    return error.reason.sentence() if isinstance(error, RowError) else replace(error, value="").sentence()


def question_lines(preview: Preview) -> Lines:
    """A line for each thing that is doubtful, those of the cells too."""
    asked = [(each.sheet, each.row_no, f"{each.code} {each.name}".strip(), each.sentence()) for each in preview.differences.questions]
    return _in_order(
        preview, [*asked, *((each.sheet, each.row_no, each.column_title, each.sentence()) for each in preview.parsed.warnings)]
    )


COLUMNS: dict[str, tuple[Column, ...]] = {"new": NEW, "changed": CHANGED, "skipped": SKIPPED, "wrong": WRONG, "questions": QUESTIONS}
PreviewLines = dict[str, Lines]


def all_lines(preview: Preview) -> PreviewLines:
    """The lines of each table, by the keys of COLUMNS."""
    made = (new_lines, changed_lines, skipped_lines, wrong_lines, question_lines)
    return {key: lines(preview) for key, lines in zip(COLUMNS, made, strict=True)}


def cures_of(preview: Preview) -> list[list[Cure]]:
    """What could be mended by one click, the largest first; several cures of the same rows together."""
    cures = [[cure] for cure in cell_cures(preview.parsed.groups(), _nameless(preview.differences.wrong))]
    if doubles := _double_cures(preview.differences.wrong):
        cures.append(doubles)
    return sorted(cures, key=lambda same: -same[0].count)


def _nameless(problems: Sequence[RowProblem]) -> list[RowProblem]:
    """New products without a name: found by the comparison, and mended as a row without anything is."""
    return [problem for problem in problems if problem.cure == "name_above"]


def _double_cures(problems: Sequence[RowProblem]) -> list[Cure]:
    cures = []
    for choice in ("merge", "share"):
        fitting = [problem for problem in problems if problem.cure and (problem.cure == choice or problem.reason == "double_barcode")]
        if fitting:
            cures.append(Cure(_(CURES[choice]), fitting[0].line(), len(fitting), doubles=choice))
    return cures
