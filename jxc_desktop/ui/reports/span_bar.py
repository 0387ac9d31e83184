"""The span picker: today, yesterday, this week, this month, last month, or from one date to another."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.queries.reports.spans import PRESET_TITLES, Preset, Span, span_of
from jxc_desktop.ui import theme

ALL = "all"


class SpanBar(QWidget):
    """A box of names and two dates; a date that is changed makes it "from – to". `changed` comes after each choice."""

    changed = Signal()

    def __init__(self, today: date, *, may_be_all: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._is_end_only = False
        self.box = QComboBox(self)
        self.box.setAccessibleName(_("Span"))
        self.box.view().setAccessibleName(_("Span"))
        if may_be_all:
            self.box.addItem(_("All days"), ALL)
        for preset, title in PRESET_TITLES.items():
            self.box.addItem(_(title), str(preset))
        self.first, self.last = self._date(_("From")), self._date(_("To"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.GAP))
        for part in (self.box, self.first, self.last):
            row.addWidget(part)
        self.box.activated.connect(lambda _index: self._on_named())
        self.first.dateChanged.connect(lambda _date: self._on_dated())
        self.last.dateChanged.connect(lambda _date: self._on_dated())
        self._show_dates()

    def _date(self, name: str) -> QDateEdit:
        edit = QDateEdit(self)
        edit.setAccessibleName(name)
        edit.setDisplayFormat("yyyy-MM-dd")
        edit.setCalendarPopup(True)
        edit.setMinimumWidth(theme.px(118))
        return edit

    def span(self) -> Span | None:
        """The span chosen; None for all days."""
        if self.box.currentData() == ALL:
            return None
        return Span.between(_as_date(self.first.date()), _as_date(self.last.date()))

    def set_today(self, today: date) -> bool:
        """A new business day has begun: what has a name moves along. Whether anything changed."""
        if today == self._today:
            return False
        self._today = today
        self._show_dates()
        return True

    def show_end_only(self, *, is_end_only: bool) -> None:
        """Whether only the last day counts: the first one is out of sight then."""
        self._is_end_only = is_end_only
        self._show_dates()

    def choose(self, preset: Preset) -> None:
        """Choose a span by its name."""
        self.box.setCurrentIndex(self.box.findData(str(preset)))
        self._on_named()

    def choose_span(self, span: Span | None) -> None:
        """Choose from – to, or all days."""
        self.box.setCurrentIndex(self.box.findData(ALL if span is None else str(Preset.OTHER)))
        if span is not None:
            self._set_dates(span)
        self._show_dates()
        self.changed.emit()

    def _on_named(self) -> None:
        self._show_dates()
        if self.box.currentData() == str(Preset.OTHER):
            (self.last if self._is_end_only else self.first).setFocus()
        self.changed.emit()

    def _show_dates(self) -> None:
        named = self.box.currentData()
        if named not in (ALL, str(Preset.OTHER)):
            self._set_dates(span_of(Preset(named), self._today))
        elif self.first.date() < QDate(2001, 1, 1):
            self._set_dates(span_of(Preset.TODAY, self._today))
        self.first.setVisible(named != ALL and not self._is_end_only)
        self.last.setVisible(named != ALL)

    def _set_dates(self, span: Span) -> None:
        for edit, day in ((self.first, span.first), (self.last, span.last)):
            edit.blockSignals(True)
            edit.setDate(QDate(day.year, day.month, day.day))
            edit.blockSignals(False)

    def _on_dated(self) -> None:
        self.box.setCurrentIndex(self.box.findData(str(Preset.OTHER)))
        self.changed.emit()


def _as_date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
