"""The stock list: the one table with its quick search, and boxes for category, place and state."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.places import places
from jxc_desktop.queries.product_card import categories
from jxc_desktop.queries.stock import OF_CATEGORY, OF_PLACE, STATE, STATES, stock_page, stock_totals, unused_columns, visible_columns
from jxc_desktop.ui import jobs, theme
from jxc_desktop.ui.rows import Filters, Order, RowsModel, Totals
from jxc_desktop.ui.widgets.table_page import TablePage

_HIDDEN_AT_FIRST = ("barcode", "spec", "unit", "category", "is_unopened", "last_counted")
_BOX_WIDTH = 170
ADD_UP_MS = 60


class StockTable(TablePage):
    """The list page of the stock. Count and value of what fits are found beside the rows: they take a while at 100,000 products."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        self._asked = 0
        self._found: Totals | None = None
        with shop.read() as view:
            columns = visible_columns(view)
            hidden = (*_HIDDEN_AT_FIRST, *unused_columns(view))
        model = RowsModel(columns, self._fetch, second_key="code", tint=self._tint)
        super().__init__(model, "stock", _("Stock"), search_hint=_("Name, initials, code or barcode"), parent=parent)
        self.view.totals = self._totals_of
        self._unopened = model.column_of("is_unopened")
        self._adding_up = QTimer(self, singleShot=True, interval=ADD_UP_MS)
        self._adding_up.timeout.connect(self._add_up)
        model.loaded.connect(self._show_found)
        self.category, self.place, self.state = (self._box(name) for name in (_("Category"), _("Place"), _("Which products")))
        self.state.addItem(_("All products"), "")
        for key, title in STATES.items():
            self.state.addItem(_(title), key)
        self._fill_boxes()
        self.view.columns.hide_at_first(hidden)

    def _box(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.view().setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMaximumWidth(theme.px(_BOX_WIDTH))
        box.activated.connect(lambda _index: self.apply_filters())
        self.above.addWidget(box)
        return box

    def _fill_boxes(self) -> None:
        """Categories and places as they are by now; what was chosen stays chosen."""
        with self.shop.read() as view:
            names, there = categories(view), places(view)
        for box, everything, choices in (
            (self.category, _("All categories"), [(name, name) for name in names]),
            (self.place, _("All places"), [(place.title, str(place.id)) for place in there]),
        ):
            chosen = box.currentData()
            box.clear()
            box.addItem(everything, "")
            for title, key in choices:
                box.addItem(title, key)
            box.setCurrentIndex(max(0, box.findData(chosen)))
        self.place.setVisible(len(there) > 1)

    def _fetch(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[Any]:
        if not offset:
            self._asked, self._found = self._asked + 1, None
        with self.shop.read() as view:
            return stock_page(
                view, offset, limit, order=order.key, is_descending=order.is_descending, filters=filters, columns=self.model.columns
            )

    def _show_found(self) -> None:
        """The rows are painted first, then added up."""
        if self._found is None:
            self._adding_up.start()
        else:
            self.show_totals(self._found)

    def is_added_up(self) -> bool:
        """Whether the totals shown are of what is asked by now."""
        return self._found is not None

    def _add_up(self) -> None:
        asked, filters = self._asked, dict(self.model.filters)

        jobs.run(
            lambda _control: self._totals_of(filters), title=_("Stock"), owner=self, done=lambda totals: self._on_added_up(asked, totals)
        )

    def _totals_of(self, filters: Filters) -> Totals:
        with self.shop.read() as view:
            count, value = stock_totals(view, filters)
        return Totals(count, {"value": value})

    def _on_added_up(self, asked: int, totals: Totals) -> None:
        if asked == self._asked:  # else something else is asked by now
            self._found = totals
            self.show_totals(totals)

    def _show_totals(self) -> None:
        """The rows loaded add up to nothing that could be called a total."""

    def _tint(self, row: Any, _key: str) -> str:
        return "soft" if self._unopened >= 0 and row[self._unopened] else ""

    def refresh(self) -> None:
        """Ask again; for categories and places too."""
        self._fill_boxes()
        super().refresh()

    def wanted_filters(self) -> Mapping[str, str]:
        """What is asked at the moment, by the boxes too."""
        boxes = {OF_CATEGORY: self.category, OF_PLACE: self.place, STATE: self.state}
        return {**super().wanted_filters(), **{key: box.currentData() for key, box in boxes.items() if box.currentData()}}

    def show_all(self) -> None:
        """Ask for nothing, by the boxes neither."""
        for box in (self.category, self.place, self.state):
            box.setCurrentIndex(0)
        super().show_all()

    def show_state(self, state: str) -> None:
        """Only what is in a state."""
        self.show_all()
        self.state.setCurrentIndex(self.state.findData(state))
        self.apply_filters()

    def current_id(self) -> int | None:
        """The product under the cursor."""
        row = self.view.current_row()
        return None if row is None else int(row[-1])
