"""The preview's tables: lines, goods that the shop does not have, orders, rows left out and wrong ones; the sheet comes first."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from jxc_desktop.domain.quantity import format_quantity
from jxc_desktop.i18n import N_, _
from jxc_desktop.operations.channels import REASONS, Order, WrongOrder
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.reports.past_lines import LINE_COLUMNS, UNKNOWN_COLUMNS
from jxc_desktop.spreadsheets.row_errors import RowError
from jxc_desktop.ui.imports.cures import Cure, cell_cures
from jxc_desktop.ui.reports.sales_import.tasks import Preview

_PLACE = (Column("sheet", N_("Sheet"), "text"), Column("row", N_("Row"), "integer"))
COLUMNS: dict[str, tuple[Column, ...]] = {
    "orders": (
        Column("number", N_("Receipt number"), "code"),
        Column("at", N_("Time"), "time"),
        Column("day", N_("Business day"), "date"),
        Column("goods", N_("Goods"), "text"),
        Column("total", N_("Total"), "amount", total=True),
    ),
    "lines": LINE_COLUMNS,
    "unknown": UNKNOWN_COLUMNS,
    "skipped": (*_PLACE, Column("reason", N_("Why"), "text")),
    "wrong": (
        *_PLACE,
        Column("column", N_("Column"), "text"),
        Column("value", N_("Value"), "text"),
        Column("reason", N_("What is wrong"), "text"),
    ),
}
PreviewLines = dict[str, Sequence[tuple[Any, ...]]]


def all_lines(preview: Preview) -> PreviewLines:
    """The lines of each table, by the keys of COLUMNS."""
    return {
        "orders": [] if preview.orders is None else [_order(order) for order in preview.orders.orders],
        "lines": preview.lines.lines,
        "unknown": preview.lines.unknown,
        "skipped": [(skip.sheet, skip.row_no, skip.sentence()) for skip in preview.parsed.skipped],
        "wrong": [(error.sheet, error.row_no, error.column_title, error.value, _reason(error)) for error in preview.wrong()],
    }


def _order(order: Order) -> tuple[Any, ...]:
    goods = ", ".join(f"{line.name} × {format_quantity(line.pack_quantity, line.unit)}" for line in order.cart)
    return order.number, order.at, order.day, goods, order.cart.totals.total


def _reason(error: RowError | WrongOrder) -> str:
    return _(REASONS[error.reason]) if isinstance(error, WrongOrder) else replace(error, value="").sentence()


def cures_of(preview: Preview) -> list[list[Cure]]:
    """What could be mended by one click, the largest first."""
    return [[cure] for cure in sorted(cell_cures(preview.parsed.groups()), key=lambda cure: -cure.count)]
