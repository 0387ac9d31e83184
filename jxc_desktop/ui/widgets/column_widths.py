"""How a table's columns share the room: figures, dates and codes are never cut; names give way, then the table scrolls."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """What a column needs, in pixels: at `whole` all of it is seen, below `least` it never goes."""

    whole: int
    least: int


def shared_out(needs: Sequence[Need], room: int, *, spare_to: int = -1) -> list[int]:
    """The widths for a room. What lacks is taken from the widest that give way; what is left over goes to `spare_to`."""
    widths = [need.whole for need in needs]
    lacking = sum(widths) - room
    for place in sorted(range(len(needs)), key=lambda place: -needs[place].whole):
        taken = min(max(lacking, 0), needs[place].whole - needs[place].least)
        widths[place] -= taken
        lacking -= taken
    if lacking < 0 and spare_to >= 0:
        widths[spare_to] -= lacking
    return widths


def in_two_lines(title: str) -> str:
    """A title broken at the blank that makes it narrowest; as it is without one."""
    words = title.split(" ")
    broken = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return "\n".join(min(broken, key=lambda lines: max(map(len, lines)))) if broken else title
