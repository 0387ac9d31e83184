"""Words for the search: texts folded so that what looks the same is the same, and pinyin in all readings."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import combinations, product

Readings = tuple[tuple[str, ...], tuple[str, ...]]

MAX_INITIALS = 16
MAX_PINYIN = 8

_SAME = str.maketrans({"×": "x", "✕": "x", "✖": "x", "╳": "x", "*": "x", "乘": "x", "∗": "x", "⁎": "x", " ": None, "-": None})
_DROPPED = frozenset({"Zs", "Zl", "Zp", "Pd", "Cc", "Cf", "Cs"})
_folded: dict[str, str] = {}
_readings: dict[str, Readings] = {}


def fold(text: str) -> str:
    """A text as the search sees it: half width, lower case, × * x 乘 alike, without blanks, hyphens and invisible signs."""
    if text.isascii() and text.isprintable():
        return text.lower().translate(_SAME)
    return "".join(map(_fold_char, unicodedata.normalize("NFKC", text)))


def _fold_char(char: str) -> str:
    known = _folded.get(char)
    if known is None:
        known = "" if unicodedata.category(char) in _DROPPED else char.casefold().translate(_SAME)
        _folded[char] = known
    return known


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
    """Per sign that is read at all: its initials and its syllables, the usual one first."""
    found = []
    for char in text if text.isascii() else unicodedata.normalize("NFKC", text):
        known = _readings.get(char)
        if known is None:
            known = _readings[char] = _readings_of(char)
        if known[0]:
            found.append(known)
    return found


def _readings_of(char: str) -> Readings:
    """The different initials and the different syllables of one character; nothing for a sign."""
    if char.isascii():
        kept = fold(char) if char.isalnum() or char == "*" else ""
        return ((kept,), (kept,)) if kept else ((), ())
    from pypinyin import Style, pinyin

    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    if not found:
        kept = fold(char) if char.isalnum() or char == "×" else ""
        return ((kept,), (kept,)) if kept else ((), ())
    syllables = tuple(dict.fromkeys(syllable for syllable in found[0] if syllable.isascii() and syllable))
    return tuple(dict.fromkeys(syllable[0] for syllable in syllables)), syllables


def _ways(choices: list[tuple[str, ...]], limit: int) -> Iterable[str]:
    """The words that choices of readings make, the usual one first, then those with one unusual reading, and so on."""
    usual = [options[0] for options in choices]
    several = [index for index, options in enumerate(choices) if len(options) > 1]
    if not several:
        return ("".join(usual),)
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
