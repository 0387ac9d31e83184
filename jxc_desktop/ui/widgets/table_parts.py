"""What stands over and under a table, on the edges of its columns: the filter row and the total row."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import NUMBERS, cell_text
from jxc_desktop.ui.rows import Totals
from jxc_desktop.ui.widgets.rows_view import RowsView


class FilterRow(QWidget):
    """One small field over each column; what stands in it is asked of the query."""

    changed = Signal()

    def __init__(self, view: RowsView) -> None:
        super().__init__(view.parentWidget())
        self._view = view
        self._fields: list[QLineEdit] = []
        for column in view.rows_model.columns:
            field = QLineEdit(self)
            field.setAccessibleName(_("Filter by {column}").format(column=_(column.title)))
            field.setPlaceholderText(_("Filter"))
            theme.set_role(field, "filter")
            field.textEdited.connect(lambda _text: self.changed.emit())
            self._fields.append(field)
        self.setFixedHeight(theme.px(30))
        view.columns_moved.connect(self.place)
        view.horizontalScrollBar().valueChanged.connect(lambda _value: self.place())

    def place(self) -> None:
        """Put each field over its column."""
        header = self._view.horizontalHeader()
        for place, field in enumerate(self._fields):
            is_hidden = self._view.isColumnHidden(place)
            field.setVisible(not is_hidden)
            if not is_hidden:
                left = header.sectionViewportPosition(place) + self._view.viewport().x()
                field.setGeometry(left, 0, header.sectionSize(place), self.height())

    def texts(self) -> dict[str, str]:
        """What is asked, by column key."""
        columns = self._view.rows_model.columns
        return {column.key: field.text() for column, field in zip(columns, self._fields, strict=True) if field.text().strip()}

    def clear(self) -> None:
        """Ask for nothing."""
        for field in self._fields:
            field.clear()

    def focus_first(self) -> None:
        """Put the cursor into the first field shown."""
        places = self._view.shown_places()
        if places:
            self._fields[places[0]].setFocus()


class TotalRow(QWidget):
    """The sums under their columns, painted on the columns' own edges."""

    def __init__(self, view: RowsView) -> None:
        super().__init__(view.parentWidget())
        self._view = view
        self._totals = Totals()
        self.setFixedHeight(theme.row_height())
        self.setFont(theme.font(bold=True))
        view.columns_moved.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(lambda _value: self.update())

    def show_totals(self, totals: Totals) -> None:
        """Show other sums."""
        self._totals = totals
        texts = [f"{_(column.title)} {self.text_of(column.key)}" for column in self._view.rows_model.columns if self.text_of(column.key)]
        self.setAccessibleName(_("Total: {sums}").format(sums=", ".join(texts)))
        self.setVisible(bool(texts))
        for place, column in enumerate(self._view.rows_model.columns):
            width = self.fontMetrics().horizontalAdvance(self.text_of(column.key)) + theme.px(24)
            self._view.make_room(place, width if self.text_of(column.key) else 0)
        self.update()

    def text_of(self, key: str) -> str:
        """The sum of a column as text."""
        value = self._totals.sums.get(key)
        place = self._view.rows_model.column_of(key)
        return "" if value is None or place < 0 else cell_text(self._view.rows_model.columns[place].kind, value)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The sums, right-aligned like their figures; the first free column says what they are."""
        painter = QPainter(self)
        header = self._view.horizontalHeader()
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, 0, self.width(), 0)
        is_named = False
        for place in self._view.shown_places():
            column = self._view.rows_model.columns[place]
            text = self.text_of(column.key)
            if not text and is_named:
                continue
            is_named = True
            value = self._totals.sums.get(column.key) or 0
            painter.setPen(theme.colour("red" if text and value < 0 else "text" if text else "soft"))
            side = Qt.AlignmentFlag.AlignRight if text and column.kind in NUMBERS else Qt.AlignmentFlag.AlignLeft
            margin = theme.px(11)
            left, width = header.sectionViewportPosition(place) + self._view.viewport().x() + margin, header.sectionSize(place) - 2 * margin
            flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
            painter.drawText(left, 0, width, self.height(), flags, text or _("Total"))
        painter.end()
