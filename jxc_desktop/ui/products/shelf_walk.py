"""扫码建档: along the shelf with the scanner. A code, what is missing, how many there are, Enter, the next one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.barcodes import has_wrong_check_digit, normalise
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Finding, FindingKind, Pack, Product
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.shelf_walks import Step, count_first, file_product, take_step_back
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.home import set_up
from jxc_desktop.queries.products import Found, find_by_code
from jxc_desktop.queries.reference_lists import ReferenceProduct, look_up
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.products.shelf_walk_form import ShelfWalkForm, quantity_of
from jxc_desktop.ui.products.which_product import WhichProduct
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.parts import Card, role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

COLUMNS = (
    Column("code", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("price", N_("Retail price"), "money"),
    Column("counted", N_("On the shelf"), "quantity"),
    Column("what", N_("What was done"), "text"),
)
NEEDED = frozenset({Permission.EDIT_PRODUCTS, Permission.SET_OPENING_STOCK})


def may_walk(shop: Shop) -> bool:
    """Whether who is signed in may make products and set their first stock."""
    return shop.actor.permissions >= NEEDED


class ShelfWalk(QWidget):
    """The walk: code line, form, what was done so far with the last step's undo. Emits `closed` on the way back."""

    closed = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.steps: list[tuple[Step, tuple[object, ...]]] = []
        self.line = BarcodeLine(_("Scan a product on the shelf, or type its code and Enter"), name=_("Code on the shelf"))
        self.said = role_label("", "soft", self)
        self.said.setWordWrap(True)
        self.form = ShelfWalkForm(self)
        self.which = WhichProduct(self)
        self._asked_code = ""
        self.model = RowsModel(COLUMNS, parent=self)
        self.view = RowsView(self.model, "shelf-walk", _("Done in this walk"), self)
        self.view.set_empty(_("Nothing was done in this walk yet."))
        self.progress = role_label("", "soft", self)
        self.undo_button = self._button(_("Take the last one back"), "Ctrl+Z", self.undo)
        self.back_button = self._button(_("Back"), "Esc", self.step_back)
        self._lay_out()
        self.line.installEventFilter(self)
        self.line.scanned.connect(self.take_scan)
        self.line.submitted.connect(self.open_code)
        self.form.entered.connect(self.accept)
        self.which.picked.connect(self._on_picked)
        self.form.hide()
        self.which.hide()
        self._show_done()

    def _lay_out(self) -> None:
        wide = theme.px(theme.GAP_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(wide, wide, wide, wide)
        column.setSpacing(theme.px(theme.GAP))
        top = Card()
        for part in (self.line, self.said, self.form, self.which):
            top.column.addWidget(part)
        column.addWidget(top)
        column.addWidget(with_foot(self.view), 1)
        foot = QHBoxLayout()
        foot.addWidget(self.undo_button)
        foot.addWidget(self.progress, 1)
        foot.addWidget(self.back_button)
        column.addLayout(foot)

    def _button(self, text: str, key: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(f"{text}   {key}", self)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _checked: slot())
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: slot() if button.isEnabled() else None)
        return button

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Z in the empty code line means the walk, not the line."""
        if watched is self.line and isinstance(event, QKeyEvent) and _is_undo(event) and not self.line.text():
            self.undo()
            return True
        return super().eventFilter(watched, event)

    def arrive(self) -> None:
        """Go on where the walk stands."""
        if not self.which.isHidden():
            self.which.setFocus()
        elif self.form.isHidden():
            self.line.setFocus()
        else:
            self.form.begin()

    def step_back(self) -> None:
        """Esc: leave this product as it is; without one, end the walk."""
        if not self.which.isHidden():
            self._next(_("{code} was left.").format(code=self._asked_code))
        elif self.form.isHidden():
            self.closed.emit()
        else:
            self._next(_("{name} was left as it is.").format(name=self.form.title()))

    # a code

    def take_scan(self, code: str) -> bool:
        """A scan: of the product in hand more of it; of another the one in hand is done first."""
        if not self.form.isHidden():
            if more := self._more_of_it(code):
                self.form.count_more(more)
                sounds.taken()
                return True
            if not self.form.may_be_left() and not self.accept():
                sounds.refused()
                return True
        self.open_code(code)
        return True

    def _more_of_it(self, code: str) -> int:
        """The base quantity that a scan adds to the product in hand; 0 when it is of another."""
        if normalise(code) == self.form.code:
            return self.form.a_scan
        product = self.form.product
        if product is None:
            return 0
        with self.shop.read() as view:
            found = find_by_code(view, code)
        is_it = len(found) == 1 and found[0].product.id == product.id
        return quantity_of(found[0].product.pack(found[0].pack_id)) if is_it else 0

    def open_code(self, text: str) -> None:
        """Show what a code stands for, and what is missing of it."""
        code = normalise(text)
        self.line.clear()
        if not code:
            return
        try:
            with self.shop.read() as view:
                found = find_by_code(view, code)
                listed = None if found else look_up(view, code)
        except ShopError as named:  # a customer's payment code
            self._refuse(str(named))
            return
        if len(found) > 1:
            self._ask_which(code, found)
        elif found:
            self._show_found(code, found[0])
        else:
            self._show_new(code, listed)

    def _ask_which(self, code: str, found: Sequence[Found]) -> None:
        sounds.taken()
        self._asked_code = code
        self.form.hide()
        self._say(_("Several products have this code: a digit picks"))
        self.which.ask(found)

    def _on_picked(self, found: Found) -> None:
        self._show_found(self._asked_code, found)

    def _show_found(self, code: str, found: Found) -> None:
        """Ask how many there are, unless that is known."""
        product, pack = found.product, found.product.pack(found.pack_id)
        if not (product.kind.has_stock and product.is_unopened):
            self._refuse(self._why_not(product))
            return
        sounds.taken()
        self.form.show_known(code, product, pack)
        self._say(_("How many are on the shelf?") if pack is None else _how_many_in(product, pack))
        self._begin()

    def _show_new(self, code: str, listed: ReferenceProduct | None) -> None:
        """Ask what it is; a wrong check digit is said before anything is typed."""
        self.form.show_new(code, listed)
        text = (
            _("{code} is not known: make the product.").format(code=code)
            if listed is None
            else _("From {list}: the price, and how many are on the shelf.").format(list=listed.list_name)
        )
        if has_wrong_check_digit(code):
            sounds.refused()
            wrong = Finding(FindingKind.BAD_CHECK_DIGIT, code).sentence()
            self._say(f"{wrong} {_('Esc leaves it, to be scanned again.')} {text}", "amber")
        else:
            sounds.taken()
            self._say(text)
        self._begin()

    def _begin(self) -> None:
        self.which.hide()
        self.form.show()
        self.form.begin()

    def _why_not(self, product: Product) -> str:
        if not product.kind.has_stock:
            return _("{name} keeps no stock.").format(name=product.name)
        if Permission.SEE_STOCK not in self.shop.actor.permissions:
            return _("{name} is counted already.").format(name=product.name)
        on_hand = format_quantity(product.on_hand or 0, product.unit)
        return _("{name} is counted already: {quantity} in the books.").format(name=product.name, quantity=on_hand)

    # done

    def accept(self) -> bool:
        """Write this product and go on; False when something is missing, which is said then."""
        if (wrong := self.form.wrong()) is not None:
            self._say(wrong, "problem")
            return False
        form, counted = self.form, self.form.counted.value()
        try:
            with self.shop.work() as work:
                if form.product is None:
                    step = file_product(work, form.fields(), counted)
                else:
                    step = count_first(work, form.product.id, counted or 0)
        except ShopError as refused:
            self._say(str(refused), "problem")
            return False
        what = _("new product") if step.is_new else _("counted")
        self.steps.append((step, (*form.row(), counted, what, step.product_id)))
        self._next(_("Done: {name}").format(name=form.title()))
        return True

    def undo(self) -> None:
        """Take the last step back."""
        if not self.steps:
            return
        step, row = self.steps[-1]
        try:
            with self.shop.work() as work:
                take_step_back(work, step)
        except ShopError as refused:
            self._say(str(refused), "problem")
            return
        self.steps.pop()
        self._next(_("Taken back: {name}").format(name=row[1]))

    def _next(self, text: str) -> None:
        self.form.hide()
        self.which.hide()
        self._say(text)
        self._show_done()
        self.line.setFocus()

    def _show_done(self) -> None:
        self.model.set_rows([row for _step, row in reversed(self.steps)])
        self.undo_button.setEnabled(bool(self.steps))
        count = len(self.steps)
        texts = [ngettext("{count} product in this walk", "{count} products in this walk", count).format(count=count)]
        if Permission.SEE_STOCK in self.shop.actor.permissions:
            with self.shop.read() as view:
                done, goods = set_up(view)
            texts.append(_("Stock set up: {done} of {goods}").format(done=f"{done:,}", goods=f"{goods:,}"))
        self.progress.setText("  ·  ".join(texts))

    def _refuse(self, text: str) -> None:
        sounds.refused()
        self.form.hide()
        self.which.hide()
        self._say(text, "amber")
        self.line.setFocus()

    def _say(self, text: str, role: str = "soft") -> None:
        theme.set_role(self.said, role)
        self.said.setText(text)


def _how_many_in(product: Product, pack: Pack) -> str:
    """What was scanned is a pack, and the shelf is counted in units."""
    ratio = f"{pack.ratio} {product.unit}".strip()
    return _("{pack} of {ratio}: each further scan of it adds {ratio}. How many are on the shelf?").format(pack=pack.name, ratio=ratio)


def _is_undo(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.matches(QKeySequence.StandardKey.Undo)
