"""Changing the shop's choices: each checked before any is written."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from jxc_desktop.db.tables import sales, shop
from jxc_desktop.db.upsert import upsert
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.money import COIN, MAX_DOCUMENT, MAX_PRICE
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.quantity import MAX_QUANTITY
from jxc_desktop.domain.scale_codes import formats_from_json, is_scale_prefix
from jxc_desktop.domain.settings import Settings, bounds, choices, titles
from jxc_desktop.i18n import _
from jxc_desktop.operations.work import Work

_MOST_TEXT = 2_000
MOST_SCALE_FORMATS = 50


class BadSetting(ShopError):
    """A choice that can't be made."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(name, value)
        self.name, self.value = name, value

    def sentence(self) -> str:
        """Name the setting and quote the value."""
        title = _(titles().get(self.name, self.name))
        return _("“{value}” is not possible for “{title}”. Nothing was changed.").format(value=str(self.value)[:40], title=title)


def _between(least: int, most: int) -> Callable[[int], bool]:
    return lambda value: least <= value <= most


_RANGES: dict[str, Callable[[int], bool]] = {
    "round_off_limit": lambda value: 0 <= value <= MAX_PRICE and value % COIN == 0,
    "print_above": _between(0, MAX_DOCUMENT),
    "return_limit": _between(0, MAX_DOCUMENT),
    "order_limit": _between(0, MAX_DOCUMENT),
    "count_tolerance": _between(0, MAX_QUANTITY),
    "count_money_tolerance": _between(0, MAX_DOCUMENT),
    "count_limit": _between(0, MAX_DOCUMENT),
}


_KEEP_CLEAR = {"own_barcode_prefix", "scale_formats"}


def change_settings(work: Work, **changes: Any) -> Settings:
    """Make choices by field name of `Settings`; returns them all as they will be. Raises NotAllowed, BadSetting, BadScaleFormat."""
    work.require(Permission.CHANGE_SETTINGS)
    for name, value in changes.items():
        _check(work, name, value)
    made = replace(work.settings, **changes)
    if changes.keys() & _KEEP_CLEAR and is_scale_prefix(made.own_barcode_prefix, formats_from_json(made.scale_formats)):
        raise BadSetting("own_barcode_prefix", made.own_barcode_prefix)
    different = {name: value for name, value in changes.items() if getattr(work.settings, name) != value}
    if different:
        statement = upsert(work.connection, shop.setting, ("key",), ("value",))
        rows = [{"key": name, "value": json.dumps(value, ensure_ascii=False)} for name, value in different.items()]
        work.connection.execute(statement, rows)
        work.record("change_settings", ", ".join(different), old={name: getattr(work.settings, name) for name in different}, new=different)
    return made


def _check(work: Work, name: str, value: object) -> None:
    if name not in titles():
        raise BadSetting(name, value)
    default = getattr(Settings(), name)
    if type(value) is not type(default) or (choices(name) and value not in choices(name)):
        raise BadSetting(name, value)
    limits = bounds(name)
    is_possible = _between(*limits) if limits else _RANGES.get(name)
    if isinstance(value, int) and is_possible is not None and not is_possible(value):
        raise BadSetting(name, value)
    if isinstance(value, str) and not _is_possible(work, name, value):
        raise BadSetting(name, value)


def _is_possible(work: Work, name: str, value: str) -> bool:
    if name == "own_barcode_prefix":
        return len(value) == 2 and value.isascii() and value.isdigit() and value.startswith("2")
    if name == "bare_enter_method":
        found = select(sales.payment_method.c.id).where(sales.payment_method.c.code == value, sales.payment_method.c.is_active == 1)
        return work.connection.execute(found).scalar_one_or_none() is not None
    if name == "scale_formats":
        return len(formats_from_json(value)) <= MOST_SCALE_FORMATS
    return len(value) <= _MOST_TEXT
