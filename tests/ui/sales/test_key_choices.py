"""Keys belong to this computer: chosen set by set or key by key, no two the same, written wherever keys are written."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest

from jxc_desktop.ui import remembered
from jxc_desktop.ui.sales import key_choices
from jxc_desktop.ui.sales.key_choices import KeyReserved, KeyTaken, bindings, keep, swapped, with_key
from jxc_desktop.ui.sales.keys import KEY_SETS, KEYS
from jxc_desktop.ui.settings.keys_form import KeysForm
from tests.ui.checks import assert_accessible
from tests.ui.sales.conftest import COLA, WATER

ENTER, ESC, F6, F9 = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F6, Qt.Key.Key_F9
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("name", KEY_SETS)
def test_a_set_has_a_key_for_everything_and_no_key_twice(name):
    keys = KEY_SETS[name].keys()
    assert len(set(keys.values())) == len(keys) == len(KEYS)
    for slot, key in keys.items():
        assert with_key({}, slot, key) == {slot: key}


def test_the_set_for_small_keyboards_needs_no_f_key_and_no_keypad():
    assert not [key for key in KEY_SETS["small"].keys().values() if key.split("+")[-1][1:].isdecimal()]


def test_a_key_that_does_something_else_is_named_and_can_be_swapped():
    now = bindings()
    with pytest.raises(KeyTaken, match="F6 is “Hold the sale” already."):
        with_key(now, "pay", "F6")
    after = swapped(now, "pay", "holding.hold")
    assert (after["pay"], after["holding.hold"]) == ("F6", "F12")
    assert len(set(after.values())) == len(after)


@pytest.mark.parametrize(
    "key",
    ["A", "Shift+A", "5", "Space", "Return", "Esc", "Tab", "Up", "Backspace", "F10", "Alt+1", "Alt+F4", "Ctrl+1", "Ctrl+C", "Ctrl+U", ""],
)
def test_keys_for_typing_moving_and_the_window_stay(key):
    with pytest.raises(KeyReserved):
        with_key(bindings(), "pay", key)


@pytest.mark.parametrize("kept", ["", "{", "[1]", '"F2"', '{"pay": 5, "gone": "F2"}', '{"pay": "A", "undo": "F10"}'])
def test_what_cannot_be_read_is_as_at_first(kept):
    remembered.remember(key_choices.CHOSEN, kept)
    assert bindings() == KEY_SETS["own"].keys()


def test_no_key_is_there_twice_whatever_is_kept():
    remembered.remember(key_choices.CHOSEN, json.dumps({"pay": "F1", "holding.hold": "F1"}))
    now = bindings()
    assert (now["holding.hold"], now["pay"], now["show_keys"]) == ("F1", "F12", "")


# at the counter


def test_other_keys_work_at_once_and_the_old_ones_no_more(page, scan, press):
    keep(KEY_SETS["tills"].keys())
    scan(COLA)
    press(Qt.Key.Key_F12)
    assert page.counter.bar.is_open  # the remark
    press(ESC, F9)
    assert page.counter.is_paying
    press(ESC, F6)
    assert page.holding.count == 1
    press(F6, modifier=SHIFT)
    assert len(page.counter.cart) == 1


def test_buttons_and_chips_and_the_strip_say_the_key_there_is(page, scan, press):
    keep(KEY_SETS["tills"].keys())
    card = page.counter.total_card
    assert card.pay.text() == "Pay   F9"
    assert ("Shift+F6", "Resume") in [(key, text) for key, text, _act in page.key_hints()]
    scan(COLA)
    press(F6)
    strip = page.counter.strip
    assert strip.button.text() == "Resume  Shift+F6"
    strip.button.click()
    assert len(page.counter.cart) == 1


def test_the_key_that_led_to_the_prices_leads_back(page, scan, press):
    keep(KEY_SETS["tills"].keys())
    scan(COLA)
    press(Qt.Key.Key_F7)
    assert page.pages.currentWidget() is page.look_up_board()
    press(Qt.Key.Key_F7)
    assert page.pages.currentWidget() is page.counter


def test_a_key_that_erases_works_on_an_empty_line_only(page, scan, press):
    keep(KEY_SETS["small"].keys())
    scan(COLA)
    scan(WATER)
    press("abc def")
    press(Qt.Key.Key_Backspace, modifier=CTRL)
    assert (len(page.counter.cart), page.counter.line.text()) == (2, "abc ")
    page.counter.line.clear()
    press(Qt.Key.Key_Backspace, modifier=CTRL)
    assert len(page.counter.cart) == 1


def test_what_was_offered_under_an_old_key_is_no_longer_said(page, scan, press):
    scan(COLA)
    press(F6)
    keep(KEY_SETS["tills"].keys())
    assert page.counter.strip.isHidden()


def test_the_card_shows_this_computers_keys_and_is_made_anew(page, press):
    press(Qt.Key.Key_F1)
    assert ("F12", "Pay; Enter on an empty line does the same") in page.pages.currentWidget().keys
    press(ESC)
    keep(KEY_SETS["tills"].keys())
    press(Qt.Key.Key_F1)
    assert ("F9", "Pay; Enter on an empty line does the same") in page.pages.currentWidget().keys


def test_the_card_is_saved_as_a_file(qtbot, page, press, tmp_path):
    press(Qt.Key.Key_F1)
    file = tmp_path / "keys.pdf"
    job = page.pages.currentWidget().save_to(file)
    qtbot.waitUntil(lambda: not job.is_running)
    assert file.read_bytes().startswith(b"%PDF")


def test_from_the_card_the_window_is_asked_for_the_settings(qtbot, page, press):
    press(Qt.Key.Key_F1)
    with qtbot.waitSignal(page.go_to) as asked:
        page.pages.currentWidget().change_asked.emit()
    assert asked.args is not None
    assert asked.args[0] == 9


# in the settings


@pytest.fixture
def form(qtbot, shop):
    made = KeysForm(shop)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


def said(form, slot):
    return form.rows._problems[form.fields[slot]].text()


def press_in(form, slot, key, modifier=Qt.KeyboardModifier.NoModifier):
    form.fields[slot].setFocus()
    QTest.keyClick(form.fields[slot], key, modifier)


def test_the_new_key_is_pressed_in_its_row(form):
    press_in(form, "pay", Qt.Key.Key_E, CTRL | SHIFT)
    assert bindings()["pay"] == form.fields["pay"].text() == "Ctrl+Shift+E"
    assert form.sets.currentText() == "Changed by hand"


def test_a_conflict_is_named_and_a_second_press_exchanges_the_two(form):
    press_in(form, "pay", F6)
    assert said(form, "pay") == "F6 is “Hold the sale” already. Press it once more to exchange the two; Tab leaves all as it is."
    assert bindings()["pay"] == "F12"
    QTest.keyClick(form.fields["pay"], F6)
    assert (bindings()["pay"], bindings()["holding.hold"]) == ("F6", "F12")
    assert said(form, "pay") == ""


def test_a_question_is_forgotten_when_the_row_is_left(form):
    press_in(form, "pay", F6)
    press_in(form, "undo", Qt.Key.Key_F10)
    press_in(form, "pay", F6)
    assert bindings()["pay"] == "F12"
    assert said(form, "undo") == ""


def test_a_key_that_types_is_refused_in_words(form):
    press_in(form, "pay", Qt.Key.Key_A)
    assert said(form, "pay").startswith("A is needed for typing")
    assert form.fields["pay"].text() == "F12"


def test_a_whole_set_is_taken_over_at_once(form):
    form.sets.setCurrentIndex(form.sets.findData("small"))
    form.on_set()
    assert bindings() == KEY_SETS["small"].keys()
    assert form.fields["pay"].text() == "Ctrl+E"


def test_a_shortcut_of_the_window_is_only_a_key_here(form):
    pressed = []
    QShortcut(QKeySequence("Ctrl+S"), form).activated.connect(lambda: pressed.append(True))
    press_in(form, "pay", Qt.Key.Key_S, CTRL)
    assert (bindings()["pay"], pressed) == ("Ctrl+S", [])


def test_tab_leads_on_and_every_row_has_a_name(form):
    press_in(form, "pay", Qt.Key.Key_Tab)
    assert not form.fields["pay"].hasFocus()
    assert_accessible(form)


def test_a_line_is_removed_while_a_figure_in_it_is_typed(page, scan, press):
    keep(with_key(bindings(), "edits.remove", "Ctrl+Q"))
    scan(COLA)
    press(Qt.Key.Key_F2, "5")
    press(Qt.Key.Key_Q, modifier=CTRL)
    assert (len(page.counter.cart), page.counter.cart_view.editor) == (0, None)
