"""Compares the rows of a product sheet with the shop: what an import would make, change, leave and refuse.

No statement a row: the products are read once, the rest are dictionaries. A product is known by its own code, else by a
barcode, else (when that was decided) by name and spec: not a row with a code that another product would have, and with a
barcode only a product that has none. Own codes are never changed by a sheet, barcodes only added, unless emptied; the stock
of a sheet is the opening stock of products that have none.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.sheet_rows import CLEAR
from jxc_desktop.queries.compare_packs import PackChange, pack_change
from jxc_desktop.queries.differences import Change, ChangedRow, Differences, NewRow, Note, Question, RowProblem, shown
from jxc_desktop.queries.known_products import COLUMN_OF, PACK_KEYS, KnownProducts, known_products
from jxc_desktop.queries.planned_prices import has_tags, waiting_rises
from jxc_desktop.queries.product_codes import same_codes
from jxc_desktop.queries.product_fields import own_code
from jxc_desktop.queries.product_history import with_history
from jxc_desktop.queries.products_seen import seen_so_far
from jxc_desktop.queries.resting import collector_resting
from jxc_desktop.queries.view import View

JUMP_PERCENT = 30
_NUMBERS = frozenset(
    {"retail_price", "member_price", "wholesale_price", "purchase_price", "tax_rate", "order_at", "fill_to", "tare", "pack_price"}
)
_FLAGS = frozenset({"no_discount", "stop_buying", "stop_selling", "pack_measured"})
_PRICES = ("retail_price", "member_price", "wholesale_price", "purchase_price", "pack_price")
_STOCKED = frozenset({"goods", "weighed"})
_PLAIN = frozenset(COLUMN_OF)
_NAMED = frozenset({"category", "brand"})
_PACKED = frozenset(PACK_KEYS)
_CODED = frozenset({"barcodes", "pack_barcode"})


class Row(Protocol):
    """What is compared: a `domain.sheet_rows.SheetRow`."""

    @property
    def row_no(self) -> int:
        """Excel's row number."""

    @property
    def values(self) -> dict[str, Any]:
        """Field key to value; a blank is absent."""

    @property
    def sheet(self) -> str:
        """The sheet, when there is more than one."""

    @property
    def above(self) -> str:
        """The name that stands above a row without one."""


@dataclass(slots=True)
class _Entry:
    """A product that the sheet means, with the values of all its rows. `above` is the name above the first of them."""

    row_no: int
    sheet: str
    above: str
    values: dict[str, Any]
    product_id: int
    code: str
    barcodes: tuple[str, ...]


def compare(
    view: View,
    rows: Sequence[Row],
    *,
    match_by_name: bool | None = None,
    doubles: str | None = None,
    name_above: bool = False,
    fields: Iterable[str] | None = None,
    rises_wait: bool | None = None,
) -> Differences:
    """What importing these rows would do.

    `match_by_name`: whether rows with no known code or barcode may mean a known product of the same name and spec; None is
    not decided yet (they count as new, `Differences.same_names` says how many). `doubles`: None lists rows that share a
    code; "merge" takes them as one product, the first row counts, later ones fill blanks; "share" keeps several products
    under one barcode (一码多品). `name_above`: new products without a name take the one that stands above them. `fields`: only
    these are imported besides the code and barcodes that find a product. `rises_wait`: a retail price of a known product
    rises once its tag is up; None is: in a shop with tags.
    """
    mapped = set(fields) if fields is not None else {key for row in rows for key in row.values}
    with collector_resting():
        known = known_products(view, mapped | {"code", "barcodes"})
        comparison = _Comparison(view, known, mapped, None if fields is None else mapped)
        comparison.match_by_name, comparison.doubles, comparison.name_above = match_by_name, doubles, name_above
        comparison.rises_wait = has_tags(view) if rises_wait is None else rises_wait
        return comparison.of(rows)


