"""What an import would do, as plain values: new products, changes from old to new, what stays, what is wrong, what to ask."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

from jxc_desktop.domain.money import format_money
from jxc_desktop.domain.products import BELOW_ZERO_TITLES, KIND_TITLES, BelowZero, Kind
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.domain.sheet_rows import line_of, place_of
from jxc_desktop.i18n import N_, _, ngettext
from jxc_desktop.queries.product_columns import TITLES

NAMED_AT_MOST = 5

REASONS = {
    "no_name": N_("a new product needs a name"),
    "double_code": N_("the same product code stands in {place}"),
    "double_barcode": N_("the same barcode stands in {place}"),
    "double_product": N_("{place} means the same product {other}"),
    "barcode_taken": N_("the barcode belongs to {other}"),
    "barcode_of_row": N_("this is a barcode of {place}"),
    "code_is_barcode": N_("this is a barcode of {other}"),
    "barcode_is_code": N_("this is the product code of {other}"),
    "which_pack": N_("the product has several packs: the units in a pack and its name must say which"),
    "other_pack": N_("barcode, units and name do not fit together: one of them is that of the pack {other}"),
    "several_products": N_("several products have this barcode; the product code must say which"),
    "two_prices_here": N_("another price of the same goods stands in {place}"),
    "no_such_product": N_("the product that the row was linked to is gone"),
    "has_history": N_("{other} was already sold or counted: unit and kind can't be changed"),
}

CURES = {
    "merge": N_("Merge the rows: the first counts, later ones fill what it leaves blank"),
    "share": N_("Keep both products under one barcode"),
    "higher": N_("Take the higher of the two prices"),
    "name_above": N_("Take the name of the row above"),
}

QUESTIONS = {
    "price_jump": N_("{title} jumps by more than 30 %: {old} → {new}"),
    "price_below_cost": N_("{title} {new} is below the purchase price {old}"),
    "same_name_and_spec": N_("there is already a product with this name and spec: {old}"),
    "other_unit": N_("the price is of one {new}, the shop counts in {old}: it is taken for one {old}"),
    "other_name": N_("found by the shop's own code; the shop calls it {old}, the list {new}"),
    "other_code": N_("found by its barcode; the shop's code {old} stays, {new} is not taken over"),
}

NOTES = {
    "same": N_("nothing differs"),
    "no_price": N_("no price stands in the row"),
    "same_price": N_("the same goods stand in another row"),
    "unmatched": N_("the shop does not have it"),
    "stock_opened": N_("the stock is already counted in the books and stays: {old}, the file says {new}"),
    "stock_below_zero": N_("a stock below zero is not taken over: {new}"),
    "stock_not_emptied": N_("a stock can't be emptied and stays"),
    "no_stock_kind": N_("this kind of product keeps no stock"),
    "pack_code_of_unit": N_("the pack barcode stands for a single unit and is not taken over"),
    "pack_without_ratio": N_("a pack without the number of units in it is not taken over"),
}


class Change(NamedTuple):
    """One field, from old to new: values as in a sheet row; `barcodes` are those that are added."""

    field: str
    old: Any
    new: Any

    def title(self) -> str:
        """The field's title."""
        return _(TITLES[self.field])

    def texts(self) -> tuple[str, str]:
        """Old and new as a person reads them."""
        return shown(self.field, self.old), shown(self.field, self.new)


class NewRow(NamedTuple):
    """A product to be made: its code (given or the next free number) and the row's values."""

    row_no: int
    code: str
    values: Mapping[str, Any]
    sheet: str = ""


class ChangedRow(NamedTuple):
    """A known product and what would change; `planned` are the retail prices that rise once their tags are up.

    `version` is that of the product as it was compared; `pack_id` 0 is a new pack.
    """

    row_no: int
    product_id: int
    code: str
    name: str
    changes: tuple[Change, ...]
    sheet: str = ""
    planned: tuple[Change, ...] = ()
    version: int = 0
    pack_id: int = 0


class Note(NamedTuple):
    """A row or a cell of a row that stays as it is, and why: a key of NOTES."""

    row_no: int
    reason: str
    code: str = ""
    name: str = ""
    old: Any = None
    new: Any = None
    sheet: str = ""

    def sentence(self) -> str:
        """Why it stays."""
        return _(NOTES[self.reason]).format(old=shown("stock", self.old), new=shown("stock", self.new))


