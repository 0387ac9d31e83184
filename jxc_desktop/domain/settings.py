"""The shop's choices: one typed, frozen value, declared once with default and title.

What belongs to this computer (printer, window) is kept by the window, not here. To add a setting, add a field: its
default is what shops have that never chose; its title stands in the metadata, and whether it is private: any free text is.
"""

import json
from dataclasses import dataclass, field, fields
from typing import Any

from jxc_desktop.i18n import N_

Bounds = tuple[int, int]
_DAYS = (1, 3_650)


def _setting(default: Any, title: str, choices: tuple[Any, ...] = (), *, bounds: Bounds | None = None, is_private: bool = False) -> Any:
    return field(default=default, metadata={"title": title, "choices": choices, "bounds": bounds, "is_private": is_private})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the shop chose. Money in 1/10000 of the unit, rates in 1/100 percent, hours 0 to 23."""

    shop_name: str = _setting("", N_("Shop name"), is_private=True)
    shop_address: str = _setting("", N_("Address"), is_private=True)
    shop_phone: str = _setting("", N_("Telephone"), is_private=True)
    receipt_head: str = _setting("", N_("Receipt head"), is_private=True)
    receipt_foot: str = _setting("", N_("Receipt foot"), is_private=True)
    receipt_has_large_name: bool = _setting(True, N_("Shop name in large letters"))
    receipt_has_phone: bool = _setting(True, N_("Telephone of the shop"))
    receipt_has_time: bool = _setting(True, N_("Time"))
    receipt_has_cashier: bool = _setting(True, N_("Cashier"))
    receipt_has_code: bool = _setting(False, N_("Product code"))
    receipt_has_spec: bool = _setting(True, N_("Spec"))
    receipt_has_unit_price: bool = _setting(True, N_("Unit price"))
    receipt_has_line_discount: bool = _setting(True, N_("Discount of each line"))
    receipt_has_saved_total: bool = _setting(False, N_("What was saved in all"))
    receipt_has_tax: bool = _setting(True, N_("Tax included"))
    day_change_hour: int = _setting(4, N_("A new business day begins at (hour)"), bounds=(0, 23))
    cash_rounding: str = _setting("jiao", N_("Automatic rounding off of cash"), ("off", "jiao", "yuan"))
    round_off_limit: int = _setting(9_900, N_("Rounding off by hand, at most"))
    return_limit: int = _setting(2_000_000, N_("Returns without a receipt, at most a day and person"))
    order_limit: int = _setting(50_000_000, N_("Orders without approval, at most"))
    count_day: int = _setting(0, N_("Day of the monthly count (0: none, 31: the last)"), bounds=(0, 31))
    count_way: str = _setting("", N_("Counts show the book quantity"), ("", "open", "blind"))
    count_tolerance: int = _setting(10_000, N_("Count again when a difference is above (pieces)"))
    count_money_tolerance: int = _setting(500_000, N_("Count again when a difference is above (money)"))
    count_weighed_tolerance: int = _setting(100, N_("Tolerance of weighed goods (%)"), bounds=(0, 10_000))
    count_minutes: int = _setting(10, N_("Mark what moved within minutes of its count"), bounds=(0, 1_440))
    count_limit: int = _setting(10_000_000, N_("Count differences without approval, at most"))
    cycle_days_a: int = _setting(30, N_("Count the goods of class A every (days)"), bounds=_DAYS)
    cycle_days_b: int = _setting(91, N_("Count the goods of class B every (days)"), bounds=_DAYS)
    cycle_days_c: int = _setting(365, N_("Count the goods of class C every (days)"), bounds=_DAYS)
    bare_enter_method: str = _setting("cash", N_("Way of paying that a bare Enter takes"))
    print_receipts: str = _setting("always", N_("Print receipts"), ("always", "key", "above"))
    print_above: int = _setting(0, N_("Print receipts above the sum of"))
    weight_unit: str = _setting("", N_("Weighed goods are shown and typed in"), ("", "kg", "jin", "liang"))
    below_zero: str = _setting("warn", N_("Stock below zero"), ("sell", "warn", "refuse"))
    tax_status: str = _setting("none", N_("Tax status"), ("none", "small", "general"))
    tax_rate: int = _setting(0, N_("Tax rate of the shop (small-scale)"), bounds=(0, 10_000))
    own_barcode_prefix: str = _setting("29", N_("Prefix of in-store codes"))
    scale_formats: str = _setting("", N_("Scale code formats"))
    currency: str = _setting("¥", N_("Currency sign"))


def titles() -> dict[str, str]:
    """Field name to title (a msgid)."""
    return {f.name: f.metadata["title"] for f in fields(Settings)}


def choices(name: str) -> tuple[Any, ...]:
    """The values a setting may have; empty when it is free."""
    return next(tuple(f.metadata["choices"]) for f in fields(Settings) if f.name == name)


def bounds(name: str) -> Bounds | None:
    """The least and the most that a number may be, where it has bounds of its own."""
    found: Bounds | None = next(f.metadata["bounds"] for f in fields(Settings) if f.name == name)
    return found


def is_private(name: str) -> bool:
    """Whether a setting tells who or where the shop is: it is not for whoever helps from afar."""
    return next(bool(f.metadata["is_private"]) for f in fields(Settings) if f.name == name)


def read_setting(name: str, text: str) -> Any:
    """What was chosen, from the text it is stored as; None when that is no possible choice, or of no known setting."""
    if name not in titles():
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return None
    is_possible = type(value) is type(getattr(Settings(), name)) and (not choices(name) or value in choices(name))
    return value if is_possible else None
