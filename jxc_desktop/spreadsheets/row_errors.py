"""What is wrong with a row: a fact (a code and parameters) worded when shown, and the one-click cure that would mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from jxc_desktop.domain.sheet_rows import FieldValue
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.differences import CURES as BY_THE_SHOP

REASONS = {
    "not_a_number": N_("is not a number"),
    "two_prices": N_("holds two numbers"),
    "number_with_text": N_("holds a number and other text"),
    "negative": N_("is below zero"),
    "too_large": N_("is too large: at most {limit}"),
    "too_precise": N_("has too many decimals: at most {decimals}"),
    "not_whole": N_("is not a whole number of units in a pack"),
    "too_long": N_("is too long: at most {limit} characters"),
    "lost_digits": N_("has more than 15 digits stored as a number: Excel has lost the last digits"),
    "scientific": N_("was shortened by Excel: the last digits of the barcode are lost"),
    "not_a_barcode": N_("is not a barcode"),
    "web_address": N_("is a web address, not a barcode"),
    "unknown_word": N_("is none of: {words}"),
    "excel_error": N_("is an error of Excel"),
    "became_a_date": N_("was made a date by Excel"),
    "cannot_clear": N_("can't be emptied"),
    "no_identity": N_("the row has no name, code or barcode"),
    "no_time": N_("is no day or time that can be read"),
    "check_digit": N_("has a wrong check digit: a typing error is likely"),
    "zeros_lost": N_("may have lost its leading zeros in Excel"),
    "formula_like": N_("looks like a formula; it is kept as text"),
    "uneven_packs": N_("does not fill whole packs of {ratio}"),
}

CURES = {
    "number_only": N_("Take the number, drop the text"),
    "first_of_two": N_("Take the first of the two numbers"),
    "round": N_("Round to the decimals that are kept"),
    "month_and_day": N_("Take month and day as they were typed, like 5-10"),
    "leave_out": N_("Leave the value out, import the rest of the row"),
    "name_above": BY_THE_SHOP["name_above"],
    "restore_zeros": N_("Put the leading zeros back"),
}

GIVES_A_VALUE = frozenset({"number_only", "first_of_two", "round", "month_and_day"})

SKIPS = {
    "sample": N_("an example row of a template"),
    "total": N_("a total or subtotal"),
    "heading": N_("a heading between the rows"),
    "continuation": N_("continues the product above"),
    "no_values": N_("nothing in the mapped columns"),
    "not_counted": N_("no number: it stays not counted"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of REASONS and its parameters."""

    code: str
    parameters: tuple[tuple[str, str], ...] = ()

    def sentence(self) -> str:
        """The reason in the user's language."""
        return _(REASONS[self.code]).format(**dict(self.parameters))


class Wrong(Exception):
    """Raised by the parser of a cell. `cure` is a key of CURES or "", `cured` the value it would give.

    `measures` are the units that the text counts in or prices by: the cure holds only for a product of that unit.
    """

    def __init__(
        self, code: str, cure: str = "", cured: FieldValue | None = None, *, measures: Sequence[str] = (), **parameters: object
    ) -> None:
        super().__init__(code)
        self.reason = Reason(code, tuple((name, str(value)) for name, value in parameters.items()))
        self.cured = cured
        self.cure = "" if cure in GIVES_A_VALUE and cured is None else cure
        self.measures = tuple(measures)


@dataclass(frozen=True, slots=True)
class RowError:
    """A wrong cell (or a doubtful one, among the warnings). `value` is the cell as text."""

    row_no: int
    column_title: str
    field: str
    value: str
    reason: Reason
    cure: str = ""
    sheet: str = ""

    def sentence(self) -> str:
        """The cell and what is wrong with it."""
        if not self.value:
            return self.reason.sentence()
        return _("“{value}” {reason}").format(value=self.value[:60], reason=self.reason.sentence())

    def line(self) -> str:
        """Row, column and what is wrong: for a list."""
        if self.sheet:
            return _("Sheet {sheet}, row {row}, {column}: {sentence}").format(
                sheet=self.sheet, row=self.row_no, column=self.column_title, sentence=self.sentence()
            )
        return _("Row {row}, {column}: {sentence}").format(row=self.row_no, column=self.column_title, sentence=self.sentence())


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no product; `reason` is a key of SKIPS."""

    row_no: int
    reason: str
    sheet: str = ""

    def sentence(self) -> str:
        """Why the row was skipped."""
        return _(SKIPS[self.reason])


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Errors of one field that one click would mend (`cure`), or that share a reason."""

    field: str
    code: str
    cure: str
    errors: tuple[RowError, ...]

    def cure_title(self) -> str:
        """What the click does; "" when there is none."""
        return _(CURES[self.cure]) if self.cure else ""


def grouped(errors: tuple[RowError, ...]) -> list[ErrorGroup]:
    """The errors by field, reason and cure, the largest group first."""
    groups: dict[tuple[str, str, str], list[RowError]] = {}
    for error in errors:
        groups.setdefault((error.field, error.reason.code, error.cure), []).append(error)
    return sorted((ErrorGroup(*key, tuple(found)) for key, found in groups.items()), key=lambda group: -len(group.errors))
