"""What every page is held to: names for screen readers, and no text that is cut off."""

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)


def focusable(widget: QWidget) -> list[QWidget]:
    """The parts a user can reach by keyboard or click."""
    parts = [widget, *widget.findChildren(QWidget)]
    return [part for part in parts if part.focusPolicy() != Qt.FocusPolicy.NoFocus and not _is_inner(part)]


def _is_inner(part: QWidget) -> bool:
    """Qt's own parts of a compound widget: an editor in a combo box, a viewport, a header."""
    parent = part.parentWidget()
    above = None if parent is None else parent.parentWidget()
    is_popup = isinstance(above, QComboBox)
    return part.objectName().startswith("qt_") or is_popup or isinstance(parent, (QComboBox, QLineEdit, QAbstractScrollArea))


def spoken(part: QWidget) -> str:
    """What a screen reader would say."""
    text = part.text() if isinstance(part, QAbstractButton) else ""
    return part.accessibleName().strip() or text.strip()


def assert_accessible(widget: QWidget) -> None:
    """Every part that takes the focus has an accessible name."""
    nameless = [f"{type(part).__name__} {part.objectName()}".strip() for part in focusable(widget) if not spoken(part)]
    assert not nameless, f"without an accessible name: {nameless}"


FIELDS = (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit)


def assert_not_clipped(widget: QWidget) -> None:
    """Every visible label, button and field has room for its text, and none runs out of an area that does not scroll that way.

    The widget must be shown at the size in question.
    """
    QCoreApplication.sendPostedEvents()  # a text that just came may ask for another layout
    cut = [_told(part) for part in widget.findChildren(QWidget) if part.isVisible() and _is_cut(part)]
    assert not cut, f"cut off: {cut}"


def _told(part: QWidget) -> str:
    text = part.text() if isinstance(part, (QLabel, QAbstractButton, QLineEdit)) else part.accessibleName()
    return f"{type(part).__name__} “{text}” {part.width()}x{part.height()}, wants {part.sizeHint().width()}x{part.sizeHint().height()}"


def _is_cut(part: QWidget) -> bool:
    if isinstance(part, QLabel):
        return bool(part.text()) and (_label_is_cut(part) or _is_outside(part))
    if isinstance(part, QAbstractButton):
        return bool(part.text()) and (part.width() < part.minimumSizeHint().width() or _is_outside(part))
    if isinstance(part, QListWidget):
        return part.sizeHintForColumn(0) > part.viewport().width()
    if isinstance(part, QScrollArea):
        return _is_wider_than_its_area(part)
    if isinstance(part, FIELDS) and not _is_inner(part):
        return _field_is_cut(part) or _is_outside(part)
    return False


def _is_wider_than_its_area(area: QScrollArea) -> bool:
    """Whether part of what stands in a scroll area can't be reached: it is wider, and no bar leads there."""
    is_off = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    content = area.widget()
    if content is None or not is_off:
        return False
    least = max(content.minimumWidth(), content.minimumSizeHint().width()) if area.widgetResizable() else content.width()
    return least > area.viewport().width() + 1


def _field_is_cut(field: QWidget) -> bool:
    """Whether a box has no room for what is chosen, or an empty line none for what it says should be typed."""
    metrics = QFontMetrics(field.font())
    if isinstance(field, QComboBox):
        option = QStyleOptionComboBox()
        field.initStyleOption(option)
        room = field.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, field)
        return metrics.horizontalAdvance(field.currentText()) > room.width() + 1
    if isinstance(field, QLineEdit) and not field.text() and field.placeholderText():
        return metrics.horizontalAdvance(field.placeholderText()) > field.contentsRect().width()
    return False


def _label_is_cut(label: QLabel) -> bool:
    metrics, room = QFontMetrics(label.font()), label.contentsRect()
    flags = int(label.alignment()) | (Qt.TextFlag.TextWordWrap if label.wordWrap() else 0)
    needed = metrics.boundingRect(QRect(0, 0, room.width() if label.wordWrap() else 100_000, 100_000), flags, label.text())
    return needed.width() > room.width() + 1 or needed.height() > room.height() + 1


def _is_outside(part: QWidget) -> bool:
    """Whether a part sticks out of its parent, other than in something that scrolls."""
    parent = part.parentWidget()
    return parent is not None and not part.isWindow() and not parent.rect().adjusted(-1, -1, 1, 1).contains(part.geometry())
