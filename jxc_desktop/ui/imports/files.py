"""Files that may be tables: for the file dialog, and for what is dropped."""

from pathlib import Path

from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.ui import remembered

SUFFIXES = ("*.xlsx", "*.xlsm", "*.xls", "*.ods", "*.csv", "*.txt", "*.tsv", "*.dat")
FOLDER = "import/folder"


def file_filter() -> str:
    """What the file dialog shows."""
    return _("Workbooks and tables") + f" ({' '.join(SUFFIXES)})"


def ask_file(parent: QWidget, title: str) -> Path | None:
    """Ask the system for a table; the folder is remembered."""
    folder = remembered.text(FOLDER) or str(Path.home())
    chosen, _filter = QFileDialog.getOpenFileName(parent, title, folder, file_filter())
    if not chosen:
        return None
    remembered.remember(FOLDER, str(Path(chosen).parent))
    return Path(chosen)


def ask_where(parent: QWidget, file_name: str) -> Path | None:
    """Ask where the wrong rows of a file are saved."""
    proposed = Path(remembered.text(FOLDER), _("wrong rows") + f" {Path(file_name).stem}.xlsx")
    chosen, _filter = QFileDialog.getSaveFileName(parent, _("Save the wrong rows"), str(proposed), _("Workbook") + " (*.xlsx)")
    return Path(chosen).with_suffix(".xlsx") if chosen else None


def is_table(path: Path) -> bool:
    """Whether a dropped file may be a table, by its name."""
    return f"*{path.suffix.lower()}" in SUFFIXES


def dropped(event: QDropEvent) -> Path | None:
    """The first table among what is dropped."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((path for path in paths if is_table(path)), None)
