"""What is to be known before a count is posted (确认盘点): what it books, what is not counted, what is left to do.

What is not counted is asked each time, with no answer beforehand: keeping the book is the safe one, but who counted the whole
shop and left lines out should say once which it is.
"""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from jxc_desktop.domain.money import format_money, to_coin
from jxc_desktop.i18n import _, ngettext
from jxc_desktop.operations.count_posting import Counted, post_count
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.count_review import PostReview, review_of
from jxc_desktop.queries.counts import CountHead, count_head
from jxc_desktop.queries.reports.report_tables import unknown_text
from jxc_desktop.ui import jobs, theme, trouble
from jxc_desktop.ui.counts.differences_table import AGAIN, CARTS, LEFT
from jxc_desktop.ui.counts.reading import Reading
from jxc_desktop.ui.parties.part import Part
from jxc_desktop.ui.widgets.parts import Card, role_label, soft_label

_SHOWN = 6
WATCHED = frozenset({"count_item", "stock_move", "stock_value"})
_Answer = tuple[CountHead, PostReview, date]


def _read(shop: Shop, count_id: int) -> _Answer:
    with shop.read() as view:
        return count_head(view, count_id), review_of(view, count_id), view.business_date


def _post(shop: Shop, count_id: int, *, is_rest_zero: bool, is_without_recount: bool, day: date | None) -> Counted:
    with shop.work() as work:
        return post_count(work, count_id, is_rest_zero=is_rest_zero, is_without_recount=is_without_recount, day=day)


