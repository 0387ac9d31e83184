"""Taking out of a text what could be a person's or a key: for the log, and for what is handed to whoever helps.

Rather too much than too little: whatever is written in other letters than a program's, or looks like a telephone, a payment
code or a key, goes.
"""

import re
from collections.abc import Iterable

GONE, FIGURES = "…", "#"
SHORTEST_NAME = 2

_KEY = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,}\b", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s\"'<>()]+@[^\s\"'<>()]+")
# Together, or as people write a telephone: +86 138-1234-5678, (0411) 84.12.34.
_FIGURES = re.compile(r"\+?\(?\d(?:[ ().-]{0,2}\d){6,}|\d{6,}")
_OTHER_LETTERS = re.compile(r"[^\x00-\x7f]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})? ")


def masked(text: str) -> str:
    """A text without other letters, long figures, keys and mail addresses."""
    for pattern, sign in ((_KEY, FIGURES), (_ADDRESS, GONE), (_FIGURES, FIGURES), (_OTHER_LETTERS, GONE)):
        text = pattern.sub(sign, text)
    return text


def masked_log(text: str, names: Iterable[str]) -> str:
    """The lines of a log, masked; the known names too, however they are written. The time a line begins with stays."""
    text = _without(text, names)
    lines = []
    for line in text.splitlines():
        time = _TIME.match(line)
        begin = time.end() if time else 0
        lines.append(line[:begin] + masked(line[begin:]))
    return "\n".join(lines)


def _without(text: str, names: Iterable[str]) -> str:
    folded = text.casefold()
    found = {name for name in map(str.strip, names) if len(name) >= SHORTEST_NAME and name.casefold() in folded}
    if not found:
        return text
    longest_first = sorted(found, key=len, reverse=True)
    pattern = "|".join(re.escape(name) for name in longest_first)
    return re.sub(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", GONE, text, flags=re.IGNORECASE)
