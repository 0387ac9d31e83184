"""Where everything stands on the customer's window: texts sized by the window's height, figures never cut, names shortened.

At two metres a letter wants about a centimetre: on the small panels that are sold for this that is a fourteenth of the height.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics

from jxc_desktop.domain.money import format_money
from jxc_desktop.i18n import N_, _
from jxc_desktop.ui import theme
from jxc_desktop.ui.display.shown import CHANGE, PAID, TOTAL, WELCOME, Shown, ShownLine

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter
HEAD, FOOT, ROW, MARGIN, CODE = 0.12, 0.24, 0.11, 0.035, 0.3
SCAN_TO_PAY = N_("Scan to pay")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in its place, at a size in pixels at which it fits."""

    text: str
    place: QRect
    size: int
    align: Qt.AlignmentFlag = LEFT
    role: str = "text"
    is_bold: bool = False

    @property
    def font(self) -> QFont:
        """The shipped font at this size, whatever the zoom."""
        return font(self.size, is_bold=self.is_bold)


@dataclass(frozen=True, slots=True)
class Board:
    """What is painted: texts, thin lines, the ground of the newest line, and the place of the payment code."""

    texts: tuple[Text, ...]
    lines: tuple[QRect, ...] = ()
    lit: QRect | None = None
    picture: QRect | None = None


def font(size: int, *, is_bold: bool = False) -> QFont:
    """The shipped font at a size in pixels."""
    made = theme.font(theme.TEXT, bold=is_bold)
    made.setPixelSize(max(1, size))
    return made


def lay_out(shown: Shown, size: QSize, name: str, currency: str, *, has_picture: bool) -> Board:
    """Everything for a window of this size. `has_picture`: the shop has a payment code to show."""
    width, height = size.width(), size.height()
    edge = round(height * MARGIN)
    shows_code = has_picture and shown.paid is None
    side = round(width * CODE) if shows_code else 0
    inner = QRect(edge, 0, width - 2 * edge, height)
    caption = round(height * 0.09)
    if shown.is_idle:
        left = QRect(edge, edge, width - side - 2 * edge, height - 2 * edge)
        code = QRect(width - side - edge, edge, side, height - 2 * edge)
        return _welcome(left, code if shows_code else None, caption, name)
    head = QRect(edge, 0, inner.width(), round(height * HEAD))
    foot = QRect(edge, height - round(height * FOOT), inner.width(), round(height * FOOT))
    body = QRect(edge, head.bottom() + 1, inner.width(), foot.top() - head.bottom() - 1)
    texts = [fitted(name, head, round(height * 0.055), role="soft", is_bold=True)]
    rules = [QRect(edge, head.bottom(), inner.width(), 1), QRect(edge, foot.top(), inner.width(), max(2, height // 240))]
    if shown.paid is not None:
        texts += _sums(((PAID, shown.paid), (TOTAL, shown.total)), body, currency)
        texts += _sum(CHANGE, shown.change, foot, currency)
        return Board(tuple(texts), tuple(rules))
    texts += _sum(TOTAL, shown.total, foot, currency)
    picture = None
    if shows_code:
        code = QRect(body.right() - side + 1, body.top() + edge // 2, side, body.height() - edge)
        texts.append(_caption(code, caption))
        picture = code.adjusted(0, 0, 0, -caption)
        body = body.adjusted(0, 0, -side - edge, 0)
    row = round(height * ROW)
    lines = shown.lines[-max(1, body.height() // row) :]
    texts += _rows(lines, body, row)
    lit = QRect(body.left() - edge // 2, body.top() + row * (len(lines) - 1), body.width() + edge, row) if lines else None
    return Board(tuple(texts), tuple(rules), lit, picture)


def _welcome(left: QRect, code: QRect | None, caption: int, name: str) -> Board:
    half = left.height() // 2
    upper, lower = QRect(left.left(), left.top(), left.width(), half), QRect(left.left(), left.top() + half, left.width(), half)
    below = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
    texts = [
        fitted(name, upper, round(left.height() * 0.17), align=below, is_bold=True),
        fitted(
            _(WELCOME), QRect(lower.left(), lower.top(), lower.width(), half // 2), round(left.height() * 0.09), align=MIDDLE, role="soft"
        ),
    ]
    if code is None:
        return Board(tuple(texts))
    return Board((*texts, _caption(code, caption)), picture=code.adjusted(0, 0, 0, -caption))


def _caption(code: QRect, height: int) -> Text:
    place = QRect(code.left(), code.bottom() - height + 1, code.width(), height)
    return fitted(_(SCAN_TO_PAY), place, round(height * 0.6), align=MIDDLE, is_bold=True)


def _sums(sums: tuple[tuple[str, int], ...], body: QRect, currency: str) -> Iterator[Text]:
    high = body.height() // (len(sums) + 1)
    for number, (word, value) in enumerate(sums):
        yield from _sum(word, value, QRect(body.left(), body.top() + high // 2 + number * high, body.width(), high), currency, share=0.55)


def _sum(word: str, value: int, place: QRect, currency: str, *, share: float = 0.66) -> tuple[Text, Text]:
    """A word at the left, and its figure as large as the room allows at the right."""
    title = fitted(_(word), QRect(place.left(), place.top(), place.width() // 3, place.height()), round(place.height() * 0.34))
    room = QRect(title.place.right() + 1, place.top(), place.width() - title.place.width(), place.height())
    figure = f"{currency}{format_money(value)}"
    return title, fitted(figure, room, round(place.height() * share), align=RIGHT, is_bold=True)


def _rows(lines: tuple[ShownLine, ...], body: QRect, high: int) -> Iterator[Text]:
    size = round(high * 0.56)
    gap = size // 2
    amounts = min(body.width() // 3, max((_advance(line.amount, size) for line in lines), default=0))
    counts = min(body.width() // 3, max((_advance(line.count, size) for line in lines), default=0))
    for number, line in enumerate(lines):
        top, is_last = body.top() + number * high, number == len(lines) - 1
        amount = QRect(body.right() - amounts + 1, top, amounts, high)
        count = QRect(amount.left() - gap - counts, top, counts, high)
        room = count.left() - (gap if counts else 0) - body.left()
        yield _shortened(line.name, QRect(body.left(), top, room, high), size, is_bold=is_last)
        yield fitted(line.amount, amount, size, align=RIGHT, is_bold=True)
        if line.count:
            yield fitted(line.count, count, size, align=RIGHT)


def fitted(text: str, place: QRect, size: int, *, align: Qt.AlignmentFlag = LEFT, role: str = "text", is_bold: bool = False) -> Text:
    """A text that gets smaller until it fits."""
    wanted = _advance(text, size, is_bold=is_bold)
    if wanted > place.width():
        size = max(1, int(size * place.width() / wanted) - 1)
    return _shortened(text, place, size, align=align, role=role, is_bold=is_bold)


def _shortened(text: str, place: QRect, size: int, *, align: Qt.AlignmentFlag = LEFT, role: str = "text", is_bold: bool = False) -> Text:
    metrics = QFontMetrics(font(size, is_bold=is_bold))
    return Text(metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width()), place, size, align, role, is_bold)


def _advance(text: str, size: int, *, is_bold: bool = True) -> int:
    return QFontMetrics(font(size, is_bold=is_bold)).horizontalAdvance(text) + 1
