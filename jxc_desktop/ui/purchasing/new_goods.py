"""A code that nobody knows: the product is made in place, or it is said which known one it is."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from jxc_desktop.domain.barcodes import has_wrong_check_digit
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Finding, FindingKind
from jxc_desktop.i18n import _
from jxc_desktop.operations.products import add_product, change_product
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.product_card import product_card
from jxc_desktop.queries.product_fields import ProductFields
from jxc_desktop.queries.products import find_by_code
from jxc_desktop.queries.reference_lists import look_up
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, ProblemLabel

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NewGoods(QWidget):
    """Enter goes from field to field, from the last one the product is made. `made` carries what the code is now.

    `search_wanted` asks the scan line for a product that is known already.
    """

    made = Signal(object)
    search_wanted = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.barcode = ""
        self.heading = ProblemLabel(self)
        self.name, self.spec, self.unit, self.category = (QLineEdit(self) for _field in range(4))
        self.price = MoneyEdit(_("Retail price"), least=0, parent=self)
        titles = (_("Product name"), _("Spec"), _("Unit"), _("Category"), _("Retail price"))
        self._edits = (self.name, self.spec, self.unit, self.category, self.price)
        self.make_button = QPushButton(_("Make the product") + "   Ctrl+S", self)
        self.search_button = QPushButton(_("It is a known one …") + "   F3", self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(theme.GAP))
        grid.setVerticalSpacing(theme.px(2))
        grid.addWidget(self.heading, 0, 0, 1, len(titles))
        for column, (title, edit) in enumerate(zip(titles, self._edits, strict=True)):
            label = QLabel(title, self)
            label.setBuddy(edit)
            theme.set_role(label, "soft")
            edit.setAccessibleName(title)
            grid.addWidget(label, 1, column)
            grid.addWidget(edit, 2, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 2 if edit is self.name else 1)
        grid.addWidget(self.make_button, 3, 0)
        grid.addWidget(self.search_button, 3, 1, 1, 2)
        may_make = Permission.EDIT_PRODUCTS in shop.actor.permissions
        for part in (*self._edits, self.make_button):
            part.setEnabled(may_make)
        theme.set_role(self.make_button, "primary")
        self.make_button.clicked.connect(lambda _checked: self.make())
        self.search_button.clicked.connect(lambda _checked: self.search_wanted.emit())

    def ask(self, code: str) -> None:
        """Ask about a code, unless it is the one in hand; a reference list may say most of it."""
        if code == self.barcode:
            return
        self.barcode = code
        with self.shop.read() as view:
            listed = look_up(view, code)
        texts = ("", "", "", "") if listed is None else (listed.name, listed.spec, listed.unit, listed.category)
        for edit, text in zip((self.name, self.spec, self.unit, self.category), texts, strict=True):
            edit.setText(text)
        self.price.set_value(None if listed is None else listed.price)
        said = _("{code} is not known: make the product, or look for it.").format(code=code)
        if has_wrong_check_digit(code):
            said = f"{Finding(FindingKind.BAD_CHECK_DIGIT, code).sentence()} {said}"
        self.heading.show_problem(said)

    def is_begun(self) -> bool:
        """Whether something is typed that a further scan must not put away."""
        return any(edit.text().strip() for edit in (self.name, self.spec, self.unit, self.category)) and self.isVisible()

    def begin(self) -> None:
        """Put the cursor where something is missing."""
        if self.name.text().strip():
            self.price.select_all()
        else:
            self.name.setFocus()

    def make(self) -> None:
        """Make the product. Raises what `add_product` refuses."""
        if self.price.problem():
            self.price.select_all()
            return
        fields = ProductFields(
            self.name.text().strip(),
            barcodes=(self.barcode,),
            spec=self.spec.text().strip(),
            unit=self.unit.text().strip(),
            category=self.category.text().strip(),
            retail_price=self.price.value(),
        )
        with self.shop.work() as work:
            add_product(work, fields)
        self._tell()

    def is_this(self, product_id: int) -> None:
        """The code is a further one of a known product. Raises what `change_product` refuses."""
        with self.shop.work() as work:
            card = product_card(work, product_id)
            change_product(work, product_id, replace(card.fields, barcodes=(*card.fields.barcodes, self.barcode)), card.version)
        self._tell()

    def _tell(self) -> None:
        code, self.barcode = self.barcode, ""
        with self.shop.read() as view:
            found: Found = find_by_code(view, code)[0]
        self.made.emit((code, found))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter: the next field, from the last one done."""
        if event.key() not in _ENTERS:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            lines = [self.price.line if edit is self.price else edit for edit in self._edits]
            place = next((place for place, line in enumerate(lines) if line.hasFocus()), len(lines) - 1)
            if place == len(lines) - 1:
                self.make()
            else:
                lines[place + 1].setFocus()
