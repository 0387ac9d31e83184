"""Many products changed at once: what shall change on the left, what becomes of each product on the right, then one key."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import QDateTime, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.price_rules import PriceRule, parse_rule
from jxc_desktop.domain.products import longest
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.imports import Outdated
from jxc_desktop.operations.planned_prices import plan_prices
from jxc_desktop.operations.price_changes import change_products
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.price_changes import MassChange, Proposal, pasted_rows, proposed, proposed_prices
from jxc_desktop.queries.product_card import categories
from jxc_desktop.queries.product_columns import TITLES
from jxc_desktop.queries.product_fields import PRICES
from jxc_desktop.queries.product_list import product_count, product_ids
from jxc_desktop.ui import jobs, remembered, theme
from jxc_desktop.ui.products.form_fields import Choice, complete_from
from jxc_desktop.ui.products.form_parts import FLAGS, UNITS
from jxc_desktop.ui.products.mass_change_rows import COLUMNS, idle_columns, lines_of
from jxc_desktop.ui.products.planned_prices import in_work
from jxc_desktop.ui.rows import RowsModel
from jxc_desktop.ui.widgets.ask_strip import AskStrip
from jxc_desktop.ui.widgets.number_edits import QuantityEdit
from jxc_desktop.ui.widgets.parts import Card, FormRows, role_label
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.table_foot import with_foot

TYPING_MS = 200
WITH_TAGS, NOW, LATER = "tags", "now", "later"
WHEN = "mass-change/when"
MORNING = 6
LEAST_WIDTH = 340
SELECTED, FILTERED, PASTED = "selected", "filtered", "pasted"
TEXTS = ("category", "brand", "unit")
LEVELS = ("order_at", "fill_to")
WHEN_TITLES = {WITH_TAGS: N_("Rises with their tags"), NOW: N_("All at once"), LATER: N_("From a time on")}
WHEN_HINTS = {
    WITH_TAGS: N_("A higher price applies once its tag is up; a lower one and all else at once."),
    NOW: N_("Without price tags, or when they are up already: the till takes the new prices at once."),
    LATER: N_("A lower price applies at its time or with its tag, a higher one needs both."),
}


class MassChangeForm(QWidget):
    """Shows what would change as it is typed.

    Emits `applied` with the batch, how many products changed and how many prices wait for their tags, `planned` with the plans,
    and `closed` on the way back.
    """

    applied = Signal(int, int, int)
    planned = Signal(object)
    closed = Signal()

    def __init__(self, shop: Shop, selected: Sequence[int], filters: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop, self.selected, self.filters = shop, tuple(selected), dict(filters)
        self.proposal = Proposal()
        self._asked = 0
        held = shop.actor.permissions
        self.scope = Choice(_("Products"), self._scopes(), self)
        self.prices = Choice(
            _("Which price"), {key: _(TITLES[key]) for key in PRICES if key != "purchase_price" or Permission.SEE_COST in held}, self
        )
        self.rule = QLineEdit(self)
        self.when = Choice(_("When"), {key: _(title) for key, title in WHEN_TITLES.items()}, self)
        self.when.set_value(remembered.text(WHEN))
        self.at = QDateTimeEdit(self)
        self.at.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.at.setDateTime(QDateTime.fromSecsSinceEpoch(int(tomorrow_morning(shop.clock()).timestamp())))
        self.pasted = QPlainTextEdit(self)
        self.texts = {key: QLineEdit(self) for key in TEXTS}
        self.levels = {key: QuantityEdit(_(TITLES[key]), least=0, parent=self) for key in LEVELS}
        leave = {"": _("Leave"), "1": _("Yes"), "0": _("No")}
        self.flags = {key: Choice(_(TITLES[key]), leave, self) for key in FLAGS}
        self.model = RowsModel([c for c in COLUMNS if c.permission is None or c.permission in held], tint=_tint, parent=self)
        self.view = RowsView(self.model, "mass-change", _("What would change"), self)
        self.view.set_empty(_("Type on the left what shall change."))
        self.note = role_label("", "soft", self)
        self.ask = AskStrip(self)
        self.apply_button = self._button(_("Apply") + "   Ctrl+S", _("Apply"), self.apply)
        self.back_button = self._button(_("Back") + "   Esc", _("Back"), self.closed.emit)
        theme.set_role(self.apply_button, "primary")
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        self._show_scope()

    def _scopes(self) -> dict[str, str]:
        count = len(self.selected)
        selected = ngettext("{count} selected product", "{count} selected products", count).format(count=count)
        with self.shop.read() as view:
            listed = product_count(view, self.filters)
        shown = ngettext("All that the list shows: {count}", "All that the list shows: {count}", listed).format(count=listed)
        return ({SELECTED: selected} if count else {}) | {FILTERED: shown, PASTED: _("From a table")}

    def _button(self, text: str, name: str, slot: Any) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(name)
        button.setAutoDefault(True)
        button.clicked.connect(lambda _checked: slot())
        return button

    def _lay_out(self) -> None:
        self.rows = FormRows()
        self.rows.setRowWrapPolicy(FormRows.RowWrapPolicy.DontWrapRows)  # its card is as wide as it needs
        self.rows.add(_("Products"), self.scope)
        self.rows.add(_("Which price"), self.prices)
        self.rows.add(_("Price by rule"), self.rule, _("+5%   x1.1   -0.50   12.80   .9 (ending)   +5% .9"))
        self.rows.add(_("Pasted"), self.pasted, _("Code or barcode and new price, a line each, copied from Excel"))
        self.pasted.setTabChangesFocus(True)
        self.pasted.setMinimumHeight(theme.px(120))
        self.rows.add(_("When"), self.when, _(WHEN_HINTS[self.when.value()]))
        self.rows.add(_("Applies from"), self.at)
        for key, line in self.texts.items():
            self.rows.add(_(TITLES[key]), line)
            line.setPlaceholderText(_("Leave"))
            line.setMaxLength(longest(key))
        for key, level in self.levels.items():
            self.rows.add(_(TITLES[key]), level)
            level.line.setPlaceholderText(_("Leave"))
        for key, box in self.flags.items():
            self.rows.add(_(TITLES[key]), box)
        with self.shop.read() as view:
            complete_from(self.texts["category"], categories(view))
        complete_from(self.texts["unit"], UNITS)
        self._lay_out_page()

    def _lay_out_page(self) -> None:
        wide, gap = theme.px(theme.GAP_WIDE), theme.px(theme.GAP)
        card = self.card = Card()
        card.column.addLayout(self.rows)
        card.column.addStretch(1)
        area = self.area = QScrollArea(self)
        area.setAccessibleName(_("What shall change"))
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(card)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.apply_button)
        right = QVBoxLayout()
        right.setSpacing(gap)
        right.addWidget(self.ask)
        right.addWidget(with_foot(self.view), 1)
        right.addLayout(foot)
        page = QHBoxLayout(self)
        page.setContentsMargins(wide, wide, wide, wide)
        page.setSpacing(wide)
        page.addWidget(area)
        page.addLayout(right, 1)

    def _connect(self) -> None:
        self._typing.timeout.connect(self.look)
        for line in (self.rule, *self.texts.values(), *(level.line for level in self.levels.values())):
            line.textChanged.connect(lambda _text: self._wait())
        self.pasted.textChanged.connect(self._wait)
        for box in (self.prices, *self.flags.values()):
            box.chosen.connect(self._wait)
        for box in (self.scope, self.when):
            box.chosen.connect(self._show_scope)
        for keys, slot in (("Ctrl+S", self.apply), ("Esc", self.closed.emit)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _show_scope(self) -> None:
        is_pasted = self.scope.value() == PASTED
        is_later = self.when.value() == LATER
        self.rows.set_hint(self.when, _(WHEN_HINTS[self.when.value()]))
        self.rows.setRowVisible(_place_of(self.rule), not is_pasted)
        self.rows.setRowVisible(_place_of(self.at), is_later)
        for field in (*self.texts.values(), *self.levels.values(), *self.flags.values()):  # only prices can be planned
            self.rows.setRowVisible(_place_of(field), not is_later and not is_pasted)
        self.rows.setRowVisible(_place_of(self.pasted), is_pasted)
        self._wait()

    def _wait(self) -> None:
        """What is shown is no longer what is typed: it can't be applied until it was worked out again."""
        self._asked += 1
        self.apply_button.setEnabled(False)
        self._typing.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now do the fields know their fonts: nothing in them is cut."""
        super().showEvent(event)
        self._keep_room()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the zoom."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.isVisible():
            self._keep_room()

    def _keep_room(self) -> None:
        needed = self.card.minimumSizeHint().width() + self.area.verticalScrollBar().sizeHint().width()
        self.area.setFixedWidth(max(theme.px(LEAST_WIDTH), needed))

    def arrive(self) -> None:
        """Put the cursor where the price is typed."""
        (self.pasted if self.scope.value() == PASTED else self.rule).setFocus()

    def wanted(self) -> MassChange | None:
        """What shall change; None while a field can't be read. What is wrong is said below the field."""
        values: dict[str, Any] = {key: line.text().strip() for key, line in self.texts.items() if line.text().strip()}
        values |= {key: int(box.value()) for key, box in self.flags.items() if box.value()}
        values |= {key: level.value() for key, level in self.levels.items() if level.value() is not None}
        rule: PriceRule | None = None
        problem = ""
        if self.rule.text().strip():
            try:
                rule = parse_rule(self.rule.text())
            except ShopError as error:
                problem = error.sentence()
        self.rows.show_problem(self.rule, problem)
        if self.when.value() == LATER:
            values = {}
        is_readable = not problem and all(level.is_valid() for level in self.levels.values())
        return MassChange(values, rule, self.prices.value(), rises_wait=self.when.value() == WITH_TAGS) if is_readable else None

    def look(self) -> None:
        """Work out on the side what would change, and show it."""
        self._typing.stop()
        self._asked += 1
        asked, change = self._asked, self.wanted()
        if change is None:
            self._show(asked, Proposal())
            return
        scope, text = self.scope.value(), self.pasted.toPlainText()
        jobs.run(
            lambda _control: self._propose(scope, text, change),
            title=_("What would change"),
            owner=self,
            done=lambda proposal: self._show(asked, proposal),
        )

    def _propose(self, scope: str, text: str, change: MassChange) -> Proposal:
        with self.shop.read() as view:
            if scope == PASTED:
                return proposed_prices(view, pasted_rows(text), change.price, rises_wait=change.rises_wait)
            if change.rule is None and not change.values:
                return Proposal()
            ids = self.selected if scope == SELECTED else product_ids(view, self.filters)
            return proposed(view, ids, change)

    def _show(self, asked: int, proposal: Proposal) -> None:
        if asked != self._asked:  # something else was typed meanwhile
            return
        self.proposal = proposal
        keys, lines = [column.key for column in self.model.columns], lines_of(proposal)
        self.model.set_rows([(*(getattr(line, key) for key in keys), line.tone) for line in lines])
        self.view.columns.leave_out(idle_columns(lines))
        self.view.columns.measure()
        changed, refused = len(proposal.differences.changed), len({row.row_no for row in proposal.refused})
        texts = [ngettext("{count} product changes", "{count} products change", changed).format(count=changed)]
        if waiting := proposal.waiting():
            texts.append(ngettext("{count} rises once its tag is up", "{count} rise once their tags are up", waiting).format(count=waiting))
        if refused:
            texts.append(ngettext("{count} is left out", "{count} are left out", refused).format(count=refused))
        if proposal.same:
            texts.append(ngettext("{count} stays as it is", "{count} stay as they are", proposal.same).format(count=proposal.same))
        self.note.setText(" · ".join(texts))
        self.apply_button.setEnabled(bool(changed))

    def is_settled(self) -> bool:
        """Whether what is shown is what was typed."""
        return not self._typing.isActive() and not jobs.running()

    def what(self) -> str:
        """The change in few words, as it was typed: it stands in the list of batches."""
        if self.scope.value() == PASTED:
            return _("Codes and prices from a table")
        given = [self.rule.text().strip(), *(line.text().strip() for line in self.texts.values())]
        given += [_(TITLES[key]) for key, box in self.flags.items() if box.value()]
        given += [_(TITLES[key]) for key, level in self.levels.items() if level.value() is not None]
        return " ".join(filter(None, given))

    def apply(self) -> None:
        """Do what is shown."""
        if not self.apply_button.isEnabled():
            return
        if self.when.value() == LATER:
            self._plan()
            return
        remembered.remember(WHEN, self.when.value())
        proposal, what = self.proposal, self.what()
        self.apply_button.setEnabled(False)
        jobs.run(
            lambda control: change_products(
                self.shop, proposal, what, progress=lambda done, of: control.progress(done / max(of, 1)), cancelled=control.cancelled
            ),
            title=_("Mass change"),
            owner=self,
            done=lambda batch: self.applied.emit(batch, sum(bool(row.changes) for row in proposal.differences.changed), proposal.waiting()),
            failed=self._refuse,
        )

    def _plan(self) -> None:
        proposal, at = self.proposal, datetime.fromtimestamp(self.at.dateTime().toSecsSinceEpoch(), UTC)
        self.apply_button.setEnabled(False)
        jobs.run(
            lambda _control: in_work(self.shop, lambda work: plan_prices(work, proposal, at)),
            title=_("Planned prices"),
            owner=self,
            done=self.planned.emit,
            failed=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        self.apply_button.setEnabled(True)
        if not isinstance(error, ShopError):
            raise error
        self.ask.ask(error.sentence(), kind="red")
        if isinstance(error, Outdated):
            self._wait()


def tomorrow_morning(now: datetime) -> datetime:
    """Six o'clock tomorrow, in the local time of this computer."""
    local = now.astimezone().replace(tzinfo=None) + timedelta(days=1)
    return local.replace(hour=MORNING, minute=0, second=0, microsecond=0).astimezone()


def _tint(row: Any, _key: str) -> str:
    return str(row[-1])


def _place_of(field: QWidget) -> QWidget:
    """The widget that holds a field in its row of the form."""
    place = field.parentWidget()
    assert place is not None
    return place
