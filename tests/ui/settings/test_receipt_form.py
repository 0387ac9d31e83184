"""Receipt layout in the settings: seen before it is saved, kept with the logo, tried on the printer."""

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.printing.layout import Row
from jxc_desktop.printing.pictures import NotAPicture, logo_png
from jxc_desktop.queries.pictures import logo
from jxc_desktop.ui import remembered, trouble
from jxc_desktop.ui.print_queue import PRINTER
from jxc_desktop.ui.reports.receipt_preview import ReceiptPreview
from jxc_desktop.ui.settings.receipt_form import ReceiptForm

WAIT = 20_000


def a_png(width=100, height=50):
    stream = BytesIO()
    Image.new("L", (width, height)).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def form(qtbot, shop):
    made = ReceiptForm(shop)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.preview.painted, timeout=WAIT):
        made.resize(760, 620)
        made.show()
    return made


def text_of(form):
    with pypdfium2.PdfDocument(form.preview.document) as opened:
        return "\n".join(page.get_textpage().get_text_bounded() for page in opened)


def painted(qtbot, form):
    return qtbot.waitSignal(form.preview.painted, timeout=WAIT)


def test_what_is_typed_and_ticked_is_seen_before_it_is_saved(qtbot, shop, form):
    assert "1001 Cola" not in text_of(form)
    with painted(qtbot, form):
        form.foot.setPlainText("谢谢惠顾\n欢迎再来")
        form.boxes["receipt_has_code"].click()
    assert "1001 Cola" in text_of(form)
    assert "欢迎再来" in text_of(form)
    assert shop.settings.receipt_foot == ""


def test_saved_all_together(shop, form):
    form.head.setPlainText("会员日")
    form.boxes["receipt_has_time"].click()
    form.take_logo(logo_png(a_png()))
    form.save.click()
    assert (shop.settings.receipt_head, shop.settings.receipt_has_time) == ("会员日", False)
    with shop.read() as view:
        assert logo(view) == form.logo != b""


def test_without_the_right_nothing_is_saved(shop, form):
    shop.actor = type(shop.actor)(1, "x", shop.actor.permissions - {Permission.CHANGE_SETTINGS})
    form.take_logo(logo_png(a_png()))
    with pytest.raises(NotAllowed):
        form.on_save()
    with shop.read() as view:
        assert logo(view) == b""


def test_a_logo_is_read_seen_and_taken_away(qtbot, shop, form, tmp_path):
    (tmp_path / "a.png").write_bytes(a_png())
    before = form.preview.paper.image.height()
    with painted(qtbot, form):
        form.read_logo(tmp_path / "a.png")
    assert form.preview.paper.image.height() > before
    with painted(qtbot, form):
        form.no_logo.click()
    assert form.preview.paper.image.height() == before


@pytest.mark.parametrize("body", [b"no picture", None])
def test_a_file_that_is_no_picture_is_refused(qtbot, form, tmp_path, monkeypatch, body):
    refused: list[Exception] = []
    monkeypatch.setattr(trouble, "report", refused.append)
    if body is not None:
        (tmp_path / "a.png").write_bytes(body)
    with qtbot.waitSignal(form.read_logo(tmp_path / "a.png").finished, timeout=WAIT):
        pass
    assert [type(error) for error in refused] == [NotAPicture]


def test_the_other_width(qtbot, form):
    with painted(qtbot, form):
        form.paper.setCurrentIndex(1)
        form.paper.activated.emit(1)
    with pypdfium2.PdfDocument(form.preview.document) as opened:
        assert opened[0].get_width() == pytest.approx(58 * 72 / 25.4, abs=0.1)


def test_the_test_page_is_the_receipt_as_the_form_says(qtbot, form, tmp_path):
    remembered.remember(PRINTER, f"file:{tmp_path / 'out.bin'}")
    (tmp_path / "out.bin").touch()
    form.foot.setPlainText("WELCOME")
    form.trial.click()
    qtbot.waitUntil(lambda: b"WELCOME" in (tmp_path / "out.bin").read_bytes(), timeout=WAIT)


def test_without_a_printer_it_says_so(form, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(trouble, "tell", lambda _widget, text, **_more: said.append(text))
    form.trial.click()
    assert said == ["No printer is set up. Choose one in the settings."]


def test_the_preview_of_documents_has_room_for_the_logo(qtbot):
    made = ReceiptPreview()
    qtbot.addWidget(made)
    made.show_rows([Row(picture=logo_png(a_png()))])
    with_logo = made.height()
    assert made.grab().toImage().pixelColor(made.width() // 2, with_logo // 2).lightness() < 50
    made.show_rows([Row()])
    assert with_logo > made.height()
