"""The one style sheet of the program, filled with a theme's colours and sizes.

Roles: `primary`, `quiet` and `danger` buttons, `chip` (a key hint), `link`, `fact` (a figure that opens; also `-strong`, `-amber`, `-title`), `light` (also `-amber`, `-red`); `card`, `bar` and `line` frames; `strip-neutral`,
`-amber` and `-red`; `soft`, `title`, `total`, `money`, `amber`, `amber-note`, `red` and `accent` labels; `scan` the scan line.
Places: `form` for one that is no wider than it reads well, `page` for a strip over a page.
"""

from collections.abc import Callable, Mapping
from string import Template

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QWidget[role="ground"] { background: $ground; }
QToolTip { background: $surface; color: $text; border: 1px solid $control; padding: ${p4}px; }

QWidget[role="inside"] { background: $surface; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: ${p10}px; }
QFrame[role="bar"] { background: $surface; border: none; }
QFrame[role="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="strip-neutral"] { background: $sunken; border: 1px solid $sunken_edge; border-radius: ${p8}px; }
QFrame[role="notice"] { background: $surface; border: 1px solid $control; border-radius: ${p8}px; }
QFrame[role="strip-amber"] { background: $amber_ground; border: 1px solid $amber; border-radius: ${p8}px; }
QFrame[role="strip-red"] { background: $red_ground; border: 1px solid $red; border-radius: ${p8}px; }
QWidget[place="form"] { max-width: ${p820}px; }
QFrame[place="page"] { margin: ${p14}px ${p14}px 0 ${p14}px; }
QFrame[role="practice"] { border: 3px solid $red; }

QLabel { background: transparent; }
QLabel[role="soft"] { color: $soft; font-size: ${p13}px; }
QLabel[role="title"] { font-size: ${p20}px; font-weight: 700; }
QLabel[role="strong"] { font-weight: 700; }
QLabel[role="money"] { font-size: ${p17}px; font-weight: 700; }
QLabel[role="empty"] { color: $soft; font-size: ${p17}px; }
QLabel[role="amber"] { color: $amber; }
QLabel[role="amber-note"] { color: $amber; font-size: ${p13}px; }
QLabel[role="red"] { color: $red; }
QLabel[role="problem"] { color: $red; font-size: ${p13}px; }
QLabel[role="accent"] { color: $accent; }

QPushButton { background: $surface; border: 1px solid $control_soft; border-radius: ${p8}px;
  padding: ${p8}px ${p14}px; min-height: ${p18}px; icon-size: ${p18}px; }
QPushButton:hover { background: $sunken; }
QPushButton:pressed, QPushButton:checked { background: $accent_ground; border-color: $accent; }
QPushButton:focus { border: ${focus_px}px solid $accent; padding: ${p7}px ${p13}px; }
QPushButton:default { border-color: $accent; }
QPushButton:disabled { color: $faint; background: $ground; border: $off_edge; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 700; }
QPushButton[role="primary"]:hover, QPushButton[role="primary"]:pressed { background: $accent_hover; }
QPushButton[role="primary"]:focus { border: ${focus_px}px solid $text; padding: ${p7}px ${p13}px; }
QPushButton[role="primary"]:disabled { background: $sunken; color: $faint; border: $off_edge; }
QPushButton[role="pay"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-size: ${p20}px;
  font-weight: 700; min-height: ${p40}px; }
QPushButton[role="pay"]:hover, QPushButton[role="pay"]:pressed { background: $accent_hover; }
QPushButton[role="pay"]:focus { border: ${focus_px}px solid $text; padding: ${p7}px ${p13}px; }
QPushButton[role="pay"]:disabled { background: $sunken; color: $faint; border: $off_edge; }
QPushButton[role="way"], QPushButton[place="pair"] { padding: ${p8}px ${p6}px; }
QPushButton[place="pair"] { font-size: ${p13}px; }
QPushButton[role="pick"] { text-align: left; border-radius: ${p6}px; padding: ${p5}px ${p8}px; min-height: ${p20}px; }
QPushButton[role="pick"]:focus { padding: ${p4}px ${p7}px; }
QPushButton[role="danger"] { color: $red; border-color: $red; }
QPushButton[role="danger"]:disabled { color: $faint; border: $off_edge; }
QPushButton[role="chip"], QToolButton[role="chip"] { background: $sunken; color: $soft; border: 1px solid $sunken_edge;
  border-radius: ${p6}px; padding: ${p3}px ${p11}px; font-size: ${p13}px; min-height: ${p18}px; }
QPushButton[role="chip"]:hover { color: $text; }
QPushButton[role="chip"]:focus { border: ${focus_px}px solid $accent; padding: ${p2}px ${p10}px; }
QPushButton[role="chip"]:disabled { color: $faint; border: $off_edge; }
QPushButton[role="link"], QToolButton[role="link"] { background: transparent; color: $accent; border: 1px solid transparent;
  font-weight: 700; padding: ${p3}px ${p6}px; min-height: ${p18}px; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:disabled { color: $faint; }
QPushButton[role="link"]:focus { border: ${focus_px}px solid $accent; padding: ${p2}px ${p5}px; border-radius: ${p6}px; }
QPushButton[role="fact"], QPushButton[role="fact-strong"], QPushButton[role="fact-amber"], QPushButton[role="fact-title"] {
  background: transparent; border: 1px solid transparent; padding: ${p2}px ${p4}px; min-height: ${p17}px; }
QPushButton[role="fact"] { color: $soft; font-size: ${p13}px; }
QPushButton[role="fact-strong"] { font-weight: 700; }
QPushButton[role="fact-amber"] { color: $amber; }
QPushButton[role="fact-title"] { font-size: ${p20}px; font-weight: 700; }
QPushButton[role="fact"]:hover, QPushButton[role="fact-strong"]:hover, QPushButton[role="fact-amber"]:hover,
QPushButton[role="fact-title"]:hover { text-decoration: underline; }
QPushButton[role="fact"]:focus, QPushButton[role="fact-strong"]:focus, QPushButton[role="fact-amber"]:focus,
QPushButton[role="fact-title"]:focus { border: ${focus_px}px solid $accent; padding: 1px ${p3}px; border-radius: ${p6}px; }
QPushButton[role="light"], QPushButton[role="light-amber"], QPushButton[role="light-red"] { background: transparent; color: $soft;
  border: 1px solid transparent; border-radius: ${p6}px; padding: ${p3}px ${p6}px; font-size: ${p13}px; min-height: ${p18}px; }
QPushButton[role="light"]:hover { background: $sunken; }
QPushButton[role="light-amber"] { background: $amber_ground; color: $amber; border-color: $amber; }
QPushButton[role="light-red"] { background: $red_ground; color: $red; border-color: $red; font-weight: 700; }
QPushButton[role="icon"] { background: transparent; border: 1px solid transparent; padding: ${p3}px; min-height: ${p18}px; }
QPushButton[role="icon"]:hover { background: $sunken; border-radius: ${p6}px; }
QPushButton[role="icon"]:focus { border: ${focus_px}px solid $accent; border-radius: ${p6}px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: ${p6}px; padding: ${p4}px ${p8}px; }
QToolButton:hover { background: $sunken; }
QToolButton:focus { border: ${focus_px}px solid $accent; padding: ${p3}px ${p7}px; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateTimeEdit, QComboBox { background: $surface; color: $text;
  border: 1px solid $control; border-radius: ${p6}px; padding: ${p5}px ${p8}px; selection-background-color: $accent;
  selection-color: $on_accent; min-height: ${p20}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDateTimeEdit:focus, QComboBox:focus {
  border: ${focus_px}px solid $accent; padding: ${p4}px ${p7}px; }
QLineEdit { placeholder-text-color: $soft; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDateEdit:disabled, QComboBox:disabled { background: $sunken;
  color: $faint; border: $off_edge; }
QLineEdit:read-only { background: $sunken; color: $soft; border: $off_edge; }
QLineEdit[role="wrong"] { border: 1px solid $red; }
QLineEdit[role="wrong"]:focus { border: ${focus_px}px solid $red; }
QLineEdit[role="scan"] { font-size: ${p17}px; border-radius: ${p8}px; padding: ${p9}px ${p14}px; min-height: ${p26}px; }
QLineEdit[role="scan"]:focus { padding: ${p8}px ${p13}px; }
QLineEdit[role="search"] { font-size: ${p17}px; border-radius: ${p8}px; padding: ${p9}px ${p8}px; min-height: ${p26}px; }
QLineEdit[role="search"]:focus { padding: ${p8}px ${p7}px; }
QLineEdit[role="filter"] { border: 1px solid $line; border-radius: 0; padding: ${p2}px ${p6}px; font-size: ${p13}px;
  min-height: ${p18}px; }
QLineEdit[role="filter"]:focus { border: ${focus_px}px solid $accent; }
QComboBox::drop-down, QDateTimeEdit::drop-down { border: none; width: ${p26}px; }
QComboBox::down-arrow { image: none; width: 0; height: 0; border-left: ${p4}px solid $surface; border-right: ${p4}px solid $surface;
  border-top: ${p5}px solid $soft; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $control;
  selection-background-color: $accent_ground; selection-color: $text; }

QSpinBox::up-button, QDateTimeEdit::up-button { border: none; background: transparent; width: ${p24}px; }
QSpinBox::down-button, QDateTimeEdit::down-button { border: none; background: transparent; width: ${p24}px; }
QSpinBox::up-arrow, QDateTimeEdit::up-arrow { image: none; width: 0; height: 0; border-left: ${p4}px solid $surface;
  border-right: ${p4}px solid $surface; border-bottom: ${p5}px solid $soft; }
QSpinBox::down-arrow, QDateTimeEdit::down-arrow { image: none; width: 0; height: 0; border-left: ${p4}px solid $surface;
  border-right: ${p4}px solid $surface; border-top: ${p5}px solid $soft; }

QCheckBox, QRadioButton { background: transparent; spacing: ${p8}px; padding: ${p3}px; border: ${focus_px}px solid transparent;
  border-radius: ${p6}px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint; }
QCheckBox::indicator { width: ${p18}px; height: ${p18}px; border: 1px solid $control; border-radius: ${p4}px; background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($tick); }
QCheckBox::indicator:disabled { background: $sunken; border: $off_edge; }
QCheckBox::indicator:checked:disabled { background: $faint; border: 1px solid $faint; }
QRadioButton::indicator:disabled { background: $sunken; border: $off_edge; }
QRadioButton::indicator { width: ${p18}px; height: ${p18}px; border: 1px solid $control; border-radius: ${p9}px; background: $surface; }
QRadioButton::indicator:checked { width: ${p8}px; height: ${p8}px; border: ${p6}px solid $accent; border-radius: ${p10}px;
  background: $on_accent; }

QTableView, QListView, QTreeView { background: $surface; border: ${focus_px}px solid transparent; gridline-color: $line; outline: none;
  selection-background-color: $accent_ground; selection-color: $text; alternate-background-color: $surface; }
QTableView:focus, QListView:focus, QTreeView:focus { border-color: $accent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableView::item { padding: 0 ${p8}px; }
QTableView::item:selected { background: $accent_ground; color: $text; }
QListView::item { padding: ${p6}px ${p8}px; }
QListView::item:selected { background: $accent_ground; color: $text; }
QListView[role="menu"] { border: 1px solid $line; border-radius: ${p10}px; padding: ${p4}px; }
QListView[role="menu"]::item { padding: ${p9}px ${p11}px; border-radius: ${p6}px; }
QListView[role="menu"]::item:selected { background: $accent_ground; color: $accent; font-weight: 700; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $soft; font-size: ${p13}px; border: none; border-bottom: 1px solid $line;
  padding: ${p8}px ${p11}px; }
QHeaderView::section:hover { color: $text; }
QTableCornerButton::section { background: $surface; border: none; }

QTabBar { background: $surface; }
QTabBar[role="ground"] { background: $ground; }
QTabBar::tab { background: transparent; color: $soft; padding: ${p11}px ${p14}px; border: none; border-bottom: 3px solid transparent; }
QTabBar[role="narrow"]::tab { padding: ${p11}px ${p6}px; }
QTabBar::tab:selected { color: $accent; font-weight: 700; border-bottom: 3px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { border: ${focus_px}px solid $accent; }
QTabBar[role="small"]::tab { padding: ${p3}px ${p8}px; font-size: ${p13}px; border-bottom: 2px solid transparent; }
QTabBar[role="small"]::tab:selected { border-bottom: 2px solid $accent; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }

QMenu { background: $surface; border: 1px solid $control; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p24}px; border-radius: ${p4}px; }
QMenu::item:selected { background: $accent_ground; color: $text; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px; }
QStatusBar { background: $surface; color: $soft; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QScrollArea { background: transparent; border: none; }
QProgressBar { background: $sunken; border: none; border-radius: ${p4}px; min-height: ${p8}px; max-height: ${p8}px; }
QProgressBar::chunk { background: $accent; border-radius: ${p4}px; }
QSplitter::handle { background: $line; }
QGroupBox { border: 1px solid $line; border-radius: ${p8}px; margin-top: ${p14}px; padding: ${p14}px; background: $surface; }
QGroupBox::title { subcontrol-origin: margin; left: ${p14}px; color: $soft; }
QScrollBar:vertical { background: transparent; width: ${p11}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p11}px; margin: 0; }
QScrollBar::handle { background: $control; border-radius: ${p4}px; margin: ${p2}px; }
QScrollBar::handle:vertical { min-height: ${p40}px; }
QScrollBar::handle:horizontal { min-width: ${p40}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")

_SIZES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 17, 18, 20, 24, 26, 40, 820)


def style_sheet(colours: Mapping[str, object], px: Callable[[float], int], tick: str) -> str:
    """The sheet for a theme's colours; `px` scales a size written for 100 %, `tick` is the picture in a checked box."""
    high_contrast = colours["line"] == colours["text"]
    mixed = {
        "tick": tick,
        "accent_hover": _mix(str(colours["accent"]), str(colours["text"]), 0.16),
        "sunken_edge": colours["line"] if high_contrast else colours["sunken"],
        "control_soft": colours["control"] if high_contrast else _mix(str(colours["line"]), str(colours["control"]), 0.35),
        "off_edge": f"1px dashed {colours['faint']}" if high_contrast else f"1px solid {colours['line']}",
    }
    return _SHEET.substitute(dict(colours), **mixed, **{f"p{size}": px(size) for size in _SIZES})


def _mix(one: str, other: str, part: float) -> str:
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)
