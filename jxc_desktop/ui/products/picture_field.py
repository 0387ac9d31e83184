"""The picture of a product in its form: chosen from a file, shown small, taken away."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.printing.pictures import product_jpeg
from jxc_desktop.ui import jobs, theme
from jxc_desktop.ui.picture_files import ask_picture, pixmap_of, read_picture

SIDE = 84


class PictureField(QWidget):
    """`body` is the file as it is kept; empty for no picture. `changed` when it is another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = b""
        self.shown = QLabel(self)
        self.shown.setFixedSize(theme.px(SIDE), theme.px(SIDE))
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_role(self.shown, "soft")
        self.choose, self.remove = QPushButton(_("Choose …"), self), QPushButton(_("None"), self)
        self.choose.setAccessibleName(_("Choose a picture of the product"))
        self.remove.setAccessibleName(_("No picture"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.shown)
        buttons = QVBoxLayout()
        for button in (self.choose, self.remove):
            buttons.addWidget(button)
        row.addLayout(buttons)
        row.addStretch(1)
        self.choose.clicked.connect(lambda _checked: self.on_choose())
        self.remove.clicked.connect(lambda _checked: self.take(b""))
        self.show_picture(b"")

    def show_picture(self, body: bytes) -> None:
        """Show the picture that is kept."""
        self.body = body
        picture = pixmap_of(body, SIDE)
        if picture.isNull():
            self.shown.setText(_("No picture"))
        else:
            self.shown.setPixmap(picture)
        self.shown.setAccessibleName(_("Picture") if body else _("No picture"))
        self.remove.setEnabled(bool(body))

    def take(self, body: bytes) -> None:
        """Another picture, or none; kept when the form is saved."""
        if body != self.body:
            self.show_picture(body)
            self.changed.emit()

    def on_choose(self) -> None:
        """Ask for a file."""
        file = ask_picture(self, _("Choose a picture of the product"))
        if file is not None:
            self.read(file)

    def read(self, file: Path) -> jobs.Job:
        """Take the picture of a file."""
        return read_picture(file, product_jpeg, title=_("Choose a picture of the product"), owner=self, done=self.take)
