"""Readings and search words of products, and the child process that finds them for an import while the parent writes.

The child answers a list of names with a list of words until its input ends; both are a length and marshalled plain tuples.
"""

import marshal
import os
import struct
import sys
from collections.abc import Iterable
from typing import IO, Any, NoReturn

from jxc_desktop.db.search import words_for
from jxc_desktop.domain.search_words import fold, initials_from, pinyin_from, readings_of

FLAG = "--find-words"
LENGTH = struct.Struct("<I")

Texts = tuple[str, str, str, str]
Words = tuple[str, str, str]


def words_of(name: str, spec: str, article: str, own: str) -> Words:
    """Initials, pinyin and search words of a product; `own` are the initials that the shop gave it."""
    readings = readings_of(name)
    initials = initials_from(readings)
    if own:
        initials = f"{fold(own)} {initials}"
    texts = (fold(name) + fold(spec), fold(article) if article else "")
    return initials, pinyin_from(readings), words_for(texts, readings, own)


def send(pipe: IO[bytes], content: Any) -> None:
    """Write plain values to the other side."""
    packed = marshal.dumps(content)
    pipe.write(LENGTH.pack(len(packed)) + packed)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """What the other side sent; None at the end."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    packed = pipe.read(LENGTH.unpack(head)[0])
    return marshal.loads(packed)  # noqa: S302  # our own child's or parent's


def answers(asked: Iterable[Texts]) -> list[Words]:
    """The words of several products."""
    return [words_of(*texts) for texts in asked]


def main() -> NoReturn:
    """Say that it is there, then answer until the input ends."""
    import pypinyin  # noqa: F401  # loaded before the first name comes

    send(sys.stdout.buffer, True)
    while (asked := receive(sys.stdin.buffer)) is not None:
        send(sys.stdout.buffer, answers(asked))
    os._exit(0)
