"""A file that was read, and how it is understood."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jxc_desktop.spreadsheets.mapping import Mapping
from jxc_desktop.spreadsheets.reading import read_workbook
from jxc_desktop.spreadsheets.workbook import Workbook
from jxc_desktop.ui.jobs import JobControl

APPLYING = "applying"  # what a job says from where there is no way back

Work = Callable[[JobControl], object]


@dataclass(frozen=True)
class ReadFile:
    """A workbook that was read, how it is understood, and what the shop knows about it.

    `proposed` is the fingerprint of the heads that were proposed, whatever the user took instead. With a `refusal` it seems to
    hold nothing of the kind, and the mapping is where a person may begin.
    """

    workbook: Workbook
    mapping: Mapping
    proposed: str = ""
    is_remembered: bool = False
    imported_at: datetime | None = None
    refusal: str = ""

    def needs_no_mapping(self) -> bool:
        """Our own export, and heads that were seen before, go straight to the preview, unless sheets stay unread."""
        return (self.is_remembered or self.mapping.is_our_own()) and not self.mapping.others


def workbook_of(path: Path, control: JobControl) -> Workbook:
    """Read a workbook on a job's thread. Raises a WorkbookRefused child."""
    return read_workbook(path, progress=lambda step, steps: control.progress(step / steps), cancelled=control.cancelled)
