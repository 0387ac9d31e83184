"""进货单: who brought it, scan after scan, prices and sums, looked at once more, booked (确认入库)."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.purchasing import LineWrong, NoSupplier, SlipDiffers, refuse_wrong
from jxc_desktop.i18n import _
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.purchasing.line_form import LineForm
from jxc_desktop.ui.purchasing.lines_editor import Lines, LinesEditor
from jxc_desktop.ui.purchasing.new_goods import NewGoods
from jxc_desktop.ui.purchasing.open_receipt import COLUMNS, HIDDEN_AT_FIRST, OpenReceipt
from jxc_desktop.ui.purchasing.review import Review
from jxc_desktop.ui.purchasing.totals_card import TotalsCard
from jxc_desktop.ui.widgets.parts import Card, role_label


class ReceiptEditor(LinesEditor[OpenReceipt, LineForm]):
    """Emits `booked` with what stands."""

    booked = Signal(object)

    def __init__(self, opened: OpenReceipt, parent: QWidget | None = None) -> None:
        empty = _("Nothing yet: scan what came, or search for it.")
        lines = Lines(COLUMNS, HIDDEN_AT_FIRST, "receipt-lines", _("Lines of the receipt"), empty)
        super().__init__(opened, lines, LineForm(opened), TotalsCard(opened), parent)
        self._names: int | None = None  # the line whose unknown code is looked for
        self.slip_number = QLineEdit(self)
        self.new_goods = NewGoods(self.shop)
        self.review = Review(opened)
        self.review_text = role_label("", "strong")
        self._add_parts()
        self.show_all()
        if opened.former:
            self.say(_("Booked, this takes the place of {number}; until then that one stands.").format(number=opened.former))

    def _add_parts(self) -> None:
        self.slip_number.setPlaceholderText(_("Slip number"))
        self.slip_number.setAccessibleName(_("Slip number"))
        theme.set_role(self.slip_number, "search")
        self.slip_number.setMaximumWidth(theme.px(190))
        self.head.addWidget(self.slip_number)
        self.under.addWidget(self.new_goods)
        self.pages.addWidget(self._review_page())
        self.slip_number.textEdited.connect(lambda text: self.opened.set_head("slip_number", text.strip()))
        self.slip_number.returnPressed.connect(self.line.setFocus)
        self.line.installEventFilter(self)
        self.new_goods.made.connect(self._on_made)
        self.new_goods.search_wanted.connect(self.search_for_unknown)
        self.confirm_button.clicked.connect(lambda _checked: self.book())
        self.back_button.clicked.connect(lambda _checked: self.show_lines())
        self.review.slip.opened.connect(lambda row: self.go_to_line(row[0]))
        self.review.jumps.opened.connect(lambda row: self.go_to_line(row[0]))
        self.review.late.changed.connect(self._on_answered)
        self.add_key("F3", self.search_for_unknown)
        self.add_key("Ctrl+S", self._on_save)

    def _review_page(self) -> QWidget:
        page = Card()
        self.confirm_button = QPushButton(_("Book the receipt") + "   Enter")
        self.confirm_button.setAccessibleName(_("Book the receipt"))
        self.confirm_button.setAutoDefault(True)
        theme.set_role(self.confirm_button, "primary")
        self.back_button = QPushButton(_("Back to the lines") + "   Esc")
        self.back_button.setAccessibleName(_("Back to the lines"))
        foot = QHBoxLayout()
        foot.addWidget(self.review_text, 1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.confirm_button)
        page.column.addWidget(self.review, 1)
        page.column.addLayout(foot)
        return page

    def _tint(self, row: tuple[object, ...], key: str) -> str:
        if key not in ("note", "change", "name"):
            return ""
        line = self.opened.receipt.lines[int(str(row[0])) - 1]
        if not line.goods.product_id:
            return "red" if key == "name" else ""
        if key == "name":
            return ""
        return "amber" if self.opened.has_jump(line) or key == "note" else "soft"

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        if self.is_reviewed:
            back: Hint = ("Esc", _("Back"), self.show_lines)
            return (back,) if self.review.is_blocking else (("Enter", _("Book the receipt"), self.book), back)
        return self.line_hints(_("Book the receipt"))

    def arrive(self) -> None:
        """Put the cursor where work goes on."""
        if self.is_reviewed and not self.review.late.is_answered:
            self.review.late.setFocus()
        elif self.is_reviewed:
            (self.back_button if self.review.is_blocking else self.confirm_button).setFocus()
        elif not self.which.isHidden():
            self.which.setFocus()
        elif not self.opened.receipt.supplier_id and not self.opened.receipt.lines:
            self.supplier.setFocus()
        else:
            self.line.setFocus()

    # what is shown

    @property
    def is_reviewed(self) -> bool:
        """Whether what is to be looked at stands in the place of the lines."""
        return self.pages.currentIndex() == 1

    def show_all(self) -> None:
        """The receipt as it is, and what is to be looked at in it, if that is shown."""
        super().show_all()
        if not self.slip_number.hasFocus():
            self.slip_number.setText(self.opened.receipt.slip_number)
        line = self.opened.line
        is_unknown = line is not None and not line.goods.product_id
        self.under.setCurrentWidget(self.new_goods if is_unknown else self.form)
        if line is not None and is_unknown:
            self.new_goods.ask(line.goods.barcode)
        if self.is_reviewed:
            self._look()

    # goods

    def on_unknown(self, code: str, quantity: int | None) -> None:
        """It waits in a line of its own."""
        self._keeping_place(lambda: self.opened.add_unknown(code, quantity))
        self.say(
            _("{code} is not known. It waits in its line; the receipt can be booked once it is made or found.").format(code=code), "red"
        )
        if not self.new_goods.is_begun():
            self.new_goods.begin()

    def _keeping_place(self, add: Callable[[], object]) -> None:
        """A product that is half made stays in hand while more is scanned."""
        place = self.opened.place if self.new_goods.is_begun() else None
        add()
        if place is not None:
            self.opened.step_to(place)

    def add(self, found: Found, quantity: int | None = None) -> None:
        """Goods that were scanned or found."""
        self.which.hide()
        self.strip.clear()
        self._keeping_place(lambda: self.opened.add(found, quantity))
        if not self.new_goods.is_begun():
            self.line.setFocus()

    def on_found(self, product: Product) -> None:
        """A product of the search: a line, or what an unknown code is."""
        place, self._names = self._names, None
        if place is None:
            super().on_found(product)
            return
        self.line.clear()
        self.finder.close()
        self.opened.step_to(place)
        self.new_goods.is_this(product.id)

    def is_code_asked(self) -> bool:
        """What is looked for because its code is not known is no code."""
        return self._names is None and super().is_code_asked()

    def on_empty_enter(self) -> None:
        """The end."""
        self.finish()

    # a code that nobody knows

    def search_for_unknown(self) -> None:
        """F3: the next product found is what the code under the cursor is."""
        line = self.opened.line
        if line is not None and not line.goods.product_id:
            self._names = self.opened.place
            self.say(_("Search for the product that {code} is; Esc leaves it.").format(code=line.goods.barcode))
        self.line.setFocus()

    def _on_made(self, what: tuple[str, Found]) -> None:
        code, found = what
        for place, line in enumerate(self.opened.receipt.lines):
            if not line.goods.product_id and line.goods.barcode == code:
                self.opened.name_line(place, found)
        self.strip.clear()
        if self.opened.line is not None and self.opened.line.price is None:
            self.edit_price()
        else:
            self.line.setFocus()

    def _on_save(self) -> None:
        """Ctrl+S: make the product in hand; the receipt itself is kept all the time."""
        if self.under.currentWidget() is self.new_goods and self.under.isVisible():
            self.new_goods.make()
        else:
            self.say(_("Kept: everything typed is in the draft already."))

    def edit(self, begin: Callable[[], object]) -> None:
        """Begin to type in the line; of a code that nobody knows, what it is."""
        super().edit(self.new_goods.begin if self.under.currentWidget() is self.new_goods else begin)

    # the end

    def finish(self) -> None:
        """F12, or Enter on the empty line: what is to be looked at is shown first; without it the receipt is booked at once."""
        if self.is_reviewed:
            self.book()
            return
        if self.has_wrong_figure():
            return
        try:
            refuse_wrong(self.opened.receipt)
        except SlipDiffers:
            pass  # shown with the lines that may explain it
        except NoSupplier as asked:
            self.say(str(asked), "amber")
            self.supplier.setFocus()
            return
        except LineWrong as wrong:
            self.say(str(wrong), "red")
            sounds.refused()
            if wrong.number:
                self.go_to_line(wrong.number)
            return
        except ShopError as refused:
            self.say(str(refused), "amber")
            return
        if not self._look():
            self.book()
            return
        self.pages.setCurrentIndex(1)
        self.hints_changed.emit()
        self.arrive()

    def _look(self) -> bool:
        """Look at the receipt as it is; whether there is anything to show."""
        is_something = self.review.look()
        self.review_text.setText(self.review.summary())
        self.confirm_button.setEnabled(not self.review.is_blocking)
        return is_something

    def _on_answered(self) -> None:
        """What was said is kept with what is typed; the last answer leads on."""
        late = self.review.late
        self.opened.keep_answers(late.answers)
        self.confirm_button.setEnabled(not self.review.is_blocking)
        self.hints_changed.emit()
        if late.is_answered:
            self.arrive()

    def book(self) -> None:
        """确认入库. Raises what the operation refuses; the draft stays then."""
        if not (self.is_reviewed and self.review.is_blocking) and not self.has_wrong_figure():
            self.opened.keep_answers(self.review.late.answers)
            self.booked.emit(self.opened.post())

    def show_lines(self) -> None:
        """Back from what was to be looked at."""
        if self.is_reviewed:
            self.pages.setCurrentIndex(0)
            self.hints_changed.emit()
            self.line.setFocus()

    def step_back(self) -> None:
        """Esc: the search for what a code is ends first."""
        if not self.is_reviewed and self._names is not None:
            self._names = None
            self.strip.clear()
            self.line.clear()
        else:
            super().step_back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the empty scan line Ctrl+Z and Del mean the receipt."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.line.text():
            if event.matches(QKeySequence.StandardKey.Undo):
                self.undo()
                return True
            if event.key() == Qt.Key.Key_Delete:
                self.remove()
                return True
            if event.key() == Qt.Key.Key_Tab and self.opened.line is not None:
                self.edit_quantity()
                return True
        return super().eventFilter(watched, event)
