"""Where this computer prints: one value, kept as one line of text in this computer's settings.

`network:192.168.1.50:9100`, `usb:04b8:0e15`, `serial:COM3:9600`, `file:/dev/usb/lp0`, `windows:POS-58`, `none`; then blanks
and options where they differ from the default: `width=58 chinese=bitmap cut=no drawer=no ask=no`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from jxc_desktop.domain.printer_troubles import NotAPrinter

NETWORK_PORT = 9100
BAUD = 9600
_OPTION = re.compile(r"(.*) (width|chinese|cut|drawer|ask)=(\w+)", re.DOTALL)
_ID = re.compile(r"[0-9a-f]{4}:[0-9a-f]{4}")


class TargetKind(StrEnum):
    """How bytes reach the printer."""

    NONE = "none"
    NETWORK = "network"
    USB = "usb"
    SERIAL = "serial"
    FILE = "file"
    WINDOWS = "windows"


@dataclass(frozen=True, slots=True)
class Target:
    """A receipt printer. `place` is the host, `vendor:product`, port, path or queue; `number` the TCP port or the baud.

    `is_bitmap`: it has no Chinese letters, all is drawn. `asks_first`: it is asked for paper and cover before each job.
    """

    kind: TargetKind = TargetKind.NONE
    place: str = ""
    number: int = 0
    width_mm: int = 80
    is_bitmap: bool = False
    cuts: bool = True
    has_drawer: bool = True
    asks_first: bool = True

    @property
    def can_answer(self) -> bool:
        """Whether a question could come back with an answer."""
        return self.asks_first and self.kind in {TargetKind.NETWORK, TargetKind.USB, TargetKind.SERIAL}


def format_target(target: Target) -> str:
    """The target as one line of text."""
    words = [target.kind.value, target.place, str(target.number)]
    kept = words if target.kind in {TargetKind.NETWORK, TargetKind.SERIAL} else words[:2]
    text = "none" if target.kind is TargetKind.NONE else ":".join(kept)
    options = {
        "width=58": target.width_mm == 58,
        "chinese=bitmap": target.is_bitmap,
        "cut=no": not target.cuts,
        "drawer=no": not target.has_drawer,
        "ask=no": not target.asks_first,
    }
    return " ".join([text, *(option for option, differs in options.items() if differs)])


def parse_target(text: str) -> Target:
    """The target that a line of text names; an empty one is no printer. Raises NotAPrinter."""
    rest, options = text.strip(), dict[str, str]()
    while found := _OPTION.fullmatch(rest):
        rest = found[1].rstrip()
        options.setdefault(found[2], found[3])
    kind, place, number = _address(rest, text)
    if options.get("width", "80") not in {"58", "80"}:
        raise NotAPrinter(text)
    return Target(
        kind,
        place,
        number,
        width_mm=int(options.get("width", "80")),
        is_bitmap=options.get("chinese") == "bitmap",
        cuts=options.get("cut") != "no",
        has_drawer=options.get("drawer") != "no",
        asks_first=options.get("ask") != "no",
    )


def _address(rest: str, text: str) -> tuple[TargetKind, str, int]:
    name, _colon, place = rest.partition(":")
    try:
        kind = TargetKind(name.strip().lower() or "none")
    except ValueError as error:
        raise NotAPrinter(text) from error
    place, number = place.strip(), 0
    if kind is TargetKind.NETWORK:
        place, number = _with_number(place, NETWORK_PORT, 65_535, text)
    elif kind is TargetKind.SERIAL:
        place, number = _with_number(place, BAUD, 4_000_000, text)
    elif kind is TargetKind.USB:
        place = place.lower()
    if (kind is TargetKind.NONE) == bool(place) or (kind is TargetKind.USB and not _ID.fullmatch(place)) or "\0" in place:
        raise NotAPrinter(text)
    return kind, place, number


def _with_number(place: str, default: int, limit: int, text: str) -> tuple[str, int]:
    """`host:9100` apart; an IPv6 address stands in brackets."""
    head, colon, tail = place.rpartition(":")
    if not colon or place.endswith("]"):
        return place.strip("[]"), default
    if not (tail.isascii() and tail.isdecimal() and len(tail) < 9 and 0 < int(tail) <= limit):
        raise NotAPrinter(text)
    return head.strip("[]"), int(tail)
