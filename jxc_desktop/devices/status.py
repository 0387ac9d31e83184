"""What a printer says of itself: the answers to DLE EOT 1, 2 and 4 (Epson's reference: one byte, bits 0, 1, 4, 7 fixed)."""

from jxc_desktop.domain.printer_troubles import CoverOpen, OutOfPaper, PrinterOffline, PrinterTrouble

QUESTIONS = (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x04")
PRINTER, CAUSE, PAPER = range(3)


def is_answer(byte: int) -> bool:
    """Whether a byte can be an answer to DLE EOT; anything else is noise on the line."""
    return byte & 0b1001_0011 == 0b0001_0010


def trouble_in(answers: tuple[int, ...]) -> type[PrinterTrouble] | None:
    """What the answers say is wrong, the thing to mend first; None when all is well."""
    if answers[CAUSE] & 0x04:
        return CoverOpen
    if answers[PAPER] & 0x60 or answers[CAUSE] & 0x20:
        return OutOfPaper
    if answers[PRINTER] & 0x08:
        return PrinterOffline
    return None
