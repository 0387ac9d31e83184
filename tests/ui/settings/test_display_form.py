"""The customer displays in the settings: kept on this computer, tested as the form says, troubles said here."""

from io import BytesIO

import pytest
from PIL import Image

from jxc_desktop.domain.line_displays import DisplayKind, DisplayTrouble, LineDisplay, NoDisplayPort
from jxc_desktop.domain.permissions import Actor
from jxc_desktop.queries.pictures import payment_code
from jxc_desktop.ui import jobs, trouble
from jxc_desktop.ui.display import choices
from jxc_desktop.ui.settings.display_form import DisplayForm


@pytest.fixture
def form(qtbot, shop):
    made = DisplayForm(shop)
    qtbot.addWidget(made)
    yield made
    choices.notice().trouble = ""


def choose(form, kind, port="COM7"):
    form.kind.setCurrentIndex(form.kind.findData(kind))
    form.port.setText(port)


def test_the_display_is_kept_on_this_computer(form):
    choose(form, DisplayKind.VFD)
    form.baud.setCurrentIndex(2)
    form.chinese.setChecked(True)
    form.save.click()
    assert choices.line_display() == LineDisplay(DisplayKind.VFD, "COM7", 9600, is_chinese=True)


def test_a_display_hangs_on_a_port(form):
    choose(form, DisplayKind.LED, " ")
    with pytest.raises(NoDisplayPort):
        form.on_save()
    assert choices.line_display() == LineDisplay()


def test_the_window_is_switched_at_once(qtbot, form):
    with qtbot.waitSignal(choices.notice().kept):
        form.window_on.click()
    assert choices.has_window()


def test_the_test_is_sent_as_the_form_says(qtbot, form, monkeypatch):
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(jobs, "show_on_display", lambda display, text: sent.append((display.port, text.amount)))
    choose(form, DisplayKind.LED)
    form.trial.click()
    assert not form.trial.isEnabled()
    qtbot.waitUntil(form.trial.isEnabled)
    assert sent == [("COM7", "88.88")]


def test_a_display_that_is_gone_is_told(qtbot, form, monkeypatch):
    told: list[Exception] = []
    monkeypatch.setattr(trouble, "report", told.append)
    choose(form, DisplayKind.LED, "/no/such/port")
    form.trial.click()
    qtbot.waitUntil(form.trial.isEnabled)
    assert [type(error) for error in told] == [DisplayTrouble]


def test_what_is_wrong_while_selling_is_said_here(qtbot, form):
    choices.notice().told.emit("off")
    qtbot.waitUntil(lambda: form.problem.text() == "off")


def test_the_payment_code_is_kept_in_the_shop(qtbot, shop, form, tmp_path):
    stream = BytesIO()
    Image.new("RGB", (1200, 1600), "green").save(stream, "JPEG")
    (tmp_path / "code.jpg").write_bytes(stream.getvalue())
    form.read_code(tmp_path / "code.jpg")
    qtbot.waitUntil(form.no_code.isEnabled)
    with shop.read() as view, Image.open(BytesIO(payment_code(view))) as kept:
        assert (kept.format, kept.size) == ("PNG", (480, 640))
    form.no_code.click()
    with shop.read() as view:
        assert payment_code(view) == b""


def test_nobody_without_the_right_changes_the_payment_code(qtbot, shop):
    shop.actor = Actor(1, "a", frozenset())
    made = DisplayForm(shop)
    qtbot.addWidget(made)
    assert not made.choose.isEnabled()
