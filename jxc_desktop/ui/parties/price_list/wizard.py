"""Imports a supplier's price list: what each step of the frame does."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.differences import meanwhile_text
from jxc_desktop.spreadsheets.mapping import Mapping, remap
from jxc_desktop.spreadsheets.price_list_sheet import (
    SEVERAL,
    TITLES,
    lacking,
    price_mapping_at,
    price_mapping_by_hand,
    propose_price_mapping,
)
from jxc_desktop.ui import jobs, trouble
from jxc_desktop.ui.imports.choose import ChooseStep
from jxc_desktop.ui.imports.columns import ColumnsStep, SheetKind
from jxc_desktop.ui.imports.frame import ImportFrame, Steps
from jxc_desktop.ui.imports.read_file import ReadFile, Work
from jxc_desktop.ui.imports.result import ResultStep
from jxc_desktop.ui.parties.price_list import tasks
from jxc_desktop.ui.parties.price_list.past import past_price_lists
from jxc_desktop.ui.parties.price_list.preview import PricesPreview
from jxc_desktop.ui.parties.price_list.preview_rows import PreviewLines, all_lines

PRICES = SheetKind(
    TITLES,
    lambda workbook, sheet: propose_price_mapping(workbook, sheet=sheet),
    lambda workbook, sheet: price_mapping_by_hand(workbook, sheet=sheet),
    price_mapping_at,
    remap,
    lacking,
    SEVERAL,
)
Found = tuple[tasks.Preview, PreviewLines]


class PriceListWizard(ImportFrame):
    """From a supplier's list to prices, codes and minimums of the shop's products."""

    def __init__(self, shop: Shop, supplier_id: int, supplier: str, parent: QWidget | None = None) -> None:
        self.shop, self.supplier_id = shop, supplier_id
        self.preview: tasks.Preview | None = None
        self.choices = tasks.Choices()
        self.look = PricesPreview(shop)
        note = _("Any list with prices will do: the columns are found by their heads. Nothing is changed before you have seen it.")
        steps = Steps(
            ChooseStep(note, past_price_lists(shop, supplier_id)), ColumnsStep(PRICES), self.look, ResultStep(_("To the suppliers"))
        )
        super().__init__(_("Price list of {name}").format(name=supplier), steps, parent)

    def forget_choices(self) -> None:
        """Nothing is decided yet."""
        self.choices = tasks.Choices()

    def choose_so(self, choices: tasks.Choices) -> None:
        """Keep a cure or an answer; what was said of doubtful rows is asked again."""
        self.choices = replace(choices, left_out=None)

    def reading(self, path: Path) -> Work:
        """The file with what the shop knows about it."""
        return partial(tasks.read_file, self.shop, self.supplier_id, path)

    def as_remembered(self, mapping: Mapping) -> Mapping:
        """A mapping chosen by hand, with the columns that were used last time for its heads."""
        with self.shop.read() as view:
            return tasks.as_remembered(view, self.supplier_id, mapping)

    def comparing(self, read: ReadFile) -> Work:
        """What would become of each price."""
        return partial(_looked_over, self.shop, self.supplier_id, read, self.choices)

    def show_preview(self, read: ReadFile, found: Found) -> None:
        """Show it with its tables."""
        self.preview, lines = found
        self.look.show_preview(read, self.preview, lines, self.choices)

    def importing(self, read: ReadFile) -> Work:
        """What the preview shows, with what was answered there."""
        assert self.preview is not None  # its button started this
        self.choices = self.look.choices
        return partial(_carried_out, self.shop, read, self.preview, self.choices)

    def on_imported(self, imported: "tasks.Imported | Found") -> None:
        """It is done; or the preview again, when something else would have happened than was shown."""
        if not isinstance(imported, tuple):
            super().on_imported(imported)
            return
        self.choices = replace(self.choices, left_out=None)
        self.on_compared(imported)
        told = _("Products of the shop were changed meanwhile. Nothing was imported: look at what would happen now.")
        trouble.tell(self, told, kind="amber")

    def show_imported(self, imported: tasks.Imported) -> int:
        """Say what was imported."""
        wrong = imported.wrong_rows
        told = [_("“{file}” is in the shop.").format(file=imported.file_name)]
        if wrong:
            told.append(ngettext("{count} wrong row was left out.", "{count} wrong rows were left out.", wrong).format(count=wrong))
        if imported.meanwhile:
            told.append(meanwhile_text(imported.meanwhile))
        if imported.unread:
            told.append(imported.unread)
        heading = _("Imported: {new} new, {changed} changed").format(new=imported.new, changed=imported.changed)
        self.result.show_import(heading, " ".join(told), has_wrong=bool(wrong))
        return imported.import_id

    def undoing(self, import_id: int) -> Work:
        """Prices are as they were, new products go."""
        return partial(tasks.take_back, self.shop, import_id)

    def writing_wrong(self, path: Path, read: ReadFile) -> Work:
        """The wrong rows of the preview."""
        assert self.preview is not None  # its button started this
        return partial(tasks.save_wrong_rows, path, read, self.preview)


def _looked_over(shop: Shop, supplier_id: int, read: ReadFile, choices: tasks.Choices, control: jobs.JobControl) -> Found:
    """The preview with the lines of its tables, made on the job's thread too."""
    preview = tasks.look_over(shop, supplier_id, read, choices, control)
    return preview, all_lines(preview)


def _carried_out(
    shop: Shop, read: ReadFile, preview: tasks.Preview, choices: tasks.Choices, control: jobs.JobControl
) -> tasks.Imported | Found:
    """The import; or another preview with its lines."""
    outcome = tasks.carry_out(shop, read, preview, choices, control)
    return (outcome, all_lines(outcome)) if isinstance(outcome, tasks.Preview) else outcome
