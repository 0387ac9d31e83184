"""The histories that were imported and are in force, for the first step."""

from typing import Any

from jxc_desktop.i18n import N_, ngettext
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.reports.past_sales import PastImport, past_imports
from jxc_desktop.ui.imports.choose import PastImports

COLUMNS = (
    Column("at", N_("Time"), "time"),
    Column("file_name", N_("File"), "text"),
    Column("lines", N_("Lines"), "integer"),
    Column("first_day", N_("First sold"), "date"),
    Column("last_day", N_("Last sold"), "date"),
)


def past_histories(shop: Shop) -> PastImports:
    """The list, and what is asked before one is taken back."""
    made: dict[int, PastImport] = {}

    def read() -> list[tuple[Any, ...]]:
        with shop.read() as view:
            made.clear()
            made.update((each.id, each) for each in past_imports(view))
        return [(each.at, each.file_name, each.lines, each.first_day, each.last_day, each.id) for each in made.values()]

    def question(row: tuple[Any, ...]) -> str:
        each = made[row[-1]]
        text = ngettext("Take “{file}” back? Its line goes.", "Take “{file}” back? Its {lines} lines go.", each.lines)
        return text.format(file=each.file_name, lines=each.lines)

    return PastImports("past-histories", COLUMNS, read, question)
