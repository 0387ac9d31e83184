"""The search while one types in the scan line: the first page at once, the arrows and Enter add."""

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.products import Kind, Pack, Product
from jxc_desktop.domain.quantity import split_quantity
from jxc_desktop.domain.units import packs_text
from jxc_desktop.domain.weights import spoken_of
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.products import search
from jxc_desktop.ui import theme
from jxc_desktop.ui.sales.painted_table import Cell
from jxc_desktop.ui.sales.popup_list import PopupList
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine

FIRST_PAGE = 20


class Finder(QObject):
    """The list under a line, over the page that has both. `picked` carries the product.

    The quantity said before it (`5*`) is the page's to read.
    """

    picked = Signal(object)

    def __init__(self, shop: Shop, line: BarcodeLine, page: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self.shop, self.line, self.page = shop, line, page
        self.popup = PopupList(_("Found products"), (0, 96, 110), (1, 2), page)
        self._found: tuple[Product, ...] = ()
        self._text = ""
        self.is_walked = False
        line.textChanged.connect(lambda text: None if text else self.close())
        self.popup.picked.connect(lambda _row: self.pick())

    @property
    def is_open(self) -> bool:
        """Whether something was found and is shown."""
        return not self.popup.isHidden()

    def look(self, text: str) -> None:
        """Show what the text means."""
        _quantity, wanted = split_quantity(text)
        self._text, self.is_walked = wanted, False
        if not wanted:
            self.close()
            return
        with self.shop.read() as view:
            self._found = search(view, wanted, limit=FIRST_PAGE)
        if self._found:
            self.popup.show_rows(self._rows(), self._place())
        else:
            self.popup.hide()

    def _rows(self) -> list[tuple[Cell, ...]]:
        habit = self.shop.settings.weight_unit
        return [_cells(product, habit) for product in self._found]

    def _place(self) -> QRect:
        line, page = self.line, self.page
        top = line.mapTo(page, QPoint(0, line.height() + theme.px(4)))
        return QRect(top.x(), top.y(), line.width(), page.height() - top.y() - theme.px(theme.GAP_WIDE))

    def step(self, by: int) -> None:
        """Walk through what was found; at the end of the page the next one is fetched."""
        self.is_walked = True
        if self.popup.current() + by >= len(self._found) and len(self._found) % FIRST_PAGE == 0:
            self._more()
        self.popup.step(by)

    def _more(self) -> None:
        with self.shop.read() as view:
            more = search(view, self._text, limit=FIRST_PAGE, offset=len(self._found))
        if more:
            row = self.popup.current()
            self._found += more
            self.popup.rows.set_rows(self._rows())
            self.popup.table.choose(row)

    def pick(self) -> bool:
        """Take the product under the cursor; False when nothing was found."""
        row = self.popup.current()
        if not self.is_open or not 0 <= row < len(self._found):
            return False
        product = self._found[row]
        self.picked.emit(product)
        return True

    def close(self) -> None:
        """Put the list away."""
        self.popup.hide()
        self._found = ()


def _cells(product: Product, habit: str) -> tuple[Cell, ...]:
    text = price_text(product, None, product.retail_price, habit)
    price = Cell(text) if text else Cell(_("no price"), "red")
    return (
        Cell(f"{product.name} {product.spec}".strip(), after=product.code, keeps=product.spec),
        price,
        Cell(stock_text(product), stock_role(product)),
    )


def price_text(product: Product, pack: Pack | None, price: int | None, habit: str, *, has_unit: bool = False) -> str:
    """A price as goods are spoken of: of weighed goods for the shop's unit of weight, which is named; nothing for none."""
    if price is None:
        return ""
    spoken = spoken_of(product.kind, product.unit if pack is None else pack.name, habit)
    unit = f" /{spoken.unit}" if spoken.unit and (has_unit or product.kind is Kind.WEIGHED) else ""
    return f"{format_money(spoken.price(price))}{unit}"


def stock_text(product: Product) -> str:
    """`2 箱 3 瓶`; “not counted yet”; nothing for what has no stock."""
    if not product.kind.has_stock:
        return ""
    if product.is_unopened:
        return _("not counted yet")
    return packs_text(product.on_hand, product.unit, [(pack.name, pack.ratio) for pack in product.packs])


def stock_role(product: Product) -> str:
    """Amber for a stock of nothing."""
    if product.is_unopened or not product.kind.has_stock:
        return "soft"
    return "amber" if product.on_hand <= 0 else "soft"
