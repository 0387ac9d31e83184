"""The ways to count: by scanning, line by line along a printed sheet, and once more where a difference was found.

Each gets what was scanned or typed and enters it through the desk; what is shown is the desk's.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from jxc_desktop.domain.count_paper import line_said, time_said
from jxc_desktop.domain.count_quantities import counted_in, looks_counted, scanned_quantity
from jxc_desktop.domain.counts import Moment, Source
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.found import Found
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.units import UnknownUnit
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Shop
from jxc_desktop.printing.count_sheets import PAPER, first_lines
from jxc_desktop.queries.count_entry import InHand, positions_on_sheet
from jxc_desktop.queries.count_sheets import is_recount_sheet, sheet_spots
from jxc_desktop.queries.counts import LEFT, CountRow, Sheet, count_rows, moment_at, moment_now
from jxc_desktop.queries.products import products_of
from jxc_desktop.queries.view import View
from jxc_desktop.ui import sounds
from jxc_desktop.ui.counts.entry_session import Number, Session, Twice
from jxc_desktop.ui.widgets.paper_size import form_of

SCAN, SHEET, RECOUNT = "scan", "sheet", "recount"
AGAIN = 2


class Desk(Protocol):
    """What a way to count has at hand."""

    shop: Shop
    count_id: int
    session: Session

    def look(self, view: View, product: Product, place_id: int = 0) -> InHand:
        """The line of a product, at the place chosen unless one is named."""
        ...

    def entered(self, hand: InHand, row: CountRow) -> None:
        """Show a line that a number was entered for."""
        ...

    def show_hand(self, hand: InHand, asks: str, *, ahead: str = "") -> None:
        """Show what is in hand and what is asked of it."""
        ...

    def ask(self, text: str, *, is_wrong: bool = False) -> None:
        """What is to be typed now, or what is wrong with what was."""
        ...

    def open_typed(self, text: str) -> None:
        """What was typed is a code or a name."""
        ...

    def finds(self, text: str) -> bool:
        """Whether goods have this code or name."""
        ...

    def ask_twice(self, hand: InHand) -> None:
        """Ask what becomes of a number for goods that were counted before."""
        ...

    def fit(self) -> None:
        """Hide the books where the way says so now, or show them again."""
        ...

    def show_positions(self, positions: Sequence[int]) -> None:
        """Show these lines."""
        ...

    def go_to(self, position: int) -> None:
        """Put the cursor on a line."""
        ...

    def look_for_recounts(self) -> None:
        """Find out which lines are to be counted again; the way is told."""
        ...

    def refuse(self, text: str) -> None:
        """Say with a sound that something was not taken."""
        ...


@dataclass(frozen=True)
class Run:
    """The goods in hand, and how many numbers were entered for them one after the other."""

    product: Product
    place_id: int
    acts: int

    @property
    def key(self) -> tuple[int, int]:
        """Their line."""
        return self.product.id, self.place_id


class ByScan:
    """A scan is one more; a figure typed after it says how many instead. `=12` is all there is, `+3` so many more."""

    name = SCAN
    is_blind = False

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.run: Run | None = None

    def begin(self) -> None:
        """Nothing is in hand."""
        self.run = None
        self.desk.ask("")

    def take(self, hand: InHand, found: Found, times: int | None) -> None:
        """Goods that were scanned, or found by what was typed."""
        desk, run = self.desk, self.run
        quantity = scanned_quantity(found, times, desk.shop.settings.weight_unit)
        before = run.acts if run is not None and run.key == hand.key else 0
        if quantity is None:
            self.run = Run(found.product, hand.row.place_id, 0)
            sounds.taken()
            desk.show_hand(hand, _("How much is there?"))
            return
        row = desk.session.enter(hand, self._number(hand, quantity, is_part=desk.session.adds(hand)))
        self.run = Run(found.product, hand.row.place_id, before + 1)
        desk.entered(hand, row)

    def _number(self, hand: InHand, quantity: int, *, is_part: bool) -> Number:
        return Number(quantity, hand.moment, is_part)

    def submit(self, text: str) -> bool:
        """Enter on what was typed; False when it could not be taken."""
        if not text:
            return True
        run, sign = self.run, text[0] if text[0] in "=+" else ""
        if run is not None and (sign or looks_counted(text)):
            try:
                return self._say_how_many(run, text, sign)
            except UnknownUnit as unknown:
                if sign or not self.desk.finds(text):
                    return self._wrong(unknown)
            except ShopError as wrong:
                return self._wrong(wrong)
        elif sign or (len(text) < 3 and looks_counted(text)):
            self.desk.refuse(_("Scan first, then how many there are."))
            return False
        self.desk.open_typed(text)
        return True

    def _wrong(self, wrong: ShopError) -> bool:
        sounds.refused()
        self.desk.ask(str(wrong), is_wrong=True)
        return False

    def _say_how_many(self, run: Run, text: str, sign: str) -> bool:
        desk = self.desk
        quantity = counted_in(run.product, text.removeprefix(sign), desk.shop.settings.weight_unit)
        with desk.shop.read() as view:
            hand = desk.look(view, run.product, run.place_id)
        if sign:
            row = desk.session.enter(hand, self._number(hand, quantity, is_part=sign == "+"))
            self.run = replace(run, acts=run.acts + 1)
        elif run.acts:
            row = desk.session.revise(hand, run.acts, self._number(hand, quantity, is_part=desk.session.adds(hand)))
            self.run = replace(run, acts=1)
        else:
            row = desk.session.enter(hand, self._number(hand, quantity, is_part=desk.session.adds(hand)))
            self.run = replace(run, acts=1)
        desk.entered(hand, row)
        return True

    def hidden_round(self, _position: int) -> int:
        """What was counted of a line before this round is not shown; 0 shows all."""
        return 0

    def step(self, by: int) -> None:
        """Nothing to walk along."""

    def go_back_to(self, _position: int) -> None:
        """The number of a line is gone: nothing is in hand."""
        self.run = None

    def leave(self) -> bool:
        """Whether there was something to leave."""
        return False


class Walk:
    """Lines that one goes down one by one: their positions, and where one stands; past the last one it is over."""

    def __init__(self, positions: Sequence[int] = ()) -> None:
        self.positions = positions
        self.at = 0

    @property
    def is_over(self) -> bool:
        """Whether no line is left."""
        return self.at >= len(self.positions)

    @property
    def position(self) -> int:
        """Of the line one stands at; 0 for none."""
        return 0 if self.is_over else self.positions[self.at]

    def step(self, by: int) -> None:
        """So many lines further, or back."""
        self.at = min(max(self.at + by, 0), len(self.positions))

    def go_to(self, position: int) -> bool:
        """To a line; False when it is not among them."""
        if position not in self.positions:
            return False
        self.at = self.positions.index(position)
        return True


def hand_at(desk: Desk, position: int) -> InHand:
    """The goods of a line."""
    with desk.shop.read() as view:
        (row,) = count_rows(view, desk.count_id, is_blind=True, positions=[position])
        (product,) = products_of(view, [row.product_id])
        return desk.look(view, product, row.place_id)


class BySheet:
    """Along a printed sheet, page by page: when was this page counted, then line by line. Enter alone is not counted, 0 is none."""

    name = SHEET

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.is_blind = False
        self.sheet: Sheet | None = None
        self.walk = Walk()
        self.starts: list[int] = []
        self.moments: dict[int, Moment] = {}
        self.hand: InHand | None = None
        self._held = ""

    def begin(self) -> None:
        """Go on where the sheet was left."""
        if self.sheet is not None:
            self._show()

    def open(self, sheet: Sheet) -> None:
        """Begin with a sheet, at its first line that is not counted."""
        self.sheet, self.moments, self._held = sheet, {}, ""
        with self.desk.shop.read() as view:
            positions = positions_on_sheet(view, sheet.id)
            left = positions_on_sheet(view, sheet.id, which=LEFT)
            spots, self.is_blind = sheet_spots(view, sheet), is_recount_sheet(view, sheet)
        self.starts = first_lines(spots, form_of(PAPER))
        self.walk = Walk(positions)
        self.walk.go_to(left[0] if left else 0)
        self.desk.fit()
        self.desk.show_positions(positions)
        self._show()

    def hidden_round(self, _position: int) -> int:
        """A sheet for the recount hides what was counted first."""
        return AGAIN if self.is_blind else 0

    @property
    def page(self) -> int:
        """The page one is on, from 0."""
        return max(bisect_right(self.starts, self.walk.at + 1) - 1, 0)

    def _span(self) -> tuple[int, int]:
        """The first and the last line of the page, as they are printed on it."""
        ends = [*self.starts[1:], len(self.walk.positions) + 1]
        return self.starts[self.page], ends[self.page] - 1

    def _show(self) -> None:
        """The line one stands at, and what is asked of it."""
        desk, walk, sheet = self.desk, self.walk, self.sheet
        if sheet is None:
            return
        if walk.is_over:
            self.hand = None
            desk.ask(_("That was the last line of {sheet}. F3 takes another sheet.").format(sheet=sheet.code))
            return
        self.hand = hand_at(desk, walk.position)
        ahead = _("Line {line} of {lines}").format(line=walk.at + 1, lines=len(walk.positions))
        desk.go_to(walk.position)
        desk.show_hand(self.hand, self._asks(sheet), ahead=ahead)

    def _asks(self, sheet: Sheet) -> str:
        if self.page not in self.moments:
            text = _(
                "When was page {page} (lines {first} to {last}) counted?  1 when it was printed ({printed})  2 now  or type the time, as 1620"
            )
            first, last = self._span()
            return text.format(page=self.page + 1, first=first, last=last, printed=f"{sheet.moment.at:%m-%d %H:%M}")
        at = f"{self.moments[self.page].at:%H:%M}"
        return _("How many at {time}? Enter alone: not counted. 0: none there.").format(time=at)

    def submit(self, text: str) -> bool:
        """Enter on what was typed."""
        if self.sheet is None or (self.hand is None and not text.startswith("/")):
            if text:
                self.desk.open_typed(text)
            return True
        try:
            self._take(text)
        except ShopError as wrong:
            sounds.refused()
            self.desk.ask(str(wrong), is_wrong=True)
            return False
        return True

    def _take(self, text: str) -> None:
        if text.startswith("/"):
            self._jump(text[1:].strip())
        elif text == "@":
            self.moments.pop(self.page, None)
            self._show()
        elif self.page not in self.moments:
            self._say_when(text)
        elif text:
            self._enter(text)
        else:
            self._next()

    def _jump(self, text: str) -> None:
        self.walk.at = line_said(text, len(self.walk.positions)) - 1
        self._show()

    def _say_when(self, text: str) -> None:
        assert self.sheet is not None
        with self.desk.shop.read() as view:
            if text == "1":
                moment = self.sheet.moment
            elif text == "2":
                moment = moment_now(view)
            else:
                moment = moment_at(view, time_said(text, now=view.now, printed_at=self.sheet.moment.at))
        self.moments[self.page] = moment
        self._show()

    def _enter(self, text: str) -> None:
        desk, hand = self.desk, self.hand
        assert hand is not None
        assert self.sheet is not None
        sign = text[0] if text[0] in "=+" else ""
        quantity = counted_in(hand.product, text.removeprefix(sign), desk.shop.settings.weight_unit)
        session = desk.session
        is_second = session.was_counted(hand) and hand.row.tally.round >= self.hidden_round(hand.row.position)
        if is_second and not sign and session.twice is Twice.UNSAID:
            self._held = text
            desk.ask_twice(hand)
            return
        adds = sign == "+" or (not sign and is_second and session.twice is Twice.ADD)
        round_no = max(AGAIN, hand.row.tally.round) if self.is_blind else 0
        number = Number(quantity, self.moments[self.page], adds, Source.SHEET, self.sheet.id, round_no)
        row = session.correct(hand, number) if session.is_own(hand.key) and not sign else session.enter(hand, number)
        desk.entered(hand, row)
        self._next()

    def _next(self) -> None:
        """The next line. Who types with the eyes on the paper hears where a page ends: what is asked there is no number of pieces."""
        page = self.page
        self.walk.step(1)
        if self.walk.is_over or self.page != page:
            sounds.refused()
        self._show()

    def on_twice(self) -> None:
        """It was said what becomes of a second number: the one that waited goes in."""
        held, self._held = self._held, ""
        if held:
            self.submit(held)

    def step(self, by: int) -> None:
        """Up and down the lines."""
        self._held = ""
        self.walk.step(by)
        self._show()

    def take(self, hand: InHand, found: Found, times: int | None) -> None:
        """A scan goes to its line of the sheet, if it has one."""
        del found, times
        if self.walk.go_to(hand.row.position):
            sounds.taken()
            self._show()
        else:
            self.desk.refuse(_("{name} is not on this sheet. F2 goes back to scanning.").format(name=hand.row.name))

    def go_back_to(self, position: int) -> None:
        """The number of a line is gone: back to it."""
        if self.walk.go_to(position):
            self._show()

    def leave(self) -> bool:
        """Esc goes back to scanning."""
        return True


class ByRecount(ByScan):
    """Once more what needs it, down the lines: what was counted first, and the books, are hidden. A scan goes to its line and is one."""

    name = RECOUNT
    is_blind = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rounds: dict[int, int] = {}
        self.walk = Walk()

    def begin(self) -> None:
        """Look which lines they are."""
        self.run = None
        self.rounds, self.walk = {}, Walk()
        self.desk.ask(_("Looking what is to be counted again …"))
        self.desk.look_for_recounts()

    def show_lines(self, rounds: dict[int, int]) -> None:
        """These are to be counted again."""
        self.rounds = rounds
        self.walk = Walk(sorted(rounds))
        self.desk.show_positions(self.walk.positions)
        self._show()

    def _show(self) -> None:
        desk, walk = self.desk, self.walk
        self.run = None
        if walk.is_over:
            none = _("Nothing is to be counted again.") if not self.rounds else _("All of it was gone through.")
            desk.ask(none)
            return
        ahead = _("{line} of {lines} to be counted again").format(line=walk.at + 1, lines=len(walk.positions))
        desk.go_to(walk.position)
        desk.show_hand(hand_at(desk, walk.position), _("How many are there? Enter alone goes on."), ahead=ahead)

    def take(self, hand: InHand, found: Found, times: int | None) -> None:
        """A scan is one more of its line, if that is to be counted again."""
        if self.walk.go_to(hand.row.position):
            self.desk.go_to(hand.row.position)
            super().take(hand, found, times)
        else:
            self.desk.refuse(_("{name} is not among what is to be counted again.").format(name=hand.row.name))

    def _number(self, hand: InHand, quantity: int, *, is_part: bool) -> Number:
        return Number(quantity, hand.moment, is_part, round_no=self.rounds.get(hand.row.position, 0))

    def submit(self, text: str) -> bool:
        """A figure is what there is of the line; after scans of it, instead of them."""
        if not self.walk.is_over and (not text or looks_counted(text) or text[0] in "=+"):
            if text and not self._count_here(text):
                return False
            self.walk.step(1)
            self._show()
            return True
        return super().submit(text)

    def _count_here(self, text: str) -> bool:
        hand = hand_at(self.desk, self.walk.position)
        run = self.run if self.run is not None and self.run.key == hand.key else Run(hand.product, hand.row.place_id, 0)
        sign = text[0] if text[0] in "=+" else ""
        try:
            return self._say_how_many(run, text, sign or ("" if run.acts else "="))
        except ShopError as wrong:
            return self._wrong(wrong)

    def step(self, by: int) -> None:
        """Up and down the lines."""
        self.walk.step(by)
        self._show()

    def hidden_round(self, position: int) -> int:
        """The round that is counted now."""
        return self.rounds.get(position, 0)

    def go_back_to(self, position: int) -> None:
        """The number of a line is gone: back to it."""
        if self.walk.go_to(position):
            self._show()

    def leave(self) -> bool:
        """Esc goes back to scanning."""
        return True
