"""What could be mended by one click: a row for each kind of wrong cell, with its cures as links."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from jxc_desktop.i18n import _, ngettext
from jxc_desktop.queries.differences import RowProblem
from jxc_desktop.spreadsheets.row_errors import CURES, ErrorGroup, RowError
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.parts import role_label

MOST_CURES = 4


@dataclass(frozen=True)
class Cure:
    """One click that mends many rows: a (field, cure) of the cells, or how doubles are taken."""

    title: str
    example: str
    count: int
    cell: tuple[str, str] | None = None
    doubles: str = ""


def cell_cures(groups: Sequence[ErrorGroup], problems: Sequence[RowProblem] = ()) -> list[Cure]:
    """The cures of wrong cells, those of one field together whatever was wrong; `problems` were found beside them."""
    found: dict[tuple[str, str], list[RowError | RowProblem]] = {}
    for group in groups:
        if group.cure:
            found.setdefault((group.field, group.cure), []).extend(group.errors)
    for problem in problems:
        found.setdefault((problem.field, problem.cure), []).append(problem)
    return [Cure(_(CURES[key[1]]), same[0].line(), len(same), cell=key) for key, same in found.items()]


class CureRows(QScrollArea):
    """The largest first; where the window is low they scroll and the table keeps its rows. `chosen` carries a Cure."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.rows: list[QFrame] = []
        self.buttons: list[QPushButton] = []

    def show_cures(self, cures: Sequence[Sequence[Cure]]) -> None:
        """Show these, several cures of the same rows together."""
        for old in self.rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows, self.buttons = [], []
        for same in cures[:MOST_CURES]:
            row = self._row(same)
            self._column.insertWidget(self._column.count() - 1, row)
            self.rows.append(row)

    def _row(self, same: Sequence[Cure]) -> QFrame:
        row = QFrame(self)
        theme.set_role(row, "strip-neutral")
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
            button = QPushButton(cure.title, self)
            button.setAccessibleName(cure.title)
            button.setAutoDefault(True)
            button.clicked.connect(lambda _checked, cure=cure: self.chosen.emit(cure))
            theme.set_role(button, "link")
            inner.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
            self.buttons.append(button)
        return row

    def give_room(self, width: int, height: int) -> None:
        """The height they need, up to a third of the step's."""
        width -= theme.px(60)
        heights = [row.heightForWidth(width) if row.hasHeightForWidth() else row.sizeHint().height() for row in self.rows]
        needed = sum(heights) + self._column.spacing() * len(heights)
        self.setFixedHeight(max(1, min(needed, height * 38 // 100)))
