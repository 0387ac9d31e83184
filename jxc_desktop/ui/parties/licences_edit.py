"""The licences of a supplier, one row each: name, number, until when it holds."""

import re
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.suppliers import Licence, LicenceState
from jxc_desktop.i18n import _
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.number_edits import ProblemLabel
from jxc_desktop.ui.widgets.parts import role_label

_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")


def day_of(text: str) -> date | None:
    """A day as people write it: 2027-12-31, 2027/12/31, 20271231, 2027年12月31日; None for anything else."""
    found = _DAY.fullmatch("".join(text.split()))
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


class LicenceRow(QWidget):
    """One licence; below it what is wrong, or that it ends soon."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, today: date, licence: Licence | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.name = QLineEdit(licence.title if licence else "")
        self.number = QLineEdit(licence.number if licence else "")
        self.until = QLineEdit(f"{licence.expires_on or ''}" if licence else "")
        for line, name in ((self.name, _("Licence")), (self.number, _("Number")), (self.until, _("Valid until"))):
            line.setAccessibleName(name)
            line.setPlaceholderText(name)
            line.textChanged.connect(lambda _text: self._on_changed())
        self.until.setMaximumWidth(theme.px(120))
        self.problem = ProblemLabel(self)
        self.note = role_label("", "amber-note", self)
        self.remove_button = QPushButton(theme.icon("x"), "", self)
        self.remove_button.setAccessibleName(_("Remove this licence"))
        self.remove_button.setToolTip(_("Remove this licence"))
        theme.set_role(self.remove_button, "icon")
        self.remove_button.clicked.connect(lambda _checked: self.removed.emit(self))
        row = QHBoxLayout()
        row.setSpacing(theme.px(6))
        for part, stretch in ((self.name, 3), (self.number, 3), (self.until, 2), (self.remove_button, 0)):
            row.addWidget(part, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        column.addLayout(row)
        column.addWidget(self.note)
        column.addWidget(self.problem)
        self._say()

    def is_wrong(self) -> bool:
        """Whether the day can't be read."""
        return bool(self.until.text().strip()) and day_of(self.until.text()) is None

    def licence(self) -> Licence:
        """The licence as typed; a name is put in where only number or day was."""
        name, number, until = self.name.text().strip(), self.number.text().strip(), day_of(self.until.text())
        return Licence(name or (_("Licence") if number or until else ""), number, until)

    def _on_changed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        """What is wrong with the day, or that it is near."""
        self.problem.show_problem(_("A day is written like 2027-12-31.") if self.is_wrong() else "")
        state = self.licence().state(self._today)
        texts = {LicenceState.SOON: _("It ends within 30 days."), LicenceState.EXPIRED: _("It has expired.")}
        self.note.setText(texts.get(state, ""))
        self.note.setVisible(state in texts)
        theme.set_role(self.note, "problem" if state is LicenceState.EXPIRED else "amber-note")
        self.until.setAccessibleDescription(self.problem.text() or self.note.text())


class LicencesEdit(QWidget):
    """The rows, and a button for one more."""

    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.rows: list[LicenceRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self.add_button = QPushButton(_("Add a licence"), self)
        self.add_button.setAccessibleName(_("Add a licence"))
        theme.set_role(self.add_button, "link")
        self.add_button.clicked.connect(lambda _checked: self.add_row().name.setFocus())
        line = QHBoxLayout()
        line.addWidget(self.add_button)
        line.addStretch(1)
        self._column.addLayout(line)

    def add_row(self, licence: Licence | None = None) -> LicenceRow:
        """One more row."""
        row = LicenceRow(self._today, licence, self)
        row.changed.connect(self.changed)
        row.removed.connect(self._remove)
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        before: QWidget = self
        for part in (row.name, row.number, row.until, row.remove_button, self.add_button):
            if before is not self:
                self.setTabOrder(before, part)
            before = part
        return row

    def _remove(self, row: LicenceRow) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self.add_button.setFocus()
        self.changed.emit()

    def set_licences(self, licences: tuple[Licence, ...]) -> None:
        """Show these."""
        for row in tuple(self.rows):
            self._remove(row)
        for licence in licences:
            self.add_row(licence)

    def licences(self) -> tuple[Licence, ...]:
        """The licences as typed; empty rows left out."""
        return tuple(licence for row in self.rows if (licence := row.licence()).title)

    def first_wrong(self) -> LicenceRow | None:
        """The first row whose day can't be read."""
        return next((row for row in self.rows if row.is_wrong()), None)
