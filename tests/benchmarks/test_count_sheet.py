"""A count sheet of 5,000 lines as a PDF, over reportlab drawing the same strings with nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from jxc_desktop.printing.count_sheets import count_sheet_pdf
from jxc_desktop.printing.paper import page_count
from jxc_desktop.queries.count_sheets import SheetPage
from tests.benchmarks.harness import in_turns, record, timed
from tests.count_sheets import many

pytestmark = pytest.mark.benchmark
LINES, ROUNDS = 5_000, 7
SIZE = (595.28, 841.89)


@dataclass(frozen=True)
class Said:
    """A string as the sheet draws it."""

    page: int
    font: str
    size: float
    x: float
    y: float
    text: str


def _strings(page: SheetPage, monkeypatch: pytest.MonkeyPatch) -> list[Said]:
    said: list[Said] = []
    draw: Callable[..., Any] = PDFTextObject.textOut

    def heard(text_object: Any, text: str) -> None:
        of = text_object
        said.append(Said(of._canvas.getPageNumber(), of._fontname, of._fontsize, of._x, of._y, text))
        draw(text_object, text)

    with monkeypatch.context() as patched:
        patched.setattr(PDFTextObject, "textOut", heard)
        _sheet(page)
    return said


def _sheet(page: SheetPage) -> bytes:
    stream = BytesIO()
    count_sheet_pdf(page, stream)
    return stream.getvalue()


def _barely(strings: list[Said]) -> bytes:
    """What anybody would write: a font, a string, the next page."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=SIZE, pageCompression=1)
    page, font = 1, ("", 0.0)
    for said in strings:
        if said.page != page:
            canvas.showPage()
            page, font = said.page, ("", 0.0)
        if font != (said.font, said.size):
            font = (said.font, said.size)
            canvas.setFont(*font)
        canvas.drawString(said.x, said.y, said.text)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_count_sheet_over_bare(monkeypatch):
    page = many(LINES)
    strings = _strings(page, monkeypatch)
    assert page_count(_sheet(page)) == page_count(_barely(strings))
    paired = in_turns(timed(lambda: _sheet(page)), timed(lambda: _barely(strings)), rounds=ROUNDS, warm_up=1)
    record("count_sheet_over_bare", paired.ratio, 2, sheet=paired.ours, bare=paired.floor)
    assert min(paired.ours) < 5
