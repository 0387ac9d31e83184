"""Which backups are kept: all of two days, then one a day, a week, a month; never without the last good one.

Of those that have findings only a few stay: they are as large as the others, and say the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from jxc_desktop.i18n import N_

ALL_FOR = timedelta(days=2)
DAILY_FOR = timedelta(days=15)
WEEKLY_FOR = timedelta(days=63)
MONTHLY_FOR = timedelta(days=800)
FEW = 3


class Reason(StrEnum):
    """Why a backup was made. The value is stored; the title is shown."""

    BY_HAND = "by_hand"
    CLOSE = "close"
    WORK = "work"
    IMPORT = "import"
    MIGRATION = "migration"
    RESTORE = "restore"


REASON_TITLES: dict[str, str] = {
    Reason.BY_HAND: N_("By hand"),
    Reason.CLOSE: N_("When the window closed"),
    Reason.WORK: N_("During work"),
    Reason.IMPORT: N_("Before an import"),
    Reason.MIGRATION: N_("Before an update of the file"),
    Reason.RESTORE: N_("Before a restore"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup as the rule sees it: its name, when it was made (aware), and whether its checks were passed."""

    name: str
    made_at: datetime
    is_good: bool


def to_drop(kept: Iterable[Kept], now: datetime) -> set[str]:
    """The names of the backups that may go. Of a day, week or month the last good one stays; what is dated later than now stays."""
    newest_first = sorted(kept, key=lambda backup: (backup.made_at, backup.name), reverse=True)
    too_many = [backup for backup in newest_first if not backup.is_good and now - backup.made_at <= ALL_FOR][FEW:]
    stay: dict[tuple[str, object], Kept] = {}
    for backup in newest_first:
        place = _place(backup, now)
        if place is None or backup in too_many:
            continue
        held = stay.get(place)
        if held is None or (backup.is_good and not held.is_good):
            stay[place] = backup
    staying = {backup.name for backup in stay.values()}
    last_good = next((backup.name for backup in newest_first if backup.is_good), None)
    return {backup.name for backup in newest_first} - staying - {last_good}


def _place(backup: Kept, now: datetime) -> tuple[str, object] | None:
    """What a backup stands for: itself, its day, its week or its month; None when it is too old."""
    made = backup.made_at.astimezone(now.tzinfo)
    age = now - made
    if age <= ALL_FOR:
        return "itself", backup.name
    if age <= DAILY_FOR:
        return "day", made.date()
    if age <= WEEKLY_FOR:
        return "week", made.isocalendar()[:2]
    if age <= MONTHLY_FOR:
        return "month", (made.year, made.month)
    return None
