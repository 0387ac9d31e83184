"""Who counts which area: a line for each, in a part of the form that scrolls."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from jxc_desktop.i18n import _, ngettext
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.parts import FormRows

LONGEST_NAME = 40


class AreaPeople(QScrollArea):
    """What is typed for an area stays while other areas come and go."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Who counts which area"))
        self.lines: dict[str, QLineEdit] = {}
        self._shown: tuple[tuple[str, int], ...] = ()
        self.hide()

    def show_areas(self, areas: Sequence[tuple[str, int]]) -> None:
        """A line for each area, with how many lines it has."""
        if tuple(areas) == self._shown:
            return
        self._shown = tuple(areas)
        typed = self.people()
        self.lines = {}
        inside = QWidget()
        theme.set_role(inside, "inside")
        rows = FormRows(inside)
        rows.setContentsMargins(0, 0, theme.px(theme.GAP), 0)
        for area, count in areas:
            line = self.lines[area] = QLineEdit(typed.get(area, ""))
            line.setMaxLength(LONGEST_NAME)
            line.textChanged.connect(lambda _text: self.changed.emit())
            lines = ngettext("{count} line", "{count} lines", count).format(count=f"{count:,}")
            line.setPlaceholderText(_("anyone"))
            line.setAccessibleName(_("Who counts {area}").format(area=area))
            rows.add(f"{area} ({lines})", line)
        self.setWidget(inside)
        self.setVisible(bool(areas))

    def people(self) -> dict[str, str]:
        """Who was named, by area."""
        return {area: line.text().strip() for area, line in self.lines.items() if line.text().strip()}
