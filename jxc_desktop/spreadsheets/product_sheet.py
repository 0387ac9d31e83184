"""Rows of a product sheet as plain values, with what is wrong, what is doubtful and what is no product.

Columns are parsed one at a time: a column holds one kind of value and repeats itself, so a text is parsed once.
"""

import re
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from jxc_desktop.domain.barcodes import has_wrong_check_digit, is_valid_gtin
from jxc_desktop.domain.quantity import ONE
from jxc_desktop.domain.sheet_rows import CLEAR, FieldValue, SheetRow
from jxc_desktop.queries.resting import collector_resting
from jxc_desktop.spreadsheets.fields import KIND_OF, head_key
from jxc_desktop.spreadsheets.mapping import Mapping
from jxc_desktop.spreadsheets.row_errors import ErrorGroup, RowError, SkippedRow, Wrong, grouped
from jxc_desktop.spreadsheets.values import PIECES, Parser, parser_of, shown
from jxc_desktop.spreadsheets.workbook import Cell, Row, Workbook

LEVEL_MARK = " / "
NEVER_CLEARED = frozenset({"name", "code", "own_code", "kind"})
_NAMELESS_TOO = frozenset({"code", "own_code", "barcodes"})
_HINT = re.compile("计|元整|元正|样|例|范|模板|[Tt]otal|TOTAL|[Ss]ample|[Ee]xample")
_SAMPLE = re.compile(r"[(（\[【](?:样板|样例|示例|例|范例|举例|模板|sample|example)[)）\]】]|^(?:示例|样例)[:：]", re.IGNORECASE)
_TOTAL = re.compile(r"(?:总金额|合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|(?:sub|grand )?total)\s*(?:[:：(（].*)?", re.IGNORECASE)
_TOTAL_END = re.compile(r".*(?:月|日|年|本页)?(?:合计|小计|总计)[:：]?|.*元[整正]")
_HEADINGS_AT_MOST = 0.1
_NOWHERE = sys.maxsize

Cures = Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ParsedSheet:
    """What a mapped workbook holds. A row with an error is not among `rows`; warnings don't keep a row out.

    `names` are those that rows (sheet, number) without one have from another row.
    """

    rows: tuple[SheetRow, ...]
    errors: tuple[RowError, ...]
    warnings: tuple[RowError, ...]
    skipped: tuple[SkippedRow, ...]
    names: dict[tuple[str, int], str] = field(default_factory=dict)

    def groups(self) -> list[ErrorGroup]:
        """The errors by field, reason and cure."""
        return grouped(self.errors)

    def wrong_rows(self) -> int:
        """How many rows are wrong."""
        return len({(error.sheet, error.row_no) for error in self.errors})


def parse_rows(workbook: Workbook, mapping: Mapping, *, cures: Cures = ()) -> ParsedSheet:
    """The products of a workbook under a mapping. `cures` are the (field, cure) that the user chose; a cured cell is no error."""
    names = (mapping.sheet, *mapping.also)
    with collector_resting():
        parts = [_Parsing(workbook.sheet(name).rows, mapping, frozenset(cures), name if mapping.also else "").parse() for name in names]
    return (
        parts[0]
        if len(parts) == 1
        else ParsedSheet(
            tuple(row for part in parts for row in part.rows),
            tuple(error for part in parts for error in part.errors),
            tuple(warning for part in parts for warning in part.warnings),
            tuple(skip for part in parts for skip in part.skipped),
            {place: name for part in parts for place, name in part.names.items()},
        )
    )


