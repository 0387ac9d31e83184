"""Device files, pipes and plain files, and USB printers through their device file."""

import os
import select
import stat
import sys
from pathlib import Path

from jxc_desktop.devices.lines import Line, only, within
from jxc_desktop.i18n import _, why_not
from jxc_desktop.paths import HeldOpen, refuse_held_open

USB_PRINTERS = Path("/sys/class/usbmisc")


class FileLine(Line):
    """A device file, a pipe, or a plain file that each job is appended to. Never waits for a reader."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None

    def open(self, timeout: float) -> None:
        """Open for writing, and reading where the device answers."""
        self._file = within(timeout, self._opened)

    def _opened(self) -> int:
        place = Path(self._path)
        refuse_held_open(place)
        is_device = place.exists() and stat.S_ISCHR(place.stat().st_mode)
        kind = os.O_RDWR if is_device else os.O_WRONLY | os.O_APPEND | (0 if place.exists() else os.O_CREAT)
        wait_never = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
        return os.open(place, kind | wait_never, 0o600)

    @property
    def _open(self) -> int:
        if self._file is None:
            raise ConnectionError
        return self._file

    def write(self, data: memoryview, timeout: float) -> int:
        """What the file takes; a pipe that is full gets the time to drain."""
        file = self._open
        if sys.platform == "win32":
            return within(timeout, lambda: os.write(file, data))
        if not select.select([], [file], [], max(timeout, 0))[1]:
            raise TimeoutError
        try:
            return os.write(file, data[:4096])
        except BlockingIOError as error:
            raise TimeoutError from error

    def read_byte(self, timeout: float) -> int:
        """One byte of a device's answer."""
        if sys.platform == "win32" or not select.select([self._open], [], [], max(timeout, 0))[0]:
            raise TimeoutError
        return only(os.read(self._open, 1))

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def why(self, error: Exception) -> str:
        """As for any file: the disk is full, the folder is not there."""
        if isinstance(error, OSError) and (isinstance(error, HeldOpen) or error.errno is not None):
            return why_not(error)
        return super().why(error)


class UsbLine(FileLine):
    """A USB printer by `vendor:product`, through the system's printer device (Linux); on Windows choose its queue."""

    def __init__(self, ids: str) -> None:
        super().__init__("")
        self._ids = ids

    def open(self, timeout: float) -> None:
        """Find the device file of the printer with these numbers."""
        self._path = usb_device(self._ids)
        super().open(timeout)


def usb_device(ids: str, printers: Path | None = None) -> str:
    """The device file of the USB printer `vendor:product`. Raises FileNotFoundError."""
    for folder in sorted((printers or USB_PRINTERS).glob("lp*")):
        interface = folder / "device"
        # the numbers belong to the device, one folder above its printer interface
        device = interface.resolve().parent
        numbers = [device / name for name in ("idVendor", "idProduct")]
        if all(number.is_file() for number in numbers) and ":".join(number.read_text().strip() for number in numbers) == ids:
            return f"/dev/usb/{folder.name}"
    raise FileNotFoundError(_("no USB printer {ids}").format(ids=ids))
