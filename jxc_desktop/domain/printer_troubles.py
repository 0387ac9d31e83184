"""What can be wrong with a printer, each as a class; a print job keeps its `fact`, worded again when it is shown."""

from typing import ClassVar

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.i18n import _


class PrinterTrouble(ShopError):
    """The printer did not take the job. The sale stands. After `had_begun` some of it may be on paper: print again as a copy."""

    fact: ClassVar[str] = "trouble"

    def __init__(self, detail: str = "", *, had_begun: bool = False) -> None:
        super().__init__(detail)
        self.detail, self.had_begun = detail, had_begun


class NoPrinter(PrinterTrouble):
    """No printer is chosen on this computer."""

    fact = "none"

    def sentence(self) -> str:
        """Say where to choose one."""
        return _("No printer is set up. Choose one in the settings.")


class PrinterOffline(PrinterTrouble):
    """Switched off, unplugged, or it says so itself."""

    fact = "offline"

    def sentence(self) -> str:
        """Say what to look at."""
        if self.detail:
            return _("The printer is off or not connected ({detail}).").format(detail=self.detail)
        return _("The printer is off or not connected.")


class OutOfPaper(PrinterTrouble):
    """The paper is at its end."""

    fact = "paper"

    def sentence(self) -> str:
        """Say what to do."""
        return _("The printer is out of paper.")


class CoverOpen(PrinterTrouble):
    """The cover is open."""

    fact = "cover"

    def sentence(self) -> str:
        """Say what to do."""
        return _("The printer's cover is open.")


class PrinterNotAnswering(PrinterTrouble):
    """It is there and takes nothing, or does not say how it is."""

    fact = "silent"

    def sentence(self) -> str:
        """Say what to look at, and the switch for printers that never answer."""
        return _(
            "The printer does not answer. If it prints but never answers, switch off “Ask the printer before each job” in the settings."
        )


class Interrupted(PrinterTrouble):
    """The program ended while the job was on its way."""

    fact = "interrupted"

    def sentence(self) -> str:
        """Say that nobody knows."""
        return _("The program ended while this was printing. It may be on paper already.")


class NotAPrinter(ShopError, ValueError):
    """A text that names no printer."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def sentence(self) -> str:
        """Quote the text."""
        return _("“{text}” names no printer.").format(text=self.text[:60])


_BY_FACT = {trouble.fact: trouble for trouble in (NoPrinter, PrinterOffline, OutOfPaper, CoverOpen, PrinterNotAnswering, Interrupted)}


def problem_text(fact: str) -> str:
    """The sentence for the fact that a print job keeps; a fact that is unknown stands for itself."""
    return str(_BY_FACT[fact]()) if fact in _BY_FACT else fact
