"""The cash drawer: it hangs on the receipt printer and opens on a pulse."""

from dataclasses import replace

from jxc_desktop.devices import printer
from jxc_desktop.domain.printers import Target

PULSE = b"\x1bp\x00\x19\xfa"


def open_drawer(target: Target, *, timeout: float = printer.TIMEOUT) -> None:
    """Open the drawer. Raises PrinterTrouble; does nothing where no drawer hangs on the printer."""
    if target.has_drawer:
        # not asked first: money has to go in when the paper is at its end
        printer.send(replace(target, asks_first=False), PULSE, timeout=timeout)
