"""Backups: where they are kept, one made now, the list of them, and restoring one with a look at what would be lost."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from jxc_desktop.domain.backups import REASON_TITLES, Reason
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.recovery_card import RecoveryCard, recovery_card_pdf
from jxc_desktop.queries.backups import WALKED, Backup
from jxc_desktop.queries.columns import Column
from jxc_desktop.ui import jobs, remembered, theme, trouble
from jxc_desktop.ui.backup_keeper import keeper_for
from jxc_desktop.ui.backup_places import FOLDER, SECOND
from jxc_desktop.ui.restore_dialog import RestoreDialog
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.backup_light import age_text
from jxc_desktop.ui.widgets.parts import FormRows, role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

COLUMNS = (
    Column("made", N_("Made"), "text", is_whole=True),
    Column("age", N_("Age"), "text"),
    Column("documents", N_("Documents"), "integer"),
    Column("size", N_("Size"), "text"),
    Column("checked", N_("Checked"), "text"),
    Column("reason", N_("Why"), "text"),
)
LIST_ROWS = 5


@dataclass(frozen=True)
class Row:
    """A backup as the list shows it."""

    made: str
    age: str
    documents: int
    size: str
    checked: str
    reason: str
    path: Path


def row_of(backup: Backup, now: datetime) -> Row:
    """The row of a backup."""
    note = backup.note
    checked = _("findings") if not backup.is_good else _("✓ with every document") if note.walked == WALKED else "✓"
    title = REASON_TITLES.get(note.reason)
    size = f"{note.bytes / 1_000_000:.1f} MB"
    return Row(
        f"{backup.made_at.astimezone(now.tzinfo):%Y-%m-%d %H:%M:%S}",  # two of one minute are told apart
        age_text(now - backup.made_at),
        note.state.posted_seq,
        size,
        checked,
        _(title) if title else note.reason,
        backup.path,
    )


class BackupForm(QWidget):
    """Folders of this computer, the state, the list."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.shop = shop
        self.keeper = keeper_for(shop)
        self.state = role_label("", "strong")
        self.state.setWordWrap(True)
        self.now = QPushButton(_("Back up now"))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(_("Progress"))
        self.bar.setTextVisible(False)
        self.folder, self.second = _place(), _place()
        self.choose = QPushButton(_("Choose …"))
        self.choose_second = QPushButton(_("Choose …"))
        self.no_second = QPushButton(_("None"))
        self.model = RowsModel(
            COLUMNS, tint=lambda row, key: "red" if key == "checked" and row.checked == _("findings") else "", parent=self
        )
        self.view = RowsView(self.model, "backups", _("Backups"))
        self.restore = QPushButton(_("Restore …"))
        self.other = QPushButton(_("Restore another file …"))
        self.card = QPushButton(_("Recovery card …"))
        self.dialog: RestoreDialog | None = None
        self._lay_out()
        self._connect()
        self.fill()

    def _lay_out(self) -> None:
        theme.set_role(self.now, "primary")
        self.view.set_empty(_("No backup yet."))
        self.view.setMinimumHeight(theme.row_height() * LIST_ROWS)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        top = QHBoxLayout()
        top.addWidget(self.state, 1)
        top.addWidget(self.now)
        rows = FormRows()
        rows.add(_("Folder"), self.folder, beside=self.choose)
        pair = QWidget()
        both = QHBoxLayout(pair)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self.choose_second)
        both.addWidget(self.no_second)
        rows.add(_("Second copy"), self.second, _("For example on a USB stick. Made of each backup."), beside=pair)
        below = QHBoxLayout()
        below.addWidget(self.restore)
        below.addWidget(self.other)
        below.addStretch(1)
        below.addWidget(self.card)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(theme.GAP))
        column.addLayout(top)
        column.addWidget(self.bar)
        column.addLayout(rows)
        column.addWidget(with_foot(self.view), 1)
        column.addLayout(below)

    def _connect(self) -> None:
        self.now.clicked.connect(self.on_back_up)
        self.choose.clicked.connect(lambda _checked: self._choose(FOLDER, self.keeper.folder))
        self.choose_second.clicked.connect(lambda _checked: self._choose(SECOND, self.keeper.second or Path.home()))
        self.no_second.clicked.connect(lambda _checked: self._keep(SECOND, ""))
        self.restore.clicked.connect(self.on_restore)
        self.view.opened.connect(lambda _row: self.on_restore())
        self.other.clicked.connect(self.on_restore_other)
        self.card.clicked.connect(self.on_card)
        self.keeper.changed.connect(self.fill)

    def fill(self) -> None:
        """Show what the keeper knows."""
        keeper, now = self.keeper, self.shop.clock()
        shown = keeper.light()
        self.state.setText(shown.tip)
        theme.set_role(self.state, "red" if shown.role == "light-red" else "strong")
        self.bar.setVisible(keeper.is_running)
        self.bar.setValue(round(keeper.fraction * 100))
        self.folder.setText(str(keeper.folder))
        self.second.setText("" if keeper.second is None else str(keeper.second))
        rights = self.shop.actor.permissions
        self.now.setEnabled(Permission.BACK_UP in rights and not keeper.is_running)
        rows = [row_of(backup, now) for backup in keeper.backups]
        if rows != self.model.rows():
            chosen = self.view.currentIndex().row()
            self.model.set_rows(rows)
            self.view.selectRow(max(0, min(chosen, len(rows) - 1)))
        for button in (self.restore, self.other):
            button.setEnabled(Permission.RESTORE in rights and not keeper.is_running)
        self.restore.setEnabled(self.restore.isEnabled() and bool(rows))

    def on_back_up(self) -> None:
        """Make one now."""
        self.keeper.back_up(Reason.BY_HAND)

    def _choose(self, key: str, start: Path) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Folder for backups"), str(start))
        if chosen:
            self._keep(key, chosen)

    def _keep(self, key: str, folder: str) -> None:
        remembered.remember(key, folder)
        self.keeper.look()
        self.fill()

    def on_restore(self) -> None:
        """Look at the chosen backup, then ask."""
        row = self.view.current_row()
        if isinstance(row, Row):
            self.ask(row.path)

    def on_restore_other(self) -> None:
        """Choose any file."""
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Restore another file …"), str(self.keeper.folder), "*.jxc")
        if chosen:
            self.ask(Path(chosen))

    def on_card(self) -> None:
        """Save the card as a PDF to print."""
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Recovery card …"), str(Path.home() / "recovery-card.pdf"), "*.pdf")
        if chosen:
            self.save_card(Path(chosen))

    def save_card(self, target: Path) -> None:
        """Write the card."""
        second = self.keeper.second
        folders = [self.keeper.folder] if second is None else [self.keeper.folder, second]
        card = RecoveryCard(self.shop.settings.shop_name, self.shop.path, folders, self.shop.clock().date())
        jobs.run(
            lambda _control: _save(card, target),
            title=_("Recovery card"),
            owner=self,
            done=lambda _nothing: trouble.tell(
                self, _("The card was saved: {path}. Print it and keep it by the till.").format(path=target)
            ),
        )

    def ask(self, file: Path) -> None:
        """Show what restoring a file would do; the keeper hears a yes."""
        self.dialog = dialog = RestoreDialog(file, self.shop.path, self.shop.clock(), self)
        dialog.accepted.connect(lambda: self.keeper.ask_restore(file, may_be_other=dialog.may_be_other))
        dialog.open()


def _save(card: RecoveryCard, target: Path) -> None:
    from jxc_desktop.spreadsheets.writing import replacing

    with replacing(target) as part:
        recovery_card_pdf(card, part)


def _place() -> QLineEdit:
    line = QLineEdit()
    line.setReadOnly(True)
    return line
