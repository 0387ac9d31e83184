"""The second step: which sheet, which row of heads, and which column is which field, with values from the sheet beside each."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from itertools import islice

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from jxc_desktop.i18n import _
from jxc_desktop.spreadsheets.mapping import Mapping
from jxc_desktop.spreadsheets.refusals import WorkbookRefused
from jxc_desktop.spreadsheets.values import shown
from jxc_desktop.spreadsheets.workbook import Workbook
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label

SAMPLES = 3
SAMPLE_LENGTH = 24


@dataclass(frozen=True)
class SheetKind:
    """What a kind of sheet holds: its fields with their titles, those that take several columns, and how it is understood.

    `propose` looks at one sheet (raises WorkbookRefused where it finds nothing), `by_hand` gives where a person may begin then
    (None: all is blank), `at` takes a row for the heads (0: there are none), `remap` other columns; `lacking` says what is
    missing, nothing when it will do.
    """

    fields: Map[str, str]
    propose: Callable[[Workbook, str], Mapping]
    by_hand: Callable[[Workbook, str], Mapping | None]
    at: Callable[[Workbook, str, int], Mapping]
    remap: Callable[[Mapping, dict[str, int], dict[str, list[int]]], Mapping]
    lacking: Callable[[Mapping], str]
    several: frozenset[str] = frozenset()


class ColumnsStep(QWidget):
    """Shows a mapping and lets it be changed. `moved` comes when the sheet or the row of heads is another."""

    wanted = Signal()
    moved = Signal(object)

    def __init__(self, kind: SheetKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.workbook: Workbook | None = None
        self.mapping: Mapping | None = None
        self.combos: dict[int, QComboBox] = {}
        self._is_filling = False
        self.sheet = QComboBox(self)
        self.sheet.setAccessibleName(_("Sheet"))
        self.sheet.view().setAccessibleName(_("Sheet"))
        self.header = QSpinBox(self)
        self.header.setAccessibleName(_("Heads in row"))
        self.header.setSpecialValueText(_("none"))
        self.notes = soft_label("")
        self.notes.setWordWrap(True)
        self.next = QPushButton(_("See what would change") + "   Ctrl+Enter", self)
        self.next.setAccessibleName(_("See what would change"))
        theme.set_role(self.next, "primary")
        self.next.setAutoDefault(True)
        self.why_not = QLabel(self)
        self.why_not.setWordWrap(True)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self.next.clicked.connect(lambda _checked: self.wanted.emit())
        self.sheet.activated.connect(lambda _index: self._on_sheet())
        self.header.valueChanged.connect(self._on_header)
        self.setFocusProxy(self.next)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.GAP))
        top = QHBoxLayout()
        for title, field in ((_("Sheet"), self.sheet), (_("Heads in row"), self.header)):
            label = QLabel(title)
            label.setBuddy(field)
            top.addWidget(label)
            top.addWidget(field)
            top.addSpacing(theme.px(theme.GAP_WIDE))
        self.sheet.setMaximumWidth(theme.px(320))
        top.addStretch(1)
        column.addLayout(top)
        column.addWidget(self.notes)
        card = Card()
        card.column.addWidget(self.area)
        column.addWidget(card, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.why_not, 1)
        foot.addWidget(self.next)
        column.addLayout(foot)

    def show_file(self, workbook: Workbook, mapping: Mapping) -> None:
        """Show how a file is understood."""
        self.workbook = workbook
        self._is_filling = True
        self.sheet.clear()
        for sheet in workbook.sheets:
            self.sheet.addItem(_("{sheet} (hidden)").format(sheet=sheet.name) if sheet.hidden else sheet.name, sheet.name)
        self._is_filling = False
        self.show_mapping(mapping)

    def show_mapping(self, mapping: Mapping) -> None:
        """Show a mapping: a row for each column that has a head or values."""
        if self.workbook is None:
            return
        self._is_filling = True
        self.mapping = mapping
        self.sheet.setCurrentIndex(self.sheet.findData(mapping.sheet))
        rows = self.workbook.sheet(mapping.sheet).rows
        self.header.setRange(0, max(1, len(rows)))
        self.header.setValue(mapping.header_row)
        self._fill(mapping, rows)
        also = [_("Read too, with the same heads: {sheets}").format(sheets=", ".join(mapping.also))] if mapping.also else []
        self.notes.setText("\n".join([*self.workbook.note_sentences(), *also, *filter(None, [mapping.unread_sentence()])]))
        self.notes.setVisible(bool(self.notes.text()))
        self._is_filling = False
        self._show_next()

    def _fill(self, mapping: Mapping, rows: Sequence[Sequence[object]]) -> None:
        field_of = {column: key for key, column in mapping.columns.items()}
        field_of |= {column: key for key, columns in mapping.more.items() for column in columns}
        body = [row for row in rows[mapping.header_row :] if row]
        width = max([len(mapping.heads), *(len(row) for row in body[:50])], default=0)
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, theme.px(theme.GAP), 0)
        grid.setHorizontalSpacing(theme.px(theme.GAP_WIDE))
        for place, title in enumerate((_("Column in the file"), _("Values"), _("Becomes"))):
            grid.addWidget(soft_label(title), 0, place)
        self.combos = {}
        for column in range(width):
            samples = _samples(body, column)
            if samples or (column < len(mapping.heads) and mapping.heads[column]):
                self._add_row(grid, column, mapping.title(column), samples, field_of.get(column, ""))
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self.area.setWidget(whole)
        whole.setAutoFillBackground(False)  # Qt fills it with the window's ground
        self.area.viewport().setAutoFillBackground(False)

    def _add_row(self, grid: QGridLayout, column: int, title: str, samples: str, key: str) -> None:
        line = grid.rowCount()
        name = role_label(title if len(title) <= 40 else title[:39] + "…", "strong" if key else "soft")
        name.setToolTip(title)
        values = soft_label(samples)
        values.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        values.setMinimumWidth(theme.px(120))
        combo = _FieldBox()
        combo.setAccessibleName(_("Column “{column}” becomes").format(column=title))
        combo.addItem(_("— leave out —"), "")
        for field, head in self.kind.fields.items():
            combo.addItem(_(head), field)
        combo.setCurrentIndex(max(0, combo.findData(key)))
        combo.setMinimumWidth(theme.px(180))
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        combo.activated.connect(lambda _index, column=column: self._on_field(column))
        for place, part in enumerate((name, values, combo)):
            grid.addWidget(part, line, place)
        self.combos[column] = combo

    def _on_field(self, column: int) -> None:
        """A field that takes one column leaves the column it had."""
        key = self.combos[column].currentData()
        for other, combo in self.combos.items():
            if other != column and key and key not in self.kind.several and combo.currentData() == key:
                combo.setCurrentIndex(0)
        self._show_next()

    def _show_next(self) -> None:
        """Without the columns that it needs it does not go on, and says which."""
        chosen = self.chosen()
        lacks = "" if chosen is None else self.kind.lacking(chosen)
        goes_on = chosen is not None and not lacks
        self.why_not.setText(lacks)
        self.next.setAccessibleDescription(lacks)
        self.next.setEnabled(goes_on)
        self.setFocusProxy(self.next if goes_on else next(iter(self.combos.values()), self.header))

    def chosen(self) -> Mapping | None:
        """The mapping as it stands in the boxes."""
        if self.mapping is None:
            return None
        columns: dict[str, int] = {}
        more: dict[str, list[int]] = {}
        before = self.mapping.columns
        order = sorted(self.combos, key=lambda column: (column not in before.values(), column))
        for column in order:
            key = self.combos[column].currentData()
            if not key:
                continue
            if key in columns:
                more.setdefault(key, []).append(column)
            else:
                columns[key] = column
        return self.kind.remap(self.mapping, columns, more)

    def _on_sheet(self) -> None:
        if self.workbook is None or self._is_filling:
            return
        name = str(self.sheet.currentData())
        try:
            self.moved.emit(self.kind.propose(self.workbook, name))
        except WorkbookRefused:
            by_hand = self.kind.by_hand(self.workbook, name)
            if by_hand is not None:
                self.moved.emit(by_hand)

    def _on_header(self, row: int) -> None:
        if self.workbook is not None and self.mapping is not None and not self._is_filling:
            self.moved.emit(self.kind.at(self.workbook, self.mapping.sheet, row))


class _FieldBox(QComboBox):
    """A box that scrolling past does not change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _samples(body: Sequence[Sequence[object]], column: int) -> str:
    cells = (row[column] for row in body if column < len(row) and row[column] not in (None, ""))
    texts = dict.fromkeys(shown(cell)[:SAMPLE_LENGTH] for cell in islice(cells, 40))  # type: ignore[arg-type]
    return "   ·   ".join(islice((text for text in texts if text.strip()), SAMPLES))
