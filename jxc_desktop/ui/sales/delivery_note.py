"""送货单 of a sale: who gets it is typed, the paper chosen; seen before it is printed or saved."""

from io import BytesIO
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.customers import Buyer
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.delivery_notes import keep_buyer
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.vouchers import FORMS, Form, delivery_note_pdf
from jxc_desktop.queries.customers import buyer_of
from jxc_desktop.queries.receipts import Receipt, receipt_of
from jxc_desktop.spreadsheets.writing import replacing
from jxc_desktop.ui import jobs, remembered, theme, trouble
from jxc_desktop.ui.widgets.page_preview import PagePreview
from jxc_desktop.ui.widgets.parts import soft_label

FORM_TITLES = {
    "A4": "A4",
    "A5": "A5",
    "241x140": N_("Pin-fed form, 241 x 140 mm"),
    "241x93": N_("Pin-fed form, 241 x 93 mm"),
}
PAPER = "paper/delivery-note"
TYPING_MS = 250
LONGEST = 120


class DeliveryNoteDialog(QDialog):
    """The note at the left, what is typed and done at the right."""

    def __init__(self, shop: Shop, document_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.shop = shop
        with shop.read() as view:
            self.receipt: Receipt = receipt_of(view, document_id)
            self._kept = buyer_of(view, document_id)
        self.setWindowTitle(_("Delivery note {number}").format(number=self.receipt.number))
        self.preview = PagePreview(_("Delivery note"))
        self.form = QComboBox()
        for key, title in FORM_TITLES.items():
            self.form.addItem(_(title), key)
        self.form.setCurrentIndex(max(0, self.form.findData(remembered.text(PAPER, "A5"))))
        self.buyer, self.telephone, self.address = map(QLineEdit, (self._kept.name, self._kept.telephone, self._kept.address))
        self.print_button = QPushButton(_("Print …   Ctrl+P"))
        self.save_button = QPushButton(_("Save as PDF …"))
        self.close_button = QPushButton(_("Close   Esc"))
        self._asked = 0
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        self.make()

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(theme.px(theme.GAP))
        named = ((_("Paper size"), self.form), (_("Buyer"), self.buyer), (_("Telephone"), self.telephone), (_("Address"), self.address))
        for title, field in named:
            label = soft_label(title)
            label.setBuddy(field)
            field.setAccessibleName(title)
            side.addWidget(label)
            side.addWidget(field)
        side.addStretch(1)
        for button in (self.print_button, self.save_button, self.close_button):
            button.setAutoDefault(False)
            side.addWidget(button)
        theme.set_role(self.print_button, "primary")
        self.print_button.setShortcut("Ctrl+P")
        row = QHBoxLayout(self)
        margin = theme.px(theme.GAP_WIDE)
        row.setContentsMargins(margin, margin, margin, margin)
        row.setSpacing(margin)
        row.addWidget(self.preview, 1)
        row.addLayout(side)
        for line in (self.buyer, self.telephone, self.address):
            line.setMaxLength(LONGEST)
        for field in (self.form, self.buyer, self.telephone, self.address):
            field.setFixedWidth(theme.px(250))
        theme.open_at(self, 980, 640)
        self.buyer.setFocus()

    def _connect(self) -> None:
        self.form.activated.connect(self.on_form)
        for line in (self.buyer, self.telephone, self.address):
            line.textEdited.connect(lambda _text: self._typing.start())
        self._typing.timeout.connect(self.make)
        self.print_button.clicked.connect(self.on_print)
        self.save_button.clicked.connect(self.on_save)
        self.close_button.clicked.connect(self.reject)

    def on_form(self) -> None:
        """Keep the paper for the next note, and show it."""
        remembered.remember(PAPER, self.chosen_form().key)
        self.make()

    def chosen_form(self) -> Form:
        """The paper."""
        return FORMS[self.form.currentData()]

    def make(self) -> None:
        """Lay the note out anew and show it; only the latest is shown."""
        self._asked += 1
        number, receipt, buyer, form = self._asked, self.receipt, self._buyer(), self.chosen_form()
        jobs.run(
            lambda _control: note_bytes(receipt, buyer, form),
            title=_("Preview"),
            owner=self,
            done=lambda document: self.preview.show_document(document) if number == self._asked else None,
        )

    def _buyer(self) -> Buyer:
        return Buyer(self.buyer.text(), self.telephone.text(), self.address.text())

    def _keep(self) -> None:
        """What was typed stands there again when the next note is made; whoever may only look prints all the same."""
        buyer = self._buyer()
        if buyer.tidy() != self._kept and Permission.SELL in self.shop.actor.permissions:
            with self.shop.work() as work:
                keep_buyer(work, self.receipt.document_id, buyer)
            self._kept = buyer.tidy()

    def on_print(self) -> None:
        """To one of the system's printers."""
        from jxc_desktop.ui import system_printer  # asks the system for its printers: only who prints pays for it

        self._keep()
        receipt, buyer, form = self.receipt, self._buyer(), self.chosen_form()
        layout = system_printer.page_layout(form.key, form.width_mm, form.height_mm)
        title = _("Delivery note {number}").format(number=receipt.number)
        system_printer.ask_and_print(self, layout, title, lambda: note_bytes(receipt, buyer, form))

    def on_save(self) -> None:
        """To a file: ask where."""
        if Permission.EXPORT not in self.shop.actor.permissions:
            raise NotAllowed(TITLES[Permission.EXPORT])
        name = str(Path.home() / f"{_('Delivery note')} {self.receipt.number}.pdf")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF …"), name, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> jobs.Job:
        """Write the file on another thread."""
        self._keep()
        receipt, buyer, form = self.receipt, self._buyer(), self.chosen_form()

        def write(_control: jobs.JobControl) -> None:
            with replacing(path) as part:
                delivery_note_pdf(receipt, buyer, part, form=form)

        return jobs.run(
            write, title=_("Save as PDF …"), owner=self, done=lambda _none: trouble.tell(self, _("Saved: {file}.").format(file=path.name))
        )


def note_bytes(receipt: Receipt, buyer: Buyer, form: Form) -> bytes:
    """The note as a PDF; for a job's thread."""
    stream = BytesIO()
    delivery_note_pdf(receipt, buyer, stream, form=form)
    return stream.getvalue()
