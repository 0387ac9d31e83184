"""A printer queue of Windows: raw bytes to its spooler, through the system's own library."""

import ctypes
import sys
from typing import Any

from jxc_desktop.devices.lines import Line, within
from jxc_desktop.domain.printer_troubles import CoverOpen, OutOfPaper, PrinterOffline, PrinterTrouble
from jxc_desktop.i18n import _

_DOOR_OPEN, _PAPER_OUT, _OFFLINE, _NOT_AVAILABLE = 0x0040_0000, 0x10, 0x80, 0x1000
_STATUS_LEVEL = 6


class _Document(ctypes.Structure):
    _fields_ = (("name", ctypes.c_wchar_p), ("output", ctypes.c_wchar_p), ("datatype", ctypes.c_wchar_p))


def trouble_in_queue(status: int) -> type[PrinterTrouble] | None:
    """What a queue's status says is wrong (winspool.h)."""
    if status & _DOOR_OPEN:
        return CoverOpen
    if status & _PAPER_OUT:
        return OutOfPaper
    return PrinterOffline if status & (_OFFLINE | _NOT_AVAILABLE) else None


class WindowsQueue(Line):
    """A queue by its name. The spooler may hang, so each call runs with a time of its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._handle = ctypes.c_void_p()
        self._has_document = False

    def open(self, timeout: float) -> None:
        """Open the queue, look at its status, begin a raw document."""
        within(timeout, self._begin)

    def _begin(self) -> bool:
        spooler = _spooler()
        _check(spooler.OpenPrinterW(self._name, ctypes.byref(self._handle), None))
        status, needed = ctypes.c_uint32(), ctypes.c_uint32()
        if spooler.GetPrinterW(self._handle, _STATUS_LEVEL, ctypes.byref(status), ctypes.sizeof(status), ctypes.byref(needed)):
            trouble = trouble_in_queue(status.value)
            if trouble:
                raise trouble
        _check(spooler.StartDocPrinterW(self._handle, 1, ctypes.byref(_Document("JXC Desktop", None, "RAW"))))
        self._has_document = True
        return True

    def write(self, data: memoryview, timeout: float) -> int:
        """What the spooler takes."""
        whole, written = bytes(data), ctypes.c_uint32()

        def call() -> int:
            _check(_spooler().WritePrinter(self._handle, whole, len(whole), ctypes.byref(written)))
            return written.value

        return within(timeout, call)

    def finish(self, timeout: float) -> None:
        """End the document, which starts the printing."""
        within(timeout, lambda: _check(_spooler().EndDocPrinter(self._handle)))
        self._has_document = False

    def close(self) -> None:
        """Close the queue; a document that was not finished is thrown away."""
        if not self._handle:
            return
        try:
            within(1.0, self._end)
        except OSError:
            return

    def _end(self) -> bool:
        if self._has_document:
            _spooler().AbortPrinter(self._handle)
        _spooler().ClosePrinter(self._handle)
        return True


def _spooler() -> Any:
    if sys.platform == "win32":
        return ctypes.WinDLL("winspool.drv", use_last_error=True)
    raise OSError(_("a Windows printer"))


def _check(result: int) -> bool:
    if sys.platform == "win32" and not result:
        raise ctypes.WinError(ctypes.get_last_error())
    return bool(result)
