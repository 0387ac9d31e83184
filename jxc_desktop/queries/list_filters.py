"""What a filter row's texts ask of a column: a part of a text, a figure with <, >, <=, >= or =, yes or no."""

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, false

from jxc_desktop.domain.errors import NotANumber, TooPrecise
from jxc_desktop.domain.money import half_width, parse_decimal

QUICK = "quick"
_COMPARED = re.compile(r"(<=|>=|<|>|=)?\s*(-?[\d.,]+)\s*%?", re.ASCII)
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {"": eq, "=": eq, "<": lt, ">": gt, "<=": le, ">=": ge}
_DECIMALS = {"money": 4, "amount": 4, "quantity": 3, "percent": 2, "integer": 0}
_YES = frozenset({"1", "y", "yes", "是", "✓", "有"})


def column_fits(column: ColumnElement[Any], kind: str, text: str) -> ColumnElement[bool]:
    """The condition on a column of this kind; nothing fits a figure that is none."""
    if kind == "bool":
        return column == int(text.casefold() in _YES)
    if kind in _DECIMALS:
        found = comparison(kind, text)
        return false() if found is None else found(column)
    return column.icontains(text, autoescape=True)


def comparison(kind: str, text: str) -> Callable[[Any], Any] | None:
    """What a text asks of a figure, or of a column of figures; None where it holds no figure."""
    found = _COMPARED.fullmatch(half_width(text.strip()))
    if found is None:
        return None
    try:
        number = parse_decimal(found[2], _DECIMALS[kind])
    except (NotANumber, TooPrecise):
        return None
    sign = _SIGNS[found[1] or ""]
    return lambda value: sign(value, number)
