"""The colours of each theme, and every pair of them in which text is written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme, and the width of its focus line."""

    ground: str
    surface: str
    sunken: str
    line: str
    text: str
    soft: str
    faint: str
    accent: str
    on_accent: str
    accent_ground: str
    amber: str
    amber_ground: str
    red: str
    red_ground: str
    control: str
    focus_px: int = 2
    is_dark: bool = False


LIGHT = Tokens(
    ground="#F4F5F7",
    surface="#FFFFFF",
    sunken="#EDEFF2",
    line="#E1E4E8",
    text="#1A1D21",
    soft="#5F6B7A",
    faint="#98A2B3",
    accent="#0F6E64",
    on_accent="#FFFFFF",
    accent_ground="#E3F2EF",
    amber="#B45309",
    amber_ground="#FEF3E2",
    red="#B42318",
    red_ground="#FDECEA",
    control="#8A94A3",
)
DARK = Tokens(
    ground="#14171A",
    surface="#1D2125",
    sunken="#262B30",
    line="#30363C",
    text="#E8EBEE",
    soft="#A3ADB8",
    faint="#6E7883",
    accent="#35B8A6",
    on_accent="#0B1413",
    accent_ground="#17332F",
    amber="#F0A95B",
    amber_ground="#38291A",
    red="#F2857B",
    red_ground="#3B2120",
    control="#75808C",
    is_dark=True,
)
CONTRAST_LIGHT = Tokens(
    ground="#FFFFFF",
    surface="#FFFFFF",
    sunken="#FFFFFF",
    line="#000000",
    text="#000000",
    soft="#000000",
    faint="#6B6B6B",
    accent="#000000",
    on_accent="#FFFFFF",
    accent_ground="#E6E6E6",
    amber="#5C2A00",
    amber_ground="#FFFFFF",
    red="#8A0000",
    red_ground="#FFFFFF",
    control="#000000",
)
CONTRAST_DARK = Tokens(
    ground="#000000",
    surface="#000000",
    sunken="#000000",
    line="#FFFFFF",
    text="#FFFFFF",
    soft="#FFFFFF",
    faint="#9A9A9A",
    accent="#FFFFFF",
    on_accent="#000000",
    accent_ground="#333333",
    amber="#FFD080",
    amber_ground="#000000",
    red="#FF9E94",
    red_ground="#000000",
    control="#FFFFFF",
    is_dark=True,
)
THEMES = {"light": LIGHT, "dark": DARK, "contrast_light": CONTRAST_LIGHT, "contrast_dark": CONTRAST_DARK}

# every pair in which the style sheet or a painter writes text: (text, ground)
TEXT_PAIRS = (
    *((text, ground) for text in ("text", "soft") for ground in ("ground", "surface", "sunken")),
    *((text, "accent_ground") for text in ("text", "accent", "red")),
    *(("accent", ground) for ground in ("surface", "sunken")),
    ("on_accent", "accent"),
    *(("amber", ground) for ground in ("surface", "amber_ground")),
    *(("red", ground) for ground in ("surface", "red_ground")),
    *(("text", ground) for ground in ("amber_ground", "red_ground")),
)
