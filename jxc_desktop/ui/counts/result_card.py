"""What a count came to: lines and money, how right places and people were, and the counts before it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from jxc_desktop.domain.count_results import CountResult, PastCount, Sums
from jxc_desktop.domain.money import format_money, to_coin
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.ui import theme
from jxc_desktop.ui.cells import cell_text
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label

Row = tuple[str, str]


class ResultCard(Card):
    """Read only: what stands here is in the workbook and on paper too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.number, self.facts = role_label("", "money"), soft_label("")
        self.facts.setWordWrap(True)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(_("Count result"))
        for part in (self.number, self.facts):
            self.column.addWidget(part)
        self.column.addWidget(self.area, 1)
        self.clear()

    def clear(self) -> None:
        """Nothing is known yet."""
        self.number.setText("")
        self.facts.setText("")
        self._show(())

    def show_result(self, result: CountResult) -> None:
        """Show this one."""
        self.number.setText(result.number)
        state = _("reversed by {number}").format(number=result.reversed_by) if result.reversed_by else ""
        facts = (f"{result.posted_at:%Y-%m-%d %H:%M}", result.posted_by, result.name, result.scope, state, result.remark)
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        groups = [
            (_("In all"), _in_all(result)),
            (_("Right by place"), [_accuracy(each) for each in result.by_place]),
            (_("Right by person"), [row for each in result.by_person for row in _of_person(each)]),
            (_("From count to count"), [_past(each, has_money=result.has_money) for each in (result.as_past, *result.past)]),
        ]
        self._show(groups)

    def _show(self, groups: Sequence[tuple[str, Sequence[Row]]]) -> None:
        inner = QFrame()
        theme.set_role(inner, "bar")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        for title, rows in groups:
            if rows:
                column.addWidget(role_label(title, "strong"))
                column.addLayout(_grid(rows))
        column.addStretch(1)
        self.area.setWidget(inner)

    def texts(self) -> list[str]:
        """All that is shown below the number."""
        shown = self.area.widget()
        return [] if shown is None else [label.text() for label in shown.findChildren(type(self.number))]


def _grid(rows: Sequence[Row]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(theme.GAP))
    grid.setVerticalSpacing(theme.px(2))
    grid.setColumnStretch(0, 1)
    for place, (title, value) in enumerate(rows):
        name, figure = soft_label(title), role_label(value, "")
        name.setWordWrap(True)
        grid.addWidget(name, place, 0)
        grid.addWidget(figure, place, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return grid


def _in_all(result: CountResult) -> list[Row]:
    sums, past = result.sums, result.as_past
    rows = [(_("Lines right"), _of(sums.right, sums.lines - sums.first, sums.accuracy))]
    rows += [(_("Lines over"), _lines_and_money(sums.over, sums.gain, has_money=result.has_money))]
    rows += [(_("Lines missing"), _lines_and_money(sums.missing, sums.loss, has_money=result.has_money))]
    if result.has_money:
        rows.append((_("Over less missing"), _amount(sums.net)))
        if past.net_rate is not None:
            rows.append((_("of goods worth {amount}").format(amount=_amount(past.worth)), cell_text("percent", past.net_rate)))
    if sums.first:
        rows.append((_("Stock was set up by it"), _lines_and_money(sums.first, sums.first_value, has_money=result.has_money)))
    older = sum(line.is_older for line in result.lines)
    if older:
        rows.append((_("Settled by a newer count"), f"{older:,}"))
    if result.left:
        rows.append((_("Not counted, kept by the book"), f"{result.left:,}"))
    return rows


def _accuracy(sums: Sums) -> Row:
    return sums.title, _of(sums.right, sums.lines - sums.first, sums.accuracy)


def _of_person(sums: Sums) -> list[Row]:
    rows = [_accuracy(sums)]
    if sums.recounted:
        text = ngettext("of {count} counted again right at first", "of {count} counted again right at first", sums.recounted)
        rows.append((text.format(count=f"{sums.recounted:,}"), f"{sums.held:,}  {cell_text('percent', sums.held_rate)}"))
    return rows


def _past(count: PastCount, *, has_money: bool) -> Row:
    title = f"{count.day}  {count.name}".strip()
    if not has_money:
        return title, cell_text("percent", count.accuracy)
    return title, f"{_amount(count.net)}  {cell_text('percent', count.net_rate)}".strip()


def _of(part: int, whole: int, rate: int | None) -> str:
    return f"{part:,} / {whole:,}  {cell_text('percent', rate)}".strip()


def _lines_and_money(lines: int, amount: int, *, has_money: bool) -> str:
    return f"{lines:,}  {_amount(amount)}" if has_money else f"{lines:,}"


def _amount(value: int) -> str:
    return format_money(to_coin(value))
