"""The scale on a serial port: one weight at rest, in milligrams, within a bounded time.

Three ways of speaking. Dahua (大华 ACS): lines of five places without end, grams, blanks before the figures. Toledo (托利多
8213, 8217): asked by W, it answers STX, kilograms, CR, or STX, ?, a byte of flags, CR. Generic: anything with a figure and kg or
g behind it, such as `ST,GS,+001.236kg` or 顶尖's STX S 01.236kg ETX; marks before the figure say whether it is at rest.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from jxc_desktop.devices.serial_port import SerialLine
from jxc_desktop.domain.scales import (
    NothingOnScale,
    Scale,
    ScaleKind,
    ScaleMoving,
    ScaleOffline,
    ScaleOverloaded,
    ScaleSilent,
    ScaleTrouble,
    ScaleUnreadable,
)

TIMEOUT = 2.0
ASK_AGAIN = 0.3
ALIKE = 3  # so many equal weights one after the other are at rest, where the scale does not say so itself
LONGEST = 64
MOST_MG = 1_000_000_000
_ENDS = {ScaleKind.DAHUA: b"\r\n", ScaleKind.TOLEDO: b"\r", ScaleKind.GENERIC: b"\r\n\x03\x04"}
_QUESTION = b"W"
_MG = {"kg": 1_000_000, "g": 1_000}

_FIVE_PLACES = re.compile(r" {0,4}(\d{1,5})")
_KILOGRAMS = re.compile(r"\x02?\s*(\d{1,4})(?:\.(\d{1,4}))?N?")
_FLAGS = re.compile(r"\x02?\s*\?(.)")
_FIGURE = re.compile(r"([+-]?)\s*(\d{1,6})(?:[.,](\d{1,6}))?\s*(kg|g)(?![a-z])", re.IGNORECASE)
_OVER, _UNDER = 2, 4
_AT_REST, _NOT_YET, _TOO_MUCH = frozenset({"ST", "S"}), frozenset({"US", "U", "D"}), frozenset({"OL", "F", "H"})


@dataclass(frozen=True, slots=True)
class Said:
    """What one frame says: a weight in milligrams, or none and why. `is_at_rest` is None where the scale does not say."""

    milligrams: int = 0
    is_at_rest: bool | None = None
    trouble: type[ScaleTrouble] | None = None


def read(scale: Scale, *, timeout: float = TIMEOUT) -> int:
    """The weight on the scale in milligrams, above zero; within twice the timeout. Raises ScaleTrouble."""
    line = SerialLine(scale.port, scale.baud, is_seven_even=scale.is_seven_even)
    try:
        line.open(timeout)
        line.forget_answers()
        return _at_rest(_frames(line, scale.kind, timeout), PARSERS[scale.kind])
    except TimeoutError as error:
        raise ScaleSilent from error
    except (OSError, ValueError) as error:
        raise ScaleOffline(line.why(error)) from error
    finally:
        line.close()


def _frames(line: SerialLine, kind: ScaleKind, timeout: float) -> Iterator[str]:
    """What comes, frame by frame, until the time is over; one that never ends is cut."""
    end, ask_at, frame = time.monotonic() + timeout, 0.0, bytearray()
    is_asked, ends = kind is ScaleKind.TOLEDO, _ENDS[kind]
    while (now := time.monotonic()) < end:
        if is_asked and now >= ask_at:
            line.write(memoryview(_QUESTION), end - now)
            ask_at = now + ASK_AGAIN
        try:
            byte = line.read_byte(min(end, ask_at if is_asked else end) - now) & 0x7F
        except TimeoutError:
            continue
        if byte in ends or len(frame) >= LONGEST:
            if frame:
                yield frame.decode("ascii")
            frame.clear()
        if byte not in ends:
            frame.append(byte)


def _at_rest(frames: Iterator[str], parse: Callable[[str], Said | None]) -> int:
    """The first weight at rest. Raises the trouble that stood last, or that nothing came, or nothing that can be read."""
    last: Said | None = None
    alike, differs, came = 0, False, False
    for frame in frames:
        came = True
        said = parse(frame)
        if said is None:
            continue
        alike = alike + 1 if said == last else 1
        differs = differs or (last is not None and said != last)
        last = said
        if said.trouble is None and (said.is_at_rest or (said.is_at_rest is None and alike >= ALIKE)):
            return _above_zero(said.milligrams)
    if last is None:
        raise ScaleUnreadable if came else ScaleSilent
    if last.trouble is not None:
        raise last.trouble
    if last.is_at_rest is None and not differs:
        return _above_zero(last.milligrams)  # sent once, by the scale's own key
    raise ScaleMoving


def _above_zero(milligrams: int) -> int:
    if milligrams <= 0:
        raise NothingOnScale
    return milligrams


def dahua(frame: str) -> Said | None:
    """Five places of grams; a line cut at its beginning is no weight."""
    found = _FIVE_PLACES.fullmatch(frame)
    if found is None or len(frame) != len("12345"):
        return None
    return Said(int(found[1]) * _MG["g"])


def toledo(frame: str) -> Said | None:
    """An answer to W: kilograms, which it gives at rest only, or flags."""
    weight = _KILOGRAMS.fullmatch(frame)
    if weight is not None:
        return Said(_milligrams(weight[1], weight[2] or "", "kg"), is_at_rest=True)
    flags = _FLAGS.fullmatch(frame)
    if flags is None:
        return None
    said = ord(flags[1])
    return Said(trouble=ScaleOverloaded if said & _OVER else NothingOnScale if said & _UNDER else ScaleMoving)


def generic(frame: str) -> Said | None:
    """The first figure with kg or g behind it, and the marks before it."""
    found = _FIGURE.search(frame)
    marks = set(re.split(r"[^A-Z]+", (frame if found is None else frame[: found.start()]).upper()))
    if marks & _TOO_MUCH:
        return Said(trouble=ScaleOverloaded)
    if found is None:
        return None
    weight = _milligrams(found[2], found[3] or "", found[4].lower())
    if weight > MOST_MG:
        return None
    is_at_rest = False if marks & _NOT_YET else True if marks & _AT_REST else None
    return Said(-weight if found[1] == "-" else weight, is_at_rest)


def _milligrams(whole: str, part: str, unit: str) -> int:
    """Figures in a unit as milligrams; what is finer than a milligram is cut."""
    digits = len(str(_MG[unit])) - 1
    return int(whole) * _MG[unit] + int(part.ljust(digits, "0")[:digits] or 0)


PARSERS: dict[ScaleKind, Callable[[str], Said | None]] = {
    ScaleKind.DAHUA: dahua,
    ScaleKind.TOLEDO: toledo,
    ScaleKind.GENERIC: generic,
}
