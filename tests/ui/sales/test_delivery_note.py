"""送货单 from past sales: opened by its key, seen as it is typed, saved, and painted for the system's printers."""

from dataclasses import replace

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QDialog

from jxc_desktop import i18n
from jxc_desktop.domain.cart import set_customer
from jxc_desktop.domain.customers import Buyer
from jxc_desktop.domain.errors import NotAllowed
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.operations.customers import keep_customer
from jxc_desktop.operations.sales import complete_sale
from jxc_desktop.printing.vouchers import FORMS
from jxc_desktop.queries.check import check
from jxc_desktop.ui import jobs, remembered, system_printer
from jxc_desktop.ui.sales.delivery_note import PAPER, DeliveryNoteDialog, note_bytes
from tests.builders import CASH, cart_of
from tests.printing.test_vouchers import many_lines
from tests.ui.checks import assert_accessible, assert_not_clipped
from tests.ui.sales.conftest import COLA

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sale(page, shop, scan, press):
    """A sale; its document id."""
    scan(COLA)
    press(Qt.Key.Key_1, modifier=CTRL)
    page.show_old_sales()
    return page.pages.currentWidget().current().document_id


@pytest.fixture
def note(qtbot, shop, sale):
    made = DeliveryNoteDialog(shop, sale)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.preview.painted, timeout=20_000):
        made.show()
    return made


def text_of(document):
    with pypdfium2.PdfDocument(document) as opened:
        return "\n".join(page.get_textpage().get_text_bounded() for page in opened)


def test_the_key_opens_it_on_the_sale_under_the_cursor(qtbot, page, sale, press):
    press(Qt.Key.Key_P, modifier=CTRL)
    opened = page.window().findChild(DeliveryNoteDialog)
    assert opened.receipt.document_id == sale
    with qtbot.waitSignal(opened.preview.painted, timeout=20_000):
        pass
    opened.close_button.click()
    assert not opened.isVisible()


def test_without_the_right_nothing_is_saved(note, shop):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.EXPORT})
    with pytest.raises(NotAllowed):
        note.on_save()


def test_what_is_typed_is_seen(qtbot, note):
    with qtbot.waitSignal(note.preview.painted, timeout=20_000):
        qtbot.keyClicks(note.buyer, "Zhang")
    assert "Buyer: Zhang" in text_of(note.preview.document)
    assert "可乐" in text_of(note.preview.document)
    assert not note.preview.paper.image.isNull()


@pytest.fixture
def to_wang(shop, goods):
    """Two sales to one customer; their document ids."""
    made = []
    for _time in range(2):
        with shop.work() as work:
            cart = set_customer(cart_of(goods[0]), keep_customer(work, "王姐", "13800138000"))
            made.append(complete_sale(work, cart, (CASH,), print_receipt=False).document_id)
    return made


def opened(qtbot, shop, document):
    made = DeliveryNoteDialog(shop, document)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.preview.painted, timeout=20_000):
        made.show()
    return made


def test_the_customer_of_the_sale_is_filled_in(qtbot, shop, to_wang):
    text = text_of(opened(qtbot, shop, to_wang[0]).preview.document)
    assert "Buyer: 王姐" in text
    assert "13800138000" in text


def test_the_next_note_of_a_customer_knows_their_address(qtbot, shop, to_wang, tmp_path):
    note = opened(qtbot, shop, to_wang[0])
    note.address.setText(" 人民路  1200 号")
    with qtbot.waitSignal(note.save_to(tmp_path / "a.pdf").finished, timeout=20_000):
        pass
    assert opened(qtbot, shop, to_wang[1]).address.text() == "人民路 1200 号"


def test_another_note_of_the_same_sale_begins_as_the_last_one(qtbot, shop, note, sale, tmp_path):
    for field, text in ((note.buyer, "张三五金店"), (note.telephone, "138"), (note.address, "人民路 1200 号")):
        field.setText(text)
    with qtbot.waitSignal(note.save_to(tmp_path / "a.pdf").finished, timeout=20_000):
        pass
    again = opened(qtbot, shop, sale)
    assert [field.text() for field in (again.buyer, again.telephone, again.address)] == ["张三五金店", "138", "人民路 1200 号"]
    with shop.read() as view:
        assert check(view).ok


