"""What a file is, by its first bytes and not by its name, and which readers may try it."""

import re
from dataclasses import dataclass

SNIFF = 1 << 16
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_OTHER = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"version https://git-lfs", "git_lfs"),
)
_HTML = re.compile(rb"\s*(<!doctype html|<html|<table|<head|<meta|<body|<style|<div)", re.IGNORECASE)
_XML = re.compile(rb"\s*<(\?xml|[A-Za-z])")
_JSON = re.compile(rb'\s*(\{\s*("|\})|\[\s*([\[{"\]]|-?\d))')
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Container:
    """`readers` in the order to try, or `refused`: a key of refusals.KINDS, or "encrypted"."""

    readers: tuple[str, ...] = ()
    refused: str = ""
    is_zip: bool = False
    macros: bool = False


def container_of(data: bytes, whole: bytes = b"") -> Container:
    """The container by the first bytes; `whole` is the file for OLE containers, which keep their directory anywhere."""
    if not data:
        return Container(refused="empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Container(is_zip=True)
    if data.startswith(OLE):
        return _ole(whole)
    if data.startswith(_BIFF):
        return Container(readers=("xlrd",))
    for start, kind in _OTHER:
        if data.startswith(start):
            return Container(refused=kind)
    bare = data.removeprefix(b"\xef\xbb\xbf")
    for pattern, kind in ((_HTML, "html"), (_XML, "xml"), (_JSON, "json")):
        if pattern.match(bare):
            return Container(refused=kind)
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and len(_CONTROL.findall(data)) > 4 + len(data) // 100:
        return Container(refused="binary")
    return Container(readers=("delimiters",))


def _ole(whole: bytes) -> Container:
    if "EncryptedPackage".encode("utf-16-le") in whole:
        return Container(refused="encrypted")
    if "WordDocument".encode("utf-16-le") in whole or "PowerPoint Document".encode("utf-16-le") in whole:
        return Container(refused="document")
    return Container(readers=("calamine", "xlrd"), macros="_VBA_PROJECT".encode("utf-16-le") in whole)


def zip_container(names: set[str]) -> Container:
    """The container by the names of a ZIP's entries."""
    lower = {name.lower() for name in names}
    if not lower:
        return Container(refused="empty")
    if "encrypted-package" in lower:
        return Container(refused="encrypted", is_zip=True)
    macros = any(name.endswith("vbaproject.bin") for name in lower)
    if any(name.endswith("workbook.bin") for name in lower) or "content.xml" in lower:
        return Container(readers=("calamine",), is_zip=True, macros=macros)
    if any(name.startswith("xl/") or name.endswith("workbook.xml") for name in lower):
        return Container(readers=("calamine", "openpyxl"), is_zip=True, macros=macros)
    if "[content_types].xml" in lower:
        return Container(refused="document", is_zip=True)
    return Container(refused="archive", is_zip=True)