@dataclass(slots=True)
class _Parsing:
    """One sheet on its way."""

    source: list[Row]
    mapping: Mapping
    cures: frozenset[tuple[str, str]]
    sheet: str
    numbers: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    names: dict[tuple[str, int], str] = field(default_factory=dict)
    above: dict[int, str] = field(default_factory=dict)

    def parse(self) -> ParsedSheet:
        self._take_rows()
        keys = list(self.mapping.columns)
        columns = {key: self._field(key) for key in keys}
        if None in columns.get("name", ()):
            self._inherit_names(columns)
        rows = self._assemble(columns)
        self._check_packs(rows)
        self.errors.sort(key=lambda error: error.row_no)
        self.skipped.sort(key=lambda skip: skip.row_no)
        return ParsedSheet(tuple(rows), tuple(self.errors), tuple(self.warnings), tuple(self.skipped), self.names)

    def _take_rows(self) -> None:
        """The filled rows below the heads, all of one length, without examples, totals and headings."""
        width = max(len(self.mapping.heads), 1 + max(self._all_columns(), default=0))
        first = self.mapping.header_row
        filled = [(number, row) for number, row in enumerate(self.source[first:], first + 1) if row]
        reasons = self._reasons(filled)
        for number, row in filled:
            reason = reasons.get(number)
            if reason:
                self.skipped.append(SkippedRow(number, reason, self.sheet))
                continue
            self.numbers.append(number)
            self.rows.append(row if len(row) >= width else row + (None,) * (width - len(row)))

    def _all_columns(self) -> list[int]:
        return [*self.mapping.columns.values(), *(column for columns in self.mapping.more.values() for column in columns)]

    def _reasons(self, filled: Sequence[tuple[int, Row]]) -> dict[int, str]:
        """Why rows are skipped, by row number. Only the texts that could say so are looked at."""
        reasons: dict[int, str] = {}
        looked_at = {0, 1, 2, self.mapping.columns.get("name", 0)}
        for column in looked_at:
            texts = [(number, text) for number, row in filled if column < len(row) and isinstance(text := row[column], str)]
            if _HINT.search("\n".join([text for _number, text in texts])):
                reasons.update((number, reason) for number, text in texts if (reason := _marked(text)))
        first, *others = self._all_columns() or (_NOWHERE,)
        for number, row in filled:
            blank = len(row) <= first or row[first] is None
            if blank and number not in reasons and all(column >= len(row) or row[column] is None for column in others):
                reasons[number] = "no_values"
        reasons.update(self._continuations(filled))
        reasons.update(self._headings(filled, reasons))
        return reasons

    def _continuations(self, filled: Sequence[tuple[int, Row]]) -> dict[int, str]:
        """Further rows of one product in exports that leave its number and name blank there."""
        keys = [head_key(head) for head in self.mapping.heads]
        name = self.mapping.columns.get("name")
        if "externalid" not in keys or name is None:
            return {}
        at = keys.index("externalid")
        return {number: "continuation" for number, row in filled if row[at] is None and (len(row) <= name or row[name] is None)}

    def _headings(self, filled: Sequence[tuple[int, Row]], reasons: dict[int, str]) -> dict[int, str]:
        """Rows with one text and nothing else, between rows that are full; many of them are a list of names."""
        if len(self.mapping.columns) < 2:
            return {}
        alone = [number for number, row in filled if number not in reasons and len(row) - row.count(None) == 1]
        return dict.fromkeys(alone, "heading") if len(alone) <= _HEADINGS_AT_MOST * len(filled) else {}

    def _field(self, key: str) -> list[FieldValue | None]:
        """The values of a field, from all its columns."""
        parse = parser_of(key, KIND_OF[key])
        if key in NEVER_CLEARED:
            parse = _never_cleared(parse)
        first, *others = (self.mapping.columns[key], *self.mapping.more.get(key, ()))
        values = self._column(key, first, parse)
        if KIND_OF[key] == "barcodes":
            self._check_barcodes(key, first, values)
        for column in others:
            values = [_joined(one, more) for one, more in zip(values, self._column(key, column, parse), strict=True)]
        return values

    def _column(self, key: str, column: int, parse: Parser) -> list[FieldValue | None]:
        values: list[FieldValue | None] = []
        known: dict[Cell, FieldValue | None] = {}
        take = values.append
        for at, row in enumerate(self.rows):
            cell = row[column]
            if cell is None:
                take(None)
                continue
            # only texts and floats are remembered: 1, 1.0 and True would be one key
            repeats = type(cell) is str or type(cell) is float
            if repeats and cell in known:
                take(known[cell])
                continue
            try:
                value = parse(cell)
            except Wrong as wrong:
                take(self._wrong(key, column, at, cell, wrong))
                continue
            if repeats:
                known[cell] = value
            take(value)
        return values

    def _wrong(self, key: str, column: int, at: int, cell: Cell, wrong: Wrong) -> FieldValue | None:
        """The cured value when the user chose the cure, else an error and no value."""
        if wrong.measures and not self._counts_in(key, at, wrong.measures):
            wrong = Wrong(wrong.reason.code, "leave_out")
        if wrong.cure and (key, wrong.cure) in self.cures:
            return wrong.cured
        self.errors.append(self._error((key, column), at, cell, wrong))
        return None

    def _counts_in(self, key: str, at: int, measures: Sequence[str]) -> bool:
        """Whether a product, or the pack that a price is of, is counted in these units; of an unknown unit only pieces are sure."""
        if key == "tax_rate":
            return True
        column = self.mapping.columns.get("pack_name" if key == "pack_price" else "unit")
        cell = None if column is None else self.rows[at][column]
        unit = "" if cell is None else shown(cell).strip().lower()
        return all(measure == unit for measure in measures) if unit else all(measure in PIECES for measure in measures)

    def _error(self, place: tuple[str, int], at: int, cell: Cell, wrong: Wrong) -> RowError:
        key, column = place
        value = "" if cell is None else shown(cell)
        return RowError(self.numbers[at], self.mapping.title(column), key, value, wrong.reason, wrong.cure, self.sheet)

    def _warn(self, key: str, at: int, cell: Cell, wrong: Wrong) -> None:
        self.warnings.append(self._error((key, self.mapping.columns[key]), at, cell, wrong))

    def _check_barcodes(self, key: str, column: int, values: list[FieldValue | None]) -> None:
        thirteen = sum(type(value) is tuple and len(value[0]) == 13 for value in values) * 2 > len(values)
        for at, value in enumerate(values):
            if type(value) is not tuple:
                continue
            cell = self.rows[at][column]
            if thirteen and type(cell) is float and 9 < len(value[0]) < 13 and is_valid_gtin(value[0].zfill(13)):
                if (key, "restore_zeros") in self.cures:
                    values[at] = (value[0].zfill(13),)
                else:
                    self._warn(key, at, cell, Wrong("zeros_lost", "restore_zeros"))
            elif any(map(has_wrong_check_digit, value)):
                self._warn(key, at, cell, Wrong("check_digit"))

    def _inherit_names(self, columns: dict[str, list[FieldValue | None]]) -> None:
        """Take names that stand above.

        Variants that only their first row names have its name (Shopify, Loyverse: the same handle). Rows that nothing else
        identifies get it when the user says so; whether a code does without a name the comparison knows. Among wrong rows
        that were saved what stands above is no neighbour.
        """
        names, nothing = columns["name"], [None] * len(self.rows)
        keys = [head_key(head) for head in self.mapping.heads]
        by_handle = keys.index("handle") if "handle" in keys else None
        cured = ("name", "name_above") in self.cures
        last = ""
        for at, (name, code, barcodes) in enumerate(
            zip(names, columns.get("code", nothing), columns.get("barcodes", nothing), strict=True)
        ):
            if type(name) is str:
                last = name
                continue
            same = at > 0 and by_handle is not None and self.rows[at][by_handle] == self.rows[at - 1][by_handle]
            if not last or (self.mapping.is_of_wrong_rows() and not same):
                continue
            if same or (cured and code is None and barcodes is None):
                names[at] = self.names[self.sheet, self.numbers[at]] = last
            else:
                self.above[self.numbers[at]] = last

    def _assemble(self, columns: dict[str, list[FieldValue | None]]) -> list[SheetRow]:
        wrong = {error.row_no for error in self.errors}
        keys = list(columns)
        rows: list[SheetRow] = []
        for at, values in enumerate(zip(*columns.values(), strict=True)):
            number = self.numbers[at]
            if number in wrong:
                continue
            filled = dict(zip(keys, values, strict=True))
            if None in values:
                filled = {key: value for key, value in filled.items() if value is not None}
            if "name" in filled:
                rows.append(SheetRow(number, filled, self.sheet))
                name = filled["name"]
                if type(name) is str and name[0] in "=+-@":
                    self._warn("name", at, name, Wrong("formula_like"))
            elif not _NAMELESS_TOO.isdisjoint(filled):
                rows.append(SheetRow(number, filled, self.sheet, self.above.get(number, "")))
            elif filled:
                self._nameless(at)
            else:
                self.skipped.append(SkippedRow(number, "no_values", self.sheet))
        return rows

    def _nameless(self, at: int) -> None:
        column = self.mapping.columns.get("name", self.mapping.columns.get("code", 0))
        cure = "name_above" if self.numbers[at] in self.above else ""
        self.errors.append(self._error(("name", column), at, None, Wrong("no_identity", cure)))

    def _check_packs(self, rows: Iterable[SheetRow]) -> None:
        """Stock that does not fill whole packs is told when the sheet knows both."""
        if not {"stock", "pack_ratio"} <= self.mapping.columns.keys():
            return
        places = {number: at for at, number in enumerate(self.numbers)}
        for row in rows:
            stock, ratio = row.values.get("stock"), row.values.get("pack_ratio")
            if type(stock) is int and type(ratio) is int and stock % (ratio * ONE):
                at = places[row.row_no]
                self._warn("stock", at, self.rows[at][self.mapping.columns["stock"]], Wrong("uneven_packs", ratio=ratio))


def _marked(cell: str) -> str:
    """Whether a text makes its row an example or a total: a key of SKIPS or ""."""
    bare = cell.strip()
    if _TOTAL.fullmatch(bare) or _TOTAL_END.fullmatch(bare):
        return "total"
    return "sample" if _SAMPLE.search(bare) else ""


def _never_cleared(parse: Parser) -> Callable[[Cell], FieldValue | None]:
    def parser(cell: Cell) -> FieldValue | None:
        value = parse(cell)
        if value is CLEAR:
            raise Wrong("cannot_clear", "leave_out")
        return value

    return parser


def _joined(one: FieldValue | None, more: FieldValue | None) -> FieldValue | None:
    """Two columns of one field: barcodes add up, levels and options are joined."""
    if more is None or more == one or one is CLEAR:
        return one
    if one is None or more is CLEAR:
        return more if one is None else one
    if isinstance(one, tuple) and isinstance(more, tuple):
        return tuple(dict.fromkeys(one + more))
    return f"{one}{LEVEL_MARK}{more}"
