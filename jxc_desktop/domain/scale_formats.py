"""The format of a scale's labels, found from what is printed on some of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from jxc_desktop.domain.barcodes import has_valid_check_digit
from jxc_desktop.domain.money import UNIT, half_up, to_coin
from jxc_desktop.domain.scale_codes import LENGTHS, MAX_DECIMALS, MG, ScaleFormat, ScaleLabel, ScaleValue, read_scale_code
from jxc_desktop.domain.units import KILOGRAM, grams_per
from jxc_desktop.i18n import _

UNITS = (KILOGRAM, "斤", "两", "克")
USUAL_PREFIX = 2
Window = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PrintedLabel:
    """A label as a person reads it: its code, and the item number and figures printed on it."""

    code: str
    said: ScaleLabel


def reads_back(form: ScaleFormat, label: PrintedLabel) -> bool:
    """Whether a format reads from the code what is printed: the item but for leading zeros, and each figure that it carries."""
    read = read_scale_code(label.code, [form])
    if read is None or read.item.lstrip("0") != label.said.item.lstrip("0"):
        return False
    pairs = ((read.weight_mg, label.said.weight_mg), (read.amount, label.said.amount), (read.pieces, label.said.pieces))
    return all(found is None or found == printed for found, printed in pairs)


def find_formats(labels: Sequence[PrintedLabel]) -> tuple[ScaleFormat, ...]:
    """Every format that reads all labels back, the likeliest first: all digits used, weight and amount before one, two digits of prefix."""
    if not labels or _fault(labels):
        return ()
    found: list[ScaleFormat] = []
    for has_check in (True, False):
        if not has_check or all(has_valid_check_digit(label.code) for label in labels):
            found += _found(labels, has_check=has_check)
    return tuple(sorted(found, key=_unlikelihood))


def why_none(labels: Sequence[PrintedLabel]) -> str:
    """Why no format is found, in words."""
    fault = _fault(labels)
    if fault:
        return fault
    for label in labels:
        if label.said.item.lstrip("0") not in label.code:
            return _("The item number {item} does not stand in {code}.").format(item=label.said.item, code=label.code)
    if len({label.code[0] for label in labels}) != 1:
        return _("The codes begin with different digits.")
    return _("No place in the codes gives what is printed. Look again at the figures, or take two other labels of the same scale.")


def _fault(labels: Sequence[PrintedLabel]) -> str:
    for label in labels:
        if len(label.code) not in LENGTHS or not (label.code.isascii() and label.code.isdigit()):
            return _("“{code}” is not the code of a scale: that has 13 or 18 digits.").format(code=label.code[:20])
        if not label.said.item.strip("0").isdecimal():
            return _("The item number of “{code}” is missing.").format(code=label.code)
        if not (label.said.weight_mg or label.said.amount or label.said.pieces):
            return _("The weight, the pieces or the amount of “{code}” is missing.").format(code=label.code)
    return "" if len({len(label.code) for label in labels}) == 1 else _("The labels have codes of different lengths.")


def _found(labels: Sequence[PrintedLabel], *, has_check: bool) -> Iterator[ScaleFormat]:
    codes = [label.code for label in labels]
    length = len(codes[0])
    windows = [(start, size) for start in range(1, length - has_check) for size in range(1, length - has_check - start + 1)]
    items = [window for window in windows if all(_is_item(label, window) for label in labels)]
    shared = next((at for at, signs in enumerate(zip(*codes, strict=True)) if len(set(signs)) > 1), length)
    for item, figures in product(items, _figures(labels, windows)):
        parts = sorted([item, *figures.windows])
        if any(one[0] + one[1] > other[0] for one, other in pairwise(parts)):
            continue
        for prefix in range(1, min(parts[0][0], shared) + 1):
            form = figures.format(codes[0][:prefix], length, item, has_check=has_check)
            if all(reads_back(form, label) for label in labels):
                yield form


def _is_item(label: PrintedLabel, window: Window) -> bool:
    return label.code[window[0] : sum(window)].lstrip("0") == label.said.item.lstrip("0")


@dataclass(frozen=True, slots=True)
class _Figures:
    """Where the figures may stand and how they are read."""

    value: ScaleValue
    windows: tuple[Window, ...]
    decimals: int
    unit: str = KILOGRAM
    second_decimals: int = 2

    def format(self, prefix: str, length: int, item: Window, *, has_check: bool) -> ScaleFormat:
        """The whole format."""
        second = self.windows[1] if len(self.windows) > 1 else (0, 0)
        return ScaleFormat(
            prefix, length, *item, self.value, *self.windows[0], self.decimals, *second, self.second_decimals, self.unit, has_check
        )


def _figures(labels: Sequence[PrintedLabel], windows: Sequence[Window]) -> list[_Figures]:
    weights = [
        _Figures(ScaleValue.WEIGHT, (window,), decimals, unit)
        for window, decimals, unit in product(windows, range(MAX_DECIMALS + 1), UNITS)
        if all(_weight(_figure(label, window), decimals, unit) == label.said.weight_mg for label in labels)
    ]
    amounts = [
        _Figures(ScaleValue.AMOUNT, (window,), decimals)
        for window, decimals in product(windows, range(MAX_DECIMALS + 1))
        if all(_amount(_figure(label, window), decimals) == label.said.amount for label in labels)
    ]
    pieces = [
        _Figures(ScaleValue.PIECES, (window,), decimals)
        for window, decimals in product(windows, range(MAX_DECIMALS + 1))
        if all(_figure(label, window) * 10 ** (3 - decimals) == label.said.pieces for label in labels)
    ]
    both = [
        _Figures(ScaleValue.BOTH, (weight.windows[0], amount.windows[0]), weight.decimals, weight.unit, amount.decimals)
        for weight, amount in product(weights, amounts)
    ]
    return both + weights + amounts + pieces


def _figure(label: PrintedLabel, window: Window) -> int:
    return int(label.code[window[0] : sum(window)])


def _weight(figure: int, decimals: int, unit: str) -> int:
    return half_up(figure * (grams_per(unit) or 0) * MG, 10**decimals)


def _amount(figure: int, decimals: int) -> int:
    return to_coin(half_up(figure * UNIT, 10**decimals))


def _unlikelihood(form: ScaleFormat) -> tuple[object, ...]:
    second = form.second_length if form.value is ScaleValue.BOTH else 0
    used = len(form.prefix) + form.item_length + form.value_length + second + form.has_check_digit
    return (
        form.value is not ScaleValue.BOTH,
        not form.has_check_digit,
        form.length - used,
        abs(len(form.prefix) - USUAL_PREFIX),
        UNITS.index(form.weight_unit),
        form.decimals,
    )
