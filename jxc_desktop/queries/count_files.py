"""A file of counted numbers against an open count: what would be entered, what was counted or entered before, what is wrong.

Goods are found as the counter finds them: by the line of our own sheet, a barcode of a unit or pack, a scale's label, the own code,
else by a name that only one product has. Rows of the same goods add up; a file that says times keeps each moment.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import counts as t
from jxc_desktop.db.tables import products as p
from jxc_desktop.domain.count_paper import CLOCKS_DIFFER, EARLIER
from jxc_desktop.domain.count_rows import TITLES, Again, CountedRow, NewEntry
from jxc_desktop.domain.counts import Moment
from jxc_desktop.domain.errors import NamesGoods, ShopError
from jxc_desktop.domain.products import Kind, is_divisible
from jxc_desktop.domain.quantity import MAX_QUANTITY, ONE, format_quantity
from jxc_desktop.domain.units import packs_in
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.counts import Sheet, count_head, moments_at, sheet_by_code, sheet_lines
from jxc_desktop.queries.goods_of_codes import GoodsBook, GoodsOfCode, plain
from jxc_desktop.queries.places import places
from jxc_desktop.queries.view import View

UNKNOWN = frozenset({"unknown_code", "unknown_name"})
REASONS = {
    "unknown_code": N_("no product has this code"),
    "unknown_name": N_("no product has this name"),
    "several": N_("several products have it: {names}"),
    "not_stocked": N_("{name} keeps no stock"),
    "no_sheet": N_("there is no such count sheet"),
    "other_count": N_("this sheet belongs to count {number}"),
    "no_line": N_("the sheet has no such line"),
    "not_its_goods": N_("line {line} of this sheet is {name}"),
    "twice": N_("stands here twice: one row for each line of the sheet"),
    "no_place": N_("there is no place of this name"),
    "which_place": N_("{name} stands at several places: say at which this was counted"),
    "below_zero": N_("is below zero"),
    "whole": N_("{name} is counted by the whole {unit}"),
    "too_large": N_("is too large: at most {limit}"),
    "no_price": N_("the label says only an amount, and {name} has no price"),
    "future": N_("is later than now: the clock of the device may be wrong"),
    "old": N_("is long before this count was begun: the clock of the device may be wrong"),
}
GOODS_COLUMNS = (
    Column("code", N_("Product code"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("place", N_("Place"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("before", N_("Counted so far"), "quantity"),
    Column("quantity", N_("In the file"), "quantity"),
    Column("becomes", N_("Would be"), "quantity"),
    Column("rows", N_("Rows"), "integer"),
    Column("at", N_("Counted at"), "time"),
)


@dataclass(frozen=True, slots=True)
class CountProblem:
    """A row that is not entered as it is; worded like the errors of the reader. `reason` is a key of REASONS, or there is a `refusal`."""

    row_no: int
    field: str
    value: str
    reason: str
    facts: tuple[tuple[str, str], ...] = ()
    sheet: str = ""
    refusal: ShopError | None = None

    @property
    def column_title(self) -> str:
        """The field's title."""
        return _(TITLES[self.field])

    @property
    def is_unknown(self) -> bool:
        """Whether the shop does not have the goods."""
        return self.reason in UNKNOWN

    def sentence(self) -> str:
        """The cell and what is wrong with it."""
        if self.refusal is not None:
            return self.refusal.sentence()
        reason = _(REASONS[self.reason]).format(**dict(self.facts))
        return _("“{value}” {reason}").format(value=self.value[:60], reason=reason) if self.value else reason


