"""The third step: what would be new, changed, left alone; what is wrong, by cure; what is asked. Nothing was changed yet."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.sheet_rows import place_of
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.queries.imports import imported_before
from jxc_desktop.ui.imports.cures import Cure
from jxc_desktop.ui.imports.look import LookStep
from jxc_desktop.ui.imports.read_file import ReadFile
from jxc_desktop.ui.products.import_wizard import preview_rows as lines
from jxc_desktop.ui.products.import_wizard.tasks import Choices, Preview


class PreviewStep(LookStep):
    """What importing products would do, and the questions that it leaves open."""

    def __init__(self, *, sees_cost: bool, parent: QWidget | None = None) -> None:
        self.choices = Choices()
        self.preview: Preview | None = None
        self._columns = {key: tuple(c for c in columns if sees_cost or c.key != "purchase_price") for key, columns in lines.COLUMNS.items()}
        self._shows_all = sees_cost
        super().__init__("import", _titles(), self._columns, parent)

    def show_preview(self, read: ReadFile, preview: Preview, found_lines: lines.PreviewLines, choices: Choices) -> None:
        """Show what importing would do; the table that matters most comes first."""
        self.preview, self.choices = preview, choices
        shown = found_lines if self._shows_all else {key: self._without_cost(key, found) for key, found in found_lines.items()}
        counts = {"changed": len(preview.differences.changed), "wrong": preview.wrong_rows()}
        self.show_tables(shown, counts, lines.cures_of(preview))
        self.tables.show_column("sheet", is_shown=bool(read.mapping.also))
        at = read.imported_at
        told = [imported_before(at)] if at else []
        self.say("\n".join([*told, *filter(None, [read.mapping.unread_sentence()])]))
        self._show_go({"new": len(preview.differences.new), **counts})
        self._ask_on()

    def _without_cost(self, key: str, found: lines.Lines) -> lines.Lines:
        keep = [place for place, column in enumerate(lines.COLUMNS[key]) if column in self._columns[key]]
        return [tuple(row[place] for place in keep) for row in found]

    def cure(self, cure: Cure) -> None:
        """A cell's cure, or how doubles are taken."""
        if cure.cell is not None:
            self.decided.emit(replace(self.choices, cures=self.choices.cures | {cure.cell}))
        else:
            self.decided.emit(replace(self.choices, doubles=cure.doubles))

    def _show_go(self, counts: dict[str, int]) -> None:
        new, changed, wrong = counts["new"], counts["changed"], counts["wrong"]
        text = _("Import: {new} new, {changed} changed").format(new=new, changed=changed)
        if not new and not changed:
            text = _("Nothing to import")
        elif wrong:
            text += " · " + ngettext("leave {count} wrong row out", "leave {count} wrong rows out", wrong).format(count=wrong)
        self.say_go(text)

    # what is asked

    def _ask_on(self) -> None:
        """Ask the next open question; importing waits for the answers."""
        preview = self.preview
        if preview is None:
            return
        left = preview.without_asked() if self.choices.left_out else preview.differences
        has_work = bool(left.new or left.changed)
        if preview.differences.same_names and self.choices.match_by_name is None:
            self.go.setEnabled(False)
            self._ask_names(preview.differences.same_names)
        elif preview.differences.waiting() and self.choices.rises_wait is None:
            self.go.setEnabled(False)
            self._ask_rises(preview.differences.waiting())
        elif preview.asked() and self.choices.left_out is None:
            self.go.setEnabled(False)
            self._ask_doubtful(preview)
        else:
            self.ask.clear()
            self.go.setEnabled(has_work)
            (self.go if has_work else self.back).setFocus()

    def _ask_names(self, count: int) -> None:
        text = ngettext(
            "{count} row has no code that the shop knows, but the name and spec of a known product.",
            "{count} rows have no code that the shop knows, but the name and spec of a known product.",
            count,
        ).format(count=count)
        yes, no = replace(self.choices, match_by_name=True), replace(self.choices, match_by_name=False)
        self.ask.ask(
            text,
            [(_("They are these products"), lambda: self.decided.emit(yes)), (_("They are new products"), lambda: self.decided.emit(no))],
        )

    def _ask_rises(self, count: int) -> None:
        text = ngettext("{count} price rises, and the shop has price tags.", "{count} prices rise, and the shop has price tags.", count)
        waiting, at_once = replace(self.choices, rises_wait=True), replace(self.choices, rises_wait=False)
        self.ask.ask(
            text.format(count=count),
            [
                (_("Rises with their tags"), lambda: self._take(waiting)),
                (_("All at once"), lambda: self.decided.emit(at_once)),
            ],
        )

    def _take(self, choices: Choices) -> None:
        """An answer that changes nothing in what is shown."""
        self.choices = choices
        self._ask_on()

    def _ask_doubtful(self, preview: Preview) -> None:
        rows = preview.asked()
        example = next(question for question in preview.differences.questions if (question.sheet, question.row_no) == rows[0])
        count = ngettext("{count} row is doubtful", "{count} rows are doubtful", len(rows)).format(count=len(rows))
        text = _("{count}, such as {place}, {name}: {question}.").format(
            count=count, place=place_of(example.row_no, example.sheet), name=example.name, question=example.sentence()
        )
        answers = [
            (_("Import them as they are"), lambda: self._answer(is_out=False)),
            (_("Leave them out"), lambda: self._answer(is_out=True)),
        ]
        self.ask.ask(text, [*answers, (_("Look at them"), self._look)])

    def _answer(self, *, is_out: bool) -> None:
        self.choices = replace(self.choices, left_out=is_out)
        if is_out and self.preview is not None:
            preview = self.preview
            left = preview.without_asked()
            self._show_go({"new": len(left.new), "changed": len(left.changed), "wrong": preview.wrong_rows()})
        self._ask_on()

    def _look(self) -> None:
        self.tables.show_kind("questions")
        self._ask_on()
        self.tables.focus_table()


def _titles() -> dict[str, str]:
    return {
        "new": _("New products"),
        "changed": _("Changed products"),
        "skipped": _("Unchanged"),
        "wrong": _("Wrong rows"),
        "questions": _("To look at"),
    }
