"""Which documents: by kind, state, span, parts of the columns, or those behind a figure; and what is behind it of each.

A figure is a row of the takings (what it was grouped by, and the row's key) or one of `Figure`. The shares of its documents
add up to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, false, func, literal, literal_column, or_, select, true, type_coerce

from jxc_desktop.db.local_time import local_text
from jxc_desktop.db.tables import counts, documents, products, purchasing, sales, stock, stock_documents
from jxc_desktop.domain.documents import DocumentKind
from jxc_desktop.domain.errors import NotANumber, TooLarge, TooPrecise
from jxc_desktop.domain.money import MAX_DOCUMENT, parse_money
from jxc_desktop.domain.permissions import Permission
from jxc_desktop.i18n import N_, _
from jxc_desktop.queries import people
from jxc_desktop.queries.goods_behind import Bought, behind_share, has_share, is_behind
from jxc_desktop.queries.reports.hours import local_hour, minutes_ahead
from jxc_desktop.queries.reports.takings import By
from jxc_desktop.queries.reports.unknown_costs import is_unknown
from jxc_desktop.queries.view import View

_FEW = 500

TITLES: dict[str, str] = {
    DocumentKind.SALE: N_("Sale"),
    DocumentKind.REVERSAL: N_("Reversal"),
    DocumentKind.RETURN: N_("Sale return"),
    DocumentKind.CORRECTION: N_("Corrected way of paying"),
    DocumentKind.CASH_SWAP: N_("Cash for an e-payment"),
    DocumentKind.CANCELLED_CART: N_("Cancelled sale"),
    DocumentKind.OPENING: N_("Opening stock"),
    DocumentKind.OPENING_PAYABLE: N_("Opening payable"),
    DocumentKind.ORDER: N_("Purchase order"),
    DocumentKind.RECEIPT: N_("Goods receipt"),
    DocumentKind.PURCHASE_RETURN: N_("Purchase return"),
    DocumentKind.SUPPLIER_PAYMENT: N_("Payment to a supplier"),
    DocumentKind.LATER_COST: N_("Later cost of goods"),
    DocumentKind.WRITE_OFF: N_("Write-off"),
    DocumentKind.WRITE_UP: N_("Write-up"),
    DocumentKind.TRANSFER: N_("Transfer"),
    DocumentKind.ASSEMBLY: N_("Assembly"),
    DocumentKind.COUNT: N_("Stock count"),
    DocumentKind.COUNT_GAIN: N_("Count gain"),
    DocumentKind.COUNT_LOSS: N_("Count loss"),
}
_BUYING = (
    DocumentKind.OPENING_PAYABLE,
    DocumentKind.ORDER,
    DocumentKind.RECEIPT,
    DocumentKind.PURCHASE_RETURN,
    DocumentKind.SUPPLIER_PAYMENT,
    DocumentKind.LATER_COST,
)
_STOCK = (
    *(DocumentKind.OPENING, DocumentKind.WRITE_OFF, DocumentKind.WRITE_UP, DocumentKind.TRANSFER, DocumentKind.ASSEMBLY),
    *(DocumentKind.COUNT, DocumentKind.COUNT_GAIN, DocumentKind.COUNT_LOSS),
)
RIGHTS: dict[str, Permission] = {**dict.fromkeys(_BUYING, Permission.SEE_PURCHASES), **dict.fromkeys(_STOCK, Permission.SEE_STOCK)}
AT_COST = frozenset(_STOCK)
STATES = {
    "standing": N_("Standing"),
    "reversed": N_("Reversed"),
    "reversal": N_("Reverses another"),
    "former": N_("Former versions"),
}


class Figure(StrEnum):
    """Figures that are no row of the takings: of the span as a whole, or of goods that moved or were bought."""

    TAKINGS = "takings"
    BACK = "back"
    ROUND_OFF = "round_off"
    UNKNOWN = "unknown"
    SWAPPED = "swapped"
    GOODS = "goods"


Group = tuple[By | Figure, Any]


@dataclass(frozen=True, slots=True)
class DocumentsFilter:
    """Which documents. Business dates from and to, both counted; `text` is a number, a sum, a remark, a code or a product's name.

    `kind` is a prefix (XS ...), `state` a key of STATES, `columns` parts by column key. `group` is a figure: what the takings
    were grouped by and the key behind the row (a way of paying for SWAPPED, a `Behind` for GOODS), or a `Figure` and None.
    """

    first_day: date | None = None
    last_day: date | None = None
    text: str = ""
    kind: str = ""
    state: str = ""
    group: Group | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def shows_last_versions(self) -> bool:
        """Whether of a sale that was put right only the last version is shown: not behind a figure, and not where one looks for more."""
        return not (self.group or self.kind or self.state or self.text.strip() or self.columns)

    @property
    def has_shares(self) -> bool:
        """Whether only a part of each document is behind the figure."""
        return self.group is not None and (self.group[0] in _SHARED or (self.group[0] is Figure.GOODS and has_share(self.group[1])))


_SHARED = frozenset({By.METHOD, By.PRODUCT, By.CATEGORY, Figure.ROUND_OFF, Figure.UNKNOWN, Figure.SWAPPED})

_d, _s, _l, _p = documents.document, sales.sale, sales.sale_line, sales.payment
_one: ColumnElement[int] = literal_column("1")


def which(view: View, statement: Select[Any], wanted: DocumentsFilter) -> Select[Any]:
    """The statement over `document` narrowed to what is asked for and may be seen."""
    statement = statement.where(seen(view), _in_days(wanted))
    if wanted.kind:
        statement = statement.where(_d.c.kind == wanted.kind)
    if wanted.state in _IN_STATE:
        statement = statement.where(_IN_STATE[wanted.state])
    elif wanted.shows_last_versions:
        statement = statement.where(~_IS_FORMER)
    if wanted.group is not None:
        statement = statement.where(_in_group(view, wanted, *wanted.group))
    for key, part in wanted.columns.items():
        if key in PARTS and part.strip():
            statement = statement.where(PARTS[key](view, part.strip()))
    text = wanted.text.strip()
    return statement.where(_matches(view, text)) if text else statement


def seen(view: View) -> ColumnElement[bool]:
    """The kinds that this person may look at, and reversals of them."""
    hidden = [str(kind) for kind, right in RIGHTS.items() if not view.may(right)]
    return kind_of().not_in(hidden) if hidden else true()


_reversed = documents.document.alias("reversed_one")
_KIND_OF_REVERSED = select(_reversed.c.kind).where(_reversed.c.id == _d.c.reverses).correlate(_d).scalar_subquery()


def kind_of() -> ColumnElement[str]:
    """The kind of a `document`; of a reversal that of what it takes back: rights go by it, and whether its total is a value at cost."""
    return case((_d.c.kind == DocumentKind.REVERSAL.value, func.coalesce(_KIND_OF_REVERSED, _d.c.kind)), else_=_d.c.kind)


def _in_days(wanted: DocumentsFilter) -> ColumnElement[bool]:
    first = true() if wanted.first_day is None else _d.c.business_date >= wanted.first_day
    return first if wanted.last_day is None else first & (_d.c.business_date <= wanted.last_day)


_after = documents.document.alias("after")
_IS_REVERSED = select(_one).where(_after.c.reverses == _d.c.id).correlate(_d).exists()
_changed = sales.amendment
# Sales that were changed and the reversals that took them back; few, so they are looked up once.
_IS_FORMER = _d.c.id.in_(select(_changed.c.sale_id)) | _d.c.id.in_(
    select(_after.c.id).join_from(_changed, _after, _after.c.reverses == _changed.c.sale_id)
)
_IN_STATE: dict[str, ColumnElement[bool]] = {
    # Not "IS NULL": nearly all are, and an index on it would keep the latest from being found first.
    "standing": and_(~_IS_REVERSED, func.coalesce(_d.c.reverses, 0) == 0),
    "reversed": _IS_REVERSED,
    "reversal": _d.c.reverses.is_not(None),
    "former": _IS_FORMER,
}

# what is behind a figure

_IS_SALE = select(_one).where(_s.c.id == _d.c.id).correlate(_d).exists()
_IS_SWAP = _d.c.kind == DocumentKind.CASH_SWAP.value
_ROUND_OFF = select(_s.c.round_off).where(_s.c.id == _d.c.id).correlate(_d).scalar_subquery()


def _lines(condition: ColumnElement[bool]) -> Select[Any]:
    return select(_l.c.id).where(_l.c.document_id == _d.c.id, condition).correlate(_d)


def _of_product(by: By | Figure, key: Any) -> ColumnElement[bool]:
    """The lines behind a row by product or category."""
    if by is By.PRODUCT:
        of_product: ColumnElement[bool] = _l.c.product_id == key
        return of_product
    of_category = func.coalesce(products.product.c.category_id, 0) == key
    return _l.c.product_id.in_(select(products.product.c.id).where(of_category))


def _in_group(view: View, wanted: DocumentsFilter, by: By | Figure, key: Any) -> ColumnElement[bool]:
    """The documents behind a figure; by product or category without a key those with rounding off."""
    match by:
        case By.DAY | By.CASHIER | By.HOUR:
            return and_(_key_of_sale(view, wanted, by) == key, _IS_SALE)
        case By.METHOD | Figure.SWAPPED:
            return and_(_IS_SWAP if by is Figure.SWAPPED else ~_IS_SWAP, _paid(key).exists())
        case By.PRODUCT if key is not None:
            # A product's lines are few, and an index knows them; a category's are not.
            return _d.c.id.in_(select(_l.c.document_id).where(_of_product(by, key)))
        case By.CATEGORY if key is not None:
            return _lines(_of_product(by, key)).exists()
        case Figure.TAKINGS | Figure.BACK:
            return _IS_SALE if by is Figure.TAKINGS else and_(_d.c.kind != DocumentKind.SALE.value, _IS_SALE)
        case Figure.UNKNOWN:
            return _lines(is_unknown(_in_days(wanted))).exists()
        case Figure.GOODS:
            return is_behind(key)
    return _d.c.id.in_(select(_s.c.id).where(_s.c.round_off != 0))


def _key_of_sale(view: View, wanted: DocumentsFilter, by: By | Figure) -> ColumnElement[Any]:
    if by is By.HOUR:
        return local_hour(view, wanted.first_day, wanted.last_day)
    return _d.c.business_date if by is By.DAY else _d.c.operator


def _paid(method_id: int) -> Select[Any]:
    return select(_one).where(_p.c.document_id == _d.c.id, _p.c.method_id == method_id).correlate(_d)


def share_of(view: View, wanted: DocumentsFilter) -> ColumnElement[Any]:
    """What of a `document` is behind the figure: its payments, lines or moves; NULL where it is all of it, or may not be seen."""
    if wanted.group is None or not wanted.has_shares:
        return literal_column("NULL")
    by, key = wanted.group
    match by:
        case Figure.GOODS:
            return behind_share(key) if isinstance(key, Bought) or view.may(Permission.SEE_COST) else literal_column("NULL")
        case By.METHOD | Figure.SWAPPED:
            return _paid(key).with_only_columns(func.sum(_p.c.amount)).scalar_subquery()
        case By.PRODUCT | By.CATEGORY if key is not None:
            return _lines(_of_product(by, key)).with_only_columns(func.sum(_l.c.amount)).scalar_subquery()
        case Figure.UNKNOWN:
            return _lines(is_unknown(_in_days(wanted))).with_only_columns(func.sum(_l.c.net)).scalar_subquery()
        case Figure.ROUND_OFF:
            return _ROUND_OFF
    return -_ROUND_OFF


# parts of the columns

_later, _former, _sold = (documents.document.alias(name) for name in ("later_on", "former_one", "sold_then"))
_r, _c, _a = sales.sale_return, sales.tender_correction, sales.amendment


def _number(of: Any, condition: ColumnElement[bool]) -> ColumnElement[str]:
    return select(of.c.number).where(condition).correlate(_d).scalar_subquery()


def _number_of_sale(table: Any) -> ColumnElement[str]:
    return (
        select(_sold.c.number)
        .join_from(table, _sold, _sold.c.id == table.c.sale_id)
        .where(table.c.id == _d.c.id)
        .correlate(_d)
        .scalar_subquery()
    )


def _next_version() -> ColumnElement[str]:
    return select(_sold.c.number).join_from(_a, _sold, _sold.c.id == _a.c.id).where(_a.c.sale_id == _d.c.id).correlate(_d).scalar_subquery()


def _times_changed() -> ColumnElement[str]:
    return select(cast(_a.c.version, Text)).where(_a.c.id == _d.c.id).correlate(_d).scalar_subquery()


STATE_WORDS: tuple[tuple[str, ColumnElement[str], str], ...] = (
    ("next", _next_version(), N_("changed, now {number}")),
    ("later", _number(_later, _later.c.reverses == _d.c.id), N_("reversed by {number}")),
    ("former", _number(_former, _former.c.id == _d.c.reverses), N_("reverses {number}")),
    ("version", _times_changed(), N_("times changed: {number}")),
    ("returns", _number_of_sale(_r), N_("came back from {number}")),
    ("corrects", _number_of_sale(_c), N_("corrects {number}")),
)
"""What other documents say of one, the first that is so: a name, a number (of the other document, or how often), the words around it."""


def state_text() -> ColumnElement[str]:
    """The state of a `document` as it is worded, in the user's language."""
    found = []
    for _name, number, words in STATE_WORDS:
        before, _placeholder, after = _(words).partition("{number}")
        found.append((number.is_not(None), literal(before) + number + literal(after)))
    return case(*found, else_="")