@dataclass(frozen=True, slots=True)
class CountedGoods:
    """A product at a place, and what the file says of it. `before` is what is counted so far, None: nothing yet.

    `quantity` is the sum of its `rows`; `becomes` what will stand there, None while that is not decided.
    """

    product_id: int
    place_id: int
    code: str
    name: str
    spec: str
    place: str
    unit: str
    before: int | None
    quantity: int
    becomes: int | None
    rows: int
    at: datetime | None
    is_added: bool
    entries: tuple[NewEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked about a file: when what carries no time was counted, what becomes of goods counted already, who counted.

    `is_at_printing`: what stands on our sheets was counted when they were printed.
    """

    at: datetime | None = None
    is_at_printing: bool = False
    again: Again | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A file against a count. `new` and `again` (counted already) would be entered, `same` was entered before, moment and number alike.

    `sheets` are those of ours that rows name, `seen` the newest entry of the count.
    """

    count_id: int
    new: tuple[CountedGoods, ...]
    again: tuple[CountedGoods, ...]
    same: tuple[CountedGoods, ...]
    problems: tuple[CountProblem, ...]
    sheets: tuple[Sheet, ...] = ()
    needs_time: bool = False
    answers: Answers = Answers()
    seen: int = 0

    @property
    def needs_answer(self) -> bool:
        """Whether goods were counted already and nobody said what becomes of them."""
        return bool(self.again) and self.answers.again is None

    @property
    def unknown(self) -> tuple[CountProblem, ...]:
        """The rows of goods that the shop does not have."""
        return tuple(each for each in self.problems if each.is_unknown)

    @property
    def off_list(self) -> int:
        """How many goods were not on the list of the count."""
        return sum(each.is_added for each in self.new)

    @property
    def seems_entered(self) -> bool:
        """Whether each number of the file stands there already, at another moment."""
        return bool(self.again) and not self.new and all(each.before == each.quantity for each in self.again)

    def notes(self) -> list[str]:
        """What is to be known before it is entered."""
        told = []
        if self.off_list:
            text = ngettext(
                "{count} product is not on the list and is taken up.",
                "{count} products are not on the list and are taken up.",
                self.off_list,
            )
            told.append(text.format(count=self.off_list))
        if same := len(self.same):
            text = ngettext(
                "{count} number was entered before, of the same moment: it is left out.",
                "{count} numbers were entered before, of the same moments: they are left out.",
                same,
            )
            told.append(text.format(count=same))
        if self.seems_entered:
            told.append(_("All these numbers stand there already: was this file entered before?"))
        return told

    def entries(self) -> list[NewEntry]:
        """What is entered."""
        return [entry for goods in (*self.new, *self.again) for entry in goods.entries]


class CountedBefore(NamesGoods):
    """Goods of a file were counted already, and nobody said what becomes of that."""

    def sentence(self) -> str:
        """Name the first of them."""
        text = _(
            "{count} of these goods were counted already: {names}. Say whether to add, to replace, or that it is a recount. Nothing was entered."
        )
        return text.format(count=len(self.names), names=self.listed)


def compare(view: View, count_id: int, rows: Sequence[CountedRow], answers: Answers = Answers()) -> Compared:
    """What entering these rows would do. Raises NotFound."""
    return _Comparing(view, count_id, answers).run(rows)


class _Wrong(Exception):
    """Raised where a row can't be taken: field, value, a key of REASONS and its facts."""

    def __init__(self, of: str, value: object, reason: str = "", *, refusal: ShopError | None = None, **facts: object) -> None:
        super().__init__(reason)
        self.of, self.value, self.reason, self.refusal = of, str(value), reason, refusal
        self.facts = tuple((name, str(fact)) for name, fact in facts.items())

    def problem(self, row: CountedRow) -> CountProblem:
        """As what is wrong with this row."""
        return CountProblem(row.row_no, self.of, self.value, self.reason, self.facts, row.sheet, self.refusal)


@dataclass(slots=True)
class _Piece:
    """A number of a row, read."""

    quantity: int
    at: datetime | None
    is_recount: bool
    person: str
    sheet: Sheet | None


_ITEMS = Prepared(
    select(
        *(t.count_item.c.product_id, t.count_item.c.place_id, t.count_item.c.round, t.count_item.c.quantity, t.count_item.c.is_added)
    ).where(t.count_item.c.count_id == bindparam("count"))
)
_ENTERED = Prepared(
    select(*(t.count_entry.c[name] for name in ("product_id", "place_id", "round", "quantity", "counted_at"))).where(
        t.count_entry.c.count_id == bindparam("count")
    )
)
_NEWEST = Prepared(select(func.coalesce(func.max(t.count_entry.c.id), 0)).where(t.count_entry.c.count_id == bindparam("count")))
_SHELVES = Prepared(select(p.shelf_position.c.product_id, p.shelf_position.c.place_id, p.shelf_position.c.shelf))


class _Comparing:
    """A file on its way through the comparison."""

    def __init__(self, view: View, count_id: int, answers: Answers) -> None:
        self.view, self.answers = view, answers
        self.head = count_head(view, count_id)
        self.goods = GoodsBook(view)
        self.known = self.goods.known
        self.places = {place.id: place for place in places(view)}
        here = {"count": count_id}
        self.items = {(row[0], row[1]): (row[2], row[3], row[4]) for row in _ITEMS.rows(view.connection, here)}
        self.seen = int(_NEWEST.value(view.connection, here))
        self.entered = {(row[0], row[1], row[2], row[3], row[4]) for row in _ENTERED.records(view.connection, here)}
        self.sheets: dict[str, Sheet | None] = {}
        self.lines: dict[int, dict[int, tuple[int, int]]] = {}
        self.found: dict[tuple[str, ...], tuple[GoodsOfCode, int] | _Wrong] = {}
        self.only: Sheet | None = None
        self.taken: set[tuple[str, int]] = set()
        self.needs_time = False

    @cached_property
    def at_places(self) -> dict[int, list[int]]:
        """Where on the list each product stands."""
        found: dict[int, list[int]] = {}
        for product_id, place_id in self.items:
            found.setdefault(product_id, []).append(place_id)
        return found

    @cached_property
    def shelves(self) -> dict[tuple[int, str], int]:
        """The place of a product's shelf position."""
        return {(row[0], row[2].strip().casefold()): row[1] for row in _SHELVES.rows(self.view.connection, {})}

    def run(self, rows: Sequence[CountedRow]) -> Compared:
        """All rows, then what they come to."""
        named = {row.count_sheet.strip().upper() for row in rows if row.count_sheet}
        self.only = self._sheet(named.pop()) if len(named) == 1 else None
        pieces: dict[tuple[int, int], list[_Piece]] = {}
        problems = []
        for row in rows:
            try:
                key, read = self._read(row)
            except _Wrong as wrong:
                problems.append(wrong.problem(row))
                continue
            pieces.setdefault(key, []).extend(read)
        sums = self._summed(pieces)
        moments = moments_at(self.view, {at for each in sums.values() for at in each.times()})
        if self.answers.is_at_printing:
            moments |= {sheet.moment.at: sheet.moment for sheet in self.sheets.values() if sheet is not None}
        found: dict[str, list[CountedGoods]] = {"new": [], "again": [], "same": []}
        for (product_id, place_id), each in sums.items():
            goods, state = self._goods(product_id, place_id, each, moments)
            found[state].append(goods)
        sheets = tuple(sheet for sheet in self.sheets.values() if sheet is not None and sheet.count_id == self.head.id)
        new, again, same = map(tuple, found.values())
        return Compared(self.head.id, new, again, same, tuple(problems), sheets, self.needs_time, self.answers, self.seen)

    # a row

    def _read(self, row: CountedRow) -> tuple[tuple[int, int], list[_Piece]]:
        goods, place_id = self._whose(row)
        self._refuse_twice(row)
        sheet = self.sheets.get(row.count_sheet.strip().upper()) if row.count_sheet else None
        at = self._when(row, sheet)
        numbers = ((row.quantity, False, "quantity"), (row.recount, True, "recount"))
        read = [
            _Piece(self._quantity(goods, number, title), at, is_recount, row.person or self.answers.person, sheet)
            for number, is_recount, title in numbers
            if number is not None
        ]
        return (goods.product_id, place_id), read

    def _refuse_twice(self, row: CountedRow) -> None:
        """A line of our sheet stands once: a copied row would double it."""
        if row.count_sheet and row.line_no:
            line = (row.count_sheet.strip().upper(), row.line_no)
            if line in self.taken:
                raise _Wrong("line_no", row.line_no, "twice")
            self.taken.add(line)

    def _whose(self, row: CountedRow) -> tuple[GoodsOfCode, int]:
        key = (*row.identity, row.place, row.shelf)
        if key not in self.found:
            try:
                self.found[key] = self._look_up(row)
            except _Wrong as wrong:
                self.found[key] = wrong
        found = self.found[key]
        if isinstance(found, _Wrong):
            raise found
        return found

    def _look_up(self, row: CountedRow) -> tuple[GoodsOfCode, int]:
        if row.count_sheet and row.line_no:
            return self._line(row)
        goods = self._identified(row)
        if not Kind(self.known.value(goods.product_id, "kind")).has_stock:
            raise _Wrong("name", "", "not_stocked", name=self.goods.title(goods.product_id))
        return goods, self._place(row, goods.product_id)

    def _sheet(self, said: str) -> Sheet | None:
        code = said.strip().upper()
        if code not in self.sheets:
            self.sheets[code] = sheet_by_code(self.view, code)
        return self.sheets[code]

    def _line(self, row: CountedRow) -> tuple[GoodsOfCode, int]:
        """A line of one of our sheets; the codes beside it must be those of its goods."""
        sheet = self._sheet(row.count_sheet)
        if sheet is None:
            raise _Wrong("count_sheet", row.count_sheet, "no_sheet")
        if sheet.count_id != self.head.id:
            raise _Wrong("count_sheet", row.count_sheet, "other_count", number=sheet.count_number)
        if sheet.id not in self.lines:
            self.lines[sheet.id] = {line: (product, place) for line, product, place, _lot in sheet_lines(self.view, sheet.id)}
        found = self.lines[sheet.id].get(row.line_no)
        if found is None or found[0] not in self.known.rows:
            raise _Wrong("line_no", row.line_no, "no_line")
        product_id, place_id = found
        self._check_line(row, product_id)
        return GoodsOfCode(product_id), place_id

    def _check_line(self, row: CountedRow, product_id: int) -> None:
        """What stands beside the number of a line must be of its goods: cells may have been moved. A code may be another one by now."""
        named = {*self.goods.named(f"{row.name}{row.spec}"), *self.goods.named(row.name)}
        meant = {"code": self._ids_of(row.code), "barcode": self._ids_of(row.barcode), "name": named}
        said = {"code": row.code, "barcode": row.barcode, "name": row.name}
        others = next((of for of, ids in meant.items() if ids and product_id not in ids), "")
        is_known = not any(said.values()) or any(product_id in ids for ids in meant.values())
        wrong = others or ("" if is_known else next(of for of, text in said.items() if text))
        if wrong:
            raise _Wrong(wrong, said[wrong], "not_its_goods", line=row.line_no, name=self.goods.title(product_id))

    def _ids_of(self, code: str) -> set[int]:
        return {each.product_id for each in self.goods.with_code(code)} if code else set()

    def _identified(self, row: CountedRow) -> GoodsOfCode:
        for of, said in (("barcode", row.barcode), ("code", row.code)):
            found = self.goods.with_code(said) if said else []
            if len({each.product_id for each in found}) > 1:
                found = [each for each in found if self._fits(each.product_id, row)] or found
            if len({each.product_id for each in found}) > 1:
                raise _Wrong(of, said, "several", names="、".join(self.goods.title(each.product_id) for each in found[:3]))
            if found:
                return found[0]
        for of, said in (("barcode", row.barcode), ("code", row.code)):
            if said and not row.name:
                raise _Wrong(of, said, "unknown_code")
        named = self.goods.named(f"{row.name}{row.spec}") or self.goods.named(row.name)
        if len(named) > 1:
            raise _Wrong("name", row.name, "several", names="、".join(self.known.code(each) for each in named[:3]))
        if not named:
            of, said = ("barcode", row.barcode) if row.barcode else ("code", row.code) if row.code else ("name", row.name)
            raise _Wrong(of, said, "unknown_name" if of == "name" else "unknown_code")
        return GoodsOfCode(named[0])

    def _fits(self, product_id: int, row: CountedRow) -> bool:
        """Whether what stands beside a code that several have is of this one."""
        names = {plain(str(self.known.value(product_id, "name"))), plain(self.goods.title(product_id))}
        return self.known.code(product_id) == row.code or (bool(row.name) and plain(f"{row.name}{row.spec}") in names)

    def _place(self, row: CountedRow, product_id: int) -> int:
        """Where it was counted: as the row says, else where it stands on the list, else the first place."""
        if row.place:
            for place in self.places.values():
                if plain(row.place) in (plain(place.name), plain(place.title)):
                    return place.id
            raise _Wrong("place", row.place, "no_place")
        at = self.at_places.get(product_id, [])
        if len(at) == 1:
            return at[0]
        by_shelf = self.shelves.get((product_id, row.shelf.strip().casefold())) if row.shelf else None
        if by_shelf is not None:
            return by_shelf
        if len(at) > 1:
            raise _Wrong("place", "", "which_place", name=self.goods.title(product_id))
        return self.view.place_id

    def _when(self, row: CountedRow, sheet: Sheet | None) -> datetime | None:
        if row.at is not None:
            return self._checked(row.at)
        printed = sheet or self.only  # a row that somebody wrote below the lines of a sheet
        if self.answers.is_at_printing and printed is not None:
            return printed.moment.at
        if self.answers.at is None:
            self.needs_time = True
        return self.answers.at

    def _checked(self, said: datetime) -> datetime:
        """The time of a device: its clock may be some minutes ahead, not days off."""
        at, now = said.replace(tzinfo=self.view.now.tzinfo), self.view.now
        if at > now + CLOCKS_DIFFER:
            raise _Wrong("time", said, "future")
        if at < self.head.started_at - EARLIER:
            raise _Wrong("time", said, "old")
        return min(at, now)

    def _quantity(self, goods: GoodsOfCode, number: int | str, title: str) -> int:
        """A number in base units: words know their packs, a figure is of what the code stands for."""
        product_id = goods.product_id
        unit, kind = str(self.known.value(product_id, "unit")), Kind(self.known.value(product_id, "kind"))
        packs = [(pack.name, pack.ratio) for pack in self.known.packs.get(product_id, ())]
        try:
            is_figure = isinstance(number, int) or not any(map(str.isalpha, number))
            value = number if isinstance(number, int) else packs_in(number, unit, packs)
        except ShopError as error:
            if isinstance(number, str) and number.startswith(("-", "\N{MINUS SIGN}")):
                raise _Wrong(title, number, "below_zero") from error
            raise _Wrong(title, number, refusal=error) from error
        if goods.label is not None and is_figure and not value % ONE:
            value = value // ONE * self._of_label(goods, unit)
        elif is_figure:
            value *= goods.ratio
        if value > MAX_QUANTITY:
            raise _Wrong(title, _as_said(number), "too_large", limit=format_quantity(MAX_QUANTITY))
        if value % ONE and not is_divisible(kind, unit) and not any(pack.is_measured for pack in self.known.packs.get(product_id, ())):
            raise _Wrong(title, _as_said(number), "whole", name=self.goods.title(product_id), unit=unit or _("piece"))
        return value

    def _of_label(self, goods: GoodsOfCode, unit: str) -> int:
        """What one label says: its weight or pieces, or what its amount buys at the price."""
        price = self.known.value(goods.product_id, "retail_price")
        label = goods.label
        assert label is not None  # asked by who has one
        if label.weight_mg is None and label.pieces is None and not price:
            raise _Wrong("barcode", label.item, "no_price", name=self.goods.title(goods.product_id))
        return label.quantity(unit, price)

    # what they come to

    def _summed(self, pieces: Mapping[tuple[int, int], Iterable[_Piece]]) -> "dict[tuple[int, int], _Sums]":
        found: dict[tuple[int, int], _Sums] = {}
        for key, each in pieces.items():
            sums = found.setdefault(key, _Sums())
            for piece in each:
                sums.add(piece)
        return found

    def _goods(self, product_id: int, place_id: int, sums: "_Sums", moments: Mapping[datetime, Moment]) -> tuple[CountedGoods, str]:
        of_round, before, _added = self.items.get((product_id, place_id), (0, None, 1))
        made = _Made(of_round, before)
        for is_recount in (False, True):
            said = [piece for piece in sums.pieces(is_recount=is_recount) if not self._was_entered(product_id, place_id, piece, of_round)]
            if said:
                made.enter(said, moments, self.answers.again, is_recount=is_recount)
        state = "same" if not made.is_new else "again" if made.is_again else "new"
        value = self.known.value
        goods = CountedGoods(
            product_id,
            place_id,
            self.known.code(product_id),
            *(value(product_id, "name"), value(product_id, "spec"), self.places[place_id].title, value(product_id, "unit")),
            before=before,
            quantity=sums.total,
            becomes=made.becomes,
            rows=sums.rows,
            at=sums.latest,
            is_added=(product_id, place_id) not in self.items,
            entries=tuple(NewEntry(product_id, place_id, *entry) for entry in made.entries),
        )
        return goods, state

    def _was_entered(self, product_id: int, place_id: int, piece: _Piece, of_round: int) -> bool:
        """The same number at the same moment, in any round up to the line's."""
        rounds = range(1, of_round + 1)
        return piece.at is not None and any((product_id, place_id, of, piece.quantity, piece.at) in self.entered for of in rounds)


class _Made:
    """What becomes of a line: its entries (quantity, moment, round, whether it is a part, who, which sheet), one after another."""

    def __init__(self, of_round: int, before: int | None) -> None:
        self.round, self.becomes = of_round, before
        self.is_new = self.is_again = False
        self.entries: list[tuple[int, Moment, int, bool, str, int]] = []

    def enter(self, pieces: Sequence[_Piece], moments: Mapping[datetime, Moment], again: Again | None, *, is_recount: bool) -> None:
        """Numbers of the first count, or a recount: one that follows a first number asks nothing."""
        self.is_new = True
        is_part = False
        if is_recount and self.round == 1:
            self.round = 2
        elif self.round:
            self.is_again = True
            if again is None:
                self.becomes = None
                return
            is_part = again is Again.ADD
            self.round += again is Again.RECOUNT
        else:
            self.round = 1
        for piece in pieces:
            moment = None if piece.at is None else moments[piece.at]
            if moment is None:
                self.becomes = None
                return
            sheet_id = 0 if piece.sheet is None else piece.sheet.id
            self.entries.append((piece.quantity, moment, self.round, is_part, piece.person, sheet_id))
            self.becomes = piece.quantity + ((self.becomes or 0) if is_part else 0)
            is_part = True


@dataclass(slots=True)
class _Sums:
    """The numbers of a product at a place, by their moments."""

    by_moment: dict[tuple[bool, datetime | None], _Piece] = field(default_factory=dict)
    rows: int = 0

    def add(self, piece: _Piece) -> None:
        """A number more; numbers of one moment add up."""
        self.rows += 1
        before = self.by_moment.get((piece.is_recount, piece.at))
        if before is None:
            self.by_moment[piece.is_recount, piece.at] = piece
        else:
            before.quantity += piece.quantity

    def pieces(self, *, is_recount: bool) -> list[_Piece]:
        """Those of the first count or of the recount, in the order of their moments."""
        found = [piece for piece in self.by_moment.values() if piece.is_recount == is_recount]
        return sorted(found, key=lambda piece: (piece.at is not None, piece.at or datetime.min))  # noqa: DTZ901

    def times(self) -> Iterator[datetime]:
        """The moments that are said."""
        return (piece.at for piece in self.by_moment.values() if piece.at is not None)

    @property
    def total(self) -> int:
        """What counts of it: the recount where there is one."""
        by_recount = [piece.quantity for piece in self.by_moment.values() if piece.is_recount]
        return sum(by_recount or [piece.quantity for piece in self.by_moment.values()])

    @property
    def latest(self) -> datetime | None:
        """The last moment said."""
        return max(self.times(), default=None)


def _as_said(number: int | str) -> str:
    return number if isinstance(number, str) else format_quantity(number)
