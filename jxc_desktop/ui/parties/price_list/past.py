"""The price lists of a supplier that were imported, for the first step."""

from typing import Any

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.imports import ImportBatch, import_batches
from jxc_desktop.ui.imports.choose import PastImports
from jxc_desktop.ui.parties.price_list.tasks import kind_of
from jxc_desktop.ui.products.import_wizard.past import COLUMNS, STATES


def past_price_lists(shop: Shop, supplier_id: int) -> PastImports:
    """The list, and what is asked before one is taken back."""
    batches: dict[int, ImportBatch] = {}

    def read() -> list[tuple[Any, ...]]:
        with shop.read() as view:
            batches.clear()
            batches.update((batch.id, batch) for batch in import_batches(view, kind=kind_of(supplier_id)))
        return [(b.at, b.file_name, _(b.actor), b.new, b.changed, _(STATES[b.state]), b.id) for b in batches.values()]

    def question(row: tuple[Any, ...]) -> str:
        batch = batches[row[-1]]
        if not batch.can_be_undone:
            return ""
        return _("Take “{file}” back? Its {new} new products go, and {changed} changed ones get their old values.").format(
            file=batch.file_name, new=batch.new, changed=batch.changed
        )

    return PastImports("price-lists", COLUMNS, read, question)
