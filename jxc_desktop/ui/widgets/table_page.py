"""A page that is a list: quick search on top, filters, the table, a total row, a strip, and what to do on the right."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QDateEdit, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import N_, _
from jxc_desktop.ui import theme
from jxc_desktop.ui.rows import QUICK, Filters, RowsModel, Totals
from jxc_desktop.ui.widgets.rows_view import EXPORT_KEY, RowsView
from jxc_desktop.ui.widgets.strips import key_chip
from jxc_desktop.ui.widgets.table_foot import TableFoot
from jxc_desktop.ui.widgets.table_parts import FilterRow, TotalRow

TYPING_MS = 60
READING = N_("Reading the books …")
"""What a table says that waits for its first rows."""


class TablePage(QWidget):
    """The list page. `totals(filters)` asks the query for count and sums; without it the loaded rows are added up.

    Pages put their own parts into `above` (beside the search), `side` (actions) and `strip_place` (what just happened).
    `export_key` is the key of the way to Excel, nothing where the page uses it for something else.
    """

    export_key = EXPORT_KEY

    opened = Signal(object)
    chosen = Signal(object)
    refreshed = Signal()

    def __init__(
        self,
        model: RowsModel,
        name: str,
        title: str,
        *,
        totals: Callable[[Filters], Totals] | None = None,
        search_hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = model
        self._totals = totals
        self._nothing: tuple[str, str, Callable[[], object] | None] = (_("Nothing here yet."), "", None)
        model.setParent(self)
        self.search = self._make_search(title, search_hint)
        self.card = QFrame(self)
        theme.set_role(self.card, "card")
        self.view = RowsView(model, name, title, self.card)
        self.filters = FilterRow(self.view)
        self.filters.hide()
        self.total_row = TotalRow(self.view)
        self.side = QVBoxLayout()
        self._actions: list[QPushButton] = []
        self.above = QHBoxLayout()
        self.strip_place = QVBoxLayout()
        self.view.totals = totals
        self.view.asked = self.asked_beside
        self.filter_chip = key_chip("Ctrl+Shift+F", _("Filter"), self.toggle_filters, self.card)
        self.foot = TableFoot(self.view, [self.filter_chip], export_key=self.export_key)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()

    def _make_search(self, title: str, hint: str) -> QLineEdit:
        search = QLineEdit(self)
        search.setAccessibleName(_("Search in {table}").format(table=title))
        search.setPlaceholderText(hint or _("Search"))
        search.setClearButtonEnabled(True)
        icon = theme.icon("search")
        if not icon.isNull():
            search.addAction(icon, QLineEdit.ActionPosition.LeadingPosition)
        theme.set_role(search, "search")
        return search

    def _lay_out(self) -> None:
        gap, wide = theme.px(theme.GAP), theme.px(theme.GAP_WIDE)
        inner = QVBoxLayout(self.card)
        inner.setContentsMargins(wide, wide, wide, wide)
        inner.setSpacing(gap)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addLayout(self.above)
        inner.addLayout(top)
        table = QVBoxLayout()
        table.setSpacing(0)
        table.addWidget(self.filters)
        table.addWidget(self.view, 1)
        table.addWidget(self.total_row)
        inner.addLayout(table, 1)
        inner.addLayout(self.strip_place)
        inner.addWidget(self.foot)
        self.side.setSpacing(gap)
        self.side.addStretch(1)
        page = QHBoxLayout(self)
        page.setContentsMargins(wide, wide, wide, wide)
        page.setSpacing(wide)
        page.addWidget(self.card, 1)
        page.addLayout(self.side)
        self.setTabOrder(self.search, self.view)

    def _connect(self) -> None:
        self.search.textEdited.connect(lambda _text: self._typing.start())
        self.search.textChanged.connect(lambda text: None if text else self._typing.start())
        self.search.returnPressed.connect(self._on_search_entered)
        self.search.installEventFilter(self)
        self.filters.changed.connect(self._typing.start)
        self._typing.timeout.connect(self.apply_filters)
        self.view.opened.connect(self.opened)
        self.view.chosen.connect(self.chosen)
        self.view.typed.connect(self._on_typed_in_table)
        self.model.loaded.connect(self._show_totals)
        self.model.loaded.connect(self._show_empty)
        for keys, slot in (("Ctrl+F", self.focus_search), ("Ctrl+Shift+F", self.toggle_filters), (self.export_key, self.view.export)):
            if keys:
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(slot)

    # what pages call

    def refresh(self) -> None:
        """Ask the query again; cursor and marks stay on their rows, wherever those stand now, and the list where it was scrolled."""
        number, scrolled = self.view.currentIndex().row(), self.view.verticalScrollBar().value()
        identity = self.model.identity(number) if number >= 0 else None
        marked = {self.model.identity(each) for each in self.view.selected_numbers()}
        self.model.refresh()
        found = self.model.number_of(identity) if number >= 0 else -1
        if found >= 0:
            self.view.selectRow(found)
            if len(marked) > 1:
                self.view.mark([each for each in range(self.model.rowCount()) if self.model.identity(each) in marked])
            self.view.verticalScrollBar().setValue(scrolled)
        self.refreshed.emit()

    def add_action(self, text: str, slot: Callable[[], object], *, key: str = "", primary: bool = False) -> QPushButton:
        """Add a button on the right; its key is written on it and works anywhere on the page."""
        button = QPushButton(f"{text}   {key}" if key else text, self)
        button.setAccessibleName(text)
        if primary:
            theme.set_role(button, "primary")
        if key:  # a button's own shortcut would act 100 ms later, and what is typed meanwhile would go elsewhere
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda: slot() if button.isEnabled() else None)
        button.clicked.connect(lambda _checked: slot())
        self.side.insertWidget(self.side.count() - 1, button)
        self._actions.append(button)
        return button

    def pair_actions(self, width: int) -> None:
        """Two actions in a row where both have room in that width: what stands above them gets the rows."""
        gap, left = self.side.spacing(), list(self._actions)
        for button in left:
            button.setProperty("place", "pair")
            button.ensurePolished()
        while left:
            pair = [left.pop(0)]
            if left and all(2 * each.sizeHint().width() + gap <= width for each in (pair[0], left[0])):
                pair.append(left.pop(0))
            row = QHBoxLayout()
            row.setSpacing(gap)
            for button in pair:
                self.side.removeWidget(button)
                row.addWidget(button, 1)
            self.side.insertLayout(self.side.count() - 1, row)

    def put_on_top(self, name: QWidget, *facts: QWidget) -> None:
        """What the table is of, above its search: a name that may be long, and facts."""
        inner = self.card.layout()
        assert isinstance(inner, QVBoxLayout)  # as made above
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.GAP))
        row.addWidget(name, 1)
        for fact in facts:
            row.addWidget(fact)
        inner.insertLayout(0, row)

    def put_beside(self, card: QWidget, width: int) -> None:
        """A card above the actions; where the window is low it gives way, not they."""
        self.side.insertWidget(0, _GivesWay(card, width), 20)

    def focus_search(self) -> None:
        """Put the cursor into the quick search."""
        self.search.setFocus()
        self.search.selectAll()

    def toggle_filters(self) -> None:
        """Show or put away the filter row; what it asked is asked no more when it is away, and the cursor goes into the table."""
        if self.filters.isAncestorOf(self.focusWidget() or self):
            self.view.setFocus()
        self.filters.setVisible(self.filters.isHidden())
        if self.filters.isHidden():
            self.filters.clear()
            self.apply_filters()
        else:
            self.filters.place()
            self.filters.focus_first()

    def wanted_filters(self) -> Mapping[str, str]:
        """What is asked at the moment: filters by column key, the quick search under `QUICK`."""
        return self.filters.texts() | ({QUICK: self.search.text()} if self.search.text().strip() else {})

    def asked_beside(self) -> Sequence[str]:
        """What the boxes and the day beside the search ask, a text each."""
        parts = [item.widget() for item in (self.above.itemAt(place) for place in range(self.above.count())) if item is not None]
        boxes = [(part.accessibleName(), part.currentText()) for part in parts if isinstance(part, QComboBox) and part.currentData()]
        days = [(part.accessibleName(), part.text()) for part in parts if isinstance(part, QDateEdit)]
        return [f"{name}: {text}" for name, text in (*boxes, *days)]

    def apply_filters(self) -> None:
        """Ask the query for what is typed now."""
        self._typing.stop()
        self.model.set_filters(self.wanted_filters())

    def is_narrowed(self) -> bool:
        """Whether something is asked that could be asked less."""
        return bool(self.wanted_filters())

    def show_all(self) -> None:
        """Ask for nothing."""
        self.search.clear()
        self.filters.clear()
        self.apply_filters()

    def say_nothing(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        """What to say, and to offer, where there is nothing at all; where nothing fits what is asked, that is said instead."""
        self._nothing = (text, action, on_action)
        self._show_empty()

    def _show_empty(self) -> None:
        if self.model.rowCount():
            return
        if self.is_narrowed():
            self.view.set_empty(_("Nothing fits what is asked."), _("Show all"), self.show_all)
        else:
            self.view.set_empty(*self._nothing)

    def take_scan(self, code: str) -> bool:
        """A scan on a list looks for the code."""
        self.search.setText(code)
        self.apply_filters()
        return True

    def _on_typed_in_table(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(text)
        self._typing.start()

    def _on_search_entered(self) -> None:
        self.apply_filters()
        if self.model.rowCount():
            self.view.setFocus()
            self.view.selectRow(0)

    def _show_totals(self) -> None:
        totals = self._totals(self.model.filters) if self._totals else self.model.sums()
        self.show_totals(totals, is_all=self._totals is not None or self.model.is_complete())

    def show_totals(self, totals: Totals, *, is_all: bool = True) -> None:
        """Count and sums, of all rows or of those loaded."""
        self.total_row.show_totals(totals)
        self.foot.show_count(totals.count, is_all=is_all)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the search into the table, Esc empties the search."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self._on_search_entered()
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)


class _GivesWay(QWidget):
    """Room for a card that asks for none: its texts, wrapped at its width, would claim their height from what stands below."""

    def __init__(self, card: QWidget, width: int) -> None:
        super().__init__()
        self._card = card
        card.setParent(self)
        self.setFixedWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The card fills it."""
        super().resizeEvent(event)
        self._card.resize(event.size())
