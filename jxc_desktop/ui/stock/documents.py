"""调拨, 报损, 报溢, 组装: scan after scan, quantities, a reason or two places, booked. What is typed is kept at each change."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDateEdit, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.money import half_width
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import split_quantity
from jxc_desktop.domain.stock_draft import StockDraft, Way
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.places import add_place, add_stock_reason, drop_stock_reason, rename_place, rename_stock_reason
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.day_watch import DayWatch
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.products.which_product import WhichProduct
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.sales.finder import Finder
from jxc_desktop.ui.stock.open_stock import OpenStock
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.late_goods import LateGoods
from jxc_desktop.ui.widgets.number_edits import QuantityEdit
from jxc_desktop.ui.widgets.parts import Card
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.strips import UndoStrip
from jxc_desktop.ui.widgets.table_foot import with_foot

TITLES = {
    Way.TRANSFER: N_("Transfer between places"),
    Way.WRITE_OFF: N_("Write goods off"),
    Way.WRITE_UP: N_("Write goods up"),
    Way.ASSEMBLY: N_("Assemble or break goods"),
}
FINISH = {
    Way.TRANSFER: N_("Book the transfer"),
    Way.WRITE_OFF: N_("Book the write-off"),
    Way.WRITE_UP: N_("Book the write-up"),
    Way.ASSEMBLY: N_("Book the assembly"),
}
LEAST_CODE = 4
_USED, _MADE = "used", "made"


def columns_of(way: Way) -> tuple[Column, ...]:
    """The table of one kind: what is said of a line besides its quantity."""
    said = {Way.TRANSFER: (), Way.ASSEMBLY: (Column("side", N_("Used or made"), "text"),)}.get(
        way, (Column("reason", N_("Reason"), "text"),)
    )
    place = () if way is Way.TRANSFER else (Column("place", N_("Place"), "text"),)
    return (
        Column("number", N_("Line no."), "integer"),
        Column("name", N_("Product name"), "text"),
        Column("spec", N_("Spec"), "text"),
        Column("unit", N_("Unit"), "text"),
        *said,
        *place,
        Column("there", N_("There now"), "quantity"),
        Column("quantity", N_("Quantity"), "quantity", total=True),
    )


class StockDocument(Part):
    """One document of a kind. Emits `booked` with what stands; Esc goes back, what is typed is kept."""

    booked = Signal(object)

    def __init__(self, shop: Shop, way: Way, parent: QWidget | None = None) -> None:
        super().__init__(shop, _(TITLES[way]), parent)
        self.way = way
        self.opened = OpenStock(shop, way, self)
        self._asked: int | None = None
        self._is_filling = False
        self.line = BarcodeLine(_("Scan, or type initials, name or code; 5* before it for five"), name=_("Scan or search goods"))
        self.finder = Finder(shop, self.line, self, self)
        self.which = WhichProduct(self)
        self.model = RowsModel(columns_of(way), second_key="number", tint=self._tint, parent=self)
        self.view = RowsView(self.model, f"stock-{way}", _("Lines"), self)
        self.quantity = QuantityEdit(_("Quantity"), least=1, parent=self)
        self.day = self._make_day()
        self.remark = QLineEdit(self)
        self.remark.setAccessibleName(_("Remark"))
        self.remark.setMaxLength(200)
        self.strip = UndoStrip(self)
        self.bar = AskBar(self)
        self.late = LateGoods(shop, self)
        self.from_place, self.to_place = Choice(_("From"), {}, self), Choice(_("To"), {}, self)
        self.at_place, self.reason = Choice(_("Place"), {}, self), Choice(_("Reason"), {}, self)
        self.side = Choice(_("Used or made"), {_USED: _("Used up"), _MADE: _("Made of it")}, self)
        self._lay_out()
        self._helps = self._add_buttons()
        self.drop_button = self.add_button(_("Put away"), "Ctrl+Del", self.drop)
        self.book_button = self.add_button(_(FINISH[way]), "F12", self.book, primary=True)
        self._connect()
        self._show()
        DayWatch(self, shop, self.opened.read_again)
        if self.opened.was_kept:
            self.strip.show_text(_("This was typed before and not booked yet."))

    @property
    def draft(self) -> StockDraft:
        """As it stands."""
        return self.opened.typed

    # how it looks

    def _make_day(self) -> QDateEdit:
        day = QDateEdit(self)
        day.setAccessibleName(_("Business date"))
        day.setDisplayFormat("yyyy-MM-dd")
        day.setCalendarPopup(True)
        day.setMinimumWidth(theme.px(118))
        return day

    def _add_buttons(self) -> list[QPushButton]:
        """What helps with this kind: places and reasons are made where they are missed."""
        may = self.way is not Way.TRANSFER or Permission.CHANGE_SETTINGS in self.shop.actor.permissions
        wanted = {
            Way.ASSEMBLY: ((_("What a set consists of"), "Ctrl+R", self.take_recipe), (_("Keep as a set"), "Ctrl+K", self.keep_recipe)),
            Way.TRANSFER: ((_("New place"), "Ctrl+N", self.ask_place), (_("Rename place"), "Ctrl+K", self.ask_place_name)),
        }
        reasons = (
            (_("New reason"), "Ctrl+N", self.ask_reason),
            (_("Rename"), "Ctrl+K", self.ask_reason_name),
            (_("Drop"), "Ctrl+L", self.drop_reason),
        )
        made = [self.add_button(*button) for button in wanted.get(self.way, reasons)]
        for button in made:
            button.setEnabled(may)
        return made if may else []

    def _heads(self) -> list[tuple[str, QWidget]]:
        if self.way is Way.TRANSFER:
            return [(_("From"), self.from_place), (_("To"), self.to_place)]
        first: tuple[str, QWidget] = (_("Used or made"), self.side) if self.way is Way.ASSEMBLY else (_("Reason"), self.reason)
        return [first, (_("Place"), self.at_place)]

    def _lay_out(self) -> None:
        card = self.typing = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(theme.GAP))
        grid.setVerticalSpacing(theme.px(2))
        shown = [*self._heads(), (_("Quantity"), self.quantity), (_("Dated"), self.day), (_("Remark"), self.remark)]
        for column, (title, field) in enumerate(shown):
            label = QLabel(title, self)
            label.setBuddy(field)
            theme.set_role(label, "soft")
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 0 if field is self.day else 2 if field is self.remark else 1)
        for unused in {self.from_place, self.to_place, self.at_place, self.reason, self.side} - {field for _title, field in shown}:
            unused.hide()
        self.which.hide()
        self.view.set_empty(_("Nothing yet: scan the goods, or search for them."))
        self.view.columns.hide_at_first(("spec",))
        card.column.addWidget(self.line)
        card.column.addWidget(self.which)
        card.column.addWidget(with_foot(self.view), 1)
        card.column.addLayout(grid)
        card.column.addWidget(self.strip)
        card.column.addWidget(self.bar)
        self.column.addWidget(card, 1)
        self.column.addWidget(self.late, 1)

    def _tint(self, row: tuple[object, ...], key: str) -> str:
        line = self.draft.lines[int(str(row[0])) - 1]
        there = self.opened.there_of(line)
        if key != "there" or there is None or not self.opened.takes(line):
            return ""
        return "amber" if there < line.quantity else ""

    # wires

    def _connect(self) -> None:
        self.opened.changed.connect(self._show)
        self.line.scanned.connect(self._on_scanned)
        self.line.typed.connect(self.finder.look)
        self.line.stepped.connect(self._on_step)
        self.line.submitted.connect(self._on_submitted)
        self.line.installEventFilter(self)
        self.finder.picked.connect(self._on_found)
        self.which.picked.connect(lambda found: self._add(found, self._asked))
        self.view.chosen.connect(self._on_chosen)
        self.view.opened.connect(lambda _row: self.quantity.select_all())
        self.quantity.changed.connect(self._on_quantity)
        self.quantity.submitted.connect(lambda _value: self.line.setFocus())
        self.day.dateChanged.connect(self._on_day)
        self.remark.textEdited.connect(self.opened.set_remark)
        for box in (self.from_place, self.to_place):
            box.chosen.connect(self._on_places)
        self.at_place.chosen.connect(lambda: self._on_said(place_id=int(self.at_place.value())))
        self.reason.chosen.connect(lambda: self._on_said(reason_id=int(self.reason.value() or 0)))
        self.side.chosen.connect(lambda: self._on_said(is_made=self.side.value() == _MADE))
        self.strip.undone.connect(self.undo)
        self.bar.ended.connect(self.line.setFocus)
        self.late.changed.connect(lambda: self.opened.keep_answers(self.late.answers))
        self.late.finished.connect(self.book_button.setFocus)
        for key, slot, where in (
            ("F2", self.quantity.select_all, self),
            ("Ctrl+Z", self.undo, self),
            ("Del", self.remove, self.view),
        ):
            shortcut = QShortcut(QKeySequence(key), where)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # goods

    def take_scan(self, code: str) -> bool:
        """A scan from anywhere adds a line, or one more to its line."""
        return self.line.take_scan(code)

    def _on_scanned(self, code: str) -> None:
        self._ask_late(is_on=False)
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
            self.strip.show_text(str(named), kind="amber")
            return
        if len(found) > 1:
            sounds.taken()
            self._asked = quantity
            self.which.ask(found)
        elif found:
            sounds.taken()
            self._add(found[0], quantity)
        else:
            sounds.refused()
            self.strip.show_text(_("{code} is not known; nothing was added.").format(code=code), kind="red")

    def _on_found(self, product: Product) -> None:
        quantity, _text = split_quantity(self.line.text())
        self.line.clear()
        self.finder.close()
        self._add(Found(product), quantity)

    def _on_submitted(self, text: str) -> None:
        """Enter: what was found, or a code."""
        quantity, rest = split_quantity(half_width(text))
        if not rest:
            return
        if not self.finder.is_walked:
            with self.shop.read() as view:
                known = find_by_code(view, rest)
            if known or (rest.isascii() and rest.isdigit() and len(rest) >= LEAST_CODE and not self.finder.is_open):
                self.line.clear()
                self._take_code(rest, quantity)
                return
        if not self.finder.pick():
            sounds.refused()
            self.strip.show_text(_("“{text}” was not found.").format(text=rest), kind="amber")

    def _add(self, found: Found, quantity: int | None = None) -> None:
        self.which.hide()
        self.strip.clear()
        product = found.product
        if not product.kind.has_stock:
            sounds.refused()
            self.strip.show_text(_("No stock is kept of {name}.").format(name=product.name), kind="amber")
            return
        self.opened.add(found, quantity, self._said())
        self.line.setFocus()

    def _said(self) -> tuple[int, int, bool]:
        """What holds for the next line: reason, place, whether it is made."""
        if self.way is Way.TRANSFER:
            return 0, self.draft.from_place, False
        reason = int(self.reason.value() or 0) if self.way is not Way.ASSEMBLY else 0
        return reason, int(self.at_place.value()), self.way is Way.ASSEMBLY and self.side.value() == _MADE

    # sets

    def take_recipe(self) -> None:
        """Ctrl+R: what the sets on the lines consist of is used."""
        if not self.opened.take_recipe(int(self.at_place.value())):
            self.strip.show_text(
                _("Scan what is made first; of these no set is on file. It is remembered once it was booked."), kind="amber"
            )

    def keep_recipe(self) -> None:
        """Ctrl+K: what is used is what the set consists of from now on. Raises what the operation refuses."""
        name = self.opened.keep_recipe()
        if not name:
            self.strip.show_text(_("One product must be made of what is used: then it can be kept as a set."), kind="amber")
        elif self.draft.used:
            self.strip.show_text(_("What one {name} consists of is kept: Ctrl+R proposes it from now on.").format(name=name))
        else:
            self.strip.show_text(_("What {name} consists of is forgotten.").format(name=name))

    # what is typed

    def _on_places(self) -> None:
        if not self._is_filling:
            self.opened.set_places(int(self.from_place.value()), int(self.to_place.value()))

    def _on_said(self, **said: int | bool) -> None:
        """The line in hand, and the next ones."""
        if not self._is_filling:
            self.opened.set_line(**said)  # type: ignore[arg-type]

    def _on_quantity(self, value: int | None) -> None:
        if not self._is_filling and value:
            self.opened.set_line("quantity", quantity=value)

    def _on_day(self, day: QDate) -> None:
        if not self._is_filling:
            self.opened.set_day(date(day.year(), day.month(), day.day()))

    def remove(self) -> None:
        """Del: the line goes, and can be had back."""
        name = self.opened.remove()
        if name:
            self.strip.show_text(_("Removed: {name}").format(name=name), _("Take it back"), "Ctrl+Z")

    def undo(self) -> None:
        """Ctrl+Z: as it was before the last change."""
        if self.opened.undo():
            self.strip.clear()

    # what is shown

    def _show(self) -> None:
        self._is_filling = True
        self._ask_late(is_on=False)
        opened, draft = self.opened, self.draft
        self.model.set_rows(opened.rows())
        self.view.columns.look_at(range(self.model.rowCount()))
        if opened.place >= 0:
            self.view.blockSignals(True)
            self.view.selectRow(opened.place)
            self.view.blockSignals(False)
            self.view.scrollTo(self.model.index(opened.place, 0))
        self._fill_boxes()
        line = opened.line
        self.quantity.setEnabled(line is not None)
        if line is not None:
            self.at_place.set_value(str(line.place_id))
            self.reason.set_value(str(line.reason_id))
            self.side.set_value(_MADE if line.is_made else _USED)
        if line is None or self.quantity.value() != line.quantity:
            self.quantity.set_value(None if line is None else line.quantity)
        day, today = draft.day or opened.today, opened.today
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        self.day.setDate(QDate(day.year, day.month, day.day))
        if self.remark.text() != draft.remark:
            self.remark.setText(draft.remark)
        count = len(draft.lines)
        self.facts.setText(_("Lines: {count}").format(count=count))
        self.book_button.setEnabled(bool(count))
        self.drop_button.setEnabled(bool(count))
        self._is_filling = False

    def _fill_boxes(self) -> None:
        """Places and reasons as they are called now; what was chosen stays chosen."""
        opened, draft = self.opened, self.draft
        for box, titles in (
            (self.from_place, opened.places),
            (self.to_place, opened.places),
            (self.at_place, opened.places),
            (self.reason, opened.reasons),
        ):
            wanted = [(title, str(each)) for each, title in titles.items()]
            if wanted != [(box.itemText(row), box.itemData(row)) for row in range(box.count())]:
                chosen = box.value()
                box.blockSignals(True)
                box.clear()
                for title, each in wanted:
                    box.addItem(title, each)
                box.set_value(chosen)
                box.blockSignals(False)
        self.from_place.set_value(str(draft.from_place))
        self.to_place.set_value(str(draft.to_place))

    def _on_chosen(self, row: tuple[object, ...] | None) -> None:
        if row is not None:
            self.opened.step_to(int(str(row[0])) - 1)

    def _on_step(self, by: int) -> None:
        if self.finder.is_open:
            self.finder.step(by)
        else:
            self.opened.step_to(self.opened.place + by)

    # places and reasons

    def ask_place(self) -> None:
        """A storeroom, a second floor: the goods go there."""
        self.bar.ask(_("What is the new place called?"), [(_("Place"), "")], self._make_place)

    def _make_place(self, texts: list[str]) -> None:
        with self.shop.work() as work:
            made = add_place(work, texts[0])
        self.opened.read_again()
        self.to_place.set_value(str(made))

    def ask_place_name(self) -> None:
        """Another name for the place that goods go to."""
        of = int(self.to_place.value())
        place = self.opened.places[of]
        title = _("What shall {place} be called?").format(place=place)
        self.bar.ask(title, [(_("Place"), place)], lambda texts: self._rename(rename_place, of, texts[0]))

    def ask_reason(self) -> None:
        """A reason of the shop's own."""
        self.bar.ask(_("What is the new reason?"), [(_("Reason"), "")], self._make_reason)

    def _make_reason(self, texts: list[str]) -> None:
        with self.shop.work() as work:
            made = add_stock_reason(work, texts[0])
        self.opened.read_again()
        self.reason.set_value(str(made))

    def ask_reason_name(self) -> None:
        """Another name for the reason chosen."""
        of = int(self.reason.value() or 0)
        reason = self.opened.reasons[of]
        title = _("What shall {reason} be called?").format(reason=reason)
        self.bar.ask(title, [(_("Reason"), reason)], lambda texts: self._rename(rename_stock_reason, of, texts[0]))

    def drop_reason(self) -> None:
        """Ctrl+L: the reason chosen is not proposed any more. Raises what the operation refuses."""
        of = int(self.reason.value() or 0)
        reason = self.opened.reasons[of]
        if any(line.reason_id == of for line in self.draft.lines):
            text = _("“{reason}” stands on a line here: choose another reason first. Nothing was changed.")
            self.strip.show_text(text.format(reason=reason), kind="amber")
            return
        with self.shop.work() as work:
            drop_stock_reason(work, of)
        self.opened.read_again()
        self.strip.show_text(_("“{reason}” is not proposed any more; made anew, it is again.").format(reason=reason))

    def _rename(self, rename: Callable[[Work, int, str], None], of: int, name: str) -> None:
        with self.shop.work() as work:
            rename(work, of, name)
        self.opened.read_again()

    # the end

    def book(self) -> None:
        """F12: what was counted by now is asked first. Raises what the operation refuses; the draft stays then."""
        if not self.draft.lines:
            return
        if self.quantity.value() is None:
            sounds.refused()
            self.quantity.select_all()
            self.strip.show_text(_("How many? Type the quantity of this line. Nothing was booked."), kind="amber")
            return
        if self.late.isHidden() and self.late.look(self.draft.goes, self.draft.day, self.draft.answers):
            self._ask_late(is_on=True)
        if not self.late.is_answered:
            self.late.setFocus()
            return
        self.opened.keep_answers(self.late.answers)
        self.booked.emit(self.opened.book())

    def _ask_late(self, *, is_on: bool) -> None:
        """The question stands in the place of the lines."""
        self.typing.setVisible(not is_on)
        self.late.setVisible(is_on)
        for button in self._helps:
            button.setEnabled(not is_on)

    def drop(self) -> None:
        """Ctrl+Del: nobody wants it any more."""
        self.opened.drop()
        self.closed.emit()

    def arrive(self) -> None:
        """The scan line, or what is asked."""
        if not self.late.isHidden():
            (self.book_button if self.late.is_answered else self.late).setFocus()
            return
        (self.which if not self.which.isHidden() else self.line).setFocus()

    def close_part(self) -> None:
        """Esc: one step back, at last to the list; what is typed is kept."""
        if not self.late.isHidden():
            self._ask_late(is_on=False)
            self.line.setFocus()
        elif self.bar.is_open:
            self.bar.close_bar()
        elif not self.which.isHidden():
            self.which.hide()
            self.line.setFocus()
        elif self.line.text():
            self.line.clear()
        else:
            self.opened.drop_if_empty()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the empty scan line Ctrl+Z and Del mean the document."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.line.text():
            if event.matches(QKeySequence.StandardKey.Undo):
                self.undo()
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.remove()
                return True
        return super().eventFilter(watched, event)


def said_of(booked_number: str, below_zero: tuple[str, ...]) -> str:
    """What stands, and what is below zero by it."""
    if not below_zero:
        return _("{number} is booked.").format(number=booked_number)
    text = _("{number} is booked; below zero now: {names}.")
    return text.format(number=booked_number, names="、".join(below_zero[:3]))
