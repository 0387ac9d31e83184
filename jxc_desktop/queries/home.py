"""The home page: today against the same weekday, how far the stock is set up, and what waits to be done."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from jxc_desktop.db.tables.products import product
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.i18n import N_
from jxc_desktop.queries.print_jobs import pending_jobs
from jxc_desktop.queries.product_list import STATE, product_count
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.reports.today import Today, today
from jxc_desktop.queries.view import View

TODO_TITLES = {
    "below_alert": N_("Stock at its alert level or below"),
    "no_price": N_("Products without a price"),
    "under_zero": N_("Stock below zero in the books"),
    "unopened": N_("Stock not set up yet"),
    "print_jobs": N_("Receipts that did not print"),
}
_WEEK = timedelta(days=7)
_KEPT = product.c.kind.in_([str(kind) for kind in Kind if kind.has_stock])
_GOODS = select(func.count()).select_from(product).where(_KEPT, is_seen())


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits: `key` is one of TODO_TITLES, `count` how many there are (never 0)."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Home:
    """What home shows. `before` is the same weekday a week ago up to this time of day, `whole_before` all of that day.

    `set_up` of `goods` products that keep stock have had their first count; both None without the right to see stock.
    """

    today: Today
    before: Today
    whole_before: Today
    set_up: int | None
    goods: int | None
    todo: tuple[Todo, ...]


def set_up(view: View) -> tuple[int, int]:
    """已建库存: how many of the products that keep stock had their first count, and how many there are."""
    goods = int(view.connection.execute(_GOODS).scalar_one())
    return goods - product_count(view, {STATE: "unopened"}), goods


def home(view: View) -> Home:
    """The figures and the to-do list of this moment; by right costs, and what is in stock."""
    day = view.business_date - _WEEK
    may_see = view.may(Permission.SEE_STOCK)
    done, goods = set_up(view) if may_see else (0, 0)
    counts = {key: product_count(view, {STATE: key}) for key in ("below_alert", "no_price", "under_zero")}
    counts["unopened"] = goods - done
    counts["print_jobs"] = sum(state == "failed" for _job, state in pending_jobs(view))
    return Home(
        today(view),
        today(view, day, until=view.now - _WEEK),
        today(view, day),
        done if may_see else None,
        goods if may_see else None,
        tuple(Todo(key, count) for key, count in counts.items() if count),
    )
