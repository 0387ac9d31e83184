"""The recovery card: where the shop file and its backups are and how one is restored, on paper beside the till."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from jxc_desktop.i18n import _
from jxc_desktop.paths import command
from jxc_desktop.printing.layout import BLANK, COLUMNS, RULE, Align, Grid, Row
from jxc_desktop.printing.pdf import rows_to_pdf

WIDTH_MM = 80


@dataclass(frozen=True, slots=True)
class RecoveryCard:
    """What stands on the card. `folders` are those with backups, the first one first."""

    shop_name: str
    shop_file: Path
    folders: Sequence[Path]
    printed_on: date


def card_rows(card: RecoveryCard) -> Iterator[Row]:
    """The card as rows for 80 mm paper."""
    grid = Grid(COLUMNS[WIDTH_MM])
    yield from grid.heading(_("Recovery card"))
    yield from grid.lines(card.shop_name, Align.CENTER, is_bold=True)
    yield from grid.lines(_("Printed on {day}").format(day=card.printed_on.isoformat()), Align.CENTER)
    yield RULE
    yield from grid.lines(_("The shop file"), is_bold=True)
    yield from grid.lines(str(card.shop_file), indent=2)
    yield from grid.lines(_("The backups"), is_bold=True)
    for folder in card.folders:
        yield from grid.lines(str(folder), indent=2)
    yield RULE
    for step in _steps():
        yield from grid.lines(step)
        yield BLANK


def _steps() -> Iterator[str]:
    yield _("1. The program starts: Settings, Backup, choose one, Restore. It shows what would be lost before anything is touched.")
    yield _("2. The file is damaged or gone: the program offers the last good backup when it starts.")
    yield _("3. A new computer: install the program, copy the folder of the backups to it, then: {command}").format(
        command=f"{command()} restore FILE"
    )
    yield _("The file before is always kept beside it. Never delete it before you have looked.")


def recovery_card_pdf(card: RecoveryCard, target: Path | IO[bytes]) -> None:
    """Write the card."""
    rows_to_pdf(card_rows(card), COLUMNS[WIDTH_MM], target, width_mm=WIDTH_MM, title=_("Recovery card"))
