"""The key card: the keys of the counter on a sheet of A5, to lie beside the till."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from jxc_desktop.i18n import _
from jxc_desktop.printing.layout import clean
from jxc_desktop.printing.paper import FACES, drawable, register_fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MM = 72 / 25.4
WIDTH_MM, HEIGHT_MM = 148, 210
MARGIN = 11 * MM
KEYS_ROOM = 36 * MM
HEAD, FOOT = 15 * MM, 4 * MM
LARGEST, LEAST = 10.5, 6.0
LEADING = 1.62

Rows = Sequence[tuple[str, str]]


def key_card_pdf(keys: Rows, typed: Rows, target: Path | IO[bytes], *, shop_name: str = "") -> None:
    """Write the card: the keys with what they do, then what can be typed; the type is as large as the sheet allows."""
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    canvas = Canvas(str(target) if isinstance(target, Path) else target, pagesize=(WIDTH_MM * MM, HEIGHT_MM * MM), invariant=1)
    canvas.setTitle(_("Keys of the counter"))
    rows = [*keys, ("", ""), *typed]
    top = HEIGHT_MM * MM - MARGIN
    _write(canvas, MARGIN, top - 12, _("Keys of the counter"), 15, is_bold=True)
    _write(canvas, MARGIN, top - 26, shop_name, 9)
    room = top - HEAD - MARGIN - FOOT
    size = max(LEAST, min(LARGEST, room / (len(rows) * LEADING)))
    y = top - HEAD
    for key, said in rows:
        y -= size * LEADING
        if not key:
            canvas.setLineWidth(0.5)
            canvas.line(MARGIN, y + size * 0.4, WIDTH_MM * MM - MARGIN, y + size * 0.4)
        _write(canvas, MARGIN, y, key, size, is_bold=True, room=KEYS_ROOM - 2 * MM)
        _write(canvas, MARGIN + KEYS_ROOM, y, said, size, room=WIDTH_MM * MM - 2 * MARGIN - KEYS_ROOM)
    canvas.showPage()
    canvas.save()


def _write(canvas: "Canvas", x: float, y: float, text: str, size: float, *, is_bold: bool = False, room: float = 0) -> None:
    """One line of text, set smaller where the room is short: nothing is cut."""
    shown, face = drawable(clean(text)), FACES[is_bold]
    wide = canvas.stringWidth(shown, face, size)
    canvas.setFont(face, size * room / wide if room and wide > room else size)
    canvas.drawString(x, y, shown)
