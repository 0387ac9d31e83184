"""Is there a screen to open a window on? Asked before Qt is, which ends the process where none answers.

`python -m jxc_desktop.screen` asks for the start script: 0 yes, 1 no.
"""

import ctypes
import os
import socket
import sys
from pathlib import Path

ON_A_SCREEN = {"", "xcb", "wayland"}


def answers() -> bool:
    """Whether a window can be opened: elsewhere than on Linux, or on a platform that was named, Qt knows best."""
    named = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if sys.platform != "linux" or named not in ON_A_SCREEN:
        return True
    return _wayland_answers() or _x_answers()


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    with socket.socket(socket.AF_UNIX) as line:
        return line.connect_ex(str(Path(os.environ.get("XDG_RUNTIME_DIR", ""), name))) == 0


def _x_answers() -> bool:
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt brings what it needs, or names what is missing
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    is_dead = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not is_dead


if __name__ == "__main__":
    sys.exit(not answers())
