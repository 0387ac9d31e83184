"""Which scale this computer has."""

from jxc_desktop.domain.scales import Scale, ScaleKind
from jxc_desktop.ui import remembered

KIND, PORT, BAUD, SEVEN_EVEN = "scale/kind", "scale/port", "scale/baud", "scale/seven_even"


def scale() -> Scale:
    """The scale; none when what is kept is none."""
    kind = remembered.text(KIND)
    if kind not in set(ScaleKind):
        return Scale()
    return Scale(ScaleKind(kind), remembered.text(PORT), remembered.number(BAUD, 9600), remembered.number(SEVEN_EVEN) == 1)


def keep_scale(chosen: Scale) -> None:
    """Keep the scale on this computer."""
    kept: tuple[tuple[str, str | int], ...] = (
        (KIND, chosen.kind.value),
        (PORT, chosen.port),
        (BAUD, chosen.baud),
        (SEVEN_EVEN, int(chosen.is_seven_even)),
    )
    for key, value in kept:
        remembered.remember(key, value)
