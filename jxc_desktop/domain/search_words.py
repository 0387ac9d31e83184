"""Words for the search: texts folded so that what looks the same is the same, and pinyin in all readings."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import combinations, product

Readings = tuple[tuple[str, ...], tuple[str, ...]]

MAX_INITIALS = 16
MAX_PINYIN = 8

_SAME = str.maketrans({"×": "x", "✕": "x", "✖": "x", "╳": "x", "*": "x", "乘": "x", "∗": "x", "⁎": "x", " ": None, "-": None})
_DROPPED = frozenset({"Zs", "Zl", "Zp", "Pd", "Mn", "Cc", "Cf", "Cs"})
_readings: dict[str, Readings] = {}


def fold(text: str) -> str:
    """A text as the search sees it: half width, lower case, × * x 乘 alike, without blanks, hyphens, accents."""
    if text.isascii() and text.isprintable():
        return text.lower().translate(_SAME)
    return unicodedata.normalize("NFKD", text).translate(_folded)


class _Folded(dict[int, str]):
    """What each character folds to, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = "" if unicodedata.category(char) in _DROPPED else char.casefold().translate(_SAME)
        self[code] = kept
        return kept


_folded = _Folded()


def initials_of(text: str) -> str:
    """The pinyin initials of a name, each reading, separated by blanks: 厦门 is `sm xm`. Letters and digits stay."""
    return initials_from(readings_of(text))


def pinyin_of(text: str) -> str:
    """The pinyin of a name without tones, each reading, separated by blanks."""
    return pinyin_from(readings_of(text))


def initials_from(readings: Sequence[Readings]) -> str:
    """The initials of what `readings_of` found, each reading, separated by blanks."""
    return " ".join(_ways([initials for initials, _syllables in readings], MAX_INITIALS))


def pinyin_from(readings: Sequence[Readings]) -> str:
    """The pinyin of what `readings_of` found, each reading, separated by blanks."""
    return " ".join(_ways([syllables for _initials, syllables in readings], MAX_PINYIN))


def readings_of(text: str) -> list[Readings]:
    """Per sign that is read at all: its initials and its syllables, the usual one first. Both are one object for a letter."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return [readings for char in plain if (readings := _readings.get(char) or _learn(char))[0]]


def _learn(char: str) -> Readings:
    known = _readings[char] = _readings_of(char)
    return known


def _readings_of(char: str) -> Readings:
    if not char.isascii():
        from pypinyin import Style, pinyin

        found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
        syllables = tuple(dict.fromkeys(syllable for syllable in found[0] if syllable and syllable.isascii())) if found else ()
        if syllables:
            return tuple(dict.fromkeys(syllable[0] for syllable in syllables)), syllables
    kept = (fold(char),) if char.isalnum() or char in "*×" else ()
    return kept, kept


def _ways(choices: list[tuple[str, ...]], limit: int) -> Iterable[str]:
    """The words that choices of readings make; beyond the limit those with the fewest unusual readings."""
    count = 1
    for options in choices:
        count *= len(options)
    if count == 1:
        return ("".join([options[0] for options in choices]),)
    if count <= limit:
        return dict.fromkeys(map("".join, product(*choices)))
    return _nearest_ways(choices, limit)


def _nearest_ways(choices: list[tuple[str, ...]], limit: int) -> Iterable[str]:
    usual = [options[0] for options in choices]
    several = [index for index, options in enumerate(choices) if len(options) > 1]
    words = dict.fromkeys(("".join(usual),))
    for count in range(1, len(several) + 1):
        for places in combinations(several, count):
            for picked in product(*(choices[place][1:] for place in places)):
                if len(words) >= limit:
                    return words
                word = usual.copy()
                for place, reading in zip(places, picked, strict=True):
                    word[place] = reading
                words["".join(word)] = None
    return words
