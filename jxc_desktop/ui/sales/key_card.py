"""All keys of the counter on one card: looked at, printed, saved; from here they are changed."""

from io import BytesIO
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.printing.key_card import HEIGHT_MM, WIDTH_MM, key_card_pdf
from jxc_desktop.spreadsheets.writing import replacing
from jxc_desktop.ui import jobs, theme, trouble
from jxc_desktop.ui.sales.key_choices import bindings, slot_of
from jxc_desktop.ui.sales.keys import FIXED, KEYS, TYPED
from jxc_desktop.ui.widgets.parts import Card, role_label

Rows = list[tuple[str, str]]


class KeyCard(QWidget):
    """The card; Esc, the key that led here or the button go back. `change_asked`: other keys are wanted."""

    left = Signal()
    change_asked = Signal()

    def __init__(self, shop_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shop_name = shop_name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Keys of the counter"))
        self.keys, self.typed = card_rows()
        card = Card()
        card.column.addWidget(role_label(_("Keys of the counter"), "title"))
        card.column.addLayout(self._grid())
        card.column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(card)
        whole = QVBoxLayout(self)
        margin = theme.px(theme.GAP_WIDE)
        whole.setContentsMargins(margin, margin, margin, margin)
        whole.addWidget(area, 1)
        whole.addLayout(self._buttons())

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(2))
        rows = self.keys + self.typed
        half = -(-len(rows) // 2)
        for place, (key, title) in enumerate(rows):
            column = 2 * (place // half)
            grid.addWidget(role_label(key, "strong"), place % half, column)
            said = role_label(title, "")
            said.setWordWrap(True)
            grid.addWidget(said, place % half, column + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return grid

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        named = (
            (_("Print …"), self.on_print),
            (_("Save as PDF …"), self.on_save),
            (_("Change the keys …"), self.change_asked.emit),
            (f"{_('Back')}  Esc", self.left.emit),
        )
        for text, act in named:
            button = QPushButton(text)
            button.clicked.connect(lambda _checked, act=act: act())
            row.addWidget(button)
        row.addStretch(1)
        return row

    def pdf(self) -> bytes:
        """The card as a PDF; for a job's thread too."""
        stream = BytesIO()
        key_card_pdf(self.keys, self.typed, stream, shop_name=self._shop_name)
        return stream.getvalue()

    def on_print(self) -> None:
        """To one of the system's printers."""
        from jxc_desktop.ui import system_printer  # asks the system for its printers: only who prints pays for it

        system_printer.ask_and_print(self, system_printer.page_layout("A5", WIDTH_MM, HEIGHT_MM), _("Keys of the counter"), self.pdf)

    def on_save(self) -> None:
        """To a file: ask where."""
        proposed = str(Path.home() / f"{_('Keys of the counter')}.pdf")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF …"), proposed, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> jobs.Job:
        """Write the file on another thread."""

        def write(_control: jobs.JobControl) -> None:
            with replacing(path) as part:
                part.write_bytes(self.pdf())

        return jobs.run(
            write, title=_("Save as PDF …"), owner=self, done=lambda _none: trouble.tell(self, _("Saved: {file}.").format(file=path.name))
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back, and so does the key that led here pressed again."""
        is_same = slot_of(event) == "show_keys" and not event.isAutoRepeat()
        if event.key() == Qt.Key.Key_Escape or is_same:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def card_rows() -> tuple[Rows, Rows]:
    """The keys of this computer with what they do, and what can be typed."""
    bound = bindings()
    keys = [(bound[key.slot] or "—", _(key.title)) for key in KEYS] + [(_(keys), _(title)) for keys, title in FIXED]
    return keys, [(_(keys), _(title)) for keys, title in TYPED]
