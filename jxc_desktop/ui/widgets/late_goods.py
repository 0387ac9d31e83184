"""Asked before a document is booked: its goods were counted on its day or after it; had they moved already by then?.

One question for all of its goods, a row each count; Y and N answer the rows that are chosen, at first all of them.
"""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from jxc_desktop.domain.late_goods import NOW, Answer, Goes, Moments, moments_of
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.counted_since import Counted, counted_after, counted_since
from jxc_desktop.ui import theme
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.parts import role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

COLUMNS = (
    Column("number", N_("Line no."), "integer"),
    Column("name", N_("Product name"), "text"),
    Column("place", N_("Place"), "text"),
    Column("counted_at", N_("Counted at"), "time"),
    Column("way", N_("The question"), "text"),
    Column("answer", N_("Answer"), "text"),
)
_CAME, _LEFT = N_("There when counted?"), N_("Gone when counted?")


class LateGoods(QWidget):
    """`look` says whether there is anything to ask; `changed` comes with each answer, `finished` once all are given."""

    changed = Signal()
    finished = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self._asked: list[tuple[Counted, Goes]] = []
        self._said: dict[tuple[Goes, int], bool] = {}
        self.text = role_label("", "amber", self)
        self.text.setWordWrap(True)
        self.model = RowsModel(COLUMNS, second_key="number", tint=self._tint, parent=self)
        self.view = RowsView(self.model, "late-goods", _("Goods that were counted already"), self)
        self.view.columns.hide_at_first(("number",))
        self.yes_button = self._button(_("Yes, already"), "Y", is_yes=True)
        self.no_button = self._button(_("No, only later"), "N", is_yes=False)
        foot = QHBoxLayout()
        foot.addWidget(role_label(_("For the chosen rows; Ctrl+A chooses all:"), "soft", self), 1)
        foot.addWidget(self.yes_button)
        foot.addWidget(self.no_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.GAP))
        column.addWidget(self.text)
        column.addWidget(with_foot(self.view), 1)
        column.addLayout(foot)
        self.setFocusProxy(self.view)
        self.hide()

    def _button(self, text: str, key: str, *, is_yes: bool) -> QPushButton:
        button = QPushButton(f"{text}   {key}", self)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _checked: self._answer(is_yes=is_yes))
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: self._answer(is_yes=is_yes))
        return button

    def look(self, goods: Sequence[Goes], day: date | None, known: Sequence[Answer]) -> bool:
        """Look which of the goods of a document of a day were counted by then; what is known is not asked again, unless with others."""
        with self.shop.read() as view:
            counted = counted_since(view, [(each.product_id, each.place_id) for each in goods], day)
        self._asked = [
            (each, goes) for goes in goods for each in counted if (each.product_id, each.place_id) == (goes.product_id, goes.place_id)
        ]
        wanted = {(goes, each.seq) for each, goes in self._asked}
        said = {(Goes(answer.product_id, answer.place_id, answer.is_out), answer.seq): answer.is_yes for answer in known}
        self._said = {key: is_yes for key, is_yes in said.items() if key in wanted}
        ways = {goes.is_out for _each, goes in self._asked}
        questions = {
            frozenset({False}): _(
                "These were counted on the day of this document or later. Were its goods there already when they were counted?"
            ),
            frozenset({True}): _(
                "These were counted on the day of this document or later. Were its goods gone already when they were counted?"
            ),
        }
        mixed = _("These were counted on the day of this document or later. Had its goods moved already when they were counted?")
        then = _("Yes: they are in the number that was counted, and it stays. No: they come on top of it.")
        self.text.setText(f"{questions.get(frozenset(ways), mixed)}\n{then}")
        self._show()
        self.view.columns.measure()
        self.view.selectAll()
        return not self.is_answered

    @property
    def is_answered(self) -> bool:
        """Whether nothing is left to ask."""
        return len(self._said) == len(self._asked)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What was said."""
        return tuple(
            Answer(goes.product_id, goes.place_id, each.seq, is_yes=self._said[goes, each.seq], is_out=goes.is_out)
            for each, goes in self._asked
            if (goes, each.seq) in self._said
        )

    def _answer(self, *, is_yes: bool) -> None:
        numbers = self.view.selected_numbers()
        for row in self.view.selected_rows():
            each, goes = self._asked[row[0] - 1]
            self._said[goes, each.seq] = is_yes
        self._show()
        left = next((number for number in range(self.model.rowCount()) if not self.model.row_at(number)[-1]), None)
        self.view.selectRow(left if left is not None else max(numbers, default=0))
        self.changed.emit()
        if self.is_answered:
            self.finished.emit()

    def _show(self) -> None:
        self.model.set_rows([self._row(number, *asked) for number, asked in enumerate(self._asked, 1)])

    def _row(self, number: int, each: Counted, goes: Goes) -> tuple[object, ...]:
        said = self._said.get((goes, each.seq))
        answer = "" if said is None else _("Yes, already") if said else _("No, only later")
        return number, each.name, each.place, each.counted_at, _(_LEFT if goes.is_out else _CAME), answer

    def _tint(self, row: tuple[object, ...], key: str) -> str:
        return "amber" if key == "way" and not row[-1] else ""


MOST_NAMED = 3


def ask_taken_back(strip: AskStrip, shop: Shop, document_id: int, then: Callable[[Moments], object]) -> None:
    """Before a document is taken back whose goods were counted since: was it wrong then already? `then` is told of which moments it speaks."""
    with shop.read() as view:
        found = counted_after(view, document_id)
    if not found:
        then(NOW)
        return
    named = [f"{each.name} {each.counted_at:%m-%d %H:%M}" for each in found]
    goods = _(", ").join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")
    strip.ask(
        _("Counted since: {goods}. Was this document wrong then already (the count stands), or do its goods move only now?").format(
            goods=goods
        ),
        [
            (_("Wrong already"), lambda: then(moments_of(each.as_yes for each in found))),
            (_("They move now"), lambda: then(NOW)),
            (_("Do not reverse it"), lambda: None),
        ],
    )
