"""Units: weights that convert into each other, and stock worded in packs."""

import re
from collections.abc import Sequence

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import MINUS, half_up, half_width
from jxc_desktop.domain.quantity import ONE, format_quantity, parse_quantity
from jxc_desktop.i18n import _

KILOGRAM = "公斤"

_GRAMS = {
    "公斤": 1000,
    "千克": 1000,
    "kg": 1000,
    "kgs": 1000,
    "㎏": 1000,
    "斤": 500,
    "市斤": 500,
    "jin": 500,
    "两": 50,
    "市两": 50,
    "liang": 50,
    "克": 1,
    "g": 1,
}
_WITH_UNIT = re.compile(r"([\d.,]+)\s*([^\d\s.,]+)", re.ASCII)


# What is measured off a roll, out of a drum or by the clock: its unit says that parts of it are sold.
_MEASURE_WORDS = (
    "吨 t 磅 lb 盎司 oz 米 m 延米 公尺 厘米 cm 公分 毫米 mm 里 公里 km 丈 尺 寸 英尺 ft 英寸 码 yd "
    "平方米 平米 平方 平 m2 m² ㎡ 亩 立方米 立方 方 m3 m³ 升 l 公升 毫升 ml 加仑 小时 时 h 分钟"
)
_MEASURES = frozenset(_MEASURE_WORDS.split())


# Where the input method is off: one letter behind a figure. Only what is typed has them, for an L is also a litre.
_LETTERS = {"j": "斤", "l": "两", "g": "克", "k": "公斤"}


class NotAWeight(ShopError):
    """A unit that is not one of weight."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit

    def sentence(self) -> str:
        """Name the unit."""
        return _("“{unit}” is not a unit of weight.").format(unit=self.unit[:20])


def grams_per(unit: str) -> int | None:
    """How many grams one unit is, or None when it is no unit of weight."""
    return _GRAMS.get(unit) or _GRAMS.get(unit.strip().lower())


def is_weight(unit: str) -> bool:
    """Whether the unit is one of weight."""
    return grams_per(unit) is not None


def typed_weight(text: str) -> str | None:
    """The unit of weight typed behind a figure, also as a letter (`j` 斤, `l` 两, `g`, `k`); None for anything else."""
    unit = _LETTERS.get(text.strip().lower(), text)
    return unit if is_weight(unit) else None


def is_measure(unit: str) -> bool:
    """Whether the unit is one of weight, length, area, volume or time: not one that is counted."""
    return is_weight(unit) or unit.strip().lower() in _MEASURES


def convert(quantity: int, from_unit: str, to_unit: str) -> int:
    """A quantity (1/1000) of one unit of weight in another, half up. Raises NotAWeight."""
    if from_unit == to_unit:
        return quantity
    ours, theirs = grams_per(from_unit), grams_per(to_unit)
    if ours is None or theirs is None:
        raise NotAWeight(from_unit if ours is None else to_unit)
    return half_up(quantity * ours, theirs)


def weight_in(milligrams: int, unit: str) -> int:
    """A weight as a quantity (1/1000) of a unit; a unit that is no weight is taken as kilograms, as scales print them."""
    return half_up(milligrams, grams_per(unit) or 1000)


def quantity_in(text: str, unit: str) -> int:
    """A quantity (1/1000) of a unit from what a person types: `3`, `3 瓶`; of a weight in any unit of weight: `500克`, `2斤`, `2j`.

    Raises what `parse_quantity` refuses.
    """
    found = _WITH_UNIT.fullmatch(half_width(text))
    if found is not None and found[2] == unit:
        return parse_quantity(found[1])
    said = None if found is None else typed_weight(found[2])
    if found is not None and said is not None and is_weight(unit):
        return convert(parse_quantity(found[1]), said, unit)
    return parse_quantity(text)


def packs_text(quantity: int, unit: str, packs: Sequence[tuple[str, int]] = ()) -> str:
    """`2 箱 3 瓶`: a base quantity (1/1000) from the largest pack down; packs are (name, ratio)."""
    parts = []
    left = abs(quantity)
    for name, ratio in sorted(packs, key=lambda pack: -pack[1]):
        count, left = divmod(left, ratio * ONE)
        if count:
            parts.append(f"{count} {name}")
    if left or not parts:
        parts.append(format_quantity(left, unit))
    return (MINUS if quantity < 0 else "") + " ".join(parts)
