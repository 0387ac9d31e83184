"""The third step: old and new prices, what the shop does not have, what is wrong, what is asked. Nothing was changed yet."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.sheet_rows import place_of
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.imports import imported_before
from jxc_desktop.ui.imports.cures import Cure
from jxc_desktop.ui.imports.look import LookStep
from jxc_desktop.ui.imports.read_file import ReadFile
from jxc_desktop.ui.parties.price_list import preview_rows as lines
from jxc_desktop.ui.parties.price_list.link_line import LinkLine
from jxc_desktop.ui.parties.price_list.tasks import Choices, Preview


class PricesPreview(LookStep):
    """What importing a price list would do, and the questions that it leaves open."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.choices = Choices()
        self.preview: Preview | None = None
        super().__init__("price-list", _titles(), lines.COLUMNS, parent)
        self.link = LinkLine(shop, self)
        self.link.hide()
        self.above.addWidget(self.link)
        self.link.linked.connect(self._link)
        table = self.tables.views[lines.UNMATCHED]
        table.chosen.connect(self._show_link)
        table.opened.connect(lambda _row: self.link.setFocus())
        self.tables.shown.connect(self._on_table)

    def show_preview(self, read: ReadFile, preview: Preview, found_lines: lines.PreviewLines, choices: Choices) -> None:
        """Show what importing would do; the table that matters most comes first."""
        self.preview, self.choices = preview, choices
        self.show_tables(
            found_lines, {lines.UNMATCHED: len(preview.found.unmatched), "wrong": preview.wrong_rows()}, lines.cures_of(preview)
        )
        self.tables.show_column("sheet", is_shown=bool(read.mapping.also))
        told = [imported_before(read.imported_at)] if read.imported_at else []
        self.say("\n".join([*told, *filter(None, [read.mapping.unread_sentence()])]))
        self._ask_on()

    def cure(self, cure: Cure) -> None:
        """A cell's cure, or which of two prices is taken."""
        if cure.cell is not None:
            self.decided.emit(replace(self.choices, cures=self.choices.cures | {cure.cell}))
        else:
            self.decided.emit(self._answered(takes_higher=True))

    def _answered(self, **answers: Any) -> Choices:
        return replace(self.choices, answers=replace(self.choices.answers, **answers))

    # which product a row is of

    def _on_table(self, key: str) -> None:
        table = self.tables.views[lines.UNMATCHED]
        if key == lines.UNMATCHED and table.current_row() is None:
            table.selectRow(0)
        self._show_link()

    def _show_link(self, _row: object = None) -> None:
        """The line that links the row under the cursor, below the table of what the shop does not have."""
        is_there = self.tables.tabs[lines.UNMATCHED].isChecked()
        row = self.tables.views[lines.UNMATCHED].current_row() if is_there else None
        self.link.setVisible(row is not None)
        if row is not None:
            self.link.show_row(row[0], row[1], row[4] or row[3] or row[2])

    def _link(self, sheet: str, row_no: int, product_id: int) -> None:
        self.decided.emit(self._answered(links={**self.choices.answers.links, (sheet, row_no): product_id}))

    # what is asked

    def _ask_on(self) -> None:
        """Ask the next open question; importing waits for the answers."""
        preview, choices = self.preview, self.choices
        if preview is None:
            return
        taken = preview.taken(choices)
        self._show_go(len(taken.new), len(taken.changed), preview.wrong_rows())
        self.go.setEnabled(False)
        if preview.found.same_names and choices.answers.match_by_name is None:
            self._ask_names(preview.found.same_names)
        elif preview.found.unmatched and choices.makes_unmatched is None:
            self._ask_unmatched(len(preview.found.unmatched))
        elif preview.found.questions and choices.left_out is None:
            self._ask_doubtful(preview)
        else:
            self.ask.clear()
            has_work = bool(taken.new or taken.changed)
            self.go.setEnabled(has_work)
            (self.go if has_work else self.back).setFocus()

    def _ask_names(self, count: int) -> None:
        text = ngettext(
            "{count} row has no code that the shop knows, but the name and spec of a known product.",
            "{count} rows have no code that the shop knows, but the name and spec of a known product.",
            count,
        ).format(count=count)
        answers = [
            (_("They are these products"), lambda: self.decided.emit(self._answered(match_by_name=True))),
            (_("They are new products"), lambda: self.decided.emit(self._answered(match_by_name=False))),
        ]
        self.ask.ask(text, answers)

    def _ask_unmatched(self, count: int) -> None:
        text = ngettext(
            "{count} row is of goods that the shop does not have.", "{count} rows are of goods that the shop does not have.", count
        ).format(count=count)
        self.ask.ask(
            text,
            [
                (_("Make them products"), lambda: self._make(is_made=True)),
                (_("Skip them"), lambda: self._make(is_made=False)),
                (_("Look at them, link some"), lambda: self._look(lines.UNMATCHED)),
            ],
        )

    def _make(self, *, is_made: bool) -> None:
        self.decided.emit(replace(self._answered(makes_unmatched=is_made), makes_unmatched=is_made))

    def _ask_doubtful(self, preview: Preview) -> None:
        asked = preview.found.asked()
        example = preview.found.questions[0]
        count = ngettext("{count} row is doubtful", "{count} rows are doubtful", len(asked)).format(count=len(asked))
        text = _("{count}, such as {place}, {name}: {question}.").format(
            count=count, place=place_of(example.row_no, example.sheet), name=example.name, question=example.sentence()
        )
        answers: list[tuple[str, Callable[[], object]]] = [
            (_("Import them as they are"), lambda: self._answer(is_out=False)),
            (_("Leave them out"), lambda: self._answer(is_out=True)),
            (_("Look at them"), lambda: self._look("questions")),
        ]
        self.ask.ask(text, answers)

    def _answer(self, *, is_out: bool) -> None:
        self.choices = replace(self.choices, left_out=is_out)
        self._ask_on()

    def _look(self, key: str) -> None:
        self.tables.show_kind(key)
        self._ask_on()
        self.tables.focus_table()

    def _show_go(self, new: int, changed: int, wrong: int) -> None:
        text = _("Import: {new} new, {changed} changed").format(new=new, changed=changed)
        if not new and not changed:
            text = _("Nothing to import")
        elif wrong:
            text += " · " + ngettext("leave {count} wrong row out", "leave {count} wrong rows out", wrong).format(count=wrong)
        self.say_go(text)


def _titles() -> dict[str, str]:
    return {
        "priced": _("Prices"),
        lines.UNMATCHED: _("Not in the shop"),
        "skipped": _("Unchanged"),
        "wrong": _("Wrong rows"),
        "questions": _("To look at"),
    }