class Question(NamedTuple):
    """Something doubtful in a row: a key of QUESTIONS. The row is imported unless it is left out."""

    row_no: int
    kind: str
    field: str
    old: Any
    new: Any
    code: str = ""
    name: str = ""
    sheet: str = ""

    @property
    def column_title(self) -> str:
        """The field's title."""
        return _(TITLES[self.field])

    def sentence(self) -> str:
        """What is asked."""
        return _(QUESTIONS[self.kind]).format(title=_(TITLES[self.field]), old=shown(self.field, self.old), new=shown(self.field, self.new))


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that can't be imported as it is; worded like the errors of the reader. `other_row` is the row it clashes with."""

    row_no: int
    field: str
    value: str
    reason: str
    cure: str = ""
    other_row: int = 0
    other: str = ""
    sheet: str = ""
    other_sheet: str = ""

    @property
    def column_title(self) -> str:
        """The field's title."""
        return _(TITLES[self.field])

    def sentence(self) -> str:
        """The cell and what is wrong with it."""
        reason = _(REASONS[self.reason]).format(place=place_of(self.other_row, self.other_sheet), other=self.other)
        return _("“{value}”: {reason}").format(value=self.value[:60], reason=reason) if self.value else reason

    def line(self) -> str:
        """Row, column and what is wrong: for a list."""
        return line_of(self.row_no, self.sheet, self.column_title, self.sentence())

    def cure_title(self) -> str:
        """What one click would do; "" when there is none."""
        return _(CURES[self.cure]) if self.cure else ""


class Offer(NamedTuple):
    """What a supplier asks for a product in one of its packs: their code and name of it, the price of the pack, the least they sell."""

    code: str = ""
    name: str = ""
    price: int | None = None
    minimum: int = 0


class Offered(NamedTuple):
    """How a row of a price list changes an offer: of which pack (0 for the unit itself), from what to what."""

    pack_id: int
    old: Offer | None
    new: Offer


@dataclass(slots=True)
class Differences:
    """What an import would do.

    `same_names` counts rows that fit a known product by name and spec only, as long as nobody decided about them. `seen` marks
    what was known of the products (`products_seen`); with `shares` barcodes may belong to several of them. `offers` are
    those of the supplier whose price list it is, by sheet and row.
    """

    new: list[NewRow] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    skipped: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    wrong: list[RowProblem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    same_names: int = 0
    seen: int | None = None
    shares: bool = False
    supplier_id: int = 0
    offers: dict[tuple[str, int], Offered] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """New, changed, skipped and wrong rows."""
        wrong = len({(problem.sheet, problem.row_no) for problem in self.wrong})
        return {"new": len(self.new), "changed": len(self.changed), "skipped": len(self.skipped), "wrong": wrong}

    def waiting(self) -> int:
        """How many prices rise once their tags are up."""
        return sum(len(row.planned) for row in self.changed)

    def without(self, rows: Collection[tuple[str, int]]) -> Self:
        """The same without these rows, each by its sheet and number: what was asked about and answered with no."""
        return replace(
            self,
            new=[row for row in self.new if (row.sheet, row.row_no) not in rows],
            changed=[row for row in self.changed if (row.sheet, row.row_no) not in rows],
            questions=[row for row in self.questions if (row.sheet, row.row_no) not in rows],
        )

    def says_the_same(self, other: "Differences") -> bool:
        """Whether a person would read the same in both: versions and free numbers aside."""
        return _told(self) == _told(other)


def _told(found: Differences) -> tuple[Any, ...]:
    new = [(row.sheet, row.row_no, row.values) for row in found.new]
    changed = [row._replace(version=0) for row in found.changed]
    return new, changed, found.wrong, found.questions, found.same_names, found.offers


def meanwhile_text(products: Sequence[tuple[str, str]]) -> str:
    """What an import left out because somebody made or changed it while the import ran: (code, name) each."""
    count = len(products)
    return ngettext(
        "{count} product was made or changed meanwhile and stays as it is: {products}. Import the file again to see what differs.",
        "{count} products were made or changed meanwhile and stay as they are: {products}. Import the file again to see what differs.",
        count,
    ).format(count=count, products=named(products))


def named(products: Sequence[tuple[str, str]]) -> str:
    """The first few of (code, name)."""
    return ", ".join(f"{code} {name}" for code, name in products[:NAMED_AT_MOST]) + (" …" if len(products) > NAMED_AT_MOST else "")


_MONEY = frozenset({"retail_price", "member_price", "wholesale_price", "purchase_price", "pack_price"})
_QUANTITY = frozenset({"stock", "order_at", "fill_to", "tare"})


def shown(field_key: str, value: Any) -> str:
    """A value of a sheet row as a person reads it."""
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool) or field_key in _FLAGS:
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        if field_key in _MONEY:
            return format_money(value)
        if field_key in _QUANTITY:
            return format_quantity(value)
        return f"{value / 100:g}%" if field_key == "tax_rate" else str(value)
    if field_key == "kind" and value:
        return _(KIND_TITLES[Kind(value)])
    if field_key == "below_zero" and value:
        return _(BELOW_ZERO_TITLES[BelowZero(value)])
    return str(value)


_FLAGS = frozenset({"no_discount", "stop_buying", "stop_selling", "pack_measured"})
