"""The second step: which sheet, which row of heads, and which column is which field, with values from the sheet beside each."""

from collections.abc import Sequence
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
from jxc_desktop.spreadsheets.fields import BY_KEY, FIELDS
from jxc_desktop.spreadsheets.mapping import Mapping, mapping_at, mapping_by_hand, propose_mapping, remap
from jxc_desktop.spreadsheets.no_products import NoProductsHere
from jxc_desktop.spreadsheets.values import shown
from jxc_desktop.spreadsheets.workbook import Workbook
from jxc_desktop.ui import theme
from jxc_desktop.ui.products.form_fields import name_box
from jxc_desktop.ui.products.import_wizard.tasks import ReadFile
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label

SAMPLES = 3
SAMPLE_LENGTH = 24
SEVERAL = frozenset({"category", "spec", *(key for key, field in BY_KEY.items() if field.several)})


class ColumnsStep(QWidget):
    """Shows a mapping and lets it be changed. `changed` comes when the sheet or the row of heads is another."""

    wanted = Signal()
    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workbook: Workbook | None = None
        self.mapping: Mapping | None = None
        self.combos: dict[int, QComboBox] = {}
        self._is_filling = False
        self.sheet = QComboBox(self)
        name_box(self.sheet, _("Sheet"))
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

    def show_file(self, read: ReadFile) -> None:
        """Show how a file is understood."""
        self.workbook = read.workbook
        self._is_filling = True
        self.sheet.clear()
        for sheet in read.workbook.sheets:
            self.sheet.addItem(_("{sheet} (hidden)").format(sheet=sheet.name) if sheet.hidden else sheet.name, sheet.name)
        self._is_filling = False
        self.show_mapping(read.mapping)

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
        for field in FIELDS:
            combo.addItem(_(field.title), field.key)
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
            if other != column and key and key not in SEVERAL and combo.currentData() == key:
                combo.setCurrentIndex(0)
        self._show_next()

    def _show_next(self) -> None:
        """Without a name, code or barcode no row is a product's: it does not go on."""
        chosen = self.chosen()
        goes_on = chosen is not None and chosen.identifies()
        self.why_not.setText("" if goes_on else _("Say which column holds the name, the code or the barcode."))
        self.next.setAccessibleDescription(self.why_not.text())
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
        return remap(self.mapping, columns, more)

    def _on_sheet(self) -> None:
        if self.workbook is None or self._is_filling:
            return
        name = str(self.sheet.currentData())
        try:
            self.moved.emit(propose_mapping(self.workbook, sheet=name))
        except NoProductsHere:
            by_hand = mapping_by_hand(self.workbook, sheet=name)
            if by_hand is not None:
                self.moved.emit(by_hand)

    def _on_header(self, row: int) -> None:
        if self.workbook is not None and self.mapping is not None and not self._is_filling:
            self.moved.emit(mapping_at(self.workbook, self.mapping.sheet, row))


class _FieldBox(QComboBox):
    """A box that scrolling past does not change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _samples(body: Sequence[Sequence[object]], column: int) -> str:
    cells = (row[column] for row in body if column < len(row) and row[column] not in (None, ""))
    texts = dict.fromkeys(shown(cell)[:SAMPLE_LENGTH] for cell in islice(cells, 40))  # type: ignore[arg-type]
    return "   ·   ".join(islice((text for text in texts if text.strip()), SAMPLES))
