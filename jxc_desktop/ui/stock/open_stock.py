"""The transfer, write-off, write-up or assembly that is being typed: every change is stored before it is shown, and can be taken back."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QObject

from jxc_desktop.domain.found import Found
from jxc_desktop.domain.late_goods import Answer
from jxc_desktop.domain.products import Product
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.stock_draft import DraftLine, StockDraft, Way
from jxc_desktop.i18n import _
from jxc_desktop.operations.places import set_recipe
from jxc_desktop.operations.stock_drafts import book_stock_draft, drop_stock_draft, keep_stock_draft
from jxc_desktop.operations.stock_rows import Booked
from jxc_desktop.operations.work import Shop
from jxc_desktop.queries.places import places, recipe_of, stock_reasons
from jxc_desktop.queries.product_rows import products_of
from jxc_desktop.queries.stock_drafts import levels_of, open_stock_draft
from jxc_desktop.ui.purchasing.open_draft import OpenDraft


class OpenStock(OpenDraft[StockDraft]):
    """`changed` comes when anything is another one; `place` is the line under the cursor, -1 without one.

    `was_kept` tells that it was typed before and not booked; `places` and `reasons` are titles by id.
    """

    def __init__(self, shop: Shop, way: Way, parent: QObject | None = None) -> None:
        with shop.read() as view:
            kept = open_stock_draft(view, way)
            others = [place.id for place in places(view) if place.id != 1]
        super().__init__(shop, kept or StockDraft(uuid.uuid4().hex, way, 1, others[0] if others else 1), parent)
        self.was_kept = kept is not None and bool(kept.lines)
        self.places: dict[int, str] = {}
        self.reasons: dict[int, str] = {}
        self.goods: dict[int, Product] = {}
        self.there: dict[tuple[int, int], int] = {}
        self.today = date.min
        self._is_stored = kept is not None
        self._read()

    @property
    def way(self) -> Way:
        """What kind of document it will be."""
        return self.typed.way

    def _store(self, typed: StockDraft) -> None:
        with self.shop.work() as work:
            keep_stock_draft(work, typed)
        self._is_stored = True

    def _read(self) -> None:
        ids = sorted({line.product_id for line in self.typed.lines})
        with self.shop.read() as view:
            self.today = view.business_date
            self.goods = {product.id: product for product in products_of(view, ids)}
            self.there = levels_of(view, ids)
            self.places = {place.id: place.title for place in places(view)}
            used = {line.reason_id for line in self.typed.lines}
            self.reasons = {reason.id: reason.title for reason in stock_reasons(view, used)}

    def read_again(self) -> None:
        """What places and reasons are called, and which day it is, by now."""
        self._read()
        self.changed.emit()

    # changes

    def add(self, found: Found, quantity: int | None, said: tuple[int, int, bool]) -> None:
        """Goods that were scanned or found; `said` is the reason, the place, and whether they are made."""
        pack = found.product.pack(found.pack_id)
        pieces = (ONE if quantity is None else quantity) * (pack.ratio if pack else 1)
        self.change(*self.typed.added(DraftLine(found.product.id, pieces, *said)))

    def set_line(self, what: str = "", **said: int | bool) -> None:
        """Something else is said of the line under the cursor."""
        if self.place >= 0:
            line = replace(self.typed.lines[self.place], **said)  # type: ignore[arg-type]
            self.change(self.typed.with_line(self.place, line), what=what and f"{what} {self.place}")

    def set_places(self, from_place: int, to_place: int) -> None:
        """From where to where all of it goes."""
        lines = tuple(replace(line, place_id=from_place) for line in self.typed.lines)
        self.change(replace(self.typed, from_place=from_place, to_place=to_place, lines=lines))

    def set_day(self, day: date) -> None:
        """The business day it is for; today's when it is today."""
        self.change(replace(self.typed, day=None if day == self.today else day), what="day")

    def set_remark(self, text: str) -> None:
        """What else is to be said."""
        self.change(replace(self.typed, remark=text), what="remark")

    def remove(self) -> str:
        """Take the line under the cursor away: the name of its goods; "" without one."""
        line = self.line
        if line is None:
            return ""
        name = self.goods[line.product_id].name
        self.change(self.typed.with_line(self.place, None))
        return name

    # sets

    def take_recipe(self, place: int) -> bool:
        """What the sets on the lines consist of is used, out of a place; False where of none of them it is known."""
        with self.shop.read() as view:
            parts = [
                DraftLine(part.product_id, part.quantity * line.quantity // ONE, 0, place)
                for line in self.typed.lines
                if line.is_made
                for part in recipe_of(view, line.product_id)
            ]
        draft, at = self.typed, self.place
        for part in parts:
            draft, at = draft.added(part)
        self.change(draft, at)
        return bool(parts)

    def keep_recipe(self) -> str:
        """What stands as used is what one of the set consists of from now on; nothing used forgets it. The set's name; "" without one.

        Raises what `set_recipe` raises.
        """
        made = self.typed.one_made
        if made is None:
            return ""
        with self.shop.work() as work:
            set_recipe(work, made.product_id, self.typed.parts_of_one)
        return self.goods[made.product_id].name

    # what is shown of it

    @property
    def line(self) -> DraftLine | None:
        """The line under the cursor."""
        return self.typed.lines[self.place] if 0 <= self.place < len(self.typed.lines) else None

    def takes(self, line: DraftLine) -> bool:
        """Whether goods leave by it."""
        return self.typed.takes(line)

    def there_of(self, line: DraftLine) -> int | None:
        """What is in the line's place of its goods; None while nobody knows."""
        return None if self.goods[line.product_id].is_unopened else self.there.get((line.product_id, line.place_id), 0)

    def rows(self) -> Sequence[tuple[object, ...]]:
        """The lines as the table shows them."""
        return [self._row(number, line) for number, line in enumerate(self.typed.lines, 1)]

    def _row(self, number: int, line: DraftLine) -> tuple[object, ...]:
        product, place = self.goods[line.product_id], self.places.get(line.place_id, "")
        said: tuple[object, ...] = (self.reasons.get(line.reason_id, ""), place)
        if self.way is Way.TRANSFER:
            said = ()
        elif self.way is Way.ASSEMBLY:
            said = (_("Made of it") if line.is_made else _("Used up"), place)
        return (number, product.name, product.spec, product.unit, *said, self.there_of(line), line.quantity)

    # the end

    def keep_answers(self, answers: tuple[Answer, ...]) -> None:
        """What of it had moved already when it was counted."""
        self.keep(replace(self.typed, answers=answers))

    def book(self) -> Booked:
        """Post it. Raises what the operation refuses; the draft stays then."""
        with self.shop.work() as work:
            return book_stock_draft(work, self.typed)

    def drop(self) -> None:
        """Nobody wants it any more."""
        with self.shop.work() as work:
            drop_stock_draft(work, self.typed)
        self._is_stored = False

    def drop_if_empty(self) -> None:
        """One that was begun and left without a line is put away."""
        if self._is_stored and not self.typed.lines and not self.typed.remark:
            self.drop()
