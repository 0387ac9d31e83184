"""Which sheet holds products, which row holds its heads, and which column is which field.

A proposal is made by the words of the heads, helped by the look of the columns where a head alone would mislead. What is
ambiguous stays unmapped: a person decides. A mapping is remembered under the fingerprint of the heads.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from itertools import islice

from jxc_desktop.domain.barcodes import is_valid_gtin
from jxc_desktop.i18n import N_, _
from jxc_desktop.spreadsheets.fields import BY_KEY, KIND_OF, LAST_RESORT, LEVELS, head_key, meaning
from jxc_desktop.spreadsheets.no_products import IDENTIFYING, NoProductsHere, seems_to_be
from jxc_desktop.spreadsheets.refusals import WorkbookRefused
from jxc_desktop.spreadsheets.workbook import Cell, Sheet, Workbook, column_letter

HEAD_ROWS = 30
SAMPLE = 200
_MOSTLY = 0.6
_WEIGHTS = {"name": 6, "barcodes": 5, "code": 4, "retail_price": 4, "purchase_price": 3, "stock": 2, "category": 2, "unit": 2, "spec": 2}
_QUOTE = frozenset(
    ["货期", "交货期", "总价", "合价", "起订量", "moq", "购买链接", "vendorsminimalquantity", "vendorsdeliveryleadtime", "折扣率"]
)
_OPTIONS = ("option1value", "option2value", "option3value", "颜色", "尺码", "颜色名称", "尺码名称", "color", "colour")
REASON, REASON_CHINESE = N_("Reason"), "原因"
_REASON_HEADS = frozenset([head_key(REASON), REASON_CHINESE])

LookUp = Callable[[str], str | None]
At = Callable[[Workbook, str, int], "Mapping"]
Recall = Callable[["Mapping", str], "Mapping"]


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a sheet is understood. Column indexes count from 0, `header_row` is Excel's number of the last row of heads.

    With `header_row` 0 there are no heads, and nothing to remember it by: `fingerprint` is "". `more` holds further columns of
    the fields that take several (barcodes, category levels); `also` the other sheets with the same heads in the same row, which
    are read too; `others` the sheets that hold products and are not read. `score` compares proposals; more is better.
    """

    sheet: str
    header_row: int
    columns: dict[str, int]
    fingerprint: str
    score: int
    heads: tuple[str, ...] = ()
    more: dict[str, tuple[int, ...]] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def title(self, column: int) -> str:
        """The head of a column as it stands in the sheet; its letter when it has none."""
        head = self.heads[column] if column < len(self.heads) else ""
        return head or column_letter(column)

    def as_text(self) -> str:
        """The columns as a text to remember under the fingerprint."""
        return json.dumps({"columns": self.columns, "more": self.more}, sort_keys=True)

    def is_our_own(self) -> bool:
        """Whether every mapped head is exactly one of ours: a workbook that this program wrote."""
        return bool(self.columns) and _exactly_ours(self.heads, self.columns)

    def is_of_wrong_rows(self) -> bool:
        """Whether the heads are those of wrong rows that were saved, with the reason behind them."""
        return bool(self.heads) and head_key(self.heads[-1]) in _REASON_HEADS

    def identifies(self) -> bool:
        """Whether a column tells which product a row is of."""
        return not IDENTIFYING.isdisjoint(self.columns)

    def unread_sentence(self) -> str:
        """Which sheets are not read, and what to do about it; "" when all are."""
        if not self.others:
            return ""
        sheets = ", ".join(self.others)
        return _("Not read, their heads are others: {sheets}. Import the file once more for them.").format(sheets=sheets)

    def unmapped(self) -> list[int]:
        """The columns that have a head and no field."""
        taken = {*self.columns.values(), *(column for columns in self.more.values() for column in columns)}
        return [column for column, head in enumerate(self.heads) if head and column not in taken]


def propose_mapping(workbook: Workbook, *, sheet: str | None = None) -> Mapping:
    """The best understanding of a workbook, or of one of its sheets. Raises NoProductsHere, which says what it seems to be."""
    chosen = [each for each in workbook.sheets if sheet in (None, each.name)]
    proposals = [proposal for each in chosen if (proposal := _proposal(each)) is not None]
    holding = [proposal for proposal in proposals if not proposal.seems]
    if not holding:
        raise NoProductsHere(workbook.path_name, _what(proposals, chosen))
    mapping = max(holding, key=lambda proposal: (not proposal.sheet.hidden, proposal.score, proposal.weight)).mapping()
    return _beside(workbook, mapping if sheet is not None else replace(mapping, also=_alike(mapping, proposals)))


