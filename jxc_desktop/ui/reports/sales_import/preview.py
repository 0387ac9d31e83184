"""The third step: what the sales shall become, history or sales of a channel, and what that comes to."""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from jxc_desktop.i18n import _, ngettext
from jxc_desktop.ui import theme
from jxc_desktop.ui.imports.cures import Cure
from jxc_desktop.ui.imports.look import LookStep
from jxc_desktop.ui.imports.read_file import ReadFile
from jxc_desktop.ui.reports.sales_import import preview_rows as lines
from jxc_desktop.ui.reports.sales_import.tasks import Choices, Preview

HISTORY, ORDERS = "history", "orders"


class SalesPreview(LookStep):
    """`channels` are those that have orders; who may not ring up sales can only keep a history."""

    def __init__(self, channels: tuple[str, ...], *, may_post: bool, parent: QWidget | None = None) -> None:
        self.choices = Choices()
        self.preview: Preview | None = None
        super().__init__("sales-import", _titles(), lines.COLUMNS, parent)
        self.become = QComboBox(self)
        self.become.setAccessibleName(_("They become"))
        self.become.view().setAccessibleName(_("They become"))
        self.become.addItem(_("history: for demand and reports, no stock moves"), HISTORY)
        if may_post:
            self.become.addItem(_("sales of a delivery platform: stock and takings"), ORDERS)
        self.channel = QComboBox(self, editable=True)
        self.channel.setAccessibleName(_("Delivery platform"))
        self.channel.view().setAccessibleName(_("Delivery platform"))
        self.channel.setMinimumWidth(theme.px(160))
        for name in channels:
            self.channel.addItem(name)
        if not channels:
            self.channel.setCurrentText("")
        line = self.channel.lineEdit()
        assert line is not None  # the box is editable
        line.setPlaceholderText(_("name of the platform"))
        self.name_label = QLabel(_("Delivery platform"), self)
        self.name_label.setBuddy(self.channel)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.GAP))
        label = QLabel(_("They become"), self)
        label.setBuddy(self.become)
        for part in (label, self.become, self.name_label, self.channel):
            row.addWidget(part)
        row.addStretch(1)
        self.above.addLayout(row)
        self.become.activated.connect(lambda _index: self._decide())
        self.channel.activated.connect(lambda _index: self._decide())
        line.editingFinished.connect(self._decide)
        self._show_channel()

    def _wanted(self) -> str | None:
        return self.channel.currentText().strip() if self.become.currentData() == ORDERS else None

    def _show_channel(self) -> None:
        is_posting = self.become.currentData() == ORDERS
        self.name_label.setVisible(is_posting)
        self.channel.setVisible(is_posting)

    def _decide(self) -> None:
        """Look again when they shall become something else."""
        self._show_channel()
        wanted = self._wanted()
        if wanted != self.choices.channel:
            self.decided.emit(replace(self.choices, channel=wanted))

    def show_preview(self, read: ReadFile, preview: Preview, found: lines.PreviewLines, choices: Choices) -> None:
        """Show what importing would do; the table that matters most comes first."""
        self.preview, self.choices = preview, choices
        self.become.setCurrentIndex(self.become.findData(HISTORY if choices.channel is None else ORDERS))
        self._show_channel()
        is_posting = choices.channel is not None
        for key, is_shown in (("orders", is_posting), ("lines", not is_posting), ("unknown", not is_posting)):
            self.tables.tabs[key].setVisible(is_shown)
        shown = {key: rows if self.tables.tabs[key].isVisibleTo(self) else () for key, rows in found.items()}
        self.show_tables(shown, {"wrong": preview.wrong_rows()}, lines.cures_of(preview))
        self.tables.show_column("sheet", is_shown=bool(read.mapping.also))
        self.say("\n".join(filter(None, [*self._notes(preview), read.mapping.unread_sentence()])))
        self._show_go(preview)

    def _notes(self, preview: Preview) -> list[str]:
        if preview.orders is not None:
            known = preview.orders.known
            before = ngettext("{count} order was posted before.", "{count} orders were posted before.", known).format(count=known)
            return [before] if known else []
        if self.choices.channel is not None:
            return [_("Which platform are these orders from? Its name becomes a way of paying: the platform pays later.")]
        count = preview.lines.unknown_lines
        unknown = ngettext(
            "{count} line is of goods that the shop does not have; it is kept under the name in the file.",
            "{count} lines are of goods that the shop does not have; they are kept under the names in the file.",
            count,
        ).format(count=count)
        return [preview.again(), unknown if count else ""]

    def _show_go(self, preview: Preview) -> None:
        wrong = preview.wrong_rows()
        if self.choices.channel is None:
            count = 0 if preview.before else len(preview.parsed.rows)
            text = ngettext("Import {count} line", "Import {count} lines", count).format(count=count)
        else:
            count = 0 if preview.orders is None else len(preview.orders.orders)
            text = ngettext("Post {count} order", "Post {count} orders", count).format(count=count)
        if not count:
            text = _("Nothing to import")
        elif wrong:
            text += " · " + ngettext("leave {count} wrong row out", "leave {count} wrong rows out", wrong).format(count=wrong)
        self.say_go(text)
        self.go.setEnabled(count > 0)
        (self.go if count else self.channel if self.choices.channel == "" else self.back).setFocus()

    def cure(self, cure: Cure) -> None:
        """A cell's cure."""
        if cure.cell is not None:
            self.decided.emit(replace(self.choices, cures=self.choices.cures | {cure.cell}))


def _titles() -> dict[str, str]:
    return {
        "orders": _("Orders"),
        "lines": _("Sales lines"),
        "unknown": _("Not in the shop"),
        "skipped": _("Rows left out"),
        "wrong": _("Wrong rows"),
    }
