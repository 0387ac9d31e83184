"""The home page: today against the same weekday, how far the stock is set up, and what waits to be done."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select

from jxc_desktop.db.tables import documents, sales
from jxc_desktop.db.tables.products import product
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.payments import ELSEWHERE
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.products import Kind
from jxc_desktop.i18n import N_
from jxc_desktop.queries.count_plan import monthly_count, planned_today
from jxc_desktop.queries.count_review import pending_counts
from jxc_desktop.queries.orders import late_orders, pending_orders
from jxc_desktop.queries.parties import balances
from jxc_desktop.queries.print_jobs import pending_jobs
from jxc_desktop.queries.product_list import STATE, product_count
from jxc_desktop.queries.product_rows import is_seen
from jxc_desktop.queries.reports.today import Today, today
from jxc_desktop.queries.sold_before import short_documents
from jxc_desktop.queries.suppliers import licences_due
from jxc_desktop.queries.view import View

TODO_TITLES = {
    "below_alert": N_("Stock at its alert level or below"),
    "monthly_count": N_("Monthly count"),
    "cycle_count": N_("Products that the plan would count today"),
    "pending_orders": N_("Orders waiting for approval"),
    "pending_counts": N_("Counts waiting for approval"),
    "late_orders": N_("Orders that should have come"),
    "no_price": N_("Products without a price"),
    "sold_before_received": N_("Sales of goods before they were received"),
    "under_zero": N_("Stock below zero in the books"),
    "unopened": N_("Stock not set up yet"),
    "not_counted": N_("Products not counted for 30 days"),
    "print_jobs": N_("Receipts that did not print"),
    "payables": N_("Suppliers whose money is overdue"),
    "licences": N_("Licences of suppliers, expired or ending within 30 days"),
    "bare_enter": N_("Most sales are not paid the way that a bare Enter takes"),
}
_WEEK = timedelta(days=7)
_LATELY, _ENOUGH = timedelta(days=14), 20
_WAYS = (
    select(sales.payment_method.c.code, func.count())
    .join_from(documents.document, sales.payment, sales.payment.c.document_id == documents.document.c.id)
    .join(sales.payment_method, sales.payment_method.c.id == sales.payment.c.method_id)
    .where(documents.document.c.business_date >= bindparam("since"), documents.document.c.kind == DocumentKind.SALE.value)
    .where(sales.payment_method.c.is_active == 1, sales.payment_method.c.position < ELSEWHERE)
    .group_by(sales.payment_method.c.code)
)
_KEPT = product.c.kind.in_([str(kind) for kind in Kind if kind.has_stock])
_GOODS = select(func.count()).select_from(product).where(_KEPT, is_seen())


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits: `key` is one of TODO_TITLES, `count` how many there are (never 0); `day` is shown instead where it is due."""

    key: str
    count: int
    day: date | None = None


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


def not_by_enter(view: View) -> int:
    """How many sales of late were paid by one way that a bare Enter does not take, if they were most of them; else 0."""
    counts = {code: int(count) for code, count in view.connection.execute(_WAYS, {"since": view.business_date - _LATELY})}
    total = sum(counts.values())
    most = max(counts, key=lambda code: counts[code], default="")
    is_other = most != view.settings.bare_enter_method and total >= _ENOUGH and counts[most] * 2 > total
    return counts[most] if is_other and view.may(Permission.CHANGE_SETTINGS) else 0


def home(view: View) -> Home:
    """The figures and the to-do list of this moment; by right costs, and what is in stock."""
    day = view.business_date - _WEEK
    may_see = view.may(Permission.SEE_STOCK)
    done, goods = set_up(view) if may_see else (0, 0)
    counts = {key: product_count(view, {STATE: key}) for key in ("below_alert", "no_price", "under_zero", "not_counted")}
    counts["unopened"] = goods - done
    counts["pending_orders"] = pending_orders(view)
    counts["pending_counts"] = len(pending_counts(view))
    counts["late_orders"] = late_orders(view)
    counts["sold_before_received"] = short_documents(view) if may_see else 0
    counts["print_jobs"] = sum(state == "failed" for _job, state in pending_jobs(view))
    counts["bare_enter"] = not_by_enter(view)
    counts["cycle_count"] = planned_today(view)
    days = {"monthly_count": monthly_count(view)}
    counts["monthly_count"] = int(days["monthly_count"] is not None)
    if view.may(Permission.SEE_PURCHASES):
        counts["payables"] = sum(bool(each.overdue) for each in balances(view))
        counts["licences"] = licences_due(view)
    return Home(
        today(view),
        today(view, day, until=view.now - _WEEK),
        today(view, day),
        done if may_see else None,
        goods if may_see else None,
        tuple(Todo(key, counts[key], days.get(key)) for key in TODO_TITLES if counts.get(key)),
    )
