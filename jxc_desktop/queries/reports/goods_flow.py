"""进销存汇总: what was there, what came in, what went out, what is there, in quantity and value at cost, for a span.

Opening + in - out = closing, in quantity and value, of each row and of all. What came or went is told apart by kind, what was
written off or up by its reason, what was given away from what was sold. True-ups and later costs are values without
pieces: a true-up corrects what issues took, a later cost what a receipt brought. Transfers between places cancel out.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, case, func, literal_column, select

from jxc_desktop.db.tables import documents, stock
from jxc_desktop.db.tables.stock_documents import stock_reason
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries.columns import Column
from jxc_desktop.queries.goods_behind import Moves, free_key, reason_key, with_reasons
from jxc_desktop.queries.places import shown_name
from jxc_desktop.queries.reports.goods_tables import CATEGORY_COLUMNS, PRODUCT_COLUMNS, Days, Figured, by_category, by_product, goods_of
from jxc_desktop.queries.reports.spans import Span
from jxc_desktop.queries.stock_months import worth_at
from jxc_desktop.queries.stock_moves import KIND_TITLES
from jxc_desktop.queries.view import View

_ASSEMBLY, _TRANSFER = "assembly", "transfer"


@dataclass(frozen=True, slots=True)
class _Kind:
    """A column pair: kinds of move of the ledger; a title of its own, unless it is the kind's."""

    key: str
    kind: str
    is_out: bool = False
    title: str = ""
    sign: int = 0
    has_pieces: bool = True
    is_always: bool = False
    is_free: bool | None = None

    @property
    def name(self) -> str:
        """The title in the user's language."""
        return _(self.title or KIND_TITLES[self.kind])


_KINDS = (
    _Kind("opening_stock", "opening"),
    _Kind("receipt", "receipt", is_always=True),
    _Kind("later_value", "later_value", has_pieces=False),
    _Kind("sale_return", "sale_return"),
    _Kind("write_up", "write_up"),
    _Kind("assembled", _ASSEMBLY, sign=1),
    _Kind("first_count", "first_count", sign=1),
    _Kind("gain", "count", title=N_("Gain in counts"), sign=1),
    _Kind("sale", "sale", is_out=True, is_always=True, is_free=False),
    _Kind("given", "sale", is_out=True, title=N_("Given free"), is_free=True),
    _Kind("true_up", "true_up", is_out=True, has_pieces=False),
    _Kind("purchase_return", "purchase_return", is_out=True),
    _Kind("write_off", "write_off", is_out=True),
    _Kind("scrap", "scrap", is_out=True),
    _Kind("used", _ASSEMBLY, is_out=True, title=N_("Used in assembling"), sign=-1),
    _Kind("loss", "count", is_out=True, title=N_("Loss in counts"), sign=-1),
    _Kind("first_count_less", "first_count", is_out=True, title=N_("Counted for the first time, less"), sign=-1),
    _Kind("opening_undone", "opening_undone", is_out=True),
)
_BOTH_WAYS = {_ASSEMBLY: ("assembled", "used"), "count": ("gain", "loss"), "first_count": ("first_count", "first_count_less")}
"""Kinds of move that bring goods or take them, and the column of each way."""
_PLACES = {kind.key: place for place, kind in enumerate(_KINDS)}

_d, _m = documents.document, stock.stock_move
_DAY = _d.c.business_date.type
_MOVED = (
    select(
        _m.c.product_id,
        _m.c.kind,
        case((_m.c.quantity > 0, 1), else_=-1).label("sign"),
        reason_key.label("reason"),
        free_key.label("free"),
        func.sum(_m.c.quantity),
        func.sum(_m.c.value),
    )
    .select_from(with_reasons(_d.join(_m, _m.c.document_id == _d.c.id)))
    .where(
        _d.c.business_date.between(bindparam("first_day", type_=_DAY), bindparam("last_day", type_=_DAY)),
        _m.c.kind != _TRANSFER,
    )
    .group_by(_m.c.product_id, _m.c.kind, literal_column("sign"), literal_column("reason"), literal_column("free"))
)

_DAYS = {"opening": Days.BEFORE, "opening_value": Days.BEFORE, "closing": Days.UP_TO, "closing_value": Days.UP_TO}
Group = tuple[int, int]
"""The place of a kind, a reason or 0."""


def _key_of(kind: str, sign: int, is_free: int) -> str:
    if kind in _BOTH_WAYS:
        return _BOTH_WAYS[kind][sign < 0]
    if kind == "sale" and is_free:
        return "given"
    return "opening_stock" if kind == "opening" else kind


