"""Send bytes to the receipt printer, in bounded time, after asking it whether it can print.

The bound is `timeout` without a byte taken, and `timeout` plus the job's own time at a slow printer's pace in all.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from jxc_desktop.devices.files import FileLine, UsbLine
from jxc_desktop.devices.lines import Line
from jxc_desktop.devices.network import NetworkLine
from jxc_desktop.devices.serial_port import SerialLine
from jxc_desktop.devices.status import QUESTIONS, is_answer, trouble_in
from jxc_desktop.devices.windows_queue import WindowsQueue
from jxc_desktop.domain.printer_troubles import NoPrinter, PrinterNotAnswering, PrinterOffline, PrinterTrouble
from jxc_desktop.domain.printers import Target, TargetKind

TIMEOUT = 5.0
ANSWER_SECONDS = 1.0
SLOWEST_BYTES_A_SECOND = 800
_NOISE = 256


def send(target: Target, data: bytes, *, timeout: float = TIMEOUT) -> None:
    """Bring bytes to a printer, or raise the PrinterTrouble that stands against it; `had_begun` when some may be on paper."""
    with _opened(target, timeout) as line:
        with _named(line, had_begun=False):
            _ask(target, line, timeout)
        with _named(line, had_begun=True):
            _write(line, data, timeout)
            line.finish(timeout)
            _ask_again(target, line, timeout)


def ask(target: Target, *, timeout: float = TIMEOUT) -> None:
    """Raise the PrinterTrouble that a printer has now; a kind that can't answer is only opened."""
    with _opened(target, timeout) as line, _named(line, had_begun=False):
        _ask(target, line, timeout)


def line_to(target: Target) -> Line:
    """The line for a target's kind."""
    if target.kind is TargetKind.NETWORK:
        return NetworkLine(target.place, target.number)
    if target.kind is TargetKind.SERIAL:
        return SerialLine(target.place, target.number)
    if target.kind is TargetKind.USB:
        return UsbLine(target.place)
    if target.kind is TargetKind.WINDOWS:
        return WindowsQueue(target.place)
    return FileLine(target.place)


@contextmanager
def _opened(target: Target, timeout: float) -> Iterator[Line]:
    if target.kind is TargetKind.NONE:
        raise NoPrinter
    line = line_to(target)
    try:
        with _named(line, had_begun=False, silence=PrinterOffline):
            line.open(timeout)
        yield line
    finally:
        line.close()


@contextmanager
def _named(line: Line, *, had_begun: bool, silence: type[PrinterTrouble] = PrinterNotAnswering) -> Iterator[None]:
    """Whatever the system reports becomes a named trouble; no answer in time becomes `silence`."""
    try:
        yield
    except PrinterTrouble as trouble:
        trouble.had_begun = had_begun
        raise
    except TimeoutError as error:
        raise silence(had_begun=had_begun) from error
    except (OSError, ValueError) as error:
        raise PrinterOffline(line.why(error), had_begun=had_begun) from error


def _write(line: Line, data: bytes, timeout: float) -> None:
    end = time.monotonic() + timeout + len(data) / SLOWEST_BYTES_A_SECOND
    rest = memoryview(data)
    while rest:
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        rest = rest[line.write(rest, min(timeout, left)) :]


def _ask(target: Target, line: Line, timeout: float) -> None:
    """Ask for printer, cause and paper; raise what is wrong, PrinterNotAnswering when nothing comes back."""
    if not target.can_answer:
        return
    line.forget_answers()
    answers = tuple(_answer(line, question, min(timeout, ANSWER_SECONDS)) for question in QUESTIONS)
    trouble = trouble_in(answers)
    if trouble:
        raise trouble


def _ask_again(target: Target, line: Line, timeout: float) -> None:
    """After the job: trouble that came in mid-print. Silence now is no trouble: a busy printer may answer late."""
    try:
        _ask(target, line, timeout)
    except (PrinterNotAnswering, TimeoutError):
        return


def _answer(line: Line, question: bytes, timeout: float) -> int:
    end = time.monotonic() + timeout
    rest = memoryview(question)
    while rest:
        rest = rest[line.write(rest, max(0.0, end - time.monotonic())) :]
    for _byte in range(_NOISE):
        left = end - time.monotonic()
        if left <= 0:
            break
        byte = line.read_byte(left)
        if is_answer(byte):
            return byte
    raise PrinterNotAnswering
