"""The form in which a product is made and changed, by keyboard alone: Enter goes on, Ctrl+S saves, Esc puts it aside."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import ChangedMeanwhile, ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.search_words import initials_from, readings_of
from jxc_desktop.domain.units import packs_text
from jxc_desktop.i18n import _
from jxc_desktop.operations.pictures import change_product_picture
from jxc_desktop.operations.products import add_product, change_product, make_own_barcode
from jxc_desktop.operations.stock import OpeningLine, set_opening_stock
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.differences import shown
from jxc_desktop.queries.pictures import product_picture
from jxc_desktop.queries.product_card import ProductCard, brands, categories, product_card
from jxc_desktop.queries.product_codes import next_free_code
from jxc_desktop.queries.product_columns import TITLES
from jxc_desktop.queries.product_fields import TEXTS, ProductFields
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import counted_text
from jxc_desktop.ui.products.form_checks import Check, checks
from jxc_desktop.ui.products.form_fields import complete_from
from jxc_desktop.ui.products.form_parts import ProductParts
from jxc_desktop.ui.products.price_history import PriceHistory
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.parts import role_label

CHECK_MS = 250
_CHECKED = (*TEXTS, "barcodes", "retail_price", "member_price", "wholesale_price", "packs", "fill_to")
_COMPARED = (*(key for key in TITLES if not key.startswith("pack_") and key not in ("stock", "packs")), "packs")


class ProductForm(QWidget):
    """One product, new or known. `saved` carries its id; `put_aside` comes on Esc, with what was typed still in the form."""

    saved = Signal(int)
    put_aside = Signal()

    def __init__(self, shop: Shop, product_id: int = 0, *, fields: ProductFields | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.card: ProductCard | None = None
        self._is_tried = False
        self._accepted: frozenset[Check] = frozenset()
        self._permissions = shop.actor.permissions
        self.parts = ProductParts(shop.settings.below_zero, sees_cost=Permission.SEE_COST in self._permissions)
        self.heading, self.stock = role_label("", "title", self), role_label("", "soft", self)
        self.ask = AskStrip(self)
        self.save_button = QPushButton(_("Save") + "   Ctrl+S", self)
        self.cancel_button = QPushButton(_("Back") + "   Esc", self)
        self.tabs = QTabWidget(self)
        self.history: PriceHistory | None = None
        self._checking = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._lay_out()
        self._fill(product_id, fields or ProductFields(""))
        self._connect()

    # the parts

    def _lay_out(self) -> None:
        wide = theme.px(theme.GAP_WIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(wide, wide, wide, wide)
        column.setSpacing(theme.px(theme.GAP))
        head = QHBoxLayout()
        self.heading.setSizePolicy(self.heading.sizePolicy().Policy.Ignored, self.heading.sizePolicy().Policy.Preferred)
        head.addWidget(self.heading, 1)
        head.addWidget(self.stock)
        column.addLayout(head)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.set_role(self.parts, "ground")
        scroll.setWidget(self.parts)
        self.area = scroll
        self.tabs.setDocumentMode(True)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.addTab(scroll, _("Product"))
        self.tabs.tabBar().setAccessibleName(_("Parts of the form"))
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.tabBar().setVisible(False)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.ask)
        foot = QHBoxLayout()
        foot.addStretch(1)
        theme.set_role(self.save_button, "primary")
        self.save_button.setAutoDefault(True)
        for button, name in ((self.cancel_button, _("Back")), (self.save_button, _("Save"))):
            button.setAccessibleName(name)
            foot.addWidget(button)
        column.addLayout(foot)

    def _fill(self, product_id: int, fields: ProductFields) -> None:
        with self.shop.read() as view:
            if product_id:
                self.card = product_card(view, product_id)
                fields = self.card.fields
                self.parts.picture.show_picture(product_picture(view, product_id))
            for key, words in (("category", categories(view)), ("brand", brands(view))):
                complete_from(self.parts.texts[key], words)
            self.parts.texts["code"].setPlaceholderText(self.card.fields.code if self.card else next_free_code(view))
        self.parts.set_fields(fields)
        self._start = self.parts.as_typed()
        self._show_card()
        may = Permission.EDIT_PRODUCTS in self._permissions
        self.save_button.setEnabled(may)
        self.parts.own_barcode.setEnabled(may)
        self.parts.picture.setEnabled(may)
        may_open = Permission.SET_OPENING_STOCK in self._permissions and (self.card is None or self.card.is_unopened)
        self.parts.left.setRowVisible(self.parts.left.rowCount() - 1, may_open)
        self._show_initials()

    def _show_card(self) -> None:
        card = self.card
        with self.shop.read() as view:  # what was so before is shown, and asked about no more
            self._accepted = frozenset(checks(view, card.fields, card.id)) if card else frozenset()
        self.heading.setText(" ".join(filter(None, (card.fields.name, card.fields.spec))) if card else _("New product"))
        self.stock.setText(self._stock_text(card) if card else "")
        if card and self.history is None:
            self.history = PriceHistory(self.shop, card.id, self)
            self.tabs.addTab(self.history, _("Price history"))
            self.tabs.tabBar().setVisible(True)

    def _stock_text(self, card: ProductCard) -> str:
        if not card.fields.kind.has_stock or Permission.SEE_STOCK not in self._permissions:
            return ""
        if card.is_unopened:
            return _("Stock not set up yet")
        packs = [(pack.name, pack.ratio) for pack in card.fields.packs]
        stock = _("Stock: {quantity}").format(quantity=packs_text(card.on_hand or 0, card.fields.unit, packs))
        return stock if card.last_counted is None else f"{stock} · {counted_text(card.last_counted)}"

    def _connect(self) -> None:
        self.parts.changed.connect(self._on_changed)
        self._checking.timeout.connect(self.check)
        self.save_button.clicked.connect(lambda _checked: self.save())
        self.cancel_button.clicked.connect(lambda _checked: self.close_form())
        self.parts.own_barcode.clicked.connect(lambda _checked: self.make_barcode())
        for keys, slot in (
            ("Ctrl+S", self.save),
            ("Ctrl+B", self.make_barcode),
            ("Ctrl+H", self.turn_tab),
            ("Esc", self.close_form),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # what pages call

    def arrive(self) -> None:
        """Put the cursor where work begins: the barcode of a new product, the name of a known one."""
        self.tabs.setCurrentIndex(0)
        first: QWidget = self.parts.texts["name"] if self.card or self.parts.barcodes.codes() else self.parts.barcodes
        first.setFocus()

    def is_dirty(self) -> bool:
        """Whether something was typed."""
        return self.parts.as_typed() != self._start

    def title(self) -> str:
        """What the form is about, for a strip."""
        fields = self.parts.fields()
        return fields.name or " ".join(fields.barcodes) or _("New product")

    def close_form(self) -> None:
        """Esc: a question goes first, then the form is put aside."""
        if self.ask.isVisible():
            self.ask.clear()
            self.arrive()
            return
        if self.tabs.currentIndex():
            self.arrive()
            return
        self.put_aside.emit()

    def turn_tab(self) -> None:
        """Show the price history, or the product again."""
        if self.history is not None:
            self.tabs.setCurrentIndex(1 - self.tabs.currentIndex())
            (self.history if self.tabs.currentIndex() else self.parts.texts["name"]).setFocus()

    def take_scan(self, code: str) -> bool:
        """A scan is a barcode of the product, or of the pack the cursor is in."""
        row = self.parts.packs.row_in_focus()
        (row.barcodes if row is not None else self.parts.barcodes).add(code)
        return True

    def make_barcode(self) -> None:
        """Give the product the next in-store code."""
        with self.shop.work() as work:
            self.parts.barcodes.add(make_own_barcode(work))

    # checks

    def _on_changed(self) -> None:
        self.ask.clear()
        self._checking.start()

    def check(self) -> list[Check]:
        """Look the product over and say beside the fields what was found."""
        self._checking.stop()
        with self.shop.read() as view:
            found = checks(view, self.parts.fields(), self.card.id if self.card else 0)
        said = [check for check in found if self._is_tried or not check.waits]
        for key in _CHECKED:
            self.parts.show_problem(key, "\n".join(check.text for check in said if check.field == key))
        self._show_initials()
        return found

    def _show_initials(self) -> None:
        found = initials_from(readings_of(self.parts.texts["name"].text()))
        self.parts.texts["initials"].setPlaceholderText(found.split(" ")[0] if found else "")

    # saving

    def save(self) -> None:
        """Save at once, or ask about what was found."""
        if not self.save_button.isEnabled():
            return
        was_asked = self.ask.isVisible() and bool(self.ask.buttons)
        self._is_tried = True
        found = [check for check in self.check() if check not in self._accepted]
        wrong = self.parts.first_wrong()
        if wrong is not None:
            wrong.select_all()
            self.ask.ask(wrong.problem(), kind="red")
            wrong.select_all()
            return
        stops = [check for check in found if check.stops]
        if stops:
            self.ask.ask("\n".join(check.text for check in stops), kind="red")
            self.parts.field(stops[0].field).setFocus()
            return
        shares = any(check.shares for check in found)
        if found and not was_asked:
            self._ask_about(found, share=shares)
            return
        self._write(share=shares)

    def _ask_about(self, found: list[Check], *, share: bool) -> None:
        text = "\n".join(check.text for check in found)
        yes = _("Keep it for both products") if share else _("Save all the same")
        self.ask.ask(text, [(yes, lambda: self._write(share=share)), (_("Back to the field"), self.parts.field(found[0].field).setFocus)])

    def _write(self, *, share: bool = False) -> None:
        fields = self.parts.fields()
        try:
            product_id = self._stored(fields, share=share)
        except ChangedMeanwhile as changed:
            self._ask_whose(changed)
            return
        except ShopError as refused:
            self.ask.ask(str(refused), kind="red")
            return
        self._start = self.parts.as_typed()
        self.saved.emit(product_id)

    def _stored(self, fields: ProductFields, *, share: bool) -> int:
        counted = self.parts.opening_stock.value() if fields.kind.has_stock else None
        with self.shop.work() as work:
            if self.card is None:
                product_id = add_product(work, fields, share_codes=share)
            else:
                product_id = self.card.id
                change_product(work, product_id, fields, self.card.version, share_codes=share)
            change_product_picture(work, product_id, self.parts.picture.body)
            if counted is not None:
                set_opening_stock(work, [OpeningLine(product_id, counted)])
        return product_id

    def _ask_whose(self, changed: ChangedMeanwhile) -> None:
        """Somebody else saved first: say what is different now, and keep what was typed here."""
        if self.card is None:
            raise changed
        with self.shop.read() as view:
            now = product_card(view, self.card.id)
        told = [_("{title} is now “{value}”.").format(title=title, value=value) for title, value in different(self.card.fields, now.fields)]
        text = "\n".join((_("Someone else changed this product meanwhile. Nothing was overwritten."), *told))
        self.ask.ask(text, [(_("Show the new values"), lambda: self._take(now)), (_("Save mine over it"), lambda: self._save_over(now))])

    def _take(self, card: ProductCard) -> None:
        self.card = card
        self.parts.set_fields(card.fields)
        self._start = self.parts.as_typed()
        self._show_card()
        self.arrive()

    def _save_over(self, card: ProductCard) -> None:
        self.card = card
        self._write()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field, past the buttons, and from the last one to Save."""
        focus = self.window().focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, (QLineEdit, QComboBox, QCheckBox)):
            focus.focusNextPrevChild(True)
            while isinstance(focus := self.window().focusWidget(), QPushButton) and focus is not self.save_button:
                focus.focusNextPrevChild(True)
            return
        super().keyPressEvent(event)


def different(old: ProductFields, new: ProductFields) -> list[tuple[str, str]]:
    """Title and new value of each field that differs, as a person reads it."""
    found = []
    for key in _COMPARED:
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            found.append((_("Packs") if key == "packs" else _(TITLES[key]), _worded(key, after)))
    return found


def _worded(key: str, value: object) -> str:
    if key == "packs" and isinstance(value, tuple):
        return ", ".join(f"{pack.name} {pack.ratio}" for pack in value)
    return shown(key, value)
