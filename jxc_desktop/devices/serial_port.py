"""A device on a serial port."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jxc_desktop.devices.lines import Line, only, within

if TYPE_CHECKING:
    from serial import Serial


class SerialLine(Line):
    """A serial port (also what USB and Bluetooth devices show as one): 8 bits without parity, or 7 with even parity."""

    def __init__(self, port: str, baud: int, *, is_seven_even: bool = False) -> None:
        self._port, self._baud, self._is_seven_even = port, baud, is_seven_even
        self._serial: Serial | None = None

    def open(self, timeout: float) -> None:
        """Open the port."""
        self._serial = within(timeout, self._opened)

    def _opened(self) -> "Serial":
        import serial

        with _terminal():
            if self._is_seven_even:
                return serial.serial_for_url(self._port, self._baud, bytesize=serial.SEVENBITS, parity=serial.PARITY_EVEN)
            return serial.serial_for_url(self._port, self._baud)

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
            return only(self._open.read(1))

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
                time.sleep(0.005)  # pyserial's own wait has no end: a printer that takes nothing would hold the job

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
