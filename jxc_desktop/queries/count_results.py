"""What came of posted counts (盘点结果), read as `domain.count_results` has it: for who may see differences, money by right.

What the counted goods were worth is of the books just before the posting, so that a result reads the same for ever.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, or_, select

from jxc_desktop.db.tables import counts as c
from jxc_desktop.db.tables import documents as d
from jxc_desktop.db.tables import products as p
from jxc_desktop.db.tables import shop
from jxc_desktop.db.tables import stock as s
from jxc_desktop.domain.costing import at_rate
from jxc_desktop.domain.count_results import CountedLine, CountResult, PastCount
from jxc_desktop.domain.counts import scope_from_json
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotFound
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column, tuples
from jxc_desktop.queries.count_differences import COUNT_KINDS
from jxc_desktop.queries.count_list import scope_names, scope_words
from jxc_desktop.queries.people import shown_name as shown_person
from jxc_desktop.queries.places import shown_name
from jxc_desktop.queries.product_rows import FIRST_CODE
from jxc_desktop.queries.reports.report_tables import Table
from jxc_desktop.queries.view import View

LAST = 12
"""So many counts are compared."""

_COST = Permission.SEE_COST
LINE_COLUMNS = (
    Column("line_no", N_("Line no."), "integer"),
    Column("code", N_("Product code"), "code"),
    Column("barcode", N_("Barcode"), "code"),
    Column("name", N_("Product name"), "text"),
    Column("spec", N_("Spec"), "text"),
    Column("unit", N_("Unit"), "text"),
    Column("category", N_("Category"), "text"),
    Column("place", N_("Place"), "text"),
    Column("book", N_("Book quantity"), "quantity"),
    Column("present", N_("Counted quantity"), "quantity"),
    Column("at_till", N_("Of it at the till"), "quantity"),
    Column("difference", N_("Over or missing"), "quantity", total=True),
    Column("value", N_("Difference in money"), "amount", total=True, permission=_COST),
    Column("reason", N_("Reason"), "text"),
    Column("said", N_("To know"), "text"),
    Column("counted_at", N_("Counted at"), "time"),
    Column("person", N_("Counted by"), "text"),
    Column("first_quantity", N_("First count"), "quantity"),
    Column("first_person", N_("First counted by"), "text"),
)
SUM_COLUMNS = (
    Column("title", N_("Name"), "text"),
    Column("lines", N_("Lines counted"), "integer", total=True),
    Column("right", N_("Lines right"), "integer", total=True),
    Column("accuracy", N_("Accuracy"), "percent"),
    Column("over", N_("Lines over"), "integer", total=True),
    Column("missing", N_("Lines missing"), "integer", total=True),
    Column("gain", N_("Over in money"), "amount", total=True, permission=_COST),
    Column("loss", N_("Missing in money"), "amount", total=True, permission=_COST),
    Column("recounted", N_("Counted again"), "integer", total=True),
    Column("held", N_("First count was right"), "integer", total=True),
    Column("held_rate", N_("Share of first counts right"), "percent"),
)
PAST_COLUMNS = (
    Column("number", N_("Number"), "code"),
    Column("day", N_("Business day"), "date"),
    Column("name", N_("Name"), "text"),
    Column("lines", N_("Lines counted"), "integer", total=True),
    Column("right", N_("Lines right"), "integer", total=True),
    Column("accuracy", N_("Accuracy"), "percent"),
    Column("gain", N_("Over in money"), "amount", total=True, permission=_COST),
    Column("loss", N_("Missing in money"), "amount", total=True, permission=_COST),
    Column("net", N_("Over less missing"), "amount", total=True, permission=_COST),
    Column("worth", N_("Worth of what was counted"), "amount", total=True, permission=_COST),
    Column("net_rate", N_("Share of the worth"), "percent", permission=_COST),
)

_l, _pc, _d = c.count_line, c.posted_count, d.document
_later = d.document.alias("took_it_back")
_difference = _l.c.quantity + _l.c.at_till - _l.c.book_quantity
_is_known = _l.c.is_first == 0


def _how_many(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _worth_of(condition: Any) -> Any:
    return func.coalesce(func.sum(case((and_(_is_known, condition), _l.c.value), else_=0)), 0)


def _past() -> Select[Any]:
    return (
        select(
            *(_d.c.id, _d.c.number, _d.c.business_date, _pc.c.count_id, _pc.c.name, func.count().label("lines")),
            _how_many(_l.c.is_first == 1).label("first"),
            _how_many(and_(_is_known, _difference == 0)).label("right"),
            _worth_of(_difference > 0).label("gain"),
            _worth_of(_difference < 0).label("loss"),
        )
        .join(_pc, _pc.c.id == _d.c.id)
        .join(_l, _l.c.document_id == _d.c.id)
        .where(~select(_later.c.id).where(_later.c.reverses == _d.c.id).correlate(_d).exists())
        .group_by(_d.c.id, _d.c.number, _d.c.business_date, _d.c.posted_seq, _pc.c.count_id, _pc.c.name)
        .order_by(_d.c.posted_seq.desc())
    )


_BEFORE = _past().where(_d.c.posted_seq < bindparam("seq")).limit(bindparam("most"))
_OF_DAYS = _past().where(_d.c.business_date >= bindparam("first_day"), _d.c.business_date <= bindparam("last_day"))
_HEAD = (
    select(
        *(_d.c.id, _d.c.number, _d.c.business_date, _d.c.posted_at, _d.c.posted_seq, _d.c.operator, _d.c.remark, _pc.c.count_id),
        *(_pc.c.count_number, _pc.c.name, _pc.c.scope, _pc.c.is_blind, c.stock_count.c.started_at),
        *(shop.user.c.name.label("started_by"), _later.c.number.label("reversal")),
    )
    .join(_pc, _pc.c.id == _d.c.id)
    .join(c.stock_count, c.stock_count.c.id == _pc.c.count_id)
    .join(shop.user, shop.user.c.id == c.stock_count.c.actor_id)
    .outerjoin(_later, _later.c.reverses == _d.c.id)
    .where(_pc.c.count_id == bindparam("count"))
)
_COUNT_OF = select(_pc.c.count_id).where(_pc.c.id == bindparam("document"))
_BOOKED = (
    select(_d.c.kind, _d.c.number)
    .join(c.count_difference, c.count_difference.c.id == _d.c.id)
    .where(c.count_difference.c.posted_count_id == bindparam("document"))
)
_LINES = (
    select(_l, FIRST_CODE.label("barcode"), p.product.c.spec, shop.place.c.name.label("place"), p.category.c.name.label("category"))
    .join(p.product, p.product.c.id == _l.c.product_id)
    .join(shop.place, shop.place.c.id == _l.c.place_id)
    .outerjoin(p.category, p.category.c.id == p.product.c.category_id)
    .where(_l.c.document_id == bindparam("document"))
    .order_by(_l.c.line_no)
)
_LEFT = select(func.count()).where(c.count_item.c.count_id == bindparam("count"), c.count_item.c.round == 0)

# What moved between the first number of a line and the one that stands, whichever speaks of the earlier moment; a count's own
# difference moves the books, not the goods.
_e, _m = c.count_entry, s.stock_move
_first = (
    select(_e.c.product_id, _e.c.place_id, _e.c.lot, func.max(_e.c.counted_at_seq).label("seq"))
    .where(_e.c.count_id == bindparam("count"), _e.c.round == 1)
    .group_by(_e.c.product_id, _e.c.place_id, _e.c.lot)
    .subquery("first_entry")
)
_spoke_of = func.coalesce(_m.c.as_of, _m.c.posted_seq)
_GOODS_MOVED = and_(
    *(_m.c.product_id == _l.c.product_id, _m.c.place_id == _l.c.place_id, _m.c.lot == _l.c.lot, _m.c.kind.not_in(COUNT_KINDS)),
    or_(
        and_(_spoke_of > _first.c.seq, _spoke_of <= _l.c.counted_at_seq),
        and_(_spoke_of > _l.c.counted_at_seq, _spoke_of <= _first.c.seq),
    ),
)
_BETWEEN = (
    select(_l.c.line_no, func.coalesce(func.sum(case((_spoke_of > _first.c.seq, _m.c.quantity), else_=-_m.c.quantity)), 0).label("moved"))
    .join(_first, and_(_first.c.product_id == _l.c.product_id, _first.c.place_id == _l.c.place_id, _first.c.lot == _l.c.lot))
    .outerjoin(_m, _GOODS_MOVED)
    .where(_l.c.document_id == bindparam("document"), _l.c.round > 1)
    .group_by(_l.c.line_no)
)

_POSTED_FROM = select(func.min(_d.c.posted_seq)).where(
    or_(
        _d.c.id == bindparam("document"),
        _d.c.id.in_(select(c.count_difference.c.id).where(c.count_difference.c.posted_count_id == bindparam("document"))),
    )
)
_BOOKS = (
    select(_l.c.product_id, func.sum(_l.c.book_quantity).label("book"))
    .where(_l.c.document_id == bindparam("document"), _l.c.book_quantity > 0)
    .group_by(_l.c.product_id)
)
_RATES = (
    select(_m.c.product_id, func.sum(_m.c.quantity).label("quantity"), func.sum(_m.c.value).label("value"))
    .where(
        _m.c.product_id.in_(select(_l.c.product_id).where(_l.c.document_id == bindparam("document"))),
        _m.c.posted_seq < bindparam("seq"),
    )
    .group_by(_m.c.product_id)
)


def count_result(view: View, count_id: int) -> CountResult:
    """What came of a count that was posted. Raises NotAllowed, NotFound."""
    view.require(Permission.SEE_DIFFERENCES)
    head = view.connection.execute(_HEAD, {"count": count_id}).one_or_none()
    if head is None:
        raise NotFound(_("the result of this count"))
    of, sees = {"document": head.id}, view.may(_COST)
    booked = {row.kind: row.number for row in view.connection.execute(_BOOKED, of)}
    between = {row.line_no: row.moved for row in view.connection.execute(_BETWEEN, of | {"count": count_id})}
    lines = tuple(_line(view, row, between.get(row.line_no, 0), sees=sees) for row in view.connection.execute(_LINES, of))
    before = view.connection.execute(_BEFORE, {"seq": head.posted_seq, "most": LAST - 1}).all()
    is_rest_zero = any(not line.round for line in lines)
    return CountResult(
        number=head.number,
        count_number=head.count_number,
        name=head.name,
        scope=scope_words(scope_from_json(head.scope), scope_names(view)),
        is_blind=bool(head.is_blind),
        started_at=head.started_at.astimezone(view.now.tzinfo),
        started_by=shown_person(head.started_by),
        posted_at=head.posted_at.astimezone(view.now.tzinfo),
        posted_by=shown_person(head.operator),
        day=head.business_date,
        people=tuple(dict.fromkeys(who for line in lines if line.round for who in (line.first_person, line.person))),
        gain_number=booked.get(DocumentKind.COUNT_GAIN, ""),
        loss_number=booked.get(DocumentKind.COUNT_LOSS, ""),
        reversed_by=head.reversal or "",
        remark=head.remark,
        left=0 if is_rest_zero else view.connection.execute(_LEFT, {"count": count_id}).scalar_one(),
        lines=lines,
        past=tuple(_past_count(view, row, sees=sees) for row in before),
        worth=_worth(view, head.id) if sees else 0,
        count_id=head.count_id,
        document_id=head.id,
        has_money=sees,
    )


def count_of(view: View, document_id: int) -> int:
    """The count whose result a document is; 0 for any other document."""
    return int(view.connection.execute(_COUNT_OF, {"document": document_id}).scalar_one_or_none() or 0)


def counts_of_days(view: View, first: date, last: date) -> tuple[PastCount, ...]:
    """The counts that stand, of these business days, the latest first; all money is 0 for who may not see costs. Raises NotAllowed."""
    view.require(Permission.SEE_DIFFERENCES)
    rows = view.connection.execute(_OF_DAYS, {"first_day": first, "last_day": last}).all()
    return tuple(_past_count(view, row, sees=view.may(_COST)) for row in rows)


def result_tables(view: View, result: CountResult) -> list[Table]:
    """The result as tables: all lines, by place, by person, against the counts before; money by right."""
    tables: tuple[tuple[str, Sequence[Column], Iterable[object]], ...] = (
        (_("Count result"), LINE_COLUMNS, result.lines),
        (_("By place"), SUM_COLUMNS, result.by_place),
        (_("By person"), SUM_COLUMNS, result.by_person),
        (_("From count to count"), PAST_COLUMNS, (result.as_past, *result.past)),
    )
    found: list[Table] = []
    for title, columns, rows in tables:
        shown = columns_for(view, columns)
        found.append((title, shown, list(tuples(shown, rows))))
    return found


def columns_for(view: View, columns: Sequence[Column]) -> list[Column]:
    """Those that this person may see."""
    return [column for column in columns if column.permission is None or view.may(column.permission)]


def _line(view: View, row: Any, between: int, *, sees: bool) -> CountedLine:
    return CountedLine(
        line_no=row.line_no,
        product_id=row.product_id,
        code=row.code,
        name=row.name,
        unit=row.unit,
        place=shown_name(row.place),
        round=row.round,
        book=row.book_quantity,
        first_quantity=row.first_quantity,
        quantity=row.quantity,
        present=row.quantity + row.at_till,
        moved=row.moved,
        value=row.value if sees else 0,
        is_first=bool(row.is_first),
        is_flagged=bool(row.is_flagged),
        counted_at=row.counted_at.astimezone(view.now.tzinfo),
        person=shown_person(row.person),
        first_person=shown_person(row.first_person),
        reason=shown_name(row.reason),
        barcode=row.barcode or "",
        spec=row.spec,
        category=row.category or "",
        between=between,
    )


def _past_count(view: View, row: Any, *, sees: bool) -> PastCount:
    return PastCount(
        number=row.number,
        name=row.name,
        day=row.business_date,
        lines=row.lines,
        first=row.first,
        right=row.right,
        gain=row.gain if sees else 0,
        loss=row.loss if sees else 0,
        worth=_worth(view, row.id) if sees else 0,
        count_id=row.count_id,
        document_id=row.id,
    )


def _worth(view: View, document_id: int) -> int:
    """What the counted goods were worth by the books just before the posting; what was below zero is worth nothing."""
    of = {"document": document_id}
    seq = view.connection.execute(_POSTED_FROM, of).scalar_one()
    rates = {row.product_id: (row.value, row.quantity) for row in view.connection.execute(_RATES, of | {"seq": seq})}
    worth = 0
    for row in view.connection.execute(_BOOKS, of):
        value, quantity = rates.get(row.product_id, (0, 0))
        if quantity > 0 and value > 0:
            worth += at_rate((value, quantity), row.book)
    return worth
