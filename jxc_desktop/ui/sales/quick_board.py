"""The board of quick keys under the ways of paying: pages as tabs, a grid, and what changes the keys."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QTabBar, QVBoxLayout, QWidget

from jxc_desktop.domain.quick_keys import PAGES, PLACES
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.quick_keys import QuickKey, QuickPage
from jxc_desktop.ui import theme
from jxc_desktop.ui.sales.quick_button import HEIGHT, QuickButton
from jxc_desktop.ui.widgets.parts import Card, soft_label

COLUMNS = 4
GAP = 5
TOOLS = (
    (
        ("←", N_("Move the key left"), "left"),
        ("→", N_("Move the key right"), "right"),
        (N_("Colour"), N_("Colour"), "colour"),
        (N_("Words…"), N_("Words…"), "title"),
    ),
    (
        (N_("Remove the key"), N_("Remove the key"), "remove"),
        (N_("Category…"), N_("Category…"), "category"),
        (N_("Name the page…"), N_("Name the page…"), "name"),
    ),
)


class QuickBoard(Card):
    """`pressed` carries the place that was clicked, `dragged` from where to where; `wanted` one of edit, done, left, right, colour, title, remove, category, name."""

    pressed = Signal(int)
    dragged = Signal(int, int)
    wanted = Signal(str)
    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.pages: tuple[QuickPage, ...] = ()
        self.page = 1
        self.is_editing = False
        self.chosen = 0
        self._pictures: Mapping[int, QPixmap] = {}
        self.tabs = QTabBar()
        self.buttons = [QuickButton(position) for position in range(1, PLACES + 1)]
        self.grid = _Room()
        self.tools = QWidget()
        self.edit = light(_("Edit keys"))
        self.edit.setAccessibleName(_("Change the quick keys"))
        self._lay_out()
        self.tabs.currentChanged.connect(self._on_tab)
        self.edit.clicked.connect(lambda _checked: self.wanted.emit("done" if self.is_editing else "edit"))
        for button in self.buttons:
            button.clicked.connect(lambda _checked, button=button: self.pressed.emit(button.position))
            button.dropped.connect(lambda to, button=button: self.dragged.emit(button.position, to))
        self.hide()

    def _lay_out(self) -> None:
        edge = theme.px(8)
        self.column.setContentsMargins(edge, edge, edge, edge)
        self.column.setSpacing(theme.px(4))
        head = QHBoxLayout()
        theme.set_role(self.tabs, "small")
        self.tabs.setAccessibleName(_("Pages of quick keys"))
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.title = soft_label(_("Quick keys"))
        head.addWidget(self.title, 1)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.edit)
        self._lay_out_tools()
        self.grid.fill(self.buttons)
        self.column.addLayout(head)
        self.column.addWidget(self.grid, 1)
        self.column.addWidget(self.tools)

    def _lay_out_tools(self) -> None:
        rows = QVBoxLayout(self.tools)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(2))
        for line in TOOLS:
            row = QHBoxLayout()
            for text, name, word in line:
                button = light(_(text))
                button.setAccessibleName(_(name))
                button.clicked.connect(lambda _checked, word=word: self.wanted.emit(word))
                row.addWidget(button, 1)
            rows.addLayout(row)

    def show_pages(self, pages: Sequence[QuickPage], *, is_editing: bool) -> None:
        """Show the keys of the page that was shown before, or of the first that there is."""
        self.pages, self.is_editing = tuple(pages), is_editing
        numbers = self._numbers()
        self.page = self.page if self.page in numbers else numbers[0]
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        names = {page.page: page.name for page in self.pages}
        for number in numbers:
            at = self.tabs.addTab(names.get(number) or (str(number) if number in names or number == self.page else "+"))
            self.tabs.setTabData(at, number)
        self.tabs.setCurrentIndex(numbers.index(self.page))
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(numbers) > 1 or bool(names.get(self.page)))
        self.title.setVisible(self.tabs.isHidden())
        self.edit.setText(_("Done") if is_editing else _("Edit keys"))
        self.tools.setVisible(is_editing)
        self._show_keys()
        self.setVisible(is_editing or any(page.keys for page in self.pages))

    def _numbers(self) -> list[int]:
        """The pages that there are; while keys are changed also the next free one."""
        numbers = [page.page for page in self.pages] or [1]
        free = next((number for number in range(1, PAGES + 1) if number not in numbers), 0)
        return sorted({*numbers, free} - {0}) if self.is_editing and self.pages else numbers

    @property
    def shown(self) -> dict[int, QuickKey]:
        """The keys of the page shown, by place."""
        page = next((page for page in self.pages if page.page == self.page), None)
        return {} if page is None else {key.position: key for key in page.keys}

    def choose(self, position: int) -> None:
        """Mark the key that is changed; 0 marks none."""
        self.chosen = position
        self._show_keys()

    def _show_keys(self) -> None:
        keys = self.shown
        last = PLACES if self.is_editing else max(keys, default=0)
        for button in self.buttons:
            chosen = self.is_editing and button.position == self.chosen
            button.show_key(keys.get(button.position), is_editing=self.is_editing, is_chosen=chosen)
            button.setVisible(button.position <= -(-last // COLUMNS) * COLUMNS)
        self._show_pictures()
        self.grid.rows = max(1, -(-last // COLUMNS))
        self.grid.updateGeometry()

    def show_pictures(self, pictures: Mapping[int, QPixmap]) -> None:
        """The pictures of goods, by product; those of the page shown appear on its keys."""
        self._pictures = pictures
        self._show_pictures()

    def _show_pictures(self) -> None:
        keys = self.shown
        for button in self.buttons:
            key = keys.get(button.position)
            button.show_goods(self._pictures.get(key.product_id or 0, QPixmap()) if key is not None else QPixmap())

    def _on_tab(self, index: int) -> None:
        self.page = self.tabs.tabData(index) or 1
        self.chosen = 0
        self._show_keys()
        self.turned.emit()


class _Room(QScrollArea):
    """The grid; it scrolls where the window is too low for all rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = 1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.viewport().setAutoFillBackground(False)

    def fill(self, buttons: Sequence[QuickButton]) -> None:
        """Put the places into rows."""
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(GAP))
        for at, button in enumerate(buttons):
            grid.addWidget(button, at // COLUMNS, at % COLUMNS)
        grid.setRowStretch(len(buttons) // COLUMNS, 1)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)  # taking it, the area had it filled

    def sizeHint(self) -> QSize:
        """Room for all rows."""
        return QSize(theme.px(200), self.rows * theme.px(HEIGHT) + (self.rows - 1) * theme.px(GAP))

    def minimumSizeHint(self) -> QSize:
        """One row is always to be seen."""
        return QSize(theme.px(200), theme.px(HEIGHT))


def light(text: str) -> QPushButton:
    """A button that steps back and never takes the focus."""
    button = QPushButton(text)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    theme.set_role(button, "light")
    return button
