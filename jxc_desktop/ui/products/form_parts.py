"""What the product form is made of: each field by its key, laid out in two columns."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import TooLarge
from jxc_desktop.domain.money import format_plain, half_width, parse_decimal
from jxc_desktop.domain.products import BELOW_ZERO_TITLES, KIND_TITLES, BelowZero, Kind
from jxc_desktop.i18n import _
from jxc_desktop.queries.product_columns import TITLES
from jxc_desktop.queries.product_fields import PRICES, TEXTS, ProductFields
from jxc_desktop.ui import theme
from jxc_desktop.ui.products.form_fields import BarcodesEdit, Choice, PacksEdit, complete_from
from jxc_desktop.ui.products.picture_field import PictureField
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, NumberEdit, QuantityEdit
from jxc_desktop.ui.widgets.parts import Card, FormRows, soft_label

HUNDRED_PERCENT = 10_000
UNITS = ("瓶", "罐", "袋", "包", "盒", "个", "支", "条", "桶", "公斤", "斤", "件")
FLAGS = ("no_discount", "stop_buying", "stop_selling")


def parse_percent(text: str) -> int:
    """A rate in 1/100 percent."""
    rate = parse_decimal(half_width(text).removesuffix("%"), 2)
    if rate > HUNDRED_PERCENT:
        raise TooLarge(text, "100 %")
    return rate


def percent_text(rate: int) -> str:
    """A rate as it is typed."""
    return format_plain(rate * 100).rstrip("0").rstrip(".")


class ProductParts(QWidget):
    """All fields of a product. `changed` comes with each change by hand or program."""

    changed = Signal()

    def __init__(self, shop_policy: str, *, sees_cost: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sees_cost = sees_cost
        self._kept = ProductFields("")
        self.texts = {key: QLineEdit(self) for key in TEXTS}
        self.prices = {key: MoneyEdit(_(TITLES[key]), least=0, parent=self) for key in PRICES}
        self.flags = {key: QCheckBox(_(TITLES[key]), self) for key in FLAGS}
        self.barcodes = BarcodesEdit(_(TITLES["barcodes"]), self)
        self.own_barcode = QPushButton(_("Make one") + "   Ctrl+B", self)
        self.kind = Choice(_(TITLES["kind"]), {kind.value: _(title) for kind, title in KIND_TITLES.items()}, self)
        policies = {policy.value: _(title) for policy, title in BELOW_ZERO_TITLES.items()}
        as_shop = _("As the shop: {policy}").format(policy=policies[BelowZero(shop_policy).value])
        self.below_zero = Choice(_(TITLES["below_zero"]), {"": as_shop} | policies, self)
        self.tax_rate = NumberEdit(_(TITLES["tax_rate"]), parse_percent, percent_text, least=0, parent=self)
        self.order_at = QuantityEdit(_(TITLES["order_at"]), least=0, parent=self)
        self.fill_to = QuantityEdit(_(TITLES["fill_to"]), least=0, parent=self)
        self.tare = QuantityEdit(_(TITLES["tare"]), least=0, parent=self)
        self.opening_stock = QuantityEdit(_("Opening stock"), least=0, parent=self)
        self.packs = PacksEdit(self)
        self.picture = PictureField(self)
        self.left, self.right = FormRows(), FormRows()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.GAP_WIDE))
        for rows in (self.left, self.right):
            card = Card()
            card.column.addLayout(rows)
            card.column.addStretch(1)
            row.addWidget(card, 1)
        self.own_barcode.setAccessibleName(_("Make an in-store barcode"))
        theme.set_role(self.own_barcode, "link")
        self.left.add(_(TITLES["barcodes"]), self.barcodes, beside=self.own_barcode)
        self._add_texts(self.left, ("name", "spec", "unit"))
        for key in PRICES:
            if key != "purchase_price" or self._sees_cost:
                self.left.add(_(TITLES[key]), self.prices[key])
        self.prices["purchase_price"].setVisible(self._sees_cost)
        self._add_texts(self.left, ("category", "brand", "selling_points"))
        self.left.addRow(_("Picture"), self.picture)
        self.left.add(_("Opening stock"), self.opening_stock)
        self._add_texts(self.right, ("code",))
        self.right.add(_(TITLES["kind"]), self.kind)
        self.right.add(_(TITLES["tare"]), self.tare, _("What the scale takes off: the bag or box, in the unit of the product."))
        self._tare_row = self.right.rowCount() - 1
        self.right.add(_("Packs"), self.packs)
        self._add_texts(self.right, ("shelf",))
        self.right.add(_(TITLES["order_at"]), self.order_at)
        self.right.add(_(TITLES["fill_to"]), self.fill_to)
        self.right.add(_(TITLES["below_zero"]), self.below_zero)
        self.right.add(_(TITLES["tax_rate"]), self.tax_rate)
        self.right.addRow(soft_label(""), self._flag_box())
        self._add_texts(self.right, ("article_number", "initials", "remark"))
        complete_from(self.texts["unit"], UNITS)

    def _add_texts(self, rows: FormRows, keys: tuple[str, ...]) -> None:
        for key in keys:
            rows.add(_(TITLES[key]), self.texts[key])

    def _flag_box(self) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for flag in self.flags.values():
            column.addWidget(flag)
        return box

    def _connect(self) -> None:
        lines = [*self.texts.values(), self.barcodes, *(edit.line for edit in self.numbers())]
        for line in lines:
            line.textChanged.connect(lambda _text: self.changed.emit())
        for flag in self.flags.values():
            flag.toggled.connect(lambda _checked: self.changed.emit())
        for part in (self.kind.chosen, self.below_zero.chosen, self.packs.changed, self.picture.changed):
            part.connect(self.changed)
        self.kind.chosen.connect(self._show_tare)
        self._show_tare()

    def _show_tare(self) -> None:
        """Only what is weighed has a tare."""
        self.right.setRowVisible(self._tare_row, self.kind.value() == Kind.WEIGHED)

    def numbers(self) -> Iterator[NumberEdit]:
        """All fields that hold a figure."""
        yield from self.prices.values()
        yield from (self.tax_rate, self.order_at, self.fill_to, self.tare, self.opening_stock)
        yield from (row.price for row in self.packs.rows)

    def fields(self) -> ProductFields:
        """The product as typed; a price nobody may see stays as it was."""
        prices: dict[str, Any] = {key: edit.value() for key, edit in self.prices.items()}
        if not self._sees_cost:
            prices["purchase_price"] = self._kept.purchase_price
        texts: dict[str, Any] = {key: line.text().strip() for key, line in self.texts.items()}
        flags: dict[str, Any] = {key: flag.isChecked() for key, flag in self.flags.items()}
        return ProductFields(
            **texts,
            **prices,
            **flags,
            barcodes=self.barcodes.codes(),
            kind=Kind(self.kind.value()),
            below_zero=self.below_zero.value(),
            tax_rate=self.tax_rate.value(),
            order_at=self.order_at.value(),
            fill_to=self.fill_to.value(),
            tare=self.tare.value(),
            packs=self.packs.fields(),
        )

    def set_fields(self, fields: ProductFields) -> None:
        """Show a product."""
        self._kept = fields
        for key, line in self.texts.items():
            line.setText(getattr(fields, key))
        for key, edit in self.prices.items():
            edit.set_value(getattr(fields, key))
        for key, flag in self.flags.items():
            flag.setChecked(getattr(fields, key))
        self.barcodes.set_codes(fields.barcodes)
        self.kind.set_value(fields.kind.value)
        self.below_zero.set_value(fields.below_zero)
        self.tax_rate.set_value(fields.tax_rate)
        self.order_at.set_value(fields.order_at)
        self.fill_to.set_value(fields.fill_to)
        self.tare.set_value(fields.tare)
        self.packs.set_fields(fields.packs)

    def as_typed(self) -> tuple[object, ...]:
        """Everything as it stands, wrong figures too: whether something changed is told by comparing."""
        return (self.fields(), tuple(edit.line.text().strip() for edit in self.numbers()), self.picture.body)

    def first_wrong(self) -> NumberEdit | None:
        """The first figure that can't be read."""
        return next((edit for edit in self.numbers() if not edit.is_valid()), None)

    def field(self, key: str) -> QWidget:
        """The field of a key."""
        return {**self.texts, **self.prices, "barcodes": self.barcodes, "packs": self.packs, "fill_to": self.fill_to}[key]

    def show_problem(self, key: str, text: str) -> None:
        """Say below a field what was found."""
        field = self.field(key)
        rows = self.left if key in _LEFT else self.right
        rows.show_problem(field, text)


_LEFT = frozenset({"barcodes", "name", "spec", "unit", "category", "brand", "selling_points", *PRICES})