class ReviewPanel(Part):
    """`posted` carries what came of it, `lines_asked` which lines are to be looked at, `left` is Esc."""

    posted = Signal(object)
    lines_asked = Signal(str)
    left = Signal()
    read = Signal()

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, _("Post the count"), parent)
        self.count_id = 0
        self.review: PostReview | None = None
        self._today: date | None = None
        self._is_posting = False
        self.sums = role_label("", "")
        self.sums.setWordWrap(True)
        self.rest, self.again, self.carts = Card(), Card(), Card()
        self.rest_text, self.again_text, self.carts_text = (role_label("", role) for role in ("strong", "strong", "strong"))
        self.keep = QRadioButton(_("1  Keep the book: nothing is booked, they can be counted later"))
        self.zero = QRadioButton(_("2  Set to zero: none of them is there any more"))
        self.without = QCheckBox(_("Post without counting them again"))
        self.problem = role_label("", "problem")
        self.waits = role_label("", "amber")
        self.day, self.area = QDateEdit(), QScrollArea()
        self._lay_out()
        self.post_button = self.add_button(_("Post the count"), "F12", self.post, primary=True)
        self._reading = Reading(self, _("Post the count"), self._ask, self._show, WATCHED)
        group = QButtonGroup(self)
        for choice in (self.keep, self.zero):
            group.addButton(choice)
            choice.toggled.connect(lambda _checked: self._show_state())
        self._group = group
        self.without.toggled.connect(lambda _checked: self._show_state())

    def _lay_out(self) -> None:
        inner = QWidget()
        theme.set_role(inner, "ground")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.GAP))
        booked = Card(_("What is booked"))
        booked.column.addWidget(self.sums)
        label = soft_label(_("Dated"))
        label.setBuddy(self.day)
        self.day.setAccessibleName(_("Business date"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setMinimumWidth(theme.px(130))
        self.above.addWidget(label)
        self.above.addWidget(self.day)
        parts: tuple[tuple[Card, QLabel, Sequence[QWidget], Callable[[], object], str], ...] = (
            (self.carts, self.carts_text, (), lambda: self.lines_asked.emit(CARTS), _("Answer them")),
            (self.again, self.again_text, (self.without,), lambda: self.lines_asked.emit(AGAIN), _("Show them")),
            (self.rest, self.rest_text, (self.keep, self.zero), lambda: self.lines_asked.emit(LEFT), _("Show what is not counted")),
        )
        column.addWidget(booked)
        for card, text, choices, slot, title in parts:
            text.setWordWrap(True)
            row = QHBoxLayout()
            row.addWidget(text, 1)
            button = QPushButton(title)
            button.clicked.connect(lambda _checked, slot=slot: slot())
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            card.column.addLayout(row)
            for choice in choices:
                card.column.addWidget(choice)
            column.addWidget(card)
        column.addStretch(1)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(_("Post the count"))
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inner)
        self.column.addWidget(self.area, 1)
        for said in (self.waits, self.problem):
            said.setWordWrap(True)
            said.hide()
            self.column.addWidget(said)

    def show_count(self, count_id: int) -> None:
        """Another posting: nothing is answered yet."""
        self.count_id, self.review = count_id, None
        self._group.setExclusive(False)
        for choice in (self.keep, self.zero, self.without):
            choice.setChecked(False)
        self._group.setExclusive(True)
        self._show_state()
        self._reading.start_over()

    def arrive(self) -> None:
        """To what is to be answered first, else to the button."""
        review = self.review
        asked: QAbstractButton | None = None
        if review is not None and review.left and not self._is_answered:
            asked = self.keep
        elif review is not None and review.again:
            asked = self.without
        (asked or self.post_button).setFocus()
        if asked is not None:
            self.area.ensureWidgetVisible(asked)

    def close_part(self) -> None:
        """Esc."""
        self.left.emit()

    # reading

    def _ask(self) -> Callable[[], _Answer] | None:
        shop, count_id = self.shop, self.count_id
        return (lambda: _read(shop, count_id)) if self.isVisible() else None

    def showEvent(self, event: QShowEvent) -> None:
        """What was done elsewhere meanwhile, and what the shop sold, is known when one comes back."""
        super().showEvent(event)
        if self.review is not None:
            self._reading.look_again()

    def _show(self, answer: _Answer) -> None:
        head, review, today = answer
        if head.id != self.count_id:
            return
        is_first, self.review, self._today = self.review is None, review, today
        self.heading.setText(" · ".join(filter(None, (_("Post count {number}").format(number=head.number), head.name))))
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        if is_first:
            self.day.setDate(self.day.maximumDate())
        self.sums.setText("\n".join(_booked(review)))
        self.rest.setVisible(bool(review.left))
        self.again.setVisible(bool(review.again))
        self.carts.setVisible(bool(review.asked))
        self.rest_text.setText(
            ngettext("{count} line is not counted.", "{count} lines are not counted.", review.left).format(count=f"{review.left:,}")
        )
        zero = _("2  Set to zero: none of them is there any more")
        if review.left_value is not None:
            zero += "  " + _("(books {amount})").format(amount=_amount(review.left_value))
        self.zero.setText(zero)
        again = ngettext(
            "{count} line should be counted again: {names}", "{count} lines should be counted again: {names}", len(review.again)
        )
        self.again_text.setText(again.format(count=f"{len(review.again):,}", names=_listed(review.again)))
        asked = ngettext(
            "{count} line asks whether pieces in carts were on the shelf or at the till: {names}",
            "{count} lines ask whether pieces in carts were on the shelf or at the till: {names}",
            len(review.asked),
        )
        self.carts_text.setText(asked.format(count=f"{len(review.asked):,}", names=_listed(review.asked)))
        self._show_state()
        if is_first:
            self.arrive()
        self.read.emit()

    @property
    def _is_answered(self) -> bool:
        return self.keep.isChecked() or self.zero.isChecked()

    def _missing(self) -> str:
        """What is still to be said before it can be posted."""
        review = self.review
        if review is None:
            return _("Reading the books …")
        if review.asked:
            return _("Say of each line in carts where the pieces stood, then post.")
        if review.left and not self._is_answered:
            return _("Say what is to be done with what is not counted: 1 keeps the book, 2 sets it to zero.")
        if review.again and not self.without.isChecked():
            return _("Count the lines above again, or say that it is posted without.")
        return ""

    def _show_state(self) -> None:
        review = self.review
        self.problem.hide()
        waits = review is not None and (review.waits_with_zero if self.zero.isChecked() else review.waits)
        self.waits.setText(_("The differences are above the limit: it will wait for the yes of someone who may approve counts."))
        self.waits.setVisible(waits)
        self.post_button.setEnabled(review is not None and not self._is_posting)

    # posting

    def post(self) -> None:
        """F12: in one step, once everything is answered."""
        if missing := self._missing():
            self.problem.setText(missing)
            self.problem.show()
            self.arrive()
            return
        shop, count_id = self.shop, self.count_id
        zero, without = self.zero.isChecked(), self.without.isChecked()
        chosen = self.day.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        wanted = None if day == self._today else day
        self._is_posting = True
        self._show_state()
        jobs.run(
            lambda _control: _post(shop, count_id, is_rest_zero=zero, is_without_recount=without, day=wanted),
            title=_("Post the count"),
            owner=self,
            done=self._on_posted,
            failed=self._on_refused,
        )

    def _on_posted(self, made: Counted) -> None:
        self._is_posting = False
        self._show_state()
        self.posted.emit(made)

    def _on_refused(self, error: Exception) -> None:
        """The shop went on meanwhile: look again."""
        self._is_posting = False
        trouble.report(error)
        self._reading.read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2 answer what is not counted; Esc leaves."""
        review = self.review
        if event.key() == Qt.Key.Key_Escape:
            self.close_part()
        elif review is not None and review.left and event.text() in ("1", "2"):
            (self.keep if event.text() == "1" else self.zero).setChecked(True)
            self.arrive()
        else:
            super().keyPressEvent(event)


def _booked(review: PostReview) -> list[str]:
    """What is booked, in sentences."""
    lines = [ngettext("{count} line is counted.", "{count} lines are counted.", review.lines).format(count=f"{review.lines:,}")]
    if review.over is not None and review.missing is not None:
        over = ngettext("{count} over", "{count} over", review.over).format(count=f"{review.over:,}")
        missing = ngettext("{count} missing", "{count} missing", review.missing).format(count=f"{review.missing:,}")
        money = review.gain is not None and review.loss is not None and review.net is not None
        if money:
            over, missing = f"{over}  {_amount(review.gain or 0)}", f"{missing}  {_amount(review.loss or 0)}"
        lines.append(f"{over} · {missing}" + (" · " + _("in all {amount}").format(amount=_amount(review.net or 0)) if money else ""))
    if review.unknown:
        lines.append(unknown_text(review.unknown))
    if review.older:
        text = ngettext(
            "{count} line was counted again since: a newer count has settled it, and it books nothing.",
            "{count} lines were counted again since: a newer count has settled them, and they book nothing.",
            len(review.older),
        )
        lines.append(text.format(count=f"{len(review.older):,}"))
    if review.without_reason:
        text = ngettext("{count} difference has no reason.", "{count} differences have no reason.", review.without_reason)
        lines.append(text.format(count=f"{review.without_reason:,}"))
    return lines


def _amount(value: int) -> str:
    return format_money(to_coin(value))


def _listed(names: Sequence[str]) -> str:
    return _(", ").join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
