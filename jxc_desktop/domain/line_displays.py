"""The customer display on a cable: which kind hangs on which port, and what can be wrong with it."""

from dataclasses import dataclass
from enum import Enum, StrEnum

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _

BAUDS = (2400, 4800, 9600, 19_200, 38_400, 115_200)


class DisplayKind(StrEnum):
    """What it can show: nothing, one amount, or two rows of twenty letters."""

    NONE = "none"
    LED = "led"
    VFD = "vfd"


@dataclass(frozen=True, slots=True)
class LineDisplay:
    """A display on a serial port. `is_chinese`: it has Chinese letters (GB18030); else it is sent ASCII only."""

    kind: DisplayKind = DisplayKind.NONE
    port: str = ""
    baud: int = 2400
    is_chinese: bool = False

    @property
    def is_on(self) -> bool:
        """Whether there is something to send to."""
        return self.kind is not DisplayKind.NONE and bool(self.port)


class Light(Enum):
    """The word that an LED display lights beside its amount."""

    DARK = b"0"
    PRICE = b"1"
    TOTAL = b"2"
    PAID = b"3"
    CHANGE = b"4"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of letters: one text from the left, one that is never cut from the right."""

    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class DisplayText:
    """What a display should show, whichever kind it is: two rows, or one amount with its word. All empty clears it."""

    upper: Row = Row()
    lower: Row = Row()
    amount: str = ""
    light: Light = Light.DARK


class DisplayTrouble(ShopError):
    """The display did not take what it should show. No sale knows of it."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def sentence(self) -> str:
        """Say what to look at."""
        if self.detail:
            return _("The customer display is off or not connected ({detail}).").format(detail=self.detail)
        return _("The customer display takes nothing: look at its cable, port and speed.")


class NoDisplayPort(ShopError):
    """A kind of display without the port it hangs on."""

    def sentence(self) -> str:
        """Ask for it."""
        return _("Say which port the customer display hangs on.")
