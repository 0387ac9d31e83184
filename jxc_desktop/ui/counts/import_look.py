"""The third step of importing counted numbers: when they were counted, what becomes of goods counted already, and what that comes to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QHBoxLayout, QLabel, QWidget

from jxc_desktop.domain.count_rows import AGAIN_TITLES, Again
from jxc_desktop.domain.counts import NoTime
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.work import Clock
from jxc_desktop.queries.columns import Column, tuples
from jxc_desktop.queries.count_files import GOODS_COLUMNS, Answers
from jxc_desktop.spreadsheets.count_sheet_in import shape_sentence
from jxc_desktop.ui import theme
from jxc_desktop.ui.counts.import_tasks import Preview
from jxc_desktop.ui.imports.look import LookStep
from jxc_desktop.ui.imports.read_file import ReadFile
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.widgets.parts import soft_label

PRINTING, NOW, AT = "printing", "now", "at"
_PLACE = (Column("sheet", N_("Sheet"), "text"), Column("row", N_("Row"), "integer"))
COLUMNS: dict[str, tuple[Column, ...]] = {
    "new": GOODS_COLUMNS,
    "again": GOODS_COLUMNS,
    "same": GOODS_COLUMNS,
    "skipped": (*_PLACE, Column("reason", N_("Why"), "text")),
    "wrong": (
        *_PLACE,
        Column("column", N_("Column"), "text"),
        Column("value", N_("Value"), "text"),
        Column("reason", N_("What is wrong"), "text"),
    ),
}
Lines = dict[str, Sequence[tuple[Any, ...]]]


def all_lines(preview: Preview) -> Lines:
    """The lines of each table, by the keys of COLUMNS."""
    found = preview.found
    goods = {key: list(tuples(GOODS_COLUMNS, getattr(found, key))) for key in ("new", "again", "same")}
    return {
        **goods,
        "skipped": [(skip.sheet, skip.row_no, skip.sentence()) for skip in preview.parsed.skipped],
        "wrong": [(each.sheet, each.row_no, each.column_title, each.value, each.sentence()) for each in preview.wrong()],
    }


class CountLook(LookStep):
    """Asks the time once a file, and once what becomes of goods that were counted already."""

    def __init__(self, clock: Clock, people: Sequence[str], parent: QWidget | None = None) -> None:
        self.clock = clock
        self.answers = Answers()
        super().__init__("count-import", _titles(), COLUMNS, parent)
        self.when = Choice(_("Counted at"), {"": _("— say when —"), NOW: _("Now"), AT: _("At a time …")}, self)
        self.at = QDateTimeEdit(self)
        self.at.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.at.setAccessibleName(_("Time of the count"))
        self.again = Choice(_("Already counted"), {"": _("— say what becomes of it —"), **_again_titles()}, self)
        self.person = QComboBox(self)
        self.person.setEditable(True)
        self.person.setAccessibleName(_("Counted by"))
        self.person.view().setAccessibleName(_("Counted by"))
        for name in ("", *people):
            self.person.addItem(name)
        self.shape = soft_label("")
        self.shape.setWordWrap(True)
        self.labels: dict[QWidget, QLabel] = {}
        self._lay_out_questions()
        self.when.activated.connect(lambda _index: self._decide())
        self.again.activated.connect(lambda _index: self._decide())
        self.at.editingFinished.connect(self._decide)
        self.person.activated.connect(lambda _index: self._decide())
        line = self.person.lineEdit()
        assert line is not None  # the box is editable
        line.setPlaceholderText(_("who counted"))
        line.editingFinished.connect(self._decide)

    def _lay_out_questions(self) -> None:
        self.above.addWidget(self.shape)
        when, by, already = _("Counted at"), _("Counted by"), _("Already counted")
        for named in (((when, self.when), ("", self.at), (by, self.person)), ((already, self.again),)):
            row = QHBoxLayout()
            row.setSpacing(theme.px(theme.GAP))
            for title, field in named:
                if title:
                    label = self.labels[field] = QLabel(title, self)
                    label.setBuddy(field)
                    row.addWidget(label)
                row.addWidget(field)
            row.addStretch(1)
            self.above.addLayout(row)
        self.person.setMinimumWidth(theme.px(140))

    # answers

    def _decide(self) -> None:
        """Look again when something else was said."""
        said = replace(self._said_time(), again=Again(self.again.value()) if self.again.value() else None, person=self._person())
        if said != self.answers:
            self.decided.emit(said)

    def _person(self) -> str:
        return self.person.currentText().strip()

    def _said_time(self) -> Answers:
        """The answers with the time that the box says; now is the moment when it was chosen."""
        self.at.setVisible(self.when.value() == AT)
        if self.when.value() == PRINTING:
            return replace(self.answers, at=None, is_at_printing=True)
        if self.when.value() == AT:
            at = datetime.fromtimestamp(self.at.dateTime().toSecsSinceEpoch(), UTC).astimezone(self.clock().tzinfo)
            return replace(self.answers, at=min(at, self.clock()), is_at_printing=False)
        if self.when.value() == NOW:
            is_said = self.answers.at is not None and self._was == NOW
            return replace(self.answers, at=self.answers.at if is_said else self.clock(), is_at_printing=False)
        return replace(self.answers, at=None, is_at_printing=False)

    _was = ""

    # what it comes to

    def show_preview(self, read: ReadFile, preview: Preview, lines: Lines, answers: Answers) -> None:
        """Show what entering it would do, with the questions that it asks."""
        self.answers, self._was = answers, self.when.value()
        self._show_questions(preview)
        self.show_tables(lines, {"wrong": preview.wrong_rows()}, ())
        self.tables.show_column("sheet", is_shown=bool(read.mapping.also))
        unread = read.mapping.unread_sentence()
        self.shape.setText(shape_sentence(read.mapping))
        self.say("\n".join(filter(None, [*preview.found.notes(), unread])))
        self._show_go(preview)

    def _show_questions(self, preview: Preview) -> None:
        if preview.found.sheets and self.when.findData(PRINTING) < 0:
            self.when.insertItem(1, _("When the sheet was printed"), PRINTING)
        elif not preview.found.sheets and self.when.findData(PRINTING) >= 0:
            self.when.removeItem(self.when.findData(PRINTING))
        if self.answers == Answers():
            self.when.set_value("")
            self.again.set_value("")
            start = max((sheet.moment.at for sheet in preview.found.sheets), default=self.clock())
            self.at.setDateTime(QDateTime.fromSecsSinceEpoch(int(start.timestamp())))
        for field, is_asked in ((self.when, preview.asks_time), (self.again, bool(preview.found.again))):
            field.setVisible(is_asked)
            self.labels[field].setVisible(is_asked)
        self.at.setVisible(preview.asks_time and self.when.value() == AT)

    def _show_go(self, preview: Preview) -> None:
        found, wrong = preview.found, preview.wrong_rows()
        count = len(found.entries())
        text = ngettext("Enter {count} number", "Enter {count} numbers", count).format(count=count)
        asked: QWidget | None = self.when if found.needs_time else self.again if found.needs_answer else None
        if found.needs_time:
            text = _("Say when it was counted")
        elif found.needs_answer:
            text = _("Say what becomes of what was counted already")
        elif not count:
            text = _("Nothing to enter")
        elif wrong:
            text += " · " + ngettext("leave {count} wrong row out", "leave {count} wrong rows out", wrong).format(count=wrong)
        self.say_go(text)
        self.go.setAccessibleDescription(NoTime().sentence() if found.needs_time else "")
        self.go.setEnabled(bool(count) and asked is None)
        (asked or (self.go if count else self.back)).setFocus()


def _again_titles() -> dict[str, str]:
    return {str(again): _(title) for again, title in AGAIN_TITLES.items()}


def _titles() -> dict[str, str]:
    return {
        "new": _("Newly counted"),
        "again": _("Already counted"),
        "same": _("Entered before"),
        "skipped": _("Rows left out"),
        "wrong": _("Wrong rows"),
    }
