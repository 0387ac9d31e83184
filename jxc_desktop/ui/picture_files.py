"""Pictures: files that a person chooses, read on another thread and made small enough to keep; and kept ones to be shown."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from jxc_desktop.i18n import _
from jxc_desktop.paths import refuse_held_open
from jxc_desktop.printing.pictures import FORMATS, NotAPicture
from jxc_desktop.ui import jobs, theme

MOST_BYTES = 50_000_000


def ask_picture(parent: QWidget, title: str) -> Path | None:
    """The picture file that is chosen, if any."""
    kinds = " ".join(f"*.{kind.lower()}" for kind in (*FORMATS, "JPG"))
    chosen, _kind = QFileDialog.getOpenFileName(parent, title, str(Path.home()), f"{_('Pictures')} ({kinds})")
    return Path(chosen) if chosen else None


def read_picture(
    file: Path, make: Callable[[bytes, str], bytes], *, title: str, owner: QObject, done: Callable[[bytes], object]
) -> jobs.Job:
    """Read a file on another thread and hand on what `make` makes of it. What is no picture is told."""
    return jobs.run(lambda _control: make(_bytes_of(file), file.name), title=title, owner=owner, done=done)


def pixmap_of(body: bytes, side: int) -> QPixmap:
    """A kept picture in a square of so many pixels at 100 %; nothing for none."""
    picture = QPixmap()
    if not body or not picture.loadFromData(body):
        return QPixmap()
    edge = theme.px(side)
    return picture.scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _bytes_of(file: Path) -> bytes:
    try:
        refuse_held_open(file)
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES)
    except OSError as error:
        raise NotAPicture(file.name) from error
