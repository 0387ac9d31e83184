"""The third step: what would be new, changed, left alone; what is wrong, by cure; what is asked. Nothing was changed yet."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.sheet_rows import place_of
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.imports import imported_before
from jxc_desktop.ui import theme
from jxc_desktop.ui.products.ask_strip import AskStrip
from jxc_desktop.ui.products.import_wizard import preview_rows as lines
from jxc_desktop.ui.products.import_wizard.tasks import Choices, Preview, ReadFile
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.parts import Card, role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

MOST_CURES = 4


class PreviewStep(QWidget):
    """Emits `decided` with other choices, `wanted` to import, `back_wanted` to the columns, `save_wanted` for the wrong rows."""

    decided = Signal(object)
    wanted = Signal()
    back_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, *, sees_cost: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = Choices()
        self.preview: Preview | None = None
        self.note = role_label("", "amber", self)
        self.note.setWordWrap(True)
        self.note.setMargin(theme.px(6))
        self.ask = AskStrip(self)
        self.tabs: dict[str, QPushButton] = {}
        self.models: dict[str, RowsModel] = {}
        self.held: dict[str, lines.HeldLines] = {}
        self.views: dict[str, RowsView] = {}
        self.stack = QStackedWidget(self)
        self.cures = QVBoxLayout()
        self.cure_area = QScrollArea(self)
        self.cure_buttons: list[QPushButton] = []
        self.cure_rows: list[QFrame] = []
        self._groups = QButtonGroup(self)
        self._columns = {key: tuple(c for c in columns if sees_cost or c.key != "purchase_price") for key, columns in lines.COLUMNS.items()}
        self._shows_all = sees_cost
        self.back = self._button(_("Change the columns"), self.back_wanted.emit)
        self.save_wrong = self._button(_("Save the wrong rows…"), self.save_wanted.emit)
        self.go = self._button(_("Import"), self.wanted.emit)
        theme.set_role(self.go, "primary")
        self._lay_out()
        self.setFocusProxy(self.go)

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.setAutoDefault(True)
        button.clicked.connect(lambda _checked: slot())
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.GAP))
        column.addWidget(self.note)
        column.addWidget(self.ask)
        heads = QHBoxLayout()
        heads.setSpacing(theme.px(6))
        for key in lines.COLUMNS:
            heads.addWidget(self._tab(key))
        heads.addStretch(1)
        column.addLayout(heads)
        card = Card()
        card.column.addWidget(self._cure_place())
        card.column.addWidget(self.stack, 1)
        self.stack.setMinimumHeight(theme.row_height() * 3)
        column.addWidget(card, 1)
        foot = QHBoxLayout()
        for part in (self.back, self.save_wrong):
            foot.addWidget(part)
        foot.addStretch(1)
        foot.addWidget(self.go)
        column.addLayout(foot)

    def _cure_place(self) -> QScrollArea:
        """Room for the cures; where the window is low they scroll and the table keeps its rows."""
        inside = QWidget()
        inside.setLayout(self.cures)
        self.cures.setContentsMargins(0, 0, 0, 0)
        self.cures.setSpacing(theme.px(6))
        self.cures.addStretch(1)
        area = self.cure_area
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        return area

    def _tab(self, key: str) -> QPushButton:
        tab = QPushButton(_titles()[key], self)
        tab.setCheckable(True)
        self._groups.addButton(tab)
        held = self.held[key] = lines.HeldLines(self._columns[key])
        model = RowsModel(self._columns[key], held, parent=self)
        view = self.views[key] = RowsView(model, f"import-{key}", _titles()[key])
        view.set_empty(_("None."))
        self.stack.addWidget(with_foot(view))
        tab.clicked.connect(lambda _checked: self.show_kind(key))
        self.tabs[key], self.models[key] = tab, model
        return tab

    def show_preview(self, read: ReadFile, preview: Preview, found_lines: lines.PreviewLines, choices: Choices) -> None:
        """Show what importing would do; the table that matters most comes first."""
        self.preview, self.choices = preview, choices
        counts = {}
        for key, found in found_lines.items():
            keep = [place for place, column in enumerate(_all_columns(key)) if column in self._columns[key]]
            self.held[key].hold(found if self._shows_all else [tuple(row[place] for place in keep) for row in found])
            self.models[key].refresh()
            self.views[key].setColumnHidden(0, not read.mapping.also)
            counts[key] = len(found)
        counts |= {"changed": len(preview.differences.changed), "wrong": preview.wrong_rows()}
        for key, tab in self.tabs.items():
            title = _titles()[key]
            tab.setText(f"{title}  {counts[key]}")
            tab.setAccessibleName(f"{title} {counts[key]}")
        self._show_note(read)
        self._show_cures(preview)
        self._show_go(counts)
        self.save_wrong.setVisible(counts["wrong"] > 0)
        self._ask_on()
        first = next((key for key in ("wrong", "new", "changed", "skipped") if counts[key]), "new")
        self.show_kind(first)

    def show_kind(self, key: str) -> None:
        """Show one of the tables."""
        self.tabs[key].setChecked(True)
        self.stack.setCurrentIndex(list(self.tabs).index(key))
        self.cure_area.setVisible(key == "wrong" and bool(self.cure_rows))
        self._give_room()

    def _show_note(self, read: ReadFile) -> None:
        at = read.imported_at
        told = [imported_before(at)] if at else []
        text = "\n".join([*told, *filter(None, [read.mapping.unread_sentence()])])
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _show_cures(self, preview: Preview) -> None:
        for old in self.cure_rows:
            self.cures.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.cure_rows, self.cure_buttons = [], []
        for same in lines.cures_of(preview)[:MOST_CURES]:
            row = self._cure_row(same)
            self.cures.insertWidget(self.cures.count() - 1, row)
            self.cure_rows.append(row)
        self._give_room()

    def _give_room(self) -> None:
        """The cures get the height they need, up to a third of the step."""
        width = self.width() - theme.px(60)
        heights = [row.heightForWidth(width) if row.hasHeightForWidth() else row.sizeHint().height() for row in self.cure_rows]
        needed = sum(heights) + self.cures.spacing() * len(heights)
        self.cure_area.setFixedHeight(max(1, min(needed, self.height() * 38 // 100)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        self._give_room()

    def _cure_row(self, same: list[lines.Cure]) -> QFrame:
        row = QFrame(self)
        theme.set_role(row, "neutral")
        inner = QVBoxLayout(row) if len(same) > 1 else QHBoxLayout(row)
        inner.setContentsMargins(theme.px(12), theme.px(4), theme.px(6), theme.px(4))
        inner.setSpacing(theme.px(2))
        first = same[0]
        rows = ngettext("{count} row", "{count} rows", first.count).format(count=first.count)
        label = role_label(_("{rows}, such as: {example}").format(rows=rows, example=first.example), "")
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inner.addWidget(label, 1)
        for cure in same:
            button = self._button(cure.title, partial(self._cure, cure))
            theme.set_role(button, "link")
            inner.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
            self.cure_buttons.append(button)
        return row

    def _cure(self, cure: lines.Cure) -> None:
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
        self.go.setText(text)
        self.go.setAccessibleName(text)

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
        self.show_kind("questions")
        self._ask_on()
        self.stack.currentWidget().setFocus(Qt.FocusReason.TabFocusReason)


def _titles() -> dict[str, str]:
    return {
        "new": _("New products"),
        "changed": _("Changed products"),
        "skipped": _("Unchanged"),
        "wrong": _("Wrong rows"),
        "questions": _("To look at"),
    }


def _all_columns(kind: str) -> tuple[Column, ...]:
    return lines.COLUMNS[kind]
