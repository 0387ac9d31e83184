"""Numbers from a file into an open count: a filled-in sheet, another workbook, a hand-held's file; looked over, then entered."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from jxc_desktop.domain.count_rows import TITLES
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_files import Answers
from jxc_desktop.queries.counts import count_head
from jxc_desktop.spreadsheets.count_sheet_in import count_mapping_at, count_mapping_by_hand, lacks, propose_count_mapping, remap_counts
from jxc_desktop.spreadsheets.mapping import Mapping
from jxc_desktop.ui import jobs, theme
from jxc_desktop.ui.counts import import_tasks as tasks
from jxc_desktop.ui.counts.import_look import CountLook, Lines, all_lines
from jxc_desktop.ui.imports.choose import ChooseStep
from jxc_desktop.ui.imports.columns import ColumnsStep, SheetKind
from jxc_desktop.ui.imports.frame import ImportFrame, Steps
from jxc_desktop.ui.imports.read_file import ReadFile, Work
from jxc_desktop.ui.imports.result import ResultStep

COUNTS = SheetKind(
    TITLES,
    lambda workbook, sheet: propose_count_mapping(workbook, sheet=sheet),
    lambda workbook, sheet: count_mapping_by_hand(workbook, sheet=sheet),
    count_mapping_at,
    remap_counts,
    lacks,
)
Found = tuple[tasks.Preview, Lines]


class CountImport(ImportFrame):
    """The steps: the file, its columns, what entering it would do. `entered` comes when numbers were entered."""

    entered = Signal()

    def __init__(self, shop: Shop, count_id: int, parent: QWidget | None = None) -> None:
        self.shop, self.count_id = shop, count_id
        self.preview: tasks.Preview | None = None
        self.answers = Answers()
        with shop.read() as view:
            head = count_head(view, count_id)
        self.look = CountLook(shop.clock, head.body.people)
        note = _(
            "A count sheet that was filled in, another workbook with counted quantities, or the file of a hand-held. "
            "Nothing is entered before you have seen it."
        )
        steps = Steps(ChooseStep(note), ColumnsStep(COUNTS), self.look, ResultStep(_("To the count")))
        super().__init__(_("Counted numbers from a file — count {number}").format(number=head.number), steps, parent)

    def forget_choices(self) -> None:
        """Nothing is said yet of the next file; who counted stays."""
        self.answers = Answers()
        self.look.answers = self.answers

    def choose_so(self, choices: Answers) -> None:
        """Keep what was said."""
        self.answers = choices

    def reading(self, path: Path) -> Work:
        """The file with what the shop knows about it."""
        return partial(tasks.read_file, self.shop, path)

    def as_remembered(self, mapping: Mapping) -> Mapping:
        """A mapping chosen by hand, with the columns that were used last time for its heads."""
        with self.shop.read() as view:
            return tasks.as_remembered(view, mapping)

    def comparing(self, read: ReadFile) -> Work:
        """What it would come to."""
        return partial(_looked_over, self.shop, self.count_id, read, self.answers)

    def show_preview(self, read: ReadFile, found: Found) -> None:
        """Show it with its tables."""
        self.preview, lines = found
        self.look.show_preview(read, self.preview, lines, self.answers)

    def importing(self, read: ReadFile) -> Work:
        """What the preview shows."""
        assert self.preview is not None  # its button started this
        return partial(tasks.carry_out, self.shop, read, self.preview)

    def show_imported(self, imported: tasks.Imported) -> None:
        """Say what was entered."""
        heading = ngettext("{count} line of the count has its number", "{count} lines of the count have their numbers", imported.lines)
        told = []
        if imported.taken_up:
            text = ngettext(
                "{count} was not on the list and is taken up.", "{count} were not on the list and are taken up.", imported.taken_up
            )
            told.append(text.format(count=imported.taken_up))
        if imported.wrong:
            text = ngettext("{count} wrong row was left out.", "{count} wrong rows were left out.", imported.wrong)
            told.append(text.format(count=imported.wrong))
        self.result.show_import(heading.format(count=imported.lines), " ".join(told), has_wrong=bool(imported.wrong), can_undo=False)
        self.entered.emit()

    def refuse_import(self, text: str) -> None:
        """Somebody counted meanwhile, or closed the count: what it would come to now is looked up at once."""
        super().refuse_import(text)
        self.decide(self.answers)

    def writing_wrong(self, path: Path, read: ReadFile) -> Work:
        """The wrong rows of the preview."""
        assert self.preview is not None  # its button started this
        return partial(tasks.save_wrong_rows, path, read, self.preview.wrong())


class CountImportDialog(QDialog):
    """The import in a window of its own, over the count; it closes when it is left."""

    def __init__(self, shop: Shop, count_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame = CountImport(shop, count_id, self)
        self.setWindowTitle(self.frame.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        self.frame.closed.connect(self.accept)
        theme.open_at(self, 980, 640)

    def reject(self) -> None:
        """Closing the window stops what is under way; what is being written comes to its end."""
        self.frame.cancel()
        super().reject()


def _looked_over(shop: Shop, count_id: int, read: ReadFile, answers: Answers, control: jobs.JobControl) -> Found:
    """The preview with the lines of its tables, made on the job's thread too."""
    preview = tasks.look_over(shop, count_id, read, answers, control)
    return preview, all_lines(preview)
