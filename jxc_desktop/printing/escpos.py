"""Rows as bytes for an ESC/POS printer: Chinese as GB18030 text, what the printer's letters lack as dots.

The commands are those every such printer knows (Epson's reference): ESC @, FS &, ESC E, GS !, FS !, GS v 0, GS V.
"""

from collections.abc import Iterable

from jxc_desktop.printing.layout import Row

ENCODING = "gb18030"
RESET = b"\x1b@"
CHINESE_ON, CHINESE_OFF = b"\x1c&", b"\x1c."
ROW_HEIGHT = b"\x1b3\x1e"
BOLD = (b"\x1bE\x00", b"\x1bE\x01")
SIZES = {1: b"\x1d!\x00\x1c!\x00", 2: b"\x1d!\x11\x1c!\x0c"}
FEED = b"\x1bd\x04"
CUT = b"\x1dVB\x00"
DOTS = b"\x1dv0\x00"
BAND_DOTS = 240
_ON_THE_PRINTER = {"¥": "￥", "\N{MINUS SIGN}": "-", "\xb7": "・"}


def rows_to_bytes(
    rows: Iterable[Row],
    columns: int,
    *,
    encoding: str = ENCODING,
    is_bitmap: bool = False,
    cut: bool = True,
    first: bytes = b"",
) -> bytes:
    """The rows as one job; `first` comes right after the reset. With `is_bitmap` all of it is dots."""
    start = RESET + first + (b"" if is_bitmap else CHINESE_ON) + ROW_HEIGHT
    body = _drawn(rows, columns) if is_bitmap else b"".join(_row(row, columns, encoding) for row in rows)
    return start + body + FEED + (CUT if cut else b"")


def printer_bytes(text: str, encoding: str = ENCODING) -> bytes | None:
    """The text as a Chinese receipt printer reads it; None when it has a character that the printer has no letter for."""
    out = b""
    for char in text:
        code = _ON_THE_PRINTER.get(char, char)
        if "\ue000" <= code <= "\uf8ff":
            return None
        try:
            encoded = code.encode(encoding)
        except UnicodeEncodeError:
            return None
        if len(encoded) > 2:
            return None
        out += encoded
    return out


def _row(row: Row, columns: int, encoding: str) -> bytes:
    if row.picture:
        return _drawn([row], columns)
    text = printer_bytes("-" * columns if row.is_rule else row.text, encoding)
    if text is None:
        return _drawn([row], columns)
    plain = not row.is_bold and row.size == 1
    return text + b"\n" if plain else BOLD[row.is_bold] + SIZES[row.size] + text + b"\n" + BOLD[False] + SIZES[1]


def _drawn(rows: Iterable[Row], columns: int) -> bytes:
    """Rows as dots, in bands that fit a small printer's memory."""
    from jxc_desktop.printing.raster import draw

    width, out, band, height = 0, b"", b"", 0
    for row in rows:
        picture = draw(row, columns)
        if height + picture.height > BAND_DOTS:
            out += _band(band, width, height)
            band, height = b"", 0
        width = picture.width // 8
        band += picture.tobytes()
        height += picture.height
    return out + (_band(band, width, height) if height else b"")


def _band(dots: bytes, width: int, height: int) -> bytes:
    return DOTS + width.to_bytes(2, "little") + height.to_bytes(2, "little") + dots
