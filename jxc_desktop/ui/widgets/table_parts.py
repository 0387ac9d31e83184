"""What stands over and under a table, on the edges of its columns: the filter row and the total row."""

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import NUMBERS, cell_text
from jxc_desktop.ui.rows import Totals
from jxc_desktop.ui.widgets.columns import DOTS
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
        view.columns.moved.connect(self.place)
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
    """The sums under their columns, painted on the columns' own edges; a sum of which only a part is in sight shows dots."""

    def __init__(self, view: RowsView) -> None:
        super().__init__(view.parentWidget())
        self._view = view
        self._totals = Totals()
        self.setFixedHeight(theme.row_height())
        view.columns.moved.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(lambda _value: self.update())

    def show_totals(self, totals: Totals) -> None:
        """Show other sums."""
        self._totals = totals
        columns = self._view.rows_model.columns
        sums = {column.key: self.text_of(column.key) for column in columns}
        texts = [f"{_(column.title)} {sums[column.key]}" for column in columns if sums[column.key]]
        self.setAccessibleName(_("Total: {sums}").format(sums=", ".join(texts)))
        self.setVisible(bool(texts))
        self._view.columns.show_sums(sums)
        self.update()

    def text_of(self, key: str) -> str:
        """The sum of a column as text."""
        value = self._totals.sums.get(key)
        place = self._view.rows_model.column_of(key)
        return "" if value is None or place < 0 else cell_text(self._view.rows_model.columns[place].kind, value)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the zoom."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme.row_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The sums, right-aligned like their figures; the first column, where it has none, says what they are."""
        painter = QPainter(self)
        painter.setFont(theme.font(bold=True))
        painter.setPen(theme.colour("line"))
        painter.drawLine(0, 0, self.width(), 0)
        viewport = self._view.viewport().geometry()
        painter.setClipRect(viewport.left(), 0, viewport.width(), self.height())
        for at, place in enumerate(self._view.shown_places()):
            text = self.text_of(self._view.rows_model.columns[place].key)
            if text or not at:
                self._paint(painter, place, text)
        painter.end()

    def _paint(self, painter: QPainter, place: int, text: str) -> None:
        header, column = self._view.horizontalHeader(), self._view.rows_model.columns[place]
        value = self._totals.sums.get(column.key) or 0
        painter.setPen(theme.colour("red" if text and value < 0 else "text" if text else "soft"))
        cut = self._view.columns.cut_at(place) if text else None
        side = cut or (Qt.AlignmentFlag.AlignRight if text and column.kind in NUMBERS else Qt.AlignmentFlag.AlignLeft)
        margin = theme.px(11)
        left = header.sectionViewportPosition(place) + self._view.viewport().x() + margin
        room = QRect(left, 0, header.sectionSize(place) - 2 * margin, self.height())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, DOTS if cut else text or _("Total"))
