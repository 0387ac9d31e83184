"""A line to a device: what each kind of cable can do within a given time, raising OSError or TimeoutError."""

import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

from jxc_desktop.domain.printer_troubles import PrinterTrouble
from jxc_desktop.i18n import N_, _

T = TypeVar("T")


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
        usual = next((_(words) for kind, words in _USUAL if _is(kind, error)), "")
        return usual or _BEFORE.sub("", _text(error))[:80]


_USUAL: tuple[tuple[type[OSError], str], ...] = (
    (ConnectionRefusedError, N_("it refuses the connection")),
    (TimeoutError, N_("no answer")),
    (PermissionError, N_("no permission")),
    (FileNotFoundError, N_("it is not there")),
)
_BEFORE = re.compile(r".*\[(?:Errno|WinError) -?\d+\] ")


def _text(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _is(kind: type[OSError], error: Exception) -> bool:
    """Whether the system says that it is of a kind: by its number, or by the name that a serial port's own error quotes."""
    number = error.errno if isinstance(error, OSError) else None
    return kind.__name__ in _text(error) or (number is not None and isinstance(OSError(number, ""), kind))


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


def only(byte: bytes) -> int:
    """The byte that was read; TimeoutError when there was none."""
    if not byte:
        raise TimeoutError
    return byte[0]
