"""The cards of the home page: today's figures, how far the stock is set up, the to-do list."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QPushButton, QWidget

from jxc_desktop.domain.money import MINUS, format_money, half_up, to_coin
from jxc_desktop.i18n import _
from jxc_desktop.queries.home import TODO_TITLES, Home, Todo
from jxc_desktop.queries.reports.report_tables import unknown_text
from jxc_desktop.ui import theme
from jxc_desktop.ui.widgets.parts import BigTotal, Card, role_label, soft_label


def compared(now: int, before: int) -> str:
    """`+12 %`, or a minus; nothing when there was nothing to compare with."""
    if before <= 0:
        return ""
    percent = half_up((now - before) * 100, before)
    return f"{'+' if percent >= 0 else MINUS}{abs(percent)} %"


class TodayCard(Card):
    """Takings in the largest type, and beside them the same weekday a week ago up to this time of day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Today"), parent)
        self.takings = BigTotal(_("Takings today"), size=44)
        self.against = role_label("", "strong")
        self.against.setWordWrap(True)
        self.whole = soft_label("")
        self.whole.setWordWrap(True)
        self.unknown = role_label("", "amber")
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme.px(theme.GAP_WIDE))
        self.grid.setVerticalSpacing(theme.px(4))
        self.grid.setColumnStretch(0, 1)
        for part in (self.takings, self.against, self.whole):
            self.column.addWidget(part)
        self.column.addLayout(self.grid)
        self.column.addWidget(self.unknown)
        self.column.addStretch(1)
        self._labels: list[QLabel] = []

    def show_home(self, home: Home) -> None:
        """Show these figures."""
        now, before = home.today, home.before
        self.takings.set_text(format_money(now.takings))
        change = compared(now.takings, before.takings)
        sum_before = format_money(before.takings)
        text = _("Same weekday a week ago until this time: {sum}").format(sum=sum_before)
        self.against.setText(f"{text}  ({change})" if change else text)
        self.whole.setText(_("that whole day: {sum}").format(sum=format_money(home.whole_before.takings)))
        self._show_rows(home)
        self.unknown.setText(unknown_text(now.unknown_costs))
        self.unknown.setVisible(bool(now.unknown_costs))

    def _show_rows(self, home: Home) -> None:
        now, before = home.today, home.before
        rows = [
            (_("Number of sales"), str(now.sales), compared(now.sales, before.sales)),
            (_("Reversed"), str(now.reversals), ""),
            (_("Returned"), str(now.returns), ""),
            (_("Average ticket"), format_money(now.average_ticket), compared(now.average_ticket, before.average_ticket)),
        ]
        if now.profit is not None:
            rows.append((_("Gross profit"), format_money(to_coin(now.profit)), compared(now.profit, before.profit or 0)))
        rows += [(name, format_money(amount), "") for name, amount in now.by_method]
        swap = _("Cash for an e-payment")
        rows += [(f"{swap}: {name}", format_money(amount), "") for name, amount in now.swapped]
        for label in self._labels:
            label.hide()
            label.deleteLater()
        self._labels = []
        for number, texts in enumerate(rows):
            for place, text in enumerate(texts):
                label = role_label(text, "soft" if place != 1 else "strong")
                self.grid.addWidget(label, number, place, Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft)
                self._labels.append(label)


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
            count = f"{entry.count:,}"
            button.setText(f"{_(TODO_TITLES[entry.key])}    {count}")
            button.setAccessibleName(f"{_(TODO_TITLES[entry.key])} {count}")
        self.nothing.setVisible(not todo)

    def _add(self, key: str, place: int) -> QPushButton:
        button = QPushButton(self)
        button.clicked.connect(lambda _checked: self._on_open(key))
        self.column.insertWidget(place + 1, button)
        self.buttons[key] = button
        return button
