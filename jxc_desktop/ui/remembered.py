"""What this computer remembers: window, columns, printer, scanner. Kept beside the user's data, never in the shop file."""

from PySide6.QtCore import QSettings

from jxc_desktop import paths


def settings() -> QSettings:
    """This computer's choices; cheap to call, shared behind the scenes by Qt."""
    return QSettings(str(paths.data_folder() / "this-computer.ini"), QSettings.Format.IniFormat)


def text(key: str, default: str = "") -> str:
    """A remembered text."""
    value = settings().value(key, default)
    return value if isinstance(value, str) else default


def number(key: str, default: int = 0) -> int:
    """A remembered whole number."""
    value = text(key, str(default)).strip()
    return int(value) if value.lstrip("-").isdecimal() else default


def remember(key: str, value: str | int) -> None:
    """Keep a text or a whole number."""
    settings().setValue(key, str(value))