def _beside(workbook: Workbook, mapping: Mapping) -> Mapping:
    """The mapping with the sheets that hold products and are not read: nothing is dropped silently."""
    read = (mapping.sheet, *mapping.also)
    rest = [_proposal(sheet) for sheet in workbook.sheets if sheet.name not in read and not sheet.hidden]
    return replace(mapping, others=tuple(each.sheet.name for each in rest if each is not None and each.filled and not each.seems))


def remap(mapping: Mapping, columns: Map[str, int], more: Map[str, Sequence[int]] | None = None) -> Mapping:
    """The mapping as the user wants it: other columns for the same heads."""
    unknown = [key for key in columns if key not in KIND_OF]
    if unknown:
        raise KeyError(unknown[0])
    kept = {key: tuple(indexes) for key, indexes in (more or {}).items() if indexes and key in columns}
    return replace(mapping, columns=dict(columns), more=kept)


def remembered(mapping: Mapping, text: str) -> Mapping:
    """The mapping with the columns that were remembered as `text`; what no longer fits the sheet is left out."""
    body = json.loads(text)
    if "columns" not in body:  # a place where other heads were taken instead
        return mapping
    width = len(mapping.heads)
    columns = {key: index for key, index in body["columns"].items() if key in KIND_OF and 0 <= index < width}
    return remap(mapping, columns, {key: [index for index in indexes if index < width] for key, indexes in body["more"].items()})


def as_before(workbook: Workbook, proposed: Mapping, look_up: LookUp, at: At | None = None, recall: Recall = remembered) -> Mapping | None:
    """The mapping that was used last time where this one was proposed, or None. `look_up` gives what a fingerprint stands for.

    `at` and `recall` do what `mapping_at` and `remembered` do for products, for sheets of another kind.
    """
    at = at or mapping_at
    text = look_up(proposed.fingerprint) if proposed.fingerprint else None
    if text is None:
        return None
    place = json.loads(text)
    if "columns" in place:
        return recall(proposed, text)
    sheet = place["sheet"] if place["sheet"] in [each.name for each in workbook.sheets] else proposed.sheet
    if place["header_row"] > len(workbook.sheet(sheet).rows):
        return None
    mapping = at(workbook, sheet, place["header_row"])
    text = look_up(mapping.fingerprint) if mapping.fingerprint == place["fingerprint"] else None
    return None if text is None else recall(mapping, text)


@dataclass(frozen=True, slots=True)
class Understood:
    """How a workbook is understood: as last time where it `is_remembered`; where it is refused a person begins with the mapping.

    `proposed` is the fingerprint of the heads that were proposed, whatever was used instead.
    """

    mapping: Mapping
    proposed: str
    is_remembered: bool = False
    refusal: WorkbookRefused | None = None


def understand(
    workbook: Workbook,
    look_up: LookUp,
    propose: Callable[[Workbook], Mapping],
    by_hand: Callable[[Workbook], Mapping | None],
    before: tuple[At, Recall],
) -> Understood:
    """As it was used last time, else as `propose` says; `before` are the `at` and `recall` of `as_before`.

    What it refuses a person may map `by_hand`; it raises the WorkbookRefused where nothing stands in it.
    """
    refusal = None
    try:
        proposed = propose(workbook)
    except WorkbookRefused as error:
        begun = by_hand(workbook)
        if begun is None:
            raise
        proposed, refusal = begun, error
    used = as_before(workbook, proposed, look_up, *before)
    if used is None:
        return Understood(proposed, proposed.fingerprint, refusal=refusal)
    return Understood(used, proposed.fingerprint, is_remembered=True)


def to_remember(mapping: Mapping, proposed: str) -> dict[str, str]:
    """What to keep of a mapping that was used, by fingerprint. `proposed` is that of the heads which were proposed instead of it."""
    if not mapping.fingerprint:
        return {}
    kept = {mapping.fingerprint: mapping.as_text()}
    if proposed not in ("", mapping.fingerprint):
        place = {"sheet": mapping.sheet, "header_row": mapping.header_row, "fingerprint": mapping.fingerprint}
        kept[proposed] = json.dumps(place, ensure_ascii=False, sort_keys=True)
    return kept


def mapping_at(workbook: Workbook, sheet: str, header_row: int) -> Mapping:
    """The mapping when the user says where the heads are (Excel's row number, 0 for none). Nothing is refused: the user knows."""
    chosen = workbook.sheet(sheet)
    heads = tuple(_text(cell) for cell in chosen.rows[header_row - 1]) if header_row else ()
    return _beside(workbook, _Proposal(chosen, header_row, heads).mapping())


