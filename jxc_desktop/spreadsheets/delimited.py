"""Text tables: the encoding (UTF-8 with or without BOM, UTF-16, GB18030) and the separator are found by looking."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

SEPARATORS = ",\t;|"
_LINES = 30
_SAMPLE = 100_000


class NotText(Exception):
    """The bytes are no text in any encoding that shops use."""


def decode(data: bytes) -> str:
    """The text of a file. Raises NotText for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    if b"\x00" in data:
        raise NotText
    if data.startswith(b"\xef\xbb\xbf"):
        return _decoded(data, "utf-8-sig")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        lossy = data.decode("utf-8", "replace")
        sample = lossy[:_SAMPLE]
    # a torn byte or two in a UTF-8 file; in GB18030 nearly every Chinese character would be one
    if sample.count("\ufffd") * 20 < sum(not char.isascii() for char in sample):
        return lossy
    return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText from error


def separator_of(text: str) -> str:
    """The separator that cuts the first lines most evenly into most parts; a comma when nothing does."""
    lines = [line for line in text[:200_000].splitlines()[:_LINES] if line.strip()]
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        counts = [line.count(separator) for line in lines]
        if not counts or not counts[0]:
            continue
        usual = max(set(counts), key=counts.count)
        score = usual * counts.count(usual) / len(counts) if usual else counts[0] / len(counts)
        if score > best_score:
            best, best_score = separator, score
    return best


def read_text(path: str) -> Iterator[list[str]]:
    """The rows of a text table."""
    text = decode(Path(path).read_bytes())
    if text.startswith("sep=") and "\n" in text:
        first, text = text.split("\n", 1)
        yield []
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=first[4:5])
        return
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text))
