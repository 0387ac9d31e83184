"""What is asked about the product in hand: of a known one how many there are, of a new one also what it is and costs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from jxc_desktop.domain.products import Pack, Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.i18n import _
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.reference_lists import ReferenceProduct
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, NumberEdit, QuantityEdit
from jxc_desktop.ui.widgets.parts import role_label

ACROSS = 3
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ShelfWalkForm(QWidget):
    """Enter goes from field to field; from the last one it emits `entered`."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = ""
        self.product: Product | None = None
        self.a_scan = ONE
        self.heading = role_label("", "strong", self)
        self.heading.setWordWrap(True)
        self.name, self.spec = QLineEdit(self), QLineEdit(self)
        self.unit, self.category = QLineEdit(self), QLineEdit(self)
        self.price = MoneyEdit(_("Retail price"), least=0, parent=self)
        self.counted = QuantityEdit(_("On the shelf"), least=0, parent=self)
        titles = (_("Product name"), _("Spec"), _("Unit"), _("Category"), _("Retail price"), _("On the shelf"))
        self._edits: tuple[QLineEdit | NumberEdit, ...] = (self.name, self.spec, self.unit, self.category, self.price, self.counted)
        self._labels: list[QLabel] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(theme.GAP_WIDE))
        grid.setVerticalSpacing(theme.px(4))
        grid.addWidget(self.heading, 0, 0, 1, ACROSS)
        for place, (title, edit) in enumerate(zip(titles, self._edits, strict=True)):
            row, column = divmod(place, ACROSS)
            label = QLabel(title, self)
            label.setBuddy(edit)
            edit.setAccessibleName(title)
            grid.addWidget(label, 1 + 2 * row, column)
            grid.addWidget(edit, 2 + 2 * row, column)
            grid.setColumnStretch(column, 1)
            self._labels.append(label)

    def show_known(self, code: str, product: Product, pack: Pack | None = None) -> None:
        """Ask how many there are of a product that is 未建库存; `pack` is what was scanned of it."""
        self.code, self.product, self.a_scan = code, product, quantity_of(pack)
        self.heading.setText(f"{product.code}  {product.name}  {product.spec}".strip())
        self._fill(product.name, product.spec, product.unit, "", product.retail_price)
        self._show_asked(is_new=False)
        unit = product.unit
        self._labels[-1].setText(_("On the shelf, in {unit}").format(unit=unit) if unit else _("On the shelf"))

    def show_new(self, code: str, listed: ReferenceProduct | None) -> None:
        """Ask for a product of an unknown code; a reference list may say most of it."""
        self.code, self.product, self.a_scan = code, None, ONE
        self.heading.setText(_("New product {code}").format(code=code))
        if listed is None:
            self._fill("", "", "", "", None)
        else:
            self._fill(listed.name, listed.spec, listed.unit, listed.category, listed.price)
        self._show_asked(is_new=True)
        self._labels[-1].setText(_("On the shelf"))

    def _fill(self, name: str, spec: str, unit: str, category: str, price: int | None) -> None:
        for edit, text in ((self.name, name), (self.spec, spec), (self.unit, unit), (self.category, category)):
            edit.setText(text)
        self.price.set_value(price)
        self.counted.set_value(None)

    def _show_asked(self, *, is_new: bool) -> None:
        for label, edit in zip(self._labels[:-1], self._edits[:-1], strict=True):
            label.setVisible(is_new)
            edit.setVisible(is_new)

    def begin(self) -> None:
        """Put the cursor where something is missing: the name, else the price, of a known product the quantity."""
        if self.product is not None:
            self.counted.select_all()
        elif not self.name.text().strip():
            self.name.setFocus()
        else:
            self.price.select_all()

    def count_more(self, quantity: int) -> None:
        """The product in hand was scanned once more, as a unit or a pack; the first scan stands for what it was of."""
        counted = self.counted.value()
        self.counted.set_value((self.a_scan if counted is None else counted) + quantity)

    def may_be_left(self) -> bool:
        """Whether nothing was said about a known product: then another one may take its place."""
        return self.product is not None and not self.counted.line.text().strip()

    def wrong(self) -> str | None:
        """What is missing or no number, the cursor put there; None when all is well."""
        for edit in (self.price, self.counted):
            if edit.problem():
                edit.select_all()
                return edit.problem()
        if self.product is None and not self.name.text().strip():
            self.name.setFocus()
            return _("What is it called?")
        if self.product is not None and self.counted.value() is None:
            self.counted.select_all()
            return _("How many are on the shelf?")
        return None

    def title(self) -> str:
        """The product's name, or its code while it has none."""
        return self.name.text().strip() or self.code

    def row(self) -> tuple[object, ...]:
        """Code, name, spec and price, for the list of what was done."""
        return (self.code, self.title(), self.spec.text().strip(), self.price.value())

    def fields(self) -> ProductFields:
        """The new product as typed."""
        return ProductFields(
            self.title(),
            barcodes=(self.code,),
            spec=self.spec.text().strip(),
            unit=self.unit.text().strip(),
            category=self.category.text().strip(),
            retail_price=self.price.value(),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter: the next field, from the last one done."""
        if event.key() not in _ENTERS:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self._on_enter()

    def _on_enter(self) -> None:
        lines = [edit.line if isinstance(edit, NumberEdit) else edit for edit in self._edits]
        place = next((place for place, line in enumerate(lines) if line.hasFocus()), len(lines) - 1)
        if place == len(lines) - 1:
            self.entered.emit()
        else:
            lines[place + 1].setFocus()
            lines[place + 1].selectAll()


def quantity_of(pack: Pack | None) -> int:
    """The base quantity that one scan stands for."""
    return ONE if pack is None else pack.ratio * ONE
