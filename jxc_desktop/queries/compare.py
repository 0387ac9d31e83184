"""Compares the rows of a product sheet with the shop: what an import would make, change, leave and refuse.

No statement a row: the products are read once, the rest are dictionaries. A product is known by its own code, else by a
barcode, else (when that was decided) by name and spec. Own codes are never changed by a sheet, barcodes only added, unless
emptied; the stock of a sheet is the opening stock of products that have none.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import bindparam, select, union

from jxc_desktop.db.tables.sales import sale_line
from jxc_desktop.db.tables.stock import stock_move
from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.sheet_rows import CLEAR
from jxc_desktop.queries.differences import Change, ChangedRow, Differences, NewRow, Note, Question, RowProblem
from jxc_desktop.queries.known_products import COLUMN_OF, PACK_KEYS, KnownProducts, known_products
from jxc_desktop.queries.product_codes import same_codes
from jxc_desktop.queries.product_fields import own_code
from jxc_desktop.queries.resting import collector_resting
from jxc_desktop.queries.view import View

JUMP_PERCENT = 30
_NUMBERS = frozenset({"retail_price", "member_price", "wholesale_price", "purchase_price", "tax_rate", "order_at", "pack_price"})
_FLAGS = frozenset({"no_discount", "stop_buying", "stop_selling"})
_PRICES = ("retail_price", "member_price", "wholesale_price", "purchase_price", "pack_price")
_STOCKED = frozenset({"goods", "weighed"})
_PLAIN = frozenset(COLUMN_OF)
_NAMED = frozenset({"category", "brand"})
_CHUNK = 500
_HISTORY = union(
    select(stock_move.c.product_id).where(stock_move.c.product_id.in_(bindparam("ids", expanding=True))),
    select(sale_line.c.product_id).where(sale_line.c.product_id.in_(bindparam("ids", expanding=True))),
)


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


@dataclass(slots=True)
class _Entry:
    """A product that the sheet means, with the values of all its rows."""

    row_no: int
    sheet: str
    values: dict[str, Any]
    product_id: int
    code: str
    barcodes: tuple[str, ...]


def compare(
    view: View, rows: Sequence[Row], *, match_by_name: bool | None = None, doubles: str | None = None, fields: Iterable[str] | None = None
) -> Differences:
    """What importing these rows would do.

    `match_by_name`: whether rows with no known code or barcode may mean a known product of the same name and spec; None is
    not decided yet (they count as new, `Differences.same_names` says how many). `doubles`: None lists rows that share a
    code; "merge" takes them as one product, the first row counts, later ones fill blanks; "share" keeps several products
    under one barcode (一码多品). `fields`: only these are imported besides the code and barcodes that find a product.
    """
    mapped = set(fields) if fields is not None else {key for row in rows for key in row.values}
    with collector_resting():
        known = known_products(view, mapped | {"code", "barcodes"})
        comparison = _Comparison(view, known, match_by_name=match_by_name, doubles=doubles, fields=None if fields is None else mapped)
        return comparison.of(rows)


class _Comparison:
    """One comparison on its way."""

    def __init__(
        self, view: View, known: KnownProducts, *, match_by_name: bool | None, doubles: str | None, fields: set[str] | None
    ) -> None:
        self.view, self.known, self.doubles, self.fields = view, known, doubles, fields
        self.match_by_name = match_by_name
        self.found = Differences()
        self.entries: list[_Entry] = []
        self.of_product: dict[int, _Entry] = {}
        self.of_code: dict[str, _Entry] = {}
        self.of_barcode: dict[str, _Entry] = {}
        self.names: dict[tuple[str, str], int] | None = None

    def of(self, rows: Sequence[Row]) -> Differences:
        for row in rows:
            self._place(row)
        number = self.known.next_number
        taken = self.known.by_code
        for entry in self.entries:
            if entry.product_id:
                self._change(entry)
                continue
            if not entry.code:
                while str(number) in taken or str(number) in self.of_code:
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
        if not product_id and self.known.rows:
            product_id = self._of_name(values)
        entry = _Entry(row.row_no, row.sheet, values, product_id, code, barcodes)
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
            if barcode in self.of_barcode:
                return self.of_barcode[barcode]
        return None

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
        self.found.wrong.append(RowProblem(entry.row_no, field, value, reason, "merge", first.row_no, other, entry.sheet))

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

    def _of_name(self, values: dict[str, Any]) -> int:
        if self.names is None:
            self.names = self.known.by_name()
        name, spec = values.get("name"), values.get("spec")
        found = self.names.get((name, "" if spec is CLEAR or spec is None else spec), 0) if name else 0
        if found and self.match_by_name is None:
            self.found.same_names += 1
        return found if self.match_by_name else 0

    def _name(self, product_id: int) -> str:
        return f"{self.known.code(product_id)} {self.known.value(product_id, 'name')}"

    def _make(self, entry: _Entry) -> None:
        values = entry.values
        name = values.get("name")
        if not name:
            value = entry.code if values.get("code") else ", ".join(entry.barcodes)
            self.found.wrong.append(RowProblem(entry.row_no, "name", value, "no_name", sheet=entry.sheet))
            return
        if entry.barcodes and not self._may_have(entry, entry.barcodes, "barcodes"):
            return
        if "pack_barcode" in values and not self._may_have(entry, _pack_codes(values), "pack_barcode"):
            return
        if self.fields is not None:
            values = {key: value for key, value in values.items() if key in self.fields or key == "name"}
        if CLEAR in values.values():
            values = {key: value for key, value in values.items() if value is not CLEAR}
        if entry.barcodes and values.get("barcodes") != entry.barcodes:
            values = {**values, "barcodes": entry.barcodes}
        values = self._opening(entry, values)
        retail, cost = values.get("retail_price"), values.get("purchase_price")
        if retail is not None and cost is not None and retail < cost:
            self._ask(entry, "price_below_cost", Change("retail_price", cost, retail), name)
        if self.names and (twin := self.names.get((name, values.get("spec", "")))):
            self._ask(entry, "same_name_and_spec", Change("name", self._name(twin), name), name)
        self.found.new.append(NewRow(entry.row_no, entry.code, values, entry.sheet))

    def _opening(self, entry: _Entry, values: dict[str, Any]) -> dict[str, Any]:
        """The values of a new product, without a stock that can't be opened."""
        stock, keeps = values.get("stock"), values.get("kind", "goods") in _STOCKED
        if stock is None or (keeps and stock >= 0):
            return values
        self._note(entry, "stock_below_zero" if keeps else "no_stock_kind", values["name"], None, stock)
        return {key: value for key, value in values.items() if key != "stock"}

    def _change(self, entry: _Entry) -> None:
        product_id = entry.product_id
        changes = [change for change in self._changes(entry) if self.fields is None or change.field in self.fields]
        added = tuple(code for change in changes if change.field in ("barcodes", "pack_barcode") for code in _codes(change.new))
        if added and not self._may_have(entry, added, "barcodes"):
            return
        code, name = self.known.code(product_id), str(self.known.value(product_id, "name"))
        if entry.code and entry.code != code:
            self._ask(entry, "other_code", Change("code", code, entry.code), name)
        if not changes:
            self.found.skipped.append(Note(entry.row_no, "same", code, name, sheet=entry.sheet))
            return
        self._ask_prices(entry, changes, name)
        self.found.changed.append(ChangedRow(entry.row_no, product_id, code, name, tuple(changes), entry.sheet))

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
        if any(key in entry.values for key in PACK_KEYS):
            yield from self._pack_changes(entry)
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
            has = {spelled for code in old for spelled in same_codes(code)}
            added = tuple(code for code in entry.barcodes if code not in has and not self._is_pack_code(entry.product_id, code))
            if added:
                yield Change("barcodes", old, old + added)

    def _is_pack_code(self, product_id: int, code: str) -> bool:
        return product_id in self.known.ids_of_barcode(code)

    def _pack_changes(self, entry: _Entry) -> Iterator[Change]:
        old = self.known.packs.get(entry.product_id, {})
        if not old and type(entry.values.get("pack_ratio")) is not int:
            return
        for key in PACK_KEYS:
            value = entry.values.get(key)
            if value is None or (value is CLEAR and key in ("pack_name", "pack_ratio")):
                continue
            before = old.get(key, None if key in _NUMBERS or key == "pack_ratio" else "")
            after = _emptied(key) if value is CLEAR else normalise(value) if key == "pack_barcode" else value
            if before != after:
                yield Change(key, before, after)

    def _stock_change(self, entry: _Entry) -> Iterator[Change]:
        stock, product_id = entry.values["stock"], entry.product_id
        if stock is CLEAR:
            return
        kind = entry.values.get("kind") or self.known.value(product_id, "kind")
        name = str(self.known.value(product_id, "name"))
        if kind not in _STOCKED:
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
                self._wrong_code(entry, field, code, other.row_no, "")
                return False
            if other is None:
                self.of_barcode[code] = entry
            if not self.known.by_barcode:
                continue
            taken = [each for spelled in same_codes(code) for each in self.known.ids_of_barcode(spelled) if each != entry.product_id]
            if taken:
                self._wrong_code(entry, field, code, 0, self._name(taken[0]))
                return False
        return True

    def _wrong_code(self, entry: _Entry, field: str, code: str, other_row: int, other: str) -> None:
        reason = "double_barcode" if other_row else "barcode_taken"
        self.found.wrong.append(RowProblem(entry.row_no, field, code, reason, "share", other_row, other, entry.sheet))

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
        """Unit and kind of products that were moved are not changed: their rows become wrong."""
        doubtful = {row.product_id: row for row in self.found.changed if any(map(_means_another_unit, row.changes))}
        if not doubtful:
            return
        ids = list(doubtful)
        moved: set[int] = set()
        for start in range(0, len(ids), _CHUNK):
            moved.update(self.view.connection.execute(_HISTORY, {"ids": ids[start : start + _CHUNK]}).scalars())
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


def _emptied(key: str) -> Any:
    return None if key in _NUMBERS else 0 if key in _FLAGS else ""


def _codes(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def _pack_codes(values: dict[str, Any]) -> tuple[str, ...]:
    code = values.get("pack_barcode")
    return (normalise(code),) if isinstance(code, str) and code else ()
