"""The imports and mass changes that were made, for the first step."""

from typing import Any

from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.imports import ImportBatch, import_batches
from jxc_desktop.ui.imports.choose import PastImports

COLUMNS = (
    Column("at", N_("Time"), "time"),
    Column("file_name", N_("File"), "text"),
    Column("actor", N_("Done by"), "text"),
    Column("new", N_("New products"), "integer"),
    Column("changed", N_("Changed products"), "integer"),
    Column("state", N_("State"), "text"),
)
STATES = {
    "staged": N_("prepared"),
    "applying": N_("under way"),
    "done": N_("done"),
    "undoing": N_("being taken back"),
    "undone": N_("taken back"),
}


def past_imports(shop: Shop) -> PastImports:
    """The list, and what is asked before one is taken back."""
    batches: dict[int, ImportBatch] = {}

    def read() -> list[tuple[Any, ...]]:
        with shop.read() as view:
            batches.clear()
            batches.update((batch.id, batch) for batch in import_batches(view))
        return [(b.at, b.file_name, _(b.actor), b.new, b.changed, _(STATES[b.state]), b.id) for b in batches.values()]

    def question(row: tuple[Any, ...]) -> str:
        batch = batches[row[-1]]
        if not batch.can_be_undone:
            return ""
        return _("Take “{file}” back? Its {new} new products go, and {changed} changed ones get their old values.").format(
            file=batch.file_name, new=batch.new, changed=batch.changed
        )

    return PastImports("imports", COLUMNS, read, question)
