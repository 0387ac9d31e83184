"""The scale on a cable: how it speaks, on which port it hangs, and what can be wrong with a reading."""

from dataclasses import dataclass
from enum import StrEnum

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _

BAUDS = (1200, 2400, 4800, 9600, 19_200, 38_400, 115_200)


class ScaleKind(StrEnum):
    """How a scale speaks: all the time in grams (Dahua), when it is asked (Toledo), or in figures with kg or g behind them."""

    NONE = "none"
    DAHUA = "dahua"
    TOLEDO = "toledo"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale on a serial port: 8 bits without parity, or 7 with even parity."""

    kind: ScaleKind = ScaleKind.NONE
    port: str = ""
    baud: int = 9600
    is_seven_even: bool = False

    @property
    def is_on(self) -> bool:
        """Whether there is something to read."""
        return self.kind is not ScaleKind.NONE and bool(self.port)


class ScaleTrouble(ShopError):
    """No weight came from the scale. The cart is as it was, and a weight can always be typed."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class NoScale(ScaleTrouble):
    """No scale is chosen on this computer."""

    def sentence(self) -> str:
        """Say where to choose one."""
        return _("No scale is set up. Type the weight, or choose a scale in the settings under “This computer”.")


class NoScalePort(ScaleTrouble):
    """A kind of scale without the port it hangs on."""

    def sentence(self) -> str:
        """Ask for it."""
        return _("Say which port the scale hangs on.")


class ScaleOffline(ScaleTrouble):
    """The port is not there, or it was pulled out."""

    def sentence(self) -> str:
        """Say what to look at."""
        return _("The scale is not connected ({detail}). Look at its cable and port; type the weight meanwhile.").format(detail=self.detail)


class ScaleSilent(ScaleTrouble):
    """Nothing comes."""

    def sentence(self) -> str:
        """Say what to look at."""
        return _("The scale says nothing. Look whether it is on, at its cable and speed; type the weight meanwhile.")


class ScaleUnreadable(ScaleTrouble):
    """Something comes that is no weight in this way of speaking."""

    def sentence(self) -> str:
        """Say what to change."""
        return _("What the scale says is no weight. Choose its kind and speed in the settings; type the weight meanwhile.")


class ScaleMoving(ScaleTrouble):
    """The weight did not come to rest."""

    def sentence(self) -> str:
        """Say what to do."""
        return _("The scale does not come to rest. Let go of the goods and read once more.")


class ScaleOverloaded(ScaleTrouble):
    """More than it can carry."""

    def sentence(self) -> str:
        """Say what to do."""
        return _("There is more on the scale than it can weigh. Weigh in two parts.")


class NothingOnScale(ScaleTrouble):
    """Zero, less than zero, or no more than the tare."""

    def sentence(self) -> str:
        """Say what to do."""
        return _("Nothing but the tare is on the scale. Put the goods on it and read once more.")
