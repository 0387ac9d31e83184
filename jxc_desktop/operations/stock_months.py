"""The months of the stock book: what was there, and what it was worth, at each month's end by business date.

A job writes the months that are over, some products at a time, so that the counter never waits; a query never writes them. From
the moment a product's month is written every move of an earlier business date adds itself to it, in its own transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Text, bindparam, func, insert, literal_column, or_, select, type_coerce, update

from jxc_desktop.db.bulk import insert_rows
from jxc_desktop.db.prepared import Prepared
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import stock as s
from jxc_desktop.db.tables import stock_documents as t
from jxc_desktop.db.upsert import insert_for
from jxc_desktop.operations.documents import Posted
from jxc_desktop.operations.work import Shop, Work
from jxc_desktop.queries.stock_months import month_after, month_of, unfinished

MOST_PRODUCTS, MOST_ROWS = 500, 2_000
"""What one slice writes at most: the counter waits no longer for it than for another sale."""

Move = tuple[int, int, int, int]
"""Product, place, quantity, value."""

_kept, _move = t.stock_month_kept, s.stock_move
_IS_KEPT = Prepared(
    select(literal_column("1")).where(_kept.c.month >= bindparam("of_month", type_=_kept.c.month.type)).limit(literal_column("1"))
)
_IN_REACH = (
    _kept.c.month >= bindparam("of_month", type_=_kept.c.month.type),
    or_(_kept.c.through.is_(None), _kept.c.through >= bindparam("product")),
)


def _add_quantity(connection: Connection) -> Any:
    row = select(_kept.c.month, bindparam("product"), bindparam("place"), bindparam("quantity")).where(*_IN_REACH)
    statement = insert_for(connection, t.stock_month).from_select(["month", "product_id", "place_id", "quantity"], row)
    change = {"quantity": t.stock_month.c.quantity + statement.excluded.quantity}
    return statement.on_conflict_do_update(index_elements=["month", "product_id", "place_id"], set_=change)


def _add_value(connection: Connection) -> Any:
    row = select(_kept.c.month, bindparam("product"), bindparam("quantity"), bindparam("value")).where(*_IN_REACH)
    statement = insert_for(connection, t.stock_month_value).from_select(["month", "product_id", "quantity", "value"], row)
    change = {name: t.stock_month_value.c[name] + statement.excluded[name] for name in ("quantity", "value")}
    return statement.on_conflict_do_update(index_elements=["month", "product_id"], set_=change)


def is_kept(work: Work, day: date) -> bool:
    """Whether the month of a day, or a later one, is written or being written: of an ordinary posting it never is."""
    return _IS_KEPT.row(work.connection, {"of_month": month_of(day)}) is not None


def add_to_months(work: Work, posted: Posted, moves: Iterable[Move]) -> None:
    """What moved on an earlier day was there, or was not, at the end of each written month since."""
    quantities: dict[tuple[int, int], int] = {}
    values: dict[int, tuple[int, int]] = {}
    for product, place, quantity, value in moves:
        quantities[product, place] = quantities.get((product, place), 0) + quantity
        before = values.get(product, (0, 0))
        values[product] = before[0] + quantity, before[1] + value
    month = month_of(posted.business_date)
    add_quantity, add_value = _add_quantity(work.connection), _add_value(work.connection)
    for (product, place), quantity in quantities.items():
        if quantity:
            work.connection.execute(add_quantity, {"of_month": month, "product": product, "place": place, "quantity": quantity})
    for product, (quantity, value) in values.items():
        if quantity or value:
            work.connection.execute(add_value, {"of_month": month, "product": product, "quantity": quantity, "value": value})


# the job

_LAST = select(func.max(_kept.c.month))
_FIRST_DAY = select(func.min(d.document.c.business_date))
_UNDER_WAY = select(_kept.c.month, _kept.c.through).where(_kept.c.through.is_not(None)).order_by(_kept.c.month)
_NEXT_PRODUCTS = select(p.product.c.id).where(p.product.c.id > bindparam("after")).order_by(p.product.c.id).limit(bindparam("most"))
_MONTH_OF_MOVE = func.substr(type_coerce(_move.c.business_date, Text), 1, 7)
_IN_SLICE = (_move.c.product_id > bindparam("after"), _move.c.product_id <= bindparam("last"))
_MOVED = (
    select(
        _move.c.product_id,
        _move.c.place_id,
        _MONTH_OF_MOVE.label("month"),
        func.sum(_move.c.quantity),
        func.sum(_move.c.value),
    )
    .where(*_IN_SLICE, _move.c.business_date < bindparam("end", type_=_move.c.business_date.type))
    .group_by(_move.c.product_id, _move.c.place_id, _MONTH_OF_MOVE)
    .order_by(_move.c.product_id, _move.c.place_id)
)
_GO_ON = update(_kept).where(_kept.c.month.in_(bindparam("months", expanding=True))).values(through=bindparam("reached"))


def keep_months(shop: Shop, go_on: Callable[[], object] | None = None) -> int:
    """Write the months that are over and not written yet, in slices; how many. `go_on` is called between slices and may raise.

    What was begun is ended later, from where it stopped.
    """
    with shop.read() as view:
        if not unfinished(view):
            return 0
    with shop.work() as work:
        months = _begin(work)
    while not _write_slice(shop, months):
        if go_on is not None:
            go_on()
    return len(months)


def _begin(work: Work) -> Sequence[date]:
    """The months to write together: those under way, else all that are over and not begun."""
    under_way = [row.month for row in work.connection.execute(_UNDER_WAY)]
    if under_way:
        return under_way
    last = work.connection.execute(_LAST).scalar_one()
    first = work.connection.execute(_FIRST_DAY).scalar_one() if last is None else month_after(last)
    months = []
    month, now = month_of(first), month_of(work.business_date)
    while month < now:
        months.append(month)
        month = month_after(month)
    work.connection.execute(insert(_kept), [{"month": month, "through": 0} for month in months])
    return months


def _write_slice(shop: Shop, months: Sequence[date]) -> bool:
    """The next products; whether that was the last of them."""
    with shop.work() as work:
        after = work.connection.execute(select(func.min(_kept.c.through)).where(_kept.c.month == months[0])).scalar_one()
        if after is None:
            return True
        most = max(1, min(MOST_PRODUCTS, MOST_ROWS // len(months)))
        products = work.connection.execute(_NEXT_PRODUCTS, {"after": after, "most": most}).scalars().all()
        last = products[-1] if products else after
        if products:
            _write(work, months, after, last)
        is_last = len(products) < most
        work.connection.execute(_GO_ON, {"months": months, "reached": None if is_last else last})
        return is_last


def _write(work: Work, months: Sequence[date], after: int, last: int) -> None:
    """All months of some products, from their whole ledger: the first month holds what was there before, too."""
    quantities: list[tuple[str, int, int, int]] = []
    values: dict[tuple[int, int], list[int]] = {}
    keys = [month.isoformat() for month in months]
    found: dict[tuple[int, int], dict[str, tuple[int, int]]] = {}
    rows = work.connection.execute(_MOVED, {"after": after, "last": last, "end": month_after(months[-1])})
    for product, place, month, quantity, value in rows:
        found.setdefault((product, place), {})[f"{month}-01"] = quantity, value
    for (product, place), by_month in found.items():
        on_hand = sum(moved[0] for month, moved in by_month.items() if month < keys[0])
        worth = sum(moved[1] for month, moved in by_month.items() if month < keys[0])
        for number, month in enumerate(keys):
            moved = by_month.get(month, (0, 0))
            on_hand += moved[0]
            worth += moved[1]
            if on_hand:
                quantities.append((month, product, place, on_hand))
            if on_hand or worth:
                sums = values.setdefault((number, product), [0, 0])
                sums[0] += on_hand
                sums[1] += worth
    insert_rows(work.connection, t.stock_month, ("month", "product_id", "place_id", "quantity"), sorted(quantities))
    worths = [(keys[number], product, *sums) for (number, product), sums in sorted(values.items()) if any(sums)]
    insert_rows(work.connection, t.stock_month_value, ("month", "product_id", "quantity", "value"), worths)
