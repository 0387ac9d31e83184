"""A disk that loses power: what a program wrote and synced, as strace saw it, and what may be left of it at any moment.

What was synced is there. Of the rest anything may be: nothing, any of the writes in any order, or parts of them (512 bytes are
written whole, nothing larger is).
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,unlinkat,rename"
TRACED = ("-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}")

_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_NAMED = re.compile(r"^\d+<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Call:
    """One thing done: `write`, `truncate`, `sync`, `unlink` on a file (or its folder, a sync of names), or `said` a line."""

    kind: str
    name: str
    offset: int = 0
    data: bytes = b""


def _bytes(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))


def _path(words: str) -> str:
    named = _NAMED.match(words)
    if named is None:
        return ""
    return _bytes(named[1]).decode() if named[1].startswith("\\x") else named[1]


def recorded(trace: Path, shop: Path) -> Iterator[Call]:
    """The calls on the shop file, on what stands beside it, and the lines said, in their order."""
    with trace.open() as lines:
        for line in lines:
            found = _LINE.match(line)
            if found is not None:
                call = _call(found[1], found[2], shop)
                if call is not None:
                    yield call


def _call(name: str, words: str, shop: Path) -> Call | None:
    if name == "write":
        text = _TEXT.search(words)
        return Call("said", "", data=_bytes(text[1])) if text and words.startswith("1<") else None
    if name.startswith("unlink"):
        text = _TEXT.search(words)
        path = _bytes(text[1]).decode() if text else ""
    else:
        path = _path(words)
    if path == str(shop.parent) and "sync" in name:
        return Call("names", "")
    if not path.startswith(str(shop)) or path.endswith(("-shm", ".lock")):
        return None
    file = Path(path).name
    if name == "pwrite64":
        text = _TEXT.search(words)
        assert text is not None
        return Call("write", file, int(words.rpartition(", ")[2]), _bytes(text[1]))
    if name == "ftruncate":
        return Call("truncate", file, int(words.rpartition(", ")[2]))
    return Call("unlink" if name.startswith("unlink") else "sync", file)


@dataclass(slots=True)
class _File:
    """`safe` is what a power cut leaves for sure; `is_named` whether the folder is sure to know it."""

    safe: bytearray = field(default_factory=bytearray)
    waiting: list[Call] = field(default_factory=list)
    is_named: bool = False
    is_gone: bool = False


def _apply(content: bytearray, calls: Sequence[Call]) -> None:
    for call in calls:
        if call.kind == "truncate":
            del content[call.offset :]
            content.extend(bytes(call.offset - len(content)))
        else:
            content.extend(bytes(max(0, call.offset - len(content))))
            content[call.offset : call.offset + len(call.data)] = call.data


def _sectors(call: Call) -> list[Call]:
    if call.kind != "write":
        return [call]
    starts = [call.offset, *range((call.offset // SECTOR + 1) * SECTOR, call.offset + len(call.data), SECTOR)]
    ends = [*starts[1:], call.offset + len(call.data)]
    return [Call("write", call.name, a, call.data[a - call.offset : b - call.offset]) for a, b in zip(starts, ends, strict=True)]


Image = dict[str, bytes]


class Disk:
    """Fed with calls; gives what a power cut at this moment may leave."""

    def __init__(self, shop: Path) -> None:
        self._files = {shop.name: _File(bytearray(shop.read_bytes()), is_named=True)}

    def take(self, call: Call) -> None:
        """One more call was done."""
        if call.kind == "names":
            self._files = {name: file for name, file in self._files.items() if not file.is_gone}
            for each in self._files.values():
                each.is_named = True
            return
        file = self._files.setdefault(call.name, _File())
        if call.kind == "unlink":
            file.is_gone = True
        elif call.kind == "sync":
            _apply(file.safe, file.waiting)
            file.waiting.clear()
        else:
            if file.is_gone:
                file = self._files[call.name] = _File()
            file.waiting.append(call)

    def cut(self) -> Image:
        """Only what was synced."""
        return {name: bytes(file.safe) for name, file in self._files.items() if file.is_named and not file.is_gone}

    def reordered(self, chance: random.Random) -> Image:
        """Any of the writes that wait, each whole."""
        return self._some(chance, lambda call: [call])

    def torn(self, chance: random.Random) -> Image:
        """Any of the sectors that wait."""
        return self._some(chance, _sectors)

    def _some(self, chance: random.Random, parts: object) -> Image:
        assert callable(parts)
        share = chance.choice((0.1, 0.5, 0.9))
        image = {}
        for name, file in self._files.items():
            if (file.is_named or chance.random() < share) and not (file.is_gone and chance.random() < share):
                content = bytearray(file.safe)
                _apply(content, [part for call in file.waiting for part in parts(call) if chance.random() < share])
                image[name] = bytes(content)
        return image
