"""A paper as it will come out of the printer: its size chosen, printed or saved."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.vouchers import FORMS, Form
from jxc_desktop.spreadsheets.writing import replacing
from jxc_desktop.ui import jobs, theme, trouble
from jxc_desktop.ui.widgets.page_preview import PagePreview
from jxc_desktop.ui.widgets.paper_size import form_of, keep_form
from jxc_desktop.ui.widgets.parts import soft_label

SHEETS = ("A4", "A5")
Check = Callable[[], object]
Write = Callable[[IO[bytes], Form, Check], None]


class PaperDialog(QDialog):
    """`write` puts the paper into a stream; `name` is under what its size is remembered.

    A long paper asks `check` now and then: it raises once nobody waits for the preview any more. What is printed or saved is
    finished also when the dialog is closed.
    """

    def __init__(self, shop: Shop, name: str, title: str, write: Write, *, sheet: str = "A4", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.shop, self.title = shop, title
        self._write, self._name = write, name
        self._asked = 0
        self._job: jobs.Job | None = None
        self.preview = PagePreview(title)
        self.form = QComboBox()
        self.form.setAccessibleName(_("Paper size"))
        for key in SHEETS:
            self.form.addItem(key, key)
        self.form.setCurrentIndex(max(0, self.form.findData(form_of(name, sheet).key)))
        self.print_button = QPushButton(_("Print …   Ctrl+P"))
        self.save_button = QPushButton(_("Save as PDF …"))
        self.save_button.setEnabled(Permission.EXPORT in shop.actor.permissions)
        self.close_button = QPushButton(_("Close   Esc"))
        self._lay_out()
        self.form.activated.connect(self.on_form)
        self.print_button.clicked.connect(self.on_print)
        self.save_button.clicked.connect(self.on_save)
        self.close_button.clicked.connect(self.reject)
        self.make()

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(theme.px(theme.GAP))
        label = soft_label(_("Paper size"))
        label.setBuddy(self.form)
        side.addWidget(label)
        side.addWidget(self.form)
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
        self.form.setFixedWidth(theme.px(190))
        theme.open_at(self, 900, 640)
        self.print_button.setFocus()

    def chosen(self) -> Form:
        """The sheet."""
        return FORMS[self.form.currentData()]

    def on_form(self) -> None:
        """Keep the size for the next one, and show it."""
        keep_form(self._name, self.chosen())
        self.make()

    def document(self, form: Form, check: Check = lambda: None) -> bytes:
        """The paper as a PDF; for a job's thread."""
        stream = BytesIO()
        self._write(stream, form, check)
        return stream.getvalue()

    def make(self) -> None:
        """Lay it out anew and show it; only the latest is shown."""
        if self._job is not None:
            self._job.cancel()
        self._asked += 1
        number, form = self._asked, self.chosen()
        self._job = jobs.run(
            lambda control: self.document(form, control.check),
            title=_("Preview"),
            owner=self,
            done=lambda document: self.preview.show_document(document) if number == self._asked else None,
        )

    def on_print(self) -> None:
        """To one of the system's printers."""
        from jxc_desktop.ui import system_printer  # asks the system for its printers: only who prints pays for it

        form = self.chosen()
        layout = system_printer.page_layout(form.key, form.width_mm, form.height_mm)
        system_printer.ask_and_print(self, layout, self.title, lambda: self.document(form))

    def on_save(self) -> None:
        """To a file: ask where."""
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF …"), str(Path.home() / f"{self.title}.pdf"), "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> jobs.Job:
        """Write the file on another thread. Raises NotAllowed."""
        self.shop.actor.require(Permission.EXPORT)
        form = self.chosen()

        def write(_control: jobs.JobControl) -> None:
            with replacing(path) as part:
                part.write_bytes(self.document(form))

        return jobs.run(
            write, title=_("Save as PDF …"), owner=self, done=lambda _none: trouble.tell(self, _("Saved: {file}.").format(file=path.name))
        )
