"""查价: prices, packs, stock by place, picture and selling points; the cart is not touched. Enter adds what is shown, Esc goes back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from jxc_desktop.domain.cart import Cart, CartLine, add_product
from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.pricing import price_for
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.domain.units import packs_text
from jxc_desktop.domain.weights import spoken_of
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.look_up import LookUp, look_up
from jxc_desktop.queries.products import CustomersPaymentCode, Found, find_by_code, search
from jxc_desktop.ui import sounds, theme
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.picture_files import pixmap_of
from jxc_desktop.ui.sales.boards import Sum, SumBoard
from jxc_desktop.ui.sales.finder import FIRST_PAGE, price_text, stock_role, stock_text
from jxc_desktop.ui.sales.key_choices import slot_of
from jxc_desktop.ui.sales.painted_table import Cell, PaintedTable
from jxc_desktop.ui.sales.popup_list import TextRows
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.parts import Card, put_side_by_side, role_label, soft_label

PICTURE_SIDE = 140
_PLACE_NAMES = frozenset({N_("Shop floor")})


class LookUpBoard(QWidget):
    """`left` is Esc; `added` carries what is shown, a Found."""

    left = Signal()
    added = Signal(object)

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self._found: tuple[Found, ...] = ()
        self._is_walked = False
        self.line = BarcodeLine(name=_("Look up"))
        self.rows = TextRows((0, 96, 110), (1, 2))
        self.table = PaintedTable(self.rows, _("Found products"))
        self.facts = TextRows((0, 150), (1,))
        self.facts_table = PaintedTable(self.facts, _("What is known of it"))
        for rows, table in ((self.rows, self.table), (self.facts, self.facts_table)):
            rows.setParent(table)
            table.horizontalHeader().hide()
            table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.board = SumBoard(_("Price"), height=110)
        self.name = role_label("", "strong")
        self.name.setWordWrap(True)
        self.picture = QLabel()
        self.picture.setAccessibleName(_("Picture"))
        self.points = role_label("", "")
        self.points.setWordWrap(True)
        self.said = soft_label("")
        self.add_button = QPushButton(f"{_('Add to the cart')}   Enter")
        self._lay_out()
        self.line.scanned.connect(self.take)
        self.line.typed.connect(self.look)
        self.line.submitted.connect(self.on_entered)
        self.line.stepped.connect(self.step)
        self.table.clicked.connect(lambda _index: self._show_chosen())
        self.add_button.clicked.connect(lambda _checked: self.add())

    def _lay_out(self) -> None:
        left, right = Card(), Card()
        left.column.addWidget(role_label(_("Look up a price: the cart is not touched"), "strong"))
        left.column.addWidget(self.line)
        left.column.addWidget(self.table, 1)
        left.column.addWidget(self.said)
        for part in (self.name, self.board):
            right.column.addWidget(part)
        told = QHBoxLayout()
        told.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.points, 1, Qt.AlignmentFlag.AlignTop)
        right.column.addLayout(told)
        right.column.addWidget(self.facts_table, 1)
        theme.set_role(self.add_button, "primary")
        back = QPushButton(f"{_('Back')}   Esc")
        back.clicked.connect(lambda _checked: self.left.emit())
        for button in (self.add_button, back):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            right.column.addWidget(button)
        put_side_by_side(self, left, right)

    # what the page calls

    def open(self, text: str, product: Product | None) -> None:
        """Look for what was typed already, else show the product of the cart's line."""
        self.line.setText(text)
        self._show_found(() if product is None else (Found(product),))
        if text:
            self.look(text)
        self.line.setFocus()

    def take_scan(self, code: str) -> bool:
        """A scan asks for a price here."""
        return self.line.take_scan(code)

    # looking

    def take(self, code: str) -> None:
        """The product of a code."""
        self.line.clear()
        try:
            with self.shop.read() as view:
                found = find_by_code(view, code)
        except CustomersPaymentCode as named:
            sounds.refused()
            self.said.setText(str(named))
            return
        (sounds.taken if found else sounds.refused)()
        self._show_found(found)
        self.said.setText("" if found else _("{code} is not known.").format(code=code))

    def look(self, text: str) -> None:
        """What the text means, as it is typed."""
        if text.strip():
            with self.shop.read() as view:
                found = search(view, text.strip(), limit=FIRST_PAGE)
            self._show_found(tuple(Found(product) for product in found))
            if not found:
                self.said.setText(_("Nothing is found for “{text}”.").format(text=text.strip()[:40]))

    def on_entered(self, text: str) -> None:
        """Enter on a code shows it; once more, or on what was found, adds it."""
        if text and not self._is_walked:
            with self.shop.read() as view:
                found = find_by_code(view, text)
            if found:
                self.line.clear()
                self._show_found(found)
                return
        self.add()

    def step(self, by: int) -> None:
        """Up and Down."""
        self._is_walked = True
        self.table.choose(max(0, min(len(self._found) - 1, self.table.current_number() + by)))
        self.table.viewport().update()
        self._show_chosen()

    def add(self) -> None:
        """What is shown becomes a line of the cart."""
        row = self.table.current_number()
        if 0 <= row < len(self._found):
            self.added.emit(self._found[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, and so does the key that led here."""
        if event.key() == Qt.Key.Key_Escape or slot_of(event) == "show_look_up":
            self.left.emit()
        else:
            super().keyPressEvent(event)

    # showing

    def _show_found(self, found: tuple[Found, ...]) -> None:
        self._found, self._is_walked = found, False
        self.said.setText("")
        self.rows.set_rows([_cells(each, self._habit) for each in found])
        if found:
            self.table.choose(0)
        self._show_chosen()

    @property
    def _habit(self) -> str:
        return self.shop.settings.weight_unit

    def _show_chosen(self) -> None:
        row = self.table.current_number()
        self.add_button.setEnabled(0 <= row < len(self._found))
        if not 0 <= row < len(self._found):
            self.name.setText("")
            self.board.show_sums()
            self.facts.set_rows([])
            self._show_told(b"", "")
            return
        found = self._found[row]
        with self.shop.read() as view:
            known = look_up(view, found.product)
        self.name.setText(f"{found.product.name} {found.product.spec}".strip())
        self.board.show_sums(*self._sums(found))
        self.facts.set_rows(_facts(known, found, self._habit))
        self._show_told(known.picture, known.selling_points)

    def _sums(self, found: Found) -> list[Sum]:
        """The price; what a scale's label comes to."""
        product, pack, currency = found.product, found.product.pack(found.pack_id), self.shop.settings.currency
        price = price_for(product, pack).amount
        spoken = spoken_of(product.kind, product.unit if pack is None else pack.name, self._habit)
        text = _("no price") if price is None else f"{currency}{format_money(spoken.price(price))}"
        sums = [Sum(_("Price"), text, note=f"/{spoken.unit}" if spoken.unit else "")]
        if found.label is not None:
            sums.append(Sum(_("Amount"), f"{currency}{format_money(_as_line(found).amount)}"))
        return sums

    def _show_told(self, picture: bytes, points: str) -> None:
        self.picture.setPixmap(pixmap_of(picture, PICTURE_SIDE))
        self.picture.setVisible(bool(picture))
        self.points.setText(points)
        self.points.setVisible(bool(points))


def _as_line(found: Found) -> CartLine:
    """What a scale's label would be in a cart."""
    return add_product(Cart(""), found.product, label=found.label).lines[0]


def _cells(found: Found, habit: str) -> tuple[Cell, ...]:
    product, pack = found.product, found.product.pack(found.pack_id)
    text = price_text(product, pack, price_for(product, pack).amount, habit)
    return (
        Cell(f"{product.name} {product.spec}".strip(), after=product.code, keeps=product.spec),
        Cell(text) if text else Cell(_("no price"), "red"),
        Cell(stock_text(product), stock_role(product)),
    )


def _facts(known: LookUp, found: Found, habit: str) -> list[tuple[Cell, ...]]:
    product = known.product
    rows = [(_("Product code"), product.code), (_("Barcode"), product.barcode)]
    if found.label is not None:
        spoken = spoken_of(product.kind, product.unit, habit)
        rows.insert(0, (_("On the scale's label"), format_quantity(spoken.quantity(_as_line(found).pack_quantity), spoken.unit)))
    prices = ((_("Retail price"), product.retail_price), (_("Member price"), product.member_price))
    rows += [(title, price_text(product, None, price, habit)) for title, price in prices]
    for pack in product.packs:
        price = price_for(product, pack).amount
        rows.append((f"{pack.name} = {format_quantity(pack.ratio * 1000, product.unit)}", "" if price is None else format_money(price)))
    packs = [(pack.name, pack.ratio) for pack in product.packs]
    for at in known.places:
        place = _(at.place) if at.place in _PLACE_NAMES else at.place
        rows.append((f"{place} {at.shelf}".strip(), packs_text(at.quantity, product.unit, packs)))
    counted = max((at.last_counted for at in known.places if at.last_counted is not None), default=None)
    rows.append((_("Last counted"), cell_text("time", counted)))
    if product.kind.has_stock and product.is_unopened:
        rows.append((_("Stock"), _("not counted yet")))
    if product.stop_selling:
        rows.append((_("no longer sold"), ""))
    return [(Cell(title, "soft"), Cell(text, is_bold=True)) for title, text in rows if text or title == _("no longer sold")]
