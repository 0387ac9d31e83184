"""The small figures of a day: how many sales, what they brought, by which ways of paying."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import and_, bindparam, case, func, select

from jxc_desktop.db.tables import documents, sales
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.money import to_coin
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.domain.takings import average_ticket
from jxc_desktop.queries import payments as paying
from jxc_desktop.queries.line_costs import known_costs
from jxc_desktop.queries.sale_lines import KIND_TITLES
from jxc_desktop.queries.view import View


@dataclass(frozen=True, slots=True)
class Today:
    """The figures of a business date. `takings` are sales less reversals and returns; profit (net sales less known cost) by right.

    `by_method` adds up to the takings; `swapped` (cash for an e-payment, 换现) moves money from one way to another and adds up to 0.
    `method_ids` are the ways of both, by the name shown.
    """

    day: date
    sales: int
    reversals: int
    returns: int
    takings: int
    average_ticket: int
    profit: int | None
    unknown_costs: int
    by_method: tuple[tuple[str, int], ...]
    swapped: tuple[tuple[str, int], ...]
    method_ids: Mapping[str, int]


_d, _s, _p = documents.document, sales.sale, sales.payment
_OF_DAY_SO_FAR = and_(_d.c.business_date == bindparam("day"), _d.c.posted_at <= bindparam("until"))
_ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
_OF_DAY = (
    select(_d.c.kind, func.count(), func.sum(_s.c.total), func.sum(_s.c.round_off))
    .join_from(_d, _s, _s.c.id == _d.c.id)
    .where(_OF_DAY_SO_FAR, _d.c.kind.in_([kind.value for kind in KIND_TITLES]))
    .group_by(_d.c.kind)
)
_COSTS_OF_DAY = known_costs(_OF_DAY_SO_FAR)
_IS_SWAP = _d.c.kind == DocumentKind.CASH_SWAP.value
_PAID_OF_DAY = (
    select(
        sales.payment_method.c.id,
        sales.payment_method.c.name,
        func.sum(case((_IS_SWAP, 0), else_=1)),
        func.sum(case((_IS_SWAP, 0), else_=_p.c.amount)),
        func.sum(case((_IS_SWAP, _p.c.amount), else_=0)),
    )
    .join_from(_d, _p, _p.c.document_id == _d.c.id)
    .join(sales.payment_method, sales.payment_method.c.id == _p.c.method_id)
    .where(_OF_DAY_SO_FAR)
    .group_by(sales.payment_method.c.id)
    .order_by(sales.payment_method.c.position)
)


def today(view: View, day: date | None = None, *, until: datetime | None = None) -> Today:
    """The small figures of a business date, today's if none is given, up to a moment if one is given.

    Lines of unknown cost are left out of the profit.
    """
    chosen = day or view.business_date
    found = {"day": chosen, "until": until or _ALWAYS}
    run = view.connection.execute
    heads = {row[0]: tuple(row)[1:] for row in run(_OF_DAY, found)}
    count, sold, off = heads.get(DocumentKind.SALE.value, (0, 0, 0))
    reversals, back, off_back = heads.get(DocumentKind.REVERSAL.value, (0, 0, 0))
    returns, given_back, off_given_back = heads.get(DocumentKind.RETURN.value, (0, 0, 0))
    takings = sold + back + given_back
    net, cost, unknown, _unknown_net = run(_COSTS_OF_DAY, found).one()
    ways = [(method_id, paying.shown_name(name), *sums) for method_id, name, *sums in run(_PAID_OF_DAY, found)]
    may_see = view.may(Permission.SEE_COST)
    return Today(
        chosen,
        count,
        reversals,
        returns,
        takings,
        average_ticket(takings, count, reversals),
        net - to_coin(cost) - off - off_back - off_given_back if may_see else None,
        unknown if may_see else 0,
        tuple((name, amount) for _id, name, payments, amount, _swapped in ways if payments),
        tuple((name, swapped) for _id, name, _payments, _amount, swapped in ways if swapped),
        {way[1]: way[0] for way in ways},
    )