class _Comparison:
    """One comparison on its way."""

    def __init__(self, view: View, known: KnownProducts, mapped: set[str], fields: set[str] | None) -> None:
        self.view, self.known, self.fields = view, known, fields
        self.match_by_name: bool | None = None
        self.doubles: str | None = None
        self.name_above = False
        self.rises_wait = False
        self.has_packs = not mapped.isdisjoint(PACK_KEYS)
        self.found = Differences(seen=seen_so_far(view))
        self.entries: list[_Entry] = []
        self.of_product: dict[int, _Entry] = {}
        self.of_code: dict[str, _Entry] = {}
        self.of_barcode: dict[str, _Entry] = {}
        self.names: dict[tuple[str, str], int] | None = None

    def of(self, rows: Sequence[Row]) -> Differences:
        self.found.shares = self.doubles == "share"
        for row in rows:
            self._place(row)
        number = self.known.next_number
        taken = (self.known.by_code, self.of_code, self.known.by_barcode, self.of_barcode)
        for entry in self.entries:
            if entry.product_id:
                self._change(entry)
                continue
            if not entry.code:
                while any(str(number) in codes for codes in taken):
                    number += 1
                entry.code = str(number)
                number += 1
            self._make(entry)
        self._refuse_history()
        return self.found

    def _place(self, row: Row) -> None:
        """Find the product a row means, and the earlier row that means the same."""
        values = row.values
        code = values.get("code")
        code = own_code(code) if code else ""
        barcodes = values.get("barcodes") or ()
        barcodes = () if barcodes is CLEAR else tuple([normalise(each) for each in barcodes])
        product_id = self.known.by_code.get(code, 0) if code else 0
        if not product_id and barcodes and self.known.rows and not (code and self.doubles == "share"):
            product_id = self._of_barcodes(row, barcodes)
            if product_id < 0:
                return
        if not product_id and not code and self.known.rows:
            product_id = self._of_name(values, barcodes)
        entry = _Entry(row.row_no, row.sheet, row.above, values, product_id, code, barcodes)
        first = self._first(entry)
        if first is not None:
            self._double(first, entry)
        else:
            self._keep(entry)

    def _keep(self, entry: _Entry) -> None:
        self.entries.append(entry)
        if entry.product_id:
            self.of_product[entry.product_id] = entry
        elif entry.code:
            self.of_code[entry.code] = entry
        for barcode in entry.barcodes:
            self.of_barcode.setdefault(barcode, entry)

    def _first(self, entry: _Entry) -> _Entry | None:
        """The earlier entry of the same product, code or barcode."""
        if entry.product_id and entry.product_id in self.of_product:
            return self.of_product[entry.product_id]
        if not entry.product_id and entry.code in self.of_code:
            return self.of_code[entry.code]
        for barcode in entry.barcodes:
            first = self.of_barcode.get(barcode)
            if first is not None and not (entry.product_id and self._has(entry.product_id, barcode)):
                return first
        return None

    def _has(self, product_id: int, barcode: str) -> bool:
        """Whether a barcode is a known product's already: what several products share is no double."""
        return any(product_id in self.known.ids_of_barcode(spelled) for spelled in same_codes(barcode))

    def _double(self, first: _Entry, entry: _Entry) -> None:
        if entry.product_id and first.product_id == entry.product_id:
            reason, field = "double_product", "code" if entry.code else "barcodes"
        elif not entry.product_id and entry.code and first.code == entry.code:
            reason, field = "double_code", "code"
        else:
            reason, field = "double_barcode", "barcodes"
            if self.doubles == "share":
                self._keep(entry)
                return
        if self.doubles == "merge":
            first.values = {**entry.values, **first.values}
            first.barcodes = tuple(dict.fromkeys(first.barcodes + entry.barcodes))
            return
        value = entry.code if field == "code" else ", ".join(entry.barcodes)
        other = self._name(entry.product_id) if entry.product_id else ""
        self._wrong(entry, field, value, reason, "merge", other=other, **_row(first))

    def _of_barcodes(self, row: Row, barcodes: tuple[str, ...]) -> int:
        """The product with one of these barcodes; 0 for none, -1 when it can't be told which."""
        ids: set[int] = set()
        for barcode in barcodes:
            for spelled in same_codes(barcode):
                ids.update(self.known.ids_of_barcode(spelled))
        if len(ids) > 1:
            name, spec = row.values.get("name"), row.values.get("spec", "")
            ids = {each for each in ids if (self.known.value(each, "name"), self.known.value(each, "spec")) == (name, spec)}
            if len(ids) != 1:
                self.found.wrong.append(RowProblem(row.row_no, "barcodes", ", ".join(barcodes), "several_products", sheet=row.sheet))
                return -1
        return ids.pop() if ids else 0

    def _of_name(self, values: dict[str, Any], barcodes: tuple[str, ...]) -> int:
        name, spec = values.get("name"), values.get("spec")
        found = self._named().get((name, "" if spec is CLEAR or spec is None else spec), 0) if name else 0
        if found and barcodes and found in self.known.barcodes:
            return 0
        if found and self.match_by_name is None:
            self.found.same_names += 1
        return found if self.match_by_name else 0

    def _named(self) -> dict[tuple[str, str], int]:
        """The known products by name and spec, made when first asked for."""
        if self.names is None:
            self.names = self.known.by_name()
        return self.names

    def _name(self, product_id: int) -> str:
        return f"{self.known.code(product_id)} {self.known.value(product_id, 'name')}"

    def _make(self, entry: _Entry) -> None:
        values = entry.values
        if not values.get("name"):
            if not (entry.above and self.name_above):
                value = entry.code if values.get("code") else ", ".join(entry.barcodes)
                self._wrong(entry, "name", value, "no_name", "name_above" if entry.above else "")
                return
            values = {**values, "name": entry.above}
        name = values["name"]
        if self._may_clash(entry) and not self._is_own(entry):
            return
        if entry.barcodes and not self._may_have(entry, entry.barcodes, "barcodes"):
            return
        if self.has_packs and not _PACKED.isdisjoint(values):
            pack = pack_change((), entry.barcodes, values)
            self._note_pack(entry, pack, name)
            values = {key: value for key, value in values.items() if key not in _PACKED} | {each.field: each.new for each in pack.changes}
            if not self._may_have(entry, values.get("pack_barcode", ()), "pack_barcode"):
                return
        values = self._wanted(entry, values)
        retail, cost = values.get("retail_price"), values.get("purchase_price")
        if retail is not None and cost is not None and retail < cost:
            self._ask(entry, "price_below_cost", Change("retail_price", cost, retail), name)
        if self.known.rows and (twin := self._named().get((name, values.get("spec", "")))):
            self._ask(entry, "same_name_and_spec", Change("name", self._name(twin), name), name)
        self.found.new.append(NewRow(entry.row_no, entry.code, values, entry.sheet))

    def _wanted(self, entry: _Entry, values: dict[str, Any]) -> dict[str, Any]:
        """The values that a new product gets: of the fields asked for, without what is emptied."""
        if self.fields is not None:
            values = {key: value for key, value in values.items() if key in self.fields or key == "name"}
        if CLEAR in values.values():
            values = {key: value for key, value in values.items() if value is not CLEAR}
        if entry.barcodes and values.get("barcodes") != entry.barcodes:
            values = {**values, "barcodes": entry.barcodes}
        return self._opening(entry, values)

    def _may_clash(self, entry: _Entry) -> bool:
        """Whether a new product's code is a barcode or one of its barcodes a code at all: hardly ever."""
        known = self.known
        return entry.code in self.of_barcode or entry.code in known.by_barcode or not known.by_code.keys().isdisjoint(entry.barcodes)

    def _is_own(self, entry: _Entry) -> bool:
        """Whether a new product's code is nobody's barcode and its barcodes are nobody's code: one finds a product by either."""
        if self.doubles == "share":
            return True
        code, known = entry.code, self.known
        other = self.of_barcode.get(code, entry)
        if other is not entry:
            self._wrong(entry, "code", code, "barcode_of_row", "share", **_row(other))
        elif code in known.by_barcode:
            self._wrong(entry, "code", code, "code_is_barcode", "share", other=self._name(known.ids_of_barcode(code)[0]))
        else:
            return all(self._is_no_code(entry, barcode) for barcode in entry.barcodes)
        return False

    def _is_no_code(self, entry: _Entry, barcode: str) -> bool:
        """Whether a barcode is no other known product's own code; else the row is wrong."""
        product_id = self.known.by_code.get(barcode, entry.product_id)
        if product_id == entry.product_id or self.doubles == "share":
            return True
        self._wrong(entry, "barcodes", barcode, "barcode_is_code", "share", other=self._name(product_id))
        return False

    def _opening(self, entry: _Entry, values: dict[str, Any]) -> dict[str, Any]:
        """The values of a new product, without a stock that can't be opened."""
        stock, keeps = values.get("stock"), values.get("kind", "goods") in _STOCKED
        if stock is None or (keeps and stock >= 0):
            return values
        self._note(entry, "stock_below_zero" if keeps else "no_stock_kind", values["name"], None, stock)
        return {key: value for key, value in values.items() if key != "stock"}

    def _change(self, entry: _Entry) -> None:
        product_id = entry.product_id
        code, name = self.known.code(product_id), str(self.known.value(product_id, "name"))
        pack = PackChange()
        if self.has_packs and not _PACKED.isdisjoint(entry.values):
            pack = self._pack(entry)
            if pack.reason:
                told = {key: shown(key, entry.values[key]) for key in PACK_KEYS if entry.values.get(key, CLEAR) is not CLEAR}
                self._wrong(entry, next(iter(told), "pack_name"), " ".join(told.values()), pack.reason, other=pack.other)
                return
            self._note_pack(entry, pack, name)
        changes = [change for change in (*self._changes(entry), *pack.changes) if self.fields is None or change.field in self.fields]
        added = [code for change in changes if change.field in _CODED for code in change.new if code not in change.old]
        if added and not (all(self._is_no_code(entry, each) for each in added) and self._may_have(entry, added, "barcodes")):
            return
        if entry.code and entry.code != code:
            self._ask(entry, "other_code", Change("code", code, entry.code), name)
        if not changes:
            self.found.skipped.append(Note(entry.row_no, "same", code, name, sheet=entry.sheet))
            return
        self._ask_prices(entry, changes, name)
        version = self.known.version(product_id)
        planned = waiting_rises(changes) if self.rises_wait else ()
        at_once = tuple(change for change in changes if change not in planned)
        row = ChangedRow(entry.row_no, product_id, code, name, at_once, entry.sheet, planned, version, pack.pack_id)
        self.found.changed.append(row)

    def _pack(self, entry: _Entry) -> PackChange:
        packs = self.known.packs.get(entry.product_id, ())
        of_packs = {code for pack in packs for code in pack.barcodes}
        of_unit = (*self.known.barcodes.get(entry.product_id, ()), *(code for code in entry.barcodes if code not in of_packs))
        return pack_change(packs, of_unit, entry.values)

    def _note_pack(self, entry: _Entry, pack: PackChange, name: str) -> None:
        if pack.note:
            self._note(entry, pack.note, name, None, None)

    def _changes(self, entry: _Entry) -> Iterator[Change]:
        row, keys = self.known.rows[entry.product_id], self.known.keys
        for key, value in entry.values.items():
            if key in _PLAIN:
                old = row[keys[key]]
                new = _emptied(key) if value is CLEAR else int(value) if key in _FLAGS else value
                if old is None and key in _NAMED:
                    old = ""
                if old != new and not (type(old) is str and " ".join(old.split()) == new):
                    yield Change(key, old, new)
        yield from self._code_changes(entry)
        if "shelf" in entry.values:
            old, new = self.known.shelves.get(entry.product_id, ""), entry.values["shelf"]
            new = "" if new is CLEAR else new
            if old != new:
                yield Change("shelf", old, new)
        if "stock" in entry.values:
            yield from self._stock_change(entry)

    def _code_changes(self, entry: _Entry) -> Iterator[Change]:
        old = tuple(self.known.barcodes.get(entry.product_id, ()))
        if entry.values.get("barcodes") is CLEAR:
            if old:
                yield Change("barcodes", old, ())
        elif entry.barcodes:
            added = tuple(code for code in entry.barcodes if not self._has(entry.product_id, code))
            if added:
                yield Change("barcodes", old, old + added)

    def _stock_change(self, entry: _Entry) -> Iterator[Change]:
        stock, product_id = entry.values["stock"], entry.product_id
        kind = entry.values.get("kind") or self.known.value(product_id, "kind")
        name = str(self.known.value(product_id, "name"))
        if stock is CLEAR:
            self._note(entry, "stock_not_emptied", name, None, None)
        elif kind not in _STOCKED:
            self._note(entry, "no_stock_kind", name, None, stock)
        elif product_id in self.known.opened:
            on_hand = self.known.on_hand.get(product_id, 0)
            if on_hand != stock:
                self._note(entry, "stock_opened", name, on_hand, stock)
        elif stock < 0:
            self._note(entry, "stock_below_zero", name, None, stock)
        else:
            yield Change("stock", None, stock)

    def _may_have(self, entry: _Entry, codes: Sequence[str], field: str) -> bool:
        """Whether these codes are free, or may be shared; else the row is wrong."""
        if self.doubles == "share" or not codes:
            return True
        for code in codes:
            other = self.of_barcode.get(code)
            if other is not None and other is not entry:
                self._wrong(entry, field, code, "double_barcode", "share", **_row(other))
                return False
            if other is None:
                self.of_barcode[code] = entry
            if not self.known.by_barcode:
                continue
            taken = [each for spelled in same_codes(code) for each in self.known.ids_of_barcode(spelled) if each != entry.product_id]
            if taken:
                self._wrong(entry, field, code, "barcode_taken", "share", other=self._name(taken[0]))
                return False
        return True

    def _wrong(self, entry: _Entry, field: str, value: str, reason: str, cure: str = "", **about: Any) -> None:
        self.found.wrong.append(RowProblem(entry.row_no, field, value, reason, cure, sheet=entry.sheet, **about))

    def _ask_prices(self, entry: _Entry, changes: Sequence[Change], name: str) -> None:
        for change in changes:
            if change.field in _PRICES and change.old and change.new is not None:
                jump = abs(change.new - change.old) * 100
                if jump > JUMP_PERCENT * change.old:
                    self._ask(entry, "price_jump", change, name)
        new = {change.field: change.new for change in changes}
        if "retail_price" in new or "purchase_price" in new:
            retail = new.get("retail_price", self.known.value(entry.product_id, "retail_price"))
            cost = new.get("purchase_price", self.known.value(entry.product_id, "purchase_price"))
            if retail is not None and cost is not None and retail < cost:
                self._ask(entry, "price_below_cost", Change("retail_price", cost, retail), name)

    def _ask(self, entry: _Entry, kind: str, asked: Change, name: str) -> None:
        self.found.questions.append(Question(entry.row_no, kind, *asked, entry.code, name, entry.sheet))

    def _note(self, entry: _Entry, reason: str, name: str, old: Any, new: Any) -> None:
        self.found.notes.append(Note(entry.row_no, reason, entry.code, name, old, new, entry.sheet))

    def _refuse_history(self) -> None:
        """Unit and kind of products that were moved or counted are not changed: their rows become wrong."""
        doubtful = {row.product_id: row for row in self.found.changed if any(map(_means_another_unit, row.changes))}
        if not doubtful:
            return
        moved = with_history(self.view, doubtful)
        self.found.changed = [row for row in self.found.changed if row.product_id not in moved]
        for product_id in moved:
            row = doubtful[product_id]
            change = next(filter(_means_another_unit, row.changes))
            problem = RowProblem(row.row_no, change.field, str(change.new), "has_history", "", 0, f"{row.code} {row.name}", row.sheet)
            self.found.wrong.append(problem)


def _means_another_unit(change: Change) -> bool:
    if change.field == "kind":
        return (change.old in _STOCKED) != (change.new in _STOCKED)
    return change.field == "unit" and bool(change.old)


def _row(other: _Entry) -> dict[str, Any]:
    """Where a row stands that another one clashes with."""
    return {"other_row": other.row_no, "other_sheet": other.sheet}


def _emptied(key: str) -> Any:
    return None if key in _NUMBERS else 0 if key in _FLAGS else ""
