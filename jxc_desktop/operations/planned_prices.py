"""Prices that apply from a moment on: planned, cancelled, and written when they are due.

A fall applies at its time, or as soon as its tag is up. A rise of the retail price waits until its time has come and its tag is
up: nobody pays more than the shelf says. What is due and not written yet applies at the counter already (`queries.product_rows.products_in`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from jxc_desktop.db.tables.products import planned_price, product, shelf_tag
from jxc_desktop.db.upsert import upsert
from jxc_desktop.domain.errors import ShopError
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import _
from jxc_desktop.operations.price_changes import NothingToChange
from jxc_desktop.operations.price_plans import DONE, WAITING, Plans, Wanted, drop_plans, make_plans, put_back, set_state
from jxc_desktop.operations.products import record_prices
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.queries.planned_prices import is_allowed, is_due, may_apply
from jxc_desktop.queries.price_changes import Proposal
from jxc_desktop.queries.price_tags import tag_state
from jxc_desktop.queries.product_fields import PRICES

SLICE = 500


class OnlyPrices(ShopError):
    """Something other than a price was to be planned."""

    def sentence(self) -> str:
        """Say what can be."""
        return _("Only prices can be changed later. Change the other fields at once.")


class AppliesAlready(ShopError):
    """Plans that were to be taken back, and none of them waits any more."""

    def sentence(self) -> str:
        """Say what can be done."""
        return _("These prices apply already, or were planned anew since. Nothing was changed; set other prices with a mass change.")


_DUE = (
    select(planned_price)
    .where(planned_price.c.state == WAITING, planned_price.c.at <= bindparam("now"), may_apply())
    .order_by(planned_price.c.at, planned_price.c.id)
    .limit(SLICE)
)
_CURRENT = select(product).where(product.c.id.in_(bindparam("ids", expanding=True)))
_ON_FILE = select(product.c.retail_price).where(product.c.id == planned_price.c.product_id).scalar_subquery()
_TAGGED = (
    update(planned_price)
    .where(planned_price.c.product_id.in_(bindparam("ids", expanding=True)), planned_price.c.state == WAITING)
    .values(is_tagged=1)
)
_FALLS_AT_ONCE = (
    update(planned_price)
    .where(
        planned_price.c.product_id.in_(bindparam("ids", expanding=True)),
        planned_price.c.price == "retail_price",
        planned_price.c.state == WAITING,
        planned_price.c.at > bindparam("now"),
        func.coalesce(_ON_FILE, planned_price.c.new) >= planned_price.c.new,
    )
    .values(at=bindparam("now"))
)


def plan_prices(work: Work, proposal: Proposal, at: datetime) -> Plans:
    """Let proposed prices apply from a moment on; a plan for the same price of a product is replaced.

    Raises NotAllowed, NothingToChange, OnlyPrices.
    """
    work.require(Permission.EDIT_PRODUCTS)
    changes = [(row.product_id, change) for row in proposal.differences.changed for change in (*row.changes, *row.planned)]
    if not changes:
        raise NothingToChange
    if any(change.field not in PRICES for _product, change in changes):
        raise OnlyPrices
    plans = make_plans(work, [Wanted(product_id, each.field, each.old, each.new) for product_id, each in changes], at)
    work.record("plan_prices", at.isoformat(), count=len(plans.made))
    return plans


def cancel_planned(work: Work, ids: Sequence[int]) -> Plans:
    """Let planned prices never apply."""
    work.require(Permission.EDIT_PRODUCTS)
    dropped = drop_plans(work, ids)
    if dropped:
        work.record("cancel_planned_prices", "", planned=dropped)
    return Plans(dropped=dropped)


def take_plans_back(work: Work, plans: Plans) -> int:
    """Undo planning or cancelling: what was made waits no longer, what was dropped waits again. Returns how many.

    Raises AppliesAlready when there is nothing left to take back.
    """
    work.require(Permission.EDIT_PRODUCTS)
    count = put_back(work, plans)
    if not count:
        raise AppliesAlready
    work.record("take_plans_back", "", made=plans.made, dropped=plans.dropped)
    return count


def confirm_tags(work: Work, product_ids: Sequence[int]) -> None:
    """The new tags of these products are up: rises apply from their time on, falls at once, whatever their time was to be."""
    work.require(Permission.EDIT_PRODUCTS)
    for start in range(0, len(product_ids), SLICE):
        ids = list(product_ids[start : start + SLICE])
        tags = work.connection.execute(tag_state(ids)).all()
        if tags:
            rows = [{"product_id": id_, "price": price, "at": work.now} for id_, price in tags]
            work.connection.execute(upsert(work.connection, shelf_tag, ("product_id",), ("price", "at")), rows)
        work.connection.execute(_TAGGED, {"ids": ids})
        work.connection.execute(_FALLS_AT_ONCE, {"ids": ids, "now": work.now})
    work.record("confirm_tags", "", products=list(product_ids))
    _write_due(work)


def apply_due(shop: Shop) -> int:
    """Write what is due, in short pieces of work; returns how many prices. It is the clock's doing and nobody's right."""
    with shop.read() as view:
        if not is_due(view):
            return 0
    written = 0
    while True:
        with shop.work() as work:
            done = _write_due(work)
        written += done
        if done < SLICE:
            return written


def _write_due(work: Work) -> int:
    """Write at most a slice; how many rows it looked at. A rise over a price that fell meanwhile goes back to wait for its tag."""
    due = work.connection.execute(_DUE, {"now": work.now}).mappings().all()
    if not due:
        return 0
    ids = list({row["product_id"] for row in due})
    current = {row["id"]: dict(row) for row in work.connection.execute(_CURRENT, {"ids": ids}).mappings()}
    changed: dict[int, dict[str, Any]] = {}
    done, again = [], []
    for row in due:
        known = current[row["product_id"]]
        old, new = known[row["price"]], row["new"]
        if not is_allowed(row["price"], old, new, is_tagged=bool(row["is_tagged"])):
            again.append({"of_plan": row["id"], "as_old": old})
            continue
        done.append(row["id"])
        if old != new:
            record_prices(work, [(known["id"], 0, row["price"], old, new)], actor_id=row["actor_id"])
            known[row["price"]] = new
            changed.setdefault(known["id"], {})[row["price"]] = new
    for product_id, values in changed.items():
        known = current[product_id]
        statement = update(product).where(product.c.id == product_id)
        work.connection.execute(statement.values(**values, version=known["version"] + 1, changed_at=work.now))
    if done:
        set_state(work, done, DONE)
        work.record("apply_planned_prices", "", planned=done)
    if again:
        waits = update(planned_price).where(planned_price.c.id == bindparam("of_plan")).values(old=bindparam("as_old"))
        work.connection.execute(waits, again)
    return len(due)