def _time_text(view: View) -> ColumnElement[str]:
    posted_at: ColumnElement[str] = type_coerce(_d.c.posted_at, Text)
    return local_text(posted_at, minutes_ahead(view, posted_at))


def _holds(text: ColumnElement[str], part: str) -> ColumnElement[bool]:
    return func.lower(text).contains(part.lower(), autoescape=True)


def _has_total(text: str) -> ColumnElement[bool]:
    try:
        total = parse_money(text, MAX_DOCUMENT)
    except (NotANumber, TooLarge, TooPrecise):
        return false()
    return and_(_d.c.total.in_((total, -total)), kind_of().not_in([str(kind) for kind in AT_COST]))


def _has_title(text: str) -> ColumnElement[bool]:
    return _d.c.kind.in_([kind for kind, title in TITLES.items() if text.casefold() in _(title).casefold()])


def _by(text: str) -> ColumnElement[bool]:
    """By whom: the first person is called in the user's language."""
    shown = [name for name in people.FIRST_NAMES if text.casefold() in people.shown_name(name).casefold()]
    return or_(and_(_d.c.operator.contains(text, autoescape=True), _d.c.operator.not_in(people.FIRST_NAMES)), _d.c.operator.in_(shown))


PARTS: dict[str, Callable[[View, str], ColumnElement[bool]]] = {
    "number": lambda _view, text: _d.c.number.contains(text.upper(), autoescape=True),
    "kind": lambda _view, text: _has_title(text),
    "time": lambda view, text: _holds(_time_text(view), text),
    "day": lambda _view, text: type_coerce(_d.c.business_date, Text).contains(text, autoescape=True),
    "cashier": lambda _view, text: _by(text),
    "total": lambda _view, text: _has_total(text),
    "state": lambda _view, text: _holds(state_text(), text),
    "remark": lambda _view, text: _d.c.remark.contains(text, autoescape=True),
}