def mapping_by_hand(workbook: Workbook, *, sheet: str | None = None) -> Mapping | None:
    """Where a person begins who maps what was refused: the fullest sheet, its likeliest row of heads; None when all is blank."""
    chosen = [each for each in workbook.sheets if sheet in (None, each.name)]
    filled = [proposal for each in chosen if (proposal := _proposal(each)) is not None and each.rows]
    if not filled:
        return None
    best = max(filled, key=lambda proposal: (not proposal.sheet.hidden, proposal.filled))
    row = best.sheet.rows[best.header_row - 1]
    has_heads = best.columns or not any(isinstance(cell, float | int) or _is_gtin(cell) for cell in row)
    return mapping_at(workbook, best.sheet.name, best.header_row if has_heads else 0)


def _alike(mapping: Mapping, proposals: "Iterable[_Proposal]") -> tuple[str, ...]:
    same = (mapping.fingerprint, mapping.header_row, mapping.columns)
    others = [each.mapping() for each in proposals if each.sheet.name != mapping.sheet and not each.sheet.hidden and not each.seems]
    return tuple(other.sheet for other in others if (other.fingerprint, other.header_row, other.columns) == same)


def _what(proposals: "list[_Proposal]", sheets: Sequence[Sheet]) -> str:
    told = [proposal.seems for proposal in sorted(proposals, key=lambda each: -each.filled)]
    if told:
        return next((kind for kind in told if kind != "unknown"), "unknown")
    return "unknown" if any(sheet.rows for sheet in sheets) else "blank"


