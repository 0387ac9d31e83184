"""Scale codes: what a weighing scale prints on its label, read back as item, weight, pieces or amount."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import pairwise

from jxc_desktop.domain.barcodes import has_valid_check_digit
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import UNIT, half_up, to_coin
from jxc_desktop.domain.quantity import quantity_for
from jxc_desktop.domain.units import KILOGRAM, NotAWeight, grams_per, weight_in
from jxc_desktop.i18n import N_, _

LENGTHS = (13, 18)
MAX_DECIMALS = 3
MG = 1000


class ScaleValue(StrEnum):
    """What the figures after the item say."""

    WEIGHT = "weight"
    AMOUNT = "amount"
    BOTH = "both"
    PIECES = "pieces"


class BadScaleFormat(ShopError, ValueError):
    """A format that can't be read back, refused when it is set up."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def sentence(self) -> str:
        """Name what is wrong with it."""
        return _("This scale format can't be used: {reason}").format(reason=_(self.reason))


@dataclass(frozen=True, slots=True)
class ScaleFormat:
    """Where a label's figures stand; positions count from 0. With `both`, `second_*` is the amount, `value_*` the weight.

    `decimals` are those of the value (weight in `weight_unit`, amount in yuan, or pieces), `second_decimals` the amount's.
    """

    prefix: str
    length: int = 13
    item_start: int = 2
    item_length: int = 5
    value: ScaleValue = ScaleValue.AMOUNT
    value_start: int = 7
    value_length: int = 5
    decimals: int = 2
    second_start: int = 0
    second_length: int = 0
    second_decimals: int = 2
    weight_unit: str = KILOGRAM
    has_check_digit: bool = True

    def __post_init__(self) -> None:
        reason = _fault(self)
        if reason:
            raise BadScaleFormat(reason)
        if self.value in (ScaleValue.WEIGHT, ScaleValue.BOTH) and grams_per(self.weight_unit) is None:
            raise NotAWeight(self.weight_unit)


def _fault(form: ScaleFormat) -> str:
    if form.length not in LENGTHS:
        return N_("a code has 13 or 18 digits.")
    if not (form.prefix.isascii() and form.prefix.isdigit()):
        return N_("the prefix is one or more digits.")
    if not all(0 <= decimals <= MAX_DECIMALS for decimals in (form.decimals, form.second_decimals)):
        return N_("at most three decimals.")
    fields = [(0, len(form.prefix)), (form.item_start, form.item_length), (form.value_start, form.value_length)]
    if form.value is ScaleValue.BOTH:
        fields.append((form.second_start, form.second_length))
    end = form.length - form.has_check_digit
    ordered = sorted(fields)
    inside = all(length > 0 and start >= 0 and start + length <= end for start, length in ordered)
    apart = all(a[0] + a[1] <= b[0] for a, b in pairwise(ordered))
    return "" if inside and apart else N_("its parts overlap or leave the code.")


@dataclass(frozen=True, slots=True)
class ScaleLabel:
    """What a label says; the item keeps its leading zeros. Weight in milligrams, pieces in 1/1000, amount to the coin."""

    item: str
    weight_mg: int | None = None
    pieces: int | None = None
    amount: int | None = None

    def quantity(self, unit: str, price: int | None) -> int:
        """What it says of goods in this unit (1/1000), derived at the price where it says only the amount."""
        if self.weight_mg is not None:
            return weight_in(self.weight_mg, unit)
        return quantity_for(self.amount or 0, price) if self.pieces is None else self.pieces


@dataclass(frozen=True, slots=True)
class UnreadLabel:
    """A code that looks like a scale's label and sells nothing: misread, printed without a figure, or of goods nobody knows."""

    item: str
    is_misread: bool = False

    def sentence(self) -> str:
        """What is wrong with it."""
        if self.is_misread:
            return _("This looks like a scale label that was misread: scan it again, or type the code of the goods.")
        return _("A scale label of product code {item}, which no product has: give the goods this code, or choose them by name.").format(
            item=self.item
        )


def unread_label(code: str, formats: Sequence[ScaleFormat]) -> UnreadLabel | None:
    """What to say of a code that stands for nothing, if a scale may have printed it."""
    if not (code.isascii() and code.isdigit()):
        return None
    fitting = [form for form in formats if form.length == len(code) and code.startswith(form.prefix)]
    if not fitting:
        return None
    label = read_scale_code(code, formats)
    return UnreadLabel("", is_misread=True) if label is None else UnreadLabel(label.item)


def read_scale_code(code: str, formats: Sequence[ScaleFormat]) -> ScaleLabel | None:
    """What a scanned code says by the first format it fits, or None. A label of no weight and no amount fits none."""
    if len(code) not in LENGTHS or not (code.isascii() and code.isdigit()):
        return None
    for form in formats:
        if form.length == len(code) and code.startswith(form.prefix) and (not form.has_check_digit or has_valid_check_digit(code)):
            label = _read(code, form)
            if label is not None:
                return label
    return None


def _read(code: str, form: ScaleFormat) -> ScaleLabel | None:
    item = code[form.item_start : form.item_start + form.item_length]
    figure = int(code[form.value_start : form.value_start + form.value_length])
    second = int(code[form.second_start : form.second_start + form.second_length] or "0")
    if not figure or (form.value is ScaleValue.BOTH and not second):
        return None
    match form.value:
        case ScaleValue.AMOUNT:
            return ScaleLabel(item, amount=_amount(figure, form.decimals))
        case ScaleValue.PIECES:
            return ScaleLabel(item, pieces=figure * 10 ** (3 - form.decimals))
        case ScaleValue.WEIGHT:
            return ScaleLabel(item, weight_mg=_weight(figure, form))
        case ScaleValue.BOTH:
            return ScaleLabel(item, weight_mg=_weight(figure, form), amount=_amount(second, form.second_decimals))


def _amount(figure: int, decimals: int) -> int:
    return to_coin(half_up(figure * UNIT, 10**decimals))


def _weight(figure: int, form: ScaleFormat) -> int:
    return half_up(figure * (grams_per(form.weight_unit) or 0) * MG, 10**form.decimals)


def is_scale_prefix(prefix: str, formats: Sequence[ScaleFormat]) -> bool:
    """Whether codes that begin so may be read as a 13-digit scale label: in-store codes keep clear of these."""
    return any(form.length == 13 and prefix.startswith(form.prefix[: len(prefix)]) for form in formats)


DEFAULT_FORMATS = (
    ScaleFormat("21"),
    ScaleFormat("22", value=ScaleValue.WEIGHT, decimals=3),
    ScaleFormat("21", 18, value=ScaleValue.BOTH, decimals=3, second_start=12, second_length=5),
)


def formats_to_json(formats: Sequence[ScaleFormat]) -> str:
    """Formats as the setting keeps them."""
    return json.dumps([asdict(form) for form in formats], ensure_ascii=False)


def formats_from_json(text: str) -> tuple[ScaleFormat, ...]:
    """The formats of the setting, the usual ones when it is empty. Raises BadScaleFormat."""
    if not text:
        return DEFAULT_FORMATS
    try:
        return tuple(ScaleFormat(**{**row, "value": ScaleValue(row["value"])}) for row in json.loads(text))
    except (TypeError, KeyError, json.JSONDecodeError) as error:
        raise BadScaleFormat(N_("it can't be read.")) from error
