"""How a supplier sells a product: pack, their code and name, price, the least they deliver."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.supplier_products import SupplierProduct
from jxc_desktop.i18n import _
from jxc_desktop.operations.supplier_products import set_supplier_product
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.product_search import search
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.queries.supplier_goods import SupplierGoods, supplier_goods
from jxc_desktop.ui import theme
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, QuantityEdit
from jxc_desktop.ui.widgets.parts import Card, FormRows

MOST = 9
TYPING_MS = 80


class GoodsForm(Part):
    """A known row, a product, or nothing yet: then it is looked for first. `saved` comes when it is kept."""

    saved = Signal()

    def __init__(
        self, shop: Shop, supplier_id: int, name: str, what: SupplierGoods | Product | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(shop, _("What {name} sells").format(name=name), parent)
        self.supplier_id = supplier_id
        self.product: Product | None = None
        self.search, self.list = QLineEdit(), QListWidget()
        self.pack = QComboBox()
        self.code, self.name = QLineEdit(), QLineEdit()
        self.price = MoneyEdit(_("Price"), least=0)
        self.minimum = QuantityEdit(_("Least quantity"), least=0)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self.save_button = self.add_button(_("Save"), "Ctrl+S", self.save, primary=True)
        self._lay_out()
        self.search.textEdited.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self.look)
        self.list.itemActivated.connect(self._pick)
        self.list.itemClicked.connect(self._pick)
        self.pack.activated.connect(lambda _index: self._fill())
        product = what if isinstance(what, Product) or what is None else self._product(what.product_id)
        self.show_product(product, what.pack_id if isinstance(what, SupplierGoods) else 0)

    def _lay_out(self) -> None:
        card = Card()
        self.form = FormRows()
        self.search.setPlaceholderText(_("Name, initials, code or barcode"))
        self.list.setAccessibleName(_("Products found"))
        self.list.setMaximumHeight(theme.px(190))
        self.form.add(_("Product"), self.search)
        self.form.add(_("Products found"), self.list)
        self.form.add(_("Pack"), self.pack)
        self.form.add(_("Their code"), self.code)
        self.form.add(_("Their name"), self.name)
        self.form.add(_("Price"), self.price, _("Of the pack chosen above."))
        self.form.add(_("Least quantity"), self.minimum, _("In packs; nothing where any quantity is delivered."))
        for line in (self.code, self.name):
            line.setMaxLength(200)
        card.column.addLayout(self.form)
        card.column.addStretch(1)
        self.column.addWidget(card, 1)

    def _product(self, product_id: int) -> Product | None:
        with self.shop.read() as view:
            return next(iter(products_of(view, [product_id])), None)

    def look(self) -> None:
        """The products that the text means."""
        self._typing.stop()
        self.list.clear()
        text = self.search.text().strip()
        with self.shop.read() as view:
            found = search(view, text, limit=MOST) if text else ()
        for each in found:
            item = QListWidgetItem("   ".join(filter(None, (each.code, each.name, each.spec, each.unit))))
            item.setData(Qt.ItemDataRole.UserRole, each)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _pick(self, item: QListWidgetItem) -> None:
        self.show_product(item.data(Qt.ItemDataRole.UserRole), 0)
        self.arrive()

    def show_product(self, product: Product | None, pack_id: int) -> None:
        """The fields of a product, or the search for one."""
        self.product = product
        searched = (self.search, self.list)
        for field in (self.search, self.list, self.pack, self.code, self.name, self.price, self.minimum):
            place = field.parentWidget()
            assert place is not None
            self.form.setRowVisible(place, (field in searched) is (product is None))
        self.save_button.setEnabled(product is not None)
        if product is None:
            return
        self.facts.setText("   ".join(filter(None, (product.code, product.name, product.spec))))
        self.pack.clear()
        self.pack.addItem(product.unit or _("Base unit"), 0)
        for each in product.packs:
            self.pack.addItem(f"{each.name} ({each.ratio})", each.id)
        self.pack.setCurrentIndex(max(0, self.pack.findData(pack_id)))
        self._fill()

    def _fill(self) -> None:
        """What is kept of the pack chosen."""
        assert self.product is not None
        with self.shop.read() as view:
            rows = supplier_goods(view, self.supplier_id)
        wanted = (self.product.id, self.pack.currentData())
        known = next((row for row in rows if (row.product_id, row.pack_id) == wanted), None)
        self.code.setText(known.code if known else "")
        self.name.setText(known.name if known else "")
        self.price.set_value(known.price if known else None)
        self.minimum.set_value((known.minimum or None) if known else None)
        self._start = self._typed()

    def _typed(self) -> tuple[str, ...]:
        return self.code.text(), self.name.text(), self.price.line.text(), self.minimum.line.text()

    def is_dirty(self) -> bool:
        """Whether something was typed."""
        return self.product is not None and self._typed() != self._start

    def title(self) -> str:
        """The product."""
        return self.facts.text()

    def arrive(self) -> None:
        """The search, or the price."""
        if self.product is None:
            self.search.setFocus()
        else:
            self.price.select_all()

    def take_scan(self, code: str) -> bool:
        """A scan looks for the product while there is none; else it is nobody's."""
        if self.product is not None:
            return False
        with self.shop.read() as view:
            found = find_by_code(view, code)
        if len(found) == 1:
            self.show_product(found[0].product, found[0].pack_id or 0)
            self.arrive()
        else:
            self.search.setText(code)
            self.look()
        return True

    def save(self) -> None:
        """Keep what was typed."""
        wrong = next((edit for edit in (self.price, self.minimum) if not edit.is_valid()), None)
        if wrong is not None or self.product is None:
            if wrong is not None:
                self.ask.ask(wrong.problem(), kind="red")
                wrong.select_all()
            return
        typed = SupplierProduct(self.code.text(), self.name.text(), self.price.value(), self.minimum.value() or 0)
        try:
            with self.shop.work() as work:
                set_supplier_product(work, self.supplier_id, self.product.id, self.pack.currentData(), typed)
        except ShopError as refused:
            self.ask.ask(str(refused), kind="red")
            return
        self._start = self._typed()
        self.saved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter picks what was found, or goes to the next field; Down goes into the list."""
        focus = self.window().focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if focus is self.search and (is_enter or event.key() == Qt.Key.Key_Down):
            self.look()
            if is_enter and self.list.count() == 1:
                self._pick(self.list.item(0))
            elif self.list.count():
                self.list.setFocus()
            return
        if is_enter and isinstance(focus, (QLineEdit, QComboBox)):
            focus.focusNextPrevChild(True)
            return
        super().keyPressEvent(event)
