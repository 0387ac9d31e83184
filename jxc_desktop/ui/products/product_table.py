"""The list of products: the one table with its quick search, and two boxes that narrow it."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_card import categories
from jxc_desktop.queries.product_list import OF_CATEGORY, STATE, product_count, product_list, states, visible_columns
from jxc_desktop.ui import jobs, theme
from jxc_desktop.ui.products.form_fields import name_box
from jxc_desktop.ui.rows import Filters, Order, RowsModel, Totals
from jxc_desktop.ui.widgets.table_page import TablePage

AT_FIRST = frozenset({"code", "barcodes", "name", "spec", "retail_price", "stock"})


class ProductTable(TablePage):
    """The list page of products. `undo_wanted` is Ctrl+Z in a search line that has nothing of its own to undo."""

    undo_wanted = Signal()
    export_key = ""  # Ctrl+E changes the product

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        self.shop = shop
        self._asked, self._count = 0, -1
        with shop.read() as view:
            columns = visible_columns(view)
        self._stopped = next(place for place, column in enumerate(columns) if column.key == "stop_selling")
        model = RowsModel(columns, self._fetch, second_key="code", tint=self._tint)
        super().__init__(
            model,
            "products",
            _("Products"),
            search_hint=_("Name, initials, code or barcode"),
            parent=parent,
        )
        model.loaded.connect(self._count_all)
        self.category, self.state = QComboBox(self), QComboBox(self)
        self._fill_boxes()
        self.view.columns.hide_at_first(column.key for column in columns if column.key not in AT_FIRST)

    def _fill_boxes(self) -> None:
        name_box(self.category, _("Category"))
        name_box(self.state, _("Which products"))
        self.state.addItem(_("All products"), "")
        with self.shop.read() as view:
            may_ask = states(view)
        for key, title in may_ask.items():
            self.state.addItem(_(title), key)
        for box in (self.category, self.state):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMaximumWidth(theme.px(180))
            box.activated.connect(lambda _index: self.apply_filters())
            self.above.addWidget(box)
        self.setTabOrder(self.search, self.category)
        self.setTabOrder(self.category, self.state)
        self.setTabOrder(self.state, self.view)

    def _fetch(self, offset: int, limit: int, order: Order, filters: Filters, /) -> Sequence[Any]:
        if not offset:
            self._asked, self._count = self._asked + 1, -1
        with self.shop.read() as view:
            return product_list(
                view, offset, limit, order=order.key, is_descending=order.is_descending, filters=filters, columns=self.model.columns
            )

    def _count_all(self) -> None:
        """What is not loaded as a whole is counted on the side: a letter that most names hold takes a while at 100,000 products."""
        if self.model.is_complete():
            return
        if self._count >= 0:
            self.show_totals(Totals(self._count))
            return
        asked, filters = self._asked, dict(self.model.filters)

        def count(_control: jobs.JobControl) -> int:
            with self.shop.read() as view:
                return product_count(view, filters)

        jobs.run(count, title=_("Products"), owner=self, done=lambda found: self._on_counted(asked, found))

    def _on_counted(self, asked: int, count: int) -> None:
        if asked == self._asked:  # else something else is asked by now
            self._count = count
            self.show_totals(Totals(count))

    def _tint(self, row: Any, _key: str) -> str:
        return "soft" if row[self._stopped] else ""

    def refresh(self) -> None:
        """Ask again; the categories too."""
        chosen = self.category.currentData()
        with self.shop.read() as view:
            names = categories(view)
        self.category.clear()
        self.category.addItem(_("All categories"), "")
        for name in names:
            self.category.addItem(name, name)
        self.category.setCurrentIndex(max(0, self.category.findData(chosen)))
        super().refresh()

    def wanted_filters(self) -> Mapping[str, str]:
        """What is asked at the moment, by the boxes too."""
        boxes = {OF_CATEGORY: self.category.currentData() or "", STATE: self.state.currentData() or ""}
        return {**super().wanted_filters(), **{key: text for key, text in boxes.items() if text}}

    def show_all(self) -> None:
        """Ask for nothing, by the boxes neither."""
        for box in (self.category, self.state):
            box.setCurrentIndex(0)
        super().show_all()

    def id_of(self, row: Any) -> int:
        """The product of a row."""
        return int(row[-1])

    def go_to(self, product_id: int) -> None:
        """Put the cursor on a product, if it is among the loaded rows."""
        for number, row in enumerate(self.model.rows()):
            if row[-1] == product_id:
                self.view.selectRow(number)
                self.view.setFocus()
                return
        self.focus_search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A line edit keeps Ctrl+Z for itself, even when there is nothing to undo in it."""
        is_press = event.type() == QEvent.Type.KeyPress
        if watched is self.search and is_press and _is_undo(event) and not self.search.isUndoAvailable():
            self.undo_wanted.emit()
            return True
        return super().eventFilter(watched, event)


def _is_undo(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
