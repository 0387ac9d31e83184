"""A document typed scan after scan: whose goods they are, the scan line, the lines, the one under the cursor, its totals at the right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import half_width
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import split_quantity
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.products.which_product import WhichProduct
from jxc_desktop.ui.purchasing.line_fields import LineFields
from jxc_desktop.ui.purchasing.open_purchase import OpenPurchase
from jxc_desktop.ui.purchasing.supplier_line import SupplierLine
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.sales.finder import Finder
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.number_edits import NumberEdit
from jxc_desktop.ui.widgets.parts import Card
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.strips import UndoStrip
from jxc_desktop.ui.widgets.table_foot import with_foot

LEAST_CODE = 4


@dataclass(frozen=True, slots=True)
class Lines:
    """The table of an editor: its columns, those that are hidden at first, under what it is remembered, its title, what it says when empty."""

    columns: Sequence[Column]
    hidden: Sequence[str]
    key: str
    title: str
    empty: str


D = TypeVar("D", bound=OpenPurchase[Any, Any])
F = TypeVar("F", bound=LineFields[Any])


class LinesEditor(QWidget, Generic[D, F]):
    """Emits `closed` on the way back; what is typed is in its draft all the time.

    Children say how it ends (`finish`, with `end` on its key), and what an unknown code and Enter on the empty line mean.
    """

    closed = Signal()
    hints_changed = Signal()

    def __init__(self, opened: D, lines: Lines, form: F, totals: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop: Shop = opened.shop
        self.opened = opened
        self._asked: tuple[str, int | None] = ("", None)
        self.supplier = SupplierLine(self.shop, self)
        self.line = BarcodeLine(_("Scan, or type initials, name or code; 5* before it for five"), name=_("Scan or search goods"))
        self.finder = Finder(self.shop, self.line, self, self)
        self.which = WhichProduct(self)
        self.model = RowsModel(lines.columns, second_key="number", tint=self._tint, parent=self)
        self.view = RowsView(self.model, lines.key, lines.title, self)
        self.view.set_empty(lines.empty)
        self.view.columns.hide_at_first(lines.hidden)
        self.form, self.totals, self.strip = form, totals, UndoStrip()
        self.head = QHBoxLayout()
        self.under, self.pages = QStackedWidget(self), QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._bind()

    def _lay_out(self) -> None:
        wide = theme.px(theme.GAP_WIDE)
        self.head.setSpacing(theme.px(theme.GAP))
        self.head.addWidget(self.supplier, 1)
        self.under.addWidget(self.form)
        typing = Card()
        typing.column.addLayout(self.head)
        typing.column.addWidget(self.line)
        typing.column.addWidget(self.which)
        typing.column.addWidget(with_foot(self.view), 1)
        typing.column.addWidget(self.strip)
        typing.column.addWidget(self.under)
        self.which.hide()
        self.pages.addWidget(typing)
        row = QHBoxLayout(self)
        row.setContentsMargins(wide, wide, wide, wide)
        row.setSpacing(wide)
        row.addWidget(self.pages, 1)
        row.addWidget(self.totals)

    def _connect(self) -> None:
        self.opened.changed.connect(self.show_all)
        self.supplier.picked.connect(self._on_supplier)
        self.supplier.left.connect(self.line.setFocus)
        self.line.scanned.connect(self._on_scanned)
        self.line.typed.connect(self.finder.look)
        self.line.stepped.connect(self._on_step)
        self.line.submitted.connect(self._on_submitted)
        self.finder.picked.connect(self.on_found)
        self.which.picked.connect(lambda found: self.add(found, self._asked[1]))
        self.view.chosen.connect(self._on_chosen)
        self.view.opened.connect(lambda _row: self.edit_quantity())
        self.view.typed.connect(self._on_typed_in_table)
        self.form.entered.connect(self.line.setFocus)
        self.totals.finish_wanted.connect(self.finish)
        self.strip.undone.connect(self.undo)

    def _bind(self) -> None:
        self.add_key("F2", self.edit_quantity)
        self.add_key("F4", self.edit_price)
        self.add_key("F8", self.supplier.setFocus)
        self.add_key("F12", self.finish)
        self.add_key("Ctrl+Z", self.undo)
        self.add_key("Esc", self.step_back)
        remove = QShortcut(QKeySequence("Del"), self.view)
        remove.setContext(Qt.ShortcutContext.WidgetShortcut)
        remove.activated.connect(self.remove)

    def add_key(self, key: str, slot: Callable[[], object]) -> None:
        """A key that works everywhere in the editor."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    def line_hints(self, finish: str) -> Sequence[Hint]:
        """The keys of the lines; `finish` names what F12 does."""
        return (
            ("F2", _("Quantity"), self.edit_quantity),
            ("F4", _("Price"), self.edit_price),
            ("F8", _("Supplier"), self.supplier.setFocus),
            ("Del", _("Remove line"), self.remove),
            ("Ctrl+Z", _("Undo"), self.undo),
            ("F12", finish, self.finish),
            ("Esc", _("Back; it is kept"), self.step_back),
        )

    def _tint(self, row: tuple[object, ...], key: str) -> str:
        """The colour of a cell."""
        raise NotImplementedError

    # what is shown

    def show_all(self) -> None:
        """Show the document as it is."""
        opened = self.opened
        self.supplier.show_supplier(opened.supplier)
        self.model.set_rows(opened.rows())
        self.view.columns.look_at(range(self.model.rowCount()))
        if opened.place >= 0:
            self.view.blockSignals(True)
            self.view.selectRow(opened.place)
            self.view.blockSignals(False)
            self.view.scrollTo(self.model.index(opened.place, 0))
        self.under.setVisible(opened.line is not None)
        self.form.show_line()
        self.totals.show_totals()

    def say(self, text: str, kind: str = "neutral") -> None:
        """Say something under the lines."""
        self.strip.show_text(text, kind=kind)

    # goods

    def take_scan(self, code: str) -> bool:
        """A scan from anywhere adds a line, or one more to its line."""
        return self.line.take_scan(code)

    def _on_scanned(self, code: str) -> None:
        self.show_lines()
        quantity, before = split_quantity(self.line.text())
        if before or quantity is not None:
            self.line.clear()
        self._take_code(code, None if before else quantity)

    def _take_code(self, code: str, quantity: int | None) -> None:
        try:
            with self.shop.read() as view:
                found = find_by_code(view, code)
        except ShopError as named:  # a customer's payment code
            sounds.refused()
            self.say(str(named), "amber")
            return
        if not found:
            sounds.refused()
            self.on_unknown(code, quantity)
            return
        sounds.taken()
        if len(found) > 1:
            self._asked = (code, quantity)
            self.which.ask(found)
        else:
            self.add(found[0], quantity)

    def on_unknown(self, code: str, quantity: int | None) -> None:
        """A code that nobody knows."""
        raise NotImplementedError

    def add(self, found: Found, quantity: int | None = None) -> None:
        """Goods that were scanned or found."""
        self.which.hide()
        self.strip.clear()
        self.opened.add(found, quantity)
        self.line.setFocus()

    def on_found(self, product: Product) -> None:
        """A product of the search."""
        quantity, _text = split_quantity(self.line.text())
        self.line.clear()
        self.finder.close()
        self.add(Found(product), quantity)

    def is_code_asked(self) -> bool:
        """Whether what is typed in the line may be a code."""
        return not self.finder.is_walked

    def _on_submitted(self, text: str) -> None:
        """Enter: what was found, or a code."""
        if not text:
            self.on_empty_enter()
            return
        quantity, rest = split_quantity(half_width(text))
        if self.is_code_asked():
            with self.shop.read() as view:
                known = find_by_code(view, rest)
            is_code = rest.isascii() and rest.isdigit() and len(rest) >= LEAST_CODE
            if known or (is_code and not self.finder.is_open):
                self.line.clear()
                self._take_code(rest, quantity)
                return
        if not self.finder.pick():
            sounds.refused()
            self.say(_("“{text}” was not found.").format(text=rest), "amber")

    def on_empty_enter(self) -> None:
        """Enter on the empty line."""
        raise NotImplementedError

    def _on_step(self, by: int) -> None:
        if self.finder.is_open:
            self.finder.step(by)
        else:
            self.opened.step_to(self.opened.place + by)

    def _on_chosen(self, row: tuple[object, ...] | None) -> None:
        if row is not None:
            self.opened.step_to(int(str(row[0])) - 1)

    def _on_typed_in_table(self, text: str) -> None:
        self.line.setFocus()
        self.line.setText(text)
        self.finder.look(text)

    def _on_supplier(self, supplier_id: int) -> None:
        self.opened.set_supplier(supplier_id)
        self.supplier.show_supplier(self.opened.supplier)
        self.line.setFocus()

    # the line under the cursor

    def edit_quantity(self) -> None:
        """F2."""
        self.edit(self.form.quantity.select_all)

    def edit_price(self) -> None:
        """F4."""
        self.edit(self.form.price.select_all)

    def edit(self, begin: Callable[[], object]) -> None:
        """Begin to type in the line, if there is one."""
        if self.opened.line is not None and self.pages.currentIndex() == 0:
            begin()

    def remove(self) -> None:
        """Del: the line goes, and can be had back."""
        line = self.opened.remove()
        if line is not None:
            self.strip.show_text(_("Removed: {name}").format(name=line.goods.name), _("Take it back"), "Ctrl+Z")

    def undo(self) -> None:
        """Ctrl+Z: as it was before the last change."""
        if self.pages.currentIndex():
            return
        if self.opened.undo():
            self.strip.clear()
        else:
            self.say(_("Nothing to undo."))

    # the end

    def finish(self) -> None:
        """F12."""
        raise NotImplementedError

    def has_wrong_figure(self) -> bool:
        """Whether a field holds no figure: the cursor goes there, for what is typed in it would be lost."""
        edits = [*self.form.findChildren(NumberEdit), *self.totals.findChildren(NumberEdit)]
        wrong = next((edit for edit in edits if edit.isVisibleTo(self) and not edit.is_valid()), None)
        if wrong is None:
            return False
        sounds.refused()
        wrong.select_all()
        return True

    def go_to_line(self, number: int) -> None:
        """The line of a number, its price to be typed."""
        self.show_lines()
        self.opened.step_to(number - 1)
        self.edit_price()

    def show_lines(self) -> None:
        """Back to the lines from whatever stands in their place."""

    def step_back(self) -> None:
        """Esc: one step back, at last to the list; the draft stays."""
        if self.pages.currentIndex():
            self.show_lines()
        elif self.finder.is_open:
            self.finder.close()
        elif not self.supplier.popup.isHidden():
            self.supplier.close_list()
        elif not self.which.isHidden():
            self.which.hide()
            self.line.setFocus()
        elif self.line.text():
            self.line.clear()
        elif self.under.isAncestorOf(self.focusWidget() or self):
            self.line.setFocus()
        else:
            self.closed.emit()
