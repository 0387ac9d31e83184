"""Entering a count: scan after scan, along a printed sheet, or once more what was found different. The shop goes on meanwhile.

A scan is a painted line first; it is stored behind it, number by number. What is asked (shelf or till, add or replace, which of
several) is asked in strips with a key each, and scans go on.
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jxc_desktop.domain.count_quantities import counted_text
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import format_quantity, split_quantity
from jxc_desktop.domain.scale_codes import unread_label
from jxc_desktop.domain.weights import spoken_of
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.count_entry import (
    BLIND_COLUMNS,
    COLUMNS,
    Asked,
    InHand,
    areas_of,
    asked_of,
    cells_of,
    mark_of,
    places_of,
    positions_of,
    recounts_of,
    sees_book,
)
from jxc_desktop.queries.counts import (
    ADDED,
    COUNTED,
    LEFT,
    CountHead,
    CountRow,
    Sheet,
    count_head,
    count_row,
    count_rows,
    sheet_by_code,
    sheets_of,
)
from jxc_desktop.queries.people import shown_name as shown_person
from jxc_desktop.queries.products import CustomersPaymentCode, Found, find_by_code, scale_formats, search
from jxc_desktop.queries.view import View
from jxc_desktop.ui import jobs, remembered, sounds, theme, trouble
from jxc_desktop.ui.counts.entry_parts import EntryCard, EntryTop, KeyStrip
from jxc_desktop.ui.counts.entry_rows import EntryModel
from jxc_desktop.ui.counts.entry_saves import Save, Saves
from jxc_desktop.ui.counts.entry_session import Key, Session, Twice
from jxc_desktop.ui.counts.entry_ways import RECOUNT, SCAN, SHEET, ByRecount, ByScan, BySheet
from jxc_desktop.ui.counts.part import CountPart
from jxc_desktop.ui.page import Hint
from jxc_desktop.ui.products.which_product import WhichProduct
from jxc_desktop.ui.widgets.pick_rows import PickRows
from jxc_desktop.ui.widgets.rows_view import RowsView
from jxc_desktop.ui.widgets.strips import OneLine, UndoStrip
from jxc_desktop.ui.widgets.table_foot import TableFoot

WAYS = ((SCAN, N_("Scan"), "F2"), (SHEET, N_("By sheet"), "F3"), (RECOUNT, N_("Recount"), "F4"))
LINES = (("", N_("All lines")), (LEFT, N_("Lines not counted")), (COUNTED, N_("Counted lines")), (ADDED, N_("Not on the list")))
NO_LINES = {
    SCAN: N_("No lines here: another choice of lines above shows others."),
    SHEET: N_("The lines of a sheet stand here once it is chosen."),
    RECOUNT: N_("Nothing is to be counted again."),
}
MOST_FOUND = 9
LEAVING_SECONDS = 5
SHEET_COLUMNS = (
    Column("number", N_("Key"), "integer"),
    Column("code", N_("Count sheet"), "code"),
    Column("area", N_("Area"), "text"),
    Column("lines", N_("Lines"), "integer"),
    Column("printed_at", N_("Printed"), "time"),
)
_PERSON, _PLACE = "counts/person", "counts/place"


class EntryPart(CountPart):
    """The desk at which numbers are entered; `way` is the way it is done now."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(shop, parent)
        self.head: CountHead | None = None
        self.has_book = False
        self.saves = Saves(shop, self)
        self.session = Session(self.saves)
        self.top = EntryTop(self)
        self.card = EntryCard(self)
        self.line = self.card.line
        self.unknown, self.said = UndoStrip(self), UndoStrip(self)
        self.carts, self.twice = KeyStrip(self), KeyStrip(self)
        self.which = WhichProduct(self)
        self.sheets = PickRows(SHEET_COLUMNS, "which-sheet", _("Which sheet?"), self)
        self.told = OneLine(self)
        theme.set_role(self.told, "soft")
        self._table = QVBoxLayout()
        self.model, self.view, self._foot = self._make_table()
        self.scanning, self.by_sheet, self.recount = ByScan(self), BySheet(self), ByRecount(self)
        self.way: ByScan | BySheet = self.scanning
        self._listed: tuple[tuple[int, str, str], Sequence[int]] = ((0, "", ""), ())
        self._is_warned = False
        self._codes: list[str] = []
        self._questions: deque[tuple[str, Sequence[Found], int | None]] = deque()
        self._asked: dict[Key, Asked] = {}
        self._said_stays = False
        self._lay_out()
        self._connect()

    # how it is made

    def _columns(self) -> Sequence[Column]:
        columns = COLUMNS if self.has_book else BLIND_COLUMNS
        return columns if self.top.place.count() > 1 else tuple(column for column in columns if column.key != "place")

    def _make_table(self) -> tuple[EntryModel, RowsView, TableFoot]:
        columns = self._columns()
        model = EntryModel(columns)
        name = f"count-entry-{len(columns)}"
        view = RowsView(model, name, _("Lines of the count"), self)
        model.setParent(view)
        view.horizontalHeader().setSectionsClickable(False)
        view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        view.verticalScrollBar().rangeChanged.connect(lambda _least, _most: view.scrollTo(view.currentIndex()))  # a strip came or went
        foot = TableFoot(view)
        row = foot.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(1, self.told, 1)
        self._table.addWidget(view, 1)
        self._table.addWidget(foot)
        return model, view, foot

    def _fit_table(self) -> None:
        """Another table where other columns are to be seen: a blind one never had the book quantity."""
        if tuple(self._columns()) == self.model.columns:
            return
        self.told.setParent(self)
        for old in (self.view, self._foot):
            self._table.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.model, self.view, self._foot = self._make_table()

    def _lay_out(self) -> None:
        wide, gap = theme.px(theme.GAP_WIDE), theme.px(theme.GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(wide, wide, wide, gap)
        column.setSpacing(gap)
        for name, title, key in WAYS:
            self.top.add_way(name, _(title), key, partial(self.go, name))
        self.top.fill(self.top.which, [(_(title), value) for value, title in LINES], "")
        column.addWidget(self.top)
        column.addWidget(self.card)
        for part in (self.unknown, self.carts, self.twice, self.said, self.which, self.sheets):
            column.addWidget(part)
        self.which.hide()
        self.sheets.hide()
        self._table.setSpacing(0)
        column.addLayout(self._table, 1)

    def _connect(self) -> None:
        self.line.installEventFilter(self)
        self.line.scanned.connect(self.take_scan)
        self.line.submitted.connect(self.submit)
        self.line.stepped.connect(self._step)
        self.which.picked.connect(self._on_picked)
        self.sheets.picked.connect(self._on_sheet_picked)
        self.top.chosen.connect(self._on_chosen)
        self.saves.stored.connect(self._on_stored)
        self.saves.refused.connect(self._on_refused)
        self.saves.told.connect(self._show_told)
        keys: list[tuple[str, Callable[[], object]]] = [(key, partial(self.go, name)) for name, _title, key in WAYS]
        keys += [
            ("F5", self.next_lines),
            ("F6", partial(self.answer_carts, at_till=False)),
            ("F7", partial(self.answer_carts, at_till=True)),
            ("F8", partial(self.say_twice, Twice.ADD)),
            ("F9", partial(self.say_twice, Twice.REPLACE)),
            ("Ctrl+Z", self.undo),
        ]
        for text, slot in keys:
            shortcut = QShortcut(QKeySequence(text), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # what the page calls

    def show_count(self, count_id: int) -> None:
        """Show another count: nothing was entered here yet."""
        self.count_id = count_id
        self.session.begin(count_id)
        self.head = None
        self._codes, self._asked = [], {}
        self._said_stays = False
        self._questions.clear()
        for part in (self.unknown, self.carts, self.twice, self.said):
            part.clear()
        self.which.hide()
        self.sheets.hide()
        self.by_sheet.sheet = None
        self.card.show_goods("", "", "")
        self.refresh()
        self.go(SCAN)

    def refresh(self) -> None:
        """Read the count anew; what is in hand, and what is being walked along, stays."""
        with self.shop.read() as view:
            head = count_head(view, self.count_id)
            self.has_book = sees_book(view, head) and not self.way.is_blind
            if self.head is None or self.head.body.people != head.body.people:
                self._fill_choices(view, head)
            self.head = head
            self._asked = {(each.product_id, each.place_id): each for each in asked_of(view, self.count_id)}
        self.line.setEnabled(head.is_open)
        self._fit_table()
        self._show_lines()
        self._show_carts()
        self._show_told()

    def arrive(self) -> None:
        """Work begins at the line."""
        (self.which if not self.which.isHidden() else self.line).setFocus()

    def leave(self) -> bool:
        """What is on its way is stored first; what can't be stored keeps the window open once."""
        jobs.writer.flush(LEAVING_SECONDS)
        self.saves.look()
        waiting = self.saves.waiting
        if not waiting or self._is_warned:
            return True
        self._is_warned = True
        text = ngettext(
            "{count} number is not stored yet: it would be lost. Make room on the disk, or close once more to leave it.",
            "{count} numbers are not stored yet: they would be lost. Make room on the disk, or close once more to leave them.",
            waiting,
        )
        trouble.tell(self, text.format(count=waiting), kind="red")
        return False

    def key_hints(self) -> Sequence[Hint]:
        """The keys of the way that is gone."""
        hints: list[Hint] = [("Ctrl+Z", _("Take the last one back"), self.undo)]
        hints += [("=12", _("All there is"), self.line.setFocus), ("+3", _("So many more"), self.line.setFocus)]
        hints.append(("2/3", _("2 packs, 3 pieces"), self.line.setFocus))
        if self.way is self.by_sheet:
            return [*hints, ("/17", _("Go to line 17"), self.line.setFocus), ("@", _("Another time"), self.line.setFocus)]
        return hints if self.way is self.recount else [*hints, ("F5", _("Other lines"), self.next_lines)]

    def take_scan(self, code: str) -> bool:
        """A scan: what stands in the line is entered first, or says how often (`5*`)."""
        times, rest = split_quantity(self.line.text())
        if rest and not self.submit(self.line.text()):
            sounds.refused()
        if not rest:
            self.line.clear()
        self._open(code, times)
        return True

    def _step(self, by: int) -> None:
        self.way.step(by)

    # who, where, which lines

    def _fill_choices(self, view: View, head: CountHead) -> None:
        people = head.body.people
        kept = remembered.text(_PERSON)
        items: list[tuple[str, object]] = [(name, name) for name in people]
        if len(people) > 1:
            items.insert(0, (_("Who counts?"), ""))
        self.top.fill(self.top.who, items, kept if kept in people else "")
        places = places_of(view, self.count_id)
        chosen = remembered.number(_PLACE) or view.place_id
        self.top.fill(self.top.place, [(place.title, place.id) for place in places], chosen)
        areas = areas_of(view, self.count_id)
        self.top.fill(self.top.area, [(_("All areas"), ""), *((area, area) for area in areas)] if areas else [], "")
        self.session.person = str(self.top.who.currentData() or "")

    def _on_chosen(self) -> None:
        self.session.person = str(self.top.who.currentData() or "")
        remembered.remember(_PERSON, self.session.person)
        remembered.remember(_PLACE, int(self.top.place.currentData() or 0))
        self._unsay()
        if self.way is self.scanning:
            self._show_lines()
        self.line.setFocus()

    def next_lines(self) -> None:
        """F5: all lines, those not counted, those counted, those that were not on the list."""
        combo = self.top.which
        combo.setCurrentIndex((combo.currentIndex() + 1) % combo.count())

    def _place_id(self) -> int:
        return int(self.top.place.currentData() or 0)

    def _is_ready(self) -> bool:
        """Whether it is known who counts, and there is something to count."""
        if self.head is None or not self.head.is_open:
            self.refuse(_("This count is not open: nothing is entered any more."))
            return False
        if len(self.head.body.people) > 1 and not self.session.person:
            self.refuse(_("Say first who counts: several people count here."))
            self.top.who.setFocus()
            return False
        return True

    # the ways

    def go(self, name: str) -> None:
        """Count in another way."""
        self._turn_to(name)
        if name == SHEET:
            self._choose_sheet()
        else:
            if name == SCAN:
                self._show_lines()
            else:
                self.show_positions(())
            self.way.begin()
        if self.sheets.isHidden():
            self.line.setFocus()

    def _turn_to(self, name: str) -> None:
        ways: dict[str, ByScan | BySheet] = {SCAN: self.scanning, SHEET: self.by_sheet, RECOUNT: self.recount}
        self.way = ways[name]
        self.top.ways[name].setChecked(True)
        self.sheets.hide()
        self.card.show_goods("", "", "")
        self.fit()
        self.view.set_empty(_(NO_LINES[name]))
        self._unsay()
        self.line.setPlaceholderText(_("Scan, or type a code or initials") if name == SCAN else _("Type, then Enter"))
        self.top.which.setEnabled(name == SCAN)
        self.top.area.setEnabled(name == SCAN)
        self.hints_changed.emit()

    def fit(self) -> None:
        """Hide the books where the way says so now, or show them again."""
        with self.shop.read() as view:
            self.has_book = self.head is not None and sees_book(view, self.head) and not self.way.is_blind
        self._fit_table()

    def _choose_sheet(self) -> None:
        """F3: the only sheet; which of several; F3 once more another one."""
        with self.shop.read() as view:
            found = sheets_of(view, self.count_id)
        if not found:
            self.show_positions(())
            text = _("No sheet was printed for this count yet: that is done under “{sheets}”.")
            self.ask(text.format(sheets=_("Sheets")))
        elif len(found) == 1:
            self.open_sheet(found[0])
        else:
            found = found[::-1][:MOST_FOUND]
            rows = [(place, each.code, each.area, each.lines, each.moment.at) for place, each in enumerate(found, 1)]
            self.sheets.offer(found, rows)
            self.ask(_("Which sheet? Scan its code, or a digit picks."))

    def _on_sheet_picked(self, sheet: Sheet) -> None:
        self.sheets.hide()
        self.line.setFocus()
        self.open_sheet(sheet)

    def open_sheet(self, sheet: Sheet) -> None:
        """Along this sheet."""
        self.sheets.hide()
        if self.way is not self.by_sheet:
            self._turn_to(SHEET)
        self.by_sheet.open(sheet)
        self.line.setFocus()

    def look_for_recounts(self) -> None:
        """Which lines are to be counted again: all of the books' moves since are looked at, on another thread."""
        shop, count_id = self.shop, self.count_id

        def look(_control: jobs.JobControl) -> dict[int, int]:
            with shop.read() as view:
                return recounts_of(view, count_id)

        def done(rounds: dict[int, int]) -> None:
            if self.way is self.recount and self.count_id == count_id:
                self.recount.show_lines(rounds)

        jobs.run(look, title=_("Recount"), owner=self, done=done)

    # what is scanned and typed

    def submit(self, text: str) -> bool:
        """Enter on the line; False when what was typed could not be taken."""
        if text and not self._is_ready():
            return False
        self.line.clear()
        if self.way.submit(text):
            return True
        self.line.setText(text)
        self.line.selectAll()
        return False

    def open_typed(self, text: str) -> None:
        """A code that was typed, else goods by their name or initials."""
        times, rest = split_quantity(text)
        self._open(rest, times, is_typed=True)

    def finds(self, text: str) -> bool:
        """Whether goods have this code or name: 7up is no quantity."""
        with self.shop.read() as view:
            return bool(search(view, text, limit=1))

    def _open(self, code: str, times: int | None, *, is_typed: bool = False) -> None:
        if not self._is_ready():
            return
        with self.shop.read() as view:
            sheet = sheet_by_code(view, code)
            if sheet is None:
                try:
                    found = find_by_code(view, code)
                except CustomersPaymentCode as named:
                    self.refuse(str(named))
                    return
                if not found and is_typed and not code.isdecimal():
                    found = tuple(Found(product) for product in search(view, code, limit=MOST_FOUND))
                goods = [each for each in found if each.product.kind.has_stock]
                hand = self.look(view, goods[0].product) if len(goods) == 1 else None
        if sheet is not None:
            self._on_sheet_scanned(sheet)
        elif hand is not None:
            self.way.take(hand, goods[0], times)
        elif goods:
            self._ask_which(code, goods, times)
        elif found:
            self.refuse(_("{name} keeps no stock: it is not counted.").format(name=found[0].product.name))
        else:
            self._on_unknown(code)

    def _on_sheet_scanned(self, sheet: Sheet) -> None:
        if sheet.count_id != self.count_id:
            self.refuse(_("{sheet} is a sheet of another count.").format(sheet=sheet.code))
            return
        sounds.taken()
        self.open_sheet(sheet)

    def _on_unknown(self, code: str) -> None:
        """Said until Esc; scans go on."""
        sounds.refused()
        label = unread_label(code, scale_formats(self.shop.settings.scale_formats))
        self._codes = [*(each for each in self._codes if each != code), code]
        text = label.sentence() if label is not None else _("{code} is not known: nothing was counted.").format(code=code)
        more = len(self._codes) - 1
        if more:
            text += "  " + ngettext("{count} more code before it", "{count} more codes before it", more).format(count=more)
        self.unknown.show_text(text, _("Put it aside"), "Esc", kind="red", act=self._put_codes_aside)
        self.unknown.setToolTip("\n".join(self._codes))

    def _put_codes_aside(self) -> None:
        self._codes = []
        self.unknown.clear()
        self.line.setFocus()

    def _ask_which(self, code: str, found: Sequence[Found], times: int | None) -> None:
        sounds.taken()
        self._questions.append((code, found, times))
        if len(self._questions) == 1:
            self._show_question()

    def _show_question(self) -> None:
        if not self._questions:
            self.which.hide()
            self.line.setFocus()
            return
        code, found, _times = self._questions[0]
        self.ask(_("{code}: which product? A digit picks, Esc leaves it.").format(code=code))
        self.which.ask(found)

    def _on_picked(self, found: Found) -> None:
        _code, _found, times = self._questions.popleft()
        self._show_question()
        with self.shop.read() as view:
            hand = self.look(view, found.product)
        self.way.take(hand, found, times)

    # the desk

    def look(self, view: View, product: Product, place_id: int = 0) -> InHand:
        """The line of a product, at the place chosen unless one is named."""
        return self.session.look(view, product, place_id or self._place_id() or view.place_id, is_blind=not self.has_book)

    def entered(self, hand: InHand, row: CountRow) -> None:
        """Paint the line first: it is on its way to the shop file."""
        sounds.taken()
        self._unsay()
        self._show_goods(hand.product, row)
        if row.position:
            self.model.put(row.position, row)
            self.go_to(row.position)
        self._note_carts(row)
        if hand.key in self.session.prior and self.session.twice is Twice.UNSAID and self.twice.isHidden():
            self.ask_twice(hand)
        self._show_told()

    def show_hand(self, hand: InHand, asks: str, *, ahead: str = "") -> None:
        """Show what is in hand and what is asked of it."""
        self._show_goods(hand.product, hand.row, ahead=ahead)
        self.ask(asks)

    def _show_goods(self, product: Product, row: CountRow, *, ahead: str = "") -> None:
        tally, habit = row.tally, self.shop.settings.weight_unit
        is_seen = tally.is_counted and tally.round >= self.way.hidden_round(row.position)
        packs = "  ".join(f"{pack.name} = {pack.ratio} {product.unit}" for pack in product.packs)
        about = " · ".join(filter(None, (ahead, product.code, f"{row.place} {row.shelf}".strip(), packs, mark_of(row, tally))))
        counted = counted_text(product, tally.quantity or 0, habit) if is_seen else _("not counted")
        book = ""
        if self.has_book and is_seen and row.book is not None:
            spoken = spoken_of(product.kind, product.unit, habit)
            difference = tally.present - row.book
            texts = (format_quantity(spoken.quantity(row.book), spoken.unit), format_quantity(spoken.quantity(difference), spoken.unit))
            book = _("Book {book} · difference {difference}").format(book=texts[0], difference=texts[1])
        name = f"{product.name} {product.spec}".strip()
        self.card.show_goods(name, about, counted, book, role="text" if is_seen else "soft")
        self.ask("")

    def ask(self, text: str, *, is_wrong: bool = False) -> None:
        """What is to be typed now, or what is wrong with what was."""
        self.card.ask(text, "problem" if is_wrong else "accent")

    def refuse(self, text: str) -> None:
        """Say with a sound that something was not taken."""
        sounds.refused()
        self._say(text, kind="amber")

    def _say(self, text: str, *, kind: str = "neutral", stays: bool = False) -> None:
        """What just happened: until the next number, or until Esc where it `stays`."""
        self._said_stays = stays
        self.said.show_text(text, *((_("Put it aside"), "Esc") if stays else ()), kind=kind, act=partial(self._unsay, is_read=True))

    def _unsay(self, *, is_read: bool = False) -> None:
        if is_read or not self._said_stays:
            self._said_stays = False
            self.said.clear()

    # the lines

    def show_positions(self, positions: Sequence[int]) -> None:
        """Show these lines."""
        shop, count_id, session = self.shop, self.count_id, self.session
        has_book, way = self.has_book, self.way
        has_place, is_sheet, habit = self.top.place.count() > 1, self.way is self.by_sheet, shop.settings.weight_unit
        at = next((place for place, column in enumerate(COLUMNS) if column.key == "place"))

        def read(wanted: Sequence[int]) -> Sequence[CountRow]:
            with shop.read() as view:
                rows = count_rows(view, count_id, is_blind=not has_book, positions=list(wanted))
            return [session.unstored.get((row.product_id, row.place_id), row) for row in rows] if session.unstored else rows

        def cells(number: int, row: CountRow) -> tuple[object, ...]:
            shown = number + 1 if is_sheet else row.position
            made = cells_of(shown, row, habit, has_book=has_book, hidden_round=way.hidden_round(row.position))
            return made if has_place else (*made[:at], *made[at + 1 :])

        self.model.show_lines(positions, read, cells)

    def _show_lines(self) -> None:
        """The lines of the choice, the cursor where it was."""
        number, scrolled = self.view.currentIndex().row(), self.view.verticalScrollBar().value()
        position = self.model.identity(number) if 0 <= number < self.model.rowCount() else 0
        positions = self._positions() if self.way is self.scanning else self.model.lines.positions
        self.show_positions(positions)
        if position and not self.view.currentIndex().isValid():
            self.go_to(position)
            self.view.verticalScrollBar().setValue(scrolled)

    def _positions(self) -> Sequence[int]:
        """Those of the choice; read again where there may be other ones."""
        choice = (self.count_id, str(self.top.which.currentData() or ""), str(self.top.area.currentData() or ""))
        is_all = choice == (self.count_id, "", "")
        if is_all and choice == self._listed[0] and self.head is not None and len(self._listed[1]) == self.head.lines:
            return self._listed[1]
        with self.shop.read() as view:
            self._listed = (choice, positions_of(view, self.count_id, which=choice[1], area=choice[2]))
        return self._listed[1]

    def go_to(self, position: int) -> None:
        """Put the cursor on a line, as far as it is shown: that lights it."""
        number = self.model.number_of(position)
        if number >= 0:
            self.view.selectRow(number)

    # carts

    def _note_carts(self, row: CountRow) -> None:
        key, tally = (row.product_id, row.place_id), row.tally
        if tally.in_carts and tally.at_till is None:
            self._asked.pop(key, None)
            self._asked[key] = Asked(*key, row.name, row.unit, tally.in_carts)
        elif key in self._asked:
            self._asked.pop(key)
        self._show_carts()

    def _show_carts(self) -> None:
        """Ask about the line counted last; the others are a number beside it."""
        if not self._asked:
            if not self.carts.isHidden():
                self.carts.clear()
            return
        asked = list(self._asked.values())[-1]
        text = _("{name}: carts hold {quantity}. Was that still on the shelf, or at the till?").format(
            name=asked.name, quantity=format_quantity(asked.in_carts, asked.unit)
        )
        more = len(self._asked) - 1
        if more:
            text += "  " + ngettext("{count} more line waits for this", "{count} more lines wait for this", more).format(count=more)
        answers = (
            ("F6", _("Still on the shelf"), partial(self.answer_carts, at_till=False)),
            ("F7", _("At the till"), partial(self.answer_carts, at_till=True)),
        )
        self.carts.ask(text, answers)

    def answer_carts(self, *, at_till: bool) -> None:
        """F6, F7: where the pieces in carts were when the line asked about was counted."""
        if not self._asked:
            return
        key, asked = self._asked.popitem()
        self.session.answer_carts(key, asked.in_carts if at_till else 0)
        self._show_carts()

    # counted before

    def ask_twice(self, hand: InHand) -> None:
        """Ask what becomes of a number for goods that were counted before; once for all that follows."""
        tally = hand.row.tally
        what = (hand.row.name, counted_text(hand.product, tally.quantity or 0, self.shop.settings.weight_unit), shown_person(tally.person))
        text = _("{name} was counted before ({quantity}, {person}). Add to it, or does the new number take its place?").format(
            name=what[0], quantity=what[1], person=what[2]
        )
        answers = (
            ("F8", _("Add to it"), partial(self.say_twice, Twice.ADD)),
            ("F9", _("Takes its place"), partial(self.say_twice, Twice.REPLACE)),
        )
        self.twice.ask(text, answers)

    def say_twice(self, what: Twice) -> None:
        """F8, F9: what becomes of a second number, from now on and for those that waited for the word."""
        self.session.twice = what
        self.twice.clear()
        if what is Twice.REPLACE:
            for key in self.session.replace_prior():
                self.model.put(self.session.unstored[key].position, self.session.unstored[key])
        self.session.prior.clear()
        self.by_sheet.on_twice()
        self._show_told()

    # undo and what became of it

    def undo(self) -> None:
        """Ctrl+Z: take the last number back."""
        act = self.session.take_back()
        if act is None:
            return
        row = act.before
        if row.position:
            self.model.put(row.position, row)
            self.go_to(row.position)
        self._asked.pop(act.key, None)
        self._show_carts()
        self.card.show_goods("", "", "")
        self.way.go_back_to(row.position)
        self._say(_("Taken back: {name}").format(name=row.name))
        self._show_told()

    def _on_stored(self, key: Key) -> None:
        """The shop file's line is the truth again."""
        self.session.on_stored(key)
        with self.shop.read() as view:
            row = count_row(view, self.count_id, *key, is_blind=not self.has_book)
        if row is None:
            return
        if (bool(row.tally.in_carts) and row.tally.at_till is None) != (key in self._asked):
            self._note_carts(row)
        if row.is_added and self.model.number_of(row.position) < 0 and self.way is self.scanning:
            self._listed = ((0, "", ""), ())
            self._show_lines()
            self.go_to(row.position)
        else:
            self.model.put(row.position, row)

    def _on_refused(self, save: Save, error: ShopError) -> None:
        """A number that was refused: its line is as it was, and it is said why."""
        self.session.on_refused(save.number, save.key)
        sounds.refused()
        self._say(str(error), kind="red", stays=True)
        with self.shop.read() as view:
            row = count_row(view, self.count_id, *save.key, is_blind=not self.has_book)
        if row is not None:
            self.model.put(row.position, row)
            self.way.go_back_to(row.position)

    def _show_told(self) -> None:
        """What waits to be stored, and what was said about second numbers."""
        waiting = self.saves.waiting
        if self.saves.is_stuck:
            text = ngettext("{count} number waits to be stored", "{count} numbers wait to be stored", waiting).format(count=waiting)
        else:
            text = "" if waiting else _("All stored")
        said = {Twice.ADD: _("counted before: added (F9)"), Twice.REPLACE: _("counted before: replaced (F8)")}.get(self.session.twice, "")
        theme.set_role(self.told, "red" if self.saves.is_stuck else "soft")
        self.told.setText(" · ".join(filter(None, (text, said))))

    # keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Z in the empty line means the count, not the line."""
        if watched is self.line and isinstance(event, QKeyEvent) and not self.line.text() and _is_undo(event):
            if event.type() == QEvent.Type.KeyPress:
                self.undo()
            return event.type() == QEvent.Type.KeyPress
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Esc stays here while there is something to leave."""
        is_esc = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_esc and event.type() == QEvent.Type.ShortcutOverride and self._can_step_back():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves a question, a code that is not known, a sheet or the recount; then the count."""
        if event.key() == Qt.Key.Key_Escape:
            self.step_back()
        else:
            super().keyPressEvent(event)

    def _can_step_back(self) -> bool:
        return bool(self._questions or self._codes or self._said_stays or self.line.text() or self.way is not self.scanning)

    def step_back(self) -> None:
        """One step back."""
        if self._questions:
            self._questions.popleft()
            self.ask("")
            self._show_question()
        elif self._codes:
            self._put_codes_aside()
        elif self._said_stays:
            self._unsay(is_read=True)
        elif self.line.text():
            self.line.clear()
        elif self.way is not self.scanning:
            self.go(SCAN)
        else:
            self.closed.emit()


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo)