def sorted_by(view: View, key: str, wanted: DocumentsFilter) -> ColumnElement[Any] | None:
    """What a column is sorted by; None for one that is not there."""
    columns: dict[str, ColumnElement[Any]] = {
        "number": _d.c.number,
        "kind": _d.c.kind,
        "time": _d.c.posted_seq,
        "day": _d.c.business_date,
        "cashier": _d.c.operator,
        "total": _d.c.total,
        "state": state_text(),
        "remark": _d.c.remark,
        "share": share_of(view, wanted),
    }
    return columns.get(key)


def _matches(view: View, text: str) -> ColumnElement[bool]:
    product = products.product
    goods = or_(
        product.c.code == text,
        product.c.name.contains(text, autoescape=True),
        product.c.id.in_(select(products.barcode.c.product_id).where(products.barcode.c.code == text)),
    )
    found = view.connection.execute(select(product.c.id).where(goods).limit(_FEW)).scalars().all()
    lines = (
        *(_l, stock.opening_line, stock_documents.adjustment_line, stock_documents.transfer_line),
        *(
            stock_documents.assembly_line,
            counts.count_line,
            purchasing.later_cost_line,
            purchasing.receipt_line,
            purchasing.purchase_order_line,
        ),
    )
    with_goods = [_d.c.id.in_(select(table.c.document_id).where(table.c.product_id.in_(found))) for table in lines] if found else []
    return or_(PARTS["number"](view, text), PARTS["remark"](view, text), _has_total(text), *with_goods)
