"""Looks a ZIP over before any parser unpacks it: sizes by its directory, then the bytes that really come, and DTDs.

Limits of the recipe: 2,000 entries, 300 MB in all, a ratio of 100. The count of entries and the directory's length are read
from the end of the file first, so that a directory of a hundred thousand entries is never parsed.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

MAX_TOTAL = 300 << 20
MAX_RATIO = 100
MAX_ENTRIES = 2_000
MAX_DIRECTORY = 1 << 20
FREE_OF_RATIO = 1 << 20

_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_CHUNK = 1 << 18
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class Unsafe(Exception):
    """The archive is refused; `args[0]` is a key of refusals.BOMBS, or "damaged" or "encrypted"."""


def look_over(file: BinaryIO) -> tuple[set[str], bool]:
    """The names of the entries, and whether a sheet holds formulas. Raises Unsafe."""
    _check_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as error:
        raise Unsafe("damaged") from error
    _check_directory(entries)
    formulas = False
    for entry in entries:
        formulas |= _check_entry(file, entry)
    return {entry.filename for entry in entries}, formulas


def _check_end(file: BinaryIO) -> None:
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - (1 << 16) - _END.size))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise Unsafe("damaged")
    _signature, _disk, _start, _here, total, directory, _offset, _comment = _END.unpack_from(tail, at)
    if total > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise Unsafe("entries")


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise Unsafe("entries")
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise Unsafe("total")
    for entry in entries:
        if entry.flag_bits & 1:
            raise Unsafe("encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unsafe("method")
        if entry.file_size > max(FREE_OF_RATIO, MAX_RATIO * entry.compress_size):
            raise Unsafe("ratio")


def _check_entry(file: BinaryIO, entry: zipfile.ZipInfo) -> bool:
    came, formulas, before = 0, False, b""
    text = entry.filename.endswith((".xml", ".rels", ".vml"))
    sheet = text and "worksheets/" in entry.filename
    for part in _unpacked(file, entry):
        came += len(part)
        if came > entry.file_size:
            raise Unsafe("lies")
        if text and any(mark in before + part[:32] or mark in part for mark in _DOCTYPES):
            raise Unsafe("dtd")
        formulas |= sheet and not formulas and (b"<f>" in part or b"<f " in part)
        before = part[-32:]
    return formulas


def _unpacked(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(entry.header_offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise Unsafe("damaged")
    name_length, extra_length = _LOCAL.unpack(head)[-2:]
    file.seek(name_length + extra_length, io.SEEK_CUR)
    left = entry.compress_size
    unpack = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    try:
        while left > 0 and (packed := file.read(min(_CHUNK, left))):
            left -= len(packed)
            if unpack is None:
                yield packed
                continue
            while packed:
                yield unpack.decompress(packed, _CHUNK * 4)
                packed = unpack.unconsumed_tail
    except zlib.error as error:
        raise Unsafe("damaged") from error
