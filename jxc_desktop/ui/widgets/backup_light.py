"""The backup light: how old the last good backup is, amber when old, red when the last one failed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from jxc_desktop.i18n import _, ngettext
from jxc_desktop.ui import theme

OLD_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Shown:
    """What the light shows."""

    text: str
    shorter: tuple[str, str]
    role: str
    tip: str


def age_text(age: timedelta) -> str:
    """12 min ago, 3 days ago."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("{count} min ago", "{count} min ago", minutes).format(count=minutes)
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("{count} hour ago", "{count} hours ago", hours).format(count=hours)
    days = minutes // (24 * 60)
    return ngettext("{count} day ago", "{count} days ago", days).format(count=days)


def light(made_at: datetime | None, now: datetime, *, failure: str = "", fraction: float | None = None) -> Shown:
    """What to show for the last good backup. `fraction` is how far one under way is."""
    age = None if made_at is None else age_text(now - made_at)
    last = _("There is no good backup yet.") if age is None else _("The last good backup: {age}.").format(age=age)
    if fraction is not None:
        return Shown(_("Backup {percent} %").format(percent=int(fraction * 100)), ("…", _("Backup …")), "light", last)
    if failure:
        return Shown(_("Backup failed"), ("!", _("Backup !")), "light-red", f"{failure} {last}")
    if made_at is None or age is None:
        return Shown(_("No backup yet"), ("!", _("Backup !")), "light-amber", last)
    if now - made_at >= OLD_AFTER:
        return Shown(_("Backup {age}").format(age=age), ("!", _("Backup !")), "light-amber", last)
    return Shown(_("Backup {age} ✓").format(age=age), ("✓", _("Backup ✓")), "light", last)


class BackupLight(QPushButton):
    """Always in sight; a click leads to the backups. It never takes the focus from the scan line."""

    asked = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(lambda _checked: self.asked.emit())
        self._shown = light(None, datetime.now().astimezone())
        self._state: Callable[[], Shown] = lambda: self._shown
        self._room = 10_000
        self.show_light(self._shown)

    def follow(self, state: Callable[[], Shown]) -> None:
        """Where the state comes from; hidden until there is news of it."""
        self._state = state
        self.hide()

    def on_news(self) -> None:
        """Show the state of the moment. A slot of the light's own: it goes with the light."""
        self.show_light(self._state())
        self.show()

    def show_light(self, shown: Shown) -> None:
        """Show a state."""
        self._shown = shown
        theme.set_role(self, shown.role)
        self.fit(self._room)
        self.setToolTip(shown.tip)
        self.setAccessibleName(shown.text)
        self.setAccessibleDescription(shown.tip)
        self.changed.emit()

    def fit(self, room: int) -> None:
        """Say it in a word, or a sign, where the whole does not fit into so many pixels."""
        self._room = room
        for text in (self._shown.text, *reversed(self._shown.shorter)):
            self.setText(text)
            if self.sizeHint().width() <= room:
                return
