"""The preview's tables: prices before and now, what the shop does not have, what stays, what is wrong or doubtful."""

from dataclasses import replace
from typing import Any

from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.differences import CURES, RowProblem
from jxc_desktop.spreadsheets.row_errors import RowError
from jxc_desktop.ui.imports.cures import Cure, cell_cures
from jxc_desktop.ui.parties.price_list.tasks import Preview

_PLACE = (Column("sheet", N_("Sheet"), "text"), Column("row", N_("Row"), "integer"))
_PRODUCT = Column("product", N_("Product"), "text")
_THEIRS = Column("their_code", N_("Their code"), "code")
UNMATCHED = "unmatched"  # they have a table of their own, and are no unchanged rows

COLUMNS: dict[str, tuple[Column, ...]] = {
    "priced": (
        *_PLACE,
        _PRODUCT,
        Column("pack", N_("Unit or pack"), "text"),
        _THEIRS,
        Column("old", N_("Old price"), "money"),
        Column("new", N_("New price"), "money"),
        Column("change", N_("Change, %"), "percent"),
        Column("retail", N_("Retail price"), "money"),
        Column("margin", N_("New margin"), "percent"),
    ),
    UNMATCHED: (
        *_PLACE,
        _THEIRS,
        Column("barcode", N_("Barcode"), "code"),
        Column("name", N_("Product name"), "text"),
        Column("spec", N_("Spec"), "text"),
        Column("unit", N_("Unit"), "text"),
        Column("price", N_("Their price"), "money"),
    ),
    "skipped": (*_PLACE, _PRODUCT, Column("reason", N_("Why"), "text")),
    "wrong": (
        *_PLACE,
        Column("column", N_("Column"), "text"),
        Column("value", N_("Value"), "text"),
        Column("reason", N_("What is wrong"), "text"),
    ),
    "questions": (*_PLACE, _PRODUCT, Column("question", N_("What is doubtful"), "text")),
}

Lines = list[tuple[Any, ...]]
PreviewLines = dict[str, Lines]


def all_lines(preview: Preview) -> PreviewLines:
    """The lines of each table, by the keys of COLUMNS."""
    found = preview.found
    priced = [
        (each.sheet, each.row_no, f"{each.code} {each.name}", each.pack, each.their_code, each.old, each.new, *_figures(each))
        for each in found.priced
    ]
    unmatched = [
        (each.sheet, each.row_no, each.their_code, each.barcode, each.name, each.spec, each.unit, each.price) for each in found.unmatched
    ]
    notes = [
        (note.sheet, note.row_no, f"{note.code} {note.name}".strip(), note.sentence()) for note in found.skipped if note.reason != UNMATCHED
    ]
    notes += [(skip.sheet, skip.row_no, "", skip.sentence()) for skip in preview.parsed.skipped]
    asked = [(each.sheet, each.row_no, f"{each.code} {each.name}".strip(), each.sentence()) for each in found.questions]
    asked += [(each.sheet, each.row_no, each.column_title, each.sentence()) for each in preview.parsed.warnings]
    wrong = [(error.sheet, error.row_no, error.column_title, error.value, _reason(error)) for error in preview.wrong()]
    tables: tuple[Lines, ...] = (priced, unmatched, notes, wrong, asked)
    ordered = (sorted(lines, key=lambda line: preview.order(line[0], line[1])) for lines in tables)
    return dict(zip(COLUMNS, ordered, strict=True))


def _figures(row: Any) -> tuple[int | None, ...]:
    return row.change, row.retail, row.margin


def _reason(error: RowError | RowProblem) -> str:
    return error.reason.sentence() if isinstance(error, RowError) else replace(error, value="").sentence()


def cures_of(preview: Preview) -> list[list[Cure]]:
    """What could be mended by one click, the largest first."""
    cures = [[cure] for cure in cell_cures(preview.parsed.groups())]
    doubles = [problem for problem in preview.found.wrong if problem.cure == "higher"]
    if doubles:
        cures.append([Cure(_(CURES["higher"]), doubles[0].line(), len(doubles), doubles="higher")])
    return sorted(cures, key=lambda same: -same[0].count)
