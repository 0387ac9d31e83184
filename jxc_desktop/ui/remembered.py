"""What this computer remembers: window, columns, printer, scanner. Kept beside the user's data, never in the shop file."""

import threading

from PySide6.QtCore import QSettings

from jxc_desktop import paths


class _Reader(threading.local):
    """Kept a thread, for reading: opening the file costs more than looking into it. Qt shares what others write."""

    path = ""
    settings: QSettings


_reader = _Reader()


def settings() -> QSettings:
    """This computer's choices, for writing: on the disk as soon as it is forgotten."""
    return QSettings(_path(), QSettings.Format.IniFormat)


def _path() -> str:
    return str(paths.data_folder() / "this-computer.ini")


def text(key: str, default: str = "") -> str:
    """A remembered text."""
    path = _path()
    if _reader.path != path:
        _reader.path, _reader.settings = path, QSettings(path, QSettings.Format.IniFormat)
    value = _reader.settings.value(key, default)
    return value if isinstance(value, str) else default


def number(key: str, default: int = 0) -> int:
    """A remembered whole number."""
    value = text(key, str(default)).strip()
    return int(value) if value.lstrip("-").isdecimal() else default


def remember(key: str, value: str | int) -> None:
    """Keep a text or a whole number."""
    settings().setValue(key, str(value))
