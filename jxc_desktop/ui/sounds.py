"""Sounds: one beep for what was taken, two for what was refused. No sound library is needed."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication


def taken() -> None:
    """A scan was taken."""
    if sys.platform == "win32":
        _windows(0x00)
    else:
        QApplication.beep()


def refused() -> None:
    """Something was refused, or is unknown: twice, so that it is heard without looking."""
    if sys.platform == "win32":
        _windows(0x10)
    else:
        QApplication.beep()
        QTimer.singleShot(160, QApplication.beep)


def _windows(kind: int) -> None:
    if sys.platform == "win32":
        import winsound

        winsound.MessageBeep(kind)
