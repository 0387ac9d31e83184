"""Price tags and labels: which, on what paper; seen before they are printed or saved. When they are up, one key says so."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.planned_prices import confirm_tags
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.labels import KINDS, SIZES, Size, has_bars, labels_pdf
from jxc_desktop.queries.price_tags import TagRow, tags_of, tags_to_print
from jxc_desktop.spreadsheets.writing import replacing
from jxc_desktop.ui import jobs, remembered, theme, trouble
from jxc_desktop.ui.products.form_fields import Choice
from jxc_desktop.ui.products.planned_prices import in_work
from jxc_desktop.ui.widgets.page_preview import PagePreview
from jxc_desktop.ui.widgets.parts import role_label, soft_label

SIZE_TITLES = {
    "50x30": N_("50 x 30 mm"),
    "60x40": N_("60 x 40 mm"),
    "70x38": N_("70 x 38 mm"),
    "A4": N_("A4, 21 of 70 x 38 mm"),
}
SIZE, KIND = "labels/size", "labels/kind"
MOST_COPIES = 500
CHANGED, SELECTED = "changed", "selected"


class LabelsDialog(QDialog):
    """The labels at the left, the choices at the right. `came` are the base quantities of a receipt, by product."""

    def __init__(
        self, shop: Shop, selected: Sequence[int], parent: QWidget | None = None, *, came: Mapping[int, int] | None = None
    ) -> None:
        super().__init__(parent)
        self.shop = shop
        self._came = came or {}
        with shop.read() as view:
            self.rows: dict[str, tuple[TagRow, ...]] = {CHANGED: tags_to_print(view), SELECTED: tags_of(view, selected)}
        self.setWindowTitle(_("Price tags and labels"))
        self.preview = PagePreview(_("Labels"))
        self.which = Choice(_("For"), self._choices(), self)
        self.which.set_value(CHANGED if not came and (self.rows[CHANGED] or not self.rows[SELECTED]) else SELECTED)
        self.kind = Choice(_("Kind of label"), {kind: _(title) for kind, title in KINDS.items()}, self)
        self.kind.set_value(remembered.text(KIND))
        self.size_box = Choice(_("Size"), {key: _(title) for key, title in SIZE_TITLES.items()}, self)
        self.size_box.set_value(remembered.text(SIZE, "60x40"))
        self.copies = QSpinBox(self)
        self.copies.setRange(1, MOST_COPIES)
        self.as_came = QCheckBox(_("As many as came in"), self)
        self.as_came.setVisible(bool(came))
        self.note = role_label("", "soft", self)
        self.note.setWordWrap(True)
        self.print_button = QPushButton(_("Print …   Ctrl+P"))
        self.save_button = QPushButton(_("Save as PDF …"))
        self.confirm_button = QPushButton(_("Tags are up") + "   Ctrl+T")
        self.close_button = QPushButton(_("Close   Esc"))
        self._asked = 0
        self._lay_out()
        self._connect()
        self.make()

    def _choices(self) -> dict[str, str]:
        changed, selected = len(self.rows[CHANGED]), len(self.rows[SELECTED])
        titles = {CHANGED: ngettext("{count} with a new price", "{count} with a new price", changed).format(count=changed)}
        if selected:
            titles[SELECTED] = ngettext("{count} selected product", "{count} selected products", selected).format(count=selected)
        return titles

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(theme.px(theme.GAP))
        named = ((_("For"), self.which), (_("Kind of label"), self.kind), (_("Size"), self.size_box), (_("Copies of each"), self.copies))
        for title, field in named:
            label = soft_label(title)
            label.setBuddy(field)
            field.setAccessibleName(title)
            field.setFixedWidth(theme.px(250))
            side.addWidget(label)
            side.addWidget(field)
        side.addWidget(self.as_came)
        self.note.setFixedWidth(theme.px(250))
        side.addWidget(self.note)
        side.addStretch(1)
        for button in (self.print_button, self.save_button, self.confirm_button, self.close_button):
            button.setAutoDefault(False)
            side.addWidget(button)
        theme.set_role(self.print_button, "primary")
        self.print_button.setShortcut("Ctrl+P")
        self.confirm_button.setShortcut("Ctrl+T")
        row = QHBoxLayout(self)
        margin = theme.px(theme.GAP_WIDE)
        row.setContentsMargins(margin, margin, margin, margin)
        row.setSpacing(margin)
        row.addWidget(self.preview, 1)
        row.addLayout(side)
        theme.open_at(self, 900, 600)

    def _connect(self) -> None:
        for box in (self.which, self.kind, self.size_box):
            box.chosen.connect(self.make)
        self.copies.valueChanged.connect(lambda _count: self.make())
        self.as_came.toggled.connect(self._on_as_came)
        self.print_button.clicked.connect(self.on_print)
        self.save_button.clicked.connect(self.on_save)
        self.confirm_button.clicked.connect(self.on_confirm)
        self.close_button.clicked.connect(self.reject)

    def _on_as_came(self, is_on: bool) -> None:
        self.copies.setDisabled(is_on)
        self.make()

    def chosen(self) -> tuple[TagRow, ...]:
        """The products whose labels are made."""
        return self.rows[self.which.value()]

    def size_of_label(self) -> Size:
        """The size chosen."""
        return SIZES[self.size_box.value()]

    def make(self) -> None:
        """Lay the labels out anew and show them; only the latest is shown."""
        remembered.remember(SIZE, self.size_box.value())
        remembered.remember(KIND, self.kind.value())
        self._asked += 1
        number, rows = self._asked, self._labels()
        for button in (self.print_button, self.save_button, self.confirm_button):
            button.setEnabled(bool(rows))
        self.note.setText(self._note())
        chosen, size, kind, currency = self.chosen(), self.size_of_label(), self.kind.value(), self.shop.settings.currency

        def shown(made: tuple[bytes, int]) -> None:
            if number == self._asked:
                self.preview.show_document(made[0])
                self.note.setText(self._note(made[1]))

        jobs.run(
            lambda _control: (labels_bytes(rows, size, kind, currency), sum(not has_bars(row, size, kind) for row in chosen)),
            title=_("Preview"),
            owner=self,
            done=shown,
        )

    def _note(self, without_bars: int = 0) -> str:
        """What is missing on these labels, and what saying that they are up would do; why there are none."""
        chosen = self.chosen()
        if not chosen:
            return _("No price changed since the tags were last up.")
        texts = []
        if without_bars:
            text = ngettext("{count} code can't be printed as bars here.", "{count} codes can't be printed as bars here.", without_bars)
            texts.append(text.format(count=without_bars) + " " + _("It stands there as text."))
        if without_price := sum(row.price is None for row in chosen):
            texts.append(
                ngettext("{count} product has no price.", "{count} products have no price.", without_price).format(count=without_price)
            )
        if any(row.rises for row in chosen):
            texts.append(_("A higher price applies once you say that the tags are up."))
        if any(row.falls for row in chosen):
            texts.append(_("A lower price that is planned applies as soon as you say so."))
        return "\n".join(texts)

    def _labels(self) -> list[TagRow]:
        return [row for row in self.chosen() for _copy in range(self._copies_of(row.product_id))]

    def _copies_of(self, product_id: int) -> int:
        """One a piece that came in, if that is wanted; at least one."""
        if not self.as_came.isChecked():
            return self.copies.value()
        return min(max(1, self._came.get(product_id, ONE) // ONE), MOST_COPIES)

    def on_print(self) -> None:
        """To one of the system's printers."""
        from jxc_desktop.ui import system_printer  # asks the system for its printers: only who prints pays for it

        rows, size, kind, currency = self._labels(), self.size_of_label(), self.kind.value(), self.shop.settings.currency
        layout = system_printer.page_layout(size.key, *size.page())
        system_printer.ask_and_print(self, layout, _("Labels"), lambda: labels_bytes(rows, size, kind, currency))

    def on_save(self) -> None:
        """To a file: ask where."""
        if Permission.EXPORT not in self.shop.actor.permissions:
            raise NotAllowed(TITLES[Permission.EXPORT])
        proposed = str(Path.home() / f"{_('Labels')} {self.shop.clock():%Y-%m-%d}.pdf")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save as PDF …"), proposed, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> jobs.Job:
        """Write the file on another thread."""
        rows, size, kind, currency = self._labels(), self.size_of_label(), self.kind.value(), self.shop.settings.currency

        def write(_control: jobs.JobControl) -> None:
            with replacing(path) as part:
                labels_pdf(rows, part, size=size, kind=kind, currency=currency)

        return jobs.run(
            write, title=_("Save as PDF …"), owner=self, done=lambda _none: trouble.tell(self, _("Saved: {file}.").format(file=path.name))
        )

    def on_confirm(self) -> None:
        """The tags are up: rises apply, and the list of tags to print is done with them."""
        ids = [row.product_id for row in self.chosen()]
        self.confirm_button.setEnabled(False)
        jobs.run(
            lambda _control: in_work(self.shop, lambda work: confirm_tags(work, ids)),
            title=_("Tags are up"),
            owner=self,
            done=lambda _none: self.accept(),
        )


def labels_bytes(rows: Sequence[TagRow], size: Size, kind: str, currency: str) -> bytes:
    """The labels as a PDF; for a job's thread."""
    stream = BytesIO()
    labels_pdf(rows, stream, size=size, kind=kind, currency=currency)
    return stream.getvalue()
