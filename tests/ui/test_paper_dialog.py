"""A paper in its dialog: a long one stops being laid out when nobody waits for it any more."""

import threading

import pytest

from jxc_desktop.printing.count_sheets import count_sheet_pdf
from jxc_desktop.printing.vouchers import FORMS
from jxc_desktop.ui import jobs
from jxc_desktop.ui.widgets.paper_dialog import PaperDialog
from tests.count_sheets import many
from tests.printing.test_vouchers import pages


class EndlessPaper:
    """A paper that is never done; it notes for which sizes it was begun, and how many of them were stopped."""

    def __init__(self):
        self.begun, self.stopped = [], []
        self.is_drawing = threading.Event()

    def write(self, _stream, form, check):
        self.begun.append(form.key)
        self.is_drawing.set()
        try:
            while True:
                check()
        finally:
            self.stopped.append(form.key)


@pytest.fixture
def endless(qtbot, shop):
    paper = EndlessPaper()
    dialog = PaperDialog(shop, "endless", "Endless", paper.write)
    dialog.open()
    qtbot.waitUntil(paper.is_drawing.is_set)
    return paper, dialog


def test_a_paper_is_not_laid_out_to_its_end_once_the_dialog_is_closed(qtbot, endless):
    paper, dialog = endless
    dialog.reject()
    qtbot.waitUntil(lambda: not jobs.running())
    assert paper.stopped == ["A4"]


def test_another_size_stops_the_one_before(qtbot, endless):
    paper, dialog = endless
    dialog.form.setCurrentIndex(dialog.form.findData("A5"))
    dialog.on_form()
    qtbot.waitUntil(lambda: paper.stopped == ["A4"])
    qtbot.waitUntil(lambda: paper.begun == ["A4", "A5"])
    dialog.reject()
    qtbot.waitUntil(lambda: not jobs.running())


def test_a_paper_that_asks_is_whole_all_the_same(qtbot, shop):
    def write(stream, form, check):
        count_sheet_pdf(many(60), stream, form=form, progress=lambda _done, _pages: check())

    dialog = PaperDialog(shop, "sheet", "Sheet", write)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: bool(dialog.preview.document))
    assert len(pages(dialog.preview.document)) == 3
    assert len(pages(dialog.document(FORMS["A5"]))) > 3
