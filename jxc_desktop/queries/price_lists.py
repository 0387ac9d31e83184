"""Compares a supplier's price list with the shop: which product each row is of, what it cost before, what would be made.

A row is of the product that has its barcode, else their code of it, else the shop's own code, else (when that was decided) its
name and spec. As for products all is read once and the rest are dictionaries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from jxc_desktop.db.tables.purchasing import supplier, supplier_product
from jxc_desktop.domain.barcodes import normalise
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.money import format_money, half_up
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.purchasing import JUMP
from jxc_desktop.domain.receipt_draft import margin
from jxc_desktop.domain.sheet_rows import CLEAR, place_of
from jxc_desktop.i18n import _
from jxc_desktop.queries.compare import Row
from jxc_desktop.queries.differences import Change, ChangedRow, Differences, NewRow, Note, Offer, Offered, Question, RowProblem
from jxc_desktop.queries.known_products import KnownPack, known_products
from jxc_desktop.queries.product_codes import same_codes
from jxc_desktop.queries.product_fields import own_code
from jxc_desktop.queries.products_seen import seen_so_far
from jxc_desktop.queries.resting import collector_resting
from jxc_desktop.queries.view import View

Place = tuple[str, int]

_MADE_OF = ("name", "spec", "unit", "category", "brand", "retail_price", "purchase_price")
_NO_PACK = KnownPack(0, "", 1, None)
_NAMED = select(supplier.c.id).where(supplier.c.name == bindparam("wanted"))
_OFFERS = select(
    supplier_product.c.product_id,
    supplier_product.c.pack_id,
    supplier_product.c.code,
    supplier_product.c.name,
    supplier_product.c.price,
    supplier_product.c.minimum,
).where(supplier_product.c.supplier_id == bindparam("supplier"))


class PricedRow(NamedTuple):
    """A row of a known product: the price before and now, of the unit or the pack; change and margin in 1/100 percent."""

    row_no: int
    sheet: str
    product_id: int
    code: str
    name: str
    pack: str
    their_code: str
    old: int | None
    new: int
    change: int | None
    retail: int | None
    margin: int | None

    def line(self) -> str:
        """The row, the product and its price before and now: for a list."""
        told = _("{place}, {product}: {old} → {new}").format(
            place=place_of(self.row_no, self.sheet),
            product=f"{self.code} {self.name}",
            old="—" if self.old is None else format_money(self.old),
            new=format_money(self.new) + (f" / {self.pack}" if self.pack else ""),
        )
        parts = [told, *([] if self.change is None else [f"{self.change / 100:+.1f} %"])]
        if self.margin is not None:
            parts.append(_("margin {margin} %").format(margin=f"{self.margin / 100:.1f}"))
        return " · ".join(parts)


class UnmatchedRow(NamedTuple):
    """A row of goods that the shop does not have."""

    row_no: int
    sheet: str
    their_code: str
    barcode: str
    name: str
    spec: str
    unit: str
    price: int


@dataclass(slots=True)
class PriceList(Differences):
    """What importing a price list would do; `unmatched` are all rows without a product, whether they are made or not."""

    priced: list[PricedRow] = field(default_factory=list)
    unmatched: list[UnmatchedRow] = field(default_factory=list)

    def asked(self) -> set[Place]:
        """The rows that are asked about."""
        return {(question.sheet, question.row_no) for question in self.questions}

    def without_asked(self) -> "PriceList":
        """The same without the rows that are asked about."""
        asked = self.asked()
        left = self.without(asked)
        return replace(left, priced=[row for row in left.priced if (row.sheet, row.row_no) not in asked])


@dataclass(frozen=True, slots=True)
class Answers:
    """What was decided about a price list.

    `match_by_name`: whether rows may be of a product of the same name and spec; None: not yet, `same_names` says how many.
    `makes_unmatched`: whether goods that the shop does not have become products. `links` say of which product a row is.
    `takes_higher`: of two prices of the same goods the higher one.
    """

    match_by_name: bool | None = None
    makes_unmatched: bool = False
    takes_higher: bool = False
    links: Mapping[Place, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Entry:
    """A row with a price. `product_id` 0: the shop does not have it."""

    row: Row
    price: int
    their_code: str
    barcodes: tuple[str, ...]
    product_id: int = 0
    pack: KnownPack = _NO_PACK
    is_by_own_code: bool = False

    @property
    def place(self) -> Place:
        """Sheet and row."""
        return self.row.sheet, self.row.row_no

    def same_goods(self) -> tuple[Any, ...]:
        """The key under which rows are of the same goods."""
        if self.product_id:
            return self.product_id, self.pack.id
        values = self.row.values
        return (self.barcodes or self.their_code or (_text(values, "name"), _text(values, "spec"), _text(values, "unit")),)


def supplier_named(view: View, name: str) -> int:
    """The id of the supplier of this name. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_PURCHASES)
    found = view.connection.execute(_NAMED, {"wanted": name.strip()}).scalar_one_or_none()
    if found is None:
        raise NotFound(_("a supplier called “{name}”").format(name=name))
    return int(found)


