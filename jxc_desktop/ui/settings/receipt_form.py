"""How receipts look: head, foot, logo and what is shown, with the receipt beside it as it will come out."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.printers import TargetKind
from jxc_desktop.domain.receipt_layout import layout_settings
from jxc_desktop.domain.settings import Settings, titles
from jxc_desktop.i18n import _
from jxc_desktop.operations.pictures import change_logo
from jxc_desktop.operations.settings import change_settings
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.pictures import logo_png
from jxc_desktop.printing.receipts import escpos_bytes, receipt_pdf
from jxc_desktop.printing.sample_receipt import sample_receipt
from jxc_desktop.queries.pictures import logo
from jxc_desktop.queries.receipts import Receipt
from jxc_desktop.ui import bus, jobs, theme, trouble
from jxc_desktop.ui.picture_files import ask_picture, read_picture
from jxc_desktop.ui.print_queue import printer_target
from jxc_desktop.ui.settings.fields import Field, Fields
from jxc_desktop.ui.widgets.page_preview import PagePreview
from jxc_desktop.ui.widgets.parts import soft_label

TYPING_MS = 250
TEXT_LINES = 3
LOGO = "logo"


class ReceiptForm(QWidget):
    """Choices at the left, saved together; the preview shows them before."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.logo = b""
        self.head, self.foot = _lines(_("Receipt head")), _lines(_("Receipt foot"))
        self.boxes = {name: QCheckBox(_(titles()[name])) for name in layout_settings()}
        self.fields = Fields(
            {
                "receipt_head": _text_field(self.head),
                "receipt_foot": _text_field(self.foot),
                **{name: Field(box, box.isChecked, box.setChecked) for name, box in self.boxes.items()},
                LOGO: Field(self, lambda: self.logo, self.take_logo),
            }
        )
        self.choose = QPushButton(_("Choose …"))
        self.no_logo = QPushButton(_("None"))
        self.logo_state = QLabel()
        self.paper = QComboBox()
        for width_mm in (80, 58):
            self.paper.addItem(f"{width_mm} mm", width_mm)
        self.save = QPushButton(_("Save (Ctrl+S)"))
        self.trial = QPushButton(_("Print a test page"))
        self.preview = PagePreview(_("Preview"))
        self._asked = 0
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        self.fill()
        bus.watch(self, {"setting", "picture"}, self.fill)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.px(theme.GAP))
        for title, edit in ((_("Receipt head"), self.head), (_("Receipt foot"), self.foot)):
            left.addWidget(_label(title, edit))
            left.addWidget(edit)
        logo_row = QHBoxLayout()
        for part in (_label(_("Logo"), self.choose), self.choose, self.no_logo):
            logo_row.addWidget(part)
        logo_row.addWidget(self.logo_state, 1)
        self.choose.setAccessibleName(_("Choose a logo"))
        self.no_logo.setAccessibleName(_("No logo"))
        left.addLayout(logo_row)
        left.addWidget(soft_label(_("Shown on the receipt")))
        grid = QGridLayout()
        for place, box in enumerate(self.boxes.values()):
            grid.addWidget(box, place // 2, place % 2)
        left.addLayout(grid)
        left.addStretch(1)
        buttons = QHBoxLayout()
        for button in (self.save, self.trial):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left.addLayout(buttons)
        theme.set_role(self.save, "primary")
        right = QVBoxLayout()
        width = QHBoxLayout()
        self.paper.setAccessibleName(_("Paper"))
        width.addWidget(_label(_("Paper"), self.paper))
        width.addWidget(self.paper)
        width.addStretch(1)
        right.addLayout(width)
        right.addWidget(self.preview, 1)
        self.preview.setMinimumSize(theme.px(230), theme.px(360))
        row = QHBoxLayout(self)
        row.setSpacing(theme.px(theme.GAP_WIDE))
        row.addLayout(left, 3)
        row.addLayout(right, 2)

    def _connect(self) -> None:
        for edit in (self.head, self.foot):
            edit.textChanged.connect(self._typing.start)
        for box in self.boxes.values():
            box.toggled.connect(lambda _is_on: self._typing.start())
        self.paper.activated.connect(lambda _index: self.show_receipt())
        self._typing.timeout.connect(self.show_receipt)
        self.choose.clicked.connect(self.on_choose)
        self.no_logo.clicked.connect(lambda _checked: self.take_logo(b""))
        self.save.clicked.connect(self.on_save)
        self.trial.clicked.connect(self.on_trial)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.on_save)

    def fill(self) -> None:
        """Show what is chosen now, and leave alone what is typed."""
        self.save.setEnabled(Permission.CHANGE_SETTINGS in self.shop.actor.permissions)
        with self.shop.read() as view:
            kept = {LOGO: logo(view)}
        self.fields.show({name: getattr(self.shop.settings, name) for name in self.fields.by_name if name != LOGO} | kept)

    def is_dirty(self) -> bool:
        """Whether something was typed, ticked or chosen that is not saved."""
        return self.fields.is_dirty()

    def take_logo(self, body: bytes) -> None:
        """Show this logo (a PNG file; none when empty); it is kept with the rest."""
        self.logo = body
        self.logo_state.setText(_("{size} kB").format(size=-(-len(body) // 1000)) if body else _("No logo"))
        self.no_logo.setEnabled(bool(body))
        self.show_receipt()

    def chosen(self) -> Settings:
        """The shop's settings as the form says."""
        chosen = self.fields.read()
        del chosen[LOGO]
        return replace(self.shop.settings, **chosen)

    def receipt(self) -> Receipt:
        """The sample, laid out as the form says."""
        return sample_receipt(self.chosen(), self.logo, self.shop.clock())

    def show_receipt(self) -> None:
        """Lay the sample out and show it; only the latest is shown."""
        self._typing.stop()
        self._asked += 1
        number, receipt, width_mm = self._asked, self.receipt(), self.paper.currentData()
        jobs.run(
            lambda _control: _as_pdf(receipt, width_mm),
            title=_("Preview"),
            owner=self,
            done=lambda document: self.preview.show_document(document) if number == self._asked else None,
        )

    def on_choose(self) -> None:
        """Ask for a picture file."""
        file = ask_picture(self, _("Choose a logo"))
        if file is not None:
            self.read_logo(file)

    def read_logo(self, file: Path) -> jobs.Job:
        """Read a picture file on another thread, made as small as receipts need it."""
        return read_picture(file, logo_png, title=_("Choose a logo"), owner=self, done=self.take_logo)

    def on_save(self) -> None:
        """Save what was changed, all of it or nothing."""
        chosen, kept = self.chosen(), self.shop.settings
        names = [name for name in self.fields.by_name if name != LOGO]
        changes = {name: getattr(chosen, name) for name in names if getattr(chosen, name) != getattr(kept, name)}
        with self.shop.work() as work:
            change_settings(work, **changes)
            change_logo(work, self.logo)
        trouble.tell(self, _("Saved."))

    def on_trial(self) -> None:
        """Print the sample on the receipt printer, saved or not."""
        target = printer_target()
        if target.kind is TargetKind.NONE:
            trouble.tell(self, _("No printer is set up. Choose one in the settings."), kind="amber")
            return
        page = escpos_bytes(self.receipt(), width_mm=target.width_mm, is_bitmap=target.is_bitmap, cut=target.cuts)
        jobs.run(
            lambda _control: jobs.send_to_printer(target, page),
            title=_("Print a test page"),
            owner=self,
            done=lambda _nothing: trouble.tell(self, _("The test page was sent.")),
        )


def _lines(title: str) -> QPlainTextEdit:
    edit = QPlainTextEdit()
    edit.setAccessibleName(title)
    edit.setTabChangesFocus(True)
    edit.setFixedHeight(edit.fontMetrics().lineSpacing() * TEXT_LINES + theme.px(18))
    return edit


def _text_field(edit: QPlainTextEdit) -> Field:
    def fill(text: str) -> None:
        if edit.toPlainText().strip() != text:
            edit.setPlainText(text)

    return Field(edit, lambda: edit.toPlainText().strip(), fill)


def _label(title: str, buddy: QWidget) -> QLabel:
    label = soft_label(title)
    label.setBuddy(buddy)
    return label


def _as_pdf(receipt: Receipt, width_mm: int) -> bytes:
    stream = BytesIO()
    receipt_pdf(receipt, stream, width_mm=width_mm)
    return stream.getvalue()
