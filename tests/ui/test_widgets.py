"""The parts of pages: figures in and out, strips, chips, the total, forms, empty lists; names and room for all of it."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.barcode_line import BarcodeLine
from jxc_desktop.ui.widgets.number_edits import MoneyEdit, QuantityEdit
from jxc_desktop.ui.widgets.parts import BigTotal, Card, FormRows, role_label, soft_label, thin_line
from jxc_desktop.ui.widgets.strips import KeyHints, UndoStrip
from tests.ui.checks import assert_accessible, assert_not_clipped


@pytest.fixture
def money(qtbot):
    made = MoneyEdit("Price", least=0)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("text", "value"), [("12.5", 125_000), ("¥12", 120_000), ("１２元", 120_000), ("1,234.50", 12_345_000), ("", None)]
)
def test_money_is_parsed_at_the_field(money, text, value):
    money.line.setText(text)
    assert (money.value(), money.problem()) == (value, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [("abc", "“abc” is not a number."), ("1.23456", "1.23456 has too many decimals: at most 4."), ("-1", "At least 0.00.")],
)
def test_what_is_wrong_is_said_in_words_below(money, text, problem):
    money.line.setText(text)
    assert (money.value(), money.is_valid()) == (None, False)
    assert money.problem_label.text() == money.line.accessibleDescription() == problem
    assert money.problem_label.isVisible()
    money.line.setText("5")
    assert not money.problem_label.isVisible()


def test_a_field_tells_its_value(qtbot, money):
    with qtbot.waitSignal(money.changed, timeout=500) as changed:
        money.line.setText("3.5")
    assert changed.args == [35_000]
    with qtbot.waitSignal(money.submitted, timeout=500) as submitted:
        qtbot.keyClick(money.line, Qt.Key.Key_Return)
    assert submitted.args == [35_000]


def test_a_wrong_field_submits_nothing(qtbot, money):
    money.line.setText("abc")
    with qtbot.assertNotEmitted(money.submitted):
        qtbot.keyClick(money.line, Qt.Key.Key_Return)


@pytest.mark.parametrize("value", [None, 0, 10, 123_456, -25_000])
def test_a_figure_survives_the_field(qtbot, value):
    field = MoneyEdit("Price")
    qtbot.addWidget(field)
    field.set_value(value)
    assert field.value() == value


@pytest.mark.parametrize("value", [None, 0, 1, 1_236, -2_500, 999_999_999])
def test_a_quantity_survives_the_field(qtbot, value):
    field = QuantityEdit("Quantity")
    qtbot.addWidget(field)
    field.set_value(value)
    assert field.value() == value


def test_the_undo_strip_says_what_happened(qtbot):
    strip = UndoStrip()
    qtbot.addWidget(strip)
    assert strip.isHidden()
    strip.show_text("Removed Cola", "Undo", "Ctrl+Z")
    assert (strip.label.text(), strip.button.text()) == ("Removed Cola", "Undo  Ctrl+Z")
    assert strip.accessibleName() == "Removed Cola Undo Ctrl+Z"
    with qtbot.waitSignal(strip.undone, timeout=500):
        strip.button.click()
    strip.clear()
    assert strip.isHidden()


def test_chips_work_by_click_and_never_take_the_focus(qtbot):
    hints, pressed = KeyHints(), []
    qtbot.addWidget(hints)
    hints.set_hints([("F2", "Quantity", lambda: pressed.append("F2")), ("F6", "Hold", lambda: pressed.append("F6"))])
    hints.set_hints([("F7", "Resume", lambda: pressed.append("F7"))])
    assert [chip.text() for chip in hints.chips()] == ["F7 Resume"]
    assert all(chip.focusPolicy() is Qt.FocusPolicy.NoFocus for chip in hints.chips())
    hints.chips()[0].click()
    assert pressed == ["F7"]


def test_a_strip_without_room_ends_in_dots(qtbot):
    strip = UndoStrip()
    qtbot.addWidget(strip)
    strip.show_text("Removed a product with a long name")
    strip.resize(160, 38)
    QApplication.processEvents()
    assert strip.label.text() == "Removed a product with a long name" == strip.label.toolTip()
    picture = strip.label.grab().toImage()
    dotted = strip.label.fontMetrics().elidedText(strip.label.text(), Qt.TextElideMode.ElideRight, strip.label.width())
    assert dotted.endswith("…")
    strip.show_text(dotted)
    assert strip.label.grab().toImage() == picture


def test_chips_without_room_are_left_out_whole(qtbot):
    hints = KeyHints()
    qtbot.addWidget(hints)
    hints.set_hints([(f"F{number}", "Give discount", lambda: None) for number in range(1, 9)])
    hints.resize(hints.full_width(), 40)
    hints.show()
    assert all(chip.isVisible() for chip in hints.chips())
    hints.setMinimumWidth(1)
    hints.resize(hints.full_width() // 2, 40)
    QApplication.processEvents()
    shown = [chip for chip in hints.chips() if chip.isVisible()]
    assert 2 <= len(shown) <= 4
    assert all(chip.width() >= chip.sizeHint().width() for chip in shown)


@pytest.mark.parametrize("width", [600, 300, 120])
def test_the_total_leaves_no_figure_out(qtbot, width):
    total = BigTotal("Due")
    qtbot.addWidget(total)
    total.resize(width, 80)
    total.set_text("￥999,999,999.99")
    needed = QFontMetrics(theme.font(total.fitting_size(), bold=True)).horizontalAdvance(total.text())
    assert needed <= width
    assert total.accessibleName() == "Due ￥999,999,999.99"


def test_a_short_total_has_the_full_size(qtbot):
    total = BigTotal("Due")
    qtbot.addWidget(total)
    total.resize(480, 80)
    total.set_text("￥170.56")
    assert total.fitting_size() == theme.BIG


def test_a_form_row_says_what_is_wrong_below(qtbot):
    place = QWidget()
    qtbot.addWidget(place)
    rows, field = FormRows(place), QLineEdit()
    rows.add("Name", field, "As on the receipt")
    place.show()
    rows.show_problem(field, "A name is needed.")
    assert field.accessibleName() == "Name"
    assert field.accessibleDescription() == "A name is needed."
    assert "A name is needed." in [label.text() for label in place.findChildren(QLabel) if label.isVisible()]


def test_the_scan_line_tells_what_is_typed_and_submitted(qtbot):
    line = BarcodeLine()
    qtbot.addWidget(line)
    typed: list[str] = []
    submitted: list[str] = []
    stepped: list[int] = []
    line.typed.connect(typed.append)
    line.submitted.connect(submitted.append)
    line.stepped.connect(stepped.append)
    qtbot.keyClicks(line, "kl")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(line, key)
    assert (typed, submitted, stepped) == (["k", "kl"], ["kl"], [1, -1])


def test_enter_on_the_empty_line_right_after_a_scan_is_not_submitted(qtbot):
    now, submitted = [5.0], list[str]()
    line = BarcodeLine(clock=lambda: now[0])
    qtbot.addWidget(line)
    line.submitted.connect(submitted.append)
    line.take_scan("6901234567892")
    now[0] += 0.399
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert submitted == []
    now[0] += 0.002
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert submitted == [""]


def counter(zoom=100):
    """Something like the counter, of all parts."""
    window = QWidget()
    theme.set_role(window, "ground")
    left, right = Card(), Card("Due")
    left.column.addWidget(BarcodeLine())
    left.column.addWidget(soft_label("7 kinds, 11 pieces"))
    left.column.addWidget(thin_line())
    strip = UndoStrip()
    left.column.addWidget(strip)
    total = BigTotal("Due")
    total.set_text("￥170.56")
    right.column.addWidget(total)
    pay = QPushButton("Pay   F12")
    theme.set_role(pay, "pay")
    right.column.addWidget(pay)
    right.column.addWidget(role_label("Change 9.44", "money"))
    rows = FormRows()
    rows.add("Price", MoneyEdit("Price"))
    rows.add("Quantity", QuantityEdit("Quantity"), "In the base unit")
    right.column.addLayout(rows)
    hints = KeyHints()
    hints.set_hints([(f"F{n}", text, lambda: None) for n, text in ((2, "Quantity"), (3, "Find"), (4, "Price"), (6, "Hold"))])
    top = QHBoxLayout()
    top.addWidget(left, 62)
    top.addWidget(right, 38)
    column = QVBoxLayout(window)
    column.addLayout(top, 1)
    column.addWidget(hints)
    strip.show_text("Removed Cola", "Undo", "Ctrl+Z")
    return window


@pytest.mark.parametrize("zoom", [80, 100, 160])
def test_all_parts_are_accessible_and_nothing_is_cut(qtbot, dressed, zoom):
    theme.apply_theme(dressed, "light", zoom)
    window = counter()
    qtbot.addWidget(window)
    window.resize(1024, 768)
    window.show()
    window.grab()
    assert_accessible(window)
    assert_not_clipped(window)


def test_the_checks_find_a_nameless_field_and_a_cut_label(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    QLineEdit(window)
    QLabel("A text that is far longer than its label", window).setFixedWidth(30)
    window.show()
    with pytest.raises(AssertionError, match="QLineEdit"):
        assert_accessible(window)
    with pytest.raises(AssertionError, match="far longer"):
        assert_not_clipped(window)


def test_the_checks_find_what_does_not_fit_in_a_form(qtbot):
    window, area, form = QWidget(), QScrollArea(), QWidget()
    qtbot.addWidget(window)
    line, box = QLineEdit(form), QComboBox(form)
    line.setPlaceholderText("What one may type into this line")
    box.addItem("A choice that is far longer than its box")
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(form)
    row = QHBoxLayout(form)
    row.addWidget(line)
    row.addWidget(box)
    QHBoxLayout(window).addWidget(area)
    window.resize(900, 200)
    window.show()
    assert_not_clipped(window)
    for part, room, told in ((line, 60, "QLineEdit"), (box, 60, "QComboBox"), (form, 1_000, "QScrollArea")):
        part.setMinimumWidth(room)
        part.setMaximumWidth(room)
        QApplication.processEvents()
        with pytest.raises(AssertionError, match=told):
            assert_not_clipped(window)
        part.setMinimumWidth(0)
        part.setMaximumWidth(10_000)


@pytest.mark.parametrize("thing", [None, True])
def test_calls_into_qt_keep_the_references(qtbot, thing):
    """A build of the binding dropped a reference to None with each void call, until the process died."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(thing)
    for number in range(2_000):
        label.setText(str(number))
        label.setVisible(False)
        label.linkActivated.emit("x")
    assert sys.getrefcount(thing) > before - 200