def compare_prices(view: View, supplier_id: int, rows: Sequence[Row], answers: Answers | None = None) -> PriceList:
    """What importing these rows as the supplier's prices would do. Raises NotAllowed."""
    view.require(Permission.SEE_PURCHASES)
    with collector_resting():
        return _Comparison(view, supplier_id, answers or Answers()).of(rows)


class _Comparison:
    """One comparison on its way."""

    def __init__(self, view: View, supplier_id: int, answers: Answers) -> None:
        self.answers = answers
        self.found = PriceList(seen=seen_so_far(view), supplier_id=supplier_id)
        self.known = known_products(view, {"pack_name"})
        self.offers: dict[tuple[int, int], Offer] = {}
        self.of_their_code: dict[str, list[tuple[int, int]]] = {}
        self.pack_of: dict[str, list[tuple[int, KnownPack]]] = {}
        self.entries: dict[tuple[Any, ...], _Entry] = {}
        self.of_barcode: dict[str, tuple[Any, ...]] = {}
        self.names: dict[tuple[str, str], int] | None = None
        for product_id, pack_id, *offer in view.connection.execute(_OFFERS, {"supplier": supplier_id}):
            self.offers[product_id, pack_id] = Offer(*offer)
            if offer[0]:
                self.of_their_code.setdefault(offer[0], []).append((product_id, pack_id))
        for product_id, packs in self.known.packs.items():
            for pack in packs:
                for code in pack.barcodes:
                    self.pack_of.setdefault(code, []).append((product_id, pack))

    def of(self, rows: Sequence[Row]) -> PriceList:
        for row in rows:
            self._place(row)
        by_product: dict[int, list[_Entry]] = {}
        for entry in self.entries.values():
            by_product.setdefault(entry.product_id, []).append(entry)
        unmatched = by_product.pop(0, [])
        for entries in by_product.values():
            # The price of the unit itself says what the product costs, else that of the first pack.
            entries.sort(key=lambda entry: entry.pack.id != 0)
            for place, entry in enumerate(entries):
                self._change(entry, decides=not place)
        self._make(unmatched)
        found = self.found
        for told in (found.changed, found.priced, found.skipped, found.questions, found.wrong):
            told.sort(key=lambda each: (each.sheet, each.row_no))
        return found

    # which goods

    def _place(self, row: Row) -> None:
        values = row.values
        price = values.get("purchase_price")
        if not isinstance(price, int) or not price:
            self.found.skipped.append(Note(row.row_no, "no_price", "", _text(values, "name"), sheet=row.sheet))
            return
        codes = values.get("barcodes") or ()
        barcodes = () if codes is CLEAR else tuple([normalise(each) for each in codes])
        entry = _Entry(row, price, _text(values, "code"), barcodes)
        if not self._find(entry):
            return
        key = entry.same_goods()
        if not entry.product_id:
            key = next((self.of_barcode[code] for code in barcodes if code in self.of_barcode), key)
            self.of_barcode.update(dict.fromkeys(barcodes, key))
        first = self.entries.setdefault(key, entry)
        if first is entry:
            return
        if first.price == entry.price:
            self._note(entry, "same_price")
        elif self.answers.takes_higher:
            higher, lower = (first, entry) if first.price > entry.price else (entry, first)
            self.entries[key] = higher
            self._note(lower, "same_price")
        else:
            place = {"other_row": first.row.row_no, "other_sheet": first.row.sheet}
            self._wrong(entry, "purchase_price", format_money(entry.price), "two_prices_here", "higher", **place)

    def _find(self, entry: _Entry) -> bool:
        """Find the product of a row and the pack that it is priced by; False when it can't be told which product."""
        linked = self.answers.links.get(entry.place)
        if linked is not None:
            if linked not in self.known.rows:
                self._wrong(entry, "name", _text(entry.row.values, "name"), "no_such_product")
                return False
            entry.product_id = linked
        elif not self._by_codes(entry):
            return False
        if not entry.product_id:
            entry.product_id = self._by_name(entry)
        if entry.product_id:
            self._choose_pack(entry)
        return True

    def _by_codes(self, entry: _Entry) -> bool:
        ids = self._of_barcodes(entry)
        of_code = self.of_their_code.get(entry.their_code, ()) if entry.their_code else ()
        if len(ids) > 1:
            ids = ids & {product_id for product_id, _pack_id in of_code} or self._of_same_name(entry, ids)
            if len(ids) != 1:
                self._wrong(entry, "barcodes", ", ".join(entry.barcodes), "several_products")
                return False
        if not ids:
            ids = {product_id for product_id, _pack_id in of_code}
            if len(ids) > 1:
                ids = self._of_same_name(entry, ids)
        if ids:
            entry.product_id = ids.pop()
            return True
        own = _text(entry.row.values, "own_code") or entry.their_code
        entry.product_id = self.known.by_code.get(own_code(own), 0) if own else 0
        entry.is_by_own_code = bool(entry.product_id)
        return True

    def _of_barcodes(self, entry: _Entry) -> set[int]:
        """The products of these barcodes; a barcode may be what the shop uses as its own code."""
        ids: set[int] = set()
        for barcode in entry.barcodes:
            for spelled in same_codes(barcode):
                ids.update(self.known.ids_of_barcode(spelled))
        if not ids:
            ids.update(self.known.by_code[barcode] for barcode in entry.barcodes if barcode in self.known.by_code)
        return ids

    def _of_same_name(self, entry: _Entry, ids: set[int]) -> set[int]:
        wanted = (_text(entry.row.values, "name"), _text(entry.row.values, "spec"))
        return {each for each in ids if (self.known.value(each, "name"), self.known.value(each, "spec")) == wanted}

    def _by_name(self, entry: _Entry) -> int:
        product_id = self._named(entry)
        if product_id and self.answers.match_by_name is None:
            self.found.same_names += 1
        return product_id if self.answers.match_by_name else 0

    def _named(self, entry: _Entry) -> int:
        if self.names is None:
            self.names = self.known.by_name()
        return self.names.get((_text(entry.row.values, "name"), _text(entry.row.values, "spec")), 0)

    def _choose_pack(self, entry: _Entry) -> None:
        """What the price is of: what its unit says, else what its barcode or their code stands for, else the unit."""
        packs = self.known.packs.get(entry.product_id, ())
        unit, counted = _text(entry.row.values, "unit"), str(self.known.value(entry.product_id, "unit") or "")
        if unit and unit == counted:
            return
        named = next((pack for pack in packs if unit and pack.name == unit), None)
        if named is None:
            coded = {pack.id: pack for code in entry.barcodes for owner, pack in self.pack_of.get(code, ()) if owner == entry.product_id}
            offered = {pack_id for product_id, pack_id in self.of_their_code.get(entry.their_code, ()) if product_id == entry.product_id}
            ids = coded.keys() or offered
            named = next((pack for pack in packs if pack.id in ids), None)
        if named is not None:
            entry.pack = named
        elif unit and counted:
            self._ask(entry, "other_unit", Change("unit", counted, unit))

    # what would be done

    def _change(self, entry: _Entry, *, decides: bool) -> None:
        known, product_id, pack = self.known, entry.product_id, entry.pack
        code, name = known.code(product_id), str(known.value(product_id, "name"))
        on_file, retail = known.value(product_id, "purchase_price"), known.value(product_id, "retail_price")
        before = self.offers.get((product_id, pack.id))
        offer = self._offer(entry, before)
        cost = half_up(entry.price, pack.ratio)
        changes = (Change("purchase_price", on_file, cost),) if decides and on_file != cost else ()
        # What they call it is kept along with a price: alone it is no change that anybody wants to look at.
        if before is not None and offer == before._replace(name=offer.name) and not changes:
            self.found.skipped.append(Note(entry.row.row_no, "same", code, name, sheet=entry.row.sheet))
            return
        old = before.price if before is not None and before.price is not None else None if on_file is None else on_file * pack.ratio
        selling = pack.price if pack.price is not None else None if retail is None else retail * pack.ratio
        change = half_up((entry.price - old) * 10_000, old) if old else None
        if change is not None and abs(change) > JUMP:
            self._ask(entry, "price_jump", Change("purchase_price", old, entry.price))
        if selling is not None and selling < entry.price:
            self._ask(entry, "price_below_cost", Change("retail_price", entry.price, selling))
        called = _text(entry.row.values, "name")
        if entry.is_by_own_code and called and called != name:
            self._ask(entry, "other_name", Change("name", name, called))
        row_no, sheet = entry.row.row_no, entry.row.sheet
        self.found.offers[entry.place] = Offered(pack.id, before, offer)
        self.found.changed.append(ChangedRow(row_no, product_id, code, name, changes, sheet, (), known.version(product_id)))
        called = f"{name} {known.value(product_id, 'spec')}".strip()
        told = (pack.name or str(known.value(product_id, "unit")), entry.their_code, old, entry.price, change, selling)
        self.found.priced.append(PricedRow(row_no, sheet, product_id, code, called, *told, margin(selling, entry.price)))

    def _offer(self, entry: _Entry, before: Offer | None) -> Offer:
        """What the supplier offers from now on; what the list leaves blank stays."""
        values, old = entry.row.values, before or Offer()
        minimum = values.get("minimum")
        name = _text(values, "name") or old.name
        return Offer(entry.their_code or old.code, name, entry.price, minimum if isinstance(minimum, int) else old.minimum)

    def _make(self, entries: Sequence[_Entry]) -> None:
        number = self.known.next_number
        for entry in entries:
            values = entry.row.values
            barcode = ", ".join(entry.barcodes)
            name, spec, unit = (_text(values, key) for key in ("name", "spec", "unit"))
            row = UnmatchedRow(entry.row.row_no, entry.row.sheet, entry.their_code, barcode, name, spec, unit, entry.price)
            self.found.unmatched.append(row)
            if not self.answers.makes_unmatched:
                self._note(entry, "unmatched")
                continue
            if not name:
                self._wrong(entry, "name", entry.their_code or barcode, "no_name")
                continue
            while str(number) in self.known.by_code or str(number) in self.known.by_barcode:
                number += 1
            self._make_one(entry, str(number))
            number += 1

    def _make_one(self, entry: _Entry, code: str) -> None:
        values = {key: value for key in _MADE_OF if (value := entry.row.values.get(key)) not in (None, CLEAR)}
        if entry.barcodes:
            values["barcodes"] = entry.barcodes
        retail = values.get("retail_price")
        if retail is not None and retail < entry.price:
            self._ask(entry, "price_below_cost", Change("retail_price", entry.price, retail))
        if twin := self._named(entry):
            self._ask(entry, "same_name_and_spec", Change("name", f"{self.known.code(twin)} {values['name']}", values["name"]))
        self.found.offers[entry.place] = Offered(0, None, self._offer(entry, None))
        self.found.new.append(NewRow(entry.row.row_no, code, values, entry.row.sheet))

    def _ask(self, entry: _Entry, kind: str, asked: Change) -> None:
        name = _text(entry.row.values, "name") or str(self.known.value(entry.product_id, "name"))
        self.found.questions.append(Question(entry.row.row_no, kind, *asked, entry.their_code, name, entry.row.sheet))

    def _note(self, entry: _Entry, reason: str) -> None:
        self.found.skipped.append(Note(entry.row.row_no, reason, entry.their_code, _text(entry.row.values, "name"), sheet=entry.row.sheet))

    def _wrong(self, entry: _Entry, key: str, value: str, reason: str, cure: str = "", **about: Any) -> None:
        self.found.wrong.append(RowProblem(entry.row.row_no, key, value, reason, cure, sheet=entry.row.sheet, **about))


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
