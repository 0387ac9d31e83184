"""Weighed goods in the words of the shop: kept in their own unit, shown and typed in 公斤, 斤 or 两 where that is its habit."""

from dataclasses import dataclass

from jxc_desktop.domain.money import half_up
from jxc_desktop.domain.products import Kind
from jxc_desktop.domain.units import grams_per
from jxc_desktop.i18n import N_, _

HABITS = {"kg": N_("kg"), "jin": N_("jin"), "liang": N_("liang")}


@dataclass(frozen=True, slots=True)
class Spoken:
    """The unit in which goods are spoken of, and what it and the unit they are kept in weigh in grams."""

    unit: str
    grams: int = 1
    kept_grams: int = 1

    def quantity(self, kept: int) -> int:
        """A kept quantity as it is shown, half up."""
        return kept if self.grams == self.kept_grams else half_up(kept * self.kept_grams, self.grams)

    def price(self, kept: int) -> int:
        """A kept price for this unit, half up."""
        return kept if self.grams == self.kept_grams else half_up(kept * self.grams, self.kept_grams)

    def kept_quantity(self, shown: int) -> int:
        """A quantity that was typed as it is kept, half up."""
        return shown if self.grams == self.kept_grams else half_up(shown * self.grams, self.kept_grams)

    def kept_price(self, shown: int) -> int:
        """A price that was typed for this unit as it is kept, half up."""
        return shown if self.grams == self.kept_grams else half_up(shown * self.kept_grams, self.grams)


def spoken_of(kind: Kind, unit: str, habit: str) -> Spoken:
    """How goods kept in a unit are spoken of: in the shop's habit (a key of HABITS) where a scale weighs them, else as they are kept."""
    if kind is not Kind.WEIGHED or not habit:
        return Spoken(unit)
    kept, wanted = grams_per(unit), grams_per(habit)
    return Spoken(unit) if kept is None or wanted is None else Spoken(_(HABITS[habit]), wanted, kept)
