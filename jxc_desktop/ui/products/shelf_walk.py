"""扫码建档: along the shelf with the scanner. A code, what is missing, how many there are, Enter, the next one."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.shelf_walks import Step, count_first, file_product, take_step_back
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.home import set_up
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.queries.reference_lists import look_up
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.products.shelf_walk_form import ShelfWalkForm
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.parts import Card, role_label
from jxc_desktop.ui.widgets.rows_view import RowsView

COLUMNS = (
    Column("code", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text", width=220),
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
        self.form.hide()
        self._show_done()

    def _lay_out(self) -> None:
        wide = theme.px(theme.GAP_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(wide, wide, wide, wide)
        column.setSpacing(theme.px(theme.GAP))
        top = Card()
        for part in (self.line, self.said, self.form):
            top.column.addWidget(part)
        column.addWidget(top)
        column.addWidget(self.view, 1)
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
        if self.form.isHidden():
            self.line.setFocus()
        else:
            self.form.begin()

    def step_back(self) -> None:
        """Esc: leave this product as it is; without one, end the walk."""
        if self.form.isHidden():
            self.closed.emit()
        else:
            self._next(_("{name} was left as it is.").format(name=self.form.title()))

    # a code

    def take_scan(self, code: str) -> bool:
        """A scan: of the product in hand one more; of another the one in hand is done first."""
        if not self.form.isHidden():
            if normalise(code) == self.form.code:
                self.form.count_one_more()
                sounds.taken()
                return True
            if not self.form.may_be_left() and not self.accept():
                sounds.refused()
                return True
        self.open_code(code)
        return True

    def open_code(self, text: str) -> None:
        """Show what a code stands for, and what is missing of it."""
        code = normalise(text)
        self.line.clear()
        if not code:
            return
        try:
            with self.shop.read() as view:
                found = [each.product for each in find_by_code(view, code)]
                listed = None if found else look_up(view, code)
        except ShopError as named:  # a customer's payment code
            self._refuse(str(named))
            return
        waiting = [product for product in found if product.kind.has_stock and product.is_unopened]
        if found and not waiting:
            self._refuse(self._why_not(found[0]))
            return
        sounds.taken()
        if waiting:
            self.form.show_known(code, waiting[0])
            self._say(_("How many are on the shelf?"))
        else:
            self.form.show_new(code, listed)
            self._say(
                _("{code} is not known: make the product.").format(code=code)
                if listed is None
                else _("From {list}: the price, and how many are on the shelf.").format(list=listed.list_name)
            )
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
        self._say(text, "amber")
        self.line.setFocus()

    def _say(self, text: str, role: str = "soft") -> None:
        theme.set_role(self.said, role)
        self.said.setText(text)


def _is_undo(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.matches(QKeySequence.StandardKey.Undo)
