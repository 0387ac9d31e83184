"""How a value looks in a table cell, by the kind of its column; and how it is copied so that Excel keeps it whole."""

import html
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from jxc_desktop.domain.money import MINUS, format_money, format_percent, plain, to_coin
from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import _

NUMBERS = frozenset({"money", "amount", "quantity", "integer", "percent"})
WHOLE = NUMBERS | {"date", "time", "code", "bool"}  # a part of one reads as another one
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell_text(kind: str, value: Any) -> str:
    """The text of a value; nothing for None."""
    if value is None:
        return ""
    if kind == "money":
        return format_money(value)
    if kind == "amount":
        return format_money(to_coin(value))
    if kind == "quantity":
        return format_quantity(value)
    if kind == "percent":
        return format_percent(value)
    if kind == "integer":
        return (MINUS if value < 0 else "") + f"{abs(value):,}"
    if kind == "bool":
        return "✓" if value else ""
    if kind in ("date", "time"):
        return _moment_text(value)
    return str(value)


def _moment_text(value: Any) -> str:
    if isinstance(value, datetime):
        local = value.astimezone() if value.tzinfo else value
        return local.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def counted_text(moment: datetime) -> str:
    """When something was counted last, as a fact beside others."""
    return _("counted last {time}").format(time=_moment_text(moment))


def searched(text: str) -> str:
    """A text as it is looked for: 1234 finds 1,234.00."""
    return text.strip().casefold().replace(",", "")


def spoken_text(kind: str, value: Any) -> str:
    """The text for a screen reader: a tick is a word."""
    return (_("yes") if value else _("no")) if kind == "bool" else cell_text(kind, value)


def copied_text(kind: str, value: Any) -> str:
    """The text for the clipboard: numbers stay numbers, a text that Excel would take for a formula gets a quote in front."""
    if value is None:
        return ""
    if kind in NUMBERS:
        return plain(cell_text(kind, value)).replace(" %", "%")
    text = " ".join(cell_text(kind, value).splitlines()).replace("\t", " ") if kind != "bool" else spoken_text(kind, value)
    return "'" + text if str(value).startswith(_FORMULA_STARTS) else text


def as_tabbed(kinds: Sequence[str], titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The rows as text with tabs, its first line the titles."""
    lines = ["\t".join(titles)]
    lines += ["\t".join(copied_text(kind, value) for kind, value in zip(kinds, row, strict=True)) for row in rows]
    return "\n".join(lines)


def as_html(kinds: Sequence[str], titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The rows as a table whose text cells are marked as text: Excel keeps leading zeros and all digits of a barcode."""
    head = "".join(f"<th>{html.escape(title)}</th>" for title in titles)
    body = "".join("<tr>" + "".join(map(_html_cell, kinds, row)) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _html_cell(kind: str, value: Any) -> str:
    text = html.escape(copied_text(kind, value))
    return f"<td>{text}</td>" if kind in NUMBERS else f"<td style=\"mso-number-format:'\\@'\">{text}</td>"