def _moved(view: View, span: Span) -> dict[int, dict[Group, list[int]]]:
    """Of each product what moved in the span: quantity and value by kind and reason, signed as in the ledger."""
    found: dict[int, dict[Group, list[int]]] = defaultdict(dict)
    days = {"first_day": span.first, "last_day": span.last}
    for product_id, kind, sign, reason, is_free, quantity, value in view.connection.execute(_MOVED, days):
        sums = found[product_id].setdefault((_PLACES[_key_of(kind, sign, is_free)], reason), [0, 0])
        sums[0] += quantity
        sums[1] += value
    return found


def goods_flow(view: View, by: str, span: Span) -> Figured:
    """The report by "product" or "category". Raises NotAllowed."""
    before = {row[0]: row for row in worth_at(view, span.first - timedelta(days=1))}
    moved = _moved(view, span)
    groups = sorted({group for found in moved.values() for group in found} | {(_PLACES[k.key], 0) for k in _KINDS if k.is_always})
    figures: dict[int, list[int]] = {}
    for product_id in before.keys() | moved.keys():
        _id, quantity, value = before.get(product_id, (0, 0, 0))
        figures[product_id] = _row(quantity, value, moved.get(product_id, {}), groups)
    goods = goods_of(view, list(figures))
    reasons = {row.id: shown_name(row.name) for row in view.connection.execute(select(stock_reason.c.id, stock_reason.c.name))}
    pairs, behind = _columns(groups, reasons)
    is_product = by == "product"
    rows = by_product(goods, figures) if is_product else by_category(goods, figures)
    heads = PRODUCT_COLUMNS if is_product else CATEGORY_COLUMNS
    return Figured((*heads, *pairs), rows, behind, _DAYS)


def _row(quantity: int, value: int, moved: Mapping[Group, list[int]], groups: list[Group]) -> list[int]:
    """Opening, all in, all out, closing, then by kind: quantity and value, without quantity where no pieces move."""
    found, parts = [quantity, value], []
    for is_out in (False, True):
        sign = -1 if is_out else 1
        pieces = worth = 0
        for group in _of_way(groups, is_out=is_out):
            of_kind, worth_of_kind = (sign * figure for figure in moved.get(group, (0, 0)))
            parts += [of_kind, worth_of_kind] if _KINDS[group[0]].has_pieces else [worth_of_kind]
            pieces += of_kind
            worth += worth_of_kind
        found += [pieces, worth]
        quantity += sign * pieces
        value += sign * worth
    return [*found, quantity, value, *parts]


def _of_way(groups: list[Group], *, is_out: bool) -> list[Group]:
    return [group for group in groups if _KINDS[group[0]].is_out is is_out]


def _pair(key: str, title: str, *, has_pieces: bool = True) -> tuple[Column, ...]:
    value = Column(f"{key}_value", _("{what}, value").format(what=title) if has_pieces else title, "amount", total=True)
    return (Column(key, _("{what}, quantity").format(what=title), "quantity"), value) if has_pieces else (value,)


def _columns(groups: list[Group], reasons: Mapping[int, str]) -> tuple[tuple[Column, ...], dict[str, Moves]]:
    """The columns of figures as `_row` has them, and what each stands for."""
    parts: list[Column] = []
    behind = {"": Moves(), "opening": Moves(), "closing": Moves()}
    for is_out in (False, True):
        for group in _of_way(groups, is_out=is_out):
            kind, reason = _KINDS[group[0]], group[1]
            key = f"{kind.key}_{reason}" if reason else kind.key
            title = f"{kind.name}: {reasons.get(reason, '')}" if reason else kind.name
            parts += _pair(key, title, has_pieces=kind.has_pieces)
            behind[key] = Moves(kinds=((kind.kind, kind.sign),), reason=reason or None, is_free=kind.is_free, is_out=is_out)
        kinds = {(kind.kind, kind.sign): None for kind in _KINDS if kind.is_out is is_out}
        behind["out" if is_out else "in"] = Moves(kinds=tuple(kinds), is_out=is_out)
    wholes = (("opening", _("Opening")), ("in", _("All in")), ("out", _("All out")), ("closing", _("Closing")))
    columns = (*[column for key, title in wholes for column in _pair(key, title)], *parts)
    return columns, behind | {f"{key}_value": moves for key, moves in behind.items() if key}
