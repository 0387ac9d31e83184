"""Quick keys: how many there can be, and their colours."""

from enum import StrEnum

PAGES = 9
PLACES = 12


class Colour(StrEnum):
    """The ground of a key, by the theme's tokens."""

    PLAIN = ""
    ACCENT = "accent"
    AMBER = "amber"
    RED = "red"
