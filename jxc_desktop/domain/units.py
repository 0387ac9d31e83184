"""Units: weights that convert into each other, and stock worded in packs."""

import re
from collections.abc import Sequence

from jxc_desktop.domain.errors import NotANumber, ShopError, TooLarge
from jxc_desktop.domain.money import MINUS, half_up, half_width
from jxc_desktop.domain.quantity import MAX_QUANTITY, ONE, format_quantity, parse_quantity
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


_FIGURE = re.compile(r"\s*([\d.,]+)\s*", re.ASCII)
_BETWEEN = re.compile(r"[\s+,、和加零又]*")


class UnknownUnit(ShopError, ValueError):
    """A quantity in a unit that the goods don't come in."""

    def __init__(self, unit: str, known: Sequence[str]) -> None:
        super().__init__(unit, tuple(known))
        self.unit, self.known = unit, tuple(known)

    def sentence(self) -> str:
        """Name the units that there are."""
        return _("“{unit}” is no unit of these goods: {known}.").format(unit=self.unit[:20], known="、".join(self.known) or "—")


def packs_in(text: str, unit: str, packs: Sequence[tuple[str, int]] = ()) -> int:
    """The reverse of `packs_text`: `2 箱 3 瓶`, `2箱3瓶`, `2箱+3`, `12`, `1.5` as a base quantity (1/1000); packs are (name, ratio).

    A figure without a unit is of the base unit and stands last; goods that are weighed are said in any unit of weight.
    Raises UnknownUnit and what `parse_quantity` refuses; nothing is guessed at.
    """
    whole = half_width(text).strip()
    names = sorted({**dict(packs), **({unit: 1} if unit else {})}.items(), key=lambda each: -len(each[0]))
    total, at = 0, 0
    while at < len(whole) or not whole:
        figure = _FIGURE.match(whole, at)
        if figure is None:
            raise NotANumber(text)
        name, ratio = next(((name, ratio) for name, ratio in names if _begins(whole, figure.end(), name)), ("", 0))
        end = figure.end() + len(name)
        if ratio:
            total += parse_quantity(figure[1]) * ratio
        elif end == len(whole):
            total += parse_quantity(figure[1])
        else:
            said = re.match(r"[^\d\s.,+]*", whole[end:])
            word = said[0] if said else ""
            if not word:
                raise NotANumber(text)
            end += len(word)
            total += _weighed(figure[1], word, unit, [name for name, _ratio in names])
        between = _BETWEEN.match(whole, end)
        at = between.end() if between else end
    if total > MAX_QUANTITY:
        raise TooLarge(text, format_quantity(MAX_QUANTITY))
    return total


def _begins(text: str, at: int, name: str) -> bool:
    """Whether a unit's name stands here, whatever its case, and does not run on into another word."""
    if not name or text[at : at + len(name)].casefold() != name.casefold():
        return False
    after = text[at + len(name) : at + len(name) + 1]
    return not (name[-1].isascii() and name[-1].isalpha() and after.isascii() and after.isalpha())


def _weighed(figure: str, word: str, unit: str, known: Sequence[str]) -> int:
    said = typed_weight(word)
    if said is None or not is_weight(unit):
        raise UnknownUnit(word, known)
    return convert(parse_quantity(figure), said, unit)


def pack_sizes_text(unit: str, packs: Sequence[tuple[str, int]]) -> str:
    """`箱 = 24 瓶, 提 = 6 瓶`: what the packs hold, the largest first; packs are (name, ratio)."""
    ordered = sorted(packs, key=lambda pack: -pack[1])
    return _(", ").join(f"{name} = {format_quantity(ratio * ONE, unit)}" for name, ratio in ordered)
