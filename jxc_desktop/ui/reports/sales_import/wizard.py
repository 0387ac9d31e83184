"""Imports sales from a workbook: what each step of the frame does."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.channels import channel_names
from jxc_desktop.spreadsheets.mapping import Mapping
from jxc_desktop.spreadsheets.sales_fields import TITLES, lacking
from jxc_desktop.spreadsheets.sales_sheet import propose_sales_mapping, remap_sales, sales_mapping_at, sales_mapping_by_hand
from jxc_desktop.ui import jobs
from jxc_desktop.ui.imports.choose import ChooseStep
from jxc_desktop.ui.imports.columns import ColumnsStep, SheetKind
from jxc_desktop.ui.imports.frame import ImportFrame, Steps
from jxc_desktop.ui.imports.read_file import ReadFile, Work
from jxc_desktop.ui.imports.result import ResultStep
from jxc_desktop.ui.reports.sales_import import tasks
from jxc_desktop.ui.reports.sales_import.past import past_histories
from jxc_desktop.ui.reports.sales_import.preview import SalesPreview
from jxc_desktop.ui.reports.sales_import.preview_rows import PreviewLines, all_lines

SALES = SheetKind(
    TITLES,
    lambda workbook, sheet: propose_sales_mapping(workbook, sheet=sheet),
    lambda workbook, sheet: sales_mapping_by_hand(workbook, sheet=sheet),
    sales_mapping_at,
    remap_sales,
    lambda mapping: lacking(mapping.columns),
)
Found = tuple[tasks.Preview, PreviewLines]


class SalesWizard(ImportFrame):
    """From a list of sales to a history, or to sales of a channel."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        self.preview: tasks.Preview | None = None
        self.choices = tasks.Choices()
        with shop.read() as view:
            channels = channel_names(view)
        self.look = SalesPreview(channels, may_post=Permission.SELL in shop.actor.permissions)
        note = _(
            "The sales that another program kept, or the day's orders of a delivery platform. Nothing is changed before you have seen it."
        )
        steps = Steps(ChooseStep(note, past_histories(shop)), ColumnsStep(SALES), self.look, ResultStep(_("To the history")))
        super().__init__(_("Import past sales"), steps, parent)

    def forget_choices(self) -> None:
        """No cure is chosen yet; what the sales shall become stays for the next file."""
        self.choices = tasks.Choices(channel=self.choices.channel)

    def choose_so(self, choices: tasks.Choices) -> None:
        """Keep a cure or an answer."""
        self.choices = choices

    def reading(self, path: Path) -> Work:
        """The file with what the shop knows about it."""
        return partial(tasks.read_file, self.shop, path)

    def as_remembered(self, mapping: Mapping) -> Mapping:
        """A mapping chosen by hand, with the columns that were used last time for its heads."""
        with self.shop.read() as view:
            return tasks.as_remembered(view, mapping)

    def comparing(self, read: ReadFile) -> Work:
        """What it would come to."""
        return partial(_looked_over, self.shop, read, self.choices)

    def show_preview(self, read: ReadFile, found: Found) -> None:
        """Show it with its tables."""
        self.preview, lines = found
        self.look.show_preview(read, self.preview, lines, self.choices)

    def importing(self, read: ReadFile) -> Work:
        """What the preview shows."""
        assert self.preview is not None  # its button started this
        return partial(tasks.carry_out, self.shop, read, self.preview)

    def show_imported(self, imported: tasks.Imported) -> int | None:
        """Say what was imported."""
        count, wrong = imported.count, imported.wrong
        if imported.channel:
            heading = ngettext("{count} order of {channel} is a sale now", "{count} orders of {channel} are sales now", count)
            told = [
                _("{channel} pays later; each order can be reversed like any sale, from the documents.").format(channel=imported.channel)
            ]
        else:
            heading = ngettext("{count} line of {name} is imported", "{count} lines of {name} are imported", count)
            told = [_("They count for demand and reports, marked as imported; no stock moved.")]
        if wrong:
            told.append(ngettext("{count} wrong row was left out.", "{count} wrong rows were left out.", wrong).format(count=wrong))
        facts = {"count": count, "name": imported.file_name, "channel": imported.channel}
        self.result.show_import(heading.format(**facts), " ".join(told), has_wrong=bool(wrong), can_undo=imported.import_id is not None)
        return imported.import_id

    def undoing(self, import_id: int) -> Work:
        """The lines of a history go."""
        return partial(tasks.take_back, self.shop, import_id)

    def writing_wrong(self, path: Path, read: ReadFile) -> Work:
        """The wrong rows of the preview."""
        assert self.preview is not None  # its button started this
        return partial(tasks.save_wrong_rows, path, read, self.preview.wrong())


def _looked_over(shop: Shop, read: ReadFile, choices: tasks.Choices, control: jobs.JobControl) -> Found:
    """The preview with the lines of its tables, made on the job's thread too."""
    preview = tasks.look_over(shop, read, choices, control)
    return preview, all_lines(preview)
