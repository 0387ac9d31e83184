"""The third step: the tables of what would be done, what is wrong with its cures, and the way on. Nothing was changed yet."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.queries.columns import Column
from jxc_desktop.ui import theme
from jxc_desktop.ui.imports.cures import Cure, CureRows
from jxc_desktop.ui.imports.tabbed_tables import TabbedTables
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.parts import Card, role_label

WRONG = "wrong"  # the table under which the cures stand


class LookStep(QWidget):
    """Emits `decided` with other choices, `wanted` to import, `back_wanted` to the columns, `save_wanted` for the wrong rows.

    What a kind of import asks besides goes into `above`.
    """

    decided = Signal(object)
    wanted = Signal()
    back_wanted = Signal()
    save_wanted = Signal()

    def __init__(
        self, name: str, titles: Mapping[str, str], columns: Mapping[str, Sequence[Column]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.note = role_label("", "amber", self)
        self.note.setWordWrap(True)
        self.note.setMargin(theme.px(6))
        self.ask = AskStrip(self)
        self.above = QVBoxLayout()
        self.tables = TabbedTables(name, titles, columns)
        self.cures = CureRows(self)
        self.back = self._button(_("Change the columns"), self.back_wanted.emit)
        self.save_wrong = self._button(_("Save the wrong rows…"), self.save_wanted.emit)
        self.go = self._button(_("Import"), self.wanted.emit)
        theme.set_role(self.go, "primary")
        self._lay_out()
        self.tables.shown.connect(self._on_shown)
        self.cures.chosen.connect(self.cure)
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
        column.addLayout(self.above)
        column.addLayout(self.tables.heads)
        card = Card()
        card.column.addWidget(self.cures)
        card.column.addWidget(self.tables, 1)
        column.addWidget(card, 1)
        foot = QHBoxLayout()
        for part in (self.back, self.save_wrong):
            foot.addWidget(part)
        foot.addStretch(1)
        foot.addWidget(self.go)
        column.addLayout(foot)

    def show_tables(self, rows: Mapping[str, Sequence[Any]], counts: Mapping[str, int], cures: Sequence[Sequence[Cure]]) -> None:
        """Show the tables with what could be cured; the table that matters most comes first."""
        self.tables.show_rows(rows, counts)
        self.cures.show_cures(cures)
        counts = {key: len(found) for key, found in rows.items()} | dict(counts)
        self.save_wrong.setVisible(counts[WRONG] > 0)
        order = (WRONG, *(key for key in self.tables.tabs if key != WRONG))
        self.tables.show_kind(next((key for key in order if counts[key]), order[1]))

    def say(self, note: str) -> None:
        """A note above it all, or none."""
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def say_go(self, text: str) -> None:
        """What the way on would do."""
        self.go.setText(text)
        self.go.setAccessibleName(text)

    def cure(self, cure: Cure) -> None:
        """Mend what one click mends: `decided` with it."""
        raise NotImplementedError

    def _on_shown(self, key: str) -> None:
        self.cures.setVisible(key == WRONG and bool(self.cures.rows))
        self.cures.give_room(self.width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        self.cures.give_room(self.width(), self.height())
