"""The cart on the screen: the newest line lit for a second, figures edited in their own cell."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from jxc_desktop.domain.cart import Cart, CartLine
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.sales.cart_model import NAME, CartModel
from jxc_desktop.ui.sales.painted_table import PaintedTable

LIT_MS = 1_000
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)


class Ending(StrEnum):
    """How a field over a cell ended: its text was taken, Esc, or something else got the focus or the place."""

    TAKEN = "taken"
    LEFT = "left"
    AWAY = "away"


class CellEdit(QLineEdit):
    """A field over a cell. Enter hands the text on; Esc, or the focus going elsewhere, leaves all as it was."""

    entered = Signal(str)
    left = Signal()
    gone = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, Up and Down stay here, Enter hands on."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.entered.emit(self.text())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A click elsewhere leaves."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.gone.emit()


class CartView(PaintedTable):
    """Shows a cart. `edit_cell` opens a field over a cell, and `edit_ended` tells how it ended, an Ending.

    `edit_refused` carries why what was typed can't be taken; the field stays open.
    """

    edit_ended = Signal(object)
    edit_refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.cart_model = CartModel()
        super().__init__(self.cart_model, _("Lines of the sale"), parent)
        self.cart_model.setParent(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAutoScroll(False)  # `_show_row` does, when the view may repaint again
        self.editor: CellEdit | None = None
        self._edited: tuple[int, int] = (0, 0)
        self.empty_text = ""
        self.say_when_empty(_("Scan the first product, or type to find it."))
        self._dark = QTimer(self, singleShot=True, interval=LIT_MS)
        self._dark.timeout.connect(self._on_dark)

    # what the page calls

    def show_cart(self, cart: Cart, *, lit: bool = True) -> None:
        """Show the cart as it is now, the line touched last in sight and lit."""
        model = self.cart_model
        was, old_lit, count = self.current_number(), model.row_of(model.lit), model.rowCount()
        offset = self.verticalOffset()
        with self.quietly():
            changed = model.show(cart)
            self.executeDelayedItemsLayout()
            row = model.row_of(cart.touched) if cart.touched else -1
            row = row if row >= 0 else min(was, model.rowCount() - 1)
            model.lit = cart.touched if lit else 0
            if row >= 0 and row != self.current_number():
                self.setCurrentIndex(model.index(row, 0))
        if self.editor is not None and model.row_of(self._edited[0]) < 0:
            self.end_edit()
        if lit:
            self._dark.start()
        if bool(count) != bool(model.rowCount()):
            self.viewport().update()
        if not model.rowCount():
            return
        if self.verticalOffset() != offset:
            self.viewport().update()
        self._show_row(row)
        for each in changed if len(changed) < 20 else ():
            self.update_row(each)
        if len(changed) >= 20 or model.rowCount() < count:
            self.viewport().update()
        for each in {was, old_lit, row}:
            self.update_row(each)

    def say_when_empty(self, text: str) -> None:
        """What stands in the place of the lines while there are none. Painted: a widget of its own would be felt with each sale."""
        self.empty_text = text
        self.setAccessibleDescription(text)
        if not self.cart_model.rowCount():
            self.viewport().update()

    def _show_row(self, row: int) -> None:
        if row < 0:
            return
        top, bar = row * self.row_height, self.verticalScrollBar()
        if top < bar.value():
            bar.setValue(top)
        elif top + self.row_height > bar.value() + self.viewport().height():
            bar.setValue(top + self.row_height - self.viewport().height())

    def _on_dark(self) -> None:
        row = self.cart_model.row_of(self.cart_model.lit)
        self.cart_model.lit = 0
        self.update_row(row)

    def current_line(self) -> CartLine | None:
        """The line the cursor is on."""
        return self.cart_model.line(self.current_number())

    def step(self, by: int) -> None:
        """Move the cursor."""
        was = self.current_number()
        with self.quietly():
            self.choose(was + by)
        self._show_row(self.current_number())
        self.update_row(was)
        self.update_row(self.current_number())

    @property
    def edited_line(self) -> int:
        """The line whose cell has a field over it."""
        return self._edited[0]

    # the field over a cell

    def edit_cell(
        self,
        line_id: int,
        column: int,
        name: str,
        text: str,
        accept: Callable[[str], object],
        *,
        changed: Callable[[str], object] | None = None,
    ) -> CellEdit:
        """Open a field over a cell. `accept` gets the text on Enter; a ShopError that it raises keeps the field open."""
        self.end_edit()
        editor = CellEdit(self.viewport())
        editor.setAccessibleName(name)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        editor.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        editor.setText(text)
        editor.entered.connect(lambda typed: self._on_entered(typed, accept))
        editor.left.connect(lambda: self.end_edit(Ending.LEFT))
        editor.gone.connect(self.end_edit)
        if changed is not None:
            editor.textChanged.connect(changed)
        self.editor, self._edited = editor, (line_id, column)
        self._place_editor()
        editor.show()
        editor.setFocus()
        editor.selectAll()
        return editor

    def _on_entered(self, typed: str, accept: Callable[[str], object]) -> None:
        try:
            accept(typed)
        except ShopError as refused:
            if self.editor is not None:
                theme.set_role(self.editor, "wrong")
                self.editor.selectAll()
            self.edit_refused.emit(str(refused))
            return
        self.end_edit(Ending.TAKEN)

    def end_edit(self, ending: Ending = Ending.AWAY) -> None:
        """Take the field away."""
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.hide()
            editor.deleteLater()
            self.edit_ended.emit(ending)

    def _place_editor(self) -> None:
        if self.editor is None:
            return
        line_id, column = self._edited
        row = self.row_rect(self.cart_model.row_of(line_id))
        left, width = self.columnViewportPosition(column), self.columnWidth(column)
        least = theme.px(96)
        left -= max(0, least - width) if column != NAME else 0
        self.editor.setGeometry(QRect(left, row.top() + 2, max(width, least), row.height() - 5))

    # what Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The field keeps its place."""
        super().resizeEvent(event)
        self._place_editor()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, or why there are none."""
        super().paintEvent(event)
        if not self.cart_model.rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(theme.font(theme.FIELD))
            painter.setPen(self.colour_of("soft"))
            room = self.viewport().rect()
            painter.drawText(room.adjusted(0, 0, 0, -room.height() // 5), _MIDDLE, self.empty_text)
            painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The field goes with its row."""
        super().scrollContentsBy(dx, dy)
        self._place_editor()

    def sizeHint(self) -> QSize:
        """Room for some rows."""
        return QSize(theme.px(420), self.row_height * 6)
