"""Lines to a printer: each opens, writes and reads within a given time, raising OSError or TimeoutError."""

import os
import select
import socket
import stat
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from jxc_desktop.devices.targets import Target, TargetKind
from jxc_desktop.devices.trouble import PrinterTrouble
from jxc_desktop.i18n import _

if TYPE_CHECKING:
    from serial import Serial

T = TypeVar("T")
USB_PRINTERS = Path("/sys/class/usbmisc")
_LINGER_SECONDS = 0.2


class Line(ABC):
    """A way to a device. `write` takes what it can and tells how much; `read_byte` gives one byte."""

    @abstractmethod
    def open(self, timeout: float) -> None:
        """Reach the device."""

    @abstractmethod
    def write(self, data: memoryview, timeout: float) -> int:
        """Write some bytes, at least one; TimeoutError when none is taken in time."""

    def read_byte(self, timeout: float) -> int:  # noqa: ARG002
        """One byte of an answer; TimeoutError when none comes."""
        raise TimeoutError

    def forget_answers(self) -> None:
        """Throw away what came before the question."""
        return

    def finish(self, timeout: float) -> None:  # noqa: ARG002
        """Wait until the bytes have left this computer."""
        return

    @abstractmethod
    def close(self) -> None:
        """Let go of the device; never raises. May be called on a line that never opened."""

    def why(self, error: Exception) -> str:
        """What the system says, in a few words."""
        text = error.strerror if isinstance(error, OSError) else None
        return (text or str(error))[:80]


def within(timeout: float, call: Callable[[], T]) -> T:
    """The result of a call that can't be given a time; TimeoutError leaves it behind on a thread of its own."""
    result: list[T] = []
    failed: list[OSError | ValueError | PrinterTrouble] = []

    def run() -> None:
        try:
            result.append(call())
        except (OSError, ValueError, PrinterTrouble) as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(timeout)
    if failed:
        raise failed[0]
    if not result:
        raise TimeoutError
    return result[0]


class NetworkLine(Line):
    """A TCP connection, usually to port 9100."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._socket: socket.socket | None = None

    def open(self, timeout: float) -> None:
        """Look the name up and connect, both within the time."""
        end = time.monotonic() + timeout
        found = within(timeout, lambda: socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM))
        host, port = found[0][4][:2]
        self._socket = socket.create_connection((str(host), int(port)), timeout=max(0.01, end - time.monotonic()))

    @property
    def _open(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionError
        return self._socket

    def write(self, data: memoryview, timeout: float) -> int:
        """What the connection takes."""
        self._open.settimeout(max(timeout, 0.001))
        return self._open.send(data)

    def read_byte(self, timeout: float) -> int:
        """One byte; from an end that was closed in peace nothing more comes."""
        self._open.settimeout(max(timeout, 0.001))
        return _only(self._open.recv(1))

    def forget_answers(self) -> None:
        """Read what is there already."""
        self._open.settimeout(0.001)
        try:
            self._open.recv(4096)
        except TimeoutError:
            return

    def close(self) -> None:
        """Say that no more comes, wait a moment for the other end: unread answers would cut the job off."""
        if self._socket is None:
            return
        with self._socket as connection:
            try:
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(_LINGER_SECONDS)
                connection.recv(4096)
            except OSError:
                return


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
        return _only(os.read(self._open, 1))

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


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


class SerialLine(Line):
    """A serial port (also what USB and Bluetooth printers show as one)."""

    def __init__(self, port: str, baud: int) -> None:
        self._port, self._baud = port, baud
        self._serial: Serial | None = None

    def open(self, timeout: float) -> None:
        """Open the port, 8 bits, no parity."""
        self._serial = within(timeout, self._opened)

    def _opened(self) -> "Serial":
        import serial

        with _terminal():
            return serial.Serial(self._port, self._baud)

    @property
    def _open(self) -> "Serial":
        if self._serial is None:
            raise ConnectionError
        return self._serial

    def write(self, data: memoryview, timeout: float) -> int:
        """A few bytes at a time: the port is slow."""
        import serial

        try:
            with _terminal():
                self._open.write_timeout = max(timeout, 0.001)
                return self._open.write(bytes(data[:256])) or 0
        except serial.SerialTimeoutException as error:
            raise TimeoutError from error

    def read_byte(self, timeout: float) -> int:
        """One byte of an answer."""
        with _terminal():
            self._open.timeout = max(timeout, 0.001)
            return _only(self._open.read(1))

    def forget_answers(self) -> None:
        """Empty the port's input."""
        with _terminal():
            self._open.reset_input_buffer()

    def finish(self, timeout: float) -> None:
        """Wait for the port's buffer, which holds a few kilobytes."""
        with _terminal():
            end = time.monotonic() + timeout + self._open.out_waiting * 10 / self._baud
            while self._open.out_waiting:
                if time.monotonic() > end:
                    raise TimeoutError
                time.sleep(0.005)

    def close(self) -> None:
        """Throw away what no printer took, else closing waits for it."""
        if self._serial is None:
            return
        try:
            with _terminal(), self._serial as port:
                if port.out_waiting:
                    port.reset_output_buffer()
        except OSError:
            return


def _only(byte: bytes) -> int:
    if not byte:
        raise TimeoutError
    return byte[0]


@contextmanager
def _terminal() -> Iterator[None]:
    """A port that is pulled out speaks through a class of its own on Linux."""
    if sys.platform == "win32":
        yield
        return
    import termios

    try:
        yield
    except termios.error as error:
        raise OSError(*error.args) from error


def line_to(target: Target) -> Line:
    """The line for a target's kind."""
    if target.kind is TargetKind.NETWORK:
        return NetworkLine(target.place, target.number)
    if target.kind is TargetKind.SERIAL:
        return SerialLine(target.place, target.number)
    if target.kind is TargetKind.USB:
        return UsbLine(target.place)
    if target.kind is TargetKind.WINDOWS:
        from jxc_desktop.devices.windows_queue import WindowsQueue

        return WindowsQueue(target.place)
    return FileLine(target.place)
