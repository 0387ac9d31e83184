"""What was in stock at the end of a business day, as known now: read as a whole beside the window, then sorted and narrowed here."""

from datetime import date
from typing import Any

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.places import places
from jxc_desktop.queries.stock import AT_COLUMNS, stock_at
from jxc_desktop.ui import jobs, theme
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.rows import Filters, KeptRows, RowsModel, Totals
from jxc_desktop.ui.widgets.parts import soft_label
from jxc_desktop.ui.widgets.table_page import READING, TablePage


class AtTable(TablePage):
    """Quantity and value per product at a day, in all places or in one. `closed` is the way back, `opened` carries a row; `read` comes with each answer."""

    closed = Signal()
    card_asked = Signal(int)
    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        self.rows = KeptRows(AT_COLUMNS)
        self._job: jobs.Job | None = None
        model = RowsModel(AT_COLUMNS, self.rows, second_key="code")
        super().__init__(model, "stock-at", _("Stock at a date"), totals=self._totals_of, parent=parent)
        with shop.read() as view:
            today, known = view.business_date, places(view)
        last_month = today.replace(day=1).toordinal() - 1
        self.day = QDateEdit(self)
        self.day.setAccessibleName(_("At the end of"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setMinimumWidth(theme.px(118))
        self.day.setMaximumDate(_as_qt(today))
        self.day.setDate(_as_qt(date.fromordinal(last_month)))
        self.place = Choice(_("Place"), {"": _("All places"), **{str(each.id): each.title for each in known}}, self)
        self.place.setVisible(len(known) > 1)
        self.above.addWidget(self.place)
        self.above.addWidget(soft_label(_("At the end of")))
        self.above.addWidget(self.day)
        self.view.columns.hide_at_first(("barcode", "spec"))
        self.card_button = self.add_action(_("Moves"), self.open_current, key="Ctrl+O", primary=True)
        self.add_action(_("Back"), self.closed.emit, key="Esc")
        self.opened.connect(lambda row: self.card_asked.emit(row[-1]))
        self.chosen.connect(lambda row: self.card_button.setEnabled(row is not None))
        self.card_button.setEnabled(False)
        self.say_nothing(_(READING))
        self.day.dateChanged.connect(lambda _date: self.read_again())
        self.place.chosen.connect(self.read_again)
        self.read_again()

    def _totals_of(self, filters: Filters) -> Totals:
        return self.rows.totals(self.model.order, filters)

    def chosen_day(self) -> date:
        """The day asked for."""
        day = self.day.date()
        return date(day.year(), day.month(), day.day())

    def read_again(self) -> None:
        """Read on another thread; an answer that nobody waits for any more is dropped."""
        if self._job is not None:
            self._job.drop()
        day, place = self.chosen_day(), self.place.value()
        self._job = jobs.run(
            lambda _control: self._ask(day, int(place) if place else None),
            title=_("Stock at a date"),
            owner=self,
            done=lambda rows: self._on_read(day, place, rows),
        )

    def _ask(self, day: date, place: int | None) -> list[tuple[Any, ...]]:
        with self.shop.read() as view:
            return stock_at(view, day, place)

    def _on_read(self, day: date, place: str, rows: list[tuple[Any, ...]]) -> None:
        if (day, place) == (self.chosen_day(), self.place.value()):
            self.rows.set(rows)
            self.say_nothing(_("Nothing was in stock on that day."))
            self.refresh()
            self.read.emit()

    def open_current(self) -> None:
        """The moves of the product under the cursor."""
        row = self.view.current_row()
        if row is not None:
            self.card_asked.emit(row[-1])

    def arrive(self) -> None:
        """Put the focus where work begins."""
        self.day.setFocus()


def _as_qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
