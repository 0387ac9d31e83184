"""The customer display on a serial port: one amount (LED), or two rows of twenty letters (VFD).

The display is only written to: what it sends, also noise, is thrown away unread. Commands as the displays' own references
have them: CLR 0x0C; ESC s n lights one of the words on an LED; ESC Q A shows digits up to a CR.
"""

import time

from jxc_desktop.devices.lines import Line
from jxc_desktop.devices.serial_port import SerialLine
from jxc_desktop.domain.line_displays import DisplayKind, DisplayText, DisplayTrouble, Light, LineDisplay, Row

TIMEOUT = 1.0
COLUMNS = 20
DIGITS = 8
CLEAR = b"\x0c"


def bytes_for(display: LineDisplay, text: DisplayText) -> bytes:
    """What the display is sent to show a text."""
    if display.kind is DisplayKind.LED:
        return led_bytes(text.amount, text.light)
    return vfd_bytes(text.upper, text.lower, is_chinese=display.is_chinese)


def led_bytes(amount: str, light: Light) -> bytes:
    """An amount in ASCII digits with its word; one that has too many digits becomes dashes, never a wrong amount."""
    if not amount:
        return CLEAR + b"\x1bs" + Light.DARK.value
    fits = len(amount.replace(".", "")) <= DIGITS and all(letter in "0123456789.-" for letter in amount)
    shown = amount if fits else "-" * DIGITS
    return b"\x1bs" + light.value + b"\x1bQA" + shown.encode("ascii") + b"\r"


def vfd_bytes(upper: Row, lower: Row, *, is_chinese: bool) -> bytes:
    """Two full rows after a clear: the first one runs over into the second by itself on every make."""
    return CLEAR + _row(upper, is_chinese=is_chinese) + _row(lower, is_chinese=is_chinese)


def _row(row: Row, *, is_chinese: bool) -> bytes:
    right = b"".join(_letters(row.right, is_chinese=is_chinese))[:COLUMNS]
    room = COLUMNS - len(right)
    left = b""
    for letter in _letters(row.left, is_chinese=is_chinese):
        if len(left) + len(letter) > max(0, room - 1 if right else room):
            break
        left += letter
    return left.ljust(room) + right


def _letters(text: str, *, is_chinese: bool) -> list[bytes]:
    """One column a byte: ASCII, and Chinese letters of two bytes where the display has them. No control sign gets through."""
    letters = []
    for letter in text.replace("\N{MINUS SIGN}", "-").replace("\N{MULTIPLICATION SIGN}", "x"):
        if " " <= letter <= "~":
            letters.append(letter.encode("ascii"))
        elif is_chinese and not letter.isascii():
            coded = letter.encode("gb18030", "replace")
            letters.append(coded if len(coded) == 2 else b"?")
    return letters


def send(display: LineDisplay, data: bytes, *, timeout: float = TIMEOUT) -> None:
    """Bring bytes to the display within three times the timeout. Raises DisplayTrouble."""
    line = SerialLine(display.port, display.baud)
    try:
        line.open(timeout)
        line.forget_answers()
        _write(line, data, timeout)
        line.finish(timeout)
    except TimeoutError as error:
        raise DisplayTrouble from error
    except (OSError, ValueError) as error:
        raise DisplayTrouble(line.why(error)) from error
    finally:
        line.close()


def _write(line: Line, data: bytes, timeout: float) -> None:
    end = time.monotonic() + timeout
    rest = memoryview(data)
    while rest:
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        rest = rest[line.write(rest, left) :]
