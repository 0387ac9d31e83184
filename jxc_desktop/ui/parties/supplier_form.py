"""The form in which a supplier is made and changed: who, terms, papers, and what was owed before the program came."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QScrollArea, QSpinBox, QWidget

from jxc_desktop.domain.errors import ChangedMeanwhile, ShopError
from jxc_desktop.domain.money import MAX_DOCUMENT, format_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import TERMS_TITLES, Terms
from jxc_desktop.domain.suppliers import MAX_DAYS, SupplierFields
from jxc_desktop.i18n import _
from jxc_desktop.operations.suppliers import add_supplier, change_supplier, set_opening_payable
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.suppliers import SupplierCard, supplier_card
from jxc_desktop.ui.parties.licences_edit import LicencesEdit
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.widgets.number_edits import MoneyEdit
from jxc_desktop.ui.widgets.parts import Card, FormRows

_TEXTS = ("name", "contact", "phone", "address", "remark")
_LONGEST = 200


class SupplierForm(Part):
    """One supplier, new (0) or known. `saved` carries its id."""

    saved = Signal(int)

    def __init__(self, shop: Shop, supplier_id: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("New supplier"), parent)
        self.card: SupplierCard | None = None
        with shop.read() as view:
            self._today = view.business_date
        self.texts = {key: QLineEdit() for key in _TEXTS}
        for line in self.texts.values():
            line.setMaxLength(_LONGEST)
        self.terms = QComboBox()
        for terms, title in TERMS_TITLES.items():
            self.terms.addItem(_(title), str(terms))
        self.days, self.lead, self.review = (_days() for _place in range(3))
        self.minimum = MoneyEdit(_("Minimum order"), least=0)
        self.opening = MoneyEdit(_("Owed before"), limit=MAX_DOCUMENT)
        self.active = QCheckBox(_("We buy from this supplier"))
        self.licences = LicencesEdit(self._today)
        self.save_button = self.add_button(_("Save"), "Ctrl+S", self.save, primary=True)
        self.save_button.setEnabled(Permission.EDIT_SUPPLIERS in shop.actor.permissions)
        self._lay_out()
        self.show_supplier(supplier_id)
        self.terms.currentIndexChanged.connect(lambda _index: self._show_days())

    def _lay_out(self) -> None:
        inner = Card()
        self.form = FormRows()
        self.form.add(_("Supplier"), self.texts["name"])
        self.form.add(_("Contact"), self.texts["contact"])
        self.form.add(_("Telephone"), self.texts["phone"])
        self.form.add(_("Address"), self.texts["address"])
        self.days.setAccessibleName(_("Days"))
        self.form.add(_("Terms of payment"), self.terms, " ", beside=self.days)
        self.form.add(_("Lead time, days"), self.lead, _("From the order to the delivery."))
        self.form.add(_("Review period, days"), self.review, _("How often an order is made."))
        self.form.add(_("Minimum order"), self.minimum, _("Below this sum the supplier does not deliver."))
        self.form.add(_("Licences"), self.licences)
        self.form.add(_("Owed before"), self.opening, _("What was owed before the first document here; below zero: paid in advance."))
        self.form.add(_("Remark"), self.texts["remark"])
        self.form.add(_("In use"), self.active)
        inner.column.addLayout(self.form)
        inner.column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        self.column.addWidget(area, 1)

    def show_supplier(self, supplier_id: int) -> None:
        """Show what is kept of a supplier, or an empty form."""
        fields = SupplierFields("")
        if supplier_id:
            with self.shop.read() as view:
                self.card = supplier_card(view, supplier_id)
            fields = self.card.fields
            self.heading.setText(fields.name)
            self.facts.setText(_("We owe {sum}").format(sum=format_money(self.card.balance)))
        for key, line in self.texts.items():
            line.setText(getattr(fields, key))
        self.terms.setCurrentIndex(self.terms.findData(str(fields.terms)))
        for box, value in ((self.days, fields.term_days), (self.lead, fields.lead_days), (self.review, fields.review_days)):
            box.setValue(value)
        self.minimum.set_value(fields.minimum_order or None)
        self.active.setChecked(fields.is_active)
        self.licences.set_licences(fields.licences)
        self.opening.set_value(None)
        has_moves = self.card is not None and self.card.has_moves
        place = self.opening.parentWidget()
        assert place is not None
        self.form.setRowVisible(place, not has_moves)
        self._show_days()
        self._start = self._typed()

    def _show_days(self) -> None:
        terms = Terms(self.terms.currentData())
        hints = {
            Terms.NOW: _("To be paid when the goods come."),
            Terms.DAYS: _("So many days after the goods came."),
            Terms.MONTH: _("On this day of the next month; 0 is its last."),
        }
        self.form.set_hint(self.terms, hints[terms])
        self.days.setVisible(terms is not Terms.NOW)

    def fields(self) -> SupplierFields:
        """The supplier as typed."""
        texts = {key: line.text() for key, line in self.texts.items()}
        return SupplierFields(
            **texts,
            terms=Terms(self.terms.currentData()),
            term_days=self.days.value(),
            lead_days=self.lead.value(),
            review_days=self.review.value(),
            minimum_order=self.minimum.value() or 0,
            is_active=self.active.isChecked(),
            licences=self.licences.licences(),
        )

    def _typed(self) -> tuple[object, ...]:
        return self.fields(), self.opening.line.text(), self.minimum.line.text(), [row.until.text() for row in self.licences.rows]

    def is_dirty(self) -> bool:
        """Whether something was typed."""
        return self._typed() != self._start

    def title(self) -> str:
        """The supplier's name."""
        return self.texts["name"].text().strip() or _("New supplier")

    def arrive(self) -> None:
        """The name first."""
        self.texts["name"].setFocus()

    # saving

    def save(self) -> None:
        """Keep what was typed; what can't be read is said first."""
        wrong = next((edit for edit in (self.minimum, self.opening) if not edit.is_valid()), None)
        if wrong is not None:
            wrong.select_all()
            self.ask.ask(wrong.problem(), kind="red")
            wrong.select_all()
            return
        row = self.licences.first_wrong()
        if row is not None:
            self.ask.ask(row.problem.text(), kind="red")
            row.until.setFocus()
            return
        try:
            supplier_id = self._stored()
        except ChangedMeanwhile:
            self._ask_whose()
            return
        except ShopError as refused:
            self.ask.ask(str(refused), kind="red")
            return
        self._start = self._typed()
        self.saved.emit(supplier_id)

    def _stored(self) -> int:
        opening = self.opening.value()
        with self.shop.work() as work:
            if self.card is None:
                supplier_id = add_supplier(work, self.fields())
            else:
                supplier_id = self.card.id
                change_supplier(work, supplier_id, self.fields(), self.card.version)
            if opening:
                set_opening_payable(work, supplier_id, opening)
        return supplier_id

    def _ask_whose(self) -> None:
        """Somebody else saved first: what was typed here stays until it is said whose shall stand."""
        assert self.card is not None
        with self.shop.read() as view:
            now = supplier_card(view, self.card.id)

        def save_mine() -> None:
            self.card = now
            self.save()

        self.ask.ask(
            _("Someone else changed this supplier meanwhile. Nothing was overwritten."),
            [(_("Show the new values"), lambda: self.show_supplier(now.id)), (_("Save mine over it"), save_mine)],
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field, from the last one to Save."""
        focus = self.window().focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, (QLineEdit, QComboBox, QCheckBox, QSpinBox)):
            focus.focusNextPrevChild(True)
            while isinstance(focus := self.window().focusWidget(), QPushButton) and focus is not self.save_button:
                focus.focusNextPrevChild(True)
            return
        super().keyPressEvent(event)


def _days() -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, MAX_DAYS)
    return box