def test_who_may_not_sell_still_makes_a_note(qtbot, shop, note, tmp_path):
    shop.actor = replace(shop.actor, permissions=shop.actor.permissions - {Permission.SELL})
    note.address.setText("人民路 1200 号")
    with qtbot.waitSignal(note.save_to(tmp_path / "a.pdf").finished, timeout=20_000):
        pass
    assert "人民路 1200 号" in text_of((tmp_path / "a.pdf").read_bytes())


def test_the_paper_is_remembered(qtbot, note):
    note.form.setCurrentIndex(note.form.findData("241x93"))
    with qtbot.waitSignal(note.preview.painted, timeout=20_000):
        note.on_form()
    image = note.preview.paper.image
    assert image.width() / image.height() == pytest.approx(241 / 93, abs=0.02)
    assert remembered.text(PAPER) == "241x93"


def test_saved_as_a_file(qtbot, note, tmp_path):
    note.address.setText("人民路 1200 号")
    with qtbot.waitSignal(note.save_to(tmp_path / "送货单.pdf").finished, timeout=20_000):
        pass
    assert "人民路 1200 号" in text_of((tmp_path / "送货单.pdf").read_bytes())


def test_pages_are_turned(qtbot, note):
    with qtbot.waitSignal(note.preview.painted, timeout=20_000):
        note.preview.show_document(note_bytes(many_lines(), Buyer(), FORMS["A5"]))
    assert note.preview.after.isVisible()
    with qtbot.waitSignal(note.preview.painted, timeout=20_000):
        note.preview.after.click()
    assert note.preview.where.text().startswith("Page 2 of ")
    note.preview.turn(-5)
    assert not note.preview.before.isEnabled()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_all_of_it_can_be_reached_and_read(qtbot, shop, sale, language):
    i18n.use_language(language)
    made = DeliveryNoteDialog(shop, sale)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.preview.painted, timeout=20_000):
        made.resize(1024, 700)
        made.show()
    QApplication.processEvents()
    assert_accessible(made)
    assert_not_clipped(made)
    assert made.minimumSizeHint().width() <= 1024


@pytest.mark.parametrize("key", FORMS)
def test_a_system_printer_gets_every_page_in_its_size(tmp_path, dressed, key):
    form = FORMS[key]
    printer = system_printer.make_printer(system_printer.page_layout(key, form.width_mm, form.height_mm), "note")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setResolution(150)
    document = note_bytes(many_lines(45), Buyer(), form)
    count = system_printer.paint(printer, document)
    with pypdfium2.PdfDocument(tmp_path / "out.pdf") as printed, pypdfium2.PdfDocument(document) as meant:
        assert count == len(printed) == len(meant) > 1
        assert printed[0].get_size() == pytest.approx(meant[0].get_size(), abs=2)
        assert ink(printed[0]) == pytest.approx(ink(meant[0]), abs=3)


def ink(page):
    """Where the ink begins and ends, in 72 dpi dots."""
    image = page.render(scale=1).to_pil().convert("L").point(lambda shade: 255 * (shade < 200))
    return image.getbbox()


def test_the_systems_dialog_is_asked_and_then_it_is_printed(qtbot, note, tmp_path, monkeypatch):
    opened: list[QPrintDialog] = []

    def show(dialog: QPrintDialog) -> None:
        opened.append(dialog)

    monkeypatch.setattr(QPrintDialog, "show", show)
    note.on_print()
    (dialog,) = opened
    dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    dialog.printer().setOutputFileName(str(tmp_path / "out.pdf"))
    assert dialog.isModal()
    dialog.done(QDialog.DialogCode.Rejected)
    assert not jobs.running()
    dialog.done(QDialog.DialogCode.Accepted)
    qtbot.waitUntil(lambda: not jobs.running(), timeout=20_000)
    with pypdfium2.PdfDocument(tmp_path / "out.pdf") as printed:
        assert len(printed) == 1


def test_a_chosen_span_of_pages(tmp_path, dressed):
    printer = system_printer.make_printer(system_printer.page_layout("A5", 210, 148), "note")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setResolution(72)
    printer.setFromTo(2, 2)
    assert system_printer.paint(printer, note_bytes(many_lines(45), Buyer(), FORMS["A5"])) == 1