def _text(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


class _Proposal:
    """One sheet with one row taken for its heads."""

    def __init__(self, sheet: Sheet, header_row: int, heads: tuple[str, ...]) -> None:
        self.sheet, self.header_row, self.heads = sheet, header_row, heads
        self.body = [row for row in sheet.rows[header_row:] if row]
        self.columns, self.more = _columns(heads)
        if not _exactly_ours(heads, self.columns):
            _look_at_values(self)
        self.filled = len(self.body)
        self.weight = sum(_WEIGHTS.get(key, 1) for key in self.columns)
        self.score = self.filled * self.weight
        self.seems = seems_to_be(heads, self.columns)

    def values(self, column: int) -> list[Cell]:
        """The first filled cells below a head."""
        cells = (row[column] for row in self.body if column < len(row))
        return list(islice((cell for cell in cells if cell is not None and cell != " "), SAMPLE))

    def mapping(self) -> Mapping:
        """What the proposal comes to."""
        return Mapping(self.sheet.name, self.header_row, self.columns, fingerprint(self.heads), self.score, self.heads, self.more)


def fingerprint(heads: Iterable[str]) -> str:
    """The same for sheets whose heads mean the same in the same order, and for their wrong rows; "" without heads."""
    keys = [head_key(head) for head in heads]
    if keys and keys[-1] in _REASON_HEADS:
        del keys[-1]
    while keys and not keys[-1]:
        del keys[-1]
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()[:16] if keys else ""


def _proposal(sheet: Sheet) -> _Proposal | None:
    best: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    widest: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    above: tuple[str, ...] = ()
    for number, row in enumerate(sheet.rows[:HEAD_ROWS], 1):
        heads = tuple(_text(cell) for cell in row)
        for candidate in (heads, _two_lines(above, heads)):
            known = _known_heads(candidate)
            if known > best[0]:
                best = (known, number, candidate)
        words = sum(bool(head) for head in heads)
        if words > widest[0]:
            widest = (words, number, heads)
        above = heads
    _known, number, heads = best if best[0] else _telling(sheet) or widest
    return _Proposal(sheet, number, heads) if number else None


def _telling(sheet: Sheet) -> tuple[int, int, tuple[str, ...]] | None:
    """The first row whose words say what the table is, when none names a field."""
    for number, row in enumerate(sheet.rows[:HEAD_ROWS], 1):
        heads = tuple(_text(cell) for cell in row)
        if seems_to_be(heads, ()) != "unknown":
            return 0, number, heads
    return None


def _known_heads(heads: tuple[str, ...]) -> int:
    """The weight of the fields that a row of heads names; data rows name next to none."""
    found = {meant[0] for head in heads if head and len(head) <= 60 and (meant := meaning(head)) is not None}
    return sum(_WEIGHTS.get(key, 1) for key in found)


def _two_lines(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """Heads that stand in two rows: the lower one where it is filled, else the upper one (merged downwards)."""
    if not above or not any(below) or sum(map(bool, below)) * 3 < sum(map(bool, above)):
        return ()
    length = max(len(above), len(below))
    upper, lower = (above + ("",) * (length - len(above)), below + ("",) * (length - len(below)))
    return tuple(low or high for low, high in zip(lower, upper, strict=True))


def _columns(heads: tuple[str, ...]) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    tiers: dict[str, dict[int, list[int]]] = {}
    quoted = bool(_QUOTE & {head_key(head) for head in heads})
    for index, head in enumerate(heads):
        meant = meaning(head) if head else None
        if meant is not None:
            key, tier = _in_a_quote(*meant) if quoted else meant
            tiers.setdefault(key, {}).setdefault(tier, []).append(index)
    tiers.pop("", None)
    columns: dict[str, int] = {}
    more: dict[str, tuple[int, ...]] = {}
    for key, found in tiers.items():
        best, *rest = sorted(found)
        first, *others = found[best]
        if BY_KEY[key].several:
            others += [column for tier in rest for column in found[tier]]
        elif others:
            continue
        columns[key] = first
        if others:
            more[key] = tuple(others)
    _identified_by_id(tiers, columns)
    _category_levels(heads, columns, more)
    _options(heads, columns, more)
    return columns, more


def _in_a_quote(key: str, tier: int) -> tuple[str, int]:
    """In a supplier's quote the price is what the shop will pay, and the quantity is no stock."""
    if key == "retail_price" and tier >= LAST_RESORT:
        return "purchase_price", tier
    return ("", 0) if key == "stock" and tier > 1 else (key, tier)


def _identified_by_id(tiers: dict[str, dict[int, list[int]]], columns: dict[str, int]) -> None:
    """A number of the other program's own is the code only when nothing better identifies the products."""
    if "code" in columns and min(tiers["code"]) >= LAST_RESORT and "barcodes" in columns:
        del columns["code"]


def _category_levels(heads: tuple[str, ...], columns: dict[str, int], more: dict[str, tuple[int, ...]]) -> None:
    keys = [head_key(head) for head in heads]
    for levels in LEVELS:
        found = [keys.index(level) for level in levels if level in keys]
        if len(found) > 1:
            columns["category"], more["category"] = found[0], tuple(found[1:])
            return


def _options(heads: tuple[str, ...], columns: dict[str, int], more: dict[str, tuple[int, ...]]) -> None:
    """What tells variants of one product apart (Shopify, Loyverse) is their spec."""
    keys = [head_key(head) for head in heads]
    found = [keys.index(option) for option in _OPTIONS if option in keys]
    if found and "spec" not in columns:
        columns["spec"] = found[0]
        if found[1:]:
            more["spec"] = tuple(found[1:])


def _exactly_ours(heads: Sequence[str], columns: Map[str, int]) -> bool:
    return all(column < len(heads) and meaning(heads[column]) == (key, 0) for key, column in columns.items())


def _look_at_values(proposal: _Proposal) -> None:
    """Where the column itself says otherwise than its head."""
    columns = proposal.columns
    _barcodes_by_another_name(proposal)
    if "brand" in columns and _share(values := proposal.values(columns["brand"]), _is_whole) == 1:
        brand = columns.pop("brand")
        if not {"code", "barcodes"} & columns.keys() and len(set(values)) == len(values):
            columns["code"] = brand
    if "category" in columns and _share(proposal.values(columns["category"]), _is_whole) == 1:
        del columns["category"]
        proposal.more.pop("category", None)
    if "spec" in columns and _share(proposal.values(columns["spec"]), _is_markup) > 0:
        del columns["spec"]
    if "name" not in columns and {"retail_price", "purchase_price"} & columns.keys() and not {"code", "barcodes"} & columns.keys():
        _unnamed_names(proposal)


def _barcodes_by_another_name(proposal: _Proposal) -> None:
    """Some programs keep the barcode under the head of a code or an article number: the digits tell."""
    columns = proposal.columns
    for key in ("code", "article_number"):
        if "barcodes" in columns or key not in columns or _share(proposal.values(columns[key]), _is_gtin) <= _MOSTLY:
            continue
        columns["barcodes"] = columns.pop(key)
        others = [index for index, head in enumerate(proposal.heads) if index != columns["barcodes"] and (meaning(head) or ("",))[0] == key]
        if len(others) == 1:
            columns[key] = others[0]


def _unnamed_names(proposal: _Proposal) -> None:
    """The first column is often left without a head: texts left of a price are the names."""
    if proposal.heads and not proposal.heads[0]:
        values = proposal.values(0)
        if values and _share(values, lambda cell: isinstance(cell, str) and not _is_whole(cell)) > _MOSTLY:
            proposal.columns["name"] = 0


def _share(values: Sequence[Cell], test: Callable[[Cell], bool]) -> float:
    return sum(map(test, values)) / len(values) if values else 0.0


def _is_gtin(cell: Cell) -> bool:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return is_valid_gtin(text)


def _is_whole(cell: Cell) -> bool:
    return cell.is_integer() if isinstance(cell, float) else str(cell).strip().isdecimal()


def _is_markup(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.lstrip().startswith(("{", "[{", "<"))
