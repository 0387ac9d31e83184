"""盘点结果: what came of a posted count, its documents, how right places and people were, shrinkage; printed, kept, taken back."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.count_results import CountedLine, CountResult
from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.count_posting import Counted, take_back_count
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_results import LINE_COLUMNS, count_result, result_tables
from jxc_desktop.queries.document_filters import DocumentsFilter
from jxc_desktop.spreadsheets.writing import TableOut, write_report
from jxc_desktop.ui import jobs, table_export, theme
from jxc_desktop.ui.counts.on_page import keeps_esc, page_of
from jxc_desktop.ui.counts.part import CountPart
from jxc_desktop.ui.counts.reading import Reading
from jxc_desktop.ui.counts.result_card import ResultCard
from jxc_desktop.ui.counts.result_paper import open_result_paper
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.widgets.empty_state import EmptyState
from jxc_desktop.ui.widgets.strips import UndoStrip
from jxc_desktop.ui.widgets.table_page import READING, TablePage

ALL, DIFFERING, SAID, RECOUNTED = "", "differing", "said", "recounted"
WHICH = {
    ALL: N_("All that is counted"),
    DIFFERING: N_("With a difference"),
    SAID: N_("With something to know"),
    RECOUNTED: N_("Counted again"),
}
_FITS: Mapping[str, Callable[[CountedLine], bool]] = {
    ALL: lambda _line: True,
    DIFFERING: lambda line: bool(line.difference),
    SAID: lambda line: bool(line.said),
    RECOUNTED: lambda line: line.round > 1,
}
CARD_WIDTH = 300
_REPORTS_TAB = 8
_HIDDEN_AT_FIRST = (
    *("line_no", "code", "barcode", "spec", "unit", "category", "place", "at_till"),
    *("counted_at", "person", "first_quantity", "first_person"),
)


def _read(shop: Shop, count_id: int) -> CountResult:
    with shop.read() as view:
        return count_result(view, count_id)


def _take_back(shop: Shop, document_id: int, reason: str) -> Counted:
    with shop.work() as work:
        return take_back_count(work, document_id, reason)


def _write(shop: Shop, path: Path, count_id: int) -> int:
    """The whole result as a workbook: all lines, by place, by person, against the counts before."""
    with shop.read() as view:
        view.require(Permission.EXPORT)
        result = count_result(view, count_id)
        tables = [TableOut(*table) for table in result_tables(view, result)]
        shop_name = view.settings.shop_name or _("My shop")
        made = _("Made {time}").format(time=f"{view.now:%Y-%m-%d %H:%M}")
    title = f"{_('Count result')} {result.number}"
    above = [text for text in (shop_name, result.name, result.scope, made) if text]
    return write_report(path, tables, title=title, shop_name=shop_name, above=above)


class ResultTable(TablePage):
    """The lines; the workbook is that of the whole result."""

    export_key = ""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        held = shop.actor.permissions
        columns = [column for column in LINE_COLUMNS if column.permission is None or column.permission in held]
        self.rows = KeptRows(columns)
        self.lines: Sequence[CountedLine] = ()
        model = RowsModel(columns, self.rows, second_key="line_no", tint=_tint)
        hint = _("Name, code or reason")
        super().__init__(model, "count-result", _("Count result"), totals=self._totals_of, search_hint=hint, parent=parent)
        self.which = Choice(_("Which lines"), {key: _(title) for key, title in WHICH.items()}, self)
        self.which.set_value(DIFFERING)
        self.above.addWidget(self.which)
        self.view.columns.hide_at_first(_HIDDEN_AT_FIRST)
        self.which.chosen.connect(self.show_lines)
        self.say_nothing(_(READING))

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def take(self, result: CountResult | None) -> None:
        """Show the lines of a result, what weighs most in money first."""
        lines = () if result is None else result.lines
        self.lines = sorted(lines, key=lambda line: (-abs(line.value), -abs(line.difference), line.line_no))
        self.show_lines()
        self.say_nothing(_(READING) if result is None else _("The books were right: no line has a difference."))

    def show_lines(self) -> None:
        """Those that are asked for."""
        fits = _FITS[self.which.value()]
        self.rows.set([line for line in self.lines if fits(line)])
        self.refresh()

    def is_narrowed(self) -> bool:
        """Whether something is asked that could be asked less; with a difference is what one comes for."""
        return super().is_narrowed() or self.which.value() not in (ALL, DIFFERING)

    def show_all(self) -> None:
        """Ask for nothing, by the box neither."""
        self.which.set_value(ALL)
        super().show_all()


class ResultPart(CountPart):
    """The lines, and at their right what they come to and what can be done."""

    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.result: CountResult | None = None
        self.table = ResultTable(shop, self)
        self.card = ResultCard()
        self.strip, self.bar = UndoStrip(), AskBar(subject=lambda: str(self.count_id))
        for part in (self.strip, self.bar):
            self.table.strip_place.addWidget(part)
        self.buttons = self._make_buttons()
        self.table.put_beside(self.card, theme.px(CARD_WIDTH))
        self.table.pair_actions(theme.px(CARD_WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._sees = Permission.SEE_DIFFERENCES in shop.actor.permissions
        right = _(TITLES[Permission.SEE_DIFFERENCES])
        text = _("What is missing or over is shown to those who hold the right “{right}”.").format(right=right)
        column.addWidget(self.table if self._sees else EmptyState(text, parent=self))
        self.table.setVisible(self._sees)
        self._reading = Reading(self, _("Count result"), self._ask, self._show)
        self.bar.ended.connect(self.table.view.setFocus)
        self.table.opened.connect(lambda _line: self.table.which.setFocus())
        self._show_actions()

    def _make_buttons(self) -> dict[str, QPushButton]:
        add = self.table.add_action
        buttons = {
            "print": add(_("Print"), self.open_paper, key="Ctrl+P", primary=True),
            "export": add(_("Workbook"), self.ask_file, key="Ctrl+E"),
            "gain": add(_("Count gain"), lambda: self.open_document("gain"), key="Ctrl+G"),
            "loss": add(_("Count loss"), lambda: self.open_document("loss"), key="Ctrl+L"),
            "take_back": add(_("Reverse"), self.ask_take_back, key="Ctrl+D"),
        }
        theme.set_role(buttons["take_back"], "danger")
        return buttons

    # what the page calls

    def show_count(self, count_id: int) -> None:
        """Show another count."""
        self.count_id, self.result = count_id, None
        self.table.take(None)
        self.card.clear()
        self.strip.clear()
        self.bar.close_bar()
        self._show_actions()
        if self._sees:
            self._reading.start_over()

    def refresh(self) -> None:
        """Read anew."""
        if self._sees:
            self._reading.look_again()

    def arrive(self) -> None:
        """Put the focus on the list."""
        if self.table.view.current_row() is None and self.table.model.rowCount():
            self.table.view.selectRow(0)
        self.table.view.setFocus()

    def key_hints(self) -> Sequence[Hint]:
        """The keys of the list."""
        return (("Ctrl+F", _("Search"), self.table.focus_search), ("Ctrl+C", _("Copy rows"), self.table.view.copy)) if self._sees else ()

    def take_scan(self, code: str) -> bool:
        """A scan looks for the code in the list."""
        return self._sees and self.table.take_scan(code)

    # inside

    def _ask(self) -> Callable[[], CountResult] | None:
        shop, count_id = self.shop, self.count_id
        return (lambda: _read(shop, count_id)) if count_id else None

    def _show(self, result: CountResult) -> None:
        if result.count_id != self.count_id:
            return
        if result != self.result:
            is_first, self.result = self.result is None, result
            self.table.take(result)
            self.card.show_result(result)
            if is_first and self.table.model.rowCount():
                self.table.view.selectRow(0)
        self._show_actions()
        self.read.emit()

    def _show_actions(self) -> None:
        result, held = self.result, self.shop.actor.permissions
        sees_documents = {Permission.SEE_SALES, Permission.SEE_STOCK} <= held
        can = {
            "print": result is not None,
            "export": result is not None and Permission.EXPORT in held,
            "gain": result is not None and bool(result.gain_number) and sees_documents,
            "loss": result is not None and bool(result.loss_number) and sees_documents,
            "take_back": result is not None and not result.reversed_by and Permission.POST_COUNTS in held,
        }
        for name, button in self.buttons.items():
            button.setEnabled(can[name])

    # what is done

    def open_paper(self) -> None:
        """Ctrl+P: the result on paper, to be signed and kept."""
        if self.result is not None:
            open_result_paper(self.shop, self.result.count_id, self.result.number, self.window())

    def open_document(self, which: str) -> None:
        """The gain or the loss among the documents."""
        result, page = self.result, page_of(self)
        if result is None or page is None or not self.buttons[which].isEnabled():
            return
        number = result.gain_number if which == "gain" else result.loss_number
        page.go_to.emit(_REPORTS_TAB, lambda reports: reports.show_documents(DocumentsFilter(text=number), ""))

    def ask_take_back(self) -> None:
        """作废: the reason is asked under the list."""
        if self.result is not None and self.buttons["take_back"].isEnabled():
            document_id, number = self.result.document_id, self.result.number
            title = _("Reverse {number}? What it booked is taken back with its gain and its loss; the goods count as before it.")
            self.bar.ask(
                title.format(number=number), [(_("Reason"), "")], lambda texts: self.take_back(document_id, texts[0]), done=_("Reverse")
            )

    def take_back(self, document_id: int, reason: str) -> jobs.Job:
        """Take the count back on another thread; a refusal is shown and nothing is changed."""
        shop = self.shop
        self.buttons["take_back"].setEnabled(False)
        job = jobs.run(lambda _control: _take_back(shop, document_id, reason), title=_("Reverse"), owner=self, done=self._on_taken_back)
        job.finished.connect(self._show_actions)
        return job

    def _on_taken_back(self, made: Counted) -> None:
        self.strip.show_text(_("Taken back by {number}.").format(number=made.number))
        self._reading.read()

    def ask_file(self) -> None:
        """Ctrl+E: ask where the workbook shall be."""
        if self.result is None or not self.buttons["export"].isEnabled():
            return
        path = table_export.ask_path(self.table.view, f"{_('Count result')} {self.result.number}")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> jobs.Job:
        """Write the workbook on another thread. Raises NotAllowed."""
        shop, count_id = self.shop, self.count_id
        return jobs.run(
            lambda _control: _write(shop, path, count_id),
            title=_("Export to Excel"),
            owner=self,
            done=lambda count: table_export.told(self, path, count),
        )

    def event(self, event: QEvent) -> bool:
        """What is open in the part takes Esc before the page does."""
        return keeps_esc(event, self._takes_esc) or super().event(event)

    def _takes_esc(self) -> bool:
        return self.bar.is_open or (self.table.search.hasFocus() and bool(self.table.search.text()))


def _tint(line: CountedLine, key: str) -> str:
    if line.is_older:
        return "soft"
    return "amber" if key == "said" and line.is_flagged else ""
