"""The cards of the home page: today's figures, how far the stock is set up, the to-do list."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QPushButton, QWidget

from jxc_desktop.domain.money import MINUS, format_money, half_up
from jxc_desktop.i18n import _
from jxc_desktop.queries.home import TODO_TITLES, Home, Todo
from jxc_desktop.queries.reports.report_tables import unknown_text
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.facts import FactsLine, open_button
from jxc_desktop.ui.widgets.parts import BigTotal, Card, role_label, soft_label


def compared(now: int, before: int) -> str:
    """`+12 %`, or a minus; nothing when there was nothing to compare with."""
    if before <= 0:
        return ""
    percent = half_up((now - before) * 100, before)
    return f"{'+' if percent >= 0 else MINUS}{abs(percent)} %"


Fact = tuple[str, str, str, str]


class TodayCard(Card):
    """Takings in the largest type, and beside them the same weekday a week ago up to this time of day.

    `opened` carries which figure was asked for: a key of the facts, `takings`, `before` (that whole day) or `unknown`.
    """

    opened = Signal(str)

    def __init__(self, *, may_open: bool, parent: QWidget | None = None) -> None:
        super().__init__(_("Today"), parent)
        self._may_open = may_open
        self.takings = BigTotal(_("Takings today"), size=44)
        self.against = role_label("", "strong")
        self.against.setWordWrap(True)
        self.whole, self.unknown = FactsLine(), FactsLine()
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme.px(theme.GAP_WIDE))
        self.grid.setVerticalSpacing(theme.px(2))
        self.grid.setColumnStretch(0, 1)
        for part in (self.takings, self.against, self.whole):
            self.column.addWidget(part)
        self.column.addLayout(self.grid)
        self.column.addWidget(self.unknown)
        self.column.addStretch(1)
        self.facts: dict[str, tuple[QWidget, ...]] = {}
        if may_open:
            self.takings.may_open()
        self.takings.opened.connect(lambda: self.opened.emit("takings"))
        for line in (self.whole, self.unknown):
            line.opened.connect(self.opened)

    def _key(self, key: str) -> str:
        return key if self._may_open else ""

    def show_home(self, home: Home) -> None:
        """Show these figures."""
        now, before = home.today, home.before
        self.takings.set_text(format_money(now.takings))
        change = compared(now.takings, before.takings)
        sum_before = format_money(before.takings)
        text = _("Same weekday a week ago until this time: {sum}").format(sum=sum_before)
        self.against.setText(f"{text}  ({change})" if change else text)
        whole = _("that whole day: {sum}").format(sum=format_money(home.whole_before.takings))
        self.whole.show_facts([(whole, self._key("before"))])
        self._show_rows(_facts(home))
        self.unknown.show_facts([(unknown_text(now.unknown_costs), self._key("unknown"))] if now.unknown_costs else [])

    def _show_rows(self, facts: Sequence[Fact]) -> None:
        """A line a figure; one that is shown already keeps its place and the focus."""
        if list(self.facts) != [key for key, *_rest in facts]:
            for parts in self.facts.values():
                for part in parts:
                    part.hide()
                    part.deleteLater()
            self.facts = {key: self._row(row, key, title) for row, (key, title, _text, _change) in enumerate(facts)}
        for key, title, text, change in facts:
            name, figure, against = self.facts[key]
            assert isinstance(name, QLabel)
            assert isinstance(figure, (QLabel, QPushButton))
            assert isinstance(against, QLabel)
            name.setText(title)
            figure.setText(text)
            figure.setAccessibleName(f"{title} {text}")
            against.setText(change)

    def _row(self, row: int, key: str, title: str) -> tuple[QWidget, ...]:
        figure: QWidget = open_button("", title, role="fact-strong") if self._may_open else role_label("", "strong")
        if isinstance(figure, QPushButton):
            figure.clicked.connect(lambda _checked: self.opened.emit(key))
        parts = (soft_label(title), figure, soft_label(""))
        for place, part in enumerate(parts):
            self.grid.addWidget(part, row, place, Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft)
        return parts


def _facts(home: Home) -> list[Fact]:
    """Key, title, figure and how it compares; the key of a way of paying ends with its id."""
    now, before = home.today, home.before
    ticket = format_money(now.average_ticket)
    facts: list[Fact] = [
        ("sales", _("Number of sales"), str(now.sales), compared(now.sales, before.sales)),
        ("reversed", _("Reversed"), str(now.reversals), ""),
        ("returned", _("Returned"), str(now.returns), ""),
        ("ticket", _("Average ticket"), ticket, compared(now.average_ticket, before.average_ticket)),
    ]
    if now.profit is not None:
        profit = format_money(now.profit)
        facts.append(("profit", _("Gross profit"), profit, compared(now.profit, before.profit or 0)))
    facts += [(f"method {now.method_ids[name]}", name, format_money(amount), "") for name, amount in now.by_method]
    swapped = _("Cash for an e-payment: {way}")
    facts += [(f"swapped {now.method_ids[name]}", swapped.format(way=name), format_money(amount), "") for name, amount in now.swapped]
    return facts


class SetUpCard(Card):
    """已建库存 n / m: how far the shop has come. Gone when all is set up."""

    def __init__(self, on_open: Callable[[], object], on_walk: Callable[[], object] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(_("Stock set up"), parent)
        self.text = role_label("", "strong")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.px(10))
        self.bar.setAccessibleName(_("Stock set up"))
        self.button = QPushButton(_("Show what is not set up"))
        theme.set_role(self.button, "link")
        self.button.clicked.connect(lambda _checked: on_open())
        self.walk_button = QPushButton(_("Set up by scanning"))
        theme.set_role(self.walk_button, "link")
        for part in (self.text, self.bar, self.button, self.walk_button):
            self.column.addWidget(part)
        self.walk_button.setVisible(on_walk is not None)
        if on_walk is not None:
            self.walk_button.clicked.connect(lambda _checked: on_walk())

    def show_home(self, home: Home) -> None:
        """Show how far it is."""
        done, goods = home.set_up or 0, home.goods or 0
        self.setVisible(bool(goods) and done < goods)
        self.text.setText(_("{done} of {goods} products").format(done=f"{done:,}", goods=f"{goods:,}"))
        self.bar.setMaximum(max(goods, 1))
        self.bar.setValue(done)


class TodoCard(Card):
    """What waits: a button an entry, with its number; each opens the place where it is done."""

    def __init__(self, on_open: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(_("To do"), parent)
        self._on_open = on_open
        self.nothing = soft_label(_("Nothing waits to be done."))
        self.column.addWidget(self.nothing)
        self.column.addStretch(1)
        self.buttons: dict[str, QPushButton] = {}

    def show_todo(self, todo: tuple[Todo, ...]) -> None:
        """Show these entries; a button that stays keeps the focus."""
        for key in set(self.buttons) - {entry.key for entry in todo}:
            button = self.buttons.pop(key)
            button.hide()
            button.deleteLater()
        for place, entry in enumerate(todo):
            button = self.buttons.get(entry.key) or self._add(entry.key, place)
            count = f"{entry.count:,}" if entry.day is None else entry.day.isoformat()
            button.setText(f"{_(TODO_TITLES[entry.key])}    {count}")
            button.setAccessibleName(f"{_(TODO_TITLES[entry.key])} {count}")
        self.nothing.setVisible(not todo)

    def _add(self, key: str, place: int) -> QPushButton:
        button = QPushButton(self)
        button.clicked.connect(lambda _checked: self._on_open(key))
        self.column.insertWidget(place + 1, button)
        self.buttons[key] = button
        return button
