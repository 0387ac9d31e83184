"""盘点差异: what a count finds missing or over, why, what is to be looked at again; and from here it is posted (确认盘点).

Who may not see differences sees none, but may post what was counted if they hold that right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.money import parse_money
from jxc_desktop.domain.permissions import TITLES, Permission
from jxc_desktop.domain.quantity import format_quantity, parse_quantity
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.count_posting import Counted, approve_count, return_count
from jxc_desktop.operations.counts import RECOUNT, answer_carts, give_reason
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_review import DifferenceRow, difference_rows
from jxc_desktop.queries.counts import OPEN, PENDING, CountHead, count_head
from jxc_desktop.queries.places import Named, stock_reasons
from jxc_desktop.ui import jobs
from jxc_desktop.ui.counts.differences_review import ReviewPanel
from jxc_desktop.ui.counts.differences_table import AGAIN, CARTS, DifferencesTable
from jxc_desktop.ui.counts.on_page import keeps_esc, page_of
from jxc_desktop.ui.counts.part import CountPart
from jxc_desktop.ui.counts.reading import Reading
from jxc_desktop.ui.counts.reason_strip import ReasonStrip
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.sales.ask_bar import AskBar
from jxc_desktop.ui.widgets.empty_state import EmptyState
from jxc_desktop.ui.widgets.parts import role_label, soft_label
from jxc_desktop.ui.widgets.strips import UndoStrip

WATCHED = frozenset({"count_item", "stock_move", "stock_value", "product", "stock_reason", "draft"})
_STOCK_TAB = 4
Given = dict[int, list[tuple[int, int]]]
"""Lines (product, place) by the reason they had: what Ctrl+Z gives back."""


@dataclass(frozen=True, slots=True)
class _Answer:
    head: CountHead
    rows: Sequence[DifferenceRow]
    reasons: Sequence[Named]


def _read(shop: Shop, count_id: int, *, sees: bool) -> _Answer:
    with shop.read() as view:
        return _Answer(count_head(view, count_id), difference_rows(view, count_id) if sees else (), stock_reasons(view))


def _approve(shop: Shop, count_id: int) -> Counted:
    with shop.work() as work:
        return approve_count(work, count_id)


class DifferencesPart(CountPart):
    """The list, and in its place the review before posting. `posted` carries the result."""

    posted = Signal(object)
    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.head: CountHead | None = None
        self.reasons: Sequence[Named] = ()
        self._given: Given = {}
        self.stack = QStackedWidget(self)
        self.review = ReviewPanel(shop)
        self.table = DifferencesTable(shop)
        self.waits, self.told = role_label("", "amber"), soft_label(_("Blind count: who counts sees none of this."))
        self.strip, self.bar, self.reason_strip = UndoStrip(), AskBar(subject=lambda: str(self.count_id)), ReasonStrip()
        for part in (self.told, self.waits, self.strip, self.bar, self.reason_strip):
            self.table.strip_place.addWidget(part)
        for label in (self.told, self.waits):
            label.setWordWrap(True)
            label.hide()
        self.blind = self._make_blind()
        self.buttons = self._make_buttons()
        for shown in (self.table, self.blind, self.review):
            self.stack.addWidget(shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._reading = Reading(self, _("Count differences"), self._ask, self._show, WATCHED)
        self._connect()

    def _make_blind(self) -> EmptyState:
        """What is said to who may not see differences."""
        right = _(TITLES[Permission.SEE_DIFFERENCES])
        text = _("What is missing or over is shown to those who hold the right “{right}”.").format(right=right)
        return EmptyState(text, _("Post the count") if self._may(Permission.POST_COUNTS) else "", self.open_review)

    def _make_buttons(self) -> dict[str, QPushButton]:
        add = self.table.add_action
        return {
            "post": add(_("Post the count"), self.open_review, key="F12", primary=True),
            "approve": add(_("Approve"), self.approve, key="Ctrl+Y", primary=True),
            "send_back": add(_("Give back"), self.ask_send_back, key="Ctrl+K"),
            "reason": add(_("Reason"), self.ask_reason, key="Ctrl+R"),
            "small": add(_("Small losses"), self.ask_small, key="Ctrl+L"),
            "carts": add(_("Answer carts"), self.ask_carts, key="Ctrl+J"),
            "again": add(_("Count again"), self.count_again, key="Ctrl+T"),
            "sheet": add(_("Print the recount"), self.print_recount_sheet, key="Ctrl+P"),
            "moves": add(_("Moves"), self.open_moves, key="Ctrl+O"),
        }

    def _connect(self) -> None:
        table = self.table
        table.chosen.connect(lambda _row: self._show_actions())
        table.view.selection_told.connect(lambda _text: self._show_actions())
        table.opened.connect(lambda _row: self.open_moves())
        table.left_asked.connect(lambda: self.part_asked.emit("not_counted"))
        self.strip.undone.connect(self.undo)
        undo = QShortcut(QKeySequence("Ctrl+Z"), table)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo)
        for part in (self.bar, self.reason_strip):
            part.ended.connect(table.view.setFocus)
        self.review.left.connect(self.close_review)
        self.review.lines_asked.connect(self._on_lines_asked)
        self.review.posted.connect(self._on_posted)

    def _may(self, right: Permission) -> bool:
        return right in self.shop.actor.permissions

    @property
    def _sees(self) -> bool:
        return self._may(Permission.SEE_DIFFERENCES)

    @property
    def _list(self) -> QWidget:
        return self.table if self._sees else self.blind

    # what the page calls

    def show_count(self, count_id: int) -> None:
        """Show another count."""
        self.count_id, self.head, self._given = count_id, None, {}
        self.table.take((), 0)
        self.strip.clear()
        self.bar.close_bar()
        self.reason_strip.close_strip()
        self.stack.setCurrentWidget(self._list)
        self._show_actions()
        self._reading.start_over()

    def refresh(self) -> None:
        """Read anew; what is marked and where the list stands stays."""
        self._reading.look_again()

    def arrive(self) -> None:
        """Put the focus where work goes on."""
        shown = self.stack.currentWidget()
        if shown is self.review:
            self.review.arrive()
        elif shown is self.blind:
            (self.blind.button or self.blind).setFocus()
        else:
            if self.table.view.current_row() is None and self.table.model.rowCount():
                self.table.view.selectRow(0)
            self.table.view.setFocus()

    def key_hints(self) -> Sequence[Hint]:
        """The keys of what is shown."""
        if self.stack.currentWidget() is self.review:
            return tuple(hint for hint in self.review.key_hints() if hint[0] != "Esc")  # the page has one
        if not self._sees:
            return ()
        return (
            ("Ctrl+F", _("Search"), self.table.focus_search),
            ("Ctrl+R", _("Reason"), self.ask_reason),
            ("Ctrl+C", _("Copy rows"), self.table.view.copy),
        )

    def take_scan(self, code: str) -> bool:
        """A scan looks for the code in the list."""
        return self.stack.currentWidget() is self.table and self.table.take_scan(code)

    # reading

    def _ask(self) -> Callable[[], _Answer] | None:
        shop, count_id, sees = self.shop, self.count_id, self._sees
        return (lambda: _read(shop, count_id, sees=sees)) if count_id else None

    def _show(self, answer: _Answer) -> None:
        if answer.head.id != self.count_id:
            return
        is_first, head = self.head is None, answer.head
        self.head, self.reasons = head, answer.reasons
        self.table.take(answer.rows, head.lines - head.counted)
        if is_first and self.table.model.rowCount():
            self.table.view.selectRow(0)
        text = _("Waits for approval, asked for by {name}: nothing is entered until it is approved or given back.")
        self.waits.setText(text.format(name=head.body.asked_by))
        self.waits.setVisible(head.state == PENDING)
        self.told.setVisible(head.is_blind)
        self._show_actions()
        self.read.emit()

    def _show_actions(self) -> None:
        head, row = self.head, self.table.view.current_row()
        is_open = head is not None and head.state == OPEN
        is_waiting = head is not None and head.state == PENDING
        rows, found = self.table.model.rowCount(), self.table.found
        has_recounts = is_open and self._may(Permission.COUNT_STOCK) and any(each.needs_recount for each in found)
        can = {
            "post": is_open and bool(head and head.counted) and self._may(Permission.POST_COUNTS),
            "approve": is_waiting and self._may(Permission.APPROVE_COUNTS),
            "send_back": is_waiting and self._may(Permission.POST_COUNTS),
            "reason": is_open and row is not None,
            "small": is_open and any(each.difference < 0 for each in found),
            "carts": is_open and row is not None and bool(row.in_carts) and self._may(Permission.COUNT_STOCK),
            "again": has_recounts,
            "sheet": has_recounts,
            "moves": bool(rows) and row is not None and self._may(Permission.SEE_STOCK),
        }
        for name, button in self.buttons.items():
            button.setEnabled(can[name])
            if name in ("post", "approve", "send_back"):
                button.setVisible(is_waiting != (name == "post"))
        if self.blind.button is not None:
            self.blind.button.setEnabled(can["post"])

    # reasons

    def ask_reason(self) -> None:
        """Ctrl+R: why the marked lines are missing or over."""
        rows: list[DifferenceRow] = self.table.view.selected_rows()
        if rows and self.buttons["reason"].isEnabled():
            text = _("Why is {name} missing or over?") if len(rows) == 1 else _("Why are these {count} lines missing or over?")
            title = text.format(name=rows[0].name, count=f"{len(rows):,}")
            self.reason_strip.ask(title, self.reasons, lambda reason_id: self.set_reason(rows, reason_id))

    def set_reason(self, rows: Sequence[DifferenceRow], reason_id: int) -> None:
        """Give these lines a reason (0: none). Raises what the operation refuses."""
        former: Given = {}
        for row in rows:
            former.setdefault(row.reason_id, []).append((row.product_id, row.place_id))
        self._give({reason_id: [(row.product_id, row.place_id) for row in rows]})
        self._given = former
        named = next((each.title for each in self.reasons if each.id == reason_id), _("No reason"))
        text = ngettext("{count} line: {reason}", "{count} lines: {reason}", len(rows)).format(count=f"{len(rows):,}", reason=named)
        self.strip.show_text(text, _("Take it back"), "Ctrl+Z")

    def _give(self, given: Given) -> None:
        with self.shop.work() as work:
            for reason_id, lines in given.items():
                give_reason(work, self.count_id, lines, reason_id or None)
        self._reading.read()

    def undo(self) -> None:
        """Ctrl+Z: the reasons that were there before."""
        given, self._given = self._given, {}
        if given:
            self._give(given)
            self.strip.clear()

    def ask_small(self) -> None:
        """Ctrl+L: one reason for all small losses that have none yet."""
        if not self.buttons["small"].isEnabled():
            return
        listed = "   ".join(f"{place} {each.title}" for place, each in enumerate(self.reasons, 1))
        limit = _("Losses up to (money)") if self._may(Permission.SEE_COST) else _("Losses up to (pieces)")
        self.bar.ask(
            _("One reason for all small losses without a reason"),
            [(limit, ""), (_("Reason"), "")],
            lambda texts: self.set_reason(*self._small(texts)),
            look=lambda texts: self._say_small(texts, listed),
        )

    def _small(self, texts: Sequence[str]) -> tuple[list[DifferenceRow], int]:
        """The losses up to what is typed, and the reason that is named. Raises NotANumber, NotFound."""
        reason = self._named(texts[1])
        if self._may(Permission.SEE_COST):
            limit = parse_money(texts[0])
            rows = [row for row in self.table.found if row.difference < 0 and row.value is not None and -row.value <= limit]
        else:
            limit = parse_quantity(texts[0])
            rows = [row for row in self.table.found if row.difference < 0 and -row.difference <= limit]
        return [row for row in rows if not row.reason_id], reason.id

    def _named(self, text: str) -> Named:
        """A reason by its digit or a part of its name. Raises NotFound."""
        known = {str(place): each for place, each in enumerate(self.reasons, 1)}
        found = known.get(text) or next((each for each in self.reasons if text and text.casefold() in each.title.casefold()), None)
        if found is None:
            raise NotFound(_("this reason"))
        return found

    def _say_small(self, texts: Sequence[str], listed: str) -> str:
        if not all(texts):
            return listed
        rows, reason_id = self._small(texts)
        reason = next(each.title for each in self.reasons if each.id == reason_id)
        text = ngettext("{count} line gets the reason {reason}", "{count} lines get the reason {reason}", len(rows))
        return text.format(count=f"{len(rows):,}", reason=reason)

    # carts, recounts, moves

    def ask_carts(self) -> None:
        """Ctrl+J: where the pieces in carts stood when this was counted."""
        row: DifferenceRow | None = self.table.view.current_row()
        if row is None or not self.buttons["carts"].isEnabled():
            return
        held = format_quantity(row.in_carts, row.unit)
        text = _("{name}: carts held {quantity} when it was counted. How much of it had left the shelf? 0: all of it was counted.")
        self.bar.ask(text.format(name=row.name, quantity=held), [(_("At the till"), "")], lambda texts: self._answer(row, texts[0]))

    def _answer(self, row: DifferenceRow, text: str) -> None:
        with self.shop.work() as work:
            answer_carts(work, self.count_id, row.product_id, parse_quantity(text), place_id=row.place_id)
        self._reading.read()

    def count_again(self) -> None:
        """Ctrl+T: at the desk, what is to be counted again line by line."""
        if self.buttons["again"].isEnabled():
            self.work_asked.emit("entry", lambda entry: entry.go(RECOUNT))

    def print_recount_sheet(self) -> None:
        """Ctrl+P: a blind sheet of what is to be counted again."""
        if self.buttons["sheet"].isEnabled():
            self.work_asked.emit("sheets", lambda sheets: sheets.print_new(RECOUNT))

    def open_moves(self) -> None:
        """Ctrl+O, Enter: what moved of the product under the cursor."""
        row: DifferenceRow | None = self.table.view.current_row()
        page = page_of(self)
        if row is not None and page is not None and self.buttons["moves"].isEnabled():
            product_id = row.product_id
            page.go_to.emit(_STOCK_TAB, lambda stock: stock.show_card(product_id))

    # posting

    def open_review(self) -> None:
        """F12: what is to be known before the count is posted."""
        if self.buttons["post"].isEnabled():
            self.stack.setCurrentWidget(self.review)
            self.review.show_count(self.count_id)
            self.hints_changed.emit()
            self.review.arrive()

    def close_review(self) -> None:
        """Back to the list."""
        self.stack.setCurrentWidget(self._list)
        self.hints_changed.emit()
        self.arrive()

    def _on_lines_asked(self, which: str) -> None:
        """The review leads to the lines it speaks of."""
        self.close_review()
        if which in (AGAIN, CARTS) and self._sees:
            self.table.show_which(which)
        elif which:
            self.part_asked.emit("not_counted")

    def _on_posted(self, made: Counted) -> None:
        self.close_review()
        self._reading.read()
        if not made.is_waiting:  # else the list says that it waits
            self.posted.emit(made)
            self.part_asked.emit("result")

    def approve(self) -> None:
        """Ctrl+Y: the owner's yes."""
        if self.buttons["approve"].isEnabled():
            shop, count_id = self.shop, self.count_id
            self.buttons["approve"].setEnabled(False)
            jobs.run(lambda _control: _approve(shop, count_id), title=_("Approve"), owner=self, done=self._on_posted)

    def ask_send_back(self) -> None:
        """Ctrl+K: back to who counts, with a reason."""
        if self.buttons["send_back"].isEnabled() and self.head is not None:
            title = _("Give the count back to {name}?").format(name=self.head.body.asked_by)
            self.bar.ask(title, [(_("Reason"), "")], self._send_back, done=_("Give back"))

    def _send_back(self, texts: Sequence[str]) -> None:
        with self.shop.work() as work:
            return_count(work, self.count_id, texts[0])
        self._reading.read()
        self.strip.show_text(_("Given back: it is counted on."))

    # Esc

    def event(self, event: QEvent) -> bool:
        """What is open in the part takes Esc before the page does."""
        return keeps_esc(event, self._takes_esc) or super().event(event)

    def _takes_esc(self) -> bool:
        is_searching = self.table.search.hasFocus() and bool(self.table.search.text())
        return is_searching or self.bar.is_open or self.reason_strip.is_open or self.stack.currentWidget() is self.review
